"""A deploy that is killed, at each of its steps, and run again; two deploys at once; and what a run leaves behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing.deploy import record
from publishing.deploy.rclone import Rclone
from publishing.manifest import Entry
from publishing.trouble import Trouble
from tests.deploy.conftest import PYTHON
from tests.deploy.places import OWN, Folder, Place
from tests.deploy.trees import HASHED, Tree
from tests.helpers import ROOT

Deploy = Callable[..., int]


@pytest.fixture
def pid(tmp_path: Path, rclone: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file into which rclone's process id goes from now on."""
    starter, file = tmp_path / "rclone", tmp_path / "pid"
    starter.write_text(f'#!/bin/sh\necho $$ > "{file}"\nexec "{rclone}" "$@"\n')
    starter.chmod(0o755)
    monkeypatch.setenv("RCLONE", str(starter))
    return file


def gone(pid: int) -> bool:
    """Whether a process ended, after some patience."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.005)
    return False


def broken(files: dict[str, bytes], versions: list[dict[str, bytes]]) -> list[str]:
    """What a reader would find broken: a page that is no version's, a page whose assets are missing."""
    found = []
    for path, content in files.items():
        if path.startswith(".annals/") or not path.endswith(".html"):
            continue
        if content not in [version.get(path) for version in versions]:
            found.append(f"{path} is of no version")
        found += [f"{path} names {asset}" for asset in HASHED.findall(content.decode()) if asset not in files]
    return found


def kill_at(number: int, how: str, tree: Tree, to: str, pid: Path) -> bool:
    """Deploy and be killed; return whether it came to its end before."""
    command = [*PYTHON, "-m", "tests.deploy.killed", str(number), how, str(tree.folder), to]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    assert gone(int(pid.read_text())), "rclone outlived the deploy that was killed"
    return done.returncode == 0


def test_killed_at_each_step_and_run_again_it_ends_right(
    place: Place, tree: Tree, deploy: Deploy, pid: Path, capsys: pytest.CaptureFixture
) -> None:
    """Each round deploys another version, with a new page, one that goes, and a new asset.

    A deploy to a folder is killed both before each step and in the midst of it, the others in turn.
    """
    both = place.to.startswith("/")
    versions = [tree.write()]
    deploy(place.to)
    number = 0
    ended = False
    while not ended:
        number += 1
        for how in ("before", "sent") if both else (("before",), ("sent",))[number % 2]:
            word = f"{number}-{how}"
            versions.append(tree.write(css=word, about=word, **{f"new/{word}": word}))
            ended = kill_at(number, how, tree, place.to, pid)
            assert broken(place.files(), versions) == [], word
            deploy(place.to)
            files = place.files()
            assert {path: content for path, content in files.items() if not HASHED.fullmatch(path)} == {
                path: content for path, content in versions[-1].items() if not HASHED.fullmatch(path)
            }, word
            assert broken(files, versions) == [], word
            kept = set(files) - set(versions[-1])
            assert kept <= {path for version in versions[-5:] for path in version}, word
            found = record.in_force([place.read(name).decode() for name in OWN])
            assert found
            assert not found.unsure
            assert set(files) == {*found.files, *found.retired}, word
            assert not {path for path in place.folders() if path.startswith(".annals/")}, word
    assert number > 15, "so few steps were not the whole of a deploy"
    capsys.readouterr()
    deploy(place.to)
    assert "Nothing to do" in capsys.readouterr().out


@pytest.mark.parametrize("first", [True, False], ids=["the first deploy", "a later one"])
def test_of_two_deploys_at_once_one_stops_and_the_next_run_mends_all(
    folder: Folder, tree: Tree, tmp_path: Path, deploy: Deploy, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    """While one is putting pages, another puts all of its own. What the first then puts over it is put right."""
    tree.write()
    if not first:
        deploy(folder.to)
    other = Tree(tmp_path / "other")
    files = other.write(css="other", about="other", only="there")
    tree.write(css="mine", about="mine")
    real = Rclone.put
    begun = []

    def put(self: Rclone, entry: Entry, *, replaces: bool) -> None:
        if entry.path == "about.html" and not begun:
            begun.append(entry.path)
            monkeypatch.setattr(tree, "folder", other.folder)
            assert deploy(folder.to) == 0
        real(self, entry, replaces=replaces)

    monkeypatch.setattr(Rclone, "put", put)
    with pytest.raises(Trouble, match="another deploy writes to"):
        deploy(folder.to)
    assert b"mine" in folder.read("about.html"), "else this test is of no use"
    assert deploy(folder.to) == 0  # the other tree, once more
    found = folder.files()
    assert {path: found.get(path) for path in files} == files
    assert all(HASHED.fullmatch(path) for path in set(found) - set(files))


def test_two_that_begin_in_the_same_moment_come_right_too(
    folder: Folder, tree: Tree, tmp_path: Path, deploy: Deploy
) -> None:
    for round_ in range(3):
        trees = [tree, Tree(tmp_path / "other")]
        running = []
        for number, each in enumerate(trees):
            each.write(about=f"{round_} {number}")
            command = [*PYTHON, "-m", "tests.deploy.killed", "0", "sent", str(each.folder), folder.to]
            running.append(
                subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            )
        for process in running:
            _, said = process.communicate(timeout=60)
            assert process.returncode == 0 or "another deploy writes" in said or "stand in the way" in said, said
        files = tree.write(about=f"{round_} at the end")
        deploy(folder.to, take_over=True)
        assert {path: content for path, content in folder.files().items() if path in files} == files


def test_ctrl_c_ends_it_with_rclone(folder: Folder, tree: Tree, pid: Path) -> None:
    """It says so in a line, and the next run goes on."""
    tree.write(**{f"page{number}": "x" for number in range(400)})
    code = (
        "from publishing.deploy import command, run; import publishing.__main__ as main, sys\n"
        "command.refuse_unsound = lambda tree: None\n"
        "real = run.put\n"
        "def put(phase, *rest):\n"
        "    if phase == 'pages': print('now', flush=True)\n"
        "    return real(phase, *rest)\n"
        "run.put = put\n"
        f"sys.argv = ['x', 'deploy', {str(tree.folder)!r}, '--to', {folder.to!r}]\n"
        "sys.exit(main.main())"
    )
    process = subprocess.Popen(
        [*PYTHON, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    while "now" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert gone(int(pid.read_text()))
