"""Walks the HTML of a manuscript: its text run by run, its links, pictures and anchors, and markup it may not hold."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from .document import Image, Link, Run

BLOCKS = frozenset(("blockquote", "caption", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "section", "table"))
BLOCKS |= {"tbody", "td", "tfoot", "th", "thead", "tr", "ul", *(f"h{level}" for level in range(1, 7))}
OPAQUE = frozenset(("code", "pre", "script", "style", "svg"))
VOID = frozenset(("br", "hr", "img", "input", "source", "wbr", "col", "embed", "link", "meta", "area", "base", "track"))
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for code and pictures, whose words are not read

# What a writer may write as HTML, and the attributes that an attribute list may set.
RAW = frozenset(("abbr", "b", "bdi", "br", "cite", "code", "del", "dfn", "i", "ins", "kbd", "mark", "pre", "q", "s"))
RAW |= {"samp", "small", "sub", "sup", "u", "var"}
RAW_ATTRIBUTES = frozenset(("dir", "lang", "title"))
LISTED = frozenset(("align", "class", "dir", "id", "lang", "title"))

MADE = "data-made"  # set, in a parse that is thrown away, on every element that Markdown itself makes
BEFORE_ATTRIBUTE_LISTS = 9  # they are applied at 8


class OriginExtension(Extension):
    """Marks what Markdown makes, with the address it gives it, so that raw HTML and changed addresses stand out."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown calls it by this name
        md.treeprocessors.register(_Origin(md), "origin", BEFORE_ATTRIBUTE_LISTS)


class _Origin(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if element is not root and isinstance(element.tag, str):
                element.set(MADE, element.get("href") or element.get("src") or "")


class Walker(HTMLParser):
    """Collects what a document is made of from HTML that may hold marks.

    `base` is the first rare character's code point (None: there are no marks); `tokens` are (mark, start, end) offsets
    in `body`, by the mark's index; `body_start` is where the body begins in its file.
    """

    def __init__(self, body: str, base: int | None, tokens: list[tuple[int, int, int]], body_start: int) -> None:
        super().__init__(convert_charrefs=True)
        self.body, self.base, self.tokens, self.body_start = body, base, tokens, body_start
        self.runs: list[Run] = []
        self.images: list[Image] = []
        self.anchors: list[str] = []
        self.markup: list[tuple[int, str]] = []
        self.stack: list[str] = []
        self.told: dict[str, int] = {}  # from where to look for each needle the next time
        self.kind, self.hidden, self.near = "p", 0, 0
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
                self.near = start
                marks.append((len(kept), self.body_start + start, self.body_start + end))
            else:
                kept.append(character)
        return "".join(kept), marks

    def refuse(self, needle: str, message: str) -> None:
        """Note markup that may not be used, at the nearest place of `needle` behind the last mark."""
        at = self.body.find(needle, max(self.near, self.told.get(needle, 0)))
        at = at if at >= 0 else self.body.find(needle)
        self.told[needle] = at + 1
        self.markup.append((self.body_start + (at if at >= 0 else self.near), message))

    def flush(self) -> None:
        text = "".join(self.pieces)
        if text.strip() or self.links:
            self.runs.append(Run(text, self.kind, tuple(self.links), tuple(self.marks)))
        self.pieces, self.length, self.marks, self.links = [], 0, [], []

    def finish(self) -> None:
        """Read what is left; to be called once, after the last feed."""
        self.close()
        self.flush()
        for tag in self.stack:
            self.refuse(f"<{tag}", f"<{tag}> is never closed; close it or write it as code")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        made = MADE in values
        self.judge(tag, values, made)
        if tag in BLOCKS:
            self.flush()
            self.kind = tag
        if tag not in VOID:
            self.stack.append(tag)
        footnote = made and tag == "a" and values[MADE].startswith("#fn")
        if "id" in values and not values["id"].startswith(("fn:", "fnref")):
            self.anchors.append(self.unmarked(values["id"])[0])
        if self.hidden or footnote:
            self.hidden += tag not in VOID
            return
        if tag in OPAQUE and self.opaque() == 1:
            self.add(OBJECT, [])
        if tag == "a":
            self.open.append((self.length, values.get("href", ""), len(self.marks)))
        if tag == "br":
            self.add("\n", [])
        if tag == "img":
            alternative, marks = self.unmarked(values.get("alt", ""))
            address = self.unmarked(values.get("src", ""))[0]
            self.images.append(Image(address, alternative, marks[0][1] if marks else 0))
            self.add(OBJECT, [])
            if alternative:
                self.runs.append(Run(alternative, "attribute", (), tuple(marks)))
        text, marks = self.unmarked(values.get("title", ""))
        if text:
            self.runs.append(Run(text, "attribute", (), tuple(marks)))

    def judge(self, tag: str, values: dict[str, str], made: bool) -> None:
        """Note a tag or an attribute that a manuscript may not hold."""
        if not made:
            if tag not in RAW:
                self.refuse(f"<{tag}", f"<{tag}> may not stand in a text; use Markdown, or write it as code")
                return
            own = {"class"} if tag == "code" and values.get("class", "").startswith("language-") else set()
            extra = set(values) - RAW_ATTRIBUTES - own
        elif tag in ("a", "img"):
            footnote = {"class"} if values[MADE].startswith("#fn") else set()
            extra = set(values) - {MADE, "href", "src", "alt", "title"} - footnote
            if (values.get("href") or values.get("src") or "") != values[MADE]:
                extra.add("href" if tag == "a" else "src")
        else:
            extra = set(values) - {MADE} - LISTED
            if tag == "ol" and "start" in extra:
                self.refuse(f"{values['start']}.", f"a list begins with {values['start']}; begin it with 1, or reword")
                extra.discard("start")
        for name in sorted(extra):
            self.refuse(name, f"<{tag}> may not have the attribute “{name}” here; take it away")

    def opaque(self) -> int:
        return sum(tag in OPAQUE for tag in self.stack)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag not in self.stack:
            self.refuse(f"</{tag}", f"</{tag}> closes nothing; remove it")
            return
        while (last := self.stack.pop()) != tag:
            self.refuse(f"<{last}", f"<{last}> is never closed; close it or write it as code")
            self.hidden -= bool(self.hidden)
        if self.hidden:
            self.hidden -= 1
            return
        if tag == "a" and self.open:
            start, href, first = self.open.pop()
            mark = self.marks[first] if first < len(self.marks) else None
            offset = mark[1] if mark and mark[0] == start else self.body_start + self.near
            self.links.append(Link(start, self.length, self.unmarked(href)[0], offset))
        if tag in BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        text, marks = self.unmarked(data)
        if not self.opaque() and not self.hidden:
            self.add(text, marks)

    def handle_comment(self, data: str) -> None:
        self.refuse("<!--", "a comment would be published; take it away")

    def handle_decl(self, decl: str) -> None:
        self.refuse("<!", f"<!{decl[:20]}> may not stand in a text; remove it")

    def handle_pi(self, data: str) -> None:
        self.refuse("<?", f"<?{data[:20]}> may not stand in a text; remove it")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def add(self, text: str, marks: list[tuple[int, int, int]]) -> None:
        self.marks += [(self.length + at, start, end) for at, start, end in marks]
        self.pieces.append(text)
        self.length += len(text)
