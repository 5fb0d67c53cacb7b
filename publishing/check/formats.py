"""Whether servers and browsers can tell what a file is: by its suffix, and by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from publishing.check.finding import Fault, shown
from publishing.check.reach import ROOTS, WELL_KNOWN
from publishing.manifest import HOST_FILES
from publishing.media import UNKNOWN, media_type

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_BEGINS: dict[str, tuple[tuple[int, bytes], ...]] = {  # where a picture's format stands in it, and how, by suffix
    ".avif": ((4, b"ftypavif"), (4, b"ftypavis"), (4, b"ftypmif1")),
    ".gif": ((0, b"GIF87a"), (0, b"GIF89a")),
    ".ico": ((0, b"\0\0\1\0"), (0, _PNG)),
    ".jpeg": ((0, _JPEG),),
    ".jpg": ((0, _JPEG),),
    ".png": ((0, _PNG),),
    ".webp": ((8, b"WEBP"),),
}
_BEGINNING = 256  # bytes in which a page of HTML begins
_PNG_END = b"IEND\xaeB`\x82"
_ANSWER = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+)?html\b", re.IGNORECASE)
_MARKUP = (".html", ".htm", ".svg", ".xml", ".atom", ".rss", ".json", ".webmanifest")  # all others tell it themselves


def name_faults(path: str) -> Iterator[Fault]:
    """A name by which a server does not know what the file is."""
    pure = PurePosixPath(path)
    suffix = pure.suffix
    if path in (*HOST_FILES, *ROOTS) or path.startswith(WELL_KNOWN):
        return
    if suffix != suffix.lower():
        yield (
            "type",
            f"servers do not know {shown(suffix)} in capitals; rename it to {shown(pure.stem)}{suffix.lower()}",
        )
    elif suffix == ".htm":
        yield "type", f"pages end in .html here; rename it to {shown(pure.stem)}.html"
    elif media_type(path) == UNKNOWN:
        what = f"the suffix {shown(suffix)}" if suffix else "a name without a suffix"
        yield "type", f"{what} tells no server what the file is; rename it, or teach publishing/media.py its type"


def content_faults(path: str, data: bytes) -> Iterator[Fault]:
    """A file that is not what its name says, or that was cut off. data: not empty."""
    suffix = PurePosixPath(path).suffix.lower()
    begins = _BEGINS.get(suffix)
    if begins and not any(data.startswith(mark, place) for place, mark in begins):
        yield "format", f"it does not begin as {suffix} does, so no browser shows it; save it in that format"
    elif suffix == ".png" and _PNG_END not in data:
        yield "format", "it was cut off before its end; save it again"
    elif suffix not in _MARKUP and _ANSWER.match(data[:_BEGINNING]):
        yield "format", "it is an HTML page, as a server answers in place of a file; bring the file itself"
