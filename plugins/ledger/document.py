"""Reads one Markdown file into text runs whose every number and link still knows its line and column.

Python-Markdown keeps no positions. So the body is parsed a second time with one rare character behind each
number-like word and at the start of each link's text; the HTML is walked, the characters are taken out, and where
they stood tells where the word came from. Without them the parse must equal the plain one, or they are not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from markdown import Markdown

from .numerals import number_like
from .problems import Problem, position, shown_path

MOST_BYTES = 1_000_000
PLANES = (0x20000, 0x30000)  # where the rare characters are taken from; the first that the text does not use
MOST_MARKS = 0xFFF0

_KEY = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r" {4,}(?P<value>.*)")
_LINK = re.compile(r"(?<!\\)\[(?!\^)(?=(?:[^\[\]\\]|\\.|\[[^\]]*\])*\]\()")
_UNMARKED = re.compile(
    r"""
      ^[ ]{0,3}(?:`{3,}|~{3,})[^\n]*                            # a fence and its info
    | ^[ ]{0,3}\[[^\]\n]+\]:[ \t]*(?:https?://\S+|<[^>\n]*>)?     # a reference's or footnote's label
    | ^[ \t]*[0-9]+[.)](?=[ \t])                                # a list's ordinal
    | <!--.*?-->|</?[A-Za-z][^>]*>|<https?:[^>]*>                  # tags, comments, automatic links
    | &\#?[A-Za-z0-9]+;                                          # entities
    | \]\((?:[^()\n]|\([^()\n]*\))*\)                              # a link's address and title
    | \[\^[^\]\n]+\]                                              # a footnote's reference
    | \{[:\#.][^}\n]*\}                                           # an attribute list
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_YEAR_AS_ORDINAL = re.compile(r"^ {0,3}([0-9]{3,})[.)][ \t]", re.MULTILINE)

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
OPAQUE = frozenset(("code", "pre", "script", "style", "svg", "kbd", "samp"))
VOID = frozenset(("br", "hr", "img", "input", "source", "wbr", "col"))
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for code and pictures, whose words are not read


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

    `marks` are (position in the text, start, end in the file) of number-like words.
    """

    text: str
    kind: str
    links: tuple[Link, ...] = ()
    marks: tuple[tuple[int, int, int], ...] = ()

    def offset(self, start: int, end: int) -> int | None:
        """Where in the file text[start:end] begins, told by the last word of it that was marked; None if none was."""
        found = [(at, first) for at, first, _ in self.marks if start < at <= end]
        return min(found)[1] if found else None


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

    @cached_property
    def words(self) -> int:
        """How many words the body has, as a reader counts them."""
        return sum(len(run.text.split()) for run in self.runs if run.kind != "attribute")

    def problem(self, offset: int | None, message: str) -> Problem:
        line, column = position(self.text, offset) if offset is not None else (1, 1)
        return Problem(shown_path(self.path), line, column, message)

    def field_problem(self, field: Field, message: str) -> Problem:
        return Problem(shown_path(self.path), field.line, field.column, message)


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The text of a UTF-8 file, or an empty text and the one reason why it cannot be read."""
    shown = shown_path(path)
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
    if "\0" in text:
        return "", [Problem(shown, *position(text, text.index("\0")), "a NUL character; remove it")]
    if not text.strip():
        return "", [Problem(shown, 1, 1, "the file is empty; give it a Title, a Summary and a text, or remove it")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def split(path: Path, text: str) -> Document:
    """The document with its metadata told apart from its body, by the rules of Python-Markdown's meta extension."""
    fields: dict[str, list[Field]] = {}
    offset = 0
    last = ""
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        bare = line.rstrip("\n")
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
    return Document(path, text, fields, offset)


def parse(document: Document, markdown: Markdown, language: str) -> tuple[Document, list[Problem]]:
    """The document with its runs, images and anchors, and what its Markdown gets wrong by itself."""
    body = document.body
    tokens = list(_tokens(body, language))
    problems = [
        document.problem(
            document.body_start + m.start(1), f"a line that opens with “{m.group()}” becomes a list; reword it"
        )
        for m in _YEAR_AS_ORDINAL.finditer(body)
        if not _inside_fence(body, m.start())
    ]
    if len(tokens) > MOST_MARKS:
        problems.append(
            document.problem(document.body_start, f"more than {MOST_MARKS:,} numbers and links: split the file")
        )
        return document, problems
    plain = markdown.reset().convert(body)
    base = next((plane for plane in PLANES if not re.search(f"[{chr(plane)}-{chr(plane + 0xFFFF)}]", body)), None)
    if base is not None:
        marked = markdown.reset().convert(_with_marks(body, tokens, base))
        if re.sub(f"[{chr(base)}-{chr(base + 0xFFFF)}]", "", marked) != plain:
            base = None
    walker = _Walker(base, tokens, document.body_start)
    walker.feed(plain if base is None else marked)
    walker.close()
    walker.flush()
    runs, images = walker.runs, walker.images
    if base is None:
        runs = [_searched(run, document) for run in runs]
    anchors = tuple(walker.anchors)
    found = Document(
        document.path, document.text, document.fields, document.body_start, tuple(runs), tuple(images), anchors
    )
    return found, problems


def _tokens(body: str, language: str) -> Iterator[tuple[int, int, int]]:
    """(where the mark goes, where the word or link begins, where it ends), in order of the mark."""
    skipped = [match.span() for match in _UNMARKED.finditer(body)]
    found = [(m.end(), m.start(), m.end()) for m in number_like(body, language)]
    found += [(m.end(), m.start(), m.end()) for m in _LINK.finditer(body)]
    index = 0
    for mark, start, end in sorted(found):
        while index < len(skipped) and skipped[index][1] <= start:
            index += 1
        if index == len(skipped) or skipped[index][0] >= end:
            yield mark, start, end


def _inside_fence(body: str, offset: int) -> bool:
    return len(re.findall(r"^ {0,3}(?:```|~~~)", body[:offset], re.MULTILINE)) % 2 == 1


def _with_marks(body: str, tokens: list[tuple[int, int, int]], base: int) -> str:
    pieces, last = [], 0
    for index, (mark, _, _) in enumerate(tokens):
        pieces += [body[last:mark], chr(base + index)]
        last = mark
    return "".join([*pieces, body[last:]])


def _searched(run: Run, document: Document) -> Run:
    """The run with the places of its words found by looking for them; the last resort, right but for repeated words."""
    marks = []
    for match in re.finditer(r"\w+", run.text):
        at = document.text.find(match.group(), document.body_start)
        if at >= 0:
            marks.append((match.end(), at, at + len(match.group())))
    return Run(run.text, run.kind, run.links, tuple(marks))


class _Walker(HTMLParser):
    """Collects runs, images and anchors from HTML that may hold marks."""

    def __init__(self, base: int | None, tokens: list[tuple[int, int, int]], body_start: int) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.tokens, self.body_start = base, tokens, body_start
        self.runs: list[Run] = []
        self.images: list[Image] = []
        self.anchors: list[str] = []
        self.kind, self.opaque, self.skipped = "p", 0, 0
        self.pieces: list[str] = []
        self.length = 0
        self.marks: list[tuple[int, int, int]] = []
        self.links: list[Link] = []
        self.open: list[tuple[int, str, int]] = []

    def unmarked(self, text: str) -> tuple[str, list[tuple[int, int, int]]]:
        """The text without its marks, and (position, start in the file, end in the file) of each."""
        if self.base is None:
            return text, []
        kept: list[str] = []
        marks: list[tuple[int, int, int]] = []
        for character in text:
            index = ord(character) - self.base
            if 0 <= index < len(self.tokens):
                _, start, end = self.tokens[index]
                marks.append((len(kept), self.body_start + start, self.body_start + end))
            else:
                kept.append(character)
        return "".join(kept), marks

    def flush(self) -> None:
        text = "".join(self.pieces)
        if text.strip() or self.links:
            self.runs.append(Run(text, self.kind, tuple(self.links), tuple(self.marks)))
        self.pieces, self.length, self.marks, self.links = [], 0, [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.flush()
            self.kind = tag
        if "id" in values and not values["id"].startswith(("fn:", "fnref")):
            self.anchors.append(self.unmarked(values["id"])[0])
        if self.skipped or values.get("class", "") in ("footnote-ref", "footnote-backref"):
            self.skipped += tag not in VOID
            return
        if tag in OPAQUE:
            self.opaque += 1
            self.handle_object()
        if tag == "a":
            self.open.append((self.length, values.get("href", ""), len(self.marks)))
        if tag == "br":
            self.add("\n", [])
        if tag == "img":
            self.handle_image(values)
        for name in ("alt", "title", "aria-label"):
            text, marks = self.unmarked(values.get(name, ""))
            if text:
                self.runs.append(Run(text, "attribute", (), tuple(marks)))

    def handle_image(self, values: dict[str, str]) -> None:
        alternative, marks = self.unmarked(values.get("alt", ""))
        self.images.append(Image(self.unmarked(values.get("src", ""))[0], alternative, marks[0][1] if marks else 0))
        self.handle_object()

    def handle_object(self) -> None:
        if self.opaque <= 1:
            self.add(OBJECT, [])

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= tag not in VOID
            return
        if tag in OPAQUE:
            self.opaque = max(0, self.opaque - 1)
        if tag == "a" and self.open:
            start, href, first = self.open.pop()
            mark = self.marks[first] if first < len(self.marks) else None
            offset = mark[1] if mark and mark[0] == start else self.body_start
            self.links.append(Link(start, self.length, self.unmarked(href)[0], offset))
        if tag in BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.opaque or self.skipped:
            return
        text, marks = self.unmarked(data)
        self.add(text, marks)

    def add(self, text: str, marks: list[tuple[int, int, int]]) -> None:
        self.marks += [(self.length + at, start, end) for at, start, end in marks]
        self.pieces.append(text)
        self.length += len(text)
