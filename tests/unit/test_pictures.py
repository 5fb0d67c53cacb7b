"""Pictures: words set as large as they fit, a graphic that stands by itself, and a cache that is never wrong."""

import struct
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

import pictures
from dev.widths import FACES, table
from graphics import KINDS, lettering, plate
from graphics.drawing import Box, Drawing, Pen, Text, rectangle
from graphics.lettering import SMALLEST, Face, lettered, unknown
from graphics.plate import Credit, Words, sheet
from graphics.svg import inline, standalone
from ledger import Refused
from pictures import as_plain_text, faces, png
from tests.drawn import fact, graphic

SVG = "{http://www.w3.org/2000/svg}"
COLOURS = {"ink": "#111111", "paper": "#fffff0", "accent": "#00667f", "soft": "#555555", "hairline": "#cccccc"}
TITLES = {
    "one short word": "Ice",
    "a sentence": "Every hand that came aboard, and the ice that was left behind on the river",
    "two hundred letters": "A title that goes on for as long as anybody could ever want it to, " * 3,
    "eighty letters without a break": "Пере" * 20,
    "a word in Kazakh": "Қазақстандықтардың өңірлеріндегі әңгімелесушілердің ұйғарымдары",
    "capitals": "WWWWWWWWWWWW MMMMMMMMMMMMMMMM",
}
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path fill="#123456" d="M0 0h8v8z"/></svg>'


def told(lines) -> str:
    return "".join("".join(lines).split())


def measured(text: Text) -> float:
    """The width of a line by the face's own table, kerning left out, which only brings letters closer."""
    font = TTFont(FACES[f"{text.face}-bold" if text.bold else text.face])
    names, widths = font.getBestCmap(), font["hmtx"]
    return sum(widths[names[ord(letter)]][0] for letter in text.words) * text.size / font["head"].unitsPerEm


def test_the_table_of_widths_is_that_of_the_faces():
    assert (Path(plate.__file__).parent / "widths.json").read_text(encoding="utf-8") == table()


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize(("width", "height", "most"), [(720, 10_000, 4), (300, 250, 5), (900, 60, 1)])
def test_words_are_never_cut(title, width, height, most):
    """Every letter is there, in no more lines and no more room than there is, and no line is wider than was asked for."""
    made = lettered(title, width, height, (90, 30), Face(room=1.0), most)
    assert told(made.lines) == told([title])
    assert len(made.lines) <= most
    assert made.height <= height
    assert max(measured(text) for text in made.texts(0, 0)) <= width * 1.001


def test_words_are_as_large_as_they_fit():
    """A step larger they would not; and what fits at the largest size has that size."""
    title = TITLES["a sentence"]
    made = lettered(title, 400, 200, (90, 10))
    larger = lettered(title, 400, 200, (made.size / lettering.STEP, made.size / lettering.STEP - 0.1))
    assert larger.size < made.size / lettering.STEP - 0.1
    assert lettered("Ice", 400, 200, (90, 10)).size == 90


def test_lines_are_balanced():
    """No line is left with one word where the words could be shared out."""
    words = "one two three four five six seven eight nine"
    assert lettered(words, 700, 100, (36, 10)).lines == ("one two three four five", "six seven eight nine")


def test_a_word_is_broken_between_letters_and_not_before_an_accent():
    accented = "e\N{COMBINING DOUBLE VERTICAL LINE ABOVE}" * 30
    lines = lettered(accented, 120, 10_000, (40, 40), most=50).lines
    assert len(lines) > 1
    assert told(lines) == accented
    assert all(line.startswith("e") for line in lines)


def test_an_address_is_broken_behind_a_slash():
    """Behind a hyphen only where there is no slash."""
    face = Face("sans", bold=False)
    lines = lettered("https://host.example/feature/graphics/one.html", 200, 100, (13, 13), face).lines
    assert lines == ("https://host.example/feature/", "graphics/one.html")
    lines = lettered("host.example/feature/graphics/some-long-names.html", 240, 100, (13, 13), face).lines
    assert lines == ("host.example/feature/graphics/", "some-long-names.html")
    assert lettered("some-very-long-name.html", 90, 100, (13, 13), face).lines[0] == "some-very-"


@pytest.mark.parametrize(
    "title",
    [
        "Where the transport left, and the country of the conflict",
        "Two postal items, and the suggested routes",
        "По штриху на\xa0каждый год переправы",
    ],
)
def test_no_short_word_is_left_in_a_line_by_itself(title):
    """A title is set a little smaller instead; not where it would have to go below its least size."""
    face = Face(leading=1.08, room=1.01)
    made = lettered(title, 340, 340, (84, 34), face, 8)
    longest = max(face.width(line, made.size) for line in made.lines)
    alone = [line for line in made.lines if " " not in line]
    assert [line for line in alone if face.width(line, made.size) < longest * 0.4] == []
    assert lettered("Transportation of a", 340, 340, (50, 50), face).size == 50


def test_apostrophes_are_curved_and_measured_so():
    """In words of a drawing, on a page and in a file: they are data, which no page sets."""
    drawing = Drawing(200, 20, (Text(0, 13, "A ferry's log", then=(Text(0, 0, "and a crew's"),)), Text(0, 30, "It's")))
    shown = standalone(plate.Sheet(200, 20, (plate.Placed(0, 0, drawing),)), "", "", COLOURS, "en")
    for svg in (inline(drawing, "", "", "wide"), shown):
        assert [words for words in ("A ferry’s log", "and a crew’s", ">It’s<") if words not in svg] == []
    assert Text(0, 0, "'").box == Text(0, 0, "’").box != Text(0, 0, "`").box


def test_a_drawing_without_a_stylesheet_has_its_size_and_its_face():
    """Words are as large as they were measured, unless they say otherwise; and not set in a page's own serif."""
    root = etree.fromstring(inline(Drawing(200, 20, (Text(0, 13, "Words"),)), "", "", "wide"))
    assert (root.get("font-size"), root.get("font-family")) == ("13", "sans-serif")


def test_letters_that_the_faces_lack_are_found():
    """An arrow is one; a narrow space is set as a space that there is."""
    assert unknown("a → b → 中", Face()) == "→中"
    assert unknown("Ұлт «Əліппе» 10\N{NARROW NO-BREAK SPACE}000 – №", Face("sans")) == "Ə"
    assert lettering.plain("10\N{NARROW NO-BREAK SPACE}000") == "10\N{NO-BREAK SPACE}000"


@pytest.mark.parametrize("source", ["Source: the log.", "Ұ" * 80, "A long source that says who said what. " * 6])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_plate_keeps_everything_apart_and_on_the_sheet(title, source):
    """Title, summary, drawing, notes, source, credit: nothing is cut, no words touch others or leave the margins."""
    drawing = Drawing(720, 200, (rectangle(Box(0, 0, 720, 200), Pen(fill="accent")),))
    address = "https://host.example/" + "path/" * 20
    credit = Credit("The name of a feature", ("A publisher", "CC BY 4.0"), address, "What the feature is. " * 9)
    notes = ("How to read it, at some length. " * 8, "A second note.")
    said = Words(title, "What it shows, in a sentence or two. " * 4, source, notes)
    made = sheet(said, drawing, credit)
    boxes, words = [], []
    for part in made.parts:
        for item in part.drawing.items:
            box = item.box
            if isinstance(item, Text):
                words.append(item.words)
            elif part.drawing.height != 200 or item.pen.fill != "accent":
                continue
            boxes.append(Box(box.left + part.x, box.top + part.y, box.right + part.x, box.bottom + part.y))
    frame = Box(plate.MARGIN, plate.MARGIN, made.width - plate.MARGIN, made.height - plate.MARGIN + 9)
    assert [box for box in boxes if not box.inside(frame, by=1)] == []
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    below = [*notes, source, credit.name, credit.about, " · ".join(credit.terms), credit.address]
    assert told(words) == told([title, said.summary, *below])


def test_a_plate_says_only_what_is_set():
    drawing = Drawing(720, 20, ())
    made = sheet(Words("Title", "Summary.", "Source."), drawing, Credit("Feature"))
    told = [text.words for part in made.parts for text in part.drawing.texts]
    assert told == ["Title", "Summary.", "Source.", "Feature"]


def test_a_plate_is_set_in_a_calm_order():
    """The summary is smaller than the title and never bold; notes stand above the source, the credit at their right."""
    said = Words("Title", "Summary.", "Source.", ("One note.", "Another."))
    made = sheet(said, Drawing(720, 20, ()), Credit("Feature", ("CC BY",), "host.example", "What it is"))
    texts = {text.words: text for part in made.parts for text in part.drawing.texts}
    title, summary = texts["Title"], texts["Summary."]
    assert (summary.face, summary.bold) == ("serif", False)
    assert title.size > 1.5 * summary.size > 1.5 * texts["Source."].size
    for names in (("Title", "Summary."), ("One note.", "Another.", "Source.")):
        assert len({texts[name].x for name in names}) == 1
        assert sorted(names, key=lambda name: texts[name].y) == list(names)
    credit = ("Feature", "What it is", "CC BY", "host.example")
    assert sorted(credit, key=lambda name: texts[name].y) == list(credit)
    assert {texts[name].x for name in credit} == {texts["Feature"].x}
    assert texts["Feature"].x > texts["Source."].box.right


def test_the_file_is_whole_and_its_text_is_text():
    """Words can be searched, in the faces with a generic one behind them; each colour is written out."""
    made = graphic(KINDS["people"], fact("sailors", 30), fact("cooks", 2))
    made = replace(made, notes=("Of [30 sailors](fact:sailors), *all*.",))
    root = etree.fromstring(plate.svg(made, Credit("A & <b>"), COLOURS, str.upper).encode())
    texts = root.findall(f".//{SVG}text")
    said = {piece for text in texts for piece in text.itertext()}
    assert {"TITLE", "SUMMARY", "SOURCE", "OF 30 SAILORS, ALL.", "A & <b>", "30"} <= said
    families = [text.get("font-family").split(", ") for text in texts]
    assert {family[0] for family in families} == {"'PT Serif'", "'PT Sans'"}
    for family in families:
        assert family[-1] == ("serif" if family[0] == "'PT Serif'" else "sans-serif")
        assert len(family) > 2, "a face in between, for where the first is not installed"
    painted = [element.get(name) for element in root.iter() for name in ("fill", "stroke") if element.get(name)]
    assert set(painted) <= {*COLOURS.values(), "none"}
    assert root.findtext(f"{SVG}title") == "Title"


def test_a_plate_tells_letters_that_it_cannot_draw():
    made = graphic(KINDS["people"], fact("sailors", 30, counts="sailors → home"))
    made = replace(made, summary="One ⇒ two", notes=("Fine.", "A [⇔](fact:sailors) b"))
    messages = [(where, message[:3]) for where, message in plate.letter_faults(made)]
    assert messages[:2] == [(("summary",), "“⇒”"), (("notes", 1), "“⇔”")]
    assert [message for _, message in messages[2:]] == ["“→”"]


def test_words_in_pictures_are_set_as_on_pages():
    """Quotes and dashes by the language, and no markup."""
    assert as_plain_text('"Век" & <i> - да', "ru").startswith("«Век» & <i>")
    assert as_plain_text("NATO's own", "en") == "NATO’s own"
    assert as_plain_text("2 kg", "en") == "2\N{NO-BREAK SPACE}kg"


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """What the renderer itself was asked for."""
    asked, draw = [], pictures.draw

    def counted(svg: str, width: int) -> bytes:
        asked.append(svg)
        return draw(svg, width)

    monkeypatch.setattr(pictures, "draw", counted)
    return asked


def cache(folder: Path | str) -> dict[str, str]:
    return {"PICTURE_CACHE": str(folder)}


def test_a_picture_has_the_width_that_was_asked_for_and_always_the_same_bytes():
    words = f'<text y="7" font-size="6" font-family="PT Serif">Әңгіме</text>{SQUARE}'
    svg = SQUARE.replace("<path", words.replace(SQUARE, "") + "<path")
    one, other = (png(svg, 64, cache("")) for _ in range(2))
    assert one == other
    assert struct.unpack(">II", one[16:24]) == (64, 64)
    assert png(SQUARE, 64, cache("")) != one  # the words were drawn


def test_a_picture_is_drawn_once(tmp_path, drawn):
    """The same from the cache; another drawing or another width is another picture."""
    first = png(SQUARE, 16, cache(tmp_path))
    assert png(SQUARE, 16, cache(tmp_path)) == first
    assert len(drawn) == 1
    png(SQUARE, 32, cache(tmp_path))
    png(SQUARE.replace("#123456", "#654321"), 16, cache(tmp_path))
    assert len(drawn) == 3
    assert len(list(tmp_path.iterdir())) == 3


def test_another_face_makes_another_picture(tmp_path, drawn, monkeypatch):
    png(SQUARE, 16, cache(tmp_path))
    monkeypatch.setattr(pictures, "renderer", lambda: "another")
    png(SQUARE, 16, cache(tmp_path))
    assert len(drawn) == 2


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b"", lambda b: b[:40] + b"x" + b[41:], lambda b: b[:-32]]
)
def test_a_broken_entry_is_not_used(tmp_path, drawn, spoil):
    """Cut short, emptied, changed in one byte or without its digest: it is drawn again, and mended."""
    first = png(SQUARE, 16, cache(tmp_path))
    (entry,) = tmp_path.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(spoil(whole))
    assert png(SQUARE, 16, cache(tmp_path)) == first
    assert len(drawn) == 2
    assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path, drawn):
    """A file stands where the folder would."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for _ in range(2):
        assert png(SQUARE, 16, cache(tmp_path / "file" / "pictures"))
    assert len(drawn) == 2


def test_what_cannot_be_drawn_is_one_line(capsys):
    with pytest.raises(Refused):
        png("<svg", 16, cache(""))
    assert capsys.readouterr().err.count("\n") == 2  # the problem, and how many there are


@pytest.mark.parametrize("names", [("no_such_package",), ("fontpkg_pt_serif", "json")])
def test_missing_faces_are_one_line_with_the_mend(monkeypatch, capsys, names):
    """Not installed, or installed without their files."""
    faces.cache_clear()
    monkeypatch.setattr(pictures, "FACES", names)
    import json

    monkeypatch.setattr(json, "ROOT", Path("/nowhere"), raising=False)
    with pytest.raises(Refused):
        faces()
    faces.cache_clear()
    problem = capsys.readouterr().err.splitlines()[0]
    assert "faces of pictures are missing" in problem
    assert "make site" in problem


def test_standalone_scales_a_part():
    """A part of a sheet may be larger than its own units."""
    from graphics.drawing import Placed, Sheet

    made = Sheet(100, 100, (Placed(5, 6, Drawing(10, 10, (Text(0, 5, "word"),)), 1.5),))
    root = etree.fromstring(standalone(made, "", "", COLOURS, "en").encode())
    assert root.find(f"{SVG}g").get("transform") == "translate(5 6) scale(1.5)"


@pytest.mark.parametrize("height", [-5.0, 0.0, 3.0])
def test_words_without_room_end_in_the_smallest_size(height):
    """No room is no reason to look for ever; who asked sees by the size that there was none."""
    made = lettered("Words that find no room at all", 200, height, (40, 20))
    assert made.size == SMALLEST
    assert " ".join(made.lines) == "Words that find no room at all"


def test_pictures_drawn_ahead_are_those_drawn_one_by_one(tmp_path):
    """Each once, by several processes; one that cannot be drawn is left out, and told when it is asked for."""
    settings = {"PICTURE_CACHE": str(tmp_path / "ahead")}
    squares = [SQUARE.replace("#123456", f"#{number}{number}3456") for number in range(10, 17)]
    wanted = [(svg, width) for svg in squares for width in (8, 16)]
    pictures.ahead([*wanted, *wanted, ("<svg", 8)], settings)
    assert len(list((tmp_path / "ahead").iterdir())) == (len(wanted) if sys.platform == "linux" else 0)
    for svg, width in wanted:
        assert png(svg, width, settings) == png(svg, width, {"PICTURE_CACHE": ""})
    with pytest.raises(Refused):
        png("<svg", 8, settings)


def test_nothing_is_drawn_ahead_that_is_kept_or_would_not_be(tmp_path, monkeypatch):
    settings = {"PICTURE_CACHE": str(tmp_path)}
    kept = [(SQUARE, 8), (SQUARE, 16)]
    for svg, width in kept:
        png(svg, width, settings)
    monkeypatch.setattr(pictures.os, "fork", lambda: pytest.fail("a process was begun"))
    pictures.ahead(kept, settings)
    pictures.ahead([*kept, (SQUARE, 24)], settings)  # one alone is not worth another process
    pictures.ahead([(SQUARE, 32), (SQUARE, 64)], {"PICTURE_CACHE": ""})
