"""Builds a site as its reader would, for tests."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLIC_URL = "https://news.example/30-years"
HARBOUR_URL = "https://ferry.example/25"  # of the invented feature
BUILD_TIME = "2027-01-01T00:00:00+00:00"  # after the newest page: nothing is in the future, whenever the tests run


def build(
    settings: Path | str,
    out: Path,
    *,
    content: Path | str | None = None,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Build a site with Pelican in a process of its own, warnings being fatal; return it whether it failed or not.

    settings, out: the settings file and the folder to write. content: the folder to read, where it is not what the
    settings say. env: variables on top of this process's own, from which a public address is taken away first.
    """
    command = [sys.executable, "-m", "pelican", *([str(content)] if content else [])]
    inherited = {name: value for name, value in os.environ.items() if name != "PUBLIC_URL"}
    return subprocess.run(
        [*command, "-s", str(settings), "-o", str(out), "--fatal=warnings"],
        cwd=cwd,
        env={**inherited, "PYTHONUTF8": "1", "BUILD_TIME": BUILD_TIME, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def unhashed(path: str) -> str:
    """The path of an asset as it would be without the hash in its name."""
    return re.sub(r"\.[0-9a-f]{10}(?=\.[a-z0-9]+$)", "", path)
