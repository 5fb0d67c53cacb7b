"""Fragments in other sites' pages: neither touches the other's styles; a server sets them in; words stand where no parser does."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import Browser, Page

from dev import servers
from tests.browser.visits import tab
from tests.servers.running import HOST, PATIENCE, apache, free_port, wait

# Of every element in a fragment but the strokes of its drawings: its box, from the fragment's own corner, and how it
# looks. What is inherited comes with it.
INSIDE = """() => [...document.querySelectorAll("annals-embed")].map((fragment) => {
  const corner = fragment.getBoundingClientRect(), round = (number) => Math.round(number * 100) / 100;
  const names = ["display", "visibility", "opacity", "position", "float", "color", "background-color", "fill", "stroke", "stroke-width",
    "font-family", "font-size", "font-weight", "font-style", "line-height", "letter-spacing", "word-spacing", "text-transform", "text-align",
    "text-decoration", "direction", "unicode-bidi", "cursor", "list-style-type", "border-top-width", "border-top-color", "border-collapse",
    "margin-top", "padding-left", "white-space", "zoom", "color-scheme", "pointer-events", "user-select", "text-indent", "text-shadow"];
  return [...fragment.shadowRoot.querySelectorAll("*:not(path + path)")].map((each) => {
    const style = getComputedStyle(each), box = each.getBoundingClientRect(), seen = box.width || box.height;
    const made = ["::before", "::after"].map((name) => getComputedStyle(each, name)).map((it) => [it.content, it.inset, it.width, it.height, it.color]);
    return [each.tagName, each.getAttribute("class"), ...made,
      ...(seen ? [box.left - corner.left, box.top - corner.top, box.width, box.height].map(round) : []),
      ...names.map((name) => name + ": " + style.getPropertyValue(name))].join("; ");
  });
})"""
OUTSIDE = """() => [...document.querySelectorAll("body, body *:not(annals-embed, annals-embed *)")].map((each) => {
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  return [each.tagName, box.left, box.top, box.width, box.height, ...[...style].map((name) => name + style.getPropertyValue(name))].join(";");
})"""
ROOM = (
    '<section style="all: initial !important; display: block !important; position: absolute !important;'
    ' inset: 0 auto auto 0 !important; inline-size: {width}px !important; color-scheme: {scheme} !important">{inside}</section>'
)
ROLES = (
    "paper",
    "raised",
    "ink",
    "soft",
    "accent",
    "mark",
    "mark-text",
    "hairline",
    "serif",
    "sans",
    "note",
    "caption",
)
HOSTILE = {
    "all that is unset": "* { all: unset }",
    "all that is unset, with force": "* { all: unset !important }",
    "no boxes": "div, article, header, footer, ul, svg, details, style { display: none } div { display: none !important }",
    "red words": "p, li, a, h2, b, span { color: red !important; font: 40px/3 fantasy !important; text-transform: uppercase !important }",
    "small letters at the root": "html { font-size: 5px }",
    "large letters in the body": "body { font: italic 40px/2 cursive; letter-spacing: 9px; word-spacing: 1em; text-align: right; color: lime; cursor: wait }",
    "from the right": "html { direction: rtl } * { direction: rtl !important; unicode-bidi: bidi-override }",
    "of the element itself": "annals-embed { display: none !important; all: unset; color: red; zoom: 2; opacity: .2 !important; float: right; margin: 50px }",
    "its own roles": ":root, * { " + "".join(f"--{role}: red;" for role in ROLES) + " --given: red }",
    "its own roles, with force": "annals-embed { " + "".join(f"--{role}: red !important;" for role in ROLES) + " }",
    "shapes": "svg, svg * { fill: red !important; stroke: lime !important; stroke-width: 9px !important; font-size: 40px !important }",
    "layers and containers": "@layer tokens, components, utilities; @layer utilities { * { color: red !important } } body { container: page / size }",
}  # fmt: skip


@pytest.fixture(scope="module", params=["published", "published_harbour"])
def published_tree(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture
def texts(published_tree: Path) -> dict[str, str]:
    """The text of one fragment of each sort, by its slug: of the home page, an operation, a graphic in each kind."""
    found = {path.name.split(".")[0]: path for path in sorted((published_tree / "embed").glob("*.fragment.html"))}
    assert len(found) > 5
    return {slug: path.read_text(encoding="utf-8") for slug, path in found.items()}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with tab(browser, viewport={"width": 1000, "height": 900}) as page:
        yield page


def classes(text: str) -> set[str]:
    return {name for names in re.findall(r'class="([^"]+)"', text) for name in names.split()}


def host(inside: str, css: str = "", scheme: str = "light", width: int = 640) -> str:
    room = ROOM.format(width=width, scheme=scheme, inside=inside)
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title><style>{css}</style></head><body>{room}</body></html>'


@pytest.mark.parametrize("hostile", [*HOSTILE, "every class of its own"])
def test_a_hosts_styles_do_not_reach_in(page: Page, texts: dict[str, str], hostile: str) -> None:
    """Each element in it has the box and the look that it has in an empty page."""
    scheme = "dark" if "roles" in hostile else "light"
    for text in list(texts.values())[:: 1 if "letters" in hostile else 3]:
        css = HOSTILE.get(hostile) or "".join(
            f".{name} {{ display: none !important; color: red !important; margin: 9px !important }}"
            for name in classes(text)
        )
        seen = []
        for styles in ("", css):
            page.set_content(host(text, styles, scheme))
            seen.append(page.evaluate(INSIDE)[0])
        assert len(seen[0]) > 20
        assert seen[0] == seen[1]


def test_the_look_in_a_kind_page_and_in_a_hostile_one_is_the_same_picture(page: Page, texts: dict[str, str]) -> None:
    css = "".join(
        HOSTILE[name] for name in ("all that is unset", "red words", "small letters at the root", "its own roles")
    )
    for text in list(texts.values())[::4]:
        pictures = []
        for styles in ("", css):
            page.set_content(host(text, styles))
            box = page.locator("annals-embed").bounding_box()
            pictures.append(page.screenshot(clip=box))
        same = pictures[0] == pictures[1]
        assert same


PORTAL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Portal</title></head>
<body><header><h1>A portal</h1><nav><ul><li><a href="#">News</a></li></ul></nav></header>
<article class="embed"><div class="embed__card"><h2 class="embed__title">A story</h2><p class="embed__site">Words <b>of</b> its own.</p>
<table class="embed__table"><tr><td>1</td></tr></table><svg class="drawing ring" viewBox="0 0 9 9"><text class="bold">x</text></svg>
<details><summary>More</summary>Words.</details><aside class="slip">A slip.</aside></div></article>
<section style="block-size: 900px; overflow: hidden">{inside}</section><footer>The end of it.</footer></body></html>"""


def test_a_fragment_does_not_reach_out(page: Page, texts: dict[str, str]) -> None:
    """Each element of the page around it has the same place and style with it and without, whatever its class."""
    page.set_content(PORTAL.format(inside=""))
    without = page.evaluate(OUTSIDE)
    for text in texts.values():
        page.set_content(PORTAL.format(inside=text))
        assert page.evaluate("document.querySelectorAll('annals-embed')[0].shadowRoot !== null")
        assert page.evaluate(OUTSIDE) == without


def test_two_stand_on_one_page(page: Page, texts: dict[str, str]) -> None:
    """Each in its own look; no id of one is met by the other, or by the page's own."""
    one, *_, other = texts.values()
    alone = []
    for text in (one, other):
        page.set_content(host(text))
        alone += page.evaluate(INSIDE)
    page.set_content(host(one + other))
    together = page.evaluate(INSIDE)
    assert together == alone
    page.set_content(host(one + one))
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0


def test_it_runs_nothing_and_asks_for_nothing(page: Page, texts: dict[str, str]) -> None:
    """No script, no id that a host's page could clash with, no request; each link opens a tab of its own."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for slug, text in texts.items():
        assert not re.search(r"<script|\son\w+=|\ssrc=|<link|@import|url\(", text), slug
        assert " id=" not in text.partition("</template>")[2]
        page.set_content(host(text))
        links = page.locator("annals-embed .embed a").all()
        assert [(a.get_attribute("target"), a.get_attribute("rel")) for a in links] == [("_blank", "noopener")]
        assert links[0].get_attribute("href").startswith("https://")
    assert asked == []


@pytest.mark.parametrize("width", [240, 320, 640, 1_000])
def test_it_gets_as_narrow_as_its_column_whatever_the_window(page: Page, texts: dict[str, str], width: int) -> None:
    for slug, text in texts.items():
        page.set_content(host(text, width=width))
        fragment = page.locator("annals-embed")
        fragment.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
        assert fragment.evaluate("each => each.getBoundingClientRect().width") == width
        card = fragment.locator(".embed__card")
        assert card.evaluate("each => each.scrollWidth") <= width, slug


def test_light_or_dark_is_the_hosts(page: Page, texts: dict[str, str]) -> None:
    """The page's color-scheme decides, not what its reader prefers elsewhere; on paper it is dark on white."""
    ground = "() => getComputedStyle(document.querySelector('annals-embed').shadowRoot.querySelector('.embed')).backgroundColor"
    text = next(iter(texts.values()))
    page.emulate_media(color_scheme="dark")
    found = {}
    for scheme in ("light", "dark", "light dark"):
        page.set_content(host(text, scheme=scheme))
        found[scheme] = page.evaluate(ground)
    assert found["light"] != found["dark"] == found["light dark"]
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    ink = page.locator("annals-embed .embed__title").evaluate("each => getComputedStyle(each).color")
    assert max(int(part) for part in re.findall(r"\d+", ink)) < 90


def test_without_a_parser_words_stand_in_its_place(page: Page, texts: dict[str, str]) -> None:
    """Set in by innerHTML there is no shadow root: its title, its figures with who says them, and its link are read."""
    for slug, text in texts.items():
        page.set_content(host(text))
        title = page.locator("annals-embed .embed__title").inner_text()
        numerals = page.locator("annals-embed .embed__numeral b").all_inner_texts()
        page.evaluate("text => { document.querySelector('section').innerHTML = text }", text)
        fragment = page.locator("annals-embed")
        assert fragment.evaluate("each => each.shadowRoot") is None
        said = fragment.inner_text()
        assert title in said, slug
        assert len(said.split()) > len(title.split()) + 4
        assert [numeral for numeral in numerals if numeral not in said] == [], slug
        assert fragment.locator("a").get_attribute("href").startswith("https://")
        page.goto("about:blank")


NGINX = "daemon off;\nmaster_process off;\npid {room}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n access_log off;\n default_type text/html;\n{temporary} server {{ listen {host}:{port}; root {room}/portal; ssi on; }}\n}}\n"
APACHE = """LoadModule include_module {modules}/mod_include.so
Listen {host}:{port}
DocumentRoot {{room}}/portal
<Directory {{room}}/portal>
    Require all granted
    Options +Includes
    AddType text/html .html
    AddOutputFilter INCLUDES .html
</Directory>"""


@contextmanager
def assembling(name: str, room: Path) -> Iterator[str]:
    """The address of a real server that puts the pages of room/portal together."""
    tool = servers.find(name)
    if tool.path is None:
        pytest.skip(tool.reason)
    port = free_port()
    if name == "nginx":
        folders = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f" {each}_temp_path {room}/{each};\n" for each in folders)
        (room / "nginx.conf").write_text(NGINX.format(room=room, temporary=temporary, host=HOST, port=port))
        command = [tool.path, "-e", "stderr", "-p", str(room), "-c", str(room / "nginx.conf")]
    else:
        modules = servers.apache_modules(tool.path)
        command = apache(tool.path, room, APACHE.format(modules=modules, host=HOST, port=port))
    said = room / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=room, env=os.environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        wait(process, port, said)
        yield f"http://{HOST}:{port}/"
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that a server which gives up root can still read."""
    with tempfile.TemporaryDirectory(prefix="annals-portal-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.mark.parametrize("name", ["nginx", "apache2"])
def test_a_real_server_sets_it_in(page: Page, texts: dict[str, str], readable: Path, name: str) -> None:
    """By server-side includes: the page that comes has the shadow roots, and the words of the fragments once."""
    parts = readable / "portal" / "parts"
    parts.mkdir(parents=True)
    chosen = list(texts)[:2]
    for slug in chosen:
        (parts / f"{slug}.fragment.html").write_text(texts[slug], encoding="utf-8")
    lines = "\n".join(f'<!--#include virtual="/parts/{slug}.fragment.html" -->' for slug in chosen)
    (readable / "portal" / "story.html").write_text(host(f"<p>Before.</p>{lines}<p>After.</p>"), encoding="utf-8")
    with assembling(name, readable) as address:
        got = build_opener(ProxyHandler({})).open(f"{address}story.html", timeout=PATIENCE).read().decode()
        assert all(texts[slug].strip() in got for slug in chosen)
        page.goto(f"{address}story.html")
        titles: Callable[[], list[str]] = page.locator("annals-embed .embed__title").all_inner_texts
        assert len(titles()) == 2
        assert page.locator("annals-embed").evaluate_all("all => all.every((each) => each.shadowRoot)")
