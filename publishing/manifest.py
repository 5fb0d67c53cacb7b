"""The manifest of a tree: each file with its hash, size, media type, cache class and upload phase.

It is the one list that all else reads: configuration of servers, check, deploy. It stands in the tree itself, as
`manifest.json`, and lists every other file there.

A file's kind follows from its path:

    asset     its name holds the hash of its content, as in slips.0f1e2d3c4b.js; another content has another name
    package   the whole feature to take along: .zip, .epub, .pdf, .zim, and their SHA256SUMS
    page      an HTML page
    embed     an HTML page in embed/, made to stand in frames of other sites
    fragment  a piece of HTML in embed/, for other sites' servers to set into pages of their own
    file      data, pictures and the script for other sites, which pages name, show or offer to save, under addresses
              that stay
    entry     what readers and machines begin from: the home page, feeds, sitemap, what hosts read
    worker    the service worker
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from publishing.media import media_type
from publishing.trouble import Trouble

NAME = "manifest.json"
FORMAT = 1
HASH_LETTERS = 10  # hexadecimal digits of the SHA-256 in an asset's name

Kind = Literal["asset", "package", "page", "embed", "fragment", "file", "entry", "worker"]
Cache = Literal["immutable", "revalidate", "never"]
Phase = Literal["assets", "packages", "pages", "entries", "worker"]
Encoding = Literal["", "br", "gzip"]

# In the order of upload: nothing goes up before what it names. "packages" is all that pages show, name or offer:
# embeds too, which load nothing, and lead to pages by links alone.
PHASES: tuple[Phase, ...] = get_args(Phase)
PHASE_OF: dict[Kind, Phase] = {
    "asset": "assets",
    "package": "packages",
    "page": "pages",
    "embed": "packages",
    "fragment": "packages",
    "file": "packages",
    "entry": "entries",
    "worker": "worker",
}
CACHE_OF: dict[Kind, Cache] = {"asset": "immutable", "worker": "never"}  # all others: revalidate
TWINS: dict[str, Encoding] = {".br": "br", ".gz": "gzip"}

WORKER = "sw.js"
OFFLINE = "offline.html"  # the page that offers the packages
BOOK = "book.json"  # what the build tells of them
HOST_FILES = ("_headers", "_redirects", ".nojekyll")  # what a host reads from the tree itself
ENTRIES = ("index.html", "404.html", "sitemap.xml", "robots.txt", "site.webmanifest", BOOK, NAME, *HOST_FILES)
FEEDS = "feeds"
EMBEDS = "embed"
FRAGMENT = ".fragment.html"  # how the name of a fragment ends
EMBED_SCRIPT = "embed.js"  # what other sites' pages load; no hash is in its name, for its address stays
PACKAGES = (".zip", ".epub", ".pdf", ".zim")
SUMS = "SHA256SUMS"  # of the packages, beside them
NOT_SHOWN = ("cards/", "icons/")  # folders: pictures for other sites and for the system, which no page shows
ASSET_END = rf"\.[0-9a-f]{{{HASH_LETTERS}}}\.[a-z0-9]+"  # how the name of an asset ends, as a regular expression
_ASSET_END = re.compile(ASSET_END + r"\Z")
NO_PATH = re.compile(r"(?:^|/)\.{0,2}(?:/|\Z)|[\\\n\r]")  # out of the tree, nowhere, or onto two lines


@dataclass(frozen=True, order=True)
class Entry:
    """One file. path: from the tree's top, with `/`. size: bytes. type: its Content-Type, of the plain file for a twin.

    encoding: "" for a plain file; "br" or "gzip" for the compressed twin of the file whose path goes before its suffix.
    """

    path: str
    sha256: str
    size: int
    type: str
    kind: Kind
    cache: Cache
    phase: Phase
    encoding: Encoding = ""


@dataclass(frozen=True)
class Manifest:
    """A tree's files in order of their paths, and the public address of its top, without a slash at its end, or ""."""

    address: str
    files: tuple[Entry, ...]

    def by_path(self) -> dict[str, Entry]:
        return {entry.path: entry for entry in self.files}


def name_hash(path: str) -> str:
    """The hash that a file's name holds, or "" where it holds none."""
    match = _ASSET_END.search(path)
    return match[0][1 : 1 + HASH_LETTERS] if match else ""


def kind_of(path: str, sha256: str) -> Kind:
    """What a file is. A name that holds another hash than the file's own makes no asset of it."""
    folder, name = posixpath.split(path)
    suffix = posixpath.splitext(name)[1]
    if path == WORKER:
        return "worker"
    if path in ENTRIES or folder == FEEDS:
        return "entry"
    if sha256.startswith(name_hash(path) or "-"):
        return "asset"
    if suffix in PACKAGES or name == SUMS:
        return "package"
    if suffix == ".html":
        if not path.startswith(f"{EMBEDS}/"):
            return "page"
        return "fragment" if is_fragment(path) else "embed"
    return "file"


def is_fragment(path: str) -> bool:
    return path.startswith(f"{EMBEDS}/") and path.endswith(FRAGMENT)


def plain_path(path: str) -> str:
    """The path of the file that a twin is the compressed form of; a plain file's own path."""
    stem, dot, suffix = path.rpartition(".")
    return stem if dot and f".{suffix}" in TWINS else path


def files_of(tree: Path) -> Iterator[str]:
    """The path of every file of a tree, by its path from there, in order.

    Raises Trouble at a link, and at a name that is not UTF-8.
    """
    folders = [""]
    found = []
    while folders:
        folder = folders.pop()
        with os.scandir(tree / folder) as inside:
            for each in inside:
                if any("\udc80" <= letter <= "\udcff" for letter in each.name):  # how Python reads what is no UTF-8
                    raise Trouble(f"{folder}{each.name!a} is a name that is not in UTF-8; rename it")
                if each.is_symlink():
                    raise Trouble(f"{folder}{each.name} is a link to another place; a published tree holds files only")
                if each.is_dir():
                    folders.append(f"{folder}{each.name}/")
                elif each.is_file():
                    found.append(f"{folder}{each.name}")
    yield from sorted(found)


def entries(tree: Path) -> Iterator[Entry]:
    """Every file of the tree but the manifest. Raises OSError, Trouble.

    Several are read at once: reading and hashing let other threads run.
    """
    paths = [path for path in files_of(tree) if path != NAME]
    hands = os.cpu_count() or 1
    with ThreadPoolExecutor(hands) as pool:
        parts = list(pool.map(lambda hand: [_hashed(tree, path) for path in paths[hand::hands]], range(hands)))
    known = {path: (sha256, size) for part in parts for path, sha256, size in part}
    found: dict[str, Entry] = {}
    for path in paths:  # a plain file comes before its twins, whose paths begin with its own
        found[path] = _entry(path, *known[path], found.get(plain_path(path)))
    yield from found.values()


def _hashed(tree: Path, path: str) -> tuple[str, str, int]:
    content = (tree / path).read_bytes()
    return path, hashlib.sha256(content).hexdigest(), len(content)


def entry_of(path: str, content: bytes, plain: Entry | None = None) -> Entry:
    """The entry of a file. plain: that of the file whose twin it is, which goes where and when that goes."""
    return _entry(path, hashlib.sha256(content).hexdigest(), len(content), plain)


def _entry(path: str, sha256: str, size: int, plain: Entry | None) -> Entry:
    if plain:
        return replace(plain, path=path, sha256=sha256, size=size, encoding=TWINS[Path(path).suffix])
    kind = kind_of(path, sha256)
    return Entry(path, sha256, size, media_type(path), kind, CACHE_OF.get(kind, "revalidate"), PHASE_OF[kind])


def of_tree(tree: Path, address: str) -> Manifest:
    """The manifest of a tree as it stands. Raises OSError, Trouble."""
    return Manifest(address.rstrip("/"), tuple(sorted(entries(tree))))


def as_json(manifest: Manifest) -> str:
    """The manifest as JSON, one file a line."""
    rows = []
    for entry in manifest.files:
        fields = dict(vars(entry))  # asdict would copy every value, which takes long for thousands of files
        if not entry.encoding:
            del fields["encoding"]
        rows.append("  " + json.dumps(fields, ensure_ascii=False))
    head = f'{{"format": {FORMAT}, "address": {json.dumps(manifest.address)}, "files": [\n'
    return head + ",\n".join(rows) + "\n]}\n"


def from_json(text: str) -> Manifest:
    """The manifest that `as_json` wrote. Raises ValueError where it is none."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"its format is {data['format']}, not {FORMAT}")
        return Manifest(str(data["address"]), tuple(_known(Entry(**fields)) for fields in data["files"]))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except (KeyError, TypeError) as error:
        raise ValueError(f"it is no manifest: {error}") from error


def _known(entry: Entry) -> Entry:
    """The entry itself. Raises ValueError, TypeError where a deploy could not go by it."""
    if NO_PATH.search(entry.path):
        raise ValueError(f"{entry.path!r} is no path of a file in a tree")
    for value, kinds in ((entry.kind, Kind), (entry.cache, Cache), (entry.phase, Phase), (entry.encoding, Encoding)):
        if value not in get_args(kinds):
            raise ValueError(f"{entry.path} is told to be {value!r}, which is unknown")
    return entry


def read(tree: Path) -> Manifest:
    """The manifest of a finished tree. Raises Trouble where there is none."""
    try:
        return from_json((tree / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        what = f"{tree} holds no {NAME}" if tree.is_dir() else f"there is no folder {tree}"
        raise Trouble(f"{what}: build it with make publish PUBLIC_URL=https://…") from error
    except (OSError, ValueError) as error:
        raise Trouble(f"{tree / NAME} cannot be read: {error}") from error


def own_entry(manifest: Manifest) -> Entry:
    """The entry of manifest.json itself, which it cannot list."""
    return entry_of(NAME, as_json(manifest).encode())
