"""Nothing is found in the trees that this repository makes, as they are built and as they are published."""

import shutil
from pathlib import Path

import pytest

from publishing import manifest
from publishing.check import findings
from tests.build.trees import documents, files
from tests.helpers import PUBLIC_URL


@pytest.mark.parametrize("name", ["site", "fixture_site"])
def test_nothing_is_found_in_a_tree_as_it_is_built(request, name):
    assert list(map(str, findings(request.getfixturevalue(name)))) == []


@pytest.fixture(scope="module")
def finished(published, tmp_path_factory) -> Path:
    """The published tree with a manifest, to be changed."""
    tree = tmp_path_factory.mktemp("finished") / "public"
    shutil.copytree(published, tree)
    list_again(tree)
    return tree


def list_again(tree: Path) -> None:
    (tree / manifest.NAME).write_text(manifest.as_json(manifest.of_tree(tree, PUBLIC_URL)), encoding="utf-8")


def test_nothing_is_found_in_a_tree_as_it_is_published(finished):
    assert list(map(str, findings(finished))) == []


def test_each_file_that_is_taken_away_is_missed(finished):
    """Nothing of the tree goes unnoticed when it goes: a page or a file leads to each but what machines ask for themselves."""
    unasked = []
    for path in sorted(files(finished)):
        if path == manifest.NAME:
            continue
        away = finished / path
        content = away.read_bytes()
        away.unlink()
        list_again(finished)
        if not list(findings(finished)):
            unasked.append(path)
        away.write_bytes(content)
    list_again(finished)
    assert unasked == ["book.json", "robots.txt"]


def test_each_id_that_is_linked_to_is_missed(finished):
    """Every page is held against every fragment: with its ids renamed, each page but those that none leads into is told.

    Into some embeds nothing leads, not even themselves.
    """
    for path in documents(finished):
        text = (finished / path).read_text(encoding="utf-8")
        (finished / path).write_text(text.replace(' id="', ' id="other-'), encoding="utf-8")
        list_again(finished)
        told = {finding.rule for finding in findings(finished)}
        (finished / path).write_text(text, encoding="utf-8")
        assert told <= {"fragment", "size"}, path
        assert "fragment" in told or path == "404.html" or path.startswith("embed/"), path
    list_again(finished)
