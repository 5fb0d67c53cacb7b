"""The kinds of graphics, by the names that a graphic's file gives them."""

from __future__ import annotations

from ..model import Kind
from . import bars, figures, map, people, ring, timeline  # noqa: A004  # the name of a kind

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (people.KIND, bars.KIND, figures.KIND, map.KIND, timeline.KIND, ring.KIND)
}
