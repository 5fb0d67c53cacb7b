"""Reads whole documents and the whole ledger for what is bound, what is not, and what must not be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from . import edtf
from .binding import (
    FACT,
    fact_kind,
    fact_of,
    figure,
    filled,
    foreign_faults,
    holds_noun,
    inline_run,
    link_faults,
    primary,
    run_faults,
    unknown,
    value_faults,
)  # fmt: skip
from .document import Document, Field, Link, Run
from .model import Fact, Ledger, Source
from .never import never_faults
from .numerals import Mention, Reading, find_mentions, qualifier_at, qualifier_kind
from .problems import Problem
from .units import other_unit

# The facts that a picture shows, by its address; None where that cannot be known, since its own file is at fault.
Pictures = Mapping[str, Iterable[str] | None]
NO_PICTURES: Pictures = MappingProxyType({})

NOT_SHOWN = "no fact that the picture shows is “{}”; reword it, or show that fact"
NOT_LINKED = "no fact that this page links to is “{}”; link to one in its text, or reword"


def loose_faults(
    ledger: Ledger, facts: Iterable[Fact], text: str, language: str, missing: str = NOT_LINKED
) -> Iterator[tuple[int, str]]:
    """(offset in the text, message) for each number of a text without links that none of `facts` says so.

    `missing` is the message for a number that none of them is, with `{}` in the number's place.
    """
    known = list(facts)
    mentions = list(find_mentions(text, language, names=ledger.names))
    edges = [0, *(mention.end for mention in mentions)], [*(mention.start for mention in mentions), len(text)]
    for index, mention in enumerate(mentions):
        own = text[edges[0][index] : edges[1][index + 1]]  # from the number before to the one behind
        fault = _loose_fault(ledger, known, text, mention, language, missing, own)
        if fault:
            yield mention.start, fault


def _loose_fault(
    ledger: Ledger, facts: list[Fact], text: str, mention: Mention, language: str, missing: str, own: str
) -> str | None:
    said = [fact for fact in facts if figure(fact, mention) or _end(fact, mention) or _in_words(ledger, fact, mention)]
    if not said:
        return missing.format(mention.text)
    found = qualifier_at(text, mention.start, mention.end, language)
    kind = found[0] if found else None
    fitting = [fact for fact in said if fact.words or fact_kind(fact, ledger) == kind]
    right = " or ".join(sorted({f"“{fact.wording}”" for fact in said}))
    if not fitting:
        return f"“{mention.text}” needs the ledger's qualifier; it says {right}"
    before, after = text[: mention.start], text[mention.end :]
    faults = [next(value_faults(f, mention, before, after), "") if f.value is not None else "" for f in fitting]
    if all(faults):
        return f"“{mention.text}”: {faults[0]}; the ledger says {right}"
    if not any(fact.value is None or holds_noun(fact, own) for fact in fitting):
        return f"“{mention.text}” stands without what it counts beside it; the ledger says {right}"
    return None


def _end(fact: Fact, mention: Mention) -> bool:
    """Whether a mention is the first or last date of a fact that is an interval."""
    if "/" not in fact.date:
        return False
    dates = {part for end in edtf.ends(fact.date) if end for part in edtf.coarser(end)}
    return any(reading.kind == "date" and reading.value in dates for reading in mention.readings)


def _in_words(ledger: Ledger, fact: Fact, mention: Mention) -> bool:
    return bool(fact.words) and bool(_held(fact.words, primary(ledger.language)) & set(mention.readings))


@cache
def _held(words: str, language: str) -> frozenset[Reading]:
    """Every reading of the numbers in some words."""
    return frozenset(reading for mention in find_mentions(words, language, weak=True) for reading in mention.readings)


def bound_facts(ledger: Ledger, document: Document, pictures: Pictures = NO_PICTURES) -> list[Fact]:
    """The facts that a document binds, in its text, its Figures and its pictures, each once, in order."""
    keys = [link.href[len(FACT) :] for run in document.runs for link in run.links if link.href.startswith(FACT)]
    keys += [key for _, key in figure_keys(document)]
    keys += [key for image in document.images for key in pictures.get(image.address) or ()]
    return [ledger.facts[key] for key in dict.fromkeys(keys) if key in ledger.facts]


def figure_keys(document: Document) -> Iterator[tuple[Field, str]]:
    """(where, fact id) of each entry of the metadata key Figures."""
    field = document.field("figures")
    for key in field.value.split(",") if field else ():
        if field and key.strip():
            yield field, key.strip()


def document_problems(
    ledger: Ledger, document: Document, language: str, loose: Iterable[str], pictures: Pictures = NO_PICTURES
) -> Iterator[Problem]:
    """Every problem of a document's figures. `loose` names the metadata keys whose numbers must be bound elsewhere."""
    yield from (document.problem(offset, message) for offset, message in document.markup)
    facts = bound_facts(ledger, document, pictures)
    shown = {image.alternative: pictures[image.address] for image in document.images if image.address in pictures}
    checked = not document.meta("unbound")
    for as_written in document.runs:
        run = filled(ledger, as_written)
        for offset, message in foreign_faults(ledger, as_written, language):
            yield document.problem(offset, message)
        if checked and run.kind == "attribute":
            keys = shown.get(run.text, ())
            known = [ledger.facts[key] for key in keys or () if key in ledger.facts] if run.text in shown else facts
            missing = NOT_SHOWN if run.text in shown else NOT_LINKED
            told = loose_faults(ledger, known, run.text, language, missing) if keys is not None else ()
            for at, message in told:
                yield document.problem(run.offset(at, len(run.text)) or document.place(run), message)
        else:
            for offset, message in run_faults(ledger, run, language, loose=checked):
                yield document.problem(offset if offset is not None else document.place(run), message)
        for offset, message in never_faults(ledger, run, document):
            yield document.problem(offset if offset is not None else document.place(run), message)
    for field, key in figure_keys(document):
        if key not in ledger.facts:
            yield document.field_problem(field, unknown(key, ledger))
    for name in loose:
        for field in document.fields.get(name, ()):
            if checked:
                for at, message in loose_faults(ledger, facts, field.value, language):
                    yield document.field_problem(Field(field.value, field.line, field.column + at), message)
            for offset, message in never_faults(ledger, Run(field.value, "field")):
                yield document.field_problem(Field(field.value, field.line, field.column + (offset or 0)), message)


def ledger_faults(ledger: Ledger) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path in the file, message) for the ledger's own words, which readers see too."""
    language = primary(ledger.language)
    for fact in ledger.facts.values():
        where = ("facts", fact.id)
        if fact.qualifier and not qualifier_kind(fact.qualifier, language):
            yield (*where, "qualifier"), f"“{fact.qualifier}” is no qualifier that {language} is known to have"
        if fact.own_wording:
            run = Run(fact.own_wording, "wording")
            whole = Link(0, len(run.text), FACT + fact.id, 0)
            yield from (((*where, "wording"), message) for message in link_faults(ledger, fact, run, whole, language))
        related = [ledger.facts[key] for key in (fact.id, *fact.parts, fact.part_of) if key in ledger.facts]
        dates = [date for date in (fact.time, fact.source.date) if date]
        for name in ("words", "note", "label", "counts", "period", "place", "where"):
            told = words_faults(ledger, getattr(fact, name), related, dates, loose=name not in ("period", "where"))
            yield from (((*where, name), message) for message in told)
    for kind, table in (("sources", ledger.sources), ("speakers", ledger.speakers)):
        for key, entry in table.items():
            for name in ("title", "publisher", "note", "name", "attribution"):
                dates = [entry.date] if isinstance(entry, Source) and entry.date else []
                told = words_faults(
                    ledger, getattr(entry, name, ""), (), dates, loose=name not in ("title", "publisher")
                )
                yield from (((kind, key, name), message) for message in told)
    for name in ("title", "description"):
        told = words_faults(ledger, getattr(ledger, name), tuple(ledger.facts.values()), [])
        yield from (((name,), message) for message in told)


def words_faults(
    ledger: Ledger, text: str, related: Iterable[Fact], dates: list[str], loose: bool = True, language: str = ""
) -> Iterator[str]:
    """What is wrong with some words, whose numbers must be those of related facts or dates, or linked.

    `language` is the ledger's, unless told.
    """
    if not text:
        return
    language = language or primary(ledger.language)
    run = inline_run(text)
    facts = list(related)
    linked = [(link.start, link.end) for link in run.links if link.href.startswith(FACT)]
    for mention in find_mentions(run.text, language, names=ledger.names) if loose else ():
        if any(start <= mention.start and mention.end <= end for start, end in linked):
            continue
        said = [fact for fact in facts if figure(fact, mention) or _in_words(ledger, fact, mention)]
        found = qualifier_at(run.text, mention.start, mention.end, language)
        fits = any(f.words or fact_kind(f, ledger) == (found[0] if found else None) for f in said)
        dated = any(r.kind == "date" and r.value in edtf.coarser(d) for r in mention.readings for d in dates)
        before, after = run.text[: mention.start], run.text[mention.end :]
        changed = [other_unit(f.unit, before, after, f.nouns) if f.value is not None else None for f in said]
        if said and all(changed):
            yield f"“{mention.text}”: {changed[0]}"
        elif not said and not dated:
            yield f"“{mention.text}” is no figure of this entry, its parts or its source; link it to a fact"
        elif not dated and not fits:
            yield f"“{mention.text}” needs the qualifier of {said[0].id}, “{said[0].wording}”"
    for link in run.links:
        if link.href.startswith(FACT):
            other = fact_of(ledger, link)
            yield from link_faults(ledger, other, run, link, language) if other else [unknown(link.href[5:], ledger)]
    yield from (message for _, message in never_faults(ledger, run))


def unused(ledger: Ledger, documents: Iterable[Document], pictures: Pictures = NO_PICTURES) -> list[str]:
    """The ids of facts that no document binds, in the ledger's order; the parts of a bound fact count as used."""
    used = {fact.id for document in documents for fact in bound_facts(ledger, document, pictures)}
    used |= {key for fact in ledger.facts.values() if fact.id in used for key in fact.parts}
    return [key for key in ledger.facts if key not in used]
