"""A qualifier is found beside its number, and is of one kind whatever its words."""

import pytest

from ledger.languages import load
from ledger.languages.qualifying import phrases
from ledger.numerals import KINDS, find_mentions, qualifier_at, qualifier_kind

# The text holds one mention; its qualifier and the words of it, or None.
BESIDE = {
    "en": {
        "almost 700 guns": ("almost", "almost"),
        "Nearly\n700 guns": ("almost", "Nearly"),
        "some 700 guns": ("about", "some"),
        "c. 1996": ("about", "c."),
        "~700": ("about", "~"),
        "more than 17 thousand": ("over", "more than"),
        "over $5": ("over", "over"),
        "about a hundred": ("about", "about"),
        "about a 30-year span": ("about", "about"),
        "around (50)": ("about", "around"),
        "no fewer than 22": ("at-least", "no fewer than"),
        "fewer than 22": ("under", "fewer than"),
        "not more than 22": ("at-most", "not more than"),
        "just under 22": ("just-under", "just under"),
        "well over 17,000": ("well-over", "well over"),
        "far more than 17,000": ("well-over", "far more than"),
        "not nearly 700": ("not-almost", "not nearly"),
        "perhaps about 50": ("mixed", "perhaps about"),
        "almost all 42": ("almost-all", "almost all"),
        "in the mid-1990s": ("mid", "mid"),
        "up to 700": ("at-most", "up to"),
        "up to 2019": None,
        "50 or so": ("about", "or so"),
        "a 50-odd crowd": ("about", "odd"),
        "50 or more": ("at-least", "or more"),
        "50+": ("at-least", "+"),
        "about 50 or more": ("mixed", "about 50 or more"),
        "over the 30 years": None,
        "It was over. 700 went": None,
        "42 people": None,
        "a moreover 42": None,
    },
    "ru": {
        "почти 700": ("almost", "почти"),
        "около 50": ("about", "около"),
        "более чем 17 тысяч": ("over", "более чем"),
        "не более 22": ("at-most", "не более"),
        "не менее чем 22": ("at-least", "не менее чем"),
        "чуть менее 700": ("just-under", "чуть менее"),
        "до 700 человек": ("at-most", "до"),
        "до 13 июля": None,
        "до 1996 года": None,
        "700 с лишним": ("over", "с лишним"),
        "22 человека": None,
    },
    "kk": {
        "700-ге жуық": ("almost", "жуық"),
        "700 қаруға жуық": ("almost", "жуық"),
        "17 мыңнан астам": ("over", "астам"),
        "17 мың дана оқ-дәріден астам": ("over", "астам"),
        "700-ден сәл астам": ("just-over", "сәл астам"),
        "шамамен 50": ("about", "шамамен"),
        "50-дей адам": ("about", "-дей"),
        "елудей адам": ("about", "дей"),
        "кемінде 22": ("at-least", "кемінде"),
        "22-ден кем емес": ("at-least", "кем емес"),
        "22-ден кем": ("under", "кем"),
        "15 аса қауіпті топ": None,
        "22 адам": None,
    },
}


@pytest.mark.parametrize(
    ("lang", "text", "expected"), [(lang, *row) for lang, rows in BESIDE.items() for row in rows.items()]
)
def test_beside_a_number(lang: str, text: str, expected: tuple[str, str] | None) -> None:
    """The longest phrase wins, with its kind and its place; without one there is nothing."""
    (mention,) = find_mentions(text, lang)
    found = qualifier_at(text, mention.start, mention.end, lang)
    assert (found and (found[0], text[found[1] : found[2]])) == expected


@pytest.mark.parametrize(
    ("lang", "phrase", "kind"),
    [
        ("en", "nearly", "almost"),
        ("en", "Upwards of", "over"),
        ("en", "well  over", "well-over"),
        ("en", "or so", "about"),
        ("en", "-odd", "about"),
        ("en", "≥", "at-least"),
        ("en", "green", None),
        ("ru", "ПРИМЕРНО", "about"),
        ("kk", "астам", "over"),
    ],
)
def test_the_kind_of_a_phrase(lang: str, phrase: str, kind: str | None) -> None:
    """A ledger's own word has the kind that the same word has in prose."""
    assert qualifier_kind(phrase, lang) == kind


def test_every_kind_is_listed() -> None:
    """No language has a phrase of a kind that KINDS leaves out."""
    for lang in BESIDE:
        for table in phrases(load(lang)):
            assert set(table.values()) <= set(KINDS)
