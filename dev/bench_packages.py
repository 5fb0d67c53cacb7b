"""Measures the packages: how long the set takes, how large the ZIP is, how much memory a thousand operations take.

The set of this feature is made as `make packages` makes it, of a tree that was finished, in turn with plain Pelican
building as many pages. The thousand operations are the invented feature of the tests with as many more: each has a page
of about WORDS words, notes on figures and a remark; OWN_FACTS of them cite facts of their own.

usage: .venv/bin/python -m dev.bench_packages        measures the memory alone, which takes several minutes
"""

import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from dev.timing import DOES_NOT_HOLD, HOLDS, ROOT, seconds
from publishing.manifest import read
from publishing.packages.source import FORMS
from publishing.words import size

ADDRESS = "https://news.example/bench"  # nothing is sent there
TIMES_PLAIN = 30.0  # at most this many times what plain Pelican takes for as many pages
TIMES_ZIP = 1.05  # at most this many times what `zip -9` gives
PRECACHE_BYTES = 1_000_000
MEMORY_BYTES = 500_000_000
OPERATIONS, WORDS = 1000, 450
FIXTURE = ROOT / "tests" / "fixtures" / "harbour"
PROSE = ["паром", "река", "лёд", "журнал", "капитан", "команда", "пристань", "берег", "ветер", "груз", "рейс", "запись"]
OWN_FACTS = 200  # operations with facts of their own
RUNS = 3


def packages(folder: Path, plain: Path, runs: int) -> str:
    """Measure the packages of this feature. folder: for what is written. plain: as many pages for plain Pelican."""
    tree = finished(ROOT, "publishconf.py", folder / "packaged")
    hosts = ["--hosts", str(folder / "packaged-hosts")]
    build_plain = [["-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output"]]
    make = [["-m", "publishing", "package", "all", str(tree), *hosts]]
    seconds(make, ROOT)  # so that every module is compiled
    ours, theirs = [], []
    for _ in range(min(runs, RUNS)):
        ours.append(seconds(make, ROOT))
        theirs.append(seconds(build_plain, plain))
    mine, base = statistics.median(ours), statistics.median(theirs)
    sizes = ", ".join(f"{form.upper()} {size(package(tree, form).stat().st_size)}" for form in FORMS)
    return "\n".join(
        (
            f"all packages, in times of plain Pelican ({base:.3f} s), {len(ours)} runs each, median",
            f"  {mine:6.3f} s   {mine / base:5.2f}   at most {TIMES_PLAIN:.0f}: {verdict(mine <= TIMES_PLAIN * base)}",
            f"  {sizes}",
            zipped(tree, folder),
            precached(tree),
        )
    )


def finished(project: Path, settings: str, tree: Path, content: str = "content") -> Path:
    """A tree as `make publish` makes it of a project."""
    build = ["-m", "pelican", content, "-s", settings, "-o", str(tree), "--fatal=warnings"]
    finish = ["-m", "publishing", "finish", str(tree), "--address", ADDRESS, "--hosts", f"{tree}-hosts"]
    seconds([build], project, {"PUBLIC_URL": ADDRESS})
    seconds([finish], ROOT)
    return tree


def package(tree: Path, form: str) -> Path:
    return next(tree.glob(f"packages/*.{form}"))


def verdict(holds: bool) -> str:
    return HOLDS if holds else DOES_NOT_HOLD


def zipped(tree: Path, folder: Path) -> str:
    """The size of the ZIP beside what `zip -9` makes of the same files."""
    tool = shutil.which("zip")
    if tool is None:
        return "  ZIP beside zip -9: not run. There is no zip. To get it: apt-get install zip"
    ours, room = package(tree, "zip"), folder / "unzipped"
    shutil.unpack_archive(ours, room)
    theirs = folder / "theirs.zip"
    subprocess.run([tool, "-q", "-9", "-r", "-X", str(theirs), "."], cwd=room, check=True)
    ratio = ours.stat().st_size / theirs.stat().st_size
    return (
        f"  ZIP {ours.stat().st_size:,} bytes, zip -9 {theirs.stat().st_size:,}   {ratio:.3f}   "
        f"at most {TIMES_ZIP}: {verdict(ratio <= TIMES_ZIP)}"
    )


def precached(tree: Path) -> str:
    """What the service worker fetches before a reader may go without a network."""
    from publishing.worker import precache

    held = precache(read(tree))
    whole = sum(entry.size for entry in held)
    least = f"less than {PRECACHE_BYTES:,}: {verdict(whole < PRECACHE_BYTES)}"
    return f"  kept for reading offline: {len(held)} files, {whole:,} bytes   {least}"


def memory(folder: Path) -> str:
    """The most memory that each package of a thousand operations takes. folder: for what is written; not there yet."""
    folder.mkdir()
    tree = finished(folder, "settings.py", folder / "public", str(thousand(folder)))
    rows, holds = [], True
    for form in FORMS:
        taken, spent = peak(["-m", "publishing", "package", form, str(tree), "--hosts", f"{tree}-hosts"])
        holds = holds and taken < MEMORY_BYTES
        rows.append(
            f"  {form.upper():<5} {taken / 1e6:6.0f} MB   {spent:6.1f} s   {size(package(tree, form).stat().st_size)}"
        )
    head = f"the most memory that a package of {OPERATIONS:,} operations takes, in the largest of its processes"
    return "\n".join((head, *rows, f"  less than {MEMORY_BYTES / 1e6:.0f} MB: {verdict(holds)}"))


def peak(arguments: list[str]) -> tuple[int, float]:
    """(bytes, seconds) of a command of this Python: the most that it or one of its children had in memory."""
    code = (
        "import resource, subprocess, sys, time; started = time.perf_counter()\n"
        "done = subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)\n"
        "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == 'darwin' else 1024)\n"
        "print(most, time.perf_counter() - started); sys.exit(done.returncode)"
    )
    line = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(line, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    most, spent = done.stdout.split()
    return int(most), float(spent)


def thousand(folder: Path) -> Path:
    """Write a feature of OPERATIONS operations into a folder; return its content."""
    content = folder / "content"
    shutil.copytree(FIXTURE / "content", content)
    settings = (FIXTURE / "settings.py").read_text(encoding="utf-8")
    for name in ("theme", "plugins"):
        settings = settings.replace(f"../../../{name}", str(ROOT / name))
    (folder / "settings.py").write_text(settings.replace("os.curdir", repr(str(ROOT))), encoding="utf-8")
    chance = random.Random(30)
    facts = []
    for number in range(OPERATIONS):
        name = "".join("бвгджзклмн"[int(digit)] + "а" for digit in f"{number:03}").capitalize()
        own = f"-{number}" if number < OWN_FACTS else ""
        if own:
            facts += [re.sub(r"^  (ice-\w+):", rf"  \1{own}:", line) for line in ledger_lines(content)]
        (content / "operations" / f"op-{number}.md").write_text(manuscript(name, own, chance), encoding="utf-8")
    ledger = content / "facts.yaml"
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace("\nnever:", "\n" + "\n".join(facts) + "\nnever:"), encoding="utf-8")
    return content


def ledger_lines(content: Path) -> list[str]:
    return re.findall(r"(?m)^  ice-\w+:.*$", (content / "facts.yaml").read_text(encoding="utf-8"))


def manuscript(title: str, own: str, chance: random.Random) -> str:
    """An operation of about WORDS words with six figures and a remark. own: the end of the ids of its facts."""

    def said(words: int) -> str:
        return " ".join(chance.choice(PROSE) for _ in range(words)).capitalize() + "."

    cited = (
        f"В [2001 году](fact:ice-year{own}) паром стоял во льду [почти семнадцать часов](fact:ice-hours{own}). "
        f"На борту было [шестеро из команды](fact:ice-crew{own})."
    )
    head = (
        f"Title: {title}\nDate: 2024-02-01\nTemplate: operation\nBegan: 2001\nEnded: 2001\nPlace: Река\n"
        f"Figures: passengers, adults, pupils, season\nStandfirst: Паром стоял во льду.\nSummary: {said(12)}\n\n"
    )
    parts = [
        f"## {said(2)[:-1]} {{#part-{part}}}\n\n{cited}{'[^remark]' * (part == 0)} {said(60)}\n\n{said(60)}\n"
        for part in range(3)
    ]
    return head + "\n".join(parts) + f"\n[^remark]: {said(14)}\n"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        print(told := memory(Path(name) / "thousand"))
    return 1 if DOES_NOT_HOLD in told else 0


if __name__ == "__main__":
    sys.exit(main())
