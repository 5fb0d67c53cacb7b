"""Published trees with all their packages beside them, of both features, made once a run."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers import HARBOUR_URL, PUBLIC_URL, ROOT


@dataclass(frozen=True)
class Packaged:
    """A finished tree after `package all`: its path, its address, and how the command ended."""

    tree: Path
    address: str
    done: subprocess.CompletedProcess[str]

    def package(self, form: str) -> Path:
        """A package by its suffix; a test that asks for one that was not made fails with what the command said."""
        found = sorted(self.tree.glob(f"packages/*.{form}"))
        assert len(found) == 1, f"no {form}:\n{self.done.stdout}{self.done.stderr}"
        return found[0]


def publishing(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `python -m publishing` from the repository."""
    command: Sequence[str] = [sys.executable, "-m", "publishing", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=600
    )


def packaged_copy(published: Path, folder: Path, address: str) -> Packaged:
    tree = Path(shutil.copytree(published, folder / "public"))
    hosts = folder / "deploy"
    finished = publishing("finish", tree, "--address", address, "--hosts", hosts)
    assert finished.returncode == 0, finished.stderr
    return Packaged(tree, address, publishing("package", "all", tree, "--hosts", hosts))


@pytest.fixture(scope="session")
def packaged(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """The feature of this repository."""
    return packaged_copy(published, tmp_path_factory.mktemp("packaged"), PUBLIC_URL)


@pytest.fixture(scope="session")
def packaged_harbour(published_harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """The invented feature."""
    return packaged_copy(published_harbour, tmp_path_factory.mktemp("packaged-harbour"), HARBOUR_URL)


@pytest.fixture(scope="session", params=["packaged", "packaged_harbour"])
def each_packaged(request: pytest.FixtureRequest) -> Packaged:
    """Each of the two in turn."""
    found: Packaged = request.getfixturevalue(request.param)
    return found
