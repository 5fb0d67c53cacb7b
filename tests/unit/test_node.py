"""What tests ask of npm is what the lock file names, and what is missing is told with its mend."""

import base64
import hashlib
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from dev import node
from dev.machine import AGAIN
from dev.tools import Tool, datawrapper, node_package

SCRIPT = b"/* the script */"


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run, on a machine with Node and none of the packages; `npm ci` brings Lighthouse."""
    run: list[list[str]] = []
    modules = tmp_path / "node_modules"

    def attempt(command: Sequence[str], _: int, folder: Path = tmp_path, **__: str) -> bool:
        run.append(list(command))
        if command[1] == "ci":
            (modules / "lighthouse").mkdir(parents=True, exist_ok=True)
            (modules / "lighthouse" / "package.json").touch()
        if command[1] == "pack":
            (folder / "embed.js").write_bytes(SCRIPT)
            with tarfile.open(folder / "some.tgz", "w:gz") as archive:
                archive.add(folder / "embed.js", node.DATAWRAPPER_FILE)
        return True

    (tmp_path / "package-lock.json").write_text("one")
    for name, value in {
        "BROWSER_TESTS": tmp_path,
        "MODULES": modules,
        "STAMP": modules / ".annals",
        "DATAWRAPPER": tmp_path / "kept" / "embed.js",
        "attempt": attempt,
        "missing": lambda: None,
        "recorded": dict,
    }.items():
        monkeypatch.setattr(node, name, value)
    return run


def test_a_changed_lock_installs_again(commands: list[list[str]], tmp_path: Path) -> None:
    """And an unchanged one does not; nor do packages run anything while they are installed."""
    node.get_packages()
    assert node.get_packages().path
    assert [command[:3] for command in commands] == [["npm", "ci", "--ignore-scripts"]]
    (tmp_path / "package-lock.json").write_text("two")
    node.get_packages()
    assert len(commands) == 2


def test_a_package_that_is_not_there_is_told(commands: list[list[str]]) -> None:
    """By its name, with the one command for all of them; looking for it fetches nothing."""
    told = node_package("pym.js")
    assert told.path is None
    assert "pym.js" in told.reason
    assert told.command == node.GET_PACKAGES
    assert commands == []


def test_without_node_it_is_node_that_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "DATAWRAPPER", tmp_path / "none")
    for told in (node_package("pym.js"), node.get_packages(), node.get_datawrapper(Tool())):
        assert told.path is None
        assert "No Node" in told.reason


def test_an_archive_with_another_hash_is_not_used(commands: list[list[str]]) -> None:
    """Nothing of it is kept."""
    told = node.get_datawrapper(Tool())
    assert told.path is None
    assert "is not the one" in told.why_not
    assert not node.DATAWRAPPER.exists()


def test_a_fetch_that_failed_is_not_tried_on_each_run(commands: list[list[str]]) -> None:
    first = node.get_datawrapper(Tool())
    assert first.command == AGAIN
    assert node.get_datawrapper(first) == first
    assert len(commands) == 1


def test_of_the_archive_one_file_is_kept(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is not fetched a second time."""

    class Hash:
        def digest(self) -> bytes:
            return b"x"

    monkeypatch.setattr(hashlib, "sha512", lambda _: Hash())
    monkeypatch.setattr(node, "DATAWRAPPER_HASH", base64.b64encode(b"x").decode())
    assert node.get_datawrapper(Tool()) == node.get_datawrapper(Tool()) == datawrapper()
    assert node.DATAWRAPPER.read_bytes() == SCRIPT
    assert [path.name for path in node.DATAWRAPPER.parent.iterdir()] == ["embed.js"]
    assert len(commands) == 1


@pytest.mark.parametrize("name", json.loads((node.BROWSER_TESTS / "package.json").read_text())["devDependencies"])
def test_each_package_is_the_one_that_is_named(name: str) -> None:
    """In the very version; none is asked for by a range."""
    tool = node_package(name)
    if tool.path is None:
        pytest.skip(tool.reason)
    wanted = json.loads((node.BROWSER_TESTS / "package.json").read_text())["devDependencies"][name]
    assert json.loads((Path(tool.path) / "package.json").read_text())["version"] == wanted


def test_datawrappers_script_is_there() -> None:
    tool = datawrapper()
    if tool.path is None:
        pytest.skip(tool.reason)
    assert "datawrapper-height" in Path(tool.path).read_text(encoding="utf-8")
