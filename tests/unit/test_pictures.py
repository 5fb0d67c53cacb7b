"""Pictures: words set as large as they fit, a graphic that stands by itself, and a cache that is never wrong."""

import struct
from itertools import combinations
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

import pictures
from dev.widths import FACES, table
from graphics import KINDS, lettering, plate
from graphics.drawing import Box, Drawing, Pen, Text, rectangle
from graphics.lettering import Face, lettered, unknown
from graphics.plate import Credit, sheet
from graphics.svg import standalone
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
    lines = lettered(
        "https://host.example/feature/graphics/one.html", 200, 100, (13, 13), Face("sans", bold=False)
    ).lines
    assert lines == ("https://host.example/feature/", "graphics/one.html")


def test_letters_that_the_faces_lack_are_found():
    """An arrow is one; a narrow space is set as a space that there is."""
    assert unknown("a → b → 中", Face()) == "→中"
    assert unknown("Ұлт «Əліппе» 10\N{NARROW NO-BREAK SPACE}000 – №", Face("sans")) == "Ə"
    assert lettering.plain("10\N{NARROW NO-BREAK SPACE}000") == "10\N{NO-BREAK SPACE}000"


@pytest.mark.parametrize("source", ["Source: the log.", "Ұ" * 80, "A long source that says who said what. " * 6])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_plate_keeps_everything_apart_and_on_the_sheet(title, source):
    """Title, drawing, source and credit: nothing is cut, no words touch others, nothing leaves the margins."""
    drawing = Drawing(720, 200, (rectangle(Box(0, 0, 720, 200), Pen(fill="accent")),))
    credit = Credit("The name of a feature", ("A publisher", "CC BY 4.0"), "https://host.example/" + "path/" * 20)
    made = sheet(title, drawing, source, credit)
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
    everything = told([title, source, credit.name, " · ".join(credit.terms), credit.address])
    assert told(words) == everything


def test_a_plate_says_only_what_is_set():
    drawing = Drawing(720, 20, ())
    made = sheet("Title", drawing, "Source.", Credit("Feature"))
    assert [text.words for part in made.parts for text in part.drawing.texts] == ["Title", "Source.", "Feature"]


def test_the_file_is_whole_and_its_text_is_text():
    """Words can be searched, in the faces with a generic one behind them; each colour is written out."""
    made = graphic(KINDS["people"], fact("sailors", 30), fact("cooks", 2))
    root = etree.fromstring(plate.svg(made, Credit("A & <b>"), COLOURS).encode())
    texts = root.findall(f".//{SVG}text")
    assert {"Title", "Source", "A & <b>", "30"} <= {piece for text in texts for piece in text.itertext()}
    assert {text.get("font-family") for text in texts} == {"'PT Serif', serif", "'PT Sans', sans-serif"}
    painted = [element.get(name) for element in root.iter() for name in ("fill", "stroke") if element.get(name)]
    assert set(painted) <= {*COLOURS.values(), "none"}
    assert root.findtext(f"{SVG}title") == "Title"


def test_a_plate_tells_letters_that_it_cannot_draw():
    made = graphic(KINDS["people"], fact("sailors", 30, counts="sailors → home"))
    messages = list(plate.letter_faults(made))
    assert [message[:3] for _, message in messages] == ["“→”"]


def test_words_in_pictures_are_set_as_on_pages():
    """Quotes and dashes by the language, and no markup."""
    assert as_plain_text('"Век" & <i> - да', "ru").startswith("«Век» & <i>")
    assert as_plain_text("NATO's own", "en") == "NATO’s own"


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
