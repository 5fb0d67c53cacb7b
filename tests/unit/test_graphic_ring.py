"""The ring as a graphic: a tick for each year, lit and named where an entry has dates, at every width."""

import gzip
import re
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest

from graphics.drawing import Box, Drawing, Pen, Shape
from graphics.faults import problems
from graphics.kinds import ring
from graphics.reading import graphic, read
from graphics.svg import inline
from ledger.load import load
from ring import Point, lit
from tests.drawn import fact
from tests.drawn import graphic as shown

WIDTHS = (288, 480, 720)
SETTINGS = {"DEFAULT_LANG": "en"}
LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
  opened: {label: The opening, date: "1992-07-13", status: reported, speaker: narrator, source: article}
  age: {label: The age, value: 30, counts: years, nouns: [year], status: reported, speaker: narrator, source: article}
  about: {label: Another age, value: 25, qualifier: almost, counts: years of it, nouns: [year], status: reported, speaker: narrator, source: article}
  century: {label: A great age, value: 150, counts: years, nouns: [year], status: reported, speaker: narrator, source: article}
  first: {label: The first year, date: "1992", status: reported, speaker: narrator, source: article}
  again: {label: The first year again, date: "1992-09", status: reported, speaker: narrator, source: article}
  began: {label: The beginning, date: "1996", status: reported, speaker: narrator, source: article}
  ended: {label: The end, date: "1999-06", status: reported, speaker: narrator, source: article}
  middle: {label: The middle, date: "2006-10", status: reported, speaker: narrator, source: article}
  going: {label: The start, date: "2019", status: reported, speaker: narrator, source: article}
  named: {label: The latest named, date: "2021-02", status: reported, speaker: narrator, source: article}
  late: {label: Too late, date: "2022", status: reported, speaker: narrator, source: article}
  month: {label: The month, date: "--07", status: reported, speaker: narrator, source: article}
"""
HEAD = """\
kind: ring
title: A stroke for each year
summary: The years, clockwise.
source: "Source: an article."
"""
SPAN = "from: opened\nyears: age\n"
GOOD = """\
entries:
  - {label: A year, date: first}
  - {label: A span with an end, began: began, ended: ended}
  - {date: middle}
  - {label: Open, began: going, latest: named}
"""


@pytest.fixture(scope="module")
def ledger():
    found, faults, _ = load(LEDGER, "facts.yaml")
    assert faults == []
    return found


@pytest.fixture
def made(tmp_path, ledger):
    def make(entries: str = GOOD, span: str = SPAN):
        path = tmp_path / "years.yaml"
        path.write_text(HEAD + span + entries, encoding="utf-8")
        return graphic(read(path), ledger, SETTINGS)

    return make


def told(tmp_path: Path, text: str, ledger) -> list[str]:
    path = tmp_path / "years.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).rpartition("years.yaml:")[2] for problem in problems(read(path), ledger, SETTINGS)]


def rays(drawing: Drawing, role: str) -> list[tuple[float, float, float, float]]:
    """The strokes of one role: from where, to where."""
    found = [shape for shape in drawing.shapes if shape.pen.stroke == role and shape.marks]
    return [
        tuple(map(float, each))
        for shape in found
        for each in re.findall(r"M([\d.-]+) ([\d.-]+)L([\d.-]+) ([\d.-]+)", shape.d)
    ]


def corner(text, at: tuple[float, float]) -> float:
    """How near words come to a place."""
    box: Box = text.box
    across = max(box.left - at[0], at[0] - box.right, 0)
    down = max(box.top - at[1], at[1] - box.bottom, 0)
    return hypot(across, down)


def centre(drawing: Drawing) -> tuple[float, float, float]:
    """(x, y, radius) of the ring, from the ends of its strokes."""
    ends = [ray[:2] for role in ("ink", "mark") for ray in rays(drawing, role)]
    (left, _), (right, _) = min(ends), max(ends)
    top, bottom = min(y for _, y in ends), max(y for _, y in ends)
    radius = (bottom - top) / 2
    assert (right - left) / 2 == pytest.approx(radius, rel=0.02)
    return (left + right) / 2, (top + bottom) / 2, radius


@pytest.mark.parametrize("width", WIDTHS)
def test_each_year_has_a_tick_and_those_with_dates_are_lit(made, width):
    drawing = ring.draw(made(), width)
    assert drawing.marks == 30
    assert len(rays(drawing, "mark")) == 1 + 4 + 1 + 3
    assert len(rays(drawing, "ink")) == 30 - 9


@pytest.mark.parametrize("width", WIDTHS)
def test_lit_ticks_are_longer_and_thicker_so_that_they_are_told_apart_without_colour(made, width):
    drawing = ring.draw(made(), width)
    long, short = rays(drawing, "mark")[0], rays(drawing, "ink")[0]
    assert hypot(long[0] - long[2], long[1] - long[3]) > 1.5 * hypot(short[0] - short[2], short[1] - short[3])
    pens = {shape.pen.stroke: shape.pen.width for shape in drawing.shapes if shape.marks}
    assert pens["mark"] > 2 * pens["ink"]


@pytest.mark.parametrize("width", WIDTHS)
def test_ticks_stand_in_even_steps_clockwise_from_the_top(made, width):
    drawing = ring.draw(made(), width)
    x, y, radius = centre(drawing)
    first = rays(drawing, "mark")[0]
    assert first[:2] == pytest.approx((x, y - radius), abs=0.6)
    ends = sorted(ray[:2] for role in ("ink", "mark") for ray in rays(drawing, role))
    nearest = [min(hypot(a[0] - b[0], a[1] - b[1]) for b in ends if b != a) for a in ends]
    assert min(nearest) == pytest.approx(max(nearest), abs=0.2)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_run_over_others_the_ring_or_the_frame(made, width):
    drawing = ring.draw(made(), width)
    assert list(drawing.faults()) == []
    x, y, radius = centre(drawing)
    inside = [text for text in drawing.texts if text.about == ("years",)]
    assert [text.words for text in inside] == ["30", "years"]
    for text in drawing.texts:
        if text in inside:
            corners = [(a, b) for a in (text.box.left, text.box.right) for b in (text.box.top, text.box.bottom)]
            assert all(hypot(a - x, b - y) < radius * (1 - ring.LIT) for a, b in corners)
        else:
            assert corner(text, (x, y)) > radius
    frame = Box(0, 0, drawing.width, drawing.height)
    assert all(shape.box.inside(frame, by=0.5) for shape in drawing.shapes)


@pytest.mark.parametrize("width", WIDTHS)
def test_names_have_their_years_and_a_span_without_an_end_no_dash(made, width):
    drawing = ring.draw(made(), width)
    named: dict[int, str] = {}
    for text in drawing.texts:
        if text.about[:1] == ("entries",):
            named[text.about[1]] = f"{named.get(text.about[1], '')} {text.words}".strip().replace("\xa0", " ")
    assert named == {
        0: "1992 A year",
        1: "1996–1999 A span with an end",
        2: "2006 The middle",
        3: "2019 / 2021 Open The latest named: February 2021",
    }
    soft = {text.words.replace("\xa0", " ") for text in drawing.texts if text.role == "soft" and text.about}
    assert soft
    assert all(words in "The latest named: February 2021" for words in soft)


@pytest.mark.parametrize("width", WIDTHS)
def test_where_the_last_date_finds_no_room_the_years_still_make_no_span(tmp_path, made, width):
    """A name of a last date that is too long to be set goes; the two years stay apart by their slash."""
    path = tmp_path / "facts.yaml"
    long = LEDGER.replace("label: The latest named", f"label: The latest {'Unbreakable' * 4} named")
    path.write_text(HEAD + SPAN + GOOD, encoding="utf-8")
    drawing = ring.draw(graphic(read(path), load(long, "facts.yaml")[0], SETTINGS), width)
    assert list(drawing.faults()) == []
    words = [text.words.replace("\xa0", " ") for text in drawing.texts if text.about == ("entries", 3)]
    assert words[0] == "2019 / 2021"
    if width == min(WIDTHS):
        assert words == ["2019 / 2021", "Open"]


def test_strokes_are_as_long_and_as_thick_as_they_are_asked_for():
    """One shape for each state that is asked for, from the rim inwards; other states are left out."""
    years = lit(2000, 8, [("a", (2000,)), ("b", (2004, 2006))], "a")
    styles = {"named": (0.5, Pen("ink", 3)), "lit": (0.25, Pen("mark", 7)), "month": (0.1, Pen("soft"))}
    shapes = list(ring.rays(years.ticks, Point(100, 200), 40, styles))
    assert [(shape.pen.stroke, shape.pen.width, shape.marks) for shape in shapes] == [("ink", 3, 2), ("mark", 7, 1)]
    assert shapes[1].d == "M100 160L100 170"
    assert shapes[0].d.startswith("M100 240L100 220")


@pytest.mark.parametrize("width", WIDTHS)
def test_entries_of_one_year_are_named_apart(made, width):
    """They are pushed apart, and one that is moved is tied to its tick."""
    drawing = ring.draw(made("entries: [{label: One thing, date: first}, {label: Another, date: again}]\n"), width)
    assert list(drawing.faults()) == []
    assert len(rays(drawing, "mark")) == 1
    ties: list[Shape] = [shape for shape in drawing.shapes if shape.pen.stroke == "soft"]
    assert len(ties) == 1
    assert not any(tie.box.overlaps(text.box) for tie in ties for text in drawing.texts)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("years", ["about", "century"])
def test_another_span_has_another_ring(made, width, years):
    drawing = ring.draw(made("entries: [{date: began}]\n", f"from: opened\nyears: {years}\n"), width)
    assert drawing.marks == {"about": 25, "century": 150}[years]
    assert list(drawing.faults()) == []
    words = [text.words for text in drawing.texts if text.about == ("years",)]
    assert words == {"about": ["almost", "25", "years of it"], "century": ["150", "years"]}[years]


def test_years_are_named_in_even_steps_where_nothing_is_lit(made):
    drawing = ring.draw(made(), 720)
    assert [text.words for text in drawing.texts if not text.about] == ["2002", "2007", "2012", "2017"]


def test_the_span_is_told_with_the_entries(made):
    assert [row.label for row in made().rows][:2] == ["The opening", "The age"]
    assert len([row.label for row in made("entries: [{date: opened}]\n").rows]) == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_a_drawing_weighs_little(made, width):
    svg = inline(ring.draw(made(), width), "A stroke for each year", "The years, clockwise.", "wide")
    assert len(gzip.compress(svg.encode(), 9)) < 1500


def test_what_is_drawn_is_sound(tmp_path, ledger):
    assert told(tmp_path, HEAD + SPAN + GOOD, ledger) == []


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("from: opened\nentries: [{date: first}]\n", "1:1: the graphic has no years; give it one"),
        ("from: month\nyears: age\nentries: [{date: first}]\n", "5:1: the ring needs a fact with a year as “from”"),
        ("from: opened\nyears: first\nentries: [{date: began}]\n", "6:1: the ring needs a fact with 1 to 200 whole years as “years”"),
        (SPAN + "entries: [{date: late}]\n", "7:11: “Too late”: 2022 is not within the ring, 1992 to 2021; leave it out, or name another span"),
        (SPAN + "entries: [{date: month}]\n", "7:12: month is “July”, which states no year; name a fact with a year"),
        (SPAN + "entries: [{date: began}, {date: first}]\n", "7:26: “The first year” (1992) begins before"),
        (SPAN + f"entries: [{{label: {'Long' * 30}, date: began}}]\n", "7:11: “LongLong"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_its_mend(tmp_path, ledger, rest, expected):
    found = told(tmp_path, HEAD + rest, ledger)
    assert found
    assert found[0].startswith(expected)


def test_words_of_one_side_keep_their_order(made):
    of = ring.dial(made())
    words = ring.entry_words(of, 100, 720, upright=False)
    for one, other in combinations(words, 2):
        if one.side == other.side:
            high, low = sorted((one, other), key=lambda each: each.place.y)
            assert high.top + high.height <= low.top


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("years", [1, 2, 3, 30])
def test_a_ring_may_be_lit_all_around(width, years):
    """Every year has a date, so that no stroke is plain."""
    facts = (
        fact("from", date="2000"), fact("years", years, counts="years"),
        fact("first", date="2000"), fact("last", date=str(2000 + years - 1)),
    )  # fmt: skip
    entries = [{"label": "All", "began": "first", "ended": "last"}]
    made = shown(ring.KIND, *facts, entries=entries, **{"from": "from", "years": "years"})
    drawing = ring.KIND.draw(made, width)
    assert drawing.marks == years
    assert list(drawing.faults()) == []
