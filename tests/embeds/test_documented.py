"""The line that docs/embedding.md gives for micawber's table of providers, as it is written."""

import json
import subprocess

import pytest

from dev import servers
from tests.embeds.conftest import Served
from tests.guide import blocks
from tests.helpers import PUBLIC_URL

FILLED_IN = """
from micawber import Provider, ProviderRegistry
registry = ProviderRegistry()
{line}
import json
print(json.dumps(registry.request({page!r})))
"""


@pytest.mark.parametrize("more", ["", "?from=letter", "#place"])
def test_the_line_for_micawber_finds_the_embed(feature: Served, more: str) -> None:
    """With the address and the name of a page in the place of those of the document; whatever follows the address."""
    tool = servers.find("oembed-consumers")
    if tool.path is None:
        pytest.skip(tool.reason)
    slug = min(path.stem for path in (feature.tree / "operations").glob("*.html"))
    (line,) = blocks("An address", "python")
    for written in (PUBLIC_URL + "/", PUBLIC_URL.replace(".", r"\.") + "/"):
        assert written in line
        line = line.replace(written, feature.address)
    page = f"{feature.address}operations/{slug}.html{more}"
    code = FILLED_IN.format(line=line.strip().replace("NAME", slug), page=page)
    environment = {"no_proxy": "*"}  # what is on this machine is not asked for by way of another
    done = subprocess.run(
        [tool.path, "-c", code], env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads((feature.tree / "embed" / f"{slug}.json").read_bytes())
    assert json.loads(done.stdout)["html"] == answer["html"]
