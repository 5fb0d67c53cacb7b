"""What docs/embedding.md writes down is tried as it is written: its snippets, policies, listener, rules and includes."""

import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import ElementHandle, Frame

from dev import servers
from tests.browser.embeds.stage import Stage, content_height, fits, frames_pass, standing, until
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
    """As a header, letter by letter; with the two rules in the host's own stylesheet; nothing is reported."""
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
    """The rules of the document, by which a frame has one height or the other."""
    (css,) = blocks("A frame", "css")
    small, broad = (int(height) for height in re.findall(r"height: (\d+)px", css))
    stage = staged(published, java_script_enabled=False)
    stage.open(
        snippet().replace(PUBLIC_URL + "/", stage.embeds).replace("NAME", slug),
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
def including(room: Path, location: str) -> Iterator[str]:
    """nginx with server-side includes, which serves the folder `www` of the room and has that location; its address."""
    tool = servers.find("nginx")
    if tool.path is None:
        pytest.skip(tool.reason)
    port = free_port()
    (room / "deploy").mkdir()
    (room / "deploy" / "nginx.conf").write_text(
        f"server {{ listen {HOST}:{port}; root {room}/www; ssi on; gzip on; default_type text/html;\n{location} }}\n",
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


def test_nginx_includes_a_fragment_as_the_document_says(stage: Stage, here, tmp_path: Path, slug: str):
    """The location and the line of the document; the story around it is the portal's."""
    (location,) = blocks("A fragment", "nginx")
    include = blocks("A fragment", "html")[0]
    (tmp_path / "www").mkdir()
    story = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>S</title><link rel="icon" href="data:,"></head><body><p>Ours.</p>{include}</body></html>'
    (tmp_path / "www" / "story.html").write_text(story.replace("NAME", slug), encoding="utf-8")
    with including(tmp_path, here(location)) as top:
        stage.page.goto(top + "story.html")
        assert stage.page.locator(f"{WHOLE} h2").is_visible()
        assert stage.page.locator(WHOLE).evaluate("e => !!e.shadowRoot")
        assert stage.page.locator("body > p").inner_text() == "Ours."
