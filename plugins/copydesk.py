"""Checks every manuscript before anything is built: its metadata, dates, addresses, links, notes and pictures.

Each check takes one document, or all, and yields problems; the ledger's plugin tells them together with its own.
"""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pelican import signals

from ledger import Document, Field, Problem, Sources, edtf, languages, shown_path, sources_read
from manuscript import build_time, is_published, page_address

KNOWN = (
    "title", "short", "slug", "lang", "date", "modified", "status", "template", "standfirst", "summary", "figures",
    "began", "ended", "latest", "when", "place", "unbound", "save_as", "author", "timezone",
)  # fmt: skip
REQUIRED = ("title", "date", "summary")
STATUSES = ("published", "draft")
LONGEST = {"title": 200, "summary": 320}  # characters; far beyond what any list or result page shows
OWN_IDS = ("fact-", "cite-", "note-", "noteref-")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS = re.compile(r"(?:[a-z0-9]+(?:[-_][a-z0-9]+)*/)*[a-z0-9]+(?:[-_][a-z0-9]+)*\.html")
_INTERNAL = re.compile(r"\{(filename|static)\}(?P<path>[^#?]*)(?:#(?P<fragment>.*))?")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")


def check(sources: Sources) -> Iterator[Problem]:
    """Every problem of the manuscripts that is not one of figures."""
    for document in sources.documents:
        yield from metadata_problems(document, sources.settings)
        yield from text_problems(document)
    yield from address_problems(sources.documents, sources.settings)
    yield from file_problems(Path(sources.settings["PATH"]), sources.settings)
    yield from site_problems(sources)
    yield from link_problems(sources)


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
    if folder == "operations" and document.meta("template") != "operation":
        yield document.problem(0, "a page in operations/ needs “Template: operation”; other pages go into pages/")
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
    elif name == "lang":
        try:
            languages.load(value)
        except languages.UnknownLanguage as error:
            yield str(error)
    elif name == "timezone":
        try:
            ZoneInfo(value)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            yield f"“{value}” is no time zone; write it as Asia/Almaty"
    elif name == "slug" and not _SLUG.fullmatch(value):
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
            place = run.offset(0, len(run.text)) or _find(document, run.text)
            if now == 1:
                yield document.problem(
                    place, f"“{run.text}” is a first-level heading; the title is the only one, write ##"
                )
            elif now > level + 1:
                yield document.problem(place, f"“{run.text}” skips a level; write {'#' * (level + 1)}")
            level = max(now, 1)
    yield from _note_problems(document)
    for offset, message in document.markup:
        yield document.problem(offset, message)
    if document.fields and not document.body.strip():
        yield document.problem(document.body_start, "the page has no text; write one below an empty line")
    for image in document.images:
        if not image.alternative.strip():
            place = image.offset or _find(document, image.address)
            yield document.problem(place, "the picture has no alternative text; write ![what it shows](…)")
    for anchor, count in Counter(document.anchors).items():
        if count > 1:
            yield document.problem(
                _find(document, f"#{anchor}"), f"the id “{anchor}” stands {count} times; give each its own"
            )
        if anchor.startswith(OWN_IDS):
            yield document.problem(
                _find(document, anchor), f"the id “{anchor}” begins like those of facts and notes; choose another"
            )


def _without_code(body: str) -> str:
    """The body with its code blanked out, at the same length."""
    return re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`", lambda m: re.sub(r"[^\n]", " ", m.group()), body, flags=re.M | re.S)


def _note_problems(document: Document) -> Iterator[Problem]:
    called: dict[str, int] = {}
    defined: dict[str, int] = {}
    for match in _FOOTNOTE.finditer(_without_code(document.body)):
        start = document.body_start + match.start()
        opens_line = document.text[:start].endswith("\n")
        (defined if match.group(2) and opens_line else called).setdefault(match.group(1), start)
    for key in sorted(called.keys() - defined.keys()):
        yield document.problem(called[key], f"the note “{key}” is written nowhere; add “[^{key}]: …” below")
    for key in sorted(defined.keys() - called.keys()):
        yield document.problem(defined[key], f"the note “{key}” is called nowhere; write [^{key}] where it belongs")


def _find(document: Document, words: str) -> int:
    at = document.text.find(words, document.body_start)
    return at if at >= 0 else document.body_start


def address_problems(documents: Iterable[Document], settings: dict[str, Any]) -> Iterator[Problem]:
    """No two files may be written to one address, drafts and future ones included, nor share a slug in one language.

    Addresses that differ only in case or in how a letter is composed count as one, as they do on some file systems.
    """
    own = [*settings["LEDGER_DATA"].values(), *settings["FEED_ADDRESSES"].values()]
    own += [settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") for name in settings["DIRECT_TEMPLATES"]]
    taken = dict.fromkeys(own, "the site itself")
    slugs: dict[tuple[str, str, str], str] = {}
    for document in documents:
        shown = shown_path(document.path)
        field = document.field("slug") or document.field("save_as") or Field("", 1, 1)
        if not document.meta("slug") and not _SLUG.fullmatch(document.path.stem):
            message = f"“{document.path.stem}” makes no address; name the file in small letters, digits and hyphens"
            yield document.problem(0, message)
        address = page_address(document, settings)
        key = unicodedata.normalize("NFC", address).casefold()
        slug = document.meta("slug") or document.path.stem
        kind = (
            "article" if document.path.relative_to(settings["PATH"]).parts[0] in settings["ARTICLE_PATHS"] else "page"
        )
        same = (kind, document.meta("lang") or settings["DEFAULT_LANG"], slug)
        if key in taken:
            mend = "only one page has Template: home" if address == "index.html" else "give it another Slug"
            yield document.field_problem(field, f"its address {address} is taken by {taken[key]}; {mend}")
        elif same in slugs:
            yield document.field_problem(field, f"its slug {slug} is taken by {slugs[same]}; give it another Slug")
        taken.setdefault(key, shown)
        slugs.setdefault(same, shown)


def file_problems(root: Path, settings: dict[str, Any]) -> Iterator[Problem]:
    """Every file of the content is the ledger, a manuscript, or published as it is; nothing is left out unsaid."""
    manuscripts = (*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"])
    unread: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unread.append):
        for name in [name for name in folders if Path(folder, name).is_symlink()]:
            yield Problem(shown_path(Path(folder, name)), 0, 0, "it is a link to a folder; put the folder itself here")
        folders[:] = [name for name in folders if not name.startswith(".") and not Path(folder, name).is_symlink()]
        for name in names:
            path = Path(folder, name)
            top = path.relative_to(root).parts[0]
            message = ""
            if name.startswith("."):
                message = "a hidden file is not published; give it another name" if path.suffix == ".md" else ""
            elif path.relative_to(root).as_posix() == settings.get("LEDGER_PATH", "facts.yaml"):
                continue
            elif top in settings["STATIC_PATHS"] and path.suffix.lower() in (".md", ".markdown", ".html", ".htm"):
                message = f"a manuscript may not lie in {top}/; move it to {' or '.join(manuscripts)}"
            elif top not in settings["STATIC_PATHS"] and (top not in manuscripts or path.suffix != ".md"):
                message = f"nothing is made of it; manuscripts are .md files in {', '.join(manuscripts)}"
            if message:
                yield Problem(shown_path(path), 0, 0, message)
    for error in unread:
        yield Problem(shown_path(Path(error.filename)), 0, 0, f"it cannot be read: {error.strerror}")


def site_problems(sources: Sources) -> Iterator[Problem]:
    """A site has a clock, a home page, and a menu of pages that it has."""
    try:
        build_time(sources.settings)
    except ValueError:
        told = sources.settings["BUILD_TIME"]
        yield Problem("settings", 0, 0, f"BUILD_TIME “{told}” is no moment; write it as 2026-11-22T09:30:00+00:00")
    published = [document for document in sources.documents if is_published(document, sources.settings)]
    if "index.html" not in {page_address(document, sources.settings) for document in published}:
        yield Problem("settings", 0, 0, "no manuscript makes index.html; give one page “Template: home”")
    slugs = {document.meta("slug") or document.path.stem for document in published}
    for slug in sources.settings["MENU"]:
        if slug not in slugs:
            yield Problem("settings", 0, 0, f"MENU names “{slug}”, which no published manuscript has as its slug")


def link_problems(sources: Sources) -> Iterator[Problem]:
    """Every link and picture must lead to something published with the site, or to another site's address."""
    root = Path(sources.settings["PATH"])
    pages = {document.path.relative_to(root).as_posix(): document for document in sources.documents}
    for document in sources.documents:
        for run in document.runs:
            for link in run.links:
                message = _link_fault(document, link.href, pages, root, sources.settings)
                if message:
                    yield document.problem(link.offset, message)
        for image in document.images:
            message = _image_fault(document, image.address, root, sources.settings)
            if message:
                yield document.problem(image.offset or _find(document, image.address), message)


def _link_fault(
    document: Document, href: str, pages: dict[str, Document], root: Path, settings: dict[str, Any]
) -> str | None:
    if href.startswith(("fact:", "denies:", "https://", "http://", "mailto:")):
        return None
    if href.startswith("#"):
        return _fragment_fault(document, href[1:])
    match = _INTERNAL.fullmatch(href)
    if not match:
        return (
            f"the link “{href}” leads out of the sources; write {{filename}} and the path of a .md file, or https://…"
        )
    path = _resolved(document, match["path"], root)
    if match.group(1) == "static":
        return _static_fault(path, "file", root, settings)
    target = pages.get(path)
    if target is None:
        return f"no manuscript {path} lies in {root.name}/"
    if not is_published(target, settings):
        return f"{path} is a draft or dated in the future; nothing published may link to it"
    return _fragment_fault(target, match["fragment"]) if match["fragment"] else None


def _resolved(document: Document, path: str, root: Path) -> str:
    """A link's path from the root of the content, as Pelican understands it."""
    path = unquote(path)
    base = (
        PurePosixPath("/")
        if path.startswith("/")
        else PurePosixPath("/", *document.path.relative_to(root).parent.parts)
    )
    pieces: list[str] = []
    for piece in (base / path.lstrip("/")).parts[1:]:
        if piece == ".." and pieces:
            pieces.pop()
        elif piece != "..":
            pieces.append(piece)
    return "/".join(pieces)


def _fragment_fault(target: Document, fragment: str) -> str | None:
    own = {f"{kind}-{fact}" for kind in ("fact", "cite") for fact in _bound(target)}
    own |= {f"{kind}-{note}" for kind in ("note", "noteref") for note, _ in _FOOTNOTE.findall(target.body)}
    if fragment in target.anchors or fragment in own or target.meta("template") == "sources":
        return None
    known = ", ".join(target.anchors) or "none"
    return f"“{shown_path(target.path)}” has no heading “#{fragment}”; it has {known}"


def _bound(document: Document) -> set[str]:
    return {link.href.removeprefix("fact:") for run in document.runs for link in run.links if link.href[:5] == "fact:"}


def _image_fault(document: Document, address: str, root: Path, settings: dict[str, Any]) -> str | None:
    match = _INTERNAL.fullmatch(address)
    if not match or match.group(1) != "static":
        return f"the picture “{address}” is not of this site; write {{static}} and its path below {root.name}/"
    return _static_fault(_resolved(document, match["path"], root), "picture", root, settings)


def _static_fault(path: str, what: str, root: Path, settings: dict[str, Any]) -> str | None:
    if not (root / path).is_file():
        return f"no {what} {path} lies in {root.name}/"
    if not any(path.startswith(f"{folder}/") for folder in settings["STATIC_PATHS"]) or "/." in path:
        return f"{path} is not below {' or '.join(settings['STATIC_PATHS'])}, the folders that are published"
    return None


def tell_what_is_left_out(pelican: Any) -> None:
    """Say which manuscripts a finished build has left out, and why, so that nobody looks for them."""
    settings = pelican.settings
    for document in settings["LEDGER_SOURCES"].documents:
        if not is_published(document, settings):
            why = "a draft" if document.meta("status").lower() == "draft" else f"not before {document.meta('date')}"
            print(f"left out: {shown_path(document.path)} ({why})")


def register() -> None:
    sources_read.connect(check)
    signals.finalized.connect(tell_what_is_left_out)
