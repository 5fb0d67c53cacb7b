"""The folder beside a tree in which packages are drafted, which one run has at a time and leaves empty."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishing.trouble import Trouble


@contextmanager
def workshop(tree: Path) -> Iterator[Path]:
    """A folder for drafts until the block ends. Raises Trouble where another run makes packages of the tree, OSError.

    It lies outside the tree, so that a run which is killed leaves nothing in it; the next run clears that away. The
    lock is the folder's own and goes with the process, so that nothing has to be asked about other processes.
    """
    whole = tree.resolve()
    folder = whole.parent / f".{whole.name}.packages"
    held = _claimed(folder, tree)
    try:
        _clear(folder)
        tempfile.tempdir = str(folder)  # of libraries too, so that what a killed run leaves is cleared by the next
        yield folder
    finally:
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _claimed(folder: Path, tree: Path) -> int:
    """The open folder, locked. Raises Trouble, OSError."""
    while True:
        folder.mkdir(exist_ok=True)
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            there = folder.stat()
        except BlockingIOError:
            os.close(held)
            raise Trouble(f"another run makes packages of {tree}; wait for its end") from None
        except FileNotFoundError:
            os.close(held)
            continue
        if os.path.samestat(there, os.fstat(held)):
            os.set_inheritable(held, True)  # a tool that outlives a killed run is still at work here
            return held
        os.close(held)  # the run before removed its folder between our two steps


def _clear(folder: Path) -> None:
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
