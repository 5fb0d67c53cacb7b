"""Finishes a tree for its public address: what hosts read, twins, the manifest; and the configuration of servers.

What is written into the tree: the service worker, _headers, _redirects, .nojekyll, twins where they are asked for,
manifest.json as the last. A second run writes the same bytes, and touches no file that is right already.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from publishing import hosts, manifest, worker
from publishing.inline import before
from publishing.manifest import HOST_FILES, NAME, NO_PATH, SUMS, WORKER, Entry, Manifest, plain_path
from publishing.policy import not_an_asset, policy
from publishing.trouble import Trouble


def finish(arguments: argparse.Namespace, again: bool = False) -> int:
    """Finish a tree as the command line says; print what somebody has to know. Raises Trouble, OSError.

    again: it was finished before, and what somebody has to know was told then.
    """
    tree: Path = arguments.tree
    if not tree.is_dir():
        raise Trouble(f"there is no folder {tree}: build it first")
    given = hosts.given(tree, arguments.root, arguments.listen, arguments.passwords)
    for path in (tree / name for name in ("_headers", "_redirects")):
        if _is_somebodys(path):
            raise Trouble(f"{path} was made by somebody else, and is made anew by each finish: take yours out")
    earlier = _manifest_before(tree)
    plain = _with_worker(tree, _plain(tree, manifest.of_tree(tree, arguments.address), earlier))
    if wrong := not_an_asset(plain.files):
        raise Trouble(f"{wrong[0]} is named by the hash of another content, so hosts would keep it for ever: rename it")
    remembered = partial(before, _text(arguments.hosts / hosts.MEMORY))
    site = hosts.Site(plain, policy(tree, plain, remembered), *given)
    site.check()
    own = {name: text.encode() for name, text in hosts.in_tree(site).items()}
    if arguments.twins:
        from publishing.twins import twins  # Brotli takes a while to load

        own |= twins(tree, plain.files, arguments.cache).files
    with claimed(tree, [*own, NAME]):
        _put(tree, plain, own, earlier)
    packages = any(posixpath.basename(entry.path) == SUMS for entry in plain.files)
    last, now = hosts.remembered(arguments.hosts), hosts.memory_of(arguments, site, packages)
    told = configure(arguments.hosts, hosts.beside_tree(site, now))
    for line in (*told, *(() if again else hosts.notices(site, arguments.hosts))):
        print(line)
    if last and last.tree == now.tree and last.packages and not now.packages and not again:
        print("The packages of the tree before are gone; make packages makes new ones.")
    return 0


def _put(tree: Path, plain: Manifest, own: Mapping[str, bytes], before: Manifest) -> None:
    """Write what a finish adds to a tree, and remove what an earlier one added and this one does not."""
    there = plain.by_path()
    added = (manifest.entry_of(path, content, there.get(plain_path(path))) for path, content in own.items())
    whole = Manifest(plain.address, tuple(sorted([*plain.files, *added])))
    draft = _draft(tree)
    for path in sorted(_own_before(tree, before) - own.keys()):
        (tree / path).unlink(missing_ok=True)
    for path, content in own.items():
        write(tree / path, content, draft)
    write(tree / NAME, manifest.as_json(whole).encode(), draft)


def _with_worker(tree: Path, plain: Manifest) -> Manifest:
    """The tree with its service worker, which is written first: it may get twins. Somebody's own is left as it is."""
    script = worker.script(plain).encode()
    if WORKER in plain.by_path():
        return plain
    if not script:
        (tree / WORKER).unlink(missing_ok=True)
        return plain
    with claimed(tree, [WORKER]):
        write(tree / WORKER, script, _draft(tree))
    return Manifest(plain.address, tuple(sorted([*plain.files, manifest.entry_of(WORKER, script)])))


def _draft(tree: Path) -> Path:
    """Where a file is written before it is put: outside the tree, so that a run which is killed leaves nothing in it.

    Each run has its own.
    """
    return tree.resolve().parent / f".{tree.resolve().name}.draft.{os.getpid()}"


def _manifest_before(tree: Path) -> Manifest:
    """What an earlier finish left of this tree; an empty manifest where there was none, or it was cut off."""
    with contextlib.suppress(OSError, ValueError):
        return manifest.from_json((tree / NAME).read_text(encoding="utf-8"))
    return Manifest("", ())


def _plain(tree: Path, found: Manifest, before: Manifest) -> Manifest:
    """The files of a tree without those that a finish makes. Raises Trouble where one is in the place of such."""
    twins_before = {entry.path for entry in before.files if entry.encoding}
    for entry in found.files:
        if wrong := NO_PATH.search(entry.path):
            raise Trouble(f"{entry.path!a} holds {wrong[0]!r} in its name, which no list of files can; rename it")
        if entry.encoding and entry.path not in twins_before and not _is_twin(tree, entry):
            plain = plain_path(entry.path)
            raise Trouble(
                f"{entry.path} would be sent in the place of {plain}, and is another thing: name it otherwise"
            )
    ours = twins_before.union(HOST_FILES, () if _is_somebodys(tree / WORKER) else (WORKER,))
    return Manifest(found.address, tuple(each for each in found.files if not each.encoding and each.path not in ours))


def _is_twin(tree: Path, entry: Entry) -> bool:
    """Whether it is a twin that a finish made which was killed before its manifest."""
    from publishing.twins import is_twin

    return is_twin(entry.path, (tree / entry.path).read_bytes(), (tree / plain_path(entry.path)).read_bytes())


def _own_before(tree: Path, before: Manifest) -> set[str]:
    """What earlier runs may have written, but for the manifest."""
    twins = {
        path for path in manifest.files_of(tree) if plain_path(path) != path and (tree / plain_path(path)).is_file()
    }
    return twins | {entry.path for entry in before.files if entry.encoding}


def _text(path: Path) -> str:
    """What a file holds; nothing where it is not there or not to be read."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8")
    return ""


def _is_somebodys(path: Path) -> bool:
    """Whether a file is there, in a place where ours would be, that no finish made."""
    if not (path.is_file() or path.is_symlink()):
        return False
    try:
        return hosts.MADE not in path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # a link that leads nowhere
        return True


@contextlib.contextmanager
def claimed(tree: Path, paths: Iterable[str]) -> Iterator[None]:
    """Add files to the list of what the build wrote, which stands beside the tree, so that a build may replace them.

    The list is the build's lock as well, and held to the end of the block. Raises Trouble where a build is at work.
    """
    lock = tree.resolve().parent / f".{tree.resolve().name}.lock"
    if not lock.is_file():
        yield
        return
    with lock.open("r+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"a build is writing {tree}; wait for its end") from None
        listed = held.read().splitlines()
        if new := sorted(set(paths) - set(listed)):
            held.write("\n".join(["", *new] if listed else new))
        held.flush()
        yield


def write(path: Path, content: bytes, draft: Path) -> None:
    """Write a file at one go, by way of a draft, if it is not there as it should be. Raises OSError."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return
    draft.write_bytes(content)
    draft.replace(path)


def configure(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Write the configuration of servers; yield what is to be told of files that were left alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in hosts.NAMES:
        path = folder / name
        if _is_somebodys(path):
            if name in files:
                yield f"{path} was made by somebody else and is left alone; rename it, and the next run makes one."
        elif name in files:
            path.parent.mkdir(exist_ok=True)
            write(path, files[name].encode(), path.with_name(f".{path.name}.new"))
        else:
            path.unlink(missing_ok=True)
    for kept in {(folder / name).parent for name in hosts.NAMES} - {folder}:
        with contextlib.suppress(OSError):
            kept.rmdir()  # only if nothing is in it
