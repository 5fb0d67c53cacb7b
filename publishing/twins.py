"""Compressed twins of text files, a .br and a .gz beside each file that they shrink, which one's own server sends.

They are made of the content that stands in the tree now, so none is ever stale. What was made is kept in a folder under
the content's hash; a kept twin is used only if it unpacks to that content.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli

from publishing.manifest import NAME, TWINS, Encoding, Entry
from publishing.media import is_text

LEAST = 256  # bytes; a smaller file fits one packet with its headers, compressed or not
DAYS = 60  # how long a twin is kept that no tree asks for
DAY = 86_400.0
NONE = b"none"  # kept instead of a twin that would be larger than its file; no packed content reads so
_OURS = re.compile(r"[0-9a-f]{64}\.(br|gz)(\.\d+)?")


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _brotli(content: bytes) -> bytes:
    return brotli.compress(content, mode=brotli.MODE_TEXT, quality=11)


PACK: Mapping[Encoding, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
UNPACK: Mapping[Encoding, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
FAULTS = (brotli.error, OSError, EOFError, zlib.error)  # what unpacking raises where it is no packed content


@dataclass(frozen=True)
class Twins:
    """Path to content of the twins of a tree, and how many of them were made now, not taken from what was kept."""

    files: Mapping[str, bytes]
    made: int


def wanted(entries: Iterable[Entry]) -> list[Entry]:
    """The files that get twins; the manifest gets none, for it lists them."""
    return [
        each
        for each in entries
        if is_text(each.path) and not each.encoding and each.size >= LEAST and each.path != NAME
    ]


def is_twin(path: str, packed: bytes, content: bytes) -> bool:
    """Whether a file is what its name says: this content, packed."""
    with contextlib.suppress(*FAULTS):
        return UNPACK[TWINS[Path(path).suffix]](packed) == content
    return False


def twins(tree: Path, entries: Iterable[Entry], cache: Path) -> Twins:
    """The twins that the files of a tree are to have. Raises OSError where a file cannot be read."""
    kept = _throw_away(cache, time.time())
    contents = [(each, (tree / each.path).read_bytes()) for each in wanted(entries)]
    # The longest first, so that no thread is left with it alone. Both libraries let other threads run while they pack.
    contents.sort(key=lambda each: -each[0].size)
    tasks = [(each, content, suffix) for each, content in contents for suffix in TWINS]

    def one(task: tuple[Entry, bytes, str]) -> tuple[str, bytes, bool]:
        each, content, suffix = task
        name = each.sha256 + suffix
        packed = _kept(cache / name, content) if name in kept else None
        if packed is not None:
            return each.path + suffix, packed, False
        packed = PACK[TWINS[suffix]](content)
        if len(packed) >= len(content):
            packed = NONE
        _keep(cache / name, packed)
        return each.path + suffix, packed, True

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        done = list(threads.map(one, tasks))
    files = {path: packed for path, packed, _ in sorted(done) if packed != NONE}
    return Twins(files, sum(made for *_, made in done))


def _kept(path: Path, content: bytes) -> bytes | None:
    """What is kept there; None where it is not the twin of that content, or cannot be read."""
    try:
        packed = path.read_bytes()
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)
    except OSError:
        return None
    return packed if packed == NONE or (is_twin(path.name, packed, content) and len(packed) < len(content)) else None


def _keep(path: Path, packed: bytes) -> None:
    """Keep a twin at one go; where that cannot be done, it is not."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(packed)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _throw_away(folder: Path, now: float) -> set[str]:
    """Remove what nothing has used for DAYS; return the names of what is kept."""
    names = set()
    with contextlib.suppress(OSError):
        for each in os.scandir(folder):
            if not _OURS.fullmatch(each.name):
                continue
            if now - each.stat().st_mtime > DAYS * DAY:
                with contextlib.suppress(OSError):
                    Path(each.path).unlink()
            else:
                names.add(each.name)
    return names
