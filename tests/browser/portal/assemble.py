"""Puts the portal together as its server would: the frames' addresses and heights, and the fragment set in.

usage: python -m tests.browser.portal.assemble TREE OUT [EMBEDS]

TREE is a published tree; OUT gets the portal; EMBEDS is where the tree is served, its path from OUT unless told. It is
how pictures are made to look at: open OUT/index.html.
"""

import json
import os
import re
import shutil
import sys
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROLES = {"OPERATION": 640, "GRAPHIC": 640, "SMALL": 300}  # what stands in the page, and how wide its frame is
INCLUDE = re.compile(r'<!--#include virtual="[^"]*?([^/"]+)" -->')


def promised(tree: Path, slug: str, width: int) -> str:
    """The height that an embed has at a width, as its own stylesheet says it."""
    text = (tree / "embed" / f"{slug}.html").read_text(encoding="utf-8")
    found = re.search(rf"\(width:{width}px\)\{{\.embed__card\{{min-block-size:(\d+)px", text)
    assert found, f"{slug} promises no height at {width} px"
    return found[1]


def page(tree: Path, embeds: str, operation: str, graphics: tuple[str, str], fragment: str) -> str:
    """The portal's page with these embeds of a published tree, which is served at `embeds`."""
    text = (HERE / "index.html").read_text(encoding="utf-8")
    for role, slug in zip(ROLES, (operation, *graphics), strict=True):
        about = json.loads((tree / "embed" / f"{slug}.json").read_text(encoding="utf-8"))
        text = text.replace(f"{role}.title", escape(about["title"]))
        text = text.replace(f"{role}.height", promised(tree, slug, ROLES[role])).replace(f"{role}.html", f"{slug}.html")
    text = text.replace("FRAGMENT.fragment.html", f"{fragment}.fragment.html").replace("EMBEDS", embeds)
    return INCLUDE.sub(lambda match: (tree / "embed" / match[1]).read_text(encoding="utf-8"), text)


def slugs(tree: Path) -> tuple[list[str], list[str]]:
    """(the slugs of a tree's operations, those of its graphics)."""
    embeds = sorted(path.name.split(".")[0] for path in (tree / "embed").glob("*.json"))
    of = {
        folder: [slug for slug in embeds if (tree / folder / f"{slug}.html").is_file()]
        for folder in ("operations", "graphics")
    }
    return of["operations"], of["graphics"]


def write(tree: Path, out: Path, embeds: str) -> Path:
    """The portal with a tree's last operation, two of its graphics, and the fragment of its first operation."""
    operations, graphics = slugs(tree)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "portal.css", out)
    made = page(tree, embeds, operations[0], (graphics[1], graphics[0]), operations[-1])
    (out / "index.html").write_text(made, encoding="utf-8")
    return out / "index.html"


if __name__ == "__main__":
    tree, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    print(write(tree, out, sys.argv[3] if len(sys.argv) > 3 else os.path.relpath(tree, out)))
