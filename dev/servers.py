"""Finds, and where it may fetches, what tests ask beside browsers: servers, WordPress's script, readers in Python.

A program on the PATH is used. On Debian the packages of what is missing are unpacked by dev/debian.py; what comes from
PyPI, and would not go with the site's own packages, gets an environment by dev/environments.py.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from dev import debian
from dev.debian import FILES, PROGRAMS
from dev.environments import ENVIRONMENTS, Environment
from dev.machine import AGAIN, ROOT, Tool, is_debian, recorded

NAMES = (*PROGRAMS, *FILES, *(name for each in ENVIRONMENTS for name in each.programs))
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # where servers lie, and a user's PATH often leaves out
# Of the folders that Debian, Fedora, macOS and Homebrew keep them in.
APACHE_MODULES = ("lib/apache2/modules", "lib64/httpd/modules", "libexec/apache2", "lib/httpd/modules")


def find(name: str) -> Tool:
    """A program or file for the tests, one of NAMES; fetches nothing."""
    known = recorded().get(name)
    if known and known.path and Path(known.path).is_file():
        return known
    found = look(name)
    return found if found.path or not known else known


def environment_of(name: str) -> Environment | None:
    return next((each for each in ENVIRONMENTS if name in each.programs), None)


def look(name: str) -> Tool:
    """Look for a program where it may be now."""
    if environment := environment_of(name):
        return environment.find(name)
    if name in FILES:
        path = debian.UNPACKED / FILES[name][1]
        return Tool(str(path)) if path.is_file() else missing(name)
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS))
    for each in PROGRAMS[name][0]:
        if path_found := shutil.which(each, path=places):
            return Tool(path_found)
    starter = debian.UNPACKED / "bin" / name
    return Tool(str(starter)) if starter.is_file() else missing(name)


def missing(name: str) -> Tool:
    if is_debian():
        return Tool(None, f"{name} could not be fetched. Is there a network, and was apt-get update run?", AGAIN)
    if name in FILES:
        return Tool(
            None, f"{name} is taken from a package of Debian, and this is another system.", "run the tests on Debian"
        )
    return Tool(None, f"No {name} was found.", f"install {name} from your system's packages")


def get(before: Mapping[str, Tool]) -> dict[str, Tool]:
    """Look for all programs, and fetch what is missing.

    before: what the last run found. A fetch that failed is not tried again on each run; its command is told instead.
    """
    untried = [name for name in NAMES if not look(name).path and not before.get(name, Tool()).why_not]
    if is_debian():
        fetch_from_debian(untried)
    for each in ENVIRONMENTS:
        if any(name in each.programs for name in untried):
            print(f"Making {each.folder.relative_to(ROOT)} from {each.lock.relative_to(ROOT)} ...", flush=True)
            each.make()
    return {name: look(name) for name in NAMES}


def fetch_from_debian(names: list[str]) -> None:
    wanted = [name for name in names if name in PROGRAMS or name in FILES]
    if not wanted:
        return
    print(f"Fetching {', '.join(wanted)} into {debian.UNPACKED.relative_to(ROOT)} ...", flush=True)
    if programs := [name for name in wanted if name in PROGRAMS]:
        debian.unpack(programs)
    for name in wanted:
        if name in FILES:
            debian.take(name)


def apache_modules(program: str) -> Path | None:
    """The folder of the modules of the Apache that was found; None where it lies elsewhere than known."""
    tops = (debian.UNPACKED / "usr", Path(program).resolve().parent.parent, Path("/usr"))
    folders = (top / folder for top in tops for folder in APACHE_MODULES)
    return next((folder for folder in folders if (folder / "mod_headers.so").is_file()), None)


def nginx_brotli() -> Path | None:
    """The module that serves .br files by Debian's nginx; None where it is not there."""
    places = (
        top / "lib/nginx/modules/ngx_http_brotli_static_module.so" for top in (debian.UNPACKED / "usr", Path("/usr"))
    )
    return next((path for path in places if path.is_file()), None)
