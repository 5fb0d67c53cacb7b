"""What goes wrong is told in one clear line without a secret in it, and the next run mends what was left."""

import argparse
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from publishing import manifest
from publishing.deploy import command, daemon
from publishing.deploy import rclone as storage
from publishing.trouble import Trouble
from tests.deploy.conftest import PYTHON
from tests.deploy.places import PASSWORD, Bucket, Folder, Place, free_port, obscured
from tests.deploy.trees import Tree
from tests.helpers import ROOT

Deploy = Callable[..., int]
Served = Callable[[str], Place]


def said(deploy: Deploy, to: str) -> str:
    """The line that a deploy ends with."""
    with pytest.raises(Trouble) as caught:
        deploy(to)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 500
    return line


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCLONE_CONTIMEOUT", "500ms")
    monkeypatch.setenv("RCLONE_TIMEOUT", "500ms")
    monkeypatch.setenv("RCLONE_LOW_LEVEL_RETRIES", "1")
    monkeypatch.setattr(storage, "WAITS", (0.01, 0.01))


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections, and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


@contextmanager
def lost() -> Iterator[int]:
    """A port that answers nothing at all, as a host that is gone: its queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(4):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(listener.getsockname())
        try:
            yield listener.getsockname()[1]
        finally:
            for each in waiting:
                each.close()


RUN = """
import sys, publishing.__main__ as main
from publishing.deploy import command
command.refuse_unsound = lambda tree: None
sys.argv = ["x", "deploy", *sys.argv[1:]]
sys.exit(main.main())
"""


REMOTES = {
    "sftp": ":sftp,host=127.0.0.1,port={port},user=u,pass={secret}:",
    "webdav": ":webdav,url='http://127.0.0.1:{port}',user=u,pass={secret}:",
    "s3": ":s3,provider=Other,access_key_id=key,secret_access_key={secret},endpoint='http://127.0.0.1:{port}':feature",
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", REMOTES)
@pytest.mark.parametrize(
    ("network", "meaning"), [("dead", "nothing answers at"), ("silent", "does not answer"), ("lost", "does not answer")]
)
def test_a_network_that_is_down(kind: str, network: str, meaning: str, rclone: str, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    secret = obscured(rclone, PASSWORD)
    with {"silent": silent, "lost": lost}.get(network, silent)() as port:
        line = said(deploy, REMOTES[kind].format(port=free_port() if network == "dead" else port, secret=secret))
    assert meaning in line
    assert secret not in line


@pytest.mark.parametrize("kind", ["sftp", "webdav"])
def test_a_wrong_password(kind: str, served: Served, rclone: str, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    place = served(kind)
    right, wrong = obscured(rclone, PASSWORD), obscured(rclone, "open barley")
    to = place.to.partition("pass=")[0] + f"pass={wrong}:"
    line = said(deploy, to)
    assert "user, password or key for :" in line
    assert wrong not in line
    assert right not in line


@pytest.mark.parametrize("kind", ["sftp", "webdav"])
def test_a_password_in_plain_letters(kind: str, rclone: str, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    line = said(deploy, REMOTES[kind].format(port=1, secret="barley"))
    assert "rclone obscure" in line
    assert "barley" not in line


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("InvalidAccessKeyId", "user, password or key for"),
        ("SignatureDoesNotMatch", "user, password or key for"),
        ("AccessDenied", "permission is refused at"),
    ],
)
def test_keys_that_s3_does_not_take(code: str, meaning: str, rclone: str, tree: Tree, deploy: Deploy) -> None:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
            self.send_response(403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None: ...

    tree.write()
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            line = said(deploy, REMOTES["s3"].format(port=server.server_address[1], secret="hush-hush"))
        finally:
            server.shutdown()
            thread.join()
    assert meaning in line
    assert "hush-hush" not in line


def test_a_bucket_that_is_missing_is_told_and_not_made(served: Served, tree: Tree, deploy: Deploy) -> None:
    bucket = served("s3")
    assert isinstance(bucket, Bucket)
    tree.write()
    assert "there is no bucket at :s3:elsewhere" in said(deploy, bucket.to.partition(":feature")[0] + ":elsewhere")
    assert b"elsewhere" not in bucket.ask("GET", "/")[1]


@pytest.mark.parametrize(
    ("to", "meaning"),
    [
        ("nowhere:site", "knows no remote of the name in nowhere:site: rclone listremotes"),
        (":marble:site", "knows no storage of the type in :marble:site"),
        (":webdav,url='http://unknown.invalid/':", "the host of :webdav: is unknown"),
        (":sftp,host=unknown.invalid,user=u:", "no key for :sftp: can be used"),
    ],
)
@pytest.mark.usefixtures("rclone")
def test_a_remote_that_is_none(to: str, meaning: str, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    assert meaning in said(deploy, to)


def test_a_tree_that_was_changed_since_it_was_finished(folder: Folder, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    time = (tree.folder / "about.html").stat().st_mtime
    tree.put("about.html", (tree.folder / "about.html").read_bytes().swapcase())
    os.utime(tree.folder / "about.html", (time, time))
    assert "(about.html): make publish again" in said(deploy, folder.to)
    tree.write()
    tree.put("stray.html", b"")
    assert "(stray.html)" in said(deploy, folder.to)
    tree.write()
    (tree.folder / "sw.js").unlink()
    assert "(sw.js)" in said(deploy, folder.to)
    assert not folder.folder.exists()


def test_a_tree_that_the_check_finds_fault_with(folder: Folder, tree: Tree) -> None:
    tree.write(about="<a href=nowhere.html>nowhere</a>")
    with pytest.raises(Trouble, match=r"the check has \d+ findings, so nothing was deployed: make check-tree"):
        command.deploy(argparse.Namespace(tree=tree.folder, to=folder.to, plan=False, take_over=False, recheck=False))
    assert not folder.folder.exists()


def bound_by_permissions() -> list[str]:
    """What begins a command so that permissions hold for it: root may write anywhere."""
    if os.geteuid() != 0:
        return []
    program = shutil.which("setpriv")
    if program is None:
        pytest.skip("Root may write anywhere, and no setpriv was found. To get it: install util-linux, or be no root")
    return [program, "--bounding-set=-dac_override", "--inh-caps=-dac_override"]


def test_a_folder_that_may_not_be_written_to(folder: Folder, tree: Tree, tmp_path: Path) -> None:
    tree.write()
    folder.folder.mkdir()
    folder.folder.chmod(0o555)
    (tmp_path / "run.py").write_text(RUN)
    done = subprocess.run(
        [*bound_by_permissions(), *PYTHON, str(tmp_path / "run.py"), str(tree.folder), "--to", folder.to],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"permission is refused at {folder.to}: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="session")
def unshare() -> list[str]:
    """A command that runs a script in which file systems may be mounted that nobody else sees."""
    program = shutil.which("unshare")
    if sys.platform != "linux" or program is None:
        pytest.skip("A small file system of its own takes Linux and unshare. To get it: install util-linux")
    found = [program, "--mount"] if os.geteuid() == 0 else [program, "--mount", "--map-root-user"]
    done = subprocess.run([*found, "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"No file system can be mounted here ({done.stderr.strip()}). To get it: run as root")
    return found


def test_a_disk_that_is_full(folder: Folder, tree: Tree, unshare: list[str], tmp_path: Path) -> None:
    """The next run, with room again, ends right."""
    pages = {f"page{number}": os.urandom(20_000).hex() for number in range(30)}  # 1.2 MB
    tree.write(**pages)
    (tmp_path / "run.py").write_text(RUN)
    folder.folder.mkdir()
    deploy = f'"{sys.executable}" "{tmp_path}/run.py" "{tree.folder}" --to "{folder.folder}"'
    script = f"""
        mount -t tmpfs -o size=2m none "{folder.folder}" || exit 99
        dd if=/dev/zero of="{folder.folder}/ballast" bs=1k count=1400 2>/dev/null
        {deploy}; echo "status $?"
        rm "{folder.folder}/ballast"
        {deploy}; echo "status $?"
        mount -o remount,ro none "{folder.folder}"
        rm -rf "{tmp_path}/copy"; cp -a "{folder.folder}" "{tmp_path}/copy"
    """
    done = subprocess.run(
        [*unshare, "sh", "-c", script],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("status")] == ["status 1", "status 0"], (
        done.stdout
    )
    assert done.stderr.startswith(f"{folder.folder} is full: make room there, and run the deploy again (")
    assert done.stderr.count("\n") == 1, done.stderr
    copy = Folder("", tmp_path / "copy")
    assert copy.files() == tree.finish()
    assert copy.folders() & {".annals/up"} == set()


def test_a_file_system_that_can_only_be_read(folder: Folder, tree: Tree, unshare: list[str], tmp_path: Path) -> None:
    tree.write()
    (tmp_path / "run.py").write_text(RUN)
    folder.folder.mkdir()
    script = f"""
        mount -t tmpfs -o ro none "{folder.folder}" || exit 99
        exec "{sys.executable}" "{tmp_path}/run.py" "{tree.folder}" --to "{folder.folder}"
    """
    done = subprocess.run(
        [*unshare, "sh", "-c", script],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"{folder.folder} can only be read: ")
    assert done.stderr.count("\n") == 1


def test_a_storage_that_loses_a_byte_is_found_out(
    folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read back is not what was put: nothing that comes later goes up, and the next run mends it."""
    files = tree.write()
    real = storage.Rclone.put

    def put(self: storage.Rclone, entry, *, replaces: bool) -> None:
        real(self, entry, replaces=replaces)
        if entry.path == "about.html":
            (folder.folder / entry.path).write_bytes(b"x" * entry.size)

    monkeypatch.setattr(storage.Rclone, "put", put)
    assert f"about.html at {folder.to} is not what was put there" in said(deploy, folder.to)
    assert not (folder.folder / "index.html").exists()
    monkeypatch.undo()
    monkeypatch.setattr(command, "refuse_unsound", lambda tree: None)
    assert deploy(folder.to) == 0
    assert folder.files() == files


@pytest.mark.usefixtures("impatient")
def test_a_network_that_fails_for_a_moment(
    folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tree.write()
    real, failures = daemon.Daemon.__call__, []

    def call(self: daemon.Daemon, name: str, **arguments: object) -> dict:
        key = (name, arguments.get("srcRemote"))
        if name in ("operations/copyfile", "operations/movefile", "operations/purge") and key not in failures:
            failures.append(key)
            if name == "operations/movefile":  # done, and the answer was lost
                real(self, name, **arguments)
            raise daemon.Refused("read tcp 127.0.0.1:1->127.0.0.1:2: connection reset by peer")
        return real(self, name, **arguments)

    monkeypatch.setattr(daemon.Daemon, "__call__", call)
    assert deploy(folder.to) == 0
    assert failures
    assert folder.files() == files


def test_without_rclone(folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write()
    monkeypatch.setenv("RCLONE", "/nowhere/rclone")
    assert said(deploy, folder.to).startswith("/nowhere/rclone is not on this machine: get rclone (apt install rclone,")


@pytest.mark.parametrize(
    ("script", "meaning"),
    [
        ("echo 'Segmentation fault' >&2; exit 139", "does not start as rclone does (Segmentation fault): get rclone"),
        ("exit 0", "does not start as rclone does (it said nothing)"),
    ],
)
def test_an_rclone_that_does_not_start(
    script: str,
    meaning: str,
    folder: Folder,
    tree: Tree,
    deploy: Deploy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree.write()
    (tmp_path / "rclone").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "rclone").chmod(0o755)
    monkeypatch.setenv("RCLONE", str(tmp_path / "rclone"))
    assert meaning in said(deploy, folder.to)


def test_an_rclone_that_is_too_old(folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write()
    monkeypatch.setattr(daemon, "OLDEST", (99, 0))
    assert "and 99.0 is needed: get rclone" in said(deploy, folder.to)


def test_an_rclone_that_dies_midway(
    folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch, rclone: str, tmp_path: Path
) -> None:
    """The next run mends what it left."""
    files = tree.write()
    starter = tmp_path / "rclone"
    starter.write_text(f'#!/bin/sh\necho $$ > "{tmp_path}/pid"\nexec "{rclone}" "$@"\n')
    starter.chmod(0o755)
    monkeypatch.setenv("RCLONE", str(starter))
    real, before = storage.Rclone.put, list[str]()

    def put(self: storage.Rclone, entry, *, replaces: bool) -> None:
        if entry.phase == "pages" and not before:
            before.append(entry.path)
            os.kill(int((tmp_path / "pid").read_text()), 9)
            time.sleep(0.1)
        real(self, entry, replaces=replaces)

    monkeypatch.setattr(storage.Rclone, "put", put)
    assert "rclone ended in the midst of it" in said(deploy, folder.to)
    assert deploy(folder.to) == 0
    assert folder.files() == files


@pytest.mark.usefixtures("rclone")
def test_folders_that_a_tree_cannot_go_to(tree: Tree, deploy: Deploy, tmp_path: Path) -> None:
    tree.write()
    (tmp_path / "file").write_text("")
    for to, meaning in (
        (tree.folder, "is the tree itself"),
        (tree.folder / "theme" / "x", "lies inside the tree"),
        (tmp_path, "holds the tree"),
        (tmp_path / "file", "is a file: name a folder"),
        (tmp_path / "no" / "where", f"there is no folder {tmp_path / 'no'}: make it first"),
    ):
        assert meaning in said(deploy, str(to))
        assert meaning in said(deploy, f":local:{to}")
    assert not (tmp_path / "no").exists()


def test_settings_of_whoever_deploys_change_nothing(
    folder: Folder, tree: Tree, deploy: Deploy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tree.write()
    for name, value in {
        "LOG_FILE": str(tmp_path / "log"), "LOG_LEVEL": "ERROR", "QUIET": "true", "INTERACTIVE": "true",
        "DRY_RUN": "true", "RC": "true", "RC_ADDR": "127.0.0.1:1", "RC_NO_AUTH": "true", "MIN_AGE": "10y",
        "MAX_AGE": "1s", "MIN_SIZE": "1G", "MAX_SIZE": "1b", "MAX_DEPTH": "1", "EXCLUDE": "*", "INCLUDE": "nothing",
        "FILTER": "- *", "FILES_FROM": "/nowhere", "COPY_LINKS": "true", "IMMUTABLE": "true", "UPDATE": "true",
        "IGNORE_EXISTING": "true", "BACKUP_DIR": str(tmp_path / "backup"), "SUFFIX": ".bak", "LOCAL_LINKS": "false",
        "LOCAL_NO_SET_MODTIME": "false", "USE_JSON_LOG": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"RCLONE_{name}", value)
    deploy(folder.to)
    files = tree.write(about="else", css="else")
    deploy(folder.to)
    found = folder.files()
    assert {path: found.get(path) for path in files} == files
    assert not (tmp_path / "log").exists()
    assert (folder.folder / "about.html").stat().st_mtime != (tree.folder / "about.html").stat().st_mtime


def test_how_a_storage_is_reached_may_be_set() -> None:
    told = {"RCLONE_CONFIG_SITE_TYPE": "s3", "RCLONE_S3_REGION": "x", "RCLONE_CONFIG": "/c", "RCLONE_TIMEOUT": "1s"}
    assert daemon.own_environment({**told, "RCLONE_EXCLUDE": "*", "HOME": "/h"}) == {**told, "HOME": "/h"}


@contextmanager
def answering(answers: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program in rclone's place that gives these answers, and to all else none."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Event, Thread

    over = Event()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            command = self.path.removeprefix("/")
            if command not in answers:
                over.wait(30)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(answers[command])))
            self.end_headers()
            self.wfile.write(answers[command])

        def log_message(self, *arguments: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        starter = tmp_path / "rclone"
        starter.write_text(f"#!/bin/sh\necho 'at http://127.0.0.1:{server.server_address[1]}/' >&2; exec sleep 60\n")
        starter.chmod(0o755)
        monkeypatch.setenv("RCLONE", str(starter))
        try:
            yield
        finally:
            over.set()
            server.shutdown()
            thread.join()


VERSION = {"core/version": b'{"version": "v1.60.1"}'}
FEATURES = {"operations/fsinfo": b'{"Features": {"BucketBased": false, "Move": true}}'}


@pytest.mark.parametrize(
    "answers",
    [
        {"core/version": b"{}"},
        {"core/version": b"null"},
        {"core/version": b"[]"},
        {**VERSION, "operations/fsinfo": b"{}"},
        {**VERSION, "operations/fsinfo": b"null"},
        {**VERSION, "operations/fsinfo": b'{"Features": null}'},
        {**VERSION, **FEATURES, "operations/list": b"{}"},
        {**VERSION, **FEATURES, "operations/list": b'{"list": null}'},
        {**VERSION, **FEATURES, "operations/list": b'{"list": [{}]}'},
        {**VERSION, **FEATURES, "operations/list": b'{"list": [{"Path": 7}]}'},
    ],
)
def test_answers_that_are_none(
    answers: dict[str, bytes],
    folder: Folder,
    tree: Tree,
    deploy: Deploy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree.write()
    with answering(answers, tmp_path, monkeypatch):
        assert said(deploy, folder.to).startswith("rclone answers in a way that is not known: get rclone")


def test_an_rclone_that_answers_no_more(
    folder: Folder, tree: Tree, deploy: Deploy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write()
    monkeypatch.setattr(daemon, "LONGEST", 0.3)
    with answering({**VERSION, **FEATURES}, tmp_path, monkeypatch):
        assert "rclone did not answer for " in said(deploy, folder.to)


def test_no_room_to_read_files_back(
    folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder for temporary files is told, not the target."""
    tree.write()
    real = daemon.Daemon.__call__

    def call(self: daemon.Daemon, name: str, **arguments: object) -> dict:
        if name == "operations/copyfile" and arguments["srcRemote"] == "about.html" and arguments["srcFs"] == folder.to:
            raise daemon.Refused("preallocate: file too big for remaining disk space")
        return real(self, name, **arguments)

    monkeypatch.setattr(daemon.Daemon, "__call__", call)
    line = said(deploy, folder.to)
    assert line.startswith("no room is left in ")
    assert line.endswith("make room there, or name another folder in TMPDIR")


@pytest.mark.usefixtures("impatient")
def test_a_storage_of_objects_that_is_down_is_no_file(rclone: str, tree: Tree, deploy: Deploy) -> None:
    """A newer rclone says so of a folder in it, where it cannot ask."""
    tree.write()
    assert "nothing answers at" in said(deploy, REMOTES["s3"].format(port=free_port(), secret="hush-hush") + "/site")


@pytest.mark.parametrize("change", [{"phase": "worker"}, {"cache": "immutable"}, {"type": "text/plain"}, {"size": 1}])
def test_a_manifest_that_was_changed(change: dict, folder: Folder, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    made = manifest.read(tree.folder)
    files = tuple(replace(entry, **change) if entry.path == "about.html" else entry for entry in made.files)
    tree.put(manifest.NAME, manifest.as_json(replace(made, files=files)).encode())
    assert "(about.html): make publish again" in said(deploy, folder.to)
    tree.put(manifest.NAME, manifest.as_json(made).encode() + b"\n")
    assert "(manifest.json): make publish again" in said(deploy, folder.to)
    assert not folder.folder.exists()


def test_a_build_and_a_deploy_wait_for_one_another(
    folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write()
    lock = tree.folder.with_name(f".{tree.folder.name}.lock")
    with lock.open("w") as build:
        fcntl.flock(build, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for to in (folder.to, "git:origin"):
            assert said(deploy, to) == f"a build is writing {tree.folder}: wait for its end"
    real, refused = storage.Rclone.put, []

    def put(self: storage.Rclone, entry, *, replaces: bool) -> None:
        with lock.open("w") as build:
            try:
                fcntl.flock(build, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                refused.append(entry.path)
        real(self, entry, replaces=replaces)

    monkeypatch.setattr(storage.Rclone, "put", put)
    assert deploy(folder.to) == 0
    assert refused
    with lock.open("w") as build:
        fcntl.flock(build, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_folder_of_sources(folder: Folder, tree: Tree, deploy: Deploy) -> None:
    """One that git knows, and beside what it tracks."""
    tree.write()
    (folder.folder / "new").mkdir(parents=True)
    for words in (["init", "-q"], ["add", "source.txt"]):
        (folder.folder / "source.txt").write_text("mine")
        subprocess.run(["git", *words], cwd=folder.folder, check=True, capture_output=True)
    assert "git tracks files in it, so it holds sources" in said(deploy, folder.to)
    assert sorted(path.name for path in folder.folder.iterdir()) == [".git", "new", "source.txt"]
    assert deploy(f"{folder.to}/new") == 0
    assert deploy(folder.to, take_over=True) == 0
    assert deploy(folder.to) == 0


def test_a_terminal_s_line_is_left_empty_for_what_is_told(
    folder: Folder, tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    tree.write()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(daemon.Daemon, "__call__", lambda *_, **__: {})
    assert "not known" in said(deploy, folder.to)
    assert capsys.readouterr().out.endswith("\r\x1b[K")
