"""The service worker: keeps the pages of the feature in a visitor's browser, to be read without a network.

`worker.js` is its script. `finish` writes it as sw.js, with the list of what is kept, by the hashes of the manifest. So
a tree that changed has another script, which browsers look for at each visit. `forget.js` takes it away again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from publishing.hosts.site import MADE
from publishing.manifest import NOT_SHOWN, OFFLINE, Entry, Manifest

HERE = Path(__file__).parent
LETTERS = 32  # hexadecimal digits of a file's SHA-256 in the list; 128 bits tell files apart
HOME = "index.html"


def precache(manifest: Manifest) -> tuple[Entry, ...]:
    """What a browser keeps: every page, and every asset that pages show or run; nothing that is only offered.

    Not embeds and feeds, which are for others; not packages, data and pictures to save, which nobody needs to read on:
    each graphic has its data as a table on its page.
    """
    return tuple(each for each in manifest.files if not each.encoding and (_is_page(each) or _is_shown(each)))


def _is_page(entry: Entry) -> bool:
    return entry.kind == "page" or entry.path == HOME


def _is_shown(entry: Entry) -> bool:
    return entry.kind == "asset" and not entry.path.startswith(NOT_SHOWN)


def script(manifest: Manifest) -> str:
    """The text of sw.js; "" for a tree without the page where readers forget what is kept, which gets none."""
    kept = precache(manifest)
    if OFFLINE not in (each.path for each in kept):
        return ""
    files = [[each.path, each.sha256[:LETTERS]] for each in kept]
    listed = ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in files)
    text = (HERE / "worker.js").read_text(encoding="utf-8")
    for name, empty, value in (
        ("FILES", "[]", f"[\n{listed},\n]"),
        ("BYTES", "0", str(sum(each.size for each in kept))),
        ("VERSION", '""', json.dumps(hashlib.sha256(json.dumps(files).encode()).hexdigest()[:LETTERS])),
        ("OFFLINE", '""', json.dumps(OFFLINE)),
    ):
        text = text.replace(f"const {name} = {empty};", f"const {name} = {value};", 1)
    return f"// {MADE} of publishing/worker/worker.js, and made anew by each.\n{text}"
