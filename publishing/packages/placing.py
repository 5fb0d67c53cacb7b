"""Puts packages into their tree: those that were made, their sums, and the page that offers them, all of one tree.

`SHA256SUMS` begins with a comment that names the tree its packages were made of, by a hash of all that went into them.
So a package is known that was made of another tree, or that is no longer what it was, and it is not offered.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from publishing import finish
from publishing.manifest import OFFLINE
from publishing.packages.offer import filled
from publishing.packages.source import FORMS, Source

_TREE = "# of the tree "
_LINE = re.compile(r"([0-9a-f]{64})  ([^/\n]+)")


def put(source: Source, drafts: Mapping[str, Path], room: Path) -> Iterator[str]:
    """Put drafts, by their form, in their places; yield what is to be told of packages that were removed.

    room: a folder for drafts on the tree's own disk. Raises Trouble where a build is at work, OSError.
    """
    kept = {form: found for form, found in _of_this_tree(source).items() if form not in drafts}
    hashes = {form: _sha256(draft) for form, draft in drafts.items()} | kept
    for draft in drafts.values():
        draft.chmod(0o666 & ~_umask())
        with draft.open("rb") as file:
            os.fsync(file.fileno())
    with finish.claimed(source.tree, [*map(source.path, FORMS), source.sums_path]):
        for form in FORMS:
            place = source.place(form)
            if form in drafts:
                place.parent.mkdir(parents=True, exist_ok=True)
                drafts[form].replace(place)
            elif form not in kept and place.is_file():
                place.unlink()
                yield f"{place} was made of another tree, or changed since, and is removed: make it anew"
        _offer(source, hashes, room / "draft")


def _offer(source: Source, hashes: Mapping[str, str], draft: Path) -> None:
    """Write the sums of the packages that are there, and the page that offers them."""
    sizes = {source.path(form): source.place(form).stat().st_size for form in hashes}
    if hashes:
        names = {source.place(form).name: sha256 for form, sha256 in hashes.items()}
        lines = (f"{sha256}  {name}\n" for name, sha256 in sorted(names.items()))
        content = "".join([f"{_TREE}{source.fingerprint}\n", *lines]).encode()
        finish.write(source.sums, content, draft)
        sizes[source.sums_path] = len(content)
    else:
        source.sums.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            source.sums.parent.rmdir()  # only if nothing is in it
    page = (source.tree / OFFLINE).read_text(encoding="utf-8")
    finish.write(source.tree / OFFLINE, filled(page, sizes).encode(), draft)


def _of_this_tree(source: Source) -> dict[str, str]:
    """The hash of each package that lies there, was made of this very tree, and is whole; by its form."""
    try:
        first, *rest = source.sums.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    if first != f"{_TREE}{source.fingerprint}":
        return {}
    told = {found[2]: found[1] for line in rest if (found := _LINE.fullmatch(line))}
    names = {form: source.place(form) for form in FORMS if source.place(form).name in told}
    return {
        form: told[place.name]
        for form, place in names.items()
        if place.is_file() and _sha256(place) == told[place.name]
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
