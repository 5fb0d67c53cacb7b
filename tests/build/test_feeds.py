"""Feeds and news objects of a published tree: of the feature, and of the invented second one."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from lxml import etree, html

from feeds.ninjs_graphics import png_size
from tests.build.trees import parsed
from tests.conftest import HARBOUR, made
from tests.helpers import PUBLIC_URL
from tests.ninjs import faults, is_moment

FERRY = "https://ferry.example"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
Tree = tuple[Path, str]


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ferry") / "public"
    return made(HARBOUR / "settings.py", out, {"PUBLIC_URL": FERRY})


@pytest.fixture(params=["published", "ferry"])
def tree(request: pytest.FixtureRequest) -> Tree:
    """(a published tree, its public address)."""
    return request.getfixturevalue(request.param), PUBLIC_URL if request.param == "published" else FERRY


def feed(tree: Path) -> dict[str, Any]:
    return json.loads((tree / "feeds" / "feed.json").read_text(encoding="utf-8"))


def news(tree: Tree) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(item of the feed, its news object) of each."""
    top, address = tree
    found = []
    for item in feed(top)["items"]:
        path = item["_annals"]["ninjs"].removeprefix(f"{address}/")
        found.append((item, json.loads((top / path).read_text(encoding="utf-8"))))
    return found


def there(tree: Tree, address: str) -> Path:
    """The file that an absolute address of a tree leads to; its fragment must be there."""
    top, public = tree
    whole, fragment = urldefrag(address)
    assert whole.startswith(f"{public}/"), address
    path = whole.removeprefix(f"{public}/") or "index.html"
    assert (top / path).is_file(), address
    assert not fragment or parsed(top, path).xpath("//*[@id=$id]", id=fragment), address
    return top / path


def test_json_feed_and_atom_say_the_same_in_the_same_order(tree):
    top, _ = tree
    atom = etree.parse(top / "feeds" / "atom.xml")
    told = [
        [entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("id", "title", "content", "published", "updated")]
        for entry in atom.findall("a:entry", namespaces=ATOM)
    ]
    names = ("id", "title", "content_html", "date_published", "date_modified")
    assert [[item[name] for name in names] for item in feed(top)["items"]] == told
    assert told


def test_each_item_of_the_feed_has_what_the_standard_asks(tree):
    top, address = tree
    data = feed(top)
    assert (data["version"], data["feed_url"]) == ("https://jsonfeed.org/version/1.1", f"{address}/feeds/feed.json")
    assert there(tree, data["home_page_url"]) == top / "index.html"
    assert there(tree, data["favicon"]).suffix == ".svg"
    there(tree, data["_annals"]["about"])
    assert there(tree, data["_annals"]["ledger"]) == top / "data" / "facts.json"
    for item in data["items"]:
        page = there(tree, item["url"])
        assert item["id"] == item["url"]
        assert item["language"] == parsed(top, page.relative_to(top).as_posix()).get("lang")
        assert there(tree, item["image"]).suffix == ".png"
        assert is_moment(item["date_published"])
        assert is_moment(item["date_modified"])


def test_each_figure_of_the_feed_leads_to_its_source(tree):
    """Each link to a fact in a text is one of the citations that are told, and each fact told has its place in the ledger."""
    count = 0
    for item in feed(tree[0])["items"]:
        facts = item["_annals"]["facts"]
        root = html.fromstring(f"<div>{item['content_html']}</div>")
        cites = [cite for fact in facts for cite in fact.get("cites", ())]
        assert sorted(cites) == sorted(root.xpath("//a[@class='fact']/@id"))
        for fact in facts:
            assert fact["speaker"]["name"]
            assert fact["source"]["title"]
            assert fact["url"].endswith(f"#fact-{fact['id']}")
            there(tree, fact["url"])
            count += 1
    assert count > 15 or tree[1] != FERRY  # a feature may have few


def test_figures_that_only_a_graphic_shows_are_told_too(ferry):
    (item,) = [item for item in feed(ferry)["items"] if item["url"].endswith("ledohod.html")]
    only = [fact["id"] for fact in item["_annals"]["facts"] if "cites" not in fact]
    shown = parsed(ferry, "graphics/lyudi.html").xpath("//@id[starts-with(., 'data-')]")
    assert only == [name.removeprefix("data-") for name in dict.fromkeys(shown)]


def test_every_page_of_the_feed_has_a_news_object_as_the_standard_asks(tree):
    top, _ = tree
    found = news(tree)
    assert sorted(top.rglob("*.ninjs.json")) == sorted(there(tree, item["_annals"]["ninjs"]) for item, _ in found)
    for item, data in found:
        assert list(faults(data)) == []
        assert (data["uri"], data["language"], data["type"]) == (item["id"], item["language"], "text")
        assert (data["standard"]["name"], data["standard"]["version"]) == ("ninjs", "3.1")
        assert (data["firstCreated"], data["versionCreated"]) == (item["date_published"], item["date_modified"])
        assert data["headlines"][0]["value"] == item["title"]
        assert {"role": "summary", "contentType": "text/plain", "value": item["summary"]} in data["descriptions"]


def test_a_news_objects_body_is_the_feeds_text_and_counted_rightly(tree):
    for item, data in news(tree):
        (body,) = data["bodies"]
        assert body["contentType"] == "application/xhtml+xml"
        root = etree.fromstring(f"<div>{body['value']}</div>")
        same = html.fromstring(f"<div>{item['content_html']}</div>")
        assert [(e.tag, dict(e.attrib)) for e in root.iter()] == [(e.tag, dict(e.attrib)) for e in same.iter()]
        assert "".join(root.itertext()) == "".join(same.itertext())
        blocks = ("p", "li", "dt", "dd", "h2", "h3", "h4", "td", "th")
        for element in (e for e in root.iter() if e.tag in blocks):
            element.tail = " " + (element.tail or "")
        words = "".join(root.itertext()).split()
        assert (body["wordCount"], body["charCount"]) == (len(words), len(" ".join(words)))


def test_a_news_object_keeps_the_source_of_each_figure(tree):
    for item, data in news(tree):
        told = [each for each in data["associations"] if each["rel"] == "fact"]
        facts = item["_annals"]["facts"]
        assert [(each["uri"], each["name"], each["title"]) for each in told] == [(fact["url"], fact["wording"], fact["label"]) for fact in facts]  # fmt: skip
        for each, fact in zip(told, facts, strict=True):
            parties = {party["role"]: party["name"] for party in each["infoSources"]}
            assert parties == {
                "speaker": fact["speaker"]["name"],
                "source": fact["source"].get("publisher", fact["source"]["title"]),
            }
            also = {entry["role"]: entry["value"] for entry in each["descriptions"]}
            assert (also["source"], also.get("published")) == (fact["source"]["title"], fact["source"].get("date"))
            assert also.get("value", "") == str(fact.get("value", ""))
            assert all(party in data["infoSources"] for party in each["infoSources"])


def test_a_news_object_brings_its_graphics_with_their_files(tree):
    count = 0
    for item, data in news(tree):
        shown = html.fromstring(f"<div>{item['content_html']}</div>").xpath("//img/@src")
        graphics = [each for each in data["associations"] if each["rel"] == "graphic"]
        assert [each["renditions"][0]["href"] for each in graphics] == shown
        for each in graphics:
            there(tree, each["uri"])
            for file in each["renditions"]:
                path = there(tree, file["href"])
                if "sizeInBytes" in file:
                    assert file["sizeInBytes"] == path.stat().st_size
                if path.suffix == ".png":
                    assert (file["width"], file["height"]) == png_size(path.read_bytes())
                if path.suffix == ".svg":
                    root = etree.parse(path).getroot()
                    assert (str(file["width"]), str(file["height"])) == (root.get("width"), root.get("height"))
                count += 1
        for file in data["renditions"]:
            there(tree, file["href"])
    assert count > 20 or tree[1] != FERRY  # a feature may have none


def test_an_operation_has_its_embed_among_its_renditions(tree):
    for item, data in news(tree):
        names = {file["name"] for file in data["renditions"]}
        assert ("embed" in names) == ("/operations/" in item["url"])


def test_the_second_features_own_words_are_kept(ferry):
    """A hostile title, a page that was modified, one in another language, the desk's name and the licence."""
    by_page = {data["slugline"]: data for _, data in news((ferry, FERRY))}
    ice = by_page["ledohod"]
    assert ice["title"] == 'Ледоход "века" & <другие> беды</script>'
    assert (ice["firstCreated"], ice["versionCreated"]) == ("2024-02-01T00:00:00+02:00", "2024-02-05T00:00:00+02:00")
    assert ice["places"] == [{"name": "Река", "rel": "about"}]
    assert (ice["by"], ice["usageTerms"]) == ("Артель «Пристань»", "CC BY 4.0")
    assert ice["rightsInfo"] == {"linkedRights": "https://creativecommons.org/licenses/by/4.0/"}
    assert by_page["qazaqsha"]["language"] == "kk"
    assert {each["language"] for each in by_page["qazaqsha"]["associations"]} == {"ru"}


def test_pages_lead_to_each_feed_by_its_type(tree):
    top, address = tree
    for page in ("index.html", "sources.html"):
        links = parsed(top, page).xpath("//link[@rel='alternate'][contains(@href, '/feeds/')]")
        found = [(link.get("type"), link.get("href")) for link in links]
        assert found == [
            ("application/atom+xml", f"{address}/feeds/atom.xml"),
            ("application/rss+xml", f"{address}/feeds/rss.xml"),
            ("application/feed+json", f"{address}/feeds/feed.json"),
        ]
        assert [link.get("title").rpartition(" ")[2] for link in links] == ["Atom", "RSS", "JSON"]


def test_without_a_public_address_nothing_is_syndicated(site, fixture_site):
    for top in (site, fixture_site):
        assert not (top / "feeds").exists()
        assert list(top.rglob("*.ninjs.json")) == []
