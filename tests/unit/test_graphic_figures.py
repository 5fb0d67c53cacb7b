"""Figures: a strip on one baseline, a column where it is narrow, and signs only where the first is the sum."""

import gzip
from dataclasses import replace

import pytest

from graphics.kinds.figures import KIND
from graphics.svg import inline
from ledger import Speaker
from tests.drawn import WIDTHS, fact, graphic, sound, told

SUM = (
    fact("people", 607, parts=("men", "women")),
    fact("men", 450),
    fact("women", 157),
    fact("orphans", 34, part_of="women"),
)
MONTHS = fact("months", 6, counts="months")
DRUGS = tuple(fact(key, value, period="six months") for key, value in (("labs", 15), ("channels", 23), ("fields", 3)))
OTHER = Speaker("agency", "The news agency of the region")


def drawn(facts, width, **data):
    return KIND.draw(graphic(KIND, *facts, **data), width)


def lines(drawing) -> list[str]:
    return [text.told for text in drawing.texts]


def test_a_strips_numerals_stand_on_one_baseline():
    large = [text for text in drawn(SUM, 720).texts if text.face == "serif" and text.role == "ink"]
    assert [text.words for text in large] == ["607", "450", "157", "34"]
    assert len({(text.y, text.size) for text in large}) == 1
    assert [text.bold for text in large] == [True, True, True, False]


def test_signs_stand_where_the_first_is_the_sum_and_a_subset_has_none():
    for width in WIDTHS:
        assert [text.words for text in drawn(SUM, width).texts if text.words in "=+"] == ["=", "+"]
        assert not [text for text in drawn(SUM[1:], width).texts if text.words in "=+"]
        assert not [text for text in drawn(SUM[:2], width).texts if text.words in "=+"]


@pytest.mark.parametrize("width", [288, 480])
def test_a_columns_numerals_end_on_one_line(width):
    large = [text for text in drawn(SUM, width).texts if text.words.isdigit()]
    assert len({text.x for text in large}) == 1
    assert {text.anchor for text in large} == {"end"}
    assert [text.y for text in large] == sorted(text.y for text in large)


@pytest.mark.parametrize("width", WIDTHS)
def test_who_says_it_stands_once_where_it_is_one_and_below_each_where_they_differ(width):
    assert lines(drawn(SUM, width))[-1] == "The captain"
    assert lines(drawn(SUM, width)).count("The captain") == 1
    mixed = " ".join(lines(drawn([*SUM[:3], fact("cats", 3, speaker=OTHER)], width)))
    assert mixed.count("The captain") == 3
    assert "The news agency" in mixed


@pytest.mark.parametrize("width", WIDTHS)
def test_the_period_is_said_once_and_is_no_figure(width):
    found = lines(drawn([*DRUGS, MONTHS], width, period="months"))
    assert sum("Months: 6 months" in words for words in found) == 1
    assert [words for words in found if words.isdigit()] == ["15", "23", "3"]
    assert sum("six months" in words for words in lines(drawn(DRUGS, width))) == 1
    assert sum(words.endswith("six months") for words in lines(drawn([DRUGS[0], fact("guns", 9)], width))) == 1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("title", ["Liquidated in six months", "6 months of it"])
def test_a_period_that_the_title_says_is_not_said_again(width, title):
    made = replace(graphic(KIND, *DRUGS, MONTHS, period="months"), title=title)
    assert lines(KIND.draw(made, width))[-1] == "The captain"
    assert not any("month" in words for words in lines(KIND.draw(made, width)))


STRIPS = [
    SUM,
    DRUGS,
    (
        fact("guns", 17_000, qualifier="over", counts="pieces of ammunition"),
        fact("cocaine", 2, unit="kg", qualifier="about"),
    ),
    (fact("day", date="1992-07-13"), fact("who", words="the committee's part in protecting statehood"), fact("men", 3)),
    tuple(fact(f"f{i}", 12_345_678 + i, counts="сельскохозяйственных машин", language="ru") for i in range(6)),
    tuple(fact(f"f{i}", i, counts="қауіпсіздендірілмегендер", language="kk", speaker=OTHER) for i in range(5)),
    (fact("one", 1),),
    (fact("crowd", 123_456_789_012, qualifier="no fewer than", counts="people"), fact("few", 2, speaker=OTHER)),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("facts", STRIPS)
def test_nothing_overlaps_nothing_leaves_the_frame_and_it_is_light(facts, width):
    """Numerals, dates, words and long words alike; what does not fit a strip becomes a column."""
    drawing = drawn(facts, width)
    assert sound(drawing)
    hairlines = [shape.box for shape in drawing.shapes]
    assert not [(t.told, box) for t in drawing.texts for box in hairlines if t.box.overlaps(box)]
    assert len(gzip.compress(inline(drawing, "Title", "Description", "wide").encode(), 9)) <= 1_500


@pytest.mark.parametrize("width", WIDTHS)
def test_a_qualifier_is_quiet_and_stands_before_its_numeral(width):
    (text,) = (text for text in drawn([fact("guns", 700, qualifier="almost")], width).texts if text.then)
    assert text.told == "almost 700"
    assert (text.italic, text.role, text.then[0].bold) == (True, "soft", True)
    assert text.size < text.then[0].size


@pytest.mark.parametrize(
    ("facts", "data", "message"),
    [
        (
            [fact(f"f{i}", i) for i in range(7)],
            {},
            "they are 7 figures; at most 6 can be read in one strip: leave some out",
        ),
        (
            [fact("w", words="so " * 30)],
            {},
            "the words of w are longer than 80 letters; a figure is short: leave it out",
        ),
        (
            [DRUGS[0], fact("guns", 7), MONTHS],
            {"period": "months"},
            "guns states no period, and the graphic says 6 months; leave one of them out",
        ),
        (
            [DRUGS[0], fact("guns", 7, period="two years"), MONTHS],
            {"period": "months"},
            "guns is for two years, and the graphic says 6 months; leave one of them out",
        ),
        (
            [*DRUGS, MONTHS],
            {"period": "months", "facts": ["labs", "channels", "fields", "months"]},
            "months stands under facts too; leave it out there",
        ),
    ],
)
def test_what_is_no_strip_of_key_figures(facts, data, message):
    assert told(graphic(KIND, *facts, **data)) == [message]


def test_a_sound_strip_has_no_problem_and_its_period_is_one_of_its_facts():
    assert told(graphic(KIND, *DRUGS, MONTHS, period="months")) == []
    assert list(KIND.named({"facts": ["labs"], "period": "months"})) == [
        (("facts", 0), "labs"),
        (("period",), "months"),
    ]
