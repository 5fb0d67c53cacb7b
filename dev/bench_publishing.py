"""Times what comes after the build: `make publish` against plain Pelican, and a deploy that finds nothing to do.

`make publish` is timed as its three commands: the build for a public address, `finish`, `check`. It is run from
nothing, when every picture and every card is drawn; after one letter of a manuscript was edited; and with nothing
changed. The first has no bound: what is drawn once is kept, and plain Pelican draws nothing.
"""

import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from dev.servers import find
from dev.timing import DOES_NOT_HOLD, HOLDS, ROOT, seconds

ADDRESS = "https://news.example/bench"  # nothing is sent there
TIMES_PLAIN_EDITED = 5.0  # at most this many times what plain Pelican takes for as many pages
TIMES_PLAIN_UNCHANGED = 3.0
FROM_NOTHING = 3  # runs, since each takes long
PAGES, A_PAGE = 50, 59  # of the tree that is deployed: pages, and how many files each leads to
FILES = 2 + PAGES + PAGES * A_PAGE  # with the home page, and the page for what is missing
FILE_BYTES = 20_000
PARTS = ("content", "theme", "plugins", "publishing", "pelicanconf.py", "publishconf.py")


def publish(folder: Path) -> float:
    """Seconds of `make publish` in a copy of the project."""
    tree = ["public", "--address", ADDRESS]
    build = ["-m", "pelican", "content", "--fatal=warnings", "-s", "publishconf.py", "-o", "public"]
    commands = [build, ["-m", "publishing", "finish", *tree], ["-m", "publishing", "check", "public"]]
    return seconds(commands, folder, {"PUBLIC_URL": ADDRESS})


def edited(folder: Path) -> None:
    """Change one letter of the copy's first manuscript: small to capital, or back."""
    page = min((folder / "content").rglob("*.md"))
    text = page.read_text(encoding="utf-8")
    last_letter = r"(?m)^(Summary: .*)([^\W\d_])(\W*)$"
    page.write_text(re.sub(last_letter, lambda m: m[1] + m[2].swapcase() + m[3], text, count=1), encoding="utf-8")


def publishing(folder: Path, plain: Path, runs: int) -> str:
    """Time `make publish`. folder: for what is written. plain: as many pages for plain Pelican."""
    copy = folder / "copy"
    for part in PARTS:
        source, target = ROOT / part, copy / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    build_plain = [["-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output"]]
    publish(copy)  # so that every module is compiled
    nothing, edit, same, theirs = [], [], [], []
    for run in range(runs):
        if run < FROM_NOTHING:
            shutil.rmtree(copy / ".cache")
            nothing.append(publish(copy))
        edited(copy)
        edit.append(publish(copy))
        same.append(publish(copy))
        theirs.append(seconds(build_plain, plain))
    base = statistics.median(theirs)
    return "\n".join(
        (
            f"make publish, in times of plain Pelican ({base:.3f} s), {runs} runs each, median",
            _row("nothing changed", same, base, TIMES_PLAIN_UNCHANGED),
            _row("one letter edited", edit, base, TIMES_PLAIN_EDITED),
            _row("from nothing, every picture drawn", nothing, base, None),
        )
    )


def _row(name: str, ours: list[float], base: float, bound: float | None) -> str:
    mine = statistics.median(ours)
    ratio = mine / base
    verdict = f"at most {bound:.1f}: {HOLDS if ratio <= bound else DOES_NOT_HOLD}" if bound else "no bound"
    return f"  {name:<34} {mine:6.3f} s   {ratio:5.2f}   {verdict}"


def write_tree(tree: Path) -> None:
    """A tree of FILES files that passes the check: a home page, the pages it leads to, the files those lead to."""

    def page(path: str, title: str, links: list[str]) -> None:
        items = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
        head = f'<meta charset="utf-8"><title>{title}</title><link rel="canonical" href="{ADDRESS}/{path}">'
        text = f'<!doctype html><html lang="en"><head>{head}</head><body><ul>{items}</ul></body></html>'
        (tree / (path or "index.html")).write_text(text, encoding="utf-8")

    for number in range(PAGES):
        files = [f"data/{number}-{each}.csv" for each in range(A_PAGE)]
        for file in files:
            (tree / file).parent.mkdir(parents=True, exist_ok=True)
            (tree / file).write_text(f"{file}\n" * (FILE_BYTES // len(file)), encoding="utf-8")
        page(f"{number}.html", f"Page {number}", files)
    page("", "Home", [f"{number}.html" for number in range(PAGES)])
    missing = '<meta charset="utf-8"><meta name="robots" content="noindex"><title>None</title>'
    (tree / "404.html").write_text(
        f'<!doctype html><html lang="en"><head>{missing}</head><body><p>None</p></body></html>', encoding="utf-8"
    )


def deploying(folder: Path, runs: int) -> str:
    """Time a deploy of FILES files to a folder, with nothing changed, beside `rclone check` of the same two folders."""
    rclone = find("rclone")
    if rclone.path is None:
        return f"a deploy with nothing changed: not run. {rclone.reason}"
    tree, target = folder / "tree", folder / "target"
    tree.mkdir()
    write_tree(tree)
    seconds([["-m", "publishing", "finish", str(tree), "--address", ADDRESS, "--hosts", str(folder / "hosts")]], ROOT)
    deploy = [["-m", "publishing", "deploy", str(tree), "--to", str(target)]]
    variables = {"RCLONE": rclone.path, "RCLONE_CONFIG": "/dev/null"}
    first = seconds(deploy, ROOT, variables)
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(seconds(deploy, ROOT, variables))
        started = time.perf_counter()
        check = [rclone.path, "check", str(tree), str(target), "--one-way", "--config", "/dev/null"]
        subprocess.run(check, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        theirs.append(time.perf_counter() - started)
    moved = sum(path.stat().st_mtime_ns != before.get(path) for path in target.rglob("*"))
    mine, other = statistics.median(ours), statistics.median(theirs)
    verdict = HOLDS if mine <= other else DOES_NOT_HOLD
    still = HOLDS if not moved else DOES_NOT_HOLD
    return "\n".join(
        (
            f"a deploy of {FILES:,} files to a folder with nothing changed, {runs} runs, median",
            f"  deploy          {mine:6.3f} s   (the first, which put all of them, {first:.3f} s)",
            f"  rclone check    {other:6.3f} s   the deploy at most as long: {verdict}",
            f"  files that were put again: {moved}, at most 0: {still}",
        )
    )
