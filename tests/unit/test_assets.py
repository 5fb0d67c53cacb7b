"""Assets under names with their hashes: the same content has the same name, another content another."""

import hashlib
import re
import shutil

import pytest

from assets import LETTERS, hashed
from publishing.manifest import HASH_LETTERS, kind_of, name_hash
from tests.build.trees import files
from tests.conftest import HARBOUR
from tests.helpers import ROOT, build, unhashed


@pytest.mark.parametrize("path", ["a.js", "theme/js/a.b.js", "cards/operations/один.png", "pictures/no-suffix", "x/.y"])
def test_a_name_holds_the_hash_before_its_suffix(path):
    one, other = hashed(path, b"one"), hashed(path, b"two")
    assert one != other
    assert hashlib.sha256(b"one").hexdigest()[:LETTERS] in one
    assert one.rpartition("/")[0] == path.rpartition("/")[0]


def test_what_builds_names_is_what_publishing_reads():
    """The two wings do not know each other: that they agree is held here."""
    assert LETTERS == HASH_LETTERS
    path = hashed("theme/js/a.js", b"x")
    sha256 = hashlib.sha256(b"x").hexdigest()
    assert name_hash(path) == sha256[:LETTERS]
    assert kind_of(path, sha256) == "asset"
    assert kind_of(path, hashlib.sha256(b"y").hexdigest()) == "file"


def assets(tree) -> dict[str, bytes]:
    return {path: data for path, data in files(tree).items() if unhashed(path) != path}


@pytest.mark.parametrize("name", ["site", "published", "fixture_site"])
def test_every_asset_of_a_tree_has_its_own_hash(name, request):
    tree = request.getfixturevalue(name)
    found = assets(tree)
    kinds = {unhashed(path).partition("/")[0] for path in found}
    assert kinds == {"theme", "favicon.svg", "search"} | ({"cards", "icons"} if name == "published" else set())
    for path, data in found.items():
        assert name_hash(path) == hashlib.sha256(data).hexdigest()[:LETTERS], path


def test_another_script_has_another_name_and_pages_follow(tmp_path):
    theme = tmp_path / "theme"
    shutil.copytree(ROOT / "theme", theme)
    script = theme / "static" / "js" / "slips.js"
    trees = {}
    for name in ("before", "after"):
        settings = tmp_path / f"{name}.py"
        settings.write_text(
            f"import sys; sys.path.insert(0, {str(HARBOUR)!r})\nfrom settings import *\n"
            f"PATH, THEME, PLUGIN_PATHS = {str(HARBOUR / 'content')!r}, {str(theme)!r}, [{str(ROOT / 'plugins')!r}]\n",
            encoding="utf-8",
        )
        done = build(settings, tmp_path / name)
        assert done.returncode == 0, done.stderr
        trees[name] = files(tmp_path / name)
        script.write_text(script.read_text(encoding="utf-8") + "\n// more", encoding="utf-8")
    (old,), (new,) = ([path for path in trees[name] if "/slips." in path] for name in ("before", "after"))
    assert old != new
    assert set(trees["before"]) ^ set(trees["after"]) == {old, new}
    pages = [path for path in trees["after"] if path.endswith(".html") and path != "404.html"]
    for page in pages:
        if page.startswith("embed/"):
            continue  # it carries a script of its own
        assert new.encode() in trees["after"][page]
        assert old.encode() not in trees["after"][page]


def test_a_picture_of_a_manuscript_is_an_asset(tmp_path):
    """Its page shows it by the name that holds its hash, wherever the page stands."""
    content = tmp_path / "content"
    shutil.copytree(HARBOUR / "content", content)
    (content / "images").mkdir(exist_ok=True)
    (content / "images" / "ice.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (manuscript,) = (content / "operations").glob("ledohod.md")
    with manuscript.open("a", encoding="utf-8") as file:
        file.write("\n\n![Лёд]({static}/images/ice.svg)\n")
    done = build(HARBOUR / "settings.py", tmp_path / "out", content=content)
    assert done.returncode == 0, done.stderr
    (path,) = [path for path in assets(tmp_path / "out") if unhashed(path) == "images/ice.svg"]
    page = (tmp_path / "out" / "operations" / "ledohod.html").read_text(encoding="utf-8")
    assert re.findall(r'<img[^>]* src="([^"]+)"', page) == [f"../{path}"]
    assert not (tmp_path / "out" / "images" / "ice.svg").exists()
