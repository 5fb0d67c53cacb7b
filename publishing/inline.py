"""The styles and scripts that are set into files, as hashes that a Content-Security-Policy names.

A server that is told of a tree's hashes serves the tree before it as well, between the reload of its configuration and
the end of a deploy. So the hashes of the finish before stand in the configuration too, remembered beside it.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

_START = re.compile(r"<(?:[\w.-]+:)?(style|script)(?=[\s/>])", re.IGNORECASE)
_END = {name: re.compile(rf"</(?:[\w.-]+:)?{name}(?=[\s/>])", re.IGNORECASE) for name in ("style", "script")}
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?|[\s/"'=]""")
_CDATA, _COMMENT = "<![CDATA[", "<!--"
_MARK = re.compile("|".join(map(re.escape, (_CDATA, _COMMENT))))
_ENDS = {_CDATA: "]]>", _COMMENT: "-->"}
# A script element of any other type is a block of data, which is not run (HTML, section 4.12.1).
RUN = re.compile(r"|module|importmap|speculationrules|.*/(x-)?(java|ecma|j|live)script.*", re.IGNORECASE)
# What is looked at of a file; no page that people make comes near it.
MOST = 200  # elements
LONGEST_TAG = 4000  # letters


@dataclass(frozen=True)
class Inline:
    """The hashes of what is set into files, as a policy writes them."""

    styles: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()

    def __or__(self, other: Inline) -> Inline:
        return Inline(self.styles | other.styles, self.scripts | other.scripts)


@dataclass(frozen=True)
class Held:
    """What is set into the files of a tree: into pages and pictures, and into embeds and fragments."""

    pages: Inline = Inline()
    embeds: Inline = Inline()


def digest(text: str) -> str:
    """A hash as a policy writes it (CSP 3, section 2.3.1). A browser reads each line end as a line feed."""
    sha256 = hashlib.sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode()).digest()
    return f"'sha256-{b64encode(sha256).decode()}'"


def inline(text: str, is_xml: bool = False) -> Inline:
    """What is set into a page, or, where it is XML, into an SVG file.

    Everything is hashed that a browser might take for a style or a script, in a comment or a title too: a hash too many
    allows nothing that stands nowhere, one too few breaks a page.
    """
    styles: set[str] = set()
    scripts: set[str] = set()
    texts = [text, html.unescape(text)] if "srcdoc" in text.lower() else [text]
    for name, attributes, content in (element for each in texts for element in _elements(each)):
        contents = {content, _unescaped(content)}  # drawings are read as XML, within a page as well
        if name == "style":
            styles.update(map(digest, contents))
        elif not is_xml and "src" not in attributes and RUN.fullmatch(attributes.get("type", "").strip()):
            scripts.update(map(digest, contents))
    return Inline(frozenset(styles), frozenset(scripts))


def _elements(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """(name, attributes, content) of each style and script, wherever in the text one may begin."""
    for start in islice(_START.finditer(text), MOST):
        name, place = start[1].lower(), start.end()
        attributes: dict[str, str] = {}
        while match := _ATTRIBUTE.match(text, place, start.end() + LONGEST_TAG):
            place = match.end()
            if match[1]:
                attributes.setdefault(match[1].lower(), (match[2] or "").strip("\"'"))
        if text[place : place + 1] == ">":
            end = _END[name].search(text, place)
            yield name, attributes, text[place + 1 : end.start() if end else len(text)]


def _unescaped(content: str) -> str:
    """The text of an XML element: entities as their letters, CDATA as it stands, comments left out."""
    if not set("&<") & set(content):
        return content
    text, place = "", 0
    while (mark := _MARK.search(content, place)) and (end := content.find(_ENDS[mark[0]], mark.end())) >= 0:
        text += html.unescape(content[place : mark.start()])
        if mark[0] == _CDATA:
            text += content[mark.end() : end]
        place = end + len(_ENDS[mark[0]])
    return text + html.unescape(content[place:])


def as_json(now: Held, before: Held, made: str, told: Mapping[str, Any] | None = None) -> str:
    """What the next finish has to know. made: the mark of a file that is ours. told: what this one was told."""
    shown = {
        name: {
            kind: {"styles": sorted(each.styles), "scripts": sorted(each.scripts)} for kind, each in vars(held).items()
        }
        for name, held in (("now", now), ("before", before))
    }
    return json.dumps({"made": made, **({"told": dict(told)} if told else {}), **shown}, indent=1) + "\n"


def before(text: str, now: Held) -> Held:
    """The hashes of the tree before this one, from what the last finish wrote; none where that is not to be read."""
    try:
        known = json.loads(text)
        last, earlier = (
            Held(*(Inline(*(frozenset(known[name][kind][what]) for what in vars(Inline()))) for kind in vars(Held())))
            for name in ("now", "before")
        )
    except (KeyError, TypeError, ValueError):
        return Held()
    return earlier if last == now else last
