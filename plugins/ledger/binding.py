"""Whether the words of a text say what the ledger says: the heart of the ledger, without files and without Pelican."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from . import edtf
from .document import Link, Run
from .model import Fact, Ledger
from .numerals import Mention, find_mentions, qualifier_at, qualifier_kind
from .units import unit_fault
from .wording import EMPHASIS, LINK

FACT = "fact:"
MOST_SHOWN = 4
_ORDINAL = re.compile(
    r"(?:[0-9](?:st|nd|rd|th)|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|teen|tie|hundred|thousand|million)th)\Z",
    re.I,
)
_NEGATED = re.compile(r"(?:non|ex|не|бұрынғы)[-\N{NON-BREAKING HYPHEN}]\Z")  # non-citizens are no citizens
_PERIODIC = re.compile("anniversar|birthday|centur|year|лет|год|жыл", re.I)  # what is numbered as well as counted
_BARE_YEAR = re.compile("[12][0-9]{3}")
_COUNTED = re.compile(r"[\s\N{NO-BREAK SPACE}]+(?!год|г\.|жыл|ж\.)[^\W\d_]", re.I)


def primary(language: str) -> str:
    """The language of a tag without its region: en of en-GB."""
    return language.replace("_", "-").split("-")[0].lower()


def figure(fact: Fact, mention: Mention) -> bool:
    """Whether a number in a text can be read as the fact's value, its date or a coarser date that holds it."""
    for reading in mention.readings:
        if reading.kind == "number" and fact.value is not None and reading.value == fact.value:
            return not reading.unit or reading.unit == fact.unit
        if reading.kind == "date" and fact.date and reading.value in edtf.coarser(fact.date):
            return True
    return False


def fact_kind(fact: Fact, ledger: Ledger) -> str | None:
    """The kind of the fact's qualifier, None for a plain value."""
    return (qualifier_kind(fact.qualifier, primary(ledger.language)) or fact.qualifier) if fact.qualifier else None


def holds_noun(fact: Fact, words: str) -> bool:
    """Whether the words say what the fact counts: one of its nouns begins a word of theirs."""
    return not fact.nouns or begins_word(fact.nouns, words)


def begins_word(stems: Iterable[str], words: str) -> bool:
    """Whether one of the stems begins a word, in any case. A pattern for each fact would cost more to make."""
    text = words.casefold()
    for stem in map(str.casefold, stems):
        at = text.find(stem)
        while at >= 0:
            if (at == 0 or not text[at - 1].isalnum()) and not _NEGATED.search(text, 0, at):
                return True
            at = text.find(stem, at + 1)
    return False


def link_faults(ledger: Ledger, fact: Fact, run: Run, link: Link, language: str) -> Iterator[str]:
    """What is wrong with the words of one link to one fact."""
    words = run.text[link.start : link.end]
    mentions = find_mentions(words, language, weak=True, names=ledger.names)
    strong = [m for m in mentions if not m.weak]
    if fact.value is None and not fact.date:
        yield from _word_faults(ledger, fact, words, strong, language)
        return
    stated = strong or [m for m in mentions if figure(fact, m)] or mentions
    says = f"the ledger says “{fact.wording}”"
    if len(stated) != 1:
        found = " and ".join(f"“{m.text}”" for m in stated[:MOST_SHOWN]) or "none"
        yield f"“{words}” must hold one number or date, and holds {found}; {says} for {fact.id}"
        return
    mention = stated[0]
    if not figure(fact, mention):
        yield f"“{words}” disagrees with {fact.id}; {says}"
        return
    yield from _qualifier_faults(ledger, fact, run, link, mention, language)
    before, after = words[: mention.start], words[mention.end :]
    if fact.value is not None:
        for fault in value_faults(fact, mention, run.text[: link.start] + before, after):
            yield f"“{words}” is not {fact.id}: {fault}; {says}"
    elif _BARE_YEAR.fullmatch(mention.text) and _COUNTED.match(after):
        yield f"“{words}” reads as a count of {mention.text}; end the link behind the year"
    if not holds_noun(fact, words):
        yield f"“{words}” does not say what it counts; hold one of these in the link: {', '.join(fact.nouns)}"


def value_faults(fact: Fact, mention: Mention, before: str, after: str) -> Iterator[str]:
    """What is wrong with the words before and after a number that is the fact's value."""
    signed = any(r.kind == "number" and r.value == fact.value and r.unit for r in mention.readings)
    fault = unit_fault("" if signed else fact.unit, before, after, fact.nouns)
    if fault:
        yield fault
    if _ORDINAL.search(mention.text) and not _PERIODIC.search(" ".join(fact.nouns)):
        yield f"“{mention.text}” is an ordinal, and the fact is a count"


def _word_faults(ledger: Ledger, fact: Fact, words: str, strong: list[Mention], language: str) -> Iterator[str]:
    held = {r for m in find_mentions(fact.words, primary(ledger.language), weak=True) for r in m.readings}
    for mention in strong:
        if not held & set(mention.readings):
            yield f"“{mention.text}” is no part of {fact.id}, “{fact.words}”; bind the number to a fact of its own"
    if not holds_noun(fact, words):
        yield f"“{words}” does not name what {fact.id} is about; hold one of these: {', '.join(fact.nouns)}"


def _qualifier_faults(
    ledger: Ledger, fact: Fact, run: Run, link: Link, mention: Mention, language: str
) -> Iterator[str]:
    start, end = link.start + mention.start, link.start + mention.end
    found = qualifier_at(run.text, start, end, language)
    before = qualifier_at(run.text, link.start, link.end, language) if mention.start else None
    if before and before[2] <= link.start:  # "more than [those two]": words may stand between it and the number
        found = before
    kind = fact_kind(fact, ledger)
    if found and (found[1] < link.start or found[2] > link.end):
        phrase = run.text[found[1] : found[2]]
        if kind:
            yield f"“{phrase}” stands outside the link; the qualifier belongs inside: {fact.wording}"
        else:
            yield f"“{phrase}” stands beside the link, but {fact.id} is a plain value; take it away or reword"
    elif found and found[0] != kind:
        phrase = run.text[found[1] : found[2]]
        right = f"its qualifier is “{fact.qualifier}”" if kind else "it is a plain value"
        yield f"“{phrase}” does not fit {fact.id}: {right}"
    elif kind and not found:
        yield f"“{run.text[link.start : link.end]}” drops the qualifier “{fact.qualifier}” of {fact.id}"


def filled(ledger: Ledger, run: Run) -> Run:
    """The run as a reader sees it: with the ledger's wording in each link to a fact that has no words of its own."""
    empty = [link for link in run.links if fact_of(ledger, link) and not run.text[link.start : link.end].strip()]
    text = run.text
    links, marks = list(run.links), list(run.marks)
    for link in sorted(empty, key=lambda link: -link.start):  # from behind, so that places before stay what they are
        fact = fact_of(ledger, link)
        words = fact.wording if fact else ""
        grown = len(words) - (link.end - link.start)
        text = text[: link.start] + words + text[link.end :]
        marks = [(at + grown if at > link.start else at, start, end) for at, start, end in marks]
        links = [
            Link(
                other.start + grown if other.start >= link.end and other is not link else other.start,
                other.end + grown if other.end >= link.end else other.end,
                other.href,
                other.offset,
            )
            for other in links
        ]
    return Run(text, run.kind, tuple(links), tuple(marks))


def fact_of(ledger: Ledger, link: Link) -> Fact | None:
    return ledger.facts.get(link.href.removeprefix(FACT)) if link.href.startswith(FACT) else None


def foreign_faults(ledger: Ledger, run: Run, language: str) -> Iterator[tuple[int | None, str]]:
    """(offset, message) for each link that asks for the ledger's words on a page in another language."""
    for link in run.links:
        fact = fact_of(ledger, link)
        if fact and not run.text[link.start : link.end].strip() and primary(ledger.language) != language:
            yield (
                link.offset,
                f"the ledger is written in {ledger.language}; on a page in {language} write the words of {fact.id}",
            )


def run_faults(ledger: Ledger, run: Run, language: str, loose: bool = True) -> Iterator[tuple[int | None, str]]:
    """(offset in the file, message) for each number of a run that is bound to nothing, or to what it does not say.

    Without `loose`, numbers outside links are left alone.
    """
    bound = []
    for link in run.links:
        if link.href.startswith(FACT):
            bound.append(link)
            fact = ledger.facts.get(link.href[len(FACT) :])
            if fact is None:
                yield link.offset, unknown(link.href[len(FACT) :], ledger)
            else:
                for message in link_faults(ledger, fact, run, link, language):
                    yield link.offset, message
    bound.sort(key=lambda link: link.start)
    starts = [link.start for link in bound]
    for mention in find_mentions(run.text, language, names=ledger.names) if loose else ():
        near = bound[max(0, bisect_left(starts, mention.start) - 1) : bisect_left(starts, mention.end)]
        inside = [link for link in near if link.start < mention.end and mention.start < link.end]
        if any(link.start <= mention.start and mention.end <= link.end for link in inside):
            continue
        place = run.offset(mention.start, mention.end)
        if inside:
            yield place, f"“{mention.text}” is only partly inside its link; draw the whole of it in"
        else:
            yield place, unbound(mention, ledger)


def unknown(key: str, ledger: Ledger) -> str:
    """What to say of a fact that is not in the ledger, with the nearest ids there are."""
    from difflib import get_close_matches

    near = get_close_matches(key, ledger.facts, MOST_SHOWN, 0.6)
    return f"no fact “{key}” stands in the ledger" + (f"; is it {' or '.join(near)}?" if near else "; add it there")


def unbound(mention: Mention, ledger: Ledger) -> str:
    """What to say of a number that is bound to nothing, with the facts it could be."""
    fits = [fact.id for fact in ledger.facts.values() if figure(fact, mention)][:MOST_SHOWN]
    told = f"“{mention.text}” is bound to no fact; "
    if len(fits) == 1:
        return told + f"if it is {fits[0]}, write [{mention.text} …](fact:{fits[0]}), else add a fact, or reword"
    if fits:
        return told + f"if it is {', '.join(fits[:-1])} or {fits[-1]}, link to that fact, else add one, or reword"
    return told + "add a fact to the ledger and link to it, or reword"


def inline_run(text: str) -> Run:
    """The run of a note in inline Markdown, its links told apart."""
    text = EMPHASIS.sub(r"\1", text)
    pieces, links, length, last = [], [], 0, 0
    for match in LINK.finditer(text):
        pieces += [text[last : match.start()], match["words"]]
        start = length + match.start() - last
        length = start + len(match["words"])
        links.append(Link(start, length, match["href"], 0))
        last = match.end()
    return Run("".join([*pieces, text[last:]]), "note", tuple(links))
