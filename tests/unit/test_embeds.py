"""What embeds are made of: cards, heights that are worked out, snippets and answers with hostile titles, styles set apart."""

import importlib
import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from lxml import html

from account import Figure
from embeds import as_written, check
from embeds.card import Card, Entry, of_graphic, of_page, years
from embeds.height import BREAKS, BROAD, FACES, NOTE, SMALL, TEXT, USUAL, WIDTHS, Faces, Labels, Measure, height
from embeds.offer import CACHE_AGE, as_json, as_xml, discovery, oembed, script, snippet
from embeds.style import HOST_RULES, apart, reserved
from graphics.kinds import KINDS
from ledger import Source, Sources, Speaker
from ledger.document import split
from ledger.load import load
from operations import Dates
from tests.drawn import SOURCE, SPEAKER, fact, graphic
from tests.helpers import ROOT

STATUSES = {"derived": "derived by us", "context": "another account"}
LABELS = Labels("The whole page", lambda card: [f"Source: {source.title}" for source in card.sources], STATUSES)
PLAIN = Faces((1, 1), (1, 1), (1, 1), (1, 1))
HOSTILE = [
    'A "title" & <b>more</b>',
    "It's </script><script>alert(1)</script>",
    "]]> <!-- --> <![CDATA[",
    "🎉 Праздник &amp; &lt;",
    "\N{RIGHT-TO-LEFT OVERRIDE}عنوان\N{POP DIRECTIONAL FORMATTING} ends",
    "a\\u0041\"'><img src=x onerror=alert(1)>",
]


def page(template: str = "operation", **given: object) -> SimpleNamespace:
    known = {
        "template": template,
        "title": "T",
        "lang": "en",
        "save_as": "operations/ice.html",
        "slug": "ice",
        "summary": "S",
        "figures": (),
        "outline": (),
        "citations": (),
    }
    return SimpleNamespace(**(known | {"dates": Dates("1996-02", "", "1998")} | given))


def card(**given: object) -> Card:
    return Card(**({"slug": "ice", "page": page(), "site": "Site", "address": "n.example/a"} | given))


def figure(key: str = "guns", value: float | str | None = 700, **more: object) -> Figure:
    return Figure(fact(key, value, **more), "", False)


def tall(made: Card, width: int = USUAL, faces: Faces = PLAIN) -> int:
    return Measure(made, width, LABELS, faces).height


def test_years_are_names_and_never_a_span():
    assert years(page()) == "1996 / 1998"
    assert years(page(dates=Dates("1996", "", ""))) == "1996"


def test_the_home_page_has_its_operations_and_an_operation_its_time():
    operations = [page(title="Ice"), page(title="Bridge", dates=Dates("2010", "", ""))]
    home = of_page(page("home", save_as="index.html", slug="index", title="Home"), operations, "Site", "n.example")
    assert (home.slug, home.save_as, home.when, home.lit) == ("home", "embed/home.html", "", None)
    assert home.operations == (Entry("1996 / 1998", "Ice"), Entry("2010", "Bridge"))
    own = of_page(operations[0], operations, "Site", "n.example/operations/ice.html")
    assert (own.slug, own.when, own.operations, own.lit) == ("ice", "1996 / 1998", (), operations[0])
    assert own.beside(".fragment.html") == "embed/ice.fragment.html"
    assert of_page(page(when="in spring", standfirst="More"), [], "Site", "").when == "in spring"
    assert of_page(page(standfirst="More"), [], "Site", "").about == "More"


def test_a_card_names_each_speaker_and_source_once():
    figures = (
        figure("a", 1),
        figure("b", 2),
        Figure(replace(fact("c", 3), source=Source("letter", "A letter")), "", False),
    )
    made = of_page(page(figures=figures), [], "Site", "")
    assert made.speakers == (SPEAKER,)
    assert made.sources == (SOURCE, figures[2].fact.source)
    assert [each.id for each in made.facts] == ["a", "b", "c"]


def test_a_graphics_card_is_set_small_and_has_its_facts():
    made = graphic(KINDS["bars"], fact("a", 1), fact("b", 2))
    found = of_graphic(page("graphic", slug="bars", save_as="graphics/bars.html", graphic=made), "Site", "")
    assert found.slug == made.id == "example"
    assert found.long
    assert [each.id for each in found.facts] == ["a", "b"]
    assert found.about == ""
    assert not card(page=page(title="Ice")).long
    assert card(page=page(title="x" * 31)).long


def test_lines_are_counted_as_words_are_broken():
    measure = Measure(card(), 332, LABELS, PLAIN)
    assert measure.inner == 300
    assert measure.lines("", 300, TEXT) == 0
    assert measure.lines("one", 300, TEXT) == 1
    many = "word " * 40
    one = measure.across(many.strip(), TEXT)
    assert one / 300 <= measure.lines(many, 300, TEXT) <= one / 300 + 3
    assert measure.lines("x" * 200, 300, TEXT) > 5  # a word that no line holds is broken
    assert measure.lines(many, 10, TEXT) >= 40  # a line is at least a letter wide


def test_wider_letters_and_narrower_frames_never_take_fewer_lines():
    random, words = Random(3), ["ferry", "ice", "a", "переправа", "hostages,", "of", "1998", "counterintelligence"]
    wide = Faces((1.2, 1.2), (1.2, 1.2), (1.2, 1.2), (1.2, 1.2))
    for _ in range(200):
        text, room = " ".join(random.choices(words, k=random.randint(1, 40))), random.randint(60, 700)
        plain, wider = (Measure(card(), 640, LABELS, faces) for faces in (PLAIN, wide))
        assert wider.lines(text, room, SMALL) >= plain.lines(text, room, SMALL)
        assert plain.lines(text, room - 20, SMALL) >= plain.lines(text, room, SMALL)


def test_other_alphabets_have_their_own_width():
    only = replace(PLAIN, text=(1.0, 2.0))
    measure = Measure(card(), 640, LABELS, only)
    twice = measure.across("Паром", TEXT) / Measure(card(), 640, LABELS, PLAIN).across("Паром", TEXT)
    assert twice == pytest.approx(2)
    assert measure.across("“Ferry” – 30 €", TEXT) == Measure(card(), 640, LABELS, PLAIN).across("“Ferry” – 30 €", TEXT)


def test_each_part_of_a_card_makes_it_higher():
    least, figures = card(), (figure(), figure("b", 2), figure("c", 3))
    more = [
        replace(least, about="What it is. " * 30),
        replace(least, when="in spring"),
        replace(least, sources=(SOURCE,)),
        replace(least, operations=(Entry("1996", "Ice"),)),
        replace(least, figures=figures),
    ]
    assert [each for each in more if tall(each, 300) <= tall(least, 300)] == []
    told = replace(least, figures=figures, about="Words.")
    assert tall(told, BROAD) == tall(
        more[-1], BROAD
    )  # figures stand beside the words, and below where there is one column
    assert tall(told, BROAD - 1) > tall(more[-1], BROAD - 1)


def test_the_height_is_that_of_the_widest_letters():
    made = card(about="Words in a line, and then in another. " * 9, figures=(figure(),))
    for width in WIDTHS:
        assert height(made, width, LABELS) == max(tall(made, width, faces) for faces in FACES)


def test_the_height_of_a_frame_never_grows_with_its_width_but_where_the_columns_change():
    made = card(about="Words in a line, and then in another. " * 9, figures=(figure(), figure("b", 2)))
    found = [tall(made, width) for width in WIDTHS]
    narrow = [h for w, h in zip(WIDTHS, found, strict=True) if w < BROAD]
    assert narrow == sorted(narrow, reverse=True)
    assert all(isinstance(each, int) and each > 100 for each in found)


def test_an_address_breaks_where_a_browser_breaks_it():
    """After a slash or a hyphen, unless a digit follows (Unicode's UAX 14)."""
    assert BREAKS.sub(" ", "news.example/30-years/a-b/c.html") == "news.example/30- years/ a- b/ c.html"


# Of a card that has a site, a title and an address of one line each: in one column the head is two lines or its dial.
ONE_COLUMN = 4 + 24 + (20 + 36) + 16 + 16 + (13 + 2 * 20)  # rules, padding, head, two gaps around nothing, foot
TWO_COLUMNS = ONE_COLUMN - (20 + 36) + 88
ROW, WHO = 9 + 40, 8 + 20  # of a figure whose name takes a line; of who says it


def test_the_height_of_a_card_is_the_sum_of_its_parts():
    made = card(figures=(figure(),))
    assert [tall(card(), width) for width in (300, BROAD - 1, BROAD)] == [ONE_COLUMN + 8, ONE_COLUMN + 8, TWO_COLUMNS]
    assert [tall(made, width) for width in (BROAD - 1, BROAD)] == [
        ONE_COLUMN + 8 + 16 + ROW + WHO,
        TWO_COLUMNS + ROW + WHO,
    ]


def test_a_qualifier_stands_a_gap_from_its_numeral():
    """The name of what is counted has so much less room: here it would fit in a line without the gap."""
    made = card(figures=(figure(qualifier="about", counts="guns and the rounds to it"),))
    measure = Measure(made, 300, LABELS, PLAIN)
    room = measure.inner - 16 - measure.numeral(made.figures[0])
    assert room < measure.across("guns and the rounds to it", NOTE) < room + 6.4
    assert tall(made, 300) == ONE_COLUMN + 8 + 16 + ROW + 4 + WHO
    assert (
        tall(replace(made, figures=(figure(counts="guns and the rounds to it"),)), 300)
        == ONE_COLUMN + 8 + 16 + ROW + WHO
    )


def test_who_says_a_figure_stands_under_each_where_it_is_not_one_for_all():
    """And what is said of it, where it was not simply reported, takes its room in its name."""
    both = (figure(), figure("rounds", 2, speaker=Speaker("mayor", "The mayor")))
    assert tall(card(figures=both), 300) == ONE_COLUMN + 8 + 16 + 2 * (ROW + 4)
    assert tall(card(figures=(both[0], both[0])), 300) == ONE_COLUMN + 8 + 16 + 2 * ROW + WHO
    derived = Figure(replace(fact("guns", 700, counts="guns and the rounds to them"), status="derived"), "", False)
    assert tall(card(figures=(derived,)), 300) == ONE_COLUMN + 8 + 16 + ROW + 4 + WHO
    reported = Figure(replace(derived.fact, status="reported"), "", False)
    assert tall(card(figures=(reported,)), 300) == ONE_COLUMN + 8 + 16 + ROW + WHO


def test_words_alone_are_as_wide_as_both_columns():
    """Nothing stands beside them, so they take two lines and not three."""
    words = "What it is, told in a few words that fill a line and some of the next one, but no more than that."
    assert tall(card(about=words), BROAD) == TWO_COLUMNS + 2 * 26
    figures = tuple(figure(key, 2) for key in ("a", "b"))
    assert tall(card(about=words, figures=figures[:1]), BROAD) == TWO_COLUMNS + 3 * 26
    assert tall(card(about=words, figures=figures), BROAD) == TWO_COLUMNS + 2 * ROW + WHO


def test_an_address_takes_the_lines_that_a_browser_breaks_it_into():
    """Broken before a digit, as a slash invites, it would take two."""
    made = card(address="news.example/the-day-of-arms/30-1998/30-1998/special-projects/special-projects.html")
    assert tall(made, 300) == ONE_COLUMN + 8 + 2 * 20


def test_a_link_without_an_address_is_as_high_as_a_finger_needs():
    """One line of words, where the site has no public address."""
    assert tall(card(address=""), 300) == ONE_COLUMN + 8 - 2 * 20 + 24
    assert height(card(address=""), 300, LABELS) == height(card(), 300, LABELS) - 2 * 20 + 24


def test_where_a_numeral_leaves_no_room_a_line_holds_a_letters_width():
    """Words that stand as a numeral are not broken; a line beside them holds what is as wide as its letters are high."""
    made = card(figures=(figure("x", None, words="a ship and all who were on it", counts="illicit"),))
    measure = Measure(made, 300, LABELS, PLAIN)
    assert measure.inner - 16 < measure.numeral(made.figures[0])
    assert measure.lines("illicit", -23, NOTE) == 3
    assert tall(made, 300) == ONE_COLUMN + 8 + 16 + 9 + (4 + 3 * 20) + WHO


def test_a_word_that_no_line_holds_takes_as_many_as_it_is_broken_into():
    assert tall(card(about="x" * 60), 300) == ONE_COLUMN + 8 + 3 * 26
    assert tall(card(about="x" * 60), BROAD) == TWO_COLUMNS + 26


def test_a_drawing_stands_beside_its_notes_from_two_columns_on_and_is_the_wide_one_from_further_on():
    """Each pixel where that changes; the table's line is a part of its own."""
    wide, narrow = SimpleNamespace(width=720, height=360), SimpleNamespace(width=288, height=288)
    drawn = SimpleNamespace(wide=wide, narrow=narrow, notes=(), source="Source", kind=SimpleNamespace(reads=False))
    rest = 4 + 24 + (20 + 26) + 24 + (13 + 2 * 20) + 3 * 16  # one column, with the small title
    made = card(graphic=drawn)
    assert tall(made, 320) == rest + 288 + 16 + 20
    assert tall(made, BROAD - 1) == rest + 432 + 16 + 20
    assert tall(made, BROAD) == tall(made, 735) == rest + 6 + 368
    assert tall(made, 736) == rest + 6 + 704 / 2 + 16 + 20


def test_rules_keep_the_height_for_the_width():
    assert reserved({300: 10, 640: 20}) == (
        "@container page (width:300px){.embed__card{min-block-size:10px}}@container page (width:640px){.embed__card{min-block-size:20px}}"
    )


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a{margin:1rem}", "a{margin:16px}"),
        ("a{margin:.5rem -1.5rem}", "a{margin:8px -24px}"),
        ("a{margin:-.25rem}", "a{margin:-4px}"),
        ("@container page (width>=40rem){}", "@container page (width>=640px){}"),
        ("a{width:calc(1rem + 2rem)}", "a{width:calc(16px + 32px)}"),
        ("a{font:.8125rem/1.25rem x}", "a{font:13px/20px x}"),
        (".a1rem{--b-1rem:2em}", ".a1rem{--b-1rem:2em}"),
        (":root{--a:#1e1}", ".embed{--a:#1e1}"),
    ],
)
def test_no_size_of_a_host_is_left_in_styles_that_are_set_apart(css, expected):
    assert apart(css) == HOST_RULES + expected


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_a_title(title):
    """In the snippet, in the answers as JSON and as XML, it is read back to the letter, and makes no element."""
    address, whole = "https://n.example/a/embed/x.html", "https://n.example/a/x.html?a=1&b=2"
    frame = snippet(address, title, 640, 480)
    (element,) = html.fragments_fromstring(frame)
    assert (element.tag, element.get("title"), len(element)) == ("iframe", title, 0)
    assert list(element.keys()).index("loading") < list(element.keys()).index("src")
    answer = oembed({"title": title, "width": 640, "height": 480, "author_name": ""}, frame, whole)
    assert json.loads(as_json(answer)) == answer
    assert {child.tag: child.text for child in ElementTree.fromstring(as_xml(answer))} == {
        key: str(value) for key, value in answer.items()
    }
    quotation, again = html.fragments_fromstring(str(answer["html"]))
    assert (quotation.tag, again.get("title"), again.get("src")) == ("blockquote", title, address)
    assert quotation.text_content() == title
    assert quotation.find("a").get("href") == whole


def test_an_answer_leaves_out_what_is_not_known():
    answer = oembed(
        {"title": "T", "width": 1, "height": 2, "thumbnail_url": "", "author_name": None}, "", "https://n.example/"
    )
    assert set(answer) == {"version", "type", "title", "width", "height", "cache_age", "html"}
    assert (answer["version"], answer["type"], answer["cache_age"]) == ("1.0", "rich", CACHE_AGE)


def test_addresses_are_quoted_where_they_stand():
    assert html.fragment_fromstring(script("https://n.example/a&b.js")).get("src") == "https://n.example/a&b.js"
    assert discovery("https://n.example/e.json", "https://n.example/a b?c&d") == (
        "https://n.example/e.json?url=https%3A%2F%2Fn.example%2Fa%20b%3Fc%26d"
    )
    assert as_written("https://n.example/30/") == "n.example/30"


LEDGER = "language: en\ntitle: L\nsources: {article: {title: A}}\nspeakers: {n: {name: N}}\nfacts:\n  a: {label: L, value: 1, counts: x, nouns: [x], status: reported, speaker: n, source: article}\n"


def problems(*documents: tuple[str, str], graphics: tuple[str, ...] = ()) -> list[str]:
    """The problems of operations, each with its file's name and its head, and of graphics by their ids."""
    ledger, faults, _ = load(LEDGER, "f")
    assert faults == []
    made = tuple(
        split(Path(f"{name}.md"), f"Title: T\nTemplate: operation\n{head}\nText.\n") for name, head in documents
    )

    def problem(key: str):
        return lambda place, message: SimpleNamespace(path=f"{key}.yaml", line=1, column=1, message=message)

    files = [SimpleNamespace(id=key, path=Path(f"{key}.yaml"), problem=problem(key)) for key in graphics]
    found = check(Sources(ledger, Path("facts.yaml"), made, {"GRAPHIC_FILES": files}))
    return [f"{each.path}:{each.line}:{each.column}: {each.message}" for each in found]


def test_slugs_are_unique_over_all():
    """Each clash is told at its place, with the mend; a name that none shares is no problem."""
    assert problems(("ice", ""), ("bridge", "Slug: brig\n"), graphics=("bars",)) == []
    assert problems(("ice", ""), ("other", "Slug: ice\n")) == [
        "other.md:3:7: the slug of its embed, ice, is taken by ice.md; give it another Slug"
    ]
    assert problems(("home", "")) == [
        "home.md:2:11: the slug of its embed, home, is taken by the home page; give it another Slug"
    ]
    assert problems(("ice", ""), graphics=("ice", "home")) == [
        "ice.yaml:1:1: the slug of its embed, ice, is taken by ice.md; give the file another name",
        "home.yaml:1:1: the slug of its embed, home, is taken by the home page; give the file another name",
    ]


def test_sizes_stand_in_the_stylesheet_as_they_are_counted_with():
    """Each breakpoint and each line's height that heights are worked out with is one of components/embed*.css."""
    sheets = sorted((ROOT / "theme/static/css/components").glob("embed*.css"))
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    sizes = {round(float(size) * 16) for size in re.findall(r"(?<![\w-])(\d*\.?\d+)rem", css)}
    sizes_of = importlib.import_module("embeds.height")  # the package has a function of the same name
    counted = {
        sizes_of.SMALL.size,
        sizes_of.LINE,
        sizes_of.TARGET,
        sizes_of.TEXT.size,
        26,
        sizes_of.LISTED.size,
        sizes_of.NUMERAL.size,
        sizes_of.NOTE.size,
    }
    counted |= {size for pair in sizes_of.TITLES.values() for size in pair} | {
        sizes_of.BROAD,
        sizes_of.WIDE,
        sizes_of.PLATE,
        *sizes_of.DIALS.values(),
    }
    assert counted <= sizes
