"""What a deploy tells: its plan, its refusals and its summary, the same for every kind of target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publishing.deploy.plan import KEPT_DEPLOYS, Plan
from publishing.manifest import PHASES
from publishing.trouble import Trouble

NAMED = 5  # how many files are named where there may be many


def count(number: int, noun: str) -> str:
    """`1 file`, `1,200 files`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def size(amount: int) -> str:
    """An amount of bytes, as people say it."""
    if amount < 1000:
        return count(amount, "byte")
    return f"{amount / 1e3:.1f} kB" if amount < 1e6 else f"{amount / 1e6:.1f} MB"


def named(paths: Sequence[str]) -> str:
    """The first few of those paths, and how many more there are."""
    more = len(paths) - NAMED
    return ", ".join(paths[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def foreign(plan: Plan) -> tuple[str, ...]:
    """The files at the target that no deploy put there and that this one leaves alone."""
    in_the_way = set(plan.in_the_way)
    return tuple(path for path in plan.foreign if path not in in_the_way)


def plan_lines(plan: Plan) -> Iterator[str]:
    """What a plan does, in its order.

    A line that begins with two spaces tells of one file: what happens, two more spaces, and the file's path to the
    line's end. Lines of files to put begin with `new` or `changed`.
    """
    for phase in PHASES:
        if plan.phases[phase]:
            yield phase
        for entry in plan.phases[phase]:
            yield f"  {'changed' if entry.path in plan.replaced else 'new'}  {entry.path}"
    if plan.delete:
        yield "then"
    for path in plan.delete:
        yield f"  delete  {path}"
    if plan.after.retired:
        yield "kept for readers of older pages"
    for path, old in plan.after.retired.items():
        more = KEPT_DEPLOYS - (plan.after.deploy - old.last)
        yield f"  kept for {count(more, 'more deploy') if more else 'the last time'}  {path}"
    yield (
        f"{count(len(plan.puts), 'file')} to put ({size(plan.size)}), {len(plan.delete):,} to delete, "
        f"{plan.unchanged:,} unchanged, {len(plan.after.retired):,} kept"
    )
    yield from foreign_lines(plan)


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


def nothing_to_do(plan: Plan, where: str, seconds: float) -> Iterator[str]:
    """The lines of a run that changes nothing. where: the target, without its secrets."""
    yield f"Nothing to do: {count(plan.unchanged, 'file')} unchanged, in {seconds:.1f} s: {where}"
    yield from foreign_lines(plan)


def summary(plan: Plan, where: str, seconds: float) -> Iterator[str]:
    """The lines of a run that is done. where: the target, without its secrets."""
    yield (
        f"Put {count(len(plan.puts), 'file')} ({size(plan.size)}), deleted {len(plan.delete):,}, "
        f"kept {len(plan.after.retired):,} for older pages, {plan.unchanged:,} unchanged, in {seconds:.1f} s: {where}"
    )
    yield from foreign_lines(plan)
