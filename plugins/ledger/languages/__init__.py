"""What each language writes for numbers, months and qualifiers: data, and the one way to get at it.

A language is a module of this package, named by its ISO 639-1 code, that holds one `LANGUAGE`.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

HYPHENS = "-\u2010\u2011"
DASHES = HYPHENS + "\u2012\u2013\u2014\u2212"
MARKS = "\u0300-\u036f\u00ad"  # combining marks of decomposed text, and the soft hyphen
_MARK = re.compile(f"[{MARKS}]")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")


class UnknownLanguage(KeyError):
    """No module of this package reads that language; the message lists those that are read."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Word:
    """One inflected word form.

    slot: "add" (counts by itself: seven, thirty, двести), "hundred" (multiplies what is before it), "scale" (closes a
    group of three places: thousand), "dozen" (multiplies and ends), "half", "part" (the thirds of two-thirds), "month",
    "vague".
    """

    slot: str
    value: Decimal
    room: int = 1  # only something smaller may be added behind it: 10 after thirty, 1 after thirteen
    ordinal: bool = False
    weak: bool = False
    bound: bool = False  # no number when it stands alone
    lemma: str = ""  # what it says when nothing counts it: "hundreds"
    either: bool = False  # alone it may be vague or one of its kind (Russian "тысячи")
    decade: bool = False  # may name a decade (nineties)


@dataclass(frozen=True, eq=False)
class Language:
    """The words of a language and the few rules in which languages differ.

    Patterns are regular expressions. Those of gaps must match all that stands between two tokens; the others match from
    the end of a number on, except where "before" is said.
    """

    code: str
    words: Mapping[str, Word]
    compound: Callable[[str], Word | None] | None = None  # reads words too many for a table (тридцатилетний)
    groups: str = ","  # separators of three digits
    decimals: str = "."
    capital_months: bool = False
    hyphen_joins: bool = False  # twenty-one; elsewhere a hyphen between number words makes a range
    digits_after_scale: bool = False  # "2 тысячи 607"
    and_gap: str = r"(?!)"  # two hundred *and* five
    comma_gap: str = r"(?!)"  # one thousand*,* two hundred
    of_gap: str = r"(?!)"  # hundreds *of* thousands
    half_gap: str = r"(?!)"  # two *and a* half
    half_of_gap: str = r"(?!)"  # half *a* million
    day_month: str = r"\s+"
    month_day: str = r"(?!)"
    month_year: str = r"\s+"
    year_month: str = r"(?!)"
    article: str = r"(?!)"  # an article that belongs to the number (before): *a* hundred
    several: str = r"(?!)"  # makes a scale vague (before): *several* hundred
    several_lemmas: Mapping[int, str] = field(default_factory=dict)
    ending: str = r"(?!)"  # of digits: 30th, 30-го
    ordinal_ending: str = r"(?!)"
    decade: str = r"(?!)"
    meridiem: str = r"(?!)"
    percent: str = r"(?!)"
    tails: Mapping[str, int] = field(default_factory=dict)  # letters on digits that multiply: 5bn
    money_tails: Mapping[str, int] = field(default_factory=dict)  # only after a currency sign: $5m
    prefixes: frozenset[str] = frozenset()  # joined to digits by a hyphen, and still a number: mid-1990s
    contexts: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # word: what must stand (before, after)
    day_dot_time: bool = False  # 14.30 is a time
    qualifiers: Mapping[str, str] = field(default_factory=dict)  # phrase before a number: kind
    qualifiers_after: Mapping[str, str] = field(default_factory=dict)
    modifiers: Mapping[str, str] = field(default_factory=dict)  # word before a qualifier: what its kind is joined with
    not_of_dates: frozenset[str] = frozenset()  # before a date they are prepositions: "up to 2019"
    after_endings: Mapping[str, str] = field(default_factory=dict)  # such a phrase: what it must follow (before)
    after_noun: str = r"(?!)"  # what may stand between a number and the qualifier after it
    after_nouns: int = 1  # and how often
    about_ending: str = r"(?!)"  # an ending that makes the number about so many

    def word(self, form: str) -> Word | None:
        """The reading of a word form; `form` has been through `fold`."""
        known = self.words.get(form)
        return known if known or self.compound is None else self.compound(form)


def fold(word: str) -> str:
    """The key of a word: lower case, composed, no soft hyphen, ё as е."""
    word = word.lower()
    if word.isascii():
        return word
    if _MARK.search(word):
        word = unicodedata.normalize("NFC", word.replace("\u00ad", ""))
    return word.replace("ё", "е")


def load(code: str) -> Language:
    """The language of a code such as "en" or "en-GB"; raises UnknownLanguage."""
    match = _CODE.fullmatch(code.lower())
    return _load(match[1] if match else code)


@cache
def _load(code: str) -> Language:
    name = f"{__name__}.{code}"
    try:
        if _CODE.fullmatch(code):
            language: Language = importlib.import_module(name).LANGUAGE
            return language
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
    import pkgutil  # slow to load, and needed for this message alone

    known = sorted(module.name for module in pkgutil.iter_modules(__path__) if _CODE.fullmatch(module.name))
    raise UnknownLanguage(f"no numbers are read in {code!r}; known languages: {', '.join(known)}")


def adding(
    values: Mapping[str, int],
    room: int = 1,
    *,
    ordinal: bool = False,
    weak: bool = False,
    bound: bool = False,
    decade: bool = False,
) -> dict[str, Word]:
    """Words that count by themselves, with the same room and features for all."""
    return {
        form: Word("add", Decimal(value), room, ordinal=ordinal, weak=weak, bound=bound, decade=decade)
        for form, value in values.items()
    }


def by_phrase(kinds: Mapping[str, str]) -> dict[str, str]:
    """Each phrase of the comma-separated lists with the kind under which it is listed."""
    return {phrase: kind for kind, phrases in kinds.items() for phrase in phrases.split(", ")}
