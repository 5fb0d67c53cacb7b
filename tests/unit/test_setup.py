"""The set-up of a fresh machine: it works where it may, is quick the second time, and says plainly what is missing."""

import ast
import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from dev import setup
from tests.helpers import ROOT

OLDEST_THAT_READS = (3, 6)


def test_an_old_python_can_read_the_file() -> None:
    """It has to get as far as saying that it is old."""
    ast.parse((ROOT / "dev" / "setup.py").read_text(encoding="utf-8"), feature_version=OLDEST_THAT_READS)
    ast.parse((ROOT / "dev" / "address.py").read_text(encoding="utf-8"), feature_version=OLDEST_THAT_READS)


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message holds the version needed, the one there is, and the mend."""
    monkeypatch.setattr(setup.sys, "version_info", (3, 8, 10, "final", 0))
    monkeypatch.setattr(setup, "newer_python", lambda: None)
    with pytest.raises(setup.Trouble, match=r"^Python 3\.11 or later is needed; this is 3\.8\. .* PYTHON="):
        setup.check_python()


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """macOS brings an old python3; the newest python3.N on the PATH that works is taken instead."""
    for name, works in (("python3.13", False), ("python3.12", True), ("python3.11", True)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {0 if works else 127}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(setup.sys, "version_info", (3, 9, 6, "final", 0))
    called: list[str] = []
    monkeypatch.setattr(setup.os, "execv", lambda program, _arguments: called.append(program) or sys.exit(0))
    with pytest.raises(SystemExit):
        setup.check_python()
    assert called == [str(tmp_path / "python3.12")]


def test_a_missing_venv_module_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian splits it off; the package to install is named."""
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(setup.Trouble, match=r"ensurepip is missing\.\n.*sudo apt install python3-venv"):
        setup.check_modules()


def wheel(folder: Path, name: str) -> str:
    """Write the smallest package of that name into a folder; return the line of a lock file for it."""
    file = folder / f"{name}-1-py3-none-any.whl"
    parts = {
        f"{name}.py": "",
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{name}-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(file, "w") as archive:
        record = ""
        for path, text in parts.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(text)}\n"
            archive.writestr(path, text)
        archive.writestr(f"{name}-1.dist-info/RECORD", f"{record}{name}-1.dist-info/RECORD,,\n")
    return f"{name}==1 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


class Copy:
    """A copy of the project that holds the set-up alone, whose lock names one small package, with no network needed."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        (folder / "dev").mkdir(parents=True)
        (folder / "requirements").mkdir()
        shutil.copy(ROOT / "dev" / "setup.py", folder / "dev" / "setup.py")
        wheels.mkdir(exist_ok=True)
        self.lock = wheel(wheels, "oneword")
        self.wheels = wheels
        self.write_lock(self.lock)

    def write_lock(self, text: str) -> None:
        (self.folder / "requirements" / "site.txt").write_text(text, encoding="utf-8")

    def start(self, **variables: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        return subprocess.Popen(
            [sys.executable, "dev/setup.py", "site"],
            cwd=self.folder,
            env=environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def set_up(self, **variables: str) -> tuple[int, str]:
        """Its exit status and what it said."""
        process = self.start(**variables)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def has_package(self) -> bool:
        command = [self.folder / ".venv" / "bin" / "python", "-c", "import oneword"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "Моя папка & more", tmp_path / "wheels")


def test_the_second_time_nothing_is_done_until_something_changes(copy: Copy) -> None:
    """A second run says and does nothing; a moved folder, a changed lock and a lost stamp each make it anew."""
    assert copy.set_up()[0] == 0
    assert copy.has_package()
    assert copy.set_up(PIP_FIND_LINKS="/nowhere") == (0, "")

    moved = copy.folder.with_name("moved")
    copy.folder.rename(moved)
    copy.folder = moved
    status, said = copy.set_up()
    assert (status, "Making .venv" in said) == (0, True)
    assert json.loads((moved / ".venv" / "annals.json").read_text(encoding="utf-8"))["place"] == str(moved / ".venv")
    assert copy.has_package()

    copy.write_lock("# nothing any more\n")
    assert copy.set_up()[0] == 0
    assert not copy.has_package()


def test_two_at_once_both_end_well(copy: Copy) -> None:
    """The second waits for the first, then finds all done."""
    first, second = copy.start(), copy.start()
    said = [first.communicate(timeout=120)[0], second.communicate(timeout=120)[0]]
    assert [first.returncode, second.returncode] == [0, 0]
    assert sum("Making .venv" in each for each in said) == 1
    assert sum("waiting for it" in each for each in said) == 1
    assert copy.has_package()


def test_a_killed_set_up_is_mended_by_the_next(copy: Copy) -> None:
    """What a killed run left half made is removed, not trusted."""
    process = copy.start()
    limit = time.monotonic() + 60
    while not (copy.folder / ".venv" / "bin" / "python").exists():
        assert time.monotonic() < limit
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (copy.folder / ".venv" / "annals.json").exists()
    assert copy.set_up()[0] == 0
    assert copy.has_package()


def test_without_a_network_it_says_so(copy: Copy) -> None:
    """One plain sentence, then pip's own words; no traceback, and the next run tries again."""
    status, said = copy.set_up(PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert status == 1
    assert "The packages could not be fetched. Is there a network?" in said
    assert "Traceback" not in said
    assert copy.set_up()[0] == 0


def test_a_package_that_is_not_the_locked_one_is_refused(copy: Copy) -> None:
    """A wrong hash is told as such, and nothing is installed."""
    digest = copy.lock.rpartition(":")[2].strip()
    copy.write_lock(copy.lock.replace(digest, "0" * 64))
    status, said = copy.set_up()
    assert status == 1
    assert "A package is not the one that requirements/site.txt names" in said
    assert not copy.has_package()


@pytest.mark.parametrize("kind", ["site", "test"])
def test_the_lock_names_hashes_and_no_host(kind: str) -> None:
    """Every package has at least one hash, and none is tied to a place it came from."""
    lines = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert len(entries) > 20
    assert [line for line in entries if "--hash=sha256:" not in line or "==" not in line] == []
    assert [line for line in lines if "://" in line or "index-url" in line] == []
