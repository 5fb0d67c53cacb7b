"""Keeps the record at the target, and finds out when another deploy writes there too.

Of two deploys at once the later one goes on. The other stops when it next looks, and leaves a list of what it may have
put over the files of the first: the next deploy counts all that as of unknown content.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator
from dataclasses import replace

from publishing.deploy.record import FOLDER, NAMES, Record, as_json, in_force
from publishing.deploy.storage import Storage
from publishing.deploy.together import each
from publishing.trouble import Trouble

STOPPED = f"{FOLDER}/stopped."  # and the name of the run that stopped: a JSON list of paths


class Keeper:
    """known: what is known of the target, None before the first deploy. damaged: its record is there, and not whole."""

    def __init__(self, storage: Storage, present: Collection[str]) -> None:
        self._storage = storage
        self._by = secrets.token_hex(8)
        names = [name for name in NAMES if name in present]
        self._last = self._read(names)
        self._begun: frozenset[str] = frozenset()
        self._stopped = [path for path in present if path.startswith(STOPPED)]
        doubtful = frozenset(path for name in self._stopped for path in self._paths(name))
        self.damaged = bool(names) and self._last is None
        self.known = self._last
        if doubtful:
            known = self._last or Record()
            self.known = replace(known, unsure=known.unsure | doubtful)

    def _read(self, names: Collection[str]) -> Record | None:
        found = each(self._storage.read, names)
        return in_force(content.decode(errors="replace") for content in found if content is not None)

    def _paths(self, name: str) -> Iterator[str]:
        try:
            yield from map(str, json.loads(self._storage.read(name) or "[]"))
        except (TypeError, ValueError):  # cut off: the run that wrote it told people to run it again
            return

    def check(self) -> None:
        """Make sure that what this deploy last read or wrote is in force. Raises Trouble where it is not."""
        found = self._read(NAMES)
        if found == self._last:
            return
        where = self._storage.shown
        if not found or found.by == self._by:
            raise Trouble(f"the record at {where} does not hold what was written there: is it sound?")
        if self._begun:
            self._storage.write(f"{STOPPED}{self._by}.json", json.dumps(sorted(self._begun)).encode())
        raise Trouble(f"another deploy writes to {where}: this one stopped; run it again when the other is done")

    def write(self, record: Record) -> None:
        """Put a record in force. The first that is written names all that this deploy may put or delete as unsure."""
        self.check()
        self._begun = self._begun or record.unsure
        record = replace(record, writes=(self._last.writes if self._last else 0) + 1, by=self._by)
        self._storage.write(record.slot, as_json(record).encode())
        self._last = record

    def end(self, record: Record) -> None:
        """Put the last record of a deploy in force."""
        self.write(record)
        self.check()
        for name in self._stopped:
            self._storage.delete(name)
