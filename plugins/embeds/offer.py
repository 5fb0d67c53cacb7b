"""What a portal takes: the snippet, and the oEmbed answers (oEmbed 1.0, section 2.3) as JSON and as XML."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from xml.etree import ElementTree

STYLE = "border:0;max-width:100%;color-scheme:light"  # else a reader’s system decides, on a page that is white
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"  # it counts its height; its links open a tab
CACHE_AGE = 86_400  # seconds for which a consumer may keep an answer


def snippet(address: str, title: str, width: int, height: int) -> str:
    """The frame that a portal's editor pastes; right without any script."""
    return (
        f'<iframe data-annals="" title="{escape(title)}" width="{width}" height="{height}" loading="lazy" '
        f'sandbox="{SANDBOX}" referrerpolicy="no-referrer" style="{STYLE}" src="{escape(address)}">'
        "</iframe>"
    )


def script(address: str) -> str:
    """The line that makes the height exact."""
    return f'<script async referrerpolicy="no-referrer" src="{escape(address)}"></script>'


def oembed(about: dict[str, Any], frame: str, page: str) -> dict[str, str | int]:
    """The answer of type rich. about: title, width, height, and what else is known; page: the whole page's address.

    The frame stands behind a quotation with a link, for consumers that keep only what they trust; no words stand in it.
    """
    link = f'<blockquote><a href="{escape(page)}">{escape(str(about["title"]))}</a></blockquote>'
    known = {key: value for key, value in about.items() if value not in ("", None)}
    bare = frame.replace(" style=", ' frameborder="0" style=')  # WordPress takes the style away
    return {"version": "1.0", "type": "rich", **known, "cache_age": CACHE_AGE, "html": link + bare}


def as_json(answer: dict[str, str | int]) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_xml(answer: dict[str, str | int]) -> str:
    root = ElementTree.Element("oembed")
    for key, value in answer.items():
        ElementTree.SubElement(root, key).text = str(value)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n{text}\n'


def in_policy(address: str) -> str:
    """An address as a Content-Security-Policy takes it (CSP 3, section 2.3): in ASCII, no comma or semicolon in it.

    >>> in_policy("https://новости.example/ж,a/b.js")
    'https://xn--b1amnebsh.example/%D0%B6%2Ca/b.js'
    """
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return urlunsplit((parts.scheme, host, quote(parts.path, safe="/%"), "", ""))


def discovery(address: str, page: str) -> str:
    """The address that a page names for its answer. oEmbedPy asks only where the query tells which page it is about."""
    return f"{address}?url={quote(page, safe='')}"
