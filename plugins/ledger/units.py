"""Whether the words behind a number leave it what it is: its unit, and no second magnitude."""

from __future__ import annotations

import re
from functools import cache

# Beginnings of what may be written for a unit, in the languages that are read. A unit that is not here stands as it is.
UNITS = {
    "kg": r"kg|kilogram|kilogramme|kilo|кг|килограмм|келі",
    "g": r"g|gram|gramme|г|грамм",
    "t": r"t|tonne|ton|metric ton|т|тонн",
    "lb": r"lb|lbs|pound",
    "km": r"km|kilomet|км|километр|шақырым",
    "m": r"m|metre|meter|м|метр",
    "cm": r"cm|centimet|см|сантиметр",
    "mm": r"mm|millimet|мм|миллиметр",
    "ha": r"ha|hectare|га|гектар",
    "km²": r"km²|sq km|square kilomet|км²",
    "m²": r"m²|sq m|square met|м²",
    "l": r"l|litre|liter|л|литр",
    "%": r"%|per cent|percent|процент|пайыз",
    "mg": r"mg|milligram|мг|миллиграмм",
}
_GAP = r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}-]{0,3}"
# Letters and words that multiply or divide a number although the number alone was read.
_SCALES = (
    r"[mMkKbBtT]|mln|mn|bn|tn|trn|mio|млн|млрд|трлн|тыс|мың|"
    r"(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)(?:th)?s?"
)
_MULTIPLIED = re.compile(rf"{_GAP}(?:(?:{_SCALES})(?![^\W_])|[½¼¾⅓⅔²³‰]|and a half|с половиной|жарым)")
_TIMES = re.compile(
    r"(?:twice|thrice|half|double|triple|third|quarter|вдвое|втрое|вдвойне|половин\w|екі есе)(?: of)?\s*\Z", re.I
)


_ANY_UNIT = re.compile(rf"{_GAP}(?P<unit>{'|'.join(UNITS[unit] for unit in UNITS if unit not in 'mtl')})(?![^\W_])")


@cache
def _unit(unit: str) -> re.Pattern[str]:
    return re.compile(rf"{_GAP}(?:{UNITS.get(unit, re.escape(unit))})", re.IGNORECASE)


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
