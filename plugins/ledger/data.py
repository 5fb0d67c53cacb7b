"""The ledger as data to take away: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from .binding import inline_run
from .model import Fact, Ledger, Source, Speaker

COLUMNS = (
    "id", "label", "value", "unit", "date", "words", "qualifier", "counts", "thing", "wording", "status", "time",
    "period", "place", "speaker_id", "speaker", "attribution", "source_id", "source", "where", "note", "parts",
    "part_of",
)  # fmt: skip
RUN = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet runs a cell for that begins with it


def row(fact: Fact) -> dict[str, Any]:
    """One fact as plain data, its speaker and source by id and name; what is not known is left out."""
    values: dict[str, Any] = {name: getattr(fact, name) for name in COLUMNS if hasattr(fact, name)}
    values["value"] = plain_number(fact.value)
    values["speaker_id"], values["speaker"] = fact.speaker.id, fact.speaker.name
    values["attribution"] = fact.speaker.attribution
    values["source_id"], values["source"] = fact.source.id, fact.source.title
    values["note"] = inline_run(fact.note).text
    values["parts"] = list(fact.parts)
    return {name: values[name] for name in COLUMNS if values[name] not in (None, "", [])}


def plain_number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where the value is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def entry(known: Source | Speaker) -> dict[str, str]:
    """A source or a speaker as plain data under its id; what is not known is left out."""
    words = {name: inline_run(value).text if name == "note" else value for name, value in vars(known).items()}
    return {name: value for name, value in words.items() if value and name != "id"}


def as_json(ledger: Ledger) -> str:
    """The whole ledger, indented, in the order of its file. Notes are plain text, without their Markdown."""
    data = {
        "title": ledger.title,
        "description": ledger.description,
        "language": ledger.language,
        "sources": {key: entry(source) for key, source in ledger.sources.items()},
        "speakers": {key: entry(speaker) for key, speaker in ledger.speakers.items()},
        "facts": [row(fact) for fact in ledger.facts.values()],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_csv(ledger: Ledger) -> str:
    """One line per fact under the names of columns (RFC 4180). What a spreadsheet would run gets a quote mark."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for fact in ledger.facts.values():
        cells = row(fact) | {"parts": " ".join(fact.parts)}
        writer.writerow({key: inert(value) for key, value in cells.items()})
    return out.getvalue()


def inert(value: Any) -> Any:
    """Words that a spreadsheet would take for a formula, made words; a number stays a number."""
    return "'" + value if isinstance(value, str) and value[:1] in RUN else value
