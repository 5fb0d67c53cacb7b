"""What a deploy needs of a place to put files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from publishing.manifest import Entry


class Storage(Protocol):
    """A place to put files. Paths are from its top, with `/`. All but `list` may be called from many threads at once.

    shown: what people are told of it. flat: it knows no folders and takes headers with each file; nobody there chooses
    between a file and its twins. fresh: there is no such folder yet. Both are known once `list` was called. Everything
    raises Trouble where it cannot be done.
    """

    shown: str
    flat: bool
    fresh: bool

    def list(self) -> frozenset[str]:
        """The paths of all files that are there, leftovers of ours among them."""

    def read(self, path: str) -> bytes | None:
        """A small file, or None where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Write a small file. A reader may meet a part of it."""

    def put(self, entry: Entry, *, replaces: bool) -> None:
        """Put a file of the tree, so that a reader meets the old or the new one, whole, wherever that can be done."""

    def sha256(self, path: str) -> str | None:
        """The hash of what is there, read back whole; None where there is nothing."""

    def delete(self, path: str) -> None:
        """Delete a file; one that is not there is no fault."""

    def sweep(self, folders: Collection[str]) -> None:
        """Delete what was left of files on their way, and those of the folders that are empty."""

    def notices(self) -> Iterator[str]:
        """Lines to tell at the end."""

    def close(self) -> None: ...
