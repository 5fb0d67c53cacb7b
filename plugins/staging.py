"""Writes a build beside the last good one and puts it in its place only when it is whole.

The folder that Pelican writes to is `.<name>.new` until every file is written without a warning. A build that fails, or
is killed, leaves the last good output as it was. `.<name>.lock`, beside the output, keeps two builds apart and lists
what the last one wrote: a folder that holds anything else is somebody's own, and is never replaced.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import logging
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.log import FatalLogger

from ledger import Problem, before_reading, refuse, shown_path

SYSTEMS_OWN = (".DS_Store",)  # what a file manager leaves in a folder that somebody looked at


class Counter(logging.Handler):
    """Keeps what Pelican warned of, so that a build with warnings is not taken for whole."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def staged(output: Path) -> tuple[Path, Path, Path]:
    """(where a build is written, where the one before waits for its end, the lock) for an output folder."""
    new, old, lock = (output.parent / f".{output.name}.{what}" for what in ("new", "old", "lock"))
    return new, old, lock


def listed(folder: Path) -> list[str]:
    """Every file of a folder, by its path from there, in order."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def begin(pelican: Any) -> None:
    """Mend what a killed build left, and point Pelican at a fresh folder. Raises Refused where that cannot be done."""
    output = Path(os.path.abspath(pelican.output_path))  # noqa: PTH100  # a link must be seen, not followed
    settings = pelican.settings
    refuse(_wrong_place(output, [Path(settings["PATH"]), Path(settings["THEME"])]))
    new, old, lock = staged(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _lock(lock, output)
        if old.exists() and not output.exists():
            old.rename(output)  # the build before was killed between its two renames
        refuse(_not_ours(output, lock))
        for left in (new, old):
            if left.exists():
                shutil.rmtree(left)
        new.mkdir()
    except OSError as error:
        refuse([_problem(output, error)])
    gc.set_threshold(50_000, 50, 100)  # what a build makes lives to its end; looking through it for waste is in vain
    atexit.register(shutil.rmtree, new, ignore_errors=True)
    counter = Counter()
    logging.getLogger("pelican").addHandler(counter)
    FatalLogger.fatal_lvl = logging.CRITICAL + 1  # a warning is told with all others at the end, not by a traceback
    settings["STAGING"] = (output, counter)
    pelican.output_path = settings["OUTPUT_PATH"] = str(new)
    pelican.delete_outputdir = False
    pelican.run = _guarded(pelican.run)


def _guarded(run: Callable[[], None]) -> Callable[[], None]:
    """Pelican's run, whose failure is one line; with --debug it keeps its traceback."""

    def guarded() -> None:
        try:
            run()
        except KeyboardInterrupt:
            print("Stopped. What was built before is as it was.", file=sys.stderr)
            sys.exit(130)
        except Exception as error:
            if logging.getLogger("pelican").isEnabledFor(logging.DEBUG):
                raise
            refuse([Problem("build", 0, 0, f"{type(error).__name__}: {error} (run Pelican with --debug to see where)")])

    return guarded


def _lock(lock: Path, output: Path) -> None:
    """Hold the lock until this process ends. Raises Refused where another process holds it, OSError."""
    held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644) if _may_lock(lock, output) else -1
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = "another build is writing here, or a deploy is reading it; wait for its end and build again"
        refuse([Problem(shown_path(output), 0, 0, message)])


def _may_lock(lock: Path, output: Path) -> bool:
    """A first build may only begin in an empty place: before there is a lock, nothing in the output is ours."""
    if not lock.exists() and output.is_dir() and any(output.iterdir()):
        refuse(
            [Problem(shown_path(output), 0, 0, "it holds files that no build made; empty it or name another folder")]
        )
    return True


def _wrong_place(output: Path, sources: list[Path]) -> list[Problem]:
    shown = shown_path(output)
    if output == output.parent:
        return [Problem(shown, 0, 0, "the output cannot be the top of the disk; name a folder for it")]
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        return [Problem(shown, 0, 0, "it is not a folder; name a folder for the output")]
    for source in (path.resolve() for path in sources):
        if output.resolve() == source or source in output.resolve().parents or output.resolve() in source.parents:
            return [Problem(shown, 0, 0, f"it overlaps {shown_path(source)}, which is read; name another folder")]
    return []


def _not_ours(output: Path, lock: Path) -> list[Problem]:
    """A problem where the output holds files that the last build did not write."""
    if not output.is_dir():
        return []
    ours = _written(lock)
    foreign = [name for name in listed(output) if name not in ours and Path(name).name not in SYSTEMS_OWN]
    if not foreign:
        return []
    message = f"it holds {foreign[0]}, which no build made; move it away, or name another folder"
    return [Problem(shown_path(output), 0, 0, message)]


def _written(lock: Path) -> set[str]:
    """What the last build wrote, by its list in the lock file; nothing where that cannot be read."""
    return set(lock.read_text(encoding="utf-8", errors="replace").splitlines())


def _problem(output: Path, error: OSError) -> Problem:
    where = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
    return Problem(shown_path(output), 0, 0, f"it cannot be written: {error.strerror or error}{where}")


def finish(pelican: Any) -> None:
    """Put the whole build in the place of the one before. Raises Refused if anything was warned of, or it cannot be."""
    output, counter = pelican.settings["STAGING"]
    refuse(Problem("build", 0, 0, message) for message in counter.messages)
    new, old, lock = staged(output)
    try:
        lock.write_text("\n".join(sorted({*listed(new), *_written(lock)})), encoding="utf-8")
        if output.exists():
            output.rename(old)
        new.rename(output)
        lock.write_text("\n".join(listed(output)), encoding="utf-8")
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        refuse([_problem(output, error)])


def register() -> None:
    before_reading.connect(begin)
    signals.finalized.connect(finish)
