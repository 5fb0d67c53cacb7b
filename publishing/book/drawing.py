"""A drawing of a page as an SVG file that any reader shows alike: colours, faces and sizes written onto each element.

`book.json` tells what the theme's classes mean: `drawing` maps a class to SVG attributes. A key of two words, such as
`dial ring__lit`, holds where the first stands on the drawing or around it; the key "" is for the whole drawing.
Nothing is left to a stylesheet, to inherited colours, or to what simple renderers of SVG lack: nested viewports, path
lengths, the order of painting.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from publishing.book.elements import in_line, words_of

SVG = "http://www.w3.org/2000/svg"
SIDE = 1000.0  # units of a drawing that has neither a size nor a view box
EDGE = (
    0.016  # of its width: room around it, since a page lets strokes and letters stand out a little and a file does not
)
LEADING = 1.2  # from one line of words in the middle of a ring to the next, in their size
Styles = Mapping[str, Mapping[str, str]]
Box = tuple[float, float, float, float]
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_DROPPED = ("class", "role", "display", "data-form", "aria-hidden", "aria-label", "overflow", "pathLength", "id")


def parsed(text: str) -> etree._Element:
    """The elements of a drawing as a page holds it. Raises etree.XMLSyntaxError."""
    named = text if "xmlns=" in text.partition(">")[0] else text.replace("<svg", f'<svg xmlns="{SVG}"', 1)
    return etree.fromstring(named, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def alternative(drawing: etree._Element) -> str:
    """What is told to those who do not see it: its label, else its title and description."""
    if label := drawing.get("aria-label"):
        return in_line(label)
    told = (words_of(each) for name in ("title", "desc") for each in drawing.iterfind(_svg(name)))
    return " ".join(words if words[-1] in ".!?…" else f"{words}." for words in told if words)


def standalone(drawing: etree._Element, styles: Styles, around: Iterable[str] = (), lines: Iterable[str] = ()) -> bytes:
    """The drawing as a file of its own. around: classes of what it stands in. lines: words to set in its middle."""
    root = copy.deepcopy(drawing)
    root.tail = None
    for each in [*root.iterfind(f".//{_svg('title')}"), *root.iterfind(f".//{_svg('desc')}")]:
        _remove(each)
    box = _flattened(root)
    contexts = ("", *around, *root.get("class", "").split())
    base = {name: value for context in contexts for name, value in styles.get(context, {}).items()}
    ink = base.get("fill", "#000000")
    _middle(root, box, [line for line in lines if line], _named(styles, contexts, ["middle"]))
    for element in [*root.iter(etree.Element)]:
        for key, told in _named(styles, contexts, element.get("class", "").split()).items():
            element.set(key, told)
        _spokes(element)
        for name in _DROPPED:
            _without(element, name)
        for paint in ("fill", "stroke"):
            if element.get(paint) == "currentColor":
                element.set(paint, ink)
        if element.get("paint-order"):
            _halo(element)
    ground = base.pop("background", "")
    for name in [*root.attrib]:
        del root.attrib[name]
    x, y, width, height = _padded(box)
    size = {"width": _n(width), "height": _n(height)}
    for name, value in {**size, "viewBox": f"{_n(x)} {_n(y)} {_n(width)} {_n(height)}", **base}.items():
        root.set(name, value)
    if ground:
        root.insert(0, etree.Element(_svg("rect"), {"x": _n(x), "y": _n(y), **size, "fill": ground, "stroke": "none"}))
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=False) + b"\n"


def _svg(name: str) -> str:
    return f"{{{SVG}}}{name}"


def _n(number: float) -> str:
    return f"{round(number, 2) + 0:.2f}".rstrip("0").rstrip(".")


def _without(element: etree._Element, name: str) -> None:
    if name in element.attrib:
        del element.attrib[name]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _named(styles: Styles, contexts: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """What some names mean where contexts are around them."""
    found: dict[str, str] = {}
    for name in names:
        for key in (name, *(f"{context} {name}" for context in contexts if context)):
            found |= styles.get(key, {})
    return found


def _flattened(root: etree._Element) -> Box:
    """Make each nested viewport a group; return the view box of the whole."""
    box = _box(root)
    held: list[Box] = []
    for inner in [each for each in root.iter(_svg("svg")) if each is not root]:
        x, y = (_length(inner.get(name), SIDE) for name in ("x", "y"))
        view = _box(inner)
        move = f"translate({_n(x)} {_n(y)})"
        if view and inner.get("width"):
            width = _length(inner.get("width"), SIDE)
            held.append((x, y, width, width * view[3] / view[2]))
            move += f" scale({width / view[2]:.5g}) translate({_n(-view[0])} {_n(-view[1])})"
        for name in ("x", "y", "width", "height", "viewBox"):
            _without(inner, name)
        inner.tag = _svg("g")
        inner.set("transform", move)
    if box:
        return box
    left, top = (min((each[side] for each in held), default=0.0) for side in (0, 1))
    right, low = (max((each[side] + each[side + 2] for each in held), default=SIDE) for side in (0, 1))
    return left, top, right - left, low - top


def _padded(box: Box) -> Box:
    edge = EDGE * box[2]
    return box[0] - edge, box[1] - edge, box[2] + 2 * edge, box[3] + 2 * edge


def _box(element: etree._Element) -> Box | None:
    numbers = [float(each) for each in _NUMBER.findall(element.get("viewBox", ""))]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 and numbers[2] and numbers[3] else None


def _length(value: str | None, whole: float) -> float:
    """A length in units; a percentage is of the whole."""
    if not value or not (match := _NUMBER.match(value)):
        return 0.0
    return float(match[0]) * (whole / 100 if value.strip().endswith("%") else 1)


def _spokes(circle: etree._Element) -> None:
    """Make of a circle in dashes, which says how long it takes itself to be, the dashes: strokes across its line.

    Renderers differ in where the dashes of a circle begin, and in how they close.
    """
    told, radius, width = (_length(circle.get(name), SIDE) for name in ("pathLength", "r", "stroke-width"))
    dashes = [float(each) for each in _NUMBER.findall(circle.get("stroke-dasharray", ""))]
    if circle.tag != _svg("circle") or not told or len(dashes) != 2 or not sum(dashes):
        return
    begin = dashes[0] / 2 - _length(circle.get("stroke-dashoffset"), SIDE)
    strokes = []
    for index in range(round(told / sum(dashes))):
        turn = 2 * math.pi * (index * sum(dashes) + begin) / told
        ends = ((radius + side * width / 2) for side in (1, -1))
        outer, inner = (f"{_n(end * math.cos(turn))} {_n(end * math.sin(turn))}" for end in ends)
        strokes.append(f"M{outer}L{inner}")
    circle.tag = _svg("path")
    circle.set("d", "".join(strokes))
    circle.set("stroke-width", _n(dashes[0] * 2 * math.pi * radius / told))
    for name in ("r", "stroke-dasharray", "stroke-dashoffset"):
        _without(circle, name)


def _halo(element: etree._Element) -> None:
    """Words with a halo as two: the halo alone, and behind it in order, so above it, the words."""
    parent = element.getparent()
    if parent is None:
        return
    del element.attrib["paint-order"]
    below = copy.deepcopy(element)
    below.tail = None
    for each in below.iter(etree.Element):
        each.set("fill", element.get("stroke", "none"))
    for each in element.iter(etree.Element):
        for name in [name for name in map(str, each.attrib) if name.startswith("stroke")]:
            del each.attrib[name]
    parent.insert(parent.index(element), below)


def _middle(root: etree._Element, box: Box, lines: list[str], style: Mapping[str, str]) -> None:
    """Set lines of words around the middle."""
    size = float(style.get("font-size", box[3] / 8))
    top = box[1] + box[3] / 2 - (len(lines) - 1) * size * LEADING / 2 + 0.35 * size
    for index, line in enumerate(lines):
        place = {"x": _n(box[0] + box[2] / 2), "y": _n(top + index * size * LEADING)}
        etree.SubElement(root, _svg("text"), {**style, **place}).text = line
