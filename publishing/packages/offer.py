"""The page that offers the packages: each with its size in the published tree, and without one in a package's own copy.

The build writes an element for each package: `<p … data-package="PATH" data-kb="# kB" data-mb="# MB">WORDS</p>`. Where
the package is there, its words make room for a link and its size; an attribute keeps them, so that they come back.
`data-get` holds the words of the link, else it is the file's name. A `<p data-copy hidden>`, which tells where the
feature is published, is shown in copies alone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import quote

from publishing.manifest import OFFLINE

_PLACE = re.compile(r'(<p\b[^>]*?)\s*(data-package="([^"]*)"[^>]*?)(?: data-else="([^"]*)")?>(.*?)</p>', re.DOTALL)
_COPY = re.compile(r"(<p\b[^>]*?\sdata-copy)\s+hidden(?=[\s>])")
_UNIT = {"kb": 1e3, "mb": 1e6}


def places(page: str) -> set[str]:
    """The paths of the packages that the page has a place for."""
    return {unescape(found[3]) for found in _PLACE.finditer(page)}


def emptied(page: str) -> str:
    """The page as the build wrote it: no package is there."""
    return filled(page, {})


def copied(page: str) -> str:
    """The page as it stands in a package: no other is there, and it says where they are."""
    return _COPY.sub(r"\1", emptied(page))


def filled(page: str, sizes: Mapping[str, int]) -> str:
    """The page with a link and a size (bytes) for each package that is there, by its path from the tree's top."""
    return _PLACE.sub(lambda match: _place(match, sizes), page)


def _place(match: re.Match[str], sizes: Mapping[str, int]) -> str:
    head, attributes, package, kept, inner = match.groups()
    words = unescape(kept) if kept is not None else inner
    path = unescape(package)
    if path not in sizes:
        return f"{head} {attributes}>{words}</p>"
    address = escape(quote(posixpath.relpath(path, posixpath.dirname(OFFLINE) or ".")))
    told = re.search(r'data-get="([^"]*)"', attributes)
    link = f'<a href="{address}" download>{told[1] if told else escape(posixpath.basename(path))}</a>'
    return f'{head} {attributes} data-else="{escape(words)}">{link} {_size(attributes, sizes[path])}</p>'


def _size(attributes: str, size: int) -> str:
    """A size in the page's own words and with its own decimal mark, which stands between data-kb's or data-mb's."""
    unit = "kb" if round(size / _UNIT["kb"]) < 1000 else "mb"
    pattern = re.search(rf'data-{unit}="([^"]*)"', attributes)
    mark = re.search(r'data-mark="([^"]*)"', attributes)
    amount = f"{size / _UNIT[unit]:.1f}" if unit == "mb" else f"{max(1, round(size / _UNIT[unit]))}"
    return pattern[1].replace("#", amount.replace(".", mark[1] if mark else ".")) if pattern else amount
