"""Cuts a text into the tokens that numbers are made of, digits and number words; names with digits are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from . import DASHES, HYPHENS, MARKS, Language, Word, fold

CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB", "¥": "JPY"}
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
UPPER_UNITS = frozenset(
    [
        "MW",
        "GW",
        "TW",
        "kW",
        "MB",
        "GB",
        "TB",
        "PB",
        "MHz",
        "GHz",
        "Hz",
        "Mt",
        "Gt",
        "MWh",
        "GWh",
        "TWh",
        "K",
        "МВт",
        "ГВт",
        "МБ",
        "ГБ",
        "ТБ",
    ]
)
WORD = rf"[^\W\d_]+(?:[{MARKS}][^\W\d_]*)*"
EDGE = r"[^\W_]"  # a letter or digit; an underscore is neither
# Repetitions are bounded, or only their end can fail: a hostile text takes time in proportion to its length.
_CLOSED = {
    "@": re.compile(r"[^\s@]{1,64}@[^\s@]+"),
    "/": re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]{1,15}://|[a-zA-Z0-9-]{1,63}\.[a-zA-Z]{2,12}/)\S*"),
    "www.": re.compile(r"www\.\S+"),
    "#": re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?![^\W_])"),
}
_TAIL = re.compile(rf"{EDGE}+")
_FILE = re.compile(r"\.[a-z]")
_SIGN = re.compile(r"(?:(?<![^\W_])[A-Z]{1,2})?[$€£₸₽¥][ \u00a0\u202f\u2009]?\Z")
_LIKE = re.compile(rf"[0-9]+|{WORD}")


@dataclass(slots=True)
class Token:
    """A literal (digits) or a number word. `kind` is "word", "number", "iso", "dotted", "slash" or "clock"."""

    start: int
    end: int
    kind: str
    value: Decimal
    word: Word | None = None
    digits: str = ""  # of a plain run of digits: no groups, no decimals
    unit: str = ""
    decade: bool = False
    ordinal: bool = False
    raw: str = ""


@cache
def pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


@cache
def _master(groups: str, decimals: str) -> re.Pattern[str]:
    hyphen = f"[{HYPHENS}]"
    return re.compile(
        rf"(?P<name>[^\W\d_]+[0-9]{EDGE}*(?:\.[0-9]+)*)"
        rf"|(?P<dotted>[0-9]+(?:\.[0-9]+){{2,}})"
        rf"|(?P<iso>[0-9]{{4}}{hyphen}[0-9]{{2}}{hyphen}[0-9]{{2}}(?![0-9]))"
        rf"|(?P<slash>[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}(?![0-9]))"
        rf"|(?P<clock>[0-9]{{1,2}}:[0-5][0-9](?::[0-5][0-9])?(?![0-9:]))"
        rf"|(?P<number>(?:[0-9]{{1,3}}(?P<sep>[{groups}])[0-9]{{3}}(?:(?P=sep)[0-9]{{3}})*(?![0-9])|[0-9]+)(?:[{decimals}][0-9]+)?)"
        rf"|(?P<word>{WORD})"
    )


@lru_cache(maxsize=64)
def _phrases(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the names, whole: "Sprint 1" is neither in "Sprint 12" nor in "Sprint 1.5"."""
    exact = [r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True) if name.strip()]
    return (
        re.compile(rf"(?<!{EDGE})(?<![0-9][.,])(?:{'|'.join(exact)})(?!{EDGE}|[{DASHES}.,:/][0-9])") if exact else None
    )


def _closed(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """The spans inside which nothing is a number, sorted."""
    spans = [match.span() for sign, found in _CLOSED.items() if sign in text for match in found.finditer(text)]
    if phrases := _phrases(tuple(names)):
        spans += [match.span() for match in phrases.finditer(text)]
    return sorted(spans)


def scan(text: str, language: Language, names: Sequence[str] = ()) -> list[Token]:
    """The tokens of a text, left to right. What stands between two of them is for the reader of the tokens to judge."""
    tokens: list[Token] = []
    spans = _closed(text, names)
    at, closed_to = 0, -1
    behind, behind_good, behind_word = -1, False, ""  # the token just before, for the hyphens that join a name
    for match in _master(language.groups, language.decimals).finditer(text):
        start, end = match.span()
        while at < len(spans) and spans[at][0] < end:
            closed_to = max(closed_to, spans[at][1])
            at += 1
        kind = match.lastgroup
        if closed_to > start or kind == "name":
            behind, behind_good, behind_word = end, False, ""
            continue
        if kind == "word":
            form = match[0]
            word = language.word(fold(form))
            if word and word.slot == "month" and language.capital_months and not form[0].isupper():
                word = None
            if word:
                tokens.append(Token(start, end, "word", word.value, word))
            behind, behind_good, behind_word = end, word is not None, form
            continue
        joined = start > 0 and text[start - 1] in HYPHENS and start - 1 == behind
        worded = len(behind_word) > 2 and behind_word.islower()  # "dead-42" is a number, "C-295" and "x-86" are names
        if joined and not behind_good and not worded and fold(behind_word) not in language.prefixes:
            behind, behind_good, behind_word = end, False, ""  # C-295
            continue
        token, behind = _literal(text, match, language)
        behind_good, behind_word = token is not None, ""
        if token:
            tokens.append(token if joined else _signed(text, token))
    return tokens


def _literal(text: str, match: re.Match[str], language: Language) -> tuple[Token | None, int]:
    """The token of some digits, or None if they are part of a name; and where what is joined to them ends."""
    start, end = match.span()
    kind, raw = str(match.lastgroup), match[0]
    token = Token(start, end, kind, Decimal(0), raw=raw)
    if kind == "number":
        separator = match["sep"]
        plain = raw.replace(separator, "") if separator else raw
        token.value = Decimal(plain.replace(",", "."))
        token.digits = raw if raw.isdigit() else ""
        if found := pattern(language.decade).match(text, end):
            token.decade = bool(token.digits) and len(raw) in (2, 4) and raw.endswith("0")
            token.end = found.end()
            return token, token.end
        if found := pattern(language.ending).match(text, end):
            token.end = found.end()
            token.ordinal = pattern(language.ordinal_ending).match(text, end) is not None
            return token, token.end
    tail = _TAIL.match(text, end)
    if tail is None:
        return (None, end) if _FILE.match(text, end) else (token, end)
    letters = tail[0]
    if kind == "number" and letters in VULGAR:
        token.value, token.digits, token.end = token.value + VULGAR[letters], "", tail.end()
    elif kind == "number" and (factor := language.tails.get(letters) or _money(text, start, letters, language)):
        token.value, token.digits, token.end = token.value * factor, "", tail.end()
    elif kind not in ("number", "clock") or any(letter in "0123456789" for letter in letters):
        return None, tail.end()
    elif letters[0].isupper() and len(letters) < 3 and letters not in UPPER_UNITS:
        return None, tail.end()  # 3D, 5G; but "12kg" and a forgotten space ("607citizens", "42DEAD") are numbers
    return token, tail.end()


def _money(text: str, start: int, letters: str, language: Language) -> int | None:
    return language.money_tails.get(letters) if _SIGN.search(text, max(0, start - 4), start) else None


def _signed(text: str, token: Token) -> Token:
    """The token with the currency sign or the minus before it."""
    start = token.start
    if token.kind != "number" or not start:
        return token
    if sign := _SIGN.search(text, max(0, start - 4), start):
        token.unit = CURRENCIES[next(letter for letter in sign[0] if letter in CURRENCIES)]
        token.start, token.digits = sign.start(), ""
    elif text[start - 1] in "-\u2212" and (start == 1 or text[start - 2].isspace() or text[start - 2] in "(["):
        token.value, token.digits, token.start = -token.value, "", start - 1
    return token


def number_like(text: str, language: Language) -> Iterator[re.Match[str]]:
    """Every run of digits and every word that may be part of a number, with no look at what is around them."""
    return (match for match in _LIKE.finditer(text) if match[0][0] in "0123456789" or language.word(fold(match[0])))


def in_context(text: str, token: Token, language: Language) -> bool:
    """Does what is around a lone word leave it a number? Not "no one", nor "the scores"."""
    before, after = language.contexts.get(fold(text[token.start : token.end]), ("", ""))
    if before and not pattern(before).search(text, max(0, token.start - 20), token.start):
        return False
    return not after or pattern(after).match(text, token.end) is not None


def spaced(gap: str) -> bool:
    """Is this white space that does not part paragraphs?"""
    return gap == " " or (0 < len(gap) < 9 and gap.isspace() and gap.count("\n") < 2)


def forms_of(words: Iterable[str]) -> str:
    """Words as one folded phrase with single spaces."""
    return " ".join(fold(word) for word in words)
