"""Russian: its number words in every case and gender, months and qualifiers; ё is written as е throughout."""

import re
from decimal import Decimal

from . import Language, Word, adding, by_phrase

# Nominative, then the stem of the other cases of a numeral that ends in a soft sign.
SOFT = {
    "пять": 5, "шесть": 6, "семь": 7, "девять": 9, "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
    "двадцать": 20, "тридцать": 30,
}  # fmt: skip
IRREGULAR = {
    2: "два две двух двум двумя двое двоих двоим двоими",
    3: "три трех трем тремя трое троих троим троими",
    4: "четыре четырех четырем четырьмя четверо четверых четверым четверыми",
    5: "пятеро пятерых пятерым пятерыми",
    6: "шестеро шестерых шестерым шестерыми",
    7: "семеро семерых семерым семерыми",
    8: "восемь восьми восемью восьмью восьмеро восьмерых восьмерым восьмерыми",
    9: "девятеро девятерых девятерым девятерыми",
    10: "десятеро десятерых десятерым десятерыми",
    40: "сорок сорока",
    50: "пятьдесят пятидесяти пятьюдесятью",
    60: "шестьдесят шестидесяти шестьюдесятью",
    70: "семьдесят семидесяти семьюдесятью",
    80: "восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью",
    90: "девяносто девяноста",
    100: "сто ста",
    150: "полтораста полутораста",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трехсот тремстам тремястами трехстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
}
HUNDREDS = {500: ("пять", "пяти", "пятью"), 600: ("шесть", "шести", "шестью"), 700: ("семь", "семи", "семью"),
            800: ("восемь", "восьми", "восемью"), 900: ("девять", "девяти", "девятью")}  # fmt: skip
WEAK = {
    0: "ноль нуль ноля нуля нолю нулю нолем нулем ноле нуле",
    1: "один одна одно одни одного одной одному одну одним одном одною одних одними однажды",
    2: "оба обе обоих обеих обоим обеим обоими обеими дважды пара пары паре пару парой вдвое",
    3: "трижды втрое",
}
ORDINALS = {
    4: "четверт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм", 9: "девят", 10: "десят", 11: "одиннадцат",
    12: "двенадцат", 13: "тринадцат", 14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат", 17: "семнадцат",
    18: "восемнадцат", 19: "девятнадцат",
    20: "двадцат", 30: "тридцат", 40: "сороков", 50: "пятидесят", 60: "шестидесят", 70: "семидесят", 80: "восьмидесят",
    90: "девяност", 100: "сот", 200: "двухсот", 300: "трехсот", 400: "четырехсот", 500: "пятисот", 600: "шестисот",
    700: "семисот", 800: "восьмисот", 900: "девятисот",
}  # fmt: skip
HARD = ["ый", "ой", "ая", "ое", "ого", "ому", "ым", "ом", "ую", "ою", "ые", "ых", "ыми"]
THIRD = [
    "третий",
    "третья",
    "третье",
    "третьего",
    "третьему",
    "третьим",
    "третьем",
    "третьей",
    "третью",
    "третьи",
    "третьих",
    "третьими",
]
MASCULINE = {"": "", "а": "", "у": "", "ом": "", "е": "", "ы": "ы", "ов": "ы", "ам": "ы", "ами": "ы", "ах": "ы"}
MONTHS = [
    "январ+",
    "феврал+",
    "март",
    "апрел+",
    "май",
    "июн+",
    "июл+",
    "август",
    "сентябр+",
    "октябр+",
    "ноябр+",
    "декабр+",
]
MONTH_CASES = {"+": "ь я ю ем е", "й": "й я ю ем е", "": "_ а у ом е"}

# The heads of compounds are genitives: тридцати-летний, двух-этажный, семнадцати-тысячный.
HEADS = {
    "двух": 2, "трех": 3, "четырех": 4, "восьми": 8, "сорока": 40, "пятидесяти": 50, "шестидесяти": 60,
    "семидесяти": 70, "восьмидесяти": 80, "девяносто": 90, "девяноста": 90, "сто": 100, "ста": 100, "двухсот": 200,
    "трехсот": 300, "четырехсот": 400,
    "пятисот": 500, "шестисот": 600, "семисот": 700, "восьмисот": 800, "девятисот": 900, "одно": 1,
} | {form[:-1] + "и": value for form, value in SOFT.items()}  # fmt: skip
TAILS = (
    "лет(?:н|и) процентн дневн месячн недельн часов минутн этажн кратн килограммов километров метров тонн градусн местн"
)
FACTORS = {"тысячн": 10**3, "миллионн": 10**6, "миллиардн": 10**9}
# At most five heads: "пятидесяти" can be split in two ways, and a long word of them must not be tried in all.
_HEAD = "|".join(sorted(HEADS, key=len, reverse=True))
_COMPOUND = re.compile(rf"((?:{_HEAD}){{1,5}})({'|'.join([*TAILS.split(), *FACTORS])})[а-я]{{1,4}}")
_HEADS = re.compile(_HEAD)
QUALIFIERS = {
    "almost": "почти, почти что, чуть ли не, без малого, близко к, почитай, практически, едва ли не",
    "about": (
        "около, примерно, приблизительно, порядка, где-то, где то, ориентировочно, округленно, плюс-минус, плюс минус"
    ),
    "over": "более, более чем, больше, больше чем, свыше, выше, сверх",
    "under": "менее, менее чем, меньше, меньше чем, ниже",
    "at-least": (
        "не менее, не менее чем, не меньше, не меньше чем, по меньшей мере, по крайней мере, как "
        "минимум, минимум, самое малое"
    ),
    "at-most": (
        "не более, не более чем, не больше, не больше чем, не свыше, до, вплоть до, максимум, как "
        "максимум, самое большее"
    ),
    "early": "в начале, начало, начала",
    "mid": "в середине, середина, середины",
    "late": "в конце, конец, конца",
    "perhaps": "возможно, вероятно, предположительно, по оценкам, может быть",
    "barely": "едва, еле",
    "almost-all": "почти все, почти всех, практически все, практически всех",
}
QUALIFIERS_AFTER = {
    "over": "с лишним, с чем-то",
    "just-over": "с небольшим",
    "about": "или около того",
    "at-least": "или более, или больше, и более, и больше",
    "at-most": "или менее, или меньше, и менее",
}
MODIFIERS = {
    "just": "чуть, немногим, немного, несколько, слегка",
    "well": "значительно, гораздо, намного, существенно, далеко, много, куда",
    "not": "не, вовсе не, далеко не",
}


def compound(form: str) -> Word | None:
    """тридцатилетний, двадцатипятилетие, семнадцатитысячный; not столетие, десятилетие: a century and a decade."""
    match = _COMPOUND.fullmatch(form) if len(form) < 60 else None
    if match is None or form.startswith(("столети", "десятилети")):
        return None
    value = sum(HEADS[head] for head in _HEADS.findall(match[1]))
    return Word("add", Decimal(value * FACTORS.get(match[2], 1)), ordinal=match[2] in FACTORS, weak=value == 1)


def words() -> dict[str, Word]:
    forms: dict[str, Word] = {}

    def add(form: str, value: int, **features: bool) -> None:
        room = 100 if value >= 100 and value % 100 == 0 else 10 if value in range(20, 100, 10) else 1
        forms.update(adding({form: value}, room, **features))

    for form, value in SOFT.items():
        for ending in "ьию":
            add(form[:-1] + (ending if ending != "ю" else "ью"), value, bound=form[:-1] + ending == "семю")
    for value, listed in IRREGULAR.items():
        for form in listed.split():
            add(form, value)
    for value, (nominative, genitive, instrumental) in HUNDREDS.items():
        for form in (
            nominative + "сот",
            genitive + "сот",
            genitive + "стам",
            instrumental + "стами",
            genitive + "стах",
        ):
            add(form, value)
    for value, listed in WEAK.items():
        for form in listed.split():
            add(form, value, weak=True)
    for ending in [*HARD, "ие"]:
        for value, stem in ORDINALS.items():
            add(stem + ending, value, ordinal=True, decade=20 <= value <= 90 and ending in ("ые", "ых", "ым", "ыми"))
        for value, stem in ((1, "перв"), (2, "втор")):
            add(stem + ending, value, ordinal=True, weak=True)
        for stem, factor in FACTORS.items():
            forms[stem + ending] = Word("scale", Decimal(factor), ordinal=True)
    for form in THIRD:
        add(form, 3, ordinal=True, weak=True)
    forms |= {form: Word("add", Decimal("1.5")) for form in ("полтора", "полторы", "полутора")}
    forms |= {
        form: Word("half", Decimal("0.5"), weak=True)
        for form in ["половина", "половины", "половине", "половину", "половиной"]
    }
    forms |= scales()
    for number, pattern in enumerate(MONTHS, 1):
        stem, kind = (pattern[:-1], pattern[-1]) if pattern[-1] in "+й" else (pattern, "")
        for case in MONTH_CASES[kind].split():
            forms[stem + case.strip("_")] = Word("month", Decimal(number), weak=True)
    return forms


def scales() -> dict[str, Word]:
    """Thousands and more, tens and hundreds as nouns: what their plurals say when nothing counts them is vague."""
    forms: dict[str, Word] = {}
    thousands = {"тысяча": "", "тысяче": "", "тысячу": "", "тысячей": "", "тысячью": "", "тысячи": "тысячи",
                 "тысяч": "тысячи", "тысячам": "тысячи", "тысячами": "тысячи", "тысячах": "тысячи"}  # fmt: skip
    for form, lemma in thousands.items():
        forms[form] = Word("scale", Decimal(1000), lemma=lemma, either=form == "тысячи")
    for stem, value in (("миллион", 10**6), ("миллиард", 10**9), ("триллион", 10**12)):
        for ending, plural in MASCULINE.items():
            forms[stem + ending] = Word("scale", Decimal(value), lemma=plural and stem + "ы")
            if value == 10**6 and not plural:
                forms["пол" + stem + ending] = Word("add", Decimal(value // 2))
    for form, value in (("тыс", 10**3), ("млн", 10**6), ("млрд", 10**9), ("трлн", 10**12)):
        forms[form] = Word("scale", Decimal(value), bound=True)
    for stem, value, counted, plural in (
        ("сотн", 100, "а у е ей", "и ям ями ях"),
        ("дюжин", 12, "а у е ой", "ы ам ами ах"),
    ):
        forms |= {stem + ending: Word("dozen", Decimal(value)) for ending in counted.split()}
        for ending in plural.split():
            forms[stem + ending] = Word("dozen", Decimal(value), lemma=stem + plural[0], either=len(ending) == 1)
    forms["сотен"] = Word("dozen", Decimal(100), lemma="сотни")
    forms["дюжин"] = Word("dozen", Decimal(12), lemma="дюжины")
    forms |= {form: Word("dozen", Decimal(10)) for form in ("десяток", "десятка", "десятку", "десятком", "десятке")}
    forms |= {
        form: Word("dozen", Decimal(10), lemma="десятки")
        for form in ["десятки", "десятков", "десяткам", "десятками", "десятках"]
    }
    forms |= {form: Word("vague", Decimal(0), lemma="сотни") for form in ("сот",)}
    forms |= {form: Word("add", Decimal(50)) for form in ("полсотни", "полусотни")}
    return forms


LANGUAGE = Language(
    code="ru",
    words=words(),
    compound=compound,
    groups=" \u00a0\u202f\u2009",
    decimals=",.",
    digits_after_scale=True,
    half_gap=r"\s+с\s+",
    of_gap=r"\s+",
    month_year=r"\s+(?:месяца?\s+)?",
    several=r"нескольк(?:о|их|им|ими)\s+|мног(?:о|их|ие)\s+",
    several_lemmas={10: "десятки", 100: "сотни", 1000: "тысячи", 10**6: "миллионы", 10**9: "миллиарды"},
    ending=r"[-\u2010\u2011](?:е?го|о?го|о?му|[иы]?ми|[еёо]й|[ыои]м|[иы]х|[иы]й|ти|ть|мя|ью|ух|[её]х|ая|ую|ое|ые|ою|й|я|е|м|х|ю|и)(?![^\W_])",
    decade=r"[-\u2010\u2011](?:ые|ых|ым|ыми|ми|е|х)(?![^\W_])",
    percent=r"\s?%|(?:\s|[-\u2010\u2011])процент(?:а|у|ом|е|ы|ов|ам|ами|ах)?(?![^\W_])",
    tails={"тыс": 10**3, "млн": 10**6, "млрд": 10**9, "трлн": 10**12},
    day_dot_time=True,
    qualifiers=by_phrase(QUALIFIERS),
    qualifiers_after=by_phrase(QUALIFIERS_AFTER),
    modifiers=by_phrase(MODIFIERS),
    not_of_dates=frozenset(("до", "вплоть до", "выше", "ниже")),
)
