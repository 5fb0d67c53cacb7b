"""People: a mark for each person, counted in what is drawn and in what is written."""

import gzip
import re
from functools import partial

import pytest

from graphics.kinds.people import KIND, MOST
from graphics.reading import graphic as made_of
from graphics.reading import read
from graphics.svg import inline
from ledger.document import read_text
from ledger.load import load
from tests.drawn import WIDTHS, graphic, sound, told
from tests.drawn import fact as any_fact
from tests.helpers import ROOT

fact = partial(any_fact, thing="people")
ALL = fact("all", 190, parts=("men", "women", "children"))
MEN, WOMEN, CHILDREN = fact("men", 37), fact("women", 52), fact("children", 101)
ORPHANS = fact("orphans", 34, counts="orphans among the children", part_of="children")
GROUPS = (ALL, MEN, WOMEN, CHILDREN, ORPHANS)


def marks(svg: str) -> int:
    """How many marks a browser draws: each begins with a move."""
    return sum(len(re.findall("[Mm]", d)) for d in re.findall(r' d="([^"]+)"', svg))


@pytest.mark.parametrize("width", WIDTHS)
def test_each_person_is_one_mark_at_each_width(width):
    """190 people are 190 marks, 34 of them hollow; the orphans are not drawn once more."""
    drawing = KIND.draw(graphic(KIND, *GROUPS, small=["children"]), width)
    assert drawing.marks == 190
    assert [shape.marks for shape in drawing.shapes] == [37, 52, 34, 67]
    svg = inline(drawing, "Title", "Description", "wide")
    assert marks(svg) == 190
    assert len(gzip.compress(svg.encode(), 9)) <= 6_000


@pytest.mark.parametrize("width", WIDTHS)
def test_the_features_own_people_are_607_marks(width):
    """From its real file and ledger: 37 in one row, 157, and 413 of whom 34 are hollow."""
    ledger, _, _ = load(read_text(ROOT / "content" / "facts.yaml")[0], "facts.yaml")
    file = read(ROOT / "content" / "graphics" / "jusan-people.yaml")
    drawing = KIND.draw(made_of(file, ledger, {"DEFAULT_LANG": "en"}), width)
    assert [shape.marks for shape in drawing.shapes] == [37, 157, 34, 379]
    assert drawing.marks == marks(inline(drawing, "Title", "Description", "wide")) == 607
    assert sound(drawing)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_and_nothing_leaves_the_frame(width):
    assert sound(KIND.draw(graphic(KIND, *GROUPS, small=["children"]), width))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_smallest_group_is_one_full_row(width):
    men, women, *_ = KIND.draw(graphic(KIND, *GROUPS), width).shapes
    assert men.box.right == women.box.right
    assert men.box.bottom - men.box.top < women.box.bottom - women.box.top


def test_groups_are_told_apart_without_colour():
    """All marks have one colour; children are shorter, orphans hollow and first."""
    drawing = KIND.draw(graphic(KIND, *GROUPS, small=["children"]), 720)
    men, _, orphans, others = drawing.shapes
    assert {shape.pen.stroke for shape in drawing.shapes} == {"accent"}
    assert "z" in orphans.d
    assert "z" not in others.d
    length = float(re.search(r"v([\d.]+)", others.d)[1])
    assert length < float(re.search(r"v([\d.]+)", men.d)[1])
    assert (orphans.box.left, orphans.box.top) <= (others.box.left, others.box.top)


def test_a_subset_is_set_light_so_that_nobody_adds_it():
    texts = KIND.draw(graphic(KIND, *GROUPS), 720).texts
    weights = {piece.words: piece.bold for text in texts for piece in text.pieces}
    assert [weights[words] for words in ("37", "52", "101", "34")] == [True, True, True, False]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_numeral_and_its_words_are_one_line(width):
    texts = KIND.draw(graphic(KIND, *GROUPS), width).texts
    assert [text.told for text in texts] == ["37 men", "52 women", "101 children", "34 orphans among the children"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "words", ["военнослужащих внутренних войск и добровольцев", "қызметкерлердің отбасыларындағы балалардың барлығы"]
)
def test_long_words_go_to_lines_below(width, words):
    made = graphic(KIND, MEN, fact("others", 60, counts=words, language="ru"))
    assert sound(KIND.draw(made, width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [3, 12, 36])
def test_few_people_stand_in_one_row_close_to_each_other(count, width):
    """Strokes as thick as the widest drawing's, and no further apart than their row can be taken in."""
    shape = KIND.draw(graphic(KIND, fact("people", count)), width).shapes[0]
    steps = {float(step) for step in re.findall(r"m([\d.]+)[ -]", shape.d)}
    assert len(steps) == 1
    assert min(16, width * 0.6 / count) <= steps.pop() <= 16
    assert shape.pen.width >= min(4.5, 0.25 * width * 0.6 / count)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [5, 30, 50, 51, 2000])
def test_hollow_marks_are_seen_to_be_hollow_and_apart(count, width):
    """Within each there is a unit of paper, and more than that between two of them."""
    made = graphic(KIND, fact("people", count), fact("some", 4, part_of="people"))
    assert told(made) == []
    drawing = KIND.draw(made, width)
    assert list(drawing.faults()) == []
    hollow = drawing.shapes[0]
    inner, step = float(re.search(r"h([\d.]+)v", hollow.d)[1]), float(re.search(r"zm([\d.]+)", hollow.d)[1])
    assert inner - hollow.pen.width >= 1
    assert step - inner - hollow.pen.width > 1


@pytest.mark.parametrize("count", [1, 19, 20, 37, 50, 51, 500])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_group_of_any_size_is_drawn(count, width):
    drawing = KIND.draw(graphic(KIND, fact("people", count)), width)
    assert drawing.marks == count
    assert sound(drawing)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ([fact("heroin", 12, unit="kg")], "heroin is “12\N{NO-BREAK SPACE}kg heroin”, and no count of people"),
        (
            [fact("labs", 15, thing="laboratories")],
            "labs counts laboratories; marks are for people: say so in the ledger",
        ),
        ([any_fact("labs", 15)], "labs does not say what it counts; marks are for people: say so in the ledger"),
        ([fact("story", words="a story")], "and no count of people"),
        ([fact("half", 1.5)], "half is 1.5; people are counted from 1, in whole numbers"),
        ([fact("less", -3)], "less is -3; people are counted from 1, in whole numbers"),
        ([fact("some", 50, qualifier="around")], "some is “around 50 some”; marks would make it exact: use bars"),
        ([fact("crowd", 50_000)], f"they are 50,000 people; at most {MOST:,} marks can be told apart: use bars"),
        ([ALL, MEN, WOMEN], "all is shown by its parts, and by nothing else: children missing"),
        ([*GROUPS, fact("cats", 3)], "all is shown by its parts, and by nothing else: cats no part of it"),
        (
            [CHILDREN, ORPHANS, fact("twins", 2, part_of="children")],
            "children has two subsets, orphans and twins; show one",
        ),
        (
            [ALL, MEN, WOMEN, CHILDREN, fact("few", 4, part_of="all")],
            "few is a subset of all, which has no marks of its own; leave it out",
        ),
    ],
)
def test_what_cannot_be_a_mark_for_each_person(facts, message):
    found = told(graphic(KIND, *facts))
    assert any(message in each for each in found), found
    assert len(found) == 1


def test_small_marks_are_those_of_a_group():
    assert told(graphic(KIND, MEN, WOMEN, small=["cats"])) == ["“cats” is no group of this graphic; it has men, women"]
    assert told(graphic(KIND, *GROUPS, small=["children"])) == []
