"""Turns the text of a ledger into a Ledger, and yields what is wrong with it, all at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from jsonschema_rs import validator_for

from . import edtf, languages, wording, yamlfile
from .characters import odd_characters
from .model import Fact, Ledger, Never, Source, Speaker
from .problems import Problem

ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"  # as in the schema
SCHEMA = Path(__file__).with_name("facts.schema.json")
BAD_PATTERN = (re.error, OverflowError, RecursionError)
CONTENTS = ("value", "date", "words")


def load(text: str, path: str) -> tuple[Ledger, list[Problem], yamlfile.Places]:
    """The ledger, its problems, and (line, column) by path in the file. It holds what is sound, problems or not."""
    data, places, faults = yamlfile.load(text)
    problems = [Problem(path, *fault) for fault in faults]
    if data is None and not faults:
        problems.append(
            Problem(path, 1, 1, "the ledger is empty; it needs language, title, sources, speakers and facts")
        )
    if not isinstance(data, dict):
        if data is not None:
            problems.append(Problem(path, 1, 1, "the ledger must be a mapping with sources, speakers and facts"))
        return Ledger(), problems, places
    if "\\" in text:  # an escape in quotes; what stands in the text itself is told where the text is read
        problems += [
            Problem(path, *_place(places, where), message)
            for where, words in _strings(data)
            for _, message in odd_characters(words)
        ]
    shape = list(_shape_faults(data))
    problems += [Problem(path, *_place(places, where), message) for where, message in shape]
    broken = {where[:2] for where, _ in shape}
    ledger = _build(data, broken)
    problems += [
        Problem(path, *_place(places, where), message) for where, message in _sense_faults(data, ledger, broken)
    ]
    return ledger, problems, places


def _place(places: yamlfile.Places, where: yamlfile.Path) -> tuple[int, int]:
    while where and where not in places:
        where = where[:-1]
    return places.get(where, (1, 1))


def _strings(data: Any, where: yamlfile.Path = ()) -> Iterator[tuple[yamlfile.Path, str]]:
    """(its path, itself) of each string in the file, keys and values."""
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield (*where, key), key
            yield from _strings(value, (*where, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _strings(value, (*where, place))


def _shape_faults(data: dict[str, Any]) -> Iterator[tuple[yamlfile.Path, str]]:
    for error in validator_for(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(data):
        where: yamlfile.Path = tuple(error.instance_path)
        name = where[-1] if where else "the ledger"
        kind: Any = error.kind
        table: Any = error.instance
        if kind.name == "additionalProperties":
            for key in kind.unexpected:
                yield (*where, key), f"{key!r} is no key that {name!r} may have; {_known(where)}"
        elif kind.name == "required":
            yield where, f"{repr(name) if where else name} has no {kind.property}; give it one"
        elif kind.name == "propertyNames":
            for key in (key for key in table if not re.fullmatch(ID, key)):
                yield (*where, key), f"{key!r} is no id; write small letters, digits and hyphens"
        else:
            yield where, f"{name!r}: {error.message}"


def _known(where: yamlfile.Path) -> str:
    """The keys that the schema knows at a place of the ledger."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    node = schema["$defs"]["fact"] if where[:1] == ("facts",) else schema
    if where and where[0] != "facts":
        node = schema["properties"][where[0]]["additionalProperties"]
    return f"known are {', '.join(node['properties'])}"


def _build(data: dict[str, Any], broken: set[yamlfile.Path]) -> Ledger:
    def entries(kind: str) -> dict[str, dict[str, Any]]:
        table = data.get(kind)
        found = table if isinstance(table, dict) and (kind,) not in broken else {}
        return {key: value for key, value in found.items() if (kind, key) not in broken and isinstance(value, dict)}

    words = {key: data[key] for key in ("language", "title", "description") if isinstance(data.get(key), str)}
    if list(_language_faults(words.get("language"))):
        words.pop("language")
    sources = {}
    for key, value in entries("sources").items():
        sound = {
            name: words for name, words in _words(value).items() if name != "date" or not list(_date_faults(value))
        }
        sources[key] = Source(key, **sound)
    speakers = {key: Speaker(key, **_words(value)) for key, value in entries("speakers").items()}
    facts = {}
    for key, value in entries("facts").items():
        known = value["speaker"] in speakers and value["source"] in sources
        if known and sum(k in value for k in CONTENTS) == 1 and not list(_date_faults(value)):
            facts[key] = _fact(key, value, speakers, sources, words.get("language", "en"))
    never = {}
    for key, value in entries("never").items():
        try:
            never[key] = Never(key, re.compile(value["pattern"], re.IGNORECASE), value["reason"])
        except BAD_PATTERN:
            continue  # told by _sense_faults
    names = data.get("names", []) if ("names",) not in broken else []
    return Ledger(facts=facts, sources=sources, speakers=speakers, never=never, names=tuple(map(str, names)), **words)


def _words(entry: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in entry.items()}


def _fact(
    key: str, entry: dict[str, Any], speakers: dict[str, Speaker], sources: dict[str, Source], language: str
) -> Fact:
    lists: dict[str, Any] = {name: tuple(entry[name]) for name in ("nouns", "parts") if name in entry}
    plain: dict[str, Any] = {
        name: str(entry[name]) for name in entry.keys() - lists.keys() - {"value", "speaker", "source", "wording"}
    }
    value = Decimal(str(entry["value"])) if "value" in entry else None
    return Fact(
        id=key,
        value=value,
        speaker=speakers[entry["speaker"]],
        source=sources[entry["source"]],
        language=language,
        own_wording=str(entry.get("wording", "")),
        **lists,
        **plain,
    )


def _sense_faults(
    data: dict[str, Any], ledger: Ledger, broken: set[yamlfile.Path]
) -> Iterator[tuple[yamlfile.Path, str]]:
    """What a schema cannot see: references, dates, sums, subsets, patterns."""
    yield from ((("language",), message) for message in _language_faults(data.get("language")))
    for kind in ("sources", "speakers", "never", "facts"):
        table = data.get(kind) if (kind,) not in broken else None
        for key, entry in (table or {}).items() if isinstance(table, dict) else ():
            if (kind, key) in broken or not isinstance(entry, dict):
                continue
            yield from ((((kind, key, *where)), message) for where, message in _entry_faults(kind, entry, data))
    for fact in ledger.facts.values():
        yield from (((("facts", fact.id, *where)), message) for where, message in _sum_faults(fact, data, ledger))


def _language_faults(tag: Any) -> Iterator[str]:
    """A ledger's language needs numbers that can be read, and dates that can be written."""
    from babel import UnknownLocaleError

    if not isinstance(tag, str):
        return
    try:
        languages.load(tag)
        wording.locale(tag)
    except languages.UnknownLanguage as error:
        yield str(error)
    except (UnknownLocaleError, ValueError):
        yield f"“{tag}” is no language tag that dates can be written in; write en or en-GB"


def _entry_faults(kind: str, entry: dict[str, Any], data: dict[str, Any]) -> Iterator[tuple[yamlfile.Path, str]]:
    yield from _date_faults(entry)
    if kind == "never":
        try:
            re.compile(entry["pattern"], re.IGNORECASE)  # compiled before, and remembered
        except BAD_PATTERN as error:
            yield ("pattern",), f"this is no regular expression: {error}"
    if kind != "facts":
        return
    held = [name for name in CONTENTS if name in entry]
    if len(held) != 1:
        yield (), f"a fact has one of value, date and words; this one has {' and '.join(held) or 'none'}"
    for name, table in (("speaker", "speakers"), ("source", "sources")):
        if entry[name] not in (data.get(table) or {}):
            yield (name,), f"no {name} {entry[name]!r} stands under {table}"
    for name in ("parts", "part_of"):
        for other in entry.get(name, []) if name == "parts" else [entry[name]] if name in entry else []:
            if other not in data["facts"]:
                yield (name,), f"no fact {other!r} stands in the ledger"
    if "date" not in entry and not entry.get("nouns"):
        yield (), "a value and words need nouns: beginnings of the words that a link to them must hold"


def _date_faults(entry: dict[str, Any]) -> Iterator[tuple[yamlfile.Path, str]]:
    for name in ("date", "time"):
        try:
            edtf.ends(str(entry.get(name, "1992")))
        except ValueError as error:
            yield (name,), str(error)


def _sum_faults(fact: Fact, data: dict[str, Any], ledger: Ledger) -> Iterator[tuple[yamlfile.Path, str]]:
    parts = [ledger.facts[key] for key in fact.parts if key in ledger.facts]
    if fact.parts and len(parts) == len(fact.parts):
        if fact.value is None or any(part.value is None for part in parts):
            yield ("parts",), "only values have parts; this fact or one of its parts has none"
        elif any(part.unit != fact.unit for part in parts):
            yield ("parts",), "the parts and the whole have different units"
        elif things := [part for part in parts if _other_thing(part, fact)]:
            yield (
                ("parts",),
                f"{things[0].id} counts {things[0].thing}, and its whole {fact.thing}; make them one",
            )
        elif sum(part.value or 0 for part in parts) != fact.value:
            shown = " + ".join(str(part.value) for part in parts)
            yield ("parts",), f"{shown} = {sum(part.value or 0 for part in parts)}, but the whole is {fact.value}"
    whole = ledger.facts.get(fact.part_of)
    if whole and (fact.value is None or whole.value is None or fact.unit != whole.unit):
        yield ("part_of",), f"a subset and its whole need values of one unit; {whole.id} does not match"
    elif whole and fact.value is not None and whole.value is not None and fact.value > whole.value:
        yield ("part_of",), f"the subset is {fact.value}, more than its whole {whole.id} with {whole.value}"
    elif whole and _other_thing(fact, whole):
        yield (
            ("part_of",),
            f"the subset counts {fact.thing}, and its whole {whole.id} {whole.thing}; make them one",
        )
    if _reaches(fact.id, fact.id, ledger):
        yield (), f"{fact.id} refers to itself through parts or part_of"


def _other_thing(one: Fact, other: Fact) -> bool:
    """Whether the two are said to count things of two kinds."""
    return bool(one.thing and other.thing and one.thing != other.thing)


def _reaches(start: str, goal: str, ledger: Ledger) -> bool:
    """Whether `goal` is met again on the way down the parts, or up the wholes, of `start`."""
    for follow in (lambda f: f.parts, lambda f: (f.part_of,) if f.part_of else ()):
        waiting, seen = list(follow(ledger.facts[start])), set()
        while waiting:
            key = waiting.pop()
            if key == goal:
                return True
            if key in ledger.facts and key not in seen:
                seen.add(key)
                waiting += follow(ledger.facts[key])
    return False
