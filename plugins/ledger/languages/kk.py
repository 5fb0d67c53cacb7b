"""Kazakh: its number words with their case endings, months and qualifiers, in Cyrillic script.

"жүз" is 100, but also a horde, a face, and a verb: bare, it counts beside a number word or before another word, never
after Ұлы, Орта or Кіші; its possessive forms ("іс жүзінде", in practice) are left out. "бірге" (together), "бірден"
(at once) and their like count only behind a number word.
"""

from decimal import Decimal

from . import Language, Word, by_phrase

CARDINALS = {
    "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6, "жеті": 7, "сегіз": 8, "тоғыз": 9, "он": 10,
    "жиырма": 20, "отыз": 30,
    "қырық": 40, "елу": 50, "алпыс": 60, "жетпіс": 70, "сексен": 80, "тоқсан": 90, "бір": 1, "нөл": 0,
}  # fmt: skip
COLLECTIVES = {"үшеу": 3, "төртеу": 4, "бесеу": 5, "алтау": 6, "жетеу": 7}
ORDINALS = {
    "төртінші": 4, "бесінші": 5, "алтыншы": 6, "жетінші": 7, "сегізінші": 8, "тоғызыншы": 9, "оныншы": 10,
    "жиырмасыншы": 20,
    "отызыншы": 30, "қырқыншы": 40, "қырығыншы": 40, "елуінші": 50, "алпысыншы": 60, "жетпісінші": 70, "сексенінші": 80,
    "тоқсаныншы": 90,
}  # fmt: skip
WEAK_ORDINALS = {"бірінші": 1, "алғашқы": 1, "екінші": 2, "үшінші": 3}
SCALES = {"мың": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}
VAGUE = {"ондаған": 10, "жүздеген": 100, "мыңдаған": 10**3, "миллиондаған": 10**6, "миллиардтаған": 10**9}
MONTHS = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
]
NEVER = {"онда", "үшін", "бірі", "бірін", "ондай", "бірдей"}  # there, for, one of them, such, the same
ONLY_BEHIND = {"бірге", "бірде", "бірден", "бірдің"}
CASES = {  # by the last sound; a is back, е is front: genitive, dative, accusative, locative, ablative, instrumental
    "vowel": ("н{y}ң", "ғ{a}", "н{y}", "д{a}", "д{a}н", "мен"),
    "voiced": ("д{y}ң", "ғ{a}", "д{y}", "д{a}", "д{a}н", "мен"),
    "nasal": ("н{y}ң", "ғ{a}", "д{y}", "д{a}", "н{a}н", "мен"),
    "hissing": ("д{y}ң", "ғ{a}", "д{y}", "д{a}", "д{a}н", "бен"),
    "voiceless": ("т{y}ң", "қ{a}", "т{y}", "т{a}", "т{a}н", "пен"),
}
POSSESSED = ("", "н{y}ң", "н{a}", "н", "нд{a}", "н{a}н", "мен")
QUALIFIERS = {
    "about": "шамамен, шамамен алғанда, жуықтап, жуықтап алғанда, шамалап, болжамды",
    "at-least": "кемінде, кем дегенде, ең кемі, ең аз дегенде, аз дегенде, ең кем дегенде",
    "at-most": "көп дегенде, ең көбі, ең көп дегенде, әрі кеткенде, әрі кетсе",
    "perhaps": "мүмкін, бәлкім",
}
QUALIFIERS_AFTER = {
    "almost": "жуық, жуықтап, дерлік, таяу, тарта, таман",
    "about": "шақты, қаралы, шамасында, шамалы, айналасында, шамасы",
    "over": "астам, артық, аса, көп, асатын, асты",
    "just-over": "сәл астам, сәл артық, сәл көп",
    "well-over": "әлдеқайда көп",
    "under": "аз, кем, жетпейтін, жетпей",
    "just-under": "сәл аз, сәл кем",
    "at-least": "кем емес, аз емес, бастап",
    "at-most": "артық емес, көп емес, аспайтын, аспайды, дейін",
}


def endings(stem: str) -> tuple[list[str], list[str]]:
    """The case forms of a stem and its approximate, and those of its third-person possessive; not the stem."""
    last = stem[-1]
    front = next((letter in "еіөүә" for letter in reversed(stem) if letter in "еіөүәаыоұ"), False)
    sound = "vowel" if last in "аеыі" else "nasal" if last in "мнң" else "hissing" if last in "зж" else "voiced"
    if last in "птксшқф":
        sound = "voiceless"
    a, y = ("е", "і") if front else ("а", "ы")
    cases = [form.format(a=a, y=y) for form in CASES[sound]]
    if front:
        cases[1] = {"ғе": "ге", "қе": "ке"}[cases[1]]
    owner = ("с" if sound == "vowel" else "") + y
    soft = {"қ": "ғ", "к": "г", "п": "б"}.get(last, last)
    about = ("т" if sound == "voiceless" else "д") + a + "й"  # "елудей", some fifty
    return [stem + case for case in (*cases, about)], [
        stem[:-1] + soft + owner + case.format(a=a, y=y) for case in POSSESSED
    ]


def words() -> dict[str, Word]:
    forms: dict[str, Word] = {}

    def add(stem: str, word: Word, possessed: Word | None = None) -> None:
        cases, own = endings(stem)
        forms.update(dict.fromkeys((stem, *cases), word))
        if possessed:
            forms.update({form: possessed for form in own if form not in forms})

    for stem, value in CARDINALS.items():
        room = 10 if value >= 10 else 1
        word = Word("add", Decimal(value), room, weak=value < 2)
        own = None if stem == "он" else Word("add", Decimal(value), room, weak=value < 2, bound=True)
        add(stem, word, own)  # "онымен" is "with him"
    for stem, value in COLLECTIVES.items():
        add(stem, Word("add", Decimal(value)), Word("add", Decimal(value)))
    for stem, value in (ORDINALS | WEAK_ORDINALS).items():
        word = Word("add", Decimal(value), ordinal=True, weak=stem in WEAK_ORDINALS)
        add(stem, word, word)
    for stem in ("екеу", "қос", "жұп", "пар"):
        add(stem, Word("add", Decimal(2), weak=True), Word("add", Decimal(2), weak=True))
    half = Word("half", Decimal("0.5"), weak=True)
    add("жарты", half, half)
    add("жарым", half, half)
    add("жүз", Word("hundred", Decimal(100)))
    add("жүзінші", Word("hundred", Decimal(100), ordinal=True))
    for stem, value in SCALES.items():
        add(stem, Word("scale", Decimal(value)), Word("scale", Decimal(value)))
        add(stem + "ыншы", Word("scale", Decimal(value), ordinal=True))
    for form, value in (("млн", 10**6), ("млрд", 10**9), ("трлн", 10**12)):
        forms[form] = Word("scale", Decimal(value), bound=True)
    for stem in VAGUE:
        add(stem, Word("vague", Decimal(0), lemma=stem))
    for number, stem in enumerate(MONTHS, 1):
        add(stem, Word("month", Decimal(number), weak=True), Word("month", Decimal(number), weak=True))
    bound = {form: Word("add", Decimal(1), bound=True) for form in ONLY_BEHIND}
    return {form: word for form, word in (forms | bound).items() if form not in NEVER}


_CASE = r"н[ыі]ң|д[ыі]ң|т[ыі]ң|ғ[а]|г[е]|қа|ке|н[ае]|н[ыі]|д[ыі]|т[ыі]|[дт][ае]н?|н[ае]н|[мбп]ен"
_HYPHEN = r"[-\u2010\u2011]"

LANGUAGE = Language(
    code="kk",
    words=words(),
    groups=" \u00a0\u202f\u2009",
    decimals=",.",
    digits_after_scale=True,
    half_gap=r"\s+",
    half_of_gap=r"\s+",
    of_gap=r"\s+",
    day_month=rf"\s+|{_HYPHEN}",
    month_day=r"\s+(?:айының\s+)?",
    year_month=r"\s+(?:жылғы|жылдың|жылы|жылдағы|ж\.)\s+",
    several=r"бірнеше\s+|талай\s+|көптеген\s+",
    several_lemmas={value: stem for stem, value in VAGUE.items()},
    ending=rf"{_HYPHEN}(?:(?:[ыі]?нш[ыі]|ш[ыі])(?:с[ыі])?(?:н?д?[ае]?н?|{_CASE})|с?[ыі](?:н[ыі]ң|н[ае]|н|нд[ае]|н[ае]н|мен)?|{_CASE})(?![^\W_])",
    decade=rf"(?:{_HYPHEN}(?:[ыі]?нш[ыі]|ш[ыі]))?(?=(?:\s|{_HYPHEN})жылдар)",
    percent=r"\s?%|(?:\s|[-\u2010\u2011])(?:пайыз|процент)(?:[а-яәғқңөұүһі]{1,5})?(?![^\W_])",
    tails={"млн": 10**6, "млрд": 10**9, "трлн": 10**12},
    day_dot_time=True,
    contexts={
        "жүз": (r"(?<!\bұлы\s)(?<!\bорта\s)(?<!\bкіші\s)\Z", r"(?=\s[^\W\d_]|\s?%)"),  # a word follows
        "тоқсан": (r"(?<!нші\s)(?<!ншы\s)(?<!-ші\s)(?<!-шы\s)(?<![IVX]\s)\Z", r""),
        "тоқсанда": (r"(?<!нші\s)(?<!ншы\s)(?<!-ші\s)(?<!-шы\s)(?<![IVX]\s)\Z", r""),
    },
    qualifiers=by_phrase(QUALIFIERS),
    qualifiers_after=by_phrase(QUALIFIERS_AFTER),
    not_of_dates=frozenset(("дейін", "бастап", "көп", "аз", "кем", "таяу", "таман", "артық", "аса")),
    # Without an ablative before them they belong to what follows: "15 аса қауіпті топ", fifteen very dangerous groups.
    after_endings=dict.fromkeys(
        ("артық", "аса", "көп", "аз", "кем", "сәл артық", "сәл көп", "сәл аз", "сәл кем", "әлдеқайда көп"),
        r"[дтн][ае]н\s*\Z",
    ),
    # "1500 адамнан астам", "700 қаруға жуық": the counted noun, in the ablative or the dative, comes first.
    after_noun=r"\s+(?:[^\W\d_]{1,30}\s+)?(?:[^\W\d_]{1,30}-)?[^\W\d_]{1,30}(?:[дтн][ае]н|[ғгқкн][ае])(?=\s)",
    about_ending=rf"{_HYPHEN}?[дт][ае]й",
)
