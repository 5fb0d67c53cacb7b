"""The service worker in Chromium: a visit saves the feature, and nothing that happens on the way breaks what a reader has."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from publishing.manifest import read
from publishing.worker import precache
from tests.browser.unsteady import Site, copied, finish, site
from tests.browser.visits import listen
from tests.build.trees import links, pages, target
from tests.helpers import HARBOUR_URL, PUBLIC_URL, ROOT

ACTIVE = "navigator.serviceWorker.ready.then(found => found.active.scriptURL)"
REGISTERED = "navigator.serviceWorker.getRegistrations().then(all => all.map(each => each.scope))"
# How many files each of the worker's caches holds, by its version; that of a cache that lacks nothing is one more.
CACHES = """caches.keys().then(names => Promise.all(names.map(async name =>
    [name, (await (await caches.open(name)).keys()).length]))).then(Object.fromEntries)"""

# Every drawing has something in it, and every script of the page came by way of the worker.
WHOLE = """[
    [...document.querySelectorAll('main svg')].every(each => each.getBBox().width > 0 || !each.clientWidth),
    [...document.scripts].filter(each => each.src).length == performance.getEntriesByType('resource')
        .filter(each => each.initiatorType == 'script' && each.workerStart).length,
]"""


@pytest.fixture(scope="session")
def finished(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feature, published and finished; tests read it only."""
    return finish(copied(published, tmp_path_factory.mktemp("finished") / "public"), PUBLIC_URL)


@pytest.fixture(scope="session")
def finished_harbour(published_harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finish(copied(published_harbour, tmp_path_factory.mktemp("finished-harbour") / "public"), HARBOUR_URL)


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was nowhere yet."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def host() -> Iterator[Callable[..., Site]]:
    """host(tree, prefix) serves a tree until the test ends."""
    with ExitStack() as running:
        yield lambda tree, prefix="/30-years/": running.enter_context(site(tree, prefix))


def visited(reader: BrowserContext, address: str) -> Page:
    """A page that was opened, and stayed open until the feature was saved."""
    page = reader.new_page()
    page.goto(address)
    page.evaluate(ACTIVE)
    return page


def until(page: Page, code: str) -> None:
    """Ask the page again until the promise that the code gives comes to something true."""
    asked = f"""async () => {{
        for (let tries = 0; tries < 400; tries++) {{
            if (await ({code})) return true;
            await new Promise(done => setTimeout(done, 25));
        }}
    }}"""
    assert page.evaluate(asked), code


def beside(reader: BrowserContext, served: Site) -> Page:
    """A page of the host that is none of the feature's."""
    page = reader.new_page()
    page.goto(f"{served.address.removesuffix(quote(served.prefix))}/elsewhere")
    return page


def close(watch: Page, *tabs: Page) -> None:
    """Close all tabs of the feature, and see from beside it that the version which waited has come into use."""
    for tab in tabs:
        tab.close()
    until(
        watch,
        "navigator.serviceWorker.getRegistrations().then(([own]) => !own.waiting && own.active.state == 'activated')",
    )


def kept(tree: Path) -> list[str]:
    return [entry.path for entry in precache(read(tree))]


def heading(tree: Path, page: str) -> str:
    text = re.search(r"<h1\b.*?>(.*?)</h1>", (tree / page).read_text(encoding="utf-8"), re.DOTALL)
    return " ".join(unescape(re.sub(r"<.*?>", "", text[1])).split())


def shown(page: Page) -> str:
    return " ".join(page.locator("h1").text_content().split())


def edited(tree: Path, page: str, old: str, new: str, address: str = PUBLIC_URL) -> None:
    """Publish a tree anew in which a page says something else."""
    file = tree / page
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    finish(tree, address)


@pytest.mark.parametrize(("tree", "prefix"), [("finished", "/30-years/"), ("finished_harbour", "/пять лет/a b/")])
def test_after_one_visit_every_page_is_read_without_the_host(request, reader, host, tree: str, prefix: str):
    """Every page, by its link, with its graphics drawn, its script run, and no complaint; under any path."""
    tree = request.getfixturevalue(tree)
    served = host(tree, prefix)
    page = visited(reader, served.address)
    served.stop()
    complaints: list[str] = []
    listen(page, complaints)
    page.goto(served.address)  # from here on the worker answers
    ways = {at: dict(ways_on(tree, at)) for at in kept(tree) if at.endswith(".html")}
    at, done = "index.html", set[str]()
    while True:
        assert shown(page) == heading(tree, at)
        assert page.evaluate(WHOLE) == [True, True], at
        done.add(at)
        if not (left := set().union(*ways.values()) - done):
            break
        if not (near := left & ways[at].keys()):  # a page that nothing here leads to
            at = next(each for each in sorted(done) if left & ways[each].keys())
            page.goto(served.address + quote(at))
            continue
        to = min(near)
        page.locator(f'a[href="{ways[at][to]}"]').first.evaluate("each => each.click()")
        page.wait_for_url(lambda url, to=to: url.partition("#")[0] == served.address + quote(to))
        at = to
    assert done == set(ways) == set(pages(tree)) - {"404.html"}
    assert [
        each for each in complaints if "/embed/" not in each
    ] == []  # how embeds look is shown in frames, left alone


def ways_on(tree: Path, page: str) -> Iterator[tuple[str, str]]:
    """(the page that it leads to, how it stands there) of the links of a page to others of the site's own."""
    for address in links(tree, page):
        if "://" not in address and (to := target(page, address)[0]).endswith(".html") and not to.startswith("embed/"):
            yield to, address


@pytest.mark.parametrize("prefix", ["/30-years/", "/"])
def test_an_address_is_found_as_hosts_write_it(reader, host, finished: Path, tmp_path: Path, prefix: str):
    """With and without index.html, without .html, with a query, with a fragment, with signs that addresses escape."""
    tree = copied(finished, tmp_path / "public")
    (tree / "about.html").rename(tree / "über #1, 100%.html")
    finish(tree, PUBLIC_URL)
    served = host(tree, prefix)
    page = visited(reader, served.address)
    served.stop()
    for address, path in (
        ("", "index.html"),
        ("index.html", "index.html"),
        ("index", "index.html"),
        ("?utm_source=letter", "index.html"),
        ("sources", "sources.html"),
        ("sources.html?q=%D0%B0&q=%", "sources.html"),
        ("operations/jusan", "operations/jusan.html"),
        ("operations/jusan.html#main", "operations/jusan.html"),
        ("%6Fffline.html", "offline.html"),
        ("%C3%BCber%20%231,%20100%25.html", "über #1, 100%.html"),
    ):
        page.goto(served.address + address)
        assert shown(page) == heading(tree, path), address
        assert page.url == served.address + address


@pytest.mark.parametrize(
    "unknown", ["nothing.html", "not/there", "a/b/c/", "operations/", "%E0%A4%A", "embed/home.html"]
)
def test_what_was_not_saved_is_said_on_a_page_that_leads_on(reader, host, finished: Path, unknown: str):
    """It stands at its own address, so that its links hold; and it leads to what was wanted, for later."""
    served = host(finished)
    page = visited(reader, served.address)
    served.stop()
    page.goto(served.address + unknown)
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.url.startswith(f"{served.address}offline.html?")
    assert page.get_by_role("alert").get_by_role("link").evaluate("each => each.href") == served.address + unknown
    page.locator("header a[rel=home]").click()
    assert shown(page) == heading(finished, "index.html")
    page.goto(served.address + "offline.html")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.goto(served.address + "offline.html?wanted=javascript:alert(1)")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_file_that_is_offered_is_never_a_page_instead(reader, host, finished: Path):
    served = host(finished)
    page = visited(reader, served.address)
    page.goto(served.address + "sources.html")
    served.stop()
    with page.expect_download() as coming:
        page.locator('footer a[href="data/facts.csv"]').click()
    assert coming.value.failure()


def test_online_a_page_is_the_hosts(reader, host, finished: Path, tmp_path: Path):
    """A correction is seen at once, what was withdrawn is gone at once, and an unknown address has the host's own 404."""
    tree = copied(finished, tmp_path / "public")
    served = host(tree)
    page = visited(reader, served.address)
    file = tree / "about.html"
    file.write_text(file.read_text().replace("</h1>", ", corrected</h1>"))
    page.goto(served.address + "about.html")
    assert shown(page).endswith(", corrected")
    (tree / "sources.html").unlink()
    assert page.goto(served.address + "sources.html").status == 404
    assert page.goto(served.address + "nothing.html").status == 404
    served.fails.add("/30-years/about.html")
    page.goto(served.address + "about.html")
    assert shown(page) == heading(finished, "about.html")


def test_nobody_waits_for_a_network_that_does_not_answer(reader, host, finished: Path):
    """The page comes as it was saved; the next at once."""
    served = host(finished)
    page = visited(reader, served.address)
    served.holds = ".html"
    page.goto(served.address + "about.html")
    assert shown(page) == heading(finished, "about.html")
    page.set_default_timeout(2_500)  # less than what a reader waits for a network
    page.goto(served.address + "sources.html", timeout=2_500)
    assert shown(page) == heading(finished, "sources.html")


def test_a_network_that_stalls_in_the_middle_of_a_page_leaves_a_whole_one(reader, host, finished: Path):
    """The head and half of the page come, then nothing: the page that was saved is better than the half."""
    served = host(finished)
    page = visited(reader, served.address)
    served.stalls = "operations/nabat.html"
    page.goto(served.address + served.stalls, timeout=15_000)
    whole = (finished / "operations/nabat.html").read_text(encoding="utf-8").count("<h2")
    assert page.locator("h2").count() == whole > 1
    assert page.locator("footer").count() == 1


def test_a_part_of_a_file_is_the_networks_business(reader, host, finished: Path):
    served = host(finished)
    page = visited(reader, served.address)
    page.reload()
    script = next(path for path in kept(finished) if path.startswith("theme/js/slips."))
    ask = "([path, headers]) => fetch(path, {headers, cache: 'no-store'}).then(answer => answer.ok)"
    served.asked.clear()
    assert page.evaluate(ask, [script, {}])
    assert script not in served.paths()
    assert page.evaluate(ask, [script, {"Range": "bytes=0-9"}])
    assert [(path, headers["range"]) for path, headers in served.asked if path.endswith(script)] == [
        (f"/30-years/{script}", "bytes=0-9")
    ]
    assert page.evaluate("path => fetch(path, {method: 'HEAD'}).then(answer => answer.ok)", script)
    assert served.paths().count(script) == 2


def version(tree: Path) -> str:
    return re.search(r'const VERSION = "(\w+)"', (tree / "sw.js").read_text())[1]


def caches(page: Page) -> dict[str, int]:
    """How many entries each cache holds, by its version."""
    return {name.rpartition(" ")[2]: count for name, count in page.evaluate(CACHES).items()}


def with_another_script(tree: Path) -> tuple[str, str]:
    """Give a script that every page loads another content, so another name; return the old name and the new one."""
    old = next(path for path in kept(tree) if path.startswith("theme/js/slips."))
    content = (tree / old).read_bytes() + b"document.documentElement.dataset.second = 1;\n"
    new = re.sub(r"[0-9a-f]{10}", sha256(content).hexdigest()[:10], old)
    (tree / old).unlink()
    (tree / new).write_bytes(content)
    for file in tree.rglob("*.html"):
        file.write_text(file.read_text(encoding="utf-8").replace(Path(old).name, Path(new).name), encoding="utf-8")
    return old, new


def test_a_second_version_breaks_no_open_tab(reader, host, finished: Path, tmp_path: Path):
    """The tab goes on with what it began with; the new version shows when all tabs are closed, and is whole then."""
    tree = copied(finished, tmp_path / "public")
    first = version(tree)
    served = host(tree)
    watch, tab = beside(reader, served), visited(reader, served.address)
    tab.reload()
    old, _ = with_another_script(tree)
    edited(tree, "about.html", "</h1>", ", second</h1>")
    second = version(tree)
    served.asked.clear()
    other = reader.new_page()
    other.goto(served.address + "about.html")
    assert shown(other).endswith(", second")
    assert other.evaluate("document.documentElement.dataset.second") == "1"
    until(other, "navigator.serviceWorker.ready.then(found => Boolean(found.waiting))")
    whole = len(kept(tree)) + 1
    assert caches(tab) == {first: whole, second: whole}
    favicon = next(path for path in kept(tree) if path.startswith("favicon."))
    assert favicon not in served.paths()  # unchanged, and so taken over
    assert tab.evaluate("path => fetch(path).then(answer => answer.text())", old) == (finished / old).read_text()
    served.stop()
    assert tab.evaluate("path => fetch(path).then(answer => answer.ok)", old)
    tab.goto(served.address + "about.html")
    assert shown(tab) == heading(finished, "about.html")
    assert tab.evaluate("document.documentElement.dataset.second") is None
    tab.goto(served.address + "offline.html")
    expect(tab.locator("#browser output")).to_contain_text("A newer version is saved as well")
    close(watch, tab, other)
    tab = reader.new_page()
    tab.goto(served.address + "about.html")
    assert shown(tab).endswith(", second")
    assert tab.evaluate("document.documentElement.dataset.second") == "1"
    assert tab.evaluate("path => fetch(path).then(answer => answer.ok)", old)  # of a page that was on its way
    tab.goto(served.address + "offline.html")
    expect(tab.locator("#browser output")).to_have_text(re.compile(r"^Saved for reading offline \(\d+ kB\)\.$"))

    served.start()
    edited(tree, "about.html", ", second", ", third")
    tab.goto(served.address)
    until(tab, "navigator.serviceWorker.ready.then(found => Boolean(found.waiting))")
    assert set(caches(tab)) == {first, second, version(tree)}
    close(watch, tab)
    assert set(caches(watch)) == {second, version(tree)}
    tab = visited(reader, served.address)
    served.stop()
    tab.goto(served.address + "about.html")
    assert shown(tab).endswith(", third")


def test_a_version_that_was_passed_over_is_not_kept(reader, host, finished: Path, tmp_path: Path):
    """Two deploys while a tab is open: what is kept is the version now in use, and the one in use before it."""
    tree = copied(finished, tmp_path / "public")
    served = host(tree)
    first, watch, tab = version(tree), beside(reader, served), visited(reader, served.address)
    waiting = "navigator.serviceWorker.ready.then(found => caches.keys().then(all => found.waiting && all.length))"
    for number, name in ((2, "second"), (3, "third")):
        edited(tree, "about.html", "</h1>", f", {name}</h1>")
        tab.reload()
        until(tab, f"{waiting}.then(count => count == {number})")
    close(watch, tab)
    assert set(caches(watch)) == {first, version(tree)}


def state(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the page says so of itself."""
    expect(page.locator("#browser output")).to_have_text(words)


SAVED = re.compile(r"^Saved for reading offline \(\d+ kB\)\.$")


def test_where_there_is_no_room_nothing_is_half_saved(reader, host, finished: Path):
    """It is said, the site reads as it did, and with room it is saved."""
    served = host(finished)
    page = reader.new_page()
    quota = reader.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": served.address.partition("/30")[0], "quotaSize": 300_000})
    page.goto(served.address + "offline.html")
    state(page, "It could not be saved: this browser has no room for it.")
    assert page.evaluate(CACHES) == {}
    assert page.evaluate(REGISTERED) == []
    page.goto(served.address + "about.html")
    assert shown(page) == heading(finished, "about.html")
    page.goto(served.address + "offline.html")
    state(page, "It could not be saved: this browser has no room for it.")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": served.address.partition("/30")[0]})
    page.locator("#browser button").click()
    state(page, SAVED)


def test_a_version_that_has_no_room_leaves_the_one_before(reader, host, finished: Path, tmp_path: Path):
    tree = copied(finished, tmp_path / "public")
    served = host(tree)
    page = visited(reader, served.address)
    first = version(tree)
    edited(tree, "about.html", "</h1>", ", second</h1>")
    quota = reader.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": served.address.partition("/30")[0], "quotaSize": 1_000_000})
    page.goto(served.address + "offline.html")
    gone = "navigator.serviceWorker.ready.then(found => !found.installing && !found.waiting)"
    until(page, gone)
    assert set(caches(page)) == {first}
    served.stop()
    page.goto(served.address + "about.html")
    assert shown(page) == heading(finished, "about.html")


def test_a_network_that_dies_on_the_way_leaves_nothing_half_saved(reader, host, finished: Path):
    """And the next try goes on from where it broke off."""
    served = host(finished)
    page = reader.new_page()
    served.breaks_after = 15
    page.goto(served.address + "offline.html")
    state(page, "It could not be saved: the network broke off. Try again.")
    assert page.evaluate(REGISTERED) == []
    (partly,) = caches(page).values()
    assert 0 < partly < len(kept(finished))
    with pytest.raises(Error):
        page.goto(served.address + "about.html")
    served.breaks_after = None
    served.asked.clear()
    page = visited(reader, served.address)
    assert caches(page) == {version(finished): len(kept(finished)) + 1}
    fetched = [path for path in served.paths() if path in kept(finished) and path != "index.html"]
    assert len(set(fetched)) <= len(kept(finished)) - partly + 5  # and what the page itself shows
    served.stop()
    page.goto(served.address + "about.html")
    assert shown(page) == heading(finished, "about.html")


def test_what_broke_off_is_not_kept_beside_a_later_version(reader, host, finished: Path, tmp_path: Path):
    tree = copied(finished, tmp_path / "public")
    served = host(tree)
    served.breaks_after = 15
    page = reader.new_page()
    page.goto(served.address + "offline.html")
    state(page, "It could not be saved: the network broke off. Try again.")
    assert len(caches(page)) == 1
    served.breaks_after = None
    edited(tree, "about.html", "</h1>", ", second</h1>")
    page = visited(reader, served.address)
    assert caches(page) == {version(tree): len(kept(tree)) + 1}


def test_what_is_not_what_was_published_is_not_saved(reader, host, finished: Path, tmp_path: Path):
    """A deploy that is under way, or a host that writes into pages: no mixture is ever kept."""
    tree = copied(finished, tmp_path / "public")
    served = host(tree)
    file = tree / "about.html"
    file.write_text(file.read_text().replace("</h1>", ", not yet</h1>"))
    page = reader.new_page()
    page.goto(served.address + "offline.html")
    state(
        page,
        "It could not be saved: what came was not what was published. Try again in some minutes; where it goes on, the "
        "site’s host changes its pages on the way.",
    )
    assert page.evaluate(REGISTERED) == []
    (tree / "about.html").write_bytes((finished / "about.html").read_bytes())
    page.locator("#browser button").click()
    state(page, SAVED)


def test_a_reader_saves_and_forgets_by_the_keyboard(reader, host, finished: Path):
    """What was forgotten is not saved by another visit, only by the button."""
    served = host(finished)
    page = reader.new_page()
    page.goto(served.address + "offline.html")
    button = page.locator("#browser button")
    state(page, SAVED)
    expect(button).to_have_text("Forget it")
    button.focus()
    page.keyboard.press("Enter")
    state(page, "Forgotten: nothing of it is kept in this browser.")
    expect(button).to_have_text(re.compile(r"^Save for reading offline \(\d+ kB\)$"))
    expect(button).to_be_focused()
    assert page.evaluate(CACHES) == {}
    assert page.evaluate(REGISTERED) == []
    page.goto(served.address)
    page.goto(served.address + "offline.html")
    expect(button).to_have_text(re.compile("^Save for"))
    assert page.evaluate(REGISTERED) == []
    button.focus()
    page.keyboard.press("Space")
    state(page, SAVED)
    page.keyboard.press("Space")
    state(page, re.compile("^Forgotten"))
    page.keyboard.press("Space")  # at once, while the page still has the worker that was sent away
    state(page, SAVED)
    assert page.evaluate("localStorage.length") == 0
    assert caches(page) == {version(finished): len(kept(finished)) + 1}
    served.stop()
    page.goto(served.address + "about.html")
    assert shown(page) == heading(finished, "about.html")


SPARING = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


def test_a_connection_to_be_spared_is_spared_until_asked(reader, host, finished: Path):
    reader.add_init_script(SPARING)
    served = host(finished)
    page = reader.new_page()
    page.goto(served.address + "offline.html")
    expect(page.locator("#browser button")).to_have_text(re.compile("^Save for"))
    assert page.evaluate(REGISTERED) == []
    page.locator("#browser button").click()
    state(page, SAVED)


def test_in_a_frame_nothing_is_saved(reader, host, finished: Path, tmp_path: Path):
    """Neither of a page of the site, on its own host or another, nor of an embed, which does so nowhere."""
    portal = tmp_path / "portal"
    portal.mkdir()
    copied(finished, portal / "feature")
    served = host(portal, "/")
    frames = [
        f"{served.address.replace('127.0.0.1', name)}feature/{page}"
        for name in ("127.0.0.1", "localhost")
        for page in ("index.html", "offline.html", "embed/home.html")
    ]
    (portal / "portal.html").write_text(
        "<!doctype html>" + "".join(f'<iframe src="{each}"></iframe>' for each in frames)
    )
    page = reader.new_page()
    page.goto(served.address + "portal.html", wait_until="load")
    framed = page.main_frame.child_frames
    assert len(framed) == len(frames)
    for frame in framed:
        frame.wait_for_load_state("load")
        assert frame.evaluate("document.body.innerText")
        assert frame.locator("link[rel=manifest]").count() == 0
    page.goto(served.address + "feature/embed/home.html")
    assert page.evaluate(REGISTERED) == []
    assert not [path for path in served.paths() if path.endswith("sw.js")]


def test_a_frame_shows_the_hosts_page_where_the_feature_is_saved(reader, host, finished: Path, tmp_path: Path):
    """A worker that is at work leaves frames to the network: what they show is not a reader's visit."""
    tree = copied(finished, tmp_path / "tree")
    served = host(tree)
    page = visited(reader, served.address)
    page.reload()
    edited(tree, "about.html", heading(tree, "about.html"), "Edited since")
    (tree / "frame.html").write_text('<!doctype html><iframe src="about.html"></iframe>')
    served.holds = "about.html"
    page.goto(served.address + "frame.html", wait_until="commit")
    page.wait_for_timeout(4_000)  # longer than a reader waits for the network
    served.released.set()
    framed = page.frame_locator("iframe").locator("h1")
    framed.wait_for()
    assert framed.text_content() == "Edited since"


def test_a_host_that_takes_html_away_by_a_redirect(reader, host, finished: Path):
    """What came by way of a redirect is kept as a plain answer: no other may open a page."""
    served = host(finished)
    served.redirects = True
    page = visited(reader, served.address)
    page.goto(served.address + "about.html")
    assert page.url == served.address + "about"
    served.stop()
    for address in ("about", "about.html", "operations/jusan", "", "index.html"):
        page.goto(served.address + address)
        assert shown(page) == heading(finished, f"{address.removesuffix('.html') or 'index'}.html")


def test_two_features_of_one_host_leave_each_other_alone(
    reader, host, finished: Path, finished_harbour: Path, tmp_path: Path
):
    """One below the other: each forgets its own, and shows its own."""
    top = copied(finished_harbour, tmp_path / "both")
    copied(finished, top / "inner")
    served = host(top, "/")
    outer = visited(reader, served.address)
    inner = visited(reader, served.address + "inner/offline.html")
    state(inner, SAVED)
    assert len(inner.evaluate(REGISTERED)) == 2
    assert len(inner.evaluate(CACHES)) == 2
    inner.locator("#browser button").click()
    state(inner, re.compile("^Forgotten"))
    assert inner.evaluate(REGISTERED) == [served.address]
    assert list(inner.evaluate(CACHES)) == [f"annals {served.address} {version(top)}"]
    served.stop()
    outer.goto(served.address + "index.html")
    assert shown(outer) == heading(top, "index.html")


def test_a_copy_of_the_tree_without_a_worker_says_nothing_of_it(reader, host, finished: Path, tmp_path: Path):
    tree = copied(finished, tmp_path / "public")
    (tree / "sw.js").unlink()
    served = host(tree)
    page = reader.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served.address + "offline.html", wait_until="networkidle")
    expect(page.locator("#browser")).to_be_hidden()
    assert errors == []


def test_from_a_folder_it_is_silent(reader, finished: Path):
    page = reader.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    page.goto((finished / "offline.html").as_uri(), wait_until="load")
    expect(page.locator("#browser")).to_be_hidden()
    assert page.locator("link[rel=manifest]").count() == 0
    assert complaints == []


def test_a_large_feature_is_saved_by_the_button_alone(reader, host, finished: Path, tmp_path: Path):
    """And its next version by itself, since the reader has asked for it."""
    tree = copied(finished, tmp_path / "public")
    script = tree / "sw.js"

    def enlarge() -> None:
        script.write_text(re.sub(r"const BYTES = \d+", "const BYTES = 5_000_001".replace("_", ""), script.read_text()))

    enlarge()
    served = host(tree)
    page = reader.new_page()
    page.goto(served.address + "offline.html")
    page.evaluate(ACTIVE)
    button = page.locator("#browser button")
    expect(button).to_have_text("Save for reading offline (5.0 MB)")
    assert page.evaluate(CACHES) == {}
    button.click()
    state(page, "Saved for reading offline (5.0 MB).")
    edited(tree, "about.html", "</h1>", ", second</h1>")
    enlarge()
    page.reload()
    until(page, "navigator.serviceWorker.ready.then(found => Boolean(found.waiting))")
    assert version(tree) in caches(page)


def test_the_worker_is_taken_away_from_everybody(reader, host, finished: Path, tmp_path: Path):
    """By the script that docs/publishing.md names, in the place of sw.js."""
    tree = copied(finished, tmp_path / "public")
    served = host(tree)
    page = visited(reader, served.address)
    (tree / "sw.js").write_bytes((ROOT / "publishing" / "worker" / "forget.js").read_bytes())
    page.reload()
    until(page, "caches.keys().then(all => !all.length)")
    page.close()
    page = reader.new_page()
    page.goto(served.address + "about.html")
    assert shown(page) == heading(tree, "about.html")
    until(page, f"{REGISTERED}.then(all => !all.length)")
