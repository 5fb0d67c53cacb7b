"""A built tree as tests read it: its pages parsed, its addresses resolved."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

FRAGMENT = ".fragment.html"


def documents(tree: Path) -> list[str]:
    """The addresses of all HTML files of a tree, in order."""
    return sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*.html"))


def pages(tree: Path) -> list[str]:
    """Those of the site's own pages."""
    return [page for page in documents(tree) if not page.startswith("embed/")]


def embeds(tree: Path) -> list[str]:
    """Those of the pages that stand in frames of other sites."""
    return [page for page in documents(tree) if page.startswith("embed/") and not page.endswith(FRAGMENT)]


def fragments(tree: Path) -> list[str]:
    """Those of the parts that other sites set into their own pages."""
    return [page for page in documents(tree) if page.endswith(FRAGMENT)]


@cache
def parsed(tree: Path, page: str) -> html.HtmlElement:
    return html.document_fromstring((tree / page).read_text(encoding="utf-8"))


def files(tree: Path) -> dict[str, bytes]:
    """Every file of a tree and its bytes."""
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}


def links(tree: Path, page: str) -> list[str]:
    """Every address that a page's elements hold, in order; metadata's are not among them."""
    root = parsed(tree, page)
    found = []
    for name in ("href", "src", "poster", "data", "action"):
        found += [
            e.get(name)
            for e in root.iter()
            if isinstance(e.tag, str) and e.get(name) is not None and not _is_metadata(e)
        ]
    return found


def _is_metadata(element: html.HtmlElement) -> bool:
    """Whether an address is for machines that need it whole: canonical, alternate."""
    return element.tag == "link" and element.get("rel") in ("canonical", "alternate", "license")


def target(page: str, address: str) -> tuple[str, str]:
    """(address of a page of the tree, fragment) that a link on a page leads to."""
    parts = urlsplit(address)
    if not parts.path:
        return page, unquote(parts.fragment)
    pieces = page.split("/")[:-1]
    for piece in unquote(parts.path).split("/"):
        if piece == "..":
            pieces.pop()
        else:
            pieces.append(piece)
    return "/".join(pieces), unquote(parts.fragment)


def meta(tree: Path, page: str) -> dict[str, str]:
    """The metadata of a page's head by name or property."""
    found = {}
    for element in parsed(tree, page).iter("meta"):
        key = element.get("property") or element.get("name")
        if key:
            found.setdefault(key, element.get("content"))
    return found
