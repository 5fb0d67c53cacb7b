"""Where a deploy goes: a folder of this machine, or a remote of rclone's; told without what is secret in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from publishing.trouble import Trouble

# rclone's own notation: NAME:path or :TYPE:path, either with ,option=value before the second colon.
_REMOTE = re.compile(r"""(:?[^,:/]+)((?:,[^=,:]+(?:=(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^,:"']*))?)*):(.*)""", re.DOTALL)
_VALUE = re.compile(r"""=("(?:[^"]|"")*"|'(?:[^']|'')*'|[^,]*)""")
_LOGIN = re.compile(r"//[^/@\s]+@")


@dataclass(frozen=True)
class Target:
    """fs: what rclone is given. shown: what people are told. folder: the folder, where it is one of this machine.

    secrets: the values of a connection string, none of which is ever told.
    """

    fs: str
    shown: str
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
    head, colon, _ = to.partition("/")[0].partition(":")
    if not colon and not to.startswith(":"):
        return _folder(to)
    match = _REMOTE.fullmatch(to)
    if not match:
        raise Trouble("the target is no remote that rclone understands: that is NAME:path or :TYPE,OPTION=VALUE:path")
    remote, options, path = match.groups()
    if path.startswith("//"):
        raise Trouble(f"{head}://… is an address; make a remote with rclone config, and deploy to NAME:path")
    if remote == ":local" and not options:
        return _folder(path)
    secrets = [value[1:-1] if value[:1] in "\"'" else value for value in _VALUE.findall(options)]
    return Target(to, f"{remote}:{path}", None, tuple(secret for secret in secrets if len(secret) > 2))


def _folder(path: str) -> Target:
    try:
        folder = Path(path).expanduser().resolve()
    except RuntimeError as error:  # ~name of nobody, or links in a ring
        raise Trouble(f"{path} is no folder: {error}") from error
    return Target(str(folder), str(folder), folder)


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
