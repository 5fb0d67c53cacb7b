"""The command that deploys."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from publishing.deploy.rclone import Rclone
from publishing.deploy.run import Wishes, run
from publishing.deploy.target import parse, refuse_folder, refuse_sources
from publishing.deploy.tree import held, refuse_changed
from publishing.manifest import read
from publishing.progress import Progress
from publishing.trouble import Trouble
from publishing.words import count

GIT = "git:"
BRANCH = "gh-pages"


def refuse_unsound(tree: Path) -> None:
    """Refuse a tree in which a reader would find something broken. Raises Trouble."""
    from publishing.check import findings

    if found := sum(1 for _ in findings(tree)):
        raise Trouble(f"the check has {count(found, 'finding')}, so nothing was deployed: make check-tree lists them")


def deploy(arguments: argparse.Namespace) -> int:
    """Bring a tree to its target; return the exit status. Raises Trouble, OSError."""
    with held(Path(arguments.tree)):
        return _deploy(Path(arguments.tree), arguments)


def _deploy(tree: Path, arguments: argparse.Namespace) -> int:
    manifest = read(tree)
    if arguments.to.startswith(GIT):
        from publishing.deploy import git

        refuse_changed(tree, manifest)
        remote, _, branch = arguments.to.removeprefix(GIT).partition("#")
        return git.deploy(tree, manifest, remote, branch or BRANCH, arguments)
    target = parse(arguments.to)
    refuse_folder(target, tree)
    if not arguments.take_over:
        refuse_sources(target)
    progress = Progress()
    storage = Rclone(target, tree)
    try:
        wishes = Wishes(arguments.plan, arguments.take_over, arguments.recheck)
        same, sound = partial(refuse_changed, tree, manifest), partial(refuse_unsound, tree)
        run(manifest, storage, wishes, progress, same=same, sound=sound)
    finally:
        progress.end()
        storage.close()
    return 0
