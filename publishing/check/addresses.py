"""Addresses as browsers read them (WHATWG URL, HTML), and where in a tree they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

Use = Literal[
    "link",  # a reader follows it
    "load",  # a browser fetches it, or goes there, by itself
    "use",  # a part of a drawing, to be drawn here
    "whole",  # machines read it: alternate, license
    "public",  # other sites read it: it must be whole, and of this tree
    "mention",  # it stands in a text: a snippet, JSON-LD
    "idref",  # an id of the same page
    "told",  # another rule looks at it
]

_PARTS = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):)?(?://(?P<host>[^/?#]*))?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_BEFORE_QUERY = re.compile(r"[^?#]*")
_TRIMMED = "".join(map(chr, range(33)))  # control characters and the space
_INNER = str.maketrans("", "", "\t\n\r")
_WORD = re.compile(r"[^\s]+")
_DESCRIPTOR = re.compile(r"[^,(]*(?:\([^)]*\)?[^,(]*)*")
_REFRESH = re.compile(r"""[\s\d.]*[;,]?\s*(?:url\s*=\s*)?(?P<quote>["']?)(?P<address>.*)""", re.DOTALL | re.IGNORECASE)
LOCAL_HOST = (  # this machine, and networks of a house (RFC 1918)
    r"(?:localhost|0\.0\.0\.0|\[::1?\]|(?:127|10)(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2})(?::\d+)?"
)
_LOCAL = re.compile(LOCAL_HOST, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """An address, as it stands at an attribute of an element; name is "" where it stands elsewhere."""

    address: str
    use: Use
    tag: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address. scheme: in lower case, "" where there is none. host: with its port; None likewise."""

    scheme: str
    host: str | None
    path: str
    query: str
    fragment: str

    @property
    def is_local(self) -> bool:
        """Whether it leads into the machine or the house that it is read in."""
        return self.scheme == "file" or _LOCAL.fullmatch(self.host or "") is not None


def parts(address: str) -> Address:
    """The parts of an address. Never fails: what is no address is a strange path."""
    text = address.strip(_TRIMMED).translate(_INNER)
    if "\\" in text and not text.lower().startswith("data:"):
        head = _BEFORE_QUERY.match(text)
        assert head  # the pattern matches at anything
        text = head[0].replace("\\", "/") + text[head.end() :]  # as browsers do
    match = _PARTS.fullmatch(text)
    assert match  # likewise
    host = match["host"]
    return Address(
        (match["scheme"] or "").lower(),
        None if host is None else host.lower(),
        match["path"],
        match["query"] or "",
        unquote(match["fragment"] or ""),
    )


def resolved(path: str, relative: str) -> str | None:
    """The path from a tree's top that a relative path on the file `path` leads to; None where no file can be.

    Each piece is decoded on its own, as a server does: an encoded slash divides nothing.
    """
    pieces = path.split("/")[:-1]
    for coded in relative.split("/"):
        piece = unquote(coded)
        if piece == "..":
            if not pieces:
                return None
            pieces.pop()
        elif piece != ".":
            if "/" in piece:
                return None
            pieces.append(piece)
    return "/".join(pieces)


def below(address: Address, public: Address) -> str | None:
    """The path, still coded, that an address has below the public address of a tree; None where it is not of the tree.

    "" is the tree's top. The scheme is not looked at.
    """
    base = public.path.rstrip("/")
    if address.host != public.host or not f"{address.path}/".startswith(f"{base}/"):
        return None
    return address.path[len(base) :].lstrip("/")


def in_srcset(value: str) -> Iterator[str]:
    """The addresses of a srcset (HTML, 4.8.4.2.1)."""
    at = 0
    while True:
        while at < len(value) and (value[at].isspace() or value[at] == ","):
            at += 1
        word = _WORD.match(value, at)
        if not word:
            return
        at = word.end()
        yield word[0].rstrip(",")
        if not word[0].endswith(","):
            descriptor = _DESCRIPTOR.match(value, at)
            at = descriptor.end() if descriptor else at


def in_refresh(content: str) -> Iterator[str]:
    """The address that a `<meta http-equiv=refresh>` leads to, if any (HTML, 4.2.5.3)."""
    match = _REFRESH.match(content)
    if match and (address := match["address"].strip()):
        yield address.partition(match["quote"])[0] if match["quote"] else address


def mentions(text: str, public: str) -> Iterator[str]:
    """Every address below the public one that stands anywhere in a text, escaped or not."""
    at = text.find(public) if public else -1
    stop = re.compile(r"""[^\s"'<>&\\`|^]*""")
    while at >= 0:
        match = stop.match(text, at)
        assert match  # the pattern matches at anything
        found = match[0].rstrip(".,;:!?)]*")
        rest = found[len(public) :]
        if (not rest or rest[0] in "/?#") and "{" not in found and "…" not in found:  # else another host, or a pattern
            yield found
        at = text.find(public, match.end() if match.end() > at else at + 1)
