"""Checks every link and picture: it leads to something published with the site, or to another site's address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from blocks import GRAPHIC
from copydesk import FOOTNOTE, find
from ledger import Document, Problem, Sources, shown_path, sources_read
from manuscript import is_published

_INTERNAL = re.compile(r"\{(filename|static)\}(?P<path>[^#?]*)(?:#(?P<fragment>.*))?")


def check(sources: Sources) -> Iterator[Problem]:
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
                yield document.problem(image.offset or find(document, image.address), message)


def _link_fault(
    document: Document, href: str, pages: dict[str, Document], root: Path, settings: dict[str, Any]
) -> str | None:
    if href.startswith(("fact:", "denies:", "https://", "http://", "mailto:")):
        return None
    if href.startswith(GRAPHIC):
        return f"write ! before it to place the graphic: ![what it shows]({href})"
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
    own |= {f"{kind}-{note}" for kind in ("note", "noteref") for note, _ in FOOTNOTE.findall(target.body)}
    if fragment in target.anchors or fragment in own or target.meta("template") == "sources":
        return None
    known = ", ".join(target.anchors) or "none"
    return f"“{shown_path(target.path)}” has no heading “#{fragment}”; it has {known}"


def _bound(document: Document) -> set[str]:
    return {link.href.removeprefix("fact:") for run in document.runs for link in run.links if link.href[:5] == "fact:"}


def _image_fault(document: Document, address: str, root: Path, settings: dict[str, Any]) -> str | None:
    if address.startswith(GRAPHIC):
        return None  # told with the graphics
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


def register() -> None:
    sources_read.connect(check)
