"""A host of a published tree that can go away, break off, hold back, redirect and fail, and notes what it was asked."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from dev.httpd import HOST, Handler, StaticServer
from publishing.__main__ import parser, run


def finish(tree: Path, address: str) -> Path:
    """Finish a tree as `make publish` does, anew where it was finished before."""
    hosts = tree.with_name(f"{tree.name}-hosts")
    assert run(parser().parse_args(["finish", str(tree), "--address", address, "--hosts", str(hosts)])) == 0
    return tree


def copied(tree: Path, place: Path) -> Path:
    return Path(shutil.copytree(tree, place))


class Host(Handler):
    """Answers as its site says at that moment."""

    server: "Listener"

    def do_GET(self) -> None:
        site = self.server.site
        path = unquote(urlsplit(self.path).path)
        site.asked.append((path, {name.lower(): value for name, value in self.headers.items()}))
        if site.breaks_after is not None:
            site.breaks_after -= 1
        if site.is_gone or (site.breaks_after or 0) < 0:
            self.close_connection = True
            self.connection.close()
            return
        if site.holds and path.endswith(site.holds):
            site.released.wait(60)
        if site.stalls and path.endswith(site.stalls):
            content = (site.tree / path.removeprefix(site.prefix)).read_bytes()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            site.released.wait(60)
            self.close_connection = True
            return
        if path in site.fails:
            self.answer(HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"busy")
            return
        if site.redirects and path.endswith(".html"):
            self.send_response(HTTPStatus.PERMANENT_REDIRECT)
            self.send_header("Location", self.path.replace("index.html", "").replace(".html", ""))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if site.redirects and "." not in path.rpartition("/")[2] and not path.endswith("/"):
            self.path += ".html"
        super().do_GET()

    do_HEAD = do_GET


class Listener(StaticServer):
    site: "Site"

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that was cut is no error."""


class Site:
    """A tree at an address of this machine, which stays when the host goes away and comes back.

    breaks_after: how many requests it answers before it cuts every connection. holds: the end of the paths whose
    answers wait until `released`. stalls: likewise, but half of the page is sent before. fails: paths that get a 503. redirects: pages lose their .html, as on some hosts.
    asked: the path and the headers of each request.
    """

    def __init__(self, tree: Path, prefix: str) -> None:
        self.tree, self.prefix = tree, prefix
        self.breaks_after: int | None = None
        self.holds = self.stalls = ""
        self.released = threading.Event()
        self.fails: set[str] = set()
        self.redirects = False
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0
        self.is_gone = False
        self.start()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}{quote(self.prefix)}"

    def start(self) -> None:
        self.running = Listener(self.tree, self.prefix, port=self.port, handler=Host)
        self.running.site = self
        self.is_gone = False
        self.port = self.running.server_address[1]
        self.thread = threading.Thread(target=self.running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Go away: connections that are open end at their next request, new ones are refused."""
        self.is_gone = True
        if self.thread.is_alive():
            self.running.shutdown()
            self.thread.join()
            self.running.server_close()

    def paths(self) -> list[str]:
        """What was asked for, from the tree's top."""
        return [path.removeprefix(self.prefix) for path, _ in self.asked]


@contextmanager
def site(tree: Path, prefix: str = "/30-years/") -> Iterator[Site]:
    made = Site(tree, prefix)
    try:
        yield made
    finally:
        made.released.set()
        made.stop()
