"""The core of it in Firefox: heights, anchors, colours, and from a folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.embeds.stage import CONTENT, GROW, SHRINK, server, snippet, with_figures

STANDS = "document.querySelector('iframe').getBoundingClientRect().height"
FITS = ["same", 0, STANDS, f"({CONTENT})()"]
NARROW = "innerWidth < 340"
DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
LOOKS = "JSON.stringify([document.documentElement.style.getPropertyValue('--given'), document.documentElement.dataset.type])"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """portal(body, head) writes a host's page and gives its address on an origin of its own."""
    tree = tmp_path / "portal"
    tree.mkdir()
    with ExitStack() as running:
        origin = running.enter_context(server(tree)).address.replace("127.0.0.1", "localhost")

        def write(body: str, head: str = "", name: str = "portal.html") -> str:
            (tree / name).write_text(f"<!doctype html><title>P</title>{head}{body}", encoding="utf-8")
            return origin + name

        write.tree = tree
        yield write


@pytest.fixture
def embeds(sample: Path) -> Iterator[str]:
    with server(sample) as running:
        yield running.address


def life(address: str) -> list[list]:
    """Load, grow, shrink, narrow."""
    return [
        ["size", 800, 700],
        ["goto", address],
        ["until", 0, "document.readyState === 'complete'"],
        FITS,
        ["embed", 0, f"({GROW})(137)"],
        FITS,
        ["embed", 0, f"({SHRINK})()"],
        FITS,
        ["size", 330, 700],
        ["until", 0, NARROW],
        FITS,
        ["complaints"],
    ]


def fitted(answers: list) -> list[int]:
    """The heights that were awaited, each the same of the frame and of its content."""
    pairs = [each for each in answers if isinstance(each, list) and len(each) == 2]
    assert [frame for frame, _ in pairs] == [content for _, content in pairs]
    return [content for _, content in pairs]


def test_a_frame_follows_in_firefox(drive, portal, embeds: str):
    answers = drive(
        *life(portal(snippet(f"{embeds}embed/sample.html") + f'<script async src="{embeds}embed.js"></script>'))
    )
    loaded, grown, shrunk, narrow = fitted(answers)
    assert (grown, shrunk) == (loaded + 137, loaded)
    assert narrow != loaded
    assert answers[-1] == []


HERE = "document.activeElement.hash === '#{}'"
SHOWN = "(document.querySelector(':target')?.id ?? '') === '{}'"


@pytest.mark.parametrize("name", ["published", "published_harbour"])
def test_an_operation_as_it_is_published_follows_in_firefox(request, drive, portal, name: str):
    """Load, a figure that is pressed and pressed again, narrow; Enter does it too, and the focus stays on the figure."""
    tree = request.getfixturevalue(name)
    slug, first, second = next(with_figures(tree))
    with server(tree) as running:
        line = f'<script async src="{running.address}embed.js"></script>'
        figure = ["click", 0, f"a[href='#{first}']"]
        answers = drive(
            ["size", 800, 700],
            ["goto", portal(snippet(f"{running.address}embed/{slug}.html") + line)],
            ["until", 0, "document.readyState === 'complete'"],
            FITS,
            figure,
            ["until", 0, SHOWN.format(first)],
            FITS,
            figure,
            ["until", 0, SHOWN.format("")],
            FITS,
            ["size", 330, 700],
            ["until", 0, NARROW],
            FITS,
            ["press", "Enter"],
            ["until", 0, SHOWN.format(first)],
            FITS,
            ["press", "Enter"],
            ["until", 0, SHOWN.format("")],
            FITS,
            ["until", 0, HERE.format(first)],
            ["press", "Tab"],
            ["until", 0, HERE.format(second)],
            ["complaints"],
        )
    loaded, opened, closed, narrow, again, last = fitted(answers)
    assert opened > loaded == closed
    assert again > narrow == last
    assert narrow != loaded
    assert [each for each in answers if isinstance(each, bool)] == [True] * 8
    assert answers[-1] == []


@pytest.mark.parametrize("name", ["published", "published_harbour"])
def test_a_graphic_as_it_is_published_follows_in_firefox(request, drive, portal, name: str):
    """Load, its table unfolded and folded, narrow."""
    tree = request.getfixturevalue(name)
    slug = sorted(page.stem for page in (tree / "graphics").glob("*.html"))[0]
    with server(tree) as running:
        line = f'<script async src="{running.address}embed.js"></script>'
        answers = drive(
            ["size", 800, 700],
            ["goto", portal(snippet(f"{running.address}embed/{slug}.html") + line)],
            ["until", 0, "document.readyState === 'complete'"],
            FITS,
            ["click", 0, "summary"],
            ["until", 0, "document.querySelector('details').open"],
            FITS,
            ["click", 0, "summary"],
            ["until", 0, "!document.querySelector('details').open"],
            FITS,
            ["size", 330, 700],
            ["until", 0, NARROW],
            FITS,
            ["complaints"],
        )
    loaded, opened, closed, narrow = fitted(answers)
    assert opened > loaded == closed
    assert narrow != loaded
    assert [each for each in answers if isinstance(each, bool)] == [True] * 4
    assert answers[-1] == []


def test_pym_follows_in_firefox(drive, portal, embeds: str, published_script):
    shutil.copy2(published_script("pym"), portal.tree / "host.js")
    body = f'<div id="here"></div><script src="host.js"></script><script>new pym.Parent("here", "{embeds}embed/sample.html", {{}})</script>'
    answers = drive(*life(portal(body)))
    loaded, grown, shrunk, _ = fitted(answers)
    assert (grown, shrunk) == (loaded + 137, loaded)
    assert answers[-1] == []


def test_anchors_accents_and_colours_in_firefox(drive, portal, embeds: str):
    """The host scrolls and its history gains nothing; the host's dark scheme reaches the embed with no script."""
    frame = snippet(f"{embeds}embed/sample.html#accent=c00&at=source", data_annals_type="serif")
    body = f"<p>text</p>{frame}<div style='height:1500px'></div>"
    dark = "<style>:root{color-scheme:dark}</style>"
    with_line = portal(body + f'<script async src="{embeds}embed.js"></script>', dark)
    answers = drive(
        ["size", 800, 700],
        ["goto", portal(body, dark, "bare.html")],
        ["until", 0, DARK],
        ["until", 0, "document.querySelector(':target')?.id === 'source'"],
        ["host", "scrollY"],
        ["goto", with_line],
        ["until", 0, f'{LOOKS} === \'["#c00","serif"]\''],
        FITS,
        ["embed", 0, "void (document.querySelector('.long').style.height = '1500px')"],
        FITS,
        ["host", "history.length"],
        ["click", 0, "#down"],
        ["until", None, "scrollY > 500"],
        ["until", 0, "document.querySelector(':target')?.id === 'end'"],
        ["click", 0, "#fact"],
        ["click", 0, "#fact"],
        ["until", 0, "document.querySelector(':target') === null"],
        FITS,
        ["host", "history.length"],
        ["host", "document.querySelector('iframe').dataset.annalsTheme = 'light'"],
        ["until", 0, f"!{DARK}"],
        ["complaints"],
    )
    assert answers[2:5] == [True, True, 0]
    assert answers[6] is True
    fitted(answers)
    assert answers[10] == answers[18]
    assert [answers[12], answers[13], answers[16], answers[20], answers[21]] == [True, True, True, True, []]


@pytest.mark.parametrize("sandbox", [None, "allow-scripts allow-popups allow-popups-to-escape-sandbox"])
def test_host_and_embed_may_lie_in_a_folder_in_firefox(drive, portal, sample: Path, sandbox: str | None):
    line = f'<script async src="{(sample / "embed.js").as_uri()}"></script>'
    portal(snippet((sample / "embed" / "sample.html").as_uri() + "#accent=c00", sandbox=sandbox) + line)
    answers = drive(*life((portal.tree / "portal.html").as_uri()))
    loaded, grown, shrunk, _ = fitted(answers)
    assert (grown, shrunk) == (loaded + 137, loaded)
    assert answers[-1] == []
