"""Measures what a hundred embeds on one page of a portal cost in script, with the optional line, on two origins.

Counted is the processor time of all turns of the embeds' own scripts, in the portal's page and in every frame, as
Chromium traces them, from the opening of the page until each frame has its height. Layout that a script asks for is
taken off: a page is laid out with or without it. Frames are not lazy, and the window is as high as the page: all
hundred load at once, which no reader's portal does.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from dev import tools
from dev.httpd import serving
from dev.timing import DOES_NOT_HOLD, HOLDS

EMBEDS = 100
MOST_MS = 50.0  # of script in all
RUNS = 5
FIRST_HEIGHT = 33  # px; no embed is as low, so that a frame of another height has been given one
WINDOW: ViewportSize = {"width": 1200, "height": 30_000}  # px; frames off the screen report late
SCALE = 0.1  # hardly anything is painted, which is not measured and would only keep the processors busy
FRAME = (
    '<iframe data-annals title="{n}" width="640" height="{height}" sandbox="allow-scripts allow-popups '
    'allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" src="{src}"></iframe>'
)
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Portal</title><style>iframe{{border:0}}</style>'
    '{frames}<script async src="{top}embed.js"></script></html>'
)
ALL_SIZED = f"[...document.querySelectorAll('iframe')].every(frame => frame.offsetHeight !== {FIRST_HEIGHT})"

TURNS = ("EvaluateScript", "FunctionCall")  # what Chromium's trace calls the running of a script, and of its listeners
NOT_SCRIPT = ("Document::UpdateStyleAndLayout", "MajorGC", "MinorGC")


def embeds(tree: Path) -> str:
    """Measure a published tree, and tell it. tree: has embed/*.html and embed.js."""
    tool = tools.chromium()
    if tool.path is None:
        return f"{EMBEDS} embeds on one page: not run. {tool.reason}"
    spent = measure(tree, tool.path)
    verdict = HOLDS if spent <= MOST_MS else DOES_NOT_HOLD
    return (
        f"{EMBEDS} embeds on one page, the least of {RUNS} runs\n"
        f"  script in all   {spent:6.1f} ms  at most {MOST_MS:.0f} ms: {verdict}"
    )


def measure(tree: Path, chromium: str) -> float:
    """Milliseconds of script that a hundred embeds of a published tree cost in all, the least of RUNS.

    chromium: the browser's path. Raises playwright's TimeoutError where a frame is left without a height.
    """
    with serving(tree) as top, tempfile.TemporaryDirectory() as room, sync_playwright() as play:
        names = sorted(path.name for path in (tree / "embed").glob("*.html") if ".fragment" not in path.name)
        sources = [f"{top}embed/{names[n % len(names)]}" for n in range(EMBEDS)]
        frames = "\n".join(FRAME.format(n=n, height=FIRST_HEIGHT, src=source) for n, source in enumerate(sources))
        (Path(room) / "portal.html").write_text(PAGE.format(frames=frames, top=top), encoding="utf-8")
        with serving(Path(room)) as portal:
            address = portal.replace("127.0.0.1", "localhost") + "portal.html"
            browser = play.chromium.launch(executable_path=chromium)
            try:
                return min(_milliseconds(_trace(browser, address), top) for _ in range(RUNS))
            finally:
                browser.close()


def _trace(browser: Browser, address: str) -> list[dict[str, Any]]:
    """Open the page in a context of its own, and give the events of Chromium's trace until it has settled."""
    context = browser.new_context(viewport=WINDOW, device_scale_factor=SCALE)
    page = context.new_page()
    browser.start_tracing(categories=["devtools.timeline", "blink"])
    try:
        page.goto(address)
        page.wait_for_function(ALL_SIZED, timeout=60_000)
        page.wait_for_timeout(500)  # what frames say twice is part of the cost
    finally:
        trace = browser.stop_tracing()
        context.close()
    return json.loads(trace)["traceEvents"]


def _milliseconds(events: Iterable[dict[str, Any]], top: str) -> float:
    """The time of all turns of scripts whose address begins with `top`, less the layout within them."""
    threads = defaultdict(list)
    for event in events:
        if event.get("ph") == "X" and "tdur" in event:
            threads[event["pid"], event["tid"]].append(event)
    return sum(_own(thread, top) for thread in threads.values()) / 1000


def _own(thread: list[dict[str, Any]], top: str) -> int:
    """Microseconds of one thread's turns: of nested ones only the outermost counts, of layouts within it likewise."""
    turn = layout = spent = 0  # until when the current one lasts, in microseconds of the trace
    for event in sorted(thread, key=lambda each: (each["ts"], -each["dur"])):
        start, end = event["ts"], event["ts"] + event["dur"]
        if event["name"] in TURNS and start >= turn and _address(event).startswith(top):
            turn = end
            spent += event["tdur"]
        elif event["name"] in NOT_SCRIPT and layout <= start < turn:
            layout = end
            spent -= event["tdur"]
    return spent


def _address(event: dict[str, Any]) -> str:
    data = event.get("args", {}).get("data")
    return str(data.get("url", "")) if isinstance(data, dict) else ""
