"""Unpacks what tests need of Debian's packages into .venv/servers/: nothing is installed, and nothing is started."""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dev.machine import ROOT, attempt, is_root

UNPACKED = ROOT / ".venv" / "servers"

# The names that a program goes by, and its packages. The first name is also that of the file in bin/.
PROGRAMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "nginx": (("nginx",), ("nginx", "libnginx-mod-http-brotli-static")),
    "caddy": (("caddy",), ("caddy",)),
    "apache2": (("apache2", "httpd"), ("apache2-bin",)),
    "rclone": (("rclone",), ("rclone",)),
}
VERSION = {"nginx": "-v", "caddy": "version", "apache2": "-v", "rclone": "version"}

# Files that are used alone: the package, of which nothing else is unpacked, and the path in it.
FILES: Mapping[str, tuple[str, str]] = {
    "wp-embed": ("wordpress", "usr/share/wordpress/wp-includes/js/wp-embed.js"),
}

APT = ("apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=10")
NEW_PACKAGE = re.compile(r"^Inst (\S+) \(", re.MULTILINE)  # one that is there in another version has that in brackets


def unpack(names: Collection[str]) -> None:
    """Bring programs and the libraries they need into UNPACKED, each with a starter in its bin/ once it starts."""
    packages = [package for name in names for package in PROGRAMS[name][1]]
    with archives(packages, with_libraries=True) as found:
        for archive in found:
            if not attempt(["dpkg-deb", "-x", str(archive), str(UNPACKED)], 120):
                return
    for name in names:
        write_starter(name)


def take(name: str) -> None:
    """Bring one of FILES into UNPACKED, and nothing else of its package."""
    package, path = FILES[name]
    with archives([package], with_libraries=False) as found, tempfile.TemporaryDirectory() as room:
        for archive in found:
            pipe = 'dpkg-deb --fsys-tarfile "$0" | tar -x -C "$1" "./$2"'
            if attempt(["sh", "-c", pipe, str(archive), room, path], 120):
                (UNPACKED / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.move(Path(room) / path, UNPACKED / path)


@contextmanager
def archives(packages: Collection[str], *, with_libraries: bool) -> Iterator[list[Path]]:
    """The files of packages, fetched into a folder of their own; none where one did not come."""
    with tempfile.TemporaryDirectory() as room:
        # The lists of packages may be missing, as in a fresh container, or so old that they name what is gone.
        came = download(packages, Path(room), with_libraries) or (
            is_root() and attempt([*APT, "update"], 120) and download(packages, Path(room), with_libraries)
        )
        yield sorted(Path(room).glob("*.deb")) if came else []


def download(packages: Iterable[str], folder: Path, with_libraries: bool) -> bool:
    """Fetch packages as files, and those they need that the system lacks if asked for; return whether all came."""
    needed = list(packages)
    if with_libraries:
        ask = [*APT, "-s", "--no-install-recommends", "install", *needed]
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
