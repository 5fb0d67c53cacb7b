"""Writes a build beside the last good one and puts it in its place only when it is whole.

The folder that Pelican writes to is `.<name>.new` until every file is written without a warning. A build that fails, or
is killed, leaves the last good output as it was. A folder of files that no build wrote is never replaced: a lock file
beside the output, `.<name>.lock`, tells that a build has been there.
"""

from __future__ import annotations

import atexit
import fcntl
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from pelican import signals

from ledger import Problem, refuse
from ledger.problems import shown_path


class Counter(logging.Handler):
    """Counts what Pelican warned of, so that a build with warnings is not taken for whole."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def staged(output: Path) -> tuple[Path, Path, Path]:
    """(where a build is written, where the one before waits for its end, the lock) for an output folder."""
    return tuple(output.with_name(f".{output.name}.{what}") for what in ("new", "old", "lock"))  # type: ignore[return-value]


def begin(pelican: Any) -> None:
    """Point Pelican at a fresh folder. Raises Refused where the output is not ours or another build is running."""
    output = Path(pelican.output_path).resolve()
    new, old, lock = staged(output)
    refuse(_not_ours(output))
    output.parent.mkdir(parents=True, exist_ok=True)
    held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        refuse([Problem(shown_path(output), 0, 0, "another build is writing here; wait for its end and build again")])
    if old.exists() and not output.exists():
        old.rename(output)  # the build before was killed between its two renames
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    new.mkdir()
    atexit.register(shutil.rmtree, new, ignore_errors=True)
    counter = Counter()
    logging.getLogger("pelican").addHandler(counter)
    pelican.settings["STAGING"] = (output, counter)
    pelican.output_path = pelican.settings["OUTPUT_PATH"] = str(new)
    pelican.delete_outputdir = False


def _not_ours(output: Path) -> list[Problem]:
    shown = shown_path(output)
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        return [Problem(shown, 0, 0, "it is not a folder; name a folder for the output")]
    if output.is_dir() and any(output.iterdir()) and not staged(output)[2].exists():
        return [Problem(shown, 0, 0, "it holds files that no build made; empty it or name another folder")]
    return []


def finish(pelican: Any) -> None:
    """Put the whole build in the place of the one before. Raises Refused if anything was warned of."""
    output, counter = pelican.settings["STAGING"]
    refuse(Problem(shown_path(output), 0, 0, message) for message in counter.messages)
    new, old, _ = staged(output)
    if output.exists():
        output.rename(old)
    new.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def register() -> None:
    signals.initialized.connect(begin)
    signals.finalized.connect(finish)
