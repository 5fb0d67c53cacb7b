"""Looks for what a reader would find broken in a finished tree, and for what must not be in one.

The rules stand in `finding.py`, each by its name; what they look for, in the modules beside it. A tree with a manifest
is looked at as published at the address that the manifest names; one without, as a folder that has no address.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from publishing.check.finding import RULES, Finding, shown
from publishing.manifest import NAME
from publishing.manifest import read as read_manifest
from publishing.trouble import Trouble
from publishing.words import count

__all__ = ["RULES", "Finding", "findings", "told"]


@dataclass(frozen=True)
class Report:
    """What a look at a tree brought: how many files and HTML pages it has, and what was found, in order."""

    files: int
    pages: int
    findings: tuple[Finding, ...]


def findings(tree: Path) -> Iterator[Finding]:
    """Everything that is wrong with a tree, in order of paths. Raises Trouble where there is no such folder."""
    yield from look(tree).findings


def told(tree: Path) -> int:
    """Tell what is wrong with a tree, a line for each on standard error; return 1, or 0 where nothing is."""
    report = look(tree)
    for finding in report.findings:
        print(finding, file=sys.stderr)
    if report.findings:
        return 1
    print(f"{count(report.files, 'file')}, {count(report.pages, 'page')}: nothing found")
    return 0


def look(tree: Path) -> Report:
    """Read a whole tree and hold it against every rule. Raises Trouble where there is no such folder."""
    if not tree.is_dir():
        raise Trouble(f"there is no folder {tree}: build it with make site, or make publish PUBLIC_URL=https://…")
    from publishing.check.whole import everything  # lxml takes its time, and not every command needs it

    try:
        manifest = read_manifest(tree) if (tree / NAME).is_file() else None
    except Trouble as trouble:  # what addresses are held against is not known
        why = str(trouble).partition("cannot be read: ")[2] or "nested too deep"
        return Report(0, 0, (Finding(NAME, "manifest", f"it cannot be read: {shown(why)}; publish again"),))
    if manifest is None and _is_for_an_address(tree):  # without it, all that is absolute would be told as a fault
        return Report(0, 0, (Finding(NAME, "manifest", "is missing: the tree was not finished; make publish again"),))
    survey, found = everything(tree, manifest)
    return Report(len(survey.there), len(survey.pages), tuple(sorted(set(found))))


def _is_for_an_address(tree: Path) -> bool:
    """Whether a tree was built for a public address, by its home page."""
    with suppress(OSError):
        return b'rel="canonical"' in (tree / "index.html").read_bytes()
    return False
