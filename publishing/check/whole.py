"""A whole tree held against every rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publishing.check import files, leaks, oembed, pages
from publishing.check.addresses import Reference, resolved
from publishing.check.finding import Fault, Finding, shown
from publishing.check.links import NOT_FOUND, Tree, follow
from publishing.check.reach import unreached
from publishing.check.survey import Survey, put, read, walk
from publishing.manifest import Manifest, name_hash

HOME, SITEMAP = "index.html", "sitemap.xml"


def everything(tree: Path, manifest: Manifest | None) -> tuple[Survey, list[Finding]]:
    """(what is known of a tree, all that is wrong with it)."""
    survey = Survey(manifest.address if manifest else "", leaks.own_paths(tree))
    found = [*_each(survey, tree), *_whole(survey)]
    if manifest:
        found += files.against(manifest.files, survey.there)
    return survey, found


def _each(survey: Survey, tree: Path) -> Iterator[Finding]:
    """What is wrong with each file alone."""
    for path, entry, wrong in sorted(walk(tree), key=lambda found: found[0]):
        if entry is None:
            put(survey, path, 0, "")  # what leads there leads to something: one finding is enough
            yield Finding(path, "unreadable", wrong)
            continue
        try:
            for rule, message in read(survey, path, Path(entry.path)):
                yield Finding(path, rule, message)
        except OSError as error:
            put(survey, path, 0, "")
            yield Finding(path, "unreadable", f"cannot be read: {error.strerror}; give it back to its owner")


def _whole(survey: Survey) -> Iterator[Finding]:
    """What is wrong between files."""
    for path in (HOME, NOT_FOUND):
        if path not in survey.there:
            yield Finding(path, "entry", "every tree needs one, or hosts answer with pages of their own; write it")
    if len(survey.there) > files.MOST:
        most = f"and hosts take {files.MOST:,}; leave out what no reader needs"
        yield Finding(".", "size", f"it has {len(survey.there):,} files, {most}")
    yield from files.same_names(survey.there)
    yield from pages.same_titles(survey.pages, survey.kinds)
    yield from oembed.apart(survey.answers, survey.there)
    leads: dict[str, set[str]] = {}
    yield from _followed(survey, leads)
    if HOME in survey.there:
        for finding in unreached(survey.kinds, leads, survey.address):
            if survey.there[finding.path][1]:
                yield finding


def _followed(survey: Survey, leads: dict[str, set[str]]) -> Iterator[Finding]:
    """What is wrong with every address; where each file leads is put into `leads`."""
    tree = Tree(survey.address, frozenset(survey.there), survey.names)
    for path, held in survey.held.items():
        goals = leads.setdefault(path, set())
        for reference in dict.fromkeys(held):
            target, fault = follow(tree, path, reference)
            if fault:
                yield Finding(path, *fault)
            if reference.name == "refresh" and target == path:
                yield Finding(path, "refresh", "it goes to itself, again and again; take the refresh out")
            if not fault and (misplaced := _misplaced(survey, path, reference, target)):
                yield Finding(path, *misplaced)
            if target and _leads(survey, path, reference, target):
                goals.add(target)
    for path, strings in survey.strings.items():
        near = {resolved(top, string) for string in strings for top in ("", path)}
        for string in strings:
            if name_hash(string) and not any(resolved(top, string) in survey.there for top in ("", path)):
                yield Finding(path, "link", f"{shown(string)} is named like an asset, and is not there; publish again")
        leads.setdefault(path, set()).update(name for name in near if name and survey.kinds.get(name) != "page")


def _misplaced(survey: Survey, path: str, reference: Reference, target: str) -> Fault | None:
    """What is wrong with an address that leads to a file, but to one of the wrong kind."""
    kind = survey.kinds.get(target)
    if path == SITEMAP and kind in ("embed", "fragment"):
        return "embed", f"{shown(target)} is for other sites' pages, and not to be searched; take it out"
    if (reference.tag, reference.name) == ("item", "url") and kind not in ("page", "entry", None):
        return "link", f"an item has {shown(reference.address)} as its url, which is no page; name its page"
    return None


def _leads(survey: Survey, path: str, reference: Reference, target: str) -> bool:
    """Whether a reader gets from a file to another. To a page only another page leads: no embed, no feed, no JSON."""
    if survey.kinds.get(target) == "page":
        return survey.kinds[path] != "embed" and path in survey.pages and reference.use in ("link", "load")
    return True
