"""Checks what makes a site of the manuscripts: every file is used, every address is one page's, and there is a home.

When a build is finished, it tells which manuscripts were left out, and why.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pelican import signals

from copydesk import SLUG
from ledger import Document, Field, Problem, Sources, shown_path, sources_read
from manuscript import build_time, is_published, page_address

EMBEDS = "embed"  # the folder of what other sites take; no manuscript goes there


def check(sources: Sources) -> Iterator[Problem]:
    yield from address_problems(sources.documents, sources.settings)
    yield from file_problems(Path(sources.settings["PATH"]), sources.settings)
    yield from site_problems(sources)


def address_problems(documents: Iterable[Document], settings: dict[str, Any]) -> Iterator[Problem]:
    """No two files may be written to one address, drafts and future ones included, nor share a slug in one language.

    Addresses that differ only in case or in how a letter is composed count as one, as they do on some file systems.
    """
    own = [*settings["LEDGER_DATA"].values(), *settings["FEED_ADDRESSES"].values()]
    own += [settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") for name in settings["DIRECT_TEMPLATES"]]
    own += [settings["ADDRESSES"][name] for name in ("graphics", "embedding")]
    taken = dict.fromkeys(own, "the site itself")
    for file in settings["GRAPHIC_FILES"]:
        address = settings["ADDRESSES"]["graphic"].format(slug=file.id)
        if address in taken:
            yield file.problem((), f"its address {address} is taken by {taken[address]}; give the file another name")
        taken[address] = shown_path(file.path)
    slugs: dict[tuple[str, str, str], str] = {}
    for document in documents:
        shown = shown_path(document.path)
        field = document.field("slug") or document.field("save_as") or Field("", 1, 1)
        if not document.meta("slug") and not SLUG.fullmatch(document.path.stem):
            message = f"“{document.path.stem}” makes no address; name the file in small letters, digits and hyphens"
            yield document.problem(0, message)
        address = page_address(document, settings)
        key = unicodedata.normalize("NFC", address).casefold()
        if key.startswith(f"{EMBEDS}/"):
            yield document.field_problem(field, f"its address {address} is among those of embeds; give it another")
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
            elif top == settings["GRAPHICS_PATH"]:
                if len(path.relative_to(root).parts) > 2 or path.suffix not in (".yaml", ".json"):
                    message = f"nothing is made of it; {top}/ holds graphics (.yaml) and what maps are drawn on (.json)"
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
