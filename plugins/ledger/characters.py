"""Characters that a reader does not see as they are written, and so could hide a figure or change one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Zero-width and bidirectional controls, line and paragraph separators, C0 and C1 controls but for tab and line feed.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_NUMERIC = ("Nd", "Nl", "No")  # digits of other scripts, Roman numeral letters, superscripts, circled, fractions
_POWERS = "²³"  # of a unit: m², km³
_LETTER_BEFORE = re.compile(r"[^\W\d_]\Z")


def odd_characters(text: str) -> Iterator[tuple[int, str]]:
    """(offset, message) of the first place of each character that no manuscript and no ledger may hold."""
    for character in sorted(set(text)):
        if _UNSEEN.match(character):
            yield text.index(character), f"U+{ord(character):04X} cannot be seen; remove it"
        elif not character.isascii() and unicodedata.category(character) in _NUMERIC:
            places = (m.start() for m in re.finditer(re.escape(character), text))
            at = next((p for p in places if character not in _POWERS or not _LETTER_BEFORE.search(text, 0, p)), None)
            if at is not None:
                yield (
                    at,
                    f"“{character}” (U+{ord(character):04X}) is no digit that can be checked; write 0 to 9, or words",
                )
