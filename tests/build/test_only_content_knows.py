"""Nothing of the feature stands outside content/ and the first section of pelicanconf.py: its names are looked for elsewhere."""

import re

import pytest

from tests.helpers import ROOT

NAMES = re.compile(
    r"jusan|nabat|tokayev|akorda|kazinform|almaty|aktau|national security|anniversary-years|00667f", re.IGNORECASE
)
PLACES = ("plugins", "theme", "publishing", "dev", "Makefile", "publishconf.py", "pyproject.toml", ".ci/run")
SECOND_SECTION = "# How Pelican builds it."


@pytest.mark.parametrize("place", PLACES)
def test_no_name_of_the_feature_stands_here(place):
    path = ROOT / place
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file() and f.suffix != ".pyc"]
    assert files
    for file in files:
        assert NAMES.findall(file.read_text(encoding="utf-8")) == [], file


def test_the_second_section_of_the_settings_knows_no_feature():
    first, second = (ROOT / "pelicanconf.py").read_text(encoding="utf-8").split(SECOND_SECTION)
    assert NAMES.search(first)
    assert NAMES.findall(second) == []
