"""What a tree tells of its packages is believed only where nothing can come of it; and pages offer what is there."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from publishing.book.elements import child, element
from publishing.packages.offer import copied, emptied, filled, places
from publishing.packages.pdf import sheets
from publishing.packages.pdf.front import COVER, RATIO, cover
from publishing.packages.pdf.sheets import Sheet, divided, parts
from publishing.packages.source import source
from publishing.packages.workshop import workshop
from publishing.trouble import Trouble
from tests.packages import trees
from tests.packages.trees import ABOUT, place

PAGE = place("packages/a.zip") + place("packages/a.epub")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return trees.write(tmp_path / "public")


# What `book.json` may say.


def without(**paths: str) -> dict[str, Any]:
    return {"packages": ABOUT["packages"] | paths}


@pytest.mark.parametrize(
    "about",
    [
        without(zip="../small.zip"),
        without(zip="/etc/small.zip"),
        without(zip="packages/../../small.zip"),
        without(zip="packages\\small.zip"),
        without(zip="packages/small.epub"),
        without(zip="index.html"),
        without(zip="packages/small.zip\n"),
        without(zip="packages/a<b.zip"),
        without(zip="packages/con.zip"),
        without(zip="other/small.zip"),
        without(pdf=""),
        {"packages": {"zip": "packages/small.zip"}},
        {"packages": None},
        {"name": "../small"},
        {"name": "a/b"},
        {"name": ".."},
        {"name": ""},
        {"name": 7},
        {"title": "a\x00b"},
        {"title": "a\ud800b"},
        {"subtitle": None},
        {"lang": "en<script>"},
        {"date": "soon"},
        {"address": "javascript:alert(1)"},
        {"license_url": "file:///etc/passwd"},
        {"format": 2},
        {"chapters": []},
        {"chapters": ABOUT["chapters"] * 2},
        {"chapters": [ABOUT["chapters"][0] | {"more": 1}]},
        {"chapters": [ABOUT["chapters"][0] | {"path": "../secret.html"}]},
        {"chapters": [ABOUT["chapters"][0] | {"path": "none.html"}]},
    ],
    ids=lambda about: json.dumps(about)[:60],
)
def test_what_leads_elsewhere_or_breaks_a_file_is_refused(tree: Path, about: dict[str, Any]) -> None:
    trees.write(tree, **about)
    with pytest.raises(Trouble) as told:
        source(tree)
    line = str(told.value)
    assert "\n" not in line
    assert line.endswith(("build the tree again", "build it again"))


@pytest.mark.parametrize("text", ["", "[]", "{", "7", '{"format": 1}', "[" * 100_000], ids=lambda text: text[:14])
def test_a_file_that_tells_nothing_is_refused(tree: Path, text: str) -> None:
    (tree / "book.json").write_text(text, encoding="utf-8")
    with pytest.raises(Trouble, match="cannot be read"):
        source(tree)


def test_the_time_of_packages_is_the_day_of_the_content(tree: Path) -> None:
    """In UTC; of a day that no ZIP can tell, the nearest."""
    assert source(tree).epoch == 1_767_312_000
    assert source(trees.write(tree, date="1975-07-13")).epoch == 315_532_800


def test_the_fingerprint_is_of_what_goes_into_packages(tree: Path) -> None:
    """Not of packages, of the sizes that a page shows, or of what only hosts read."""
    first = source(tree).fingerprint
    (tree / "packages").mkdir()
    for name in ("packages/small.zip", "packages/SHA256SUMS", "manifest.json", "_headers", "index.html.gz", "sw.js"):
        (tree / name).write_bytes(b"x")
    page = (tree / "offline.html").read_text(encoding="utf-8")
    (tree / "offline.html").write_text(filled(page, {"packages/small.zip": 5}), encoding="utf-8")
    assert source(tree).fingerprint == first
    (tree / "picture.png").write_bytes(b"other")
    assert source(tree).fingerprint != first


# What is offered.


def test_a_package_that_is_there_is_offered_with_its_size() -> None:
    offered = filled(PAGE, {"packages/a.zip": 1_234_000})
    assert '<a href="packages/a.zip" download>a.zip</a> 1.2 MB</p>' in offered
    assert offered.count("<a ") == 1
    assert places(offered) == places(PAGE) == {"packages/a.zip", "packages/a.epub"}


@pytest.mark.parametrize(("size", "told"), [(0, "1 kB"), (1, "1 kB"), (999_499, "999 kB"), (1_000_000, "1.0 MB")])
def test_a_size_is_told_in_the_pages_own_words(size: int, told: str) -> None:
    assert f"</a> {told}</p>" in filled(PAGE, {"packages/a.zip": size})


def test_a_size_has_the_decimal_mark_of_its_language() -> None:
    page = PAGE.replace('data-mb="# MB"', 'data-mb="# МБ" data-mark=","')
    assert "</a> 1,2 МБ</p>" in filled(page, {"packages/a.zip": 1_234_000})


def test_a_page_is_emptied_to_what_it_was() -> None:
    """However often it was filled, whatever its words are."""
    page = PAGE.replace("Not here.", "Not <b>here</b> &amp; “now”.")
    once = filled(page, {"packages/a.zip": 5_000})
    assert filled(filled(once, {}), {"packages/a.zip": 5_000}) == once
    assert emptied(once) == emptied(page) == page


def test_a_link_has_the_words_that_the_page_brings() -> None:
    page = PAGE.replace(' data-kb="', ' data-get="Take &amp; keep" data-kb="')
    once = filled(page, {"packages/a.zip": 5_000})
    assert '<a href="packages/a.zip" download>Take &amp; keep</a> 5 kB</p>' in once
    assert emptied(once) == page


def test_where_the_others_are_is_told_in_copies_alone() -> None:
    """Whether packages lay beside the page or not."""
    line = '<p class="a" data-copy hidden>At <b>https://a.example</b></p>'
    once = filled(PAGE + line, {"packages/a.zip": 5_000})
    assert line in once
    assert copied(once) == copied(PAGE + line) == PAGE + line.replace(" hidden", "")
    assert copied("<p hidden>a</p><p data-copyright hidden>b</p>") == "<p hidden>a</p><p data-copyright hidden>b</p>"


def test_a_name_of_other_letters_is_an_address() -> None:
    page = place("packages/век и день.zip")
    assert 'href="packages/%D0%B2' in filled(page, {"packages/век и день.zip": 1})


# Where drafts lie.


def test_what_a_killed_run_left_is_cleared_away(tree: Path) -> None:
    left = tree.parent / ".public.packages"
    (left / "folder").mkdir(parents=True)
    (left / "folder" / "file").write_bytes(b"x")
    (left / "draft").write_bytes(b"x")
    with workshop(tree) as room:
        assert room == left
        assert list(room.iterdir()) == []
        (room / "more").write_bytes(b"x")
    assert not left.exists()


def test_a_link_in_its_place_is_not_followed(tree: Path) -> None:
    """What lies at its end is somebody's."""
    goal = tree.parent / "own"
    goal.mkdir()
    (goal / "file").write_bytes(b"x")
    (tree.parent / ".public.packages").symlink_to(goal)
    with pytest.raises(OSError), workshop(tree):
        pass
    assert (goal / "file").exists()


def test_only_one_run_has_it(tree: Path) -> None:
    with workshop(tree), pytest.raises(Trouble, match="another run"), workshop(tree):
        pass
    with workshop(tree):
        pass


# How a long book is shared out.


def test_a_part_is_of_one_language_and_not_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "PART", 10)
    held = [Sheet("a", "ru", "12345"), Sheet("b", "ru", "1234"), Sheet("c", "ru", "1234"), Sheet("d", "kk", "1")]
    assert [[sheet.chapter for sheet in part] for part in parts(held)] == [["a", "b"], ["c"], ["d"]]


def test_a_chapter_longer_than_a_part_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is divided between records; what holds them is in each piece, its id in the first alone."""
    monkeypatch.setattr(sheets, "PART", 400)
    body = element("section", {"id": "top"}, "Begin")
    child(body, "h2", text="Heading")
    records = child(body, "ul", {"class": "records", "id": "list"})
    for number in range(40):
        child(records, "li", {"id": f"r{number}"}, f"record {number}")
    pieces = divided(body)
    assert len(pieces) > 3
    assert all(len(etree.tostring(piece)) < 800 for piece in pieces)
    ids = [each.get("id") for piece in pieces for each in piece.iter() if each.get("id")]
    assert ids == ["top", "list", *(f"r{number}" for number in range(40))]
    assert "".join("".join(piece.itertext()) for piece in pieces).startswith("BeginHeadingrecord 0")
    assert all(len(piece.findall("{*}ul[@class='records']")) == 1 for piece in pieces[1:])


def test_a_cover_is_widened_to_the_page_and_set_on_its_white() -> None:
    """Nothing of it is cut off."""
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="2560" viewBox="0 0 1600 2560">'
        b'<rect width="100%" height="100%" fill="#f4ede0"/><path d="M0 0h9"/></svg>'
    )
    found = cover(svg)
    root = etree.fromstring(found.content)
    left, top, width, height = map(float, root.get("viewBox", "").split())
    assert (found.path, top, height) == (COVER, 0, 2560)
    assert height / width == pytest.approx(RATIO, abs=0.001)
    assert left == pytest.approx((1600 - width) / 2, abs=1)
    assert root.find("{*}rect") is None
    with pytest.raises(Trouble, match="cover cannot be read"):
        cover(b"<svg")
