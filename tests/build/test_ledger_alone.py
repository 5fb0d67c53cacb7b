"""The ledger in another site: plain Pelican, its own theme, no other plugin of ours."""

import pytest

from tests.helpers import ROOT, build

SETTINGS = f"""\
SITENAME = "Another site"
TIMEZONE = "UTC"
PATH = "content"
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
PLUGINS = ["ledger"]
THEME = "simple"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
  total: {label: L, value: 607, counts: citizens, nouns: [citizen], status: reported, speaker: narrator, source: article}
"""
TEXT = "Title: T\nDate: 2024-02-01\nCategory: x\nSummary: Without a number.\n\n"


@pytest.fixture
def another_site(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "settings.py").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "content" / "facts.yaml").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def test_it_binds_figures_and_lists_them_below_the_text(another_site):
    (another_site / "content" / "a.md").write_text(TEXT + "There were [607 citizens](fact:total).\n", encoding="utf-8")
    done = build(another_site / "settings.py", another_site / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (another_site / "out" / "t.html").read_text(encoding="utf-8")
    assert 'href="#note-total" id="cite-total"' in page
    assert 'role="doc-endnotes"' in page
    assert '<li id="note-total">' in page
    assert "The narrator" in page


def test_it_refuses_what_is_not_bound(another_site):
    (another_site / "content" / "a.md").write_text(TEXT + "There were 42.\n<script>x</script>\n", encoding="utf-8")
    done = build(another_site / "settings.py", another_site / "out")
    assert done.returncode == 1
    assert "content/a.md:6:12: “42” is bound to no fact" in done.stderr
    assert "<script> may not stand in a text" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_language_that_cannot_be_read_is_one_line(another_site):
    (another_site / "content" / "a.md").write_text(
        TEXT.replace("Category", "Lang: fr\nCategory") + "x\n", encoding="utf-8"
    )
    done = build(another_site / "settings.py", another_site / "out")
    assert "content/a.md:3:7: no numbers are read in 'fr'" in done.stderr
    (another_site / "settings.py").write_text(SETTINGS + 'DEFAULT_LANG = "fr"\n', encoding="utf-8")
    done = build(another_site / "settings.py", another_site / "out")
    assert "settings: DEFAULT_LANG: no numbers are read in 'fr'" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
