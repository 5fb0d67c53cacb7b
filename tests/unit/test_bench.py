"""The comparison is fair, and the weights are those of a first visit."""

import gzip
import subprocess
from pathlib import Path

from dev import bench, bench_publishing, timing
from dev.bench import Rendered, manuscripts, plain_words, report, table, weigh
from publishing.manifest import HOST_FILES, NAME


def test_links_are_reduced_to_their_words() -> None:
    """Facts, denials and addresses alike; footnotes stay, for plain Pelican sets them too."""
    body = "There were [607 citizens](fact:jusan-total)[^a] [not over](denies:x), see [Nabat]({filename}/nabat.md#a)."
    assert plain_words(f"{body}\n\n[^a]: A.") == "There were 607 citizens[^a] not over, see Nabat.\n\n[^a]: A."


def test_there_are_as_many_manuscripts_as_pages(tmp_path: Path) -> None:
    """One for each that is written, and one, with the words it shows, for each that is made."""
    content, output = tmp_path / "content", tmp_path / "output"
    (content / "articles").mkdir(parents=True)
    output.mkdir()
    written = "Title: S\nSlug: story\nTemplate: x\n\n[two](fact:a) words\n"
    (content / "articles" / "story.md").write_text(written, encoding="utf-8")
    for name in ("story", "404"):
        (output / f"{name}.html").write_text("<nav>no</nav><main><p>shown <b>here</b></p></main>", encoding="utf-8")
    story, made = manuscripts(content, output)
    assert (story.kind, made.kind) == ("articles", "pages")
    assert story.text == "Title: S\nSlug: a-story\n\ntwo words\n"
    assert made.text.endswith("\n\nshown here")


def test_a_first_visit_is_the_page_with_all_it_asks_for(tmp_path: Path) -> None:
    """Text under gzip, pictures as they are; a link to another page is not asked for, nor is data in the address."""
    (tmp_path / "a.js").write_text("x" * 1000, encoding="utf-8")
    (tmp_path / "b.png").write_bytes(b"\0" * 500)
    page = tmp_path / "p" / "page.html"
    page.parent.mkdir()
    markup = '<link rel="icon" href="data:,"><script src="../a.js"></script><img src="../b.png"><a href="x.html">'
    page.write_text(markup, encoding="utf-8")
    own = len(gzip.compress(page.read_bytes(), 9, mtime=0))
    script = len(gzip.compress(b"x" * 1000, 9, mtime=0))
    assert list(weigh(tmp_path)) == [("p/page.html", own, own + script + 500)]


def test_a_bound_that_does_not_hold_is_said() -> None:
    """In the ratio and in the table of weights."""
    assert "DOES NOT HOLD" in report([3.0], [1.0], [])
    assert "DOES NOT HOLD" not in report([1.9], [1.0], [])
    assert table([("a.html", 13_500, 60_000), ("b.html", 13_501, 1)]).count("DOES NOT HOLD") == 1


def test_words_outside_the_main_part_do_not_count() -> None:
    """Menus and feet are the theme's."""
    assert Rendered("<nav><p>menu</p></nav><main><h1>One</h1><p>two</p></main>").paragraphs == ["One", "two"]


def test_a_build_is_timed_as_on_a_machine_that_keeps_what_it_compiles(monkeypatch, tmp_path):
    """And without an address, which would publish; both of these may be set around the tests."""
    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        return subprocess.CompletedProcess(command, 0)

    for name in ("PUBLIC_URL", "PYTHONDONTWRITEBYTECODE", "KEPT_HERE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setattr(timing.subprocess, "run", run)
    assert bench.build(tmp_path, tmp_path / "out") >= 0
    assert "KEPT_HERE" in seen
    assert not {"PUBLIC_URL", "PYTHONDONTWRITEBYTECODE"} & set(seen)


def test_the_tree_that_is_deployed_passes_the_check(tmp_path):
    """As a deploy asks of it; and it has as many files as are told."""
    tree = tmp_path / "tree"
    tree.mkdir()
    bench_publishing.write_tree(tree)
    told = ["-m", "publishing", "finish", str(tree), "--address", bench_publishing.ADDRESS, "--hosts", str(tmp_path)]
    timing.seconds([told, ["-m", "publishing", "check", str(tree)]], timing.ROOT)
    assert sum(path.is_file() for path in tree.rglob("*")) == bench_publishing.FILES + len((*HOST_FILES, NAME))
