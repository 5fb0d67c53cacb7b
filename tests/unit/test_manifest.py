"""What a file is follows from its path; and a manifest that tells of anything else is none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publishing import manifest
from publishing.manifest import CACHE_OF, NAME, PHASE_OF, PHASES, as_json, entry_of, from_json, kind_of
from publishing.media import media_type, text_types
from publishing.trouble import Trouble
from tests.helpers import ROOT

SHA256 = "0123456789" + "a" * 54
KINDS = {
    "index.html": "entry",
    "404.html": "entry",
    "_headers": "entry",
    "manifest.json": "entry",
    "site.webmanifest": "entry",
    "feeds/atom.xml": "entry",
    "operations/index.html": "page",
    "feeds.html": "page",
    "embed/bars.html": "embed",
    "embed.html": "page",
    "embed/bars.json": "file",
    "embed/bars.xml": "file",
    "embed/bars.fragment.html": "fragment",
    "embed/fragment.html": "embed",
    "about.fragment.html": "page",
    "embed.js": "file",
    "articles/story.ninjs.json": "file",
    "feeds/feed.json": "entry",
    "data/facts.csv": "file",
    "graphics/bars.png": "file",
    "feature.zip": "package",
    "book/feature.pdf": "package",
    "feature.zim": "package",
    "SHA256SUMS": "package",
    "sw.js": "worker",
    "theme/sw.js": "file",
    "theme/slips.0123456789.js": "asset",
    "theme/slips.9876543210.js": "file",
    "theme/slips.012345678.js": "file",
    "cards/index.0123456789.png": "asset",
    "0123456789.js": "file",
}


@pytest.mark.parametrize("path", KINDS)
def test_a_path_tells_what_a_file_is(path: str) -> None:
    assert kind_of(path, SHA256) == KINDS[path]


def test_nothing_goes_up_before_what_it_names() -> None:
    """Pages name assets, packages, embeds, their script and their oEmbed answers; entries name pages; the worker all."""
    order = {kind: PHASES.index(phase) for kind, phase in PHASE_OF.items()}
    assert order["asset"] < order["package"] == order["file"] == order["embed"] == order["fragment"] < order["page"]
    assert order["page"] < order["entry"] < order["worker"]
    assert CACHE_OF == {"asset": "immutable", "worker": "never"}


def test_a_twin_goes_with_its_file(tmp_path: Path) -> None:
    """In its phase and under its type; a compressed file of another kind is a file."""
    for path in ("feeds/atom.xml", "feeds/atom.xml.br", "index.html", "index.html.gz", "data/all.json.gz"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(path.encode())
    found = manifest.of_tree(tmp_path, "").by_path()
    assert (found["feeds/atom.xml.br"].encoding, found["feeds/atom.xml.br"].phase) == ("br", "entries")
    assert (found["index.html.gz"].encoding, found["index.html.gz"].type) == ("gzip", "text/html; charset=utf-8")
    assert found["index.html.gz"].sha256 != found["index.html"].sha256
    assert (found["data/all.json.gz"].encoding, found["data/all.json.gz"].kind) == ("", "file")


def test_a_manifest_knows_itself_as_it_knows_others(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("home")
    found = manifest.of_tree(tmp_path, "https://news.example/")
    (tmp_path / NAME).write_text(as_json(found))
    assert manifest.own_entry(found) == entry_of(NAME, (tmp_path / NAME).read_bytes())
    assert manifest.own_entry(found).cache == "revalidate"
    assert manifest.read(tmp_path) == found


def told(**changed: object) -> str:
    """A manifest of one file, with something in it changed."""
    return json.dumps({"format": 1, "address": "", "files": [{**vars(entry_of("a/b.html", b"page")), **changed}]})


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../a.html", "a/../../b.html", "a/..", "..", ".", "a//b.html", "./a.html", "a/", "a\\b.html", "a\nb.html", "a\rb.html"])  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is no path of a file in a tree"):
        from_json(told(path=path))


@pytest.mark.parametrize(("name", "value"), [("kind", "paper"), ("cache", "for ever"), ("phase", "later"), ("encoding", "zstd"), ("kind", None), ("kind", []), ("path", 7), ("path", None)])  # fmt: skip
def test_a_word_that_nobody_knows_is_refused(name: str, value: object) -> None:
    """Such a file would go up in no phase, and be found missing at the end."""
    with pytest.raises(ValueError, match=r"which is unknown|it is no manifest"):
        from_json(told(**{name: value}))


@pytest.mark.parametrize("path", ["a.html", ".nojekyll", "..a/b..html", "Юбилей, 30 лет/Ә.html", 'a "b".html', " space", "..."])  # fmt: skip
def test_a_path_of_any_letters_is_read(path: str) -> None:
    assert from_json(told(path=path)).files[0].path == path


def test_a_name_that_is_not_utf8_is_told(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("This file system takes no such name. To get one: run the tests on Linux")
    with pytest.raises(Trouble, match="not in UTF-8"):
        list(manifest.files_of(tmp_path))


def test_a_finish_deletes_nothing_outside_of_its_tree(tmp_path):
    """Whatever the manifest before says."""
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    entry = {"sha256": "0" * 64, "size": 1, "type": "x", "kind": "file", "cache": "revalidate", "phase": "packages"}
    for path in ("../victim.txt", str(victim)):
        files = [{"path": path, **entry, "encoding": "br"}]
        (tree / manifest.NAME).write_text(json.dumps({"format": 1, "address": "", "files": files}), encoding="utf-8")
        command = [sys.executable, "-m", "publishing", "finish", str(tree), "--address", "https://a.kz"]
        subprocess.run(
            [*command, "--hosts", str(tmp_path / "hosts")], cwd=ROOT, capture_output=True, timeout=60, check=False
        )
        assert victim.read_text(encoding="utf-8") == "mine"


def test_a_media_type_is_told_by_path_where_the_suffix_is_not_enough() -> None:
    """A JSON Feed alone is one; portals take oEmbed's XML as text/xml."""
    assert media_type("feeds/feed.json") == "application/feed+json; charset=utf-8"
    assert media_type("embed/feed.json") == "application/json; charset=utf-8"
    assert media_type("embed/bars.xml") == "text/xml; charset=utf-8"
    assert {"application/feed+json", "text/xml"} <= set(text_types())
