"""The page, the EPUB, the PDF and the ZIM tell the same: no form loses a figure, a note, a heading or a description.

Each is read from its file alone, by tests/packages/told.py, which says what is not compared and why.
"""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from dev import tools
from tests.packages import told
from tests.packages.conftest import Packaged
from tests.packages.told import Told

EQUAL = ("lang", "langs", "headings", "pictures", "editors")
NOT_IN_A_PDF = {"langs"}  # WeasyPrint 70 tells the language of a chapter, and of nothing in it
IN_ORDER = ("dates", "figures", "cells", "records")


@pytest.fixture(scope="session")
def zimdump() -> str:
    tool = tools.zim_tools()
    if tool.path is None:
        pytest.skip(tool.reason)
    return str(Path(tool.path) / "zimdump")


def paths_of(packaged: Packaged) -> list[str]:
    return [each["path"] for each in json.loads((packaged.tree / "book.json").read_text(encoding="utf-8"))["chapters"]]


def pages_of(folder: Path, paths: list[str], *, whole: bool) -> list[Told]:
    return [told.of_page((folder / path).read_bytes(), whole=whole) for path in paths]


def differences(paths: list[str], expected: list[Told], found: list[Told]) -> list[str]:
    """Where a form tells another thing than the pages, chapter by chapter."""
    assert len(found) == len(expected)
    wrong = []
    for path, page, chapter in zip(paths, expected, found, strict=True):
        compared = [name for name in EQUAL if chapter.items is None or name not in NOT_IN_A_PDF]
        unequal = (name for name in compared if getattr(page, name) != getattr(chapter, name))
        wrong += (f"{path}: {name}: {getattr(page, name)} is {getattr(chapter, name)}" for name in unequal)
        # In a book an editor's note may stand behind the text, and with it the figures in it.
        lost, added = [fact for fact in page.facts if fact not in chapter.facts], set(chapter.facts) - set(page.facts)
        if lost or added or len(page.facts) != len(chapter.facts):
            wrong.append(f"{path}: facts: lost {lost}, added {added}")
        for name in IN_ORDER:
            there = iter(getattr(chapter, name) if chapter.items is None else chapter.items)
            lost = [each for each in getattr(page, name) if each not in there]
            if lost or (chapter.items is None and getattr(page, name) != getattr(chapter, name)):
                wrong.append(f"{path}: {name}: lost {lost[:1]}")
    return wrong


def dumped(archive: Path, zimdump: str, folder: Path) -> Path:
    subprocess.run([zimdump, "dump", f"--dir={folder}", archive], check=True, capture_output=True)
    return folder


def test_pages_tell_enough_to_compare(each_packaged: Packaged) -> None:
    """Else the tests below would compare nothing with nothing."""
    pages = pages_of(each_packaged.tree, paths_of(each_packaged), whole=False)
    for name in ("headings", "pictures", "facts", "editors", "dates", "figures", "cells", "records"):
        assert any(getattr(page, name) for page in pages), name
    assert all(page.headings[0] for page in pages)
    assert all(all(page.pictures) for page in pages)


def test_the_epub_tells_the_same(each_packaged: Packaged) -> None:
    """In the order of the book."""
    paths = paths_of(each_packaged)
    found = told.of_epub(each_packaged.package("epub"))
    assert differences(paths, pages_of(each_packaged.tree, paths, whole=False), found) == []


def test_the_pdf_tells_the_same(each_packaged: Packaged) -> None:
    """To those who have it read aloud: by its structure, in which each figure leads to its note."""
    paths = paths_of(each_packaged)
    found = told.of_pdf(each_packaged.package("pdf"))
    assert differences(paths, pages_of(each_packaged.tree, paths, whole=False), found) == []


def test_the_zim_tells_the_same(each_packaged: Packaged, zimdump: str, tmp_path: Path) -> None:
    """With the tables and teasers that a book leaves out."""
    paths = paths_of(each_packaged)
    folder = dumped(each_packaged.package("zim"), zimdump, tmp_path / "zim")
    assert (
        differences(paths, pages_of(each_packaged.tree, paths, whole=True), pages_of(folder, paths, whole=True)) == []
    )


# What a form could lose, as a change of its files. Each has to be seen.

IN_A_PAGE = {
    "a figure": (r'<a class="fact"[^>]*>(.*?)</a>', r"\1"),
    "a digit of a figure": (r'(<a class="fact"[^>]*>[^<]*?)\d', r"\g<1>x"),
    "who says it": (r'(<aside class="slip".*?</b>.*?<p>)[^<]*', r"\1Nobody"),
    "the wording of a note": (r'(<aside class="slip"[^>]*>\s*<p><b>)[^<]*', r"\1None"),
    "a key figure": (r'<li class="figure".*?</li>', ""),
    "a heading": (r"<h2[^>]*>.*?</h2>", ""),
    "a date": (r"<dt>.*?</dd>", ""),
    "a picture's description": (r"(<svg[^>]* role=\"img\"[^>]*><title>[^<]*</title>)<desc>.*?</desc>", r"\1"),
    "an editor's note": (r'<div class="note".*?</div></div>', ""),
    "a number of a table": (r"(<td>(?:<[^>]*>)*)\d", r"\g<1>x"),
    "the language": (r'<html lang="\w+"', '<html lang="fr"'),
}
IN_THE_EPUB = {
    **{name: change for name, change in IN_A_PAGE.items() if name in ("a heading", "a date", "a key figure")},
    "a figure": (r'<span class="fact">.*?</span><a class="noteref".*?</a>', ""),
    "a digit of a figure": (r'(<span class="fact">[^<]*?)\d', r"\g<1>x"),
    "what a figure leads to": (
        r'(<span class="fact">[^<]*</span><a class="noteref"[^>]* href=")[^"]*',
        r"\1#note-citizens",
    ),
    "who says it": (r"(<aside id=\"note-fact[^>]*>.*?</b>)[^<]*", r"\1. Nobody"),
    "a picture's description": (r' alt="[^"]*"', ' alt="x"'),
    "an editor's note": (r'(<aside id="note-(?!fact)[^>]*>.*?</strong>)[^<]*', r"\1"),
    "the language": (r'lang="en"', 'lang="fr"'),
}
CHAPTER = "operations/jusan.html"


@pytest.mark.parametrize("lost", IN_A_PAGE)
def test_what_a_page_loses_is_seen(packaged: Packaged, lost: str, tmp_path: Path) -> None:
    """Of the tree itself, and so of the ZIM, which is read in the same way."""
    shutil.copytree(packaged.tree / "operations", tmp_path / "operations")
    page = tmp_path / CHAPTER
    expected = pages_of(packaged.tree, [CHAPTER], whole=True)
    assert differences([CHAPTER], expected, pages_of(tmp_path, [CHAPTER], whole=True)) == []
    changed, times = re.subn(*IN_A_PAGE[lost], page.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert times == 1
    page.write_text(changed, encoding="utf-8")
    wrong = differences([CHAPTER], expected, pages_of(tmp_path, [CHAPTER], whole=True))
    assert wrong


@pytest.mark.parametrize("lost", IN_THE_EPUB)
def test_what_the_epub_loses_is_seen(packaged: Packaged, lost: str, tmp_path: Path) -> None:
    """In one chapter."""
    spoilt = tmp_path / "spoilt.epub"
    done = 0
    with zipfile.ZipFile(packaged.package("epub")) as whole, zipfile.ZipFile(spoilt, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            if name.endswith("operations-jusan.xhtml"):
                flags = re.DOTALL
                text, done = re.subn(
                    *IN_THE_EPUB[lost], content.decode(), count=0 if "lang" in lost else 1, flags=flags
                )
                content = text.encode()
            copy.writestr(name, content)
    assert done
    paths = paths_of(packaged)
    wrong = differences(paths, pages_of(packaged.tree, paths, whole=False), told.of_epub(spoilt))
    assert wrong
    assert all(each.startswith(CHAPTER) for each in wrong)


def elements(root: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    """The elements of a kind in the structure of a PDF, in their order."""
    found, waiting = [], [root]
    while waiting:
        each = waiting.pop()
        if str(each.get("/S", "")) == kind:
            found.append(each)
        inside = each.get("/K", [])
        parts = inside if isinstance(inside, pikepdf.Array) else [inside]
        waiting += [part for part in reversed(list(parts)) if isinstance(part, pikepdf.Dictionary) and "/Type" in part]
    return found


def without(element: pikepdf.Object) -> None:
    """Take an element out of the structure."""
    kept = [
        each for each in element.P.K if not (isinstance(each, pikepdf.Dictionary) and each.objgen == element.objgen)
    ]
    assert len(kept) < len(element.P.K)
    element.P.K = pikepdf.Array(kept)


def _heading(root: pikepdf.Object) -> None:
    elements(root, "/H2")[0].S = pikepdf.Name.P


def _description(root: pikepdf.Object) -> None:
    elements(root, "/Figure")[-1].Alt = pikepdf.String("x")


def _cell(root: pikepdf.Object) -> None:
    without(elements(root, "/TD")[0])


def _entry(root: pikepdf.Object) -> None:
    """The last item of the last list is one of the ledger."""
    without(elements(root, "/LI")[-1])


def _language(root: pikepdf.Object) -> None:
    for each in elements(root, "/Sect"):
        each.Lang = pikepdf.String("fr")


def _figure(root: pikepdf.Object) -> None:
    """The first number that leads to a note: a link in a paragraph that is no link to a page of the book."""
    paragraphs = [each for each in elements(root, "/P") if isinstance(each.K, pikepdf.Array)]
    links = [
        link
        for each in paragraphs
        for before, link in zip(list(each.K), list(each.K)[1:], strict=False)
        if isinstance(link, pikepdf.Dictionary) and str(link.get("/S", "")) == "/Link"
        if isinstance(before, pikepdf.Dictionary)
        and str(before.get("/S", "")) == "/Span"
        and elements(before, "/Span")[1:]
    ]
    without(links[0])


IN_THE_PDF = {
    "a figure's note": _figure,
    "a heading": _heading,
    "a picture's description": _description,
    "a number of a table": _cell,
    "an entry of the ledger": _entry,
    "the language": _language,
}


@pytest.mark.parametrize("lost", IN_THE_PDF)
def test_what_the_pdf_loses_is_seen(packaged: Packaged, lost: str, tmp_path: Path) -> None:
    """In its structure."""
    spoilt = tmp_path / "spoilt.pdf"
    change: Callable[[pikepdf.Object], None] = IN_THE_PDF[lost]
    with pikepdf.open(packaged.package("pdf")) as pdf:
        change(pdf.Root.StructTreeRoot)
        pdf.save(spoilt)
    paths = paths_of(packaged)
    wrong = differences(paths, pages_of(packaged.tree, paths, whole=False), told.of_pdf(spoilt))
    assert wrong
