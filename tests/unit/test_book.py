"""A page read as a chapter: what a book keeps of it, its notes, its links, and drawings that stand by themselves."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree

from book import name as package_name
from book.cover import HEIGHT, WIDTH, Words, cover
from graphics.drawing import Box
from publishing.book import notes, placed
from publishing.book.drawing import alternative, parsed, standalone
from publishing.book.elements import element, words_of, x
from publishing.book.model import Chapter
from publishing.book.names import chapter_ids, name, target
from publishing.book.page import main_of
from publishing.book.reading import Gathered, chapter, entitled, identifier, mended
from publishing.book.words import said
from publishing.packages.source import Chapter as Page
from publishing.packages.source import Source
from publishing.trouble import Trouble
from ring import ring

SLIP = """<aside class="slip" id="fact-a" data-n="1"><p><b>12 boats</b> (derived by us)<p>The harbour, sheet 4
<p><em>Counted</em> twice.
<p><a href="../sources.html#fact-a">In the ledger</a> <a href="#cite-a">Close</a></aside>"""
FACT = '<a class="fact" data-note="1" href="#fact-a" id="cite-a">twelve boats</a>'
STYLES = {
    "": {"background": "#ffffff", "fill": "#111111"},
    "line-ink": {"stroke": "#111111"},
    "halo": {"paint-order": "stroke", "stroke": "#ffffff", "stroke-width": "3"},
    "thick": {"stroke-width": "1"},
    "dial thick": {"stroke-width": "9"},
    "middle": {"font-size": "10"},
}


def read(body: str, tmp_path: Path, path: str = "operations/a.html", styles=STYLES) -> tuple[Chapter, Gathered]:
    """A chapter of a page with such a body, in a book with two more pages, and the book's pictures."""
    (tmp_path / "dot.0123456789.png").write_bytes(b"dot")
    source = Source(tmp_path, ("dot.0123456789.png", "clip.0123456789.mp4"), {})
    pictures = Gathered(source, styles)
    ids = chapter_ids([path, "index.html", "sources.html"])
    page = Page(path, "operation", "A", "A", "en")
    return chapter(page, f"<!doctype html><body><nav>N</nav><main>{body}</main>", ids, pictures), pictures


def text(chapter: Chapter) -> str:
    return words_of(chapter.body)


def test_what_serves_the_site_alone_is_left_out(tmp_path: Path) -> None:
    """Navigation, scripts, slips, what is marked, and the list of sources at the page's end."""
    gone = "<nav>n</nav><script>s</script><style>t</style><form>f</form><footer>o</footer><div data-web>w</div>"
    gone += '<section role="doc-endnotes"><h2>e</h2></section><span aria-hidden="true">h</span>'
    made, _ = read(f"<h1>The <b>A</b></h1>{gone}<p>kept<span data-web> too long</span></p>", tmp_path)
    assert (made.title, text(made)) == ("The A", "kept")


def test_only_what_a_book_has_use_for_is_kept(tmp_path: Path) -> None:
    """Unknown elements and those that only lay out go, what they hold stays; so do language, ids and the book's classes."""
    body = '<div class="grid"><article><p class="standfirst wrap" tabindex="0" lang="ru" id="1 a" data-n="3">да</p></article>'
    made, _ = read(body + "<custom-x>so</custom-x><center>and</center><ul><li></li></ul></div>", tmp_path)
    paragraph = made.body.find(f".//{x('p')}")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert dict(paragraph.attrib) == {"class": "standfirst", "id": "n-1_a", "lang": "ru", lang: "ru"}
    assert {each.tag for each in made.body.iter()} == {x("section"), x("p")}
    assert text(made) == "да soand"


def test_an_id_is_given_once(tmp_path: Path) -> None:
    made, _ = read('<p id="a">1</p><p id="a">2</p><h2>3</h2><h2 id="part-1">4</h2>', tmp_path)
    assert [each.get("id") for each in made.body] == ["a", None, "part-2", "part-1"]


def test_the_standfirst_comes_first(tmp_path: Path) -> None:
    made, _ = read('<p>date</p><div><p class="standfirst">what</p></div>', tmp_path)
    assert words_of(made.body[0]) == "what"
    made, _ = read('<p>date</p><p class="standfirst">what</p> and <b>so</b>', tmp_path)
    assert text(made) == "what date and so"


def test_a_figure_is_followed_by_the_number_of_its_note(tmp_path: Path) -> None:
    """The number stands in brackets, since the words before it often end in a number."""
    made, _ = read(f"<p>There were {FACT}.</p>{SLIP}", tmp_path)
    place = made.body.find(f".//{x('a')}")
    assert text(made) == "There were twelve boats[1]."
    assert (place.get("class"), place.get("id"), place.get("href")) == ("noteref", "cite-a", "#note-fact-a")
    (note,) = made.notes
    assert (note.id, note.number, note.kind, note.cited) == ("note-fact-a", "1", "figure", ("cite-a",))
    words = "12 boats (derived by us). The harbour, sheet 4. Counted twice."
    assert [words_of(each) for each in note.body] == [words]
    assert note.body[0].find(f"{x('b')}/{x('a')}").get("href") == "sources.html#fact-a"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("six months, <em>the</em> North", "Six months, the North."), (" <em>counted</em> twice.", "Counted twice."), ("“so” it was", "“so” it was."),
        ("<b></b>in all <em>one</em>", "In all one."), ("<img alt='' src='../dot.0123456789.png'>in <em>all</em>", "in all."), ("на льду", "На льду."), ("ßo", "Sso."), ("სამი", "სამი."), ("1992", "1992."),
    ],
)  # fmt: skip
def test_a_part_of_a_note_begins_with_a_capital_letter(part: str, words: str, tmp_path: Path) -> None:
    """Since it stands behind a full stop. What the source says, the first part, stays as it is."""
    slip = f'<aside class="slip" id="fact-a"><p><b>boats</b><p>{part}<p><a href="#cite-a">Close</a></aside>'
    made, _ = read(f"<p>{FACT}</p>{slip}", tmp_path)
    assert words_of(made.notes[0].body[0]) == f"boats. {words}"


def test_a_link_says_the_title_of_the_chapter_that_it_leads_to(tmp_path: Path) -> None:
    """In that chapter's language, where its words were the short name that only the menu has; other words stay."""
    link = '<a href="../index.html{}">{}</a>'
    words = ("#x", "The “long” read"), ("", "the read"), ("", "The <em>long</em> read")
    body = f"<p>{''.join(link.format(*each) for each in words)}</p><p lang=kk>{link.format('', 'The long read')}</p>"
    own, _ = read(body, tmp_path)
    entitled([own, Chapter("index.html", "b", "home", "Отыз жыл", 'The "long" read', "kk", element("section"), ())])
    assert [(words_of(each), each.get("lang")) for each in own.body.iter(x("a"))] == [
        ("Отыз жыл", "kk"), ("the read", None), ("The long read", None), ("Отыз жыл", None),
    ]  # fmt: skip


def test_places_with_one_number_share_a_note(tmp_path: Path) -> None:
    again = FACT.replace("fact-a", "fact-a.2").replace("cite-a", "cite-a.2")
    second = SLIP.replace('id="fact-a"', 'id="fact-a.2"')
    made, _ = read(f"<p>{FACT} {again}</p>{SLIP}{second}", tmp_path)
    assert [note.cited for note in made.notes] == [("cite-a", "cite-a.2")]


def test_a_figure_without_a_slip_keeps_its_words(tmp_path: Path) -> None:
    made, _ = read(f"<p>There were {FACT}.</p>", tmp_path)
    assert (text(made), made.notes) == ("There were twelve boats.", ())


def test_notes_of_the_editor_are_counted_through_the_chapter(tmp_path: Path) -> None:
    """Pages begin anew with each section. A figure in a note has its note, too, behind those of the text."""
    body = "".join(
        f'<p>{n}<a class="note-ref" href="#note-{n}" id="noteref-{n}">*</a></p>'
        f'<div class="note" role="note" id="note-{n}"><a href="#noteref-{n}">*</a> <div><p>Of {n}: {words}</p></div></div>'
        for n, words in (("x", FACT), ("y", "none"))
    )
    made, _ = read(body + SLIP, tmp_path)
    assert text(made) == "x*y†"
    assert [(note.number, note.kind) for note in made.notes] == [("*", "editor"), ("†", "editor"), ("1", "figure")]
    assert words_of(made.notes[0].body[0]) == "Of x: twelve boats[1]"


def test_marks_go_on_in_pairs() -> None:
    assert [notes.mark(index) for index in (0, 1, 6, 7)] == ["*", "†", "**", "††"]


def test_links_lead_to_chapters_or_out_or_nowhere(tmp_path: Path) -> None:
    links = (
        "../sources.html#fact-a",
        "#1",
        "https://a.example/",
        "../data/facts.csv",
        "../404.html",
        "javascript:x",
        "//b",
    )
    made, _ = read("".join(f'<p><a href="{link}">words</a></p>' for link in links), tmp_path)
    found = [paragraph.find(x("a")) for paragraph in made.body]
    assert [None if each is None else each.get("href") for each in found] == [
        "sources.html#fact-a",
        "operations/a.html#n-1",
        "https://a.example/",
        *[None] * 4,
    ]
    assert text(made).count("words") == len(links)


def test_a_link_to_what_was_left_out_leads_to_the_chapter(tmp_path: Path) -> None:
    made, _ = read('<p id="in"><a href="#in">1</a> <a href="#out">2</a></p>', tmp_path)
    mended([made])
    assert [each.get("href") for each in made.body.iter(x("a"))] == ["operations/a.html#in", "operations/a.html"]


def test_names_fit_xml_and_any_file_system() -> None:
    assert [name(told) for told in ("1992", "әліп", "a.2", "a:b c", "-x")] == ["n-1992", "әліп", "a.2", "a_b_c", "n--x"]
    found = chapter_ids(["A/b.html", "a-b.html", "a_b.html", "2019.html", "ж.html", "..html"])
    assert list(found.values()) == ["a-b", "a-b-2", "a-b-3", "n-2019", "page", "page-2"]
    assert target("http://[", "a.html", ["a.html"]) == ""


@pytest.mark.parametrize(
    ("title", "expected"), [("Con", "con-feature"), ("LPT 1", "lpt-1"), ("Com1", "com1-feature"), ("?!", "feature")]
)
def test_packages_get_no_name_that_a_system_keeps_to_itself(title: str, expected: str) -> None:
    assert package_name({"SITENAME": title}) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://example.com/[x]?q=a b#c|d", "https://example.com/%5Bx%5D?q=a%20b#c%7Cd"),
        ("http://example.com/%zz%20", "http://example.com/%25zz%20"),
        ("https://пример.рф/путь", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"),
        ("https://user@[::1]:80/a;b=1,2?c=d/e", "https://user@[::1]:80/a;b=1,2?c=d/e"),
        ("mailto:a b@c.example", "mailto:a%20b@c.example"),
        ("http://", ""),
        ("http://a b/", ""),
        ("http://example.com:x/", ""),
    ],
)
def test_an_address_is_written_as_the_standard_has_it(written: str, expected: str) -> None:
    assert target(written, "a.html", ["a.html"]) == expected


SPOILT = b"""<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:tool="https://tool.example/" viewBox="0 0 9 9" onload="x()" tool:kept="1"><metadata>x</metadata><script>x()</script>
<g id="a 1"><path d="M0 0h9" onclick="x()"/></g><g id="a 1"/><use xlink:href="#a 1"/><image href="https://elsewhere.example/x.png"/>
<text>One <tool:b>x</tool:b>two</text><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject></svg>"""


def test_a_placed_drawing_only_draws() -> None:
    """No script, nothing of elsewhere, no other vocabulary, ids as XML has them; all that is drawn stays."""
    root = etree.fromstring(placed.still(SPOILT, "x.svg"))
    assert [etree.QName(each).localname for each in root.iter()] == ["svg", "g", "path", "g", "use", "image", "text"]
    assert {each.prefix for each in root.iter()} == {None}
    told = {etree.QName(key).localname for each in root.iter() for key in each.attrib}
    assert told == {"viewBox", "id", "d", "href"}
    assert root.xpath("//@id") == ["a_1"]
    assert root.xpath("//@*[local-name()='href']") == ["#a_1"]
    assert "".join(root.itertext()).split() == ["One", "two"]
    assert placed.still(placed.still(SPOILT, "x.svg"), "x.svg") == placed.still(SPOILT, "x.svg")


@pytest.mark.parametrize(
    "content", [b"<svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>']
)
def test_a_placed_drawing_that_no_book_can_hold_is_named(content: bytes) -> None:
    with pytest.raises(Trouble, match=r"the picture x\.svg"):
        placed.still(content, "x.svg")


def test_a_placed_picture_goes_along_where_readers_can_show_it(tmp_path: Path) -> None:
    """Of any other one its description stays as words."""
    body = '<p><img src="../dot.0123456789.png" alt="A dot"> <img src="../clip.0123456789.mp4" alt="A clip"></p>'
    made, pictures = read(body, tmp_path)
    (image,) = made.body.iter(x("img"))
    assert (image.get("alt"), text(made)) == ("A dot", "A clip")
    assert pictures.found[image.get("src")].content == b"dot"


DRAWING = """<svg class="drawing" data-form="{}" viewBox="0 0 {} 50"><title>Boats</title><desc>Two of them</desc>
<path class="line-ink" stroke="currentColor" fill="none" d="M0 0H9"/><text class="halo" x="1" y="2">A</text></svg>"""


def test_the_wide_form_of_a_drawing_is_taken_and_the_narrow_one_named(tmp_path: Path) -> None:
    body = f"<figure><div>{DRAWING.format('narrow', 20)}{DRAWING.format('wide', 90)}</div></figure>"
    made, pictures = read(body, tmp_path)
    (image,) = made.body.iter(x("img"))
    assert image.get("alt") == "Boats. Two of them."
    wide, narrow = (pictures.found[image.get(key)].content for key in ("src", "data-narrow"))
    assert (b'width="92.88"' in wide, b'width="20.64"' in narrow) == (True, True)  # with the room around


def test_a_list_for_narrow_screens_goes_where_a_drawing_stands_beside(tmp_path: Path) -> None:
    made, _ = read(f'<div><ol data-form="narrow"><li>a</ol>{DRAWING.format("wide", 90)}</div>', tmp_path)
    assert [each.tag for each in made.body] == [x("img")]


def test_a_drawing_stands_by_itself() -> None:
    """No class, no colour from elsewhere, nothing that simple renderers lack; the description goes to its place."""
    made = ElementTree.fromstring(standalone(parsed(DRAWING.format("wide", 90)), STYLES))
    assert not any(each.get("class") or "currentColor" in each.attrib.values() for each in made.iter())
    assert [each.tag.rpartition("}")[2] for each in made] == ["rect", "path", "text", "text"]
    ground, path, halo, words = made
    assert (ground.get("fill"), path.get("stroke"), made.get("fill")) == ("#ffffff", "#111111", "#111111")
    assert (halo.get("stroke"), words.get("stroke"), words.get("paint-order")) == ("#ffffff", None, None)


def test_dashes_of_a_circle_become_strokes() -> None:
    """Renderers differ in where the dashes of a circle begin. A class means more where another is around it."""
    circle = '<circle class="thick" r="100" pathLength="4" stroke-dasharray=".1 .9" stroke-dashoffset=".05"/>'
    made = ElementTree.fromstring(
        standalone(parsed(f'<svg viewBox="0 0 9 9">{circle}</svg>'), STYLES, ["dial"], ["1992"])
    )
    _, path, words = made
    assert path.get("d") == "M104.5 0L95.5 0M0 104.5L0 95.5M-104.5 0L-95.5 0M0 -104.5L0 -95.5"
    assert path.get("stroke-width") == "15.71"  # a tenth of a quarter of the circle
    assert words.text == "1992"


def test_nested_viewports_become_groups() -> None:
    """The whole is as large as what it holds."""
    inner = (
        '<svg x="-10%" width="120%" viewBox="-1 -1 2 2"><path d="M0 0"/></svg><svg x="50%" y="5%"><text>a</text></svg>'
    )
    made = ElementTree.fromstring(standalone(parsed(f'<svg aria-label="Ring  of years">{inner}</svg>'), {}))
    moves = [each.get("transform") for each in made]
    assert moves == ["translate(-100 0) scale(600) translate(1 1)", "translate(500 50)"]
    assert made.get("viewBox") == "-119.2 -19.2 1238.4 1238.4"


@pytest.mark.parametrize(
    ("drawing", "told"),
    [
        ('<svg aria-label="Ring  of years"/>', "Ring of years"),
        ("<svg><title>Boats!</title><desc>Two</desc></svg>", "Boats! Two."),
        ("<svg><title>Boats</title></svg>", "Boats."),
    ],
)
def test_a_drawing_says_what_it_shows(drawing: str, told: str) -> None:
    assert alternative(parsed(drawing)) == told


def test_drawings_are_cut_out_whole() -> None:
    """A drawing within a drawing goes with it; upper case in names stays."""
    main, drawings = main_of('<main><svg viewBox="0 0 1 1"><svg/><svg></svg></svg><p>a<svg/></main>')
    assert drawings == ['<svg viewBox="0 0 1 1"><svg/><svg></svg></svg>', "<svg/>"]
    assert len(main.findall(".//img")) == 2


def test_a_drawing_is_no_door_for_entities() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        parsed("<svg><text>&from-elsewhere;</text></svg>")


def test_a_feature_keeps_its_identifier() -> None:
    """It follows the public address; the title may be corrected without the book becoming another."""
    address = {"address": "https://a.example", "name": "a", "title": "A"}
    assert identifier(address) == identifier(address | {"title": "B"})
    assert identifier(address) != identifier(address | {"address": ""})
    assert identifier(address).startswith("urn:uuid:")


def test_a_chapter_gets_words_in_its_language() -> None:
    words = {"notes": "Notes", "kk:notes": "Ескертпелер"}
    assert [said(words, "notes", lang) for lang in ("en", "kk", "ru")] == ["Notes", "Ескертпелер", "Notes"]


@pytest.mark.parametrize("years", [(2001,), (2001, 2008)])
@pytest.mark.parametrize("title", ["A", "Четверть века переправе", "Wort" * 20, "One word after another " * 9])
@pytest.mark.parametrize("subtitle", ["", "Briefly", "All that is known of it, and all that is not " * 5])
@pytest.mark.parametrize("names", [(), ("", "A house"), ("Somebody with a name " * 6, "A house of many words " * 6)])
def test_nothing_on_a_cover_runs_over_anything(years, title, subtitle, names) -> None:
    """Neither where the ring reaches over the page nor where it stands whole, since years at its sides are lit."""
    pages = [type("Page", (), {"dates": type("Dates", (), {"years": years})})]
    (placed,) = cover(Words(title, subtitle, names), ring(2000, 30, pages)).parts
    words = placed.drawing.texts
    assert " ".join(text.words for text in words).replace(" ", "") == f"{''.join(names)}{title}{subtitle}".replace(
        " ", ""
    )
    frame = Box(0, 0, WIDTH, HEIGHT)
    for text in words:
        assert text.box.inside(frame, 12), text.words
        assert text.size >= 12
    assert not any(one.box.overlaps(other.box) for one, other in combinations(words, 2))
