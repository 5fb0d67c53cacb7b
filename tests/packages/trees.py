"""A small tree that packages can be made of, written by hand; and the command in a process that is stopped on its way."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.helpers import ROOT

PLACES = ("zip", "epub", "pdf", "zim")
ABOUT: dict[str, Any] = {
    "format": 1,
    "name": "small",
    "title": "Small",
    "subtitle": "A tree",
    "lang": "en",
    "date": "2026-01-02",
    "address": "",
    "packages": {form: f"packages/small.{form}" for form in PLACES},
    "words": {},
    "chapters": [
        {"path": "index.html", "kind": "home", "title": "Small", "short": "Home", "lang": "en"},
        {"path": "дом/page.html", "kind": "page", "title": "Page", "short": "Page", "lang": "en"},
    ],
}


def place(path: str) -> str:
    return f'<p class="meta" data-package="{path}" data-kb="# kB" data-mb="# MB">Not here.</p>'


def write(tree: Path, words: str = "words", **about: Any) -> Path:
    """Write the tree. words: what its page says. about: what `book.json` says otherwise."""
    (tree / "дом").mkdir(parents=True, exist_ok=True)
    paths = [*ABOUT["packages"].values(), "packages/SHA256SUMS"]
    pages = {
        "index.html": '<a href="offline.html">Take it</a>',
        "404.html": "Not found",
        "дом/page.html": f"<p>{words}</p>" * 40,
        "offline.html": "".join(map(place, paths)),
    }
    for path, body in pages.items():
        text = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{path}</title><main>{body}</main></html>'
        (tree / path).write_text(text, encoding="utf-8")
    (tree / "book.json").write_text(json.dumps(ABOUT | about), encoding="utf-8")
    (tree / "picture.png").write_bytes(bytes(range(256)) * 40)
    return tree


def contents(tree: Path) -> dict[str, bytes]:
    """Every file of a tree."""
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def stopped(number: int, how: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m publishing` with those arguments, and stop it at the n-th thing that it does to a disk.

    how: the name of a signal that it gets, or of an error that the disk answers with. 0 stops never, and tells in a last
    line how many things there are.
    """
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "tests.packages.trees", str(number), how, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def main() -> None:
    """The process of `stopped`."""
    import errno

    from publishing import __main__ as command

    number, how, room = int(sys.argv[1]), sys.argv[2], Path(sys.argv[5]).resolve().parent
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    changes = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "open")
    done = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal done
        if event not in changes or not str(arguments[0]).startswith(str(room)):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        done += 1
        if done != number:
            return
        if how.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, how))
        else:
            code = getattr(errno, how)
            raise OSError(code, os.strerror(code), str(arguments[0]))

    sys.addaudithook(watch)
    sys.argv = ["publishing", *sys.argv[3:]]
    status = command.main()
    if number == 0:
        print(done)
    sys.exit(status)


if __name__ == "__main__":
    main()
