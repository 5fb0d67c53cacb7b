"""What holds of the graphics of every finished tree: each has its page, its data and its files, and says where it stands."""

import csv
import gzip
import io
import json
import re
from pathlib import Path

import pytest
import yaml
from lxml import html

from tests.build.trees import files, pages, parsed, target
from tests.conftest import HARBOUR
from tests.helpers import PUBLIC_URL, ROOT

HEAVIEST = {"map": 10_000}  # bytes of one drawing under gzip
HEAVY = 6_000


@pytest.fixture(params=["site", "published", "fixture_site"])
def tree(request) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture
def written(request, tree) -> dict[str, dict]:
    """What the graphics' files of the tree's feature say, by their ids."""
    feature = HARBOUR if tree == request.getfixturevalue("fixture_site") else ROOT
    paths = sorted((feature / "content" / "graphics").glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


def page_of(key: str) -> str:
    return f"graphics/{key}.html"


def drawings(tree: Path, page: str) -> list[str]:
    """The drawings of a page as they stand in it."""
    return re.findall(r'<svg class="drawing".*?</svg>', (tree / page).read_text(encoding="utf-8"), re.S)


def test_every_graphic_has_a_page_with_its_data(tree, written):
    """Its title, its table with a place for each fact that the ledger's page leads to, and the same facts as CSV."""
    assert written
    for key, said in written.items():
        root = parsed(tree, page_of(key))
        assert len(root.xpath("//h1")) == 1
        assert " ".join(said["title"].split()) in root.findtext("head/title").replace("\xa0", " ")
        shown = [each.removeprefix("data-") for each in root.xpath("//table//@id[starts-with(., 'data-')]")]
        assert shown, key
        assert len(root.xpath("//table/tbody/tr/th[@scope='row']")) == len(root.xpath("//table/tbody/tr"))
        rows = list(csv.DictReader(io.StringIO((tree / f"graphics/{key}.csv").read_text(encoding="utf-8"))))
        assert list(dict.fromkeys(row["id"] for row in rows)) == shown, key
        ledger = parsed(tree, "sources.html")
        for fact in shown:
            back = [target("sources.html", a) for a in ledger.xpath("//*[@id=$id]//a/@href", id=f"fact-{fact}")]
            assert (page_of(key), f"data-{fact}") in back, (key, fact)


def test_every_graphic_can_be_taken_along(tree, written):
    """As data, as a drawing, and as a picture in two sizes."""
    for key in written:
        found = parsed(tree, page_of(key)).xpath("//main//a[@download]/@href")
        names = [f"graphics/{key}{end}" for end in (".csv", ".svg", "-1200.png", "-2400.png")]
        assert [target(page_of(key), address)[0] for address in found] == names
        assert [name for name in names if not (tree / name).is_file()] == []


def test_every_graphic_says_where_it_stands(tree, written):
    """Each page that places it, and no other; each of these leads back."""
    placed: dict[str, set[tuple[str, str]]] = {key: set() for key in written}
    for page in pages(tree):
        for figure in parsed(tree, page).xpath("//figure[starts-with(@id, 'graphic-')]"):
            key = figure.get("id").removeprefix("graphic-")
            placed[key].add((page, figure.get("id")))
            assert page_of(key) in {target(page, a)[0] for a in figure.xpath("./figcaption//a/@href")}
    for key, where in placed.items():
        assert where, f"{key} is placed nowhere"
        for page in (page_of(key), "graphics.html"):
            links = {target(page, a) for a in parsed(tree, page).xpath("//main//a/@href")}
            assert {link for link in links if link[1] == f"graphic-{key}"} == where, (key, page)


def test_the_list_names_every_graphic_and_is_led_to_from_every_page(tree, written):
    leads = [target("graphics.html", a)[0] for a in parsed(tree, "graphics.html").xpath("//main//h2/a/@href")]
    assert leads == [page_of(key) for key in written]
    for page in set(pages(tree)) - {"404.html"}:
        assert "graphics.html" in {target(page, a)[0] for a in parsed(tree, page).xpath("//footer//a/@href")}, page


def plain(words: str) -> str:
    """Words without what typesetting and Markdown's links and emphasis do to them."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).replace("*", "")
    return re.sub(
        r"[\s\xa0]+", "", words.translate(str.maketrans("“”«»’'", '""""__')).replace("--", "—").replace("–", "—")
    )


def test_every_graphic_says_how_to_read_it_and_where_it_comes_from(tree, written):
    """Its notes and its source line, beside it in a text and on its own page."""
    for key, said in written.items():
        figures = [
            figure
            for page in pages(tree)
            for figure in parsed(tree, page).xpath("//figure[@id=$id]", id=f"graphic-{key}")
        ]
        for shown in (*figures, parsed(tree, page_of(key)).find(".//main")):
            text = plain(str(shown.xpath("string()")))
            assert [words for words in (said["source"], *said.get("notes", ())) if plain(words) not in text] == [], key


def test_the_description_of_a_drawing_in_a_text_is_the_authors(tree, written):
    """What stands in the brackets of the Markdown, word for word; on the graphic's own page its summary."""
    feature = HARBOUR if "risunki" in str(pages(tree)) else ROOT
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (feature / "content").rglob("*.md"))
    for key, said in written.items():
        told = re.search(rf"!\[([^\]]*)\]\(graphic:{key}\)", texts)[1]
        found = [
            svg.findtext("desc")
            for page in pages(tree)
            for svg in parsed(tree, page).xpath("//figure[@id=$id]//svg", id=f"graphic-{key}")
        ]
        assert set(found) == {told}, key
        own = {svg.findtext("desc") for svg in parsed(tree, page_of(key)).xpath("//main//svg[@class='drawing']")}
        assert own == {" ".join(said["summary"].split())}, key


def test_every_drawing_is_told_to_who_does_not_see_it(tree):
    """An image with a title and a description."""
    for page in pages(tree):
        for svg in parsed(tree, page).xpath("//svg[@class='drawing']"):
            assert svg.get("role") == "img"
            assert [child.tag for child in svg[:2]] == ["title", "desc"], page
            assert all(child.text.strip() for child in svg[:2]), page


def test_every_drawing_is_light(tree, written):
    for key, said in written.items():
        for drawing in drawings(tree, page_of(key)):
            weight = len(gzip.compress(drawing.encode(), 9, mtime=0))
            assert weight <= HEAVIEST.get(said["kind"], HEAVY), (key, weight)


def test_one_mark_stands_for_one_person(tree, written):
    """The strokes of a graphic of people, counted in what is written, are as many as the ledger says, in both forms."""
    facts = {
        fact["id"]: fact for fact in json.loads((tree / "data" / "facts.json").read_text(encoding="utf-8"))["facts"]
    }
    counted = 0
    for key in (key for key, said in written.items() if said["kind"] == "people"):
        shown = [facts[each] for each in written[key]["facts"]]
        groups = [fact for fact in shown if not fact.get("parts") and not fact.get("part_of")]
        hollow = [fact for fact in shown if fact.get("part_of")]
        for drawing in drawings(tree, page_of(key)):
            parts = [
                part
                for d in html.fragment_fromstring(drawing).xpath("//path/@d")
                for part in re.split("(?=[Mm])", d)
                if part
            ]
            assert len(parts) == sum(int(fact["value"]) for fact in groups), key
            assert sum(part.endswith("z") for part in parts) == sum(int(fact["value"]) for fact in hollow), key
            counted += 1
    assert counted


def test_the_people_of_the_feature_are_607(site):
    strokes = [d for each in drawings(site, "graphics/jusan-people.html") for d in re.findall(r' d="([^"]+)"', each)]
    assert sum(len(re.findall("[Mm]", d)) for d in strokes) == 2 * 607


def test_a_graphic_is_described_as_an_image(published, site):
    for page in (page for page in pages(published) if page.startswith("graphics/")):
        (script,) = parsed(published, page).xpath("//script[@type='application/ld+json']")
        (data, crumbs) = json.loads(script.text)["@graph"]
        assert (data["@type"], data["name"]) == ("ImageObject", crumbs["itemListElement"][2]["name"])
        assert data["contentUrl"] == f"{PUBLIC_URL}/{page.removesuffix('.html')}-1200.png"
        assert data.get("isBasedOn") or data.get("citation")
        assert [item["item"] for item in crumbs["itemListElement"][:2]] == [
            f"{PUBLIC_URL}/",
            f"{PUBLIC_URL}/graphics.html",
        ]
        (script,) = parsed(site, page).xpath("//script[@type='application/ld+json']")
        assert "contentUrl" not in json.loads(script.text)["@graph"][0]


def test_without_a_stylesheet_one_form_is_left_and_no_line_becomes_an_area(tree):
    """Where the stylesheet is not used, a form that has another beside it is not shown, and strokes are strokes."""
    for page in pages(tree):
        for figure in parsed(tree, page).xpath("//figure[@class='graphic']"):
            assert len(figure.xpath(".//*[@data-form][not(@display='none')]")) == 1, page
        for path in parsed(tree, page).xpath("//svg[@class='drawing']//path"):
            filled = "area-" in path.get("class") and "area-paper" not in path.get("class")
            assert filled == (path.get("fill") is None), (page, path.get("class"))
            assert ("line-" in path.get("class")) == (path.get("stroke") is not None), page


def test_no_id_or_style_is_given_to_a_drawing(tree):
    """Two drawings in one page cannot get into each other's way, and a policy on styles holds."""
    for name, data in files(tree).items():
        for drawing in re.findall(rb'<svg class="drawing".*?</svg>', data, re.S) if name.endswith(".html") else ():
            assert not re.search(rb'\s(?:id|style)="|<style', drawing), name
