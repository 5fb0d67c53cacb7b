"""The feature as a ZIM for Kiwix, with a full-text index: what a library's reader reads, and nothing of the web.

zimwriterfs makes it of a folder. It has no option for the day, so it is run in a time zone of our own in which today is
the content's day; and it gives the ZIM and its two indexes ids by chance, which are replaced by one that follows from
the content. So the same tree gives the same bytes.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from publishing.check.addresses import parts, resolved
from publishing.check.markup import references_of
from publishing.manifest import EMBEDS, FEEDS, OFFLINE
from publishing.packages.source import Source
from publishing.packages.trimmed import trimmed
from publishing.progress import Progress
from publishing.trouble import MissingTool, Trouble

TOOL = "zimwriterfs"
MISSING = (
    f"{TOOL} was not found on the PATH. On Debian and Ubuntu: sudo apt install zim-tools; "
    "elsewhere take it from https://download.openzim.org/release/zim-tools/"
)
ONLY_SITE = ("404.html", "embedding.html", "search.html", OFFLINE)  # Kiwix has a search of its own
LANGUAGES = {"en": "eng", "kk": "kaz", "ru": "rus"}  # ISO 639-3, as openZIM wants them
UNDETERMINED = "und"
ILLUSTRATION, SIZE = "illustration.png", 48  # its side in pixels
LONGEST_TITLE, LONGEST_DESCRIPTION = 30, 80  # letters: openZIM's "Metadata"
TAGS = "_pictures:yes;_videos:no;_details:yes"  # zimwriterfs adds _ftindex:yes
HALF_A_DAY = 12 * 60 * 60  # seconds
_ICON = re.compile(r'<link rel="icon"[^>]*? href="([^"]+)"')
_HEADER = struct.Struct("<IHH16s48xQ")  # magic number, two of the version, id, and at 72 where the checksum stands
_MAGIC = 72173914
_INDEX = b"\x0f\x0dXapian Glass"  # how an index of Xapian begins, which stands in a ZIM uncompressed
PIECE = 1 << 20  # bytes


def make(source: Source, out: Path, progress: Progress) -> None:
    """Write the ZIM. Raises Trouble, MissingTool, OSError."""
    tool = shutil.which(TOOL)
    if tool is None:
        raise MissingTool(MISSING)
    with tempfile.TemporaryDirectory(prefix="zim-", dir=out.parent) as name:
        room = Path(name)
        digest = hashlib.sha256()
        for path, content in _files(source, progress):
            place = room / "files" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
        given = options(source)
        digest.update("\0".join(given).encode())
        made = room / "made.zim"
        _run([tool, *given, str(room / "files"), str(made)], _zone(room / "zone", source.epoch), made)
        _settle(made, digest.digest()[:16])
        made.replace(out)


def _files(source: Source, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file that goes into the ZIM: pages, what they show and offer, the illustration."""
    there = {path for path in source.files if not is_only_of_the_site(path)}
    titles = {chapter.path: chapter.title for chapter in source.chapters}
    pages = sorted(path for path in there if path.endswith(".html"))
    progress.begin("ZIM", len(pages))
    needed: set[str] = set()
    for path in pages:
        text = trimmed(source.read(path).decode("utf-8"), path, there.__contains__, titles.get(path, ""))
        addresses = (parts(reference.address) for reference in references_of(text))
        found = (resolved(path, each.path) for each in addresses if not each.scheme and each.host is None and each.path)
        needed.update(target for target in found if target in there)
        yield path, text.encode()
        progress.step()
    for path in sorted(needed.difference(pages)):
        yield path, source.read(path)
    yield ILLUSTRATION, illustration(source)


def is_only_of_the_site(path: str) -> bool:
    """Whether a file of the tree is of no use to a library's reader."""
    return path in ONLY_SITE or path.startswith((f"{EMBEDS}/", f"{FEEDS}/")) or path.endswith(".js")


def options(source: Source) -> list[str]:
    """What zimwriterfs is told: openZIM's metadata, in the lengths that it allows, none of it empty."""
    about = source.about
    title = about["title"]
    language = about["lang"].partition("-")[0].lower()
    creator = about.get("author") or about.get("publisher") or title
    given = {
        "welcome": next((chapter.path for chapter in source.chapters if chapter.kind == "home"), "index.html"),
        "illustration": ILLUSTRATION,
        # That of most pages alone: given several, it builds an index that knows no word forms of any.
        "language": LANGUAGES.get(language, UNDETERMINED),
        "title": shortened(title, LONGEST_TITLE),
        "description": shortened(about["subtitle"] or title, LONGEST_DESCRIPTION),
        "creator": creator,
        "publisher": about.get("publisher") or creator,
        "name": f"{about['name']}_{language}_all",
        "tags": TAGS,
        "source": about.get("address", ""),
        "scraper": "annals",
        "threads": "1",  # with several, the order of what is written is left to chance
    }
    return [f"--{name}={value}" for name, value in given.items() if value]


def shortened(text: str, longest: int) -> str:
    """A text of so many letters at most, cut between two words where it can be.

    >>> shortened("A feature in many words", 12)
    'A feature…'
    """
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    if not text[longest - 1].isspace():
        head = head.rpartition(" ")[0] or head
    return head.rstrip(" ,;:.–—-") + "…"


def illustration(source: Source) -> bytes:
    """The feature's icon as a PNG of 48 by 48 pixels. Raises Trouble, OSError."""
    import resvg_py

    home = next((chapter.path for chapter in source.chapters if chapter.kind == "home"), "index.html")
    found = _ICON.search(source.read(home).decode("utf-8"))
    path = resolved(home, found[1]) if found else None
    if path is None or path not in source.files:
        raise Trouble(f"{home} names no icon, which a ZIM has to have: build the tree again")
    drawn = resvg_py.svg_to_bytes(
        svg_string=source.read(path).decode("utf-8"), width=SIZE, height=SIZE, skip_system_fonts=True
    )
    return bytes(drawn)


def _zone(path: Path, epoch: int) -> dict[str, str]:
    """The environment in which noon of a day, given by its beginning, is now (RFC 8536: a zone of one fixed offset)."""
    offset = epoch + HALF_A_DAY - int(time.time())
    path.write_bytes(
        b"TZif" + bytes(16) + struct.pack(">6I", 0, 0, 0, 0, 1, 4) + struct.pack(">iBB", offset, 0, 0) + b"DAY\0"
    )
    return {**os.environ, "TZ": f":{path}"}


def _run(command: Sequence[str], environment: dict[str, str], made: Path) -> None:
    """Run zimwriterfs. Raises Trouble with its last words where it fails."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        close_fds=False,  # it holds the workshop's lock too, so that nothing is cleared away under it
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0 or not made.is_file():
        said = (done.stderr or done.stdout).split("\n")
        last = next((line.strip() for line in reversed(said) if line.strip()), f"it ended with {done.returncode}")
        raise Trouble(f"{TOOL} could not make it: {last}")


def _settle(path: Path, identity: bytes) -> None:
    """Write an id of 16 bytes into a ZIM and its indexes, and its MD5 anew (openZIM, "ZIM file format": Header)."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as whole:
        magic, major, *_, end = _HEADER.unpack_from(whole)
        if magic != _MAGIC or end + 16 != len(whole):
            raise Trouble(f"{TOOL} made a ZIM of version {major}, which is not known")
        whole[8:24] = identity
        at = whole.find(_INDEX)
        while at >= 0:
            at += len(_INDEX) + 2  # behind the version of the index
            whole[at : at + 16] = identity
            at = whole.find(_INDEX, at)
        digest = hashlib.md5(usedforsecurity=False)
        for start in range(0, end, PIECE):
            digest.update(whole[start : min(end, start + PIECE)])
        whole[end:] = digest.digest()
