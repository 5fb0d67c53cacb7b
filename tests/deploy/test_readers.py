"""Readers who poll all through a deploy meet whole pages and every asset that those name."""

import gzip
import os
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dev.httpd import serving
from dev.servers import find
from publishing.deploy.rclone import Rclone
from tests.deploy.places import Folder, free_port, server
from tests.deploy.trees import HASHED, Tree

PAGES = ("index.html", "about.html", "a/b/deep.html")
LONG = "so long that half of it can be met " * 20_000


NGINX = """
daemon off; pid {room}/pid; error_log {room}/error.log; {user}
events {{ }}
http {{
    access_log off; client_body_temp_path {room}/1; proxy_temp_path {room}/2; fastcgi_temp_path {room}/3;
    uwsgi_temp_path {room}/4; scgi_temp_path {room}/5;
    server {{ listen 127.0.0.1:{port}; root {folder}; gzip_static on; default_type text/html; }}
}}
"""


def get(address: str) -> bytes:
    """What is there, as a browser gets it: a twin where the server has one."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        body = answer.read()
        return gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body


@contextmanager
def serving_twins(folder: Path, room: Path) -> Iterator[str]:
    """The folder's address at nginx, which sends twins; where there is none, at the server of make serve."""
    program = find("nginx").path
    if program is None:
        with serving(folder) as address:
            yield address
        return
    port, user = free_port(), "user root;" if os.geteuid() == 0 else ""  # else it could not read the folder
    (room / "nginx.conf").write_text(NGINX.format(room=room, user=user, port=port, folder=folder))
    with server(port, room / "server.log", program, "-p", str(room), "-c", str(room / "nginx.conf")):
        yield f"http://127.0.0.1:{port}/"


class Reader(threading.Thread):
    """Reads the pages again and again, and at once all that each names. wrong: what was not as it should be."""

    def __init__(self, address: str, versions: list[dict[str, bytes]]) -> None:
        super().__init__()
        self.address, self.versions = address, versions
        self.seen: set[int] = set()
        self.wrong: list[str] = []
        self.over = threading.Event()

    def run(self) -> None:
        try:
            while not self.over.is_set():
                for path in PAGES:
                    self.read(path)
        except Exception as error:  # an error in a thread would be lost
            self.wrong.append(repr(error))

    def read(self, path: str) -> None:
        page = get(self.address + path)
        of = [number for number, version in enumerate(self.versions) if version[path] == page]
        self.seen.update(of)
        if not of:
            self.wrong.append(f"{path}: {len(page)} bytes that are of no version")
        for asset in HASHED.findall(page.decode()):
            try:
                found = get(self.address + asset)
            except urllib.error.HTTPError as error:
                self.wrong.append(f"{path} names {asset}: {error.code}")
            else:
                if found not in [version.get(asset) for version in self.versions]:
                    self.wrong.append(f"{asset}: {len(found)} bytes that are of no version")


def versions_of(tree: Tree, number: int) -> dict[str, bytes]:
    """Every second version has twins."""
    files = tree.write(
        css=f"/* {number} {LONG} */",
        js=f"let a = {number}",
        **dict.fromkeys(("index", "about", "deep"), f"{number} {LONG}"),
    )
    if number % 2 == 0:
        return files
    for path in (*PAGES, tree.assets["css"]):
        tree.put(f"{path}.gz", gzip.compress(files[path], 1))
    return tree.finish()


def test_no_reader_meets_a_broken_page(folder: Folder, tree: Tree, deploy: Callable[..., int], tmp_path: Path) -> None:
    """Version one's page works after version two is up, and after version three."""
    versions = [versions_of(tree, number) for number in (1, 2, 3)]
    versions_of(tree, 1)
    deploy(folder.to)
    with serving_twins(folder.folder, tmp_path) as address:
        readers = [Reader(address, versions) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in (2, 3):
            versions_of(tree, number)
            deploy(folder.to)
            for asset in HASHED.findall(versions[0]["about.html"].decode()):
                assert get(address + asset) == versions[0][asset]
        for reader in readers:
            reader.over.set()
            reader.join()
    assert [reader.wrong for reader in readers] == [[], [], []]
    assert set().union(*(reader.seen for reader in readers)) >= {0, 2}


def test_what_is_put_is_there_before_what_names_it(
    folder: Folder, tree: Tree, deploy: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each single step of a deploy every page is of one version, and all that it names is there."""
    versions = [tree.write(css="1", about="1"), tree.write(css="2", about="2", index="2", deep="2")]
    tree.write(css="1", about="1")
    deploy(folder.to)
    tree.write(css="2", about="2", index="2", deep="2")
    wrong, steps, order = [], [], []
    real = Rclone._move

    def move(self: Rclone, source: str, path: str) -> None:
        real(self, source, path)
        order.append(path)
        for page in PAGES:
            content = folder.read(page)
            steps.append(page)
            if content not in [version[page] for version in versions]:
                wrong.append(page)
            wrong.extend(asset for asset in HASHED.findall(content.decode()) if not (folder.folder / asset).is_file())

    monkeypatch.setattr(Rclone, "_move", move)
    deploy(folder.to)
    assert wrong == []
    assert steps
    rank = [
        next(
            number
            for number, pattern in enumerate((r"theme/", r".*\.zip", r"a/|about", r"index|manifest", r"sw\.js"))
            if re.match(pattern, path)
        )
        for path in order
    ]
    assert rank == sorted(rank)
    assert set(rank) == {0, 1, 2, 3, 4}
