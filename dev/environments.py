"""Environments of their own, for tools in Python whose packages would not go with the site's: .venv/<name>/.

Each is made of its lock file, hashes checked, and made anew when that changes.
"""

import hashlib
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dev.machine import AGAIN, ROOT, Tool, attempt

VENV = ROOT / ".venv"
PIP = ("--no-input", "--disable-pip-version-check", "--retries", "1", "--timeout", "10", "--quiet")


@dataclass(frozen=True)
class Environment:
    """An environment: its folder, the lock file it is made of, and what tests use of its bin/, by the name they say."""

    folder: Path
    lock: Path
    programs: Mapping[str, str]

    @property
    def stamp(self) -> Path:
        return self.folder / "annals"

    def fingerprint(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest() + f" {sys.version_info[:3]} {self.folder}"

    def is_whole(self) -> bool:
        """Whether it holds what the lock file says now."""
        return self.stamp.is_file() and self.stamp.read_text(encoding="utf-8") == self.fingerprint()

    def make(self) -> bool:
        """Make it anew; return whether it is whole."""
        shutil.rmtree(self.folder, ignore_errors=True)
        install = [str(self.folder / "bin" / "python"), "-m", "pip", "install", *PIP, "--require-hashes"]
        if not attempt([sys.executable, "-m", "venv", str(self.folder)], 120):
            return False
        if not attempt([*install, "-r", str(self.lock)], 900, PIP_USER="0"):
            return False
        self.stamp.write_text(self.fingerprint(), encoding="utf-8")
        return True

    def find(self, name: str) -> Tool:
        """The path of one of its programs; fetches nothing."""
        path = self.folder / "bin" / self.programs[name]
        if self.is_whole() and path.is_file():
            return Tool(str(path))
        return Tool(None, f"{name} could not be fetched. Is there a network?", AGAIN)


LOCKS = ROOT / "requirements"
ENVIRONMENTS = (
    # moto and cfn-lint want an older python-dateutil than Pelican.
    Environment(VENV / "storage", LOCKS / "storage.txt", {"moto_server": "moto_server", "cfn-lint": "cfn-lint"}),
    # What reads oEmbed files brings libraries for HTTP, with which nothing else has to do.
    Environment(VENV / "consumers", LOCKS / "consumers.txt", {"oembed-consumers": "python"}),
)
