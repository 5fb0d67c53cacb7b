"""Times a build of the whole feature against plain Pelican building as many pages, and weighs the pages.

usage: .venv/bin/python -m dev.bench [--runs N]

Plain Pelican has its own default settings and theme, typogrify on, and the same pages in number and in words: the same
manuscripts, their links reduced to their words; where a page is made rather than written, its text. The two are run in
turn, each from nothing in a process of its own, so that a machine which drifts drifts for both; the medians are
compared.

What `make site` costs from the second time on is timed: pictures and compiled templates come from the cache, which the
first build, which is not timed, has filled. Social cards are no part of it: only a public address has them drawn.
Then dev/bench_publishing.py times what comes after the build, dev/bench_embeds.py the scripts of embeds,
dev/bench_packages.py the packages, and dev/bench_search.py the search.
"""

import argparse
import gzip
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from dev import bench_embeds, bench_packages, bench_publishing, bench_search
from dev.timing import DOES_NOT_HOLD, HOLDS, ROOT, seconds
from publishing.check.files import FIRST_VIEW
from publishing.media import TEXT_TYPES

TIMES_PLAIN = 2.0  # at most this many times what plain Pelican takes
VISIT_BYTES = 60_000  # of that page with all it asks for

KEPT = ("title", "date", "slug", "summary")
PLAIN_SETTINGS = """\
SITENAME = "Plain"
AUTHOR = "Nobody"
TIMEZONE = "UTC"
PATH = "content"
TYPOGRIFY = True
PLUGINS = []
"""


@dataclass
class Rendered(HTMLParser):
    """One HTML page: the words of its main part, and the addresses that a browser asks for of its own accord."""

    markup: str
    blocks: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and set(values.get("rel", "").split()) & {"stylesheet", "icon", "preload", "manifest"}:
            self.asked.append(values.get("href", ""))
        if tag in ("script", "img", "iframe") and values.get("src"):
            self.asked.append(values["src"])
        self.depth += tag == "main"
        if tag in ("p", "li", "h1", "h2", "h3", "dd", "dt", "td", "th", "aside"):
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self.depth and self.blocks:
            self.blocks[-1] += data

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(block.split()) for block in self.blocks if block.split()]


@dataclass(frozen=True)
class Manuscript:
    """One page of plain Pelican. kind: "articles" or "pages"."""

    kind: str
    slug: str
    text: str


def plain_words(body: str) -> str:
    """A manuscript's Markdown with its images and links reduced to their words."""
    body = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", body)
    body = re.sub(r"\[\]\(fact:([\w-]+)\)", r"\1", body)
    return re.sub(r"(?<!\\)\[([^\]^][^\]]*)\]\([^)]*\)", r"\1", body)


def header(metadata: dict[str, str]) -> str:
    return "".join(f"{name.title()}: {value}\n" for name, value in metadata.items()) + "\n"


def manuscripts(content: Path, output: Path) -> Iterator[Manuscript]:
    """As many manuscripts for plain Pelican as the feature has pages: its own, and one for each page that is made.

    An embed is no page more: what it says stands on one that is counted.
    """
    pages = {page.stem: page for page in sorted(output.rglob("*.html")) if page.parent.name != "embed"}
    for path in sorted(content.rglob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        metadata: dict[str, str] = {name.lower(): value for name, value in re.findall(r"(?m)^(\w+):\s*(.*)$", head)}
        slug = metadata.get("slug", path.stem)
        name = {"home": "index"}.get(slug, slug)
        if metadata.get("template") == "sources":  # its text is the ledger
            continue
        pages.pop(name, None)
        kept = {each: metadata[each] for each in KEPT if each in metadata} | {"slug": f"a-{slug}"}
        kind = "articles" if path.is_relative_to(content / "articles") else "pages"
        yield Manuscript(kind, slug, header(kept) + plain_words(body))
    for name, page in pages.items():
        text = "\n\n".join(Rendered(page.read_text(encoding="utf-8")).paragraphs)
        made = {"title": name.title(), "date": "2026-11-22", "slug": f"a-{name}"}
        yield Manuscript("pages", name, header(made) + re.sub(r"([\\`*_{}\[\]<>#])", r"\\\1", text))


def write_plain(folder: Path, pages: list[Manuscript]) -> None:
    (folder / "pelicanconf.py").write_text(PLAIN_SETTINGS, encoding="utf-8")
    for page in pages:
        place = folder / "content" / page.kind
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{page.slug}.md").write_text(page.text, encoding="utf-8")


def build(folder: Path, out: Path) -> float:
    """Seconds that a build of that folder takes. Raises SystemExit where it fails."""
    return seconds([["-m", "pelican", "content", "-s", "pelicanconf.py", "-o", str(out)]], folder)


def compressed(path: Path | PurePosixPath, content: bytes) -> int:
    """Bytes on the way: under gzip for text, as they are for the rest."""
    return len(gzip.compress(content, 9, mtime=0)) if path.suffix in TEXT_TYPES else len(content)


def weigh(output: Path) -> Iterator[tuple[str, int, int]]:
    """(page, bytes of its HTML, bytes of a first visit to it) for each page, as a host under gzip sends them."""
    for page in sorted(output.rglob("*.html")):
        markup = page.read_bytes()
        own = compressed(page, markup)
        asked = set()
        for address in Rendered(markup.decode()).asked:
            target = urlsplit(urljoin(f"file://{page}", address))
            if target.scheme == "file":
                asked.add(Path(unquote(target.path)))
        yield page.relative_to(output).as_posix(), own, own + sum(compressed(each, each.read_bytes()) for each in asked)


def report(ours: list[float], plain: list[float], pages: list[Manuscript]) -> str:
    mine, theirs = statistics.median(ours), statistics.median(plain)
    words = sum(len(page.text.split()) for page in pages)
    ratio = mine / theirs
    verdict = HOLDS if ratio <= TIMES_PLAIN else DOES_NOT_HOLD
    return (
        f"{len(pages)} pages of {words} words, {len(ours)} runs each, median wall time\n"
        f"  this feature    {mine:6.3f} s   ({min(ours):.3f} to {max(ours):.3f})\n"
        f"  plain Pelican   {theirs:6.3f} s   ({min(plain):.3f} to {max(plain):.3f})\n"
        f"  ratio           {ratio:6.2f}     at most {TIMES_PLAIN:.1f}: {verdict}"
    )


def table(rows: list[tuple[str, int, int]]) -> str:
    width = max(len(name) for name, _, _ in rows)
    lines = [f"{'bytes under gzip':<{width}}   HTML (at most {FIRST_VIEW:,})   first visit (at most {VISIT_BYTES:,})"]
    for name, own, visit in rows:
        wrong = f"  {DOES_NOT_HOLD}" if own > FIRST_VIEW or visit > VISIT_BYTES else ""
        lines.append(f"{name:<{width}}   {own:>21,}   {visit:>28,}{wrong}")
    return "\n".join(lines)


def published(out: Path) -> Path:
    """The feature as it is published, for an address that belongs to nobody."""
    command = ["-m", "pelican", "content", "-s", "publishconf.py", "-o", str(out), "--fatal=warnings"]
    seconds([command], ROOT, {"PUBLIC_URL": "https://news.example/30-years"})
    return out


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Time a build, and weigh the pages.")
    parser.add_argument("--runs", type=int, default=9, help="how often each is built (9)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm = folder / "warm"
        build(ROOT, warm)  # both are run once before they are timed, so that every module is compiled
        pages = list(manuscripts(ROOT / "content", warm))
        plain = folder / "plain"
        plain.mkdir()
        write_plain(plain, pages)
        build(plain, folder / "plain-warm")
        ours, theirs = [], []
        for run in range(runs):
            ours.append(build(ROOT, folder / f"ours-{run}"))
            theirs.append(build(plain, folder / f"plain-{run}"))
        told = "\n\n".join(
            (
                report(ours, theirs, pages),
                table(list(weigh(warm))),
                bench_publishing.publishing(folder, plain, runs),
                bench_publishing.deploying(folder, runs),
                bench_embeds.embeds(published(folder / "published")),
                bench_packages.packages(folder, plain, runs),
                bench_packages.memory(folder / "thousand"),
                bench_search.search(),
            )
        )
        print(told)
    return 1 if DOES_NOT_HOLD in told else 0


if __name__ == "__main__":
    sys.exit(main())
