"""The oEmbed answers hold what oEmbed 1.0 asks of one who serves files, and what WordPress asks beyond that."""

import json
import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, build_opener

import lxml.html
import pytest
from lxml import etree

from tests.embeds.conftest import JSON, XML, Served

ASKED = {"version", "type", "html", "width", "height"}  # of type rich: sections 2.3.4 and 2.3.4.4
MAY = {"title", "author_name", "author_url", "provider_name", "provider_url", "cache_age"}
PICTURE = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}
# Of wp_filter_oembed_result in WordPress 6.1 (wp-includes/embed.php): what it leaves of an answer that it does not know.
KEPT = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"},
}
WORDPRESS_READS = 153_600  # bytes of a page, in its search for an answer (wp-includes/class-wp-oembed.php)


def answers(feature: Served) -> dict[str, dict[str, object]]:
    return {path.stem: json.loads(path.read_bytes()) for path in sorted((feature.tree / "embed").glob("*.json"))}


def test_every_embed_has_an_answer_that_its_whole_page_names(feature: Served) -> None:
    """One page for each, in both forms; and no page names an answer that is not there."""
    frames = {path.stem for path in (feature.tree / "embed").glob("*.html") if not path.stem.endswith(".fragment")}
    for kind, ending in ((JSON, ".json"), (XML, ".xml")):
        named = [urlsplit(link).path for link in feature.links(kind).values()]
        assert sorted(named) == sorted(f"/30-years/embed/{slug}{ending}" for slug in frames)
    assert set(answers(feature)) == frames


def test_the_links_are_as_section_4_has_them(feature: Served) -> None:
    """Whole addresses, the page's own in `url`, and no other question; JSON first, which oEmbedPy takes unseen."""
    for kind in (JSON, XML):
        for page, link in feature.links(kind).items():
            assert link.startswith(f"{feature.address}embed/")
            asked = parse_qs(urlsplit(link).query)
            assert asked.pop("url", [page]) == [page]
            form = kind.partition("/")[2].removesuffix("+oembed")
            assert asked.pop("format", [form]) == [form]
            assert asked == {}
    for page in feature.links(JSON):
        head = lxml.html.fromstring(file_of(feature, page).read_bytes()).find("head")
        kinds = [link.get("type") for link in head.iter("link") if (link.get("type") or "").endswith("+oembed")]
        assert kinds == [JSON, XML]
        assert "url=" in feature.links(JSON)[page]


def file_of(feature: Served, page: str) -> Path:
    return feature.tree / (page.removeprefix(feature.address) or "index.html")


def test_an_answer_holds_what_section_2_3_4_asks(feature: Served) -> None:
    """All that is asked, nothing unknown; a version in words and sizes as numbers; a picture whole or not at all."""
    for answer in answers(feature).values():
        assert ASKED <= set(answer) <= ASKED | MAY | PICTURE
        assert set(answer) & PICTURE in (set(), PICTURE)
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        sizes = [value for name, value in answer.items() if name.endswith(("width", "height"))]
        assert all(type(size) is int and size > 0 for size in sizes)
        assert type(answer["cache_age"]) is int
        assert answer["cache_age"] >= 0
        texts = [
            value
            for name, value in answer.items()
            if name not in {"cache_age"} and not name.endswith(("width", "height"))
        ]
        assert all(isinstance(text, str) and text.strip() == text != "" for text in texts)
        assert answer["provider_url"] == feature.address


def test_a_picture_has_the_size_that_is_named(feature: Served) -> None:
    """A PNG of the tree: its width and height stand in its first bytes (PNG, section 11.2.2)."""
    for answer in answers(feature).values():
        if "thumbnail_url" in answer:
            head = (feature.tree / str(answer["thumbnail_url"]).removeprefix(feature.address)).read_bytes()[:24]
            size = (int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))
            assert size == (answer["thumbnail_width"], answer["thumbnail_height"])


def test_xml_says_what_json_says(feature: Served) -> None:
    """Field by field, each once, below the root that section 2.3.5 names, in UTF-8."""
    for slug, answer in answers(feature).items():
        text = (feature.tree / "embed" / f"{slug}.xml").read_bytes()
        assert text.startswith(b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>')
        root = etree.fromstring(text)
        assert (root.tag, dict(root.attrib), (root.text or "").strip()) == ("oembed", {}, "")
        assert [(child.tag, child.text) for child in root] == [(name, str(value)) for name, value in answer.items()]
        assert not any(len(child) or child.attrib for child in root)


def test_the_answers_are_served_as_what_they_are(feature: Served) -> None:
    """A query that asks for another width is answered like any: a file cannot know it."""
    opener = build_opener(ProxyHandler({}))
    for kind, media in ((JSON, "application/json"), (XML, "text/xml")):
        for link in feature.links(kind).values():
            with opener.open(f"{link.partition('?')[0]}?maxwidth=300&maxheight=200&format=any", timeout=10) as answer:
                assert answer.headers["Content-Type"] == f"{media}; charset=utf-8"


def test_the_html_is_a_link_and_the_embeds_frame(feature: Served) -> None:
    """In the size that the answer names; the frame's address is a page of the tree, and no words stand in the frame."""
    links = feature.links(JSON)
    pages = {Path(urlsplit(link).path).stem: page for page, link in links.items()}
    for slug, answer in answers(feature).items():
        quote, frame = lxml.html.fragments_fromstring(str(answer["html"]))
        assert (quote.tag, frame.tag) == ("blockquote", "iframe")
        (link,) = quote.iter("a")
        assert (link.get("href"), link.text_content()) == (pages[slug], answer["title"])
        assert frame.get("src") == f"{feature.address}embed/{slug}.html"
        assert (feature.tree / "embed" / f"{slug}.html").is_file()
        assert (frame.get("width"), frame.get("height")) == (str(answer["width"]), str(answer["height"]))
        assert (frame.text, len(frame), frame.tail, quote.tail) == (None, 0, None, None)
        assert {"sandbox", "title"} <= set(frame.attrib)


class Kses(HTMLParser):
    """Leaves of html what WordPress leaves: elements and attributes of KEPT, and all text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.left: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KEPT:
            kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in KEPT[tag])
            self.left.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        self.left += [f"</{tag}>"] if tag in KEPT else []

    def handle_data(self, data: str) -> None:
        self.left.append(data)

    def handle_entityref(self, name: str) -> None:
        self.left.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.left.append(f"&#{name};")


def kept_by_wordpress(html: str) -> tuple[str, str]:
    """The quotation and the frame that it leaves; each "" where it would leave none."""
    parser = Kses()
    parser.feed(html)
    parser.close()
    found = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", "".join(parser.left), re.DOTALL)
    return (found[1] or "", found[2]) if found else ("", "")


def test_wordpress_leaves_a_link_and_a_frame(feature: Served) -> None:
    """The frame with its address, size and title; WordPress adds its own secret behind the address, which has no hash."""
    for slug, answer in answers(feature).items():
        quote, frame = kept_by_wordpress(str(answer["html"]))
        assert lxml.html.fromstring(quote).text_content() == answer["title"]
        assert "<a href=" in quote
        left = lxml.html.fromstring(frame)
        wanted = {
            "src": f"{feature.address}embed/{slug}.html",
            "width": str(answer["width"]),
            "height": str(answer["height"]),
        }
        assert {name: left.get(name) for name in wanted} == wanted
        assert left.get("title")
        assert re.search(r" src=(['\"])(.*?)\1", quote + frame)[2] == wanted["src"]


@pytest.mark.parametrize(
    "spoil", [lambda html: html.replace("></iframe>", ">words</iframe>"), lambda html: html.replace("iframe", "object")]
)
def test_the_filter_of_this_test_lets_go_what_wordpress_lets_go(spoil: Callable[[str], str]) -> None:
    """Words within the frame, or another element than a frame."""
    html = '<blockquote><p><a href="https://x.example/">x</a></p></blockquote><iframe data-x src="https://x.example/"></iframe>'
    assert kept_by_wordpress(html) == (
        '<blockquote><a href="https://x.example/">x</a></blockquote>',
        '<iframe src="https://x.example/"></iframe>',
    )
    assert kept_by_wordpress(spoil(html)) == ("", "")


def test_wordpress_finds_the_answer(feature: Served) -> None:
    """In the first bytes of a page, within its head, by a search that takes `<` and `>` for a link's end."""
    for page, link in feature.links(JSON).items():
        text = file_of(feature, page).read_bytes()[:WORDPRESS_READS].decode("utf-8", "ignore")
        head = text[: text.lower().index("</head>")]
        tags = [tag for tag in re.findall(r"<link([^<>]+?)/?>", head, re.IGNORECASE) if JSON in tag]
        found = [re.search(r"""\shref\s*=\s*("([^"]*)"|'([^']*)'|([^\s'"]+))""", tag) for tag in tags]
        assert [lxml.html.fromstring(f"<a {each[0]}>").get("href") for each in found if each] == [link]
