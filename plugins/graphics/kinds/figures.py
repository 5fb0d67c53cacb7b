"""Figures: key figures in a strip, or in a column where there is no room; an equation where the first is a sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from account import Figure, key_figures
from ledger import Fact, Ledger, primary
from ledger.numerals import find_mentions

from ..drawing import ASCENT, LEADING, ROOM, SMALL, Drawing, Item, Pen, Text, advance, block, line, wrapped
from ..labels import bottom, counted, numeral
from ..model import WIDE, Graphic, Kind, Where, listed

MOST = 6
LARGEST, LARGE, LEAST = 52.0, 30.0, 26.0  # sizes of a numeral: in a strip at most, in a column, and at least
WORDS = 20.0  # of a figure that is words or a date
LONGEST = 80  # letters of such a figure
GUTTER, GAP, BETWEEN = 28.0, 12.0, 14.0  # between columns, from a numeral to its words, between rows
HALF = 0.55  # of a column's width: a longer numeral stands above its words


def strip(graphic: Graphic) -> tuple[Figure, ...]:
    """The figures that are shown, each with its sign; their period is none of them."""
    shown = {key: fact for key, fact in graphic.facts.items() if key != graphic.data.get("period")}
    return key_figures(Ledger(facts=shown), ",".join(shown))


def common(graphic: Graphic, figures: tuple[Figure, ...]) -> list[str]:
    """What is said once for all figures: the period and the speaker that they share; not what the title says."""
    period = graphic.facts.get(graphic.data.get("period", ""))
    said = [f"{period.label}: {period.wording}"] if period else [_shared(f.fact.period for f in figures)]
    if period and _says(graphic.title, graphic.language, period):
        said = []
    return [words for words in (*said, _shared(f.fact.speaker.name for f in figures)) if words]


def _shared(words: Iterator[str]) -> str:
    found = set(words)
    return found.pop() if len(found) == 1 else ""


def beside(graphic: Graphic, figures: tuple[Figure, ...], fact: Fact) -> tuple[str, str]:
    """What a figure counts, with its period, and who says it; what all share is left out."""
    shared = graphic.data.get("period") or _shared(f.fact.period for f in figures)
    words = counted(fact) if fact.value is not None else fact.label
    period = "" if shared else fact.period
    speaker = "" if _shared(f.fact.speaker.name for f in figures) else fact.speaker.name
    return ", ".join(filter(None, (words, period))), speaker


def head(figure: Figure, x: float, y: float, width: float, size: float, about: Where) -> list[Text]:
    """The figure itself, its last line on the line `y`: a numeral, or words and dates broken to lines."""
    fact = figure.fact
    if fact.value is not None:
        return [numeral(fact, x, y, about, size, figure.subset)]
    words = " ".join(filter(None, (fact.qualifier, fact.value_text)))
    lines = wrapped(words, width, WORDS, "serif", bold=True)
    high = LEADING * WORDS
    at = Text(x, y, "", WORDS, "serif", bold=True, about=about)
    return [replace(at, words=words, y=y - high * (len(lines) - 1 - i)) for i, words in enumerate(lines)]


def below(graphic: Graphic, figures: tuple[Figure, ...], fact: Fact, at: Text, width: float) -> list[Text]:
    """What the figure counts and who says it, from the place `at` downwards."""
    words, speaker = beside(graphic, figures, fact)
    texts = list(block(words, at, width))
    if speaker:
        under = replace(at, y=texts[-1].y + LEADING * SMALL, role="soft")
        texts += block(speaker, under, width)
    return texts


def fitting(figures: tuple[Figure, ...], width: float, largest: float) -> float:
    """The size, `largest` at most, at which no numeral is wider than `width`."""
    sizes = [largest]
    for figure in figures:
        if figure.fact.value is not None:
            box = numeral(figure.fact, 0, 0, size=LARGEST, light=figure.subset).box
            sizes.append(LARGEST * width / (box.right - box.left))
    return int(min(sizes))


def widest(graphic: Graphic, figures: tuple[Figure, ...]) -> float:
    """The widest word below or in the place of a numeral."""
    small = [word for f in figures for words in beside(graphic, figures, f.fact) for word in words.split(" ")]
    large = [word for f in figures if f.fact.value is None for word in f.fact.value_text.split(" ")]
    return ROOM * max(*map(advance, small), *(advance(word, WORDS, "serif", True) for word in large), 0.0)


def draw(graphic: Graphic, width: float) -> Drawing:
    figures = strip(graphic)
    column = (width - GUTTER * (len(figures) - 1)) / len(figures)
    size = fitting(figures, column, LARGEST)
    across = width >= WIDE and size >= LEAST and widest(graphic, figures) <= column
    items = _across(graphic, figures, column, size) if across else _down(graphic, figures, width)
    said, end = common(graphic, figures), _end(items)
    if said and not across:
        items.append(line(0, end + BETWEEN - 4, width, end + BETWEEN - 4, Pen("hairline")))
        end += BETWEEN - 8
    one_line = advance(" · ".join(said)) * ROOM <= width
    for words in [" · ".join(said)] if said and one_line else said:
        at = Text(0, end + BETWEEN + ASCENT * SMALL, words, role="soft", about=("facts",))
        items += block(words, at, width)
        end = _end(items) - BETWEEN + 2
    return Drawing(width, round(_end(items) + 2), tuple(items))


def _end(items: list[Item]) -> float:
    return bottom([item for item in items if isinstance(item, Text)])


def _across(graphic: Graphic, figures: tuple[Figure, ...], column: float, size: float) -> list[Item]:
    items: list[Item] = []
    heads = [head(f, i * (column + GUTTER), 0, column, size, _about(graphic, f)) for i, f in enumerate(figures)]
    base = -min(text.box.top for texts in heads for text in texts)
    for index, (figure, texts) in enumerate(zip(figures, heads, strict=True)):
        x = index * (column + GUTTER)
        at = Text(x, base + 10 + LEADING * SMALL, "", about=_about(graphic, figure))
        items += [replace(text, y=text.y + base) for text in texts]
        items += below(graphic, figures, figure.fact, at, column)
    end = _end(items)
    for index, figure in enumerate(figures):
        x = index * (column + GUTTER) - GUTTER / 2
        if figure.sign:
            at = Text(x, base, figure.sign, 20, "serif", role="soft", anchor="middle", about=_about(graphic, figure))
            items += [line(x, 0, x, base - 20, Pen("hairline")), line(x, base + 8, x, end, Pen("hairline")), at]
        elif index and not figure.subset:
            items.append(line(x, 0, x, end, Pen("hairline")))
    return items


def _down(graphic: Graphic, figures: tuple[Figure, ...], width: float) -> list[Item]:
    """The figures below each other: signs, numerals that end on one line, and words that begin on one."""
    items: list[Item] = []
    signs = 22.0 if any(figure.sign for figure in figures) else 0.0
    size = fitting(figures, width - signs, LARGE)
    boxes = [numeral(f.fact, 0, 0, size=size, light=f.subset).box for f in figures if f.fact.value is not None]
    wide = [box.right - box.left for box in boxes if box.right - box.left + signs <= width * HALF]
    edge = signs + max(wide, default=0.0)
    top = 0.0
    for index, figure in enumerate(figures):
        about = _about(graphic, figure)
        if index:
            items.append(line(0, top, width, top, Pen("hairline")))
            top += BETWEEN - 4
        texts = head(figure, 0, 0, width, size, about)
        beside_it = figure.fact.value is not None and texts[0].box.right + signs <= edge + 0.01
        base = top - min(text.box.top for text in texts)
        texts = [replace(text, y=text.y + base) for text in texts]
        if beside_it:
            texts = [replace(texts[0], x=edge, anchor="end")]
        if figure.sign:
            items.append(Text(0, base, figure.sign, 20, "serif", role="soft", about=about))
        at = Text(edge + GAP, base, "", about=about) if beside_it else Text(0, base + 22, "", about=about)
        texts += below(graphic, figures, figure.fact, at, width - at.x)
        items += texts
        top = bottom(texts) + BETWEEN - 4
    return items


def _about(graphic: Graphic, figure: Figure) -> Where:
    return ("facts", graphic.data["facts"].index(figure.fact.id))


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """A strip is short, its words are, and a period that stands once for all is that of each."""
    figures, period = strip(graphic), graphic.facts.get(graphic.data.get("period", ""))
    if len(figures) > MOST:
        yield ("facts",), f"they are {len(figures)} figures; at most {MOST} can be read in one strip: leave some out"
    if period and period.id in graphic.data["facts"]:
        yield ("period",), f"{period.id} stands under facts too; leave it out there"
    for figure in figures:
        fact, about = figure.fact, _about(graphic, figure)
        if len(fact.value_text) > LONGEST:
            yield about, f"the words of {fact.id} are longer than {LONGEST} letters; a figure is short: leave it out"
        if period and not _within(fact, period):
            told = f"is for {fact.period}" if fact.period else "states no period"
            yield about, f"{fact.id} {told}, and the graphic says {period.wording}; leave one of them out"


def _within(fact: Fact, period: Fact) -> bool:
    """Whether a fact's period is what the fact `period` says."""
    if period.value is None:
        return fact.period == period.wording
    return _says(fact.period, fact.language, period)


def _says(words: str, language: str, fact: Fact) -> bool:
    """Whether some words hold a fact's number."""
    mentions = find_mentions(words, primary(language), weak=True)
    return fact.value is not None and any(r.value == fact.value for mention in mentions for r in mention.readings)


def named(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    yield from listed(data)
    if "period" in data:
        yield ("period",), data["period"]


KIND = Kind(
    "figures",
    draw,
    keys={
        "facts": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "period": {"type": "string"},
    },
    named=named,
    faults=faults,
)
