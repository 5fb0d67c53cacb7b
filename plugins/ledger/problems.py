"""What is wrong with a source, told as one line each: path:line:column: what, and the mend."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LONGEST = 500  # characters of a line


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one source. `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = [self.path, *(str(n) for n in (self.line, self.column) if n)]
        return one_line(f"{':'.join(place)}: {self.message}")


class Refused(SystemExit):
    """Raised once, after every problem was told; the process ends with status 1."""


def one_line(text: str) -> str:
    """The text as one line that a person would read: no control characters, cut where it is beyond reading."""
    shown = "".join(c if c.isprintable() else " " for c in text[: LONGEST + 1])
    return shown if len(text) <= LONGEST else shown[: LONGEST - 1] + "…"


def shown_path(path: Path) -> str:
    """The path as a person in the working folder would type it, or the whole of it when it lies elsewhere."""
    try:
        return Path(os.path.abspath(path)).relative_to(Path.cwd()).as_posix()  # noqa: PTH100  # a link keeps its name
    except ValueError:
        return path.as_posix()


def position(text: str, offset: int) -> tuple[int, int]:
    """(line, column) of an offset in a text, both from 1, columns in characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def refuse(problems: Iterable[Problem]) -> None:
    """Tell every problem on standard error, in order of place, and raise Refused if there was one."""
    told = sorted(set(problems))
    if not told:
        return
    count = "1 problem" if len(told) == 1 else f"{len(told)} problems"
    lines = [*map(str, told), f"{count}; nothing was built, and what was built before is left as it was."]
    sys.stderr.write("\n".join(lines) + "\n")
    raise Refused(1)
