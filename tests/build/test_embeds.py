"""What holds of every embed, fragment and offer of a finished tree, published or not, of both features."""

import gzip
import json
import re
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from embeds.height import USUAL, WIDTHS
from tests.build.trees import documents, embeds, files, fragments, meta, pages, parsed, target
from tests.conftest import HARBOUR, made
from tests.helpers import HARBOUR_URL, PUBLIC_URL, ROOT, build

MOST, SCRIPT_MOST = 13_500, 1_200  # bytes under gzip
LONG = "https://www.some-regional-newspaper.example/specials/2026/thirty-years"
LOADS = "//@src | //@srcset | //@poster | //@data | //@ping | //@background | //*[local-name()='image' or local-name()='use']/@href"


@pytest.fixture(params=["site", "published", "fixture_site", "published_harbour"])
def tree(request) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(params=[("published", PUBLIC_URL), ("published_harbour", HARBOUR_URL)], ids=["feature", "harbour"])
def public(request) -> tuple[Path, str]:
    """(a published tree, its address)"""
    return request.getfixturevalue(request.param[0]), request.param[1]


def slug(embed: str) -> str:
    return Path(embed).name.removesuffix(".html").removesuffix(".fragment")


def source_page(tree: Path, embed: str) -> str:
    """The page that an embed's link leads to."""
    (link,) = parsed(tree, embed).xpath("//a[@target]/@href")
    return target(embed, link)[0]


def light(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0))


def heights(tree: Path, embed: str) -> dict[int, int]:
    text = (tree / embed).read_text(encoding="utf-8")
    found = re.findall(r"\(width:(\d+)px\)\{\.embed__card\{min-block-size:(\d+)px\}", text)
    return {int(width): int(high) for width, high in found}


def test_the_home_page_each_operation_and_each_graphic_have_one_and_nothing_else(tree):
    of = [page for page in pages(tree) if page == "index.html" or page.startswith(("operations/", "graphics/"))]
    assert sorted(source_page(tree, embed) for embed in embeds(tree)) == sorted(of)
    for embed in embeds(tree):
        page = source_page(tree, embed)
        assert slug(embed) == ("home" if page == "index.html" else Path(page).stem)


def test_an_embed_carries_all_that_it_needs(tree):
    """It loads nothing: no address but that of an empty icon; its styles, its drawing and its one script stand in it."""
    for embed in embeds(tree):
        root, data = parsed(tree, embed), (tree / embed).read_bytes()
        assert root.xpath(LOADS) == [], embed
        assert [(link.get("rel"), link.get("href")) for link in root.iter("link")] == [("icon", "data:,")], embed
        (script,) = root.iter("script")
        assert not script.keys()
        assert script.getparent().tag == "body"
        assert script.getnext() is None
        assert light(script.text.encode()) <= SCRIPT_MOST
        assert not re.search(r"\b(eval|fetch|import|cookie|localStorage|XMLHttpRequest|sessionStorage)\b", script.text)
        assert re.findall(rb"url\(|@import|@font-face", data) == []
        assert (
            root.xpath("//@style | //@*[starts-with(name(), 'on')] | //iframe | //object | //embed | //form | //base")
            == []
        )
        assert light(data) <= MOST, (embed, light(data))


def test_searches_leave_it_to_the_page_it_stands_in(tree):
    for embed in embeds(tree):
        found = meta(tree, embed)
        assert found["robots"] == "noindex, indexifembedded"
        assert found["color-scheme"] == "light dark"
        assert found["viewport"] == "width=device-width, initial-scale=1"
        assert parsed(tree, embed).xpath("//link[@rel='canonical'] | //meta[starts-with(@property, 'og:')]") == []


def test_it_says_what_it_is_who_says_it_and_where_the_rest_is(tree):
    """The page's own title and language, a source, and one link out of the frame: to the page, with its address to be read."""
    for embed in embeds(tree):
        root, page = parsed(tree, embed), source_page(tree, embed)
        whole = parsed(tree, page)
        told = root.find(".//h1").text_content()
        assert told == whole.find(".//h1").text_content().strip(), embed
        assert root.get("lang") == whole.get("lang")
        title = root.findtext("head/title").partition(" · ")[0]
        assert title
        assert whole.findtext("head/title").startswith(title), embed
        assert (
            len(root.xpath("//footer//p[string-length(.) > 10] | //*[contains(@class, 'embed__beside')]//p[last()]"))
            > 0
        )
        (link,) = root.xpath("//a[not(starts-with(@href, '#'))]")
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        within = {anchor.removeprefix("#") for anchor in root.xpath("//a[starts-with(@href, '#')]/@href")}
        assert within <= set(root.xpath("//@id"))


def test_the_address_of_the_page_stands_in_its_link(public):
    tree, address = public
    for embed in [*embeds(tree), *fragments(tree)]:
        root = parsed(tree, embed)
        (link,) = root.xpath("//article//a[@target]")
        page = source_page(tree, f"embed/{slug(embed)}.html")
        written = f"{address}/{'' if page == 'index.html' else page}".partition("://")[2].rstrip("/")
        assert written in link.text_content(), embed


def test_ids_are_unique_and_headings_in_order(tree):
    for embed in embeds(tree):
        root = parsed(tree, embed)
        ids = root.xpath("//@id")
        assert [key for key, count in Counter(ids).items() if count > 1] == [], embed
        assert all(re.fullmatch(r"[A-Za-z][\w.-]*", key) for key in ids), embed
        levels = [int(e.tag[1]) for e in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))


def test_heights_are_kept_for_each_width(tree):
    for embed in embeds(tree):
        found = heights(tree, embed)
        assert tuple(found) == WIDTHS
        assert all(60 < high < 2_000 for high in found.values())


def test_without_a_public_address_nothing_is_offered(site, fixture_site):
    for tree in (site, fixture_site):
        names = set(files(tree))
        assert not {"embed.js", "embedding.html"} & names
        assert [name for name in names if name.startswith("embed/") and not name.endswith(".html")] == []
        assert fragments(tree) == []
        assert [name for name in names if "offer" in name] == []
        for page in documents(tree):
            root = parsed(tree, page)
            assert (
                root.xpath("//link[contains(@type, 'oembed')] | //*[contains(concat(' ', @class, ' '), ' offer ')]")
                == []
            ), page
            assert root.xpath("//a[contains(@href, 'embedding.html')]") == [], page


def test_a_page_offers_the_snippet_for_its_embed_at_its_height(public):
    tree, address = public
    for embed in embeds(tree):
        page, high = source_page(tree, embed), heights(tree, embed)
        offers = parsed(tree, page).xpath("//section[contains(concat(' ', @class, ' '), ' offer ')]")
        assert len(offers) == 1, page
        for offer in offers:
            (frame,) = html.fragments_fromstring(offer.find(".//pre").text)
            assert (frame.get("width"), frame.get("height")) == (str(USUAL), str(high[USUAL]))
            assert frame.get("src") == f"{address}/{embed}"
            assert frame.get("sandbox") == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
            assert (frame.get("referrerpolicy"), frame.get("loading")) == ("no-referrer", "lazy")
            known = [int(each) for each in offer.find(".//pre").get("data-heights").split()]
            assert known == [high[width] for width in WIDTHS]
            assert offer.xpath(".//a[contains(@href, 'embedding.html#')]")
            assert offer.xpath(".//form | .//select | .//input") == []  # the script makes them, which they need


def test_answers_stand_beside_and_the_pages_head_names_them(public):
    """As JSON and as XML alike; the one head of all that names an answer is that of its own page."""
    tree, address = public
    for embed in embeds(tree):
        page = source_page(tree, embed)
        answer = json.loads((tree / embed.replace(".html", ".json")).read_text(encoding="utf-8"))
        other = etree.parse(tree / embed.replace(".html", ".xml")).getroot()
        assert {child.tag: child.text for child in other} == {key: str(value) for key, value in answer.items()}
        assert (answer["width"], answer["height"]) == (USUAL, heights(tree, embed)[USUAL])
        whole = f"{address}/{'' if page == 'index.html' else page}"
        links = parsed(tree, page).xpath("//head/link[contains(@type, '+oembed')]")
        assert [link.get("type") for link in links] == ["application/json+oembed", "text/xml+oembed"]
        named = [urlsplit(link.get("href")) for link in links]
        assert [f"{each.scheme}://{each.netloc}{each.path}" for each in named] == [
            f"{address}/embed/{slug(embed)}{end}" for end in (".json", ".xml")
        ]
        assert f'href="{whole}"' in answer["html"]
    others = set(pages(tree)) - {source_page(tree, embed) for embed in embeds(tree)}
    assert [page for page in others if parsed(tree, page).xpath("//head/link[contains(@type, '+oembed')]")] == []


def test_no_search_engine_is_led_to_them(public):
    tree, _ = public
    sitemap = (tree / "sitemap.xml").read_text(encoding="utf-8")
    assert "/embed/" not in sitemap
    assert "/embedding.html" in sitemap


def test_a_fragment_has_one_shadow_root_and_words_beside_it(public):
    """Absolute addresses alone, no script, no id, nothing to load."""
    tree, address = public
    assert [slug(each) for each in fragments(tree)] == [slug(each) for each in embeds(tree)]
    for name in fragments(tree):
        text = (tree / name).read_text(encoding="utf-8")
        assert text.startswith("<annals-embed lang=")
        assert text.rstrip().endswith("</annals-embed>")
        assert text.count("<template shadowrootmode=") == text.count("</template>") == 1
        assert not re.search(r"<script|<link|<iframe|\ssrc=|\sstyle=|url\(|@import|\drem\b", text), name
        addresses = re.findall(r'\s(?:href|cite)="([^"]*)"', text)
        assert [each for each in addresses if not each.startswith((f"{address}/", "#"))] == [], name
        assert not re.search(r'href="#', text), name  # no anchor leads anywhere in a shadow root
        words = html.fragment_fromstring(
            text.partition("</template>")[2].removesuffix("\n").removesuffix("</annals-embed>")
        )
        assert words.xpath(".//@id | .//@class") == []
        assert len(words.text_content().split()) > 5
        assert light(text.encode()) <= MOST


@pytest.fixture(scope="session", params=[ROOT / "publishconf.py", HARBOUR / "settings.py"], ids=["feature", "harbour"])
def far(request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each feature as it is published below a long address, which each snippet and each page's head repeats."""
    return made(request.param, tmp_path_factory.mktemp("far") / "public", {"PUBLIC_URL": LONG})


def test_pages_stay_light_under_a_long_address(far):
    weights = {page: light((far / page).read_bytes()) for page in documents(far)}
    assert len(weights) > 20
    assert LONG in (far / "index.html").read_text(encoding="utf-8")
    assert {page: weight for page, weight in weights.items() if weight > MOST} == {}


def test_the_line_of_script_and_the_guide_are_there(public):
    """The guide has every embed with its snippet, each of its files, and the policy that a host must allow."""
    tree, address = public
    assert (tree / "embed.js").read_bytes() == (ROOT / "theme/static/embed/embed.js").read_bytes()
    assert light((tree / "embed.js").read_bytes()) <= 1_000
    root = parsed(tree, "embedding.html")
    said = root.find(".//main").text_content()
    assert f'src="{address}/embed.js"' in said
    origin = "/".join(address.split("/")[:3])
    assert f"frame-src {origin}" in said
    for embed in embeds(tree):
        (entry,) = root.xpath("//li[@id=$id]", id=f"embed-{slug(embed)}")
        (frame,) = html.fragments_fromstring(entry.find(".//pre").text)
        assert (frame.get("src"), frame.get("height")) == (f"{address}/{embed}", str(heights(tree, embed)[USUAL]))
        led = {target("embedding.html", link)[0] for link in entry.xpath(".//a/@href")}
        assert {embed.replace(".html", end) for end in (".html", ".json", ".xml", ".fragment.html")} <= led
    assert root.get("lang") == parsed(tree, "index.html").get("lang")


@pytest.fixture
def feature(tmp_path: Path) -> Path:
    """A copy of the small feature, with the theme and plugins of this repository, to be spoilt."""
    shutil.copytree(HARBOUR, tmp_path / "feature")
    settings = tmp_path / "feature" / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace("../../..", str(ROOT)), encoding="utf-8")
    return tmp_path / "feature"


@pytest.mark.parametrize(
    ("file", "head", "expected"),
    [
        (
            "operations/home.md",
            "",
            "operations/home.md:2:11: the slug of its embed, home, is taken by the home page; give it another Slug",
        ),
        ("operations/new.md", "Slug: lyudi\n", "graphics/lyudi.yaml:1:1: the slug of its embed, lyudi, is taken by"),
        ("pages/embedding.md", None, "pages/embedding.md:1:1: its address embedding.html is taken by the site itself"),
    ],
)
def test_what_would_stand_in_anothers_place_fails_the_build(feature, file, head, expected):
    """One line with its place and the mend, and no file is written."""
    began = "" if head is None else f"Template: operation\nBegan: 2001\n{head}"
    (feature / "content" / file).write_text(f"Title: T\n{began}Date: 2024-02-01\nSummary: s\n\nx\n", encoding="utf-8")
    out = feature / "out"
    done = build(feature / "settings.py", out, env={"PUBLIC_URL": HARBOUR_URL})
    assert done.returncode == 1
    assert any(expected in line for line in done.stderr.splitlines()), done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
