"""Finds the browsers that tests drive, Chromium and Firefox; fetches a Chromium where it may.

A browser that is found is used. Where there is no Chromium, Playwright fetches its own into the user's cache; where
that does not work, as root on Debian only, the package chromium is installed. A Firefox is never fetched: how to get
one is told.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from dev.machine import Tool, attempt, is_debian, is_root, recorded

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOXES = ("firefox-esr", "firefox")
MAC_CHROMIUMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MAC_FIREFOXES = ("/Applications/Firefox.app/Contents/MacOS/firefox",)
PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium"]
GET_CHROMIUM = ".venv/bin/python -m playwright install chromium"
GET_CHROMIUM_LIBRARIES = "sudo .venv/bin/python -m playwright install-deps chromium"
GET_FIREFOX = "install firefox-esr or firefox from your system's packages, or set FIREFOX to one that you have"


def candidates(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Iterator[str]:
    """Paths where a Chromium may be, the reader's own choice, CHROMIUM, first."""
    yield from places("CHROMIUM", CHROMIUMS, MAC_CHROMIUMS, environment, system)


def firefoxes(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Iterator[str]:
    """Paths where a Firefox may be, the reader's own choice, FIREFOX, first."""
    yield from places("FIREFOX", FIREFOXES, MAC_FIREFOXES, environment, system)


def places(
    variable: str, names: tuple[str, ...], on_a_mac: tuple[str, ...], environment: Mapping[str, str], system: str
) -> Iterator[str]:
    """What the variable names, and that alone; else what of the names is on the PATH, and the Mac's own."""
    if chosen := environment.get(variable):
        yield chosen
        return
    for name in names:
        if found := shutil.which(name, path=environment.get("PATH")):
            yield found
    if system == "darwin":
        yield from (path for path in on_a_mac if Path(path).exists())


def works(path: str) -> bool:
    """Whether that file is a browser that starts: a distribution's `chromium-browser` may be only a notice."""
    return attempt([path, "--version"], 30)


def draws(path: str) -> bool:
    """Whether that file is a Firefox that opens a page with no screen, in a profile of its own.

    One that is shut into a box of its own, as Ubuntu's, starts, and may not read the profile that a test gives it.
    """
    with tempfile.TemporaryDirectory() as room:
        picture = Path(room) / "page.png"
        profile = Path(room) / "profile"
        profile.mkdir()
        page = ["--no-remote", "--profile", str(profile), "--screenshot", str(picture), "about:blank"]
        return attempt([path, "--headless", *page], 60) and picture.is_file()


def playwrights_own() -> str | None:
    """The path of the browser that Playwright fetched for itself, or None where it has not."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    path = done.stdout.strip()
    return path if done.returncode == 0 and Path(path).is_file() else None


def find_chromium() -> Tool:
    """Look for a Chromium; fetch nothing."""
    for path in candidates():
        if works(path):
            return Tool(path)
    if chosen := os.environ.get("CHROMIUM"):
        return Tool(None, f"CHROMIUM names {chosen}, which does not start.", "set CHROMIUM to a browser that does")
    if own := playwrights_own():
        if works(own):
            return Tool(own)
        return Tool(None, "Playwright's own Chromium lacks libraries of this system.", GET_CHROMIUM_LIBRARIES)
    return Tool(None, "No Chromium was found.", GET_CHROMIUM)


def get_chromium(before: Tool) -> Tool:
    """Look for a Chromium, and fetch one where there is none.

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


def install_package(name: str) -> bool:
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Acquire::Retries=3"]
    attempt([*quiet, "update"], 300)
    return attempt([*quiet, "install", "-y", "--no-install-recommends", name], 900)


def find_firefox() -> Tool:
    """Look for a Firefox that opens a page with no screen; fetch nothing."""
    for path in firefoxes():
        if draws(path):
            return Tool(path)
    if chosen := os.environ.get("FIREFOX"):
        return Tool(None, f"FIREFOX names {chosen}, which opens no page.", "set FIREFOX to one that does")
    return Tool(None, "No Firefox that opens a page with no screen was found.", GET_FIREFOX)


def chromium() -> Tool:
    """The Chromium for the tests: the recorded one, else, under pytest alone, whichever is found now."""
    return still_there("chromium", "CHROMIUM") or find_chromium()


def firefox() -> Tool:
    """The Firefox for the tests, likewise."""
    return still_there("firefox", "FIREFOX") or find_firefox()


def still_there(name: str, variable: str) -> Tool | None:
    """What the record says of a browser, unless that is gone or the reader has chosen one."""
    known = recorded().get(name)
    return known if known and known.path and variable not in os.environ and Path(known.path).is_file() else None
