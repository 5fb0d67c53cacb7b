"""English: its number words, months and qualifiers."""

from decimal import Decimal

from . import Language, Word, adding, by_phrase, fold

UNITS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINAL_UNITS = {"fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}
WEAK = {"one": 1, "once": 1, "both": 2, "pair": 2, "twice": 2, "thrice": 3, "zero": 0}
WEAK_ORDINALS = {"first": 1, "second": 2, "third": 3}
PARTS = {"thirds": 3, "quarters": 4, "fifths": 5, "sixths": 6, "sevenths": 7, "eighths": 8, "ninths": 9, "tenths": 10}
VAGUE = ("tens", "dozens", "scores", "hundreds", "thousands", "millions", "billions", "trillions")
MONTHS = "January February March April May June July August September October November December".lower().split()
SHORT_MONTHS = {"sept": 9} | {month[:3]: number for number, month in enumerate(MONTHS, 1)}
QUALIFIERS = {
    "almost": (
        "almost, nearly, close to, near, nearing, approaching, not quite, virtually, practically, just "
        "short of, just shy of"
    ),
    "about": (
        "about, around, some, roughly, approximately, approx, approx., circa, c., ca., ca, something "
        "like, more or less, in the region of, in the order of, on the order of, of the order of, in the "
        "neighbourhood of, in the neighborhood of"
    ),
    "over": ("over, more than, above, upwards of, upward of, in excess of, exceeding, greater than, north of, beyond"),
    "under": "under, fewer than, less than, below, short of, shy of, smaller than",
    "at-least": (
        "at least, no fewer than, no less than, not fewer than, not less than, a minimum of, minimum, "
        "not under, not below"
    ),
    "at-most": (
        "at most, at the most, no more than, not more than, up to, as many as, as much as, a maximum of, "
        "maximum, not over, not above, not exceeding"
    ),
    "early": "early, in early, early in",
    "mid": "mid, middle of the",
    "late": "late, in late, late in",
    "perhaps": "perhaps, maybe, possibly, probably, reportedly, an estimated, estimated",
    "barely": "barely, hardly, scarcely",
    "almost-all": "almost all, nearly all, almost all of, nearly all of",
}
QUALIFIERS_AFTER = {
    "about": "or so, or thereabouts, give or take, more or less, odd, ish",
    "at-least": "or more, and more, or over, and over, plus, at least",
    "at-most": "or less, or fewer, at most, at the most",
}
MODIFIERS = {
    "well": "well, far, much, many, way, considerably, significantly, rather, substantially, vastly, a lot",
    "just": "just, slightly, a little, little, a bit, a few, somewhat",
    "perhaps": "perhaps, maybe, possibly, probably, reportedly",
    "not": "not, never, nowhere, not even",
}


def words() -> dict[str, Word]:
    tens = {form: 20 + 10 * index for index, form in enumerate(TENS)}
    teens = {form: 10 + index for index, form in enumerate(TEENS)}
    forms = adding(UNITS) | adding(teens) | adding(tens, 10)
    forms |= adding(WEAK, weak=True) | adding(WEAK_ORDINALS, weak=True, ordinal=True)
    forms |= adding(ORDINAL_UNITS | {"twelfth": 12}, ordinal=True)
    forms |= adding({form + "th": value for form, value in teens.items() if value != 12}, ordinal=True)
    forms |= adding({form[:-1] + "ieth": value for form, value in tens.items()}, ordinal=True)
    forms |= adding({form[:-1] + "ies": value for form, value in tens.items()}, decade=True)
    forms["hundred"] = Word("hundred", Decimal(100))
    forms["hundredth"] = Word("hundred", Decimal(100), ordinal=True)
    for form, value in SCALES.items():
        forms[form] = Word("scale", Decimal(value))
        forms[form + "th"] = Word("scale", Decimal(value), ordinal=True)
    forms |= {
        form: Word("scale", Decimal(value), bound=True)
        for form, value in (("bn", 10**9), ("mn", 10**6), ("tn", 10**12))
    }
    forms["dozen"] = Word("dozen", Decimal(12))
    forms["score"] = Word("dozen", Decimal(20))
    forms["half"] = Word("half", Decimal("0.5"), weak=True)
    forms |= {form: Word("part", Decimal(value), bound=True) for form, value in PARTS.items()}
    forms |= {form: Word("vague", Decimal(0), lemma=form) for form in VAGUE}
    forms |= {form: Word("month", Decimal(number), bound=True) for form, number in SHORT_MONTHS.items()}
    forms |= {form: Word("month", Decimal(number), weak=True) for number, form in enumerate(MONTHS, 1) if form != "may"}
    return forms


def compound(form: str) -> Word | None:
    """tenfold, hundredfold."""
    if (
        not form.endswith("fold")
        or (known := FORMS.get(fold(form[:-4]))) is None
        or known.slot not in ("add", "hundred", "scale")
    ):
        return None
    return Word("add", known.value)


FORMS = words()

LANGUAGE = Language(
    code="en",
    words=FORMS,
    compound=compound,
    groups=",\u00a0\u202f\u2009",
    capital_months=True,
    hyphen_joins=True,
    and_gap=r"\s+and\s+",
    comma_gap=r",\s+",
    of_gap=r"\s+of\s+",
    half_gap=r"\s+and\s+a\s+",
    half_of_gap=r"\s+an?\s+",
    day_month=r"\s+(?:of\s+)?|-",
    month_day=r"\.?\s+(?:the\s+)?|-",
    month_year=r"\.?,?\s+(?:of\s+)?|-",
    article=r"an?\s+",
    several=r"(?:(?:a\s+)?(?:good\s+)?(?:few|couple(?:\s+of)?)|several|many)\s+",
    several_lemmas={
        12: "dozens",
        20: "scores",
        100: "hundreds",
        1000: "thousands",
        10**6: "millions",
        10**9: "billions",
    },
    ending=r"(?:st|nd|rd|th)(?![^\W_])",
    ordinal_ending=r"(?:st|nd|rd|th)(?![^\W_])",
    decade=r"['’]?s(?![^\W_])",
    meridiem=r"\s?([ap])\.?\s?m(?![^\W_])",
    percent=r"\s?%|[\s-]per[\s-]?cent(?![^\W_])",
    tails={"k": 10**3, "bn": 10**9, "mn": 10**6, "mln": 10**6, "tn": 10**12, "M": 10**6, "B": 10**9, "T": 10**12},
    money_tails={"m": 10**6, "b": 10**9, "t": 10**12},
    after_noun=r"\s+[^\W\d_]{1,30},?",
    after_nouns=3,
    prefixes=frozenset(("mid", "pre", "post", "early", "late", "non")),
    contexts={
        "one": (r"(?<!\bno[\s\u2011-])\Z", r"(?!\s+another\b)"),
        "score": (r"(?<![^\W_])(?:a|half\s+a)\s+\Z", r""),
        "scores": (r"", r"\s+of\b"),
        "tens": (r"", r"\s+of\b"),
    },
    qualifiers=by_phrase(QUALIFIERS),
    qualifiers_after=by_phrase(QUALIFIERS_AFTER),
    modifiers=by_phrase(MODIFIERS),
    not_of_dates=frozenset(("up to", "some", "near", "beyond")),
)
