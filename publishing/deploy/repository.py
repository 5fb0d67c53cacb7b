"""A bare repository of a deploy's own, which speaks with the remote."""

from __future__ import annotations

import os
import selectors
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import IO

from publishing.deploy.git_faults import fault
from publishing.deploy.git_settings import (
    REMOTE,
    address_of,
    asked,
    at_terminal,
    need_git,
    settings,
    without_repository,
)
from publishing.deploy.git_target import refuse_sources, remote_of, shown
from publishing.trouble import Trouble

SILENCE = 180  # seconds without a word from git, after which the network is taken for dead
SILENCE_AT_TERMINAL = 600  # somebody may be looking for a password


class Repository:
    """A bare repository in a folder that is thrown away, with one remote."""

    def __init__(self, folder: Path, remote: str, branch: str) -> None:
        """folder: an empty one. remote: a name or an address. branch: its name, as typed. Raises Trouble."""
        need_git()
        env = without_repository()
        self.folder = folder
        remote = remote_of(remote, branch)
        self.name = f"git:{shown(remote)}#{branch}"
        self.ref = f"refs/heads/{branch}"
        self.refuse_sources = partial(refuse_sources, remote, branch, env=env, name=self.name)
        more = {f"remote.{REMOTE}.url": address_of(remote, env)}
        self._cache = f"--socket={folder / 'p' / 's'}"  # short: a socket's path may have some hundred letters
        if at_terminal():  # so that a password that no helper of the user's knows is asked for once, not at each call
            more["credential.helper"] = f"cache --timeout={SILENCE_AT_TERMINAL} {shlex.quote(self._cache)}"
        self.env = {**env, **settings(more, env)}
        self.env["GIT_DIR"] = str(folder)
        if not at_terminal():
            self.env.setdefault("GIT_TERMINAL_PROMPT", "0")

    def close(self) -> None:
        """Forget passwords."""
        if at_terminal():
            asked("credential-cache", self._cache, "exit", env=self.env)

    def init(self, object_format: str) -> None:
        """Make it. object_format: the name of the hash that the remote's git uses."""
        self.algorithm = object_format
        self.run("init", "--quiet", "--bare", "--template=", f"--object-format={object_format}", str(self.folder))

    def run(self, *command: str, feed: Iterable[bytes] = ()) -> bytes:
        """Run git; return what it prints. feed: what it reads. Raises Trouble, told by what git says."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as inward:
            _write(inward, feed)
            process = subprocess.Popen(
                ["git", *command],
                env=self.env,
                stdin=inward,
                stdout=out,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=not at_terminal(),  # at one, git and ssh may ask for a password there
            )
            try:
                said = self._listen(process)
                status = process.wait()
            except BaseException:  # a signal's too: git runs in a session of its own, where none reaches it
                _end(process)
                raise
            if status != 0:
                raise fault(said, self.name)
            out.seek(0)
            return out.read()

    def _listen(self, process: subprocess.Popen[bytes]) -> str:
        """What git says on its standard error, until it ends. Raises Trouble when it says nothing for too long."""
        assert process.stderr
        said = b""
        with process.stderr, selectors.DefaultSelector() as waiting:
            waiting.register(process.stderr, selectors.EVENT_READ)
            while True:
                if not waiting.select(SILENCE_AT_TERMINAL if at_terminal() else SILENCE):
                    raise Trouble(
                        f"{self.name} does not answer: check the network and the address, and run the deploy again"
                    )
                chunk = process.stderr.read(65536)
                if not chunk:
                    return said.decode("utf-8", "replace")
                said += chunk


def _write(file: IO[bytes], feed: Iterable[bytes]) -> None:
    """Write what git is to read to a temporary file. Raises Trouble where that cannot be done."""
    try:
        file.writelines(feed)
        file.seek(0)
    except OSError as error:
        if error.filename:  # a file of the tree could not be read
            raise
        raise Trouble(
            f"the folder for temporary files is of no use: {error.strerror}: {tempfile.gettempdir()}; make room there, "
            "or name another in TMPDIR"
        ) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and the programs that it began."""
    if at_terminal():
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
