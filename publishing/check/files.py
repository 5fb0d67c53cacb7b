"""What every file needs, whatever it holds: a name that travels, a size that hosts take, letters of UTF-8."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath, PurePosixPath

from publishing.check.finding import Fault, Finding, shown
from publishing.manifest import HASH_LETTERS, NAME, TWINS, Entry, is_fragment, name_hash, plain_path
from publishing.media import is_text

FIRST_VIEW = 13_500  # bytes of a page under gzip: what a server sends before it waits for an answer (RFC 6928)
LARGEST = 25 * 2**20  # bytes of a file but a package at Cloudflare Pages, which takes the least of the hosts
MOST = 20_000  # files, likewise
LONGEST_PATH = 200  # letters of a path: Windows takes 260 with the folder that it is put in
MAY_BE_EMPTY = (".nojekyll", "_redirects")

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r"""[<>:"|?*\\#%\x00-\x1f\x7f-\x9f\ud800-\udfff]""")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r")
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?utf-?8\b[^>]*>""", re.IGNORECASE)
_MARKED = (".csv", ".txt")  # with a mark of byte order, which a spreadsheet needs to see UTF-8


def name_faults(path: str) -> Iterator[Fault]:
    """What is wrong with a file's name, on any system that the tree is unpacked on."""
    if found := _FORBIDDEN.search(path):
        yield "filename", f"{found[0]!a} breaks on Windows or in an address; rename it"
    elif any(piece.endswith((".", " ")) for piece in path.split("/")):
        yield "filename", "a dot or a space at the end of a name is lost on Windows; rename it"
    elif any(_RESERVED.fullmatch(piece) for piece in path.split("/")):
        yield "filename", "Windows keeps this name for a device; rename it"
    elif unicodedata.normalize("NFC", path) != path:
        yield "filename", "its letters are decomposed, and addresses are not; rename it in Unicode's form NFC"
    elif len(path) > LONGEST_PATH:
        yield "filename", f"its path has {len(path)} letters, and {LONGEST_PATH} fit everywhere; shorten it"


def same_names(paths: Iterable[str]) -> Iterator[Finding]:
    """Files and folders that only the case of letters tells apart, which Windows and macOS do not."""
    spelt: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for name in (path, *map(str, PurePosixPath(path).parents)):
            spelt[name.casefold()].add(name)
    for names in spelt.values():
        first, *others = sorted(names)
        for name in others:
            yield Finding(name, "case", f"{shown(first)} differs only in the case of letters; rename one")


def content_faults(path: str, data: bytes) -> Iterator[Fault]:
    """What is wrong with the bytes of a file."""
    if not data:
        if PurePosixPath(path).name not in MAY_BE_EMPTY:
            yield "empty", "it holds nothing; bring its content, or leave it out"
        return
    if path.endswith(".html") and len(data) > FIRST_VIEW and (packed := gzipped(data)) > FIRST_VIEW:
        yield "size", f"{packed:,} bytes under gzip, and a page may have {FIRST_VIEW:,}; shorten it"
    if not is_text(path):
        return
    if (text := as_text(data)) is None:
        yield "encoding", "it is not UTF-8; write it as that"
    elif len(data.translate(None, _CONTROL)) != len(data):
        yield "encoding", "it holds control characters, as no text does; make it again"
    elif text.startswith("\ufeff") and not path.endswith(_MARKED):
        yield "encoding", "it begins with a mark of byte order, which some readers show; write it without"
    elif "\ufffd" in text and not path.endswith(".js"):
        yield "encoding", "it holds U+FFFD, which stands for a letter that was lost; restore the letter"
    elif path.endswith(".html") and not is_fragment(path) and not _CHARSET.search(data[:1024]):
        yield "encoding", 'no charset stands in its first 1,024 bytes; begin <head> with <meta charset="utf-8">'


def as_text(data: bytes) -> str | None:
    """A file's text, or None where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def gzipped(data: bytes) -> int:
    """The size of a file under `gzip -9`, in bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return len(packer.compress(data)) + len(packer.flush())


def hash_faults(path: str, sha256: str) -> Iterator[Fault]:
    """A name that holds another hash than the content's: browsers would keep the wrong file for ever."""
    named = name_hash(path)
    if named and not sha256.startswith(named):
        yield (
            "hashed-name",
            f"its name says {named}, its content is {sha256[:HASH_LETTERS]}; name it after what it holds",
        )


def twin_faults(path: str, data: bytes, there: Mapping[str, tuple[int, str]]) -> Iterator[Fault]:
    """What is wrong with a compressed twin. there: size and hash of the files, those that have twins among them."""
    of = plain_path(path)
    if of == path:
        return
    if of not in there:
        if of.endswith(".tar"):  # an archive of its own
            return
        yield "twin", f"there is no {shown(PurePath(of).name)} beside it; leave it out"
        return
    size, sha256 = there[of]
    if len(data) > size:
        yield "twin", f"it has {len(data):,} bytes, and the plain file {size:,}; leave it out"
        return
    content = _unpacked(data, TWINS[PurePosixPath(path).suffix], size)
    if content is None or hashlib.sha256(content).hexdigest() != sha256:
        yield "twin", "it does not hold what the plain file holds; make it again"


def _unpacked(data: bytes, encoding: str, size: int) -> bytes | None:
    """What a twin holds, or None where it cannot be read or holds more than `size` bytes."""
    if encoding == "gzip":
        unpacker = zlib.decompressobj(31)
        try:
            content = unpacker.decompress(data, size + 1)
        except zlib.error:
            return None
        return content if unpacker.eof and not unpacker.unused_data else None
    import brotli  # only where there are twins

    opened = brotli.Decompressor()
    try:
        content = opened.process(data, output_buffer_limit=size + 1)
    except brotli.error:
        return None
    return content if opened.is_finished() else None


def against(listed: Iterable[Entry], there: Mapping[str, tuple[int, str]]) -> Iterator[Finding]:
    """Where a manifest and the tree differ. there: size and hash of each file of the tree."""
    names = set()
    for entry in listed:
        path = str(entry.path)  # whatever it is in a manifest that a hand has touched
        names.add(path)
        if path not in there:
            yield Finding(path, "manifest", f"{NAME} lists it, and it is not there; publish again")
        elif there[path][1] and there[path] != (entry.size, entry.sha256):
            yield Finding(path, "manifest", f"it was changed after {NAME} was written; publish again")
    for path, (_, sha256) in there.items():
        if sha256 and path not in names and path != NAME:
            yield Finding(path, "manifest", f"{NAME} does not list it; publish again")
