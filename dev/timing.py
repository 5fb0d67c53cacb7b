"""Times commands of the project, each from nothing in a process of its own, for the benchmarks."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOLDS, DOES_NOT_HOLD = "holds", "DOES NOT HOLD"

# Of the environment: an address would be published, and where nothing compiled is kept, the project's own modules would
# be compiled in each run, while those of packages were compiled when they were installed.
LEFT_OUT = ("PUBLIC_URL", "PYTHONDONTWRITEBYTECODE")


def seconds(commands: Sequence[Sequence[str]], folder: Path, variables: Mapping[str, str] | None = None) -> float:
    """Seconds that commands of this Python take in that folder, one after the other.

    commands: the arguments of each. variables: set in their environment. Raises SystemExit where one fails.
    """
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | dict(variables or {})
    started = time.perf_counter()
    for arguments in commands:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(arguments)} failed in {folder}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started
