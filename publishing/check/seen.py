"""What a reader would see of a page: something, all that was written, and nothing that was meant for a machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from publishing.check.finding import Fault, shown

END = b"<!--the page ends here-->"  # set behind a page before it is read: what swallows the rest of it swallows this
_END_WORDS = END[4:-3].decode()
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?>(?:<!--.*?-->\s*)*)<!doctype html\b", re.DOTALL | re.IGNORECASE)
_CLOSED = ("template", "select", "noscript", "video", "audio", "canvas", "object", "dialog", "details")  # never implied
_PICTURES = frozenset(
    ("img", "svg", "picture", "video", "audio", "canvas", "iframe", "object", "embed", "input", "button", "select")
)
_UNSEEN = ("script", "style", "template", "noscript")
_QUOTING = ("pre", "code", "samp", "kbd", "textarea", "math", *_UNSEEN)
_ANCHORS = tuple(b"{{ {% {filename} {static} {attach} <<<<<<< >>>>>>> &lt;&lt;&lt;&lt; &gt;&gt;&gt;&gt;".split())
_LEFT = re.compile(r"(?:\{\{|\{%|\{(?:filename|static|attach)\}|(?<![<>])(?:<{7}|>{7}) )[^\n]{0,30}")
_SAID = ("alt", "title", "content", "aria-label", "placeholder")  # attributes that hold words


def faults(root: etree._Element, html: bytes, *, whole: bool = True) -> Iterator[Fault]:
    """What is wrong with a page that was read with END behind it. html: the page itself, in UTF-8.

    whole: whether it is no piece that is set into another page.
    """
    if whole and not _DOCTYPE.match(html):
        yield "doctype", "it does not begin with <!doctype html>, so browsers lay it out as they did in 1998; add it"
    if what := _unclosed(root, html):
        yield "unclosed", what
    if not _shows(root):
        yield "blank", "it shows nothing without scripts: no text, no picture; write it, or leave it out"
    if any(anchor in html for anchor in _ANCHORS) and (left := _left(root)):
        yield (
            "leftover",
            f"“{shown(left)}” is left of a template or a merge; write what it stands for, or set it in <code>",
        )
    for image in root.iter("img"):
        if image.get("alt") is None:
            source = shown(image.get("src", ""))
            what = f'<img src="{source}"> has no alt, so its file name is read aloud; write one, empty for a decoration'
            yield "alt", what


def _unclosed(root: etree._Element, html: bytes) -> str:
    last = root
    while (following := last.getnext()) is not None:
        last = following
    while len(last):
        last = last[-1]
    if not (isinstance(last, etree._Comment) and last.text == _END_WORDS):
        return f"{_opened(last)} is not closed and swallows the rest of the page; close it"
    lowered = html.lower()
    if b"</head>" in lowered and b"</html>" not in lowered:
        return "it was cut off: </head> is there, and </html> is not; make the page again"
    for tag, opened in Counter(str(element.tag) for element in root.iter(*_CLOSED)).items():
        if opened > lowered.count(f"</{tag}".encode()):
            return f"<{tag}> is not closed and swallows what follows; close it"
    return ""


def _opened(last: etree._Element) -> str:
    """What swallowed the end of a page, whose last node is given."""
    if isinstance(last, etree._Comment):
        return "a comment"
    if _END_WORDS in (last.text or ""):
        return f"<{shown(str(last.tag))}>"
    return "a tag or a quote in one"


def _shows(root: etree._Element) -> bool:
    """Whether there is a word or a picture in the body."""
    body = root.find("body")
    if body is None:
        return False
    for element in body.iter():
        if element.tag in _PICTURES or (element.text or "").strip():
            named = isinstance(element.tag, str)  # a comment's text is not shown
            if named and element.tag not in _UNSEEN and not _inside(element, _UNSEEN):
                return True
        if element is not body and (element.tail or "").strip() and not _inside(element, _UNSEEN):
            return True
    return False


def _left(root: etree._Element) -> str:
    """What a template or a merge left in the words of a page, but those that quote code; "" for nothing."""
    for element in root.iter():
        quoting = _inside(element, _QUOTING)
        words = [] if quoting else [element.tail or ""]
        if isinstance(element.tag, str) and not quoting and element.tag not in _QUOTING:
            words += [element.text or "", *(element.get(name) or "" for name in _SAID)]
        for text in words:
            if found := _LEFT.search(text):
                return found[0].strip()
    return ""


def _inside(element: etree._Element, tags: tuple[str, ...]) -> bool:
    return next(element.iterancestors(*tags), None) is not None
