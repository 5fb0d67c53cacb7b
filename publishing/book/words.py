"""The words of a book that are not its text: those of the theme, in the language of the place where they stand."""

from __future__ import annotations

from collections.abc import Mapping


def said(words: Mapping[str, str], name: str, lang: str) -> str:
    """A word by its name, in that language where it is there, else in the book’s.

    >>> said({"notes": "Notes", "kk:notes": "Ескертпелер"}, "notes", "kk")
    'Ескертпелер'
    """
    return words.get(f"{lang}:{name}") or words[name]
