"""Finds the qualifier of a number, before it ("no fewer than") or after it ("or so"), and says of what kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from . import HYPHENS, Language
from .scanning import forms_of, pattern

PLAIN_KINDS = ("almost", "about", "over", "at-least", "at-most", "under")
OTHER_KINDS = ("early", "mid", "late", "perhaps", "barely", "almost-all", "mixed")
# No ledger has the modified kinds unless it means them, so that "well over" never passes as "over".
KINDS = (
    *PLAIN_KINDS,
    *OTHER_KINDS,
    *(f"{modifier}-{kind}" for modifier in ("well", "just", "not") for kind in PLAIN_KINDS),
    *(f"not-{kind}" for kind in OTHER_KINDS),
)
SYMBOLS = {"~": "about", "≈": "about", "±": "about", ">": "over", "<": "under", "≥": "at-least", "≤": "at-most"}
REACH = 80  # characters looked at on either side
MOST_WORDS = 6
_WORD = re.compile(r"[^\W\d_]+(?:\.(?=\s|\Z))?")
_LAST = re.compile(rf"[{HYPHENS}\s]*\(?(?:(?<![^\W_])[A-Z]{{0,2}}[$€£₸₽¥][ \u00a0\u202f\u2009]?)?\Z")
_SPACE_OR_HYPHEN = re.compile(rf"(?:\s|[{HYPHENS}]){{1,3}}")
_CLOSING = re.compile(r"\s*(?:[.,;:!?)\]»”\"]|\Z)")
_DATED = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@cache
def phrases(language: Language) -> tuple[dict[str, str], dict[str, str]]:
    """All phrases before and after a number, folded, with their kinds; modifiers are joined with each."""
    before = {forms_of(phrase.split()): kind for phrase, kind in language.qualifiers.items()}
    plain = list(before.items())
    for modifier, prefix in language.modifiers.items():  # one modifier each: more of them would multiply without end
        for phrase, kind in plain:
            if "-" not in kind or kind in PLAIN_KINDS or prefix == "not":
                before.setdefault(f"{modifier} {phrase}", _joined(prefix, kind))
    after = {forms_of(re.split(r"[\s-]+", phrase)): kind for phrase, kind in language.qualifiers_after.items()}
    return before, after


def _joined(prefix: str, kind: str) -> str:
    return f"{prefix}-{kind}" if f"{prefix}-{kind}" in KINDS else "mixed"


def kind_of(phrase: str, language: Language) -> str | None:
    """The kind of a qualifier that stands alone: "nearly" is "almost"; None if the language has no such qualifier."""
    before, after = phrases(language)
    key = forms_of(re.split(rf"[{HYPHENS}\s]+", phrase.strip(f" \t\n{HYPHENS}")))
    return (
        before.get(key)
        or after.get(key)
        or SYMBOLS.get(phrase.strip())
        or ("at-least" if phrase.strip() == "+" else None)
    )


def find(text: str, start: int, end: int, language: Language, dated: bool) -> tuple[str, int, int] | None:
    """The qualifier of text[start:end] as (kind, start, end); "mixed" when one before and one after disagree.

    dated: the number is a date, before which some phrases ("up to") are prepositions of time.
    """
    dated = dated or _DATED.fullmatch(text[start:end]) is not None
    before, after = _before(text, start, language, dated), _after(text, start, end, language, dated)
    if before and after:
        return before[0] if before[0] == after[0] else "mixed", before[1], after[2]
    return before or after


def _before(text: str, start: int, language: Language, dated: bool) -> tuple[str, int, int] | None:
    offset = max(0, start - REACH)
    window = text[offset:start]
    last = _LAST.search(window)
    head = window[: last.start()] if last else window
    if head and head[-1] in SYMBOLS:
        return SYMBOLS[head[-1]], offset + len(head) - 1, offset + len(head)
    if article := pattern(rf"(?<![^\W_]){language.article}\Z").search(head + " "):
        head = head[: article.start()].rstrip()
    table = phrases(language)[0]
    run = list(_run(list(_WORD.finditer(head)), head))
    for first in range(len(run)):
        phrase = forms_of(word[0] for word in run[first:])
        if (kind := table.get(phrase)) and not (dated and phrase in language.not_of_dates):
            return kind, offset + run[first].start(), offset + run[-1].end()
    return None


def _run(words: list[re.Match[str]], head: str) -> Iterator[re.Match[str]]:
    """The last words of `head` that only white space and hyphens part, up to its very end."""
    if not words or words[-1].end() != len(head):
        return
    first = len(words) - 1
    while (
        first
        and len(words) - first < MOST_WORDS
        and _SPACE_OR_HYPHEN.fullmatch(head, words[first - 1].end(), words[first].start())
    ):
        first -= 1
    yield from words[first:]


def _after(text: str, start: int, end: int, language: Language, dated: bool) -> tuple[str, int, int] | None:
    if text.startswith("+", end):
        return "at-least", end, end + 1
    if inner := pattern(rf"(?:{language.about_ending})\Z").search(text, start, end):
        return "about", inner.start(), end
    if joined := pattern(rf"(?:{language.about_ending})(?![^\W_])").match(text, end):
        return "about", end, joined.end()
    places = [end]
    while len(places) <= language.after_nouns:
        noun = pattern(language.after_noun).match(text, places[-1], end + REACH)
        if not noun:
            break
        places.append(noun.end())
    table = phrases(language)[1]
    for place in places:
        run: list[re.Match[str]] = []
        at = place
        while (
            len(run) < MOST_WORDS
            and (gap := _SPACE_OR_HYPHEN.match(text, at))
            and (word := _WORD.match(text, gap.end()))
        ):
            run.append(word)
            at = word.end()
        for stop in range(len(run), 0, -1):
            phrase = forms_of(word[0].rstrip(".") for word in run[:stop])
            kind = table.get(phrase)
            if not kind or (dated and phrase in language.not_of_dates):
                continue
            last = run[stop - 1].end()
            if place > end and language.after_nouns > 1 and not _CLOSING.match(text, last):
                continue  # "12 people at most", but not "12 people, at least two of them children"
            needed = language.after_endings.get(phrase)
            if needed is None or pattern(needed).search(text, start, place):
                return kind, run[0].start(), run[stop - 1].start() + len(run[stop - 1][0].rstrip("."))
    return None
