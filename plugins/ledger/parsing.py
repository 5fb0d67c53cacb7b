"""Parses a manuscript's Markdown so that every number and link still knows its line and column.

Python-Markdown keeps no positions. So the body is parsed a second time with one rare character behind each
number-like word and at the start of each link's text; the HTML is walked, the characters are taken out, and where
they stood tells where the word came from. Without them the parse must equal the plain one, or they are not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown import Markdown

from .characters import odd_characters
from .document import Document, Run
from .markup import Walker
from .numerals import number_like
from .problems import Problem

PLANES = (0x20000, 0x30000)  # where the rare characters are taken from; the first that the text does not use
MOST_MARKS = 0xFFF0
# Python-Markdown takes time with the square of these, and has no bound of its own.
MOST_BRACKETS = 2_000
DEEPEST = 30

_LINK = re.compile(r"(?<!\\)\[(?!\^)(?=(?:[^\[\]\\]|\\.|\[[^\]]*\])*\][(\[])")
_UNMARKED = re.compile(
    r"""
      ^[ ]{0,3}(?:`{3,}|~{3,})[^\n]*                            # a fence and its info
    | ^[ ]{0,3}\[[^\]\n]+\]:[ \t]*(?:https?://\S+|<[^>\n]*>)?     # a reference's or footnote's label
    | ^[ \t]*[0-9]+[.)](?=[ \t])                                # a list's ordinal
    | <!--.*?-->|</?[A-Za-z][^>]*>|<https?:[^>]*>                  # tags, comments, automatic links
    | &\#?[A-Za-z0-9]+;                                          # entities
    | \]\((?:[^()\n]|\([^()\n]*\))*\)                              # a link's address and title
    | (?<=\])\[[^\]\n]*\]                                         # a reference
    | \[\^[^\]\n]+\]                                              # a footnote's reference
    | \{[:\#.][^}\n]*\}                                           # an attribute list
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_YEAR_AS_ORDINAL = re.compile(r"^ {0,3}([0-9]{3,})[.)][ \t]", re.MULTILINE)
_DEEP = re.compile(rf"^(?:[ \t]*>){{{DEEPEST},}}|^(?: {{4}}|\t){{{DEEPEST},}}[^\s]", re.MULTILINE)


def parse(document: Document, markdown: Markdown, language: str, exact: bool = True) -> tuple[Document, list[Problem]]:
    """The document with its runs, images, anchors and odd markup, and what its Markdown gets wrong by itself.

    `markdown` has the `OriginExtension`, or all HTML counts as raw. Without `exact` the second parse is left out:
    the same problems are found, and their places are only about right.
    """
    body = document.body
    too_much = _too_much(body)
    if too_much:
        return document, [document.problem(document.body_start + too_much[0], too_much[1])]
    tokens = list(_tokens(body, language)) if exact else []
    if len(tokens) > MOST_MARKS:
        message = f"more than {MOST_MARKS:,} numbers and links: split the file"
        return document, [document.problem(document.body_start, message)]
    free = (plane for plane in PLANES if not re.search(f"[{chr(plane)}-{chr(plane + 0xFFFF)}]", body))
    base = next(free, None) if exact else None
    try:
        html, base = _marked(body, tokens, markdown, base)
    except RecursionError:
        return document, [
            document.problem(document.body_start, "its lists or quotes are nested too deep; flatten them")
        ]
    walker = Walker(body, base, tokens, document.body_start)
    walker.feed(html)
    walker.finish()
    runs = walker.runs if base is not None or not exact else [_searched(run, document) for run in walker.runs]
    found = replace(
        document,
        runs=tuple(runs),
        images=tuple(walker.images),
        anchors=tuple(walker.anchors),
        markup=tuple(walker.markup),
    )
    return found, list(_problems(found))


def _too_much(body: str) -> tuple[int, str] | None:
    """(offset in the body, message) of what would take the parser too long."""
    offset = 0
    for paragraph in re.split(r"(\n[ \t]*\n)", body):
        if paragraph.count("[") + paragraph.count("<") > MOST_BRACKETS:
            return offset, f"more than {MOST_BRACKETS:,} brackets in one paragraph; part it with empty lines"
        offset += len(paragraph)
    deep = _DEEP.search(body)
    return (deep.start(), f"nested deeper than {DEEPEST} levels; flatten it") if deep else None


def _marked(
    body: str, tokens: list[tuple[int, int, int]], markdown: Markdown, base: int | None
) -> tuple[str, int | None]:
    """(HTML, the base of the marks in it); without marks, and None, where they would change the parse."""
    plain = markdown.reset().convert(body)
    if base is None:
        return plain, None
    marked = markdown.reset().convert(_with_marks(body, tokens, base))
    if re.sub(f"[{chr(base)}-{chr(base + 0xFFFF)}]", "", marked) != plain:
        return plain, None
    return marked, base


def _problems(document: Document) -> Iterator[Problem]:
    for match in _YEAR_AS_ORDINAL.finditer(document.body):
        if not _inside_fence(document.body, match.start()):
            message = f"a line that opens with “{match.group()}” becomes a list; reword it"
            yield document.problem(document.body_start + match.start(1), message)
    written = "".join(run.text for run in document.runs)
    hidden = any(True for _ in odd_characters(written.replace("\N{OBJECT REPLACEMENT CHARACTER}", "")))
    for run in document.runs if hidden else ():  # what an entity wrote
        for at, message in odd_characters(run.text):
            if run.text[at] not in document.text and run.text[at] != "\N{OBJECT REPLACEMENT CHARACTER}":
                yield document.problem(document.place(run), message)


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
