"""A manuscript: one Markdown file with its metadata told apart, and the text that a reader will see."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from .characters import odd_characters
from .problems import Problem, position, shown_path

MOST_BYTES = 1_000_000

_KEY = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r" {4,}(?P<value>.*)")


@dataclass(frozen=True)
class Field:
    """One value of the metadata, and where it begins."""

    value: str
    line: int
    column: int


@dataclass(frozen=True)
class Link:
    """A link of a run: text[start:end] leads to `href`; `offset` is its place in the file."""

    start: int
    end: int
    href: str
    offset: int


@dataclass(frozen=True)
class Run:
    """The text of one block without its tags.

    `marks` are (position in the text, start, end in the file) of number-like words, in order.
    """

    text: str
    kind: str
    links: tuple[Link, ...] = ()
    marks: tuple[tuple[int, int, int], ...] = ()

    def offset(self, start: int, end: int) -> int | None:
        """Where in the file text[start:end] begins, told by the last word of it that was marked; None if none was."""
        index = bisect_right(self.marks, start, key=lambda mark: mark[0])
        return self.marks[index][1] if index < len(self.marks) and self.marks[index][0] <= end else None


@dataclass(frozen=True)
class Image:
    """A picture, its alternative text, and its place in the file (0 if unknown)."""

    address: str
    alternative: str
    offset: int


@dataclass(frozen=True)
class Document:
    """One source file: its metadata with places, and the text that a reader will see, run by run."""

    path: Path
    text: str
    fields: dict[str, list[Field]]
    body_start: int
    runs: tuple[Run, ...] = ()
    images: tuple[Image, ...] = ()
    anchors: tuple[str, ...] = ()
    markup: tuple[tuple[int, str], ...] = ()  # (offset in the file, message) of tags and attributes not to be used

    @property
    def body(self) -> str:
        return self.text[self.body_start :]

    def field(self, name: str) -> Field | None:
        """The first value of a metadata key, whose case does not matter."""
        values = self.fields.get(name.lower())
        return values[0] if values else None

    def meta(self, name: str, default: str = "") -> str:
        found = self.field(name)
        return found.value if found else default

    def place(self, run: Run) -> int:
        """Near where a run begins: the offset in the file of its first marked word, else of its first word."""
        if run.marks:
            return run.marks[0][1]
        words = run.text.split()
        at = self.text.find(words[0], self.body_start) if words else -1
        return at if at >= 0 else self.body_start

    def problem(self, offset: int | None, message: str) -> Problem:
        line, column = position(self.text, offset) if offset is not None else (1, 1)
        return Problem(shown_path(self.path), line, column, message)

    def field_problem(self, field: Field, message: str) -> Problem:
        return Problem(shown_path(self.path), field.line, field.column, message)


def read_text(path: Path, needs: str = "a Title, a Date, a Summary and a text") -> tuple[str, list[Problem]]:
    """(text of a UTF-8 file, what is wrong with its characters); an empty text where it cannot be read at all.

    `needs` is what an empty file is said to lack.
    """
    shown = shown_path(path)
    if path.exists() and not (path.is_file() or path.is_dir()):  # reading it might never end
        return "", [Problem(shown, 0, 0, "it is no plain file; put the text itself here")]
    try:
        raw = path.read_bytes()
    except OSError as error:
        return "", [Problem(shown, 0, 0, f"it cannot be read: {error.strerror}")]
    if len(raw) > MOST_BYTES:
        return "", [Problem(shown, 0, 0, f"it has {len(raw):,} bytes; the most is {MOST_BYTES:,}: split it")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return "", [Problem(shown, line, column, "this is not UTF-8; save the file as UTF-8")]
    if not text.strip():
        return "", [Problem(shown, 1, 1, f"the file is empty; it needs {needs}")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, [Problem(shown, *position(text, at), message) for at, message in odd_characters(text)]


def split(path: Path, text: str) -> Document:
    """The document with its metadata told apart from its body, by the rules of Python-Markdown's meta extension."""
    fields: dict[str, list[Field]] = {}
    offset = 0
    last = ""
    for number, bare in enumerate(text.split("\n"), 1):
        line = bare + "\n"
        if number == 1 and bare.strip() == "---":
            offset += len(line)
            continue
        match = _KEY.match(bare)
        more = _MORE.match(bare)
        if match:
            last = match.group("key").lower()
            fields.setdefault(last, []).append(Field(match.group("value").strip(), number, match.start("value") + 1))
        elif more and last:
            held = fields[last][-1]
            fields[last][-1] = Field(f"{held.value} {more.group('value').strip()}".strip(), held.line, held.column)
        else:
            if not bare.strip() or bare.strip() in ("---", "..."):
                offset += len(line)
            break
        offset += len(line)
    return Document(path, text, fields, min(offset, len(text)))
