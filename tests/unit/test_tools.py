"""A browser is found, fetched or named, and the system of someone's laptop is never changed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dev import tools
from dev.tools import Tool


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run; all of it fails, and there is no browser on this machine."""
    run: list[list[str]] = []

    def attempt(command: Sequence[str], *_: object, **__: str) -> bool:
        run.append(list(command))
        return False

    monkeypatch.setattr(tools, "attempt", attempt)
    monkeypatch.setattr(tools, "candidates", lambda: iter(()))
    monkeypatch.setattr(tools, "playwrights_own", lambda: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    return run


def program(folder: Path, name: str, status: int = 0) -> str:
    """An executable of that name that ends with this exit status."""
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_readers_own_choice_comes_first(tmp_path: Path) -> None:
    """CHROMIUM, and nothing else where it is set; then the PATH, by name."""
    chrome, chromium = program(tmp_path, "google-chrome"), program(tmp_path, "chromium")
    assert list(tools.candidates({"CHROMIUM": "/mine", "PATH": str(tmp_path)}, "linux")) == ["/mine"]
    assert list(tools.candidates({"PATH": str(tmp_path)}, "linux")) == [chromium, chrome]


def test_a_notice_is_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `chromium-browser` that only says what to install instead is passed over."""
    program(tmp_path, "chromium-browser", status=1)
    real = program(tmp_path, "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert tools.find_chromium() == Tool(real)


def test_a_choice_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is not replaced by another browser in silence."""
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert "does not start" in tools.find_chromium().reason


@pytest.mark.parametrize(("root", "debian"), [(False, True), (True, False), (False, False)])
def test_a_laptop_is_never_changed(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, root: bool, debian: bool
) -> None:
    """Without root, or off Debian, only Playwright's own is tried; then the command is told."""
    monkeypatch.setattr(tools, "is_root", lambda: root)
    monkeypatch.setattr(tools, "is_debian", lambda: debian)
    found = tools.get_chromium(Tool())
    assert commands == [tools.PLAYWRIGHT]
    assert found.path is None
    assert found.reason.endswith(tools.GET_CHROMIUM)


def test_root_on_debian_installs_the_package(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """As the last resort, and nothing that is not needed with it."""
    monkeypatch.setattr(tools, "is_root", lambda: True)
    monkeypatch.setattr(tools, "is_debian", lambda: True)
    tools.get_chromium(Tool())
    assert commands[0] == tools.PLAYWRIGHT
    assert commands[-1][-4:] == ["install", "-y", "--no-install-recommends", "chromium"]


def test_a_fetch_that_failed_is_not_tried_on_each_run(commands: list[list[str]]) -> None:
    """The second `make test` on a machine without a browser is quick; it still looks whether one came by."""
    found = tools.get_chromium(Tool(None, "No Chromium was found.", tools.GET_CHROMIUM))
    assert commands == []
    assert found.reason.endswith(tools.GET_CHROMIUM)


def test_a_lost_or_foreign_record_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file, or one of another shape, is as good as no file."""
    record = tmp_path / "tools.json"
    monkeypatch.setattr(tools, "RECORD", record)
    assert tools.recorded() == {}
    for text in ("{", "[]", '{"chromium": {"unknown": 1}}', '{"chromium": null}'):
        record.write_text(text, encoding="utf-8")
        assert tools.recorded() == {}
    record.write_text('{"chromium": {"path": "/x", "why_not": "", "command": ""}}', encoding="utf-8")
    assert tools.recorded() == {"chromium": Tool("/x")}
