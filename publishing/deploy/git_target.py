"""Which remote and branch a deploy by git goes to, and that it is no place to put a site."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publishing.deploy.git_settings import address_of, asked
from publishing.trouble import Trouble

LOGIN = re.compile(r"(?<=://).*@")  # up to the last @: a password may hold any letter
QUERY = re.compile(r"\?.*?(?=['\":,.]*\Z)")  # but for what a sentence has after it


def shown(text: str) -> str:
    """A text without the user names, passwords and queries of the addresses in it."""
    return re.sub(r"://\S+", lambda address: QUERY.sub("?…", LOGIN.sub("", address[0])), text)


def remote_of(remote: str, branch: str) -> str:
    """The remote, as git is to take it.

    remote, branch: as they were typed. Raises Trouble where they are misspelt, and does not repeat what may be secret.
    """
    if "/" not in remote.rstrip("/"):
        remote = remote.rstrip("/")
    if not remote:
        raise Trouble("name a remote, as in git:origin, or an address, as in git:https://…")
    if "://" in remote and ("@" in branch or re.search(r"\s", remote)):
        raise Trouble("a password in an address takes %23 for #, and %20 for a space; better have git keep it")
    if "://" not in remote and re.match(r"[^/@]*:.*@[^/]*:", remote):
        raise Trouble("ssh takes no password in an address: name git:USER@HOST:PATH, and let a key open it")
    if branch.startswith("refs/"):
        raise Trouble(f"{branch!r} is more than the name of a branch: name it alone, as in git:origin#gh-pages")
    if asked("check-ref-format", "--branch", branch) != branch:  # which knows short ways to write other branches
        raise Trouble(
            f"{branch!r} cannot be the name of a branch: git takes neither white space nor any of .. ~ ^ : ? * [ \\ in "
            "it, and no - before it"
        )
    return remote


def refuse_sources(remote: str, branch: str, tip: str, env: Mapping[str, str], name: str) -> None:
    """Refuse a branch that holds the sources of the current folder's repository. Raises Trouble.

    It does where all that is in it is in what is checked out here, or where what is checked out here is pushed to it.
    tip: its last commit, "" where there is none yet. name: the target, without its secrets.
    """
    here = asked("symbolic-ref", "--short", "HEAD", env=env)
    pushed_to = asked("config", f"branch.{here}.remote", env=env) or "origin"
    pushed = here == branch and asked("remote", "get-url", "--push", pushed_to, env=env) == address_of(remote, env)
    if pushed or (tip and asked("merge-base", tip, "HEAD", env=env) == tip):
        raise Trouble(
            f"{name} holds the sources of this folder: nothing was changed; name another branch, such as gh-pages, or "
            "put the site among them with --take-over (TAKE_OVER=1 in make deploy)"
        )
