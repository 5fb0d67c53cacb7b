"""Builds output/, serves it on this machine, builds again on a change, and lets the open page reload itself.

usage: .venv/bin/python -m dev.serve [--port N]

Ctrl-C ends it. A build that fails is told, and the last good one stays. The reloading is added to what is sent, never
to what is written.
"""

import argparse
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import FrameType

from watchfiles import Change, DefaultFilter, watch

from dev.httpd import Handler, StaticServer

ROOT = Path.cwd()
FOLDERS = ("content", "theme", "plugins")
SETTINGS = ("pelicanconf.py", "publishconf.py")
BUILD = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output", "--fatal=warnings"]

FIRST_PORT, PORTS = 8000, 20
LAST_PORT = 65_535
DEBOUNCE = 100  # milliseconds; an editor that saves by renaming makes two or three changes of one
HEARTBEAT = 15  # seconds between signs of life to an open page, by which a closed one is noticed
SWAP = 1.0  # seconds to wait for a folder that is being replaced by a newer build

EVENTS = "/annals-dev/events"
SCRIPT = "/annals-dev/reload.js"
# A file rather than an inline script: a page's own policy lets it in where it allows files of the same host.
RELOAD = """new EventSource('{events}?' + document.currentScript.dataset.build).onmessage = () => location.reload();
"""


class OnlySettings(DefaultFilter):
    """Leaves out all but the settings files."""

    def __call__(self, change: Change, path: str) -> bool:
        return Path(path).name in SETTINGS


@dataclass
class Builds:
    """The state that the builder, the watchers and the open pages share.

    `stale` is set by every change and taken back before a build begins, so an edit made while one runs starts the next.
    """

    stale: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)
    current: str = ""  # names the build that is served; differs from every earlier one, over restarts too
    process: subprocess.Popen[bytes] | None = None

    def publish(self) -> None:
        with self.news:
            self.current = str(time.time_ns())
            self.news.notify_all()

    def wait_for_other_than(self, build: str) -> str | None:
        """The name of a build that is not this one, as soon as there is one; None after a while without."""
        with self.news:
            self.news.wait_for(lambda: self.current != build or self.ended.is_set(), HEARTBEAT)
            return self.current if self.current != build else None

    def end(self) -> None:
        self.ended.set()
        with self.news:
            self.news.notify_all()
        self.stale.set()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class ReloadingHandler(Handler):
    """The static host, and the one event that an open page waits for."""

    server: "ReloadingServer"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == EVENTS:
            self.tell_of_builds(query)
        elif path == SCRIPT:
            self.answer(HTTPStatus.OK, "text/javascript; charset=utf-8", RELOAD.format(events=EVENTS).encode())
        else:
            self.wait_for_tree()
            super().do_GET()

    do_HEAD = do_GET

    def wait_for_tree(self) -> None:
        """A build takes the place of the one before by two renames: between them there is no folder."""
        limit = time.monotonic() + SWAP
        while not self.server.tree.is_dir() and time.monotonic() < limit:
            time.sleep(0.01)

    def answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        if kind.startswith("text/html"):
            mark = f'<script src="{SCRIPT}" data-build="{self.server.builds.current}"></script>'.encode()
            before, end, after = body.rpartition(b"</body>")
            body = before + mark + end + after if end else body + mark
        super().answer(status, kind, body)

    def tell_of_builds(self, build: str) -> None:
        """Keep the connection open and send one event when there is another build than the one the page shows."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        builds = self.server.builds
        try:
            self.wfile.write(b"retry: 500\n\n")
            while not builds.ended.is_set():
                other = builds.wait_for_other_than(build)
                self.wfile.write(f"data: {other}\n\n".encode() if other else b": still here\n\n")
                if other:
                    return
        except OSError:  # the page was closed
            return


class ReloadingServer(StaticServer):
    def __init__(self, tree: Path, builds: Builds, port: int) -> None:
        self.builds = builds
        super().__init__(tree, port=port, handler=ReloadingHandler, headers=(("Cache-Control", "no-store"),))


def open_server(builds: Builds, ports: Iterable[int]) -> ReloadingServer:
    """A server on the first of these ports that is free. Raises OSError where none is."""
    trouble = OSError("no port was named")
    for port in ports:
        try:
            return ReloadingServer(ROOT / "output", builds, port)
        except OSError as error:
            trouble = error
    raise trouble


def watch_folders(builds: Builds, folders: Iterable[Path], only: DefaultFilter, *, recursive: bool) -> None:
    """Set `stale` on every change below these folders until the end.

    One watch for the whole time: what changes while a build runs is kept by it, and comes with the next turn.
    """
    changes = watch(
        *folders,
        watch_filter=only,
        debounce=DEBOUNCE,
        step=DEBOUNCE // 2,
        stop_event=builds.ended,
        rust_timeout=500,
        yield_on_timeout=False,
        recursive=recursive,
        raise_interrupt=False,
    )
    for _ in changes:
        builds.stale.set()


def start_watching(builds: Builds) -> list[threading.Thread]:
    """Watch the sources with all below them, and beside them the settings files alone.

    A settings file is watched through its folder: an editor that saves by renaming replaces the file itself.
    """
    sources = [ROOT / name for name in FOLDERS if (ROOT / name).is_dir()]
    threads = [
        threading.Thread(target=watch_folders, args=(builds, sources, DefaultFilter()), kwargs={"recursive": True}),
        threading.Thread(target=watch_folders, args=(builds, [ROOT], OnlySettings()), kwargs={"recursive": False}),
    ]
    for thread in threads:
        thread.daemon = True
        thread.start()
    return threads


def build_once(builds: Builds) -> bool:
    """Run one build, which prints its own problems; return whether it is whole.

    In a session of its own, so that Ctrl-C reaches this process alone, and this process ends the build.
    """
    builds.process = subprocess.Popen(BUILD, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    return builds.process.wait() == 0


def keep_building(builds: Builds) -> None:
    """Build whenever something has changed, one build at a time, until the process is told to end."""
    for number in itertools.count(1):
        builds.stale.wait()
        builds.stale.clear()
        started = time.monotonic()
        if build_once(builds):
            builds.publish()
            print(f"Built in {time.monotonic() - started:.1f} s.", flush=True)
        elif number == 1 and not (ROOT / "output").is_dir():
            print("Nothing to show yet; it is built again on the next change.", file=sys.stderr, flush=True)
        else:
            print("The last good build stays.", file=sys.stderr, flush=True)


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(prog="make serve", description="Build, serve, rebuild on a change.")
    parser.add_argument("--port", type=int, help=f"the port, 0 for any; else the first free one from {FIRST_PORT}")
    chosen = parser.parse_args().port
    if chosen is not None and not 0 <= chosen <= LAST_PORT:
        parser.error(f"{chosen} is no port; a port is 1 to {LAST_PORT}")
    for each in (signal.SIGINT, signal.SIGTERM):  # Python leaves SIGINT alone when it was started in the background
        signal.signal(each, interrupt)
    os.environ.pop("PUBLIC_URL", None)
    builds = Builds()
    try:
        server = open_server(builds, range(FIRST_PORT, FIRST_PORT + PORTS) if chosen is None else [chosen])
    except OSError as error:
        taken = f"Port {chosen} cannot be had" if chosen else "No port is free"
        print(f"{taken}: {error.strerror}. Leave PORT out or name another.", file=sys.stderr)
        return 1
    with server:
        try:
            start_watching(builds)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
            print(f"{server.address} shows output/; Ctrl-C ends it.", flush=True)
            builds.stale.set()
            keep_building(builds)
        except KeyboardInterrupt:
            print("\nEnded.", flush=True)
        finally:
            builds.end()
            server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
