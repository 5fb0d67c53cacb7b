"""The addresses that a stylesheet loads: url(), @import, image-set() (CSS Syntax 3, CSS Images 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOUBLE = r'"(?:\\.|[^"\\\n])*"?'
_SINGLE = r"'(?:\\.|[^'\\\n])*'?"
_TOKEN = re.compile(
    rf"""
      /\*(?:.*?\*/|.*)                                         # a comment, to the end where nothing closes it
    | @namespace\b[^;{{]*                                      # a name, not a place
    | @import\s*(?P<imported>{_DOUBLE}|{_SINGLE})
    | \burl\(\s*(?P<address>{_DOUBLE}|{_SINGLE}|[^)]*)
    | \bimage-set\((?P<set>(?:{_DOUBLE}|{_SINGLE}|[^"';{{}}])*)
    | {_DOUBLE} | {_SINGLE}
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_IN_SET = re.compile(
    rf"\btype\([^)]*\)?|(?:\burl\(\s*)?(?P<string>{_DOUBLE}|{_SINGLE})|\burl\(\s*(?P<bare>[^)]*)", re.I
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|\n|(.))", re.IGNORECASE)


def addresses(css: str) -> Iterator[str]:
    """Every address that a stylesheet loads, as written, in order."""
    folded = css.lower()
    if "url(" not in folded and "@import" not in folded and "image-set(" not in folded:
        return
    for match in _TOKEN.finditer(css):
        if match["set"] is not None:
            for inner in _IN_SET.finditer(match["set"]):
                if (found := inner["string"] or inner["bare"]) is not None:
                    yield _value(found)
        elif (found := match["imported"] or match["address"]) is not None:
            yield _value(found)


def _value(token: str) -> str:
    """What a string or the inside of url() says."""
    token = token.strip()
    if token[:1] in ("'", '"'):
        token = token[1:].removesuffix(token[0])
    return _ESCAPE.sub(_character, token) if "\\" in token else token


def _character(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return match[2] or ""
