"""The smaller plugins' pure functions: dates in order, the ring, type, colours, data for machines, feeds."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import smartypants
from lxml import html
from markdown import Markdown

from account import Block, Heading, Note, Part, Section
from feeds import full_text
from ledger import FactExtension, Sources
from ledger.credit import credit, shared_source
from ledger.data import as_csv, as_json
from ledger.document import split
from ledger.load import load
from ledger.wording import date, inline_html, number
from metadata import author, page_data, public_address, relative, script
from operations import Dates, in_order
from ring import angle, check, point, ring
from stylesheet import bundle, colour_faults, contrast
from typesetting import typeset


class Stub(SimpleNamespace):
    """A content object with what a test gives it; equal to itself alone, as Pelican's are."""

    __hash__ = object.__hash__


def operation(slug: str, began: str, latest: str = "") -> Stub:
    return Stub(slug=slug, began=began, template="operation", dates=Dates(began, "", latest))


def test_operations_stand_in_order_of_time():
    pages = [
        operation("c", "2019"),
        operation("b", "1996-02"),
        operation("a", "1996"),
        Stub(template="page"),
    ]
    assert [page.slug for page in in_order(pages)] == ["a", "b", "c"]


def test_the_ring_has_a_tick_for_each_year_and_lights_the_operations():
    nabat, jusan = operation("nabat", "1992"), operation("jusan", "2019", "2021-02")
    of_all = ring(1992, 30, [nabat, jusan])
    assert len(of_all.ticks) == 30
    assert [t.year for t in of_all.ticks if t.state == "lit"] == [1992, 2019, 2020, 2021]
    assert len({t.angle for t in of_all.ticks}) == 30
    of_one = ring(1992, 30, [nabat, jusan], jusan)
    assert [t.year for t in of_one.ticks if t.state == "named"] == [1992]
    assert [label.point for label in of_all.labels] == [point(0), point(336)]


def test_a_year_that_operations_share_is_lit_on_the_page_of_each():
    pages = [operation("a", "1996", "1998"), operation("b", "1998"), operation("c", "2000")]
    lit = {page.slug: [t.year for t in ring(1992, 30, pages, page).ticks if t.state == "lit"] for page in pages}
    assert lit == {"a": [1996, 1997, 1998], "b": [1998], "c": [2000]}
    assert [t.year for t in ring(1992, 30, pages, pages[2]).ticks if t.state == "named"] == [1996, 1997, 1998]


@pytest.mark.parametrize(
    ("position", "expected"), [(0, (0.0, -1.0)), (7.5, (1.0, 0.0)), (15, (0.0, 1.0)), (22.5, (-1.0, 0.0))]
)
def test_the_ring_runs_clockwise_from_the_top(position, expected):
    place = point(angle(position, 30))
    assert (place.x, place.y) == pytest.approx(expected, abs=1e-4)


def test_another_feature_has_another_ring():
    assert ring(1998, 25, [operation("x", "2001")]).ticks[3].state == "lit"
    assert angle(5, 25) == 72.0


RING_LEDGER = """\
language: en-GB
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
  opened: {label: L, date: 1992-07-13, status: reported, speaker: narrator, source: article}
  month: {label: L, date: --07, status: reported, speaker: narrator, source: article}
  age: {label: L, value: 30, counts: years, nouns: [year], status: reported, speaker: narrator, source: article}
  half: {label: L, value: 2.5, counts: years, nouns: [year], status: reported, speaker: narrator, source: article}
"""


def ring_problems(setting: dict[str, str], *operations: str) -> list[str]:
    ledger, faults, _ = load(RING_LEDGER, "f")
    assert faults == []
    documents = tuple(split(Path(f"{n}.md"), f"Title: T\n{dates}\n\nText.\n") for n, dates in enumerate(operations))
    return [
        f"{problem.path}: {problem.message}"
        for problem in check(Sources(ledger, Path("facts.yaml"), documents, {"RING": setting}))
    ]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"from": "opened", "years": "age"}, []),
        ({"from": "x", "years": "age"}, ["settings: RING names “x”, which is not in the ledger"]),
        ({"from": ["x"], "years": "age"}, ["settings: RING names “['x']”, which is not in the ledger"]),
        ({"from": "month", "years": "age"}, ["settings: RING needs a fact with a year as “from”"]),
        ({"from": "age", "years": "age"}, ["settings: RING needs a fact with a year as “from”"]),
        (
            {"from": "y", "years": "half"},
            [
                "settings: RING names “y”, which is not in the ledger",
                "settings: RING needs a fact with 1 to 200 whole years as “years”",
            ],
        ),
        ({"from": "opened", "years": "opened"}, ["settings: RING needs a fact with 1 to 200 whole years as “years”"]),
    ],
)
def test_a_ring_without_a_span_is_told_at_the_settings(setting, expected):
    assert ring_problems(setting) == expected


def test_every_year_of_an_operation_has_a_tick():
    """The ring of 30 years from 1992 ends with the tick of 2021."""
    told = ring_problems(
        {"from": "opened", "years": "age"},
        "Began: 1992\nEnded: 2021", "Began: 2021\nLatest: 2022-02", "Began: 2022", "Began: 1991-12",
    )  # fmt: skip
    assert told == [
        "1.md: 2021 to 2022 is not within the ring, 1992 to 2021",
        "2.md: 2022 is not within the ring, 1992 to 2021",
        "3.md: 1991 is not within the ring, 1992 to 2021",
    ]


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        ('<p>"Quoted" -- it\'s</p>', "en", "“Quoted” — it’s"),
        ('<code>"a" -- b</code>', "en", '<code>"a" -- b</code>'),
        ('<svg><text>"a"</text></svg>', "en", '<svg><text>"a"</text></svg>'),
        ('<p>Слово "в кавычках" -- да</p>', "ru", "«в\N{NO-BREAK SPACE}кавычках»\N{NO-BREAK SPACE}— да"),
        ('<p>Сөз "тырнақшада" -- иә</p>', "kk", "«тырнақшада»\N{NO-BREAK SPACE}— иә"),
        ('<pre>"a" -- b</pre>', "ru", '<pre>"a" -- b</pre>'),
        ('<p>"untouched"</p>', "de", '<p>"untouched"</p>'),
        ('<img alt="в “кавычках” -- да">"и"', "ru", '<img alt="в “кавычках” -- да">«и»'),
        ('<a data-n="1" title="в &lt;“доме”">в доме</a>', "ru", 'title="в &lt;“доме”">в\N{NO-BREAK SPACE}доме</a>'),
        ('<a data-n="1" title="a &amp; b">a &amp; b</a>', "en", 'title="a &amp; b">a <span class="amp">&amp;</span> b'),
        ("The KNB, U.S.A.", "en", '<span class="caps">KNB</span>, <span class="caps">U.S.A.</span>'),
        ("<p>&ldquo;Named&rdquo;</p>", "en", '<span class="dquo">&ldquo;</span>Named'),
        (r"<p>\"Straight\"</p>", "en", "&#34;Straight&#34;"),
        ("One... two. . . three", "en", "One… two… three"),
        ("<p>some 2 kg of it</p>", "en", "some 2\N{NO-BREAK SPACE}kg of it"),
        ("<p>5 metres, 3 lbs</p>", "en", "5\N{NO-BREAK SPACE}metres, 3\N{NO-BREAK SPACE}lbs"),
        ("2 kings and 4 grand 12 kgf", "en", "2 kings and 4 grand 12 kgf"),
        ("<p>340 т зерна, 12 км²</p>", "ru", "12\N{NO-BREAK SPACE}км²"),
        ("<p>3 шақырым</p>", "kk", "3\N{NO-BREAK SPACE}шақырым"),
        ("<p>7 km</p>", "de", "7\N{NO-BREAK SPACE}km"),
        (
            '<code>2 kg</code><a title="2 kg">2 kg</a>',
            "en",
            '<code>2 kg</code><a title="2 kg">2\N{NO-BREAK SPACE}kg</a>',
        ),
    ],
)
def test_type_is_set_by_language_and_code_is_left_alone(html, language, expected):
    assert expected in typeset(html, language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "A.B",
        "it's",
        '"Quoted" & <b>KNB</b>',
        "<!-- a -- b --> c",
        "<p>'x'<code>'y' -- Z Z</code> AT&amp;T & U.S.</p>",
    ],
)
def test_english_is_set_as_typogrify_sets_it(text, monkeypatch):
    """A filter is left out only where it would do nothing."""
    from typogrify.filters import typogrify

    from typesetting import LEFT_ALONE, english

    found = english(text)
    attributes = smartypants.Attr
    monkeypatch.setattr(attributes, "default", attributes.set1 | attributes.w | attributes.u)
    assert found == typogrify(text, LEFT_ALONE, widont=False)


def test_setting_type_changes_no_library_for_others():
    before = smartypants.Attr.default
    typeset('"A new text" -- for this test', "en")
    assert smartypants.Attr.default == before == smartypants.Attr.set1


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_a_features_colours_are_checked():
    css = ":root{" + "".join(
        f"--{role}: light-dark({day}, {night});"
        for role, day, night in [
            ("paper", "#ffffff", "#000000"), ("raised", "#ffffff", "#000000"), ("ink", "#000000", "#ffffff"), ("soft", "#555555", "#aaaaaa"),
            ("accent", "#004488", "#88bbff"), ("mark", "#886600", "#ffcc00"), ("mark-text", "#664400", "#ffcc00"),
        ]
    ) + "}"  # fmt: skip
    assert list(colour_faults(css, {})) == []
    assert list(colour_faults(css, {"accent": ("#004488", "#111111")})) == [
        f"COLOURS: “accent” on “{ground}” has 1.11:1 by night; at least 4.5:1 is needed"
        for ground in ("paper", "raised")
    ]
    assert next(colour_faults(css, {"glow": ("#004488", "#111111")})).startswith(
        "COLOURS: the theme has no role “glow”"
    )


def test_a_stylesheet_is_bundled_with_its_layers(tmp_path):
    (tmp_path / "index.css").write_text('@layer a, b;\n@import "a.css" layer(a);\n@import url("sub/b.css") layer(b);\n')
    (tmp_path / "a.css").write_text("p { color: red }")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.css").write_text("b { color: blue }")
    assert bundle(tmp_path / "index.css") == "@layer a, b;\n@layer a{p { color: red }}\n@layer b{b { color: blue }}\n"


@pytest.mark.parametrize(
    ("path", "page", "expected"),
    [
        ("index.html", "operations/jusan.html", "../index.html"),
        ("operations/nabat.html", "operations/jusan.html", "nabat.html"),
        ("sources.html#fact-a", "index.html", "sources.html#fact-a"),
        ("index.html#x", "index.html", "#x"),
        ("index.html", "index.html", "index.html"),
    ],
)
def test_links_are_relative_and_never_begin_with_a_dot_and_a_slash(path, page, expected):
    assert relative(path, page) == expected


def test_public_addresses_come_from_one_setting():
    assert public_address("", "a.html") == ""
    assert public_address("https://news.example/30-years/", "a.html") == "https://news.example/30-years/a.html"
    assert public_address("https://news.example", "index.html") == "https://news.example/"


def test_data_in_a_script_cannot_end_it():
    data = {"headline": 'A "title" </script><!-- & ]]>'}
    text = str(script(data))
    assert "</script" not in text
    assert "<!--" not in text
    assert json.loads(text) == data


def section(*blocks: Block, heading: Heading | None = None) -> Section:
    return Section(heading, (Part(None, blocks),))


def prose(text: str, *notes: Note) -> Block:
    return Block("prose", text, (), notes, ())


def absolute(path: str) -> str:
    return f"https://n.example/{path}"


def test_a_feeds_text_has_absolute_addresses():
    text = '<p><a href="../operations/jusan.html#x">J</a> <a href="#fact-a">f</a> <a href="https://x.example/">x</a> <img src="images/a.png"> <a href="/b.html">b</a></p>'
    assert full_text([section(prose(text))], (), "articles/story.html", absolute) == (
        '<p><a href="https://n.example/operations/jusan.html#x">J</a> <a href="https://n.example/articles/story.html#fact-a">f</a> '
        '<a href="https://x.example/">x</a> <img src="https://n.example/images/a.png"> <a href="https://n.example/b.html">b</a></p>'
    )


def test_a_feeds_notes_stand_behind_their_section_with_their_marks():
    first, second = Note("a", "*", "<div>\n<p>First.</p>\n</div>"), Note("b", "†", "<div><p>Second.</p></div>")
    text = full_text(
        [
            section(prose("<p>One*</p>", first), prose("<p>Two†</p>", second)),
            section(prose('<p><a data-n="1" data-note="4" href="#x">3</a></p>'), heading=Heading(2, "h", "Head")),
        ],
        (),
        "a.html",
        absolute,
    )
    assert text == (
        "<p>One*</p>\n<p>Two†</p>\n<dl>\n<dt>*</dt><dd><p>First.</p></dd>\n<dt>†</dt><dd><p>Second.</p></dd>\n</dl>\n"
        '<h2>Head</h2>\n<p><a href="https://n.example/a.html#x">3</a></p>'
    )


CREDITS = """\
language: en-GB
title: A ledger
sources:
  article: {title: What was said}
  paper: {title: Is it so?, publisher: The Paper}
speakers:
  narrator: {name: The article, attribution: in its own narration}
  unsure: {name: The article, attribution: as told; no sentence is attributed}
  nobody: {name: A reader}
  paper: {name: The Paper, attribution: another account}
facts:
  years: {label: L, value: 30, counts: years, nouns: [year], status: reported, speaker: narrator, source: article, where: paragraph 1}
  guns: {label: L, value: 700, qualifier: almost, counts: guns, nouns: [gun], status: reported, speaker: unsure, source: article, where: paragraph 2}
  asked: {label: L, words: "“Who was it?”", status: reported, speaker: nobody, source: paper}
  answered: {label: L, words: A & B, status: context, speaker: paper, source: paper, where: page 3}
"""


def test_a_credit_is_well_formed():
    facts = load(CREDITS, "f")[0].facts
    assert [credit(fact) for fact in facts.values()] == [
        "30 years. The article, in its own narration, paragraph 1. What was said.",
        "Almost 700 guns. The article, as told; no sentence is attributed; paragraph 2. What was said.",
        "“Who was it?” A reader. The Paper, Is it so?",
        "A & B. The Paper, another account, page 3. Is it so?",
    ]
    assert credit(facts["years"], titled=False) == "30 years. The article, in its own narration, paragraph 1."


def test_a_source_that_all_facts_share_is_named_once():
    ledger = load(CREDITS, "f")[0]
    years, guns, asked, answered = ledger.facts.values()
    assert shared_source([years, guns]) == ledger.sources["article"]
    assert shared_source([years, guns, asked]) is shared_source([years]) is shared_source([]) is None
    assert full_text((), [asked, answered], "a.html", absolute) == (
        "<p>The Paper, Is it so?</p>\n<ul>\n<li>“Who was it?” A reader.</li>\n"
        "<li>A &amp; B. The Paper, another account, page 3.</li>\n</ul>"
    )
    assert full_text((), [years, asked], "a.html", absolute).count("What was said") == 1
    written = Markdown(extensions=[FactExtension(ledger)]).convert("[](fact:years) [](fact:guns) [](fact:years)")
    notes = html.fromstring(written).find_class("endnotes")[0]
    assert [" ".join(element.text_content().split()) for element in notes.iter("p", "li")] == [
        "What was said",
        "30 years. The article, in its own narration, paragraph 1. ↩",
        "Almost 700 guns. The article, as told; no sentence is attributed; paragraph 2. ↩",
    ]


def page(**given) -> Stub:
    day = datetime(2024, 2, 1, tzinfo=UTC)
    known = {"title": "T", "summary": "S", "date": day, "lang": "en", "save_as": "a.html", "template": "article"}
    return Stub(**(known | {"citations": (), "content": "", "outline": ()} | given))


SETTINGS = {
    "SITENAME": "Site", "SITESUBTITLE": "", "DEFAULT_LANG": "en", "PUBLIC_URL": "https://n.example",
    "BYLINE": "", "PUBLISHER": "",
}  # fmt: skip


def test_a_page_is_by_a_person_and_a_site_by_an_organisation():
    desk = SETTINGS | {"BYLINE": "Desk", "PUBLISHER": "House"}
    assert author(page(author="Vera"), desk) == {"@type": "Person", "name": "Vera"}
    assert author(page(), desk) == {"@type": "Organization", "name": "Desk"}
    assert author(page(), SETTINGS) is None
    data = page_data(page(author="Vera"), desk, "https://n.example/")
    assert data["@type"] == "NewsArticle"
    assert data["author"]["@type"] == "Person"
    assert data["publisher"] == {"@type": "Organization", "name": "House"}
    assert data["isPartOf"] == {"@type": "WebSite", "name": "Site", "url": "https://n.example/"}


LEDGER = """\
language: en-GB
title: A ledger
sources: {article: {title: An article, date: 2022}}
speakers: {narrator: {name: The narrator, attribution: as told}}
facts:
  guns: {label: L, value: 700, qualifier: almost, counts: guns, nouns: [gun], status: reported, speaker: narrator, source: article, note: "=1+1"}
  half: {label: L, value: 2.5, unit: kg, nouns: [of], status: reported, speaker: narrator, source: article, note: "*Half*, not [all](fact:guns)"}
  month: {label: L, date: --07, status: reported, speaker: narrator, source: article}
"""


def test_the_ledger_is_there_as_data():
    ledger = load(LEDGER, "f")[0]
    data = json.loads(as_json(ledger))
    assert data["facts"][0]["value"] == 700
    assert data["facts"][0]["qualifier"] == "almost"
    assert data["facts"][0]["speaker"] == "The narrator"
    assert data["speakers"][data["facts"][0]["speaker_id"]] == {"name": "The narrator", "attribution": "as told"}
    assert data["sources"][data["facts"][0]["source_id"]]["title"] == data["facts"][0]["source"]
    assert data["facts"][1]["note"] == "Half, not all"
    assert data["facts"][2]["date"] == "--07"
    assert data["facts"][1]["value"] == 2.5
    rows = list(csv.DictReader(io.StringIO(as_csv(ledger))))
    assert rows[0]["note"] == "'=1+1"  # a spreadsheet must not run it
    assert rows[1]["value"] == "2.5"
    assert rows[1]["note"] == "Half, not all"
    assert rows[2]["date"] == "'--07"
    assert {(row["speaker_id"], row["source_id"]) for row in rows} == {("narrator", "article")}


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("1992-07-13", "en-GB", "13 July 1992"),
        ("1992-07-13", "en", "July 13, 1992"),
        ("1992-02-22/1992-02-23", "en-GB", "22–23 February 1992"),
        ("--07", "kk", "Шілде"),
        ("--07-13", "ru", "13 июля"),
        ("2019/", "en", "2019"),
        ("199X", "en-GB", "1990s"),
        ("199X", "ru", "1990-е"),
        ("199X", "kk", "1990-жылдар"),
    ],
)
def test_dates_are_worded_by_language(value, language, expected):
    assert date(value, language) == expected


def test_numbers_are_grouped_by_language():
    assert number(17000, "en-GB") == "17,000"
    assert number(17000, "ru") == "17\N{NO-BREAK SPACE}000"


def test_a_note_is_escaped_and_its_links_are_kept():
    assert inline_html("*A* <b> & [x](https://e.example/?a=1&b=2) [y](fact:z) [d](denies:n)") == (
        '<em>A</em> &lt;b&gt; &amp; <a href="https://e.example/?a=1&amp;b=2">x</a> y d'
    )
