"""Reads a finished tree as a book: each page that `book.json` names as a chapter, with its notes and pictures."""

from __future__ import annotations

import hashlib
import posixpath
import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from publishing.book.drawing import Styles, alternative, parsed, standalone
from publishing.book.elements import LANG, detached, element, words_of, x
from publishing.book.model import Book, Chapter, Picture
from publishing.book.names import chapter_ids
from publishing.book.notes import Notes
from publishing.book.page import main_of
from publishing.book.placed import still
from publishing.book.text import Text
from publishing.media import media_type
from publishing.packages.source import Chapter as Page
from publishing.packages.source import Source
from publishing.trouble import Trouble

PICTURES = "pictures"
SHOWN = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")  # EPUB 3.3, core media types
_SET = re.compile(r"[\W_]+")


@dataclass
class Gathered:
    """The pictures of a book as its chapters name them, each once."""

    source: Source
    styles: Styles
    found: dict[str, Picture] = field(default_factory=dict)

    def drawn(self, drawing: str, around: Collection[str], lines: Collection[str]) -> tuple[str, str]:
        try:
            root = parsed(drawing)
        except etree.XMLSyntaxError as error:
            raise Trouble(f"a drawing cannot be read: {error}") from error
        content = standalone(root, self.styles, around, lines)
        return self._kept(content, ".svg", "image/svg+xml"), alternative(root)

    def placed(self, path: str) -> str:
        kind = media_type(path).partition(";")[0]
        if path not in self.source.files or kind not in SHOWN:
            return ""
        content = self.source.read(path)
        if kind == "image/svg+xml":
            content = still(content, path)
        return self._kept(content, posixpath.splitext(path)[1].lower(), kind)

    def _kept(self, content: bytes, suffix: str, kind: str) -> str:
        path = f"{PICTURES}/{hashlib.sha256(content).hexdigest()[:10]}{suffix}"
        self.found.setdefault(path, Picture(path, kind, content))
        return path


def read(source: Source) -> Book:
    """The book of a tree. Raises Trouble, OSError."""
    about = source.about
    pictures = Gathered(source, about.get("drawing", {}))
    chapters = tuple(chapters_of(source, pictures))
    mended(chapters)
    entitled(chapters)
    return Book(
        identifier=identifier(about),
        title=about["title"],
        subtitle=about["subtitle"],
        lang=about["lang"],
        date=source.date,
        author=about.get("author", ""),
        publisher=about.get("publisher", ""),
        license=about.get("license", ""),
        license_url=about.get("license_url", ""),
        address=about.get("address", ""),
        words=about["words"],
        chapters=chapters,
        pictures=tuple(picture for _, picture in sorted(pictures.found.items())),
        cover=about.get("cover", "").encode(),
    )


def identifier(about: Mapping[str, str]) -> str:
    """A URN that the same feature always gets: from its public address, else from its name and title."""
    told = about.get("address") or f"{about['name']} {about['title']}"
    return uuid.uuid5(uuid.NAMESPACE_URL, told).urn


def chapters_of(source: Source, pictures: Gathered) -> Iterator[Chapter]:
    """Each page as a chapter, in order."""
    ids = chapter_ids(page.path for page in source.chapters)
    for page in source.chapters:
        yield chapter(page, source.read(page.path).decode("utf-8"), ids, pictures)


def chapter(page: Page, text: str, ids: Mapping[str, str], pictures: Gathered) -> Chapter:
    """A page as a chapter. ids: of all chapters, by the paths of their pages."""
    main, drawings = main_of(text)
    slips = {each.get("id", ""): each for each in main.iterfind(".//aside[@class='slip']")}
    remarks = {each.get("id", ""): each for each in main.iterfind(".//div[@role='note']")}
    reading = Text(page.path, ids, drawings, Notes(slips, remarks), pictures)
    body = element("section")
    reading.fill(body, main)
    notes = tuple(reading.notes.read(reading.fill))
    opened(body)
    named(body, reading.ids)
    heading = main.find(".//h1")
    title = words_of(heading) if heading is not None else page.title
    return Chapter(page.path, ids[page.path], page.kind, title, page.short, page.lang, body, notes, reading.narrow)


def opened(body: etree._Element) -> None:
    """Let the chapter begin with what it is in a sentence."""
    standfirst = next((each for each in body.iter(x("p")) if each.get("class") == "standfirst"), None)
    if standfirst is not None:
        body.insert(0, detached(standfirst))
        standfirst.tail, body.text = f"\n{(body.text or '').lstrip()}", "\n"


def named(body: etree._Element, taken: set[str]) -> None:
    """Give each heading an id."""
    headings = (each for each in body.iter(*(x(f"h{level}") for level in range(2, 7))) if not each.get("id"))
    free = (told for number in count(1) if (told := f"part-{number}") not in taken)
    for heading, own in zip(headings, free, strict=False):
        heading.set("id", own)


def mended(chapters: Collection[Chapter]) -> None:
    """Let each link to a place that the book has left out lead to the chapter instead."""
    there = {chapter.path: ids_of(chapter) for chapter in chapters}
    for chapter in chapters:
        for part in parts_of(chapter):
            for link in part.iter(x("a")):
                path, _, place = link.get("href", "").partition("#")
                if place and path in there and place not in there[path]:
                    link.set("href", path)


def entitled(chapters: Collection[Chapter]) -> None:
    """Let each link that calls a page by its short name, which only the site's menu has, say the chapter's title."""
    by = {chapter.path: chapter for chapter in chapters}
    for chapter in chapters:
        for part in parts_of(chapter):
            for link in part.iter(x("a")):
                to = by.get(link.get("href", "").partition("#")[0])
                if to and not len(link) and bare(words_of(link)) == bare(to.short) != bare(to.title):
                    link.text = to.title
                    if language_of(link, chapter.lang) != to.lang:
                        link.attrib.update({"lang": to.lang, LANG: to.lang})


def bare(words: str) -> str:
    """Words without what typesetting changes: their spaces, quotes and dashes."""
    return _SET.sub("", words)


def language_of(element: etree._Element, lang: str) -> str:
    """The language that an element's words are in; lang: that of its chapter."""
    return next((told for each in (element, *element.iterancestors()) if (told := each.get("lang"))), lang)


def parts_of(chapter: Chapter) -> Iterator[etree._Element]:
    """The body, and what the notes hold."""
    yield chapter.body
    for note in chapter.notes:
        yield from note.body


def ids_of(chapter: Chapter) -> set[str]:
    ids = {note.id for note in chapter.notes}
    return ids | {found for part in parts_of(chapter) for each in part.iter() if (found := each.get("id"))}
