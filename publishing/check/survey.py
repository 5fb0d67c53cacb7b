"""The files of a tree, each read once: what is wrong with it alone, and what the rules of the whole tree look at."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from publishing.check import documents, embeds, files, formats, leaks, markup, oembed, pages, robots, syndication
from publishing.check.addresses import Reference, mentions, parts
from publishing.check.finding import Fault
from publishing.check.stylesheets import addresses
from publishing.manifest import NAME, PACKAGES, WORKER, Kind, kind_of, plain_path

_LOOKS: dict[Kind, markup.Look] = {"embed": embeds.of_embed, "fragment": embeds.of_fragment}
_BEGINNING = 1_024  # bytes of a page in which its first tag stands


@dataclass
class Survey:
    """What is known of a tree. there: size and hash of each file; no hash where it could not be read."""

    address: str  # the public one, or ""
    own: tuple[str, ...]  # folders of this machine
    there: dict[str, tuple[int, str]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    pages: dict[str, markup.Page] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    held: dict[str, list[Reference]] = field(default_factory=dict)  # the addresses of each file that holds any
    answers: dict[str, dict[str, str]] = field(default_factory=dict)  # the fields of each oEmbed file
    strings: dict[str, list[str]] = field(default_factory=dict)  # of scripts: any may be the path of a file


def walk(tree: Path) -> Iterator[tuple[str, os.DirEntry[str] | None, str]]:
    """(path, the file, what is wrong with it or "") for everything of a tree but its folders."""
    folders = [("", str(tree))]
    while folders:
        prefix, place = folders.pop()
        try:
            with os.scandir(place) as found:
                listed = list(found)
        except OSError as error:
            yield prefix.rstrip("/") or ".", None, f"cannot be read: {error.strerror}; give it back to its owner"
            continue
        for entry in listed:
            path = prefix + entry.name
            if entry.is_symlink():
                yield path, None, "is a link to another place; put the file itself there"
            elif entry.is_dir():
                folders.append((f"{path}/", entry.path))
            elif entry.is_file():
                yield path, entry, ""
            else:
                yield path, None, "is no file that could be served; leave it out"


def read(survey: Survey, path: str, file: Path) -> Iterator[Fault]:
    """Read a file, put down what is known of it, and tell what is wrong with it by itself. Raises OSError."""
    yield from files.name_faults(path)
    if plain_path(path) == path:
        yield from formats.name_faults(path)
    size = file.stat().st_size
    if size > files.LARGEST:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        put(survey, path, size, sha256)
        if not path.endswith(PACKAGES):  # those a server of one's own may carry, however large
            most = files.LARGEST // 2**20
            yield "size", f"it has {size / 2**20:,.1f} MiB, and hosts take {most}; make it smaller, or divide it"
        yield from files.hash_faults(path, sha256)
        return
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    put(survey, path, len(data), sha256)
    yield from files.content_faults(path, data)
    yield from files.hash_faults(path, sha256)
    if plain_path(path) != path:
        yield from files.twin_faults(path, data, survey.there)
        return
    if data:
        yield from formats.content_faults(path, data)
    text = files.as_text(data)
    if text is None and b"<html" in data[:_BEGINNING].lower():  # a page in another encoding: its links are links
        text = data.decode("utf-8", "replace")
        data = text.encode()
    if text is None:
        yield from leaks.in_bytes(data, survey.own)
    elif data:
        quotes = path.endswith((".html", ".htm")) or documents.is_feed(path)
        yield from leaks.faults(text, survey.address, survey.own, quotes=quotes)
        yield from _content(survey, path, data, text)


def put(survey: Survey, path: str, size: int, sha256: str) -> None:
    survey.there[path] = (size, sha256)
    survey.kinds[path] = kind_of(path, sha256)


def _content(survey: Survey, path: str, data: bytes, text: str) -> Iterator[Fault]:
    """Read a text for the addresses that it holds."""
    suffix = PurePosixPath(path).suffix.lower()
    if path == robots.NAME and survey.address:
        yield from robots.faults(text, f"{parts(survey.address).path}/")
    held: list[Reference] = []
    if suffix in (".html", ".htm"):
        kind = survey.kinds[path]
        page = markup.page_of(data, _LOOKS.get(kind), whole=kind != "fragment")
        if page is None:
            yield "syntax", "there is no element in it; make the page again"
            return
        survey.names[path] = page.names
        held = page.references
        yield from page.faults
        if kind == "fragment":
            yield from pages.repeated(page)
        else:
            survey.pages[path] = page
            yield from pages.faults(path, page, kind, survey.address)
    elif suffix in (".svg", ".xml", ".atom", ".rss"):
        root, faults = documents.parsed(data, path)
        yield from faults
        if root is None:
            return
        if suffix == ".svg":
            drawing = markup.drawing_of(root)
            survey.names[path] = drawing.names
            held = drawing.references
            yield from drawing.faults
            yield from pages.repeated(drawing)
        elif documents.is_feed(path):
            held = list(documents.in_feed(root))
        elif oembed.is_oembed(path):
            survey.answers |= {path: fields} if (fields := oembed.texts(root)) else {}
            yield from oembed.doubled(root)
        else:
            held = list(documents.in_sitemap(root))
    elif suffix == ".css":
        held = [Reference(address, "load") for address in addresses(text)]
    elif suffix in (".json", ".webmanifest"):
        held, faults = _json(survey, path, text)
        yield from faults
    if suffix == ".js" and path != WORKER:  # the worker's list of what to keep leads no reader anywhere
        survey.strings[path] = list(documents.in_script(text))
    if survey.address and path not in (NAME, WORKER):
        known = {reference.address.partition("?")[0] for reference in held}
        said = (found for found in mentions(text, survey.address) if found.partition("?")[0] not in known)
        held += (Reference(found, "mention") for found in said)
    survey.held[path] = held


def _json(survey: Survey, path: str, text: str) -> tuple[list[Reference], list[Fault]]:
    """(the addresses that a JSON file holds but as a mention, what is wrong with it)."""
    if faults := list(markup.not_json("it", text)):
        return [], faults
    data = json.loads(text)
    if path.endswith(".webmanifest"):
        return list(documents.in_app_manifest(text)), []
    if documents.is_feed(path):
        return list(syndication.in_feed(data)), list(syndication.feed_faults(data))
    if path.endswith(syndication.NEWS_ITEM):
        return [], list(syndication.item_faults(data))
    if oembed.is_oembed(path):
        survey.answers |= {path: fields} if (fields := oembed.texts(data)) else {}
        return [], list(oembed.faults(path, data, survey.address))
    return [], []
