"""Outlines of land: decoded, projected, clipped, simplified and written by dev/basemap.py, and read by the build."""

import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
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
    assert land.shows(-11, 0)
    assert not land.shows(-13, 0)  # too near to the edge for a dot
    assert not land.shows(0, 180)


def steps_of(d: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """(from, to) of each line of a path, its closing ones too."""
    x = y = 0
    for part, closed in re.findall(r"m([^mz]+)(z?)", d):
        numbers = [int(value) for value in re.findall(r"-?\d+", part)]
        corners = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        yield from pairwise([*corners, *corners[: bool(closed)]])
        x, y = corners[0] if closed else (x, y)


@pytest.mark.parametrize("path", [None, *MAPS], ids=lambda path: path.stem if path else "made")
def test_the_coast_is_the_land_s_outline_without_the_frame(path, land):
    shown = read(path) if path else land
    width, height = shown.width, shown.height

    def framed(one, other):
        return one[0] == other[0] in (0, width) or one[1] == other[1] in (0, height)

    outline = sorted(tuple(sorted(step)) for step in steps_of(shown.d))
    assert any(framed(*step) for step in outline)
    assert sorted(tuple(sorted(step)) for step in steps_of(shown.coast)) == [
        each for each in outline if not framed(*each)
    ]


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


@pytest.mark.parametrize("request_of_a_map", [REQUEST, None])
def test_a_point_inside_a_country_is_found_or_refused(request_of_a_map):
    """With a map, of what it shows; without one, of the whole country."""
    latitude, longitude = basemap.point_inside("Zubrowka", TOPOLOGY, request_of_a_map)
    assert -10 < latitude < 0
    assert -20 < longitude < -10
    with pytest.raises(ValueError, match="no country 'Atlantis' in Natural Earth"):
        basemap.point_inside("Atlantis", TOPOLOGY, request_of_a_map)
    with pytest.raises(ValueError, match="no country 'Zubrowka' on this map"):
        basemap.point_inside("Zubrowka", TOPOLOGY, {**REQUEST, "centre": [60.0, 120.0], "km": [-9.0, -9.0, 9.0, 9.0]})


@pytest.fixture
def run(tmp_path, capsys):
    """run(name, *options) runs the script on a file of a folder that has the outlines; (code, out, err)."""
    for name in ("land-50m.json", basemap.COUNTRIES):
        (tmp_path / name).write_text(json.dumps(TOPOLOGY), encoding="utf-8")

    def call(name: str, *options: str) -> tuple[int, str, str]:
        code = basemap.main([str(tmp_path / name), "--package", str(tmp_path), *options])
        return code, *capsys.readouterr()

    return call


CENTRE = ("--centre", "0", "0")
FRAME = ("--km", "-7000", "-1500", "7000", "3000")


def test_what_was_written_is_told(run, tmp_path):
    code, out, err = run("map.json", *CENTRE, *FRAME)
    size = (tmp_path / "map.json").stat().st_size
    assert (code, out, err) == (0, f"{tmp_path / 'map.json'}: written, 720 by 231 units, {size} bytes\n", "")


def test_a_country_is_found_without_a_map_and_that_is_told(run):
    code, out, err = run("map.json", "--country", "Zubrowka")
    assert (code, err) == (0, "")
    assert out.endswith(": the whole country, for there is no such map yet\n")
    run("map.json", *CENTRE, *FRAME)
    assert run("map.json", "--country", "Zubrowka")[1].endswith(": what the map shows of it\n")


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("map.json", (), "a new map wants --centre and --km"),
        ("map.json", CENTRE, "a new map wants --km"),
        ("map.json", ("--centre", "137", "35", *FRAME), "--centre: latitude comes first"),
        ("map.json", ("--centre", "35", "181", *FRAME), "--centre: latitude comes first"),
        ("map.json", ("--centre", "nan", "0", *FRAME), "--centre: latitude comes first"),
        ("map.json", (*CENTRE, "--km", "7000", "-1500", "-7000", "3000"), "--km: west comes before a larger east"),
        ("map.json", (*CENTRE, "--km", "-7000", "3000", "7000", "3000"), "--km: west comes before a larger east"),
        ("map.json", (*CENTRE, "--km", "-7000", "-1500", "inf", "3000"), "--km: west comes before a larger east"),
        ("map.json", (*CENTRE, *FRAME, "--detail", "0"), "--detail: it is larger than 0"),
        ("map.json", (*CENTRE, *FRAME, "--detail", "700"), "the frame shows no land"),
        ("map.json", ("--centre", "60", "120", "--km", "-9", "-9", "9", "9"), "the frame shows no land"),
        ("map.json", (*CENTRE, *FRAME, "--atlas", "none.json"), "No such file or directory"),
        ("map.json", (*CENTRE, *FRAME, "--atlas", "other.json"), "other.json has no 'transform'; it is no file of out"),
        ("Map.json", (*CENTRE, *FRAME), "Map.json: name the file in small letters, digits and hyphens"),
        ("a_map.json", (*CENTRE, *FRAME), "name the file in small letters, digits and hyphens, and end it in .json"),
        ("map.yaml", (*CENTRE, *FRAME), "name the file in small letters, digits and hyphens, and end it in .json"),
        ("map.json", ("--country", "Atlantis"), "no country 'Atlantis' in Natural Earth, by its English name"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_line(run, tmp_path, name, options, expected):
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    code, out, err = run(name, *options)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert expected in err
    assert not (tmp_path / name).exists()


def test_help_describes_every_option(capsys):
    with pytest.raises(SystemExit):
        basemap.main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "Lambert's azimuthal equal-area",
        "in degrees",
        "in kilometres from the centre",
        "units of a map 720 wide",
    ):
        assert words in told
    assert [each for each in basemap.parser("x")._actions if not each.help] == []


def test_without_npm_the_way_without_it_is_told(tmp_path, capsys, monkeypatch):
    """Where it is not there, and where it waits for a network."""
    options = [str(tmp_path / "map.json"), *CENTRE, *FRAME]
    monkeypatch.setattr(basemap, "PATIENCE", 0.2)
    npm = tmp_path / "npm"
    for path in (tmp_path, tmp_path):
        monkeypatch.setenv("PATH", str(path))
        assert basemap.main(options) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "brought nothing within 0.2 seconds" in told
        assert "name an unpacked world-atlas by --package" in told
        npm.write_text("#!/bin/sh\nexec /bin/sleep 9\n", encoding="utf-8")
        npm.chmod(0o755)


def test_a_file_that_the_script_did_not_make_is_refused(tmp_path):
    path = tmp_path / "land.json"
    content = basemap.made(REQUEST, TOPOLOGY)
    command = f".venv/bin/python -m dev.basemap {path}"
    anew = f"; make it: {command} --centre LAT LON --km WEST SOUTH EAST NORTH"
    again = f"land.json is not as the script made it; make it again: {command}"
    stale = {key: value for key, value in content.items() if key not in ("coast", "sha256")}
    for text, expected in [
        (None, f"there is no base map land.json beside this file{anew}"),
        ("{", f"land.json is no JSON{anew}"),
        ("[]", again),
        (json.dumps({**content, "centre": [1, 0]}), again),
        (json.dumps({"d": "m0 0z"}), again),
        (json.dumps(stale | {"sha256": digest(stale)}), again),
    ]:
        if text is not None:
            path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError) as told:
            read(path)
        assert str(told.value) == expected


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


def test_the_command_that_is_told_can_be_typed_in_the_project_s_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ValueError, match=r"make it: \.venv/bin/python -m dev\.basemap content/graphics/land\.json --centre"
    ):
        read(tmp_path / "content" / "graphics" / "land.json")


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of world-atlas; without npm, or without a network, the test is told as not run."""
    try:
        with basemap.package() as folder:
            yield folder
    except OSError:
        pytest.skip(f"{basemap.PACKAGE} is not to be had. To get it: install npm, and see that it reaches its registry")


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_committed_maps_are_what_the_script_makes(path, atlas):
    content = json.loads(path.read_text(encoding="utf-8"))
    topology = json.loads((atlas / content["atlas"]).read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8") == basemap.written(basemap.made(content, topology))
