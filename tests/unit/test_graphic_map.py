"""Map: places where their coordinates say, lines that say what they are, names that touch nothing."""

import gzip
import json
import math
import os
import re
from dataclasses import replace
from itertools import combinations, pairwise
from math import dist
from pathlib import Path
from types import SimpleNamespace

import pytest

from dev import basemap
from graphics import as_csv, basemaps, check, faults, reading
from graphics.basemaps import read
from graphics.curves import Curve
from graphics.drawing import Box, Placed, Shape, Sheet
from graphics.kinds.map import KIND, says
from graphics.map_layout import CLEAR, COAST, DOT, LAND, laid_out
from graphics.model import NARROW, WIDE
from graphics.placing import grown, held
from graphics.svg import inline, standalone
from ledger.load import load
from stylesheet import contrast, roles
from tests.drawn import WIDTHS, fact, graphic, told
from tests.helpers import ROOT
from tests.unit.test_basemap import REQUEST, TOPOLOGY

FACTS = (
    fact("mail", 2, counts="parcels from Oran to Quito"),
    fact("rumour", words="supposed by the captain, from Oran by way of Lima to Quito"),
    fact("war", words="a war in Freedonia’s hills", place="Freedonia"),
)
PLACES = [
    {"name": "Oran", "at": [5, -30], "from": "a gazetteer", "fact": "mail"},
    {"name": "Quito", "at": [12, 25], "from": "a gazetteer", "fact": "mail"},
    {"name": "Lima", "at": [-4, 5], "from": "a gazetteer", "fact": "rumour"},
    {"name": "Freedonia", "at": [14, -10], "from": "a point inside it", "fact": "war", "area": True},
]
ROUTES = [
    {"places": ["Oran", "Quito"], "fact": "mail", "label": "2 parcels"},
    {"places": ["Oran", "Lima", "Quito"], "fact": "rumour", "supposed": True, "label": "supposed"},
]
SITES = {"real": ROOT / "content", "harbour": ROOT / "tests" / "fixtures" / "harbour" / "content"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the base map “sea”."""
    path = tmp_path_factory.mktemp("graphics")
    (path / "sea.json").write_text(basemap.written(basemap.made(REQUEST, TOPOLOGY)), encoding="utf-8")
    return path


@pytest.fixture
def chart(folder):
    """chart(places, routes) makes a map of the facts above."""

    def make(places=PLACES, routes=ROUTES, land="sea", notes=("Lines join places.",)):
        made = graphic(KIND, *FACTS, land=land, places=list(places), routes=list(routes))
        return replace(made, folder=folder, notes=notes)

    return make


def placed_maps():
    """Each map of the real feature and of the invented one."""
    for name, content in SITES.items():
        ledger, _, _ = load((content / "facts.yaml").read_text(encoding="utf-8"), "facts.yaml")
        for file in reading.read_all(content / "graphics"):
            if file.data.get("kind") == "map":
                yield pytest.param(
                    reading.graphic(file, ledger, {"DEFAULT_LANG": ledger.language}), id=f"{name}-{file.id}"
                )


def drawn_lines(drawing) -> list[Shape]:
    return [shape for shape in drawing.shapes if shape.pen.stroke == "ink"]


def curve_of(shape: Shape) -> Curve:
    """A line, read from its path."""
    x, y, pull_x, pull_y, to_x, to_y = map(float, shape.d[1:].replace("Q", " ").split())
    return Curve((x, y), (pull_x, pull_y), (to_x, to_y))


def apart(drawing) -> bool:
    """Whether no words touch others, a dot or an arrow's head, and all stand within the frame."""
    frame = Box(0, 0, drawing.width, drawing.height)
    small = [shape for shape in drawing.shapes if shape.pen.fill and shape.pen is not LAND]
    assert list(drawing.faults()) == []
    assert [item for item in drawing.items if not item.box.inside(frame, by=0.01)] == []
    assert [(a.words, b.words) for a, b in combinations(drawing.texts, 2) if a.box.overlaps(b.box)] == []
    return not any(text.box.overlaps(shape.box) for text in drawing.texts for shape in small)


@pytest.mark.parametrize("width", WIDTHS)
def test_names_touch_nothing(chart, width):
    drawing, lost = laid_out(chart(), read(chart().folder / "sea.json"), width)
    assert lost == []
    assert {text.words for text in drawing.texts} == {"Oran", "Quito", "Lima", "Freedonia", "2 parcels", "supposed"}
    assert apart(drawing)


@pytest.mark.parametrize("made", list(placed_maps()))
@pytest.mark.parametrize("width", WIDTHS)
def test_names_touch_nothing_on_the_maps_of_both_features(made, width):
    drawing, lost = laid_out(made, read(made.folder / f"{made.data['land']}.json"), width)
    assert lost == []
    assert told(made) == []
    assert apart(drawing)
    names = {place["name"] for place in made.data["places"]}
    assert names <= {text.words for text in drawing.texts}


@pytest.mark.parametrize("made", list(placed_maps()))
@pytest.mark.parametrize("width", WIDTHS)
def test_the_name_of_an_area_stands_on_its_point(made, width):
    land = read(made.folder / f"{made.data['land']}.json")
    boxes = {text.words: text.box for text in laid_out(made, land, width)[0].texts}
    areas = [place for place in made.data["places"] if place.get("area")]
    assert areas
    for place in areas:
        x, y = land.at(*place["at"])
        assert held(grown(boxes[place["name"]], 4), [(x * width / 720, y * width / 720)]), place["name"]


def test_a_line_bends_less_where_a_place_is_in_its_way(chart):
    """Of two lines between the same places, the lower one would lead across a third."""
    places = [*PLACES[:2], {**PLACES[2], "at": [3.3, -2]}]
    routes = [{**ROUTES[0], "supposed": supposed} for supposed in (False, True)]
    bends = []
    for shape in drawn_lines(KIND.draw(chart(places, routes), WIDE)):
        curve = curve_of(shape)
        bends.append(curve.at(0.5)[1] - (curve.start[1] + curve.end[1]) / 2)
    assert bends[0] < 0 < bends[1] < -0.7 * bends[0]


@pytest.mark.parametrize("made", list(placed_maps()))
def test_both_forms_of_a_map_weigh_little(made):
    forms = inline(made.narrow, made.title, made.summary, "narrow") + inline(
        made.wide, made.title, made.summary, "wide"
    )
    assert len(gzip.compress(forms.encode(), 9)) < 3_000


@pytest.mark.parametrize("width", WIDTHS)
def test_a_dot_stands_where_its_place_is(chart, width):
    drawing, land = KIND.draw(chart(), width), read(chart().folder / "sea.json")
    dots = [shape.box for shape in drawing.shapes if shape.marks]
    assert len(dots) == 3  # an area has none
    for box, place in zip(dots, PLACES, strict=False):
        x, y = land.at(*place["at"])
        assert (box.left + box.right) / 2 == pytest.approx(x * width / 720)
        assert (box.top + box.bottom) / 2 == pytest.approx(y * width / 720)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_coast_is_as_thin_at_every_width(chart, width):
    coast = KIND.draw(chart(), width).shapes[1]
    assert (coast.pen.fill, coast.pen.stroke) == ("", COAST.stroke)
    assert coast.pen.width * coast.scale == pytest.approx(COAST.width)
    assert coast.d == read(chart().folder / "sea.json").coast


@pytest.mark.parametrize("hour", [0, 1], ids=["day", "night"])
def test_the_coast_can_be_seen(hour):
    """Three to one against the ground (WCAG 2.2, 1.4.11), on a screen too where its line fills a part of each point."""
    css = (ROOT / "theme" / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    coast, paper = (roles(css, {})[role][hour] for role in (COAST.stroke, "paper"))
    assert contrast(coast, paper) >= 3
    parts = ((int(one[at : at + 2], 16) for one in (coast, paper)) for at in (1, 3, 5))
    thin = "#" + "".join(f"{round(line * COAST.width + ground * (1 - COAST.width)):02x}" for line, ground in parts)
    assert contrast(thin, paper) >= 3


def test_names_keep_coasts_and_lines_away_from_them(chart):
    assert all(text.halo for text in KIND.draw(chart(), WIDE).texts)


def test_the_land_is_one_path_at_every_width(chart):
    land = {KIND.draw(chart(), width).shapes[0] for width in WIDTHS}
    assert len({shape.d for shape in land}) == 1
    assert {round(shape.scale, 3) for shape in land} == {0.4, 0.667, 1}
    assert 'fill-opacity=".12" transform="scale(0.4)" d="m' in inline(KIND.draw(chart(), NARROW), "t", "d", "narrow")
    sheet = Sheet(720, 300, (Placed(0, 0, KIND.draw(chart(), NARROW)),))
    assert 'transform="scale(0.4)"' in standalone(
        sheet, "t", "d", {"ink": "#111", "paper": "#fff", "soft": "#555"}, "en"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_only_supposed_lines_are_dashed(chart, width):
    """One stated line, and two that are supposed."""
    assert sorted(bool(shape.pen.dash) for shape in drawn_lines(KIND.draw(chart(), width))) == [False, True, True]
    bare = chart(routes=[{"places": ["Oran", "Quito"], "fact": "mail"}])
    assert [shape.pen.dash for shape in drawn_lines(KIND.draw(bare, width))] == [""]


def test_a_map_without_routes_has_no_lines(chart):
    assert drawn_lines(KIND.draw(chart(routes=[]), WIDE)) == []


def test_a_line_that_two_routes_share_is_drawn_once(chart):
    routes = [*ROUTES, {"places": ["Lima", "Quito"], "fact": "rumour", "supposed": True}]
    assert len(drawn_lines(KIND.draw(chart(routes=routes), WIDE))) == 3


def test_lines_that_join_the_same_places_lie_apart(chart):
    """A stated and a supposed line between the same places bend to different sides, and so does the way back."""
    routes = [
        {"places": ["Oran", "Quito"], "fact": "mail"},
        {"places": ["Oran", "Quito"], "fact": "mail", "supposed": True},
        {"places": ["Quito", "Oran"], "fact": "mail"},
    ]
    lines = drawn_lines(KIND.draw(chart(routes=routes), WIDE))
    middles = sorted(curve_of(shape).at(0.5)[1] for shape in lines)
    assert len(lines) == 3
    assert all(after - before > 20 for before, after in pairwise(middles))


def test_words_of_a_line_lie_across_none(chart):
    drawing = KIND.draw(chart(), WIDE)
    words = [text.box for text in drawing.texts if text.words in ("2 parcels", "supposed")]
    for shape in drawn_lines(drawing):
        points = curve_of(shape).points
        assert not any(box.left < x < box.right and box.top < y < box.bottom for box in words for x, y in points)


def test_an_arrow_ends_beside_its_place(chart):
    drawing, land = KIND.draw(chart(), WIDE), read(chart().folder / "sea.json")
    end = land.at(12, 25)
    line = drawn_lines(drawing)[0]
    tip = tuple(map(float, line.d.split()[-2:]))
    assert DOT + CLEAR <= dist(tip, end) < 1.5 * (DOT + CLEAR)  # the corner of a square is that far


def test_a_part_of_a_curve_lies_on_it():
    curve = Curve.bent((0, 0), (100, 0), 0.1)
    assert curve.at(0.5) == (50, -10)  # a tenth of the way, upwards
    part = curve.part(0.2, 0.9)
    for share in (0, 0.3, 1):
        assert part.at(share) == pytest.approx(curve.at(0.2 + 0.7 * share))


def test_a_place_is_named_in_its_fact():
    war = FACTS[2]
    assert says(war, "Freedonia")
    assert says(war, "hills")
    assert not says(war, "Free")  # a part of a word is no name
    assert not says(war, "freedonia")


def test_the_data_have_the_coordinates_and_their_source(chart):
    """As numbers, so that a spreadsheet reads them, below zero too."""
    made = chart()
    assert made.columns == ("latitude", "longitude", "coordinates")
    line = next(line for line in as_csv(made).splitlines() if line.startswith("Oran,"))
    assert line.endswith("5,-30,a gazetteer")


def test_the_data_tell_what_is_only_supposed(chart):
    """By the route's label; one without takes that of the first which is as supposed, by the same fact."""
    bare = {"places": ["Lima", "Quito"], "fact": "rumour", "supposed": True}
    made = chart(routes=[{**ROUTES[0]}, bare, ROUTES[1], {"places": ["Quito", "Oran"], "fact": "mail"}])
    told_of = ["Oran → Quito (2 parcels)", "Lima → Quito (supposed)", "Oran → Lima → Quito (supposed)", "Quito → Oran"]
    assert [row.label for row in made.rows][-4:] == told_of
    assert [line.partition(",")[0] for line in as_csv(made).splitlines()][-4:] == told_of
    assert "the data would not tell that this route is only supposed; give it a label that does" in told(
        chart(routes=[bare])
    )


def changed(index: int, **values) -> list[dict]:
    return [{**place, **(values if i == index else {})} for i, place in enumerate(PLACES)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"places": []}, "the map shows no place; give it one"),
        ({"places": changed(0, name="Quito")}, "“Quito” stands twice among the places; keep one"),
        ({"places": changed(2, name="Lim")}, "rumour says nothing of “Lim”; name the fact that does"),
        ({"places": changed(0, fact="war")}, "war says nothing of “Oran”; name the fact that does"),
        (
            {"places": changed(0, at=[137, 35])},
            "137, 35 is nowhere on Earth; latitude comes first, both are in degrees",
        ),
        ({"places": changed(0, at=[5, 181])}, "5, 181 is nowhere on Earth; latitude comes first, both are in degrees"),
        ({"places": changed(1, at=[50, 10])}, "“Quito” lies off the map; latitude comes first: swap them"),
        (
            {"places": changed(1, at=[60, 120])},
            "“Quito” lies off the map; mend its coordinates, or make a map that shows it",
        ),
        (
            {"routes": [{"places": ["Oran"], "fact": "mail"}]},
            "a route leads from one place to another; name both",
        ),
        (
            {"routes": [{"places": ["Oran", "Rome"], "fact": "mail"}]},
            "“Rome” is no place of this map; it has Oran, Quito, Lima, Freedonia",
        ),
        (
            {"routes": [{"places": ["Oran", "Lima"], "fact": "mail"}]},
            "mail says nothing of “Lima”; name the fact that does",
        ),
        (
            {"routes": [{"places": ["Oran", "Oran"], "fact": "mail"}]},
            "the route leads from “Oran” to itself; name it once",
        ),
        (
            {"routes": [{"places": ["Oran", "Quito"], "fact": "mail", "label": "3 parcels"}]},
            "mail does not say “3 parcels”; take words that the ledger has for it",
        ),
        (
            {"notes": ()},
            "no note tells what the lines are; say that they join places and show no path travelled",
        ),
    ],
)
def test_each_fault_is_told(chart, change, expected):
    assert expected in told(chart(**change))


def test_a_map_without_its_base_map_is_told(chart):
    (problem,) = told(chart(land="moon"))
    assert problem.startswith("there is no base map moon.json beside this file; make it: .venv/bin/python -m dev.base")


def test_a_base_map_that_no_graphic_names_fails_the_build(folder):
    settings = {"PATH": str(folder.parent), "GRAPHICS_PATH": folder.name, "GRAPHIC_FILES": []}
    problems = list(check(SimpleNamespace(settings=settings, ledger=SimpleNamespace(facts={}), documents=[])))
    assert [str(each).rpartition("sea.json:")[2] for each in problems] == [
        "1:1: no map stands on it; write “land: sea” in a map's file, or remove it"
    ]
    (folder / "broken.yaml").write_text('kind: map\ntitle: "x\n', encoding="utf-8")
    settings["GRAPHIC_FILES"] = reading.read_all(folder)  # whose words nobody knows: it may name any of them
    problems = list(check(SimpleNamespace(settings=settings, ledger=SimpleNamespace(facts={}), documents=[])))
    assert [each for each in problems if "no map stands on it" in str(each)] == []


def test_a_name_without_room_is_told_with_the_width(chart):
    """Places one on the other: the fourth name finds no free side. The line between them is too short as well."""
    crowd = [{**PLACES[0], "at": [5 + step / 4, -30]} for step in range(2)]
    crowd[1] = {**crowd[1], "name": "Quito"}
    problems = told(chart(places=crowd, routes=[{"places": ["Oran", "Quito"], "fact": "mail"}]))
    mend = "make a map with more room"
    assert f"the line from “Oran” to “Quito” finds no room on the map at a width of 288; {mend}" in problems
    long = fact("long", words="a place called " + "Llanfair" * 8)
    made = graphic(KIND, long, land="sea", places=[{**PLACES[0], "name": "Llanfair" * 8, "fact": "long"}])
    problems = told(replace(made, folder=chart().folder))
    assert problems == [f"“{'Llanfair' * 8}” finds no room on the map at a width of 288; {mend}, or shorten the name"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("fact: tide", "fact: tied", "no fact “tied” stands in the ledger; is it tide?"),
        ("at: [5, 5]", "at: [5]", "at has 1 entries, and the least is 2; add what is missing"),
        ("at: [5, 5]", "at: [5, east]", "places 1 at 2 is “east”; write a number"),
        ("    from: a gazetteer\n", "", "places 1 has no from; give it one"),
        ("land: sea", "land: ../sea", "land is no name of a file; write small letters, digits and hyphens"),
        ("land: sea\n", "", "the graphic has no land; give it one"),
        (
            "    fact: tide",
            "    fact: tide\n    height: 3",
            "'height' is no key here; known are name, at, from, fact, area",
        ),
    ],
)
def test_the_shape_of_the_file_is_checked(tmp_path, old, new, expected):
    source = (
        "kind: map\ntitle: A map\nsummary: A map.\nsource: A source.\nland: sea\nplaces:\n"
        "  - name: Bay\n    at: [5, 5]\n    from: a gazetteer\n    fact: tide\n"
    )
    ledger, _, _ = load(
        "language: en\ntitle: A ledger\nsources: {log: {title: A log}}\nspeakers: {us: {name: We}}\nfacts:\n"
        "  tide: {label: Tide in the Bay, words: high, nouns: [high], status: reported, speaker: us, source: log}\n",
        "facts.yaml",
    )
    (tmp_path / "sea.json").write_text(basemap.written(basemap.made(REQUEST, TOPOLOGY)), encoding="utf-8")
    path = tmp_path / "bay.yaml"
    path.write_text(source, encoding="utf-8")
    assert list(faults.problems(reading.read(path), ledger, {"DEFAULT_LANG": "en"})) == []
    path.write_text(source.replace(old, new), encoding="utf-8")
    problems = [str(each) for each in faults.problems(reading.read(path), ledger, {"DEFAULT_LANG": "en"})]
    assert len(problems) == 1
    assert expected in problems[0]


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ("[" * 100_000, "is no JSON; make it: "),
        ("x" * 2_000_000, "is no JSON; make it: "),
        ("[]", "is not as the script made it; make it again: "),
        ("{}", "is not as the script made it; make it again: "),
        (
            json.dumps({"d": "m0 0z", "coast": "m0 0", "sha256": basemaps.digest({"d": "m0 0z", "coast": "m0 0"})}),
            "not as",
        ),
        (
            json.dumps({"d": [1], "coast": "m0", "sha256": basemaps.digest({"d": [1], "coast": "m0"})}),
            "not as the script",
        ),
    ],
)
def test_a_base_map_that_is_none_is_told_and_nothing_else(tmp_path, spoilt, message):
    path = tmp_path / "land.json"
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        basemaps.read(path)


def test_a_base_map_that_never_ends_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "land.json")
    with pytest.raises(ValueError, match="is no JSON"):
        basemaps.read(tmp_path / "land.json")


def test_a_dot_has_room_before_the_frame():
    land = basemaps.read(ROOT / "tests" / "fixtures" / "harbour" / "content" / "graphics" / "zaliv.json")
    inside = [land.shows(*place) for place in land_corners(land, 13)]
    at_the_edge = [land.shows(*place) for place in land_corners(land, 3)]
    assert (all(inside), any(at_the_edge)) == (True, False)


def land_corners(land: basemaps.BaseMap, by: float) -> list[tuple[float, float]]:
    """Latitudes and longitudes whose places lie `by` units from two sides of a map, found by looking."""
    found = []
    for x, y in ((by, by), (land.width - by, by), (by, land.height - by), (land.width - by, land.height - by)):
        latitude, longitude = land.centre
        for _ in range(60):
            at = land.at(latitude, longitude)
            longitude += (x - at[0]) / land.radius * 57.3 / max(math.cos(math.radians(latitude)), 0.2)
            latitude -= (y - at[1]) / land.radius * 57.3
        assert land.at(latitude, longitude) == pytest.approx((x, y), abs=0.5)
        found.append((latitude, longitude))
    return found
