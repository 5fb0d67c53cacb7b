"""What a deploy does, worked out from the manifest, the record of the target and the names of what is there.

Contents are told apart by their hashes alone: never by time or size, which servers change and edits may keep. Where
headers are part of what is put, their hash counts with the content's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from publishing.deploy.record import FOLDER, Record, Retired
from publishing.manifest import PHASES, Entry, Manifest, Phase, name_hash, own_entry, plain_path
from publishing.policy import CACHE_CONTROL

KEPT_DEPLOYS = 3  # how many deploys an asset outlives after the last that named it


@dataclass(frozen=True)
class Plan:
    """What is to be done, in this order.

    phases: the files to put, by phase. delete: the files to delete when all else is done. after: the record once all
    of it is done; its number of writes is not yet right. unchanged: how many files of the manifest are there already.
    foreign: files at the target that no deploy put. in_the_way: those of them that stand where a file would be put.
    replaced: the paths to put at which something is already. idle: whether there is nothing to do.
    """

    phases: dict[Phase, tuple[Entry, ...]]
    delete: tuple[str, ...]
    after: Record
    unchanged: int
    foreign: tuple[str, ...]
    in_the_way: tuple[str, ...]
    replaced: frozenset[str]
    idle: bool

    @property
    def puts(self) -> tuple[Entry, ...]:
        return tuple(entry for phase in PHASES for entry in self.phases[phase])

    @property
    def shadows(self) -> dict[str, list[str]]:
        """Path of a file to put to its twins that are to be deleted: a server would send those in its stead."""
        put = {entry.path for entry in self.puts}
        found: dict[str, list[str]] = {}
        for path in self.delete:
            if (plain := plain_path(path)) != path and plain in put:
                found.setdefault(plain, []).append(path)
        return found

    @property
    def size(self) -> int:
        """Bytes to put."""
        return sum(entry.size for entry in self.puts)


def headers(entry: Entry) -> dict[str, str]:
    """The headers that a storage of objects keeps with a file."""
    return {"Cache-Control": CACHE_CONTROL[entry.cache], "Content-Type": entry.type}


def mark(entry: Entry, *, flat: bool) -> str:
    """What tells one state of a file at the target from another: begins with the SHA-256 of its content."""
    if not flat:
        return entry.sha256
    return f"{entry.sha256} {hashlib.sha256(repr(headers(entry)).encode()).hexdigest()[:10]}"


def plan(manifest: Manifest, record: Record | None, present: Collection[str], *, flat: bool = False) -> Plan:
    """Plan the deploy of a tree.

    record: the target's, None where it has none. present: the paths of all files at the target, those of the record's
    own folder left out or not. What the record knows and is not present was lost, and is put again. flat: as in
    Storage: compressed twins are of no use there, and headers are put with each file.
    """
    known = record or Record()
    there = {path for path in present if not path.startswith(f"{FOLDER}/")}
    files = (entry for entry in manifest.files if not (flat and entry.encoding))
    wanted = {entry.path: entry for entry in (*files, own_entry(manifest))}
    marks = {path: mark(entry, flat=flat) for path, entry in wanted.items()}
    certain = {path: sha256 for path, sha256 in known.files.items() if path in there and path not in known.unsure}
    certain |= {path: old.sha256 for path, old in known.retired.items() if path in there and path not in known.unsure}
    puts = [entry for path, entry in wanted.items() if certain.get(path) != marks[path]]
    number = known.deploy + 1
    kept, gone = _old(known, wanted, there, number)
    idle = not puts and not known.unsure  # old assets end with a deploy that changes something, not with a second look
    after = replace(
        known,
        deploy=known.deploy if idle else number,
        files=marks,
        retired=known.retired if idle else kept,
        unsure=frozenset(),
        address=manifest.address,
    )
    foreign = sorted(there - known.own)
    return Plan(
        {phase: tuple(sorted(entry for entry in puts if entry.phase == phase)) for phase in PHASES},
        () if idle else tuple(gone),
        after,
        len(wanted) - len(puts),
        tuple(foreign),
        tuple(path for path in foreign if path in wanted),
        frozenset(entry.path for entry in puts if entry.path in there),
        idle,
    )


def begun(plan: Plan, known: Record) -> Record:
    """The record to write before anything is put: whatever is to be put or deleted is of unknown content."""
    doubtful = known.unsure.union((entry.path for entry in plan.puts), plan.delete)
    settled = {path: sha256 for path, sha256 in plan.after.files.items() if path not in doubtful}
    return replace(
        known,
        files={**known.files, **settled},
        retired={path: old for path, old in known.retired.items() if path not in settled},
        unsure=doubtful,
        address=plan.after.address,
    )


def settled(record: Record, plan: Plan, done: Iterable[Entry]) -> Record:
    """The record once those files of the plan are there for certain."""
    files = {entry.path: plan.after.files[entry.path] for entry in done}
    retired = {path: old for path, old in record.retired.items() if path not in files}
    return replace(record, files={**record.files, **files}, retired=retired, unsure=record.unsure - files.keys())


def blocked(plan: Plan, present: Collection[str]) -> tuple[str, ...]:
    """Files at the target that stand where a folder is needed, or in a folder where a file is: no put replaces those.

    Storages without folders know no such thing.
    """
    put = {entry.path for entry in plan.puts}
    needed = {str(folder) for path in put for folder in PurePosixPath(path).parents}
    return tuple(sorted(p for p in present if p in needed or not put.isdisjoint(map(str, PurePosixPath(p).parents))))


def _old(
    known: Record, wanted: Collection[str], there: Collection[str], number: int
) -> tuple[dict[str, Retired], list[str]]:
    """(the assets that are kept though this deploy does not name them, the paths to delete)."""
    kept: dict[str, Retired] = {}
    gone: list[str] = []
    for path in sorted(known.own):
        if path in wanted or path not in there:
            continue
        old = known.retired.get(path) or Retired(known.files.get(path, ""), known.deploy)
        if path in known.unsure:  # a page may name it all the same; whoever names it again puts it again
            old = replace(old, sha256="")
        if name_hash(path) and number - old.last <= KEPT_DEPLOYS:
            kept[path] = old
        else:
            gone.append(path)
    return kept, gone
