"""The tree as a ZIP archive, in a folder of the feature's name: it is unpacked, and `index.html` opened.

What is asked for from the web alone stays behind: the page of a missing address, what an app and a network's previews
show, what packages are made of. It comes along where a page leads to it.
"""

from __future__ import annotations

import posixpath
import re
import time
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from publishing.check.addresses import parts, resolved
from publishing.manifest import BOOK, NAME, NOT_SHOWN, Manifest, as_json, entry_of
from publishing.packages.source import Source
from publishing.progress import Progress

ONLY_ON_THE_WEB = ("404.html", "site.webmanifest", BOOK)
MODE = 0o100644 << 16  # a plain file that anybody may read, as Unix systems note it
_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def make(source: Source, out: Path, progress: Progress) -> None:
    """Write the archive. Its `manifest.json` lists what it holds. Raises OSError."""
    entries = []
    files = held(source)
    progress.begin("ZIP", len(files))
    with zipfile.ZipFile(out, "w") as archive:
        for path in files:
            content = source.read(path)
            entries.append(entry_of(path, content))
            add(archive, f"{source.about['name']}/{path}", content, source.epoch)
            progress.step()
        listed = as_json(Manifest(source.about.get("address", ""), tuple(sorted(entries))))
        add(archive, f"{source.about['name']}/{NAME}", listed.encode(), source.epoch)


def held(source: Source) -> list[str]:
    """The files that go into the archive, in order. Raises OSError."""
    spare = {path for path in source.files if path in ONLY_ON_THE_WEB or path.startswith(NOT_SHOWN)}
    names = {posixpath.basename(path) for path in spare}
    pages = [path for path in source.files if path.endswith(".html") and path not in spare]
    linked: set[str] = set()
    while pages:
        page = pages.pop()
        text = source.read(page).decode("utf-8", "replace")
        paths = (parts(unescape("".join(found))).path for found in _ADDRESS.findall(text))
        targets = {resolved(page, path) for path in paths if unquote(path).rpartition("/")[2] in names}
        new = {target for target in targets if target in spare} - linked
        linked |= new
        pages += [path for path in new if path.endswith(".html")]  # what it leads to comes along as well
    return [path for path in source.files if path not in spare or path in linked]


def add(archive: zipfile.ZipFile, path: str, content: bytes, epoch: int, stored: bool = False) -> None:
    """Add a file with a given time (seconds since 1970), so that the same content gives the same bytes.

    Pictures are deflated too: PNG becomes smaller by a sixteenth.
    """
    info = zipfile.ZipInfo(path, time.gmtime(epoch)[:6])
    info.create_system = 3  # Unix, on every system
    info.external_attr = MODE
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(info, content, compresslevel=9)  # a level given to the archive does not hold for an entry of ours
