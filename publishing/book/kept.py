"""What a book keeps of a page: which elements, which of their classes and attributes, and what it leaves out."""

from __future__ import annotations

from lxml import etree

WEB = "data-web"  # on an element that serves the site only

_BLOCKS = "section p h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td figure figcaption"
_MORE_BLOCKS = "blockquote pre hr div"
_INLINE = "a b strong i em small sub sup br span code kbd samp var cite q abbr dfn s ins del mark time"
_GONE = "h1 nav script style template noscript form button input select iframe object canvas footer svg"
_CLASSES = "standfirst meta who dates figures figure figure__value figure__sign figure__words tally tally__figure"
_MORE_CLASSES = "records graphic graphic__title graphic__beside graphic__table caps"
_ATTRIBUTES = "lang dir title aria-label colspan rowspan scope headers datetime start reversed value cite"

# Of any other element what it holds stays; of these that are gone, nothing.
BLOCKS, INLINE = frozenset(f"{_BLOCKS} {_MORE_BLOCKS}".split()), frozenset(_INLINE.split())
GONE = frozenset(_GONE.split())
MAY_BE_EMPTY = ("br", "hr", "img", "td", "th")
CLASSES = frozenset(f"{_CLASSES} {_MORE_CLASSES}".split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
MARKS = ("data-sign", "data-subset", "data-sum", "data-great", "data-words", "data-wide")  # without values


def gone(element: etree._Element) -> bool:
    """Whether a book leaves an element out, with what it holds."""
    parent = element.getparent()
    return (
        element.tag in GONE
        or WEB in element.attrib
        or element.get("aria-hidden") == "true"
        or element.get("role") in ("doc-endnotes", "note")
        or "slip" in classes(element)
        or (element.tag == "details" and parent is not None and parent.tag == "figure")  # stands with the graphics
        or (element.get("data-form") == "narrow" and any(each.get("data-form") == "wide" for each in beside(element)))
    )


def layout(element: etree._Element) -> bool:
    """Whether an element only lays others out."""
    if element.tag != "div" or element.get("id") or element.get("lang") or CLASSES & {*classes(element)}:
        return False
    texts = (element.text, *(each.tail for each in element))
    return not any(text and text.strip() for text in texts) and all(each.tag not in INLINE for each in element)


def classes(element: etree._Element) -> list[str]:
    return element.get("class", "").split()


def beside(element: etree._Element) -> list[etree._Element]:
    """The other elements of the same parent."""
    parent = element.getparent()
    return [] if parent is None else [each for each in parent if each is not element]
