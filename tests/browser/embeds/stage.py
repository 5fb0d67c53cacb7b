"""A portal's page on one origin, embeds on another, a stranger on a third: what the tests of embeds stand on."""

import hashlib
import re
import shutil
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import ElementHandle, Frame, Page

from dev.httpd import Handler, StaticServer
from tests.helpers import ROOT

SCRIPTS = ROOT / "theme" / "static" / "embed"
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
STYLE = "border:0;max-width:100%"
PATIENCE = 8_000  # ms until what was awaited is taken as not coming; what holds is seen at once

SAMPLE_STYLE = """
:root { color-scheme: light dark; --given: #123456; background: #fff; color: #000 }
@media (prefers-color-scheme: dark) { :root { background: #000; color: #fff } }
html, body { margin: 0 }
html { overflow-x: hidden }
body { display: flow-root; width: 100vw; font: 16px/24px sans-serif }
svg { display: block; width: 100%; background: #888 }
aside { display: none; padding: 20px }
:target { display: block; outline: 2px solid var(--given) }
.long { height: 40px }
"""

# Everything that an embed page may have: a drawing that scales, a part that opens, an aside that is shown by its anchor.
SAMPLE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">{policy}<title>Sample</title>
<style>{style}</style></head>
<body>
<svg viewBox="0 0 640 201" role="img" aria-label="A drawing"></svg>
<details id="more"><summary>More</summary><p>What is told to those who ask for more.</p></details>
<p>It was said that <a id="fact" href="#source">607 citizens</a> came home, of whom more is told
<a id="down" href="#end">at the end</a> and <a id="out" href="https://news.example/" target="_blank" rel="noopener">elsewhere</a>.</p>
<div class="long"></div>
<h2 id="end">The end</h2>
<aside id="source">The source of it, with a <a id="deep" href="#end">way back</a>.</aside>
<script>{script}</script>
</body>
</html>
"""


def sha(text: str) -> str:
    return "'sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def write_sample(tree: Path) -> None:
    """An embed's tree, without a feature: embed/sample.html, the same under a CSP of hashes, and embed.js."""
    script = (SCRIPTS / "child.js").read_text(encoding="utf-8").strip()
    rules = f"default-src 'none'; script-src {sha(script)}; style-src {sha(SAMPLE_STYLE)}"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    (tree / "embed").mkdir(parents=True)
    for name, policy in (("sample", ""), ("guarded", meta)):
        page = SAMPLE.format(policy=policy, style=SAMPLE_STYLE, script=script)
        (tree / "embed" / f"{name}.html").write_text(page, encoding="utf-8")
    shutil.copy2(SCRIPTS / "embed.js", tree)


class Noting(Handler):
    """Answers as the plain server, and notes what each request said of where it came from."""

    noted: list[dict[str, str]]

    def do_GET(self) -> None:
        self.server.noted.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
        super().do_GET()

    do_HEAD = do_GET


@contextmanager
def server(tree: Path, headers: tuple[tuple[str, str], ...] = ()) -> Iterator[StaticServer]:
    """Serve a tree on a free port of this machine; its `noted` are the headers of each request, by small names."""
    with StaticServer(tree, handler=Noting, headers=headers) as running:
        running.noted = []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()


def snippet(address: str, height: int = 400, style: str = STYLE, sandbox: str | None = SANDBOX, **more: str) -> str:
    """The iframe as it is copied. more: further attributes, `_` for `-`; None leaves one out."""
    attributes = {
        "data-annals": "",
        "title": "T",
        "width": "640",
        "height": str(height),
        "sandbox": sandbox,
        "referrerpolicy": "no-referrer",
        "style": style or None,
        **{name.replace("_", "-"): value for name, value in more.items()},
        "src": address,
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items() if value is not None)
    return f"<iframe {written}></iframe>"


def with_figures(tree: Path) -> Iterator[tuple[str, str, str]]:
    """(slug, id of its first figure, id of its second) of the embeds of a tree's operations that have two or more."""
    for page in sorted((tree / "operations").glob("*.html")):
        text = (tree / "embed" / page.name).read_text(encoding="utf-8")
        first, second, *_ = [*re.findall(r'class="embed__row" href="#([^"]+)"', text), "", ""]
        if second:
            yield page.stem, first, second


@dataclass
class Stage:
    """One test's three origins and its tab.

    embeds: the embeds' server, below http://127.0.0.1. portal: the host's folder, below http://localhost.
    asked: what the embeds' server was asked for, as it notes it. complaints: errors and warnings of all pages.
    """

    page: Page
    embeds: str
    portal: Path
    running: ExitStack
    asked: list[dict[str, str]]
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        loud = ("error", "warning")
        note = self.complaints.append
        asked_by_the_browser = "/favicon.ico"
        self.page.on(
            "console",
            lambda message: (
                note(message.text)
                if message.type in loud and not message.location["url"].endswith(asked_by_the_browser)
                else None
            ),
        )
        self.page.on("pageerror", lambda error: note(str(error)))

    @property
    def line(self) -> str:
        """The optional line of script."""
        return f'<script async src="{self.embeds}embed.js"></script>'

    def embed(self, name: str = "sample", rest: str = "") -> str:
        return f"{self.embeds}embed/{name}.html{rest}"

    def open(
        self, body: str, head: str = "", headers: tuple[tuple[str, str], ...] = (), wait_until: str = "load"
    ) -> None:
        """Open the body as a portal's page, on an origin of its own. wait_until: as Playwright's goto takes it."""
        origin = self.running.enter_context(server(self.portal, headers)).address
        self.page.goto(origin.replace("127.0.0.1", "localhost") + self.write(body, head), wait_until=wait_until)

    def write(self, body: str, head: str = "", name: str = "portal.html") -> str:
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>P</title>{head}'
        text = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
        (self.portal / name).write_text(text, encoding="utf-8")
        return name

    def frames(self, count: int = 1) -> list[tuple[ElementHandle, Frame]]:
        """The frames of embeds, in the order they stand in, once each of them has been read to its end."""
        until(
            self.page,
            lambda: len([frame for frame in self.page.frames if "/embed/" in frame.url]) >= count,
            f"{count} embeds to come",
        )
        pairs = [(frame.frame_element(), frame) for frame in self.page.frames if "/embed/" in frame.url]
        for _, frame in pairs:
            frame.wait_for_load_state("load")
        return sorted(pairs, key=lambda pair: pair[0].evaluate("e => e.getBoundingClientRect().top"))

    def frame(self) -> tuple[ElementHandle, Frame]:
        return self.frames()[0]


def until(page: Page, holds: Callable[[], object], what: str) -> None:
    """Wait until it holds; fail with what was awaited."""
    for _ in range(PATIENCE // 20):
        if holds():
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"waited in vain for {what}")


CONTENT = "() => Math.ceil(document.documentElement.getBoundingClientRect().height)"
STANDS = "e => e.getBoundingClientRect().height"


def content_height(frame: Frame) -> int:
    return frame.evaluate(CONTENT)


def standing(element: ElementHandle) -> float:
    return element.evaluate(STANDS)


def fits(page: Page, element: ElementHandle, frame: Frame, least: int = 1, most: int = 20_000) -> int:
    """Wait until the frame is as high as what is in it, to the pixel, within a host's own bounds; return that height."""
    seen = (0, 0)

    def same() -> bool:
        nonlocal seen
        seen = (min(max(content_height(frame), least), most), standing(element))
        return seen[0] == seen[1]

    try:
        until(page, same, "the frame to fit")
    except AssertionError:
        raise AssertionError(f"content {seen[0]} px, frame {seen[1]} px") from None
    return seen[0]


def frames_pass(page: Page, count: int = 3) -> None:
    """Let the host draw some frames, by when a message that was sent has long come."""
    page.evaluate(
        "count => new Promise(done => { const step = () => count-- ? requestAnimationFrame(step) : done(); step(); })",
        count,
    )
    page.wait_for_timeout(50)


GROW = """by => {
  const more = document.createElement("div");
  more.className = "added";
  more.style.height = by + "px";
  document.body.append(more);
}"""
SHRINK = "() => document.querySelector('.added').remove()"
