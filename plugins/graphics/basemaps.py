"""Reads the outlines of land that a map stands on, and tells where a place lies on them.

The file is made by dev/basemap.py. Its projection is the azimuthal equal-area one of Lambert, on a sphere, which needs
no library: J. P. Snyder, Map Projections - A Working Manual (1987), equations 24-2 to 24-4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import cos, inf, radians, sin, sqrt
from pathlib import Path
from typing import Any

from ledger import shown_path

MADE_BY = ".venv/bin/python -m dev.basemap"
EDGE = 12.0  # units from the frame, where a dot still has room in the narrowest drawing
MOST_BYTES = 1_000_000
PATH = re.compile(r"[mz0-9 -]+")


@dataclass(frozen=True)
class BaseMap:
    """Outlines `d` in units, x to the right and y downwards, on a frame of `width` and `height` units.

    `coast` is what of them is a shore, and not the frame that cuts the land.
    `centre` is the projection's, as latitude and longitude in degrees; it lies at `west`, `north` units from the
    frame's left and top. `radius` is the sphere's, in units. Where the outlines come from stands in the file.
    """

    d: str
    coast: str
    width: float
    height: float
    centre: tuple[float, float]
    west: float
    north: float
    radius: float

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place, in degrees, lies on the map, in units."""
        x, y = laea(latitude, longitude, *self.centre)
        return self.west + self.radius * x, self.north - self.radius * y

    def shows(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies on the map, with room around it."""
        x, y = self.at(latitude, longitude)
        return EDGE <= x <= self.width - EDGE and EDGE <= y <= self.height - EDGE


def laea(latitude: float, longitude: float, from_latitude: float, from_longitude: float) -> tuple[float, float]:
    """How far east and north of the centre a place is drawn, in radii of the sphere; the centre's antipode, nowhere."""
    high, centre, across = radians(latitude), radians(from_latitude), radians(longitude - from_longitude)
    east = cos(high) * sin(across)
    north = cos(centre) * sin(high) - sin(centre) * cos(high) * cos(across)
    nearness = 1 + sin(centre) * sin(high) + cos(centre) * cos(high) * cos(across)
    if nearness < 1e-12:
        return inf, inf
    stretch = sqrt(2 / nearness)
    return stretch * east, stretch * north


def unused(folder: Path, named: Iterable[object]) -> Iterator[tuple[Path, str]]:
    """(file, message) of each base map of a folder that none of the named ones is."""
    known = set(map(str, named))
    for path in sorted(folder.glob("*.json")):
        if path.stem not in known:
            yield path, f"no map stands on it; write “land: {path.stem}” in a map's file, or remove it"


def digest(content: Mapping[str, Any]) -> str:
    """What tells a file that the script made from one that was changed by hand."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(path: Path) -> BaseMap:
    """A base map. Raises ValueError with the mend, where there is none or it is not as the script made it."""
    command = f"{MADE_BY} {shown_path(path)}"
    anew = f"make it: {command} --centre LAT LON --km WEST SOUTH EAST NORTH"
    if not path.exists():
        raise ValueError(f"there is no base map {path.name} beside this file; {anew}")
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            raise ValueError
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise ValueError(f"{path.name} is no JSON; {anew}") from None
    try:
        if content.pop("sha256") != digest(content) or not PATH.fullmatch(content["d"] + content["coast"]):
            raise ValueError
        (west, _, _, north), scale, (width, height) = content["km"], content["scale"], content["frame"]
        return BaseMap(
            content["d"], content["coast"], width, height, tuple(content["centre"]), -west * scale, north * scale,
            content["radius"] * scale,
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError(f"{path.name} is not as the script made it; make it again: {command}") from None
