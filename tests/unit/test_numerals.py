"""Numbers, dates and ranges are read in three languages, and what only looks like one is left alone."""

import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from num2words import num2words

from ledger.languages import UnknownLanguage
from ledger.numerals import Mention, find_mentions, number_like

PLUGINS = Path(__file__).parents[2] / "plugins"

# What is written: the mentions in it, each as its text and its readings. A number is written as itself, the rest as
# kind and value; "~" before the text says that it is weak.
ENGLISH = {
    "detained 42 people": "42=42",
    "In 1996 and 1997": "1996=1996,date 1996 | 1997=1997,date 1997",
    "in 2019 607 citizens": "2019=2019,date 2019 | 607=607",
    "17,000 rounds": "17,000=17000",
    "17\u00a0000 or 17\u202f000 or 17\u2009000": "17\u00a0000=17000 | 17\u202f000=17000 | 17\u2009000=17000",
    "17 thousand": "17 thousand=17000",
    "seventeen thousand": "seventeen thousand=17000",
    "1.5 million and $1.5bn": "1.5 million=1500000 | $1.5bn=1500000000 USD",
    "twenty-one, twenty\u2011one, twenty one": "twenty-one=21 | twenty\u2011one=21 | twenty one=21",
    "two hundred and five": "two hundred and five=205",
    "two hundred and five thousand": "two hundred and five thousand=205000",
    "between two hundred and five hundred": "two hundred=200 | five hundred=500",
    "a thousand and two thousand": "a thousand=1000 | two thousand=2000",
    "a thousand, two of them": "a thousand=1000 | two=2",
    "a hundred of an hour": "a hundred=100",
    "one hundred, one thousand": "one hundred=100 | one thousand=1000",
    "two three": "two=2 | three=3",
    "nineteen ninety-two": "nineteen ninety-two=1992,date 1992",
    "twenty nineteen": "twenty nineteen=2019,date 2019",
    "the 30th, the thirtieth, 30-year, thirty-year-old": "30th=30 | thirtieth=30 | 30=30 | thirty=30",
    "the fourth and the twenty-first": "fourth=4 | twenty-first=21",
    "two dozen, half a dozen, half a million": "two dozen=24 | half a dozen=6 | half a million=500000",
    "two and a half million": "two and a half million=2500000",
    "tenfold": "tenfold=10",
    "$5, US$5, 5 €": "$5=5 USD | US$5=5 USD | 5 €=5 EUR",
    "5 %, 5%, five per cent, five percent": "5 %=5 % | 5%=5 % | five per cent=5 % | five percent=5 %",
    "at 14:30, at 2:30 pm, at 9 a.m.": "14:30=time 14:30 | 2:30 pm=time 14:30 | 9 a.m=time 09:00",
    "−5 and -3": "−5=-5 | -3=-3",
    "12kg": "12=12",
    "scores of them, dozens, hundreds": "scores=vague scores | dozens=vague dozens | hundreds=vague hundreds",
    "a score": "a score=20",
    "tens of thousands": "tens of thousands=vague tens of thousands",
    "several hundred, a few thousand": "several hundred=vague hundreds | a few thousand=vague thousands",
    "two-thirds, three quarters": "two-thirds=0.6666666666666666666666666667,vague two-thirds"
    " | three quarters=0.75,vague three-quarters",
    "13 July 1992": "13 July 1992=date 1992-07-13",
    "July 13, 1992": "July 13, 1992=date 1992-07-13",
    "13th of July": "13th of July=date --07-13",
    "the first of July": "first of July=date --07-01",
    "July 13, 42 people": "July 13=date --07-13 | 42=42",
    "January, 2019": "January, 2019=date 2019-01",
    "February of 2021": "February of 2021=date 2021-02",
    "Feb. 5, May 5": "Feb. 5=date --02-05 | May 5=date --05-05",
    "In July 17 thousand came": "17 thousand=17000",
    "31 June": "31=31",
    "22-23 February 1992": "22-23 February 1992=date 1992-02-22/1992-02-23",
    "February 22–23, 1992": "February 22–23, 1992=date 1992-02-22/1992-02-23",
    "28 February – 2 March 1992": "28 February – 2 March 1992=date 1992-02-28/1992-03-02",
    "July–August 2019": "July–August 2019=date 2019-07/2019-08",
    "1992-07-13": "1992-07-13=date 1992-07-13",
    "13.07.1992": "13.07.1992=date 1992-07-13",
    "04/07/1992": "04/07/1992=date 1992-07-04,date 1992-04-07",
    "2019-01": "2019-01=date 2019-01",
    "1990s, mid-1990s, the nineties": "1990s=1990,date 199X | 1990s=1990,date 199X | nineties=90,date 199X",
    "1996–97": "1996–97=date 1996/1997",
    "1996—1997": "1996—1997=date 1996/1997,range 1996 1997",
    "2001-02": "2001-02=date 2001/2002,date 2001-02",
    "10–12, 10-12, 10−12": "10–12=range 10 12 | 10-12=range 10 12 | 10−12=range 10 12",
    "10–12 million, $5–7": "10–12 million=range 10000000 12000000 | $5–7=range 5 7 USD",
    "in 1996 – 22 people": "1996=1996,date 1996 | 22=22",
    "12-34-56": "12=12 | 34=34 | 56=56",
    "_607_ citizens": "607=607",
    "agents—22 of them": "22=22",
}
RUSSIAN = {
    "17 000, 17\u00a0000, 17 тысяч, 17 тыс. и семнадцать тысяч": "17 000=17000 | 17\u00a0000=17000 | 17 тысяч=17000"
    " | 17 тыс=17000 | семнадцать тысяч=17000",
    "в 2019 607 граждан": "2019=2019,date 2019 | 607=607",
    "2,5 млн и 2,5 %": "2,5 млн=2500000 | 2,5 %=2.5 %",
    "тысяча девятьсот девяносто второго": "тысяча девятьсот девяносто второго=1992,date 1992",
    "пятисот сорока двух, пятьюстами": "пятисот сорока двух=542 | пятьюстами=500",
    "двое, пятерых, четвёртый, четвертого": "двое=2 | пятерых=5 | четвёртый=4 | четвертого=4",
    "двадцать первый": "двадцать первый=21",
    "полтора миллиона, два с половиной миллиона": "полтора миллиона=1500000 | два с половиной миллиона=2500000",
    "2 тысячи 607, 1 млн 200 тыс.": "2 тысячи 607=2607 | 1 млн 200 тыс=1200000",
    "с семью тысячами, но семью спасли": "семью тысячами=7000",
    "тридцатилетие, тридцатилетний": "тридцатилетие=30 | тридцатилетний=30",
    "двадцатипятилетия, семнадцатитысячный": "двадцатипятилетия=25 | семнадцатитысячный=17000",
    "30-летие, 30-летний, 13-го": "30=30 | 30=30 | 13-го=13",
    "90-х, 1990-е, девяностые": "90-х=90,date 199X | 1990-е=1990,date 199X | девяностые=90,date 199X",
    "десятки, сотнями": "десятки=vague десятки | сотнями=vague сотни",
    "десятками тысяч": "десятками тысяч=vague десятки тысяч",
    "тысячи людей": "тысячи=vague тысячи,1000",
    "несколько сотен": "несколько сотен=vague сотни",
    "две сотни, три десятка": "две сотни=200 | три десятка=30",
    "13 июля 1992 года": "13 июля 1992=date 1992-07-13",
    "первое июля, 13-го июля": "первое июля=date --07-01 | 13-го июля=date --07-13",
    "в январе 2019 года": "январе 2019=date 2019-01",
    "22–23 февраля": "22–23 февраля=date --02-22/--02-23",
    "два-три, двух-трёх тысяч": "два-три=range 2 3 | двух-трёх тысяч=range 2000 3000",
    "в 1996–1997 годах": "1996–1997=date 1996/1997,range 1996 1997",
    "5 процентов, 5 ₸": "5 процентов=5 % | 5 ₸=5 KZT",
    "в 14.30": "14.30=14.30,time 14:30",
    "и\u0306 девяти": "девяти=9",
    "семи\u0301": "",
}
KAZAKH = {
    "он жеті мың, 17 мыңнан": "он жеті мың=17000 | 17 мыңнан=17000",
    "17 000, 2,5 млн": "17 000=17000 | 2,5 млн=2500000",
    "он бір, жиырма бірге, екі жүз.": "он бір=11 | жиырма бірге=21 | екі жүз=200",
    "мың тоғыз жүз тоқсан екі": "мың тоғыз жүз тоқсан екі=1992,date 1992",
    "отызға, елуден, алтауы": "отызға=30 | елуден=50 | алтауы=6",
    "700-ге, 30-шы, отызыншы, төртінші": "700-ге=700 | 30-шы=30 | отызыншы=30 | төртінші=4",
    "30 жылдық, отыз жылдық": "30=30 | отыз=30",
    "ондаған, жүздеген, ондаған мың": "ондаған=vague ондаған | жүздеген=vague жүздеген | ондаған мың=vague ондаған мың",
    "бірнеше жүз адам": "бірнеше жүз=vague жүздеген",
    "екі жарым мың, жарты миллион": "екі жарым мың=2500 | жарты миллион=500000",
    "1992 жылы": "1992=1992,date 1992",
    "1992 жылғы 13 шілдеде": "1992 жылғы 13 шілдеде=date 1992-07-13",
    "2019 жылдың қаңтарында": "2019 жылдың қаңтарында=date 2019-01",
    "13 шілде, шілденің 13-і": "13 шілде=date --07-13 | шілденің 13-і=date --07-13",
    "22–23 ақпан": "22–23 ақпан=date --02-22/--02-23",
    "1990-жылдары": "1990=1990,date 199X",
    "бес-алты": "бес-алты=range 5 6",
    "бес пайызы": "бес пайызы=5 %",
    "жүз адам, жүзге жуық": "жүз=100 | жүзге=100",
}
TABLES = [(lang, *row) for lang, rows in (("en", ENGLISH), ("ru", RUSSIAN), ("kk", KAZAKH)) for row in rows.items()]

FREE = {
    "en": [
        "C-295, C\u2011295, A4, MH17, x86, Mi-8, T-34-85, 3D, 5G, 4x4 are names.",
        "Version 1.2.3, v1.2, 127.0.0.1, https://a.example/2019/07, www.a.example/5, a.example/2019.",
        "Write to me1@x2.example, in #112233 or #fff.",
        "No one knew, someone said, one of the first waited, and once or twice both turned. The second was half full.",
        "They may march on; in August the scores were read, the seconds passed, and May came.",
        "Often tense, they weigh the height of freight; the tent attends, alone on the phone. A pair, zero, third.",
    ],
    "ru": [
        "Ту-154 и Ил-76, XXI век; семью спасли, стоит пятница, восток и шестерня, семинар окончен.",
        "Один из первых; вторая и третья; оба, обе, пара, половина, дважды, ноль; столетие, десятилетия.",
        "В марте и в мае, в июле, с января.",
    ],
    "kk": [
        "Ол онда болды, оның үйі, онымен бірге, соған үшін; біреу, бірнеше, бірақ.",
        "Ондай, бірдей, алтын, бесік, онлайн.",
        "Іс жүзінде, Ұлы жүз, Орта жүз; бірінші тоқсан; бірінші, екінші, жарты, екеуі.",
        "Шілдеде, наурыз айы, қазанда.",
    ],
}


def shown(mention: Mention) -> str:
    """A mention as the tables above write it."""
    readings = []
    for reading in mention.readings:
        kind = "" if reading.kind == "number" else f"{reading.kind} "
        value = reading.value
        parts = value if isinstance(value, tuple) else (value,)
        text = " ".join(f"{part.normalize():f}" if isinstance(part, Decimal) else part for part in parts)
        readings.append(f"{kind}{text} {reading.unit}".rstrip())
    return f"{'~' * mention.weak}{mention.text}={','.join(readings)}"


def written_words(lang: str) -> Iterator[tuple[int, str]]:
    """Primes up to 20,000, and numbers with a form of their own, in the words of num2words."""
    primes = [n for n in range(2, 20_001) if all(n % d for d in range(2, int(n**0.5) + 1))]
    key = {"kk": "kz"}.get(lang, lang)
    for number in [*primes, 1, 200, 1000, 100_000, 123_456, 1_000_000, 2_000_005, 999_999_999]:
        yield number, num2words(number, lang=key)
        # Its Kazakh has no ordinals, and its Russian ones are wrong from 10,000 on ("десятый тысяч седьмой").
        if lang == "en" or (lang == "ru" and number < 10_000):
            yield number, num2words(number, lang=key, to="ordinal")


@pytest.mark.parametrize(("lang", "text", "expected"), TABLES)
def test_what_is_read(lang: str, text: str, expected: str) -> None:
    """Every spelling gives its mentions, whole, with all their readings, and nothing else."""
    expected = expected.replace("14.30=14.30", "14.30=14.3")  # the tables keep what is written
    assert " | ".join(map(shown, find_mentions(text, lang))) == expected


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in FREE.items() for text in texts])
def test_what_is_no_number(lang: str, text: str) -> None:
    """Names, addresses, weak words and words that look alike are left alone."""
    assert [mention.text for mention in find_mentions(text, lang)] == []


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "en",
            "one, first, once, both, half, July",
            "~one=1 | ~first=1 | ~once=1 | ~both=2 | ~half=0.5 | ~July=date --07",
        ),
        ("en", "no one, someone, may, May, one another", ""),
        ("en", "twenty-one and the first", "twenty-one=21 | ~first=1"),
        ("ru", "один, второй, оба, в июле", "~один=1 | ~второй=2 | ~оба=2 | ~июле=date --07"),
        ("kk", "бірдей, бірге, оның, онымен, бірнеше", ""),
        ("kk", "бір, екінші, жарты, шілдеде", "~бір=1 | ~екінші=2 | ~жарты=0.5 | ~шілдеде=date --07"),
    ],
)
def test_weak_mentions(lang: str, text: str, expected: str) -> None:
    """They are found where they are asked for, and only there."""
    assert " | ".join(map(shown, find_mentions(text, lang, weak=True))) == expected
    assert not any(mention.weak for mention in find_mentions(text, lang))


def test_names() -> None:
    """Inside an exact phrase nothing is a number; a longer number or word is not that phrase."""
    text = "Sprint 1, Sprint\n1, Sprint 12, Sprint 1.5, Boeing 737 and Boeing 737-800."
    found = find_mentions(text, "en", names=["Sprint 1", "Boeing 737"])
    assert [mention.text for mention in found] == ["12", "1.5", "737-800"]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_words_of_another_library(lang: str) -> None:
    """What num2words writes is read back as the same number, whole."""
    wrong = []
    for number, words in written_words(lang):
        found = find_mentions(words, lang, weak=True)
        if [(m.text, m.readings[0].value) for m in found] != [(words, Decimal(number))]:
            wrong.append((number, words, found))
    assert wrong == []


@pytest.mark.parametrize(("lang", "text", "expected"), TABLES)
def test_marks_reach_every_mention(lang: str, text: str, expected: str) -> None:
    """`number_like` ends a token within every mention, weak ones too."""
    ends = [match.end() for match in number_like(text, lang)]
    for mention in find_mentions(text, lang, weak=True):
        assert any(mention.start < end <= mention.end for end in ends), mention


def test_marks_in_raw_source() -> None:
    """Emphasis and underscores part no number from its mark."""
    assert [match[0] for match in number_like("_607_ **two** [x](fact:y) 17,000", "en")] == ["607", "two", "17", "000"]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize(
    "piece",
    [
        "1", "two ", "two hundred and ", "twenty-", "1,111", "1.1", "10-", "1/", "1:11", "a1-", "a.a", "x-", "a.b/",
        "half a ", "hundreds of ", "one million, ", "July ", "5 July 1992 – ", "пятидесяти", "тысяча ", "мың ", "жүз ",
        "$", " ", "(", "a\u0301",
    ],
)  # fmt: skip
def test_hostile_text_takes_linear_time(lang: str, piece: str) -> None:
    """100,000 characters take well under a second; a reader that goes back and forth would take minutes."""
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    find_mentions(text, lang, weak=True)
    list(number_like(text, lang))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("address", ["a" * 100_000 + "@", "http://" * 15_000, "0" * 100_000 + "."])
def test_hostile_addresses_take_linear_time(address: str) -> None:
    """Nor do the patterns of addresses go back and forth."""
    start = time.process_time()
    find_mentions(address, "en", names=["a a"])
    assert time.process_time() - start < 5


def test_a_page_takes_milliseconds() -> None:
    """500 English words take about 1 ms; the bound leaves room for a busy machine."""
    text = "They detained 42 people in July 2019 and seized almost seventeen thousand rounds of ammunition. " * 33
    find_mentions(text, "en")
    start = time.process_time()
    for _ in range(10):
        find_mentions(text, "en")
    assert (time.process_time() - start) / 10 < 0.02


def test_english_loads_no_other_language() -> None:
    """Reading English loads neither the tables of the others nor num2words."""
    code = (
        "import sys, types; package = types.ModuleType('ledger'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['ledger'] = package\n"
        "from ledger.numerals import find_mentions; find_mentions('two', 'en')\n"
        "print([name for name in sys.modules if name.endswith(('.ru', '.kk')) or name.startswith('num2words')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(PLUGINS / "ledger")], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_unknown_language() -> None:
    """The message names the languages that are read; a region says nothing about numbers."""
    with pytest.raises(UnknownLanguage) as refused:
        find_mentions("zwei", "de")
    assert str(refused.value) == "no numbers are read in 'de'; known languages: en, kk, ru"
    assert find_mentions("two", "en-GB") == find_mentions("two", "en")
