"""Dates of the ledger: the part of the Extended Date/Time Format (ISO 8601-2:2019) that the ledger writes.

Accepted are a year, a month of a year, a day, an interval of these (`1992-02-22/1992-02-23`, with an unknown end
`2019/`), a decade (`199X`), and, from ISO 8601:2000, a month or a day of no stated year (`--07`, `--07-13`).
"""

from __future__ import annotations

import calendar
import re

_DATE = re.compile(r"(?:(?P<year>[0-9]{4})|-)(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_DECADE = re.compile(r"[0-9]{3}X")
_LEAP_YEAR = 2000  # a day of no stated year may be 29 February

Parts = tuple[int | None, int | None, int | None]


def parts(date: str) -> Parts:
    """(year, month, day) of a single date, None for what is not stated. Raises ValueError for anything else."""
    match = _DATE.fullmatch(date)
    if not match or not match.group("year", "month") != (None, None):
        raise ValueError(f"{date!r} is not a date such as 1992, 2019-01, 1992-07-13 or --07-13")
    year, month, day = (int(n) if n else None for n in match.group("year", "month", "day"))
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"{date!r} has no such month")
    if day is not None and month and not 1 <= day <= calendar.monthrange(year or _LEAP_YEAR, month)[1]:
        raise ValueError(f"{date!r} has no such day")
    return year, month, day


def ends(date: str) -> tuple[str, str]:
    """(first, last) of a date or interval; last is empty where the end is unknown. Raises ValueError."""
    first, slash, last = date.partition("/")
    if _DECADE.fullmatch(date):
        return date[:3] + "0", date[:3] + "9"
    low = parts(first)
    if not slash:
        return first, first
    if last and parts(last)[0] is None and low[0] is not None:
        raise ValueError(f"{date!r} ends in no stated year")
    if last and tuple(n or 0 for n in parts(last)) < tuple(n or 0 for n in low):
        raise ValueError(f"{date!r} ends before it begins")
    return first, last


def years(began: str, latest: str = "") -> tuple[int, ...]:
    """Every calendar year from `began` to `latest` (both EDTF), both included."""
    low = parts(ends(began)[0])[0]
    high = parts(ends(latest)[1] or ends(latest)[0])[0] if latest else low
    if low is None or high is None:
        raise ValueError(f"{began!r} states no year")
    return tuple(range(low, max(low, high) + 1))


def coarser(date: str) -> set[str]:
    """The date itself and every less precise date that it lies in: 1992-07-13 gives 1992-07 and 1992 too."""
    if "/" not in date:
        pieces = date.rsplit("-", 1)
        shorter = coarser(pieces[0]) if len(pieces) == 2 and pieces[0].strip("-") else set()
        return {date} | shorter
    first, last = date.split("/")
    return {date} | (coarser(first) & coarser(last) if last else set())
