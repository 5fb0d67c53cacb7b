"""The same input gives the same bytes: elsewhere, at another time, in another zone and locale, with another hash seed."""

import os
import shutil

from tests.build.trees import files
from tests.conftest import HARBOUR
from tests.helpers import ROOT, build, unhashed

PARTS = ("content", "theme", "plugins", "pelicanconf.py", "publishconf.py")
ENV = {"BUILD_TIME": "2027-01-01T00:00:00+00:00", "PUBLIC_URL": "https://news.example/a/b"}


def test_two_builds_are_byte_identical(tmp_path):
    elsewhere = tmp_path / "папка с пробелами"
    elsewhere.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
        copy(ROOT / part, elsewhere / part)
    for path in elsewhere.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    one = build(
        ROOT / "publishconf.py", tmp_path / "one", env={**ENV, "TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    )
    other = build(
        elsewhere / "publishconf.py", tmp_path / "other", cwd=elsewhere,
        env={**ENV, "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    )  # fmt: skip
    assert (one.returncode, other.returncode) == (0, 0), one.stderr + other.stderr
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_the_clock_decides_only_what_is_in_the_future(tmp_path):
    """A later clock builds the same bytes."""
    later = build(ROOT / "pelicanconf.py", tmp_path / "later", env={"BUILD_TIME": "2100-01-01"})
    now = build(ROOT / "pelicanconf.py", tmp_path / "now", env={"BUILD_TIME": "2026-11-22T00:00:00+05:00"})
    assert (later.returncode, now.returncode) == (0, 0)
    assert files(tmp_path / "later") == files(tmp_path / "now")


def test_an_earlier_clock_leaves_out_what_is_not_yet_published_and_all_that_leads_to_it(tmp_path):
    """The harbour's page in Kazakh is dated 4 February 2024: the moment before, no page, feed or sitemap knows of it."""
    page, news = "articles/qazaqsha.html", "articles/qazaqsha.ninjs.json"
    trees = {}
    for name, moment in (("before", "2024-02-03T23:59:59+02:00"), ("after", "2024-02-04T00:00:00+02:00")):
        env = {"BUILD_TIME": moment, "PUBLIC_URL": "https://ferry.example"}
        done = build(HARBOUR / "settings.py", tmp_path / name, env=env)
        assert done.returncode == 0, done.stderr
        trees[name] = files(tmp_path / name)
    after, before = ({unhashed(path) for path in trees[name]} for name in ("after", "before"))
    assert after - before == {page, news, "cards/articles/qazaqsha.png"}
    assert before <= after
    leads = {unhashed(name) for name, data in trees["after"].items() if b"qazaqsha" in data}
    assert leads == {
        page,
        news,
        "sources.html",
        "sitemap.xml",
        "feeds/atom.xml",
        "feeds/rss.xml",
        "feeds/feed.json",
        "embedding.html",
        "search.html",
        "search/index.js",
        "book.json",
    }
    assert [name for name, data in trees["before"].items() if b"qazaqsha" in data] == []
    leads.add("theme/js/search.js")  # which names the index
    others = {name for name in trees["before"] if unhashed(name) not in leads}
    assert [name for name in sorted(others) if trees["before"][name] != trees["after"].get(name)] == []
