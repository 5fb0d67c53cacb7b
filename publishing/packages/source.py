"""What packages are made of: the tree without packages, and what `book.json` tells of it."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from publishing import manifest
from publishing.manifest import BOOK, HOST_FILES, NAME, OFFLINE, WORKER, kind_of, plain_path
from publishing.packages.offer import emptied
from publishing.trouble import Trouble

FORMAT = 1
FORMS = ("zip", "epub", "pdf", "zim")
SUMS = "SHA256SUMS"
ONLY_SERVED = ("robots.txt", "sitemap.xml")  # what nobody reads who has the files themselves
_NEEDED = ("name", "title", "subtitle", "lang", "date", "packages", "words", "chapters")


@dataclass(frozen=True)
class Chapter:
    """A page in the order of the book. lang: its language tag. short: its title as menus have it.

    kind: home, article, operation, graphic, page or sources.
    """

    path: str
    kind: str
    title: str
    short: str
    lang: str


@dataclass(frozen=True)
class Source:
    """A tree as packages are made of it.

    files: every path that goes into them, in order. about: what `book.json` holds.
    """

    tree: Path
    files: tuple[str, ...]
    about: dict[str, Any]

    def read(self, path: str) -> bytes:
        """A file; the page that offers the packages as it is in every one of them, without sizes. Raises OSError."""
        content = (self.tree / path).read_bytes()
        return emptied(content.decode("utf-8")).encode() if path == OFFLINE else content

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(Chapter(**each) for each in self.about["chapters"])

    @cached_property
    def date(self) -> datetime.date:
        """The day of the latest content."""
        return datetime.date.fromisoformat(self.about["date"])

    @property
    def epoch(self) -> int:
        """That day's beginning in UTC, in seconds since 1970: the time that packages say they were made at."""
        return int(datetime.datetime.combine(self.date, datetime.time(), datetime.UTC).timestamp())

    def place(self, form: str) -> Path:
        """Where a package stands."""
        return self.tree / self.about["packages"][form]

    @property
    def sums(self) -> Path:
        return self.place("zip").with_name(SUMS)


def source(tree: Path) -> Source:
    """The tree as packages are made of it. Raises Trouble, OSError."""
    if not tree.is_dir():
        raise Trouble(f"there is no folder {tree}: build it with make site, or make publish PUBLIC_URL=https://…")
    try:
        about = json.loads((tree / BOOK).read_text(encoding="utf-8"))
        if about["format"] != FORMAT or any(about[each] is None for each in _NEEDED):
            raise ValueError("it is of another version")
        found = Source(tree, tuple(_files(tree)), about)
        _ = found.chapters, found.date, found.sums
    except FileNotFoundError as error:
        raise Trouble(f"{tree} holds no {BOOK}, which tells what the packages hold: build it again") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Trouble(f"{tree / BOOK} cannot be read: {error}; build the tree again") from error
    if missing := [each.path for each in found.chapters if each.path not in found.files]:
        raise Trouble(f"{tree} lacks {missing[0]}, which {BOOK} names: build it again")
    return found


def _files(tree: Path) -> list[str]:
    """Every file but packages, twins, and what only hosts and browsers ask for."""
    there = list(manifest.files_of(tree))
    known = set(there)
    left_out = {NAME, WORKER, *HOST_FILES, *ONLY_SERVED}

    def is_twin(path: str) -> bool:
        return plain_path(path) != path and plain_path(path) in known

    return [path for path in there if path not in left_out and kind_of(path, "") != "package" and not is_twin(path)]
