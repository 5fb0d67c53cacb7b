"""The ledger as data to take away: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from .model import Fact, Ledger

COLUMNS = (
    "id", "label", "value", "unit", "date", "words", "qualifier", "counts", "wording", "status", "time", "period",
    "place", "speaker", "attribution", "source", "where", "note", "parts", "part_of",
)  # fmt: skip


def row(fact: Fact) -> dict[str, Any]:
    """One fact as plain data, its speaker and source by name; what is not known is left out."""
    values: dict[str, Any] = {name: getattr(fact, name) for name in COLUMNS if hasattr(fact, name)}
    values["value"] = plain_number(fact.value)
    values["speaker"] = fact.speaker.name
    values["attribution"] = fact.speaker.attribution
    values["source"] = fact.source.title
    values["parts"] = list(fact.parts)
    return {name: values[name] for name in COLUMNS if values[name] not in (None, "", [])}


def plain_number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where the value is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_json(ledger: Ledger) -> str:
    """The whole ledger, indented, in the order of its file."""
    known = {
        key: {name: value for name, value in vars(source).items() if value and name != "id"}
        for key, source in ledger.sources.items()
    }
    data = {
        "title": ledger.title,
        "description": ledger.description,
        "language": ledger.language,
        "sources": known,
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
        writer.writerow({key: _inert(value) for key, value in cells.items()})
    return out.getvalue()


def _inert(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t", "\r") else value
