"""Draws SVG as PNG, and keeps each picture under what it was made of, so that it is drawn once.

Setting: PICTURE_CACHE, a folder, below the one that the build runs in; "" keeps nothing. Pictures are set in PT Serif
and PT Sans, which come as packages; faces of the system are never used, so that the same words give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
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
    cache = settings["PICTURE_CACHE"]
    path = Path(cache, named(renderer(), str(width), svg)) if cache else None
    picture = kept(path) if path else None
    if picture is None:
        picture = draw(svg, width)
        if path:
            keep(path, picture)
    return picture


def draw(svg: str, width: int) -> bytes:
    """The SVG as a PNG, drawn anew. Raises Refused. The renderer holds Python's lock: threads would gain nothing."""
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
