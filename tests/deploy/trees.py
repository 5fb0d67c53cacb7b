"""Small trees with a file of each phase, for tests of the deploy."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

from publishing import manifest

ADDRESS = "https://news.example/30-years"
HASHED = re.compile(r"theme/\w+\.[0-9a-f]{10}\.\w+")
WHEN = 1_700_000_000  # seconds; every file is as old as this, so that no time tells an edit


class Tree:
    """A tree in a folder, written anew for each version of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.assets: dict[str, str] = {}

    def write(self, css: str = "p { color: red }", js: str = "let a = 1", **pages: str) -> dict[str, bytes]:
        """Write two assets, a package, pages that name both assets, a home page and a worker; return the files.

        pages: name to text; `about` and `deep` are there anyway.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        style, script = self._asset("style", "css", css), self._asset("slips", "js", js)
        self.assets = {"css": style, "js": script}
        texts = {"index": "home", "about": "about", "deep": "deep", **pages}
        files = {
            style: css,
            script: js,
            "feature.zip": f"PK {css}",
            "sw.js": f"// {style}",
            "data/figures.csv": "a;b\n",
            **{("a/b/deep" if name == "deep" else name) + ".html": self.page(text) for name, text in texts.items()},
        }
        for path, text in files.items():
            self.put(path, text.encode())
        return self.finish()

    def _asset(self, name: str, suffix: str, text: str) -> str:
        return f"theme/{name}.{hashlib.sha256(text.encode()).hexdigest()[: manifest.HASH_LETTERS]}.{suffix}"

    def page(self, text: str) -> str:
        return f"<!doctype html><p>{text}</p><!-- {self.assets['css']} {self.assets['js']} -->"

    def put(self, path: str, content: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def finish(self) -> dict[str, bytes]:
        """Write the manifest; return every file. All get the same time."""
        self.put(manifest.NAME, manifest.as_json(manifest.of_tree(self.folder, ADDRESS)).encode())
        found = {}
        for path in manifest.files_of(self.folder):
            os.utime(self.folder / path, (WHEN, WHEN))
            found[path] = (self.folder / path).read_bytes()
        return found
