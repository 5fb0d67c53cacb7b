"""Makes the outlines of land that a map stands on, a small committed file, from Natural Earth's public-domain data.

usage: .venv/bin/python -m dev.basemap --help

A file that is there is made again from what it says. The site's build needs neither shapely nor pyproj, which the tests
bring. The same request gives the same bytes, by one version of shapely.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from math import pi
from pathlib import Path
from typing import Any

import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError
from shapely import Polygon
from shapely.errors import ShapelyError

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "world-atlas@2.0.2"
COUNTRIES = "countries-50m.json"
RADIUS = 6371.0088  # of the sphere, in kilometres: the Earth's mean radius, IUGG
UNITS = 720  # the width of a map
LEAST = 5.0  # islands and lakes smaller than this many squares of --detail are left out
FAR = 20_000.0  # kilometres; half of the way round the Earth
PATIENCE = 60.0  # seconds that npm has
REQUEST = ("atlas", "centre", "km", "detail")
FILE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.json")

Ring = list[tuple[float, float]]
Line = list[tuple[int, int]]


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
    areas = shapely.MultiPolygon([part for part in shapely.get_parts(land) if isinstance(part, Polygon)])
    plain = shapely.coverage_simplify([areas], detail)[0]  # Visvalingam's way, which keeps a shore's character
    parts = shapely.get_parts(shapely.normalize(shapely.set_precision(plain, 1.0)))
    least = LEAST * detail**2
    return [
        Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area >= least])
        for part in parts
        if isinstance(part, Polygon) and part.area >= least
    ]


def outlines(polygons: Iterable[Polygon], width: int, height: int) -> tuple[str, str]:
    """(the land, its coast without the frame's edges) as SVG paths of relative steps; the land by the rule evenodd."""
    land: list[tuple[Line, bool]] = []
    coast: list[tuple[Line, bool]] = []
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round(across), round(down)) for across, down in ring.coords[:-1]]
            edges = [i for i, one in enumerate(points) if on_edge(points[i - 1], one, width, height)]
            start = edges[0] if edges else 0  # so that an edge of the frame closes a ring that has one
            points = points[start:] + points[:start]
            lines = [points[:1]]
            for one, other in pairwise(points):
                if on_edge(one, other, width, height):
                    lines.append([])
                lines[-1].append(other)
            land.append((points, True))
            coast += [(line, not edges) for line in lines if len(line) > 1]
    return drawn(land), drawn(coast)


def on_edge(one: tuple[int, int], other: tuple[int, int], width: int, height: int) -> bool:
    """Whether a line lies on an edge of the frame."""
    return any(a == b and a in (0, most) for a, b, most in zip(one, other, (width, height), strict=True))


def drawn(lines: Iterable[tuple[Line, bool]]) -> str:
    """An SVG path of lines, each with whether it is closed."""
    found: list[str] = []
    x, y = 0, 0
    for points, closed in lines:
        steps: list[int] = []
        for point in points:
            steps += [point[0] - x, point[1] - y]
            x, y = point
        if closed:
            x, y = points[0]
        found.append("m" + " ".join(map(str, steps)).replace(" -", "-") + "z" * closed)
    return "".join(found)


def sound(request: Mapping[str, Any]) -> None:
    """Raises ValueError where a request is impossible."""
    latitude, longitude = request["centre"]
    west, south, east, north = request["km"]
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("--centre: latitude comes first, from -90 to 90, then longitude, from -180 to 180")
    if not (-FAR <= west < east <= FAR and -FAR <= south < north <= FAR):
        raise ValueError("--km: west comes before a larger east, south before a larger north; none is beyond 20000")
    if not 0 < request["detail"] < UNITS:
        raise ValueError("--detail: it is larger than 0, such as 1.5")


def made(request: Mapping[str, Any], topology: Mapping[str, Any]) -> dict[str, Any]:
    """The base map that a request asks for: `atlas`, `centre` in degrees, `km` of the frame, `detail` in units.

    Raises ValueError where that shows no land.
    """
    from graphics.basemaps import MADE_BY, digest

    west, south, east, north = request["km"]
    scale = UNITS / (east - west)
    shown = framed((polygon for _, polygons in decoded(topology, "land") for polygon in polygons), request)
    units = shapely.transform(shown, lambda points: (points - (west, north)) * (scale, -scale))
    width, height = UNITS, round((north - south) * scale)
    land, coast = outlines(simplified(units, request["detail"]), width, height)
    if not land:
        raise ValueError("the frame shows no land; look at --centre and --km, or make --detail smaller")
    content = {
        "made_by": MADE_BY,
        "origin": f"Natural Earth, by npm's {PACKAGE}",
        "licence": "public domain",
        **{key: request[key] for key in REQUEST},
        "projection": "laea",
        "radius": RADIUS,
        "scale": scale,
        "frame": [width, height],
        "d": land,
        "coast": coast,
    }
    return content | {"sha256": digest(content)}


def written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"


def point_inside(
    country: str, topology: Mapping[str, Any], request: Mapping[str, Any] | None = None
) -> tuple[float, float]:
    """Latitude and longitude, in tenths of a degree, of a point inside the largest part of a country.

    Of what a map shows of it, where there is a request. Raises ValueError where that is nothing.
    """
    found = [polygon for name, polygons in decoded(topology, "countries") if name == country for polygon in polygons]
    if not request and found:
        middle = max((Polygon(outer) for outer, *_ in found), key=lambda part: part.area).centroid
        request = {"centre": (middle.y, middle.x), "km": (-FAR, -FAR, FAR, FAR)}
    parts = list(shapely.get_parts(framed(found, request))) if request else []
    if not parts:
        raise ValueError(
            f"no country {country!r} {'on this map' if found else 'in Natural Earth, by its English name'}"
        )
    assert request
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
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, cwd=room, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        archives = list(Path(room).glob("*.tgz"))
        if not archives:
            mend = "see that npm is here and has a network, or name an unpacked world-atlas by --package"
            raise OSError(f"`{' '.join(command)}` brought nothing within {PATIENCE:g} seconds; {mend}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(room, filter="data")
        yield Path(room, "package")


def parser(made_by: str) -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(
        prog=made_by,
        description="Makes the outlines of land that a map stands on. A file that is there is made again from what it "
        "says; what is told here goes before that.",
        epilog="The projection is Lambert's azimuthal equal-area one: true in area, and in shape near its centre.",
    )
    add = found.add_argument
    add("file", type=Path, help="content/graphics/NAME.json; the name in small letters, digits and hyphens")
    add("--centre", nargs=2, type=float, metavar=("LAT", "LON"), help="the projection's centre, in degrees")
    add(
        "--km", nargs=4, type=float, metavar=("WEST", "SOUTH", "EAST", "NORTH"),
        help="the frame's edges, in kilometres from the centre; those to the west and south of it are below zero",
    )  # fmt: skip
    add("--atlas", help="land-110m.json (coarse), land-50m.json (where nothing is said) or land-10m.json (fine)")
    add("--detail", type=float, help="the size of what is left out, in units of a map 720 wide; 1.5 unless told")
    add("--country", default="", help="write nothing; tell a point inside this country, by its English name")
    add("--package", default="", help=f"the folder of an unpacked {PACKAGE}; without it, npm brings one")
    return found


def asked(told: argparse.Namespace) -> dict[str, Any]:
    """What a new file is asked for, or one that is there and says the rest. Raises OSError and ValueError."""
    if not FILE.fullmatch(told.file.name):
        raise ValueError(f"{told.file.name}: name the file in small letters, digits and hyphens, and end it in .json")
    request: dict[str, Any] = {"atlas": "land-50m.json", "detail": 1.5}
    if told.file.exists() and not (told.centre and told.km):
        kept = json.loads(told.file.read_text(encoding="utf-8"))
        request |= kept if isinstance(kept, dict) else {}
    return request | {key: value for key in REQUEST if (value := getattr(told, key)) is not None}


def main(arguments: Sequence[str] | None = None) -> int:
    sys.path[:0] = [str(ROOT / "plugins")]
    from graphics.basemaps import MADE_BY

    told = parser(MADE_BY).parse_args(arguments)
    try:
        request = asked(told)
        missing = [key for key in REQUEST if key not in request]
        if missing and not told.country:
            raise ValueError(f"a new map wants --{' and --'.join(missing)}")
        if not missing:
            sound(request)
        atlas = COUNTRIES if told.country else request["atlas"]
        with package(told.package) as folder:
            topology = json.loads((folder / atlas).read_text(encoding="utf-8"))
        if told.country:
            where = "the whole country, for there is no such map yet" if missing else "what the map shows of it"
            print(*point_inside(told.country, topology, None if missing else request), sep=", ", end=f": {where}\n")
        else:
            content = made(request, topology)
            told.file.write_text(written(content), encoding="utf-8")
            size = " by ".join(map(str, content["frame"]))
            print(f"{told.file}: written, {size} units, {told.file.stat().st_size} bytes")
    except (OSError, ValueError, ProjError, ShapelyError) as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyError as fault:
        print(f"{atlas} has no {fault}; it is no file of outlines", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
