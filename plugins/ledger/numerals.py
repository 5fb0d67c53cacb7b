"""Reads the numbers, dates and ranges of plain text and the qualifiers beside them; it never writes a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .languages import DASHES, Language, UnknownLanguage, dating, fold, load, qualifying, scanning
from .languages.counting import Count, Counter, fits, gap_between
from .languages.qualifying import KINDS
from .languages.scanning import CURRENCIES, Token, pattern

__all__ = [
    "KINDS",
    "Mention",
    "Reading",
    "UnknownLanguage",
    "find_mentions",
    "number_like",
    "qualifier_at",
    "qualifier_kind",
]

_DASH = re.compile(rf"[{DASHES}]")
_LINK = re.compile(rf"\s?[{DASHES}]\s?|/")
_MONEY = re.compile(rf"[ \u00a0\u202f\u2009]?([{''.join(CURRENCIES)}])")


@dataclass(frozen=True)
class Reading:
    """One way to understand a mention.

    kind and value: "number", a Decimal; "date", an EDTF string ("1992", "2019-01", "--07-13", "199X", "1996/1997");
    "range", two Decimals; "vague", a lemma ("hundreds"); "time", "14:30".
    unit: "%" or an ISO 4217 code, only where the sign is part of the mention.
    """

    kind: str
    value: Decimal | str | tuple[Decimal, Decimal]
    unit: str = ""


@dataclass(frozen=True)
class Mention:
    """A number, date or range at text[start:end], and every way to understand it; weak: one, first, both, a month."""

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]
    weak: bool


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    readings: list[Reading]
    weak: bool = False
    count: Count | None = None
    digits: str = ""

    def first(self, kind: str) -> Reading | None:
        return next((reading for reading in self.readings if reading.kind == kind), None)


def find_mentions(text: str, lang: str, *, weak: bool = False, names: Sequence[str] = ()) -> list[Mention]:
    """The numbers of a text, left to right, none within another; raises UnknownLanguage.

    weak: return the weak ones too. names: exact phrases ("Sprint 1") inside which nothing is a number.
    """
    language = load(lang)
    tokens = scanning.scan(text, language, names)
    found: list[_Found] = []
    index = 0
    while index < len(tokens):
        item, index = _read(text, tokens, index, language)
        if item:
            found.append(item)
    return [
        Mention(item.start, item.end, text[item.start : item.end], tuple(item.readings), item.weak)
        for item in _ranges(text, found)
        if weak or not item.weak
    ]


def number_like(text: str, lang: str) -> Iterator[re.Match[str]]:
    """Every run of digits and every word that may be part of a number, in raw source; some end in each mention."""
    return scanning.number_like(text, load(lang))


def qualifier_kind(phrase: str, lang: str) -> str | None:
    """The kind of a qualifier by itself, one of KINDS ("nearly" is "almost"); None if the language has no such one."""
    return qualifying.kind_of(phrase, load(lang))


def qualifier_at(text: str, start: int, end: int, lang: str) -> tuple[str, int, int] | None:
    """The qualifier directly before or after the mention text[start:end], as (kind, start, end).

    An article ("a", never "the": "over the 30 years" is no qualifier), a bracket or a currency sign may stand between.
    """
    readings = [reading for mention in find_mentions(text[start:end], lang, weak=True) for reading in mention.readings]
    dated = bool(readings) and all(reading.kind == "date" for reading in readings)
    return qualifying.find(text, start, end, load(lang), dated)


def _read(text: str, tokens: list[Token], index: int, language: Language) -> tuple[_Found | None, int]:
    """The mention that begins with the token at `index`, and the index after it."""
    token = tokens[index]
    if token.kind not in ("word", "number"):
        return _written(text, token, language), index + 1
    if dated := dating.in_words(text, tokens, index, language):
        value, stop = dated
        return _Found(token.start, tokens[stop - 1].end, [Reading("date", value)]), stop
    word = token.word
    if word and word.slot == "month":
        readings = [Reading("date", f"--{int(word.value):02}")]
        return None if word.bound else _Found(token.start, token.end, readings, weak=True), index + 1
    if word and word.lemma and (vague := _vague(text, tokens, index, language)):
        return vague
    counted = Counter(text, tokens, language).read(index)
    if counted is None:
        return None, index + 1
    return _number(text, tokens, index, counted, language), counted.stop


def _number(text: str, tokens: list[Token], index: int, counted: Count, language: Language) -> _Found | None:
    token, last = tokens[index], tokens[counted.stop - 1]
    word = token.word
    start, end, unit = token.start, last.end, token.unit
    digits = token.digits if counted.stop == index + 1 else ""
    ahead = text[max(0, start - 24) : start] if counted.lone else ""
    if ahead and (several := pattern(rf"(?<![^\W_])(?:{language.several})\Z").search(ahead)):
        start -= len(several[0])
        lemma = language.several_lemmas.get(int(counted.value), fold(text[start:end]))
        return _Found(start, end, [Reading("vague", lemma)])
    if word and counted.stop == index + 1 and not scanning.in_context(text, token, language):
        return None
    if ahead and (article := pattern(rf"(?<![^\W_]){language.article}\Z").search(ahead)):
        start -= len(article[0])
    if sign := pattern(language.percent).match(text, end):
        unit, end = "%", sign.end()
    elif not unit and token.kind == "number" and (money := _MONEY.match(text, end)):
        unit, end = CURRENCIES[money[1]], money.end()
    elif half_day := pattern(language.meridiem).match(text, end) if digits and len(digits) < 3 else None:
        time = Reading("time", f"{dating.hour_of(int(digits), half_day[1]):02}:00")
        return _Found(start, half_day.end(), [time])
    readings = [Reading("number", counted.value, unit)]
    if counted.part:
        readings.append(Reading("vague", re.sub(r"\s+", "-", fold(text[start:end]))))
    said = bool(digits) or all(part.kind == "word" for part in tokens[index : counted.stop])
    readings += [Reading("date", date) for date in (() if unit else dating.years(counted, said))]
    if language.day_dot_time and (clock := re.fullmatch(r"([01]?[0-9]|2[0-3])\.([0-5][0-9])", token.raw)) and not unit:
        readings.append(Reading("time", f"{int(clock[1]):02}:{clock[2]}"))
    return _Found(start, end, readings, counted.weak, counted, digits)


def _vague(text: str, tokens: list[Token], index: int, language: Language) -> tuple[_Found | None, int] | None:
    """hundreds; tens of thousands; десятки тысяч."""
    token, word = tokens[index], tokens[index].word
    assert word is not None
    lemma, end, stop = word.lemma, token.end, index + 1
    if not scanning.in_context(text, token, language):
        return None, stop
    if stop < len(tokens):
        following, gap = tokens[stop].word, gap_between(text, tokens, stop)
        if following and following.slot in ("scale", "vague") and following.value != 1 and fits(language.of_gap, gap):
            lemma = f"{lemma}{fold(gap) if gap.strip() else ' '}{fold(text[tokens[stop].start : tokens[stop].end])}"
            lemma, end, stop = re.sub(r"\s+", " ", lemma), tokens[stop].end, stop + 1
    readings = [Reading("vague", lemma)]
    if word.either and stop == index + 1:
        counted = Counter(text, tokens, language).read(index)
        if counted and counted.stop > stop:
            return None  # "тысячи двухсот": the genitive of 1200
        readings.append(Reading("number", word.value))
    start = token.start
    if several := pattern(rf"(?<![^\W_])(?:{language.several})\Z").search(text, max(0, start - 24), start):
        start, readings = several.start(), readings[:1]
    return _Found(start, end, readings), stop


def _written(text: str, token: Token, language: Language) -> _Found | None:
    """A date or time in figures; None for a version, an address or an impossible date."""
    if token.kind != "clock":
        dates = dating.in_figures(token)
        return _Found(token.start, token.end, [Reading("date", date) for date in dates]) if dates else None
    end = token.end
    half_day = pattern(language.meridiem).match(text, end)
    hour, minute = (int(part) for part in token.raw.split(":")[:2])
    if half_day:
        hour, end = dating.hour_of(hour, half_day[1]), half_day.end()
    if hour < 24:
        return _Found(token.start, end, [Reading("time", f"{hour:02}:{minute:02}")])
    return _Found(token.start, end, [Reading("range", (Decimal(hour), Decimal(minute)))])


def _ranges(text: str, found: list[_Found]) -> list[_Found]:
    """Join two mentions that a dash links, if they make a range; three or more (a telephone number) stay apart."""
    result: list[_Found] = []
    index = 0
    while index < len(found):
        stop = index + 1
        while stop < len(found) and _LINK.fullmatch(text, found[stop - 1].end, found[stop].start):
            stop += 1
        run = found[index:stop]
        joined = _range(run[0], run[1], text[run[0].end : run[1].start]) if len(run) == 2 else None
        result += [joined] if joined else run
        index = stop
    return result


def _range(left: _Found, right: _Found, gap: str) -> _Found | None:
    readings = _date_ranges(left, right, gap)
    low, high = left.first("number"), right.first("number")
    if low and high and left.count and right.count and gap != "/" and (_DASH.fullmatch(gap) or readings):
        first, second = left.count.value, right.count.value
        if left.count.scale == 1 < right.count.scale and first < right.count.coefficient:
            first *= right.count.scale  # 10-12 million
        if first < second and (not low.unit or not high.unit or low.unit == high.unit):
            readings.append(Reading("range", (first, second), low.unit or high.unit))
    return _Found(left.start, right.end, readings, left.weak and right.weak) if readings else None


def _date_ranges(left: _Found, right: _Found, gap: str) -> list[Reading]:
    """Ranges of years (1996-97), of decades, and of dates with months, of which the first may leave out the year."""
    from_, to = left.first("date"), right.first("date")
    if from_ and len(left.digits) == 4:
        values = dating.year_ranges(left.digits, right.digits, gap)
    elif from_ and to and gap != "/" and not left.digits and not right.digits:
        values = dating.date_ranges(str(from_.value), str(to.value))
    else:
        values = []
    return [Reading("date", value) for value in values]
