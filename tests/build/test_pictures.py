"""The pictures of a finished tree: those of each graphic to save, and the cards that other sites show."""

import json
import re
import struct
from pathlib import Path

import pytest
import yaml
from fontTools.ttLib import TTFont
from lxml import etree

import pelicanconf
from dev.widths import FACES
from tests.build.trees import files, meta, pages, parsed
from tests.conftest import HARBOUR, made
from tests.helpers import PUBLIC_URL, ROOT, unhashed

SVG = "{http://www.w3.org/2000/svg}"
HEAVIEST = 100_000  # bytes of a card
OF_HARBOUR = ("Четвертьвекапереправе", "Паромнаяпереправа«Заречье»", "Заречныйлисток·CCBY4.0")
PROBE = '''\
"""Tells of each card what is planned for it."""

import json
from math import atan2, degrees
from pathlib import Path

from pelican import signals

from cards import layout
from pictures import as_plain_text
from ring import span


def lit(sheet, first, years):
    """The years whose strokes are in the colour of those that are lit, by their angles on the ring."""
    shapes = sheet.parts[0].drawing.shapes
    rim = shapes[0].box
    x, y = (rim.left + rim.right) / 2, (rim.top + rim.bottom) / 2
    for shape in shapes:
        for stroke in shape.d.split("M")[1:] if shape.pen.stroke == "mark" else ():
            across, down = map(float, stroke.partition("L")[0].split())
            yield first + round(degrees(atan2(across - x, y - down)) % 360 * years / 360) % years


def fits(page, settings):
    made = getattr(page, "graphic", None)
    if not made:
        return False
    words = [as_plain_text(each, page.lang) for each in (page.title, made.source)]
    return bool(layout.on_drawing(layout.Words(settings["SITENAME"], words[0], (words[1],)), lambda w: made.kind.draw(made, w)))


def tell(generator, writer):
    settings, context = generator.settings, generator.context
    first, years = span(settings["LEDGER"].facts, settings["RING"])
    told = {}
    for address, plan in context["cards"].items():
        texts = [text for part in plan.draft.sheet.parts for text in part.drawing.texts]
        own = [use for use in context["graphic_uses"].get(Path(address).stem, []) if use in context["operations"]]
        operation = plan.draft.page if plan.draft.page in context["operations"] else own[0] if own and "graphics/" in address else None
        told[address] = {
            "title": str(plan.draft.page.title),
            "summary": str(plan.draft.page.summary),
            "fits": fits(plan.draft.page, settings),
            "drawn": len(plan.draft.sheet.parts) == 2,
            "lit": [] if len(plan.draft.sheet.parts) == 2 else sorted(lit(plan.draft.sheet, first, years)),
            "all": sorted({year for each in context["operations"] for year in each.dates.years}),
            "own": list(operation.dates.years) if operation else [],
            "of": [str(operation.title), *map(str, operation.dates.years[::len(operation.dates.years) - 1 or 1])] if operation else [],
            "when": getattr(operation, "when", ""),
            "first": str(first),
            "smallest": min(piece.size * part.scale for part in plan.draft.sheet.parts for text in part.drawing.texts for piece in text.pieces),
            "picture": plan.png.hex(),
        }
    Path(__file__).with_name("told.json").write_text(json.dumps(told))


def register():
    signals.page_writer_finalized.connect(tell)
'''


@pytest.fixture(params=["site", "published", "fixture_site"])
def tree(request) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def harbour_published(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("harbour") / "public"
    return made(HARBOUR / "settings.py", out, {"PUBLIC_URL": "https://ferry.example"})


def graphics(tree: Path) -> list[str]:
    """The addresses of a tree's graphics, without their ends."""
    return [page.removesuffix(".html") for page in pages(tree) if page.startswith("graphics/")]


def size(data: bytes) -> tuple[int, int]:
    """(width, height) of a whole PNG."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data[-8:-4] == b"IEND"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def words(root: etree._Element) -> str:
    """All words of a picture, without their spaces."""
    return "".join("".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text"))


def test_each_graphic_has_its_pictures(tree):
    """An SVG and two PNGs of one shape, 1,200 and 2,400 pixels wide, beside its page."""
    assert graphics(tree)
    for graphic in graphics(tree):
        root = etree.parse(tree / f"{graphic}.svg").getroot()
        shape = float(root.get("width")) / float(root.get("height"))
        for width in (1200, 2400):
            data = (tree / f"{graphic}-{width}.png").read_bytes()
            assert size(data)[0] == width, graphic
            assert size(data)[1] == pytest.approx(width / shape, abs=1), graphic
        assert root.get("lang") == parsed(tree, f"{graphic}.html").get("lang")


def test_a_picture_says_what_it_shows_who_says_it_and_whose_it_is(tree, request):
    """Its title, summary, notes and source, whole; the feature's name and what it is; its address where it has one."""
    harbour = tree == request.getfixturevalue("fixture_site")
    folder = (HARBOUR if harbour else ROOT) / "content" / "graphics"
    for graphic in graphics(tree):
        root = etree.parse(tree / f"{graphic}.svg").getroot()
        said = yaml.safe_load((folder / f"{Path(graphic).name}.yaml").read_text(encoding="utf-8"))
        notes = [re.sub(r"\[(.*?)\]\(.*?\)|\*", r"\1", note) for note in said.get("notes", ())]
        assert notes
        for told in (said["title"], said["summary"], said["source"], *notes):
            assert "".join(told.split()) in words(root), (graphic, told)
        for name in (
            OF_HARBOUR
            if harbour
            else ("".join(pelicanconf.SITENAME.split()), "".join(pelicanconf.SITESUBTITLE.split()))
        ):
            assert name in words(root), graphic
        address = f"{PUBLIC_URL}/{graphic}.html".removeprefix("https://")  # as people write it
        assert (address in words(root)) == (tree == request.getfixturevalue("published")), graphic


def test_a_picture_by_itself_asks_for_nothing(tree):
    """No script, no other file; its colours are those of the day, and only of the theme's roles."""
    for graphic in graphics(tree):
        text = (tree / f"{graphic}.svg").read_text(encoding="utf-8")
        assert re.findall(r"href|url\(|<script|<style|class=|var\(", text) == [], graphic
        paper = parsed(tree, f"{graphic}.html").xpath("string(//meta[@name='theme-color'][1]/@content)")
        assert f'<rect width="100%" height="100%" fill="{paper}"/>' in text


@pytest.fixture(scope="module", params=["published", "harbour_published"])
def planned(request, tmp_path_factory) -> tuple[Path, dict[str, dict]]:
    """(a published tree, what was planned for the card of each of its pages), from a second build with a plugin."""
    tree = request.getfixturevalue(request.param)
    conf = ROOT / "publishconf.py" if request.param == "published" else HARBOUR / "settings.py"
    folder = tmp_path_factory.mktemp("probe")
    (folder / "probe.py").write_text(PROBE, encoding="utf-8")
    (folder / "conf.py").write_text(
        f"import os, sys\nsys.path.insert(0, {str(ROOT)!r})\nbase = {str(conf.parent)!r}\n"
        f"exec(open({str(conf)!r}, encoding='utf-8').read())\n"
        "PATH, THEME = os.path.join(base, PATH), os.path.join(base, THEME)\n"
        f"PLUGIN_PATHS = [*(os.path.join(base, each) for each in PLUGIN_PATHS), {str(folder)!r}]\n"
        "PLUGINS = [*PLUGINS, 'probe']\n",
        encoding="utf-8",
    )
    url = PUBLIC_URL if request.param == "published" else "https://ferry.example"
    made(folder / "conf.py", folder / "out", {"PUBLIC_URL": url})
    return tree, json.loads((folder / "told.json").read_text(encoding="utf-8"))


def test_a_card_shows_its_pages_graphic_where_it_can_be_read_there(planned):
    """The drawing wherever it finds room, else the ring; and nothing on a card is smaller than can be read."""
    tree, told = planned
    assert set(told) == set(pages(tree)) - {"404.html"}
    assert [page for page, card in told.items() if card["drawn"] != card["fits"]] == []
    assert sum(card["drawn"] for card in told.values()) > 2
    assert [page for page, card in told.items() if card["smallest"] < 22] == []
    for page, card in told.items():
        (written,) = (tree / "cards" / page).parent.glob(f"{Path(page).stem}.*.png")
        assert written.read_bytes().hex() == card["picture"], page


def test_the_years_of_an_operation_are_the_lit_ones_on_its_card(planned):
    """On its own card, and on that of a graphic which stands on its page; on others those of all operations."""
    told = planned[1]
    rings = {page: card for page, card in told.items() if not card["drawn"]}
    assert any(card["own"] and card["own"] != card["all"] for card in rings.values())
    for page, card in rings.items():
        assert card["lit"] == (card["own"] or card["all"]), page
    operations = [card for page, card in rings.items() if page.startswith("operations/")]
    assert operations
    assert all(card["own"] for card in operations)


def test_a_cards_words_for_those_who_do_not_see_it_say_what_is_on_it(planned):
    """The title, then what the graphic shows, or whose years are lit on the ring."""
    tree, told = planned
    for page, card in told.items():
        alt = meta(tree, page)["og:image:alt"]
        title, _, said = alt.partition(". ")
        assert title == card["title"]
        if card["drawn"]:
            assert said == card["summary"]
        elif card["own"]:
            name, *years = card["of"]
            assert [part for part in (name, *([card["when"]] if card["when"] else years)) if part not in alt] == [], (
                page
            )
            assert card["summary"] not in alt
        else:
            assert card["first"] in said, page
            assert card["summary"] not in alt


@pytest.mark.parametrize("name", ["published", "harbour_published"])
def test_every_page_has_a_card(name, request):
    """1,200 by 630, at most 100 kB, named in its head by its whole address with its size and what it shows."""
    tree = request.getfixturevalue(name)
    cards = [path.relative_to(tree).as_posix() for path in (tree / "cards").rglob("*.png")]
    shown = set()
    for page in set(pages(tree)) - {"404.html"}:
        found = meta(tree, page)
        site = found["og:url"].removesuffix(page if page != "index.html" else "")
        (path,) = [each for each in cards if unhashed(each) == f"cards/{page.removesuffix('.html')}.png"]
        assert found["og:image"] == site + path
        assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
        assert found["og:image:type"] == "image/png"
        assert found["og:image:alt"].startswith(found["og:title"])
        assert len(found["og:image:alt"]) > len(found["og:title"]) + 10
        assert found["twitter:card"] == "summary_large_image"
        data = (tree / path).read_bytes()
        assert size(data) == (1200, 630)
        assert len(data) <= HEAVIEST, page
        shown.add(data)
    assert len(shown) == len(pages(tree)) - 1  # no two are alike
    assert len(list((tree / "cards").rglob("*.png"))) == len(shown)


def test_without_a_public_address_there_is_no_card(site, fixture_site):
    for tree in (site, fixture_site):
        assert not (tree / "cards").exists()
        for page in pages(tree):
            assert [name for name in meta(tree, page) if name.startswith("og:image")] == []


def test_every_letter_of_a_title_is_in_the_face_of_cards(site, fixture_site):
    """Latin, Cyrillic, and the letters of Kazakh."""
    letters = set(TTFont(FACES["serif-bold"]).getBestCmap())
    titles = [parsed(tree, page).xpath("string(//h1)") for tree in (site, fixture_site) for page in pages(tree)]
    assert any("қ" in title for title in titles)
    assert [title for title in titles if not {ord(letter) for letter in title if letter.isprintable()} <= letters] == []


def test_pictures_do_not_depend_on_the_cache(site, tmp_path):
    """A build that keeps nothing writes the same."""
    settings = tmp_path / "conf.py"
    text = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nPICTURE_CACHE = ''\n"
    settings.write_text(
        text + "".join(f"{name} = {str(ROOT / path)!r}\n" for name, path in (("PATH", "content"), ("THEME", "theme")))
        + f"PLUGIN_PATHS = [{str(ROOT / 'plugins')!r}]\n",
        encoding="utf-8",
    )  # fmt: skip
    assert files(made(settings, tmp_path / "out")) == files(site)
