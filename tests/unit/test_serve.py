"""`make serve`: no edit is lost, a broken one changes nothing, an open page hears of a new build, Ctrl-C ends it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from dev.httpd import locate, serving
from dev.serve import EVENTS, SCRIPT
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    site = Served(tmp_path)
    yield site
    (tmp_path / "hold").unlink(missing_ok=True)
    site.end()


def test_an_edit_made_while_a_build_runs_reaches_the_page(served: Served) -> None:
    """The second edit comes when the first one's build has read everything; a later build takes it in."""
    (served.folder / "waiting").unlink()
    (served.folder / "hold").touch()
    served.write("second")
    served.wait_for_build()
    served.write("third")
    time.sleep(0.5)
    assert "third" not in served.get()
    (served.folder / "hold").unlink()
    served.wait_for("third")


def test_a_broken_edit_keeps_the_last_good_page(served: Served) -> None:
    """The problem is told, the page stays, and the next good edit is shown."""
    page = served.folder / "content" / "page.md"
    page.write_text("Title: A page\nDate: never\n\nbroken\n", encoding="utf-8")
    served.hear("The last good build stays.")
    assert "first" in served.get()
    served.write("mended")
    served.wait_for("mended")


@pytest.mark.parametrize("name", ["pelicanconf.py", "plugins/slow.py", "theme/new.txt"])
def test_settings_plugins_and_theme_are_watched(served: Served, name: str) -> None:
    """Not the content alone: each of them, replaced as an editor does that saves by renaming, starts a build."""
    file = served.folder / name
    draft = file.with_name("draft")
    draft.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + "\n", encoding="utf-8")
    draft.replace(file)
    served.hear("Built in")


def test_the_open_page_hears_of_a_new_build(served: Served) -> None:
    """What is sent holds a script that waits for news; what is written holds none."""
    sent = served.get()
    assert f'<script src="{SCRIPT}"' in sent
    assert SCRIPT not in (served.folder / "output" / "page.html").read_text(encoding="utf-8")
    assert EVENTS in served.get(SCRIPT)
    build = sent.partition('data-build="')[2].partition('"')[0]
    with urlopen(f"{served.address}{EVENTS[1:]}?{build}", timeout=30) as events:
        served.write("news")
        heard = next(line for line in events if line.startswith(b"data: "))
    assert heard.removeprefix(b"data: ").strip().decode() != build


def test_a_page_older_than_the_server_reloads_at_once(served: Served) -> None:
    """A page that was open while the server was ended and started again is told without a further edit."""
    with urlopen(f"{served.address}{EVENTS[1:]}?1", timeout=10) as events:
        assert any(line.startswith(b"data: ") for line in events)


def test_control_c_ends_server_and_build(served: Served) -> None:
    """Exit status 0, no build goes on, and the port is free again."""
    (served.folder / "waiting").unlink()
    (served.folder / "hold").touch()
    served.write("second")
    served.wait_for_build()
    assert served.end() == 0
    with pytest.raises(OSError, match="refused"):
        served.get()
    with pytest.raises(ProcessLookupError):
        os.kill(int((served.folder / "waiting").read_text(encoding="utf-8")), 0)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/a/", "index.html"),
        ("/a/sub/page.html?x=1", "sub/page.html"),
        ("/a/%D1%8F.html", "я.html"),
        ("/a", "/a/"),
        ("/a/sub", "/a/sub/"),
        ("/a/sub/page.html/", None),
        ("/a/../secret", None),
        ("/a/%2e%2e/secret", None),
        ("/a//etc/passwd", None),
        ("/a/nul%00", None),
        ("/b/index.html", None),
    ],
)
def test_an_address_leads_into_the_tree_or_nowhere(tmp_path: Path, target: str, found: str | None) -> None:
    """Files of the tree, a folder's own address with a slash, and never a file outside."""
    (tmp_path / "sub").mkdir()
    place = locate(tmp_path, "/a/", target)
    assert (place.relative_to(tmp_path).as_posix() if isinstance(place, Path) else place) == found


def test_what_is_not_there_answers_with_the_page_for_it(tmp_path: Path) -> None:
    """Status 404, the tree's own page, at any depth."""
    (tmp_path / "404.html").write_text("nothing here", encoding="utf-8")
    with serving(tmp_path, "/a/b/") as top, pytest.raises(HTTPError, match="404") as answer:
        urlopen(top + "x/y/z.html", timeout=10)
    assert answer.value.read() == b"nothing here"
    assert answer.value.headers["Content-Type"] == "text/html; charset=utf-8"
    answer.value.close()
