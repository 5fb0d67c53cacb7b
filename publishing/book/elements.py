"""Elements of XHTML, made and read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from publishing.book.model import XHTML

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BLANK = re.compile(r"[ \t\r\n\f]+")
_NAMES: Any = {None: XHTML}  # no prefix; lxml's types do not know of it


def x(tag: str) -> str:
    """The name of an element of XHTML, as lxml has it."""
    return f"{{{XHTML}}}{tag}"


def element(tag: str, attributes: Mapping[str, str] | None = None, text: str = "") -> etree._Element:
    """A new element that stands in no other."""
    made = etree.Element(x(tag), dict(attributes or {}), nsmap=_NAMES)
    made.text = text or None
    return made


def child(
    parent: etree._Element, tag: str, attributes: Mapping[str, str] | None = None, text: str = ""
) -> etree._Element:
    """A new element behind what the parent holds."""
    made = etree.SubElement(parent, x(tag), dict(attributes or {}), nsmap=_NAMES)
    made.text = text or None
    return made


def append(parent: etree._Element, text: str | None) -> None:
    """Text behind what the parent holds; of blank lines, one."""
    if not text:
        return
    before = (parent[-1].tail if len(parent) else parent.text) or ""
    if text.isspace() and "\n" in text:
        text = "" if before.endswith("\n") else "\n"
    if len(parent):
        parent[-1].tail = before + text
    else:
        parent.text = before + text


def detached(held: etree._Element) -> etree._Element:
    """An element out of its parent, which keeps the text behind it."""
    parent, before, tail = held.getparent(), held.getprevious(), held.tail or ""
    if parent is not None:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        held.tail = None
        parent.remove(held)
    return held


def loose(held: etree._Element) -> Iterator[str]:
    """The pieces of text that an element holds itself, between what else it holds."""
    yield held.text or ""
    yield from (each.tail or "" for each in held)


def texts(held: etree._Element) -> Iterator[str]:
    """The pieces of an element's text, in order."""
    return (str(each) for each in held.itertext())


def words_of(held: etree._Element) -> str:
    """The words of an element, as one line."""
    return in_line("".join(texts(held)))


def in_line(text: str) -> str:
    """Words as one line; spaces that keep words together stay what they are."""
    return _BLANK.sub(" ", text).strip(" ")


def blank(held: etree._Element) -> bool:
    """Whether an element holds nothing."""
    return not len(held) and not (held.text or "").strip()
