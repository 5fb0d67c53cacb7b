"""Finishes a tree for its public address: what hosts read, twins, the manifest; and the configuration of servers.

What is written into the tree: _headers, _redirects, .nojekyll, twins where they are asked for, manifest.json as the
last. A second run writes the same bytes, and touches no file that is right already.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from publishing import hosts, manifest
from publishing.hosts.site import MADE, Site
from publishing.inline import before
from publishing.manifest import HOST_FILES, NAME, Entry, Manifest, plain_path
from publishing.policy import not_an_asset, policy
from publishing.trouble import Trouble


def finish(arguments: argparse.Namespace) -> int:
    """Finish a tree as the command line says; print what somebody has to know. Raises Trouble, OSError."""
    tree: Path = arguments.tree
    if not tree.is_dir():
        raise Trouble(f"there is no folder {tree}: build it first")
    earlier = _manifest_before(tree)
    plain = _plain(tree, manifest.of_tree(tree, arguments.address), earlier)
    if wrong := not_an_asset(plain.files):
        raise Trouble(f"{wrong[0]} is named by the hash of another content, so hosts would keep it for ever: rename it")
    site = Site(
        plain,
        policy(tree, plain, partial(before, _text(arguments.hosts / hosts.MEMORY))),
        _absolute(arguments.root or str(tree.resolve())),
        arguments.listen,
        _absolute(arguments.passwords),
        _lines(arguments.passwords),
    )
    site.check()
    own = {name: text.encode() for name, text in hosts.in_tree(site).items()}
    if arguments.twins:
        from publishing.twins import twins  # Brotli takes a while to load

        own |= twins(tree, plain.files, arguments.cache).files
    with _claimed(tree, [*own, NAME]):
        _put(tree, own, earlier, arguments.address)
    for line in (*configure(arguments.hosts, hosts.beside_tree(site)), *hosts.notices(site, arguments.hosts)):
        print(line)
    return 0


def _put(tree: Path, own: Mapping[str, bytes], before: Manifest, address: str) -> None:
    """Write what a finish adds to a tree, and remove what an earlier one added and this one does not."""
    draft = tree.resolve().parent / f".{tree.resolve().name}.draft"  # outside the tree: one killed leaves nothing in it
    for path in sorted(_own_before(tree, before) - own.keys()):
        (tree / path).unlink(missing_ok=True)
    for path, content in own.items():
        write(tree / path, content, draft)
    write(tree / NAME, manifest.as_json(manifest.of_tree(tree, address)).encode(), draft)


def _manifest_before(tree: Path) -> Manifest:
    """What an earlier finish left of this tree; an empty manifest where there was none, or it was cut off."""
    with contextlib.suppress(OSError, ValueError):
        return manifest.from_json((tree / NAME).read_text(encoding="utf-8"))
    return Manifest("", ())


def _plain(tree: Path, found: Manifest, before: Manifest) -> Manifest:
    """The files of a tree without those that a finish makes. Raises Trouble where one is in the place of such."""
    twins_before = {entry.path for entry in before.files if entry.encoding}
    for entry in found.files:
        if entry.encoding and entry.path not in twins_before and not _is_twin(tree, entry):
            plain = plain_path(entry.path)
            raise Trouble(
                f"{entry.path} would be sent in the place of {plain}, and is another thing: name it otherwise"
            )
    ours = twins_before.union(HOST_FILES)
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


def _lines(passwords: str) -> tuple[str, ...]:
    """The lines of a file of passwords that tell of a user. Raises Trouble where there is none."""
    if not passwords:
        return ()
    try:
        found = [line.strip() for line in Path(passwords).read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{passwords} cannot be read: {error}") from error
    users = tuple(line for line in found if line and not line.startswith("#"))
    if not users or not all(":" in line for line in users):
        raise Trouble(f"{passwords} holds no lines of user:hash; make it with htpasswd -cB {passwords} NAME")
    return users


def _absolute(path: str) -> str:
    return os.path.abspath(path) if path else ""  # noqa: PTH100  # as it is named on the server, whatever links there are


@contextlib.contextmanager
def _claimed(tree: Path, paths: Iterable[str]) -> Iterator[None]:
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
            held.seek(0, os.SEEK_END)
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
        there = path.is_file() or path.is_symlink()
        if there and MADE not in path.read_text(encoding="utf-8", errors="replace"):
            if name in files:
                yield f"{path} was made by somebody else and is left alone; rename it, and the next run makes one."
        elif name in files:
            path.parent.mkdir(exist_ok=True)
            write(path, files[name].encode(), path.with_name(f".{path.name}.new"))
        elif there:
            path.unlink()
    for kept in {(folder / name).parent for name in hosts.NAMES} - {folder}:
        with contextlib.suppress(OSError):
            kept.rmdir()  # only if nothing is in it
