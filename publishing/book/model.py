"""What a book is: front matter, chapters in order, notes and pictures. EPUB and PDF are two ways to write one down."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Note:
    """A figure's note, or an editor's.

    number: as it is shown, counted through its chapter: 1, 2, ... for figures; *, †, ... for an editor's.
    kind: "figure" or "editor". id: unique in its chapter. cited: the ids, in the chapter, of the places that lead here.
    body: XHTML block elements.
    """

    id: str
    number: str
    kind: str
    cited: tuple[str, ...]
    body: tuple[etree._Element, ...]


@dataclass(frozen=True)
class Chapter:
    """A page of the tree as a chapter.

    path: of the page. id: unique in the book, fit for the name of a file and for an element. kind, short, lang: as in
    `book.json`. title: as the page's h1 says it. notes: in order of their first place.

    body: a <section> of XHTML without the h1. In it a place that leads to a note is
    <a class="noteref" id="..." href="#ID OF THE NOTE">, a picture <img src="PATH OF A PICTURE" alt="...">, and a link
    to another page of the book <a href="PATH OF ITS PAGE#id">. Other links within the tree are gone, their words stay.
    A link whose words were the short name of a page says its title, as the contents of a book have it.
    A picture that has another form for narrow screens names it: data-narrow="PATH OF A PICTURE".

    narrow: where that form is a list, an <ol class="moments"> by the path of the picture; it stands in no body.
    """

    path: str
    id: str
    kind: str
    title: str
    short: str
    lang: str
    body: etree._Element
    notes: tuple[Note, ...]
    narrow: Mapping[str, etree._Element] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A picture of the book: an SVG that stands by itself, or what the content brought."""

    path: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Book:
    """identifier: a URN that the same feature always gets. words: the theme's, by name. cover: an SVG, twice as high as
    it is wide or less."""

    identifier: str
    title: str
    subtitle: str
    lang: str
    date: datetime.date
    author: str
    publisher: str
    license: str
    license_url: str
    address: str
    words: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    pictures: tuple[Picture, ...]
    cover: bytes
