"""The smaller plugins' pure functions: dates in order, the ring, type, colours, data for machines, feeds."""

import csv
import io
import json
from types import SimpleNamespace

import pytest

from feeds import full_text
from ledger.data import as_csv, as_json
from ledger.load import load
from ledger.wording import date, inline_html, number
from metadata import public_address, relative, script
from operations import Dates, in_order
from ring import angle, point, ring
from stylesheet import bundle, colour_faults, contrast
from typesetting import typeset


def operation(slug: str, began: str, latest: str = "") -> SimpleNamespace:
    return SimpleNamespace(slug=slug, began=began, template="operation", dates=Dates(began, "", latest))


def test_operations_stand_in_order_of_time():
    pages = [
        operation("c", "2019"),
        operation("b", "1996-02"),
        operation("a", "1996"),
        SimpleNamespace(template="page"),
    ]
    assert [page.slug for page in in_order(pages)] == ["a", "b", "c"]


def test_the_ring_has_a_tick_for_each_year_and_lights_the_operations():
    nabat, jusan = operation("nabat", "1992"), operation("jusan", "2019", "2021-02")
    of_all = ring(1992, 30, [nabat, jusan])
    assert len(of_all.ticks) == 30
    assert [t.year for t in of_all.ticks if t.state == "lit"] == [1992, 2019, 2020, 2021]
    assert len(of_all.month_angles) == 330
    assert len({t.angle for t in of_all.ticks}) == 30
    of_one = ring(1992, 30, [nabat, jusan], jusan)
    assert [t.year for t in of_one.ticks if t.state == "named"] == [1992]
    assert [label.angle for label in of_all.labels] == [0.0, 336.0]


@pytest.mark.parametrize(
    ("position", "expected"), [(0, (0.0, -1.0)), (7.5, (1.0, 0.0)), (15, (0.0, 1.0)), (22.5, (-1.0, 0.0))]
)
def test_the_ring_runs_clockwise_from_the_top(position, expected):
    place = point(angle(position, 30))
    assert (place.x, place.y) == pytest.approx(expected, abs=1e-4)


def test_another_feature_has_another_ring():
    assert ring(1998, 25, [operation("x", "2001")]).ticks[3].state == "lit"
    assert angle(5, 25) == 72.0


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
    ],
)
def test_type_is_set_by_language_and_code_is_left_alone(html, language, expected):
    assert expected in typeset(html, language)


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


def test_a_feeds_text_has_absolute_addresses():
    html = '<!--|--><p><a href="../operations/jusan.html#x">J</a> <a href="#fact-a">f</a> <a href="https://x.example/">x</a> <img src="images/a.png"></p>'
    text = full_text(html, (), "articles/story.html", lambda path: f"https://n.example/{path}")
    assert text == (
        '<p><a href="https://n.example/operations/jusan.html#x">J</a> <a href="https://n.example/articles/story.html#fact-a">f</a> '
        '<a href="https://x.example/">x</a> <img src="https://n.example/images/a.png"></p>'
    )


LEDGER = """\
language: en-GB
title: A ledger
sources: {article: {title: An article, date: 2022}}
speakers: {narrator: {name: The narrator, attribution: as told}}
facts:
  guns: {label: L, value: 700, qualifier: almost, counts: guns, nouns: [gun], status: reported, speaker: narrator, source: article, note: "=1+1"}
  half: {label: L, value: 2.5, unit: kg, nouns: [of], status: reported, speaker: narrator, source: article}
"""


def test_the_ledger_is_there_as_data():
    ledger = load(LEDGER, "f")[0]
    data = json.loads(as_json(ledger))
    assert data["facts"][0]["value"] == 700
    assert data["facts"][0]["qualifier"] == "almost"
    assert data["facts"][0]["speaker"] == "The narrator"
    assert data["facts"][1]["value"] == 2.5
    rows = list(csv.DictReader(io.StringIO(as_csv(ledger))))
    assert rows[0]["note"] == "'=1+1"  # a spreadsheet must not run it
    assert rows[1]["value"] == "2.5"


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("1992-07-13", "en-GB", "13 July 1992"),
        ("1992-07-13", "en", "July 13, 1992"),
        ("1992-02-22/1992-02-23", "en-GB", "22–23 February 1992"),
        ("--07", "kk", "Шілде"),
        ("--07-13", "ru", "13 июля"),
        ("2019/", "en", "2019"),
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
