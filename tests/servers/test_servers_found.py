"""The servers for these tests are found or unpacked, never installed, and what cannot be had is told with its mend."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dev import debian, servers
from dev.debian import NEW_PACKAGE, VERSION
from dev.environments import Environment
from dev.machine import AGAIN, Tool


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Debian where nothing is there and nothing can be fetched; what was tried."""
    tried: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(servers, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(debian, "UNPACKED", servers.ROOT / ".venv" / "no-servers")
    monkeypatch.setattr(Environment, "is_whole", lambda _: False)
    monkeypatch.setattr(servers, "is_debian", lambda: True)
    monkeypatch.setattr(debian, "unpack", lambda names: tried.append(" ".join(names)))
    monkeypatch.setattr(debian, "take", tried.append)
    monkeypatch.setattr(Environment, "make", lambda self: tried.append(self.folder.name))
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
    assert bare == ["nginx caddy apache2 rclone", "wp-embed", "storage", "consumers"]
    assert all(tool.path is None and tool.command == AGAIN for tool in first.values())
    assert servers.get(first) == first
    assert len(bare) == 4


def test_off_debian_nothing_is_fetched(bare: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the environments in .venv, which pip makes everywhere."""
    monkeypatch.setattr(servers, "is_debian", lambda: False)
    found = servers.get({})
    assert "install nginx" in found["nginx"].reason
    assert "Debian" in found["wp-embed"].reason
    assert bare == ["storage", "consumers"]


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
    monkeypatch.setattr(debian, "UNPACKED", tmp_path)
    program(tmp_path / "usr" / "sbin", "nginx", status)
    debian.write_starter("nginx")
    assert (tmp_path / "bin" / "nginx").is_file() == there


def test_another_lock_makes_another_environment(tmp_path: Path) -> None:
    """What was made of an older lock file is not whole."""
    lock = tmp_path / "lock.txt"
    lock.write_text("one")
    environment = Environment(tmp_path, lock, {})
    assert not environment.is_whole()
    environment.stamp.write_text(environment.fingerprint())
    assert environment.is_whole()
    lock.write_text("two")
    assert not environment.is_whole()


def test_of_a_package_only_the_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """WordPress is some thousand files, and portals' pages carry one of them."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("This system has no dpkg-deb. To get it: run the tests on Debian")
    folder = tmp_path / "package"
    for path in ("DEBIAN/control", "usr/share/x/x.js", "usr/share/x/other.php"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n")
    subprocess.run(["dpkg-deb", "--build", folder, tmp_path / "x.deb"], capture_output=True, check=True, timeout=60)
    monkeypatch.setattr(debian, "UNPACKED", tmp_path / "unpacked")
    monkeypatch.setattr(debian, "FILES", {"x": ("package-x", "usr/share/x/x.js")})

    def download(packages: list[str], room: Path, with_libraries: bool) -> bool:
        assert (packages, with_libraries) == (["package-x"], False)
        return bool(shutil.copy(tmp_path / "x.deb", room))

    monkeypatch.setattr(debian, "download", download)
    debian.take("x")
    assert [path.name for path in (tmp_path / "unpacked").rglob("*") if path.is_file()] == ["x.js"]


def test_wordpresss_script_is_there() -> None:
    tool = servers.find("wp-embed")
    if tool.path is None:
        pytest.skip(tool.reason)
    assert "receiveEmbedMessage" in Path(tool.path).read_text(encoding="utf-8")


PROGRAMS = [name for name in servers.NAMES if name not in debian.FILES]


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_starts(name: str) -> None:
    """What was found is what it is called."""
    tool = servers.find(name)
    if tool.path is None:
        pytest.skip(tool.reason)
    ask = [tool.path, VERSION.get(name, "--help")]
    done = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0


def test_a_starter_stands_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a space and Cyrillic in its path; and none is left of a program that does not start."""
    unpacked = tmp_path / "Мой $проект"
    monkeypatch.setattr(debian, "UNPACKED", unpacked)
    nginx = program(unpacked / "usr" / "sbin", "nginx")
    nginx.write_text('#!/bin/sh\nprintf "%s" "$LD_LIBRARY_PATH"\n')
    library = unpacked / "usr" / "lib" / "some machine" / "libx.so.1"
    library.parent.mkdir(parents=True)
    library.touch()
    program(unpacked / "usr" / "bin", "caddy", status=1)
    for name in ("nginx", "caddy"):
        debian.write_starter(name)
    assert [path.name for path in (unpacked / "bin").iterdir()] == ["nginx"]
    said = subprocess.run([unpacked / "bin" / "nginx"], capture_output=True, text=True, check=True, timeout=30).stdout
    assert said == str(library.parent)
