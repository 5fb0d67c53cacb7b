"""What a deploy tells: its plan, its refusals and its summary, the same for every kind of target."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from publishing.deploy.plan import KEPT_DEPLOYS, Plan
from publishing.deploy.record import Record
from publishing.manifest import PHASES, Manifest
from publishing.trouble import Trouble
from publishing.words import count, size

NAMED = 5  # how many files are named where there may be many
MOST = 30  # how many lines of one kind a terminal gets


def clean(path: str) -> str:
    """A path that may be printed: a name may hold what a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path)


def named(paths: Sequence[str]) -> str:
    """The first few of those paths, and how many more there are."""
    more = len(paths) - NAMED
    return ", ".join(map(clean, paths[:NAMED])) + (f" and {more:,} more" if more > 0 else "")


def foreign(plan: Plan) -> tuple[str, ...]:
    """The files at the target that no deploy put there and that this one leaves alone."""
    in_the_way = set(plan.in_the_way)
    return tuple(path for path in plan.foreign if path not in in_the_way)


def plan_lines(plan: Plan) -> Iterator[str]:
    """What a plan does, in its order.

    A line that begins with two spaces tells of one file: what happens, two more spaces, and the file's path to the
    line's end. Lines of files to put begin with `new` or `changed`. On a terminal long lists are cut short.
    """
    for phase in PHASES:
        puts = ((entry, "changed" if entry.path in plan.replaced else "new") for entry in plan.phases[phase])
        yield from _listed(phase, [f"  {how}  {clean(entry.path)}" for entry, how in puts])
    yield from _listed("then", [f"  delete  {clean(path)}" for path in plan.delete])
    left = {path: KEPT_DEPLOYS - (plan.after.deploy - old.last) for path, old in plan.after.retired.items()}
    times = {path: count(more, "more deploy") if more else "the last time" for path, more in left.items()}
    kept = [f"  kept for {time}  {clean(path)}" for path, time in times.items()]
    yield from _listed("kept for readers of older pages", kept)
    yield (
        f"{count(len(plan.puts), 'file')} to put ({size(plan.size)}), {len(plan.delete):,} to delete, "
        f"{plan.unchanged:,} unchanged, {len(plan.after.retired):,} kept"
    )
    yield from foreign_lines(plan)


def _listed(head: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield head
    if len(lines) <= MOST or not sys.stdout.isatty():
        yield from lines
        return
    yield from lines[:NAMED]
    yield f"  and {count(len(lines) - NAMED, 'more file')}; with | cat at the command's end all are listed"


def foreign_lines(plan: Plan) -> Iterator[str]:
    """Tells of files that are not a deploy's own, where there are any."""
    if left := foreign(plan):
        yield f"{count(len(left), 'file')} there that no deploy put, left alone: {named(left)}"


def refuse_in_the_way(plan: Plan) -> None:
    """Refuse to replace files that no deploy put there. Raises Trouble where there are such."""
    if plan.in_the_way:
        one = len(plan.in_the_way) == 1
        raise Trouble(
            f"{count(len(plan.in_the_way), 'file')} there {'was' if one else 'were'} not put by a deploy and "
            f"{'stands' if one else 'stand'} in the way: {named(plan.in_the_way)}. Nothing was changed. Move "
            f"{'it' if one else 'them'} away, deploy to another place, or replace {'it' if one else 'them'} with "
            "--take-over (TAKE_OVER=1 in make deploy)"
        )


def refuse_another_address(known: Record | None, manifest: Manifest, take_over: bool, shown: str) -> None:
    """Refuse to replace a tree that was made for another address: a preview put over the real thing, say.

    known: the target's record, None where it has none. shown: the target, without its secrets. Raises Trouble.
    """
    there = known.address if known else ""
    if there and manifest.address and there != manifest.address and not take_over:
        raise Trouble(
            f"{shown} holds {there}, and the tree is for {manifest.address}: nothing was changed; deploy to another "
            "place, or replace it with --take-over (TAKE_OVER=1 in make deploy)"
        )


def nothing_to_do(
    plan: Plan, where: str, seconds: float, known: str = "were deployed before (RECHECK=1 reads them back)"
) -> Iterator[str]:
    """The lines of a run that changes nothing.

    where: the target, without its secrets. known: what is known of all of the tree's files: that they are there.
    """
    yield f"Nothing to do: all {count(plan.unchanged, 'file')} {known}, in {seconds:.1f} s: {where}"
    yield from foreign_lines(plan)


def summary(plan: Plan, where: str, seconds: float) -> Iterator[str]:
    """The lines of a run that is done. where: the target, without its secrets."""
    yield (
        f"Put {count(len(plan.puts), 'file')} ({size(plan.size)}), deleted {len(plan.delete):,}, "
        f"kept {len(plan.after.retired):,} for older pages, {plan.unchanged:,} unchanged, in {seconds:.1f} s: {where}"
    )
    yield from foreign_lines(plan)
