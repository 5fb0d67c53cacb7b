"""Understands dates: in words with a month, in figures, years and decades, and what a dash between two of them says.

All values are EDTF (ISO 8601-2:2019): "1992-07-13", "--07-13" without a year, "199X", "1992-02-22/1992-02-23".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import DASHES, HYPHENS, Language
from .counting import ONE, Count, Counter, fits, gap_between
from .scanning import CURRENCIES, Token, pattern, spaced

YEARS = range(1000, 3000)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIGURES = re.compile(r"[0-9]+")
_DASH = re.compile(rf"\s?[{DASHES}]\s?")
_MONEY = re.compile(rf"\s?[{''.join(CURRENCIES)}]")


def in_figures(token: Token) -> list[str]:
    """The dates that 1992-07-13, 13.07.1992 or 07/13/1992 may be; none for a version or an impossible date."""
    parts = [int(part) for part in _FIGURES.findall(token.raw)] if len(token.raw) < 12 else []
    if len(parts) != 3:
        return []
    first, second, third = parts
    orders = {
        "iso": [(first, second, third)],
        "dotted": [(third, second, first)],
        "slash": [(third, second, first), (third, first, second)],
    }
    dates = (f"{y:04}-{m:02}-{d:02}" for y, m, d in orders[token.kind] if y in YEARS and is_day(d, m))
    return list(dict.fromkeys(dates))


def hour_of(hour: int, half: str) -> int:
    """The hour of the day, from the hour of its half ("a" or "p")."""
    return hour % 12 + (12 if half.lower() == "p" else 0)


def is_day(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= DAYS[month - 1]


def years(counted: Count, plain: bool) -> list[str]:
    """The years and decades that a number may be; plain: written without groups or a scale, or all in words."""
    value = counted.value
    if value != value.to_integral_value() or not 0 <= value < YEARS.stop:
        return []
    number = int(value)
    if counted.decade and number % 10 == 0:
        if number in YEARS:
            return [f"{number // 10}X", f"{number // 100}XX"] if number % 100 == 0 else [f"{number // 10}X"]
        nearest = ["19"] if 20 < number < 100 else ["19", "20"] if number <= 20 else []
        return [f"{century}{number // 10}X" for century in nearest]
    return [str(number)] if plain and number in YEARS and not (counted.lone or counted.scale > ONE) else []


def year_ranges(first: str, last: str, gap: str) -> list[str]:
    """What 1996-1997, 1996-97, 1996/97 and 2019-01 may be, from their digits and what stands between them."""
    if int(first) not in YEARS:
        return []
    if len(last) == 4:
        return [f"{first}/{last}"] if first < last and int(last) in YEARS else []
    if len(last) != 2 or len(gap) != 1:
        return []
    dates = [f"{first}/{first[:2]}{last}"] if last > first[2:] else []
    if gap in HYPHENS and "01" <= last <= "12":
        dates.append(f"{first}-{last}")
    return dates


def date_ranges(first: str, last: str) -> list[str]:
    """The range from one date to another; the first takes the year of the last if it has none of its own."""
    if first.startswith("--") and not last.startswith("--") and last[4:5] == "-":
        first = last[:5] + first[2:]
    return [f"{first}/{last}"] if len(first) == len(last) and first < last and "/" not in first + last else []


def in_words(text: str, tokens: Sequence[Token], index: int, language: Language) -> tuple[str, int] | None:
    """The date with a month in words that begins at `index`, and the index after it."""
    year, at = 0, index
    before = _year(tokens, at)
    if before and at + 1 < len(tokens) and fits(language.year_month, gap_between(text, tokens, at + 1)):
        year, at = before, at + 1
    days, month, stop = _day_and_month(text, tokens, at, language)
    if not month:
        return None
    after = 0 if year else _year(tokens, stop)
    if (
        after
        and fits(language.month_year, gap_between(text, tokens, stop))
        and not _counts_on(text, tokens, stop, language)
    ):
        year, stop = after, stop + 1
    if not days and not year:
        return None
    head = f"{year:04}-{month:02}" if year else f"--{month:02}"
    return "/".join(f"{head}-{day:02}" for day in days) or head, stop


def _day_and_month(text: str, tokens: Sequence[Token], index: int, language: Language) -> tuple[list[int], int, int]:
    """(days, month, the index after them) from `index` on, in either order; a month of 0 if there is none."""
    if month := _month(tokens, index):
        if index + 1 < len(tokens) and fits(language.month_day, gap_between(text, tokens, index + 1)):
            days, stop = _days(text, tokens, index + 1, language)
            if days and is_day(days[-1], month) and not _counts_on(text, tokens, stop - 1, language):
                return days, month, stop
        return [], month, index + 1
    days, stop = _days(text, tokens, index, language)
    if days and stop < len(tokens) and fits(language.day_month, gap_between(text, tokens, stop)):
        month = _month(tokens, stop)
        if month and is_day(days[-1], month):
            return days, month, stop + 1
    return [], 0, index


def _days(text: str, tokens: Sequence[Token], index: int, language: Language) -> tuple[list[int], int]:
    """A day of the month, or two of a range, and the index after them."""
    days: list[int] = []
    while index < len(tokens) and len(days) < 2:
        token = tokens[index]
        if days and not _DASH.fullmatch(gap_between(text, tokens, index)):
            break
        day, stop = 0, index + 1
        if token.kind == "number" and 0 < len(token.digits) < 3 and not token.decade:
            day = int(token.digits)
        elif token.word and (counted := Counter(text, tokens, language).read(index)):
            day, stop = int(counted.value) if counted.ordinal and counted.value < 32 else 0, counted.stop
        if not 1 <= day <= 31 or (days and day <= days[0]):
            break
        days.append(day)
        index = stop
    return days, index


def _month(tokens: Sequence[Token], index: int) -> int:
    word = tokens[index].word if index < len(tokens) else None
    return int(word.value) if word and word.slot == "month" else 0


def _year(tokens: Sequence[Token], index: int) -> int:
    digits = tokens[index].digits if index < len(tokens) else ""
    return int(digits) if len(digits) == 4 and int(digits) in YEARS and not tokens[index].decade else 0


def _counts_on(text: str, tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Is the token the beginning of a longer number ("July 17 thousand"), a percentage or money?"""
    token = tokens[index]
    if token.unit or pattern(language.percent).match(text, token.end) or _MONEY.match(text, token.end):
        return True
    following = tokens[index + 1].word if index + 1 < len(tokens) else None
    if following is None or following.slot not in ("scale", "hundred", "dozen"):
        return False
    return spaced(gap_between(text, tokens, index + 1))
