"""Lays a map out at a width: outlines of land, places on them, lines that join places, and names that touch nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import dist, inf
from typing import Any

from .basemaps import BaseMap
from .curves import Curve, Point
from .drawing import Box, Drawing, Pen, Shape, Text, n
from .model import WIDE, Graphic, Where
from .placing import area_names, around, best, grown, held, line_words, point_names

LAND = Pen(fill="ink", density=0.12)  # quiet, so that words on it stay readable; where it ends, the coast's line tells
COAST = Pen("soft", 0.75)
STATED, SUPPOSED = Pen("ink", 1.75), Pen("ink", 1.25, dash="4 3")
DOT = 3.5  # half of a place's dot
CLEAR = 3.0  # between a dot and its name, a place and a line
AREAS, HEADS = (12.0, 15.0), (5.5, 7.0)  # an area's name, an arrow's head: in a narrow drawing, in a wide one
BEND = 0.1  # how far a line leaves the straight way, in its length
SIDES = (1, -1, 0.5, -0.5, 2, -2)  # of the straight way, and how often BEND; one line is 1 from another, or more

Leg = tuple[str, str, bool]  # from, to, whether it is supposed


def entries(graphic: Graphic, key: str) -> Iterator[tuple[Where, dict[str, Any]]]:
    """(where, entry) of the places or the routes."""
    for index, entry in enumerate(graphic.data.get(key, ())):
        yield (key, index), entry


def legs(route: Mapping[str, Any]) -> list[Leg]:
    return [(start, end, route.get("supposed", False)) for start, end in pairwise(route["places"])]


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
    coast = replace(COAST, width=COAST.width / scale)  # as thin at every width
    shapes = [Shape(land.d, LAND, frame, scale=scale), Shape(land.coast, coast, frame, scale=scale)]
    shapes += [shape for leg, curve in lines.items() for shape in arrow(curve, leg[2], HEADS[wide])]
    shapes += [dot(at[name]) for name in dots]
    return Drawing(width, frame.bottom, (*shapes, *(replace(text, halo=True) for text in texts))), lost


def lines_of(graphic: Graphic, at: Mapping[str, Point], homes: Mapping[str, Box], frame: Box) -> dict[Leg, Curve]:
    """Each line once, in the frame and clear of other places where it can be.

    Those that join the same places lie apart.
    """
    found: dict[Leg, Curve] = {}
    used: dict[frozenset[str], list[float]] = {}
    for _, route in entries(graphic, "routes"):
        for leg in legs(route):
            if leg in found:
                continue
            others = [grown(homes[name], -CLEAR) for name in homes if name not in leg]
            taken = used.setdefault(frozenset(leg[:2]), [])
            chosen, least = 0.0, (True, inf)
            for side in SIDES:
                if all(abs(side - other) >= 1 for other in taken):
                    curve = bent(leg, side, at, homes)
                    crossed = (not curve.box.inside(frame), sum(held(box, curve.points) for box in others))
                    if not chosen or crossed < least:
                        chosen, least, found[leg] = side, crossed, curve
                    if not any(crossed):
                        break
            taken.append(chosen)
    return found


def bent(leg: Leg, side: float, at: Mapping[str, Point], homes: Mapping[str, Box]) -> Curve:
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
