"""What every host is told of: the tree's files, their headers, and where it is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from publishing.manifest import TWINS, Manifest
from publishing.media import TEXT_TYPES, media_type
from publishing.policy import Policy, Rules, rules
from publishing.trouble import Trouble

MADE = "Made by `python -m publishing finish`"  # stands in each file: one without it is somebody's own
AGAIN = "and made anew by each build: what you change here is lost"
# Letters that one of the servers would read as more than a part of a path, in quotes, or in an expression.
UNSAFE = re.compile(r"""["'`$%{}\\#\s]""")


@dataclass(frozen=True)
class Site:
    """A tree and how it is to be served. All but the tree and its policy is as `given.Given` tells it."""

    manifest: Manifest
    policy: Policy
    root: str
    listen: str = ""
    passwords: str = ""
    lines: tuple[str, ...] = ()
    left_out: str = ""

    @property
    def address(self) -> str:
        return self.manifest.address

    @property
    def host(self) -> str:
        name = urlsplit(self.address).hostname or "localhost"
        return name if name.isascii() else name.encode("idna").decode()  # as browsers send it

    @property
    def port(self) -> int | None:
        """The port in the address, where it names one."""
        return urlsplit(self.address).port

    @property
    def base(self) -> str:
        """The path of the tree's top, as a server sees it: decoded, with a slash at both ends."""
        return unquote(urlsplit(self.address).path).rstrip("/") + "/"

    @property
    def is_at_root(self) -> bool:
        return self.base == "/"

    def href(self, path: str) -> str:
        """The path of a file's address, encoded."""
        return quote(self.base + path)

    def matching(self, paths: str, after: str = "") -> str:
        """A regular expression for whole paths of addresses, from one for paths from the tree's top."""
        return f"^{re.escape(self.base)}{paths}{after}$"

    @cached_property
    def rules(self) -> Rules:
        return rules(self.policy, preview=bool(self.passwords))

    @cached_property
    def folders(self) -> dict[str, str]:
        """Folder without an index.html, to the page that a reader gets who cuts an address short there.

        >>> site.folders["operations"]
        'operations.html'
        """
        there = self.manifest.by_path()
        parents = {str(parent) for path in there for parent in PurePosixPath(path).parents if parent.name}
        found = {}
        for folder in sorted(parents):
            if f"{folder}/index.html" not in there and not PurePosixPath(folder).name.startswith("."):
                found[folder] = f"{folder}.html" if f"{folder}.html" in there else ""
        return found

    @cached_property
    def odd_types(self) -> dict[str, str]:
        """Path to media type, of files whose suffix does not tell it."""
        plain = (entry for entry in self.manifest.files if not entry.encoding)
        return {entry.path: entry.type for entry in plain if entry.type != media_type(f"x{_suffix(entry.path)}")}

    def check(self) -> None:
        """Raise Trouble where the configuration of a server could not hold a path."""
        if found := UNSAFE.search(self.base):
            raise Trouble(f"PUBLIC_URL holds {found[0]!r}, which servers read otherwise; name another: {self.address}")
        for path in (*self.folders, *self.odd_types, *self.policy.each):
            if found := UNSAFE.search(path):
                raise Trouble(f"{path} holds {found[0]!r} in its name, which servers read otherwise; rename it")


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix


def text_suffixes() -> str:
    """The suffixes of text files, without their dots, as the alternatives of a regular expression."""
    return "|".join(suffix[1:] for suffix in TEXT_TYPES)


def twin_suffixes() -> str:
    """The end of a twin's path, as a regular expression."""
    return f"(?:{'|'.join(re.escape(suffix) for suffix in TWINS)})"


def head(site: Site, *told: str) -> Iterator[str]:
    """The comment that a file begins with."""
    yield f"# {MADE} for {site.address or site.base},"
    yield f"# {AGAIN}."
    for line in told:
        yield f"# {line}".rstrip()
