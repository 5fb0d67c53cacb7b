"""Finds, and where it may fetches, the servers that tests ask: nginx, Caddy, Apache, rclone, moto; and cfn-lint.

usage: .venv/bin/python -m dev.servers        (tries again what an earlier run could not get; dev/tools.py calls it too)

A program on the PATH is used. On Debian the packages of what is missing are unpacked into .venv/servers/: nothing is
installed, and nothing is started. moto and cfn-lint want an older python-dateutil than Pelican, so they get an
environment of their own, .venv/storage/, from requirements/storage.txt.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from dev.tools import ROOT, Tool, attempt, is_debian, is_root, recorded

UNPACKED = ROOT / ".venv" / "servers"
STORAGE = ROOT / ".venv" / "storage"
STORAGE_LOCK = ROOT / "requirements" / "storage.txt"
STORAGE_STAMP = STORAGE / "annals"
AGAIN = ".venv/bin/python -m dev.servers"

# The names that a program goes by, and Debian's packages of it. The first name is also that of the file in bin/.
PROGRAMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "nginx": (("nginx",), ("nginx", "libnginx-mod-http-brotli-static")),
    "caddy": (("caddy",), ("caddy",)),
    "apache2": (("apache2", "httpd"), ("apache2-bin",)),
    "rclone": (("rclone",), ("rclone",)),
}
IN_STORAGE = ("moto_server", "cfn-lint")
NAMES = (*PROGRAMS, *IN_STORAGE)
VERSION = {"nginx": "-v", "caddy": "version", "apache2": "-v", "rclone": "version"}
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # where servers lie, and a user's PATH often leaves out

APT = ("apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=10")
NEW_PACKAGE = re.compile(r"^Inst (\S+) \(", re.MULTILINE)  # one that is there in another version has that in brackets
# Of the folders that Debian, Fedora, macOS and Homebrew keep them in.
APACHE_MODULES = ("lib/apache2/modules", "lib64/httpd/modules", "libexec/apache2", "lib/httpd/modules")


def find(name: str) -> Tool:
    """A program for the tests, one of NAMES; fetches nothing."""
    known = recorded().get(name)
    if known and known.path and Path(known.path).is_file():
        return known
    found = look(name)
    return found if found.path or not known else known


def look(name: str) -> Tool:
    """Look for a program where it may be now."""
    if name in IN_STORAGE:
        path = STORAGE / "bin" / name
        return Tool(str(path)) if storage_is_whole() and path.is_file() else missing(name)
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS))
    for each in PROGRAMS[name][0]:
        if path_found := shutil.which(each, path=places):
            return Tool(path_found)
    starter = UNPACKED / "bin" / name
    return Tool(str(starter)) if starter.is_file() else missing(name)


def missing(name: str) -> Tool:
    if name in IN_STORAGE:
        return Tool(None, f"{name} could not be fetched. Is there a network?", AGAIN)
    if is_debian():
        return Tool(None, f"{name} could not be fetched. Is there a network, and was apt-get update run?", AGAIN)
    return Tool(None, f"No {name} was found.", f"install {name} from your system's packages")


def get(before: Mapping[str, Tool]) -> dict[str, Tool]:
    """Look for all programs, and fetch what is missing.

    before: what the last run found. A fetch that failed is not tried again on each run; its command is told instead.
    """
    untried = [name for name in NAMES if not look(name).path and not before.get(name, Tool()).why_not]
    wanted = [name for name in untried if name in PROGRAMS]
    if wanted and is_debian():
        print(f"Fetching {', '.join(wanted)} into {UNPACKED.relative_to(ROOT)} ...", flush=True)
        unpack(wanted)
    if any(name in IN_STORAGE for name in untried):
        print(f"Making {STORAGE.relative_to(ROOT)} from {STORAGE_LOCK.relative_to(ROOT)} ...", flush=True)
        make_storage()
    return {name: look(name) for name in NAMES}


def unpack(names: Collection[str]) -> None:
    """Bring programs and the libraries they need into UNPACKED, each with a starter in its bin/ once it starts."""
    packages = [package for name in names for package in PROGRAMS[name][1]]
    with tempfile.TemporaryDirectory() as room:
        # The lists of packages may be missing, as in a fresh container, or so old that they name what is gone.
        came = download(packages, Path(room)) or (
            is_root() and attempt([*APT, "update"], 120) and download(packages, Path(room))
        )
        if not came:
            return
        for archive in sorted(Path(room).glob("*.deb")):
            if not attempt(["dpkg-deb", "-x", str(archive), str(UNPACKED)], 120):
                return
    for name in names:
        write_starter(name)


def download(packages: Iterable[str], folder: Path) -> bool:
    """Fetch packages and those they need that the system lacks, as files; return whether all came."""
    ask = [*APT, "-s", "--no-install-recommends", "install", *packages]
    try:
        said = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    needed = NEW_PACKAGE.findall(said.stdout)
    return bool(needed) and attempt([*APT, "download", *needed], 300, folder)


def write_starter(name: str) -> None:
    """Write the script that starts an unpacked program with its unpacked libraries; none where it does not start."""
    programs = [UNPACKED / folder / each for folder in ("usr/sbin", "usr/bin") for each in PROGRAMS[name][0]]
    program = next((path for path in programs if path.is_file()), None)
    if program is None:
        return
    libraries = sorted({str(path.parent) for path in (UNPACKED / "usr" / "lib").glob("*/*.so.*")})
    starter = UNPACKED / "bin" / name
    starter.parent.mkdir(exist_ok=True)
    draft = starter.with_suffix(".new")
    where = shlex.quote(":".join(libraries))
    draft.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={where} exec {shlex.quote(str(program))} "$@"\n', encoding="utf-8")
    draft.chmod(0o755)
    if attempt([str(draft), VERSION[name]], 30):
        draft.replace(starter)
    else:
        print(f"{name} was fetched, and does not start.", file=sys.stderr)
        draft.unlink()


def apache_modules(program: str) -> Path | None:
    """The folder of the modules of the Apache that was found; None where it lies elsewhere than known."""
    tops = (UNPACKED / "usr", Path(program).resolve().parent.parent, Path("/usr"))
    folders = (top / folder for top in tops for folder in APACHE_MODULES)
    return next((folder for folder in folders if (folder / "mod_headers.so").is_file()), None)


def nginx_brotli() -> Path | None:
    """The module that serves .br files by Debian's nginx; None where it is not there."""
    places = (top / "lib/nginx/modules/ngx_http_brotli_static_module.so" for top in (UNPACKED / "usr", Path("/usr")))
    return next((path for path in places if path.is_file()), None)


def storage_fingerprint() -> str:
    return hashlib.sha256(STORAGE_LOCK.read_bytes()).hexdigest() + f" {sys.version_info[:3]} {STORAGE}"


def storage_is_whole() -> bool:
    """Whether the environment holds what the lock file says now."""
    return STORAGE_STAMP.is_file() and STORAGE_STAMP.read_text(encoding="utf-8") == storage_fingerprint()


def make_storage() -> bool:
    """Make the environment of moto and cfn-lint anew, hashes checked; return whether it is whole."""
    shutil.rmtree(STORAGE, ignore_errors=True)
    quiet = ["--no-input", "--disable-pip-version-check", "--retries", "1", "--timeout", "10", "--quiet"]
    install = [str(STORAGE / "bin" / "python"), "-m", "pip", "install", *quiet, "--require-hashes"]
    if not attempt([sys.executable, "-m", "venv", str(STORAGE)], 120):
        return False
    if not attempt([*install, "-r", str(STORAGE_LOCK)], 900, PIP_USER="0"):
        return False
    STORAGE_STAMP.write_text(storage_fingerprint(), encoding="utf-8")
    return True


def main() -> int:
    from dev import tools

    found = get({})
    tools.record(found)
    return int(any(tool.path is None for tool in found.values()))


if __name__ == "__main__":
    sys.exit(main())
