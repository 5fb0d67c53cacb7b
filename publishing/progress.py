"""Tells how far a command is: on a terminal one line with a bar that is written over, elsewhere one line a step."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO

from publishing.words import count, size

PAUSE = 0.1  # seconds between two lines on a terminal
BAR = 20  # letters


class Progress:
    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._terminal = self._stream.isatty()
        self._lock = threading.Lock()
        self._name, self._files, self._bytes = "", 0, 0
        self._done, self._done_bytes, self._last = 0, 0, 0.0

    def begin(self, name: str, files: int = 0, amount: int = 0) -> None:
        """Begin a step, of so many files and bytes; 0 where that is not known."""
        self._name, self._files, self._bytes = name, files, amount
        self._done, self._done_bytes = 0, 0
        if self._terminal:
            self._show()
        else:
            about = [count(files, "file")] * bool(files) + [size(amount)] * bool(amount)
            print(f"{name}{': ' * bool(about)}{', '.join(about)}", file=self._stream, flush=True)

    def step(self, amount: int = 0) -> None:
        """One file of the step is done. May be called from any thread."""
        with self._lock:
            self._done += 1
            self._done_bytes += amount
            now = time.monotonic()
            if self._terminal and (now - self._last > PAUSE or self._done == self._files):
                self._last = now
                self._show()

    def _show(self) -> None:
        files = f": {self._done:,} of {count(self._files, 'file')}" if self._files else ""
        amount = f", {size(self._done_bytes)} of {size(self._bytes)}" if self._bytes else ""
        full = BAR * min(self._done, self._files) // self._files if self._files else 0
        bar = f"[{'#' * full}{'.' * (BAR - full)}] " if self._files else ""
        self._stream.write(f"\r\x1b[K{bar}{self._name}{files}{amount}")
        self._stream.flush()

    def end(self) -> None:
        """Leave the terminal's line empty for what is told next."""
        if self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
