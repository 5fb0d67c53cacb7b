"""People: one upright stroke for each person, in rows as long as the smallest group; a subset's strokes are hollow."""

from __future__ import annotations

from collections.abc import Iterator

from ledger import Fact

from ..drawing import ASCENT, Drawing, Item, Pen, hollows, strokes
from ..labels import DIGIT, RAIL, RAIL_GAP, bottom, labelled
from ..model import WIDE, Graphic, Kind, Where

MOST = 2_000  # marks that can still be told apart, and counted by who wants to
ROWS = range(20, 51)  # how long a row may be where it is the smallest group
PLAIN_ROW = 50
GROUP, SUBSET = 28.0, 20.0  # sizes of their numerals
UNDER = 13.0  # a label, to its marks
BETWEEN = 22.0  # one group and the next
ADULT, SMALLER = 22.0, 13.0  # lengths of a stroke where a mark has WIDEST units
WIDEST, FURTHEST = 13.0, 16.0  # from one mark to the next; at most
# Of a hollow mark: its line, how much wider it is than a stroke, and how wide at least.
HOLLOW, WIDER, OPEN = 1.0, 0.8, 3.4
THICK, SLENDER = 0.3, 4.5  # of a stroke, in the distance from one to the next, and at most


def roles(graphic: Graphic) -> tuple[list[Fact], list[Fact], dict[str, Fact]]:
    """(wholes, groups, subsets by the id of their group) of the facts that are shown."""
    shown = graphic.facts
    wholes = [fact for fact in shown.values() if any(part in shown for part in fact.parts)]
    subsets = {fact.part_of: fact for fact in shown.values() if fact.part_of in shown}
    taken = {fact.id for fact in (*wholes, *subsets.values())}
    return wholes, [fact for fact in shown.values() if fact.id not in taken], subsets


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """Only plain counts of people can be shown by a mark for each, and each person once."""
    wholes, groups, subsets = roles(graphic)
    sound = True
    for index, fact in enumerate(graphic.facts.values()):
        message = ""
        if fact.value is None or fact.unit:
            message = f"{fact.id} is “{fact.wording}”, and no count of people"
        elif fact.thing != "people":
            other = f"counts {fact.thing}" if fact.thing else "does not say what it counts"
            message = f"{fact.id} {other}; marks are for people: say so in the ledger, `thing: people`, or use bars"
        elif fact.value != fact.value.to_integral_value() or fact.value < 1:
            message = f"{fact.id} is {fact.value}; people are counted from 1, in whole numbers"
        elif fact.qualifier:
            message = f"{fact.id} is “{fact.wording}”; marks would make it exact: use bars"
        if message:
            sound = False
            yield ("facts", index), message
    ids = [fact.id for fact in groups]
    for whole in wholes:
        missing, more = (
            [part for part in whole.parts if part not in ids],
            [key for key in ids if key not in whole.parts],
        )
        if missing or more:
            told = [f"{', '.join(missing)} missing"] * bool(missing) + [f"{', '.join(more)} no part of it"] * bool(more)
            yield ("facts",), f"{whole.id} is shown by its parts, and by nothing else: {'; '.join(told)}"
    people = sum(int(fact.value or 0) for fact in groups)
    if sound and people > MOST:
        yield ("facts",), f"they are {people:,} people; at most {MOST:,} marks can be told apart: use bars"
    small = graphic.data.get("small", ())
    for index, key in enumerate(small):
        if key not in ids:
            yield ("small", index), f"“{key}” is no group of this graphic; it has {', '.join(ids) or 'none'}"
    held = [fact for fact in graphic.facts.values() if fact.part_of in graphic.facts]
    for fact in held:
        if fact.part_of not in ids:
            yield ("facts",), f"{fact.id} is a subset of {fact.part_of}, which has no marks of its own; leave it out"
        elif subsets[fact.part_of] is not fact:
            yield (
                ("facts",),
                f"{fact.part_of} has two subsets, {fact.id} and {subsets[fact.part_of].id}; show one of them",
            )


def draw(graphic: Graphic, width: float) -> Drawing:
    _, groups, subsets = roles(graphic)
    left = round(width * RAIL, 2) if width >= WIDE else 0.0
    room = left - RAIL_GAP if left else width
    counts = [int(fact.value or 0) for fact in groups]
    row = min(counts) if min(counts) in ROWS else min(PLAIN_ROW, max(counts))
    room_each = min((width - left) / row, FURTHEST)
    thick = min(round(room_each * THICK, 1), SLENDER)
    broad = max(thick + WIDER, OPEN) if subsets else thick
    # cut, so that steps are exact and none leaves the frame
    pitch = min(int((width - left - broad) / max(row - 1, 1) * 100) / 100, FURTHEST)
    scale = (pitch / WIDEST) ** 0.5
    items: list[Item] = []
    top = 0.0
    for fact in groups:
        about = ("facts", list(graphic.facts).index(fact.id))
        subset = subsets.get(fact.id)
        labels = labelled(fact, 0, top + ASCENT * GROUP, room, about, GROUP)
        if subset:
            about = ("facts", list(graphic.facts).index(subset.id))
            below = bottom(labels) + 1 + ASCENT * SUBSET
            labels += labelled(subset, 0, below, room, about, SUBSET, light=True)
        start = top + (ASCENT - DIGIT) * GROUP if left else labels[-1].y + UNDER
        length = round((SMALLER if fact.id in graphic.data.get("small", ()) else ADULT) * scale, 1)
        gap = length + max(5.0, 6 * scale)
        count, hollow = int(fact.value or 0), int(subset.value or 0) if subset else 0
        places = [(left + broad / 2 + pitch * (i % row), start + gap * (i // row)) for i in range(count)]
        if hollow:
            items.append(hollows(places[:hollow], length, broad, Pen("accent", HOLLOW)))
        if places[hollow:]:
            items.append(strokes(places[hollow:], length, Pen("accent", thick)))
        items += labels
        top = max(bottom(labels), places[-1][1] + length) + BETWEEN
    return Drawing(width, round(top - BETWEEN + 1), tuple(items))


KIND = Kind(
    "people",
    draw,
    keys={
        "facts": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "small": {"type": "array", "items": {"type": "string"}},
    },
    faults=faults,
)
