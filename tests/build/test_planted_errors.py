"""Every figure of the real feature is spoilt in every way a writer spoils figures, and each must be caught, on its line."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from markdown import Markdown

from graphics import pictures
from graphics.reading import read_all
from ledger.audit import document_problems
from ledger.binding import primary
from ledger.document import read_text, split
from ledger.load import load
from ledger.markup import OriginExtension
from ledger.model import Ledger
from ledger.numerals import find_mentions, qualifier_at
from ledger.parsing import parse
from tests.helpers import ROOT

CONTENT = ROOT / "content"
LINK = re.compile(r"(?<!!)\[(?P<words>[^\]\n]*)\]\(fact:(?P<key>[a-z0-9-]+)\)")
EXTENSIONS = ["attr_list", "def_list", "fenced_code", "footnotes", "sane_lists", "tables", "toc", OriginExtension()]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    made, problems, _ = load(read_text(CONTENT / "facts.yaml")[0], "facts.yaml")
    assert problems == []
    return made


def plants(text: str, ledger: Ledger) -> Iterator[tuple[int, str, str]]:
    """(line, what was done, spoilt text) for each fact in a text and each way to spoil it."""
    language = primary(ledger.language)
    for match in LINK.finditer(text):
        words, key = match["words"], match["key"]
        fact = ledger.facts[key]
        line = text.count("\n", 0, match.start()) + 1

        def put(new: str, what: str, match: re.Match[str] = match, line: int = line) -> tuple[int, str, str]:
            return line, f"{what}: {match.group()} to {new}", text[: match.start()] + new + text[match.end() :]

        yield put(f"[{words}](fact:{key}x)", "unknown id")
        mentions = find_mentions(words, language)
        if not mentions:
            continue
        yield put(words, "unbound")
        if fact.words:
            continue
        mention = mentions[0]
        wrong = "8,641" if fact.value is not None else "1867"
        yield put(f"[{words[: mention.start]}{wrong}{words[mention.end :]}](fact:{key})", "wrong value")
        yield put(f"[{words} and 8,641](fact:{key})", "two values")
        if fact.value is not None:
            yield put(f"[{mention.text}](fact:{key})", "no noun")
            found = qualifier_at(words, mention.start, mention.end, language)
            if found:
                kept = words[: found[1]] + words[found[2] :].lstrip()
                yield put(f"[{kept}](fact:{key})", "qualifier dropped")
                yield put(f"[{words[: found[1]]}under{words[found[2] :]}](fact:{key})", "another qualifier")
            else:
                yield put(f"[{words[: mention.start]}almost {words[mention.start :]}](fact:{key})", "qualifier added")
                yield put(f"more than [{words}](fact:{key})", "qualifier added outside")
        others = [
            f for f in ledger.facts.values() if f.value is not None and fact.value is not None and f.value != fact.value
        ]
        yield from (put(f"[{words}](fact:{other.id})", "wrong id") for other in others[::17])


@cache
def shown() -> dict[str, tuple[str, ...]]:
    """The facts that each graphic shows, by its address in a text."""
    return pictures(read_all(CONTENT / "graphics"))


def problems_of(path: Path, text: str, ledger: Ledger, parser: Markdown) -> dict[int, list[str]]:
    document, problems = parse(split(path, text), parser, "en")
    problems += document_problems(ledger, document, "en", ("title", "standfirst", "summary"), shown())
    found: dict[int, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.line, []).append(problem.message)
    return found


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.md")), ids=lambda path: path.stem)
def test_every_planted_error_is_caught_on_its_line(path, ledger):
    parser = Markdown(extensions=EXTENSIONS)
    text = read_text(path)[0]
    assert problems_of(path, text, ledger, parser) == {}
    missed = [
        what for line, what, spoilt in plants(text, ledger) if line not in problems_of(path, spoilt, ledger, parser)
    ]
    assert missed == []


def test_many_errors_are_planted(ledger):
    count = sum(len(list(plants(read_text(path)[0], ledger))) for path in CONTENT.rglob("*.md"))
    assert count > 400
