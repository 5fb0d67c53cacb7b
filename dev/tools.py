"""Finds, and where it may fetches, what tests need beyond Python packages: a Chromium, Lighthouse on Node, servers.

usage: .venv/bin/python -m dev.tools        (dev/setup.py test calls it)

A browser that is found is used; else Playwright fetches its own into the user's cache; else, as root on Debian only,
the package chromium is installed. Nothing else of the system is ever changed; servers are the part of dev/servers.py.
What was found goes into
.venv/tools.json, what was not, with the command to get it, likewise: the tests read it there, and tell it at their end.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / ".venv" / "tools.json"
BROWSER_TESTS = ROOT / "tests" / "browser"
LIGHTHOUSE = BROWSER_TESTS / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE_STAMP = BROWSER_TESTS / "node_modules" / ".annals"
OLDEST_NODE = 18  # Lighthouse 12 asks for 18.16

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium"]
GET_CHROMIUM = ".venv/bin/python -m playwright install chromium"
GET_CHROMIUM_LIBRARIES = "sudo .venv/bin/python -m playwright install-deps chromium"
GET_LIGHTHOUSE = "npm ci --prefix tests/browser"


@dataclass(frozen=True)
class Tool:
    """A program that tests use: its path where it was found, else why not and the command to get it."""

    path: str | None = None
    why_not: str = ""
    command: str = ""

    @property
    def reason(self) -> str:
        """One line for a skipped test: what is missing and the mend."""
        return f"{self.why_not} To get it: {self.command}"


def candidates(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Iterator[str]:
    """Paths where a Chromium may be, the reader's own choice, CHROMIUM, first."""
    if chosen := environment.get("CHROMIUM"):
        yield chosen
        return
    for name in BROWSERS:
        if found := shutil.which(name, path=environment.get("PATH")):
            yield found
    if system == "darwin":
        yield from (path for path in MAC_BROWSERS if Path(path).exists())


def works(path: str) -> bool:
    """Whether that file is a browser that starts: a distribution's `chromium-browser` may be only a notice."""
    try:
        done = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def playwrights_own() -> str | None:
    """The path of the browser that Playwright fetched for itself, or None where it has not."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    path = done.stdout.strip()
    return path if done.returncode == 0 and Path(path).is_file() else None


def find_chromium() -> Tool:
    """Look for a browser; fetch nothing."""
    chosen = os.environ.get("CHROMIUM")
    for path in candidates():
        if works(path):
            return Tool(path)
    if chosen:
        return Tool(None, f"CHROMIUM names {chosen}, which does not start.", "set CHROMIUM to a browser that does")
    if own := playwrights_own():
        if works(own):
            return Tool(own)
        return Tool(None, "Playwright's own Chromium lacks libraries of this system.", GET_CHROMIUM_LIBRARIES)
    return Tool(None, "No Chromium was found.", GET_CHROMIUM)


def get_chromium(before: Tool) -> Tool:
    """Look for a browser, and fetch one where there is none.

    before: what the last run found. A fetch that failed is not tried again on each run; its command is told instead.
    """
    found = find_chromium()
    if found.path or os.environ.get("CHROMIUM") or before.why_not:
        return found
    print("No Chromium found; Playwright fetches its own ...", flush=True)
    if attempt(PLAYWRIGHT, 900):
        found = find_chromium()
    if found.path is None and is_root() and is_debian():
        print("Installing Debian's chromium ...", flush=True)
        install_package("chromium")
        found = find_chromium()
    return found


def is_root() -> bool:
    return os.geteuid() == 0


def is_debian() -> bool:
    """Debian itself: elsewhere a package of that name may be another thing."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def install_package(name: str) -> bool:
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Acquire::Retries=3"]
    attempt([*quiet, "update"], 300)
    return attempt([*quiet, "install", "-y", "--no-install-recommends", name], 900)


def attempt(command: Sequence[str], seconds: int, folder: Path = ROOT, **variables: str) -> bool:
    """Run it with no input and nothing printed; return whether it succeeded in time."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def node_version() -> tuple[int, ...]:
    """The version of the Node on the PATH; (0,) where there is none."""
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return (0,)


def node_fingerprint() -> str:
    locked = (BROWSER_TESTS / "package-lock.json").read_bytes()
    return hashlib.sha256(locked).hexdigest() + f" node {node_version()[0]}"


def find_lighthouse() -> Tool:
    """Look for Lighthouse where the tests install it; fetch nothing."""
    if node_version()[0] < OLDEST_NODE or not shutil.which("npm"):
        why = f"No Node {OLDEST_NODE} or later with npm was found."
        return Tool(None, why, f"install Node from nodejs.org or your system's packages, then {GET_LIGHTHOUSE}")
    if LIGHTHOUSE.is_file():
        return Tool(str(LIGHTHOUSE))
    return Tool(None, "Lighthouse is not installed.", GET_LIGHTHOUSE)


def get_lighthouse() -> Tool:
    """Look for Lighthouse as package-lock.json pins it, and fetch it where it is not."""
    found = find_lighthouse()
    if found.command != GET_LIGHTHOUSE and found.path is None:
        return found
    wanted = node_fingerprint()
    if found.path and NODE_STAMP.is_file() and NODE_STAMP.read_text(encoding="utf-8") == wanted:
        return found
    print("Installing Lighthouse ...", flush=True)
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    if not attempt(["npm", "ci", *options], 900, BROWSER_TESTS, PUPPETEER_SKIP_DOWNLOAD="1"):
        return Tool(None, "Lighthouse could not be installed. Is there a network?", GET_LIGHTHOUSE)
    NODE_STAMP.write_text(wanted, encoding="utf-8")
    return find_lighthouse()


def recorded() -> dict[str, Tool]:
    """What the last `make test` found, by name; empty where there was none."""
    try:
        return {name: Tool(**fields) for name, fields in json.loads(RECORD.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def chromium() -> Tool:
    """The browser for the tests: the recorded one, else, under pytest alone, whichever is found now."""
    known = recorded().get("chromium")
    if known and known.path and "CHROMIUM" not in os.environ and Path(known.path).is_file():
        return known
    return find_chromium()


def lighthouse() -> Tool:
    """Lighthouse for the tests."""
    known = recorded().get("lighthouse")
    found = find_lighthouse()
    return found if found.path or not known else known


def record(found: Mapping[str, Tool]) -> None:
    """Add what was found to the record, and tell what was not."""
    whole = {name: asdict(tool) for name, tool in {**recorded(), **found}.items()}
    RECORD.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    for reason in dict.fromkeys(tool.reason for tool in found.values() if tool.path is None):
        print(reason, file=sys.stderr)


def main() -> int:
    from dev import servers  # it uses this module

    before = recorded()
    found = {"chromium": get_chromium(before.get("chromium", Tool())), "lighthouse": get_lighthouse()}
    record({**found, **servers.get(before)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
