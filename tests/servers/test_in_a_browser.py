"""Real Chromium under the made headers: pages lose nothing to their policy, and only embeds may be framed elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from dev.httpd import serving
from tests.browser.visits import address_of, html_pages, listen, settle, tab
from tests.servers.conftest import AT_ROOT, BELOW
from tests.servers.running import SERVERS

# What a reader sees of the page's styles: the ground that it is painted on.
GROUND = "() => getComputedStyle(document.documentElement).backgroundColor"
# The page's own, and those of its shadow roots.
CSS_RULES = """() => [document, ...[...document.querySelectorAll('*')].map((each) => each.shadowRoot)]
    .flatMap((root) => root ? [...root.styleSheets] : []).reduce((sum, sheet) => sum + sheet.cssRules.length, 0)"""
# A page that shuts everything out which does not say that it may come in (HTML, section 7.1.4).
ISOLATED = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
PORTAL = """<!doctype html><title>A portal</title><script>var told = []; addEventListener('message', (event) => told.push(event.data))</script>
<script>var at = 'gone'</script><script src="{top}embed.js" onload="at = 'here'"></script>
<iframe name="embed" title="x" width="640" height="300" {sandbox} src="{top}embed/jusan.html"></iframe>
<iframe name="page" src="{top}about.html"></iframe>
<img src="{top}graphics/jusan-people-1200.png" onload="document.title = 'a picture came'" alt="">"""
HEIGHTS = "() => told.filter((data) => data && data.type === 'embed-size').map((data) => data.height)"


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("address", [BELOW, AT_ROOT])
def test_pages_lose_nothing_to_their_policy(browser: Browser, served, name: str, address: str) -> None:
    """No complaint on the console, no request that fails or leaves the host, and styles are there, on each page.

    Each page is looked at once; where else it is served, the same headers are told of all of them.
    """
    server = served(name, address)
    some = ("index.html", "graphics.html", "sources.html", "404.html")
    complaints: list[str] = []
    with tab(browser) as page:
        listen(page, complaints)
        for path in html_pages(server.tree) if (name, address) == ("nginx", BELOW) else some:
            page.goto(address_of(server.top, path))
            page.mouse.wheel(0, 20_000)
            settle(page)
            assert page.evaluate(CSS_RULES) > 0, path
    assert complaints == []


def test_the_console_would_tell(browser: Browser, served) -> None:
    """What the test above relies on: a style that the policy does not name is refused, and the browser says so."""
    server = served("nginx", BELOW)
    (server.tree / "spoilt.html").write_text(
        "<!doctype html><title>x</title><style>p { color: red }</style><p onclick='1'>x"
    )
    complaints: list[str] = []
    with tab(browser) as page:
        listen(page, complaints)
        page.goto(server.top + "spoilt.html")
        settle(page)
        assert page.evaluate("() => getComputedStyle(document.querySelector('p')).color") == "rgb(0, 0, 0)"
    (server.tree / "spoilt.html").unlink()
    assert any("Content Security Policy" in each for each in complaints)


def test_day_and_night_and_graphics_stand(browser: Browser, served) -> None:
    """Colours follow the reader's scheme, and a graphic opened by itself keeps its own styles."""
    server = served("nginx", BELOW)
    grounds = set()
    for scheme in ("light", "dark"):
        complaints: list[str] = []
        with tab(browser, color_scheme=scheme) as page:
            listen(page, complaints)
            page.goto(server.top)
            settle(page)
            grounds.add(page.evaluate(GROUND))
            page.goto(server.top + "favicon.svg") if (server.tree / "favicon.svg").exists() else None
            for svg in sorted(server.tree.rglob("*.svg")):
                page.goto(server.top + svg.relative_to(server.tree).as_posix())
        assert complaints == []
    assert len(grounds) == 2


def test_the_script_works(browser: Browser, served) -> None:
    """The theme's script, which opens one source at a time, is loaded and runs."""
    server = served("nginx", BELOW)
    with tab(browser) as page:
        answers = []
        page.on("response", lambda answer: answers.append((answer.url, answer.status)))
        page.goto(server.top + "articles/story.html")
        settle(page)
        scripts = [status for url, status in answers if url.partition("?")[0].endswith(".js")]
        assert scripts
        assert set(scripts) == {200}
        assert page.evaluate("() => document.scripts.length") > 0


@pytest.mark.parametrize("name", SERVERS)
def test_only_embeds_may_be_framed_elsewhere(browser: Browser, served, tmp_path: Path, name: str) -> None:
    """A page of another site, and one opened from a folder, may frame an embed and nothing else."""
    server = served(name, BELOW)
    frames = "".join(
        f'<iframe name="{at}" src="{server.top}{path}"></iframe>'
        for at, path in (
            ("embed", "embed/probe.html"),
            ("page", "about.html"),
            ("data", "data/facts.json"),
            ("home", ""),
        )
    )
    (tmp_path / "portal.html").write_text(f"<!doctype html><title>A portal</title>{frames}")
    with serving(tmp_path) as elsewhere, tab(browser) as page:
        for portal in (elsewhere + "portal.html", (tmp_path / "portal.html").as_uri()):
            page.goto(portal)
            page.wait_for_load_state("load")
            embed = page.frame("embed")
            assert embed
            assert embed.text_content("p") == "One figure, to be framed."
            assert embed.evaluate("() => getComputedStyle(document.body).color") == "rgb(1, 2, 3)"
            for refused in ("page", "data", "home"):
                frame = page.frame(refused)
                assert frame
                assert frame.url.startswith("chrome-error:"), f"{refused} was framed"


@contextmanager
def portal(text: str, headers: dict[str, str]) -> Iterator[str]:
    """The address of a page of another site, served with these headers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode() if self.path == "/" else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("isolated", [False, True])
@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'])
def test_an_embed_works_in_a_portal(browser: Browser, served, name: str, isolated: bool, sandbox: str) -> None:
    """Its policy lets its own style and script through, sandboxed too; a portal that is isolated lets it and embed.js in.

    No portal may frame a page; an isolated one lets in no picture either, which says nothing of other sites.
    """
    top = served(name, BELOW).top
    complaints: list[str] = []
    with (
        portal(PORTAL.format(top=top, sandbox=sandbox), ISOLATED if isolated else {}) as elsewhere,
        tab(browser) as page,
    ):
        page.on("console", lambda said: complaints.append(f"{said.location.get('url', '')}: {said.text}"))
        page.goto(elsewhere)
        page.wait_for_load_state("load")
        assert page.evaluate("() => crossOriginIsolated") is isolated
        assert page.evaluate("() => at") == "here"
        assert page.title() == ("A portal" if isolated else "a picture came")
        refused = page.frame("page")
        assert refused
        assert refused.url.startswith("chrome-error:")
        page.wait_for_function(f"() => ({HEIGHTS})().length > 0")
        embed = page.frame("embed")
        assert embed
        assert embed.evaluate(CSS_RULES) > 0
        assert page.evaluate(HEIGHTS)[-1] == embed.evaluate(
            "() => Math.ceil(document.documentElement.getBoundingClientRect().height)"
        )
    assert [each for each in complaints if "/embed" in each] == []


@pytest.mark.parametrize("name", SERVERS)
def test_a_page_may_frame_pages_of_its_own(browser: Browser, served, name: str) -> None:
    server = served(name, BELOW)
    with tab(browser) as page:
        page.goto(server.top)
        page.evaluate("""() => { const f = document.createElement('iframe'); f.name = 'own'; f.src = 'about.html';
                                 document.body.append(f); return new Promise((done) => { f.onload = done }) .then(() => 1) }""")
        frame = page.frame("own")
        assert frame
        assert frame.title()


def test_data_may_be_read_by_other_sites(browser: Browser, served, tmp_path: Path) -> None:
    """By their scripts, for all servers; a page may not."""
    (tmp_path / "portal.html").write_text("<!doctype html><title>A portal</title>")
    fetched = """async (address) => { try { return (await fetch(address)).status } catch { return 'refused' } }"""
    with serving(tmp_path) as elsewhere, tab(browser) as page:
        page.goto(elsewhere + "portal.html")
        for name in SERVERS:
            top = served(name, BELOW).top
            assert page.evaluate(fetched, top + "data/facts.json") == 200
            for path in ("embed/probe.json", "embed/probe.fragment.html", "embed.js"):
                assert page.evaluate(fetched, top + path) == 200
            assert page.evaluate(fetched, top + "about.html") == "refused"
