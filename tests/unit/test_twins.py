"""Compressed twins: never stale, never larger than the file, and nothing made again that did not change."""

import gzip
import os
import random
import time
from pathlib import Path

import brotli
import pytest

from publishing import manifest, twins
from publishing.twins import LEAST

WORDS = b"One word after another, and then another one. " * 40


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Text, a picture, and text too small or too odd to be packed."""
    tree = tmp_path / "tree"
    (tree / "data").mkdir(parents=True)
    (tree / "index.html").write_bytes(WORDS)
    (tree / "data" / "facts.json").write_bytes(WORDS + b"[]")
    (tree / "small.txt").write_bytes(b"a" * (LEAST - 1))
    (tree / "picture.png").write_bytes(WORDS)
    (tree / "noise.txt").write_bytes(random.Random(1).randbytes(2000))
    return tree


def made(tree: Path, cache: Path) -> twins.Twins:
    return twins.twins(tree, manifest.of_tree(tree, "").files, cache)


def test_a_twin_unpacks_to_its_file(tree: Path, tmp_path: Path) -> None:
    """Text that shrinks gets both; small files, pictures and noise get none. No time stands in a .gz."""
    found = made(tree, tmp_path / "cache")
    assert sorted(found.files) == ["data/facts.json.br", "data/facts.json.gz", "index.html.br", "index.html.gz"]
    assert brotli.decompress(found.files["index.html.br"]) == WORDS
    assert gzip.decompress(found.files["index.html.gz"]) == WORDS
    assert found.files["index.html.gz"][4:8] == bytes(4)
    assert all(len(packed) < len(WORDS) for packed in found.files.values())


def test_the_manifest_has_no_twin(tree: Path, tmp_path: Path) -> None:
    """It lists them, so it is written after them."""
    (tree / manifest.NAME).write_bytes(WORDS)
    assert not [path for path in made(tree, tmp_path / "cache").files if path.startswith(manifest.NAME)]


def test_what_did_not_change_is_not_made_again(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is that tried again which would not shrink. A file under another name shares what was made."""
    first = made(tree, tmp_path / "cache")
    assert first.made == 6
    (tree / "index.html").rename(tree / "about.html")

    def forbidden(_: bytes) -> bytes:
        raise AssertionError("made again")

    monkeypatch.setattr(twins, "PACK", {"br": forbidden, "gzip": forbidden})
    second = made(tree, tmp_path / "cache")
    assert second.made == 0
    assert second.files["about.html.br"] == first.files["index.html.br"]


def test_an_edit_of_one_letter_is_never_stale(tree: Path, tmp_path: Path) -> None:
    """The same size and time mean nothing."""
    made(tree, tmp_path / "cache")
    stamp = (tree / "index.html").stat()
    (tree / "index.html").write_bytes(b"0" + WORDS[1:])
    os.utime(tree / "index.html", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    found = made(tree, tmp_path / "cache")
    assert found.made == 2
    assert brotli.decompress(found.files["index.html.br"]) == b"0" + WORDS[1:]
    assert gzip.decompress(found.files["index.html.gz"]) == b"0" + WORDS[1:]


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "swapped", "plain"])
def test_damage_in_what_is_kept_is_seen(tree: Path, tmp_path: Path, damage: str) -> None:
    """It is made anew, and kept anew."""
    cache = tmp_path / "cache"
    first = made(tree, cache)
    kept = sorted(cache.iterdir())
    contents = [path.read_bytes() for path in kept]
    for path, content, other in zip(kept, contents, contents[2:] + contents[:2], strict=True):
        if content == twins.NONE:
            continue
        spoilt = {
            "cut": content[:-3],
            "empty": b"",
            "flipped": content[:20] + bytes([content[20] ^ 4]) + content[21:],
            "swapped": other if other != twins.NONE else b"x",
            "plain": WORDS,
        }[damage]
        path.write_bytes(spoilt)
    second = made(tree, cache)
    assert second.files == first.files
    assert second.made == 4
    assert made(tree, cache).made == 0


def test_without_a_cache_twins_are_made_all_the_same(tree: Path, tmp_path: Path) -> None:
    """A place that cannot be written to costs time and nothing else."""
    (tmp_path / "file").write_text("no folder")
    assert len(made(tree, tmp_path / "file").files) == 4


def test_what_nothing_asks_for_is_thrown_away(tree: Path, tmp_path: Path) -> None:
    """After a long time; what is used stays, and so does what is not the cache's own."""
    cache = tmp_path / "cache"
    made(tree, cache)
    (cache / "note").write_text("somebody's own")
    (tree / "index.html").write_bytes(WORDS[1:])
    long_ago = time.time() - (twins.DAYS + 1) * twins.DAY
    for path in cache.iterdir():
        os.utime(path, (long_ago, long_ago))
    made(tree, cache)
    assert len(list(cache.iterdir())) == 7
    assert (cache / "note").exists()
