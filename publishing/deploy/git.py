"""Brings a tree to a branch of a git repository, in one commit.

A branch changes from one commit to the next at once. So there are no phases, and nothing half-done that a next run has
to mend. The branch keeps a record as every target does. What its files hold is told by git's own hashes, for nothing:
a file that somebody else edited there is put again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from publishing.deploy import telling
from publishing.deploy.command import refuse_unsound
from publishing.deploy.git_settings import REMOTE, identity
from publishing.deploy.plan import Plan, blocked, plan
from publishing.deploy.record import FOLDER, NAMES, Record, as_json, in_force
from publishing.deploy.repository import Repository
from publishing.manifest import NAME, Entry, Manifest, own_entry
from publishing.manifest import as_json as listed
from publishing.progress import Progress
from publishing.trouble import Trouble

FILE = "100644"

File = tuple[str, str]  # its mode and the hash of its blob, as git tells them


def deploy(tree: Path, manifest: Manifest, remote: str, branch: str, arguments: argparse.Namespace) -> int:
    """Deploy a finished tree to a branch; return the exit status.

    remote: a name, as origin, or an address. arguments: those of the command.
    Raises Trouble, OSError.
    """
    progress = Progress()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="annals-") as folder,
            closing(Repository(Path(folder), remote, branch)) as there,
        ):
            lines = _deployed(there, tree, manifest, arguments, progress)
    finally:
        progress.end()
    for line in lines:
        print(line)
    return 0


def _deployed(
    there: Repository, tree: Path, manifest: Manifest, arguments: argparse.Namespace, progress: Progress
) -> list[str]:
    """Deploy to a branch, or plan it; return what is to be told at the end."""
    began = time.monotonic()
    progress.begin(f"Looking at {there.name}{f', for {manifest.address}' if manifest.address else ''}")
    tip = _fetch(there)
    before = _files(there, tip)
    known = _record(there, before)
    if not known and not arguments.take_over:
        there.refuse_sources(tip)
    telling.refuse_another_address(known, manifest, arguments.take_over, there.name)
    work = _work(there, tree, manifest, known, before)
    progress.end()
    if not arguments.take_over:
        telling.refuse_in_the_way(work)
    if arguments.plan:
        return [*telling.plan_lines(work)]
    if work.idle:
        return [*telling.nothing_to_do(work, there.name, time.monotonic() - began, "are there already")]
    refuse_unsound(tree)
    progress.begin(f"Pushing to {there.name}", len(work.puts), work.size)
    commit = _commit(there, tip, tree, manifest, work, before)
    there.run("push", "--progress", "--no-thin", "--no-verify", REMOTE, f"{commit}:{there.ref}")
    if _tip(there) != commit:
        raise Trouble(f"{there.name} does not show what was pushed: somebody else changed it; run the deploy again")
    return [*telling.summary(work, there.name, time.monotonic() - began)]


def _tip(there: Repository) -> str:
    """The last commit of the remote's branch; "" where there is no such branch."""
    for line in there.run("ls-remote", REMOTE, there.ref).decode().splitlines():
        commit, name = line.split("\t")
        if name == there.ref:
            return commit
    return ""


def _fetch(there: Repository) -> str:
    """Fetch the branch's last commit; return it, or "" where there is no such branch."""
    tip = _tip(there)
    there.init("sha256" if len(tip) == 64 else "sha1")
    if tip:
        less = ("--depth=1", "--filter=blob:none", "--no-tags", "--no-write-fetch-head")  # names and hashes are enough
        there.run("fetch", "--progress", *less, REMOTE, f"+{there.ref}:refs/heads/there")
        tip = there.run("rev-parse", "--verify", "refs/heads/there").decode().strip()
    return tip


def _files(there: Repository, commit: str) -> dict[str, File]:
    """Each file of a commit, by its path."""
    found = {}
    listing = there.run("ls-tree", "-r", "-z", "--full-tree", commit) if commit else b""
    for line in listing.split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, blob = about.decode().split(" ")
        found[path.decode("utf-8", "surrogateescape")] = (mode, blob)
    return found


def _work(there: Repository, tree: Path, manifest: Manifest, known: Record | None, before: Mapping[str, File]) -> Plan:
    """Plan the deploy. Whatever was edited in the branch counts as of unknown content."""
    wanted = (*manifest.files, own_entry(manifest))
    made = {entry.path: _file(_content(tree, manifest, entry), there.algorithm) for entry in wanted}
    if known:
        edited = (path for path in known.own & made.keys() & before.keys() if before[path] != made[path])
        known = replace(known, unsure=known.unsure.union(edited))
    work = plan(manifest, known, before)
    stuck = {*blocked(work, before), FOLDER} & {*work.foreign}  # a branch lets those be replaced too
    return replace(work, in_the_way=tuple(sorted({*work.in_the_way, *stuck})))


def _record(there: Repository, before: Mapping[str, File]) -> Record | None:
    texts = [there.run("cat-file", "blob", before[name][1]) for name in NAMES if name in before]
    return in_force([text.decode("utf-8", "replace") for text in texts])


def _content(tree: Path, manifest: Manifest, entry: Entry) -> bytes:
    """A file's bytes. Raises Trouble where they are not those that the manifest tells."""
    content = listed(manifest).encode() if entry.path == NAME else (tree / entry.path).read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise Trouble(f"{entry.path} is not what {NAME} says: make publish again")
    return content


def _file(content: bytes, algorithm: str) -> File:
    """A file as git tells it, worked out from its content."""
    return FILE, hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()


def _commit(there: Repository, tip: str, tree: Path, manifest: Manifest, work: Plan, before: Mapping[str, File]) -> str:
    """Make the commit that a plan comes to, and see that it holds what it must; return it."""
    record = replace(work.after, writes=work.after.writes + 1)
    content = as_json(record).encode()
    gone = {*work.delete, *work.in_the_way, *NAMES} & before.keys()
    after = {path: file for path, file in before.items() if path not in gone}
    after |= {entry.path: _file(_content(tree, manifest, entry), there.algorithm) for entry in work.puts}
    after[record.slot] = _file(content, there.algorithm)

    def stream() -> Iterator[bytes]:
        yield b"feature done\ncommit refs/heads/new\n"
        yield f"committer {identity()} {_now()} +0000\n".encode()
        yield _data(_message(manifest, work).encode())
        if tip:
            yield f"from {tip}\n".encode()
        for path in sorted(gone):
            yield b"D %s\n" % _quoted(path)
        for entry in work.puts:
            yield b"M %s inline %s\n" % (FILE.encode(), _quoted(entry.path))
            yield _data(_content(tree, manifest, entry))
        yield b"M %s inline %s\n" % (FILE.encode(), _quoted(record.slot)) + _data(content) + b"done\n"

    there.run("fast-import", "--quiet", feed=stream())
    commit = there.run("rev-parse", "--verify", "refs/heads/new").decode().strip()
    if _files(there, commit) != after:
        raise Trouble("git made another tree than was planned; nothing was changed there")
    return commit


def _now() -> int:
    """Seconds since 1970, or what SOURCE_DATE_EPOCH names instead. Raises Trouble."""
    named = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return int(named or time.time())
    except ValueError as error:
        raise Trouble(f"SOURCE_DATE_EPOCH is {named!r}, and takes seconds since 1970: nothing was changed") from error


def _data(content: bytes) -> bytes:
    return b"data %d\n" % len(content) + content + b"\n"


def _quoted(path: str) -> bytes:
    """A path as git fast-import takes it."""
    for letter, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        path = path.replace(letter, written)
    return f'"{path}"'.encode("utf-8", "surrogateescape")


def _message(manifest: Manifest, work: Plan) -> str:
    parts = (f"{len(work.puts):,} put", f"{len(work.delete):,} deleted", f"{work.unchanged:,} unchanged")
    return f"Deploy {work.after.deploy}: {', '.join(parts)}\n\n{manifest.address}\n"
