"""A graphic's file: its shape, the facts that it names, and the words of its own."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from markdown import Markdown

from blocks import BlockExtension
from graphics import KINDS, as_csv, pictures
from graphics.drawing import Box, Drawing, Pen, Text, rectangle
from graphics.faults import problems
from graphics.paragraphs import placing_problems
from graphics.reading import graphic, read, read_all
from ledger import plain_markdown, yamlfile
from ledger.document import split
from ledger.load import load
from ledger.parsing import parse

LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
  all: {label: All, value: 9, counts: people, thing: people, nouns: [people], parts: [old, young], status: reported, speaker: narrator, source: article, where: line 1}
  old: {label: The old, value: 4, counts: grown-ups, thing: people, nouns: [grown], status: reported, speaker: narrator, source: article}
  young: {label: The young, value: 5, counts: children, thing: people, nouns: [child], status: reported, speaker: narrator, source: article}
  some: {label: Some of the young, value: 2, counts: twins, thing: people, nouns: [twin], part_of: young, status: reported, speaker: narrator, source: article}
never:
  ever: {pattern: "first ever", reason: nobody said so}
"""
SETTINGS = {"DEFAULT_LANG": "en", "MARKDOWN": {"extensions": ["footnotes"]}}
GOOD = """\
kind: people
title: 9 people, a mark each
summary: The people by age.
source: "Source: an article."
facts: [all, old, young, some]
"""


@pytest.fixture(scope="module")
def ledger():
    found, faults, _ = load(LEDGER, "facts.yaml")
    assert faults == []
    return found


def told(tmp_path: Path, text: str, ledger, name: str = "people.yaml") -> list[str]:
    """line:column: message of every problem of a file."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [str(problem).rpartition(f"{name}:")[2] for problem in problems(read(path), ledger, SETTINGS)]


def test_a_sound_file_has_no_problem(tmp_path, ledger):
    assert told(tmp_path, GOOD, ledger) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: people", "kind: pie", "1:1: there is no kind 'pie'; it is one of "),
        ("kind: people\n", "", "1:1: the graphic has no kind; give it one"),
        ("title: 9 people, a mark each\n", "", "1:1: the graphic has no title; give it one"),
        (
            "facts: [all, old, young, some]",
            "facts: []",
            "5:1: facts has 0 entries, and the least is 1; add what is missing",
        ),
        (
            "facts:",
            "fact: x\nfacts:",
            "5:1: 'fact' is no key here; known are kind, title, summary, source, lang, notes, ",
        ),
        ("young, some]", "youngg, some]", "5:19: no fact “youngg” stands in the ledger; is it young?"),
        ("title: 9", "title: 8", "2:1: no fact that this graphic shows is “8”; reword it, or show that fact"),
        ("title: 9 people", "title: almost 9 people", "2:1: “9” needs the ledger's qualifier; it says “9 people”"),
        ("people by age", "first ever people", "3:1: “first ever” must not be said: nobody said so"),
        ("facts:", "notes: ['There were 77.']\nfacts:", "5:9: “77” is no figure of this entry"),
        ("facts:", "notes: ['[5 children](fact:yung)']\nfacts:", "5:9: no fact “yung” stands in the ledger"),
        ("facts:", "notes: ['[5 goats](fact:young)']\nfacts:", "5:9: “5 goats” does not say what it counts"),
        (
            "facts:",
            "notes: ['[here](../a.html)']\nfacts:",
            "5:9: the link “../a.html” leads to no fact, no rule and no",
        ),
        ("facts:", "lang: xx\nfacts:", "5:1: no numbers are read in 'xx'; known languages: "),
        ("facts:", "title: again\nfacts:", "5:1: 'title' stands here a second time; its first place is line 2"),
        ("title: 9 people, a mark each", "title: '  '", "2:1: title is blank; write words"),
        (
            "summary: The people by age.",
            "summary: [The people]",
            "3:1: summary is “['The people']”; write words, in quotes",
        ),
        (
            "facts:",
            "notes: [Note: no period]\nfacts:",
            "5:9: notes 1 is “{'Note': 'no period'}”; write words, in quotes",
        ),
        ("facts: [all, old, young, some]", "facts: all", "5:1: facts is “all”; write a list, such as [one, other]"),
        ("title: 9 people", "title: 9 *people*", "2:1: Markdown and HTML are read in notes alone; write plain words"),
        (
            "title: 9 people",
            "title: 4 children and 5 grown-ups",
            "2:1: “4” stands without what it counts beside it; the",
        ),
        (
            "facts:",
            f"notes: [{', '.join('a' * 9)}]\nfacts:",
            "5:1: notes has 9 entries, and the most is 8; leave some out",
        ),
        ("facts:", "lang: en_GB\nfacts:", "5:1: lang is no language; write it as en or en-GB"),
        ("facts:", 'notes: ["a\\u200bb"]\nfacts:', "5:9: U+200B cannot be seen; remove it"),
        ('"Source: an article."', '"a\\x01b"', "4:1: U+0001 cannot be seen; remove it"),
        (
            "facts:",
            "notes: [!!timestamp 2001-01-01]\nfacts:",
            "5:9: the tag !!timestamp is not read; write plain words",
        ),
        ('"Source: an article."', "x" * 400, "4:1: source has 400 letters, and the most is 320; shorten it"),
        ("kind: people", "kind: [people", "2:"),
        (GOOD, "- a list", "1:1: a graphic is a mapping with kind, title, summary and source"),
        (GOOD, " ", "1:1: the file is empty; it needs kind, title, summary and source"),
        ("title: 9 people", "title: 9 people\u200b", "2:16: U+200B cannot be seen; remove it"),
    ],
)
def test_each_fault_is_told_with_its_place(tmp_path, ledger, old, new, expected):
    lines = told(tmp_path, GOOD.replace(old, new), ledger)
    assert len(lines) == 1, lines
    assert len(lines[0]) < 300
    assert lines[0].startswith(expected)


def test_a_file_is_named_like_an_address(tmp_path, ledger):
    assert told(tmp_path, GOOD, ledger, "The People.yaml") == [
        "1:1: “The People” is no id; name the file in small letters, digits and hyphens"
    ]


def test_hidden_files_are_no_graphics(tmp_path):
    (tmp_path / ".people.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "people.yaml").write_text(GOOD, encoding="utf-8")
    assert [file.id for file in read_all(tmp_path)] == ["people"]
    assert read_all(tmp_path / "nowhere") == []


def test_a_picture_shows_the_facts_that_its_file_names(tmp_path):
    (tmp_path / "people.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("kind: people\n", encoding="utf-8")
    assert pictures(read_all(tmp_path)) == {
        "graphic:broken": None,
        "graphic:people": ("all", "old", "young", "some"),
    }


def test_the_data_are_one_line_for_each_fact(tmp_path, ledger):
    path = tmp_path / "people.yaml"
    path.write_text(GOOD, encoding="utf-8")
    lines = as_csv(graphic(read(path), ledger, SETTINGS)).splitlines()
    assert lines[0].startswith("row,id,label,value,")
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["All", "all", "All", "9"],
        ["The old", "old", "The old", "4"],
        ["The young", "young", "The young", "5"],
        ["Some of the young", "some", "Some of the young", "2"],
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text.\n\n![Nine people](graphic:people)\n\nMore.", []),
        ("![Who](graphic:poeple)", ["1:8: there is no graphic “poeple”; there are people, other"]),
        ("Text ![Who](graphic:people) more.", ["1:13: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("> ![A](graphic:people)", ["1:8: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("- ![A](graphic:people)\n\n- b", ["1:8: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("Text.[^n]\n\n[^n]: Note.\n\n    ![A](graphic:people)", ["1:10: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("**![A](graphic:people)**", ["1:8: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("[![A](graphic:people)](https://x.example/)", ["1:7: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("Words ![A](graphic:people)\n\n![B]({static}/b.png)", ["1:12: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("![A \\[b\\] [c] d](graphic:people)", []),
        ("![A](graphic:people)\n\nText ![B](graphic:other) more.", ["1:11: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("![A](graphic:people)\nText.", ["1:6: a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"]),
        ("![A](graphic:people)\n\n![B](graphic:people)", ["1:6: the graphic “people” stands twice on this page; keep one"]),
    ],
)  # fmt: skip
def test_a_graphic_stands_by_itself_and_once(body, expected):
    document = split(Path("a.md"), f"Title: A\n\n{body}")
    parsed, _ = parse(document, Markdown(**plain_markdown(SETTINGS)), "en")
    found = [str(p).partition(":")[2] for p in placing_problems(parsed, ["people", "other"])]
    assert [line.replace(line.split(":")[0], "1", 1) for line in found] == expected


def test_what_a_kind_gets_wrong_is_one_line(tmp_path, ledger, monkeypatch):
    def fails(made, width):
        raise KeyError("nothing")

    monkeypatch.setitem(KINDS, "people", replace(KINDS["people"], draw=fails))
    assert told(tmp_path, GOOD, ledger) == ["1:1: the kind “people” fails with KeyError: 'nothing'; mend its module"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (rectangle(Box(250, 0, 400, 10), Pen(fill="ink")), "its strokes leave the drawing; show fewer things"),
        (rectangle(Box(0, 0, 10, 10), Pen(fill="inc")), "its drawing asks for the role “inc”; the theme has ink, soft"),
        (Text(0, 20, "People", size=11), "“People” is too small to read"),
        (None, "its drawing is 35 times as high as it is wide; show less"),
    ],
)
def test_a_drawing_must_fit_and_be_read(tmp_path, ledger, monkeypatch, item, message):
    """For every kind alike, so that a new one need not look."""
    made = replace(
        KINDS["people"], draw=lambda graphic, width: Drawing(width, *((40, (item,)) if item else (10_000, ())))
    )
    monkeypatch.setitem(KINDS, "people", made)
    assert [line for line in told(tmp_path, GOOD, ledger) if message in line]


def test_what_is_no_plain_file_is_never_read(tmp_path, ledger):
    path = tmp_path / "people.yaml"
    os.mkfifo(path)
    assert [str(p).rpartition("people.yaml: ")[2] for p in problems(read(path), ledger, SETTINGS)] == [
        "it is no plain file; put the text itself here"
    ]


def test_the_alternative_text_is_what_was_written():
    """Escaped brackets are brackets, and no placeholder of the parser is left."""
    parser = Markdown(extensions=[BlockExtension()])
    parser.convert("![A \\[b\\] & c](graphic:people)")
    (outline,) = parser.outline
    assert (outline.kind, outline.graphic, outline.alternative) == ("graphic", "people", "A [b] & c")


def test_a_number_that_is_none_is_told():
    assert yamlfile.load("a: !!float .nan")[2] == [(1, 4, ".nan is no number; write one")]
