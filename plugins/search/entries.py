"""What search finds: the pages by their sections, the facts of the ledger, the graphics, in words alone.

Each is (address, language, kind, title, sections), a section (fragment, heading, text, said), where `said` is who says
what stands in the text: (from which letter on, their names), and "" for what nobody is named for. The first of a page's
sections is its opening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from blocks import BORDER
from graphics.model import Graphic
from ledger import Fact, Ledger, Speaker, primary
from ledger.wording import date, inline_html
from pictures import as_plain_text

Said = tuple[int, str]
Section = tuple[str, str, str, list[Said]]
Entry = tuple[str, str, str, str, list[Section]]

DEEPEST = 3  # the level of headings that open a section of their own
_REFERENCE = re.compile(r'<a [^>]*class="note-ref".*?</a>', re.S)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>"
)
_ITEM_END = re.compile(r"</(?:li|dt|td|th)>")
_STOPS = ".!?…:;”»)"
BETWEEN = " · "  # items that no full stop parts
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_SPACE = re.compile(r"[ \t\r\n]+")  # no-break spaces stay
_SET = re.compile(r"""["'`“”\\]|--|\.\.\.|\. \. \.""")  # what typesetting changes more in than spaces


def words(html: str, language: str) -> str:
    """The words of a piece of HTML with their quotes and dashes as pages set them, spaces made one.

    >>> words("<p>A <em>b</em>us</p><ul><li>&amp; c</li><li>d</li></ul>", "en")
    'A bus & c · d'
    """
    text = unescape(_TAG.sub(" ", _INLINE.sub("", _ITEM_END.sub(BETWEEN, html))))
    return plain(text.strip().removesuffix(BETWEEN.strip()), language)


def plain(text: Any, language: str) -> str:
    """Plain words set likewise."""
    text = _SPACE.sub(" ", str(text)).strip()
    return as_plain_text(text, language) if _SET.search(text) else text


def sections(content: Any, place: str = "") -> list[Section]:
    """The sections of a page or article: its opening, then one for each heading, with the notes of its blocks.

    place: what the place of an operation is called.
    """
    language = content.lang
    pieces = (content._content or "").split(BORDER)[1:]
    outline = content.outline
    notes = {each.id: html for each, html in zip(outline, pieces, strict=True) if each.kind == "note"}
    where = f"{place}: {content.place}." if getattr(content, "place", "") else ""
    about = (where, getattr(content, "standfirst", "") or content.summary)
    found: list[tuple[str, str, list[tuple[str, str]]]] = [("", "", [(plain(each, language), "") for each in about])]
    said = ""
    for each, html in zip(outline, pieces, strict=True):
        if each.kind == "heading" and each.level <= DEEPEST:
            found.append((each.id, words(html, language), []))
            said = "" if each.level == 2 else said
        elif each.kind not in ("note", "graphic"):
            said = names(each.speakers, language) or said  # as on the page: until another speaks
            found[-1][2].append((words(_REFERENCE.sub("", html), language), said))
        for key, _ in each.notes:
            own = (slip.citation.fact for slip in each.slips if f'"{slip.citation.cite}"' in notes[key])
            found[-1][2].append((words(notes[key], language), names((fact.speaker for fact in own), language)))
    return [(fragment, heading, *attributed(texts)) for fragment, heading, texts in found]


def names(speakers: Iterable[Speaker], language: str) -> str:
    """The names of those who say something."""
    return "; ".join(dict.fromkeys(plain(each.name, language) for each in speakers))


def attributed(texts: Iterable[tuple[str, str]]) -> tuple[str, list[Said]]:
    """Texts as one, and who says which part of it.

    >>> attributed([("A bus.", ""), ("A night.", "Ann"), ("One.", "Ann")])
    ('A bus. A night. One.', [(7, 'Ann')])
    """
    whole, said = "", list[Said]()
    for text, who in texts:
        whole = joined((whole, text))
        if text and who != (said[-1][1] if said else ""):
            said.append((len(whole) - len(text), who))
    return whole, said


def joined(texts: Iterable[str]) -> str:
    """Texts as one, with a mark where one of them has no full stop of its own.

    >>> joined(["A place", "", "A bus.", "A night."])
    'A place · A bus. A night.'
    """
    whole = ""
    for text in filter(None, texts):
        between = " " if not whole or whole[-1] in _STOPS else BETWEEN
        whole += between + text
    return whole.strip()


def page(content: Any, place: str = "") -> Entry:
    """A page or article that somebody wrote. place: what the place of an operation is called."""
    language = primary(content.lang)
    return content.save_as, language, content.template, plain(content.title, language), sections(content, place)


def made(page: Any) -> Entry:
    """A page that is made: its title, and what it says of itself."""
    language = primary(page.lang)
    text = plain(page.summary, language)
    return page.save_as, language, "page", plain(page.title, language), [("", "", text, [])]


def graphic(page: Any, alternatives: Iterable[str]) -> Entry:
    """A graphic on its page: title, descriptions, labels and notes. alternatives: how texts describe it."""
    one: Graphic = page.graphic
    language = primary(one.language)
    notes = (words(inline_html(note), language) for note in one.notes)
    said = [page.summary, *alternatives, *notes, *(row_words(row) for row in one.rows), one.source]
    text = ". ".join(plain(each, language).rstrip(".") for each in dict.fromkeys(map(str, said)) if each)
    return page.save_as, language, "graphic", plain(page.title, language), [("", "", f"{text}." if text else "", [])]


def row_words(row: Any) -> str:
    """A row of a graphic's data: what it is about, when, and the facts that it shows."""
    facts = ", ".join(dict.fromkeys(fact.wording for fact in row.facts))
    return ": ".join(filter(None, (row.label, row.dates, facts)))


def fact(one: Fact, address: str, tag: str) -> Entry:
    """A fact at its place in the ledger's page. tag: the language that its dates are written in, such as en-GB."""
    language = primary(one.language)
    about = ", ".join(filter(None, (one.period, date(one.time, tag) if one.time else "", one.place)))
    label = f"{one.label} ({about})." if about else f"{one.label}."
    said = f"{', '.join(filter(None, (one.speaker.name, one.where)))}."
    text = " ".join(filter(None, (plain(label, language), words(one.note_html, language), plain(said, language))))
    fragment = f"fact-{one.id}"
    return address, language, "fact", plain(one.wording, language), [(fragment, "", text, [])]


def entries(
    contents: Iterable[Any],
    made_pages: Iterable[Any],
    graphics: Iterable[Any],
    ledger: Ledger,
    tags: Mapping[str, str],
    places: Mapping[str, str],
) -> Iterator[Entry]:
    """All that is found. contents, graphics: their pages, in order. tags: the language with its region, by language.

    places: what the place of an operation is called, by language.
    """
    contents = list(contents)
    said: dict[str, list[str]] = {}
    for each in contents:
        yield page(each, places.get(each.lang, ""))
        for block in each.outline:
            if block.graphic:
                said.setdefault(block.graphic, []).append(block.alternative)
    for one in graphics:
        yield graphic(one, said.get(one.graphic.id, ()))
    for one in made_pages:
        yield made(one)
    ledger_page = next((each.save_as for each in contents if each.template == "sources"), "")
    for each_fact in ledger.facts.values() if ledger_page else ():
        yield fact(each_fact, ledger_page, tags.get(primary(each_fact.language), each_fact.language))
