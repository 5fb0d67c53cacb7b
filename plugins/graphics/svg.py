"""A drawing as SVG: as an element of a page, which takes the page's colours, or as a file that stands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from .drawing import APOSTROPHE, SMALL, Drawing, Item, Pen, Shape, Sheet, Text, n

HALO = 3.0  # units around words, half of them below the letters; the theme's stylesheet has it too
FAMILIES = {  # those that words are measured in, and such as stand on most machines
    "sans": "'PT Sans', 'Noto Sans', sans-serif",
    "serif": "'PT Serif', Charter, 'Noto Serif', serif",
}


def inline(drawing: Drawing, title: str, description: str, form: str, language: str = "", spare: bool = False) -> str:
    """The drawing as an SVG element of a page, its colours and faces by classes of the theme's stylesheet.

    `spare` is one that is shown only where a stylesheet asks for it, since another form stands beside it.
    """
    head = f'<svg class="drawing" data-form="{form}" viewBox="0 0 {n(drawing.width)} {n(drawing.height)}" role="img"'
    head += f' font-size="{n(SMALL)}" font-family="sans-serif"'  # where there is no stylesheet
    head += ' display="none"' if spare else ""
    head += f' lang="{escape(language)}">' if language else ">"
    told = f"<title>{escape(title, quote=False)}</title><desc>{escape(description, quote=False)}</desc>"
    return head + told + "".join(_inline_item(item) for item in drawing.items) + "</svg>"


def _inline_item(item: Item) -> str:
    if isinstance(item, Shape):
        names = [f"line-{item.pen.stroke}"] if item.pen.stroke else []
        names += [f"area-{item.pen.fill}"] if item.pen.fill else []
        bare = ' fill="none"' if item.pen.fill in ("", "paper") else ""  # where there is no stylesheet
        bare += ' stroke="currentColor"' if item.pen.stroke else ""
        return f'<path class="{" ".join(names)}"{bare}{_stroke(item.pen)}{_size_of(item)} d="{item.d}"/>'
    if item.then:
        return f"<text{_place(item)}>{' '.join(_inline_piece(piece) for piece in item.pieces)}</text>"
    return f"<text{_classes(item)}{_place(item)}{_size(item)}>{_words(item)}</text>"


def _inline_piece(piece: Text) -> str:
    style, words = _classes(piece) + _size(piece), _words(piece)
    return f"<tspan{style}>{words}</tspan>" if style else words


def _words(text: Text) -> str:
    return escape(text.words.translate(APOSTROPHE), quote=False)


def _classes(text: Text) -> str:
    names = [f"area-{text.role}"] * (text.role != "ink") + ["serif"] * (text.face == "serif")
    names += ["bold"] * text.bold + ["italic"] * text.italic + ["halo"] * text.halo
    return f' class="{" ".join(names)}"' if names else ""


def _stroke(pen: Pen) -> str:
    width = f' stroke-width="{n(pen.width)}"' if pen.stroke else ""
    width += f' fill-opacity="{n(pen.density)}"' if pen.density != 1 else ""
    return width + (f' stroke-dasharray="{pen.dash}"' if pen.dash else "")


def _size_of(shape: Shape) -> str:
    return f' transform="scale({shape.scale:.4g})"' if shape.scale != 1 else ""


def _place(text: Text) -> str:
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    return f' x="{n(text.x)}" y="{n(text.y)}"{anchor}'


def _size(text: Text) -> str:
    return f' font-size="{n(text.size)}"' if text.size != SMALL else ""


def standalone(sheet: Sheet, title: str, description: str, colours: Mapping[str, str], language: str) -> str:
    """The sheet as a file of its own: colours and faces are written out, on the ground of the role `paper`."""
    size = f'width="{n(sheet.width)}" height="{n(sheet.height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {n(sheet.width)} {n(sheet.height)}"'
    head += f' role="img" lang="{escape(language)}" fill="none">'
    told = f"<title>{escape(title, quote=False)}</title><desc>{escape(description, quote=False)}</desc>"
    ground = f'<rect width="100%" height="100%" fill="{colours["paper"]}"/>'
    parts = []
    for part in sheet.parts:
        items = "".join(_standalone_item(item, colours) for item in part.drawing.items)
        larger = f" scale({part.scale:.4g})" if part.scale != 1 else ""
        parts.append(f'<g transform="translate({n(part.x)} {n(part.y)}){larger}">{items}</g>')
    return head + told + ground + "".join(parts) + "</svg>\n"


def _standalone_item(item: Item, colours: Mapping[str, str]) -> str:
    if isinstance(item, Shape):
        stroke = f' stroke="{colours[item.pen.stroke]}"' if item.pen.stroke else ""
        area = f' fill="{colours[item.pen.fill]}"' if item.pen.fill else ""
        return f'<path{stroke}{area}{_stroke(item.pen)}{_size_of(item)} d="{item.d}"/>'
    if item.then:
        pieces = " ".join(f"<tspan {_style(piece, colours)}>{_words(piece)}</tspan>" for piece in item.pieces)
        return f"<text {_style(Text(0, 0, ''), colours)}{_place(item)}>{pieces}</text>"
    return f"<text {_style(item, colours)}{_place(item)}>{_words(item)}</text>"


def _style(text: Text, colours: Mapping[str, str]) -> str:
    """Colour, face and size of words, written out."""
    style = f'fill="{colours[text.role]}" font-family="{FAMILIES[text.face]}" font-size="{n(text.size)}"'
    style += ' font-weight="700"' * text.bold + ' font-style="italic"' * text.italic
    halo = f' paint-order="stroke" stroke="{colours["paper"]}" stroke-width="{n(HALO)}" stroke-linejoin="round"'
    return style + halo * text.halo
