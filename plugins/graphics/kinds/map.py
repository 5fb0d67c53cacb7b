"""Map: places over outlines of land, and lines that join them; a line that is only supposed is dashed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import dist, inf
from typing import Any

from ledger import Fact

from ..basemaps import BaseMap, read
from ..curves import Curve, Point
from ..drawing import Box, Drawing, Pen, Shape, Text, n
from ..model import NARROW, WIDE, Graphic, Kind, Row, Where
from ..placing import area_names, around, best, grown, held, line_words, point_names

LAND = Pen(fill="ink", density=0.12)  # quiet: it carries no meaning, and words on it stay readable
STATED, SUPPOSED = Pen("ink", 1.75), Pen("ink", 1.25, dash="4 3")
DOT = 3.5  # half of a place's dot
CLEAR = 3.0  # between a dot and its name, a place and a line
AREAS, HEADS = (12.0, 15.0), (5.5, 7.0)  # an area's name, an arrow's head: in a narrow drawing, in a wide one
BEND = 0.1  # how far a line leaves the straight way, in its length
SIDES = (1, -1, 2, -2)  # of the straight way, and how often BEND

Leg = tuple[str, str, bool]  # from, to, whether it is supposed


def entries(graphic: Graphic, key: str) -> Iterator[tuple[Where, dict[str, Any]]]:
    """(where, entry) of the places or the routes."""
    for index, entry in enumerate(graphic.data.get(key, ())):
        yield (key, index), entry


def legs(route: Mapping[str, Any]) -> list[Leg]:
    return [(start, end, route.get("supposed", False)) for start, end in pairwise(route["places"])]


def named(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    for key in ("places", "routes"):
        for index, entry in enumerate(data.get(key, ())):
            yield (key, index, "fact"), entry["fact"]


def says(fact: Fact, words: str) -> bool:
    """Whether some words, such as a place's name, stand in what the ledger says of a fact."""
    told = "\n".join((fact.label, fact.wording, fact.words, fact.place, fact.note))
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", told) is not None


def base(graphic: Graphic) -> BaseMap:
    return read(graphic.folder / f"{graphic.data['land']}.json")


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """A map says what its facts say, shows its places, and has room for their names."""
    found = [*place_faults(graphic), *route_faults(graphic)]
    try:
        land = base(graphic)
    except ValueError as fault:
        yield from (*found, (("land",), str(fault)))
        return
    found += off_the_map(graphic, land)
    yield from found
    for width in () if found else (NARROW, WIDE):
        yield from laid_out(graphic, land, width)[1]


def place_faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    if not graphic.data["places"]:
        yield ("places",), "the map shows no place; give it one"
    seen: set[str] = set()
    for where, place in entries(graphic, "places"):
        name, (latitude, longitude) = place["name"], place["at"]
        if name in seen:
            yield (*where, "name"), f"“{name}” stands twice among the places; keep one"
        seen.add(name)
        if not says(graphic.facts[place["fact"]], name):
            yield (*where, "name"), f"{place['fact']} says nothing of “{name}”; name the fact that does"
        if abs(latitude) > 90 or abs(longitude) > 180:
            message = f"{latitude:g}, {longitude:g} is nowhere on Earth; latitude comes first, both are in degrees"
            yield (*where, "at"), message


def route_faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    known = [place["name"] for _, place in entries(graphic, "places")]
    for where, route in entries(graphic, "routes"):
        fact = graphic.facts[route["fact"]]
        if len(route["places"]) < 2:
            yield (*where, "places"), "a route leads from one place to another; name both"
        for index, name in enumerate(route["places"]):
            at = (*where, "places", index)
            if name not in known:
                yield at, f"“{name}” is no place of this map; it has {', '.join(known)}"
            elif not says(fact, name):
                yield at, f"{fact.id} says nothing of “{name}”; name the fact that does"
            if index and name == route["places"][index - 1]:
                yield at, f"the route leads from “{name}” to itself; name it once"
        if "label" in route and not says(fact, route["label"]):
            yield (*where, "label"), f"{fact.id} does not say “{route['label']}”; take words that the ledger has for it"
    if graphic.data.get("routes") and not graphic.notes:
        yield ("routes",), "no note tells what the lines are; say that they join places and show no path travelled"


def off_the_map(graphic: Graphic, land: BaseMap) -> Iterator[tuple[Where, str]]:
    for where, place in entries(graphic, "places"):
        latitude, longitude = place["at"]
        if abs(latitude) <= 90 and abs(longitude) <= 180 and not land.shows(latitude, longitude):
            swapped = abs(longitude) <= 90 and land.shows(longitude, latitude)
            mend = "latitude comes first: swap them" if swapped else "mend its coordinates, or make a map that shows it"
            yield (*where, "at"), f"“{place['name']}” lies off the map; {mend}"


def draw(graphic: Graphic, width: float) -> Drawing:
    return laid_out(graphic, base(graphic), width)[0]


def laid_out(graphic: Graphic, land: BaseMap, width: float) -> tuple[Drawing, list[tuple[Where, str]]]:
    """The drawing, and (where, message) of what finds no room in it.

    Dots stand where they are. Then come names of areas, lines, names of dots, and words on lines; each takes the best
    place of those that are left.
    """
    scale, wide = width / land.width, width >= WIDE
    frame = Box(0, 0, width, round(land.height * scale, 2))
    texts: list[Text] = []
    lost: list[tuple[Where, str]] = []
    at: dict[str, Point] = {}
    homes: dict[str, Box] = {}
    for _, place in entries(graphic, "places"):
        x, y = land.at(*place["at"])
        at[place["name"]] = x * scale, y * scale
        if not place.get("area"):
            homes[place["name"]] = around(at[place["name"]], DOT + CLEAR)
    dots, taken = list(homes), list(homes.values())

    def settle(text: Text | None, where: Where, words: str) -> None:
        if text is None:
            mend = "make a map with more room, or shorten the name"
            lost.append((where, f"“{words}” finds no room on the map at a width of {width:g}; {mend}"))
        else:
            texts.append(text)
            taken.append(text.box)

    rough = lines_of(graphic, at, {name: around(middle, CLEAR) for name, middle in at.items()}, frame)
    for where, place in entries(graphic, "places"):
        if place.get("area"):
            name = place["name"]
            others = [point for leg, curve in rough.items() if name not in leg for point in curve.points]
            text = best(area_names(name, at[name], AREAS[wide], where), frame, taken, others)
            settle(text, where, name)
            homes[name] = grown(text.box, CLEAR) if text else around(at[name], CLEAR)
    lines = lines_of(graphic, at, homes, frame)
    path = [point for curve in lines.values() for point in curve.points]
    taken += [around(curve.end, HEADS[wide] / 2) for curve in lines.values()]
    for where, place in entries(graphic, "places"):
        if not place.get("area"):
            name = place["name"]
            settle(best(point_names(name, at[name], DOT + CLEAR, where), frame, taken, path), where, name)
    for where, route in entries(graphic, "routes"):
        for leg in legs(route):
            if dist(lines[leg].start, lines[leg].end) < 2 * HEADS[wide] or not lines[leg].box.inside(frame):
                told = f"the line from “{leg[0]}” to “{leg[1]}” finds no room on the map at a width of {width:g}"
                lost.append((where, f"{told}; make a map with more room"))
        if "label" in route:
            longest = max((lines[leg] for leg in legs(route)), key=lambda curve: dist(curve.start, curve.end))
            words = line_words(route["label"], longest, where)
            settle(best(words, frame, taken, path, firm=True), where, route["label"])
    shapes = [Shape(land.d, LAND, frame, scale=scale)]
    shapes += [shape for leg, curve in lines.items() for shape in arrow(curve, leg[2], HEADS[wide])]
    shapes += [dot(at[name]) for name in dots]
    return Drawing(width, frame.bottom, (*shapes, *texts)), lost


def lines_of(graphic: Graphic, at: Mapping[str, Point], homes: Mapping[str, Box], frame: Box) -> dict[Leg, Curve]:
    """Each line once, in the frame and clear of other places where it can be.

    Of those that join the same places, no two bend to the same side.
    """
    found: dict[Leg, Curve] = {}
    used: set[tuple[frozenset[str], int]] = set()
    for _, route in entries(graphic, "routes"):
        for leg in legs(route):
            if leg in found:
                continue
            others = [grown(homes[name], -CLEAR) for name in homes if name not in leg]
            chosen, least = 0, (True, inf)
            for side in SIDES:
                if (frozenset(leg[:2]), side) not in used:
                    curve = bent(leg, side, at, homes)
                    crossed = (not curve.box.inside(frame), sum(held(box, curve.points) for box in others))
                    if not chosen or crossed < least:
                        chosen, least, found[leg] = side, crossed, curve
                    if not any(crossed):
                        break
            used.add((frozenset(leg[:2]), chosen))
    return found


def bent(leg: Leg, side: int, at: Mapping[str, Point], homes: Mapping[str, Box]) -> Curve:
    """A line that bends upwards where the side is positive, from the edge of one place to that of the other."""
    start, end, _ = leg
    up = side if at[start][0] <= at[end][0] else -side
    return Curve.bent(at[start], at[end], BEND * up).between(homes[start], homes[end])


def arrow(curve: Curve, supposed: bool, length: float) -> Iterator[Shape]:
    """A line and its head."""
    (x, y), (back_x, back_y) = curve.end, curve.before_end(length)
    across, down = (y - back_y) * 0.4, (back_x - x) * 0.4
    points = [(x, y), (back_x + across, back_y + down), (back_x - across, back_y - down)]
    xs, ys = zip(*points, strict=True)
    head = "M" + "L".join(f"{n(left)} {n(top)}" for left, top in points) + "z"
    yield Shape(curve.d, SUPPOSED if supposed else STATED, curve.box)
    yield Shape(head, Pen(fill="ink"), Box(min(xs), min(ys), max(xs), max(ys)))


def dot(at: Point) -> Shape:
    half = f"a{n(DOT)} {n(DOT)} 0 1 0 "
    d = f"M{n(at[0] - DOT)} {n(at[1])}{half}{n(2 * DOT)} 0{half}{n(-2 * DOT)} 0z"
    return Shape(d, Pen(fill="ink"), around(at, DOT), 1)


def rows(graphic: Graphic) -> Iterator[Row]:
    """Each place with its coordinates and where they come from, then each route."""
    for _, place in entries(graphic, "places"):
        latitude, longitude = place["at"]
        extra = {"latitude": latitude, "longitude": longitude, "coordinates": place["from"]}
        yield Row(place["name"], (graphic.facts[place["fact"]],), extra)
    for _, route in entries(graphic, "routes"):
        yield Row(" → ".join(route["places"]), (graphic.facts[route["fact"]],))


def listed(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    """The JSON Schema of a list of mappings."""
    entry = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"type": "array", "items": entry}


WORDS = {"type": "string", "minLength": 1}
YES = {"type": "boolean"}
DEGREES = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
KIND = Kind(
    "map",
    draw,
    keys={
        "land": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "places": listed(
            ("name", "at", "from", "fact"), name=WORDS, at=DEGREES, **{"from": WORDS}, fact=WORDS, area=YES
        ),
        "routes": listed(
            ("places", "fact"), places={"type": "array", "items": WORDS}, fact=WORDS, supposed=YES, label=WORDS
        ),
    },
    required=("land", "places"),
    named=named,
    faults=faults,
    rows=rows,
)
