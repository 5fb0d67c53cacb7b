"""The timeline: entries in time on one axis, to scale, with words that never run over others."""

from itertools import combinations

import pytest

from graphics import axis
from graphics.drawing import Box, Drawing, Shape, Text
from graphics.entries import entries, extent
from graphics.flags import Flag, NoRoom, folded, hung, pushed
from graphics.kinds import timeline
from graphics.svg import inline
from tests.drawn import WIDTHS, known, made_of, told_of

LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
  first: {label: The first year, date: "1992", status: reported, speaker: narrator, source: article}
  day: {label: The day, date: "1992-07-13", status: reported, speaker: narrator, source: article}
  days: {label: Two days, date: "1992-02-22/1992-02-23", status: reported, speaker: narrator, source: article}
  month: {label: The month, date: "2000-02", status: reported, speaker: narrator, source: article}
  began: {label: The beginning, date: "1996", status: reported, speaker: narrator, source: article}
  ended: {label: The end, date: "1999-06", status: reported, speaker: narrator, source: article}
  going: {label: The start, date: "2019", status: reported, speaker: narrator, source: article}
  named: {label: The latest named, date: "2021-02", status: reported, speaker: narrator, source: article}
  final: {label: The very end, date: "2022-12", status: reported, speaker: narrator, source: article}
  endless: {label: The rest, date: "2020/", status: reported, speaker: narrator, source: article}
  last: {label: The last month, date: "2022-07", status: reported, speaker: narrator, source: article}
  birthday: {label: The birthday, date: "--07-13", status: reported, speaker: narrator, source: article}
  people: {label: The people, value: 4, counts: people, nouns: [people], status: reported, speaker: narrator, source: article}
never:
  ever: {pattern: "first ever", reason: nobody said so}
"""
HEAD = """\
kind: timeline
title: What was when
summary: All of it on one axis.
source: "Source: an article."
"""
GOOD = """\
entries:
  - {label: A year, date: first}
  - {label: A day in it, date: day}
  - {label: A span with an end, began: began, ended: ended}
  - {label: A month, date: month}
  - {label: A span without an end, began: going, latest: named}
  - {date: last}
"""


@pytest.fixture(scope="module")
def ledger():
    return known(LEDGER)


@pytest.fixture
def made(tmp_path, ledger):
    return lambda entries: made_of(tmp_path, HEAD + entries, ledger)


def areas(drawing: Drawing, role: str = "mark") -> list[Shape]:
    """The marks of a role, solid and hollow."""
    return [shape for shape in drawing.shapes if shape.pen.fill == role or (shape.pen.stroke == role == "mark")]


def along(box: Box, width: float) -> tuple[float, float]:
    """From where to where a box goes along the axis."""
    return (box.left, box.right) if width >= 720 else (box.top, box.bottom)


def threads(drawing: Drawing, width: float) -> list[Shape]:
    """The ways from marks to words."""
    return [s for s in drawing.shapes if s.pen.stroke == "soft" and not s.marks]


@pytest.mark.parametrize(
    ("date", "start", "stop"),
    [
        ("1992", 1992.0, 1993.0),
        ("2019-01", 2019.0, 2019 + 31 / 365),
        ("1992-12", 1992 + 335 / 366, 1993.0),
        ("1992-07-13", 1992 + 194 / 366, 1992 + 195 / 366),
        ("1992-12-31", 1992 + 365 / 366, 1993.0),
        ("1992-02-22/1992-02-23", 1992 + 52 / 366, 1992 + 54 / 366),
        ("199X", 1990.0, 2000.0),
        ("2019/", 2019.0, 2020.0),
    ],
)
def test_a_date_is_as_long_as_it_is_precise(date, start, stop):
    assert extent(date) == pytest.approx((start, stop))


def test_a_date_without_a_year_has_no_place():
    with pytest.raises(ValueError, match="states no year"):
        extent("--07-13")


def test_what_is_drawn_is_sound(tmp_path, ledger):
    assert told_of(tmp_path, HEAD + GOOD, ledger) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_marks_stand_to_scale_in_time(made, width):
    """Every mark begins where its date does; a year is as long as the space between two ticks."""
    drawn = made(GOOD)
    drawing = timeline.draw(drawn, width)
    found = entries(drawn)
    starts = [along(shape.box, width)[0] for shape in areas(drawing) if shape.d.count("M") == 1]
    assert len(starts) == len(found)
    unit = (starts[-1] - starts[0]) / (found[-1].start - found[0].start)
    for entry, start in zip(found, starts, strict=True):
        assert start - starts[0] == pytest.approx((entry.start - found[0].start) * unit, abs=0.05)
    low, high = along(areas(drawing)[0].box, width)
    assert high - low == pytest.approx(unit, abs=0.05)
    day = along(areas(drawing)[1].box, width)
    assert day[1] - day[0] == pytest.approx(axis.THIN)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_date_known_to_a_year_or_a_month_is_hollow_and_a_span_or_a_day_is_solid(made, width):
    """So that a moment somewhere in a year is never taken for a year that all of it took."""
    drawn = made(GOOD)
    assert [entry.form for entry in entries(drawn)] == ["vague", "day", "span", "vague", "open", "vague"]
    found = [shape for shape in areas(timeline.draw(drawn, width)) if shape.d.count("M") == 1]
    assert [(shape.pen.fill, shape.pen.stroke) for shape in found] == [
        ("", "mark") if entry.form == "vague" else ("mark", "") for entry in entries(drawn)
    ]
    for shape in found:
        low, high = along(shape.box, width)
        assert shape.pen.fill or high - low - 2 * shape.pen.width >= 2  # room to be seen as hollow


def test_two_days_of_one_fact_are_a_span(made):
    assert [entry.form for entry in entries(made("entries: [{date: days}, {date: endless}]\n"))] == ["span", "open"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_hollow_mark_at_the_end_of_the_axis_stays_on_it(made, width):
    drawing = timeline.draw(made("from: first\nentries: [{date: final}]\n"), width)
    assert along(areas(drawing)[0].box, width)[1] <= max(along(s.box, width)[1] for s in drawing.shapes if s.marks)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_axis_within_one_year_is_that_year_with_its_months(made, width):
    drawn = made("entries: [{date: days}, {date: day}]\n")
    assert axis.ends(drawn) == (1992, 1993)
    drawing = timeline.draw(drawn, width)
    assert [text.words for text in drawing.texts if text.role == "soft" and not text.about] == ["1992"]
    assert drawing.marks == 2 + 11
    assert axis.months(1992, 1993)[0] == extent("1992-02")[0]
    assert axis.months(1992, 1995) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_each_year_has_a_tick_and_few_are_named(made, width):
    drawing = timeline.draw(made(GOOD), width)
    assert drawing.marks == 2023 - 1992 + 1
    years = [text.words for text in drawing.texts if text.words.isdigit() and text.role == "soft" and not text.about]
    assert years == ["1992", *["1995"] * (width >= 720), "2000", "2005", "2010", "2015", "2020"]


def test_a_long_axis_has_fewer_ticks():
    assert axis.ticks(1000, 2000, 0.6) == list(range(1000, 2001, 5))
    assert axis.ticks(1992, 1995, 30) == [1992, 1993, 1994, 1995]
    assert axis.years_named(1001, 1400, 2) == [1001, *range(1050, 1400, 25)]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_run_over_others_or_out_of_the_frame(made, width):
    drawing = timeline.draw(made(GOOD), width)
    assert list(drawing.faults()) == []
    frame = Box(0, 0, drawing.width, drawing.height)
    assert all(shape.box.inside(frame, by=0.5) for shape in drawing.shapes)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_through_words_or_other_marks(made, width):
    drawing = timeline.draw(made(GOOD), width)
    lines = threads(drawing, width)
    assert len(lines) == 6
    for text in drawing.texts:
        assert not any(text.box.overlaps(shape.box) for shape in areas(drawing)), text.words
        if width >= 720:
            assert not any(text.box.overlaps(line.box) for line in lines), text.words
    for one, other in combinations(areas(drawing), 2):
        assert not one.box.overlaps(other.box)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_span_without_an_end_has_no_line_across_it(made, width):
    """It goes out in dashes behind the last date named, and its ledger's own words tell which that is."""
    ends = timeline.draw(made(GOOD), width)
    caps = areas(ends, "ink")
    dashes = [shape for shape in areas(ends) if shape.d.count("M") > 1]
    assert (len(caps), len(dashes)) == (1, 1)
    spans = [shape for shape in areas(ends) if shape.d.count("M") == 1]
    closed, unfinished = spans[2], spans[4]
    assert along(caps[0].box, width)[1] == pytest.approx(along(closed.box, width)[1])
    assert along(dashes[0].box, width)[0] > along(unfinished.box, width)[1]
    words = " ".join(text.words.replace("\xa0", " ") for text in ends.texts if text.about == ("entries", 4))
    assert words == "2019 A span without an end The latest named: February 2021"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_span_of_which_only_the_beginning_is_known_is_open(made, width):
    for entry in ("{label: It, began: going}", "{label: It, date: endless}"):
        drawing = timeline.draw(made(f"entries: [{entry}]\n"), width)
        assert not areas(drawing, "ink")
        assert [shape.d.count("M") for shape in areas(drawing)] == [1, 3]
        assert all(shape.box.inside(Box(0, 0, drawing.width, drawing.height), by=0.5) for shape in drawing.shapes)


def test_a_span_with_an_end_is_written_with_a_dash_and_one_without_never(made):
    closed, unfinished = entries(made(GOOD))[2], entries(made(GOOD))[4]
    assert closed.dates.replace("\xa0", " ") == "1996 – June 1999"
    assert "–" not in unfinished.dates
    assert [row.form == "open" for row in made(GOOD).rows] == [False, False, False, False, True, False]


@pytest.mark.parametrize("width", WIDTHS)
def test_entries_on_the_same_place_have_lanes_and_words_of_their_own(made, width):
    drawing = timeline.draw(
        made("entries: [{date: first}, {label: A span, began: days, ended: ended}, {date: day}]\n"), width
    )
    assert list(drawing.faults()) == []
    marks = areas(drawing)
    assert len(marks) == 3
    assert not any(one.box.overlaps(other.box) for one, other in combinations(marks, 2))


def test_the_axis_may_be_longer_than_its_entries(made):
    drawn = made("from: first\nto: last\nentries: [{date: began}]\n")
    assert axis.ends(drawn) == (1992, 2023)
    assert axis.ends(made("entries: [{date: began}]\n")) == (1996, 1997)


def test_a_drawing_weighs_little(made):
    import gzip

    for width in WIDTHS:
        svg = inline(timeline.draw(made(GOOD), width), "What was when", "All of it on one axis.", "wide")
        assert len(gzip.compress(svg.encode(), 9)) < 1500


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("entries: []\n", "5:1: entries has 0 entries, and the least is 1; add what is missing"),
        ("entries: [{label: It}]\n", "5:11: the entry has no date; give it `date`, or `began`"),
        ("entries: [{label: It, date: day, began: day}]\n", "5:11: the entry has both `date` and `began`; keep one"),
        ("entries: [{date: day, ended: ended}]\n", "5:11: an entry with `date` has no `ended` and no `latest`; write `began` for a span"),
        ("entries: [{began: day, ended: ended, latest: named}]\n", "5:11: the entry has both `ended` and `latest`; keep `latest` where no end is stated"),
        ("entries: [{date: birthday}]\n", "5:12: birthday is “July 13”, which states no year; name a fact with a year"),
        ("entries: [{date: people}]\n", "5:12: people is “4 people”, and no date; name a fact that is one"),
        ("entries: [{date: nothing}]\n", "5:12: no fact “nothing” stands in the ledger"),
        ("entries: [{label: ' ', date: day}]\n", "5:12: entries 1 label is blank; write words"),
        ("entries: [{began: going, latest: named}]\n", "5:11: the entry has two dates and no label; say in `label` what they are dates of"),
        ("entries: [{when: day}]\n", "5:12: 'when' is no key here; known are label, date, began, ended, latest"),
        ("entries: [{date: began}, {date: day}]\n", "5:26: “The day” (July 13, 1992) begins before “The beginning” (1996); put entries in order of time"),
        ("entries: [{label: It, began: going, ended: ended}]\n", "5:11: “It” ends before it begins: June 1999 is before 2019; swap the two"),
        ("entries: [{label: It, began: going, latest: ended}]\n", "5:11: “It” ends before it begins: June 1999 is before 2019; swap the two"),
        ("entries: [{date: day}, {date: day}]\n", "5:25: “day” stands in two entries; keep one"),
        ("from: began\nentries: [{date: day}]\n", "6:11: “The day” (July 13, 1992) is not on the axis, 1996 to 1996; widen"),
        ("to: first\nentries: [{date: day}, {date: began}]\n", "6:24: “The beginning” (1996) is not on the axis, 1992 to 1992; widen `from` and `to`, or leave them out"),
        ("from: last\nto: first\nentries: [{date: began}]\n", "6:1: the axis ends before it begins; swap `from` and `to`"),
        ("to: birthday\nentries: [{date: day}]\n", "5:1: birthday is “July 13”, which states no year"),
        (f"entries: [{{label: {'Long' * 40}, date: day}}]\n", "5:11: there is no room for the words of “LongLong"),
        (f"entries: [{{date: first}}, {{label: {'long word ' * 80}, date: day}}]\n", "5:26: there is no room for the words of “long word"),
        ("entries: [{label: 7 of them, date: day}]\n", "5:12: no fact that this graphic shows is “7”"),
        ("entries: [{label: The first ever, date: day}]\n", "5:12: “first ever”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_its_mend(tmp_path, ledger, rest, expected):
    found = told_of(tmp_path, HEAD + rest, ledger)
    assert len(found) == 1
    assert found[0].startswith(expected) or expected in found[0], found


def flag(x: float, letters: int, lines: int = 1) -> Flag:
    return Flag(x, tuple(Text(0, 0, "n" * letters) for _ in range(lines)))


def test_flags_hang_at_the_foot_where_there_is_room_and_above_others_where_not():
    apart = hung([flag(0, 5), flag(200, 5)], 400)
    assert [each.up for each in apart] == [0, 0]
    near = hung([flag(0, 5), flag(20, 5)], 400)
    assert near[0].up >= near[1].height
    assert near[1].up == 0


def test_the_last_flags_turn_where_they_would_leave_the_frame():
    found = hung([flag(0, 5), flag(395, 5)], 400)
    assert [each.left for each in found] == [False, True]
    assert all(each.reach[0] + 1 >= 0 and each.reach[1] <= 401 for each in found)


def test_no_pole_runs_through_the_words_of_a_lower_flag():
    xs = (0, 10, 60, 200, 210, 380, 398)
    found = hung([flag(x, 8, 2) for x in xs], 400)
    for one, other in combinations(found, 2):
        if not one.beside(other):
            low, high = sorted((one, other), key=lambda each: each.up)
            assert low.up + low.height <= high.up
            assert not low.over(high)


def test_flags_that_cannot_be_hung_are_told_by_the_one_in_the_way():
    with pytest.raises(NoRoom) as crowded:
        hung([flag(0, 5), flag(100, 80)], 400)
    assert crowded.value.index == 1
    with pytest.raises(NoRoom):
        hung([flag(100, 5, 9) for _ in range(9)], 400)


def test_words_below_one_another_are_pushed_no_further_than_they_must_be():
    assert pushed([0, 100], [20, 20], 200) == [0, 100]
    assert pushed([50, 52], [20, 20], 200) == [26, 52]
    assert pushed([0, 0, 190], [20, 20, 20], 200) == [0, 26, 180]
    assert pushed([0, 0], [20, 20], 30) == [0, 26]


def test_lines_are_broken_evenly():
    lines = folded("The latest stage that was named", 150)
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 6
    assert folded("short", 150) == ["short"]
