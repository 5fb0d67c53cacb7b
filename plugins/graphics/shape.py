"""The shape of a graphic's file: the keys that all graphics have, those of its kind, and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema_rs import validator_for

from ledger import languages

from .kinds import KINDS
from .model import Where

TEXT = {"type": "string", "pattern": "\\S"}
LANGUAGE = "^[a-z]{2,3}(-[A-Z]{2})?$"
COMMON = {
    "kind": TEXT,
    "title": {**TEXT, "maxLength": 120},
    "summary": {**TEXT, "maxLength": 320},
    "source": {**TEXT, "maxLength": 320},
    "lang": {"type": "string", "pattern": LANGUAGE},
    "notes": {"type": "array", "maxItems": 8, "items": {**TEXT, "maxLength": 600}},
}
FIELDS = ("title", "summary", "source")
REQUIRED = ("kind", *FIELDS)
MENDS = {  # by the pattern that a value does not match, or by the rule that it breaks
    TEXT["pattern"]: "is blank; write words",
    LANGUAGE: "is no language; write it as en or en-GB",
    "pattern": "is no name of a file; write small letters, digits and hyphens",
    "maxLength": "has {has} letters, and the most is {limit}; shorten it",
    "minLength": "is blank; write words",
    "maxItems": "has {has} entries, and the most is {limit}; leave some out",
    "minItems": "has {has} entries, and the least is {limit}; add what is missing",
    "uniqueItems": "names one of them twice; keep one",
    "maximum": "is more than {limit}; mend it",
    "minimum": "is less than {limit}; mend it",
}
WANTED = {
    "string": "words, in quotes where they hold a colon or are a number",
    "array": "a list, such as [one, other]",
    "object": "keys with their values",
    "boolean": "true or false",
    "number": "a number",
}
LONGEST = 40  # letters of a value that is told


def shape_faults(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """(where, message) of what a file's keys and values get wrong by themselves."""
    kind = KINDS.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if "kind" in data and kind is None:
        yield ("kind",), f"there is no kind {data['kind']!r}; it is one of {', '.join(KINDS)}"
        return
    own = dict(kind.keys) if kind else {}
    schema = {
        "type": "object",
        "properties": {**COMMON, **own},
        "required": [*REQUIRED, *(kind.required if kind else ())],
        "additionalProperties": kind is None,  # without a kind nobody knows its keys
    }
    for error in validator_for(schema).iter_errors(data):
        where: Where = tuple(error.instance_path)
        told: Any = error.kind
        if told.name == "additionalProperties":
            known = ", ".join(_known(schema, where))
            for key in told.unexpected:
                yield (*where, key), f"{key!r} is no key here; known are {known}"
        elif told.name == "required":
            yield where, f"{_named(where)} has no {told.property}; give it one"
        elif told.name == "type":
            yield where, f"{_named(where)} is {_short(error.instance)}; write {WANTED[told.types[0]]}"
        else:
            limit = getattr(told, "limit", "")
            words = MENDS.get(getattr(told, "pattern", ""), MENDS.get(told.name, "does not fit; look at another file"))
            yield where, f"{_named(where)} {words.format(has=_size(error.instance), limit=limit)}"
    if isinstance(data.get("lang"), str) and re.fullmatch(LANGUAGE, data["lang"]):
        try:
            languages.load(data["lang"])
        except languages.UnknownLanguage as fault:
            yield ("lang",), str(fault)


def _named(where: Where) -> str:
    """A place of the file in words: the graphic, title, notes 2, places 1 at."""
    return " ".join(str(step + 1) if isinstance(step, int) else step for step in where) or "the graphic"


def _size(value: Any) -> int:
    return len(value) if isinstance(value, (str, list)) else 0


def _short(value: Any) -> str:
    told = str(value)
    return f"“{told}”" if len(told) <= LONGEST else f"“{told[:LONGEST]}…”"


def _known(schema: Mapping[str, Any], where: Where) -> list[str]:
    """The keys that a schema knows at a place."""
    node: Mapping[str, Any] = schema
    for step in where:
        node = node["items"] if isinstance(step, int) else node["properties"][step]
    return list(node["properties"])
