"""Checks every manuscript by itself before anything is built: its metadata, dates, headings, notes and pictures.

Each check takes one document, or all, and yields problems; the ledger's plugin tells them together with its own.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger import Document, Problem, Sources, edtf, sources_read

KNOWN = (
    "title", "short", "slug", "lang", "date", "modified", "status", "template", "standfirst", "summary", "figures",
    "began", "ended", "latest", "when", "place", "unbound", "save_as", "author", "timezone",
)  # fmt: skip
REQUIRED = ("title", "date", "summary")
STATUSES = ("published", "draft")
LONGEST = {"title": 200, "summary": 320}  # characters; far beyond what any list or result page shows
OWN_IDS = ("fact-", "cite-", "note-", "noteref-", "graphic-")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS = re.compile(r"(?:[a-z0-9]+(?:[-_][a-z0-9]+)*/)*[a-z0-9]+(?:[-_][a-z0-9]+)*\.html")
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")
NOTE = re.compile(r"^\[\^([^\]\s]+)\]:(.*?)(?=\n\[\^[^\]\s]+\]:|\n\s*\n(?=\S)|\Z)", re.MULTILINE | re.DOTALL)


def check(sources: Sources) -> Iterator[Problem]:
    """Every problem of the manuscripts that is not one of figures."""
    for document in sources.documents:
        yield from metadata_problems(document, sources.settings)
        yield from text_problems(document)


def metadata_problems(document: Document, settings: dict[str, Any]) -> Iterator[Problem]:
    if not document.fields:
        yield document.problem(0, "no metadata at the top; open the file with “Title: …”, “Date: …” and “Summary: …”")
        return
    for name in REQUIRED:
        if not document.meta(name):
            field = document.field(name)
            message = f"{name.capitalize()} is missing; add “{name.capitalize()}: …” at the top"
            yield document.field_problem(field, message) if field else document.problem(0, message)
    for name, values in document.fields.items():
        if name not in KNOWN:
            known = ", ".join(key.capitalize() for key in KNOWN)
            yield document.field_problem(values[0], f"“{name.capitalize()}” is no metadata key; known are {known}")
        for again in values[1:]:
            yield document.field_problem(again, f"“{name.capitalize()}” stands a second time; keep one")
        for message in _value_faults(name, values[0].value, document, settings):
            yield document.field_problem(values[0], message)
    if document.meta("template") == "operation" and not document.meta("began"):
        yield document.problem(0, "an operation needs “Began: …”, an EDTF date such as 1992 or 2019-01")
    folder = document.path.relative_to(settings["PATH"]).parts[0]
    own = settings["FOLDER_TEMPLATES"].get(folder)
    if own and document.meta("template") != own:
        yield document.problem(0, f"a page in {folder}/ needs “Template: {own}”; other pages lie elsewhere")
    for name in ("ended", "latest"):
        field = document.field(name)
        if field and _runs_backwards(document.meta("began"), field.value):
            yield document.field_problem(field, f"{name.capitalize()} lies before Began, {document.meta('began')}")


def _runs_backwards(began: str, later: str) -> bool:
    """Whether a later date lies before the beginning; dates that cannot be read are told by themselves."""
    try:
        low, high = edtf.parts(edtf.ends(began)[0]), edtf.parts(edtf.ends(later)[0])
    except ValueError:
        return False
    known = [(a, b) for a, b in zip(low, high, strict=True) if a and b]
    return [b for _, b in known] < [a for a, _ in known]


def _value_faults(name: str, value: str, document: Document, settings: dict[str, Any]) -> Iterator[str]:
    if name in ("date", "modified"):
        try:
            datetime.datetime.fromisoformat(_DATE.fullmatch(value)[0])  # type: ignore[index]
        except (TypeError, ValueError):
            yield f"“{value}” is no date; write it as 2026-11-22 or 2026-11-22 09:30"
    elif name in ("began", "ended", "latest") and value:
        try:
            if edtf.parts(edtf.ends(value)[0])[0] is None:
                yield f"“{value}” states no year"
        except ValueError as error:
            yield f"{name.capitalize()}: {error}"
    elif name == "status" and value.lower() not in STATUSES:
        yield f"“{value}” is no status; it is one of {', '.join(STATUSES)}"
    elif name == "timezone":
        try:
            ZoneInfo(value)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            yield f"“{value}” is no time zone; write it as Europe/Helsinki"
    elif name == "slug" and not SLUG.fullmatch(value):
        yield f"“{value}” is no slug; write small letters, digits and hyphens"
    elif name == "save_as" and not _ADDRESS.fullmatch(value):
        yield f"“{value}” is no address; write small letters, digits, hyphens and slashes, ending in .html"
    elif name == "template" and value not in settings["PAGE_TEMPLATES"]:
        yield f"“{value}” is no template for a page; known are {', '.join(settings['PAGE_TEMPLATES'])}"
    elif len(value) > LONGEST.get(name, len(value)):
        yield f"{name.capitalize()} has {len(value)} characters; the most is {LONGEST[name]}"


def text_problems(document: Document) -> Iterator[Problem]:
    """Headings, notes, raw HTML and pictures of one text."""
    level = 1
    for run in document.runs:
        if re.fullmatch("h[1-6]", run.kind):
            now = int(run.kind[1])
            place = run.offset(0, len(run.text)) or find(document, run.text)
            if now == 1:
                yield document.problem(
                    place, f"“{run.text}” is a first-level heading; the title is the only one, write ##"
                )
            elif now > level + 1:
                yield document.problem(place, f"“{run.text}” skips a level; write {'#' * (level + 1)}")
            level = max(now, 1)
    yield from _note_problems(document)
    if document.fields and not document.body.strip():
        yield document.problem(document.body_start, "the page has no text; write one below an empty line")
    for image in document.images:
        if not image.alternative.strip():
            place = image.offset or find(document, image.address)
            yield document.problem(place, "the picture has no alternative text; write ![what it shows](…)")
    for anchor, count in Counter(document.anchors).items():
        if count > 1:
            yield document.problem(
                find(document, f"#{anchor}"), f"the id “{anchor}” stands {count} times; give each its own"
            )
        if anchor.startswith(OWN_IDS):
            yield document.problem(
                find(document, anchor), f"the id “{anchor}” begins like those that the site sets; choose another"
            )


def _without_code(body: str) -> str:
    """The body with its code blanked out, at the same length."""
    return re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`", lambda m: re.sub(r"[^\n]", " ", m.group()), body, flags=re.M | re.S)


def _note_problems(document: Document) -> Iterator[Problem]:
    called: dict[str, int] = {}
    defined: dict[str, int] = {}
    for match in FOOTNOTE.finditer(_without_code(document.body)):
        start = document.body_start + match.start()
        opens_line = document.text[:start].endswith("\n")
        (defined if match.group(2) and opens_line else called).setdefault(match.group(1), start)
    for note in NOTE.finditer(_without_code(document.body)):
        for match in FOOTNOTE.finditer(note[2]):
            start = document.body_start + note.start(2) + match.start()
            yield document.problem(start, f"the note “{note[1]}” calls another; say it in the text, or in one note")
    for key in sorted(called.keys() - defined.keys()):
        yield document.problem(called[key], f"the note “{key}” is written nowhere; add “[^{key}]: …” below")
    for key in sorted(defined.keys() - called.keys()):
        yield document.problem(defined[key], f"the note “{key}” is called nowhere; write [^{key}] where it belongs")


def find(document: Document, words: str) -> int:
    """The offset in the file of some words of a text, or where the text begins."""
    at = document.text.find(words, document.body_start)
    return at if at >= 0 else document.body_start


def register() -> None:
    sources_read.connect(check)
