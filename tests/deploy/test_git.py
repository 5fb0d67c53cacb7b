"""A deploy to a branch: one commit, exactly the tree's bytes, nothing of anybody else's touched, every fault in a line.

Everything is real git, on bare repositories in a folder of the test's own.
"""

import argparse
import base64
import errno
import hashlib
import os
import pty
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publishing import manifest
from publishing.deploy import record, repository
from publishing.deploy.git import deploy
from publishing.deploy.git_faults import fault
from publishing.deploy.git_target import shown
from publishing.trouble import Trouble
from tests.helpers import ROOT

ADDRESS = "https://news.example/30-years"
RUN = """
import argparse, sys
from pathlib import Path
from publishing import manifest
from publishing.deploy import git
git.refuse_unsound = lambda tree: None
tree = Path("public")
sys.exit(git.deploy(tree, manifest.read(tree), "origin", "gh-pages", argparse.Namespace(plan=False, take_over=False, recheck=False)))
"""


def git(*command: str, folder: Path | None = None, feed: bytes = b"") -> bytes:
    done = subprocess.run(["git", *command], cwd=folder, input=feed, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


class Place:
    """A user's repository with the tree in public/, and the bare one that its remote origin names."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site.git"
        self.work = folder / "work"
        self.tree = self.work / "public"
        git("init", "--quiet", "--bare", "-b", "main", str(self.site))
        git("init", "--quiet", "-b", "main", str(self.work))
        git("remote", "add", "origin", str(self.site), folder=self.work)
        self.write()

    def write(self, css: str = "p{}", **pages: str) -> str:
        """Write the tree anew: a home page, pages and one asset; return the asset's path."""
        shutil.rmtree(self.tree, ignore_errors=True)
        asset = f"theme/main.{hashlib.sha256(css.encode()).hexdigest()[: manifest.HASH_LETTERS]}.css"
        files = {"index.html": f"home of {asset}", ".nojekyll": "", "about.html": "about", asset: css}
        for name, text in {**files, **{f"{name}.html": text for name, text in pages.items()}}.items():
            self.put(name, text.encode())
        self.finish()
        return asset

    def put(self, name: str, content: bytes) -> None:
        (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / name).write_bytes(content)

    def finish(self, address: str = ADDRESS) -> None:
        text = manifest.as_json(manifest.of_tree(self.tree, address))
        (self.tree / manifest.NAME).write_text(text, encoding="utf-8")

    def deploy(self, remote: str = "origin", branch: str = "gh-pages", **options: bool) -> int:
        arguments = argparse.Namespace(**{"plan": False, "take_over": False, "recheck": False, **options})
        return deploy(self.tree, manifest.read(self.tree), remote, branch, arguments)

    def there(self, branch: str = "gh-pages", *, own: bool = True) -> dict[str, bytes]:
        """The files of the branch; without the record's, where those that a deploy owns are asked for."""
        found = {}
        for line in git("ls-tree", "-r", "-z", branch, folder=self.site).split(b"\0")[:-1]:
            about, _, path = line.partition(b"\t")
            if not (own and path.startswith(record.FOLDER.encode())):
                found[path.decode()] = git("cat-file", "blob", about.split()[2].decode(), folder=self.site)
        return found

    def here(self) -> dict[str, bytes]:
        return {name: (self.tree / name).read_bytes() for name in manifest.files_of(self.tree)}

    def commits(self, branch: str = "gh-pages") -> list[str]:
        refs = git("for-each-ref", f"refs/heads/{branch}", folder=self.site)
        return git("rev-list", branch, folder=self.site).decode().split() if refs else []

    def by_hand(self, branch: str = "gh-pages", **files: str | None) -> str:
        """Somebody else's commit on the branch: files by their paths with `__` for `/`, None deletes; return it."""
        tip = next(iter(self.commits(branch)), "")
        stream = f"feature done\ncommit refs/heads/{branch}\ncommitter A <a@b> 1 +0000\ndata 1\nx\n"
        stream += f"from {tip}\n" if tip else ""
        for name, text in files.items():
            path = name.replace("__", "/").replace("_html", ".html")
            stream += f"D {path}\n" if text is None else f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
        git("fast-import", "--quiet", folder=self.site, feed=f"{stream}done\n".encode())
        return self.commits(branch)[0]

    def hook(self, name: str, *lines: str) -> None:
        path = self.site / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(("#!/bin/sh", *lines, "")), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of the test's own: no setting of this machine's user or system counts, and no terminal is there."""
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "temporary").mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "SSH_"))] + ["SOURCE_DATE_EPOCH"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    made = Place(tmp_path)
    monkeypatch.chdir(made.work)
    monkeypatch.setattr("publishing.deploy.git.refuse_unsound", lambda tree: None)  # these trees are too small for it
    return made


def insides(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_first_deploy_makes_a_branch_with_exactly_the_trees_files(place, capsys):
    assert place.deploy() == 0
    assert place.there() == place.here()
    assert len(place.commits()) == 1
    assert "Put 5 files" in capsys.readouterr().out
    assert b"100755" not in git("ls-tree", "-r", "gh-pages", folder=place.site)
    assert git("fsck", "--full", "--strict", folder=place.site) is not None


def test_a_second_deploy_of_the_same_tree_makes_no_commit(place, capsys):
    place.deploy()
    before = place.commits()
    os.utime(place.tree / "index.html", (1, 1))
    assert place.deploy() == 0
    assert place.commits() == before
    assert "Nothing to do: all 5 files are there already, in " in capsys.readouterr().out


def test_an_edit_of_one_letter_puts_that_file_and_the_manifest_in_one_commit(place, capsys):
    place.deploy()
    place.put("about.html", b"abouT")
    place.finish()
    assert place.deploy() == 0
    assert "Put 2 files" in capsys.readouterr().out
    changed = (
        git("diff", "--name-only", "gh-pages~1", "gh-pages", "--", ":!.annals", folder=place.site).decode().split()
    )
    assert changed == ["about.html", "manifest.json"]
    assert place.there() == place.here()
    assert len([name for name in place.there(own=False) if name.startswith(".annals")]) == 1


def test_a_page_that_is_gone_from_the_tree_goes_from_the_branch(place):
    place.write(more="more")
    place.deploy()
    place.write()
    place.deploy()
    assert place.there() == place.here()


def test_an_old_asset_outlives_the_three_deploys_after_the_last_that_named_it(place):
    asset = place.write("a{}")
    place.deploy()
    seen = []
    for number in range(4):
        place.write(f"b{{order:{number}}}")
        place.deploy()
        place.deploy()  # a second look is no deploy
        seen.append(place.there().get(asset))
    assert seen == [b"a{}", b"a{}", b"a{}", None]


def test_files_that_no_deploy_put_are_kept_and_told(place, capsys):
    place.deploy()
    place.by_hand(CNAME="news.kz", other__note="x")
    place.write("c{}")
    assert place.deploy() == 0
    assert place.there().items() >= {**place.here(), "CNAME": b"news.kz", "other/note": b"x"}.items()
    assert "2 files there that no deploy put, left alone: CNAME, other/note" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["index_html", "theme", "about_html__deeper", ".annals"])
def test_a_foreign_file_in_the_way_is_refused_until_it_may_be_taken_over(place, name):
    """The same file, a file where a folder is needed, and a folder where a file is."""
    place.by_hand(**{name: "theirs", "CNAME": "news.kz"})
    before = place.commits()
    with pytest.raises(Trouble, match="1 file there was not put by a deploy and stands in the way"):
        place.deploy()
    assert place.commits() == before
    assert place.deploy(take_over=True) == 0
    assert place.there() == {**place.here(), "CNAME": b"news.kz"}


def test_a_file_that_was_edited_or_deleted_on_the_branch_is_put_again(place, capsys):
    place.deploy()
    place.by_hand(index_html="edited", about_html=None)
    assert place.deploy() == 0
    assert "Put 2 files" in capsys.readouterr().out
    assert place.there() == place.here()


def test_an_old_asset_that_was_edited_and_is_named_again_is_put_again(place):
    asset = place.write("a{}")
    place.deploy()
    place.write("b{}")
    place.deploy()
    place.by_hand(**{asset.replace("/", "__"): "edited"})
    assert place.write("a{}") == asset
    place.deploy()
    assert place.there().items() >= place.here().items()


def test_a_plan_changes_nothing_anywhere(place, capsys):
    place.deploy()
    place.write("b{}", more="more")
    before = insides(place.site), insides(place.work)
    assert place.deploy(plan=True) == 0
    assert (insides(place.site), insides(place.work)) == before
    told = capsys.readouterr().out
    assert "new  more.html" in told
    assert "changed  index.html" in told
    place.by_hand(more_html="theirs")
    with pytest.raises(Trouble, match="stands in the way"):
        place.deploy(plan=True)


def test_a_tree_that_the_check_refuses_is_not_deployed(place, monkeypatch):
    place.deploy()
    place.write("b{}")
    before = place.commits()

    def refuse(tree: Path) -> None:
        raise Trouble(f"the check has 1 finding in {tree.name}")

    monkeypatch.setattr("publishing.deploy.git.refuse_unsound", refuse)
    with pytest.raises(Trouble, match="the check has 1 finding in public"):
        place.deploy()
    assert place.commits() == before


def test_no_room_for_temporary_files_is_told(place, tmp_path, monkeypatch):
    run = repository.Repository.run

    def full(self, *command, feed=()):
        return run(self, *command, feed=feed if command[0] != "fast-import" else broken(feed))

    def broken(feed):
        yield next(feed)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(repository.Repository, "run", full)
    with pytest.raises(Trouble, match="the folder for temporary files is of no use: No space left on device"):
        place.deploy()
    assert place.commits() == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_users_repository_is_not_touched(place, tmp_path):
    """Its objects, index, branches and settings, and its files, are byte for byte the same."""
    git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "--allow-empty", "-qm", "x", folder=place.work)
    (place.work / "draft.txt").write_text("not yet added", encoding="utf-8")
    before = insides(place.work)
    place.deploy()
    place.write("b{}")
    written = insides(place.tree)
    place.deploy()
    assert {name: data for name, data in insides(place.work).items() if not name.startswith("public/")} == {
        name: data for name, data in before.items() if not name.startswith("public/")
    }
    assert insides(place.tree) == written
    assert list((tmp_path / "temporary").iterdir()) == []


def test_another_branch_and_an_address_do_as_well(place):
    assert place.deploy(place.site.as_uri(), "preview/next") == 0
    assert place.there("preview/next") == place.here()
    assert place.commits() == []
    assert place.deploy("../site.git", "preview/next") == 0
    assert len(place.commits("preview/next")) == 1


@pytest.mark.parametrize("allowed", ["true", "false"])
def test_a_remote_may_leave_out_contents_or_not(place, allowed):
    """With a remote that can, only names and hashes are fetched; the result is the same."""
    git("config", "uploadpack.allowFilter", allowed, folder=place.site)
    place.write("a{}", first="1")
    for step in range(3):
        place.write("b{}", second=f"{step}", moved="1")
        assert place.deploy(place.site.as_uri()) == 0
        assert place.there().items() >= place.here().items()
    git("fsck", "--full", "--strict", folder=place.site)


def test_paths_with_spaces_and_cyrillic_letters_and_quotes(tmp_path, monkeypatch):
    folder = tmp_path / "Юбилей, 30 лет"
    folder.mkdir()
    place = Place(folder)
    monkeypatch.chdir(place.work)
    monkeypatch.setattr("publishing.deploy.git.refuse_unsound", lambda tree: None)
    for name in ("глава 1/Ә.html", 'a "b".html', " space"):
        place.put(name, name.encode())
    place.finish()
    assert place.deploy() == 0
    assert place.there() == place.here()
    place.write()
    place.deploy()
    assert place.there() == place.here()


def test_bytes_stay_as_they_are_whatever_the_user_set(place, home):
    """Line ends, signatures, hooks, filters, encodings and names of letters' case are the user's own affairs."""
    for name in ("hooks", "template/hooks"):
        (home / name).mkdir(parents=True)
        for hook in ("pre-push", "pre-commit", "commit-msg", "post-commit"):
            (home / name / hook).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
            (home / name / hook).chmod(0o755)
        # Of every change of a branch; the bare repository of the test itself is left in peace.
        hook = home / name / "reference-transaction"
        hook.write_text('#!/bin/sh\ncase "$GIT_DIR" in */annals-*) exit 1 ;; esac\n', encoding="utf-8")
        hook.chmod(0o755)
    (home / "template" / "config").write_text('[remote "annals-target"]\nurl = /nowhere\n', encoding="utf-8")
    (home / "attributes").write_text("* text eol=crlf filter=spoil ident\n", encoding="utf-8")
    (home / ".gitconfig").write_text(
        f"""[commit]\ngpgsign=true\n[tag]\ngpgsign=true\n[gpg]\nprogram=/bin/false\n[push]\ngpgsign=true
default=nothing\nfollowTags=true\nrecurseSubmodules=check\npushOption=no\n[core]\nautocrlf=true\nsafecrlf=true
quotepath=true\nignorecase=true\nhooksPath={home}/hooks\nattributesFile={home}/attributes\n[filter "spoil"]
clean=sed s/./x/\nrequired=true\n[init]\ntemplateDir={home}/template\n[color]\nui=always\n[color "push"]\nerror=red
[safe]\ndirectory=\nbareRepository=explicit\n[i18n]\ncommitEncoding=koi8-r\n[user]\nuseConfigOnly=true
[fetch]\nprune=true\nfsckObjects=true\n[transfer]\nfsckObjects=true\n[alias]\npush=!false\nfetch=!false
[remote]\npushDefault=nowhere\n[advice]\ndetachedHead=true\n""",
        encoding="utf-8",
    )
    place.put("lines.html", b"one\r\ntwo\nthree\r\n$Id$\n")
    place.put("Case.html", b"A")
    place.put("case.html", b"a")
    place.finish()
    assert place.deploy() == 0
    (home / ".gitconfig").rename(home / "aside")
    assert place.there() == place.here()


def who(place: Place) -> str:
    return git("log", "-1", "--format=%an <%ae>|%cn <%ce>|%ct|%G?", "gh-pages", folder=place.site).decode().strip()


def test_who_commits_is_the_user_or_nobody_in_particular(place, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    place.deploy()
    assert who(place) == "Annals <annals@invalid>|Annals <annals@invalid>|1700000000|N"
    git("config", "user.name", "Айгүл <A>", folder=place.work)
    place.write("b{}")
    place.deploy()
    assert who(place).startswith("Annals <annals@invalid>|")
    git("config", "user.email", "a@news.kz", folder=place.work)
    place.write("c{}")
    place.deploy()
    assert who(place).startswith("Айгүл A <a@news.kz>|Айгүл A <a@news.kz>|")
    said = git("log", "-1", "--format=%B", "gh-pages", folder=place.site).decode()
    assert said.startswith("Deploy 3: 3 put, 0 deleted, 2 unchanged\n")


COUNTING = """#!/bin/sh
n=$(($(cat "$COUNT" 2>/dev/null || echo 0) + 1))
echo $n > "$COUNT"
if [ "$n" = "$KILL" ]; then kill -9 $PPID; exit 1; fi
exec "$REAL" "$@"
"""


def test_killed_at_any_call_of_git_and_run_again_it_ends_right(place, tmp_path):
    """The branch shows the old tree or the new one, whole; the next run makes at most one commit of it."""
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(COUNTING, encoding="utf-8")
    (tmp_path / "bin" / "git").chmod(0o755)
    count = tmp_path / "count"

    def run(kill: int) -> int:
        count.unlink(missing_ok=True)
        path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
        env = {
            **os.environ,
            "PATH": path,
            "COUNT": str(count),
            "KILL": str(kill),
            "REAL": real,
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run([sys.executable, "-c", RUN], cwd=place.work, env=env, capture_output=True, check=False)
        print(done.stderr.decode())
        return done.returncode

    place.deploy()
    place.write("b{}")
    first, old = place.commits(), place.there()
    assert run(0) == 0
    calls = int(count.read_text(encoding="utf-8"))
    assert calls > 10
    new = place.there()
    for kill in range(1, calls + 1):
        git("update-ref", "refs/heads/gh-pages", first[0], folder=place.site)
        assert run(kill) == -9
        assert place.there() in (old, new)
        assert run(0) == 0
        assert place.there() == new
        assert len(place.commits()) == 2
    git("fsck", "--full", "--strict", folder=place.site)


def before_the_push(monkeypatch, act) -> None:
    run = repository.Repository.run

    def wrapped(self, *command, **more):
        if command[0] == "push":
            act()
        return run(self, *command, **more)

    monkeypatch.setattr(repository.Repository, "run", wrapped)


@pytest.mark.parametrize("first", [True, False])
def test_somebody_elses_push_in_between_stands_and_the_next_run_goes_on_from_it(place, monkeypatch, first):
    if not first:
        place.deploy()
        place.write("b{}")
    with monkeypatch.context() as patch:
        before_the_push(patch, lambda: place.by_hand(CNAME="news.kz"))
        with pytest.raises(Trouble, match=r"somebody else changed git:origin#gh-pages meanwhile.*run it again"):
            place.deploy()
    assert place.there()["CNAME"] == b"news.kz"
    assert place.deploy() == 0
    assert place.there().items() >= {**place.here(), "CNAME": b"news.kz"}.items()


def test_a_branch_that_shows_something_else_after_the_push_is_told(place):
    place.deploy()
    place.write("b{}")
    place.hook("post-receive", f"git update-ref refs/heads/gh-pages {place.commits()[0]}")
    with pytest.raises(Trouble, match="does not show what was pushed"):
        place.deploy()


def test_the_last_line_of_a_hook_that_refuses_is_told(place):
    place.hook("pre-receive", "echo Policy:", "echo 'No deploys on Fridays.'", "echo", "exit 1")
    with pytest.raises(
        Trouble, match=r"refused the push; nothing was changed there; it says: No deploys on Fridays\.$"
    ):
        place.deploy()
    assert place.commits() == []


def test_a_remote_or_a_branch_or_a_repository_that_is_not_there_is_told(place, tmp_path, monkeypatch):
    with pytest.raises(Trouble, match="no git remote 'elsewhere': the remotes here are origin"):
        place.deploy("elsewhere")
    with pytest.raises(Trouble, match=r"no repository at git:/nowhere/x\.git"):
        place.deploy("/nowhere/x.git")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Trouble, match="git knows none for this folder"):
        place.deploy("origin")


def test_a_file_that_changed_since_the_manifest_was_made_is_not_deployed(place):
    (place.tree / "about.html").write_text("later", encoding="utf-8")
    with pytest.raises(Trouble, match=r"about\.html is not what manifest\.json says"):
        place.deploy()
    assert place.commits() == []


def test_no_git_and_an_old_one_are_told(place, tmp_path, monkeypatch):
    old = tmp_path / "old"
    old.mkdir()
    monkeypatch.setenv("PATH", str(old))
    with pytest.raises(Trouble, match=r"git was not found: install git 2\.31"):
        place.deploy()
    (old / "git").write_text("#!/bin/sh\necho git version 2.25.1\n", encoding="utf-8")
    (old / "git").chmod(0o755)
    with pytest.raises(Trouble, match=r"git 2\.31 or later is needed, and this is 2\.25"):
        place.deploy()


def running(word: str) -> list[str]:
    """The programs on this machine whose command line holds that word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        found += [line] if word in line else []
    return found


def test_a_network_that_swallows_everything_is_told_and_leaves_no_program_behind(place, monkeypatch):
    monkeypatch.setattr(repository, "SILENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        git("remote", "add", "deaf", f"http://maker:s3cret@127.0.0.1:{port}/site.git", folder=place.work)
        with pytest.raises(Trouble, match="git:deaf#gh-pages does not answer: check the network"):
            place.deploy("deaf")
        end = time.monotonic() + 20  # git ends them one after another
        while running(f":{port}/") and time.monotonic() < end:
            time.sleep(0.05)
        assert running(f":{port}/") == []
    with pytest.raises(Trouble, match="cannot be reached") as told:
        place.deploy("deaf")
    assert "s3cret" not in str(told.value)


class Smart(BaseHTTPRequestHandler):
    """git's own CGI program behind a password."""

    root = Path()
    status = 0

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wanted = base64.b64encode(b"maker:s3cret").decode()
        if self.status or self.headers.get("Authorization", "").partition(" ")[2] != wanted:
            self.send_response(self.status or 401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        env = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "maker",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=True)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(root: Path, status: int = 0) -> Iterator[str]:
    handler = type("Handler", (Smart,), {"root": root, "status": status})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def token(user: str = "maker:s3cret") -> str:
    return "AUTHORIZATION: basic " + base64.b64encode(user.encode()).decode()


def test_the_repositorys_own_ways_to_a_password_are_used(place, tmp_path, capfd):
    """A helper or a token that only the user's repository knows, laid there directly or by an included file, opens."""
    git("config", "http.receivepack", "true", folder=place.site)
    with serving(tmp_path) as host:
        git("remote", "set-url", "origin", f"http://{host}/site.git", folder=place.work)
        for remote in ("origin", f"http://maker:wr0ng@{host}/site.git"):
            with pytest.raises(Trouble, match="does not let you in"):
                place.deploy(remote)
        git("config", "credential.helper", "!f() { echo username=maker; echo password=s3cret; }; f", folder=place.work)
        assert place.deploy() == 0
        git("config", "--unset", "credential.helper", folder=place.work)
        git("config", f"http.http://{host}/.extraheader", token(), folder=place.work)
        place.write("b{}")
        assert place.deploy() == 0
        git("config", "--unset", f"http.http://{host}/.extraheader", folder=place.work)
        git("config", "--file", str(tmp_path / "token"), f"http.http://{host}/.extraheader", token(), folder=place.work)
        git("config", f"includeIf.gitdir:{place.work}/.git.path", str(tmp_path / "token"), folder=place.work)
        place.write("c{}")
        assert place.deploy() == 0
        git("config", "--remove-section", f"includeIf.gitdir:{place.work}/.git", folder=place.work)
        assert place.deploy(f"http://maker:s3cret@{host}/site.git") == 0
    assert place.there().items() >= place.here().items()
    said = "".join(capfd.readouterr())
    assert "s3cret" not in said
    assert "wr0ng" not in said


def at_a_terminal(place: Place, **answers: bytes) -> tuple[int, str]:
    """Deploy at a terminal where somebody answers what is asked for; return the exit status and all that was shown."""
    terminal, theirs = pty.openpty()
    own = (
        "import os; os.close(os.open(os.ttyname(0), os.O_RDWR))"  # who leads a session owns the terminal that it opens
    )
    process = subprocess.Popen(
        [sys.executable, "-c", f"{own}\n{RUN}"],
        cwd=place.work,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, began = b"", time.monotonic()
    while True:
        ready, _, _ = select.select([terminal], [], [], 0.1)
        try:
            chunk = os.read(terminal, 65536) if ready else b""
        except OSError:  # the other end is closed
            break
        shown += chunk
        for question, answer in answers.items():
            if f"{question} for".encode() in chunk:
                os.write(terminal, answer + b"\n")
        if time.monotonic() - began > 60:
            process.kill()
            break
    os.close(terminal)
    return process.wait(), shown.decode()


def test_a_password_is_asked_for_once_at_a_terminal_and_then_forgotten(place, tmp_path):
    git("config", "http.receivepack", "true", folder=place.site)
    with serving(tmp_path) as host:
        git("remote", "set-url", "origin", f"http://{host}/site.git", folder=place.work)
        status, shown = at_a_terminal(place, Username=b"maker", Password=b"s3cret")
    assert status == 0, shown
    assert shown.count("Password for") == 1
    assert "s3cret" not in shown
    assert place.there() == place.here()
    assert running(str(tmp_path / "temporary")) == []


@pytest.mark.parametrize(
    ("status", "told"), [(403, "does not let you in"), (404, "no repository at"), (500, "cannot be reached")]
)
def test_what_a_host_answers_over_http_is_told(place, tmp_path, status, told):
    with serving(tmp_path, status) as host, pytest.raises(Trouble, match=told) as error:
        place.deploy(f"http://maker:s3cret@{host}/site.git")
    assert "s3cret" not in str(error.value)
    assert "\n" not in str(error.value)


SAID = [
    (
        "remote: Permission to a/b.git denied to robot.\nfatal: unable to access 'https://x@github.com/a/b.git/': The requested URL returned error: 403",
        "does not let you in",
    ),
    (
        "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure",
        "does not let you in",
    ),
    ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "does not let you in"),
    (
        "remote: HTTP Basic: Access denied.\nfatal: Authentication failed for 'https://gitlab.com/a/b.git/'",
        "does not let you in",
    ),
    ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "there is no repository"),
    ("Host key verification failed.\nfatal: Could not read from remote repository.", "run ssh to it once by hand"),
    (
        "ssh: Could not resolve hostname github.com: Name or service not known\nfatal: Could not read from remote",
        "cannot be reached",
    ),
    (
        "ssh: connect to host 10.0.0.1 port 22: Connection timed out\nfatal: Could not read from remote repository.",
        "cannot be reached",
    ),
    (
        "fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output",
        "a disk is full, here or at git:origin#gh-pages",
    ),
    (
        "remote: fatal: write error: No space left on device        \nerror: remote unpack failed: index-pack abnormal exit\n ! [remote rejected] a -> gh-pages (unpacker error)",
        "a disk is full, here or at git:origin#gh-pages",
    ),
    (
        "error: remote unpack failed: unable to create temporary object directory\n ! [remote rejected] a -> gh-pages (unpacker error)",
        "cannot be written to",
    ),
    (
        "remote: error: GH006: Protected branch update failed for refs/heads/gh-pages.        \nremote: error: Changes must be made through a pull request.        \nTo https://github.com/a/b\n ! [remote rejected] a -> gh-pages (protected branch hook declined)",
        "it says: error: Changes must be made through a pull request.",
    ),
    (
        "remote: GitLab: You are not allowed to push code to protected branches on this project.\n ! [remote rejected] a -> pages (pre-receive hook declined)",
        "it says: GitLab: You are not allowed to push",
    ),
    (
        "remote: error: File a.zip is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB\nremote: See https://gh.io/lfs\n ! [remote rejected] a -> gh-pages (pre-receive hook declined)",
        "it says: error: File a.zip is 120.00 MB",
    ),
    (
        "remote: error: cannot lock ref 'refs/heads/gh-pages': is at a but expected b\n ! [remote rejected] a -> gh-pages (failed to update ref)",
        "run it again",
    ),
    (
        " ! [rejected]        a -> gh-pages (fetch first)\nerror: failed to push some refs\nhint: Updates were rejected",
        "run it again",
    ),
    ("fatal: detected dubious ownership in repository at '/srv/site.git'\nTo add an exception", "safe.directory"),
    ("fatal: something new", "git could not deploy to git:origin#gh-pages: fatal: something new"),
    ("", "git ended without a word"),
]


@pytest.mark.parametrize(("said", "told"), SAID)
def test_what_git_says_is_told_in_one_line(said, told):
    line = str(fault(f"\x1b[31m{said}\x1b[m", "git:origin#gh-pages"))
    assert told in line
    assert "\n" not in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("to 'https://maker:s3cr%40t@host/a.git': and ssh://git@host/x.", "to 'https://host/a.git': and ssh://host/x."),
        ("'https://maker:se'cr@t@host/x'", "'https://host/x'"),
        ('https://maker:se/c?r"et@host/x is', "https://host/x is"),
        ("'https://host/x?private_token=se'cret/': what?", "'https://host/x?…': what?"),
        ("https://host/x?a=secret", "https://host/x?…"),
        ("git@host:a/b.git and ../what? me@home", "git@host:a/b.git and ../what? me@home"),
    ],
)
def test_no_user_name_or_password_of_an_address_is_shown(said, told):
    assert shown(said) == told


@pytest.mark.parametrize(
    ("remote", "branch", "told"),
    [
        ("", "gh-pages", "name a remote, as in git:origin"),
        ("/", "gh-pages", "name a remote, as in git:origin"),
        ("origin", "refs/heads/main", "'refs/heads/main' is more than the name of a branch"),
        ("origin", "a b", "'a b' cannot be the name of a branch: git takes neither white space"),
        ("origin", "a..b", "'a..b' cannot be the name of a branch"),
        ("origin", "a\nb", r"'a\nb' cannot be the name of a branch"),
        ("origin", "-x", "'-x' cannot be the name of a branch"),
        ("origin", "@{-1}", "'@{-1}' cannot be the name of a branch"),
        ("https://maker:s3", "cret@host/x", "a password in an address takes %23 for #"),
        ("https://maker:s3 cret@host/x", "gh-pages", "a password in an address takes %23 for #"),
        ("maker:s3cret@host:/srv/x.git", "gh-pages", "ssh takes no password in an address"),
    ],
)
def test_a_target_that_is_misspelt_is_told_without_its_secrets(place, capsys, remote, branch, told):
    sources(place)
    git("checkout", "-q", "-b", "other", folder=place.work)  # so that there is a branch that was left
    with pytest.raises(Trouble) as error:
        place.deploy(remote, branch)
    assert told in str(error.value)
    assert "cret" not in str(error.value) + capsys.readouterr().out
    assert git("for-each-ref", folder=place.site) == b""


def test_a_slash_after_the_name_of_a_remote_is_dropped(place, capsys):
    assert place.deploy("origin/") == 0
    assert place.there() == place.here()
    assert "git:origin#gh-pages" in capsys.readouterr().out


def sources(place: Place) -> str:
    """Commit something in the user's repository; return the commit."""
    who = ("-c", "user.name=A", "-c", "user.email=a@b")
    git(*who, "commit", "--allow-empty", "-qm", "sources", folder=place.work)
    return git("rev-parse", "HEAD", folder=place.work).decode().strip()


@pytest.mark.parametrize("pushed", ["never", "long ago", "by somebody else since"])
@pytest.mark.parametrize("by", ["name", "address"])
def test_the_branch_that_is_checked_out_is_refused_until_it_may_be_taken_over(place, pushed, by):
    sources(place)
    remote = "origin" if by == "name" else str(place.site)
    if pushed != "never":
        git("push", "-q", "origin", "main", folder=place.work)
        sources(place)
    if pushed == "by somebody else since":
        place.by_hand("main", page="theirs")
    before = place.commits("main")
    for plan in (True, False):
        with pytest.raises(Trouble, match=r"#main holds the sources of this folder: nothing was changed; name another"):
            place.deploy(remote, "main", plan=plan)
    assert place.commits("main") == before
    assert place.deploy(remote, "main", take_over=True) == 0
    assert place.there("main").items() >= place.here().items()
    place.write("b{}")
    assert place.deploy(remote, "main") == 0


def test_the_remote_that_the_sources_are_pushed_to_may_have_any_name(place):
    sources(place)
    git("push", "-q", "-u", "origin", "main", folder=place.work)
    git("remote", "rename", "origin", "news", folder=place.work)
    place.by_hand("main", page="theirs")
    with pytest.raises(Trouble, match="#main holds the sources of this folder"):
        place.deploy("news", "main")


def test_another_branch_that_holds_only_what_is_checked_out_is_refused(place):
    sources(place)
    git("push", "-q", "origin", "main:next", folder=place.work)
    sources(place)
    git("checkout", "-q", "--detach", folder=place.work)
    for remote in ("origin", str(place.site)):
        with pytest.raises(Trouble, match=r"#next holds the sources of this folder"):
            place.deploy(remote, "next")
    assert place.deploy() == 0
    assert place.deploy(".") == 0  # a branch of the user's own repository


@pytest.mark.parametrize("upstream", [True, False])
def test_the_main_branch_of_a_repository_that_is_only_the_sites_will_do(place, tmp_path, upstream):
    sources(place)
    git("push", "-q", *["-u"] * upstream, "origin", "main", folder=place.work)
    place.site = tmp_path / "pages.git"
    git("init", "--quiet", "--bare", "-b", "main", str(place.site))
    git("remote", "add", "pages", str(place.site), folder=place.work)
    place.by_hand("main", README="theirs")
    assert place.deploy("pages", "main") == 0
    assert place.there("main") == {**place.here(), "README": b"theirs"}


def test_a_tree_for_another_address_is_refused_until_it_may_be_taken_over(place):
    place.deploy()
    before = place.commits()
    place.finish("https://preview.example")
    for plan in (True, False):
        with pytest.raises(Trouble, match=rf"git:origin#gh-pages holds {ADDRESS}, and the tree is for https://preview"):
            place.deploy(plan=plan)
    assert place.commits() == before
    assert place.deploy(take_over=True) == 0
    assert place.deploy() == 0
    place.finish()
    with pytest.raises(Trouble, match=rf"holds https://preview\.example, and the tree is for {ADDRESS}"):
        place.deploy()


def test_a_time_that_is_none_is_told(place, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "abc")
    with pytest.raises(Trouble, match="SOURCE_DATE_EPOCH is 'abc', and takes seconds since 1970"):
        place.deploy()
    assert place.commits() == []


ENDED = """
import sys
from publishing.__main__ import main
from publishing.deploy import git
git.refuse_unsound = lambda tree: None
sys.exit(main())
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_git_too(place, tmp_path, name):
    """It waits for a host that says nothing; then neither git nor its folder is left, and one line is told."""
    ended = getattr(signal, name)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", ENDED, "deploy", "public", "--to", f"git:http://127.0.0.1:{port}/site.git"],
            cwd=place.work,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(ended, default(ended)),  # under nohup some are ignored
        )
        try:
            deaf.settimeout(30)
            with deaf.accept()[0]:  # git is there
                process.send_signal(ended)
                said = process.communicate(timeout=30)[1].decode()
                end = time.monotonic() + 20
                while running(f":{port}/") and time.monotonic() < end:
                    time.sleep(0.05)
                assert running(f":{port}/") == []
        finally:
            process.kill()
            process.wait()
    assert process.returncode == 128 + ended
    assert len(said.strip().splitlines()) == 1
    assert list((tmp_path / "temporary").iterdir()) == []


def default(number: int) -> object:
    return signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
