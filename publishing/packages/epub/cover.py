"""The cover as a picture that every reader and shop shows: a PNG, drawn in the faces that come with the project."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from publishing.trouble import MissingTool

WIDTH = 1200  # pixels
FACES = ("fontpkg_pt_serif", "fontpkg_pt_sans")


def drawn(svg: bytes) -> bytes:
    """An SVG as a PNG; faces of the system are never used, so that the same cover gives the same bytes.

    Raises MissingTool.
    """
    try:
        import resvg_py

        found = [sorted(Path(import_module(name).ROOT, "files").glob("*.ttf")) for name in FACES]
    except ImportError as error:
        raise MissingTool(f"the cover cannot be drawn: {error}; run make setup") from error
    return resvg_py.svg_to_bytes(
        svg_string=svg.decode("utf-8"),
        width=WIDTH,
        skip_system_fonts=True,
        font_files=[str(path) for files in found for path in files],
        serif_family="PT Serif",
        sans_serif_family="PT Sans",
    )
