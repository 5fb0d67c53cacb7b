"""Ids and links: what they are in a book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable
from itertools import count
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_HOST = re.compile(r"(?:[\w.~!$&'()*+,;=%:-]*@)?(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?", re.ASCII)
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "%/?:@!$&'()*+,;=~"  # what may stand in a path, a query and a fragment as it is (RFC 3986, appendix A)
OUTSIDE = ("http", "https", "mailto", "tel")  # links to these leave the book
_FIRST = re.compile(r"[^\W\d]")
_OTHER = re.compile(r"[^\w.-]")
_PLAIN = re.compile(r"[^a-z0-9]+")


def name(told: str) -> str:
    """An id as XML has names (XML 1.0, section 2.3), the same for the same.

    >>> name("cite-a.2"), name("2019"), name("a b")
    ('cite-a.2', 'n-2019', 'a_b')
    """
    clean = _OTHER.sub("_", told)
    return clean if _FIRST.match(clean) else f"n-{clean}"


def chapter_ids(paths: Iterable[str]) -> dict[str, str]:
    """The id of each chapter by the path of its page: letters, digits and hyphens, as any file system takes them.

    >>> list(chapter_ids(["operations/a.html", "operations-a.html", "1992.html", "йод.html"]).values())
    ['operations-a', 'operations-a-2', 'n-1992', 'page']
    """
    ids: dict[str, str] = {}
    for path in paths:
        told = _PLAIN.sub("-", path.removesuffix(".html").lower()).strip("-") or "page"
        own = told if told[0].isalpha() else f"n-{told}"
        more = (f"{own}-{number}" for number in count(2))
        taken = set(ids.values())
        ids[path] = own if own not in taken else next(each for each in more if each not in taken)
    return ids


def target(href: str, path: str, chapters: Collection[str]) -> str:
    """Where a link of the page at `path` leads: to an address outside, to a chapter's path with an id, or "" nowhere.

    >>> target("../b.html#1", "a/c.html", ["b.html"])
    'b.html#n-1'
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme in OUTSIDE:
        return address(href)
    if parts.scheme or parts.netloc:
        return ""
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    if there not in chapters:
        return ""
    return f"{there}#{name(unquote(parts.fragment))}" if parts.fragment else there


def address(href: str) -> str:
    """An address outside as RFC 3986 has it: browsers mend what is written otherwise, readers of books refuse it.

    "" where no host is in it, or one that cannot be.

    >>> address("https://example.com/a|b?x={y}"), address("http://example.com:99999/")
    ('https://example.com/a%7Cb?x=%7By%7D', '')
    """
    parts = urlsplit(href)
    host = parts.netloc
    if parts.scheme in ("http", "https"):
        try:
            host = host if host.isascii() else host.encode("idna").decode()
            _ = parts.port
        except ValueError:  # UnicodeError is one
            return ""
        if not _HOST.fullmatch(host):
            return ""
    path, query, fragment = (quote(_PERCENT.sub("%25", part), safe=_SAFE) for part in parts[2:])
    return urlunsplit((parts.scheme, host, path, query, fragment))
