"""The published trees read as books: nothing that a page tells is lost on the way, and all that leads somewhere does."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from lxml import etree, html

from publishing.book.elements import words_of, x
from publishing.book.model import Book, Chapter
from publishing.book.reading import parts_of, read
from publishing.packages.source import Source, source
from tests.packages.conftest import Packaged


@pytest.fixture(scope="module")
def tree(each_packaged: Packaged) -> Source:
    return source(each_packaged.tree)


@pytest.fixture(scope="module")
def book(tree: Source) -> Book:
    return read(tree)


def main_of(tree: Source, chapter: Chapter) -> html.HtmlElement:
    found = html.document_fromstring(tree.read(chapter.path).decode("utf-8")).find(".//main")
    assert found is not None
    return found


def links(chapter: Chapter) -> Iterator[etree._Element]:
    return (link for part in parts_of(chapter) for link in part.iter(x("a")))


def test_each_page_of_the_book_is_a_chapter(tree: Source, book: Book) -> None:
    assert [chapter.path for chapter in book.chapters] == [page.path for page in tree.chapters]
    assert len({chapter.id for chapter in book.chapters}) == len(book.chapters) > 10
    kinds = [chapter.kind for chapter in book.chapters]
    assert kinds[0] == "home"
    assert {"article", "operation", "graphic", "sources"} <= set(kinds)


def test_every_figure_has_its_note_under_the_number_that_the_page_prints(tree: Source, book: Book) -> None:
    """The words of each figure, in the page's order within the text, and the same numbers."""
    cited = 0
    for chapter in book.chapters:
        page = {
            each.get("id"): (words_of(each), each.get("data-note"))
            for each in main_of(tree, chapter).iterfind(".//a[@class='fact']")
        }
        of = {note.id: note for note in chapter.notes}
        found = {}
        for part in parts_of(chapter):
            for figure in part.iter(x("span")):
                if figure.get("class") == "fact":
                    place = figure.getnext()
                    found[place.get("id")] = (words_of(figure), of[place.get("href")[1:]].number)
        assert found == page, chapter.path
        cited += len(found)
    assert cited > 8


def test_each_note_is_led_to_from_the_places_that_it_names(book: Book) -> None:
    seen = 0
    for chapter in book.chapters:
        places = {each.get("id"): each for each in links(chapter) if each.get("class") == "noteref"}
        assert len({note.id for note in chapter.notes}) == len(chapter.notes)
        assert len({(note.kind, note.number) for note in chapter.notes}) == len(chapter.notes)
        assert sorted(places) == sorted(place for note in chapter.notes for place in note.cited)
        for note in chapter.notes:
            assert note.cited
            assert "".join(words_of(block) for block in note.body)
            assert {places[place].get("href") for place in note.cited} == {f"#{note.id}"}
            assert all(words_of(places[place]).strip("[]") == note.number for place in note.cited)
        seen += len(chapter.notes)
    assert seen > 8


def test_notes_of_figures_come_in_the_order_of_their_numbers(book: Book) -> None:
    for chapter in book.chapters:
        numbers = [int(note.number) for note in chapter.notes if note.kind == "figure"]
        assert numbers == [*range(1, len(numbers) + 1)], chapter.path


def test_ids_are_unique_and_links_find_them(book: Book) -> None:
    there = {chapter.path: set[str]() for chapter in book.chapters}
    for chapter in book.chapters:
        ids = [own for part in parts_of(chapter) for each in part.iter() if (own := each.get("id"))]
        ids += [note.id for note in chapter.notes]
        assert len(ids) == len(set(ids)), chapter.path
        assert all(re.fullmatch(r"[^\W\d][\w.-]*", own) for own in ids), ids
        there[chapter.path] = set(ids)
    followed = 0
    for chapter in book.chapters:
        for link in links(chapter):
            href = link.get("href")
            if not href.startswith(("#", "https://", "mailto:")):
                path, _, place = href.partition("#")
                assert path in there, (chapter.path, href)
                assert not place or place in there[path], (chapter.path, href)
                followed += bool(place)
    assert followed > 20


def test_every_picture_is_there_stands_by_itself_and_is_described(book: Book) -> None:
    pictures = {picture.path: picture for picture in book.pictures}
    used = set()
    for chapter in book.chapters:
        for image in (each for part in parts_of(chapter) for each in part.iter(x("img"))):
            assert image.get("alt", "").strip(), chapter.path
            used |= {image.get("src"), image.get("data-narrow")} - {None}
    assert used == set(pictures)
    for picture in pictures.values():
        if picture.media_type == "image/svg+xml":
            root = ElementTree.fromstring(picture.content)
            text = picture.content.decode()
            assert all(root.get(name) for name in ("viewBox", "width", "height", "font-family"))
            assert not re.search(
                r"class=|currentColor|var\(|\sstyle=\"(?!font-size-adjust:[.\d]+\")|href=|<svg[^>]*>.*<svg|pathLength|paint-order",
                text,
            ), picture.path


def test_descriptions_are_the_pages_own(tree: Source, book: Book) -> None:
    """Each drawing of a page in one form, and each ring, with all that is told of it."""
    for chapter in book.chapters:
        main = main_of(tree, chapter)
        told = [each.get("aria-label") for each in main.iterfind(".//*[@role='img'][@aria-label]")]
        told += [
            " ".join(re.sub(r"(?<![.!?…])$", ".", words_of(each.find(part))) for part in ("title", "desc"))
            for each in main.iterfind(".//svg[@data-form='wide']")
        ]
        alternatives = [each.get("alt") for each in chapter.body.iter(x("img"))]
        assert sorted(alternatives) == sorted(told), chapter.path


def test_a_list_that_a_page_shows_for_a_drawing_goes_with_it(tree: Source, book: Book) -> None:
    """Where a page has one for narrow screens; in no body, so that only a form that has such screens shows it."""
    seen = 0
    for chapter in book.chapters:
        lists = main_of(tree, chapter).iterfind(".//ol[@data-form='narrow']")
        own = {re.sub(r"\s", "", "".join(each.itertext())) for each in lists}
        assert {re.sub(r"\s", "", "".join(each.itertext())) for each in chapter.narrow.values()} == own
        assert set(chapter.narrow) <= {each.get("src") for each in chapter.body.iter(x("img"))}
        assert not any("moments" in each.get("class", "") for each in chapter.body.iter())
        assert all(item.get("data-time") for each in chapter.narrow.values() for item in each)
        seen += len(own)
    assert seen


def test_no_link_calls_a_chapter_by_another_name_than_the_contents(tree: Source, book: Book) -> None:
    """The short names are those of the site's menu, which no book has."""
    titles = {chapter.path: chapter.title for chapter in book.chapters}
    short = {page.path: page.short for page in tree.chapters if page.short != page.title}
    assert short
    named = 0
    for chapter in book.chapters:
        for link in links(chapter):
            path = link.get("href").partition("#")[0]
            assert not (path in short and words_of(link) == short[path] != titles[path]), (chapter.path, path)
            named += path in short and words_of(link) == titles[path]
    assert named > 3


def test_headings_are_the_pages_own(tree: Source, book: Book) -> None:
    """But those that lead to other pages, or away."""
    for chapter in book.chapters:
        main = main_of(tree, chapter)
        for gone in [
            *main.iterfind(".//*[@data-web]"),
            *main.iterfind(".//nav"),
            *main.iterfind(".//*[@role='doc-endnotes']"),
        ]:
            gone.drop_tree()
        own = [words_of(each) for each in main.iter("h2", "h3")]
        found = [re.sub(r"\[\d+\]", "", words_of(each)) for each in chapter.body.iter(x("h2"), x("h3"))]
        assert found == own, chapter.path
        assert chapter.title == words_of(main.find(".//h1"))


def test_no_trace_of_the_site_is_left(book: Book) -> None:
    for chapter in book.chapters:
        for part in parts_of(chapter):
            text = etree.tostring(part, encoding="unicode")
            assert not re.search(
                r"<(?:script|style|nav|iframe|svg|button|details)\b|data-web|tabindex|\bstyle=|download", text
            ), chapter.path
            assert {each.tag.partition("}")[0] for each in part.iter()} == {"{http://www.w3.org/1999/xhtml"}


def test_the_book_knows_whose_it_is(tree: Source, book: Book) -> None:
    assert (book.title, book.lang, book.date) == (tree.about["title"], tree.about["lang"], tree.date)
    assert all(book.words.values())
    cover = ElementTree.fromstring(book.cover)
    assert 1.5 <= float(cover.get("height", 0)) / float(cover.get("width", 1)) <= 2
    words = " ".join("".join(each.itertext()) for each in cover.iter("{http://www.w3.org/2000/svg}text"))
    assert all(word in words for word in book.title.split())
