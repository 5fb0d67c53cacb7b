"""Reads the files of graphics, and finds what is wrong with them, by line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema_rs import validator_for

from ledger import (
    Fact,
    Ledger,
    Problem,
    inline_run,
    languages,
    loose_faults,
    never_faults,
    primary,
    shown_path,
    unknown,
    words_faults,
    yamlfile,
)
from ledger.document import Run, read_text

from .drawing import SMALL
from .kinds import KINDS
from .model import NARROW, WIDE, Graphic, Where
from .plate import letter_faults

NEEDS = "kind, title, summary and source"
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NOT_SHOWN = "no fact that this graphic shows is “{}”; reword it, or show that fact"
TEXT = {"type": "string", "minLength": 1}
COMMON = {
    "kind": TEXT,
    "title": {**TEXT, "maxLength": 120},
    "summary": {**TEXT, "maxLength": 320},
    "source": TEXT,
    "lang": TEXT,
    "notes": {"type": "array", "items": TEXT},
}
REQUIRED = ("kind", "title", "summary", "source")
FIELDS = ("title", "summary", "source")
SMALLEST = 12.0  # units of the narrow drawing, which are pixels on the smallest screen


@dataclass(frozen=True)
class File:
    """A graphic's file as it was read: its data, the (line, column) of each entry, and what it breaks by itself."""

    path: Path
    data: dict[str, Any]
    places: yamlfile.Places
    problems: tuple[Problem, ...]

    @property
    def id(self) -> str:
        return self.path.stem

    @property
    def named(self) -> tuple[tuple[Where, str], ...]:
        """(where, id) of each fact that the file names; none where its shape is not sound."""
        return tuple(KINDS[self.data["kind"]].named(self.data)) if not self.problems else ()

    def problem(self, where: Where, message: str) -> Problem:
        while where and where not in self.places:
            where = where[:-1]
        return Problem(shown_path(self.path), *self.places.get(where, (1, 1)), message)


def read(path: Path) -> File:
    """The file of one graphic."""
    text, problems = read_text(path, NEEDS)
    shown = shown_path(path)
    if not text:
        return File(path, {}, {}, tuple(problems))
    data, places, faults = yamlfile.load(text)
    problems += [Problem(shown, *fault) for fault in faults]
    if not isinstance(data, dict):
        if not faults:
            problems.append(Problem(shown, 1, 1, f"a graphic is a mapping with {NEEDS}"))
        return File(path, {}, places, tuple(problems))
    file = File(path, data, places, ())
    problems += [file.problem(where, message) for where, message in shape_faults(data)]
    if not ID.fullmatch(path.stem):
        problems.append(file.problem((), f"“{path.stem}” is no id; name the file in small letters, digits and hyphens"))
    return File(path, data, places, tuple(problems))


def shape_faults(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """(where, message) of what a file's keys and values get wrong by themselves."""
    kind = KINDS.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if "kind" in data and kind is None:
        yield ("kind",), f"there is no kind {data['kind']!r}; it is one of {', '.join(KINDS)}"
        return
    own = dict(kind.keys) if kind else {}
    schema = {
        "type": "object",
        "properties": {**COMMON, **own},
        "required": [*REQUIRED, *(kind.required if kind else ())],
        "additionalProperties": kind is None,  # without a kind nobody knows its keys
    }
    for error in validator_for(schema).iter_errors(data):
        where: Where = tuple(error.instance_path)
        told: Any = error.kind
        name = str(where[-1]) if where else "the graphic"
        if told.name == "additionalProperties":
            known = ", ".join(_known(schema, where))
            for key in told.unexpected:
                yield (*where, key), f"{key!r} is no key here; known are {known}"
        elif told.name == "required":
            yield where, f"{name} has no {told.property}; give it one"
        else:
            yield where, f"{name}: {error.message}"
    if isinstance(data.get("lang"), str):
        try:
            languages.load(data["lang"])
        except languages.UnknownLanguage as fault:
            yield ("lang",), str(fault)


def _known(schema: Mapping[str, Any], where: Where) -> list[str]:
    """The keys that a schema knows at a place."""
    node: Mapping[str, Any] = schema
    for step in where:
        node = node["items"] if isinstance(step, int) else node["properties"][step]
    return list(node["properties"])


def read_all(folder: Path) -> list[File]:
    """Every graphic's file of a folder, hidden ones left out, in order of their names."""
    return [read(path) for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")]


def graphic(file: File, ledger: Ledger, settings: Mapping[str, Any]) -> Graphic:
    """The graphic of a file whose shape is sound and whose facts are in the ledger."""
    data = file.data
    facts = {key: ledger.facts[key] for _, key in file.named}
    own = {key: value for key, value in data.items() if key not in COMMON}
    words = {name: " ".join(data[name].split()) for name in FIELDS}
    notes = tuple(" ".join(note.split()) for note in data.get("notes", ()))
    language = data.get("lang") or settings["DEFAULT_LANG"]
    kind = KINDS[data["kind"]]
    return Graphic(
        file.id, kind, **words, notes=notes, language=language, ledger_language=ledger.language, data=own, facts=facts,
        folder=file.path.parent,
    )  # fmt: skip


def problems(file: File, ledger: Ledger, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Every problem of one file: its shape, its facts, its words, and what its kind and its drawing find."""
    yield from file.problems
    if file.problems:
        return
    missing = [(where, key) for where, key in file.named if key not in ledger.facts]
    for where, key in missing:
        yield file.problem(where, unknown(key, ledger))
    if missing:
        return
    made = graphic(file, ledger, settings)
    yield from (file.problem(where, message) for where, message in word_faults(made, ledger))
    faults = list(made.kind.faults(made))
    yield from (file.problem(where, message) for where, message in faults)
    if not faults:
        found = (*drawing_faults(made), *letter_faults(made))
        yield from (file.problem(where, message) for where, message in dict.fromkeys(found))


def labels(data: Any, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """(where, words) of each `label` that a graphic's file gives, however deep."""
    for key, value in data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ():
        if key == "label" and isinstance(value, str):
            yield (*where, key), value
        else:
            yield from labels(value, (*where, key))


def word_faults(made: Graphic, ledger: Ledger) -> Iterator[tuple[Where, str]]:
    """What is wrong with the words of a graphic's own: numbers must be those of the facts that it shows."""
    facts: list[Fact] = list(made.facts.values())
    language = primary(made.language)
    fields: list[tuple[Where, str]] = [((name,), getattr(made, name)) for name in FIELDS]
    for at, text in (*fields, *made.kind.said(made.data)):
        yield from ((at, message) for _, message in loose_faults(ledger, facts, text, language, NOT_SHOWN))
        yield from ((at, message) for _, message in never_faults(ledger, Run(text, "field")))
    for where, text in labels(made.data):
        yield from ((where, message) for _, message in loose_faults(ledger, facts, text, language, NOT_SHOWN))
        yield from ((where, message) for _, message in never_faults(ledger, Run(text, "field")))
    for index, note in enumerate(made.notes):
        where = ("notes", index)
        yield from ((where, message) for message in words_faults(ledger, note, facts, [], language=language))
        for link in inline_run(note).links:
            if not link.href.startswith(("fact:", "denies:", "https://", "http://")):
                yield where, f"the link “{link.href}” leads to no fact, no rule and no address"


def drawing_faults(made: Graphic) -> Iterator[tuple[Where, str]]:
    """Words that do not fit the drawings, or are too small in them."""
    for width, drawing in ((NARROW, None if made.kind.reads else made.narrow), (WIDE, made.wide)):
        if drawing is None:
            continue
        assert drawing.width == width
        yield from drawing.faults()
        least = SMALLEST if width == NARROW else SMALL
        yield from ((text.about, f"“{text.words}” is too small to read") for text in drawing.texts if text.size < least)
