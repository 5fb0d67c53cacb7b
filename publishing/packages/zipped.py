"""The whole tree as a ZIP archive, in a folder of the feature's name: it is unpacked, and `index.html` opened."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

from publishing.manifest import NAME, Manifest, as_json, entry_of
from publishing.packages.source import Source
from publishing.progress import Progress

MODE = 0o100644 << 16  # a plain file that anybody may read, as Unix systems note it


def make(source: Source, out: Path, progress: Progress) -> None:
    """Write the archive. Its `manifest.json` lists what it holds. Raises OSError."""
    entries = []
    progress.begin("ZIP", len(source.files))
    with zipfile.ZipFile(out, "w") as archive:
        for path in source.files:
            content = source.read(path)
            entries.append(entry_of(path, content))
            add(archive, f"{source.about['name']}/{path}", content, source.epoch)
            progress.step()
        held = as_json(Manifest(source.about.get("address", ""), tuple(sorted(entries))))
        add(archive, f"{source.about['name']}/{NAME}", held.encode(), source.epoch)


def add(archive: zipfile.ZipFile, path: str, content: bytes, epoch: int, stored: bool = False) -> None:
    """Add a file with a given time (seconds since 1970), so that the same content gives the same bytes.

    Pictures are deflated too: PNG becomes smaller by a sixteenth.
    """
    info = zipfile.ZipInfo(path, time.gmtime(epoch)[:6])
    info.create_system = 3  # Unix, on every system
    info.external_attr = MODE
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(info, content, compresslevel=9)  # a level given to the archive does not hold for an entry of ours
