"""Makes plugins/graphics/widths.json, the width of every letter of the faces that pictures are set in.

usage: .venv/bin/python -m dev.widths

Run it when `make lock` brought other faces. It needs fontTools. What is not in the table
is not in the faces.
"""

import json
import unicodedata
from pathlib import Path

import fontpkg_pt_sans
import fontpkg_pt_serif
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "plugins" / "graphics" / "widths.json"
FACES = {
    "sans": fontpkg_pt_sans.ROOT / "files" / "PT_Sans-Web-Regular.ttf",
    "sans-bold": fontpkg_pt_sans.ROOT / "files" / "PT_Sans-Web-Bold.ttf",
    "serif": fontpkg_pt_serif.ROOT / "files" / "PT_Serif-Web-Regular.ttf",
    "serif-bold": fontpkg_pt_serif.ROOT / "files" / "PT_Serif-Web-Bold.ttf",
}
UNSEEN = ("Cc", "Cf", "Co")  # Unicode's categories of characters that a text must not hold


def widths(path: Path) -> dict[str, float]:
    """The advance of each letter that a face has, in its size, in the order of Unicode."""
    font = TTFont(path)
    size = font["head"].unitsPerEm
    named = sorted((chr(code), name) for code, name in font.getBestCmap().items())
    return {
        letter: round(font["hmtx"][name][0] / size, 3)
        for letter, name in named
        if unicodedata.category(letter) not in UNSEEN
    }


def table() -> str:
    """The whole table as it is kept."""
    return json.dumps({face: widths(path) for face, path in FACES.items()}, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    OUT.write_text(table(), encoding="utf-8")
