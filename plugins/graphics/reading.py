"""Reads the files of graphics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger import Ledger, Problem, shown_path, yamlfile
from ledger.characters import odd_characters
from ledger.document import read_text

from .kinds import KINDS
from .model import Graphic, Where
from .shape import COMMON, FIELDS, shape_faults

NEEDS = "kind, title, summary and source"
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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
    if "\\" in text:  # an escape in quotes may hide what cannot be seen
        problems += [
            file.problem(where, message) for where, words in _words(data) for _, message in odd_characters(words)
        ]
    problems += [file.problem(where, message) for where, message in shape_faults(data)]
    if not ID.fullmatch(path.stem):
        problems.append(file.problem((), f"“{path.stem}” is no id; name the file in small letters, digits and hyphens"))
    return File(path, data, places, tuple(problems))


def _words(data: Any, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """(where, words) of all words of a file."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if isinstance(value, str):
            yield (*where, key), value
        else:
            yield from _words(value, (*where, key))


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
