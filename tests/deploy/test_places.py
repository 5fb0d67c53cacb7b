"""A deploy to a folder and to servers of SFTP, WebDAV and S3: exactly what changed goes up, and nothing else is touched."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing import manifest, media
from publishing.deploy import daemon, record
from publishing.policy import CACHE_CONTROL
from publishing.trouble import Trouble
from tests.deploy.conftest import PYTHON
from tests.deploy.places import OWN, Bucket, Folder, Place
from tests.deploy.trees import Tree
from tests.helpers import PUBLIC_URL, ROOT

pytestmark = pytest.mark.usefixtures("rclone")
Deploy = Callable[..., int]
WRITES = ("operations/copyfile", "operations/movefile", "operations/deletefile", "operations/purge", "operations/rmdir")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict]]:
    """Every call that rclone gets."""
    made: list[tuple[str, dict]] = []
    real = daemon.Daemon.__call__

    def call(self: daemon.Daemon, name: str, **arguments: object) -> dict:
        made.append((name, arguments))
        return real(self, name, **arguments)

    monkeypatch.setattr(daemon.Daemon, "__call__", call)
    return made


def changed(before: dict[str, object], after: dict[str, object]) -> set[str]:
    """The files that were written between two looks, those of the record left out."""
    found = {path for path in after if before.get(path) != after[path]}
    return {path for path in found if not path.endswith(OWN)}


def planned(text: str) -> set[str]:
    """The files that --plan says will be put."""
    return set(re.findall(r"^  (?:new|changed)  (.*)$", text, re.MULTILINE))


def state(place: Place) -> record.Record:
    found = record.in_force([place.read(name).decode() for name in OWN])
    assert found
    return found


def test_the_first_deploy_brings_the_tree_and_a_second_one_nothing(
    place: Place, tree: Tree, deploy: Deploy, calls: list, capsys: pytest.CaptureFixture
) -> None:
    files = tree.write()
    assert deploy(place.to) == 0
    assert f"Put {len(files)} files" in capsys.readouterr().out
    assert place.files() == files
    before = place.stamps()
    calls.clear()
    assert deploy(place.to) == 0
    assert (
        f"Nothing to do: all {len(files)} files were deployed before (RECHECK=1 reads them back), in "
        in capsys.readouterr().out
    )
    assert place.stamps() == before
    to_target = [(name, asked) for name, asked in calls if name in WRITES and asked.get("dstFs") == place.to]
    assert to_target == []
    if isinstance(place, Folder):
        assert {path for path in place.folders() if path.startswith(".annals/")} == set()


def test_exactly_what_the_plan_derives_goes_up(
    place: Place, tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    """One letter of a page, its size and time as before; another file only touched."""
    tree.write()
    deploy(place.to)
    files = tree.write(about="abouT")  # the same size, and trees.py gives every file the same time
    os.utime(tree.folder / "index.html")
    capsys.readouterr()
    before = place.stamps()
    assert deploy(place.to, plan=True) == 0
    assert place.stamps() == before, "--plan wrote something"
    wanted = planned(capsys.readouterr().out)
    assert wanted == {"about.html", "manifest.json"}
    assert deploy(place.to) == 0
    after = place.stamps()
    top = f"{place.folder}/" if isinstance(place, Folder) else ""
    assert {path.removeprefix(top) for path in changed(before, after)} == wanted
    assert place.files() == files


def test_a_page_that_comes_and_a_page_that_goes(place: Place, tree: Tree, deploy: Deploy) -> None:
    files = tree.write(**{"operations/one": "one"})
    deploy(place.to)
    assert place.files() == files
    files = tree.write(new="new")
    deploy(place.to)
    assert place.files() == files
    assert "operations" not in place.folders(), "a folder of ours that became empty"


@pytest.mark.parametrize("place", ["folder", "s3"], indirect=True)
def test_an_asset_outlives_three_deploys_after_the_last_that_named_it(
    place: Place, tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    tree.write(css="old")
    deploy(place.to)
    old = tree.assets["css"]
    for number, left in ((2, "2 more deploys"), (3, "1 more deploy"), (4, "the last time")):
        files = tree.write(about=f"version {number}")
        capsys.readouterr()
        deploy(place.to, plan=True)
        assert f"  kept for {left}  {old}\n" in capsys.readouterr().out
        deploy(place.to)
        deploy(place.to)  # a second look at the same tree is no deploy, and ages nothing
        assert place.files() == {**files, old: b"old"}
    files = tree.write(about="version 5")
    deploy(place.to)
    assert place.files() == files


def test_an_asset_that_is_named_again_is_not_put_again(place: Place, tree: Tree, deploy: Deploy) -> None:
    tree.write(css="old")
    deploy(place.to)
    tree.write(css="new")
    deploy(place.to)
    new, before = tree.assets["css"], place.stamps()
    files = tree.write(css="old")
    deploy(place.to)
    old = next(path for path in place.stamps() if path.endswith(tree.assets["css"]))
    assert place.stamps()[old] == before[old]
    assert place.files() == {**files, new: b"new"}


def test_files_of_others_are_left_alone_and_told(
    place: Place, tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    others = {f"blog/{number}.html": b"not ours" for number in range(7)}
    for path, content in others.items():
        place.put(path, content)
    files = tree.write()
    assert deploy(place.to) == 0
    assert place.files() == {**files, **others}
    told = capsys.readouterr().out
    assert "7 files there that no deploy put, left alone: blog/0.html, blog/1.html, blog/2.html, blog/3.html, " in told
    assert "blog/4.html and 2 more" in told
    files = tree.write(about="else")
    deploy(place.to)
    assert place.files() == {**files, **others}


def test_a_file_in_the_way_is_replaced_on_demand_only(
    place: Place, tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    place.put("index.html", b"somebody's home page")
    files = tree.write()
    before = place.stamps()
    with pytest.raises(Trouble, match=r"1 file there was not put by a deploy and stands in the way: index\.html\. Not"):
        deploy(place.to)
    assert place.stamps() == before
    with pytest.raises(Trouble):
        deploy(place.to, plan=True)
    assert planned(capsys.readouterr().out) == set(), "what is refused is not planned"
    assert deploy(place.to, plan=True, take_over=True) == 0
    assert "index.html" in planned(capsys.readouterr().out)
    assert deploy(place.to, take_over=True) == 0
    assert place.files() == files


def test_a_record_that_was_cut_off_is_not_believed(place: Place, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    deploy(place.to)
    newest = state(place).slot
    place.put(newest, place.read(newest)[:40])
    files = tree.write(about="else")
    assert deploy(place.to) == 0
    assert place.files() == files
    assert state(place).unsure == frozenset()


def test_where_both_records_are_spoilt_nothing_counts_as_ours(
    place: Place, tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    files = tree.write()
    deploy(place.to)
    for name in OWN:
        place.put(name, b"{")
    with pytest.raises(Trouble, match="stand in the way"):
        deploy(place.to)
    assert "is damaged" in capsys.readouterr().out
    assert deploy(place.to, take_over=True) == 0
    assert place.files() == files


def test_a_file_that_was_lost_is_put_again(place: Place, tree: Tree, deploy: Deploy) -> None:
    files = tree.write()
    deploy(place.to)
    place.remove("about.html")
    place.remove(tree.assets["js"])
    deploy(place.to)
    assert place.files() == files


def test_what_was_changed_behind_our_back_is_found_by_recheck(
    place: Place, tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    files = tree.write()
    deploy(place.to)
    place.put("about.html", files["about.html"].swapcase())
    deploy(place.to)
    assert "Nothing to do" in capsys.readouterr().out
    before = place.stamps()
    deploy(place.to, plan=True, recheck=True)
    assert planned(capsys.readouterr().out) == {"about.html"}
    assert place.stamps() == before
    deploy(place.to, recheck=True)
    assert place.files() == files
    capsys.readouterr()
    deploy(place.to, recheck=True)
    assert "Nothing to do" in capsys.readouterr().out


def test_objects_go_up_with_their_headers_and_without_twins(
    served: Callable[[str], Bucket], tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    bucket = served("s3")
    bucket.clear()
    tree.write()
    tree.put("about.html.gz", b"pressed")
    files = tree.finish()
    deploy(bucket.to)
    assert "twins" in capsys.readouterr().out
    assert bucket.files() == {path: content for path, content in files.items() if path != "about.html.gz"}
    for path, cache, kind in (
        (tree.assets["css"], "immutable", "text/css; charset=utf-8"),
        (tree.assets["js"], "immutable", "text/javascript; charset=utf-8"),
        ("about.html", "revalidate", "text/html; charset=utf-8"),
        ("data/figures.csv", "revalidate", "text/csv; charset=utf-8"),
        ("sw.js", "never", "text/javascript; charset=utf-8"),
        ("manifest.json", "revalidate", "application/json; charset=utf-8"),
    ):
        headers = bucket.headers(path)
        assert (headers.get("Cache-Control"), headers["Content-Type"]) == (CACHE_CONTROL[cache], kind), path
    deploy(bucket.to)
    assert "Nothing to do" in capsys.readouterr().out


def test_objects_of_another_type_are_put_again(
    served: Callable[[str], Bucket], tree: Tree, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = served("s3")
    bucket.clear()
    tree.write()
    deploy(bucket.to)
    monkeypatch.setitem(media.TEXT_TYPES, ".csv", "text/plain")
    files = tree.write()
    deploy(bucket.to)
    assert bucket.headers("data/figures.csv")["Content-Type"] == "text/plain; charset=utf-8"
    assert bucket.files() == files


def test_a_bucket_has_to_be_named(served: Callable[[str], Bucket], tree: Tree, deploy: Deploy) -> None:
    tree.write()
    with pytest.raises(Trouble, match=r"name the bucket: :s3:BUCKET$"):
        deploy(served("s3").to.partition(":feature")[0] + ":")


def test_twins_go_with_their_files_where_a_server_can_choose(folder: Folder, tree: Tree, deploy: Deploy) -> None:
    tree.write()
    tree.put("about.html.gz", b"pressed")
    files = tree.finish()
    deploy(folder.to)
    assert folder.files() == files


def test_openssh_too(
    served: Callable[[str], Folder], tree: Tree, deploy: Deploy, capsys: pytest.CaptureFixture
) -> None:
    """The server that most people have; an old rclone cannot move onto a file there, and says so."""
    place = served("openssh")
    place.clear()
    tree.write(css="old")
    deploy(place.to)
    capsys.readouterr()
    files = tree.write(css="new")
    deploy(place.to)
    assert {path for path, content in place.files().items() if files.get(path) != content} == {
        path for path in place.files() if "style" in path and path not in files
    }
    assert set(files) <= set(place.files())
    told = capsys.readouterr().out
    assert ("gap" in told) == ("rclone 1.60" in told)


def test_a_whole_feature_by_the_command_that_people_run(folder: Folder, published: Path, tmp_path: Path) -> None:
    """With the check, a progress that is a line a step where there is no terminal, and an exit status."""
    tree = shutil.copytree(published, tmp_path / "public")
    command = [*PYTHON, "-m", "publishing"]
    finish = [*command, "finish", str(tree), "--address", PUBLIC_URL, "--hosts", str(tmp_path / "hosts"), "--twins"]
    subprocess.run(finish, cwd=ROOT, check=True, capture_output=True)
    lines = []
    for _ in range(2):
        deploy = [*command, "deploy", str(tree), "--to", folder.to]
        done = subprocess.run(deploy, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        lines.append(done.stdout.splitlines())
    files = {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    assert folder.files() == files
    names = [line.partition(":")[0] for line in lines[0]]
    used = {entry.phase for entry in manifest.read(tree).files}
    steps = [f"{what} {phase}" for phase in manifest.PHASES if phase in used for what in ("Putting", "Reading back")]
    assert lines[0][0] == f"Looking at {folder.to}, for {PUBLIC_URL}"
    assert lines[0][1] == f"{folder.to} is a new folder."
    assert names[2:-1] == steps
    assert names[-1].startswith(f"Put {len(files)} files (")
    assert lines[1][1].startswith(
        f"Nothing to do: all {len(files)} files were deployed before (RECHECK=1 reads them back), in "
    )


def test_a_link_at_the_target_is_not_followed(folder: Folder, tree: Tree, deploy: Deploy, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.folder.mkdir()
    (folder.folder / "theme").symlink_to(elsewhere)
    (folder.folder / "about.html").symlink_to(elsewhere / "about.html")
    tree.write()
    with pytest.raises(Trouble, match=r"about\.html"):
        deploy(folder.to)
    with pytest.raises(Trouble, match=r"a file stands where a folder is needed, .* at theme"):
        deploy(folder.to, take_over=True)
    assert not list(elsewhere.iterdir())
