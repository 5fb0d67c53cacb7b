"""Reads a YAML file into plain data, and remembers the line and column of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, ClassVar

import yaml

Path = tuple[str | int, ...]
Places = dict[Path, tuple[int, int]]

_TAGS = "tag:yaml.org,2002:"

DEEPEST = 60  # libyaml itself would run out of stack some thousands of levels further down
MENDS = {  # what libyaml says: what a writer did
    "cannot start any token": "is it a tab? indent with spaces",
    "mapping values are not allowed": "a colon within a text? put the text in quotes",
    "did not find expected key": "is the indentation right? what belongs to a key stands two spaces further in",
}
MOST_ENTRIES = 200_000  # also what keeps an alias bomb from filling the memory

_Base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """YAML 1.2's core schema: `no` and `2019-01` stay words, `1992-02-22` is not turned into a date object."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_SCALARS = (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
)
for _tag, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def load(text: str) -> tuple[Any, Places, list[tuple[int, int, str]]]:
    """(data, places, faults): plain dicts, lists and scalars; (line, column) by path; (line, column, message) each.

    A mapping's key has its own place under its path; a repeated key is a fault, and its first value is kept.
    Syntax that cannot be read at all gives (None, {}, [the one fault]).
    """
    deep = _too_deep(text)
    if deep:
        return None, {}, [deep]
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        places: Places = {}
        faults: list[tuple[int, int, str]] = []
        data = _plain(loader, node, (), places, faults, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return None, {}, [(line, column, f"this is not YAML: {_reason(error)}")]
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return None, {}, [(1, 1, f"this is not YAML: {str(error).splitlines()[0] if str(error) else 'too deep'}")]
    finally:
        loader.dispose()
    return data, places, faults


def _too_deep(text: str) -> tuple[int, int, str] | None:
    """The place where lists and mappings are nested too deep to be a ledger's, if any; broken YAML counts as flat."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Base):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                mark: Any = event.start_mark
                return mark.line + 1, mark.column + 1, f"nested deeper than {DEEPEST} levels"
    except yaml.YAMLError:
        pass
    return None


def _reason(error: yaml.MarkedYAMLError) -> str:
    reason = error.problem or error.context or "it cannot be read"
    return str(reason) + next((f" ({mend})" for words, mend in MENDS.items() if words in reason), "")


def _plain(
    loader: Any, node: yaml.Node, path: Path, places: Places, faults: list[tuple[int, int, str]], above: tuple[int, ...]
) -> Any:
    place = node.start_mark.line + 1, node.start_mark.column + 1
    places.setdefault(path, place)
    if len(places) > MOST_ENTRIES:
        raise ValueError(f"it holds more than {MOST_ENTRIES:,} entries")
    if id(node) in above:
        faults.append((*place, "an alias refers to a list or mapping that holds it"))
        return None
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value, mark in _pairs(node, faults):
            if key in mapping:
                line = places[(*path, key)][0]
                faults.append((*mark, f"{key!r} stands here a second time; its first place is line {line}"))
                continue
            places[(*path, key)] = mark
            mapping[key] = _plain(loader, value, (*path, key), places, faults, above)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, i), places, faults, above) for i, item in enumerate(node.value)]
    if node.tag.removeprefix(_TAGS) not in ("str", "int", "float", "bool", "null"):
        faults.append((*place, f"the tag {node.tag.replace(_TAGS, '!!')} is not read; write plain words or numbers"))
        return node.value
    value = loader.construct_object(node)
    if isinstance(value, float) and not isfinite(value):
        faults.append((*place, f"{node.value} is no number; write one"))
        return 0
    return value


def _pairs(node: yaml.MappingNode, faults: list[tuple[int, int, str]]) -> Iterator[tuple[str, yaml.Node, tuple]]:
    for key, value in node.value:
        mark = key.start_mark.line + 1, key.start_mark.column + 1
        if isinstance(key, yaml.ScalarNode):
            yield key.value, value, mark
        else:
            faults.append((*mark, "a key must be a plain word"))
