"""Social cards: whole titles, whole sentences, the ring with its years, and letters that the faces have."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from math import hypot
from pathlib import Path
from types import SimpleNamespace

import pytest

import cards
from cards import about, beginnings, check, layout
from cards.layout import BOTTOM, HEIGHT, LEFT, WIDTH, Words, on_drawing, on_ring
from graphics.drawing import Box, Drawing, Pen, Placed, Sheet, Text, line, rectangle
from graphics.svg import standalone
from ledger import Sources
from ledger.document import split
from ledger.load import load
from operations import Dates
from pictures import png
from ring import Ring, Tick, lit
from tests.drawn import fact
from tests.unit.test_pictures import COLOURS, TITLES, measured, told

FRAME = Box(0, 0, WIDTH, HEIGHT)
UPPER = lit(1990, 30, [("a", (1990,)), ("b", (1995,)), ("c", (2018, 2019))])  # nothing where the sky is cut
LOWER = lit(1990, 30, [("a", (1990,)), ("b", (2004, 2005))], "b")
LONG = ("An account of what it is, which needs about as many words as two lines of a card will hold, if not more.",)


def lit_at(degrees: float) -> Ring:
    """A ring with one lit year, which stands at this angle."""
    ring = lit(1990, 30, [])
    return replace(ring, ticks=(*ring.ticks[:-1], Tick(2019, degrees, "lit")))


def boxes(sheet: Sheet) -> Iterator[tuple[Text, Box]]:
    """Each line of words with its place on the card, as wide as the face itself says."""
    for part in sheet.parts:
        for text in part.drawing.texts:
            width, below = measured(text) * part.scale, 0.02 if text.words.isdigit() else 0.21
            left = part.x + text.x * part.scale - width * (text.anchor == "end")
            top, bottom = (part.y + (text.y + by * text.size) * part.scale for by in (-0.7, below))
            yield text, Box(left, top, left + width, bottom)


def smallest(sheet: Sheet) -> Iterator[float]:
    """The size of each of a card's words, in its pixels."""
    for part in sheet.parts:
        yield from (piece.size * part.scale for text in part.drawing.texts for piece in text.pieces)


def overlapping(sheet: Sheet) -> list[tuple[str, str]]:
    found = combinations(boxes(sheet), 2)
    return [(one.words, other.words) for (one, a), (other, b) in found if a.overlaps(b)]


@pytest.mark.parametrize("ring", [UPPER, LOWER], ids=["sky", "whole"])
@pytest.mark.parametrize("tells", [(), LONG], ids=["alone", "told"])
@pytest.mark.parametrize(
    "title", [*TITLES.values(), "30 years of a crossing over the river"], ids=[*TITLES, "a numeral"]
)
def test_a_title_is_whole_and_clear_of_the_ring(title, tells, ring):
    """Every letter of it, in five lines at most, on the card, and no words touch others or reach the years' strokes."""
    made = on_ring(Words("The name of a feature of some length", title, tells), ring)
    words = [text for text, _ in boxes(made)]
    titled = [text for text in words if text.bold and text.face == "serif"]
    assert told(text.words for text in titled) == told([title])
    assert len({text.y for text in titled}) <= 5
    assert [box for _, box in boxes(made) if not box.inside(FRAME, by=-20)] == []
    assert overlapping(made) == []
    centre, radius = (
        (layout.WHOLE_CENTRE, layout.WHOLE_RADIUS)
        if ring is LOWER
        else ((layout.SKY_CENTRE, layout.SKY_TOP + layout.SKY_RADIUS), layout.SKY_RADIUS)
    )
    for _, box in boxes(made):
        corners = [hypot(x - centre[0], y - centre[1]) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        assert (
            max(corners) < radius * (1 - layout.SKY["lit"]) or box.right < centre[0] - radius or min(corners) > radius
        )


def test_what_a_page_is_goes_before_its_title_gets_small():
    """A long title takes the place of the line below it."""
    short, long = (on_ring(Words("Name", title, LONG), UPPER) for title in ("Ice", TITLES["two hundred letters"]))
    assert LONG[0] in " ".join(text.words for text, _ in boxes(short))
    assert LONG[0][:9] not in " ".join(text.words for text, _ in boxes(long))


def test_a_numeral_at_the_head_of_a_title_is_as_high_as_its_words():
    made = [text for text, _ in boxes(on_ring(Words("Name", "30 years of a crossing over the river"), UPPER))][1:]
    numeral, *words = made
    assert numeral.words == "30"
    assert numeral.size > 3 * words[0].size
    assert numeral.y == pytest.approx(words[-1].y)
    assert numeral.y - 0.7 * numeral.size == pytest.approx(words[0].y - 0.7 * words[0].size)


def test_lit_years_are_in_their_colour_and_no_lit_year_is_cut():
    """Others' years are ink, the rest quiet; the whole ring is shown where the sky would cut a lit year."""
    edges = [lit_at(degrees) for degrees in (61.0, 63.0, 321.0, 323.0)]
    for ring in (UPPER, LOWER, lit(1990, 30, [("a", (1996,)), ("b", (2010,))], "a"), *edges):
        strokes = on_ring(Words("Name", "Title"), ring).parts[0].drawing.shapes
        for state, role in (("lit", "mark"), ("named", "ink")):
            shown = [shape for shape in strokes if shape.pen.stroke == role]
            assert sum(shape.marks for shape in shown) == sum(tick.state == state for tick in ring.ticks)
            assert all(shape.box.inside(FRAME) for shape in shown)
        widths = {shape.pen.stroke: shape.pen.width for shape in strokes}
        assert widths["mark"] > widths["soft"] * 4


def test_the_sky_is_shown_wherever_it_cuts_no_lit_year():
    """Its rim is wider than the card is high."""
    for degrees, cut in ((61.0, False), (63.0, True), (321.0, True), (323.0, False)):
        rim = on_ring(Words("Name", "Title"), lit_at(degrees)).parts[0].drawing.shapes[0]
        assert (rim.box.bottom < HEIGHT) == cut


def test_a_drawing_is_shown_whole_with_its_source():
    """Below its title where it is wide, beside it where it is high; never in part, and not where it gets too small."""
    words = Words("Name", "A title of a graphic", ("Source: the log.",))

    def high(height: float):
        return lambda width: Drawing(width, height, (rectangle(Box(0, 0, width, height), Pen(fill="ink")),))

    below, beside = on_drawing(words, high(100)), on_drawing(words, high(400))
    assert below.parts[1].x == LEFT
    assert beside.parts[1].x > LEFT + layout.BESIDE
    for made in (below, beside):
        part = made.parts[1]
        right, bottom = part.x + part.drawing.width * part.scale, part.y + part.drawing.height * part.scale
        assert (right, bottom) <= (WIDTH - LEFT + 1, BOTTOM + 1)
        texts = [box for text, box in boxes(made)]
        assert not any(box.overlaps(Box(part.x, part.y, right, bottom)) for box in texts)
        assert told(text.words for text, _ in boxes(made)) == told([words.name, words.title, *words.about])
        assert overlapping(made) == []
    assert on_drawing(words, high(1200)) is None


@pytest.mark.parametrize("size", [10, 13, 15])
@pytest.mark.parametrize("height", [90, 180, 260, 340])
def test_words_of_a_drawing_on_a_card_can_be_read(height, size):
    """However small they are in the drawing, they are 22 px on the card, or it shows the ring; so is its source."""
    source = (
        "Source: an account of some length, and a second one that was found elsewhere; our own reckoning for the rest."
    )

    def draw(width: float) -> Drawing:
        return Drawing(width, height, (Text(0, 40, "Large", 24, then=(Text(0, 0, "small", size),)),))

    made = on_drawing(Words("Name", "A title of a graphic that says what it shows", (source,)), draw)
    assert made is None or min(smallest(made)) >= 22
    if height == 90 and size == 13:
        assert made


def test_a_drawing_with_words_that_run_over_others_is_not_shown():
    """A kind answers for its two widths in a page; a card asks for others."""
    texts = (Text(0, 40, "Words"), Text(10, 44, "over them"))
    assert on_drawing(Words("Name", "Title", ("Source.",)), lambda width: Drawing(width, 90, texts[:1]))
    assert on_drawing(Words("Name", "Title", ("Source.",)), lambda width: Drawing(width, 90, texts)) is None


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("height", [90, 300, 420])
def test_a_title_over_a_drawing_is_whole(title, height):
    made = on_drawing(Words("Name", title, ("Source.",)), lambda width: Drawing(width, height, ()))
    if made:
        assert told(text.words for text, _ in boxes(made)) == told(["Name", title, "Source."])
        assert [box for _, box in boxes(made) if not box.inside(FRAME, by=-20)] == []
        assert overlapping(made) == []


def test_a_summary_is_told_in_whole_sentences():
    told_of = "The first of them has some length, as 1.5 t has a point. The second too! «Третье» здесь."
    assert list(beginnings(told_of)) == [
        told_of,
        "The first of them has some length, as 1.5 t has a point. The second too!",
        "The first of them has some length, as 1.5 t has a point.",
    ]
    assert list(beginnings("Mr. Smith came.")) == ["Mr. Smith came."]


def test_an_operation_is_told_by_its_time():
    """In its own words, else by its years as names."""
    dates = Dates("1996", "", "1997-02")
    assert list(about(SimpleNamespace(dates=dates, summary="S."))) == ["1996 / 1997"]
    assert list(about(SimpleNamespace(dates=dates, when="early on", summary="S."))) == ["early on"]
    assert list(about(SimpleNamespace(dates=None, summary="S."))) == ["S."]


def test_a_letter_that_no_face_has_is_a_problem_with_its_place():
    ledger = load("language: en\ntitle: T\nsources: {a: {title: T}}\nfacts: {}\n", "facts.yaml")[0]
    document = split(Path("a.md"), "Title: Home → 家\nDate: 2026-01-01\n\nText.")
    sources = Sources(ledger, Path("facts.yaml"), (document,), {"SITENAME": "Years ☃"})
    problems = [(problem.path, problem.line, problem.message[:24]) for problem in check(sources)]
    assert problems == [
        ("settings", 0, "SITENAME has “☃”, which "),
        ("a.md", 1, "the title has “→”, which"),
        ("a.md", 1, "the title has “家”, which"),
    ]


def test_a_card_is_drawn_from_the_same_faces_to_the_same_bytes():
    """Without the cache; and letters of three alphabets leave other pictures than their like without a glyph."""
    sheet = on_ring(Words("Имя", "Өңірдегі әңгіме and Ледоход"), LOWER)
    svg = standalone(sheet, "", "", COLOURS | {"mark": "#b07c00"}, "kk")
    one, other = (png(svg, WIDTH, {"PICTURE_CACHE": ""}) for _ in range(2))
    assert one == other
    assert len(one) <= 100_000
    blank = replace(sheet, parts=(Placed(0, 0, Drawing(WIDTH, HEIGHT, (line(0, 0, 1, 1, Pen("ink")),))),))
    assert png(standalone(blank, "", "", COLOURS, "kk"), WIDTH, {"PICTURE_CACHE": ""}) != one


@pytest.mark.parametrize(("weight", "shown"), [(100_000, True), (100_001, False)])
def test_a_drawing_that_makes_a_card_heavy_leaves_it_to_the_ring(monkeypatch, weight, shown):
    drawing = Drawing(400, 200, (rectangle(Box(0, 0, 400, 200), Pen(fill="ink")), Text(10, 230, "Ice", size=30)))
    made = SimpleNamespace(source="A source.", kind=SimpleNamespace(draw=lambda _, width: replace(drawing, height=260)))
    page = SimpleNamespace(title="Ice", summary="Ice on the river.", lang="en", graphic=made)
    years = {"from": fact("from", date="2000"), "years": fact("years", 30)}
    settings = {"SITENAME": "Ferry", "LEDGER": SimpleNamespace(facts=years), "RING": {"from": "from", "years": "years"}}
    monkeypatch.setattr(cards, "svg", lambda *_: "")
    monkeypatch.setattr(cards, "ahead", lambda *_: None)
    monkeypatch.setattr(cards, "png", lambda *_: b"x" * weight)
    (plan,) = cards.planned([cards.drafts(page, settings, [], [])], settings)
    assert plan.draft.graphic is shown
