"""A drawing as data: strokes that can be counted, words that are measured, and the SVG that is made of them."""

import re

import pytest
from lxml import etree

from graphics.drawing import (
    ROOM,
    SMALL,
    Box,
    Drawing,
    Pen,
    Placed,
    Sheet,
    Text,
    advance,
    hollows,
    n,
    strokes,
    wrapped,
)
from graphics.svg import inline, standalone

SVG = "{http://www.w3.org/2000/svg}"
INK = {"ink": "#111111", "paper": "#fffff0", "accent": "#00667f", "soft": "#555555"}


def ends(d: str) -> list[tuple[float, float]]:
    """The places that a path of strokes visits when its steps are followed one after another, as a renderer does."""
    x = y = 0.0
    tops = []
    for command, numbers in re.findall(r"([Mmvhz])([^Mmvhz]*)", d):
        values = [float(v) for v in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        if command == "M":
            x, y = values
            tops.append((x, y))
        elif command == "m":
            x, y = x + values[0], y + values[1]
            tops.append((x, y))
        elif command == "v":
            y += values[0]
    return tops


@pytest.mark.parametrize("pitch", [7.7838, 12.973, 4.1, 10])
def test_strokes_stand_where_they_were_told_however_many_there_are(pitch):
    """Steps are relative and rounded; no rounding adds up over two thousand marks."""
    places = [(3 + pitch * (i % 37), 2 + 19.3 * (i // 37)) for i in range(2000)]
    shape = strokes(places, 13, Pen("accent", 3))
    assert shape.marks == shape.d.count("v") == 2000
    for told, drawn in zip(places, ends(shape.d), strict=True):
        assert drawn == pytest.approx(told, abs=0.011)
    assert shape.box.left == pytest.approx(1.5, abs=0.01)


def test_hollow_marks_are_as_large_as_strokes():
    shape = hollows([(10, 0), (20, 0)], 12, 4, Pen("accent", 1))
    assert shape.d == "M8.5 .5h3v11h-3zm10 0h3v11h-3z"
    assert shape.marks == 2
    assert (shape.box.left, shape.box.right, shape.box.top, shape.box.bottom) == (8, 22, 0, 12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.001, "0"),
        (0.5, ".5"),
        (-0.25, "-.25"),
        (10.0, "10"),
        (10.05, "10.05"),
        (100, "100"),
        (-3.10, "-3.1"),
    ],
)
def test_numbers_are_short(value, text):
    assert n(value) == text


def test_words_are_measured_by_the_faces_tables():
    assert advance("ii") < advance("mm")
    assert advance("men", 26) == 2 * advance("men", 13)
    assert advance("413", bold=True, face="serif") > 0
    assert advance("әғқңөұүһі") < 9 * SMALL, "Kazakh letters are in the table"
    assert advance("漢") == SMALL, "a letter that the table does not know counts as wide"


def test_wrapped_lines_fit_and_lose_no_word():
    words = "orphans among the children, ғылым-білім, and one Unbreakableunbreakableunbreakable word"
    lines = wrapped(words, 100)
    assert " ".join(lines) == words
    assert all(advance(line) * ROOM <= 100 for line in lines if " " in line)


def test_words_over_words_and_out_of_the_frame_are_told_with_their_entry():
    one, other = Text(0, 20, "children", about=("facts", 0)), Text(30, 22, "orphans", about=("facts", 1))
    far = Text(180, 60, "beyond", about=("places", 3, "name"))
    assert list(Drawing(200, 80, (one, other, far)).faults()) == [
        (("places", 3, "name"), "“beyond” does not fit the drawing; shorten it"),
        (("facts", 1), "“orphans” runs over “children” in the drawing; shorten one of them"),
    ]
    assert list(Drawing(200, 80, (one, Text(0, 40, "below"))).faults()) == []


def drawing() -> Drawing:
    words = Text(0, 20, 'A & B <i> "q"', face="serif", bold=True, role="soft", anchor="middle")
    return Drawing(100, 50, (strokes([(1, 1)], 10, Pen("accent", 2)), words))


def test_inline_svg_takes_the_pages_colours_and_says_what_it_shows():
    svg = inline(drawing(), "Title & <more>", 'What it "shows"', "wide", "ru")
    root = etree.fromstring(svg)
    assert (root.get("role"), root.get("viewBox"), root.get("lang")) == ("img", "0 0 100 50", "ru")
    assert [child.tag for child in root] == ["title", "desc", "path", "text"]
    assert (root[0].text, root[1].text) == ("Title & <more>", 'What it "shows"')
    assert root[2].get("class") == "line-accent"
    assert root[3].get("class").split() == ["area-soft", "serif", "bold"]
    assert root[3].text == 'A & B <i> "q"'
    assert "#" not in svg, "no colour but by its role"
    assert "style=" not in svg


def test_a_file_of_its_own_has_its_colours_and_faces_written_out():
    svg = standalone(Sheet(120, 90, (Placed(10, 30, drawing()),)), "T", "D", INK, "en")
    root = etree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("120", "90")
    assert root.find(f"{SVG}rect").get("fill") == "#fffff0"
    group = root.find(f"{SVG}g")
    assert group.get("transform") == "translate(10 30)"
    assert group.find(f"{SVG}path").get("stroke") == "#00667f"
    text = group.find(f"{SVG}text")
    assert (text.get("fill"), text.get("font-weight"), text.get("font-size")) == ("#555555", "700", "13")
    assert "PT Serif" in text.get("font-family")
    assert "class=" not in svg


def test_words_may_keep_away_what_lies_behind_them():
    haloed = Drawing(100, 50, (Text(0, 20, "A", halo=True), Text(0, 40, "B")))
    one, other = etree.fromstring(inline(haloed, "T", "D", "wide"))[2:]
    assert (one.get("class"), other.get("class")) == ("halo", None)
    one, other = etree.fromstring(standalone(Sheet(100, 50, (Placed(0, 0, haloed),)), "T", "D", INK, "en")).find(
        f"{SVG}g"
    )
    assert (one.get("stroke"), one.get("paint-order"), other.get("stroke")) == ("#fffff0", "stroke", None)


def test_boxes_that_only_touch_do_not_overlap():
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 20, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 20, 20))
    assert Box(1, 1, 9, 9).inside(Box(0, 0, 10, 10))
    assert not Box(1, 1, 11, 9).inside(Box(0, 0, 10, 10))
