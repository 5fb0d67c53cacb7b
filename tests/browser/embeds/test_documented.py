"""What docs/embedding.md writes down is tried as it is written: its snippets, policies, listener, rules and includes."""

import base64
import hashlib
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import Browser, ElementHandle, Frame

from dev import servers
from tests.browser.embeds.stage import Stage, content_height, fits, frames_pass, server, standing, until
from tests.browser.visits import QUIET, tab
from tests.guide import blocks, in_backticks, rows, section
from tests.helpers import PUBLIC_URL
from tests.servers.running import HOST, free_port, nginx, wait

ORIGIN = PUBLIC_URL.rpartition("/")[0]
GIVEN = "document.documentElement.style.getPropertyValue('--given')"
FIGURE = ".embed__row"
SOURCE = ".slip:target"
WHOLE = "annals-embed"


@pytest.fixture(scope="session")
def slug(published: Path) -> str:
    """Of an operation whose figures can be pressed."""
    return min(path.stem for path in (published / "operations").glob("*.html"))


@pytest.fixture
def stage(staged: Callable[..., Stage], published: Path) -> Iterator[Stage]:
    made = staged(published)
    yield made
    assert made.complaints == []


@pytest.fixture
def here(stage: Stage, slug: str) -> Callable[[str], str]:
    """here(text): the text with the addresses of this very stage in the place of those of the document."""

    def moved(text: str) -> str:
        text = text.replace(PUBLIC_URL + "/", stage.embeds).replace(ORIGIN, stage.embeds.rstrip("/"))
        return text.replace("NAME", slug).strip()

    return moved


def snippet() -> str:
    return blocks("A frame", "html")[0]


def line() -> str:
    return blocks("A line of script", "html")[0]


def policies() -> list[str]:
    """What must be allowed; the strictest of all; the style by its hash; that of the embed itself."""
    return [block.strip() for block in blocks("Content-Security-Policy")]


def unstyled(text: str) -> str:
    """The snippet as the document says to have it where style attributes are not allowed."""
    return re.sub(r'\s+style="[^"]*"', "", text)


def grows(stage: Stage, element: ElementHandle, frame: Frame) -> None:
    """The frame fits; a figure is pressed, its source opens, and the frame fits again."""
    before = fits(stage.page, element, frame)
    frame.click(FIGURE)
    until(stage.page, lambda: frame.query_selector(SOURCE), "the source to open")
    assert fits(stage.page, element, frame) > before


def test_snippet_and_line_work_as_they_are_written(stage: Stage, here):
    stage.open(here(snippet() + line()))
    element, frame = stage.frame()
    grows(stage, element, frame)
    assert element.evaluate("e => getComputedStyle(e).borderTopWidth") == "0px"


@pytest.mark.parametrize("more", ["", "; require-trusted-types-for 'script'"])
def test_the_strictest_policy_is_enough(stage: Stage, here, more: str):
    """As a header, letter by letter; with the rule in the host's own stylesheet; nothing is reported."""
    policy = policies()[1]
    (stage.portal / "own.css").write_text(blocks("Content-Security-Policy", "css")[0], encoding="utf-8")
    stage.open(
        here(unstyled(snippet()) + line()),
        '<link rel="stylesheet" href="own.css">',
        headers=(("Content-Security-Policy", here(policy) + more),),
    )
    element, frame = stage.frame()
    grows(stage, element, frame)
    assert element.evaluate("e => getComputedStyle(e).borderTopWidth") == "0px"
    stage.page.set_viewport_size({"width": 500, "height": 700})
    until(stage.page, lambda: frame.evaluate("innerWidth") < 500, "the frame to be as narrow as the page")
    fits(stage.page, element, frame)


ALL = "html, body { margin: 0 } iframe { box-sizing: border-box; border: 5px solid !important; padding: 7px }"


@pytest.mark.parametrize("script", ["line", "listener"])
def test_borders_and_paddings_of_the_host_cut_nothing(stage: Stage, here, script: str):
    code = line() if script == "line" else blocks("A listener of your own", "html")[0]
    stage.open(here(snippet() + code), f"<style>{ALL}</style>")
    element, frame = stage.frame()
    until(stage.page, lambda: standing(element) == content_height(frame) + 24, "the frame to fit, with its border")


def test_a_host_that_leaves_heights_to_browsers_leaves_these_out(staged, published: Path, slug: str):
    """By the rule of the document; with the other, the frame has a height of no embed."""
    exempt = next(each for each in in_backticks(section("A frame")) if ":not(" in each)
    plain = next(each for each in in_backticks(section("A frame")) if each.startswith("iframe {"))
    stage = staged(published)
    text = snippet().replace(PUBLIC_URL + "/", stage.embeds).replace("NAME", slug)
    for rule, height in ((plain, 150), (exempt, 512)):
        stage.open(text, f"<style>{rule}</style>")
        assert standing(stage.frame()[0]) == height


def test_what_the_line_does_not_follow(stage: Stage, here):
    """An attribute that is taken away, a frame within a shadow root, and a sandbox that comes late."""
    own = snippet().replace("<iframe", '<iframe data-annals-accent="#0a5f7f"').replace('height="512"', 'height="333"')
    late = re.sub(r'\s+sandbox="[^"]*"', "", own)
    within = f'<div><template shadowrootmode="open">{own}</template></div>'
    stage.open(here(own + late + within + line()))
    (element, frame), (other, loose), (hidden, _) = stage.frames(3)
    fits(stage.page, element, frame)
    fits(stage.page, other, loose)
    until(stage.page, lambda: frame.evaluate(GIVEN) == "#0a5f7f", "the accent")
    other.evaluate("e => { e.sandbox = 'allow-scripts' }")
    before = standing(other)
    loose.click(FIGURE)
    until(stage.page, lambda: content_height(loose) > before, "the source to open")
    element.evaluate("e => { e.removeAttribute('data-annals-accent'); e.dataset.annalsType = 'sans' }")
    until(stage.page, lambda: frame.evaluate("document.documentElement.dataset.type") == "sans", "the type")
    assert frame.evaluate(GIVEN) == "#0a5f7f"
    assert (standing(other), standing(hidden)) == (before, 333)


DARK = "--blink-settings=preferredColorScheme=0"  # a reader's own choice; Playwright's would reach every frame
GROUND = "getComputedStyle(document.querySelector('.embed')).backgroundColor"


def test_only_a_page_that_declares_a_scheme_goes_without_the_snippets(
    browser: Browser, chromium: str, published: Path, slug: str, tmp_path: Path
):
    """As readers with a dark system see it: by the snippet as it is, and with its colours taken out."""
    bare = snippet().replace(";color-scheme:light", "")
    themed = bare.replace("<iframe", '<iframe data-annals-theme="host"')
    (declared,) = set(re.findall(r"`(:root \{[^`]+\})`", section("Colours, accent, type and place")))
    dark_browser = browser.browser_type.launch(executable_path=chromium, args=[*QUIET, DARK])
    with ExitStack() as running:
        running.callback(dark_browser.close)
        page = running.enter_context(tab(dark_browser, color_scheme="null"))
        embeds = running.enter_context(server(published))
        stage = Stage(page, embeds.address, tmp_path, running, embeds.noted)

        def ground(text: str, css: str = "") -> int:
            """The brightness of an embed in a page with that stylesheet, from 0 to 765."""
            text = text.replace(PUBLIC_URL + "/", stage.embeds).replace("NAME", slug)
            stage.open(text, f"<style>{css}</style>")
            return sum(map(int, re.findall(r"\d+", stage.frame()[1].evaluate(GROUND))[:3]))

        assert ground(snippet()) > 600
        assert ground(snippet().replace("color-scheme:light", "color-scheme:dark")) < 150
        assert ground(snippet(), declared) > 600
        assert ground(bare, declared) < 150
        assert ground(bare, ":root { color-scheme: light }") > 600
        assert ground(bare) < 150  # dark, on a page that is white
        assert ground(themed + line()) < 150


def allowing(stage: Stage, text: str, rules: str) -> None:
    """Open a portal's page that allows nothing else."""
    stage.complaints.clear()
    stage.open(text, headers=(("Content-Security-Policy", f"default-src 'none'; {rules}"),))


def test_what_must_be_allowed_is_enough(stage: Stage, here):
    """Beside a host's own rules."""
    allowing(stage, here(unstyled(snippet()) + line()), here(policies()[0]))
    element, frame = stage.frame()
    until(stage.page, lambda: standing(element) == content_height(frame) + 4, "the frame to fit, with its border")


@pytest.mark.parametrize("which", [0, 1])
def test_what_must_be_allowed_is_needed(stage: Stage, here, which: int):
    """Without the frame's origin, or the line's address, the browser tells of it."""
    allowing(stage, here(unstyled(snippet()) + line()), here(policies()[0]).split("; ")[which])
    until(stage.page, lambda: any("Content Security Policy" in text for text in stage.complaints), "a violation")
    stage.complaints.clear()


def test_the_snippets_style_passes_by_its_hash(stage: Stage, here):
    """And would be told of without."""
    base = here(policies()[0])
    for policy, border in ((base, "2px"), (f"{base}; {policies()[2]}", "0px")):
        allowing(stage, here(snippet() + line()), policy)
        element, _ = stage.frame()
        assert element.evaluate("e => getComputedStyle(e).borderTopWidth") == border
        frames_pass(stage.page)
        assert any("inline style" in text for text in stage.complaints) == (border == "2px")
    assert stage.complaints == []


def test_a_copy_of_the_line_may_come_from_the_host(stage: Stage, here, published: Path):
    """With integrity, and no address but the frame's allowed."""
    script = (published / "embed.js").read_bytes()
    (stage.portal / "embed.js").write_bytes(script)
    hashed = "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()
    rules = here(f"default-src 'none'; script-src 'self'; frame-src {ORIGIN}")
    stage.open(
        here(unstyled(snippet())) + f'<script async src="embed.js" integrity="{hashed}"></script>',
        headers=(("Content-Security-Policy", rules),),
    )
    element, frame = stage.frame()
    until(stage.page, lambda: standing(element) == content_height(frame) + 4, "the frame to fit, with its border")


def test_the_listener_of_the_document_does_what_the_line_does(stage: Stage, here):
    (listener,) = blocks("A listener of your own", "html")
    stage.open(here(snippet() + listener))
    element, frame = stage.frame()
    grows(stage, element, frame)


def test_the_listener_may_come_late(stage: Stage, here):
    """Then it asks. Before, the snippet's height stands."""
    stage.open(here(snippet().replace('height="512"', 'height="333"')))
    element, frame = stage.frame()
    frames_pass(stage.page)
    assert standing(element) == 333
    code = re.search(r"<script>(.*)</script>", blocks("A listener of your own", "html")[0], re.DOTALL)[1]
    stage.page.add_script_tag(content=here(code))
    fits(stage.page, element, frame)


@pytest.mark.parametrize("sandboxed", [True, False])
def test_the_listener_takes_no_strangers_word(stage: Stage, here, sandboxed: bool):
    """Not that of another frame, of the page itself, or of a frame that says more than it may; nor from another origin."""
    (listener,) = blocks("A listener of your own", "html")
    own = snippet() if sandboxed else re.sub(r'\s+sandbox="[^"]*"', "", snippet())
    # The listener knows frames by how their address begins, and this one's begins otherwise. It has no origin either.
    other = f'<iframe sandbox="allow-scripts" src="{stage.embeds}./embed/home.html" width="600" height="50"></iframe>'
    stage.open(here(own + listener) + other)
    (element, frame), (_, stranger) = stage.frames(2)
    if sandboxed:
        fits(stage.page, element, frame)
    height = standing(element)
    size = "{ sentinel: 'amp', type: 'embed-size', height: 900 }"
    stage.page.evaluate(f"postMessage({size}, '*')")
    stranger.evaluate(f"parent.postMessage({size}, '*')")
    for value in ("null", "'900px'", "0", "20001", "12.5", "NaN", "{}"):
        frame.evaluate(f"parent.postMessage({{ sentinel: 'amp', type: 'embed-size', height: {value} }}, '*')")
    frame.evaluate("() => { for (const each of [null, 5, 'amp', []]) parent.postMessage(each, '*') }")
    if not sandboxed:  # it has an origin, and the sample expects none
        frame.evaluate(f"parent.postMessage({size}, '*')")
    frames_pass(stage.page)
    assert standing(element) == height


def test_the_messages_are_those_of_the_table(stage: Stage, here):
    """Each with its names, and values of these kinds. What else is said holds none of them."""
    table = [as_data(in_backticks(cells[0])[0]) for cells in rows("Messages")]
    size, at, wish = table
    heard = "<script>window.said = []; addEventListener('message', ({ data }) => said.push(data))</script>"
    stage.open(heard + here(snippet() + line()))
    element, frame = stage.frame()
    grows(stage, element, frame)
    until(
        stage.page,
        lambda: any("annals" in each for each in stage.page.evaluate("said") if isinstance(each, dict)),
        "the place",
    )
    said = [each for each in stage.page.evaluate("said") if isinstance(each, dict)]
    for documented, mark in ((size, "sentinel"), (at, "annals")):
        found = [each for each in said if each.get(mark) == documented[mark]]
        assert found
        for each in found:
            assert documented.keys() <= each.keys()
            assert all(type(each[name]) is type(value) for name, value in documented.items())
    assert {key for each in said for key in each} - {"datawrapper-height"} == {*size, *at}
    assert wish.keys() == {"annals", "accent", "type", "at"}
    before = stage.page.evaluate("said.length")
    asked = {name: value for name, value in wish.items() if name not in ("accent", "type", "at")}
    element.evaluate("(e, asked) => e.contentWindow.postMessage(asked, '*')", asked)
    until(stage.page, lambda: stage.page.evaluate("said.length") > before, "the height, which was asked for")
    wish["at"] = frame.evaluate("document.querySelector('.slip').id")
    element.evaluate("(e, wish) => e.contentWindow.postMessage(wish, '*')", wish)
    until(stage.page, lambda: frame.evaluate(GIVEN) == wish["accent"], "the accent")
    assert frame.evaluate("document.documentElement.dataset.type") == wish["type"]
    assert frame.evaluate("document.querySelector(':target').id") == wish["at"]


def as_data(written: str) -> dict[str, object]:
    return json.loads(re.sub(r"(\w+):(?= )", r'"\1":', written))


def test_an_id_is_found_as_the_document_says_and_the_hash_opens_it(stage: Stage, here, slug: str):
    stage.page.goto(stage.embed(slug))
    stage.page.click(FIGURE)
    found = stage.page.url.partition("#")[2]
    assert stage.page.locator(f"#{found}:target").is_visible()
    (address,) = re.findall(r"^`(https://\S+#\S+)`$", section("Colours, accent, type and place"), re.MULTILINE)
    stage.open(here(snippet()).replace(stage.embed(slug), here(address).replace("at=ID", f"at={found}")))
    _, frame = stage.frame()
    until(stage.page, lambda: frame.query_selector(SOURCE), "the source to open")
    assert frame.evaluate(GIVEN) == "#0a5f7f"
    assert frame.evaluate("document.documentElement.dataset.type") == "sans"


def test_no_referrer_and_no_cookie_is_sent(stage: Stage, here):
    stage.open(here(snippet() + line()))
    fits(stage.page, *stage.frame())
    sent = {each["path"]: each.get("referer") for each in stage.asked}
    assert "/embed.js" in sent
    assert set(sent.values()) == {None}
    assert [each for each in stage.asked if "cookie" in each] == []


def test_an_embed_prints_dark_on_white(stage: Stage, slug: str):
    """A dark one, too; what can only be pressed is left out."""
    colours = "() => { const { backgroundColor, color } = getComputedStyle(document.querySelector('.embed')); return [backgroundColor, color] }"
    stage.page.emulate_media(color_scheme="dark")
    stage.page.goto(stage.embed(slug) + "#x")
    assert stage.page.evaluate(colours)[0] != "rgb(255, 255, 255)"
    stage.page.emulate_media(color_scheme="dark", media="print")
    ground, ink = stage.page.evaluate(colours)
    assert ground == "rgb(255, 255, 255)"
    assert max(map(int, re.findall(r"\d+", ink))) < 64
    for pressed in stage.page.locator(".slip, summary").all():
        assert not pressed.is_visible()


def test_two_heights_without_a_script(staged, published: Path, slug: str):
    """The rules of the document, by which a frame has one height or the other; its address ends in a hash."""
    (css,) = blocks("A frame", "css")
    small, broad = (int(height) for height in re.findall(r"height: (\d+)px", css))
    stage = staged(published, java_script_enabled=False)
    stage.open(
        snippet().replace(PUBLIC_URL + "/", stage.embeds).replace("NAME.html", f"{slug}.html#type=sans"),
        f"<style>{css.replace('NAME', slug)}</style>",
    )
    element, _ = stage.frame()
    assert standing(element) == broad
    stage.page.set_viewport_size({"width": 376, "height": 700})
    until(stage.page, lambda: standing(element) == small, "the other height")


@pytest.mark.parametrize("tokens", ["", "allow-scripts", "allow-scripts allow-popups"])
def test_each_token_of_the_sandbox_is_for_what_the_document_says(stage: Stage, here, tokens: str, slug: str):
    text = re.sub(r'sandbox="[^"]*"', f'sandbox="{tokens}"', snippet()).replace('height="512"', 'height="333"')
    stage.open(here(text + line()))
    element, frame = stage.frame()
    frames_pass(stage.page)
    assert (standing(element) == 333) == (tokens == "")
    if tokens == "":  # a script of the test's own cannot run there either
        box = element.bounding_box()
        stage.page.mouse.click(*centre(frame.locator(FIGURE).first))
        until(stage.page, lambda: frame.locator(SOURCE).count() == 1, "the source to open")
        assert element.bounding_box() == box
    else:
        grows(stage, element, frame)
    address = frame.locator(".embed__foot a span").inner_text()
    assert address == f"{PUBLIC_URL.partition('://')[2]}/operations/{slug}.html"
    stage.page.context.route(f"{ORIGIN}/**", lambda route: route.fulfill(body="There", content_type="text/html"))
    opened: list = []
    stage.page.context.on("page", lambda page: opened.append(page))  # Playwright takes no built-in
    frame.locator(".embed__foot a").click()
    if "allow-popups" in tokens:
        until(stage.page, lambda: opened, "a tab")
        assert opened[0].evaluate("origin") == "null"  # sandboxed as well: it lacks the third token
    else:
        frames_pass(stage.page)
        assert opened == []
    stage.complaints.clear()  # the browser tells of what the sandbox forbids


def centre(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def fragment(published: Path, slug: str) -> str:
    return (published / "embed" / f"{slug}.fragment.html").read_text(encoding="utf-8")


def test_a_fragment_takes_light_and_dark_and_nothing_else(stage: Stage, published: Path, slug: str):
    """From the element around it; what is set on its own element does nothing, as the document says."""
    colours = f"""() => {{ const root = document.querySelector('{WHOLE}').shadowRoot;
      return [getComputedStyle(root.querySelector('.embed')).backgroundColor, getComputedStyle(root.querySelector('a')).color] }}"""
    width = f"document.querySelector('{WHOLE}').offsetWidth"
    seen = []
    for scheme in ("light", "dark"):
        stage.open(f'<div style="color-scheme:{scheme};width:500px">{fragment(published, slug)}</div>')
        seen.append(stage.page.evaluate(colours))
        assert stage.page.evaluate(width) == 500
    brightness = [sum(map(int, re.findall(r"\d+", ground))) for ground, _ in seen]
    assert brightness[0] > 600 > 150 > brightness[1]
    rules = (
        "color-scheme: light; --paper: #f0f; --mark-text: #f0f; display: none; width: 200px; margin: 9px; color: #f0f"
    )
    stage.page.add_style_tag(content=f"{WHOLE} {{ {rules.replace(';', ' !important;')} !important }}")
    assert stage.page.evaluate(colours) == seen[1]
    assert stage.page.evaluate(width) == 500


PLACES = ["float: left", "inline-size: fit-content", "display: table-cell"]


@pytest.mark.parametrize("place", [*PLACES, "inline-size: 444px"])
def test_a_fragment_is_as_wide_as_its_place(stage: Stage, published: Path, slug: str, place: str):
    """Or has the width that the document tells, where the place is as wide as what stands in it."""
    told = int(re.search(r"it is (\d+) pixels wide", " ".join(section("A fragment").split()))[1])
    stage.open(f'<div style="{place}">{fragment(published, slug)}</div>')
    width = stage.page.evaluate(f"document.querySelector('{WHOLE}').offsetWidth")
    assert width == (told if place in PLACES else 444)


def test_a_fragment_needs_a_parser_and_else_is_a_quotation(stage: Stage, published: Path, slug: str):
    stage.open("<div></div>")
    text = fragment(published, slug)
    set_in = f"(text, way) => {{ const e = document.querySelector('div'); way(e, text); return [!!e.querySelector('{WHOLE}').shadowRoot, e.innerText] }}"
    has, words = stage.page.evaluate(f"text => ({set_in})(text, (e, text) => {{ e.innerHTML = text }})", text)
    assert not has
    assert ["setHTMLUnsafe" in told for told in stage.complaints] == [True]  # Chromium says the same as the document
    stage.complaints.clear()
    data = json.loads((published / "embed" / f"{slug}.json").read_bytes())
    assert words.startswith(data["title"])
    assert stage.page.locator("div blockquote a").get_attribute("href").startswith(PUBLIC_URL)
    facts = stage.page.locator("div blockquote li")
    assert facts.count() == len(re.findall(r'class="embed__row"', text)) > 1
    assert all("(" in each for each in facts.all_inner_texts())
    has, words = stage.page.evaluate(f"text => ({set_in})(text, (e, text) => e.setHTMLUnsafe(text))", text)
    assert has
    assert stage.page.locator("h2").inner_text() == data["title"]
    closed = stage.page.locator(".slip").first
    assert not closed.is_visible()
    stage.page.click("summary")
    assert all(each.is_visible() for each in stage.page.locator(".slip").all())


def test_all_fragments_have_one_style_whose_hash_is_all_that_a_policy_needs(stage: Stage, published: Path):
    texts = [path.read_text(encoding="utf-8") for path in (published / "embed").glob("*.fragment.html")]
    styles = {re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1] for text in texts}
    (style,) = styles
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    stage.open(
        "".join(texts), headers=(("Content-Security-Policy", f"default-src 'none'; style-src 'sha256-{hashed}'"),)
    )
    assert stage.page.locator(WHOLE).count() == len(texts) > 2
    assert stage.page.locator(".embed__title").first.evaluate("e => getComputedStyle(e).fontWeight") == "700"


@contextmanager
def including(room: Path, upstream: str) -> Iterator[str]:
    """The address of an nginx that serves the folder `www` of the room, by the recipe of the document.

    upstream: the address, with a slash at its end, that is set in the place of the feature's.
    """
    tool = servers.find("nginx")
    if tool.path is None:
        pytest.skip(tool.reason)
    beside, within = (block.replace(PUBLIC_URL + "/", upstream) for block in blocks("A fragment", "nginx"))
    beside = re.sub(r"/var/\S+", f"{room}/cache", beside)
    assert "proxy_cache_valid 200 1m" in within
    within = within.replace("proxy_cache_valid 200 1m", "proxy_cache_valid 200 1s")  # so that it is soon asked again
    port = free_port()
    (room / "deploy").mkdir()
    (room / "deploy" / "nginx.conf").write_text(
        f"{beside}server {{ listen {HOST}:{port}; root {room}/www; gzip on; default_type text/html;\n{within} }}\n",
        encoding="utf-8",
    )
    said = room / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(nginx(tool.path, room), cwd=room, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        wait(process, port, said)
        yield f"http://{HOST}:{port}/"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


STORY = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>S</title><link rel="icon" href="data:,"></head><body><p>Ours.</p>{}</body></html>'


def write_story(room: Path, name: str, slug: str) -> None:
    """A portal's story with the line of the document in it."""
    (room / "www").mkdir(exist_ok=True)
    include = blocks("A fragment", "html")[0].strip().replace("NAME", slug)
    (room / "www" / name).write_text(STORY.format(include), encoding="utf-8")


def got(address: str, **headers: str) -> str:
    """What is at an address that answers with 200. A header's name is written with _ for -."""
    asked = Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with build_opener(ProxyHandler({})).open(asked, timeout=20) as answer:
        assert answer.status == 200
        return answer.read().decode()


def test_nginx_includes_a_fragment_as_the_document_says(stage: Stage, tmp_path: Path, slug: str):
    """The recipe and the line of the document; the story around it is the portal's."""
    write_story(tmp_path, "story.html", slug)
    with including(tmp_path, stage.embeds) as top:
        stage.page.goto(top + "story.html")
        assert stage.page.locator(f"{WHOLE} h2").is_visible()
        assert stage.page.locator(WHOLE).evaluate("e => !!e.shadowRoot")
        assert stage.page.locator("body > p").inner_text() == "Ours."


def test_nginx_tells_the_feature_nothing_of_readers(published: Path, tmp_path: Path, slug: str):
    """Each gets the whole page, also one who has a copy; none can ask for the path of the fragments."""
    write_story(tmp_path, "story.html", slug)
    whole = STORY.format(fragment(published, slug).strip())
    own = {
        "Cookie": "reader=7",
        "Authorization": "Basic eDp5",
        "Referer": "https://portal.example/",
        "If_Modified_Since": "Fri, 31 Dec 2100 00:00:00 GMT",
        "Accept_Encoding": "identity",
    }
    with server(published) as upstream, including(tmp_path, upstream.address) as top:
        assert got(top + "story.html", **own).replace(">\n<", "><") == whole.replace(">\n<", "><")
        assert len(upstream.noted) == 1
        assert upstream.noted[0].keys() == {"path", "host", "connection"}
        assert got(top + "story.html")
        assert len(upstream.noted) == 1  # what was fetched is kept
        assert got(f"{top}annals/{slug}.fragment.html") == ""


def test_nginx_leaves_no_error_in_a_story(published: Path, tmp_path: Path, slug: str):
    """Nothing stands where a fragment is missing; the kept copy, where the feature's server has gone."""
    other = max(path.stem for path in (published / "operations").glob("*.html"))
    assert other != slug
    for name, each in (("story.html", slug), ("missing.html", "no-such"), ("never.html", other)):
        write_story(tmp_path, name, each)
    with ExitStack() as upstream:
        address = upstream.enter_context(server(published)).address
        with including(tmp_path, address) as top:
            first = got(top + "story.html")
            assert "<annals-embed" in first
            assert got(top + "missing.html") == STORY.format("")
            upstream.close()
            time.sleep(2.1)  # until the copy is old, by nginx's clock of whole seconds
            assert got(top + "story.html") == first
            assert got(top + "never.html") == STORY.format("")
