"""The ZIM, as Kiwix shows it and as openZIM's own check sees it."""

import html
import json
import os
import posixpath
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

import lxml.html
import pytest

from dev import tools
from publishing.packages.trimmed import trimmed
from publishing.packages.zim import LONGEST_DESCRIPTION, LONGEST_TITLE, MISSING, shortened
from publishing.trouble import Trouble
from tests.helpers import ROOT
from tests.packages.conftest import Packaged, publishing

# Feature of this repository and the invented one: words of the text, in other forms than it has, and their page.
SEARCHES = {
    "packaged": (("orphan", "operations/jusan.html"), ("prison visit", "operations/jusan.html")),
    "packaged_harbour": (("льдин", "operations/ledohod.html"), ("өткел", "articles/qazaqsha.html")),
}
SUGGESTIONS = {"packaged": ("Jus", "operations/jusan.html"), "packaged_harbour": ("Ледо", "operations/ledohod.html")}


@pytest.fixture(scope="session")
def zim_tools() -> Path:
    """The folder of zimwriterfs, zimcheck and zimdump."""
    tool = tools.zim_tools()
    if tool.path is None:
        pytest.skip(tool.reason)
    return Path(tool.path)


@pytest.fixture(scope="session")
def kiwix() -> str:
    tool = tools.kiwix()
    if tool.path is None:
        pytest.skip(tool.reason)
    return tool.path


@contextmanager
def served(program: str, *archives: Path) -> Iterator[str]:
    """Serve archives on this machine; give the address, which ends in a slash. Ends with the block, or with us."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The process that began it is told too: it ends when that one is gone.
    command = [program, "--address=127.0.0.1", f"--port={port}", f"--attachToProcess={os.getpid()}"]
    with subprocess.Popen([*command, *map(str, archives)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            address = f"http://127.0.0.1:{port}/"
            for _ in range(200):
                try:
                    urllib.request.urlopen(address, timeout=10).close()
                    break
                except (URLError, ConnectionError):
                    assert server.poll() is None, server.stderr.read()
                    time.sleep(0.05)
            yield address
        finally:
            server.kill()


@pytest.fixture(scope="module")
def archive(each_packaged: Packaged, zim_tools: Path) -> Path:
    return each_packaged.package("zim")


@pytest.fixture(scope="module")
def shown(archive: Path, kiwix: str) -> Iterator[Callable[..., str]]:
    """shown(path, name=value...) gives what Kiwix answers; `{}` in the path stands for the name of the ZIM."""
    with served(kiwix, archive) as address:

        def get(path: str, **query: str) -> str:
            whole = address + urllib.parse.quote(path.format(archive.stem))
            with urllib.request.urlopen(f"{whole}?{urllib.parse.urlencode(query)}", timeout=30) as answer:
                return answer.read().decode("utf-8", "replace")

        yield get


def book_of(packaged: Packaged) -> dict:
    return json.loads((packaged.tree / "book.json").read_text(encoding="utf-8"))


def entries(archive: Path, zim_tools: Path) -> list[str]:
    said = subprocess.run([zim_tools / "zimdump", "list", archive], capture_output=True, encoding="utf-8", check=True)
    return said.stdout.split("\n")[:-1]


def complaints(archive: Path, zim_tools: Path) -> list[str]:
    """What zimcheck says besides what it is doing."""
    done = subprocess.run([zim_tools / "zimcheck", "-A", "-D", archive], capture_output=True, encoding="utf-8")
    assert ("Overall Test Status: Pass" in done.stdout) == (done.returncode == 0)
    assert "Overall Test Status: " in done.stdout  # or it did not come to its end
    doing = re.compile(r"\[INFO\] |  Verifying Similar Articles|\Z")
    return [line for line in done.stdout.splitlines() + done.stderr.splitlines() if not doing.match(line)]


def test_zimcheck_has_nothing_to_say(archive: Path, zim_tools: Path) -> None:
    """No error and no warning of any of its checks."""
    assert complaints(archive, zim_tools) == []


def test_what_zimcheck_finds_is_seen(archive: Path, zim_tools: Path, tmp_path: Path) -> None:
    """The test above would fail for a ZIM with one byte wrong."""
    spoilt = tmp_path / "spoilt.zim"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    assert any("checksum" in line.lower() for line in complaints(spoilt, zim_tools))


def test_metadata_is_what_openzim_asks_for(each_packaged: Packaged, shown: Callable[..., str]) -> None:
    """None is empty, none too long, and the day is the content's, whatever day it is here."""
    book = book_of(each_packaged)
    known = {name: shown(f"raw/{{}}/meta/{name}") for name in ("Title", "Description", "Creator", "Publisher", "Name")}
    assert all(known.values())
    assert len(known["Title"]) <= LONGEST_TITLE
    assert len(known["Description"]) <= LONGEST_DESCRIPTION
    assert known["Description"].rstrip("…") in book["subtitle"]
    assert shown("raw/{}/meta/Date") == book["date"]
    assert shown("raw/{}/meta/Language") == {"en": "eng", "ru": "rus"}[book["lang"]]
    assert shown("raw/{}/meta/Source") == each_packaged.address
    assert "_ftindex:yes" in shown("raw/{}/meta/Tags").split(";")


def test_it_holds_what_a_library_reads(each_packaged: Packaged, archive: Path, zim_tools: Path) -> None:
    """All chapters, and nothing that is for the web, or for the site's own search."""
    there = entries(archive, zim_tools)
    assert {chapter["path"] for chapter in book_of(each_packaged)["chapters"]} <= set(there)
    assert {"data/facts.csv", "data/facts.json", "graphics.html"} <= set(there)
    apart = re.compile(
        r"(embed|feeds|cards|packages)/|.*\.(js|xml|webmanifest)$|.*ninjs|embed|404|offline|search|robots"
    )
    assert [path for path in there if apart.match(path)] == []


def test_pages_are_the_trees_own(each_packaged: Packaged, archive: Path, zim_tools: Path, tmp_path: Path) -> None:
    """No script, nothing marked for the site alone, no feed; and all that is left is as it was, drawings too."""
    folder = tmp_path / "dumped"
    subprocess.run([zim_tools / "zimdump", "dump", f"--dir={folder}", archive], check=True, capture_output=True)
    for path in entries(archive, zim_tools):
        if not path.endswith(".html"):
            continue
        page = (folder / path).read_text(encoding="utf-8")
        whole = (each_packaged.tree / path).read_text(encoding="utf-8")
        for gone in ("<script", 'rel="alternate"', 'rel="manifest"', "</iframe"):
            assert gone not in page, path
        assert page.count("<svg") >= 1 or "<svg" not in whole
        assert "viewbox" not in page
        page = re.sub("<!--/?htdig_noindex-->", "", page)
        body, whole_body = (re.sub(r"\s+", " ", each.partition("<main")[2]) for each in (page, whole))
        at = 0
        for piece in re.split(r"(?=<)", body):  # each piece stands in the tree's page, in the same order
            at = whole_body.find(piece.strip(), at)
            assert at >= 0, (path, piece)


def test_every_page_is_served(each_packaged: Packaged, shown: Callable[..., str]) -> None:
    """With its own heading; the top of the ZIM is the home page."""
    for chapter in book_of(each_packaged)["chapters"]:
        heading = lxml.html.fromstring(shown(f"{{}}/{chapter['path']}")).find(".//h1").text_content()
        assert heading.strip()
    home = book_of(each_packaged)["chapters"][0]
    assert f"<title>{html.escape(home['title'], quote=False)}</title>" in shown("{}/")


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_is_answered(name: str, request: pytest.FixtureRequest, kiwix: str, zim_tools: Path) -> None:
    """By word forms in the feature's language; a word of another language as it stands."""
    packaged: Packaged = request.getfixturevalue(name)
    archive = packaged.package("zim")
    with served(kiwix, archive) as address:
        for words, path in SEARCHES[name]:
            query = urllib.parse.urlencode({"content": archive.stem, "pattern": words})
            answer = urllib.request.urlopen(f"{address}search?{query}", timeout=30).read().decode()
            assert f'href="/{archive.stem}/{path}"' in answer, words
        query = urllib.parse.urlencode({"content": archive.stem, "pattern": "xyzzy"})
        assert "No results" in urllib.request.urlopen(f"{address}search?{query}", timeout=30).read().decode()
        term, path = SUGGESTIONS[name]
        query = urllib.parse.urlencode({"content": archive.stem, "term": term})
        answers = json.load(urllib.request.urlopen(f"{address}suggest?{query}", timeout=30))
        titles = {chapter["path"]: chapter["title"] for chapter in book_of(packaged)["chapters"]}
        assert [html.unescape(each["value"]) for each in answers if each.get("path") == path] == [titles[path]]


def found_for(shown: Callable[..., str], archive: Path, words: str) -> tuple[set[str], str]:
    """The paths of the pages that a search finds, and all that Kiwix answers."""
    answer = shown("search", content=archive.stem, pattern=words, pageLength="100")
    return set(re.findall(rf'href="/{re.escape(archive.stem)}/([^"]+)"', answer)), answer


def test_what_stands_on_every_page_is_not_found_on_each(
    each_packaged: Packaged, archive: Path, shown: Callable[..., str]
) -> None:
    """The menu, the foot and the way home are none of a page's text: neither found nor shown as an excerpt."""
    expected = set()
    chapters = book_of(each_packaged)["chapters"]
    for chapter in chapters:
        main = lxml.html.fromstring(shown(f"raw/{{}}/content/{chapter['path']}")).find(".//main")
        for nav in main.findall(".//nav"):
            nav.drop_tree()
        expected |= {chapter["path"]} if re.search(r"\bJSON\b", main.text_content()) else set()
    paths, _ = found_for(shown, archive, "JSON")
    assert paths == expected
    assert len(expected) < len(chapters)


def test_words_of_drawings_do_not_run_together(archive: Path, zim_tools: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dumped"
    subprocess.run([zim_tools / "zimdump", "dump", f"--dir={folder}", archive], check=True, capture_output=True)
    pages = [path.read_text(encoding="utf-8") for path in folder.rglob("*.html")]
    assert sum("</text> " in page for page in pages) > 2
    assert [page[:200] for page in pages if re.search(r"</(text|desc)><", page)] == []


def test_every_link_inside_leads_somewhere(shown: Callable[..., str], archive: Path, zim_tools: Path) -> None:
    """Followed from the home page on, through Kiwix: pages, pictures, data, and the places in pages; all is reached."""
    home, seen, ids, wanted = "index.html", set(), {}, []
    queue = [home]
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        try:
            text = shown(f"raw/{{}}/content/{path}")
        except HTTPError as error:
            pytest.fail(f"{path}: {error}")
        if not path.endswith(".html"):
            continue
        page = lxml.html.fromstring(text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
        ids[path] = {element.get("id") for element in page.iter() if element.get("id")}
        for element in page.iter():
            for name in ("href", "src"):
                address = urllib.parse.urlsplit(element.get(name) or "")
                if address.scheme or address.netloc or not (address.path or address.fragment):
                    continue
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), urllib.parse.unquote(address.path)))
                target = target if address.path else path
                queue.append(target)
                wanted.append((path, target, urllib.parse.unquote(address.fragment)))
    assert [each for each in wanted if each[2] and each[1] in ids and each[2] not in ids[each[1]]] == []
    assert set(entries(archive, zim_tools)) - seen == {"illustration.png"}


def test_the_same_tree_gives_the_same_bytes(each_packaged: Packaged, archive: Path) -> None:
    """Though zimwriterfs gives every ZIM an id and a day of its own."""
    before = archive.read_bytes()
    archive.unlink()
    done = publishing("package", "zim", each_packaged.tree, "--hosts", each_packaged.tree.parent / "deploy")
    assert done.returncode == 0, done.stderr
    assert archive.read_bytes() == before


# A tree that is as small as one can be, with what people put into titles.
HOSTILE = 'A "quoted" & <b>bold</b> \u202eend</title><script> — 100 % of #1'
PACKAGES = ("small.zip", "small.epub", "small.pdf", "small.zim", "SHA256SUMS")
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.fixture
def small(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    (tree / "pictures").mkdir(parents=True)
    page = (
        '<!doctype html><html lang="kk"><head><title>T</title><link rel="icon" type="image/svg+xml" href="icon.svg">'
        '<link rel="alternate" href="feeds/a.xml"></head><body><h1>H</h1>{}</body></html>'
    )
    picture = '<p><a href="b.html#x">B</a> <a href="404.html">gone</a> <img src="pictures/%D0%BA%D0%BE%D1%82%201%25.svg" alt="k">'
    (tree / "index.html").write_text(page.format(picture), encoding="utf-8")
    (tree / "b.html").write_text(page.format('<p id="x">text</p>'), encoding="utf-8")
    (tree / "404.html").write_text(page.format(""), encoding="utf-8")
    places = "".join(f'<p data-package="packages/{name}" data-kb="# kB" data-mb="# MB">no</p>' for name in PACKAGES)
    (tree / "offline.html").write_text(page.format(places), encoding="utf-8")
    (tree / "icon.svg").write_text(ICON, encoding="utf-8")
    (tree / "pictures" / "кот 1%.svg").write_text(ICON.replace("8", "9"), encoding="utf-8")
    chapters = [
        {"path": path, "kind": kind, "title": title, "short": title, "lang": "kk"}
        for path, kind, title in (("index.html", "home", "Home"), ("b.html", "article", HOSTILE))
    ]
    packages = {form: f"packages/small.{form}" for form in ("zip", "epub", "pdf", "zim")}
    about = {"format": 1, "name": "small", "title": HOSTILE, "subtitle": "", "lang": "kk-KZ", "date": "1999-12-31"}
    about |= {"packages": packages, "words": {}, "chapters": chapters}
    (tree / "book.json").write_text(json.dumps(about), encoding="utf-8")
    return tree


def test_a_tree_without_an_address_is_enough(small: Path, zim_tools: Path, kiwix: str) -> None:
    """And titles may hold anything, names of files too; the day may be of another century."""
    done = publishing("package", "zim", small)
    assert done.returncode == 0, done.stderr
    archive = small / "packages" / "small.zim"
    assert complaints(archive, zim_tools) == []
    assert set(entries(archive, zim_tools)) == {
        "b.html",
        "icon.svg",
        "illustration.png",
        "index.html",
        "pictures/кот 1%.svg",
    }
    with served(kiwix, archive) as address:
        read = lambda path: urllib.request.urlopen(address + path, timeout=30).read().decode()  # noqa: E731
        assert read("raw/small/meta/Date") == "1999-12-31"
        assert read("raw/small/meta/Language") == "kaz"
        assert read("raw/small/meta/Title") == shortened(HOSTILE, LONGEST_TITLE)
        assert "gone" in read("raw/small/content/index.html")
        assert "404.html" not in read("raw/small/content/index.html")
        assert json.loads(read("suggest?content=small&term=quoted"))[0]["path"] == "b.html"


def stand_in(folder: Path, script: str) -> dict[str, str]:
    """An environment in which that script is zimwriterfs."""
    folder.mkdir()
    program = folder / "zimwriterfs"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


def beside(tree: Path) -> list[str]:
    """What a run left beside a tree."""
    return [path.name for path in tree.parent.iterdir() if path.name.startswith(f".{tree.name}.")]


def test_without_the_tool_it_is_named(small: Path, tmp_path: Path, zim_tools: Path) -> None:
    """With the way to get it; the last good ZIM stays."""
    assert publishing("package", "zim", small).returncode == 0
    good = (small / "packages" / "small.zim").read_bytes()
    done = publishing("package", "zim", small, env={**os.environ, "PATH": str(tmp_path)})
    assert done.returncode == 1
    assert MISSING in done.stderr
    assert (small / "packages" / "small.zim").read_bytes() == good


def test_a_tool_that_fails_is_told_in_a_line(small: Path, tmp_path: Path) -> None:
    """By its last words; nothing half-made is left."""
    done = publishing("package", "zim", small, env=stand_in(tmp_path / "bin", "echo 'the disk is full' >&2; exit 1"))
    assert done.returncode == 1
    assert done.stderr == "no ZIM was made: zimwriterfs could not make it: the disk is full\n"
    assert not (small / "packages").exists()
    assert beside(small) == []


def test_a_signal_leaves_nothing_behind(small: Path, tmp_path: Path, zim_tools: Path) -> None:
    """The command and its tool end; what they wrote beside the tree is gone, and the last good ZIM stays."""
    assert publishing("package", "zim", small).returncode == 0
    good = (small / "packages" / "small.zim").read_bytes()
    mark = tmp_path / "began"
    environment = stand_in(tmp_path / "bin", f'echo $$ > "{mark}.new"; mv "{mark}.new" "{mark}"; exec sleep 60')
    command = [sys.executable, "-m", "publishing", "package", "zim", str(small)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as run:
        try:
            while not mark.is_file() and run.poll() is None:
                time.sleep(0.05)
            assert beside(small)
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 128 + signal.SIGTERM
        finally:
            run.kill()
    assert beside(small) == []
    assert (small / "packages" / "small.zim").read_bytes() == good
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


OUT, IN = "<!--htdig_noindex-->", "<!--/htdig_noindex-->"


def comes(path: str) -> bool:
    return path in ("a.html", "f/b.html")


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("<p data-web>x</p><p>z</p>", "<p data-web>x</p><p>z</p>"),
        ('<p data-web>x<a href="a.html">y</a></p>', '<p data-web>x<a href="a.html">y</a></p>'),
        ('<div data-web>x<div><a href="c.html">y</a></div>w</div><p>z</p>', "<p>z</p>"),
        ('<ul><li>1</li><li data-web>2<ul><li><a href="../x">3</a></li></ul></li></ul>', "<ul><li>1</li></ul>"),
        ('<a data-web href="c.html">c</a><form data-web action="c.html"><input></form>z', "z"),
        ('<div data-web><p data-web><a href="c.html">c</a></p></div>z', "z"),
        ("<div data-web><p data-web>k</p></div>z", "<div data-web><p data-web>k</p></div>z"),
        ('<img src="a.html"><img src="c.png"><br/>z', '<img src="a.html"><br/>z'),
        ("<script>if (a</b) '</div>'</script>z", "z"),
        ('<script src="a.html" defer></script>z', "z"),
        ('<a href="c.html#x"><b>c</b></a> <a href="a.html#x">a</a>', '<b>c</b> <a href="a.html#x">a</a>'),
        ('<ul>\n<li><a href="c.html">c</a> </li>\n<li>x <a href="c.html">c</a></li></ul>', "<ul>\n\n<li>x c</li></ul>"),
        ('<a href="https://h/c.html">c</a><a href="#x">x</a>', '<a href="https://h/c.html">c</a><a href="#x">x</a>'),
        ('<svg viewBox="0 0 1 1"><path d="M0"/><g/></svg>', '<svg viewBox="0 0 1 1"><path d="M0"/><g/></svg>'),
        (
            '<link rel="manifest" href="x.webmanifest"><link rel="icon" href="a.html">',
            '<link rel="icon" href="a.html">',
        ),
        ("<p>\u2028a\r\nb\x0cc</p>\n\n<a href=x>x</a >\ny", "<p>\u2028a\r\nb\x0cc</p>\n\nx\ny"),
        ("<title>a</title><p>", "<title>T &lt; &amp;</title><p>"),
        ("<body>h<main>m</main>f</body>", f"<body>{OUT}h{IN}<main>m</main>{OUT}f{IN}</body>"),
        ("<body><main>m</main></body>", "<body><main>m</main></body>"),
        ("<body>h<main>m</main>f", f"<body>{OUT}h{IN}<main>m</main>{OUT}f{IN}"),
        (
            "<body><nav>a</nav><main><nav>b<nav>c</nav></nav>m</main></body>",
            f"<body>{OUT}<nav>a</nav>{IN}<main>{OUT}<nav>b<nav>c</nav></nav>{IN}m</main></body>",
        ),
        (
            "<svg><desc>a</desc><text>b<tspan>c</tspan><tspan>d</tspan></text></svg><i>a</i><b>b</b>",
            "<svg><desc>a</desc> <text>b<tspan>c</tspan><tspan>d</tspan></text> </svg><i>a</i><b>b</b>",
        ),
        (
            '<body><a href="c.html">c</a><main>m</main><script>x</script></body>',
            f"<body>{OUT}c{IN}<main>m</main>{OUT}{IN}</body>",
        ),
    ],
)
def test_what_leads_to_what_stays_is_cut(page: str, left: str) -> None:
    """And what is left is as it was, letter for letter."""
    assert trimmed(page, "i.html", comes, "T < &") == left


def test_a_marked_element_without_an_end_is_refused() -> None:
    """Else it would take the rest of the page with it."""
    with pytest.raises(Trouble, match=r"i\.html: <div data-web> is not closed"):
        trimmed("<div data-web><div></div><p>rest", "i.html", comes)


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [("a  b\nc", 5, "a b c"), ("one two three", 9, "one two…"), ("one, two", 7, "one…"), ("abcdefgh", 5, "abcd…")],
)
def test_a_long_text_ends_between_words(text: str, longest: int, short: str) -> None:
    """With an ellipsis, within the limit."""
    assert shortened(text, longest) == short
    assert len(short) <= longest
