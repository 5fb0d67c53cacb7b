"""What the finders of tools share: what was found, where it is noted, and a command that may fail."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / ".venv" / "tools.json"
AGAIN = ".venv/bin/python -m dev.tools again"  # tries what an earlier run could not get


@dataclass(frozen=True)
class Tool:
    """A program or a file that tests use: its path where it was found, else why not and the command to get it."""

    path: str | None = None
    why_not: str = ""
    command: str = ""

    @property
    def reason(self) -> str:
        """One line for a skipped test: what is missing and the mend."""
        return f"{self.why_not} To get it: {self.command}"


def recorded() -> dict[str, Tool]:
    """What the last `make test` found, by name; empty where there was none."""
    try:
        return {name: Tool(**fields) for name, fields in json.loads(RECORD.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def record(found: Mapping[str, Tool]) -> None:
    """Add what was found to the record, and tell what was not."""
    whole = {name: asdict(tool) for name, tool in {**recorded(), **found}.items()}
    RECORD.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    for reason in dict.fromkeys(tool.reason for tool in found.values() if tool.path is None):
        print(reason, file=sys.stderr)


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


def is_root() -> bool:
    return os.geteuid() == 0


def is_debian() -> bool:
    """Debian itself: elsewhere a package of that name may be another thing."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
