"""Readers of oEmbed from their registries, none of them changed, are given the address of a whole page and find its embed."""

import json
import os
import subprocess
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from dev import servers, tools
from dev.tools import Tool
from tests.embeds.conftest import JSON, Served
from tests.embeds.consumers import CONSUMERS

HERE = Path(__file__).parent
# What each shows of an answer; the list of unfurl.js is its own, and it has the picture in a shape of its own.
FIELDS = ("version", "type", "title", "provider_name", "provider_url", "width", "height", "html")
NAMED = ("", "operations/jusan.html", "graphics/jusan-people.html")  # the home page, an operation, a graphic


def run(command: list[str], pages: dict[str, str]) -> dict[str, dict[str, object]]:
    """Start a reader; nothing that it asks on this machine goes by way of a proxy."""
    own = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        command, input=json.dumps(pages), env=own, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def needed(tool: Tool) -> str:
    if tool.path is None:
        pytest.skip(tool.reason)
    return tool.path


@pytest.fixture(scope="session", params=[*CONSUMERS, "unfurl.js"])
def reader(request: pytest.FixtureRequest) -> Callable[[Served], dict[str, dict[str, object]]]:
    """reader(feature): what that reader finds for each page that offers an embed, by the page's address."""
    if request.param == "unfurl.js":
        command = ["node", str(HERE / "unfurl.cjs"), needed(tools.node_package("unfurl.js"))]
    else:
        command = [needed(servers.find("oembed-consumers")), str(HERE / "consumers.py"), request.param]

    @cache
    def read(feature: Served) -> dict[str, dict[str, object]]:
        return run(command, {page: link.partition("?")[0] for page, link in feature.links(JSON).items()})

    return read


def test_each_reader_finds_each_pages_embed(
    reader: Callable[[Served], dict[str, dict[str, object]]], feature: Served
) -> None:
    """All that the answer says, whichever way a reader came to it."""
    answers = {path.stem: json.loads(path.read_bytes()) for path in (feature.tree / "embed").glob("*.json")}
    found = reader(feature)
    assert len(found) == len(answers) > 2
    links = feature.links(JSON)
    for page, fields in found.items():
        answer = answers[Path(links[page].partition("?")[0]).stem]
        assert {name: undone(fields[name]) for name in FIELDS} == {name: undone(answer[name]) for name in FIELDS}
        assert fields.get("in a text", answer["html"]) == answer["html"]


def undone(value: object) -> str:
    """As text, which is all that XML can say, and without entities: unfurl.js undoes them twice, in html too."""
    return unescape(unescape(str(value)))


@pytest.mark.parametrize("path", NAMED)
def test_the_embed_is_that_pages_own(
    reader: Callable[[Served], dict[str, dict[str, object]]], features: dict[str, Served], path: str
) -> None:
    """By its address: the home page's, an operation's and a graphic's."""
    feature = features["the feature"]
    html = str(reader(feature)[feature.address + path]["html"])
    assert f'<a href="{feature.address}{path}">' in html
    assert f' src="{feature.address}embed/{Path(path).stem or "home"}.html"' in html


def test_the_harbours_home_page_too(
    reader: Callable[[Served], dict[str, dict[str, object]]], features: dict[str, Served]
) -> None:
    """Whose title is in another language."""
    feature = features["harbour"]
    assert f'<a href="{feature.address}">' in str(reader(feature)[feature.address]["html"])
