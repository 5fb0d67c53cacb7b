"""Map: places over outlines of land, and lines that join them; a line that is only supposed is dashed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ledger import Fact

from ..basemaps import BaseMap, read
from ..drawing import Drawing
from ..map_layout import entries, laid_out
from ..model import NARROW, WIDE, Graphic, Kind, Row, Where


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
        if route.get("supposed") and not told(graphic, route):
            yield where, "the data would not tell that this route is only supposed; give it a label that does"
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


def told(graphic: Graphic, route: Mapping[str, Any]) -> str:
    """What the ledger says of a line: the route's label, or that of the first as supposed as it, by the same fact."""
    same = [
        other.get("label", "")
        for _, other in entries(graphic, "routes")
        if route.get("supposed") and other.get("supposed") and other["fact"] == route["fact"]
    ]
    return next(filter(None, (route.get("label", ""), *same)), "")


def rows(graphic: Graphic) -> Iterator[Row]:
    """Each place with its coordinates and where they come from, then each route with what is said of it."""
    for _, place in entries(graphic, "places"):
        latitude, longitude = place["at"]
        extra = {"latitude": latitude, "longitude": longitude, "coordinates": place["from"]}
        yield Row(place["name"], (graphic.facts[place["fact"]],), extra)
    for _, route in entries(graphic, "routes"):
        way, words = " → ".join(route["places"]), told(graphic, route)
        yield Row(f"{way} ({words})" if words else way, (graphic.facts[route["fact"]],))


def listed(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    """The JSON Schema of a list of mappings."""
    entry = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"type": "array", "items": entry}


WORDS = {"type": "string", "minLength": 1}
YES = {"type": "boolean"}
DEGREES = {
    "type": "array",
    "items": {"type": "number", "minimum": -1000, "maximum": 1000},  # what is beyond 180 is told in words
    "minItems": 2,
    "maxItems": 2,
}
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
