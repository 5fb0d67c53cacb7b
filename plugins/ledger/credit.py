"""Words what a fact's note says of it: who says it, how that is known, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from .model import Fact, Source

ENDS = (".", "!", "?", "…")


def credit(fact: Fact, titled: bool = True) -> str:
    """The fact's wording, then who says it, how that is known and where in the source, then the source's title.

    Without `titled` the source is left out, for a list that names it once. No word stands here that the ledger does not
    hold, so that a credit is in the ledger's language.
    """
    own = fact.source.publisher == fact.speaker.name  # a publisher that speaks for itself is named already
    source = fact.source.title if own else source_name(fact.source)
    told = ([fact.wording], [fact.speaker.name, fact.speaker.attribution, fact.where], [source] if titled else [])
    return " ".join(_sentence(pieces) for pieces in told if any(pieces))


def source_name(source: Source) -> str:
    """The source's title, behind its publisher where that is known."""
    return ", ".join(filter(None, (source.publisher, source.title)))


def shared_source(facts: Iterable[Fact]) -> Source | None:
    """The one source of two or more facts; None where they have several."""
    sources = [fact.source for fact in facts]
    return sources[0] if len(sources) > 1 and all(source == sources[0] for source in sources) else None


def _sentence(pieces: Iterable[str]) -> str:
    """The pieces that are there, behind one another: a semicolon ends a piece that holds one, a comma any other."""
    kept = [piece.strip() for piece in pieces if piece.strip()]
    words = "".join(f"{piece}{';' if ';' in piece else ','} " for piece in kept[:-1]) + "".join(kept[-1:])
    return words[:1].upper() + words[1:] + ("" if words.rstrip("»”’\"')").endswith(ENDS) else ".")
