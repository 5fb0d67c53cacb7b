"""The service worker in Firefox: one visit, then the host is gone, and a browser that was begun anew reads on."""

from pathlib import Path

from publishing.manifest import read
from publishing.worker import precache
from tests.browser.unsteady import copied, finish, site
from tests.helpers import PUBLIC_URL


def test_in_firefox_every_page_is_read_without_the_host(drive, published: Path, tmp_path: Path):
    tree = finish(copied(published, tmp_path / "public"), PUBLIC_URL)
    pages = [entry.path for entry in precache(read(tree)) if entry.path.endswith(".html")]
    with site(tree) as served:
        visit = drive(
            ["goto", served.address + "offline.html"],
            ["until", None, "document.querySelector('#browser output').value.startsWith('Saved')"],
            [
                "host",
                "caches.keys().then(names => caches.open(names[0])).then(cache => cache.keys()).then(all => all.length)",
            ],
            ["complaints"],
        )
        assert visit == [None, True, len(precache(read(tree))) + 1, []]
        served.stop()
        steps: list[list] = []
        for page in [*pages, "", "about", "nothing.html"]:
            steps += [
                ["goto", served.address + page],
                ["host", "document.querySelector('h1').innerText + location.search"],
            ]
        titles = drive(*steps, ["complaints"])
    assert titles.pop() == []
    *shown, home, about, nothing = titles[1::2]
    assert len(set(shown)) == len(pages)
    assert (home, about) == (shown[pages.index("index.html")], shown[pages.index("about.html")])
    assert nothing.startswith(shown[pages.index("offline.html")] + "?wanted=")
