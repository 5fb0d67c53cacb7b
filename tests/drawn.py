"""Graphics for tests of their kinds: made of a few facts, or of a file and a ledger in a few lines; without a site."""

from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from graphics import reading
from graphics.drawing import Box, Drawing
from graphics.faults import problems
from graphics.model import Graphic, Kind
from ledger import Fact, Ledger, Source, Speaker
from ledger.load import load

WIDTHS = (288, 480, 720)
SETTINGS = {"DEFAULT_LANG": "en"}
SPEAKER, SOURCE = Speaker("captain", "The captain"), Source("log", "The log")


def fact(key: str, value: float | str | None = None, **more: Any) -> Fact:
    more = {"speaker": SPEAKER, "counts": key, "language": "en"} | more
    given = None if value is None else Decimal(str(value))
    return Fact(id=key, label=key.capitalize(), status="reported", source=SOURCE, value=given, **more)


def graphic(kind: Kind, *facts: Fact, **data: Any) -> Graphic:
    own = {"facts": [each.id for each in facts if each.id != data.get("period")], **data}
    return Graphic(
        "example", kind, "Title", "Summary", "Source", (), "en", "en", own, {each.id: each for each in facts}, Path(),
    )  # fmt: skip


def told(made: Graphic) -> list[str]:
    return [message for _, message in made.kind.faults(made)]


def known(facts: str) -> Ledger:
    """The sound ledger of a text."""
    ledger, faults, _ = load(facts, "facts.yaml")
    assert faults == []
    return ledger


def file(folder: Path, text: str) -> reading.File:
    """A graphic's file with this text."""
    path = folder / "made.yaml"
    path.write_text(text, encoding="utf-8")
    return reading.read(path)


def made_of(folder: Path, text: str, ledger: Ledger) -> Graphic:
    """The graphic of a sound file."""
    return reading.graphic(file(folder, text), ledger, SETTINGS)


def told_of(folder: Path, text: str, ledger: Ledger) -> list[str]:
    """The problems of a file, each from its line and column on."""
    found = problems(file(folder, text), ledger, SETTINGS)
    return [str(problem).rpartition("made.yaml:")[2] for problem in found]


def sound(drawing: Drawing) -> bool:
    """Whether no words touch others or a shape, and everything stands within the frame."""
    frame = Box(0, 0, drawing.width, drawing.height)
    assert list(drawing.faults()) == []
    outside = [item for item in drawing.items if not item.box.inside(frame, by=0.51)]
    crossed = [
        (text.told, shape.d[:40])
        for text in drawing.texts
        for shape in drawing.shapes
        if shape.pen.stroke != "hairline" and text.box.overlaps(shape.box)
    ]
    filled = [shape.box for shape in drawing.shapes if shape.pen.fill or shape.marks]
    over = [pair for pair in combinations(filled, 2) if pair[0].overlaps(pair[1])]
    assert (outside, crossed) == ([], [])
    return not any(_apart(drawing, *pair) for pair in over)


def _apart(drawing: Drawing, one: Box, other: Box) -> bool:
    """Marks of one group share a row with those of its subset, so only shapes that are no marks may never overlap."""
    marked = {shape.box for shape in drawing.shapes if shape.marks}
    return not (one in marked and other in marked)
