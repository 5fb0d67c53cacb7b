"""A browser is found, fetched or named, and the system of someone's laptop is never changed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dev import browsers, machine, node, readers, servers, tools
from dev.tools import Tool


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run; all of it fails, and there is no browser on this machine."""
    run: list[list[str]] = []

    def attempt(command: Sequence[str], *_: object, **__: str) -> bool:
        run.append(list(command))
        return False

    monkeypatch.setattr(browsers, "attempt", attempt)
    monkeypatch.setattr(browsers, "candidates", lambda: iter(()))
    monkeypatch.setattr(browsers, "playwrights_own", lambda: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    return run


def program(folder: Path, name: str, status: int = 0) -> str:
    """An executable of that name that ends with this exit status."""
    return written(folder / name, f"exit {status}")


def written(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_readers_own_choice_comes_first(tmp_path: Path) -> None:
    """CHROMIUM, and nothing else where it is set; then the PATH, by name."""
    chrome, chromium = program(tmp_path, "google-chrome"), program(tmp_path, "chromium")
    assert list(browsers.candidates({"CHROMIUM": "/mine", "PATH": str(tmp_path)}, "linux")) == ["/mine"]
    assert list(browsers.candidates({"PATH": str(tmp_path)}, "linux")) == [chromium, chrome]


def test_a_notice_is_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `chromium-browser` that only says what to install instead is passed over."""
    program(tmp_path, "chromium-browser", status=1)
    real = program(tmp_path, "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert browsers.find_chromium() == Tool(real)


def test_a_choice_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is not replaced by another browser in silence."""
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert "does not start" in browsers.find_chromium().reason


DRAWS = 'while [ "$1" != --screenshot ]; do shift; done; echo > "$2"'


def test_a_firefox_is_one_that_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that starts, and cannot open a page in the profile it is given, is passed over."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("FIREFOX", raising=False)
    monkeypatch.setattr(browsers, "FIREFOXES", ("boxed", "whole"))
    program(tmp_path, "boxed")
    assert browsers.find_firefox().command == browsers.GET_FIREFOX
    whole = written(tmp_path / "whole", DRAWS)
    assert browsers.find_firefox() == Tool(whole)


def test_the_readers_own_firefox_is_the_only_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FIREFOX stands before the record too; one that opens no page is told, not replaced."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    recorded = Tool(written(tmp_path / "firefox", DRAWS))
    monkeypatch.setattr(browsers, "recorded", lambda: {"firefox": recorded})
    mine = written(tmp_path / "mine", DRAWS)
    monkeypatch.delenv("FIREFOX", raising=False)
    assert browsers.firefox() == recorded
    monkeypatch.setenv("FIREFOX", mine)
    assert browsers.firefox() == Tool(mine)
    monkeypatch.setenv("FIREFOX", str(tmp_path / "none"))
    assert "opens no page" in browsers.firefox().reason


@pytest.mark.parametrize(("root", "debian"), [(False, True), (True, False), (False, False)])
def test_a_laptop_is_never_changed(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, root: bool, debian: bool
) -> None:
    """Without root, or off Debian, only Playwright's own is tried; then the command is told."""
    monkeypatch.setattr(browsers, "is_root", lambda: root)
    monkeypatch.setattr(browsers, "is_debian", lambda: debian)
    found = browsers.get_chromium(Tool())
    assert commands == [browsers.PLAYWRIGHT]
    assert found.path is None
    assert found.reason.endswith(browsers.GET_CHROMIUM)


def test_root_on_debian_installs_the_package(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """As the last resort, and nothing that is not needed with it."""
    monkeypatch.setattr(browsers, "is_root", lambda: True)
    monkeypatch.setattr(browsers, "is_debian", lambda: True)
    browsers.get_chromium(Tool())
    assert commands[0] == browsers.PLAYWRIGHT
    assert commands[-1][-4:] == ["install", "-y", "--no-install-recommends", "chromium"]


def test_a_fetch_that_failed_is_not_tried_on_each_run(commands: list[list[str]]) -> None:
    """The second `make test` on a machine without a browser is quick; it still looks whether one came by."""
    found = browsers.get_chromium(Tool(None, "No Chromium was found.", browsers.GET_CHROMIUM))
    assert commands == []
    assert found.reason.endswith(browsers.GET_CHROMIUM)


def test_a_lost_or_foreign_record_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file, or one of another shape, is as good as no file."""
    record = tmp_path / "browsers.json"
    monkeypatch.setattr(machine, "RECORD", record)
    assert machine.recorded() == {}
    for text in ("{", "[]", '{"chromium": {"unknown": 1}}', '{"chromium": null}'):
        record.write_text(text, encoding="utf-8")
        assert machine.recorded() == {}
    record.write_text('{"chromium": {"path": "/x", "why_not": "", "command": ""}}', encoding="utf-8")
    assert machine.recorded() == {"chromium": Tool("/x")}


@pytest.mark.parametrize("again", [False, True])
def test_what_failed_is_tried_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, again: bool) -> None:
    """The command that a missing tool names forgets what the last run found; `make test` does not."""
    given: list[object] = []

    def remembered(before: object) -> Tool:
        given.append(before)
        return Tool("/x")

    failed = Tool(None, "It did not come.", machine.AGAIN)
    monkeypatch.setattr(tools, "recorded", lambda: {"chromium": failed, "datawrapper": failed})
    monkeypatch.setattr(browsers, "get_chromium", remembered)
    monkeypatch.setattr(node, "get_datawrapper", remembered)
    monkeypatch.setattr(browsers, "firefox", lambda: Tool("/x"))
    monkeypatch.setattr(readers, "found", dict)
    monkeypatch.setattr(node, "get_packages", lambda: Tool("/x"))
    monkeypatch.setattr(servers, "get", lambda before: given.append(before) or {})
    monkeypatch.setattr(tools, "record", lambda _: None)
    monkeypatch.setattr(tools.sys, "argv", machine.AGAIN.split()[2:] if again else ["dev.tools"])
    assert tools.main() == 0
    assert given == ([Tool(), Tool(), {}] if again else [failed, failed, {"chromium": failed, "datawrapper": failed}])


def test_a_java_that_only_says_where_to_get_one_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS has such a one on the PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    program(tmp_path, "java", status=1)
    assert tools.java() == Tool(None, "No Java was found.", readers.GET_JAVA)
    real = program(tmp_path, "java")
    assert tools.java() == Tool(real)


def test_zim_tools_are_one_folder_with_all_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that lacks a program is passed over; without any, all are named with the way to get them."""
    half, whole = tmp_path / "half", tmp_path / "whole"
    for folder, names in ((half, readers.ZIM_TOOLS[:2]), (whole, readers.ZIM_TOOLS)):
        folder.mkdir()
        for name in names:
            program(folder, name)
    monkeypatch.setenv("PATH", str(half))
    assert tools.zim_tools().path is None
    assert "zimwriterfs, zimcheck, zimdump" in tools.zim_tools().reason
    assert readers.GET_ZIM_TOOLS in tools.zim_tools().reason
    monkeypatch.setenv("PATH", f"{half}:{whole}")
    assert tools.zim_tools() == Tool(str(whole))


@pytest.mark.parametrize(("find", "name"), [(tools.kiwix, "kiwix-serve"), (tools.poppler, "pdftotext")])
def test_a_reader_of_packages_is_found_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, find: Callable[[], Tool], name: str
) -> None:
    """By its name alone."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find().path is None
    assert name in find().reason
    there = program(tmp_path, name)
    assert find() == Tool(there)
