"""What the documents promise is so: targets, keys, settings, packages, samples, and every row of the table on binding."""

import json
import re
import shutil
import struct
import tomllib
import zlib
from pathlib import Path

import pytest
from markdown import Markdown

from copydesk import KNOWN
from graphics import KINDS, faults, reading, shape
from ledger.audit import document_problems, ledger_faults
from ledger.document import read_text, split
from ledger.load import SCHEMA, load
from ledger.markup import RAW, OriginExtension
from ledger.numerals import qualifier_kind
from ledger.parsing import parse
from tests.drawn import fact, graphic
from tests.helpers import ROOT, build

README = (ROOT / "README.md").read_text(encoding="utf-8")
WRITING = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
EMBEDDING = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def first_cells(text: str, heading: str) -> set[str]:
    """The words of the first column of the table under a heading."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    part = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)
    return {word.strip(" `") for cell in cells for word in cell.split(",")} - {"key", "---"}


def test_every_make_target_that_is_named_is_there():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README + WRITING + ARCHITECTURE + EMBEDDING, re.MULTILINE))
    assert named <= targets
    assert {"site", "test", "serve", "publish", "check", "bench"} <= named


def test_every_metadata_key_is_described():
    assert {key.lower() for key in first_cells(WRITING, "A page")} == set(KNOWN)


def test_every_key_of_a_fact_is_described():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert first_cells(WRITING, "A fact") == set(schema["$defs"]["fact"]["properties"])


def test_every_place_that_is_named_is_there():
    for path in re.findall(
        r"`((?:content|theme|plugins|tests|docs|dev|requirements)/[A-Za-z0-9_./-]*)`",
        README + WRITING + ARCHITECTURE + EMBEDDING,
    ):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\((?!http)([A-Za-z][\w./-]*)\)", README):
        assert (ROOT / path).exists(), path


def test_every_part_of_the_embeds_is_in_the_table():
    parts = first_cells(ARCHITECTURE, "Embeds")
    modules = {path.stem for path in (ROOT / "plugins" / "embeds").glob("*.py")} - {"__init__"}
    files = [*(ROOT / "theme/static/embed").iterdir(), ROOT / "theme/templates/fragment.html"]
    assert modules | {path.relative_to(ROOT).as_posix() for path in files} <= parts


def test_every_part_of_search_and_of_the_packages_is_in_a_table():
    """Modules of search, books and packages; a package among them goes by its folder."""
    parts = {part.split("/")[-1] or part for part in first_cells(ARCHITECTURE, "Search")}
    assert {path.stem for path in (ROOT / "plugins" / "search").glob("*.py")} - {"__init__"} <= parts
    packages = first_cells(ARCHITECTURE, "Packages")
    told = {part.rstrip("/").split("/")[-1] for part in packages}
    for name in ("book", "packages"):
        inside = (ROOT / "publishing" / name).iterdir()
        modules = {path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").is_file()}
        assert modules - {"__init__"} <= told


def settings_named(text: str) -> set[str]:
    """The words in capitals that stand in backticks, outside blocks of code and places."""
    text = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    spans = [span for span in re.findall(r"`([^`\n]+)`", text) if "/" not in span or "=" in span]
    return {name for span in spans for name in re.findall(r"\b[A-Z][A-Z_]{2,}\b", span)}


def test_every_setting_that_is_named_is_there():
    named = settings_named(README) | settings_named(WRITING) | settings_named(ARCHITECTURE)
    files = [ROOT / "Makefile", ROOT / "pelicanconf.py", ROOT / "publishconf.py", *(ROOT / "plugins").rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    missing = [name for name in sorted(named) if not re.search(rf"^{name}\b|[\"']{name}[\"']", code, re.MULTILINE)]
    assert missing == []
    assert {"BUILD_TIME", "COLOURS", "LOCALES", "MENU", "PLUGINS", "PUBLIC_URL", "RING", "SITE_FACTS"} <= named


def test_every_setting_of_a_feature_is_in_the_steps_to_another():
    """The first section of the settings is all that a new feature changes; only what may stay empty goes unnamed."""
    part = (ROOT / "pelicanconf.py").read_text(encoding="utf-8").split("# How Pelican builds it.", 1)[0]
    own = set(re.findall(r"^([A-Z_]+) = ", part, re.MULTILINE))
    may_stay_empty = {"BYLINE", "PUBLISHER", "LICENSE", "LICENSE_URL"}
    steps = README.split("## Another anniversary", 1)[1].split("\n## ", 1)[0]
    assert settings_named(steps) == own - may_stay_empty


def test_what_leaves_with_the_feature_is_there():
    """Each test that the README names as one of this feature, by its file and by its name."""
    part = README.split("go the tests that name it:", 1)[1].split("The rest holds", 1)[0]
    assert "`test_the_embed_is_that_pages_own`" in part
    code = "".join((ROOT / path).read_text(encoding="utf-8") for path in re.findall(r"`(tests/[\w/]+\.py)`", part))
    assert [name for name in re.findall(r"`(test_\w+)`", part) if f"def {name}(" not in code] == []


def test_no_address_in_the_readme_is_one_that_publishing_refuses():
    assert re.findall(r"PUBLIC_URL=(\S+?)`", README) == ["https://…"]


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


def sample(language: str, heading: str = "A page") -> str:
    """The first block of code in that language under a heading of the page on writing."""
    part = WRITING.split(f"\n## {heading}\n", 1)[1]
    return re.search(rf"^```{language}\n(.*?)^```", part, re.MULTILINE | re.DOTALL)[1]


def test_the_opening_sample_of_a_page_builds(tmp_path):
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    (content / "operations" / "sample.md").write_text(sample("markdown"), encoding="utf-8")
    done = build(ROOT / "pelicanconf.py", tmp_path / "output", content=content)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "citizens of Kazakhstan" in (tmp_path / "output" / "operations" / "sample.html").read_text(encoding="utf-8")


def test_the_sample_of_a_ledger_is_sound():
    text = sample("yaml", "A fact")
    made, problems, _ = load(text, "facts.yaml")
    assert problems == []
    assert list(ledger_faults(made)) == []
    assert made.facts["guns-seized"].wording == "almost 700 guns"
    first = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert (ROOT / "content" / first[1]).resolve() == SCHEMA.resolve()
    assert (ROOT / "content" / "facts.yaml").read_text(encoding="utf-8").startswith(first[0])


def test_the_samples_of_graphics_are_sound(tmp_path, ledger):
    part = WRITING.split("\n## A graphic\n", 1)[1].split("\n## ", 1)[0]
    samples = re.findall(r"^```yaml\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
    assert [re.match(r"kind: (\w+)", each)[1] for each in samples] == ["people", "timeline", "map"]
    for land in (ROOT / "content" / "graphics").glob("*.json"):
        shutil.copy(land, tmp_path)
    for text in samples:
        path = tmp_path / "sample.yaml"
        path.write_text(text, encoding="utf-8")
        assert list(faults.problems(reading.read(path), ledger, {"DEFAULT_LANG": "en"})) == []
    assert "(graphic:jusan-people)" in sample("markdown", "A graphic")
    assert (ROOT / "content" / "graphics" / "jusan-people.yaml").is_file()


def test_every_kind_of_graphic_and_every_key_is_described():
    part = WRITING.split("\n## A graphic\n", 1)[1].split("\n## ", 1)[0]
    assert {*shape.COMMON, *KINDS} <= first_cells(WRITING, "A graphic")
    for kind in KINDS.values():
        row = re.search(rf"^\| {kind.name} \| (.+) \|$", part, re.MULTILINE)[1]
        nested = [key for value in kind.keys.values() for key in value.get("items", {}).get("properties", {})]
        assert [key for key in kind.keys if f"`{key}`" not in row] == [], kind.name
        assert [key for key in nested if f"`{key}`" not in part] == [], kind.name


def test_the_sample_of_a_new_kind_draws():
    code = sample("python", "A graphic").replace("from ..", "from graphics.")
    made: dict = {}
    exec(code, made)  # the sample is this repository's own
    for width in (288, 720):
        drawing = made["draw"](graphic(made["KIND"], fact("crates", 607)), width)
        assert drawing.marks == 607
        assert list(drawing.faults()) == []
    assert [message for _, message in made["faults"](graphic(made["KIND"], fact("crates", 7, qualifier="almost")))]


def test_each_kind_of_qualifier_holds_what_it_lists():
    lines = re.findall(
        r"^- \*([a-z ]+)\*: (.+)$", WRITING.split("**Qualifiers**", 1)[1].split("\n## ", 1)[0], re.MULTILINE
    )
    assert [name.replace(" ", "-") for name, _ in lines] == ["almost", "about", "over", "under", "at-least", "at-most"]
    for name, others in lines:
        assert {qualifier_kind(word, "en") for word in (name, *others.split(", "))} == {name.replace(" ", "-")}


def test_the_tags_that_are_named_are_those_that_may_be_written():
    named = WRITING.split("a few tags inside a line:", 1)[1].split(". Comments", 1)[0]
    assert set(re.findall(r"`([a-z]+)`", named)) == RAW


def test_the_readmes_picture_can_be_seen():
    """A PNG whose every chunk is whole and whose lines are all there, of a size that a README can carry."""
    path = ROOT / re.search(r"!\[[^\]]+\]\(([^)]+\.png)\)", README)[1]
    data = path.read_bytes()
    assert 10_000 < len(data) < 400_000
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body, check = (
            data[at + 4 : at + 8],
            data[at + 8 : at + 8 + length],
            data[at + 8 + length : at + 12 + length],
        )
        assert struct.pack(">I", zlib.crc32(kind + body)) == check, kind
        chunks.append((kind, body))
        at += 12 + length
    assert (chunks[0][0], chunks[-1][0]) == (b"IHDR", b"IEND")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    assert width >= 600
    assert height >= 300
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if not interlaced:
        assert len(pixels) == height * (1 + (width * samples * depth + 7) // 8)
    assert len(set(pixels)) > 16  # not one even field


def test_no_document_names_a_machine_or_a_session():
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        assert not re.search(r"/work/|/root/|/home/|/tmp/|session|issue #?\d", path.read_text(encoding="utf-8")), path
