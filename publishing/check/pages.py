"""What every page needs of its own: its language, its title, its canonical address, ids that stand once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from publishing.check.finding import Fault, Finding, shown
from publishing.check.markup import Page
from publishing.manifest import Kind

_TAG = re.compile(  # RFC 5646, 2.1: language, script, region, variants, extensions, private use
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*
        (?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)? | x(?:-[a-z\d]{1,8})+""",
    re.IGNORECASE | re.VERBOSE,
)


def faults(path: str, page: Page, kind: Kind, address: str) -> Iterator[Fault]:
    """What is wrong with a page by itself. address: the public one of the tree, or ""."""
    yield from repeated(page)
    yield from _language(page)
    if not page.title:
        missing = "its <title> is empty" if page.title == "" else "it has no <title>"
        yield "title", f"{missing}; readers see it on the tab and in every list"
    yield from _canonical(path, page, kind, address)
    if address and path == "index.html" and page.noindex:
        yield "hidden", "it asks search engines to leave the home page out; take noindex away"


def repeated(page: Page) -> Iterator[Fault]:
    """Ids of a page or a drawing that stand more than once, or cannot be led to."""
    for name, count in page.ids.items():
        if count > 1:
            yield "id", f'id="{shown(name)}" stands there {count} times; an id names one element'
        elif count and name.split() != [name]:
            yield "id", f'id="{shown(name)}" is empty or holds a space, so nothing leads there; rename it'


def _language(page: Page) -> Iterator[Fault]:
    if page.language is None:
        yield "language", '<html> has no lang; write its language, as in lang="en"'
    for name, value in dict.fromkeys(page.languages):
        if not _TAG.fullmatch(value) and (value or value == page.language):
            yield "language", f'{name}="{shown(value)}" is no language (BCP 47); write it as in en or pt-BR'
    other = next((value for name, value in page.languages if name == "xml:lang"), page.language)
    if page.language is not None and other is not None and other.lower() != page.language.lower():
        yield "language", f'lang="{shown(page.language)}" but xml:lang="{shown(other)}"; leave out the second'


def _canonical(path: str, page: Page, kind: Kind, address: str) -> Iterator[Fault]:
    if kind == "embed":
        if page.canonical:
            yield (
                "canonical",
                "it is an embed, whose noindex might be taken for that of the page named; leave it out",
            )
        return
    own = f"{address}/{'' if path == 'index.html' else path}"
    for value in dict.fromkeys([*page.canonical, *page.declared]):
        if not address:
            what = "but the tree has no public address; build it with make publish"
            yield "canonical", f"it gives {shown(value)} as its own address, {what}"
        elif unquote(value) != own:
            yield "canonical", f"it gives {shown(value)} as its own address, which is {own}; correct the public address"
    if not address:
        return
    if len(page.canonical) > 1:
        yield "canonical", f"it has {len(page.canonical)} canonical links; leave one"
    if not page.canonical and not page.noindex:
        yield "canonical", f'it has no canonical link; add <link rel="canonical" href="{own}">, or make it noindex'


def same_titles(pages: Mapping[str, Page], kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    """Titles that two pages bear; an embed may bear the title of the page that it is a part of."""
    first: dict[str, str] = {}
    for path, page in sorted(pages.items(), key=lambda item: (item[0] != "index.html", item[0])):
        if page.title and kinds[path] != "embed" and first.setdefault(page.title, path) != path:
            what = f"“{shown(page.title)}” is the title of {first[page.title]} too; give each page its own"
            yield Finding(path, "title", what)
