"""A storage that rclone reaches.

A file is put beside its place and then moved onto it, which folders and most servers do in one step. A storage of
objects replaces each in one step by itself, and takes its headers with it.
"""

from __future__ import annotations

import hashlib
import itertools
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import TypeVar

from publishing.deploy.daemon import UNKNOWN, Daemon, Refused
from publishing.deploy.plan import headers
from publishing.deploy.record import FOLDER
from publishing.deploy.target import Target
from publishing.deploy.troubles import ABSENT, FULL, PASSING, TAKEN, bare, told
from publishing.manifest import Entry
from publishing.trouble import Trouble

UP = f"{FOLDER}/up"  # files on their way
WAITS = (0.5, 2.0)  # seconds, before what may pass is tried again
MOVES_ONTO = (1, 63)  # the rclone that replaces by a move where older ones cannot
LINK = ".rclonelink"  # rclone's suffix for the name of a link
# Without this rclone would pass over a file of the same size and time, and delete before it moves. Contents are
# compared here, by reading them back. A name of rclone's own for what is on its way would be left when it is killed.
PLAINLY = {"NoCheckDest": True, "IgnoreChecksum": True, "Inplace": True}
T = TypeVar("T")


class Rclone:
    """See Storage. tree: the folder to put files from."""

    def __init__(self, target: Target, tree: Path) -> None:
        self.shown = target.shown
        self.target = target
        self.tree = str(tree.resolve())
        self.daemon = Daemon()
        self._scratch = tempfile.TemporaryDirectory(prefix="deploy-")
        self._numbers = itertools.count()
        self._two_steps = False
        self._no_moves = False
        self.flat = self.fresh = self._direct = False

    def close(self) -> None:
        self.daemon.close()
        self._scratch.cleanup()

    def _patiently(self, path: str, work: Callable[[], T]) -> T:
        """Do something that may be done twice, again where its failure may pass. Raises Trouble."""
        for wait in (*WAITS, None):
            try:
                return work()
            except Refused as refused:
                if wait is None or not PASSING.search(self._bare(refused, path)):
                    raise told(str(refused), self.target, path) from refused
                time.sleep(wait)
        raise AssertionError

    def _bare(self, refused: Refused, path: str) -> str:
        return bare(str(refused), self.target.fs, path)

    def list(self) -> frozenset[str]:
        options = {"recurse": True, "filesOnly": True, "noModTime": True, "noMimeType": True}
        try:
            features = self.daemon("operations/fsinfo", fs=self.target.fs)["Features"]
            self.flat = bool(features["BucketBased"])
            self._direct = self.flat or not features["Move"]
            if self.flat and not self.target.path:
                raise Trouble(f"name the bucket: {self.shown}BUCKET")
            found = self.daemon("operations/list", fs=self.target.fs, remote="", opt=options)["list"]
            return frozenset(item["Path"].removesuffix(LINK) for item in found)
        except Refused as refused:
            if not ABSENT.search(self._bare(refused, "")):
                raise told(self._why(refused), self.target) from refused
            if self.flat:
                raise Trouble(f"there is no bucket at {self.shown}: make it first, or mend its name") from refused
            self.fresh = True
            return frozenset()
        except (AttributeError, KeyError, TypeError) as error:
            raise Trouble(UNKNOWN) from error

    def _why(self, refused: Refused) -> str:
        """rclone's words, or better ones: of a bucket it cannot reach it may say that what is named there is a file."""
        _, slash, rest = self.target.path.partition("/")
        if "is a file" in str(refused) and slash and not self.target.folder:
            try:
                self.daemon("operations/stat", fs=self.target.fs.removesuffix(f"/{rest}"), remote=rest)
            except Refused as better:
                return str(better)
        return str(refused)

    def _fetch(self, path: str) -> Path | None:
        copy = f"{next(self._numbers)}"
        source = {"srcFs": self.target.fs, "srcRemote": path}
        try:
            self.daemon("operations/copyfile", **source, dstFs=self._scratch.name, dstRemote=copy, _config=PLAINLY)
        except Refused as refused:
            if ABSENT.search(str(refused)):
                return None
            if FULL.search(self._bare(refused, path)):
                raise Trouble(
                    f"no room is left in {self._scratch.name} to read files back: make room there, or name another "
                    "folder in TMPDIR"
                ) from refused
            raise
        return Path(self._scratch.name, copy)

    def read(self, path: str) -> bytes | None:
        copy = self._patiently(path, lambda: self._fetch(path))
        if copy is None:
            return None
        content = copy.read_bytes()
        copy.unlink()
        return content

    def sha256(self, path: str) -> str | None:
        copy = self._patiently(path, lambda: self._fetch(path))
        if copy is None:
            return None
        with copy.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        copy.unlink()
        return digest

    def write(self, path: str, content: bytes) -> None:
        source = Path(self._scratch.name, f"{next(self._numbers)}")
        source.write_bytes(content)
        self._patiently(path, lambda: self._copy(self._scratch.name, source.name, path))
        source.unlink()

    def _copy(self, folder: str, name: str, path: str, with_: dict[str, str] | None = None) -> None:
        config = {**PLAINLY, "UploadHeaders": [{"Key": key, "Value": value} for key, value in (with_ or {}).items()]}
        place = {"dstFs": self.target.fs, "dstRemote": path}
        self.daemon("operations/copyfile", srcFs=folder, srcRemote=name, **place, _config=config)

    def put(self, entry: Entry, *, replaces: bool) -> None:
        self._patiently(entry.path, lambda: self._put(entry, replaces))

    def _put(self, entry: Entry, replaces: bool) -> None:
        if self._direct or (replaces and self._no_moves):
            self._copy(self.tree, entry.path, entry.path, headers(entry) if self.flat else None)
            return
        staged = f"{UP}/{entry.path}"
        self._copy(self.tree, entry.path, staged)
        if replaces and self._two_steps:
            self._delete(entry.path)
        try:
            self._move(staged, entry.path)
        except Refused as refused:
            said = self._bare(refused, entry.path)
            if not replaces or not TAKEN.search(said):
                raise
            if "412" in said:  # a WebDAV server: it replaces what is put
                self._no_moves = True
                self._put(entry, replaces)
                return
            self._two_steps = True
            self._delete(entry.path)
            self._move(staged, entry.path)

    def _move(self, source: str, path: str) -> None:
        fs = self.target.fs
        self.daemon("operations/movefile", srcFs=fs, srcRemote=source, dstFs=fs, dstRemote=path, _config=PLAINLY)

    def _delete(self, path: str) -> None:
        self._unless_absent("operations/deletefile", path)

    def _unless_absent(self, command: str, path: str) -> None:
        try:
            self.daemon(command, fs=self.target.fs, remote=path)
        except Refused as refused:
            if not ABSENT.search(str(refused)):
                raise

    def delete(self, path: str) -> None:
        self._patiently(path, lambda: self._delete(path))

    def sweep(self, folders: Collection[str]) -> None:
        if self._direct:
            return
        self._patiently(UP, lambda: self._unless_absent("operations/purge", UP))
        for folder in sorted(folders, key=lambda folder: -len(PurePosixPath(folder).parts)):
            try:
                self._patiently(folder, lambda folder=folder: self._unless_absent("operations/rmdir", folder))  # type: ignore[misc]
            except Trouble:  # something of someone else's came into it: then it stays
                continue

    def notices(self) -> Iterator[str]:
        if self._two_steps or self._no_moves:
            version = ".".join(map(str, self.daemon.version))
            how = "put in their place" if self._no_moves else "deleted and moved into place, with a gap between"
            newer = ".".join(map(str, MOVES_ONTO))
            yield f"Files that changed were {how}: rclone {version} cannot replace them here in one step, {newer} can"
