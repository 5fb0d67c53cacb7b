"""The order of a deploy.

Whatever it is about to do stands in the record before it does it. Nothing is put before what it names was put and read
back, and nothing is deleted before all that is new is there. So it may be stopped anywhere and run again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from publishing.deploy import telling
from publishing.deploy.keeper import Keeper
from publishing.deploy.plan import Plan, begun, blocked, plan, settled
from publishing.deploy.record import Record
from publishing.deploy.storage import Storage
from publishing.deploy.together import each, meanwhile
from publishing.manifest import PHASES, Entry, Manifest, Phase
from publishing.progress import Progress
from publishing.trouble import Trouble


@dataclass(frozen=True)
class Wishes:
    """What the command asks for: see its --help."""

    only_plan: bool = False
    take_over: bool = False
    recheck: bool = False


def run(
    manifest: Manifest,
    storage: Storage,
    wishes: Wishes,
    progress: Progress,
    *,
    same: Callable[[], None],
    sound: Callable[[], None],
) -> None:
    """Bring a tree to a storage.

    same, sound: raise Trouble where the tree is not what its manifest says, and where it is not fit to be deployed.
    """
    began = time.monotonic()
    progress.begin(f"Looking at {storage.shown}{f', for {manifest.address}' if manifest.address else ''}")
    present = meanwhile(storage.list, same)
    keeper = Keeper(storage, present)
    telling.refuse_another_address(keeper.known, manifest, wishes.take_over, storage.shown)
    todo = plan(manifest, keeper.known, present, flat=storage.flat)
    if keeper.known and (wishes.recheck or keeper.doubted):
        paths = todo.after.files.keys() if wishes.recheck else keeper.doubted
        record = rechecked(paths, manifest, keeper.known, todo, storage, progress)
        todo = plan(manifest, record, present, flat=storage.flat)
    progress.end()
    if storage.fresh:
        print(f"{storage.shown} is a new folder.")
    if keeper.damaged:
        print(f"The record of earlier deploys at {storage.shown} is damaged; what they put counts as not theirs.")
    if not wishes.take_over:
        telling.refuse_in_the_way(todo)
    if not storage.flat and (stuck := blocked(todo, present)):
        raise Trouble(
            f"a file stands where a folder is needed, or a folder where a file is, at {telling.named(stuck)}: nothing "
            f"was changed; move it away from {storage.shown}"
        )
    if wishes.only_plan:
        print(*telling.plan_lines(todo), sep="\n")
        return
    if todo.idle:
        if keeper.doubted:
            keeper.tidy()
            storage.sweep(())
        print(*telling.nothing_to_do(todo, storage.shown, time.monotonic() - began), sep="\n")
        return
    sound()
    carry_out(todo, keeper, storage, progress)
    progress.end()
    print(*telling.summary(todo, storage.shown, time.monotonic() - began), sep="\n")
    if storage.flat and any(entry.encoding for entry in manifest.files):
        print("The .br and .gz twins stayed here: a storage of objects cannot choose between them.")
    for notice in storage.notices():
        print(notice)


def rechecked(
    paths: Collection[str], manifest: Manifest, record: Record, todo: Plan, storage: Storage, progress: Progress
) -> Record:
    """The record, where each of those paths is unsure that is not at the target as the record says."""
    put = {entry.path for entry in todo.puts}
    certain = [path for path in todo.after.files if path in paths and path not in put]
    sizes = {entry.path: entry.size for entry in manifest.files}
    progress.begin("Reading back", len(certain), sum(sizes.get(path, 0) for path in certain))

    def sound(path: str) -> bool:
        same = storage.sha256(path) == todo.after.files[path].partition(" ")[0]
        progress.step(sizes.get(path, 0))
        return same

    wrong = [path for path, same in zip(certain, each(sound, certain), strict=True) if not same]
    return replace(record, unsure=record.unsure.union(wrong))


def carry_out(todo: Plan, keeper: Keeper, storage: Storage, progress: Progress) -> None:
    """Put, read back, delete."""
    record = begun(todo, keeper.known or Record())
    keeper.begin(record)
    for phase in PHASES:
        if todo.phases[phase]:
            record = put(phase, todo, record, storage, progress, keeper)
    if todo.delete:
        keeper.check()
        shadows = {twin for twins in todo.shadows.values() for twin in twins}
        progress.begin("Deleting", len(todo.delete) - len(shadows))
        each(storage.delete, [path for path in todo.delete if path not in shadows])
    storage.sweep(emptied(todo))
    keeper.end(todo.after)


def put(phase: Phase, todo: Plan, record: Record, storage: Storage, progress: Progress, keeper: Keeper) -> Record:
    """Put the files of a phase and read each back; return the record that says so."""
    entries = todo.phases[phase]
    amount = sum(entry.size for entry in entries)
    shadows = todo.shadows

    def bring(entry: Entry) -> None:
        storage.put(entry, replaces=entry.path in todo.replaced)
        for twin in shadows.get(entry.path, ()):
            storage.delete(twin)
        progress.step(entry.size)

    def whole(entry: Entry) -> bool:
        same = storage.sha256(entry.path) == entry.sha256
        progress.step(entry.size)
        return same

    progress.begin(f"Putting {phase}", len(entries), amount)
    each(bring, entries)
    progress.begin(f"Reading back {phase}", len(entries), amount)
    found = each(whole, entries)
    record = settled(record, todo, (entry for entry, same in zip(entries, found, strict=True) if same))
    keeper.write(record)
    if wrong := [entry.path for entry, same in zip(entries, found, strict=True) if not same]:
        raise Trouble(
            f"{telling.named(wrong)} at {storage.shown} is not what was put there: another program writes there, or "
            "the tree was changed meanwhile; run the deploy again"
        )
    return record


def emptied(todo: Plan) -> set[str]:
    """The folders that deleting may have left empty."""
    left = {*todo.after.files, *todo.after.retired, *todo.foreign}
    used = {str(folder) for path in left for folder in PurePosixPath(path).parents}
    return {str(folder) for path in todo.delete for folder in PurePosixPath(path).parents} - used - {"."}
