"""Portals that already run a script for frames need no other: each of the five follows an embed, unmodified."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.embeds.stage import GROW, SHRINK, Stage, fits, until

# What each host's documentation says to write around its script. {src} is the embed's address, {script} the script's text.
PAGES = {
    "pym": '<div id="here"></div><script src="host.js"></script><script>new pym.Parent("here", "{src}", {{}})</script>',
    "frames": '<div data-frame-src="{src}"></div><script src="host.js"></script><script>newswireFrames.autoInitFrames()</script>',
    "sidechain": '<script src="host.js"></script><side-chain src="{src}"></side-chain>',
    # The snippet's script stands in the page itself, so that it listens before the frame can speak.
    "datawrapper": '<iframe title="T" src="{src}" scrolling="no" frameborder="0" '
    'style="width:0;min-width:100%!important;border:none" height="400"></iframe><script>{script}</script>',
    # As WordPress writes it, with a secret of its own. wp-embed.js takes the style away, so that the portal's style
    # sheet must keep frames within their column.
    "wp-embed": '<style>iframe{{max-width:100%}}</style><blockquote class="wp-embedded-content" data-secret="Ab3dEf6h1J">'
    '<a href="{src}">T</a></blockquote><iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" '
    'title="T" src="{src}#?secret=Ab3dEf6h1J" data-secret="Ab3dEf6h1J" width="600" height="400" frameborder="0" '
    'marginwidth="0" marginheight="0" scrolling="no" style="max-width:100%"></iframe><script src="host.js"></script>',
}
BOUNDS = {"wp-embed": (200, 1_000)}  # wp-embed.js allows no other heights


@pytest.fixture(params=["sample", "published", "fixture_site"])
def tree(request: pytest.FixtureRequest) -> Path:
    """The embeds of each tree in turn: one that has everything, and the real ones of both features."""
    return request.getfixturevalue(request.param)


def embeds_of(tree: Path) -> list[str]:
    """The highest embed, one of middling and the smallest: by their bytes, which is all that is known of them here."""
    pages = sorted(
        (p for p in (tree / "embed").glob("*.html") if ".fragment" not in p.name), key=lambda p: p.stat().st_size
    )
    assert pages, f"no embeds in {tree}"
    return sorted({pages[place].stem for place in (0, len(pages) // 2, -1)})


@pytest.fixture(params=PAGES)
def host(request: pytest.FixtureRequest, published_script: Callable[[str], Path]) -> tuple[str, Path]:
    return request.param, published_script(request.param)


def test_a_host_follows_load_grow_shrink_and_narrow(host, tree: Path, staged: Callable[..., Stage]):
    """The frame is as high as its content, to the pixel, after each of them."""
    name, script = host
    least, most = BOUNDS.get(name, (1, 20_000))
    for slug in embeds_of(tree):
        stage = staged(tree)
        shutil.copy2(script, stage.portal / "host.js")
        stage.open(PAGES[name].format(src=stage.embed(slug), script=script.read_text(encoding="utf-8")))
        page = stage.page
        element, frame = stage.frame()
        loaded = fits(page, element, frame, least, most)
        frame.evaluate(GROW, 137)
        grown = fits(page, element, frame, least, most)
        assert grown == min(max(loaded + 137, least), most) or loaded in (least, most)
        frame.evaluate(SHRINK)
        assert fits(page, element, frame, least, most) == loaded
        page.set_viewport_size({"width": 360, "height": 700})
        until(page, lambda frame=frame: frame.evaluate("innerWidth") < 360, "the frame to be narrow")
        fits(page, element, frame, least, most)
        assert stage.complaints == []


def test_a_script_of_wordpress_that_comes_late_is_answered(
    published_script, staged: Callable[..., Stage], sample: Path
):
    """WordPress's server may write the secret itself: then the embed has spoken before wp-embed.js listens, and is asked."""
    stage = staged(sample)
    shutil.copy2(published_script("wp-embed"), stage.portal / "host.js")
    stage.open(
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts" data-secret="s3cret" src="{stage.embed(rest="#?secret=s3cret")}" '
        'width="600" height="333" frameborder="0"></iframe>'
    )
    element, frame = stage.frame()
    assert element.get_attribute("height") == "333"
    stage.page.add_script_tag(url="host.js")
    stage.page.evaluate("dispatchEvent(new Event('load'))")
    fits(stage.page, element, frame)


def test_a_secret_that_wordpress_adds_late_is_read(published_script, staged: Callable[..., Stage], sample: Path):
    """Where no secret was written, wp-embed.js adds one to the address of a frame that has loaded, whatever its hash."""
    stage = staged(sample)
    shutil.copy2(published_script("wp-embed"), stage.portal / "host.js")
    address = stage.embed(rest="#accent=c00&at=source")
    stage.open(
        f'<iframe class="wp-embedded-content" src="{address}" width="600" height="333" frameborder="0"></iframe>'
    )
    element, frame = stage.frame()
    stage.page.add_script_tag(url="host.js")
    stage.page.evaluate("dispatchEvent(new Event('load'))")
    fits(stage.page, element, frame)
    assert frame.evaluate("document.documentElement.style.getPropertyValue('--given')") == "#c00"


def test_wordpress_follows_a_reader_who_pressed_a_figure(published_script, staged: Callable[..., Stage], sample: Path):
    """The place in the embed's address takes the secret's; the embed keeps it, and the portal still follows."""
    stage = staged(sample)
    shutil.copy2(published_script("wp-embed"), stage.portal / "host.js")
    stage.open(PAGES["wp-embed"].format(src=stage.embed()))
    element, frame = stage.frame()
    loaded = fits(stage.page, element, frame, *BOUNDS["wp-embed"])
    frame.click("#fact")
    until(stage.page, lambda: frame.evaluate("location.hash") == "#source", "the aside")
    pressed = fits(stage.page, element, frame, *BOUNDS["wp-embed"])
    assert pressed > loaded
    frame.evaluate(GROW, 137)
    assert fits(stage.page, element, frame, *BOUNDS["wp-embed"]) == pressed + 137
    frame.evaluate(SHRINK)
    frame.click("#fact")
    assert fits(stage.page, element, frame, *BOUNDS["wp-embed"]) == loaded


def test_newswires_observer_that_comes_late_is_answered(published_script, staged: Callable[..., Stage], sample: Path):
    """@newswire/frames can be given a frame that stands: it then asks for the height, and gets it."""
    stage = staged(sample)
    shutil.copy2(published_script("frames"), stage.portal / "host.js")
    stage.open(
        f'<iframe src="{stage.embed()}" width="600" height="333" frameborder="0"></iframe><script src="host.js"></script>'
    )
    element, frame = stage.frame()
    assert element.get_attribute("height") == "333"
    stage.page.evaluate("void newswireFrames.observeIframe(document.querySelector('iframe'))")
    fits(stage.page, element, frame)


def test_pyms_id_is_sent_back_as_it_was_given(published_script, staged: Callable[..., Stage], sample: Path):
    """An id that the address spells otherwise is still the host's own."""
    stage = staged(sample)
    shutil.copy2(published_script("pym"), stage.portal / "host.js")
    stage.open('<div id="a é"></div><script src="host.js"></script>')
    stage.page.evaluate("src => new pym.Parent('a é', src, {})", stage.embed())
    element, frame = stage.frame()
    fits(stage.page, element, frame)
