"""`python -m publishing package`: makes what readers take along, offers it in the tree, and finishes the tree again.

Every package is drafted beside the tree, and put in its place when all are made. So a run that is stopped leaves the
packages of the run before, each whole. One that is killed while it puts them leaves some of each: their sums and the
manifest do not agree with the tree then, and the next run mends it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from publishing import finish as finishing
from publishing import hosts, manifest
from publishing.check import told
from publishing.deploy.telling import named
from publishing.deploy.tree import changes, held
from publishing.manifest import HOST_FILES, NAME, OFFLINE, WORKER, plain_path
from publishing.packages import placing
from publishing.packages.offer import places
from publishing.packages.source import FORMS, Source, source
from publishing.packages.workshop import workshop
from publishing.progress import Progress
from publishing.trouble import Trouble
from publishing.words import size

MAKERS = {"zip": "zipped", "epub": "epub", "pdf": "pdf", "zim": "zim"}  # the module of each, read when it is asked for
ALL = "all"
Maker = Callable[[Source, Path, Progress], None]


def package(arguments: argparse.Namespace) -> int:
    """Make packages as the command line says; return 1 where one could not be made, or the check found something.

    Raises Trouble, OSError.
    """
    tree: Path = arguments.tree
    forms = wanted(arguments.form)
    if not tree.is_dir():
        source(tree)  # which says what to do
    with workshop(tree) as room:
        with held(tree):
            found = source(tree)
            same = tree.stat()
            before = _finished(found)
            _refuse(found, forms)
            if before is not None:
                _as_told(arguments, before)
            os.environ["SOURCE_DATE_EPOCH"] = str(found.epoch)  # what the tools that we call go by
            drafts, troubles = _made(found, forms, room)
        if not os.path.samestat(same, tree.stat()):
            raise Trouble(f"{tree} was built anew meanwhile; run this again")
        for line in placing.put(found, drafts, room):
            print(line)
    for form in drafts:
        print(f"{found.place(form)}: {size(found.place(form).stat().st_size)}", flush=True)
    if before is not None:
        finishing.finish(arguments, again=True)
    if drafts.keys() - {"zip"} and not (found.about.get("author") or found.about.get("publisher")):
        print("The settings name no author and no publisher (BYLINE, PUBLISHER), so these packages name nobody.")
    for form, trouble in troubles.items():
        stays = f" (that of an earlier run stays: {found.path(form)})" if found.place(form).is_file() else ""
        print(f"no {form.upper()} was made: {trouble}{stays}", file=sys.stderr)
    wrong = bool(drafts and arguments.check and told(tree))
    return 1 if troubles or wrong else 0


def wanted(text: str) -> tuple[str, ...]:
    """The forms that somebody asks for, in any case, by commas or spaces. Raises Trouble where one is none.

    >>> wanted("EPUB, zip")
    ('zip', 'epub')
    """
    asked = text.lower().replace(",", " ").split()
    if unknown := [each for each in asked if each not in (*FORMS, ALL)]:
        raise Trouble(f"{unknown[0]} is no package: say {', '.join(FORMS)}, several of them, or {ALL}")
    if not asked:
        raise Trouble(f"no package is named: say {', '.join(FORMS)}, several of them, or {ALL}")
    return tuple(form for form in FORMS if form in asked or ALL in asked)


def _finished(found: Source) -> manifest.Manifest | None:
    """The manifest of a finished tree; None of one that was not finished. Raises Trouble, OSError.

    A tree that somebody changed since would be finished as if it had been built so. What this command writes, or a
    finish, may have changed: the run before may have been killed.
    """
    if not (found.tree / NAME).is_file():
        return None
    before = manifest.read(found.tree)
    own = {OFFLINE, WORKER, *HOST_FILES, found.sums_path, *map(found.path, FORMS)}
    if changed := sorted(path for path in changes(found.tree, before) if plain_path(path) not in own):
        raise Trouble(f"{found.tree} was changed since it was finished ({named(changed)}): make publish again")
    return before


def _refuse(found: Source, forms: Sequence[str]) -> None:
    """Say what would come to nothing before anything is made. Raises Trouble, OSError."""
    there = places(found.read(OFFLINE).decode())
    for path in (*map(found.path, forms), found.sums_path):
        if path not in there:
            raise Trouble(f"{OFFLINE} has no place for {path}, so nobody would find it: give it one in the theme")


def _as_told(arguments: argparse.Namespace, before: manifest.Manifest) -> None:
    """Complete what was said by what the tree was finished with. Raises Trouble where that is not known, OSError."""
    folder: Path = arguments.hosts
    if not (folder / hosts.MEMORY).is_file():
        raise Trouble(f"{folder} holds no configuration of {arguments.tree}: say HOSTS=… as make publish was told")
    memory = hosts.remembered(folder)
    if memory is not None:
        if (memory.tree, memory.address) != (hosts.tree_from(folder, arguments.tree), before.address):
            other = f"{os.path.normpath(folder / memory.tree)} for {memory.address}"
            raise Trouble(f"{folder} holds the configuration of {other}: say HOSTS=… as make publish was told")
        for name in ("root", "listen", "passwords"):
            setattr(arguments, name, getattr(arguments, name) or getattr(memory, name))
    elif not arguments.passwords:
        for path in (folder / name for name in hosts.NAMES):
            if path.is_file() and "auth_basic_user_file" in path.read_text(encoding="utf-8", errors="replace"):
                raise Trouble(
                    f"{path} asks for a password, and would no longer: say PASSWORDS=… as make publish was told"
                )
    hosts.given(arguments.tree, arguments.root, arguments.listen, arguments.passwords)  # which says what is wrong
    arguments.address = before.address
    arguments.twins = bool(
        arguments.twins or (memory and memory.twins) or any(entry.encoding for entry in before.files)
    )


def _made(found: Source, forms: Sequence[str], room: Path) -> tuple[dict[str, Path], dict[str, Trouble]]:
    """(the drafts, why there are no others), each by its form. Raises OSError."""
    progress = Progress(sys.stdout)
    drafts, troubles = {}, {}
    for form in forms:
        draft = room / found.place(form).name
        try:
            maker: Maker = import_module(f"publishing.packages.{MAKERS[form]}").make
            maker(found, draft, progress)
            drafts[form] = draft
        except Trouble as trouble:
            troubles[form] = trouble
        finally:
            progress.end()
    return drafts, troubles
