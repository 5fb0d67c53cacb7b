"""Trees to deploy, real places to deploy them to, and the command as people run it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from dev.servers import find
from publishing.deploy import command
from tests.deploy.places import Folder, Place, moto, openssh, rclone_server
from tests.deploy.trees import Tree

PLACES = ("folder", "sftp", "webdav", "s3")


def tool(name: str) -> str:
    """The path of a program; without it the test is told as not run."""
    found = find(name)
    if found.path is None:
        pytest.skip(found.reason)
    return found.path


@pytest.fixture(scope="session")
def rclone() -> str:
    """The rclone that deploys: the one that RCLONE names, else the one that was found."""
    return os.environ.get("RCLONE") or tool("rclone")


@pytest.fixture(autouse=True)
def alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches rclone."""
    for name in os.environ:
        if name.startswith(("RCLONE_", "AWS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RCLONE_CONFIG", "/dev/null")
    if "rclone" in request.fixturenames:
        monkeypatch.setenv("RCLONE", request.getfixturevalue("rclone"))


@pytest.fixture(scope="session")
def served(rclone: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """served(kind): a place of that kind, its server started once a run."""
    with ExitStack() as running:

        @cache
        def start(kind: str) -> Place:
            room = tmp_path_factory.mktemp(kind)
            if kind == "folder":
                return Folder(str(room / "site"), room / "site")
            if kind == "s3":
                return running.enter_context(moto(tool("moto_server"), room))
            if kind == "openssh":
                sshd = shutil.which("sshd", path=os.pathsep.join((os.environ["PATH"], "/usr/sbin")))
                if sshd is None:
                    pytest.skip("No sshd was found. To get it: apt-get install openssh-server")
                return running.enter_context(openssh(sshd, room))
            return running.enter_context(rclone_server(rclone, kind, room))

        yield start


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, served: Callable[[str], Place]) -> Place:
    """Each kind of place in turn, empty."""
    found = served(request.param)
    found.clear()
    return found


@pytest.fixture
def folder(rclone: str, tmp_path: Path) -> Folder:
    return Folder(str(tmp_path / "site"), tmp_path / "site")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "public")


@pytest.fixture
def deploy(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """deploy(to, plan=True, ...): the command, in this process. The trees of these tests are too small for the check."""
    monkeypatch.setattr(command, "refuse_unsound", lambda tree: None)

    def run(to: str, **options: bool) -> int:
        wishes = {"plan": False, "take_over": False, "recheck": False, **options}
        return command.deploy(argparse.Namespace(tree=tree.folder, to=to, **wishes))

    return run


PYTHON = (sys.executable, "-X", "utf8")
