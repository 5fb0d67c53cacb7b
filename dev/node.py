"""Finds and fetches what tests need of npm: the packages of tests/browser/package-lock.json, and one file of another.

That other is Datawrapper's: the script of its "responsive iframe", which portals run. npm cannot install the package,
since one that it needs is in no registry; so only its archive is fetched, its hash is checked, and the file is kept.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from dev.machine import AGAIN, ROOT, Tool, attempt, recorded

BROWSER_TESTS = ROOT / "tests" / "browser"
MODULES = BROWSER_TESTS / "node_modules"
STAMP = MODULES / ".annals"
LIGHTHOUSE = Path("cli", "index.js")  # in its package
OLDEST_NODE = 18  # Lighthouse 12 asks for 18.16
GET_PACKAGES = "npm ci --prefix tests/browser"

DATAWRAPPER_PACKAGE = "@datawrapper/chart-core@8.47.0"
DATAWRAPPER_HASH = "xtTQQK9KUYZ10WSEfRk+tbv6ah2zvoRD1wXFtrkaSXeMqp6nftZrytGg/nxtxLcWAbaLQmOIsvsqGZb/EcwDQw=="
DATAWRAPPER_FILE = "package/dist/embed.js"
DATAWRAPPER = ROOT / ".venv" / "datawrapper" / "8.47.0" / "embed.js"


def version() -> tuple[int, ...]:
    """The version of the Node on the PATH; (0,) where there is none."""
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return (0,)


def missing() -> Tool | None:
    """Why nothing of npm can be had here; None where Node and npm are there."""
    if version()[0] >= OLDEST_NODE and shutil.which("npm"):
        return None
    why = f"No Node {OLDEST_NODE} or later with npm was found."
    return Tool(None, why, f"install Node from nodejs.org or your system's packages, then {GET_PACKAGES}")


def fingerprint() -> str:
    locked = (BROWSER_TESTS / "package-lock.json").read_bytes()
    return hashlib.sha256(locked).hexdigest() + f" node {version()[0]}"


def package(name: str) -> Tool:
    """The folder of a package that tests/browser/package.json names; fetches nothing."""
    if lacking := missing():
        return lacking
    folder = MODULES / name
    if (folder / "package.json").is_file():
        return Tool(str(folder))
    return Tool(None, f"The npm package {name} is not installed.", GET_PACKAGES)


def lighthouse() -> Tool:
    """Lighthouse's program; fetches nothing."""
    found = package("lighthouse")
    return Tool(str(Path(found.path) / LIGHTHOUSE)) if found.path else found


def get_packages() -> Tool:
    """Bring the packages to what package-lock.json pins; return Lighthouse, or why there is none."""
    if lacking := missing():
        return lacking
    wanted = fingerprint()
    if not (STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted and lighthouse().path):
        print("Installing what tests/browser/package-lock.json names ...", flush=True)
        options = ["--ignore-scripts", "--no-audit", "--no-fund"]
        if not attempt(["npm", "ci", *options], 900, BROWSER_TESTS, PUPPETEER_SKIP_DOWNLOAD="1"):
            return Tool(None, "The npm packages of the tests could not be installed. Is there a network?", GET_PACKAGES)
        STAMP.write_text(wanted, encoding="utf-8")
    return lighthouse()


def datawrapper() -> Tool:
    """Datawrapper's script for portals, unmodified; fetches nothing."""
    if DATAWRAPPER.is_file():
        return Tool(str(DATAWRAPPER))
    known = recorded().get("datawrapper", Tool())
    return known if known.why_not else missing() or Tool(None, "Datawrapper's script was not fetched.", AGAIN)


def get_datawrapper(before: Tool) -> Tool:
    """Fetch the archive of Datawrapper's package, unless its file is here, and keep that one file.

    before: what the last run found. A fetch that failed is not tried again on each run; its command is told instead.
    """
    if DATAWRAPPER.is_file():
        return Tool(str(DATAWRAPPER))
    if lacking := missing():
        return lacking
    if before.command == AGAIN:
        return before
    print(f"Fetching {DATAWRAPPER_PACKAGE} ...", flush=True)
    with tempfile.TemporaryDirectory() as room:
        attempt(["npm", "pack", DATAWRAPPER_PACKAGE, "--ignore-scripts"], 120, Path(room))
        archive = next(Path(room).glob("*.tgz"), None)
        if archive is None:
            return Tool(None, "Datawrapper's script could not be fetched. Is there a network?", AGAIN)
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != DATAWRAPPER_HASH:
            return Tool(None, f"{DATAWRAPPER_PACKAGE} is not the one that dev/node.py names.", AGAIN)
        keep(archive)
    return Tool(str(DATAWRAPPER))


def keep(archive: Path) -> None:
    """Write the one file of the archive that is used, in one step."""
    with tarfile.open(archive) as whole:
        member = whole.extractfile(DATAWRAPPER_FILE)
        assert member is not None  # the hash says that it is there
        script = member.read()
    DATAWRAPPER.parent.mkdir(parents=True, exist_ok=True)
    draft = DATAWRAPPER.with_suffix(".new")
    draft.write_bytes(script)
    draft.replace(DATAWRAPPER)
