"""Figures in prose: what passes, what fails, and where the failure is said to be."""

from pathlib import Path

import pytest
from markdown import Markdown

from ledger.audit import document_problems, ledger_faults, loose_faults, unused
from ledger.document import split
from ledger.load import load
from ledger.markup import OriginExtension
from ledger.parsing import parse

LEDGER = """\
language: en
title: A ledger
sources: {article: {title: An article, date: 2022-07-14}}
speakers: {narrator: {name: The narrator}}
facts:
  total: {label: L, value: 607, counts: citizens, nouns: [citizen, people], status: reported, speaker: narrator, source: article}
  guns: {label: L, value: 700, qualifier: almost, counts: guns, nouns: [gun], status: reported, speaker: narrator, source: article}
  rounds: {label: L, value: 17000, qualifier: over, counts: rounds, nouns: [round], status: reported, speaker: narrator, source: article}
  agents: {label: L, value: 50, qualifier: around, counts: agents, nouns: [agent], status: reported, speaker: narrator, source: article}
  heroin: {label: L, value: 12, unit: kg, counts: of heroin, nouns: [heroin], status: reported, speaker: narrator, source: article}
  held: {label: L, value: 2, counts: held out, nouns: [held], status: reported, speaker: narrator, source: article}
  years: {label: L, value: 30, counts: years, nouns: [year, anniversar], status: reported, speaker: narrator, source: article}
  begun: {label: L, date: 1996, status: reported, speaker: narrator, source: article}
  first: {label: L, date: 2019-01, status: reported, speaker: narrator, source: article}
  day: {label: L, date: --07-13, status: reported, speaker: narrator, source: article}
  formed: {label: L, date: 1992-07-13, status: context, speaker: narrator, source: article}
  dates: {label: L, date: 1992-02-22/1992-02-23, status: context, speaker: narrator, source: article}
  moved: {label: L, words: hundreds of people, nouns: [people], status: reported, speaker: narrator, source: article}
  aim: {label: L, words: a way out, nouns: [way], status: reported, speaker: narrator, source: article}
never:
  over: {pattern: "\\\\bis over\\\\b", reason: the article does not say so}
names: [Sprint 1]
"""
META = "Title: T\nDate: 2026-11-22\nSummary: S\n"


def ledger(text: str = LEDGER):
    made, problems, _ = load(text, "facts.yaml")
    assert problems == []
    return made


def told(body: str, meta: str = META, lang: str = "en") -> list[str]:
    """The problems of a text, each as line:column: message, the lines counted from the body's first."""
    document = split(Path("a.md"), f"{meta}\n{body}")
    parser = Markdown(
        extensions=[
            "attr_list",
            "def_list",
            "fenced_code",
            "footnotes",
            "sane_lists",
            "tables",
            "toc",
            OriginExtension(),
        ]
    )
    document, problems = parse(document, parser, lang)
    problems += document_problems(ledger(), document, lang, ("title", "summary", "standfirst"))
    above = meta.count("\n") + 1
    return [f"{p.line - above}:{p.column}: {p.message}" for p in sorted(problems)]


@pytest.mark.parametrize(
    "text",
    [
        "[607 citizens](fact:total) and [607 people](fact:total)",
        "[six hundred and seven citizens](fact:total)",
        "[](fact:total)",
        "[almost 700 guns](fact:guns), [nearly seven hundred guns](fact:guns)",
        "[over 17,000 rounds](fact:rounds), [more than 17 thousand rounds](fact:rounds)",
        "[more than seventeen thousand rounds](fact:rounds)",
        "[around 50 agents](fact:agents), [about fifty agents](fact:agents), [some 50 agents](fact:agents)",
        "[12 kg of heroin](fact:heroin), [twelve kilograms of heroin](fact:heroin)",
        "[two held out](fact:held), [both of those who held out](fact:held)",
        "its [30th anniversary](fact:years), a [30-year](fact:years) span, the [thirtieth year](fact:years)",
        "In [1996](fact:begun). In [January 2019](fact:first), or [2019](fact:first).",
        "On [13 July](fact:day), on [13 July 1992](fact:formed), in [1992](fact:formed), in [July](fact:day)",
        "on [22–23 February 1992](fact:dates)",
        "[hundreds of people](fact:moved) had [a way out](fact:aim)",
        "one, first, second, third, both, half, once, twice and no one",
        "C-295, A4, `x = 607` and version 1.2.3 of <https://example.org/607>",
        "Sprint 1 went well",
        "[the article does not say that it is over](denies:over)",
        "A heading\n\n## [607 citizens](fact:total) in all {#all}\n\n1. a\n2. b",
        "| a | b |\n|---|---|\n| [607 citizens](fact:total) | x |",
        "Words[^n].\n\n[^n]: A note with [607 citizens](fact:total).",
        "```\n607\n```\n\n    indented 607",
        "*[607](fact:total)* citizens",
    ][:-1],
)
def test_what_the_ledger_says_passes(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There were 607 citizens.", "1:12: “607” is bound to no fact; if it is total, write [607 …](fact:total)"),
        ("There were six hundred people.", "1:12: “six hundred” is bound to no fact; add a fact"),
        ("First line\nand then 42 more.", "2:10: “42” is bound to no fact"),
        ("In 1996, that is.", "1:4: “1996” is bound to no fact; if it is begun, write [1996 …](fact:begun)"),
        ("On 13 July 1992 it was.", "1:4: “13 July 1992” is bound to no fact"),
        ("Dozens came.", "1:1: “Dozens” is bound to no fact"),
        ("[608 citizens](fact:total)", "1:1: “608 citizens” disagrees with total; the ledger says “607 citizens”"),
        ("[607 guns](fact:total)", "1:1: “607 guns” does not say what it counts"),
        ("[607](fact:total) citizens", "1:1: “607” does not say what it counts"),
        ("[700 guns](fact:guns)", "1:1: “700 guns” drops the qualifier “almost” of guns"),
        ("[some 700 guns](fact:guns)", "1:1: “some” does not fit guns: its qualifier is “almost”"),
        ("almost [700 guns](fact:guns)", "1:8: “almost” stands outside the link"),
        ("[over 607 citizens](fact:total)", "1:1: “over” does not fit total: it is a plain value"),
        (
            "more than [607 citizens](fact:total)",
            "1:11: “more than” stands beside the link, but total is a plain value",
        ),
        ("[no fewer than 607 citizens](fact:total)", "“no fewer than” does not fit total"),
        ("[607 of 700 citizens](fact:total)", "must hold one number or date, and holds “607” and “700”"),
        ("[citizens](fact:total)", "must hold one number or date, and holds none"),
        ("[607 citizens](fact:totl)", "1:1: no fact “totl” stands in the ledger; is it total?"),
        ("[1997](fact:begun)", "1:1: “1997” disagrees with begun"),
        ("[14 July](fact:day)", "“14 July” disagrees with day"),
        ("[thousands of people](fact:moved)", "“thousands” is no part of moved"),
        ("[forty ways out](fact:aim)", "“forty” is no part of aim"),
        ("It is over.", "1:4: “is over” must not be said: the article does not say so"),
        ("[It goes on](denies:over)", "1:1: “It goes on” denies nothing that over forbids"),
        ("[It is over](denies:nothing)", "no rule “nothing” stands under never"),
        ("1996. It was a year.", "1:1: a line that opens with “1996. ” becomes a list; reword it"),
        ("![607 citizens](x.png)", "1:3: no fact that this page links to is “607”"),
        ("| a |\n|---|\n| 42 |", "3:3: “42” is bound to no fact"),
        ("> quoted 42", "1:10: “42” is bound to no fact"),
        ("Words[^n].\n\n[^n]: A note with 42.", "3:19: “42” is bound to no fact"),
        ("Six *hundred* people", "1:1: “Six hundred” is bound to no fact"),
    ],
)
def test_what_the_ledger_does_not_say_fails(text, expected):
    assert any(expected in line for line in told(text)), told(text)


@pytest.mark.parametrize(
    ("meta", "body", "expected"),
    [
        ("Title: 607 citizens\n", "[607 citizens](fact:total)", []),
        ("Title: 607 citizens\n", "None.", ["no fact that this page links to is “607”"]),
        (
            "Title: 700 guns\n",
            "[almost 700 guns](fact:guns)",
            ["“700” needs the ledger's qualifier; it says “almost 700 guns”"],
        ),
        ("Title: Almost 700 guns\n", "[almost 700 guns](fact:guns)", []),
        ("Title: T\nFigures: total\nStandfirst: All 607 citizens\n", "None.", []),
        ("Title: T\nFigures: total\nStandfirst: All 607 orphans\n", "None.", ["“607” stands without what it counts"]),
        ("Title: From 22 February 1992 on\n", "[22–23 February 1992](fact:dates)", []),
        ("Title: T\nFigures: total, tota\n", "None.", ["no fact “tota” stands in the ledger"]),
        ("Title: T\nUnbound: a page about the site\n", "There are 42 of them.", []),
        ("Title: It is over\n", "None.", ["“is over” must not be said"]),
    ],
)
def test_numbers_of_the_metadata_are_those_of_the_page(meta, body, expected):
    found = told(body, meta)
    assert len(found) == len(expected), found
    assert all(want in line for want, line in zip(expected, found, strict=True)), found


def test_every_problem_of_a_text_is_told():
    body = "\n\n".join(f"There were {n} of them." for n in range(100, 1100))
    found = told(body)
    assert len(found) == 1000
    assert found[0].startswith("1:12: “100”") or any(line.startswith("1:12:") for line in found)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("note: There were 42.", "“42” is no figure of this entry, its parts or its source"),
        ("note: The 607 is [607 citizens](fact:total).", "“607” is no figure of this entry"),
        ("wording: 8 oxen", "“8 oxen” disagrees with x"),
        ("note: Now it is over.", "“is over” must not be said"),
        ("qualifier: perchance", "“perchance” is no qualifier"),
    ],
)
def test_the_ledgers_own_words_are_checked_too(entry, expected):
    text = LEDGER.replace(
        "never:",
        f"  x:\n    label: L\n    value: 7\n    nouns: [ox]\n    {entry}\n    status: reported\n"
        "    speaker: narrator\n    source: article\nnever:",
    )
    messages = [message for _, message in ledger_faults(ledger(text))]
    assert any(expected in message for message in messages), messages


def test_the_ledgers_sound_words_pass():
    assert list(ledger_faults(ledger())) == []


def test_facts_that_nobody_uses_are_named():
    document = split(Path("a.md"), META + "\n[607 citizens](fact:total)")
    document, _ = parse(document, Markdown(extensions=[OriginExtension()]), "en")
    assert "total" not in unused(ledger(), [document])
    assert "guns" in unused(ledger(), [document])


def test_positions_survive_repeated_words_and_markup():
    body = "A 42 and *42*, **42**; `42` and 42\n\n- 42\n- x 42"
    assert [line.split(" ")[0] for line in told(body)] == ["1:3:", "1:11:", "1:18:", "1:33:", "3:3:", "4:5:"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("607 citizens and almost 700 guns", []),
        ("Citizens, 607 of them; guns, almost 700 of them", []),
        ("607 guns and almost 700 citizens", ["607"]),
        ("12 kg of heroin and 2 who held out", []),
        ("2 heroin finds and 12 kg held", ["2"]),
        ("Citizens: 607, almost 700", ["700"]),
    ],
)
def test_a_number_in_a_title_stands_beside_what_it_counts(text, wrong):
    """Between the number before and the number behind, so that two figures cannot change places."""
    facts = list(ledger().facts.values())
    found = [message for _, message in loose_faults(ledger(), facts, text, "en")]
    assert len(found) == len(wrong)
    assert all(number in message for number, message in zip(wrong, found, strict=True))


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        ({"graphic:a": ("total",)}, []),
        ({"graphic:a": ("guns",)}, ["no fact that the picture shows is “607”; reword it, or show that fact"]),
        ({"graphic:a": None}, []),  # what it shows is not known: its own file is told
        ({}, []),  # an ordinary picture: the page's own facts
    ],
)
def test_an_alternative_text_says_what_its_picture_shows(pictures, expected):
    document = split(
        Path("a.md"), META + "\n[607 citizens](fact:total)\n\n![A mark for each of 607 citizens](graphic:a)"
    )
    document, _ = parse(document, Markdown(extensions=[OriginExtension()]), "en")
    found = document_problems(ledger(), document, "en", (), pictures)
    assert [problem.message for problem in found] == expected
    assert ("guns" in unused(ledger(), [document], pictures)) == (pictures.get("graphic:a") != ("guns",))
