"""Prints what is worth knowing and no fault: the facts of the ledger that no page uses."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Read the feature's sources and list its unused facts; always 0, since a notice stops nothing."""
    sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]
    from pelican.settings import read_settings

    from graphics import folder, pictures
    from graphics.reading import read_all
    from ledger import read_sources, unused

    settings = read_settings(str(ROOT / "pelicanconf.py"))
    sources, _ = read_sources(settings)
    keys = unused(sources.ledger, sources.documents, pictures(read_all(folder(settings))))
    print(f"notice: {len(keys)} of {len(sources.ledger.facts)} facts are used by no page" + (":" if keys else "."))
    for key in keys:
        print(f"    {key}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
