"""Makes sure that a tree is still what its manifest says, and that no build replaces it meanwhile."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from publishing.deploy.record import FOLDER
from publishing.deploy.telling import named
from publishing.manifest import NAME, Manifest, as_json, of_tree
from publishing.trouble import Trouble


@contextmanager
def held(tree: Path) -> Iterator[None]:
    """Keep builds from replacing the tree until this ends. Raises Trouble where one writes there, OSError.

    A build holds the file `.NAME.lock` beside the tree, which is there once one was made.
    """
    output = Path(os.path.abspath(tree))  # noqa: PTH100  # as the build does, which follows no link
    lock = output.parent / f".{output.name}.lock"
    with lock.open("rb") if lock.exists() else nullcontext() as file:
        if file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Trouble(f"a build is writing {tree}: wait for its end") from error
        yield


def changes(tree: Path, manifest: Manifest) -> set[str]:
    """The paths of files that are not as the manifest says: changed, lost, come since, or told to be what they are not.

    Raises OSError, Trouble.
    """
    found = set(manifest.files) ^ set(of_tree(tree, manifest.address).files)
    own = tree / NAME
    if own.is_symlink() or own.read_bytes() != as_json(manifest).encode():
        return {NAME} | {entry.path for entry in found}
    return {entry.path for entry in found}


def refuse_changed(tree: Path, manifest: Manifest) -> None:
    """Refuse a tree that was changed since it was finished. Raises Trouble, OSError."""
    if any(entry.path.startswith(f"{FOLDER}/") for entry in manifest.files):
        raise Trouble(f"{tree} holds a folder {FOLDER}: it is what was deployed, and no tree that was built")
    if changed := sorted(changes(tree, manifest)):
        raise Trouble(f"{tree} was changed since it was finished ({named(changed)}): make publish again")
