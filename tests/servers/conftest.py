"""A published tree with what is served in its own way, served by each server below a path and at a root."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from tests.servers.running import SERVERS, Running, running

BELOW, AT_ROOT = "https://news.example/30-years", "https://news.example"
PROBE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A probe</title><link rel="icon" href="data:,"><style>body { color: rgb(1, 2, 3) }</style></head>
<body><p>One figure, to be framed.</p></body></html>
"""


def plant(tree: Path) -> None:
    """Add one file of each kind that is served in its own way, be it that the tree has such or not."""
    (tree / "embed").mkdir(exist_ok=True)
    (tree / "embed" / "probe.html").write_text(PROBE * 3)
    (tree / "embed" / "probe.json").write_text('{"version": "1.0", "type": "rich"}\n' * 20)
    (tree / "embed" / "probe.xml").write_text("<oembed>" + "<version>1.0</version>" * 20 + "</oembed>\n")
    (tree / "embed" / "probe.fragment.html").write_text(
        "<x-probe lang=en><template shadowrootmode=open><style>p { color: rgb(1, 2, 3) }</style><p>One.</template></x-probe>\n"
        * 20
    )
    (tree / "sw.js").write_text("self.addEventListener('install', () => self.skipWaiting());\n" * 10)
    (tree / "site.webmanifest").write_text('{"name": "A feature", "icons": []}\n' + " " * 300)
    with zipfile.ZipFile(tree / "feature.zip", "w") as package:
        package.writestr("index.html", "<!doctype html>")
    (tree / "SHA256SUMS").write_text("0" * 64 + "  feature.zip\n")
    script = b"document.documentElement.dataset.asset = 'here';\n" * 20
    (tree / f"asset.{sha256(script).hexdigest()[:10]}.js").write_bytes(script)
    (tree / ".annals").mkdir()
    (tree / ".annals" / "record.1.json").write_text("{}\n")
    (tree / "plain.txt").write_text("words, words; " * 100)


@pytest.fixture(scope="session")
def room() -> Iterator[Path]:
    """A folder that a server which gives up root can still read."""
    with tempfile.TemporaryDirectory(prefix="annals-servers-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="session")
def planted(published: Path, room: Path) -> Path:
    tree = Path(shutil.copytree(published, room / "planted"))
    plant(tree)
    return tree


@pytest.fixture(scope="session")
def served(planted: Path, room: Path) -> Iterator:
    """served(name, address): that server with the planted tree, started once a run."""
    with ExitStack() as all_of_them:

        @cache
        def start(name: str, address: str) -> Running:
            own = room / f"{name}-{'below' if address == BELOW else 'root'}"
            own.mkdir()
            tree = Path(shutil.copytree(planted, own / "tree"))
            return all_of_them.enter_context(running(name, tree, own, address))

        yield start


@pytest.fixture(
    params=[(name, address) for name in SERVERS for address in (BELOW, AT_ROOT)],
    ids=lambda each: f"{each[0]} {'below' if each[1] == BELOW else 'root'}",
)
def server(request: pytest.FixtureRequest, served) -> Running:
    """Each server in turn, below a path and at a root."""
    return served(*request.param)


@pytest.fixture
def asset(server: Running) -> str:
    return next(path.name for path in server.tree.iterdir() if re.fullmatch(r"asset\.[0-9a-f]{10}\.js", path.name))
