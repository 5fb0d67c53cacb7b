"""Keeps the record at the target, and finds out when another deploy writes there too.

Before a run puts anything it writes a list of its own: the paths that it may put or delete. It removes the list when it
comes to its end. So a list of another run tells of one that did not: it was killed, or is only held up and may write
still. Who finds a list reads back what is named there. The first run that finds it and comes to its end leaves it for
the next, under another name; the second removes it. So the second mends what a run that was held up wrote over the
first.

Of two deploys at once the later one goes on. The other stops when it next looks, and leaves its list.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from dataclasses import replace

from publishing.deploy.record import FOLDER, NAMES, Record, as_json, in_force
from publishing.deploy.storage import Storage
from publishing.deploy.together import each
from publishing.trouble import Trouble

NEW = f"{FOLDER}/run."  # and the name of the run: its list, a JSON array of paths
MET = f"{FOLDER}/met."  # the same, once a run that came to its end found it


class Keeper:
    """known: what is known of the target, None before the first deploy. damaged: its record is there, and not whole.

    doubted: the paths in lists of other runs.
    """

    def __init__(self, storage: Storage, present: Collection[str]) -> None:
        self._storage = storage
        self._by = secrets.token_hex(8)
        self._own = f"{NEW}{self._by}.json"
        names = [name for name in NAMES if name in present]
        self._last = self._read(names)
        self._begun: frozenset[str] = frozenset()
        lists = [path for path in present if path.startswith((NEW, MET))]
        self._lists = dict(zip(lists, each(self._paths, lists), strict=True))
        self.doubted = frozenset(path for paths in self._lists.values() for path in paths)
        self.damaged = bool(names) and self._last is None
        self.known = self._last
        if self.doubted:
            known = self._last or Record()
            self.known = replace(known, unsure=known.unsure | (self.doubted.intersection(present) - known.own))

    def _read(self, names: Collection[str]) -> Record | None:
        found = each(self._storage.read, names)
        return in_force(content.decode(errors="replace") for content in found if content is not None)

    def _paths(self, name: str) -> list[str]:
        try:
            paths = json.loads(self._storage.read(name) or "[]")
            "".join(paths).encode()
        except (TypeError, ValueError, RecursionError):  # cut off: the run that wrote it had put nothing yet
            return []
        return list(paths)

    def check(self) -> None:
        """Make sure that what this deploy last read or wrote is in force. Raises Trouble where it is not."""
        found = self._read(NAMES)
        if found == self._last:
            return
        where = self._storage.shown
        if not found or found.by == self._by:
            raise Trouble(f"the record at {where} does not hold what was written there: is it sound?")
        if self._begun:
            self._list(self._begun)  # again: the other may have moved it on
        else:
            self._storage.delete(self._own)
        raise Trouble(f"another deploy writes to {where}: this one stopped; run it again when the other is done")

    def _list(self, paths: Collection[str]) -> None:
        self._storage.write(self._own, json.dumps(sorted(paths)).encode())

    def begin(self, record: Record) -> None:
        """Put the first record of a deploy in force, in which all that it may put or delete is unsure."""
        self._list(record.unsure)
        self.write(record)
        self.check()  # of two that begin at once, one finds the other's record here, and has put nothing yet
        self._begun = record.unsure

    def write(self, record: Record) -> None:
        """Put a record in force."""
        self.check()
        record = replace(record, writes=(self._last.writes if self._last else 0) + 1, by=self._by)
        self._storage.write(record.slot, as_json(record).encode())
        self._last = record

    def end(self, record: Record) -> None:
        """Put the last record of a deploy in force."""
        self.write(record)
        self.check()
        self._storage.delete(self._own)
        self.tidy()

    def tidy(self) -> None:
        """Move on the lists of others, at the end of a run that found at the target all that it should."""
        for name, paths in self._lists.items():
            if name.startswith(NEW):
                self._storage.write(MET + name.removeprefix(NEW), json.dumps(paths).encode())
            self._storage.delete(name)
