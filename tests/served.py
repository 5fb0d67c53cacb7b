"""A small site that `make serve` serves, for tests of it."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.helpers import ROOT

PAGE = "Title: {title}\nDate: 2026-11-22\nSlug: page\n\n{text}\n"
SETTINGS = """
PATH, TIMEZONE, PLUGIN_PATHS, PLUGINS, THEME = "content", "UTC", ["plugins"], ["slow"], "simple"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
# Holds each build open after its pages are read and written, for as long as a file named "hold" is there.
SLOW = """
import os, time
from pelican import signals

def wait(pelican):
    with open("waiting", "w") as file:
        file.write(str(os.getpid()))
    while os.path.exists("hold"):
        time.sleep(0.02)

def register():
    signals.finalized.connect(wait)
"""


class Served:
    """A small site that `dev.serve` serves, and what it prints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("content", "plugins", "theme"):
            (folder / name).mkdir()
        (folder / "pelicanconf.py").write_text(SETTINGS, encoding="utf-8")
        (folder / "plugins" / "slow.py").write_text(SLOW, encoding="utf-8")
        self.write("first")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dev.serve", "--port", "0"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.address = self.hear("shows output/").split()[0]
        self.hear("Built in")

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line)

    def hear(self, words: str) -> str:
        """The next line that holds these words."""
        heard = []
        while True:
            try:
                heard.append(self.lines.get(timeout=30))
            except queue.Empty:
                pytest.fail(f"{words!r} was not said, but:\n{''.join(heard)}")
            if words in heard[-1]:
                return heard[-1]

    def write(self, text: str, title: str = "A page") -> None:
        (self.folder / "content" / "page.md").write_text(PAGE.format(title=title, text=text), encoding="utf-8")

    def get(self, path: str = "page.html") -> str:
        with urlopen(self.address + path.lstrip("/"), timeout=10) as answer:
            return answer.read().decode()

    def wait_for(self, text: str) -> None:
        limit = time.monotonic() + 30
        while text not in self.get():
            assert time.monotonic() < limit, f"{text!r} never came"
            time.sleep(0.05)

    def wait_for_build(self) -> None:
        """Until a build has read and written all, and is held open."""
        limit = time.monotonic() + 30
        while not (self.folder / "waiting").exists():
            assert time.monotonic() < limit, "no build began"
            time.sleep(0.02)

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=20)
        self.reader.join(timeout=10)
        if self.process.stdout and not self.reader.is_alive():  # a build that goes on still holds the other end
            self.process.stdout.close()
        return status
