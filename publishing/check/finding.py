"""What the check finds: one fault of one file, told as one line by the name of its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Rule = Literal[
    # where an address leads
    "link",  # to no file
    "fragment",  # to an id that is not there
    "referenced",  # a picture, script, stylesheet, frame that is missing
    "reachable",  # a file that no page leads to
    "case",  # names that differ only in the case of letters
    "extension",  # a page's address without its .html
    "folder-link",  # a folder's address, which from a disk opens a listing
    "dot-link",  # ./
    "absolute",  # an address that holds at one place only, where a relative one holds everywhere
    "relative",  # a relative address in what is read from anywhere: 404.html, feeds, cards
    "scheme",  # javascript:, //host and other ways to write an address
    "foreign-host",  # what a browser would load from elsewhere
    "insecure",  # http: where the tree is published by https:
    "external-use",  # a part of another drawing
    "refresh",  # a page that goes to itself, again and again
    # what stands in other sites' pages
    "embed",  # an embed or a fragment that needs, or touches, what is around it
    "oembed",  # what a portal is told of an embed
    # what a page is
    "doctype",
    "unclosed",  # what swallows the rest of a page
    "blank",
    "leftover",  # of a template, or of a merge
    "alt",
    "hidden",  # from search engines, where the tree has a public address
    "id",
    "language",
    "title",
    "canonical",
    "base",
    "style-attribute",
    "inline-handler",
    "integrity",
    "module",
    # what a file is
    "entry",
    "unreadable",
    "empty",
    "encoding",
    "syntax",
    "type",  # a name by which no server knows what it is
    "format",  # a content that is not what the name says
    "size",
    "filename",
    "hashed-name",
    "manifest",
    "twin",
    "secret",
    "machine-path",
]
RULES: tuple[Rule, ...] = get_args(Rule)
Fault = tuple[Rule, str]  # a rule and the message to tell

LONGEST_SHOWN = 100  # letters of anything that a message repeats


@dataclass(frozen=True, order=True)
class Finding:
    """path: the file's, from the tree's top, or "." for the tree itself. message: what is wrong, and the mend."""

    path: str
    rule: Rule
    message: str

    def __str__(self) -> str:
        return f"{printable(self.path)}: {self.rule}: {self.message}"


def printable(text: str) -> str:
    """A text without what would break a line or play with a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shown(text: str) -> str:
    """A text of the tree as a message repeats it: printable, and not longer than it takes to find it."""
    text = printable(text[: LONGEST_SHOWN + 1])
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
