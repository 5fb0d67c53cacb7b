"""A page without what leads to files that stay behind, and without scripts; and made ready for a full-text index.

Of elements that are marked `data-web`, for the site only, those go that hold such a link: an offer to embed. Those that
do not are of use wherever pages lead to each other: teasers, data to take along. All that is left stays letter for
letter: lxml would write the `viewBox` of drawings in small letters.

What stands around the text of every page would be found on every page. So it is put between comments that the indexer
of ZIMs heeds, as Xapian's Omega does ("Omega overview"). Of drawings it takes no element for the end of a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

from publishing.check.addresses import parts, resolved
from publishing.trouble import Trouble

MARK = "data-web"
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_ITEM, _ITEM_END = re.compile(r"<li>\s*\Z"), re.compile(r"\s*</li>")
_UNREAD, _READ = "<!--htdig_noindex-->", "<!--/htdig_noindex-->"
_APART = frozenset(("title", "desc", "text"))  # of drawings
_TITLE = re.compile(r"(?<=<title>).*?(?=</title>)", re.DOTALL)


def trimmed(html: str, path: str, comes: Callable[[str], bool], title: str = "") -> str:
    """The page at a path of the tree. comes: whether a file, by its path, comes along. title: words for its <title>.

    A link to what stays behind becomes plain words; where it is all of a list's item, that goes with it. Raises Trouble
    where a marked element is not closed.
    """
    page = _Page(html, path, comes)
    page.feed(html)
    page.close()
    if page.open:
        raise Trouble(f"{path}: <{page.open[-1].tag} {MARK}> is not closed, so its end is not known; close it")
    kept: list[str] = []
    at = 0
    for start, end, instead in sorted([*((*cut, "") for cut in page.cuts), *page.set_in()]):
        if start >= at:
            kept += html[at:start], instead
            at = end
    text = "".join([*kept, html[at:]])
    return _TITLE.sub(lambda _: escape(title, quote=False), text, count=1) if title else text


class _Marked:
    """An element whose end is waited for. depth: how many elements of its name are open; goes: whether it is cut."""

    def __init__(self, tag: str, start: int, goes: bool) -> None:
        self.tag, self.start, self.goes, self.depth = tag, start, goes, 1


class _Page(HTMLParser):
    """Finds where the pieces to cut begin and end, in letters from the page's beginning."""

    def __init__(self, html: str, path: str, comes: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self.cuts: list[tuple[int, int]] = []
        self.open: list[_Marked] = []
        self._html, self._path, self._comes = html, path, comes
        self._unlinked: tuple[int, int] | None = None  # the start tag of a link whose end is waited for
        self._unread: list[tuple[int, str]] = []  # where what is not to be indexed begins and ends
        self._top: int | None = None  # the end of <body>
        self._depth = {"main": 0, "nav": 0, "svg": 0}  # how many of each are open
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        end = start + len(self.get_starttag_text() or "")
        given = {name: value or "" for name, value in attrs}
        stays = self._stays(given)
        self._begin(tag, start, end)
        for each in self.open:
            each.depth += each.tag == tag
            each.goes |= stays
        if tag in _VOID:
            if stays or (tag == "link" and "alternate" in given.get("rel", "").lower().split()):
                self.cuts.append((start, end))
        elif tag == "script" or MARK in given:
            self.open.append(_Marked(tag, start, tag == "script" or stays))
        elif tag == "a" and stays:
            self._unlinked = start, end

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br/>` is void like `<br>`; `<path/>` in a drawing closes itself, and leads nowhere (HTML, 13.1.2.1)."""
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        start = self._here()
        end = self._html.index(">", start) + 1
        self._end(tag, start, end)
        for each in self.open:
            each.depth -= each.tag == tag
        while self.open and not self.open[-1].depth:
            last = self.open.pop()
            if last.goes:
                self.cuts.append((last.start, end))
        if tag == "a" and self._unlinked:
            self._unlink(*self._unlinked, start, end)
            self._unlinked = None

    def set_in(self) -> list[tuple[int, int, str]]:
        """What is set in for the indexer: (start, end, text), where start and end are the same place."""
        ends = [(len(self._html), _READ)] if self._unread and self._unread[-1][1] == _UNREAD else []
        return [(place, place, text) for place, text in (*self._unread, *ends)]

    def _begin(self, tag: str, start: int, end: int) -> None:
        """Note where a text begins, or what is not to be read in it."""
        if tag == "body":
            self._top = end
        elif tag == "main" and self._top is not None and self._top < start:
            self._unread += [(self._top, _UNREAD), (start, _READ)]
        elif tag == "nav" and self._depth["main"] and not self._depth["nav"]:
            self._unread.append((start, _UNREAD))
        if tag in self._depth:
            self._depth[tag] += 1

    def _end(self, tag: str, start: int, end: int) -> None:
        if tag in self._depth:
            self._depth[tag] -= 1
        if tag == "main" and self._top is not None:
            self._unread.append((end, _UNREAD))
        elif tag == "nav" and self._depth["main"] and not self._depth["nav"]:
            self._unread.append((end, _READ))
        elif tag == "body" and self._unread and self._unread[-1] == (start, _UNREAD):
            self._unread.pop()
        elif tag == "body" and self._unread and self._unread[-1][1] == _UNREAD:
            self._unread.append((start, _READ))
        elif tag in _APART and self._depth["svg"] and self._html.startswith("<", end):
            self._unread.append((end, " "))

    def _unlink(self, opens: int, opened: int, closes: int, closed: int) -> None:
        item, item_end = _ITEM.search(self._html, max(0, opens - 50), opens), _ITEM_END.match(self._html, closed)
        if item and item_end:
            self.cuts.append((item.start(), item_end.end()))
        else:
            self.cuts += ((opens, opened), (closes, closed))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _stays(self, given: dict[str, str]) -> bool:
        """Whether an element leads to a file of the tree that stays behind."""
        for name in ("href", "src", "action"):
            address = parts(given.get(name, ""))
            if address.path and not address.scheme and address.host is None:
                target = resolved(self._path, address.path)
                if target is None or not self._comes(target):
                    return True
        return False
