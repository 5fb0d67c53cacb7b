"""What the ledger's file may say, and how each fault of it is told."""

import csv
import io
import json

import pytest

from ledger import edtf
from ledger.data import as_csv, as_json
from ledger.load import load
from ledger.yamlfile import load as load_yaml

HEAD = """\
language: en
title: A ledger
sources: {article: {title: An article}}
speakers: {narrator: {name: The narrator}}
facts:
"""
REST = "status: reported, speaker: narrator, source: article"


def told(facts: str, head: str = HEAD) -> list[str]:
    return [str(problem) for problem in sorted(load(head + facts, "facts.yaml")[1])]


def test_a_sound_ledger_has_no_problem():
    ledger, problems, _ = load(
        HEAD + f"  a: {{label: A, value: 607, nouns: [citizen], counts: citizens, {REST}}}\n", "f"
    )
    assert problems == []
    assert ledger.facts["a"].wording == "607 citizens"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            f"  a: {{label: A, words: w, nouns: [w], {REST}, colour: red}}",
            "facts.yaml:6:93: 'colour' is no key that 'a' may have",
        ),
        (
            "  a: {label: A, words: w, nouns: [w], status: reported, source: article}",
            "facts.yaml:6:3: 'a' has no speaker; give it one",
        ),
        (
            "  a: {label: A, words: w, nouns: [w], status: reported, speaker: narrator}",
            "facts.yaml:6:3: 'a' has no source; give it one",
        ),
        (f"  a: {{label: A, {REST}}}", "facts.yaml:6:3: a fact has one of value, date and words; this one has none"),
        (f"  a: {{label: A, value: 1, date: 1992, nouns: [x], {REST}}}", "this one has value and date"),
        (f"  a: {{label: A, value: 2, {REST}}}", "facts.yaml:6:3: a value and words need nouns"),
        (
            f"  a: {{label: A, value: much, nouns: [x], {REST}}}",
            'facts.yaml:6:17: \'value\': "much" is not of type "number"',
        ),
        (f"  a: {{label: A, date: 1992-13, {REST}}}", "facts.yaml:6:17: '1992-13' has no such month"),
        (f"  a: {{label: A, date: soon, {REST}}}", "facts.yaml:6:17: 'soon' is not a date"),
        (
            "  a: {label: A, words: w, nouns: [w], status: reported, speaker: nobody, source: article}",
            "no speaker 'nobody' stands under",
        ),
        (f"  Bad_Id: {{label: A, words: w, nouns: [w], {REST}}}", "'Bad_Id' is no id"),
        (
            f"  a: {{label: A, words: w, nouns: [w], {REST}}}\n  a: {{label: B, words: w, nouns: [w], {REST}}}",
            "facts.yaml:7:3: 'a' stands here a second",
        ),
        (f"  a: {{label: A, words: w, nouns: [w], {REST}, part_of: z}}", "no fact 'z' stands in the ledger"),
        (f"\ta: {{label: A, words: w, nouns: [w], {REST}}}", "facts.yaml:6:1: this is not YAML"),
        ("  a: [", "this is not YAML"),
        ("", "facts.yaml:5:1: 'facts': null is not of type \"object\""),
    ],
)
def test_a_fault_is_told_with_its_place(facts, expected):
    assert any(expected in line for line in told(facts)), told(facts)


@pytest.mark.parametrize(
    ("escape", "message"),
    [
        (r"\u202e", "U+202E cannot be seen; remove it"),
        (r"\u200b", "U+200B cannot be seen; remove it"),
        (r"\u2028", "U+2028 cannot be seen; remove it"),
        (r"\b", "U+0008 cannot be seen; remove it"),
        (r"\0", "U+0000 cannot be seen; remove it"),
        (r"\x01", "U+0001 cannot be seen; remove it"),
        (r"\r", "U+000D cannot be seen; remove it"),
        (r"\uffff", "U+FFFF cannot be seen; remove it"),
        (r"\u0663", "“٣” (U+0663) is no digit that can be checked; write 0 to 9, or words"),
    ],
)
def test_an_escape_brings_in_no_character_that_a_text_may_not_hold(escape, message):
    """Neither into a value, nor into a list, nor into a key."""
    facts = f'  a: {{label: "A{escape}", words: w, nouns: [v, "w{escape}"], {REST}}}\n'
    column = facts.index('"w') + 1
    assert told(facts) == [f"facts.yaml:6:7: {message}", f"facts.yaml:6:{column}: {message}"]
    assert f"facts.yaml:6:3: {message}" in told(f'  "a{escape}": {{label: A, words: w, nouns: [w], {REST}}}\n')


def test_other_escapes_are_words():
    facts = f'  a: {{label: "A\\tB\\nC\\_D\\u00e9\\"\\\\", words: w, nouns: [w], {REST}}}\n'
    assert told(facts) == []
    assert load(HEAD + facts, "f")[0].facts["a"].label == 'A\tB\nC\xa0Dé"\\'


def test_parts_must_add_up():
    facts = "".join(
        f"  {key}: {{label: L, value: {value}, nouns: [x], {REST}{more}}}\n"
        for key, value, more in [("whole", 607, ", parts: [men, women]"), ("men", 37, ""), ("women", 157, "")]
    )
    assert any("37 + 157 = 194, but the whole is 607" in line for line in told(facts))
    assert told(facts.replace("607", "194")) == []


def test_a_subset_is_never_larger_than_its_whole():
    facts = f"  whole: {{label: L, value: 30, nouns: [x], {REST}}}\n  some: {{label: L, value: 34, nouns: [x], part_of: whole, {REST}}}\n"
    assert any("the subset is 34, more than its whole whole with 30" in line for line in told(facts))
    assert told(facts.replace("34", "12")) == []


def test_a_part_counts_the_same_thing_as_its_whole():
    """Where both say what they count; where one does not, nothing is known to be wrong."""
    facts = "".join(
        f"  {key}: {{label: L, value: {value}, nouns: [x], {REST}{more}}}\n"
        for key, value, more in [
            ("whole", 5, ", parts: [men, women], thing: people"),
            ("men", 3, ", thing: weapons"),
            ("women", 2, ""),
            ("some", 1, ", part_of: men, thing: channels"),
        ]
    )
    assert [line.split(": ", 1)[1] for line in told(facts)] == [
        "men counts weapons, and its whole people; make them one",
        "the subset counts channels, and its whole men weapons; make them one",
    ]
    assert told(facts.replace("weapons", "people").replace("channels", "people")) == []


def test_what_a_fact_counts_is_an_id_and_a_column_of_the_data():
    facts = f"  a: {{label: L, value: 5, nouns: [x], {REST}, thing: people}}\n"
    ledger, problems, _ = load(HEAD + facts, "facts.yaml")
    assert problems == []
    assert json.loads(as_json(ledger))["facts"][0]["thing"] == "people"
    assert next(csv.DictReader(io.StringIO(as_csv(ledger))))["thing"] == "people"
    assert len(told(facts.replace("people", "Many Things"))) == 1


def test_a_fact_may_not_refer_to_itself():
    facts = f"  a: {{label: L, value: 2, nouns: [x], part_of: b, {REST}}}\n  b: {{label: L, value: 2, nouns: [x], part_of: a, {REST}}}\n"
    assert [line.split(": ", 1)[1] for line in told(facts)] == [
        "a refers to itself through parts or part_of",
        "b refers to itself through parts or part_of",
    ]


def test_every_fault_is_told_at_once():
    facts = "".join(f"  f{n}: {{label: L, value: 2, {REST}}}\n" for n in range(1000))
    assert len(told(facts)) == 1000


def test_an_alias_bomb_is_refused():
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    data, _, faults = load_yaml(bomb)
    assert data is None
    assert "more than" in faults[0][2]


def test_words_of_yaml_stay_words():
    data, places, faults = load_yaml("a: no\nb: 1992-02-22\nc: 2019-01\nd: 12\ne: 1.5\nf: true\n")
    assert data == {"a": "no", "b": "1992-02-22", "c": "2019-01", "d": 12, "e": 1.5, "f": True}
    assert places[("b",)] == (2, 1)
    assert faults == []


@pytest.mark.parametrize(
    "date", ["1992", "2019-01", "1992-07-13", "--07", "--07-13", "2019/", "1992-02-22/1992-02-23", "199X"]
)
def test_dates_of_the_ledger(date):
    edtf.ends(date)


@pytest.mark.parametrize(
    "date", ["", "-", "92", "1992-02-30", "--13", "1993/1992", "1992-2", "July", "19922", "1992-02-29T10", "1992/--07"]
)
def test_other_dates_are_refused(date):
    with pytest.raises(ValueError, match=r"."):
        edtf.ends(date)


def test_a_coarser_date_holds_a_finer_one():
    assert edtf.coarser("1992-07-13") == {"1992-07-13", "1992-07", "1992"}
    assert edtf.coarser("--07-13") == {"--07-13", "--07"}
    assert edtf.coarser("1992-02-22/1992-02-23") == {"1992-02-22/1992-02-23", "1992-02", "1992"}


def test_years_run_from_the_beginning_to_the_latest():
    assert edtf.years("2019-01", "2021-02") == (2019, 2020, 2021)
    assert edtf.years("1992") == (1992,)
