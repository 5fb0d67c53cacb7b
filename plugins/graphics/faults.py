"""What is wrong with a graphic: its facts, its words, what its kind finds, and what does not fit its drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ledger import Fact, Ledger, Problem, inline_run, loose_faults, never_faults, primary, unknown, words_faults
from ledger.document import Run

from .drawing import ROLES, SMALL, Drawing
from .model import NARROW, Graphic, Where
from .plate import letter_faults
from .reading import File, graphic
from .shape import FIELDS

NOT_SHOWN = "no fact that this graphic shows is “{}”; reword it, or show that fact"
HIGHEST = 4_000.0  # units; a picture of it would be 13,000 pixels high
SMALLEST = 12.0  # units of the narrow drawing, which are pixels on the smallest screen
_MARKUP = re.compile(r"\]\(|</?[A-Za-z]|(?<!\w)[*_]{1,2}\w[^*_]*[*_]{1,2}(?!\w)")


def problems(
    file: File, ledger: Ledger, settings: Mapping[str, Any], kept: dict[str, Graphic] | None = None
) -> Iterator[Problem]:
    """Every problem of one file: its shape, its facts, its words, and what its kind and its drawings find.

    `kept` gets the graphic by its id, so that it is drawn once.
    """
    yield from file.problems
    if file.problems:
        return
    missing = [(where, key) for where, key in file.named if key not in ledger.facts]
    for where, key in missing:
        yield file.problem(where, unknown(key, ledger))
    if missing:
        return
    made = graphic(file, ledger, settings)
    if kept is not None:
        kept[file.id] = made
    found = [*word_faults(made, ledger)]
    try:
        own = list(made.kind.faults(made))
        found += own or [*drawing_faults(made), *letter_faults(made)]
    except Exception as error:  # a kind may be a feature's own, and what it gets wrong must not hide all else
        told = f"{type(error).__name__}: {error}"
        found.append((("kind",), f"the kind “{made.kind.name}” fails with {told}; mend its module"))
    yield from (file.problem(where, message) for where, message in dict.fromkeys(found))


def word_faults(made: Graphic, ledger: Ledger) -> Iterator[tuple[Where, str]]:
    """What is wrong with the words of a graphic's own: numbers must be those of the facts that it shows."""
    facts: list[Fact] = list(made.facts.values())
    language = primary(made.language)
    fields: list[tuple[Where, str]] = [((name,), getattr(made, name)) for name in FIELDS]
    for where, text in (*fields, *made.kind.said(made.data), *labels(made.data)):
        yield from ((where, message) for _, message in loose_faults(ledger, facts, text, language, NOT_SHOWN))
        yield from ((where, message) for _, message in never_faults(ledger, Run(text, "field")))
        if _MARKUP.search(text):
            yield where, "Markdown and HTML are read in notes alone; write plain words here"
    for index, note in enumerate(made.notes):
        where = ("notes", index)
        yield from ((where, message) for message in words_faults(ledger, note, facts, [], language=language))
        for link in inline_run(note).links:
            if not link.href.startswith(("fact:", "denies:", "https://", "http://")):
                yield where, f"the link “{link.href}” leads to no fact, no rule and no address"


def labels(data: Any, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """(where, words) of each `label` that a graphic's file gives, however deep."""
    for key, value in data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ():
        if key == "label" and isinstance(value, str):
            yield (*where, key), value
        else:
            yield from labels(value, (*where, key))


def drawing_faults(made: Graphic) -> Iterator[tuple[Where, str]]:
    """What does not fit the drawings, words that are too small in them, and roles that the theme does not have."""
    for drawing in (made.narrow, made.wide):
        if drawing.height > HIGHEST:
            yield (), f"its drawing is {drawing.height / drawing.width:.0f} times as high as it is wide; show less"
            return
        yield from drawing.faults()
        least = SMALLEST if drawing.width == NARROW else SMALL
        yield from ((text.about, f"“{text.told}” is too small to read") for text in drawing.texts if text.size < least)
        for role in sorted(roles(drawing) - set(ROLES)):
            yield (), f"its drawing asks for the role “{role}”; the theme has {', '.join(ROLES)}"


def roles(drawing: Drawing) -> set[str]:
    """Every role that a drawing asks for."""
    pens = {role for shape in drawing.shapes for role in (shape.pen.stroke, shape.pen.fill) if role}
    return pens | {piece.role for text in drawing.texts for piece in text.pieces}
