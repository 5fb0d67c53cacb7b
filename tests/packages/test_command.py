"""`publishing package`: what is offered is whole and of one tree, whatever stopped the run before."""

import fcntl
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from dev.servers import find
from publishing import finish as finishing
from publishing import manifest
from publishing.manifest import PHASES
from publishing.packages import command
from publishing.packages.source import SUMS, Source, source
from publishing.packages.workshop import workshop
from publishing.packages.zipped import held
from publishing.progress import Progress
from publishing.trouble import MissingTool, Trouble
from tests.helpers import ROOT
from tests.packages import trees
from tests.packages.conftest import Packaged, publishing
from tests.packages.trees import contents, stopped

ADDRESS = "https://news.example/small"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return trees.write(tmp_path / "public")


@pytest.fixture
def finished(tree: Path) -> Path:
    done = publishing("finish", tree, "--address", ADDRESS, "--hosts", tree.parent / "deploy")
    assert done.returncode == 0, done.stderr
    return tree


def zip_of(tree: Path) -> subprocess.CompletedProcess[str]:
    return publishing("package", "zip", tree, "--hosts", tree.parent / "deploy")


def run(tree: Path, form: str = "all", **more: object) -> int:
    """The command in this process."""
    wishes = {
        "hosts": tree.parent / "deploy",
        "cache": tree.parent / "twins",
        "root": "",
        "listen": "",
        "passwords": "",
        "check": False,
    }
    return command.package(Namespace(form=form, tree=tree, twins=False, **(wishes | more)))


class Maker:
    """A maker of a package for tests: what it writes, or what it raises."""

    def __init__(self, said: bytes | Exception) -> None:
        self.said = said

    def make(self, source: Source, out: Path, progress: Progress) -> None:
        out.write_bytes(b"draft")
        if isinstance(self.said, Exception):
            raise self.said
        out.write_bytes(self.said)


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Maker]:
    """A maker for each form, which a test may replace; the real ones are not run."""
    found = {form: Maker(f"{form} of one".encode()) for form in command.MAKERS}
    names = {f"publishing.packages.{module}": form for form, module in command.MAKERS.items()}
    monkeypatch.setattr(command, "import_module", lambda name: found[names[name]])
    return found


def beside(tree: Path) -> set[str]:
    return {path.name for path in tree.parent.iterdir()}


# What the tree holds afterwards.


def test_all_stand_in_the_manifest_and_the_check_finds_nothing(each_packaged: Packaged) -> None:
    """With the very sizes and hashes; they go up before the pages that offer them; nothing is left beside the tree."""
    assert each_packaged.done.returncode == 0, each_packaged.done.stderr
    tree = each_packaged.tree
    held = manifest.read(tree)
    assert held == manifest.of_tree(tree, each_packaged.address)
    found = {entry.path: entry for entry in held.files if entry.kind == "package"}
    assert {Path(path).suffix for path in found} == {".zip", ".epub", ".pdf", ".zim", ""}
    assert {entry.phase for entry in found.values()} == {"packages"}
    assert PHASES.index("packages") < PHASES.index("pages")
    checked = publishing("check", tree)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert not [name for name in beside(tree) if "packages" in name or "draft" in name]


def test_each_maker_is_silent_on_standard_error(each_packaged: Packaged) -> None:
    """No warning of a tool's is taken for granted."""
    assert each_packaged.done.stderr == ""


def test_the_page_offers_each_with_its_size(each_packaged: Packaged) -> None:
    page = (each_packaged.tree / "offline.html").read_text(encoding="utf-8")
    offered = re.findall(r'<a href="(packages/[^"]+)" download>([^<]+)</a> ([^<]*)', page)
    assert {path for path, _, _ in offered} == {f"packages/{p.name}" for p in each_packaged.tree.glob("packages/*")}
    for path, words, size in offered:
        name = path.rpartition("/")[2]
        amount = (each_packaged.tree / path).stat().st_size
        if name == SUMS:
            assert words == SUMS
        else:
            assert words in (f"Download {Path(name).suffix[1:].upper()}", f"Скачать {Path(name).suffix[1:].upper()}")
            told = float(re.sub(r"[^\d.,]", "", size).replace(",", ".").rstrip("."))
            assert told == pytest.approx(amount / (1e6 if amount >= 1e6 else 1e3), abs=0.6), size


def test_the_sums_are_those_of_the_files(each_packaged: Packaged) -> None:
    """As the tools that check sums do, which pass over the comment."""
    if not (tool := shutil.which("sha256sum")):
        pytest.skip("There is no sha256sum. To get it: the package coreutils")
    folder = each_packaged.tree / "packages"
    done = subprocess.run([tool, "--strict", "-c", SUMS], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == len(list(folder.iterdir())) - 1


def test_a_second_run_changes_no_byte(finished: Path) -> None:
    """Packages that lie there already, the sizes on the page and the sums are not among what packages are made of."""
    assert zip_of(finished).returncode == 0
    first = contents(finished)
    assert "packages/small.zip" in first
    assert zip_of(finished).returncode == 0
    assert contents(finished) == first


def test_a_tree_without_a_manifest_gets_packages_too(tree: Path) -> None:
    """What `make site` builds is never finished."""
    done = zip_of(tree)
    assert done.returncode == 0, done.stderr
    assert "small.zip</a>" in (tree / "offline.html").read_text(encoding="utf-8")
    assert not (tree / "manifest.json").exists()


def test_twins_of_the_page_are_made_again(tree: Path) -> None:
    """Else readers would be sent the page as it was before."""
    hosts = ["--hosts", tree.parent / "deploy", "--cache", tree.parent / "twins"]
    assert publishing("finish", tree, "--address", ADDRESS, "--twins", *hosts).returncode == 0
    before = (tree / "offline.html.gz").read_bytes()
    assert publishing("package", "zip", tree, *hosts).returncode == 0
    assert (tree / "offline.html.gz").read_bytes() != before
    checked = publishing("check", tree)
    assert "twin" not in checked.stdout + checked.stderr


def test_a_deploy_takes_them(packaged: Packaged, tmp_path: Path) -> None:
    rclone = find("rclone")
    if rclone.path is None:
        pytest.skip(rclone.reason)
    env = {**os.environ, "RCLONE": rclone.path, "RCLONE_CONFIG": "/dev/null"}
    done = publishing("deploy", packaged.tree, "--to", tmp_path / "site", env=env)
    assert done.returncode == 0, done.stderr
    there = {path.name: path.read_bytes() for path in (tmp_path / "site" / "packages").iterdir()}
    assert there == {path.name: path.read_bytes() for path in (packaged.tree / "packages").iterdir()}


# One tree for all that is offered.


def test_what_cannot_be_made_is_named_and_the_others_are_made(
    tree: Path, makers: dict[str, Maker], capsys: pytest.CaptureFixture
) -> None:
    makers["epub"] = Maker(MissingTool("x was not found. To get it: apt-get install x"))
    makers["zim"] = Maker(Trouble("it cannot be read"))
    assert run(tree) == 1
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "no EPUB was made: x was not found. To get it: apt-get install x",
        "no ZIM was made: it cannot be read",
    ]
    assert {path.name for path in (tree / "packages").iterdir()} == {"small.zip", "small.pdf", "SHA256SUMS"}


def test_one_of_the_same_tree_stays_where_it_cannot_be_made_now(
    tree: Path, makers: dict[str, Maker], capsys: pytest.CaptureFixture
) -> None:
    assert run(tree) == 0
    makers["zim"] = Maker(Trouble("it cannot be read"))
    assert run(tree) == 1
    assert "(that of an earlier run stays: packages/small.zim)" in capsys.readouterr().err
    assert (tree / "packages" / "small.zim").read_bytes() == b"zim of one"


@pytest.mark.parametrize("form", ["all", "pdf"])
def test_one_of_an_older_tree_is_removed_and_that_is_said(
    tree: Path, makers: dict[str, Maker], capsys: pytest.CaptureFixture, form: str
) -> None:
    """Whether it was asked for and could not be made, or was not asked for."""
    assert run(tree) == 0
    trees.write(tree, "other words")
    for each in set(makers) - {"pdf"} if form == "pdf" else {"zim"}:
        makers[each] = Maker(Trouble("it cannot be read"))
    run(tree, form)
    assert "small.zim was made of another tree" in capsys.readouterr().out
    left = {"small.pdf", "SHA256SUMS"} | (set() if form == "pdf" else {"small.zip", "small.epub"})
    assert {path.name for path in (tree / "packages").iterdir()} == left
    assert "small.zim</a>" not in (tree / "offline.html").read_text(encoding="utf-8")
    assert "small.zim" not in (tree / "packages" / "SHA256SUMS").read_text()


def test_others_of_the_same_tree_stay_when_one_is_made(tree: Path, makers: dict[str, Maker]) -> None:
    assert run(tree) == 0
    makers["pdf"] = Maker(b"another")
    assert run(tree, "pdf") == 0
    there = {path.suffix: path.read_bytes() for path in (tree / "packages").iterdir()}
    assert (there[".pdf"], there[".epub"]) == (b"another", b"epub of one")


def test_one_that_was_damaged_is_not_offered(tree: Path, makers: dict[str, Maker]) -> None:
    assert run(tree) == 0
    (tree / "packages" / "small.epub").write_bytes(b"cut off")
    assert run(tree, "pdf") == 0
    assert not (tree / "packages" / "small.epub").exists()


def test_where_nothing_could_be_made_nothing_is_offered(tree: Path, makers: dict[str, Maker]) -> None:
    before = contents(tree)
    for form in makers:
        makers[form] = Maker(Trouble("no"))
    assert run(tree) == 1
    assert contents(tree) == before
    assert not (tree / "packages").exists()


def test_a_download_of_the_feature_is_no_package_of_ours(tree: Path) -> None:
    """An archive that the content brought goes along, or a link would lead nowhere."""
    (tree / "plans.zip").write_bytes(b"PK")
    assert "plans.zip" in source(tree).files
    assert "packages/small.zip" not in source(tree).files


# Stopped on the way.


def finish_again(tree: Path) -> None:
    """As `make publish` does, in this process."""
    wishes = {"cache": tree.parent / "twins", "root": "", "listen": "", "passwords": "", "twins": False}
    finishing.finish(Namespace(tree=tree, address=ADDRESS, hosts=tree.parent / "deploy", **wishes))


def expected(tree: Path, room: Path) -> dict[str, bytes]:
    """What the tree holds after a run that nothing disturbed."""
    copy = Path(shutil.copytree(tree, room / "undisturbed" / tree.name))
    shutil.copytree(tree.parent / "deploy", copy.parent / "deploy")
    shutil.rmtree(copy / "packages", ignore_errors=True)
    assert run(copy, "zip") == 0
    found = contents(copy)
    shutil.rmtree(copy.parent)
    return found


@pytest.mark.parametrize("how", ["SIGKILL", "ENOSPC"])
def test_stopped_at_each_step_it_leaves_whole_packages_and_the_next_run_mends_all(
    finished: Path, tmp_path_factory: pytest.TempPathFactory, how: str
) -> None:
    """By a kill, and by a disk that is full. In each round the tree says something else."""
    hosts, room = finished.parent / "deploy", tmp_path_factory.mktemp("room")
    assert run(finished, "zip") == 0
    trees.write(finished, "other words")
    finish_again(finished)
    steps = int(stopped(0, how, "package", "zip", finished, "--hosts", hosts).stdout.splitlines()[-1])
    assert steps > 6, "so few are not the whole of it"
    for number in range(1, steps + 1):
        good = (finished / "packages" / "small.zip").read_bytes()
        trees.write(finished, f"words {number}")
        finish_again(finished)
        right = expected(finished, room)
        done = stopped(number, how, "package", "zip", finished, "--hosts", hosts)
        there = contents(finished)
        ends = (-signal.SIGKILL,) if how == "SIGKILL" else (0, 1)  # of the errors some do not matter
        assert done.returncode in ends or number == steps, number
        assert there["packages/small.zip"] in (good, right["packages/small.zip"]), number
        assert set(there) <= set(right), "a draft lies in the tree"
        if done.returncode == 1:
            assert done.stderr.count("\n") == 1, done.stderr
            assert "No space left on device" in done.stderr
            assert not [name for name in beside(finished) if name.endswith(".packages")]
        assert run(finished, "zip") == 0
        assert contents(finished) == right, number
        assert not [name for name in beside(finished) if name.endswith(".packages")]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sent: sent.name)
def test_a_run_that_is_stopped_says_so_and_clears_away(finished: Path, sent: signal.Signals) -> None:
    assert zip_of(finished).returncode == 0
    before, around = contents(finished), beside(finished)
    done = stopped(2, sent.name, "package", "zip", finished, "--hosts", finished.parent / "deploy")
    assert done.returncode == 128 + sent, done.stderr
    assert done.stderr == "\nStopped. The next run begins again where it must.\n"
    assert contents(finished) == before
    assert beside(finished) == around


def test_a_package_that_outgrows_the_disk_is_no_package(tree: Path) -> None:
    """The disk refuses in the middle of a file."""
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900)); from publishing.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, "package", "zip", str(tree)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not (tree / "packages").exists()
    assert beside(tree) == {"public"}


@pytest.mark.parametrize("how", ["EROFS", "EACCES"])
def test_a_tree_that_cannot_be_written_to_is_told_in_a_line(finished: Path, how: str) -> None:
    done = stopped(1, how, "package", "zip", finished)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert str(finished.parent) in done.stderr


# What cannot be packaged.


def test_two_runs_at_once_do_not_meet(tree: Path) -> None:
    with workshop(tree) as room:
        (room / "draft").write_bytes(b"of the first")
        done = zip_of(tree)
        assert (done.returncode, done.stderr) == (1, f"another run makes packages of {tree}; wait for its end\n")
        assert (room / "draft").read_bytes() == b"of the first"
    assert zip_of(tree).returncode == 0


def test_a_tree_that_is_being_built_is_left_alone(tree: Path) -> None:
    lock = tree.parent / ".public.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = zip_of(tree)
    assert done.returncode == 1
    assert "a build is writing" in done.stderr
    assert not (tree / "packages").exists()


def test_a_build_may_replace_a_tree_with_its_packages(tree: Path) -> None:
    """It replaces only what a build has written, by the list beside the tree."""
    lock = tree.parent / ".public.lock"
    lock.write_text("\n".join(sorted(contents(tree))), encoding="utf-8")
    assert zip_of(tree).returncode == 0
    assert set(lock.read_text(encoding="utf-8").splitlines()) >= set(contents(tree))


def test_a_tree_that_is_built_anew_meanwhile_gets_no_packages_of_the_old(
    tree: Path, makers: dict[str, Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(source: Source, out: Path, progress: Progress) -> None:
        out.write_bytes(b"of the old")
        tree.rename(tree.with_name("old"))
        trees.write(tree, "new")

    monkeypatch.setattr(makers["zip"], "make", build)
    with pytest.raises(Trouble, match="built anew meanwhile"):
        run(tree, "zip")
    assert not (tree / "packages").exists()


def test_a_finished_tree_that_somebody_changed_is_not_finished_again(finished: Path) -> None:
    (finished / "дом" / "page.html").write_text("changed", encoding="utf-8")
    done = zip_of(finished)
    assert done.returncode == 1
    assert "was changed since it was finished (дом/page.html)" in done.stderr


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    file = tmp_path / "preview.htpasswd"
    file.write_text("reader:$2y$05$abcdefghijklmnopqrstuv\n")
    return file


def configuration(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in ("nginx.conf", "Caddyfile")}


def test_a_tree_is_finished_again_as_it_was(tree: Path, tmp_path: Path, passwords: Path) -> None:
    """With its lock, its place, where its server listens, and its twins; what is given now goes before."""
    hosts = ["--hosts", tmp_path / "deploy", "--cache", tmp_path / "twins"]
    given = ["--passwords", passwords, "--root", "/srv/small", "--listen", "127.0.0.1:8080", "--twins"]
    assert publishing("finish", tree, "--address", ADDRESS, *hosts, *given).returncode == 0
    assert publishing("package", "zip", tree, *hosts).returncode == 0
    after = configuration(tmp_path / "deploy")
    for words in (b"auth_basic_user_file", b'alias "/srv/small/"', b"listen 127.0.0.1:8080;"):
        assert words in after["nginx.conf"]
    assert (tree / "offline.html.gz").exists()
    assert publishing("package", "zip", tree, *hosts, "--listen", "8081").returncode == 0
    now = (tmp_path / "deploy" / "nginx.conf").read_bytes()
    assert b"listen 127.0.0.1:8081;" in now
    assert b"auth_basic_user_file" in now
    assert publishing("package", "zip", tree, *hosts).returncode == 0
    assert b"listen 127.0.0.1:8081;" in (tmp_path / "deploy" / "nginx.conf").read_bytes()


def test_a_tree_and_its_configuration_can_be_moved_together(finished: Path) -> None:
    moved = finished.parent / "moved"
    moved.mkdir()
    for name in ("public", "deploy"):
        (finished.parent / name).rename(moved / name)
    done = zip_of(moved / "public")
    assert done.returncode == 0, done.stderr
    assert f'alias "{moved}/public/"' in (moved / "deploy" / "nginx.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("other", ["tree", "address", "none"])
def test_the_configuration_of_another_tree_is_left_alone(
    tree: Path, tmp_path: Path, passwords: Path, other: str
) -> None:
    """Of another folder, or of this one at another address; before anything is made. So is a folder with none."""
    preview = trees.write(tmp_path / "preview") if other == "tree" else tree
    locked = tmp_path / "deploy"
    if other != "none":
        given = ["--address", "https://preview.example/", "--hosts", locked, "--passwords", passwords]
        assert publishing("finish", preview, *given).returncode == 0
    assert publishing("finish", tree, "--address", ADDRESS, "--hosts", tmp_path / "own").returncode == 0
    before = contents(tmp_path)
    done = zip_of(tree)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
    assert "say HOSTS=… as make publish was told" in done.stderr
    assert contents(tmp_path) == before
    assert publishing("package", "zip", tree, "--hosts", tmp_path / "own").returncode == 0


@pytest.mark.parametrize("told", [None, 7, {"tree": "x"}, []])
def test_what_remembers_less_asks_for_the_password(finished: Path, passwords: Path, told: object) -> None:
    """A version before this one kept no more than hashes; a configuration with a lock is not made anew without."""
    hosts = ["--hosts", finished.parent / "deploy"]
    given = ["--passwords", passwords]
    assert publishing("finish", finished, "--address", ADDRESS, *hosts, *given).returncode == 0
    memory = finished.parent / "deploy" / "inline.json"
    known = json.loads(memory.read_text())
    del known["told"]
    memory.write_text(json.dumps(known | ({} if told is None else {"told": told})))
    done = publishing("package", "zip", finished, *hosts)
    assert done.returncode == 1
    assert "say PASSWORDS=…" in done.stderr
    assert publishing("package", "zip", finished, *hosts, *given).returncode == 0
    assert publishing("package", "zip", finished, *hosts).returncode == 0


def test_passwords_that_are_gone_are_told_before_anything_is_made(tree: Path, tmp_path: Path, passwords: Path) -> None:
    given = ["--address", ADDRESS, "--hosts", tmp_path / "deploy", "--passwords", passwords]
    assert publishing("finish", tree, *given).returncode == 0
    passwords.unlink()
    before = contents(tmp_path)
    done = zip_of(tree)
    assert done.returncode == 1
    assert "cannot be read" in done.stderr
    assert contents(tmp_path) == before


def test_that_packages_are_gone_is_told_once(finished: Path, capsys: pytest.CaptureFixture) -> None:
    """By the finish of the tree that was built anew; never where there were none."""
    line = "The packages of the tree before are gone; make packages makes new ones.\n"
    finish_again(finished)
    assert line not in capsys.readouterr().out
    assert run(finished, "zip") == 0
    finish_again(finished)
    assert line not in capsys.readouterr().out
    shutil.rmtree(finished / "packages")
    finish_again(finished)
    assert capsys.readouterr().out.endswith(line)
    finish_again(finished)
    assert line not in capsys.readouterr().out


# What is asked for.


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("EPUB", "epub"),
        ("zip,epub", "zip epub"),
        ("epub Zip", "zip epub"),
        (" pdf, ZIM ,pdf", "pdf zim"),
        ("zip all", "zip epub pdf zim"),
    ],
)
def test_forms_are_taken_in_any_case_and_several(tree: Path, makers: dict[str, Maker], text: str, made: str) -> None:
    assert run(tree, text) == 0
    assert {path.suffix[1:] for path in (tree / "packages").glob("small.*")} == set(made.split())


@pytest.mark.parametrize("text", ["doc", "zip,doc", "", " , "])
def test_a_form_that_is_none_is_told_in_a_line(tree: Path, text: str) -> None:
    done = publishing("package", text, tree)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "say zip, epub, pdf, zim, several of them, or all" in done.stderr


def test_the_check_runs_where_something_was_made(
    tree: Path, makers: dict[str, Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what it finds is a failure."""
    looked: list[Path] = []
    monkeypatch.setattr(command, "told", lambda tree: looked.append(tree) or 1)
    assert run(tree, "zip") == 0
    assert looked == []
    assert run(tree, "zip", check=True) == 1
    assert looked == [tree]
    makers["zip"] = Maker(Trouble("no"))
    assert run(tree, "zip", check=True) == 1
    assert looked == [tree]


@pytest.mark.parametrize("about", [{}, {"author": "A"}, {"publisher": "P"}])
def test_that_a_book_names_nobody_is_told_once(
    tree: Path, makers: dict[str, Maker], capsys: pytest.CaptureFixture, about: dict[str, str]
) -> None:
    trees.write(tree, **about)
    line = "name no author and no publisher (BYLINE, PUBLISHER)"
    assert run(tree) == 0
    assert capsys.readouterr().out.count(line) == (not about)
    assert run(tree, "zip") == 0
    assert line not in capsys.readouterr().out


def test_where_there_is_no_tree_the_next_step_is_named(tmp_path: Path) -> None:
    """What was built for a folder can be packaged; else the tree is to be published first."""
    here = tmp_path / "public"
    assert zip_of(here).stderr == f"there is no folder {here}: make publish PUBLIC_URL=https://… builds it\n"
    local = tmp_path / "output"
    assert zip_of(local).stderr == f"there is no folder {local}: make site builds it\n"
    trees.write(local)
    assert zip_of(here).stderr == (
        f"there is no folder {here}: say make packages TREE={local}, or first make publish PUBLIC_URL=https://…\n"
    )


def test_a_folder_that_is_no_tree_is_told_in_a_line(tmp_path: Path, tree: Path) -> None:
    for path, words in ((tmp_path / "none", "there is no folder"), (tmp_path, "holds no book.json")):
        done = zip_of(path)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert words in done.stderr


def test_a_tree_whose_page_has_no_place_for_a_package_is_refused(tree: Path) -> None:
    """Nobody would find it."""
    page = tree / "offline.html"
    page.write_text(page.read_text(encoding="utf-8").replace("small.zip", "other.zip"), encoding="utf-8")
    done = zip_of(tree)
    assert done.returncode == 1
    assert "offline.html has no place for packages/small.zip" in done.stderr
    page.unlink()
    assert "lacks offline.html" in zip_of(tree).stderr


# How far it is.


def test_on_a_terminal_a_bar_moves_and_goes(tree: Path) -> None:
    """Elsewhere each step is a plain line."""
    top, end = pty.openpty()
    command_line = [sys.executable, "-X", "utf8", "-m", "publishing", "package", "zip", str(tree)]
    with subprocess.Popen(command_line, cwd=ROOT, stdin=end, stdout=end, stderr=subprocess.PIPE) as process:
        os.close(end)
        said = b""
        try:
            while piece := os.read(top, 4096):
                said += piece
        except OSError:  # how Linux tells that nobody holds the other end
            pass
        finally:
            os.close(top)
            process.kill()
    count = len(held(source(tree)))
    assert f"[{'#' * 20}] ZIP: {count} of {count} files" in said.decode()
    last = said.decode().splitlines()[-1]
    assert last.rpartition("\x1b[K")[2].startswith(f"{tree}/packages/small.zip: ")
    plain = zip_of(tree).stdout
    assert "\x1b" not in plain
    assert plain.splitlines()[0] == f"ZIP: {count} files"
