"""Outlines of land: decoded, projected, clipped, simplified and written by dev/basemap.py, and read by the build."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from math import isinf
from pathlib import Path

import pytest
from pyproj import Transformer

from dev import basemap
from graphics.basemaps import BaseMap, digest, laea, read, unused
from tests.helpers import ROOT

LAKE = [[0, 0], [0, 100], [100, 0], [0, -100], [-100, 0]]  # first a place, then steps, in tenths of a degree
TOPOLOGY = {
    "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
    "arcs": [
        [[-400, -200], [0, 400], [400, 0]],  # of a continent the west and the north, then the rest
        [[0, 200], [400, 0], [0, -400], [-800, 0]],
        LAKE,
        [[600, 0], [0, 2], [2, 0], [0, -2], [-2, 0]],  # an islet
        [[500, 50], [0, 50], [50, 0], [0, -50], [-50, 0]],  # an island
        [[-200, -100], [0, 100], [100, 0], [0, -100], [-100, 0]],
    ],
    "objects": {
        "land": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1], [2]]},
                {"type": "MultiPolygon", "arcs": [[[3]], [[4]]]},
            ],
        },
        "countries": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[5]], "properties": {"name": "Zubrowka"}}],
        },
    },
}
REQUEST = {"atlas": "land.json", "centre": [0.0, 0.0], "km": [-7000.0, -1500.0, 7000.0, 3000.0], "detail": 1.5}
MAPS = sorted([*ROOT.glob("content/graphics/*.json"), *ROOT.glob("tests/fixtures/harbour/content/graphics/*.json")])


def rings(d: str) -> Iterator[list[tuple[int, int]]]:
    """The outlines of a path, each as its corners, its steps followed as a renderer does."""
    x = y = 0
    assert re.fullmatch(r"(?:m-?\d+(?:[ -]-?\d+)*z)*", d)
    for part in d.split("z")[:-1]:
        numbers = [int(value) for value in re.findall(r"-?\d+", part)]
        corners = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        x, y = corners[0]
        yield corners


def on_land(land: BaseMap, latitude: float, longitude: float) -> bool:
    """By the fill rule evenodd."""
    x, y = land.at(latitude, longitude)
    crossed = 0
    for corners in rings(land.d):
        for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
            crossed += (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
    return crossed % 2 == 1


@pytest.fixture
def land(tmp_path: Path) -> BaseMap:
    path = tmp_path / "land.json"
    path.write_text(basemap.written(basemap.made(REQUEST, TOPOLOGY)), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize("centre", [(0, 0), (40, 50), (60.5, 26), (-33, 151), (89, -179)])
def test_the_projection_is_that_of_proj(centre):
    """At a thousand places all over the sphere, to a millimetre on the Earth."""
    plane = Transformer.from_crs(
        "+proj=longlat +R=1", f"+proj=laea +lat_0={centre[0]} +lon_0={centre[1]} +R=1", always_xy=True
    )
    chance = random.Random(4)
    for _ in range(1000):
        latitude, longitude = chance.uniform(-90, 90), chance.uniform(-180, 180)
        assert laea(latitude, longitude, *centre) == pytest.approx(plane.transform(longitude, latitude), abs=2e-10)


def test_the_place_opposite_of_the_centre_is_nowhere():
    assert all(map(isinf, laea(-40, -130, 40, 50)))
    assert laea(40, 50, 40, 50) == (0, 0)


def test_arcs_are_followed_in_both_directions():
    """TopoJSON shares the arcs of neighbours: ~n is the arc n backwards."""
    topology = {
        "transform": {"scale": [1, 2], "translate": [10, 20]},
        "arcs": [[[0, 0], [0, 5]], [[0, 5], [5, 0], [-5, -5]]],
        "objects": {
            "land": {"geometries": [{"type": "Polygon", "arcs": [[0, 1]]}, {"type": "Polygon", "arcs": [[~1, ~0]]}]}
        },
    }
    (_, [[one]]), (_, [[other]]) = basemap.decoded(topology, "land")
    assert one == [(10, 20), (10, 30), (15, 30), (10, 20)]
    assert other == one[::-1]


def test_a_lake_is_sea_and_what_is_outside_too(land):
    assert on_land(land, -5, -20)
    assert on_land(land, 15, 30)
    assert not on_land(land, 5, 5)  # the lake
    assert not on_land(land, 0, 47)
    assert on_land(land, 7.5, 52.5)  # the island


def test_places_lie_where_the_outlines_are(land):
    """The scale and the frame of the file fit the reader's formula: the corners of the lake are where they should be."""
    corners = {corner for ring in rings(land.d) for corner in ring}
    for latitude, longitude in [(0, 0), (0, 10), (10, 10), (10, 0)]:
        x, y = land.at(latitude, longitude)
        assert min(abs(x - a) + abs(y - b) for a, b in corners) < 2


def test_nothing_leaves_the_frame(land):
    """The continent reaches further south than the frame, and is cut there."""
    assert (land.width, land.height) == (720, round(4500 * 720 / 14000))
    corners = [corner for ring in rings(land.d) for corner in ring]
    assert all(0 <= x <= land.width and 0 <= y <= land.height for x, y in corners)
    assert max(y for _, y in corners) == land.height
    assert land.shows(-13, 0)
    assert not land.shows(-14, 0)
    assert not land.shows(0, 180)


def test_what_is_smaller_than_asked_is_left_out():
    """The islet of a fifth of a degree goes first, then the island, then the lake."""
    counts = [
        sum(1 for _ in rings(basemap.made({**REQUEST, "detail": detail}, TOPOLOGY)["d"]))
        for detail in (0.1, 1.5, 14, 26)
    ]
    assert counts == [4, 3, 2, 1]


def test_the_same_request_gives_the_same_bytes(tmp_path):
    (tmp_path / "land.json").write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    file = tmp_path / "map.json"
    options = ["--centre", "0", "0", "--km", "-7000", "-1500", "7000", "3000", "--atlas", "land.json"]
    assert basemap.main([str(file), *options, "--package", str(tmp_path)]) == 0
    first = file.read_bytes()
    assert basemap.main([str(file), "--package", str(tmp_path)]) == 0
    assert file.read_bytes() == first == basemap.written(basemap.made(REQUEST, TOPOLOGY)).encode()


def test_land_opposite_of_the_centre_is_refused():
    """It would be drawn around everything."""
    with pytest.raises(ValueError, match="opposite of the centre"):
        basemap.made({**REQUEST, "centre": [5, -160]}, TOPOLOGY)


def test_a_point_inside_a_country_is_found_or_refused():
    latitude, longitude = basemap.point_inside("Zubrowka", REQUEST, TOPOLOGY)
    assert -10 < latitude < 0
    assert -20 < longitude < -10
    with pytest.raises(ValueError, match="no country 'Atlantis' on this map"):
        basemap.point_inside("Atlantis", REQUEST, TOPOLOGY)


def test_a_new_map_wants_its_frame(tmp_path, capsys):
    with pytest.raises(SystemExit):
        basemap.main([str(tmp_path / "map.json")])
    assert "a new map wants --centre and --km" in capsys.readouterr().err


def test_without_npm_or_the_data_the_reason_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    options = ["--centre", "0", "0", "--km", "-7", "-1", "7", "3"]
    assert basemap.main([str(tmp_path / "map.json"), *options]) == 1
    assert "npm" in capsys.readouterr().err
    assert basemap.main([str(tmp_path / "map.json"), *options, "--package", str(tmp_path)]) == 1
    assert "land-50m.json" in capsys.readouterr().err


def test_a_file_that_the_script_did_not_make_is_refused(tmp_path):
    path = tmp_path / "land.json"
    content = basemap.made(REQUEST, TOPOLOGY)
    for text, expected in [
        (None, "there is no base map land.json beside this file; make it by python -m dev.basemap"),
        ("{", "land.json is no JSON; make it again: python -m dev.basemap land.json"),
        ("[]", "land.json is not as python -m dev.basemap made it; make it again: python -m dev.basemap land.json"),
        (json.dumps({**content, "centre": [1, 0]}), "land.json is not as python -m dev.basemap made it"),
        (json.dumps({"d": "m0 0z"}), "land.json is not as python -m dev.basemap made it"),
    ]:
        if text is not None:
            path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError) as told:
            read(path)
        assert str(told.value).startswith(expected)


def test_the_build_and_the_script_agree_on_the_fingerprint():
    content = basemap.made(REQUEST, TOPOLOGY)
    known = content.pop("sha256")
    assert known == digest(content) == basemap.digest(content)


def test_a_base_map_that_no_graphic_names_is_told(tmp_path):
    for name in ("one.json", "two.json"):
        (tmp_path / name).touch()
    assert list(unused(tmp_path, ["one", None])) == [
        (tmp_path / "two.json", "no map stands on it; write “land: two” in a map's file, or remove it")
    ]


def test_inner_seas_are_sea():
    """The Mediterranean, the Black Sea and the Caspian; the Aral Sea is a lake, which the outlines do not have."""
    land = read(ROOT / "content" / "graphics" / "black-sea-to-steppe.json")
    for latitude, longitude in [(34, 33), (43, 34), (46, 36.7), (42, 51), (38, 52), (45, 50.5)]:
        assert not on_land(land, latitude, longitude), (latitude, longitude)
    for latitude, longitude in [(35.05, 33.2), (40, 33), (45.2, 34.3), (41, 47), (45, 59.5), (34.8, 38.8)]:
        assert on_land(land, latitude, longitude), (latitude, longitude)


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of world-atlas; without npm, or without a network, the test is told as not run."""
    try:
        with basemap.package() as folder:
            yield folder
    except (OSError, subprocess.TimeoutExpired):
        pytest.skip(f"{basemap.PACKAGE} is not to be had. To get it: install npm, and see that it reaches its registry")


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_committed_maps_are_what_the_script_makes(path, atlas):
    content = json.loads(path.read_text(encoding="utf-8"))
    topology = json.loads((atlas / content["atlas"]).read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8") == basemap.written(basemap.made(content, topology))
