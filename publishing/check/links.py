"""Where every address of a tree leads, and whether it leads there from wherever the tree is put."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import parse_qsl

from publishing.check.addresses import Address, Reference, below, parts, resolved
from publishing.check.documents import is_feed
from publishing.check.finding import Fault, shown
from publishing.manifest import EMBEDS, is_fragment

NOT_FOUND = "404.html"
_REFUSED = ("javascript", "vbscript", "data", "file", "blob", "about", "http", "https", "localhost")  # to be followed
_MISSPELT = re.compile(r"h[htps]+|t+ps?|.*\..*")  # htps:, and news.example:8080, which has a port and no scheme

_WISHES = re.compile(r"\??(?:accent|type|at|secret)=")  # what a portal asks of an embed, in its address


@dataclass
class Tree:
    """What there is to lead to. address: "" for none. names: the fragments of each page and drawing that was read."""

    address: str
    files: frozenset[str]
    names: Mapping[str, Set[str]]
    public: Address | None = field(init=False)
    folders: frozenset[str] = field(init=False)
    folded: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.public = parts(self.address) if self.address else None
        self.folders = frozenset(str(folder) for path in self.files for folder in PurePosixPath(path).parents)
        self.folded = {path.casefold(): path for path in self.files}


def follow(tree: Tree, path: str, reference: Reference) -> tuple[str, Fault | None]:
    """(the file that an address on the file `path` leads to, or ""; what is wrong with the address, or None)."""
    address = parts(reference.address)
    it = written(reference)
    if reference.use == "told":
        return "", None
    if reference.use == "idref":
        missing = address.fragment not in tree.names.get(path, {address.fragment})
        what = f"{it}: {shown(path)} has no id {shown(address.fragment)}; correct it"
        return "", ("fragment", what) if missing else None
    if tree.public and address.scheme in ("http", "https"):
        rest = below(address, tree.public)
        if rest is not None:
            return _own(tree, path, reference, address, rest)
    if address.scheme or address.host is not None:
        return "", _foreign(reference, address)
    if not address.path and not address.query and not reference.address.lstrip().startswith("#"):
        return "", ("folder-link", f"{it} is empty; write the name of the file, or leave it out")
    if address.path.startswith("/"):
        return "", ("absolute", f"{it} holds at the root of a domain only; write it relative to the page")
    if reference.use == "public" or (_read_anywhere(path) and (address.path or address.query or is_feed(path))):
        what = "is relative, and this is read from anywhere; write the whole public address, or leave it out"
        return "", ("relative", f"{it} {what}")
    if not address.path:
        return path, _fragment(tree, path, address, it)
    if (address.path.startswith("./") and address.path != "./") or "/./" in address.path:
        return resolved(path, address.path) or "", ("dot-link", f"{it} has a ./ that says nothing; leave it out")
    if address.path.rpartition("/")[2] in ("", ".", ".."):
        return "", ("folder-link", f"{it} is a folder, which from a disk opens a listing; name the file in it")
    target = resolved(path, address.path)
    if target is None:
        return "", ("link", f"{it} leads out of the tree; correct it")
    return _there(tree, target, reference, address)


def _own(tree: Tree, path: str, reference: Reference, address: Address, rest: str) -> tuple[str, Fault | None]:
    """Follow an address below the public one; rest: the path from there, still coded."""
    it = written(reference)
    target = resolved("", rest)
    if target is None:
        return "", ("link", f"{it} leads out of the tree; correct it")
    if not target or target.endswith("/"):
        target += "index.html"
    if tree.public and address.scheme != tree.public.scheme:
        return target, ("insecure", f"{it} is not how the tree is published; write {tree.public.scheme}:")
    relative_would_do = reference.use in ("link", "load", "use") and not _read_anywhere(path)
    if relative_would_do and not (reference.use == "link" and path.startswith(f"{EMBEDS}/")):
        return target, ("absolute", f"{it} leads a copy of the tree back to the web; write it relative to the page")
    return _there(tree, target, reference, address)


def _there(tree: Tree, target: str, reference: Reference, address: Address) -> tuple[str, Fault | None]:
    """Look for the file at a path from the tree's top."""
    it = written(reference)
    if target in tree.files:
        if reference.use == "use":
            return target, (
                "external-use",
                f"{it} is a part of another file, which browsers do not draw; put it inline",
            )
        return target, _fragment(tree, target, address, it)
    if other := tree.folded.get(target.casefold()):
        return other, ("case", f"{it}: the file is {shown(other)}; write it letter for letter")
    if f"{target}.html" in tree.files:
        return f"{target}.html", ("extension", f"{it} lacks its .html, which not every host adds; write it out")
    if target in tree.folders or (target.endswith("/index.html") and reference.address.endswith("/")):
        return "", ("folder-link", f"{it} is a folder, which from a disk opens a listing; name the file in it")
    if reference.use in ("load", "use", "public"):
        return "", ("referenced", f"{it} is not there; bring the file, or correct the address")
    return "", ("link", f"{it} leads to no file; correct the address, or bring the file")


def _fragment(tree: Tree, target: str, address: Address, it: str) -> Fault | None:
    fragment = address.fragment.partition(":~:")[0]  # what follows are words to look for (URL Fragment Text Directives)
    if target.startswith(f"{EMBEDS}/") and _WISHES.match(fragment):
        fragment = dict(parse_qsl(fragment.lstrip("?"))).get("at", "")
    names = tree.names.get(target)
    if (
        names is None
        or fragment in names
        or not fragment
        or fragment.lower() == "top"
        or fragment.startswith("svgView(")
    ):
        return None
    return "fragment", f"{it}: {shown(target)} has no id {shown(fragment)}; correct it"


def _foreign(reference: Reference, address: Address) -> Fault | None:
    """What is wrong with an address that names a scheme or a host."""
    it = written(reference)
    loads = reference.use in ("load", "use", "public")
    if address.is_local:
        return None  # machine-path tells it, wherever it stands
    if address.scheme == "data" and reference.use in ("load", "use"):
        return None
    if address.scheme == "about" and loads:
        return None
    if address.scheme and not loads and address.scheme not in _REFUSED and not _MISSPELT.fullmatch(address.scheme):
        return None  # sms:, geo: and others, which programs of the reader's own follow
    if not address.scheme and not loads:
        return "scheme", f"{it} takes its scheme from the page, and from a disk there is none; write https://"
    if address.scheme not in ("http", "https", "") or not address.host:
        return "scheme", f"{it} is no address that every browser follows; write one of https, mailto or tel"
    if reference.use == "public":
        return "foreign-host", f"{it} is of {shown(address.host)}, not of this tree; correct the public address"
    if loads:
        return "foreign-host", f"{it} tells {shown(address.host)} of every reader; bring the file into the tree"
    return None


def _read_anywhere(path: str) -> bool:
    """Whether a file is read from addresses not its own: a host's answer at any depth, a feed, a fragment."""
    return path == NOT_FOUND or is_feed(path) or is_fragment(path)


def written(reference: Reference) -> str:
    """An address as it stands in its file, with its element, as a message repeats it."""
    address = shown(reference.address.removeprefix("#") if reference.use == "idref" else reference.address)
    if not reference.tag:
        return address
    if reference.name:
        return f'<{reference.tag} {reference.name}="{address}">'
    return f"<{reference.tag}> {address}"
