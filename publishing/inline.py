"""The styles and scripts that are set into files, as hashes that a Content-Security-Policy names.

A server that is told of a tree's hashes serves the tree before it as well, between the reload of its configuration and
the end of a deploy. So the hashes of the finish before stand in the configuration too, remembered beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import dataclass

_INLINE = re.compile(r"""<(style|script)\b((?:[^>"']|"[^"]*"|'[^']*')*)>(.*?)</\1\s*>""", re.DOTALL | re.IGNORECASE)
_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_HAS_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
# A script element of any other type is a block of data, which is not run (HTML, section 4.12.1).
RUN = ("", "module", "importmap", "speculationrules", "text/javascript", "application/javascript")


@dataclass(frozen=True)
class Inline:
    """The hashes of what is set into files, as a policy writes them."""

    styles: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()

    def __or__(self, other: Inline) -> Inline:
        return Inline(self.styles | other.styles, self.scripts | other.scripts)


def digest(text: str) -> str:
    """A hash as a policy writes it (CSP 3, section 2.3.1). A browser reads each line end as a line feed."""
    sha256 = hashlib.sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode()).digest()
    return f"'sha256-{b64encode(sha256).decode()}'"


def inline(text: str, is_xml: bool = False) -> Inline:
    """What is set into a page, or, where it is XML, into an SVG file."""
    styles, scripts = set(), set()
    for name, attributes, content in _INLINE.findall(text):
        if name.lower() == "style":
            styles.add(digest(_unescaped(content) if is_xml else content))
        elif not is_xml and not _HAS_SOURCE.search(attributes):
            kind = _TYPE.search(attributes)
            if (kind[1].lower() if kind else "") in RUN:
                scripts.add(digest(content))
    return Inline(frozenset(styles), frozenset(scripts))


def _unescaped(content: str) -> str:
    """The text of an XML element that holds no other."""
    if not set("&<") & set(content):
        return content
    import html  # its table of names takes a while to load, and few files need it

    parts = _CDATA.split(content)  # text and CDATA in turn
    return "".join(part if number % 2 else html.unescape(part) for number, part in enumerate(parts))


def as_json(now: Inline, before: Inline, made: str) -> str:
    """What the next finish has to know. made: the mark of a file that is ours."""
    shown = {
        name: {"styles": sorted(each.styles), "scripts": sorted(each.scripts)}
        for name, each in (("now", now), ("before", before))
    }
    return json.dumps({"made": made, **shown}, indent=1) + "\n"


def before(text: str, now: Inline) -> Inline:
    """The hashes of the tree before this one, from what the last finish wrote; none where that is not to be read."""
    try:
        known = json.loads(text)
        last, earlier = (
            Inline(frozenset(known[name]["styles"]), frozenset(known[name]["scripts"])) for name in ("now", "before")
        )
    except (KeyError, TypeError, ValueError):
        return Inline()
    return earlier if last == now else last
