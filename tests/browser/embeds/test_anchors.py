"""Anchors in an embed scroll its host, and only where the reader is in the embed; keys and history stay the host's."""

import pytest

from tests.browser.embeds.stage import Stage, fits, frames_pass, snippet, until, with_figures

TARGET = "document.querySelector(':target')?.id ?? null"
ABOVE = "<p id='top'>text</p><div style='height:250px'></div>"
BELOW = "<div style='height:1500px'></div>"
FAR = "() => { document.querySelector('.long').style.height = '1500px' }"  # the end is far below the link to it
Y = "scrollY"


def opened(stage: Stage, rest: str = "", around: tuple[str, str] = (ABOVE, BELOW), **attributes: str):
    stage.open(around[0] + snippet(stage.embed(rest=rest), **attributes) + around[1] + stage.line)
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    frame.evaluate(FAR)
    fits(stage.page, element, frame)
    return element, frame


def place(stage: Stage, element, frame, selector: str) -> float:
    """Where that place of the embed stands in the host's window, in px from its top."""
    inside = frame.evaluate("s => document.querySelector(s).getBoundingClientRect().top", selector)
    return inside + element.evaluate("e => e.getBoundingClientRect().top")


def seen(stage: Stage, element, frame, selector: str) -> bool:
    return 0 <= place(stage, element, frame, selector) <= 350


def test_an_anchor_scrolls_the_host(stage: Stage):
    """By so much that the place, and half a window from it on, is seen; the frame keeps to its content."""
    element, frame = opened(stage)
    frame.click("#down")
    until(stage.page, lambda: 0 <= place(stage, element, frame, "#end") <= 351, "the end to be seen")
    assert frame.evaluate(TARGET) == "end"
    assert frame.evaluate(Y) == 0
    assert element.evaluate("e => e.style.scrollMargin") == ""


def test_it_scrolls_whatever_the_frame_stands_in(stage: Stage):
    """A portal's column that scrolls of its own, too."""
    around = ("<div id='column' style='height:600px;overflow:auto'>" + ABOVE, BELOW + "</div>")
    element, frame = opened(stage, around=around)
    frame.click("#down")
    until(stage.page, lambda: 0 <= place(stage, element, frame, "#end") <= 300, "the end to be seen")


def test_a_place_that_is_seen_does_not_move(stage: Stage):
    """An aside right below its figure opens where the reader looks."""
    element, frame = opened(stage, around=("<p>text</p>", BELOW))
    frame.evaluate("document.querySelector('.long').style.height = '0'")
    frame.evaluate("document.querySelector('svg').style.display = 'none'")
    fits(stage.page, element, frame)
    frame.click("#fact")
    until(stage.page, lambda: frame.evaluate(TARGET) == "source", "the aside")
    fits(stage.page, element, frame)
    frames_pass(stage.page)
    assert stage.page.evaluate(Y) == 0


def test_the_second_click_closes_what_the_first_opened(stage: Stage):
    element, frame = opened(stage)
    before = fits(stage.page, element, frame)
    frame.click("#fact")
    until(stage.page, lambda: frame.evaluate(TARGET) == "source", "the aside")
    assert fits(stage.page, element, frame) > before
    frame.click("#fact")
    until(stage.page, lambda: frame.evaluate(TARGET) is None, "no aside")
    assert fits(stage.page, element, frame) == before
    frame.click("#fact")
    until(stage.page, lambda: frame.evaluate(TARGET) == "source", "the aside once more")


def test_the_hosts_history_gains_nothing(stage: Stage):
    """Back leads from the host's page, not through the places of the embed."""
    element, frame = opened(stage, rest="#at=end&accent=c00", data_annals_at="source")
    before = stage.page.evaluate("history.length")
    for link in ("#fact", "#fact", "#down", "#down", "#fact"):
        frame.click(link)
        frames_pass(stage.page)
    element.evaluate("e => { e.dataset.annalsAt = 'more' }")
    until(stage.page, lambda: frame.evaluate(TARGET) == "more", "the place that the host asks for")
    assert stage.page.evaluate("history.length") == before


def test_a_host_shows_a_place_by_its_attribute(stage: Stage):
    """It moves only the reader who is in the frame."""
    element, frame = opened(stage, data_annals_at="end")
    until(stage.page, lambda: frame.evaluate(TARGET) == "end", "the place")
    frames_pass(stage.page)
    assert stage.page.evaluate(Y) == 0
    element.evaluate("e => { e.dataset.annalsAt = 'nowhere' }")
    element.evaluate("e => { e.dataset.annalsAt = 'source' }")
    until(stage.page, lambda: frame.evaluate(TARGET) == "source", "the other place")
    frames_pass(stage.page)
    assert stage.page.evaluate(Y) == 0
    element.evaluate("e => e.focus()")
    stage.page.evaluate("scrollTo(0, 0)")
    element.evaluate("e => { e.dataset.annalsAt = 'end' }")
    until(stage.page, lambda: seen(stage, element, frame, "#end") or stage.page.evaluate(Y) > 0, "the host to scroll")


@pytest.mark.parametrize(
    ("name", "value", "seen_by"),
    [
        ("Accent", "#00cc00", "document.documentElement.style.getPropertyValue('--given') === '#00cc00'"),
        ("Type", "serif", "document.documentElement.dataset.type === 'serif'"),
        ("Theme", "dark", "matchMedia('(prefers-color-scheme: dark)').matches"),
    ],
)
def test_a_change_of_its_looks_leaves_the_reader_where_they_are(stage: Stage, name: str, value: str, seen_by: str):
    """Only what changed is told: the place that was asked for once is not shown anew."""
    element, frame = opened(stage, data_annals_at="source")
    until(stage.page, lambda: frame.evaluate(TARGET) == "source", "the place")
    frame.click("#down")
    until(stage.page, lambda: frame.evaluate(TARGET) == "end", "the reader's place")
    frame.evaluate("() => { window.told = 0; addEventListener('message', () => told++) }")
    element.evaluate(f"(e, value) => {{ e.dataset.annals{name} = value }}", value)
    until(stage.page, lambda: frame.evaluate(seen_by), "the change")
    frames_pass(stage.page)
    assert frame.evaluate("told") == 1
    assert frame.evaluate(TARGET) == "end"


@pytest.mark.parametrize("top", [-1, 0.5, 4_000, 20_000, 1e9, "10", None, {"top": 1}])
def test_a_place_that_is_none_moves_nothing(stage: Stage, top: object):
    """4,000 px from its top is below the frame's end."""
    element, frame = opened(stage)
    element.evaluate("e => e.focus()")
    frame.evaluate("top => parent.postMessage({ annals: 'at', top }, '*')", top)
    frames_pass(stage.page)
    assert stage.page.evaluate(Y) == 0


def test_a_place_in_the_address_moves_no_reader_not_even_one_who_is_there(stage: Stage):
    """A host that loads the embed anew, or changes its hash, while the reader is in the frame."""
    stage.open(f"<div style='height:600px'></div>{snippet(stage.embed())}{BELOW}{stage.line}")
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    element.evaluate("e => e.focus({ preventScroll: true })")
    for name, place in (("guarded", "end"), ("guarded", "source")):
        element.evaluate("(e, src) => { e.src = src }", stage.embed(name, f"#at={place}"))
        until(stage.page, lambda name=name: any(name in each.url for each in stage.page.frames), "the embed anew")
        element, frame = stage.frame()
        until(stage.page, lambda frame=frame, place=place: frame.evaluate(TARGET) == place, "the place")
        fits(stage.page, element, frame)
        frames_pass(stage.page)
        assert stage.page.evaluate("document.activeElement.tagName") == "IFRAME"
        assert stage.page.evaluate(Y) == 0
    frame.evaluate("parent.postMessage({ annals: 'at', top: 300 }, '*')")
    until(stage.page, lambda: stage.page.evaluate(Y) > 0, "the host to scroll when it is told to")


def test_a_place_moves_no_reader_who_is_elsewhere(stage: Stage):
    element, frame = opened(stage)
    frame.evaluate("parent.postMessage({ annals: 'at', top: 900 }, '*')")
    frames_pass(stage.page)
    assert stage.page.evaluate(Y) == 0
    element.evaluate("e => e.focus()")
    frame.evaluate("parent.postMessage({ annals: 'at', top: 900 }, '*')")
    until(stage.page, lambda: stage.page.evaluate(Y) > 0, "the host to scroll for a reader who is there")


def test_keys_pass_through(stage: Stage):
    """Tab leads into the embed and out again; neither it nor Escape is taken."""
    stage.open(f'<a id="before" href="#x">b</a>{snippet(stage.embed())}<a id="after" href="#x">a</a>{stage.line}')
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    frame.evaluate(
        """() => {
          window.taken = [];
          window.way = [];
          addEventListener("keydown", e => taken.push([e.key, e.defaultPrevented]));
          addEventListener("focusin", e => way.push(e.target.id || e.target.tagName));
        }"""
    )
    stage.page.focus("#before")
    for _ in range(8):
        stage.page.keyboard.press("Escape")
        stage.page.keyboard.press("Tab")
        frames_pass(stage.page, 1)  # the focus goes to another process and back
        if stage.page.evaluate("document.activeElement.id") == "after":
            break
    assert stage.page.evaluate("document.activeElement.id") == "after"
    assert frame.evaluate("way") == ["SUMMARY", "fact", "down", "out"]
    taken = frame.evaluate("taken")
    assert {key for key, _ in taken} == {"Escape", "Tab"}
    assert not any(prevented for _, prevented in taken)


def test_an_anchor_is_followed_by_the_keyboard(stage: Stage):
    element, frame = opened(stage)
    frame.focus("#down")
    stage.page.keyboard.press("Enter")
    until(stage.page, lambda: seen(stage, element, frame, "#end"), "the end to be seen")


def presses(stage: Stage, frame, link: str, place: str, after: str) -> None:
    """Enter opens, closes and opens again, the focus stays on the link, and Tab leads from there to the next."""
    here = "s => document.activeElement === document.querySelector(s)"
    frame.focus(link)
    for shown in (place, None, place):
        stage.page.keyboard.press("Enter")
        until(stage.page, lambda shown=shown: frame.evaluate(TARGET) == shown, f"{shown} to be shown")
        frames_pass(stage.page)
        assert frame.evaluate(here, link)
    stage.page.keyboard.press("Tab")
    until(stage.page, lambda: frame.evaluate(here, after), f"{after} to have the focus")


def test_the_focus_stays_on_the_link_that_was_pressed(stage: Stage):
    _, frame = opened(stage)
    presses(stage, frame, "#fact", "source", "#down")


@pytest.mark.parametrize("name", ["published", "published_harbour"])
def test_the_focus_stays_on_the_figure_that_was_pressed(request, staged, name: str):
    """In the embed of an operation, as it is published."""
    tree = request.getfixturevalue(name)
    slug, first, second = next(with_figures(tree))
    stage = staged(tree)
    stage.open(ABOVE + snippet(stage.embed(slug)) + BELOW + stage.line)
    element, frame = stage.frame()
    fits(stage.page, element, frame)
    presses(stage, frame, f"a[href='#{first}']", first, f"a[href='#{second}']")
    assert stage.complaints == []


def test_a_link_out_opens_a_tab_and_a_chosen_click_is_the_browsers(stage: Stage):
    """Nothing leads the frame or the host away; a click with Control or Shift is left to the browser."""
    _, frame = opened(stage)
    stage.page.context.route("https://news.example/**", lambda route: route.fulfill(body="There"))
    with stage.page.context.expect_page() as opening:
        frame.click("#out")
    assert opening.value.url == "https://news.example/"
    assert opening.value.evaluate("opener") is None
    for key in ("ControlOrMeta", "Shift"):
        with stage.page.context.expect_page() as opening:
            frame.click("#fact", modifiers=[key])
        assert opening.value.url.endswith("#source")
        assert frame.evaluate(TARGET) is None
    assert stage.page.url.endswith("portal.html")
