"""Each feature, built for the very address on this machine that it is then served at."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pytest

from dev.httpd import StaticServer
from tests.conftest import HARBOUR, made
from tests.helpers import ROOT

FEATURES = {"the feature": ROOT / "publishconf.py", "harbour": HARBOUR / "settings.py"}
JSON, XML = "application/json+oembed", "text/xml+oembed"  # oEmbed 1.0, section 4


@dataclass(frozen=True)
class Served:
    """A published feature. tree: its files. address: where they lie, with a slash at the end."""

    tree: Path
    address: str

    def links(self, kind: str) -> dict[str, str]:
        """The address of each whole page that offers an answer of that kind, and the address it names for it."""
        found = {}
        for file in sorted(self.tree.rglob("*.html")):
            links = lxml.html.fromstring(file.read_bytes()).xpath(
                f"//head/link[@rel='alternate'][@type='{kind}']/@href"
            )
            assert len(links) < 2
            path = file.relative_to(self.tree).as_posix()
            found.update({self.address + ("" if path == "index.html" else path): str(link) for link in links})
        return found


@pytest.fixture(scope="session")
def features(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Served]]:
    """Both features, while the tests run. The port is taken before the build, which writes it into the pages."""
    found = {}
    with ExitStack() as running:
        for name, settings in FEATURES.items():
            tree = tmp_path_factory.mktemp("served") / "public"
            server = running.enter_context(StaticServer(tree, "/30-years/"))
            made(settings, tree, {"PUBLIC_URL": server.address.rstrip("/")})
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            running.callback(thread.join)
            running.callback(server.shutdown)
            found[name] = Served(tree, server.address)
        yield found


@pytest.fixture(params=FEATURES)
def feature(request: pytest.FixtureRequest, features: dict[str, Served]) -> Served:
    return features[request.param]
