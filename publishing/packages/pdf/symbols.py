"""A small font of the signs that the book's faces lack, drawn here: another font would be another machine's.

Its glyphs are as those of PT Sans are: 1,000 units to the em, capitals 700 high, strokes 80 wide.
"""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

Shape = list[tuple[int, int]]
EM, STROKE = 1000, 80
EPOCH = 2_082_844_800  # seconds from 1904, which fonts count from, to 1970
SPACES = {0x2007: 545, 0x2009: 200, 0x202F: 200}  # as wide as a digit; thin; thin, and no line ends there
# Corners, in units of the em; each turns as the next does, so that none is a hole.
RIGHT: Shape = [
    (60, 290),
    (60, 370),
    (680, 370),
    (500, 540),
    (600, 540),
    (860, 330),
    (600, 120),
    (500, 120),
    (680, 290),
]
BARS: list[Shape] = [[(x, -100), (x, 740), (x + STROKE, 740), (x + STROKE, -100)] for x in (90, 290)]


def _turned(shape: Shape, quarters: int) -> Shape:
    """A shape turned to the left about the middle of the arrow."""
    for _ in range(quarters):
        shape = [(460 - (y - 330), 330 + (x - 460)) for x, y in shape]
    return shape


# As PT Serif draws its hyphen-minus. A line that ends within a word ends in this letter, which no text holds: so the
# word can be put together when the text is read out of the file.
HYPHEN: Shape = [(71, 250), (71, 313), (353, 313), (353, 250)]

SIGNS: dict[int, tuple[int, list[Shape]]] = {
    0x2010: (425, [HYPHEN]),
    0x2016: (460, BARS),
    0x2190: (920, [_turned(RIGHT, 2)]),
    0x2191: (920, [_turned(RIGHT, 1)]),
    0x2192: (920, [RIGHT]),
    0x2193: (920, [_turned(RIGHT, 3)]),
}
LETTERS = frozenset({*SPACES, *SIGNS})


def symbols() -> bytes:
    """The font, as TrueType."""
    widths = {code: width for code, (width, _) in SIGNS.items()} | SPACES
    names = {code: f"uni{code:04X}" for code in sorted(widths)}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for code, name in names.items():
        pen = TTGlyphPen(None)
        for shape in SIGNS.get(code, (0, []))[1]:
            pen.moveTo(shape[0])
            for corner in shape[1:]:
                pen.lineTo(corner)
            pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    metrics = {name: (widths[code], 0) for code, name in names.items()}
    builder.setupHorizontalMetrics({".notdef": (500, 0), **metrics})
    builder.setupHorizontalHeader(ascent=1018, descent=-276)
    builder.setupNameTable({"familyName": "Signs", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=750, sTypoDescender=-250, usWinAscent=1018, usWinDescent=276)
    builder.setupPost()
    builder.updateHead(created=EPOCH, modified=EPOCH)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
