"""The order of sections, parts and blocks that a manuscript's text keeps for the theme."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown import Markdown

from account import account, contents, endnotes, key_figures
from blocks import BlockExtension, note_mark, split_at_figure
from ledger import FactExtension
from ledger.document import split
from ledger.load import load
from manuscript import is_published, page_address


class Stub(SimpleNamespace):
    """A content object with what a test gives it; equal to itself alone, as Pelican's are."""

    __hash__ = object.__hash__


LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}, other: {name: Another}}
facts:
  total: {label: L, value: 50, counts: people, nouns: [people], parts: [men, women], status: reported, speaker: narrator, source: article}
  men: {label: L, value: 20, counts: men, nouns: [men], status: reported, speaker: narrator, source: article}
  women: {label: L, value: 30, counts: women, nouns: [women], status: reported, speaker: other, source: article}
  girls: {label: L, value: 4, counts: girls, nouns: [girls], part_of: women, status: reported, speaker: other, source: article}
"""


@pytest.fixture(scope="module")
def ledger():
    return load(LEDGER, "facts.yaml")[0]


def content(text: str, ledger, minutes: int = 1):
    extensions = [
        "attr_list",
        "footnotes",
        "sane_lists",
        "tables",
        "toc",
        FactExtension(ledger, endnotes=False),
        BlockExtension(),
    ]
    parser = Markdown(extensions=extensions, extension_configs={"footnotes": {"BACKLINK_TEXT": ""}})
    html = parser.convert(text)
    return Stub(content=html, outline=parser.outline, citations=parser.citations, reading_minutes=minutes)


TEXT = """\
Before all [50 people](fact:total).

## First {#first}

Words[^a] with [20 men](fact:men) and [30 women](fact:women).[^b]

Again [20 men](fact:men).

### Part {#part .marks}

- [20 men](fact:men)
- [4 girls](fact:girls)

1. one
2. two

## Second {#second}

> Quoted

[^a]: **Lead.** A note with [50 people](fact:total).
[^b]: Another.
"""


def test_sections_parts_and_blocks_keep_their_order(ledger):
    sections = account(content(TEXT, ledger))
    shape = [
        (
            section.heading and section.heading.id,
            [(part.heading and part.heading.id, [b.kind for b in part.blocks]) for part in section.parts],
        )
        for section in sections
    ]
    assert shape == [
        (None, [(None, ["prose"])]),
        ("first", [(None, ["prose", "prose"]), ("part", ["tally", "list"])]),
        ("second", [(None, ["quote"])]),
    ]
    assert sections[1].parts[1].heading.classes == ("marks",)
    assert sections[1].heading.html == "First"


def test_a_heading_keeps_the_slips_of_its_figures(ledger):
    heading = account(content("## [50 people](fact:total) {#all}\n\nx", ledger))[0].heading
    assert [slip.citation.slip for slip in heading.slips] == ["fact-total"]


def test_citations_have_ids_of_their_own_and_are_numbered_within_their_block(ledger):
    blocks = [block for section in account(content(TEXT, ledger)) for part in section.parts for block in part.blocks]
    assert [[(s.index, s.citation.slip) for s in block.slips] for block in blocks[:4]] == [
        [(1, "fact-total")],
        [(1, "fact-men"), (2, "fact-women"), (3, "fact-total.2")],  # the note's citation counts with its paragraph
        [(1, "fact-men.2")],
        [(1, "fact-men.3"), (2, "fact-girls")],
    ]
    assert 'data-n="3"' in blocks[1].notes[0].html
    assert 'href="#fact-men.2"' in blocks[2].html


def test_notes_stand_with_the_paragraph_that_calls_them(ledger):
    block = account(content(TEXT, ledger))[1].parts[0].blocks[0]
    assert [(note.id, note.mark) for note in block.notes] == [("a", "*"), ("b", "†")]
    assert "<strong>Lead.</strong>" in block.notes[0].html
    assert 'href="#note-a"' in block.html
    assert "footnote" not in block.html + block.notes[0].html


def test_marks_run_through_a_section_and_begin_anew_with_the_next(ledger):
    text = "A[^a]\n\nB[^b]\n\n## Next {#next}\n\nC[^c]\n\n[^a]: x\n[^b]: y\n[^c]: z\n"
    blocks = [block for section in account(content(text, ledger)) for part in section.parts for block in part.blocks]
    assert [note.mark for block in blocks for note in block.notes] == ["*", "†", "*"]
    assert [note_mark(n) for n in (0, 5, 6)] == ["*", "¶", "**"]


def test_speakers_are_told_when_they_change_and_at_the_head_of_each_section(ledger):
    blocks = [block for section in account(content(TEXT, ledger)) for part in section.parts for block in part.blocks]
    told = [[speaker.id for speaker in block.speakers] for block in blocks]
    assert told == [["narrator"], ["narrator", "other"], ["narrator"], ["narrator", "other"], [], []]


def test_each_fact_has_one_endnote_with_all_its_citations(ledger):
    notes = endnotes(content(TEXT, ledger))
    assert [(n.number, n.fact.id, n.cites) for n in notes] == [
        (1, "total", ("cite-total", "cite-total.2")),
        (2, "men", ("cite-men", "cite-men.2", "cite-men.3")),
        (3, "women", ("cite-women",)),
        (4, "girls", ("cite-girls",)),
    ]


def test_only_a_long_page_shows_its_contents(ledger):
    text = TEXT + "\n## Third\n\nx\n"
    assert contents(content(text, ledger, minutes=1)) == ()
    assert [h.id for h in contents(content(text, ledger, minutes=9))] == ["first", "second", "third"]


def test_a_sum_and_its_parts_are_an_equation_and_a_subset_is_never_added(ledger):
    figures = key_figures(ledger, "total, men, women, girls")
    assert [(f.fact.id, f.sign, f.subset) for f in figures] == [
        ("total", "", False), ("men", "=", False), ("women", "+", False), ("girls", "", True),
    ]  # fmt: skip
    assert [f.sign for f in key_figures(ledger, "total, men, girls")] == ["", "", ""]  # a part is missing: no equation


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("almost 700 guns seized", ("almost ", "700", " guns seized")),
        ("over 17,000 rounds", ("over ", "17,000", " rounds")),
        ("a number of groups", ("a number of groups", "", "")),
        ("one of the 34 orphans", ("one of the ", "34", " orphans")),
    ],
)
def test_words_are_split_at_their_figure(words, expected):
    assert split_at_figure(words, "en") == expected


@pytest.mark.parametrize(
    ("meta", "published"),
    [
        ("Date: 2024-02-01", True),
        ("Date: 2024-02-01\nStatus: draft", False),
        ("Date: 2024-02-01\nStatus: Hidden", False),
        ("Date: 2024-02-02 00:00", True),
        ("Date: 2024-02-02 00:01", False),
        ("Date: 2024-02-02 06:00\nTimezone: Asia/Almaty", True),
        ("Date: 2024-02-02 06:00+06:00", True),
        ("Date: never", True),
    ],
)
def test_drafts_and_the_future_are_not_published(meta, published):
    settings = {"BUILD_TIME": "2024-02-02T00:00:00+00:00", "TIMEZONE": "UTC"}
    assert is_published(split(Path("a.md"), f"Title: T\n{meta}\n\nx"), settings) is published


@pytest.mark.parametrize(
    ("path", "meta", "address"),
    [
        ("articles/story.md", "", "articles/story.html"),
        ("pages/about.md", "", "about.html"),
        ("pages/home.md", "Template: home", "index.html"),
        ("operations/jusan.md", "Template: operation\nSlug: j", "operations/j.html"),
        ("pages/x.md", "Save_as: deep/er.html", "deep/er.html"),
    ],
)
def test_addresses(path, meta, address):
    settings = {
        "PATH": "content", "ARTICLE_PATHS": ["articles"],
        "ADDRESSES": {"article": "articles/{slug}.html", "page": "{slug}.html", "operation": "operations/{slug}.html", "home": "index.html"},
    }  # fmt: skip
    assert page_address(split(Path("content", path), f"Title: T\n{meta}\n\nx"), settings) == address
