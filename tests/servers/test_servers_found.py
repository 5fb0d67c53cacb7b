"""The servers for these tests are found or unpacked, never installed, and what cannot be had is told with its mend."""

import subprocess
from pathlib import Path

import pytest

from dev import servers
from dev.servers import AGAIN, NEW_PACKAGE
from dev.tools import Tool


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Debian where nothing is there and nothing can be fetched; what was tried."""
    tried: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(servers, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(servers, "UNPACKED", servers.ROOT / ".venv" / "no-servers")
    monkeypatch.setattr(servers, "STORAGE_STAMP", tmp_path / "stamp")
    monkeypatch.setattr(servers, "is_debian", lambda: True)
    monkeypatch.setattr(servers, "unpack", lambda names: tried.append(" ".join(names)))
    monkeypatch.setattr(servers, "make_storage", lambda: tried.append("storage"))
    monkeypatch.setattr(servers, "recorded", dict)
    return tried


def program(folder: Path, name: str, status: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_a_program_on_the_path_is_used(bare: list[str], tmp_path: Path) -> None:
    path = program(tmp_path / "bin", "httpd")
    assert servers.find("apache2") == Tool(str(path))


def test_a_fetch_that_failed_is_not_tried_on_each_run(bare: list[str]) -> None:
    """The first run tries; the next one is quick, and tells the mend."""
    first = servers.get({})
    assert bare == ["nginx caddy apache2 rclone", "storage"]
    assert all(tool.path is None and tool.command == AGAIN for tool in first.values())
    assert servers.get(first) == first
    assert len(bare) == 2


def test_off_debian_nothing_is_fetched(bare: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the environment in .venv, which pip makes everywhere."""
    monkeypatch.setattr(servers, "is_debian", lambda: False)
    assert "install nginx" in servers.get({})["nginx"].reason
    assert bare == ["storage"]


def test_a_record_of_a_program_that_is_gone_counts_for_nothing(
    bare: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "recorded", lambda: {"caddy": Tool(str(tmp_path / "gone"))})
    path = program(tmp_path / "bin", "caddy")
    assert servers.find("caddy") == Tool(str(path))


def test_only_packages_that_are_not_there_are_unpacked() -> None:
    """A newer version of a library that the system has would not fit the system's others."""
    said = "Inst libapr1 (1.7.2 Debian [amd64])\nInst libnss3 [3.1] (3.2 Debian [amd64])\nConf libapr1 (1.7.2)\n"
    assert NEW_PACKAGE.findall(said) == ["libapr1"]


@pytest.mark.parametrize(("status", "there"), [(0, True), (1, False)])
def test_a_program_that_does_not_start_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, there: bool
) -> None:
    """One whose libraries are not there, say."""
    monkeypatch.setattr(servers, "UNPACKED", tmp_path)
    program(tmp_path / "usr" / "sbin", "nginx", status)
    servers.write_starter("nginx")
    assert (tmp_path / "bin" / "nginx").is_file() == there


def test_another_lock_makes_another_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made of an older lock file is not whole."""
    lock = tmp_path / "storage.txt"
    lock.write_text("one")
    monkeypatch.setattr(servers, "STORAGE_LOCK", lock)
    monkeypatch.setattr(servers, "STORAGE_STAMP", tmp_path / "stamp")
    assert not servers.storage_is_whole()
    (tmp_path / "stamp").write_text(servers.storage_fingerprint())
    assert servers.storage_is_whole()
    lock.write_text("two")
    assert not servers.storage_is_whole()


@pytest.mark.parametrize("name", servers.NAMES)
def test_each_program_starts(name: str) -> None:
    """What was found is what it is called."""
    tool = servers.find(name)
    if tool.path is None:
        pytest.skip(tool.reason)
    ask = [tool.path, servers.VERSION.get(name, "--help")]
    done = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0


def test_a_starter_stands_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a space and Cyrillic in its path; and none is left of a program that does not start."""
    unpacked = tmp_path / "Мой $проект"
    monkeypatch.setattr(servers, "UNPACKED", unpacked)
    nginx = program(unpacked / "usr" / "sbin", "nginx")
    nginx.write_text('#!/bin/sh\nprintf "%s" "$LD_LIBRARY_PATH"\n')
    library = unpacked / "usr" / "lib" / "some machine" / "libx.so.1"
    library.parent.mkdir(parents=True)
    library.touch()
    program(unpacked / "usr" / "bin", "caddy", status=1)
    for name in ("nginx", "caddy"):
        servers.write_starter(name)
    assert [path.name for path in (unpacked / "bin").iterdir()] == ["nginx"]
    said = subprocess.run([unpacked / "bin" / "nginx"], capture_output=True, text=True, check=True, timeout=30).stdout
    assert said == str(library.parent)
