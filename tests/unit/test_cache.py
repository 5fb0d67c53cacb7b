"""What is kept for later builds is used only where it is whole, and is never in the way."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jinja2
import pytest
from jinja2 import DictLoader, Environment

from cache import Templates, keep, kept, named, throw_away
from shapes import shape_faults


def test_names_are_those_of_all_parts():
    """One part cannot run into the next."""
    assert named("a", "b") == named("a", "b")
    assert len({named("a", "b"), named("ab", ""), named("b", "a"), named("ab")}) == 4


def test_builds_at_once_do_no_harm(tmp_path):
    """Many write one entry while others read it: whoever finds one finds a whole one."""
    made, path = os.urandom(200_000), tmp_path / "entry"
    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(keep, path, made) for _ in range(40)]
        reading = [pool.submit(kept, path) for _ in range(200)]
        found = {hashlib.sha256(data).digest() for each in reading if (data := each.result())}
        assert [each.result() for each in writing] == [None] * 40
    assert found <= {hashlib.sha256(made).digest()}
    assert kept(path) == made


def test_what_was_not_used_for_long_is_thrown_away(tmp_path):
    """What a build has used lately stays, and so does what somebody else put there."""
    used, unused, half, foreign = (tmp_path / name for name in ("a" * 64, "b" * 64, "c" * 64 + ".7", "mine.png"))
    long_ago = time.time() - 61 * 86_400
    for path in (used, unused, half, foreign):
        keep(path, b"made")
        os.utime(path, (long_ago, long_ago))
    assert kept(used) == b"made"
    throw_away(tmp_path, time.time())
    assert sorted(tmp_path.iterdir()) == [used, foreign]


@pytest.fixture
def compiled(monkeypatch) -> list[str]:
    """The sources of the templates that were compiled."""
    sources, compile_ = [], Environment.compile

    def counted(self, source, *arguments, **named):
        sources.append(source)
        return compile_(self, source, *arguments, **named)

    monkeypatch.setattr(Environment, "compile", counted)
    return sources


def rendered(folder: Path, source: str = "{{ 6 * 7 }}\n{% if true %}\n<\n{% endif %}", **settings) -> str:
    """A template as a new process would render it: in an environment of its own, with the cache of that folder."""
    environment = Environment(loader=DictLoader({"a": source}), bytecode_cache=Templates(folder), **settings)
    return environment.get_template("a").render(x="<")


def test_a_template_is_compiled_once(tmp_path, compiled):
    assert rendered(tmp_path) == rendered(tmp_path) == "42\n\n<\n"
    assert len(compiled) == 1


def test_a_changed_template_is_compiled_anew(tmp_path, compiled):
    assert [rendered(tmp_path, source) for source in ("one", "two", "one")] == ["one", "two", "one"]
    assert compiled == ["one", "two"]


def test_templates_are_compiled_anew_where_the_environment_is_another(tmp_path, compiled, monkeypatch):
    """Another setting, another extension, another Jinja: each has code of its own."""
    rendered(tmp_path)
    assert rendered(tmp_path, trim_blocks=True) == "42\n<\n"
    rendered(tmp_path, extensions=["jinja2.ext.do"])
    assert [rendered(tmp_path, "{{ x }}", autoescape=escape) for escape in (False, True)] == ["<", "&lt;"]
    monkeypatch.setattr(jinja2, "__version__", "99")
    rendered(tmp_path)
    assert len(compiled) == 6


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b"", lambda b: b[:99] + b"x" + b[100:], lambda b: b"x" * 99]
)
def test_broken_code_is_not_used(tmp_path, compiled, spoil):
    rendered(tmp_path)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(spoil(entry.read_bytes()))
    assert rendered(tmp_path) == "42\n\n<\n"
    assert len(compiled) == 2


def test_code_of_another_python_is_not_used(tmp_path, compiled):
    """It is whole, and begins with other words than this Python's."""
    rendered(tmp_path)
    (entry,) = tmp_path.iterdir()
    keep(entry, b"another" + (kept(entry) or b""))
    assert rendered(tmp_path) == "42\n\n<\n"
    assert len(compiled) == 2


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert rendered(tmp_path / "file" / "templates") == "42\n\n<\n"


def test_the_folders_are_named_in_words():
    """A setting of another shape is told with all others, with its mend."""
    faults = list(shape_faults({"PICTURE_CACHE": None, "TEMPLATE_CACHE": 7}))
    assert [fault for fault in faults if "_CACHE is" in fault] == [
        "PICTURE_CACHE is None; set it to the folder where drawn pictures are kept, or ''",
        "TEMPLATE_CACHE is 7; set it to the folder where compiled templates are kept, or ''",
    ]
