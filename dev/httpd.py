"""Serves a tree of files on this machine as a plain static host would, for `make serve` and for the tests.

A folder's address answers with its index.html, an unknown one with the tree's 404.html and status 404; text goes out
under gzip to who accepts it. Only the loopback address is bound.
"""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path, PurePosixPath
from socketserver import TCPServer, ThreadingMixIn
from urllib.parse import quote, unquote, urlsplit

from publishing.media import media_type

HOST = "127.0.0.1"


def locate(tree: Path, prefix: str, target: str) -> Path | str | None:
    """Where a request's target leads: a file of the tree, an address to go to instead, or None for nothing.

    prefix: the path the tree is mounted at, with a slash at both ends.
    """
    path = unquote(urlsplit(target).path)
    if not path.startswith(prefix):
        return prefix if f"{path}/" == prefix else None
    wanted = PurePosixPath(path.removeprefix(prefix))
    if wanted.is_absolute() or ".." in wanted.parts or "\0" in path:
        return None
    file = tree / wanted
    if file.is_dir():
        return file / "index.html" if path.endswith("/") else quote(f"{path}/")
    return None if path.endswith("/") else file


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from its server's tree."""

    protocol_version = "HTTP/1.1"
    timeout = 30  # an idle connection does not hold its thread for ever
    server: "StaticServer"

    def do_GET(self) -> None:
        found = locate(self.server.tree, self.server.prefix, self.path)
        if isinstance(found, str):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", found)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        for file, status in ((found, HTTPStatus.OK), (self.server.tree / "404.html", HTTPStatus.NOT_FOUND)):
            if file is None:
                continue
            try:
                body = file.read_bytes()
            except OSError:
                continue
            self.answer(status, media_type(file), body)
            return
        self.answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"Nothing is here.\n")

    do_HEAD = do_GET

    def answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Send one whole response."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if kind.endswith("charset=utf-8"):
            self.send_header("Vary", "Accept-Encoding")
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                self.send_header("Content-Encoding", "gzip")
                body = gzip.compress(body, mtime=0)
        for name, value in self.server.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: what is asked for is of no interest here."""


class StaticServer(ThreadingMixIn, TCPServer):
    """A server of one tree.

    tree: the folder. prefix: where it is mounted. port: 0 takes any that is free. headers: sent with every file.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        tree: Path,
        prefix: str = "/",
        *,
        port: int = 0,
        handler: type[Handler] = Handler,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.tree = tree
        self.prefix = prefix
        self.headers = headers
        super().__init__((HOST, port), handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}{self.prefix}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no error."""

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().server_bind()


@contextmanager
def serving(tree: Path, prefix: str = "/") -> Iterator[str]:
    """Serve a tree from a thread of this process on a free port; gives the address of its top, ends with the block."""
    with StaticServer(tree, prefix) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.address
        finally:
            server.shutdown()
            thread.join()
