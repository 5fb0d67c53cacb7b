"""Where a deploy goes: a folder of this machine, or a remote of rclone's; told without what is secret in it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from publishing.deploy.record import NAMES
from publishing.trouble import Trouble

# rclone's own notation: NAME:path or :TYPE:path, either with ,option=value before the second colon.
_REMOTE = re.compile(r"""(:?[^,:/]+)((?:,[^=,:]+(?:=(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^,:"']*))?)*):(.*)""", re.DOTALL)
_VALUE = re.compile(r"""=("(?:[^"]|"")*"|'(?:[^']|'')*'|[^,]*)""")
_PASSWORD = re.compile(r"//[^/@\s:]*:([^/@\s]+)@")
_SSH = re.compile(r"([^,:/@]+)(:.*)?@([^/:@,]+):(.*)", re.DOTALL)  # user@host:path, as ssh, scp and git take it
_LOGIN = re.compile(r"//[^/@\s]+@")


@dataclass(frozen=True)
class Target:
    """fs: what rclone is given. shown: what people are told. path: what follows the remote. folder: the folder, where
    it is one of this machine.

    secrets: the values of a connection string, none of which is ever told.
    """

    fs: str
    shown: str
    path: str = ""
    folder: Path | None = None
    secrets: tuple[str, ...] = ()

    def without_secrets(self, words: str) -> str:
        """Words of rclone's, without what they may hold of the target's secrets."""
        words = words.replace(self.fs, self.shown)
        for secret in sorted(self.secrets, key=len, reverse=True):
            words = words.replace(secret, "…")
        return _LOGIN.sub("//…@", words)


def parse(to: str) -> Target:
    """Understand a target. Raises Trouble."""
    if not to.strip():
        raise Trouble("the target is empty: name a folder, an rclone remote as NAME:path, or git:REMOTE#BRANCH")
    if to == "git":
        raise Trouble("did you mean git:origin? A folder of that name is ./git")
    _refuse_ssh(to)
    head, colon, _ = to.partition("/")[0].partition(":")
    if not colon and not to.startswith(":"):
        return _folder(to)
    match = _REMOTE.fullmatch(to)
    if not match:
        raise Trouble("the target is no remote that rclone understands: that is NAME:path or :TYPE,OPTION=VALUE:path")
    remote, options, path = match.groups()
    if path.startswith("//"):
        raise Trouble(f'"{head}://…" is an address; make a remote with rclone config, and deploy to NAME:path')
    if remote == ":local" and not options:
        return _folder(path)
    secrets = [value[1:-1] if value[:1] in "\"'" else value for value in _VALUE.findall(options)]
    secrets += _PASSWORD.findall(options)
    return Target(to, f"{remote}:{path}", path.strip("/"), None, tuple(secret for secret in secrets if len(secret) > 2))


def _folder(path: str) -> Target:
    try:
        folder = Path(path).expanduser().resolve()
    except RuntimeError as error:  # ~name of nobody, or links in a ring
        raise Trouble(f'"{path}" is no folder: {error}') from error
    return Target(str(folder), str(folder), str(folder), folder)


def _refuse_ssh(to: str) -> None:
    match = _SSH.fullmatch(to)
    if not match:
        return
    user, password, host, path = match.groups()
    if not password and (user == "git" or path.endswith(".git")):
        raise Trouble(f'for a branch say "git:{to}"')
    raise Trouble(f'"{user}@{host}:…" is ssh\'s way; make a remote with rclone config, and say NAME:{path}')


def refuse_folder(target: Target, tree: Path) -> None:
    """Refuse a folder that a tree cannot be brought to. Raises Trouble."""
    folder, tree = target.folder, tree.resolve()
    if folder is None:
        return
    if folder == tree:
        raise Trouble(f"{folder} is the tree itself: deploy it to another place")
    if folder in tree.parents:
        raise Trouble(f"{folder} holds the tree that is to be deployed ({tree}): deploy it to a place beside it")
    if tree in folder.parents:
        raise Trouble(f"{folder} lies inside the tree that is to be deployed: deploy it to a place outside of it")
    if folder.exists() and not folder.is_dir():
        raise Trouble(f"{folder} is a file: name a folder")
    if not folder.parent.is_dir():
        raise Trouble(f"there is no folder {folder.parent}: make it first, or mend the spelling")


def refuse_sources(target: Target) -> None:
    """Refuse a folder that holds somebody's sources: git tracks files there, and no deploy put any. Raises Trouble."""
    folder = target.folder
    if folder is None or not folder.is_dir() or any((folder / name).exists() for name in NAMES):
        return
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), "ls-files", "--", "."]
    try:
        tracked = subprocess.run(command, capture_output=True, env=own, check=False).stdout
    except OSError:  # no git here, so hardly a repository
        return
    if tracked:
        raise Trouble(
            f"{folder}: git tracks files in it, so it holds sources; deploy to another folder, or all the same with "
            "--take-over (TAKE_OVER=1 in make deploy)"
        )
