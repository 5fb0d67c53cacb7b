"""Whether the words behind a number leave it what it is: its unit, and no second magnitude."""

from __future__ import annotations

import re
from functools import cache

# What may be written for a unit, in the languages that are read. A unit that is not here stands as it is.
UNITS = {
    "kg": r"kgs?|kilos?|kilogram(?:me)?s?|кг|килограмм\w{0,3}|келі\w{0,5}",
    "g": r"g|gram(?:me)?s?|г|грамм\w{0,3}",
    "t": r"t|tonnes?|tons?|metric ton(?:ne)?s?|т|тонн\w{0,4}",
    "lb": r"lbs?|pounds?",
    "km": r"km|kilomet(?:re|er)s?|км|километр\w{0,3}|шақырым\w{0,5}",
    "m": r"m|met(?:re|er)s?|м|метр\w{0,3}",
    "cm": r"cm|centimet(?:re|er)s?|см|сантиметр\w{0,3}",
    "mm": r"mm|millimet(?:re|er)s?|мм|миллиметр\w{0,3}",
    "ha": r"ha|hectares?|га|гектар\w{0,3}",
    "km²": r"km²|sq km|square kilomet(?:re|er)s?|км²",
    "m²": r"m²|sq m|square met(?:re|er)s?|м²",
    "l": r"l|lit(?:re|er)s?|л|литр\w{0,3}",
    "%": r"%|per cent|percent|процент\w{0,3}|пайыз\w{0,5}",
    "mg": r"mg|milligram(?:me)?s?|мг|миллиграмм\w{0,3}",
}
_GAP = r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}-]{0,3}"
# Letters and words that multiply or divide a number although the number alone was read.
_SCALES = (
    r"[mMkKbBtT]|mln|mn|bn|tn|trn|mio|млн|млрд|трлн|тыс|мың|"
    r"(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)(?:th)?s?"
)
_MULTIPLIED = re.compile(rf"{_GAP}(?:(?:{_SCALES})(?![^\W_]|-[^\W\d_]|-[0-9])|[½¼¾⅓⅔²³‰]|and a half|с половиной|жарым)")
_TIMES = re.compile(
    r"(?:(?:twice|thrice|double|triple)(?: of)?|(?:half|third|quarter) of|вдвое|втрое|вдвойне|половин\w|екі есе)\s*\Z",
    re.IGNORECASE,
)


_ANY_UNIT = re.compile(rf"{_GAP}(?P<unit>{'|'.join(UNITS[unit] for unit in UNITS if unit not in 'mtl')})(?![^\W_])")


@cache
def _unit(unit: str) -> re.Pattern[str]:
    return re.compile(rf"{_GAP}(?:{UNITS.get(unit, re.escape(unit))})(?![^\W_]|[²³/])", re.IGNORECASE)


def unit_fault(unit: str, before: str, after: str, nouns: tuple[str, ...]) -> str | None:
    """What is wrong with the words `before` and `after` a number whose fact has `unit` (empty: it only counts)."""
    if _TIMES.search(before):
        return "words before the number multiply it; say the number alone"
    if unit:
        return None if _unit(unit).match(after) else f"the number needs its unit, {unit}, right behind it"
    found = _ANY_UNIT.match(after)
    if found and not found["unit"].casefold().startswith(tuple(noun.casefold() for noun in nouns)):
        return f"“{found['unit']}” is a unit that the fact does not have; take it away"
    found = _MULTIPLIED.match(after)
    return f"“{found.group().strip()}” makes it another number; say the number alone" if found else None


def other_unit(unit: str, before: str, after: str, nouns: tuple[str, ...]) -> str | None:
    """The same for a number whose unit may be left out, as in a note on the fact itself."""
    return None if unit and _unit(unit).match(after) else unit_fault("", before, after, nouns)
