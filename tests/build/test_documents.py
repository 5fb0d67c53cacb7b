"""What the documents promise is so: targets, keys, settings, packages, and every row of the table on binding."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from markdown import Markdown

from copydesk import KNOWN
from ledger.binding import document_problems
from ledger.document import read_text, split
from ledger.load import SCHEMA, load
from ledger.markup import OriginExtension
from ledger.parsing import parse
from tests.helpers import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
WRITING = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def first_cells(text: str, heading: str) -> set[str]:
    """The words of the first column of the table under a heading."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    part = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)
    return {word.strip(" `") for cell in cells for word in cell.split(",")} - {"key", "---"}


def test_every_make_target_that_is_named_is_there():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README + WRITING + ARCHITECTURE, re.MULTILINE))
    assert named <= targets
    assert {"site", "test", "serve", "publish", "check", "bench"} <= named


def test_every_metadata_key_is_described():
    assert {key.lower() for key in first_cells(WRITING, "A page")} == set(KNOWN)


def test_every_key_of_a_fact_is_described():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert first_cells(WRITING, "A fact") == set(schema["$defs"]["fact"]["properties"])


def test_every_place_that_is_named_is_there():
    for path in re.findall(
        r"`((?:content|theme|plugins|tests|docs|dev|requirements)/[A-Za-z0-9_./-]*)`", README + WRITING + ARCHITECTURE
    ):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\((?!http)([A-Za-z][\w./-]*)\)", README):
        assert (ROOT / path).exists(), path


def test_every_setting_that_is_named_is_there():
    settings = (ROOT / "pelicanconf.py").read_text(encoding="utf-8")
    for name in ("BUILD_TIME", "PLUGINS", "RING", "LICENSE"):
        assert name in README + ARCHITECTURE
        assert re.search(rf"^{name}\b", settings, re.MULTILINE)


def test_every_package_is_named_with_its_reason_and_pinned_with_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements" / "site.txt").read_text(encoding="utf-8").lower()
    for line in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9-]+", line)[0]
        assert re.search(rf"^\| {name}\b", ARCHITECTURE, re.MULTILINE | re.IGNORECASE), name
        assert re.search(rf"^{name.lower()}==[0-9.]+ \\\n    --hash=sha256:", lock, re.MULTILINE), name
    for line in project["optional-dependencies"]["test"]:
        name = re.match(r"[A-Za-z0-9-]+", line)[0]
        assert name in ARCHITECTURE or "stubs" in name or name.startswith("types-"), name


@pytest.fixture(scope="module")
def ledger():
    return load(read_text(ROOT / "content" / "facts.yaml")[0], "facts.yaml")[0]


ROWS = re.findall(r"^\| `(.+?)` \| (.+) \|$", WRITING.split("## Binding", 1)[1], re.MULTILINE)


@pytest.mark.parametrize(("text", "promise"), ROWS, ids=[text for text, _ in ROWS])
def test_each_row_on_binding_is_so(text, promise, ledger):
    document = split(Path("a.md"), f"Title: T\n\nHere is {text} in a text.")
    document, _ = parse(document, Markdown(extensions=[OriginExtension()]), "en")
    problems = list(document_problems(ledger, document, "en", ()))
    assert bool(problems) == promise.startswith("fails"), problems


def test_the_rows_on_binding_are_many():
    assert len(ROWS) >= 10


def test_the_readmes_example_is_the_real_ledgers(ledger):
    fact = ledger.facts["jusan-orphans"]
    assert f"value: {fact.value}" in README
    assert f"speaker: {fact.speaker.id}" in README


def test_no_document_names_a_machine_or_a_session():
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        assert not re.search(r"/work/|/root/|/home/|/tmp/|session|issue #?\d", path.read_text(encoding="utf-8")), path
