"""Puts operations, pages with the template `operation`, in order of time and tells each the ones before and after it.

Each gets `dates` (Dates), `before` and `after` (pages or None); all other contents get None for the three. Templates
find them all, in order, as `operations`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pelican import signals

from ledger import edtf, published

TEMPLATE = "operation"


@dataclass(frozen=True)
class Dates:
    """When an operation began, ended, and was last named (EDTF; empty where not stated), and all its years."""

    began: str
    ended: str
    latest: str

    @property
    def years(self) -> tuple[int, ...]:
        return edtf.years(self.began, self.ended or self.latest)


def in_order(pages: Iterable[Any]) -> list[Any]:
    """The operations among the pages, the earliest first; equal dates by their slugs."""
    found = [page for page in pages if page.template == TEMPLATE]
    return sorted(found, key=lambda page: (*(n or 0 for n in edtf.parts(edtf.ends(page.began)[0])), page.slug))


def arrange(generators: Iterable[Any]) -> None:
    generators = list(generators)
    pages = list(published(generators))
    for page in pages:
        page.dates = page.before = page.after = None
    found = in_order(pages)
    for index, page in enumerate(found):
        page.dates = Dates(page.began, getattr(page, "ended", ""), getattr(page, "latest", ""))
        page.before = found[index - 1] if index else None
        page.after = found[index + 1] if index + 1 < len(found) else None
    for generator in generators[:1]:
        generator.context["operations"] = found


def register() -> None:
    signals.all_generators_finalized.connect(arrange)
