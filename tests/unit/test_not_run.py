"""A test that could not run is told at the end with the mend, and fails the run where all are required."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

TESTS = """
import pytest

def test_one():
    pass

@pytest.mark.parametrize("n", [1, 2])
def test_two(n):
    pytest.skip("No Chromium was found. To get it: do this")
"""


def pytest_in(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run a small suite under this project's own tests/conftest.py."""
    (folder / "suite").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "suite" / "conftest.py")
    (folder / "suite" / "test_few.py").write_text(TESTS, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if name not in ("CI", "ANNALS_REQUIRE_ALL")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--import-mode=importlib", *arguments],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def test_what_did_not_run_is_told_by_name(tmp_path: Path) -> None:
    """Once a test, with its reason and the command to mend it; on its own it fails nothing."""
    status, said = pytest_in(tmp_path)
    assert status == 0
    told = said.partition("Not run here")[2]
    assert "No Chromium was found. To get it: do this\n    suite/test_few.py::test_two (2 cases)\n" in told


@pytest.mark.parametrize("way", [{"CI": "true"}, {"ANNALS_REQUIRE_ALL": "1"}, "--require-all"])
def test_where_all_are_required_the_run_fails(tmp_path: Path, way: dict[str, str] | str) -> None:
    """In CI, by a variable, and by an option."""
    status, said = pytest_in(tmp_path, "suite", way) if isinstance(way, str) else pytest_in(tmp_path, **way)
    assert status == 1
    assert "Not run here, and every test is required" in said
    assert "1 passed, 2 skipped" in said


def test_a_test_left_out_by_choice_counts_too(tmp_path: Path) -> None:
    """A run narrowed by -k is no whole run."""
    assert pytest_in(tmp_path, "-k", "test_one", CI="true")[0] == 1


def test_a_whole_run_passes(tmp_path: Path) -> None:
    """Nothing skipped, nothing failed: status 0 under CI."""
    assert pytest_in(tmp_path, "suite/test_few.py::test_one", CI="true")[0] == 0
