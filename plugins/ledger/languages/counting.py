"""Adds number words and digits up to one value: "two hundred and five", "17 thousand", "тысяча девятьсот девять"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import HYPHENS, Language, Word
from .scanning import Token, pattern, spaced

ZERO, ONE = Decimal(0), Decimal(1)
FULL = 1000  # the room of an empty group of three places


@dataclass(slots=True)
class Count:
    """What some tokens add up to; `stop` is the index after the last of them."""

    stop: int
    value: Decimal
    coefficient: Decimal  # value = coefficient * scale; for "10-12 million", which says 10 million
    scale: Decimal = ONE
    ordinal: bool = False
    decade: bool = False
    year: bool = False  # said as a year: nineteen ninety-two
    lone: bool = False  # a single scale with nothing that counts it: "hundred"
    weak: bool = False
    part: str = ""  # the plural of two-thirds


def gap_between(text: str, tokens: Sequence[Token], index: int) -> str:
    """What stands before the token at `index`, after the one before it."""
    return text[tokens[index - 1].end : tokens[index].start]


def fits(expression: str, gap: str) -> bool:
    return len(gap) < 40 and pattern(expression).fullmatch(gap) is not None


class Counter:
    """Takes tokens one after the other, as long as each still fits; the state is that of one number."""

    def __init__(self, text: str, tokens: Sequence[Token], language: Language) -> None:
        self.text, self.tokens, self.language = text, tokens, language

    def read(self, first: int) -> Count | None:
        """The longest number that begins with the token at `first`; None if none does."""
        self.total, self.scale, self.room = ZERO, ONE, FULL
        self.group: Decimal | None = None
        self.ceiling: Decimal | None = None
        self.first, self.year, self.done, self.half_of = first, False, False, False
        tokens, index = self.tokens, first
        while index < len(tokens) and not self.done and self._take(index):
            index += 1
        if index == first:
            return None
        last, word = tokens[index - 1], tokens[index - 1].word
        if index == first + 1 and word is not None and word.bound:
            return None
        value = self.total + (self.group or ZERO)
        lone = index == first + 1 and word is not None and word.slot != "add"
        return Count(
            stop=index,
            value=value,
            coefficient=value / self.scale if self.group is None else value,
            scale=self.scale if self.group is None else ONE,
            ordinal=last.ordinal or (word is not None and word.ordinal),
            decade=last.decade or (word is not None and word.decade and index == first + 1),
            year=self.year,
            lone=lone,
            weak=index == first + 1 and word is not None and word.weak,
            part=self.text[last.start : last.end].lower() if word and word.slot == "part" else "",
        )

    def _take(self, index: int) -> bool:
        token, word = self.tokens[index], self.tokens[index].word
        gap = gap_between(self.text, self.tokens, index) if index > self.first else None
        if word is None:
            return self._take_literal(token, gap, index)
        if word.slot in ("month", "vague"):
            return False
        if word.slot == "half":
            return self._take_half(word, gap, index)
        if gap is not None and not self._joined(gap, index, word):
            return False
        taken = {
            "add": self._add,
            "hundred": self._hundred,
            "scale": self._scale,
            "dozen": self._dozen,
            "part": self._part,
        }
        if not taken[word.slot](word, gap, index):
            return False
        self.done = self.done or word.ordinal
        return True

    def _joined(self, gap: str, index: int, word: Word) -> bool:
        """May the token at `index` go on with the number, by what stands before it?"""
        language = self.language
        if self.half_of and index == self.first + 1:
            return True
        if self._simple(gap):
            # A new group after a scale must not belong to a number of its own: "one thousand two thousand".
            return self.group is not None or self._group_ends(index)[0]
        if self.room not in (100, FULL) or self.total == 0 == (self.group or ZERO):
            return False
        if fits(language.and_gap, gap):
            return word.slot == "add" and word.value < 100 and self._group_ends(index)[0]
        return self.group is None and fits(language.comma_gap, gap) and self._group_ends(index) == (True, True)

    def _group_ends(self, index: int) -> tuple[bool, bool]:
        """Look ahead: can the group that begins at `index` still be added, and is it more than some small words?"""
        tokens, end = self.tokens, index
        while end < len(tokens) and end < index + 4:
            word = tokens[end].word
            if end > index and not self._simple(gap_between(self.text, tokens, end)):
                break
            if word is not None and word.slot == "hundred":
                return self.group is None, True
            if word is not None and word.slot in ("scale", "dozen"):
                return word.slot == "scale" and (self.ceiling is None or word.value < self.ceiling), True
            if word is None and end > index:
                break
            end += 1
        return True, any(token.value >= 100 for token in tokens[index:end])

    def _simple(self, gap: str) -> bool:
        return spaced(gap) or (self.language.hyphen_joins and len(gap) == 1 and gap in HYPHENS)

    def _take_literal(self, token: Token, gap: str | None, index: int) -> bool:
        if token.kind != "number":
            return False
        if gap is not None:
            after_scale = self.language.digits_after_scale and self.group is None and self.total > 0 and spaced(gap)
            if (
                not after_scale
                or not token.digits
                or token.value >= FULL
                or token.unit
                or not self._group_ends(index)[0]
            ):
                return False
        self.group, self.room = token.value, 1
        self.done = token.ordinal or token.decade
        return True

    def _take_half(self, word: Word, gap: str | None, index: int) -> bool:
        if gap is None:  # half a million
            following = self.tokens[index + 1].word if index + 1 < len(self.tokens) else None
            self.half_of = (
                following is not None
                and following.slot in ("scale", "dozen")
                and fits(self.language.half_of_gap, gap_between(self.text, self.tokens, index + 1))
            )
            self.group, self.room, self.done = word.value, 1, not self.half_of
            return True
        if (
            self.group is None
            or self.group >= 100
            or self.total
            or self.group % 1
            or not fits(self.language.half_gap, gap)
        ):
            return False
        self.group, self.room = self.group + word.value, 1
        return True

    def _add(self, word: Word, gap: str | None, index: int) -> bool:
        if self.group is None:
            self.group = word.value
        elif word.value < self.room and word.value >= 1:
            if self.language.hyphen_joins and word.ordinal and self.room == 10 and gap not in tuple(HYPHENS):
                return False  # "twenty second" is no 22nd
            self.group += word.value
        elif self.language.hyphen_joins and self._says_year(word, index):
            self.group, self.year = self.group * 100 + word.value, True
        else:
            return False
        self.room = word.room
        if word.decade:
            self.done = True
        return True

    def _says_year(self, word: Word, index: int) -> bool:
        """nineteen ninety-two, twenty nineteen"""
        return index == self.first + 1 and self.group is not None and 17 <= self.group <= 20 and 10 <= word.value < 100

    def _hundred(self, word: Word, gap: str | None, index: int) -> bool:
        if self.group is None:
            if self.total and self.language.hyphen_joins:
                return False
            self.group = word.value
        elif self.group < 10 or (self.language.hyphen_joins and 10 < self.group < 100 and self.group % 10):
            self.group *= word.value
        else:
            return False
        self.room = 100
        return True

    def _scale(self, word: Word, gap: str | None, index: int) -> bool:
        if (self.ceiling is not None and word.value >= self.ceiling) or (self.group is None and self.total):
            return False
        if self.group is not None and self.group >= FULL and self.tokens[index - 1].word is not None:
            return False
        self.total += (ONE if self.group is None else self.group) * word.value
        self.scale = self.ceiling = word.value
        self.group, self.room = None, FULL
        return True

    def _dozen(self, word: Word, gap: str | None, index: int) -> bool:
        if self.total:
            return False
        self.total, self.scale = (ONE if self.group is None else self.group) * word.value, word.value
        self.group, self.done = None, True
        return True

    def _part(self, word: Word, gap: str | None, index: int) -> bool:
        """two-thirds"""
        if self.group is None or self.total or self.group >= word.value or index != self.first + 1:
            return False
        self.group, self.done = self.group / word.value, True
        return True
