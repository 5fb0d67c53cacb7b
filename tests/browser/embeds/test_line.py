"""The optional line of script: exact heights, themes, accents, for as many frames as there are, whenever they come."""

import gzip

import pytest

from tests.browser.embeds.stage import (
    GROW,
    SCRIPTS,
    SHRINK,
    STYLE,
    Stage,
    content_height,
    fits,
    frames_pass,
    snippet,
    standing,
    until,
)

DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
GIVEN = "document.documentElement.style.getPropertyValue('--given')"
TYPE = "document.documentElement.dataset.type"
SHIFTS = """() => { window.shifts = []; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true }); }"""


@pytest.mark.parametrize(("name", "most"), [("child.js", 1_200), ("embed.js", 1_000)])
def test_the_scripts_are_light(name: str, most: int):
    assert len(gzip.compress((SCRIPTS / name).read_bytes(), 9, mtime=0)) <= most


@pytest.mark.parametrize("rest", ["", "#accent=c00&type=sans&at=end"])
@pytest.mark.parametrize("name", ["sample", "guarded"])
def test_a_frame_follows_load_grow_shrink_and_narrow(stage: Stage, name: str, rest: str):
    """As high as its content, to the pixel; also where the embed's own page allows nothing but what its CSP names."""
    stage.open(snippet(stage.embed(name, rest)) + stage.line)
    element, frame = stage.frame()
    loaded = fits(stage.page, element, frame)
    frame.evaluate(GROW, 137)
    assert fits(stage.page, element, frame) == loaded + 137
    frame.evaluate(SHRINK)
    assert fits(stage.page, element, frame) == loaded
    frame.evaluate("document.querySelector('details').open = true")
    assert fits(stage.page, element, frame) > loaded
    stage.page.set_viewport_size({"width": 330, "height": 700})
    until(stage.page, lambda: frame.evaluate("innerWidth") < 330, "the frame to be narrow")
    fits(stage.page, element, frame)


def test_the_line_twice_is_as_good_as_once(stage: Stage):
    """A second copy adds no listener: what changed is told once."""
    stage.open(snippet(stage.embed()) + stage.line + stage.line.replace("embed.js", "embed.js?again"))
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    frames_pass(stage.page)
    frame.evaluate("() => { window.told = 0; addEventListener('message', () => told++) }")
    element.evaluate("e => { e.dataset.annalsAccent = '#cc0000' }")
    until(stage.page, lambda: frame.evaluate(GIVEN) == "#cc0000", "the accent")
    frames_pass(stage.page)
    assert frame.evaluate("told") == 1


def test_it_leaves_no_global_but_a_guard(stage: Stage):
    names = "Object.getOwnPropertyNames(window)"
    stage.open("")
    before = stage.page.evaluate(names)
    stage.page.add_script_tag(url=f"{stage.embeds}embed.js")
    assert set(stage.page.evaluate(names)) - set(before) == {"annalsEmbeds"}


def test_many_embeds_each_have_their_own_height(stage: Stage):
    stage.open("".join(f"<p>{n}</p>{snippet(stage.embed(), width=str(200 + 20 * n))}" for n in range(12)) + stage.line)
    heights = {fits(stage.page, element, frame) for element, frame in stage.frames(12)}
    assert len(heights) > 6


def test_a_frame_that_is_added_later_is_met(stage: Stage):
    """Also where it then goes to another page."""
    stage.open(stage.line.replace("async", "") + "<div></div>")
    add = "html => document.querySelector('div').innerHTML = html"
    stage.page.evaluate(add, snippet(stage.embed(), data_annals_accent="#00cc00", data_annals_theme="dark"))
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    until(stage.page, lambda: frame.evaluate(DARK) and frame.evaluate(GIVEN) == "#00cc00", "the theme and the accent")
    element.evaluate("(e, src) => { e.src = src }", stage.embed("guarded"))
    until(
        stage.page,
        lambda: "guarded" in frame.url and frame.evaluate(GIVEN) == "#00cc00",
        "the accent on the other page",
    )
    fits(stage.page, element, frame)


def test_the_line_may_come_after_the_frames(stage: Stage):
    """`async` promises no order: frames that have said all they had to say are asked again."""
    stage.open(snippet(stage.embed(), height=300, data_annals_type="serif"))
    element, frame = stage.frame()
    frames_pass(stage.page)
    assert standing(element) == 300
    stage.page.add_script_tag(url=f"{stage.embeds}embed.js")
    fits(stage.page, element, frame)
    until(stage.page, lambda: frame.evaluate(TYPE) == "serif", "the type")


def test_a_frame_that_was_told_is_not_told_again_when_the_host_has_loaded(stage: Stage):
    """The host's last picture may come long after the embed, whose reader has gone on meanwhile."""
    held = []
    stage.page.route("**/slow.png", lambda route: held.append(route))  # Playwright marks what it is given
    line = stage.line.replace("async", "")
    stage.open(snippet(stage.embed(), data_annals_at="end") + '<img src="slow.png" alt="">', line, wait_until="commit")
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    until(stage.page, lambda: held and frame.evaluate("location.hash") == "#end", "the place")
    frame.evaluate("() => { window.told = 0; addEventListener('message', () => told++) }")
    assert stage.page.evaluate("document.readyState") == "interactive"
    held[0].fulfill(content_type="image/svg+xml", body="<svg xmlns='http://www.w3.org/2000/svg'/>")
    until(stage.page, lambda: stage.page.evaluate("document.readyState") == "complete", "the host to have loaded")
    frames_pass(stage.page)
    assert frame.evaluate("told") == 0


@pytest.mark.parametrize("sizes", ["border-box", "content-box"])
def test_nothing_is_cut_where_a_host_gives_the_frame_padding_and_a_border(stage: Stage, sizes: str):
    """What many a host's style sheet says of every box."""
    css = f"<style>* {{ box-sizing: {sizes} }} iframe {{ padding: 11px; border: 7px solid }}</style>"
    stage.open(snippet(stage.embed(), style="max-width:100%") + stage.line, css)
    element, frame = stage.frame()
    for by in (0, 137):
        frame.evaluate(GROW, by)
        until(
            stage.page,
            lambda: (
                standing(element) == content_height(frame) + 36
                and frame.evaluate("innerHeight") == content_height(frame)
            ),
            "the frame with its padding and border",
        )


def test_accent_type_and_theme_follow_their_attributes(stage: Stage):
    """Set with the snippet, and changed by the portal's own script; what is not on the list changes nothing."""
    page = stage.page
    stage.open(
        snippet(stage.embed(), data_annals_theme="dark", data_annals_accent="#c00", data_annals_type="sans")
        + stage.line
    )
    element, frame = stage.frame()
    until(
        page,
        lambda: frame.evaluate(f"[{DARK}, {GIVEN}, {TYPE}]") == [True, "#c00", "sans"],
        "what the snippet asks for",
    )
    element.evaluate(
        "e => { e.dataset.annalsTheme = 'light'; e.dataset.annalsAccent = '#00aa11'; e.dataset.annalsType = 'serif' }"
    )
    until(page, lambda: frame.evaluate(f"[{DARK}, {GIVEN}, {TYPE}]") == [False, "#00aa11", "serif"], "the changes")
    element.evaluate("e => { e.dataset.annalsAccent = 'red'; e.dataset.annalsType = 'cursive' }")
    frames_pass(page)
    assert frame.evaluate(f"[{GIVEN}, {TYPE}]") == ["#00aa11", "serif"]
    page.add_style_tag(content=":root { color-scheme: dark }")
    frames_pass(page)
    assert not frame.evaluate(DARK)
    element.evaluate("e => { e.dataset.annalsTheme = 'host' }")
    until(page, lambda: frame.evaluate(DARK), "the host's theme")


@pytest.mark.parametrize(
    ("scheme", "theme", "dark"),
    [
        ("dark", "", True),
        ("light", "", False),
        ("dark", ";color-scheme:light", False),
        ("light", ";color-scheme:dark", True),
    ],
)
def test_colours_need_no_script(stage: Stage, scheme: str, theme: str, dark: bool):
    """The host's own colour scheme reaches the embed; one in the snippet's style overrules it."""
    stage.open(snippet(stage.embed(), style=STYLE + theme), f"<style>:root{{color-scheme:{scheme}}}</style>")
    _, frame = stage.frame()
    until(stage.page, lambda: frame.evaluate(DARK) is dark, f"dark to be {dark}")
    colour = frame.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour == ("rgb(0, 0, 0)" if dark else "rgb(255, 255, 255)")


def test_hash_gives_accent_type_and_place_with_no_line(stage: Stage):
    """The hash is enough; what the list does not allow is left out; the reader's page does not jump."""
    body = "<p>text</p><div style='height:2000px'></div>" + snippet(stage.embed(rest="#accent=0a0&type=sans&at=source"))
    stage.open(body)
    _, frame = stage.frame()
    until(
        stage.page, lambda: frame.evaluate("document.querySelector(':target')?.id") == "source", "the place to be shown"
    )
    assert frame.evaluate(f"[{GIVEN}, {TYPE}]") == ["#0a0", "sans"]
    frames_pass(stage.page)
    assert stage.page.evaluate("scrollY") == 0
    stage.open(snippet(stage.embed(rest="#accent=red&type=x&at=nowhere&accent=%23zzz")))
    _, frame = stage.frame()
    assert frame.evaluate(f"[{GIVEN}, {TYPE} ?? null, location.hash]") == [
        "",
        None,
        "#accent=red&type=x&at=nowhere&accent=%23zzz",
    ]


@pytest.mark.parametrize(
    "sandbox", [None, "allow-scripts", "allow-scripts allow-same-origin", "allow-scripts allow-popups"]
)
def test_any_sandbox_that_allows_scripts_will_do(stage: Stage, sandbox: str | None):
    stage.open(snippet(stage.embed(), sandbox=sandbox, data_annals_accent="#c00") + stage.line)
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    frame.click("#fact")
    until(stage.page, lambda: frame.evaluate("location.hash") == "#source", "the aside")
    fits(stage.page, element, frame)
    assert frame.evaluate(GIVEN) == "#c00"


@pytest.mark.parametrize("sandbox", [None, "allow-scripts allow-popups allow-popups-to-escape-sandbox"])
def test_host_and_embed_may_lie_in_a_folder(staged, sample, sandbox: str | None):
    """From disk, with no server: both have the origin "null", and are told apart by their windows."""
    stage = staged(sample)
    line = f'<script async src="{(sample / "embed.js").as_uri()}"></script>'
    address = (sample / "embed" / "sample.html").as_uri() + "#accent=c00&type=sans"
    name = stage.write(snippet(address, sandbox=sandbox, data_annals_type="serif") + line)
    stage.page.goto((stage.portal / name).as_uri())
    element, frame = stage.frame()
    loaded = fits(stage.page, element, frame)
    until(stage.page, lambda: frame.evaluate(f"[{GIVEN}, {TYPE}]") == ["#c00", "serif"], "the accent and the type")
    if sandbox is None:  # Chromium lets no anchor of a sandboxed page on a disk be followed
        frame.click("#fact")
        until(stage.page, lambda: frame.evaluate("location.hash") == "#source", "the aside")
        assert fits(stage.page, element, frame) > loaded
    assert stage.complaints == []


def test_the_strictest_policy_of_a_host_is_enough(stage: Stage):
    """script-src and frame-src of the embeds' origin, and no inline style: heights are set all the same."""
    embeds = stage.embeds.rstrip("/")
    rules = f"default-src 'none'; script-src {embeds}; frame-src {embeds}; style-src 'self'"
    stage.open(
        snippet(stage.embed(), style="", data_annals_theme="dark", data_annals_accent="#c00") + stage.line,
        headers=(("Content-Security-Policy", rules),),
    )
    element, frame = stage.frame()
    until(
        stage.page,
        lambda: content_height(frame) + 4 == standing(element),
        "the frame with the border it has without a style",
    )
    until(stage.page, lambda: frame.evaluate(DARK) and frame.evaluate(GIVEN) == "#c00", "the theme and the accent")


def test_without_scripts_the_snippets_height_stands_and_the_frame_scrolls(staged, sample):
    stage = staged(sample, java_script_enabled=False)
    stage.open(snippet(stage.embed(), height=150) + stage.line)
    element, frame = stage.frame()
    assert standing(element) == 150
    assert content_height(frame) > 150
    box = element.bounding_box()
    stage.page.mouse.move(box["x"] + 50, box["y"] + 50)
    stage.page.mouse.wheel(0, 100)
    until(stage.page, lambda: frame.evaluate("scrollY") == 100, "the frame to scroll")


def test_height_is_exact_within_one_frame(stage: Stage):
    """The child speaks in the frame of the change itself, and the host obeys before it draws its next.

    Messages of one window come in order: what the child's next frame says cannot come before what it said of the change.
    """
    stage.open(snippet(stage.embed()) + stage.line.replace("async", ""))
    element, frame = stage.frame()
    height = fits(stage.page, element, frame)
    frames_pass(stage.page)
    # This listener hears last: after embed.js has answered, in the same turn.
    stage.page.evaluate(
        """() => { window.log = []; addEventListener("message", ({data}) =>
          log.push([data, document.querySelector("iframe").offsetHeight])); }"""
    )
    frame.evaluate(
        """([change, by]) => new Promise(done => requestAnimationFrame(() => {
          eval(change)(by);
          requestAnimationFrame(() => { parent.postMessage("next", "*"); done(); });
        }))""",
        [GROW, 200],
    )
    until(stage.page, lambda: stage.page.evaluate("log.some(([data]) => data === 'next')"), "the next frame")
    log = [(said, stood) for said, stood in stage.page.evaluate("log")]
    sizes = [
        place for place, (said, _) in enumerate(log) if isinstance(said, dict) and said.get("height") == height + 200
    ]
    assert sizes
    assert max(sizes) < [said for said, _ in log].index("next")
    assert {log[place][1] for place in sizes} == {height + 200}


def test_nothing_shifts_where_the_snippets_height_holds(stage: Stage):
    """And much does where it does not, or this would see nothing."""

    def shifted(height: int) -> float:
        stage.page.goto("about:blank")
        stage.page.add_init_script(f"({SHIFTS})()")
        stage.open(snippet(stage.embed(), height=height) + "<p>What the portal says below it.</p>" + stage.line)
        element, frame = stage.frame()
        fits(stage.page, element, frame)
        frames_pass(stage.page, 5)
        return sum(stage.page.evaluate("shifts"))

    stage.open(snippet(stage.embed()))
    height = content_height(stage.frame()[1])
    assert shifted(height) == 0
    assert shifted(height - 120) > 0


def test_the_same_height_again_is_not_written_again(stage: Stage):
    """A portal that watches its frames' styles sees one change for each."""
    stage.open(snippet(stage.embed()) + stage.line)
    element, frame = stage.frame()
    height = fits(stage.page, element, frame)
    element.evaluate(
        "e => { window.seen = 0; new MutationObserver(() => seen++).observe(e, { attributeFilter: ['style'] }) }"
    )
    for _ in range(3):
        frame.evaluate("height => parent.postMessage({ sentinel: 'amp', type: 'embed-size', height }, '*')", height)
    frames_pass(stage.page)
    assert stage.page.evaluate("seen") == 0


def test_nothing_is_stored_and_no_referrer_is_sent(staged, sample):
    stage = staged(sample)
    stage.open(
        snippet(stage.embed(rest="#accent=c00")) + stage.line.replace("async", 'async referrerpolicy="no-referrer"')
    )
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    frame.click("#fact")
    frames_pass(stage.page)
    assert stage.page.context.cookies() == []
    assert stage.page.evaluate("localStorage.length + sessionStorage.length") == 0
    asked = stage.asked
    assert sorted({each["path"] for each in asked}) == ["/embed.js", "/embed/sample.html"]
    assert [each for each in asked if "referer" in each or "cookie" in each] == []
