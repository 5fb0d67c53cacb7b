"""Bars: lengths to scale from zero, and ends that are open on the side where the true value may lie."""

import gzip
import re
from functools import partial

import pytest

from graphics.kinds.bars import KIND, TEETH, bar, reach, scale, sides
from graphics.svg import inline
from tests.drawn import WIDTHS, graphic, sound, told
from tests.drawn import fact as any_fact

fact = partial(any_fact, thing="weapons")
FACTS = (
    fact("guns", 700, qualifier="almost"),
    fact("rounds", 400, qualifier="over"),
    fact("knives", 250, qualifier="around"),
    fact("grenades", 54),
    fact("mines", 0),
)


def drawn(facts, width):
    return KIND.draw(graphic(KIND, *facts, measure="Pieces"), width)


def areas(shape) -> list[tuple[float, float, float]]:
    """(left, right, height) of each rectangle of a bar, read from its path."""
    found = re.findall(r"M([\d.]+) [\d.]+h([\d.]+)v([\d.]+)h", shape.d)
    return [(float(x), float(x) + float(across), float(down)) for x, across, down in found]


def bars_of(drawing):
    return [shape for shape in drawing.shapes if shape.pen.fill]


def baseline(drawing) -> float:
    (line,) = (shape for shape in drawing.shapes if shape.pen.stroke)
    return (line.box.left + line.box.right) / 2


@pytest.mark.parametrize("width", WIDTHS)
def test_lengths_have_the_ratio_of_the_values(width):
    """Read from the paths: an exact bar ends at its value, and so do those below; one that goes on is marked at it."""
    drawing = drawn(FACTS, width)
    guns, rounds, _, grenades, mines = (areas(shape) for shape in bars_of(drawing))
    zero = baseline(drawing)
    ends = [guns[-1][1] - zero, rounds[0][1] - zero, grenades[-1][1] - zero]
    assert [end / ends[0] for end in ends] == pytest.approx([1, 400 / 700, 54 / 700], abs=0.002)
    assert {each[0][0] for each in (guns, rounds, grenades, mines)} == {zero}


@pytest.mark.parametrize("width", WIDTHS)
def test_ends_are_open_only_where_the_ledger_has_a_qualifier(width):
    teeth = [len([a for a in areas(shape)[1:] if a[2] == areas(shape)[0][2]]) for shape in bars_of(drawn(FACTS, width))]
    assert teeth == [len(TEETH), len(TEETH), len(TEETH), 0, 0]


@pytest.mark.parametrize(
    ("qualifier", "language", "expected"),
    [
        ("", "en", (False, False)),
        ("almost", "en", (True, False)),
        ("nearly", "en-GB", (True, False)),
        ("at most", "en", (True, False)),
        ("under", "en", (True, False)),
        ("no more than", "en", (True, False)),
        ("over", "en", (False, True)),
        ("well over", "en", (False, True)),
        ("at least", "en", (False, True)),
        ("around", "en", (True, True)),
        ("about", "en", (True, True)),
        ("почти", "ru", (True, False)),
        ("более", "ru", (False, True)),
        ("около", "ru", (True, True)),
        ("words that no language knows", "en", (True, True)),
    ],
)
def test_the_open_side_is_where_the_true_value_may_lie(qualifier, language, expected):
    assert sides(fact("guns", 700, qualifier=qualifier, language=language)) == expected


def test_an_open_end_lies_on_its_side_of_the_value():
    below, above, about = (bar(each, 0.5) for each in FACTS[:3])
    assert (below.solid < below.value, below.teeth[-1][1], below.sure) == (True, below.value, False)
    assert (above.solid, above.sure) == (above.value, True)
    assert above.teeth[0][0] > above.value
    assert about.solid < about.value < about.teeth[-1][1]
    for each in (below, above, about):
        wide = [end - start for start, end in each.teeth]
        assert wide == sorted(wide, reverse=True)


def test_a_short_bars_open_end_stays_within_it():
    tiny = bar(fact("few", 3, qualifier="almost"), 1)
    assert tiny.solid == 0
    assert tiny.teeth[-1][1] == pytest.approx(3)
    assert all(left < right for left, right in tiny.teeth)


def test_the_scale_leaves_room_for_the_open_end_of_the_longest():
    for qualifier in ("", "almost", "around", "over"):
        longest = fact("guns", 700, qualifier=qualifier)
        assert 700 * scale([longest, FACTS[3]], 300) + reach(longest) == pytest.approx(300)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_exact_end_is_closed_by_a_stroke_and_a_zero_is_a_tick(width):
    *_, grenades, mines = bars_of(drawn(FACTS, width))
    body, cap = areas(grenades)
    assert cap[1] == pytest.approx(body[1])
    assert cap[2] > body[2]
    ((left, right, _),) = areas(mines)
    assert right - left > 1


def test_bars_of_nothing_but_zero_are_drawn():
    assert sound(drawn([fact("mines", 0), fact("guns", 0)], 288))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_nothing_leaves_the_frame_and_it_is_light(width):
    drawing = drawn(FACTS, width)
    assert sound(drawing)
    svg = inline(drawing, "Title", "Description", "wide")
    assert len(gzip.compress(svg.encode(), 9)) <= 1_500


@pytest.mark.parametrize("width", WIDTHS)
def test_each_bar_has_its_name_its_value_and_its_qualifier_and_the_measure_stands_once(width):
    told = [text.told for text in drawn(FACTS, width).texts]
    assert told == ["Pieces", "almost 700 guns", "over 400 rounds", "around 250 knives", "54 grenades", "0 mines"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "words", ["сельскохозяйственных машин и запасных частей к ним", "ауылшаруашылықтарындағы қауіпсіздендірілмегендер"]
)
def test_long_words_go_to_lines_below(width, words):
    more = fact("machines", 1_240_000, qualifier="не менее", counts=words, language="ru")
    assert sound(drawn([more, fact("salt", 900_000, language="ru")], width))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_period_that_all_share_stands_with_the_measure(width):
    facts = [fact("guns", 7, period="six months"), fact("grenades", 5, period="six months")]
    assert drawn(facts, width).texts[0].told == "Pieces, six months"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            [fact("guns", 700), any_fact("heroin", 12, unit="kg")],
            "guns counts weapons, and heroin is in kg: one graphic, one unit and one thing; leave one of them out",
        ),
        (
            [fact("guns", 700), fact("women", 157, thing="people")],
            "guns counts weapons, and women counts people: one graphic, one unit and one thing; leave one of them out",
        ),
        (
            [fact("guns", 700), fact("knives", 15), any_fact("swords", 157)],
            (
                "swords has neither unit nor thing, so nobody knows whether it can be compared; "
                "say in the ledger what kind of thing it counts: `thing: …`"
            ),
        ),
        ([fact("a", 1), fact("b", 2), fact("day", date="1992")], "day is “1992 day”, and no value; leave it out"),
        ([fact("a", 1), fact("b", 2), fact("c", -2)], "c is -2; a bar from zero shows no negative value: leave it out"),
        ([fact("a", 1)], "bars compare 2 to 12 quantities, and here are 1: name it in the text"),
        ([fact(f"f{i}", i) for i in range(13)], "bars compare 2 to 12 quantities, and here are 13: leave some out"),
        (
            [fact("all", 5, parts=("men", "women")), fact("men", 3)],
            "all already counts men: show the whole or what it is made of, never both",
        ),
        (
            [fact("twins", 2, part_of="men"), fact("men", 3)],
            "men already counts twins: show the whole or what it is made of, never both",
        ),
        (
            [fact("rounds", 17_000), fact("guns", 16)],
            (
                "guns is less than a thousandth of rounds, so its bar could not be seen; "
                "leave one of them out, and say so in a note"
            ),
        ),
        (
            [fact("labs", 15, period="six months"), fact("guns", 16)],
            "labs is for six months, and guns states no period: bars would compare them as equals; leave one of them out",
        ),
    ],
)
def test_what_cannot_be_compared_by_bars(facts, message):
    assert told(graphic(KIND, *facts, measure="Pieces")) == [message]


def test_sound_bars_have_no_problem():
    assert told(graphic(KIND, *FACTS, measure="Pieces")) == []
    assert told(graphic(KIND, fact("rounds", 17_000), fact("guns", 17), measure="Pieces")) == []


KILOS = (any_fact("grain", 12, unit="kg"), any_fact("salt", 2, unit="kg"))


@pytest.mark.parametrize(
    ("facts", "measure", "message"),
    [
        (
            FACTS,
            "Tonnes seized",
            "“Tonnes” is a unit that the values do not have; take it away, or give them their unit",
        ),
        (FACTS, "Share, %", "“%” is a unit that the values do not have; take it away, or give them their unit"),
        (KILOS, "Seized", "the values are in kg, which “Seized” does not say; name the unit"),
        (KILOS, "Tonnes seized", "the values are in kg, which “Tonnes seized” does not say; name the unit"),
        (KILOS, "Backlogs", "the values are in kg, which “Backlogs” does not say; name the unit"),
    ],
)
def test_the_measure_says_the_unit_of_the_values_and_no_other(facts, measure, message):
    """So that the one line that scales the bars is never false."""
    ((where, found),) = KIND.faults(graphic(KIND, *facts, measure=measure))
    assert where == ("measure",)
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("facts", "measure"),
    [
        (FACTS, "Pieces seized, line M"),
        (KILOS, "Kilograms seized"),
        (KILOS, "In kg"),
        ([any_fact("зерно", 3, unit="т", language="ru"), any_fact("соль", 2, unit="т", language="ru")], "Тонны"),
        ([any_fact("a", 3, unit="EUR"), any_fact("b", 2, unit="EUR")], "Spent, EUR"),
    ],
)
def test_a_measure_that_fits_its_values_has_no_problem(facts, measure):
    assert told(graphic(KIND, *facts, measure=measure)) == []


def test_a_blank_measure_is_refused():
    assert not re.search(KIND.keys["measure"]["pattern"], " \n")


def test_the_words_of_the_measure_are_looked_at():
    assert list(KIND.said({"measure": "per 1,000 people"})) == [(("measure",), "per 1,000 people")]
