"""What search finds in both features: the page that a reader means first, everything there is, and a place that exists."""

import json
import re
from pathlib import Path

import pytest
import snowballstemmer

from search.stemmers import ALGORITHMS
from tests.build.trees import pages, parsed
from tests.helpers import unhashed
from tests.searching import asked, leads, loaded, marked, run

# The question, and the page or place that must stand first.
ENGLISH = [
    ("jusan", "operations/jusan.html"), ("nabat", "operations/nabat.html"), ("trafficking", "operations/trafficking-case.html"),
    ("operate", "articles/story.html"), ("operations", "articles/story.html"), ("hostages", "operations/nabat.html"), ("hostage", "operations/nabat.html"),
    ("storming", "operations/nabat.html#storming"), ("storm", "operations/nabat.html#storming"), ("stormin", "operations/nabat.html#storming"),
    ("president", "articles/address.html"), ("sources", "sources.html"), ("years in order", "articles/years.html"), ("year ring", "graphics/ring-of-years.html"),
    ("laboratory", "sources.html#fact-drug-laboratories"), ("laboratories", "sources.html#fact-drug-laboratories"),
    ("drug laboratories", "sources.html#fact-drug-laboratories"), ("607", "graphics/jusan-people.html"), ("607 citizens", "graphics/jusan-people.html"),
    ("17000", "sources.html#fact-ammunition-seized"), ("17,000", "sources.html#fact-ammunition-seized"), ("17 000 ", "sources.html#fact-ammunition-seized"),
    ("jusan children", "operations/jusan.html"), ("what is nabat", "operations/nabat.html#storming"), ("guns", "graphics/arms-seized.html"),
    ("aktau airport", "graphics/jusan-places.html"), ("C-295", "sources.html#fact-jusan-first-aircraft"), ("national security committee", "index.html"),
    ("all graphics", "graphics.html"), ("take with you", "offline.html"),
]  # fmt: skip
RUSSIAN = [
    ("ледоход", "operations/ledohod.html"), ("ледоходом", "operations/ledohod.html"), ("мосты", "operations/most.html"), ("МОСТУ", "operations/most.html"),
    ("летописи", "articles/letopis.html"), ("рисунок", "articles/risunki.html"), ("источник", "sources.html"), ("зерном", "graphics/gruz.html"),
    ("пассажир", "graphics/pervyj-den.html"), ("17 часов", "operations/ledohod.html"), ("1 240 ", "sources.html#fact-passengers"), ("1240", "sources.html#fact-passengers"),
    ("первый день", "graphics/pervyj-den.html"), ("вторым паромом", "graphics/zaliv.html"), ("стройку моста", "operations/most.html#stroika"),
    ("взять с собой", "offline.html"),
]  # fmt: skip
KAZAKH = [
    ("өткел", "articles/qazaqsha.html"),
    ("өткелдер", "articles/qazaqsha.html"),
    ("кеме", "articles/qazaqsha.html"),
    ("кемелерде", "articles/qazaqsha.html"),
    ("қазақша", "articles/qazaqsha.html"),
    ("МАҚАЛАЛАР", "articles/qazaqsha.html"),
]


@pytest.fixture(params=["site", "fixture_site"])
def tree(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def held(tree: Path) -> dict:
    text = next((tree / "search").glob("index.*.js")).read_text(encoding="utf-8")
    return json.loads(text.partition(".data = ")[2].removesuffix(";\n"))


def test_the_page_that_is_meant_stands_first(site: Path) -> None:
    answers = asked(site, [question for question, _ in ENGLISH])
    assert [(q, leads(each)[:1]) for (q, _), each in zip(ENGLISH, answers, strict=True)] == [
        (q, [first]) for q, first in ENGLISH
    ]


def test_the_page_that_is_meant_stands_first_in_other_languages(fixture_site: Path) -> None:
    wanted = [*RUSSIAN, *KAZAKH]
    answers = asked(fixture_site, [question for question, _ in wanted])
    assert [(q, leads(each)[:1]) for (q, _), each in zip(wanted, answers, strict=True)] == [
        (q, [first]) for q, first in wanted
    ]


def test_every_place_that_is_found_is_there(tree: Path) -> None:
    """Each address is a page of the tree, each fragment an id there, and no place is held twice."""
    places = [(page[0], section[0]) for page in held(tree)["pages"] for section in page[4]]
    assert len(set(places)) == len(places)
    for address, fragment in places:
        assert (tree / address).is_file(), address
        assert not fragment or parsed(tree, address).xpath("//*[@id=$id]", id=fragment), (address, fragment)


def test_everything_is_found(tree: Path) -> None:
    """Each page but this one, the 404, and the guide for portals, which no tree has without an address; each fact, each heading."""
    data = held(tree)
    assert {page[0] for page in data["pages"]} == set(pages(tree)) - {"search.html", "404.html"}
    facts = json.loads((tree / "data" / "facts.json").read_text(encoding="utf-8"))["facts"]
    assert [page[4][0][0] for page in data["pages"] if page[2] == "fact"] == [f"fact-{fact['id']}" for fact in facts]
    fragments = {(page[0], section[0]) for page in data["pages"] for section in page[4]}
    for page in pages(tree):
        for heading in parsed(tree, page).xpath("//div[@class='account']//*[self::h2 or self::h3][@id]/@id"):
            assert (page, heading) in fragments
    assert {page[2] for page in data["pages"]} == {*data["kinds"]}


def test_what_is_found_stands_on_the_page(tree: Path) -> None:
    """The running text of each section, as far as it goes without notes, is that of the page, set as it is there."""
    for address, _, kind, _, sections in held(tree)["pages"]:
        if kind in ("article", "operation", "fact"):
            shown = " ".join(" ".join(parsed(tree, address).find(".//main").itertext()).split())
            squeezed = re.sub(r"\W", "", shown)
            for _, heading, text, said in sections:
                assert all(name in shown for _, names in said for name in names.split("; ")), address
                for sentence in re.split(r"(?<=[.!?])\s| · ", text):
                    assert re.sub(r"\W", "", sentence) in squeezed, (address, sentence)
                assert re.sub(r"\W", "", heading) in squeezed


def test_graphics_are_found_by_their_labels(site: Path) -> None:
    """By the words of their data and of their description, which no text has to repeat."""
    for slug in (path.stem for path in (site / "graphics").glob("*.html")):
        row = parsed(site, f"graphics/{slug}.html").xpath("//tbody/tr[1]/th")[0].text_content()
        assert f"graphics/{slug}.html" in leads(asked(site, [f"{row} "])[0]), (slug, row)


def test_a_title_with_markup_is_found_and_ends_no_script(fixture_site: Path) -> None:
    answer = asked(fixture_site, ["ледоход века другие беды"])[0]
    assert leads(answer)[0] == "operations/ledohod.html"
    assert marked(answer["places"][0]["named"]) == ["Ледоход", "века", "другие", "беды"]
    for path in loaded(fixture_site):
        assert "</script" not in path.read_text(encoding="utf-8").lower()


def test_the_stemmers_are_those_of_the_languages_of_the_texts(site: Path, fixture_site: Path) -> None:
    for tree, languages in ((site, ["en"]), (fixture_site, ["ru"])):
        text = next((tree / "search").glob("stemmers.*.js")).read_text(encoding="utf-8")
        assert re.findall(r"search\.stemmers\.(\w+) = ", text) == languages
        assert "Redistributions of source code must retain" in text.partition("*/")[0]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_word_of_all_pages_has_the_stem_that_python_gives_it(
    site: Path, fixture_site: Path, language: str
) -> None:
    """By the stemmers that the trees hold, over all words of both; what each feature has of the other's script too."""
    holds = {"en": site, "ru": fixture_site}[language]
    text = " ".join(parsed(tree, page).text_content() for tree in (site, fixture_site) for page in pages(tree))
    words = sorted({word.lower().replace("’", "'") for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text)})
    assert len(words) > 1000
    code = f"(words) => words.map((word) => annalsSearch.stemmers.{language}.stem(word))"
    stemmers = next((holds / "search").glob("stemmers.*.js"))
    assert run([stemmers], code, words) == snowballstemmer.stemmer(ALGORITHMS[language]).stemWords(words)


def test_nothing_is_loaded_before_it_is_asked_for(tree: Path) -> None:
    """The page names its own script alone; the others have names with hashes, and only that script knows them."""
    named = parsed(tree, "search.html").xpath("//script/@src")
    assert [unhashed(name) for name in named] == ["theme/js/search.js", "theme/js/slips.js"]
    assert [unhashed(path.relative_to(tree).as_posix()) for path in loaded(tree)] == [
        "theme/js/search-words.js", "theme/js/search-excerpts.js", "theme/js/search-index.js", "search/stemmers.js", "search/index.js",
    ]  # fmt: skip
    assert all(path.is_file() for path in loaded(tree))


def test_every_page_leads_to_search_by_one_link(tree: Path) -> None:
    for page in set(pages(tree)) - {"404.html"}:
        ways = [link for link in parsed(tree, page).xpath("//body//a/@href") if link.split("/")[-1] == "search.html"]
        assert len(ways) == 1, page


def test_without_a_script_the_contents_lead_to_every_text(tree: Path) -> None:
    """The field is hidden, it is said that a script is needed, and home, texts, graphics and sources are a click away."""
    main = parsed(tree, "search.html").find(".//main")
    assert main.xpath(".//form/@hidden")
    assert main.xpath(".//form//input[@id = //main//label/@for]")
    wanted = {page for page in pages(tree) if page.startswith(("articles/", "operations/"))}
    assert {"index.html", "graphics.html", "sources.html", *wanted} <= set(main.xpath(".//a/@href"))
    assert re.search("script|скрипт", main.text_content())
