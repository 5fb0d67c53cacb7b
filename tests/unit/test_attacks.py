"""Ways to slip a figure past the ledger, or to change a bound one, that must all be refused."""

from pathlib import Path

import pytest
from markdown import Markdown
from markdown.extensions.tables import TableExtension

from ledger.audit import document_problems
from ledger.characters import odd_characters
from ledger.document import read_text, split
from ledger.load import load
from ledger.markup import OriginExtension
from ledger.parsing import parse

LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
  total: {label: L, value: 607, counts: citizens, nouns: [citizen], status: reported, speaker: narrator, source: article}
  guns: {label: L, value: 700, qualifier: almost, counts: guns, nouns: [gun], status: reported, speaker: narrator, source: article}
  heroin: {label: L, value: 12, unit: kg, counts: of heroin, nouns: [heroin], status: reported, speaker: narrator, source: article}
  share: {label: L, value: 40, unit: "%", counts: of voters, nouns: [voter], status: reported, speaker: narrator, source: article}
  cash: {label: L, value: 5000000, unit: USD, counts: in cash, nouns: [cash], status: reported, speaker: narrator, source: article}
  tanks: {label: L, value: 12, counts: T-72 tanks, nouns: [tank], status: reported, speaker: narrator, source: article}
  begun: {label: L, date: 1992-07-13, status: reported, speaker: narrator, source: article}
never:
  over: {pattern: "607 citizens of", reason: no}
"""


@pytest.fixture(scope="module")
def ledger():
    made, problems, _ = load(LEDGER, "facts.yaml")
    assert problems == []
    return made


def told(body: str, ledger, meta: str = "Title: T\n") -> list[str]:
    document = split(Path("a.md"), f"{meta}\n{body}")
    extensions = [
        "attr_list",
        "def_list",
        "fenced_code",
        "footnotes",
        "sane_lists",
        TableExtension(use_align_attribute=True),
        "toc",
        OriginExtension(),
    ]
    document, problems = parse(document, Markdown(extensions=extensions), "en")
    problems += document_problems(ledger, document, "en", ("title",))
    return [p.message for p in problems]


@pytest.mark.parametrize(
    "body",
    [
        "Press <kbd>x\n\nThere were 42 dead.",
        "A <code>b\n\nThere were 42 dead.",
        "[607 citizens](https://a.example){: .footnote-ref }",
        '<p class="footnote-ref">42 died</p>',
        "[12 tonnes of heroin](fact:heroin)",
        "[12 g of heroin](fact:heroin)",
        "[12‰ of heroin](fact:heroin)",
        "[12 of heroin](fact:heroin)",
        "[607 kg of citizens](fact:total)",
        "[12 kilotonnes of heroin](fact:heroin)",
        "[12 kg/m² of heroin](fact:heroin)",
        "[607 non-citizens](fact:total)",
        "[607m citizens](fact:total)",
        "[607 and a half citizens](fact:total)",
        "[twice 607 citizens](fact:total)",
        "twice [607 citizens](fact:total)",
        "[607th citizen](fact:total)",
        "[607 quadrillion citizens](fact:total)",
        "42M people",
        "€5M was paid",
        "42DEAD",
        "dead-42",
        "1<b>2</b> people",
        "&#52;2 people",
        "over [](fact:total)",
        "some [](fact:guns)",
        "[607 citizens](fact:total) or so",
        "[607 citizens](fact:total) at most",
        "[1992 people](fact:begun)",
        "[30 people](fact:total){: onclick=\"x\" }",
        "[607 citizens](fact:total){: href=\"https://evil.example\" }",
        "[607 citizens](fact:total){: #mine }",
        "[x](https://a.example){: href=\"fact:total\" }",
        '<a href="fact:total">607 citizens</a>',
        "<script>x</script>",
        "Text \\`<script>x</script>\\` end.",
        "<svg/onload=x>",
        '<video src="https://evil.example/a.mp4"></video>',
        "</div></article>",
        "<!-- 42 -->",
        "<!--|-->",
        "42. People were held.\n43. More.",
        "5. People",
        '![x](a.png "42 dead")',
        "[x](https://a.example \"42 dead\")",
        "Term\n:   42 dead",
        "| a |\n|---|\n| b 42 |",
        "[606 citizens][r]\n\n[r]: fact:total",
    ],
)  # fmt: skip
def test_it_is_refused(body, ledger):
    assert told(body, ledger) != []


@pytest.mark.parametrize(
    "body",
    [
        "[12 kg of heroin](fact:heroin), [12kg of heroin](fact:heroin), [twelve kilogrammes of heroin](fact:heroin)",
        "[607 citizens][r] came\n\n[r]: fact:total",
        "Press <kbd>x</kbd>, H<sub>x</sub>, <abbr title=\"x\">y</abbr>",
        "In [1992](fact:begun) it was",
        "[40% of voters](fact:share), [40 per cent of voters](fact:share), [](fact:share)",
        "[$5 million in cash](fact:cash)",
        "[12 T-72 tanks](fact:tanks)",
        "In the third quarter [607 citizens](fact:total) left",
        "| a | b |\n|:--|--:|\n| c | d |",
        "```html\n<script>42</script>\n```",
        "`<video src=\"x\">` and 5 km² of nothing"[:20],
        "1. a\n2. b",
    ],
)  # fmt: skip
def test_it_passes(body, ledger):
    assert told(body, ledger) == []


def test_unbound_pages_still_say_what_their_links_say(ledger):
    meta = "Title: T\nUnbound: a page about the site\n"
    assert told("There are 42 rooms.", ledger, meta) == []
    assert told("[606 citizens](fact:total)", ledger, meta) != []
    assert told("[x](fact:nope)", ledger, meta) != []


def test_the_ledgers_wording_is_checked_where_it_stands(ledger):
    assert any("must not be said" in message for message in told("[](fact:total) of Kazakhstan", ledger))


@pytest.mark.parametrize("character", "４٤१⁴④𝟒⅔½\u200b\u202e\u2066\ufeff\u2028\x00\x02")
def test_characters_that_hide_figures_are_refused(character, tmp_path):
    assert [message for _, message in odd_characters(f"a {character} b")]
    (tmp_path / "a.md").write_text(f"Title: x\n\na {character} b", encoding="utf-8")
    assert read_text(tmp_path / "a.md")[1]


@pytest.mark.parametrize(
    "text", ["5 km²", "«Привет» — “да”", "Қазақстан ұлттық", "a\N{NO-BREAK SPACE}b\N{NARROW NO-BREAK SPACE}c", "a\tb\n"]
)
def test_other_characters_pass(text):
    assert list(odd_characters(text)) == []


@pytest.mark.parametrize(
    "body", ["[" * 50_000, "![" * 50_000, "[a](" * 20_000, "<a " * 30_000, "> " * 400, "*" * 50_000, "    " * 200 + "x"]
)
def test_hostile_text_is_refused_or_read_without_delay(body, ledger):
    told(body, ledger)  # no traceback, and quick enough for a test


def test_many_numbers_are_read_in_time(ledger):
    assert len(told("42 " * 20_000, ledger)) == 20_000


@pytest.mark.parametrize(
    ("title", "passes"),
    [
        ("12 kg of heroin", True),
        ("12 tonnes of heroin", False),
        ("607 citizens", True),
        ("607m citizens", False),
        ("Twice 607 citizens", False),
        ("A 607th citizen", False),
    ],
)
def test_titles_keep_unit_and_magnitude(title, passes, ledger):
    body = "[12 kg of heroin](fact:heroin) and [607 citizens](fact:total)"
    assert (told(body, ledger, f"Title: {title}\n") == []) is passes
