"""Draws SVG as PNG, and keeps each picture under what it was made of, so that it is drawn once.

Setting: PICTURE_CACHE, a folder, below the one that the build runs in; "" keeps nothing. Pictures are set in PT Serif
and PT Sans, which come as packages; faces of the system are never used, so that the same words give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from cache import keep, kept, named
from ledger import Problem, refuse
from typesetting import typeset

HEAD = 1024  # bytes, in which the checksums of a face's tables stand
FACES = ("fontpkg_pt_serif", "fontpkg_pt_sans")
MEND = "run `make site`, which installs what pictures are drawn with"
_TAG = re.compile(r"<[^>]*>")


def png(svg: str, width: int, settings: dict[str, Any]) -> bytes:
    """The SVG as a PNG of that many pixels in width. Raises Refused where it cannot be drawn."""
    path = _place(svg, width, settings)
    picture = kept(path) if path else None
    if picture is None:
        picture = draw(svg, width)
        if path:
            keep(path, picture)
    return picture


def ahead(wanted: Iterable[tuple[str, int]], settings: dict[str, Any]) -> None:
    """Draw into the cache those of the (SVG, width) that it lacks, by as many processes as there are processors.

    The renderer holds Python's lock, so that threads would gain nothing. A picture that cannot be drawn is left to
    `png`, which says so. Only on Linux: elsewhere a process that is a copy of another may not go on.
    """
    places = {_place(svg, width, settings): (svg, width) for svg, width in wanted}
    missing = [(path, *job) for path, job in places.items() if path and not path.is_file()]
    missing.sort(key=lambda each: -each[2])
    hands = min(len(missing), os.cpu_count() or 1)
    if hands < 2 or sys.platform != "linux":
        return
    children = []
    for hand in range(hands):
        child = os.fork()
        if child == 0:
            try:
                for path, svg, width in missing[hand::hands]:
                    keep(path, draw(svg, width))
            finally:
                os._exit(0)  # nothing that this process was to do at its end is the copy's to do
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def _place(svg: str, width: int, settings: dict[str, Any]) -> Path | None:
    """Where a picture is kept; None where none is."""
    cache = settings["PICTURE_CACHE"]
    return Path(cache, named(renderer(), str(width), svg)) if cache else None


def draw(svg: str, width: int) -> bytes:
    """The SVG as a PNG, drawn anew. Raises Refused."""
    import resvg_py

    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=[str(path) for path in faces()],
            serif_family="PT Serif",
            sans_serif_family="PT Sans",
        )
    except ValueError as error:
        refuse(
            [Problem("pictures", 0, 0, f"a picture cannot be drawn: {error}; this is a fault of the graphic’s kind")]
        )
        raise


def as_plain_text(words: str, language: str) -> str:
    """Plain words with their quotes, dashes and spaces set as pages set them, and no markup."""
    return unescape(_TAG.sub("", typeset(escape(words, quote=False), language)))


@cache
def faces() -> tuple[Path, ...]:
    """The files of the faces. Raises Refused where they are not installed."""
    from importlib import import_module

    try:
        found = [sorted(Path(import_module(name).ROOT, "files").glob("*.ttf")) for name in FACES]
    except ImportError as error:
        refuse([Problem("pictures", 0, 0, f"the faces of pictures are missing: {error}; {MEND}")])
        raise
    if not all(found):
        refuse([Problem("pictures", 0, 0, f"the faces of pictures are missing from {' and '.join(FACES)}; {MEND}")])
    return tuple(path for files in found for path in files)


@cache
def renderer() -> str:
    """What the bytes of a picture depend on besides its SVG: the renderer's version and the faces.

    A face is told by its size and its head, which holds a checksum of each of its tables (OpenType, table directory).
    """
    try:
        import resvg_py
    except ImportError as error:
        refuse([Problem("pictures", 0, 0, f"pictures cannot be drawn: {error}; {MEND}")])
        raise
    digest = hashlib.sha256()
    for path in faces():
        with path.open("rb") as file:
            digest.update(b"%d " % path.stat().st_size + file.read(HEAD))
    return f"{resvg_py.__version__} {digest.hexdigest()}"


def register() -> None:
    """Nothing to connect: `cards` and `graphics` draw with this."""
