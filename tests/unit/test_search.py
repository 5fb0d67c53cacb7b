"""What is found and how it is written, the stemmers in JavaScript, and what a question means."""

import json
import random
from pathlib import Path
from types import SimpleNamespace

import pytest
import snowballstemmer

from blocks import BORDER, Outline
from ledger import Fact, Ledger, Source, Speaker
from search import data, literal, page_script, stems
from search.entries import entries, fact, joined, sections, words
from search.stemmers import ALGORITHMS, RUNTIME, folder, script, sources
from tests.searching import OWN, SCRIPTS, answered, leads, marked, run

STEM = "(words) => words.map((word) => globalThis.stemmer.stem(word))"


def entry(title: str, text: str, *, language: str = "en", kind: str = "article", sections: list | None = None) -> list:
    return [f"{title.split()[0].lower()}.html", language, kind, title, [["", "", text], *(sections or [])]]


def index(*pages: list) -> dict:
    return {"kinds": {}, "pages": list(pages)}


@pytest.fixture(scope="module")
def stemmers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stemmers") / "stemmers.js"
    path.write_text(script(["en", "ru", "kk"]), encoding="utf-8")
    return path


def found(data: dict, question: str, stemmers: Path | None = None) -> list[str]:
    return leads(answered(data, [question], stemmers)[0])


# What is written.


def test_html_becomes_the_words_that_a_reader_sees() -> None:
    """Inline tags part no word, blocks do, entities are letters, items have a mark between them, quotes are set."""
    html = '<p>The <em>w</em>ay &amp; "out"</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>x &lt; y</p>'
    assert words(html, "en") == "The way & “out” one · two · x < y"
    assert words('<p>"Второй" -- так</p>', "ru") == "«Второй»\N{NO-BREAK SPACE}— так"


def test_texts_are_joined_so_that_each_can_be_told() -> None:
    assert joined(["", "Oslo", "A bus.", "", "40 men", "All"]) == "Oslo · A bus. 40 men · All"


def test_a_page_is_its_sections_with_their_notes() -> None:
    outline = (
        Outline("prose", notes=(("n", "*"),)), Outline("heading", 2, "one"), Outline("prose"), Outline("graphic", graphic="g"),
        Outline("heading", 4, "deep"), Outline("note", id="n"),
    )  # fmt: skip
    reference = '<a class="note-ref" href="#note-n" id="noteref-n">*</a>'
    pieces = [
        f"<p>Before{reference}.</p>",
        "<h2>One</h2>",
        "<p>In one.</p>",
        "<p><img></p>",
        "<h4>Deep</h4>",
        "<div>A note.</div>",
    ]
    content = SimpleNamespace(lang="en", summary="In short.", outline=outline, _content=BORDER.join(["", *pieces]))
    assert sections(content) == [("", "", "In short. Before. A note.", []), ("one", "One", "In one. Deep", [])]


def cited(cite: str, name: str) -> SimpleNamespace:
    """A figure of a block, by who says it."""
    fact = SimpleNamespace(speaker=Speaker(name.lower(), name))
    return SimpleNamespace(citation=SimpleNamespace(cite=cite, fact=fact))


def test_who_says_something_stands_with_it() -> None:
    """As on the page: from a block with a figure on until another speaks or a section ends; a note has its own."""
    ann, bob = Speaker("a", "Ann"), Speaker("b", "Bob")
    slips = (cited("cite-x", "Ann"), cited("cite-y", "Bob"))
    outline = (
        Outline("prose"), Outline("heading", 2, "one"), Outline("prose", speakers=(ann,), slips=slips, notes=(("n", "*"),)), Outline("prose"),
        Outline("heading", 3, "two"), Outline("prose"), Outline("prose", speakers=(ann, bob)), Outline("heading", 2, "three"), Outline("prose"),
        Outline("note", id="n"),
    )  # fmt: skip
    pieces = ["0.", "One", "A.", "B.", "Two", "C.", "D.", "Three", "E.", '<a id="cite-y">N</a>.']
    content = SimpleNamespace(lang="en", summary="", outline=outline, _content=BORDER.join(["", *pieces]))
    assert [(text, said) for _, _, text, said in sections(content)] == [
        ("0.", []),
        ("A. N. B.", [(0, "Ann"), (3, "Bob"), (6, "Ann")]),
        ("C. D.", [(0, "Ann"), (3, "Ann; Bob")]),
        ("E.", []),
    ]


def test_the_place_of_an_operation_is_called_so() -> None:
    content = SimpleNamespace(lang="en", summary="In short.", place="not stated", outline=(), _content="")
    assert sections(content, "Place") == [("", "", "Place: not stated. In short.", [])]


def test_a_fact_says_its_wording_who_says_it_and_where() -> None:
    one = Fact(
        "k", "People freed", "reported", Speaker("s", "Ann"), Source("o", "T"), words="all of them", place="Oslo",
        time="2019-01", where="page 2", note="*Not* all",
    )  # fmt: skip
    text = "People freed (January 2019, Oslo). Not all Ann, page 2."
    assert fact(one, "sources.html", "en") == ("sources.html", "en", "fact", "all of them", [("fact-k", "", text, [])])


def test_a_site_with_nothing_in_it_has_an_index() -> None:
    assert list(entries([], [], [], Ledger(), {}, {})) == []
    assert data([], {}, "ru").endswith('= {"kinds":{},"ledger":"ru","pages":[\n\n]};\n')


def test_nothing_in_a_text_ends_the_script_or_its_line() -> None:
    """Neither the end of a script element, a comment, nor the two line ends that once ended a string."""
    hostile = "</script><!-- \u2028\u2029 \\ \" ' ${x} `"
    written = data(
        [("a.html", "en", "article", hostile, [("", "", hostile, [(0, hostile)])])], {"article": hostile}, "en"
    )
    assert "<" not in written
    assert not {"\u2028", "\u2029"} & set(written)
    assert json.loads(written.partition(".data = ")[2].removesuffix(";\n"))["pages"][0][3] == hostile
    assert literal("<") == '"\\u003c"'


def test_the_page_script_is_called_with_its_files_and_words() -> None:
    source = (SCRIPTS / "search.js").read_text(encoding="utf-8")
    written = page_script(source, ["a.js"], {"found": "</b> #"})
    assert ' ["a.js"], {"found":"\\u003c/b> #"});' in written
    assert " FILES" not in written
    assert " WORDS" not in written


# The stemmers.


def made_up(algorithm: str, count: int) -> list[str]:
    """Words of the letters and endings that an algorithm's own module names, and beside them of its digits and capitals."""
    chance = random.Random(algorithm)
    tables = [
        value for name, value in vars(snowballstemmer.stemmer(algorithm).__class__).items() if name.startswith("a_")
    ]
    endings = sorted({each.s for table in tables for each in table})
    letters = sorted({letter for ending in endings for letter in ending} | set("aeiosy'Y1"))
    made = []
    for _ in range(count):
        begin = "".join(chance.choices(letters, k=chance.randrange(7)))
        made.append(begin + "".join(chance.choices(endings, k=chance.randrange(4))))
    return made


@pytest.mark.parametrize("algorithm", sorted(set(ALGORITHMS.values())))
def test_a_stemmer_in_javascript_gives_what_it_gives_in_python(algorithm: str, tmp_path: Path) -> None:
    source = (folder() / f"{algorithm}_stemmer.py").read_text(encoding="utf-8")
    path = tmp_path / "stemmer.js"
    path.write_text(
        f"{RUNTIME.read_text(encoding='utf-8')}\nglobalThis.stemmer = {stems.javascript(source)};", encoding="utf-8"
    )
    asked = made_up(algorithm, 4000)
    assert run([path], STEM, asked) == snowballstemmer.stemmer(algorithm).stemWords(asked)


@pytest.mark.parametrize(
    "source",
    ["x = 1", "class AStemmer:\n    def _stem(self):\n        yield 1", "class AStemmer:\n    def _stem(self):\n        print(x=1)",
     "class AStemmer:\n    def _stem(self):\n        raise lab0()", "class AStemmer:\n    a_0 = [x]", "class AStemmer:\n    import os"],
)  # fmt: skip
def test_what_is_not_translated_is_refused(source: str) -> None:
    with pytest.raises(stems.Unknown):
        stems.javascript(source)


def test_only_the_languages_of_the_site_that_have_one_are_written() -> None:
    assert list(sources(["ru", "kk", "en", "xx"])) == ["en", "ru"]
    assert script(["kk"]) == ""
    written = script(["ru"])
    assert "search.stemmers.ru = " in written
    assert "search.stemmers.en" not in written


def test_their_licence_stands_in_the_file() -> None:
    licence = next(folder().parent.glob("snowballstemmer-*.dist-info/licenses/COPYING")).read_text(encoding="utf-8")
    comment = script(["en"]).partition("*/")[0]
    assert licence.strip() in comment
    assert "Redistributions of source code must retain" in comment


def test_stemmers_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later builds take them from the cache, where nothing that they are made of has changed."""
    first = script(["en"], str(tmp_path))
    monkeypatch.setattr(stems, "javascript", lambda _: pytest.fail("made again"))
    assert script(["en"], str(tmp_path)) == first
    monkeypatch.setattr(stems, "javascript", lambda _: "other")
    assert "search.stemmers.ru = other" in script(["en", "ru"], str(tmp_path))


# What a question means.


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("operate ", "Three operations"), ("operating ", "It was operated"), ("hostage ", "the hostages’ bus"),
        ("committees ", "the Committee’s staff"), ("dont ", "They don’t"), ("don't ", "They dont"), ("O'Brien ", "Mr OBrien"),
        ("well-known ", "a wellknown man"), ("wellknown ", "a well-known man"), ("well known ", "a well‑known man"),
        ("well-known ", "well and known"), ("CAFE ", "a café"), ("café ", "the cafe"), ("strasse ", "Straße"), ("lodz ", "in Łódź"),
        ("naïve ", "naive"), ("soft\u00adhyphen ", "softhyphen"), ("ﬁnd ", "find"), ("ｆｕｌｌ ", "full"),
        ("17000 ", "over 17,000 rounds"), ("17,000 ", "over 17\u00a0000 rounds"), ("17 000 ", "over 17\u202f000 rounds"),
        ("17.000 ", "over 17 000 rounds"), ("1240000 ", "1 240 000"), ("607 ", "607 citizens"), ("60", "607 citizens"),
        ("2.5 ", "about 2,5 tonnes"), ("c295 ", "a C-295"), ("C-295 ", "a C‑295"), ("2019 ", "on 13.07.2019"), ("1990s ", "the 1990s"),
        ("sto", "a storming"), ("stormi", "they stormed"), ("e\u0301cole ", "école"), ("\u202eegatsoh \u202c", "egatsoh"),
    ],
)  # fmt: skip
def test_english_words_and_numbers_are_found_in_their_forms(question: str, text: str, stemmers: Path) -> None:
    pages = index(entry("Other page", "nothing of it"), entry("Some page", text))
    assert found(pages, question, stemmers) == ["some.html"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("заложник ", "освобождение заложников"), ("заложниками ", "заложники"), ("операции ", "три операций"), ("ёлка ", "под елками"),
        ("елка ", "под ёлкой"), ("замок ", "за́мок"), ("ПАРОМ ", "вторым паромом"), ("паромом ", "паром"), ("чай ", "чая"), ("кто-то ", "кто‑то"),
    ],
)  # fmt: skip
def test_russian_words_are_found_in_their_forms(question: str, text: str, stemmers: Path) -> None:
    pages = index(entry("Другая", "ничего", language="ru"), entry("Эта", text, language="ru"))
    assert found(pages, question, stemmers) == ["эта.html"]


@pytest.mark.parametrize(
    ("question", "text"),
    [("кеме ", "кемелердің"), ("кемелердің ", "кеме"), ("кемелерде ", "кемеде"), ("ӨТКЕЛ ", "өткелдің"), ("қызметі ", "қызмет"), ("жыл ", "жылғы"), ("ёлка ", "елка")],
)  # fmt: skip
def test_without_a_stemmer_words_are_found_by_how_they_begin(question: str, text: str, stemmers: Path) -> None:
    pages = index(entry("Басқа", "ештеңе", language="kk"), entry("Осы", text, language="kk"))
    assert found(pages, question, stemmers) == ["осы.html"]


@pytest.mark.parametrize(
    ("question", "text"),
    [("откел ", "өткел"), ("кус ", "құс"), ("ит ", "іт"), ("ана ", "аңа"), ("ай ", "аи"), ("бай ", "баи")],
)
def test_letters_of_other_alphabets_are_letters_of_their_own(question: str, text: str, stemmers: Path) -> None:
    assert found(index(entry("Осы", text, language="kk")), question, stemmers) == []


def test_a_short_word_of_the_text_means_no_longer_one(stemmers: Path) -> None:
    """Only from four letters on does a word of a text stand for those that begin with it."""
    assert found(index(entry("Осы", "жол", language="kk")), "жолдас ", stemmers) == []


def test_a_word_that_is_written_to_its_end_means_no_longer_one(stemmers: Path) -> None:
    pages = index(entry("Some", "a storming"))
    assert found(pages, "sto", stemmers) == ["some.html"]
    assert found(pages, "sto ", stemmers) == []


def test_title_goes_before_heading_and_heading_before_text() -> None:
    pages = index(
        entry("Text", "lamp and more words to fill it"), entry("Headed", "x", sections=[["lamps", "The lamp", "none"]]), entry("Lamp", "x")
    )  # fmt: skip
    assert found(pages, "lamp ") == ["lamp.html", "headed.html#lamps", "text.html"]


def test_all_words_must_stand_there_and_the_title_of_the_page_may_hold_some() -> None:
    pages = index(
        entry("Comet", "home", sections=[["a", "People", "children came"], ["b", "Places", "an airport"]]), entry("Meteor", "children in a bus")
    )  # fmt: skip
    assert found(pages, "comet children ") == ["comet.html#a"]


def test_words_of_several_sections_bring_their_page() -> None:
    pages = index(
        entry("One", "x", sections=[["a", "A", "a lamp"], ["b", "B", "a desk"]]), entry("Two", "a lamp"), entry("Three", "desks")
    )  # fmt: skip
    assert [each.split("#")[0] for each in found(pages, "lamp desk ")] == ["one.html"]


def test_where_no_place_has_all_those_with_some_are_told_as_such() -> None:
    pages = index(entry("One", "a lamp"), entry("Two", "a desk and a lamp"))
    both, some, none = answered(pages, ["lamp desk ", "lamp desk zebra ", "zebra "])
    assert (leads(both), both["all"]) == (["two.html"], True)
    assert (leads(some), some["all"]) == (["two.html", "one.html"], False)
    assert none["total"] == 0


def test_words_side_by_side_go_before_words_apart() -> None:
    filling = "and then came a long line of other words to fill it"
    pages = index(
        entry("Apart", f"a ring {filling} a year {filling}"), entry("Near", f"a a year ring {filling} {filling}")
    )
    assert found(pages, "year ring ")[0] == "near.html"


def test_an_excerpt_shows_the_words_found_and_begins_at_their_sentence(stemmers: Path) -> None:
    text = (
        "It begins somewhere else entirely. " * 9
        + "All of the hostages were freed, unharmed. "
        + "More of it follows here. " * 9
    )
    place = answered(index(entry("Bus", text)), ["freed hostage "], stemmers)[0]["places"][0]
    excerpt = "".join(piece for piece, _ in place["excerpt"])
    assert excerpt.startswith("All of the hostages were freed, unharmed. More")
    assert excerpt.endswith(" …")
    assert marked(place["excerpt"]) == ["hostages", "freed"]
    assert len(excerpt) < 220


def shown(text: str, question: str) -> str:
    """The excerpt of a text that one asks for."""
    place = answered(index(entry("Bus", text)), [question])[0]["places"][0]
    return "".join(piece for piece, _ in place["excerpt"])


FILLING = "It begins somewhere else entirely. " * 9
LONG = "and in so many words that nobody could ever think of anything that might be said beside them "


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (f"By her account, {LONG}and {LONG[:70]}, it was a lamp. After it.", "By her account, "),
        ("“Not so!” By her account it was no. 5 of those that at about 4 p.m. on that day had a lamp. After it.", "By her account it"),
        ("A list · of her account, a lamp · and more.", "of her account, a lamp · and more."),
        (f"By her account, {LONG}{LONG}it was a lamp. After it.", "… "),
    ],
)  # fmt: skip
def test_an_excerpt_begins_with_its_sentence_where_that_fits(text: str, begins: str) -> None:
    """So that a claim is shown with the words that say whose it is; from the middle of a sentence it goes with a mark."""
    excerpt = shown(FILLING + text, "lamp ")
    assert excerpt.startswith(begins)
    assert "a lamp" in excerpt


def test_of_words_far_apart_an_excerpt_shows_both() -> None:
    text = f"{FILLING}By her account, {LONG}a lamp {LONG[:80]}and a desk stood there."
    assert "desk" in shown(text, "lamp desk ")


def test_an_excerpt_has_who_says_it(stemmers: Path) -> None:
    """Those whose part of the text it shows, and nobody else."""
    text = "A lamp. " + "It goes on. " * 30 + "A desk."
    said = [[0, ""], [2, "Ann"], [20, "Bob; Cid"], [len(text) - 7, ""]]
    page = entry("Some", "x", sections=[["s", "", text, said]])
    lamp, desk = answered(index(page), ["lamp ", "desk "])
    assert lamp["places"][0]["who"] == "Ann; Bob; Cid"
    assert desk["places"][0]["who"] == ""


def test_the_words_of_a_title_are_marked_too() -> None:
    place = answered(index(entry("Other", "x", sections=[["s", "The storming", "in a few seconds"]])), ["storming "])[
        0
    ]["places"][0]
    assert place["named"] == [["The ", False], ["storming", True]]
    assert place["excerpt"] == [["in a few seconds", False]]


HOSTILE = [
    "", " ", "x" * 10_000, "a " * 5_000, "a-" * 5_000, ".*+?^${}()|[]\\", "<script>alert(1)</script>", "\ud800", "\udc00 a", "\u202e\u200f",
    "שלום עולם", "👩‍👩‍👧", "\0", "__proto__ constructor toString", "%", "a\u0301" * 300, "1,1,1,1,1", "１２３", "hasOwnProperty", "' ''", "- -- -",
]  # fmt: skip


def test_no_question_is_too_strange(stemmers: Path) -> None:
    """Each is answered, with nothing where there is nothing; what is no word of the page is found nowhere."""
    pages = index(entry("Some page", "words of a text"), entry("Toki", "constructor", language="tok"))
    answers = answered(pages, HOSTILE, stemmers)
    assert [leads(each) for each, question in zip(answers, HOSTILE, strict=True) if "constructor" in question] == [
        ["toki.html"]
    ]
    assert {question for each, question in zip(answers, HOSTILE, strict=True) if each["total"]} <= {
        "a " * 5_000, "a-" * 5_000, "\udc00 a", "__proto__ constructor toString", "<script>alert(1)</script>"
    }  # fmt: skip


def test_an_index_of_nothing_answers() -> None:
    assert [each["total"] for each in answered(index(), ["", "word"])] == [0, 0]
    assert answered(index(["a.html", "en", "page", "", [["", "", ""]]]), ["word"])[0]["total"] == 0


def test_the_index_is_read_in_slices() -> None:
    code = """(data) => {
      const index = new annalsSearch.Index(data);
      let turns = 1;
      while (!index.readOn(-1)) turns++;
      return [turns, index.answer("lamp ").total];
    }"""
    pages = index(*(entry(f"Page{number}", "a lamp") for number in range(5)))
    assert run(OWN, code, pages) == [5, 5]
