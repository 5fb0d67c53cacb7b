"""What the user's own git says of itself and of the remote, and the settings that a deploy gives git on top.

The user's repository is only asked. Nothing in it is changed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from publishing.trouble import Trouble

OLDEST = (2, 31)  # the first git that takes settings by way of the environment, where no list of processes shows them
REMOTE = "annals-target"
STILL = 120  # seconds in which nothing at all comes over HTTP; a host that runs a long check sends a byte each second

# What a user sets for work of their own, and what must not change a byte here or run a program of theirs.
OURS = {
    "color.ui": "false",
    "core.hooksPath": os.devnull,
    "core.ignoreCase": "false",  # which git sets by itself where files' names tell no capitals from small letters
    "fetch.prune": "false",
    "fetch.recurseSubmodules": "false",
    "gc.auto": "0",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": str(STILL),
    "maintenance.auto": "false",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "push.pushOption": "",
    "push.recurseSubmodules": "no",
}
# How the user's repository reaches its remote: proxies, helpers for passwords, the token that a CI service lays there.
CARRIED = re.compile(r"(credential|https?|url|protocol|ssh)\.|core\.(sshcommand|askpass|gitproxy)$", re.IGNORECASE)
NOBODY = ("Annals", "annals@invalid")
OWN_SCOPES = ("local", "worktree")


def asked(*command: str, folder: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What git says to a question, without the line's end; "" where it has no answer. Raises OSError without git."""
    done = subprocess.run(
        ["git", *command], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n") if done.returncode == 0 else ""


def without_repository() -> dict[str, str]:
    """The environment, without what names a repository: a hook that began the deploy brings such."""
    named = set(asked("rev-parse", "--local-env-vars").split()) - {"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"}
    return {name: value for name, value in os.environ.items() if name not in named} | {"LC_ALL": "C", "LANGUAGE": ""}


def need_git() -> None:
    """Raises Trouble where git is missing or too old."""
    wanted = ".".join(map(str, OLDEST))
    try:
        version = re.search(r"(\d+)\.(\d+)", asked("version"))
    except OSError as error:
        raise Trouble(f"git was not found: install git {wanted} or later, and run again") from error
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        raise Trouble(f"git {wanted} or later is needed, and this is {version[0] if version else 'unknown'}")


def address_of(remote: str, env: Mapping[str, str]) -> str:
    """The address to push to.

    remote: the name of a remote of the current folder's repository, or an address. Raises Trouble.
    """
    names = asked("remote", env=env).split()
    if remote in names:
        return asked("remote", "get-url", "--push", remote, env=env)
    if re.search(r"[:/\\]", remote) or Path(remote).is_dir():
        return remote
    told = f"the remotes here are {', '.join(names)}" if names else "git knows none for this folder"
    raise Trouble(f"there is no git remote {remote!r}: {told}; name one that is there, or an address: git:https://…")


def identity() -> str:
    """Who commits, as git writes it: the user, or nobody in particular.

    git would make a name of the machine's own, which is not to be told to the world.
    """
    told = [
        os.environ.get(f"GIT_COMMITTER_{part.upper()}") or asked("config", f"user.{part}") for part in ("name", "email")
    ]
    name, email = (re.sub(r"[<>\n]", "", part).strip() for part in (told if all(told) else NOBODY))
    return f"{name} <{email}>"


def settings(more: Mapping[str, str], env: Mapping[str, str]) -> dict[str, str]:
    """Variables that give git settings on top of the user's own, in the order in which git takes them."""
    pairs = []
    listed = asked("config", "--list", "--show-scope", "-z", env=env).split("\0")
    for scope, setting in zip(listed[::2], listed[1::2], strict=False):
        key, _, value = setting.partition("\n")
        if scope in OWN_SCOPES and CARRIED.match(key):
            pairs.append((key, value))
    if not {"GIT_SSH", "GIT_SSH_COMMAND"} & env.keys() and not asked("config", "core.sshCommand", env=env):
        batch = "" if at_terminal() else " -o BatchMode=yes"
        pairs.append(("core.sshCommand", f"ssh -o ConnectTimeout=20 -o ServerAliveInterval=20{batch}"))
    pairs += [*OURS.items(), *more.items()]
    before = int(env.get("GIT_CONFIG_COUNT") or 0)
    made = {"GIT_CONFIG_COUNT": str(before + len(pairs))}
    for number, (key, value) in enumerate(pairs, before):
        made |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return made


def at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
