"""Makes the outlines of land that a map stands on, a small committed file, from Natural Earth's public-domain data.

usage: python -m dev.basemap content/graphics/NAME.json --centre LAT LON --km WEST SOUTH EAST NORTH
           [--atlas land-50m.json] [--detail UNITS] [--package FOLDER]      makes it
       python -m dev.basemap content/graphics/NAME.json [--package FOLDER]  makes it again from what it says
       python -m dev.basemap content/graphics/NAME.json --country NAME [--package FOLDER]
                                                                            tells a point inside a country

The projection is Lambert's azimuthal equal-area one on a sphere, centred where --centre says; --km is the frame, in the
projection's kilometres from there. --detail, in units of a drawing 720 wide, is the size of what is left out. The data
comes by `npm pack`, unless --package names an unpacked world-atlas. Needs shapely and pyproj, which the tests bring;
the site's build needs neither. The same request gives the same bytes, by one version of shapely.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from math import pi
from pathlib import Path
from typing import Any

import shapely
from pyproj import Transformer
from shapely import Polygon

PACKAGE = "world-atlas@2.0.2"
COUNTRIES = "countries-50m.json"
MADE_BY = "python -m dev.basemap"
RADIUS = 6371.0088  # of the sphere, in kilometres: the Earth's mean radius, IUGG
UNITS = 720  # the width of a map
LEAST = 5.0  # islands and lakes smaller than this many squares of --detail are left out
REQUEST = ("atlas", "centre", "km", "detail")

Ring = list[tuple[float, float]]


def decoded(topology: Mapping[str, Any], name: str) -> Iterator[tuple[str, list[list[Ring]]]]:
    """(name, polygons as rings of longitude and latitude) of each geometry of an object (TopoJSON, section 2.1)."""
    (across, up), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x, y, points = 0, 0, []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * across + left, y * up + low))
        arcs.append(points)

    def ring(indices: Iterable[int]) -> Ring:
        points: Ring = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    for geometry in topology["objects"][name]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        found = geometry.get("properties", {}).get("name", "")
        yield found, [[ring(indices) for indices in polygon] for polygon in polygons]


def projection(centre: Sequence[float]) -> Transformer:
    """From longitude and latitude, in degrees, to kilometres east and north of the centre."""
    plane = f"+proj=laea +lat_0={centre[0]} +lon_0={centre[1]} +R={RADIUS * 1000} +units=km"
    return Transformer.from_crs(f"+proj=longlat +R={RADIUS * 1000}", plane, always_xy=True)


def framed(polygons: Iterable[list[Ring]], request: Mapping[str, Any]) -> shapely.Geometry:
    """What the frame of a map shows of polygons of the sphere, in kilometres.

    Raises ValueError where one holds the point opposite of the centre.
    """
    plane, frame, found = projection(request["centre"]), request["km"], []
    for rings in polygons:
        outer, *holes = (list(plane.itransform(ring)) for ring in rings)
        if Polygon(outer).area > 2 * pi * RADIUS**2:  # more than half of the Earth: the ring is turned inside out
            raise ValueError("land lies opposite of the centre, on the other side of the Earth; move the centre")
        flat = Polygon(outer, [hole for hole in holes if Polygon(hole).area > 1])
        if shapely.intersects(shapely.envelope(flat), shapely.box(*frame)):
            found.append(shapely.clip_by_rect(flat if flat.is_valid else shapely.make_valid(flat), *frame))
    return shapely.union_all(found)


def simplified(land: shapely.Geometry, detail: float) -> list[Polygon]:
    """The land in whole units, without what is smaller than `detail` units; shores neither touch nor cross."""
    plain = shapely.coverage_simplify([land], detail)[0]  # Visvalingam's way, which keeps a shore's character
    parts = shapely.get_parts(shapely.normalize(shapely.set_precision(plain, 1.0)))
    least = LEAST * detail**2
    return [
        Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area >= least])
        for part in parts
        if isinstance(part, Polygon) and part.area >= least
    ]


def path(polygons: Iterable[Polygon]) -> str:
    """The outlines as an SVG path of relative steps, for the fill rule evenodd."""
    drawn: list[str] = []
    x, y = 0, 0
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round(across), round(down)) for across, down in ring.coords[:-1]]
            steps: list[int] = []
            for point in points:
                steps += [point[0] - x, point[1] - y]
                x, y = point
            x, y = points[0]  # closing a ring leads back to its beginning
            drawn.append("m" + " ".join(map(str, steps)).replace(" -", "-") + "z")
    return "".join(drawn)


def made(request: Mapping[str, Any], topology: Mapping[str, Any]) -> dict[str, Any]:
    """The base map that a request asks for: `atlas`, `centre` in degrees, `km` of the frame, `detail` in units."""
    west, south, east, north = request["km"]
    scale = UNITS / (east - west)
    shown = framed((polygon for _, polygons in decoded(topology, "land") for polygon in polygons), request)
    units = shapely.transform(shown, lambda points: (points - (west, north)) * (scale, -scale))
    content = {
        "made_by": MADE_BY,
        "origin": f"Natural Earth, by npm's {PACKAGE}",
        "licence": "public domain",
        **{key: request[key] for key in REQUEST},
        "projection": "laea",
        "radius": RADIUS,
        "scale": scale,
        "frame": [UNITS, round((north - south) * scale)],
        "d": path(simplified(units, request["detail"])),
    }
    return content | {"sha256": digest(content)}


def digest(content: Mapping[str, Any]) -> str:
    """What tells a file that the script made from one that was changed by hand; plugins/graphics/basemaps.py asks."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"


def point_inside(country: str, request: Mapping[str, Any], topology: Mapping[str, Any]) -> tuple[float, float]:
    """Latitude and longitude, in tenths of a degree, of a point inside the largest part of a country that a map shows.

    Raises ValueError where the map does not show that country.
    """
    found = [polygon for name, polygons in decoded(topology, "countries") if name == country for polygon in polygons]
    parts = shapely.get_parts(framed(found, request))
    if not len(parts):
        raise ValueError(f"no country {country!r} on this map")
    inside = max(parts, key=lambda part: part.area).representative_point()
    longitude, latitude = projection(request["centre"]).transform(inside.x, inside.y, direction="INVERSE")
    return round(latitude, 1), round(longitude, 1)


@contextmanager
def package(folder: str = "") -> Iterator[Path]:
    """The folder of the unpacked world-atlas: the one that is told, or what npm brings. Raises OSError without one."""
    with tempfile.TemporaryDirectory() as room:
        if folder:
            yield Path(folder)
            return
        command = ["npm", "pack", "--silent", PACKAGE]
        done = subprocess.run(
            command, cwd=room, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False
        )
        archives = list(Path(room).glob("*.tgz"))
        if done.returncode or not archives:
            raise OSError(f"`{' '.join(command)}` brought nothing; is there a network?")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(room, filter="data")
        yield Path(room, "package")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=MADE_BY, description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, help="the base map, a .json file beside the graphics")
    parser.add_argument("--centre", nargs=2, type=float, metavar=("LAT", "LON"))
    parser.add_argument("--km", nargs=4, type=float, metavar=("WEST", "SOUTH", "EAST", "NORTH"))
    parser.add_argument("--atlas", help="land-110m.json, land-50m.json or land-10m.json")
    parser.add_argument("--detail", type=float, help="units of a drawing 720 wide")
    parser.add_argument("--country", default="", help="tell a point inside this country, by its English name")
    parser.add_argument("--package", default="", help="an unpacked world-atlas")
    told = parser.parse_args(arguments)
    request: dict[str, Any] = {"atlas": "land-50m.json", "detail": 1.5}
    try:
        request |= json.loads(told.file.read_text(encoding="utf-8")) if told.file.exists() else {}
        request |= {key: value for key in REQUEST if (value := getattr(told, key)) is not None}
        if missing := [key for key in REQUEST if key not in request]:
            parser.error(f"a new map wants --{' and --'.join(missing)}")
        with package(told.package) as folder:
            atlas = COUNTRIES if told.country else request["atlas"]
            topology = json.loads((folder / atlas).read_text(encoding="utf-8"))
        if told.country:
            print(*point_inside(told.country, request, topology), sep=", ")
        else:
            told.file.write_text(written(made(request, topology)), encoding="utf-8")
    except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
