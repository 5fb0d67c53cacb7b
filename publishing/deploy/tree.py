"""Makes sure that a tree is still what its manifest says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from publishing.deploy.record import FOLDER
from publishing.deploy.telling import named
from publishing.manifest import Manifest, files_of, own_entry
from publishing.trouble import Trouble


def changes(tree: Path, manifest: Manifest) -> Iterator[str]:
    """The paths of files that are not as the manifest says: changed, lost or come since. Raises OSError, Trouble."""
    wanted = {entry.path: entry.sha256 for entry in (*manifest.files, own_entry(manifest))}
    there = set(files_of(tree))
    yield from sorted(there - wanted.keys())
    for path, sha256 in wanted.items():
        if path not in there:
            yield path
            continue
        with (tree / path).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                yield path


def refuse_changed(tree: Path, manifest: Manifest) -> None:
    """Refuse a tree that was changed since it was finished. Raises Trouble, OSError."""
    if any(entry.path.startswith(f"{FOLDER}/") for entry in manifest.files):
        raise Trouble(f"{tree} holds a folder {FOLDER}: it is what was deployed, and no tree that was built")
    if changed := list(changes(tree, manifest)):
        raise Trouble(f"{tree} was changed since it was finished ({named(changed)}): make publish again")
