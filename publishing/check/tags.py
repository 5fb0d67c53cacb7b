"""Tags as they are written in a piece of HTML that a server or a script sets into a page of somebody else's.

A page of one's own may leave tags to the browser's repairs. In a piece, what is not closed goes on in the page around
it, and what is closed once too often closes an element of that page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from publishing.check.finding import shown


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _words("area base br col embed hr img input link meta param source track wbr")
_BLOCKS = _words(
    "address article aside blockquote center details dialog div dl fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section summary table ul"
)
_CELLS = frozenset(("td", "th", "caption"))
_IN_ROWS = frozenset(("tr", "colgroup", *_CELLS))
_ROWS = frozenset(("tbody", "thead", "tfoot", *_IN_ROWS))
_RUBY = frozenset(("rt", "rp"))
_P = frozenset(("p",))
# Elements whose end tags may be left out, by the start tag that then ends them (HTML, 13.1.2.4).
_ENDED_BY_START: dict[str, frozenset[str]] = {
    **dict.fromkeys(_BLOCKS, _P),
    "li": frozenset(("li", "p")),
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd", "p"))),
    **dict.fromkeys(("td", "th"), frozenset(("td", "th", "p"))),
    "tr": _IN_ROWS | _P,
    **dict.fromkeys(("tbody", "thead", "tfoot"), _ROWS | _P),
    "option": frozenset(("option",)),
    "optgroup": frozenset(("option", "optgroup")),
    "rt": _RUBY,
    "rp": _RUBY,
}
_OPTIONAL = _ROWS | _RUBY | frozenset(("p", "li", "dt", "dd", "option", "optgroup"))
# Those whose own end ends such elements in them. An element of no kind that HTML knows does not, nor do <a> and <span>:
# browsers pass over the end tag of these.
_ENDING = _BLOCKS | _OPTIONAL | _words("template select ruby button object")


@dataclass
class Tags:
    """What is written in a piece. starts: (tag, its attributes, of two with one name the first), in order.

    tops: how many elements stand side by side. beside: the first words next to them. wrong: the first tag out of
    place, or "".
    """

    starts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tops: int = 0
    beside: str = ""
    wrong: str = ""


def tags_of(html: str) -> Tags:
    """Read a piece of HTML. Never fails."""
    reader = _Reader()
    if html.rfind("<") > html.rfind(">"):  # html.parser would look for its end again and again
        reader.tell("its last tag is cut off; make it again")
        return reader.tags
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # how html.parser refuses some declarations
        reader.tell("a <! in it is neither a comment nor a doctype; leave it out")
    if reader.open:
        reader.tell(f"{_told(reader.open[-1])} is not closed and goes on in the page around it; close it")
    return reader.tags


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags = Tags()
        self.open: list[tuple[str, int]] = []  # (tag, its line) of the elements not closed so far

    def tell(self, what: str) -> None:
        self.tags.wrong = self.tags.wrong or what

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ended = _ENDED_BY_START.get(tag, frozenset())
        while self.open and self.open[-1][0] in ended:
            self.open.pop()
        self.tags.tops += not self.open
        self.tags.starts.append((tag, {name: value or "" for name, value in reversed(attrs)}))
        if tag not in _VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        around = next((each for each, _ in reversed(self.open) if each in ("svg", "math", "foreignobject")), "")
        if around in ("svg", "math") and tag not in _VOID:  # the slash says nothing elsewhere
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDING:
            while self.open and self.open[-1][0] != tag and self.open[-1][0] in _OPTIONAL:
                self.open.pop()
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif any(tag == each for each, _ in self.open):
            self.tell(f"{_told(self.open[-1])} is not closed before </{shown(tag)}>; close it")
            while self.open.pop()[0] != tag:
                pass
        else:
            line = self.getpos()[0]
            self.tell(f"</{shown(tag)}> in line {line} closes nothing in it, but what is around it; take it out")

    def handle_data(self, data: str) -> None:
        if not self.open and not self.tags.beside:
            self.tags.beside = " ".join(data.split())


def _told(element: tuple[str, int]) -> str:
    return f"<{shown(element[0])}> in line {element[1]}"


def of_piece(html: str) -> Iterator[str]:
    """What is wrong with the tags of a piece that is to be one element."""
    tags = tags_of(html)
    if tags.wrong:
        yield tags.wrong
        return  # what stands side by side is not known
    if tags.tops > 1:
        yield f"it has {tags.tops} elements side by side, and is to be one; set them into one"
    if tags.beside:
        yield f"“{shown(tags.beside)}” stands beside its element; set it into that"
