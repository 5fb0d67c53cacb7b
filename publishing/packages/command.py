"""`python -m publishing package`: makes what readers take along, offers it in the tree, and finishes the tree again."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from publishing import finish as finishing
from publishing import manifest
from publishing.manifest import NAME, OFFLINE
from publishing.packages.offer import filled
from publishing.packages.source import FORMS, Source, source
from publishing.progress import Progress
from publishing.trouble import Trouble
from publishing.words import size

MAKERS = {"zip": "zipped", "epub": "epub", "pdf": "pdf", "zim": "zim"}  # the module of each, read when it is asked for
ALL = "all"


def package(arguments: argparse.Namespace) -> int:
    """Make packages as the command line says; return 1 where one could not be made. Raises Trouble, OSError."""
    forms = FORMS if arguments.form == ALL else (arguments.form,)
    tree: Path = arguments.tree
    found = source(tree)
    os.environ["SOURCE_DATE_EPOCH"] = str(found.epoch)  # what the tools that we call go by
    before = _finished(tree)
    progress = Progress(sys.stdout)
    troubles = []
    for form in forms:
        try:
            made = _made(found, form, progress)
        except Trouble as trouble:
            troubles.append(f"no {form.upper()} was made: {trouble}")
            progress.end()
            continue
        progress.end()
        print(f"{found.place(form)}: {size(made)}", flush=True)
    offer(found)
    if before is not None:
        arguments.address = before.address
        arguments.twins = arguments.twins or any(entry.encoding for entry in before.files)
        finishing.finish(arguments, again=True)
    for line in troubles:
        print(line, file=sys.stderr)
    return 1 if troubles else 0


def _finished(tree: Path) -> manifest.Manifest | None:
    """The manifest of a finished tree; None of one that has no address and needs none. Raises Trouble."""
    return manifest.read(tree) if (tree / NAME).is_file() else None


def _made(found: Source, form: str, progress: Progress) -> int:
    """Make a package beside its place and put it there; return its size. Raises Trouble, OSError."""
    maker: Callable[[Source, Path, Progress], None] = import_module(f"publishing.packages.{MAKERS[form]}").make
    place = found.place(form)
    place.parent.mkdir(parents=True, exist_ok=True)
    # Outside the tree, so that a run which is killed leaves nothing in it.
    draft = found.tree.resolve().parent / f".{place.name}.{os.getpid()}"
    try:
        maker(found, draft, progress)
        draft.chmod(0o666 & ~_umask())
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        with finishing.claimed(found.tree, [place.relative_to(found.tree).as_posix()]):
            draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return place.stat().st_size


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def offer(found: Source) -> None:
    """Write the sums of the packages that are there, and the page that offers them. Raises OSError, Trouble."""
    places = [place for form in FORMS if (place := found.place(form)).is_file()]
    sums = "".join(f"{_sha256(place)}  {place.name}\n" for place in sorted(places))
    paths = {place.relative_to(found.tree).as_posix(): place.stat().st_size for place in places}
    draft = found.tree.resolve().parent / f".{found.tree.resolve().name}.draft.{os.getpid()}"
    if places:
        with finishing.claimed(found.tree, [found.sums.relative_to(found.tree).as_posix()]):
            finishing.write(found.sums, sums.encode(), draft)
        paths[found.sums.relative_to(found.tree).as_posix()] = len(sums)
    page = (found.tree / OFFLINE).read_text(encoding="utf-8")
    finishing.write(found.tree / OFFLINE, filled(page, paths).encode(), draft)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
