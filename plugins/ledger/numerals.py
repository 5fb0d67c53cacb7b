"""Reads the numbers, dates and ranges of plain text, and the qualifiers beside them. It parses and never writes a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .languages import DASHES, HYPHENS, Language, UnknownLanguage, fold, load
from .languages import qualifying, scanning
from .languages.counting import Count, Counter, fits, gap_between
from .languages.qualifying import KINDS
from .languages.scanning import CURRENCIES, Token, pattern, spaced

__all__ = ["KINDS", "Mention", "Reading", "UnknownLanguage", "find_mentions", "number_like", "qualifier_at", "qualifier_kind"]

YEARS = range(1000, 3000)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DASH = re.compile(rf"[{DASHES}]")
_SPACED_DASH = re.compile(rf"\s?[{DASHES}]\s?")
_MONEY = re.compile(rf"[ \u00a0\u202f\u2009]?([{''.join(CURRENCIES)}])")
_FIGURES = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Reading:
    """One way to understand a mention.

    kind and value: "number", a Decimal; "date", an EDTF string ("1992", "2019-01", "--07-13", "199X", "1996/1997");
    "range", two Decimals; "vague", a lemma ("hundreds"); "time", "14:30". unit: "%" or an ISO 4217 code, only where the sign
    is part of the mention.
    """

    kind: str
    value: Decimal | str | tuple[Decimal, Decimal]
    unit: str = ""


@dataclass(frozen=True)
class Mention:
    """A number, date or range at text[start:end], with every way to understand it; weak: one, first, both, a month alone."""

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
    """Every run of digits and every word that could be part of a number in raw source; at least one ends in each mention."""
    return scanning.number_like(text, load(lang))


def qualifier_kind(phrase: str, lang: str) -> str | None:
    """The kind of a qualifier by itself ("nearly" is "almost"), one of KINDS; None if it is no qualifier of the language."""
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
    if dated := _date(text, tokens, index, language):
        return dated
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
    elif digits and len(digits) < 3 and (half_day := pattern(language.meridiem).match(text, end)) and 0 < int(digits) < 13:
        time = Reading("time", f"{_hour(int(digits), half_day[1]):02}:00")
        return _Found(start, half_day.end(), [time])
    readings = [Reading("number", counted.value, unit)]
    if counted.part:
        readings.append(Reading("vague", re.sub(r"\s+", "-", fold(text[start:end]))))
    readings += [Reading("date", date) for date in _years(counted, digits, tokens[index:counted.stop], unit)]
    if language.day_dot_time and (clock := re.fullmatch(r"([01]?[0-9]|2[0-3])\.([0-5][0-9])", token.raw)) and not unit:
        readings.append(Reading("time", f"{int(clock[1]):02}:{clock[2]}"))
    return _Found(start, end, readings, counted.weak, counted, digits)


def _years(counted: Count, digits: str, tokens: Sequence[Token], unit: str) -> list[str]:
    """The years and decades that a number may be."""
    value = counted.value
    if unit or value != value.to_integral_value() or not 0 <= value < YEARS.stop:
        return []
    number = int(value)
    if counted.decade and number % 10 == 0:
        if number in YEARS:
            return [f"{number // 10}X"] + ([f"{number // 100}XX"] if number % 100 == 0 else [])
        return [f"19{number // 10}X"] + ([f"20{number // 10}X"] if number <= 20 else []) if number < 100 else []
    said = all(token.kind == "word" for token in tokens)
    return [str(number)] if number in YEARS and (digits or said) else []


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
    parts = [int(part) for part in _FIGURES.findall(token.raw)] if len(token.raw) < 20 else []
    end = token.end
    if token.kind == "clock":
        hour, minute, *_ = parts
        if half_day := pattern(language.meridiem).match(text, end):
            hour, end = _hour(hour, half_day[1]), half_day.end()
        if hour < 24:
            return _Found(token.start, end, [Reading("time", f"{hour:02}:{minute:02}")])
        return _Found(token.start, end, [Reading("range", (Decimal(parts[0]), Decimal(minute)))])
    if len(parts) != 3:
        return None
    orders = {"iso": [parts], "dotted": [parts[::-1]], "slash": [parts[::-1], [parts[2], parts[0], parts[1]]]}[token.kind]
    dates = dict.fromkeys(f"{y:04}-{m:02}-{d:02}" for y, m, d in orders if y in YEARS and _is_day(d, m))
    return _Found(token.start, end, [Reading("date", date) for date in dates]) if dates else None


def _hour(hour: int, half: str) -> int:
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _is_day(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= DAYS[month - 1]


def _date(text: str, tokens: list[Token], index: int, language: Language) -> tuple[_Found, int] | None:
    """A date with a month in words; the index after it."""
    start = tokens[index].start
    year, at = 0, index
    if (before := _year(tokens, at)) and at + 1 < len(tokens) and fits(language.year_month, gap_between(text, tokens, at + 1)):
        year, at = before, at + 1
    days, month, stop = _day_and_month(text, tokens, at, language)
    if not month or (year and not days and tokens[at].word is None):
        return None
    if not year and (after := _year(tokens, stop)):
        gap = gap_between(text, tokens, stop)
        if fits(language.month_year, gap) and not _counts_on(text, tokens, stop, language):
            year, stop = after, stop + 1
    if not days and not year:
        return None
    head = f"{year:04}-{month:02}" if year else f"--{month:02}"
    value = "/".join(f"{head}-{day:02}" for day in days) or head
    return (_Found(start, tokens[stop - 1].end, [Reading("date", value)]), stop)


def _day_and_month(text: str, tokens: list[Token], index: int, language: Language) -> tuple[list[int], int, int]:
    """(days, month, the index after them) from `index` on, in either order; a month of 0 if there is none."""
    none: tuple[list[int], int, int] = ([], 0, index)
    if month := _month(tokens, index):
        if index + 1 < len(tokens) and fits(language.month_day, gap_between(text, tokens, index + 1)):
            days, stop = _days(text, tokens, index + 1, language)
            if days and _is_day(days[-1], month) and not _counts_on(text, tokens, stop - 1, language):
                return days, month, stop
        return [], month, index + 1
    days, stop = _days(text, tokens, index, language)
    if not days or stop >= len(tokens) or not fits(language.day_month, gap_between(text, tokens, stop)):
        return none
    month = _month(tokens, stop)
    return (days, month, stop + 1) if month and _is_day(days[-1], month) else none


def _days(text: str, tokens: list[Token], index: int, language: Language) -> tuple[list[int], int]:
    """A day of the month, or two of a range, and the index after them."""
    days: list[int] = []
    while index < len(tokens) and len(days) < 2:
        token = tokens[index]
        if days and not _SPACED_DASH.fullmatch(gap_between(text, tokens, index)):
            break
        stop = index + 1
        if token.kind == "number" and 0 < len(token.digits) < 3 and not token.decade:
            day = int(token.digits)
        elif token.word and (counted := Counter(text, tokens, language).read(index)) and counted.ordinal and counted.value < 32:
            day, stop = int(counted.value), counted.stop
        else:
            break
        if not 1 <= day <= 31 or (days and day <= days[0]):
            break
        days.append(day)
        index = stop
    return days, index


def _month(tokens: list[Token], index: int) -> int:
    word = tokens[index].word if index < len(tokens) else None
    return int(word.value) if word and word.slot == "month" else 0


def _year(tokens: list[Token], index: int) -> int:
    digits = tokens[index].digits if index < len(tokens) else ""
    return int(digits) if len(digits) == 4 and int(digits) in YEARS and not tokens[index].decade else 0


def _counts_on(text: str, tokens: list[Token], index: int, language: Language) -> bool:
    """Is the token the beginning of a longer number ("July 17 thousand"), a percentage or money?"""
    token = tokens[index]
    if token.unit or pattern(language.percent).match(text, token.end) or _MONEY.match(text, token.end):
        return True
    following = tokens[index + 1].word if index + 1 < len(tokens) else None
    return bool(following and following.slot in ("scale", "hundred", "dozen") and spaced(gap_between(text, tokens, index + 1)))


def _ranges(text: str, found: list[_Found]) -> list[_Found]:
    """Join two mentions that a dash joins, if they make a range; three or more (a telephone number) stay as they are."""
    result: list[_Found] = []
    index = 0
    while index < len(found):
        stop = index + 1
        while stop < len(found) and _SPACED_DASH.fullmatch(text, found[stop - 1].end, found[stop].start):
            stop += 1
        for first in range(index, stop) if stop > index + 2 else ():
            result.append(found[first])
        if stop <= index + 2:
            pair = found[index:stop]
            joined = _range(*pair, text[pair[0].end : pair[1].start]) if len(pair) == 2 else None
            result += [joined] if joined else pair
        if stop == index + 1 and stop < len(found) and text[found[index].end : found[stop].start] == "/":
            if joined := _range(result[-1], found[stop], "/"):
                result[-1], stop = joined, stop + 1
        index = stop
    return result


def _range(left: _Found, right: _Found, gap: str) -> _Found | None:
    readings = _date_ranges(left, right, gap)
    low, high = left.first("number"), right.first("number")
    if low and high and gap != "/" and (_DASH.fullmatch(gap) or readings) and (not low.unit or low.unit == high.unit or not high.unit):
        first, second = low.value, high.value
        assert isinstance(first, Decimal) and isinstance(second, Decimal)
        if right.count and left.count and left.count.scale == 1 and first < right.count.coefficient and right.count.scale > 1:
            first *= right.count.scale  # 10-12 million
        if first < second:
            readings.append(Reading("range", (first, second), low.unit or high.unit))
    return _Found(left.start, right.end, readings, left.weak and right.weak) if readings else None


def _date_ranges(left: _Found, right: _Found, gap: str) -> list[Reading]:
    """Ranges of dates: years (1996-97), decades, and dates with months of which the first may leave out the year."""
    if len(left.digits) == 4 and int(left.digits) in YEARS and left.first("date"):
        dates = []
        if len(right.digits) == 4 and left.digits < right.digits and right.first("date"):
            dates.append(f"{left.digits}/{right.digits}")
        elif len(right.digits) == 2 and (_DASH.fullmatch(gap) or gap == "/"):
            if right.digits > left.digits[2:]:
                dates.append(f"{left.digits}/{left.digits[:2]}{right.digits}")
            if gap in HYPHENS and "01" <= right.digits <= "12":
                dates.append(f"{left.digits}-{right.digits}")
        return [Reading("date", date) for date in dates]
    from_, to = left.first("date"), right.first("date")
    if not from_ or not to or gap == "/" or left.digits or right.digits:
        return []
    first, last = str(from_.value), str(to.value)
    if "/" in first + last:
        return []
    if first.startswith("--") and not last.startswith("--") and last[4:5] == "-":
        first = last[:5] + first[2:]
    fine = len(first) == len(last) and first < last
    return [Reading("date", f"{first}/{last}")] if fine else []
