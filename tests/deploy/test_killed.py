"""A deploy that is killed, at each of its steps, and run again; two deploys at once; and what a run leaves behind."""

import os
import signal
import subprocess
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from publishing.deploy import command, record
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
    os.kill(pid, signal.SIGKILL)
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
    line = [*PYTHON, "-m", "tests.deploy.killed", str(number), how, str(tree.folder), to]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    assert gone(int(pid.read_text())), "rclone outlived the deploy that was killed"
    return done.returncode == 0


def test_killed_at_each_step_and_run_again_it_ends_right(
    place: Place, tree: Tree, deploy: Deploy, pid: Path, capsys: pytest.CaptureFixture
) -> None:
    """Each round deploys another version, with a new page, one that goes, and a new asset.

    A deploy to a folder is killed both before each step and in the midst of it; to the others at every third step, in
    turn.
    """
    both = place.to.startswith("/")
    versions = [tree.write()]
    deploy(place.to)
    number = 0 if both else -2
    ended = False
    while not ended:
        number += 1 if both else 3
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
            assert len(place.lists()) <= 1, word
            assert not {path for path in place.folders() if path.startswith(".annals/")}, word
    assert number > 15, "so few steps were not the whole of a deploy"
    capsys.readouterr()
    deploy(place.to)
    deploy(place.to)
    assert "Nothing to do" in capsys.readouterr().out
    assert place.lists() == set()


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
        with ExitStack() as both:
            running = []
            for number, each in enumerate(trees):
                each.write(about=f"{round_} {number}")
                line = [*PYTHON, "-m", "tests.deploy.killed", "0", "sent", str(each.folder), folder.to]
                process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                running.append(both.enter_context(process))
            lines = [process.communicate(timeout=60)[1] for process in running]
        for process, said in zip(running, lines, strict=True):
            assert process.returncode == 0 or "another deploy writes" in said or "stand in the way" in said, said
        files = tree.write(about=f"{round_} at the end")
        deploy(folder.to, take_over=True)
        assert {path: content for path, content in folder.files().items() if path in files} == files


def test_of_two_that_write_their_first_record_at_once_one_stops_before_it_puts_anything(
    folder: Folder, tree: Tree, tmp_path: Path, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither saw the other's, and the later one stands over the earlier one's in the same place."""
    other = Tree(tmp_path / "other")
    other.write(css="other")
    files = tree.write(about="mine")
    real, told = Rclone.write, []
    other_wrote, this_wrote = threading.Event(), threading.Event()

    def run_other() -> None:
        wishes = Namespace(tree=other.folder, to=folder.to, plan=False, take_over=False, recheck=False)
        try:
            command.deploy(wishes)
        except Trouble as trouble:
            told.append(str(trouble))

    second = threading.Thread(target=run_other)

    def write(self: Rclone, path: str, content: bytes) -> None:
        if "record" not in path:
            real(self, path, content)
            return
        if threading.current_thread() is second:
            real(self, path, content)
            other_wrote.set()
            assert this_wrote.wait(30)
            return
        if not other_wrote.is_set():
            second.start()
            assert other_wrote.wait(30)
        real(self, path, content)
        if not this_wrote.is_set():
            this_wrote.set()
            second.join()

    monkeypatch.setattr(Rclone, "write", write)
    assert deploy(folder.to) == 0
    assert told
    assert "another deploy writes to" in told[0]
    assert folder.files() == files


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sent: sent.name)
def test_what_ends_it_ends_rclone_too(
    sent: signal.Signals, folder: Folder, tree: Tree, pid: Path, tmp_path: Path
) -> None:
    """It says so in a line, leaves no temporary folder, and the next run goes on."""
    room = tmp_path / "room"
    room.mkdir()
    tree.write(**{f"page{number}": "x" for number in range(400)})
    code = (
        "from publishing.deploy import command, run; import publishing.__main__ as main, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "command.refuse_unsound = lambda tree: None\n"
        "real = run.put\n"
        "def put(phase, *rest):\n"
        "    if phase == 'pages': print('now', flush=True)\n"
        "    return real(phase, *rest)\n"
        "run.put = put\n"
        f"sys.argv = ['x', 'deploy', {str(tree.folder)!r}, '--to', {folder.to!r}]\n"
        "sys.exit(main.main())"
    )
    with subprocess.Popen(
        [*PYTHON, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(room)},
    ) as process:
        assert process.stdout
        try:
            while "now" not in process.stdout.readline():
                assert process.poll() is None
            process.send_signal(sent)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 128 + sent, said
    assert said == "\nStopped. The next run begins again where it must.\n"
    assert list(room.iterdir()) == []
    assert gone(int(pid.read_text()))
