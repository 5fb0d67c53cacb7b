"""What a browser is told to keep of a tree, and the script that tells it."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from publishing import manifest
from publishing.__main__ import parser, run
from publishing.worker import precache, script

ADDRESS = "https://news.example/30-years"
SCRIPT = b"slips();"
SLIPS = f"theme/js/slips.{hashlib.sha256(SCRIPT).hexdigest()[:10]}.js"


def named(path: str, content: bytes) -> str:
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"


PHOTO, CARD, ICON = (named(path, b"picture") for path in ("images/at-sea.jpg", "cards/index.png", "icons/192.png"))
KEPT = ["a/один.html", "about.html", PHOTO, "index.html", "offline.html", SLIPS]
LEFT_OUT = [
    "404.html", "about.html.br", "about.ninjs.json", "book.json", CARD, "data/facts.csv", "embed.js", "embed/home.html",
    "embed/home.fragment.html", "feeds/atom.xml", "graphics/a-1200.png", "graphics/a.svg", ICON, "packages/feature.zip",
    "packages/SHA256SUMS", "robots.txt", "site.webmanifest", "sitemap.xml", "_headers", "_redirects", ".nojekyll",
]  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with a file of each kind."""
    tree = tmp_path / "public"
    for path in (*KEPT, *LEFT_OUT):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        content = SCRIPT if path == SLIPS else b"picture" if path in (PHOTO, CARD, ICON) else path.encode()
        (tree / path).write_bytes(content)
    (tree / "about.html.br").unlink()
    for name in ("_headers", "_redirects"):
        (tree / name).unlink()
    return tree


def listed(text: str) -> list[list[str]]:
    """The list in a script."""
    found = re.search(r"^const FILES = (\[.*?\n\]);", text, re.DOTALL | re.MULTILINE)
    assert found
    return json.loads(found[1].replace(",\n]", "\n]"))


def said(text: str, name: str) -> str:
    found = re.search(rf"^const {name} = (.*?);", text, re.MULTILINE)
    assert found
    return found[1]


def test_pages_and_what_they_show_are_kept_and_nothing_else(tree: Path) -> None:
    assert sorted(each.path for each in precache(manifest.of_tree(tree, ADDRESS))) == sorted(KEPT)


def test_twins_are_not_kept_beside_their_files(tree: Path) -> None:
    (tree / "about.html").write_text("<p>about</p>\n" * 1_000)  # what is too small gets no twin
    finish(tree, "--twins", "--cache", str(tree.with_name("twins")))
    assert (tree / "about.html.br").is_file()
    whole = manifest.read(tree)
    assert sorted(each.path for each in precache(whole)) == sorted(KEPT)


def test_the_script_lists_them_with_their_hashes(tree: Path) -> None:
    text = script(manifest.of_tree(tree, ADDRESS))
    sums = {path: hashlib.sha256((tree / path).read_bytes()).hexdigest() for path in KEPT}
    assert dict(listed(text)) == {path: sums[path][:32] for path in KEPT}
    assert int(said(text, "BYTES")) == sum((tree / path).stat().st_size for path in KEPT)
    assert said(text, "OFFLINE") == '"offline.html"'
    assert ADDRESS not in text  # it works wherever it lies


def test_another_version_has_another_name(tree: Path) -> None:
    """And the same tree the same, whatever else is in it."""
    one = script(manifest.of_tree(tree, ADDRESS))
    (tree / "data" / "facts.csv").write_text("more")
    assert script(manifest.of_tree(tree, "https://elsewhere.example")) == one
    (tree / "about.html").write_text("more")
    assert said(script(manifest.of_tree(tree, ADDRESS)), "VERSION") != said(one, "VERSION")


def test_what_is_not_known_when_it_is_written_stands_nowhere(tree: Path) -> None:
    """Every name that is filled in is there to be filled in."""
    text = script(manifest.of_tree(tree, ADDRESS))
    for name in ("FILES", "BYTES", "VERSION", "OFFLINE"):
        assert f"const {name} = " in text
        assert not re.search(rf"""^const {name} = (\[\]|0|"");""", text, re.MULTILINE), name


def finish(tree: Path, *more: str) -> None:
    hosts = str(tree.with_name("deploy"))
    assert run(parser().parse_args(["finish", str(tree), "--address", ADDRESS, "--hosts", hosts, *more])) == 0


def test_a_finish_writes_it_once(tree: Path) -> None:
    finish(tree)
    before = (tree / "sw.js").read_bytes(), (tree / "manifest.json").read_bytes()
    finish(tree)
    assert ((tree / "sw.js").read_bytes(), (tree / "manifest.json").read_bytes()) == before
    entry = manifest.read(tree).by_path()["sw.js"]
    assert (entry.kind, entry.cache, entry.phase) == ("worker", "never", "worker")
    assert entry.sha256 == hashlib.sha256(before[0]).hexdigest()
    (tree / "about.html").write_text("more")
    finish(tree)
    assert (tree / "sw.js").read_bytes() != before[0]


def test_it_gets_twins(tree: Path) -> None:
    finish(tree, "--twins", "--cache", str(tree.with_name("twins")))
    assert (tree / "sw.js.br").is_file()
    assert manifest.read(tree).by_path()["sw.js.gz"].cache == "never"


def test_somebodys_own_is_left_as_it_is(tree: Path) -> None:
    """Such as the script that takes the worker away."""
    (tree / "sw.js").write_text("// mine")
    finish(tree)
    assert (tree / "sw.js").read_text() == "// mine"
    assert manifest.read(tree).by_path()["sw.js"].size == len("// mine")


def test_a_tree_without_the_page_where_it_is_forgotten_gets_none(tree: Path) -> None:
    """And loses the one that it had."""
    finish(tree)
    (tree / "offline.html").unlink()
    finish(tree)
    assert not (tree / "sw.js").exists()
    assert "sw.js" not in manifest.read(tree).by_path()
