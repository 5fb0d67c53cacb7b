"""Search without a server: `search.html`, and the index that its script loads when somebody asks."""

from __future__ import annotations


def register() -> None:
    """Nothing yet."""
