"""Claims that no text may make, unless a link to their rule marks a denial of them."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document, Run
from .model import Ledger

DENIES = "denies:"


def never_faults(ledger: Ledger, run: Run, document: Document | None = None) -> Iterator[tuple[int | None, str]]:
    """(offset in the file, message) for each forbidden claim that no denial surrounds, and each denial of nothing."""
    denials = [link for link in run.links if link.href.startswith(DENIES)]
    if not run.text:
        return
    used = set()
    for rule in ledger.never.values():
        for match in rule.pattern.finditer(run.text):
            if not match.group():
                continue
            inside = [
                d for d in denials if d.href == DENIES + rule.id and d.start < match.end() and match.start() < d.end
            ]
            used.update(inside)
            if not inside:
                at = document.text.find(match.group(), document.place(run)) if document and run.kind != "field" else -1
                place = at if at >= 0 else run.offset(match.start(), match.end())
                yield (
                    place,
                    f"“{match.group()}” must not be said: {rule.reason} (a denial is [words](denies:{rule.id}))",
                )
    for denial in denials:
        if denial.href[len(DENIES) :] not in ledger.never:
            yield denial.offset, f"no rule “{denial.href[len(DENIES) :]}” stands under never in the ledger"
        elif denial not in used:
            yield (
                denial.offset,
                f"“{run.text[denial.start : denial.end]}” denies nothing that {denial.href[len(DENIES) :]} forbids",
            )
