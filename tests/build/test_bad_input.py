"""Bad input: each fault one line with its place, all in one run, no traceback, and the last good output left standing."""

import os
import shutil
import signal
import subprocess
import sys
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
        ("articles/letopis.md", "Title: x\n\0", "content/articles/letopis.md:2:1: U+0000 cannot be seen; remove it"),
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
    lines = refused(feature)
    assert all("/content/articles/a b.md:" in line for line in lines[:-1])
    assert lines[-1].startswith(f"{len(lines) - 1} problems")


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("articles/.hidden.md", "Title: x", "a hidden file is not published"),
        ("articles/g.html", "x", "nothing is made of it"),
        ("articles/g.markdown", "x", "nothing is made of it"),
        ("notes/g.md", "x", "nothing is made of it"),
        ("g.txt", "x", "nothing is made of it"),
        ("images/g.md", "Status: draft", "a manuscript may not lie in images/"),
        ("articles/g.md", "Title: T\nDate: 2024-02-01\nSummary: s\n", "the page has no text"),
        ("articles/g.md", "Title: T\nDate: 2024-W01-1\nSummary: s\n\nx", "“2024-W01-1” is no date"),
        ("articles/g.md", "Title: T\nDate: 2024-02-01\nTimezone: Asia\nSummary: s\n\nx", "“Asia” is no time zone"),
        ("articles/g.md", "Title: T\nDate: 2024-02-01\nTemplate: base\nSummary: s\n\nx", "“base” is no template"),
        ("articles/g.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\n[x]({static}/articles/draft.md)", "is not below images"),
        ("articles/g.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\n[x]({static}/facts.yaml)", "is not below images"),
        ("articles/g.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\n[x](#fact-nowhere)", "has no heading “#fact-nowhere”"),
        ("articles/g.md", "Title: T\u2028Status: x\n", "U+2028 cannot be seen"),
        ("articles/What? 1.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\nx", "makes no address"),
        ("operations/g.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\nx", "a page in operations/ needs “Template: operation”"),
        ("pages/404.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\nx", "its address 404.html is taken by the site itself"),
        ("articles/LETOPIS.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\nx", "is taken by"),
        ("operations/letopis.md", "Title: T\nDate: 2024-02-01\nSave_as: articles/letopis.html\nSummary: s\n\nx", "is taken by"),
        ("pages/graphics.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\nx", "its address graphics.html is taken by"),
        ("pages/a.md", "Title: T\nDate: 2024-02-01\nSave_as: graphics/lyudi.html\nSummary: s\n\nx", "is taken by"),
        ("pages/b.md", "Title: T\nDate: 2024-02-01\nSummary: s\n\n## A {#graphic-lyudi}\n\nx", "begins like those that the site sets"),
        ("graphics/copy.json", "{}", "content/graphics/copy.json:1:1: no map stands on it"),
        ("graphics/deep/a.yaml", "kind: bars", "nothing is made of it; graphics/ holds graphics"),
    ],
)  # fmt: skip
def test_nothing_is_dropped_or_published_unsaid(feature, file, text, expected):
    path = feature / "content" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    lines = refused(feature)
    assert any(expected in line for line in lines), lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RING = None", "RING is None; set it to"),
        ("COLOURS = ['red']", "COLOURS is ['red']; set it to"),
        ("MENU = ('ledohod')", "MENU is 'ledohod'; set it to a tuple of slugs"),
        ("TIMEZONE = 'Asia'", "TIMEZONE is 'Asia'; set it to a time zone"),
        ("LEDGER_DATA = {'json': '../../x.json'}", "LEDGER_DATA is"),
        ("PUBLIC_URL = 'https://x.example/?a=1'", "PUBLIC_URL is"),
        ("PUBLIC_URL = 'javascript:alert(1)'", "PUBLIC_URL is"),
        ("SITE_FACTS = None\nBUILD_TIME = 5", "BUILD_TIME is 5"),
        ("DEFAULT_LANG = 'xx'", "DEFAULT_LANG is 'xx'; set it to a language"),
        ("PUBLISHER = '中'", "PUBLISHER has “中”, which is in none of the faces"),
        ("LICENSE = 'x' * 201", "set it to at most 200 letters, or ''"),
        ("GRAPHICS_PATH = '../x'", "GRAPHICS_PATH is '../x'; set it to the name of a folder below PATH"),
        ("ADDRESSES = {**ADDRESSES, 'graphic': '{id}.html'}", "ADDRESSES is"),
        ("ADDRESSES = {**ADDRESSES, 'graphic': 'graphic.html'}", "ADDRESSES is"),
        ("ADDRESSES = {**ADDRESSES, 'graphic': '{slug.__class__}.html'}", "ADDRESSES is"),
        ("ADDRESSES = {**ADDRESSES, 'graphics': 'data/facts.json'}", "ADDRESSES is"),
        ("ADDRESSES = {**ADDRESSES, 'graphics': 'graphics/lyudi.html'}", "its address graphics/lyudi.html is taken by"),
        ("PICTURE_CACHE = __file__[:-11] + 'content/kept'", "PICTURE_CACHE lies in PATH"),
        ("TEMPLATE_CACHE = __file__[:-11] + 'content'", "TEMPLATE_CACHE lies in PATH"),
    ],
)
def test_a_wrong_setting_is_one_line(feature, line, expected):
    with (feature / "settings.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    lines = refused(feature)
    assert any(expected in told for told in lines), lines


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("date: 1998-05-02", 'date: "1998-13"', "'1998-13' has no such month"),
        ("date: 1998-05-02", 'date: "--"', "is not a date"),
        ("language: ru", "language: xx", "no numbers are read in 'xx'"),
        ("language: ru", "language: ru-XX", "is no language tag that dates can be written in"),
        ("value: 25,", "value: !!timestamp 2020,", "the tag !!timestamp is not read"),
        ("value: 25,", "value: 1" + "0" * 400 + ",", "value"),
        ('pattern: "переправа закрыта"', 'pattern: "a{99999999999}"', "this is no regular expression"),
        ("title: Журнал", "title: " + "[" * 5000, "nested deeper than"),
        ("note: В журнале", "note: Было 42 и", "“42” is no figure of this entry"),
        ("name: Редакция", "name: Редакция 42", "“42” is no figure of this entry"),
    ],
)
def test_a_broken_ledger_is_told_by_line(feature, old, new, expected):
    path = feature / "content" / "facts.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    lines = refused(feature)
    assert any(expected in line for line in lines), lines


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
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def test_a_folder_of_somebody_else_is_never_replaced(feature):
    out = feature / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    done = build(feature / "settings.py", out)
    assert done.returncode == 1
    assert "it holds files that no build made" in done.stderr
    assert (out / "thesis.txt").read_text() == "years of work"


def test_files_that_somebody_put_into_the_output_are_never_lost(feature):
    """A build replaces what builds wrote; with anything else among it, it stops and names it."""
    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    (out / "precious.txt").write_text("mine")
    done = build(feature / "settings.py", out)
    assert done.returncode == 1
    assert "it holds precious.txt, which no build made" in done.stderr
    assert (out / "precious.txt").read_text() == "mine"
    (out / "precious.txt").unlink()
    assert build(feature / "settings.py", out).returncode == 0


def test_a_link_in_the_output_is_somebodys_own_and_a_spoilt_lock_is_one_line(feature):
    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    (out / "link").symlink_to(feature)
    assert "it holds link, which no build made" in build(feature / "settings.py", out).stderr
    (out / "link").unlink()
    (feature / ".out.lock").write_bytes(b"\xff\xfe")
    done = build(feature / "settings.py", out)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "which no build made" in done.stderr


def test_a_refused_build_brings_the_last_good_output_back(feature):
    """Killed between its two renames, a build leaves no output; the next one mends that even if it is refused itself."""
    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    out.rename(feature / ".out.old")
    (feature / "content" / "articles" / "bad.md").write_text("x", encoding="utf-8")
    assert build(feature / "settings.py", out).returncode == 1
    assert (out / "index.html").is_file()


@pytest.mark.parametrize("place", ["content/out", "settings.py", ".", "/"])
def test_an_output_in_a_wrong_place_is_one_line(feature, place):
    done = build(feature / "settings.py", feature / place)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_a_full_disk_is_one_line_and_loses_nothing(feature):
    """A file that cannot grow stands for a disk without room: the build ends in one line, the last output stays."""
    import resource

    out = feature / "out"
    assert build(feature / "settings.py", out).returncode == 0
    before = sorted(path.name for path in out.rglob("*"))
    command = [sys.executable, "-m", "pelican", "-s", str(feature / "settings.py"), "-o", str(out), "--fatal=warnings"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
        preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))),
    )  # fmt: skip
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert sorted(path.name for path in out.rglob("*")) == before


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
