"""What a folder of servers' configuration remembers of the run that made it, in its `inline.json`.

By it packages, which finish a tree again, make the configuration anew as it was: with the same lock and the same place.
The tree is named from that folder, so that both can be moved together.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from publishing.hosts.site import Site

MEMORY = "inline.json"


@dataclass(frozen=True)
class Memory:
    """What a finish was told. root and passwords: whole paths, or ""; listen: "host:port", or "".

    tree: its path from the folder. packages: whether packages lay in it.
    """

    tree: str
    address: str
    root: str
    listen: str
    passwords: str
    twins: bool
    packages: bool

    def as_told(self) -> dict[str, Any]:
        return asdict(self)


def tree_from(folder: Path, tree: Path) -> str:
    """How a tree is named in a folder of configuration."""
    return os.path.relpath(tree.resolve(), folder.resolve())


def memory_of(arguments: argparse.Namespace, site: Site, packages: bool) -> Memory:
    """What the next run has to know of this one, which was told those arguments."""
    return Memory(
        tree=tree_from(arguments.hosts, arguments.tree),
        address=site.address,
        root=site.root if arguments.root else "",  # else it is the tree's own place, wherever that will be
        listen=site.listen,
        passwords=site.passwords,
        twins=arguments.twins,
        packages=packages,
    )


def remembered(folder: Path) -> Memory | None:
    """What the folder remembers; None where nothing is, or a version before this one wrote it."""
    try:
        told = json.loads((folder / MEMORY).read_text(encoding="utf-8"))["told"]
        found = Memory(**told)
    except (OSError, KeyError, TypeError, ValueError, RecursionError):
        return None
    texts = (found.tree, found.address, found.root, found.listen, found.passwords)
    return found if all(isinstance(text, str) for text in texts) else None
