"""Bad input: each fault one line with its place, all in one run, no traceback, and the last good output left standing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers import ROOT, build

BROKEN = ROOT / "tests" / "fixtures" / "broken"
HARBOUR = ROOT / "tests" / "fixtures" / "harbour"


@pytest.fixture
def feature(tmp_path: Path) -> Path:
    """A copy of the small feature, with the theme and plugins of this repository, to be spoilt."""
    shutil.copytree(HARBOUR, tmp_path / "feature")
    settings = tmp_path / "feature" / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace("../../..", str(ROOT)), encoding="utf-8")
    return tmp_path / "feature"


def refused(feature: Path, **env: str) -> list[str]:
    """The lines of a build that must fail; no traceback, no file written."""
    out = feature / "out"
    done = build(feature / "settings.py", out, env=env)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not out.exists()
    return done.stderr.splitlines()


def test_the_broken_feature_is_told_whole(tmp_path):
    """Every fault of the broken fixture stands in its list of problems, with its place and its mend, and nothing else."""
    done = build(BROKEN / "settings.py", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines() == (BROKEN / "problems.txt").read_text(encoding="utf-8").splitlines()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("facts.yaml", None, "content/facts.yaml: it cannot be read"),
        ("facts.yaml", "", "content/facts.yaml:1:1: the file is empty"),
        ("facts.yaml", "language: ru\n\ttitle: x\n", "content/facts.yaml:2:1: this is not YAML"),
        ("facts.yaml", "[1, 2]\n", "content/facts.yaml:1:1: the ledger must be a mapping"),
        ("facts.yaml", "x: {a: [", "content/facts.yaml:"),
        ("pages/home.md", None, "no manuscript makes index.html"),
        ("articles/letopis.md", "Title: x\n\0", "content/articles/letopis.md:2:1: a NUL character"),
        ("articles/letopis.md", "", "content/articles/letopis.md:1:1: the file is empty"),
        ("articles/letopis.md", " \n\t\n", "content/articles/letopis.md:1:1: the file is empty"),
        (
            "articles/letopis.md",
            "x" * 5_000_000,
            "content/articles/letopis.md: it has 5,000,000 bytes; the most is 1,000,000",
        ),
        ("articles/letopis.md", b"Title: \xff\n", "content/articles/letopis.md:1:8: this is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used(feature, file, text, expected):
    path = feature / "content" / file
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert any(expected in line for line in refused(feature))


def test_a_thousand_problems_are_told_at_once(feature):
    text = "Title: T\nDate: 2024-02-01\nSummary: S\n\n" + "".join(f"Их было {n}.\n\n" for n in range(1000))
    (feature / "content" / "articles" / "many.md").write_text(text, encoding="utf-8")
    lines = refused(feature)
    assert len([line for line in lines if "many.md:" in line]) == 1000
    assert lines[-1].startswith("1000 problems")


def test_a_hostile_file_name_stays_one_line(feature):
    (feature / "content" / "articles" / "a\nb.md").write_text("Title: x\n", encoding="utf-8")
    assert all(line.strip() for line in refused(feature))
    assert len(refused(feature)) == 3


def test_the_last_good_output_is_left_standing(feature):
    """A build that is refused changes nothing, and the next good one replaces all of it."""
    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    page = feature / "content" / "articles" / "letopis.md"
    good = page.read_text(encoding="utf-8")
    page.write_text(good + "\nИх было 42.\n", encoding="utf-8")
    assert build(feature / "settings.py", out).returncode == 1
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    page.unlink()
    (feature / "settings.py").write_text(
        (feature / "settings.py").read_text(encoding="utf-8").replace('"letopis", ', ""), encoding="utf-8"
    )
    assert build(feature / "settings.py", out).returncode == 0
    assert not (out / "articles" / "letopis.html").exists()


def test_a_warning_of_pelican_is_no_whole_build(feature):
    """Plain Pelican would warn and exit 0 without --fatal; here nothing is put in place."""
    settings = feature / "settings.py"
    settings.write_text(
        settings.read_text(encoding="utf-8") + 'STATIC_PATHS = ["nowhere"]\nTHEME_STATIC_PATHS = ["nowhere"]\n'
    )
    out = feature / "out"
    command = ["python", "-m", "pelican", "-s", str(settings), "-o", str(out)]
    (feature / "content" / "articles" / "x.md").write_text(
        "Title: x\nDate: 2024-02-01\nSummary: s\n\n<img alt='' src='{static}/gone.png'>\n", encoding="utf-8"
    )
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PATH": path_first()}
    )
    assert done.returncode == 1
    assert not out.exists()


def path_first() -> str:
    """The PATH with this Python's folder in front."""
    import sys

    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def test_a_folder_of_somebody_else_is_never_replaced(feature):
    out = feature / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    done = build(feature / "settings.py", out)
    assert done.returncode == 1
    assert "it holds files that no build made" in done.stderr
    assert (out / "thesis.txt").read_text() == "years of work"


def test_a_build_that_was_killed_is_mended_by_the_next(feature):
    """Whatever a killed build left, between any two of its steps, the next one ends right."""
    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    out.rename(feature / ".out.old")  # killed between the two renames
    (feature / ".out.new").mkdir()
    (feature / ".out.new" / "half").write_text("x")
    assert build(feature / "settings.py", out).returncode == 0
    assert (out / "index.html").is_file()
    assert sorted(path.name for path in feature.glob(".out*")) == [".out.lock"]


def test_two_builds_at_once_do_not_mix(feature):
    """The second is refused in one line while the first holds the lock."""
    import fcntl

    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    with (feature / ".out.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = build(feature / "settings.py", out)
    assert done.returncode == 1
    assert "another build is writing here" in done.stderr
    assert (out / "index.html").is_file()


def test_a_wrong_build_time_is_one_line(feature):
    assert any("BUILD_TIME" in line for line in refused(feature, BUILD_TIME="tomorrow"))
