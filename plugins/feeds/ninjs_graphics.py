"""The news objects of an item's graphics, each with the files that the graphic is saved as."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphics import beside, make, page_of
from graphics.model import Graphic
from graphics.plate import WIDTHS
from ledger import inline_run

from .items import absolute
from .ninjs import PAGE, parties, publisher, rendition, rights, told, uri

NAMES = dict(zip(WIDTHS, ("web", "highRes"), strict=True))  # of pictures by their widths, as IPTC's rendition NewsCodes
_SIZE = re.compile(rb'<svg[^>]* width="([0-9]+)" height="([0-9]+)"')
_HEAD = 512  # bytes of an SVG in which its size stands


def graphic_objects(
    content: Any, settings: dict[str, Any], embeds: Mapping[str, Any], output: Path
) -> list[dict[str, Any]]:
    """The news objects of the graphics in a text, in their order.

    `embeds` is by the address of a page what has the `save_as` of its embed; `output` is the folder of all files.
    """
    made = make(settings)
    found = []
    for entry in content.outline:
        if entry.graphic:
            page = page_of(made[entry.graphic], settings)
            embed = embeds.get(page.save_as)
            files = [*_files(page.save_as, settings, output), rendition("page", absolute(page.save_as, settings), PAGE)]
            files += [rendition("embed", absolute(embed.save_as, settings), PAGE)] if embed else []
            found.append(_object(made[entry.graphic], page.save_as, entry.alternative, settings, files))
    return found


def _object(
    made: Graphic, page: str, alternative: str, settings: dict[str, Any], files: list[dict[str, Any]]
) -> dict[str, Any]:
    notes = [note for words in made.notes for note in told(note=inline_run(words).text)]
    return {
        "name": made.title,
        "rel": "graphic",
        "uri": uri(absolute(page, settings)),
        "type": "graphic",
        "language": made.language,
        "title": made.title,
        "headlines": told(main=made.title),
        "descriptions": [*told(summary=made.summary, alternative=alternative, source=made.source), *notes],
        **rights(settings),
        "infoSources": [*publisher(settings), *parties(made.facts.values())],
        "altIds": [{"role": "graphic", "value": made.id}],
        "renditions": files,
    }


def _files(page: str, settings: dict[str, Any], output: Path) -> Iterator[dict[str, Any]]:
    """The pictures with their sizes, and the data."""
    for width in WIDTHS:
        path = beside(page, f"-{width}.png")
        with Path(output, path).open("rb") as file:
            size = png_size(file.read(24))
        yield _file(NAMES[width], path, "image/png", settings, output, size)
    path = beside(page, ".svg")
    with Path(output, path).open("rb") as file:
        match = _SIZE.search(file.read(_HEAD))
    yield _file("vector", path, "image/svg+xml", settings, output, (int(match[1]), int(match[2])) if match else None)
    yield _file("data", beside(page, ".csv"), "text/csv", settings, output)


def _file(
    name: str, path: str, kind: str, settings: dict[str, Any], output: Path, size: tuple[int, int] | None = None
) -> dict[str, Any]:
    sizes = {"width": size[0], "height": size[1]} if size else {}
    return rendition(name, absolute(path, settings), kind, **sizes, sizeInBytes=Path(output, path).stat().st_size)


def png_size(head: bytes) -> tuple[int, int]:
    """(width, height) in pixels, from the first 24 bytes of a PNG (PNG, section 11.2.1)."""
    width, height = struct.unpack(">II", head[16:24])
    return width, height
