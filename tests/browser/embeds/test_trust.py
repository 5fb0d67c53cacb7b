"""Whose word is taken: a host's only of its own frame's page, a child's only of its parent, and only what is on the list."""

import pytest

from tests.browser.embeds.stage import Stage, fits, frames_pass, server, snippet, standing, until

# As JavaScript: what a page may send.
NO_HEIGHTS = [
    *(
        "null",
        "undefined",
        "NaN",
        "0",
        "-5",
        "20001",
        "1e9",
        "12.5",
        "Infinity",
        "'600'",
        "'x'",
        "{}",
        "[600]",
        "true",
        "600n",
    ),
    "{ valueOf: 600 }",
    "new Map([[1, 2]])",
]
NO_MESSAGES = [
    *(
        "null",
        "undefined",
        "NaN",
        "5",
        "'amp'",
        "[]",
        "{}",
        "true",
        "new ArrayBuffer(8)",
        "'pymxPYMxaxPYMxheightxPYMx900'",
    ),
    "{ sentinel: 'amp', type: 'embed-size' }",
    "{ sentinel: 'amp', type: 'embed-size', value: 900 }",
    "{ sentinel: 'other', type: 'embed-size', height: 900 }",
    "{ type: 'embed-size', height: 900 }",
    "{ data: { sentinel: 'amp', type: 'embed-size', height: 900 } }",
    "{ message: 'link', value: 'https://evil.example/', secret: 'x' }",
    "{ annals: 'at' }",
    "{ annals: 'set', accent: '#ff0000', at: 'end' }",
    "{ annals: 'navigate', href: 'https://evil.example/' }",
]
NO_WISHES = [
    *(
        "null",
        "undefined",
        "NaN",
        "5",
        "'set'",
        "[]",
        "{}",
        "true",
        "{ annals: 'sets', accent: '#ff0000' }",
        "{ annals: ['set'] }",
    ),
    "{ annals: 'set', accent: 5, type: {}, at: ['source'] }",
    "{ annals: 'set', accent: ['#ff0000'], type: ['sans'], at: { id: 'source' } }",
    "{ annals: 'set', accent: 'red', type: 'cursive', at: 'nowhere' }",
    "{ annals: 'set', accent: '#12345', type: 'SANS', at: '' }",
    "{ annals: 'set', accent: '#ff0000;background:red', type: '', at: '__proto__' }",
    "{ annals: 'set', accent: '#ff0000\\n', at: '#source' }",
    "{ annals: 'set', accent: null, type: null, at: null }",
    "{ annals: 'set', at: 'constructor', href: 'https://evil.example/' }",
    "'pymxPYMxaxPYMxwidthxPYMx100'",
]
SIZE = "{ sentinel: 'amp', type: 'embed-size', height: 900 }"
LOOKS = "[document.documentElement.style.getPropertyValue('--given'), document.documentElement.dataset.type ?? null, location.hash]"


def opened(stage: Stage, more: str = "", **attributes: str):
    stage.open(snippet(stage.embed(), **attributes) + more + stage.line)
    element, frame = stage.frame()
    return element, frame, fits(stage.page, element, frame)


def test_the_host_takes_whole_heights_within_bounds_and_nothing_else(stage: Stage):
    """All else moves nothing and throws nothing, in any number; what is right is still heard after it."""
    element, frame, height = opened(stage)
    messages = [f"{{ sentinel: 'amp', type: 'embed-size', height: {value} }}" for value in NO_HEIGHTS] + NO_MESSAGES
    for message in messages:
        frame.evaluate(f"parent.postMessage({message}, '*')")
        frames_pass(stage.page, 1)
        assert standing(element) == height, message
    frame.evaluate(
        f"() => {{ const all = [{', '.join(messages)}]; for (let n = 0; n < 10000; n++) parent.postMessage(all[n % all.length], '*'); }}"
    )
    for value in (1, 20_000, 777):
        frame.evaluate("height => parent.postMessage({ sentinel: 'amp', type: 'embed-size', height }, '*')", value)
        until(stage.page, lambda value=value: standing(element) == value, f"{value} px")
    assert stage.page.url.endswith("portal.html")
    assert len(stage.page.frames) == 2


def test_a_flood_of_heights_ends_with_the_last(stage: Stage):
    element, frame, _ = opened(stage)
    frame.evaluate(
        "() => { for (let height = 1; height <= 10000; height++) parent.postMessage({ sentinel: 'amp', type: 'embed-size', height }, '*') }"
    )
    until(stage.page, lambda: standing(element) == 10_000, "the last height")


@pytest.mark.parametrize("sandbox", [None, "allow-scripts"])
def test_no_other_frame_or_window_speaks_for_an_embed(stage: Stage, sandbox: str | None):
    """The host itself, another frame of the embed's own origin, a window that the host opened, a frame within the embed."""
    more = f'<iframe id="other" src="{stage.embeds}embed/guarded.html#other" height="50"></iframe>'
    stage.open(snippet(stage.embed(), sandbox=sandbox) + more + stage.line)
    (element, frame), (other, stranger) = stage.frames(2)
    height = fits(stage.page, element, frame)
    stage.page.evaluate(f"postMessage({SIZE}, '*')")
    stranger.evaluate(f"parent.postMessage({SIZE}, '*')")
    stranger.evaluate(f"parent.frames[0].postMessage({SIZE}, '*')")
    with stage.page.expect_popup() as opening:
        stage.page.evaluate("address => { window.open(address) }", stage.embed())
    opening.value.evaluate(f"opener.postMessage({SIZE}, '*')")
    frame.evaluate(
        "() => { const inner = document.createElement('iframe'); inner.style.display = 'none'; document.body.append(inner); }"
    )
    inner = frame.child_frames[0]
    inner.evaluate(f"top.postMessage({SIZE}, '*')")
    frames_pass(stage.page)
    assert standing(element) == height
    assert other.get_attribute("height") == "50"
    assert other.evaluate("e => e.style.height") == ""


def test_an_embed_that_went_elsewhere_is_heard_no_more(stage: Stage, sample, running):
    """The frame is the same and its window too; the origin is not that of its address."""
    element, frame, height = opened(stage, sandbox=None)
    strange = running.enter_context(server(sample)).address
    frame.evaluate("address => location.replace(address)", f"{strange}embed/sample.html")
    until(stage.page, lambda: any(each.url.startswith(strange) for each in stage.page.frames), "the stranger")
    stranger = next(each for each in stage.page.frames if each.url.startswith(strange))
    stranger.wait_for_load_state("load")
    stranger.evaluate(f"parent.postMessage({SIZE}, '*')")
    frames_pass(stage.page)
    assert standing(element) == height


def test_an_origin_that_only_begins_like_the_embeds_is_another(stage: Stage, sample):
    """https://news.example is not the origin of https://news.example.org/embed/…, whatever both begin with."""

    def answer(route):
        file = sample / route.request.url.split("/", 3)[3]
        route.fulfill(body=file.read_bytes(), content_type="text/html")

    stage.page.context.route("https://news.example*/embed/*", answer)
    stage.open(snippet("https://news.example.org/embed/sample.html", sandbox=None) + stage.line)
    element, frame = stage.frame()
    height = fits(stage.page, element, frame)
    frame.evaluate("address => location.replace(address)", "https://news.example/embed/guarded.html")
    until(stage.page, lambda: any(each.url.endswith("guarded.html") for each in stage.page.frames), "the stranger")
    stranger = next(each for each in stage.page.frames if each.url.endswith("guarded.html"))
    stranger.wait_for_load_state("load")
    stranger.evaluate(f"parent.postMessage({SIZE}, '*')")
    frames_pass(stage.page)
    assert stranger.evaluate("origin") == "https://news.example"
    assert standing(element) == height


def test_the_origin_null_is_the_sandboxs_alone(stage: Stage):
    """A page without an origin that came into a frame which is not sandboxed is not the embed."""
    element, frame, height = opened(stage, sandbox="allow-scripts allow-same-origin")
    frame.evaluate(
        "script => location.replace('data:text/html,<script>' + script + '</script>')",
        f"parent.postMessage({SIZE}, '*')",
    )
    until(stage.page, lambda: any(each.url.startswith("data:") for each in stage.page.frames), "the other page")
    frames_pass(stage.page)
    assert standing(element) == height


def test_the_child_takes_only_what_is_on_the_list(stage: Stage):
    """Anything else changes nothing and throws nothing, in any number; what is right is still heard after it."""
    element, frame, height = opened(stage)
    before = frame.evaluate(LOOKS)
    send = "(e => e.contentWindow.postMessage({}, '*'))"
    for message in NO_WISHES:
        element.evaluate(send.replace("{}", f"({message})"))
        frames_pass(stage.page, 1)
        assert frame.evaluate(LOOKS) == before, message
    element.evaluate(
        f"e => {{ const all = [{', '.join(NO_WISHES)}]; for (let n = 0; n < 10000; n++) e.contentWindow.postMessage(all[n % all.length], '*'); }}"
    )
    element.evaluate(send.replace("{}", "{ annals: 'set', accent: '#00cc00', type: 'sans', at: 'source' }"))
    until(stage.page, lambda: frame.evaluate(LOOKS) == ["#00cc00", "sans", "#source"], "what is on the list")
    assert fits(stage.page, element, frame) > height


def test_the_child_takes_it_only_from_its_parent(stage: Stage):
    """Not from a frame beside it, a frame in it, a window that opened it, or itself."""
    wish = "{ annals: 'set', accent: '#00cc00', type: 'sans', at: 'source' }"
    more = f'<iframe src="{stage.embeds}embed/guarded.html" height="50"></iframe>'
    stage.open(snippet(stage.embed()) + more + stage.line)
    (element, frame), (_, beside) = stage.frames(2)
    fits(stage.page, element, frame)
    before = frame.evaluate(LOOKS)
    beside.evaluate(f"parent.frames[0].postMessage({wish}, '*')")
    frame.evaluate(f"postMessage({wish}, '*')")
    frame.evaluate(
        "() => { const inner = document.createElement('iframe'); inner.style.display = 'none'; document.body.append(inner); }"
    )
    frame.child_frames[0].evaluate(f"parent.postMessage({wish}, '*')")
    frames_pass(stage.page)
    assert frame.evaluate(LOOKS) == before
    with stage.page.expect_popup() as opening:
        stage.page.evaluate("address => { window.opened = window.open(address) }", stage.embed())
    opening.value.wait_for_load_state("load")
    stage.page.evaluate(f"opened.postMessage({wish}, '*')")
    opening.value.evaluate(f"postMessage({wish}, '*')")
    opening.value.wait_for_timeout(100)
    assert opening.value.evaluate(LOOKS) == before


def test_a_page_that_is_in_no_frame_says_nothing(stage: Stage):
    stage.page.add_init_script("window.said = []; addEventListener('message', ({ data }) => said.push(data))")
    stage.page.goto(stage.embed(rest="?childId=a#?secret=b"))
    stage.page.evaluate("document.querySelector('details').open = true")
    frames_pass(stage.page)
    assert stage.page.evaluate("said") == []


def test_only_the_documented_messages_are_sent(stage: Stage):
    """Each host's words in its own spelling, and those of two only where the address asks for them."""
    heard = "<script>window.said = []; addEventListener('message', ({ data }) => said.push(data))</script>"
    for rest, more in (
        ("", []),
        ("?childId=a", ["pymxPYMxaxPYMxheightxPYMx{height}"]),
        ("#?secret=b2", [{"message": "height", "value": "{height}", "secret": "b2"}]),
    ):
        stage.open(heard + snippet(stage.embed(rest=rest)))
        _, frame = stage.frame()
        frames_pass(stage.page)
        height = frame.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        size = {"sentinel": "amp", "type": "embed-size", "height": height, "datawrapper-height": {"sample": height}}
        told = [each.format(height=height) if isinstance(each, str) else {**each, "value": height} for each in more]
        expected = [size, *told]
        said = stage.page.evaluate("said")
        assert all(each in expected for each in said), said
        assert all(each in said for each in expected), said
