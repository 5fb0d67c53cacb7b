"""What packages are made of: the tree without packages, and what `book.json` tells of it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from publishing import manifest
from publishing.check.files import name_faults
from publishing.manifest import BOOK, HOST_FILES, NAME, NO_PATH, OFFLINE, SUMS, WORKER, kind_of, plain_path
from publishing.packages.offer import copied
from publishing.trouble import Trouble

FORMAT = 1
FORMS = ("zip", "epub", "pdf", "zim")
LOCAL = "output"  # where `make site` builds
ONLY_SERVED = ("robots.txt", "sitemap.xml")  # what nobody reads who has the files themselves
_NEEDED = ("name", "title", "subtitle", "lang", "date", "packages", "words", "chapters")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # RFC 5646, as far as a reader's system looks
_ADDRESS = re.compile(r"(https?://\S+)?")
_NO_TEXT = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2, and no controls
_EARLIEST, _LATEST = datetime.date(1980, 1, 1), datetime.date(2107, 12, 31)  # the days that a ZIP archive can tell


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
        """A file; the page that offers the packages without sizes, as in each of them. Raises OSError, Trouble."""
        content = (self.tree / path).read_bytes()
        if path.endswith(".html"):
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise Trouble(f"{path} is not in UTF-8: build the tree again") from error
        return copied(content.decode("utf-8")).encode() if path == OFFLINE else content

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
        day = min(max(self.date, _EARLIEST), _LATEST)
        return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that goes into packages: one of another tree has another. Raises OSError."""
        whole = hashlib.sha256()
        for path in self.files:
            whole.update(f"{path}\n{hashlib.sha256(self.read(path)).hexdigest()}\n".encode())
        return whole.hexdigest()

    def path(self, form: str) -> str:
        """Where a package stands, from the tree's top."""
        return self.about["packages"][form]

    def place(self, form: str) -> Path:
        return self.tree / self.path(form)

    @property
    def sums_path(self) -> str:
        return (PurePosixPath(self.path("zip")).parent / SUMS).as_posix()

    @property
    def sums(self) -> Path:
        return self.tree / self.sums_path


def source(tree: Path) -> Source:
    """The tree as packages are made of it. Raises Trouble, OSError."""
    if not tree.is_dir():
        raise Trouble(f"there is no folder {tree}: {_instead(tree)}")
    try:
        about = json.loads((tree / BOOK).read_text(encoding="utf-8"))
        if about["format"] != FORMAT or any(about[each] is None for each in _NEEDED):
            raise ValueError("it is of another version")
        for fault in _faults(about):
            raise ValueError(fault)
        found = Source(tree, tuple(_files(tree, _own(about))), about)
        _ = found.chapters, found.date
    except FileNotFoundError as error:
        raise Trouble(f"{tree} holds no {BOOK}, which tells what the packages hold: build it again") from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        told = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise Trouble(f"{tree / BOOK} cannot be read: {told}; build the tree again") from error
    known = set(found.files)
    if missing := [path for path in (*(each.path for each in found.chapters), OFFLINE) if path not in known]:
        raise Trouble(f"{tree} lacks {missing[0]}, of which packages are made: build it again")
    return found


def _instead(tree: Path) -> str:
    """What somebody can do whose tree is not there: what `make site` built can be packaged too."""
    if tree.name == LOCAL:
        return "make site builds it"
    if (tree.parent / LOCAL / BOOK).is_file():
        return f"say make packages TREE={tree.parent / LOCAL}, or first make publish PUBLIC_URL=https://…"
    return "make publish PUBLIC_URL=https://… builds it"


def _faults(about: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a `book.json`: nothing in it may lead out of the tree, or break a file that is made of it."""
    for text in _strings(about):
        if found := _NO_TEXT.search(text):
            yield f"it holds {found[0]!a}, which no text can"
    paths = [about["packages"][form] for form in FORMS]
    for form, path in zip(FORMS, paths, strict=True):
        wrong = NO_PATH.search(path) or any(name_faults(path)) or kind_of(path, "") != "package"
        if wrong or not path.endswith(f".{form}"):
            yield f"{path!a} is no place for a package of the form {form}"
    if len({PurePosixPath(path).parent for path in paths}) != 1:
        yield "its packages do not stand in one folder"
    if "/" in about["name"] or NO_PATH.search(about["name"]) or any(name_faults(about["name"])):
        yield f"{about['name']!a} is no name of a folder"
    for tag in (about["lang"], *(each["lang"] for each in about["chapters"])):
        if not _LANGUAGE.fullmatch(tag):
            yield f"{tag!a} is no language tag"
    for name in ("address", "license_url"):
        if not _ADDRESS.fullmatch(about.get(name, "")):
            yield f"{about[name]!a} is no address of the web"
    chapters = [each["path"] for each in about["chapters"]]
    if not chapters or len(set(chapters)) != len(chapters):
        yield "it names no chapters, or one of them twice"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings([*value, *value.values()])
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _own(about: dict[str, Any]) -> set[str]:
    """The paths of the packages, and of their sums."""
    paths = [about["packages"][form] for form in FORMS]
    return {*paths, (PurePosixPath(paths[0]).parent / SUMS).as_posix()}


def _files(tree: Path, packages: Iterable[str]) -> list[str]:
    """Every file but packages, twins, and what only hosts and browsers ask for."""
    there = list(manifest.files_of(tree))
    known = set(there)
    left_out = {NAME, WORKER, *HOST_FILES, *ONLY_SERVED, *packages}

    def is_twin(path: str) -> bool:
        return plain_path(path) != path and plain_path(path) in known

    return [path for path in there if path not in left_out and not is_twin(path)]
