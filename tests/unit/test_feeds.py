"""Feeds and news objects of contents that were never in a site: hostile titles, no author, figures without a source's address."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from lxml import etree

from blocks import Outline
from feeds import as_json, in_order, items, json_feed, news_object, xml_feed
from feeds.items import moment
from feeds.ninjs import uri
from feeds.ninjs_graphics import graphic_objects, png_size
from feeds.text import words, xhtml
from graphics.kinds import KINDS
from ledger import Citation, Source
from shapes import SHAPES
from tests.drawn import fact, graphic
from tests.ninjs import faults

HOSTILE = 'A "title" & <b>more</b></script> ]]> 🎉 \\u0041'
SETTINGS = {
    "SITENAME": "Site", "SITESUBTITLE": "", "DEFAULT_LANG": "en", "PUBLIC_URL": "https://n.example/a", "BYLINE": "", "PUBLISHER": "",
    "FEED_ADDRESSES": {"atom": "feeds/atom.xml", "rss": "feeds/rss.xml", "json": "feeds/feed.json"}, "LICENSE": "", "LICENSE_URL": "",
    "ADDRESSES": {"graphic": "graphics/{slug}.html", "graphics": "graphics.html", "embedding": "embedding.html"}, "LEDGER_DATA": {"json": "data/facts.json"}, "GRAPHICS": {},
}  # fmt: skip


class Stub(SimpleNamespace):
    """A content object with what a test gives it; equal to itself alone, as Pelican's are."""

    __hash__ = object.__hash__


def page(**given) -> Stub:
    day = datetime(2024, 2, 1, tzinfo=UTC)
    known = {
        "title": "T",
        "summary": "S",
        "date": day,
        "lang": "en",
        "slug": "a",
        "save_as": "a.html",
        "template": "article",
    }
    return Stub(**(known | {"citations": (), "content": "", "outline": (), "graphics": ()} | given))


def made(*contents: Stub, settings=SETTINGS, ledger: str = "sources.html", **context):
    pages = [Stub(template="sources", save_as=ledger)] if ledger else []
    return items(contents, settings, {"pages": pages, "cards": {}, "embeds": {}} | context)


GUNS = fact("guns", 700, qualifier="almost", where="page 3")
CITING = {
    "content": '<!--|--><p>There were <a class="fact" href="#fact-guns" id="cite-guns">almost 700 guns</a>.</p>',
    "outline": (Outline("prose"),),
    "citations": (Citation(GUNS, 1, "fact-guns", "cite-guns"), Citation(GUNS, 1, "fact-guns.2", "cite-guns.2")),
}


def test_the_newest_stands_first_and_of_one_date_the_first_by_address():
    old, first, second = page(save_as="a.html"), page(save_as="b.html"), page(save_as="c.html")
    for content in (first, second):
        content.date += timedelta(days=1)
    assert in_order([old, second, page(template="page"), first]) == [first, second, old]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"PUBLISHER": "House", "BYLINE": "Desk"}, "House"),
        ({"BYLINE": "Desk"}, "Desk"),
        ({}, "Site"),
    ],
)
def test_a_feed_has_an_author_and_an_item_its_own(settings, expected):
    """RFC 4287, 4.1.1: a feed has an author unless each of its entries has one. JSON Feed's items inherit it."""
    found = made(page(author="Vera"), page(save_as="b.html"))
    settings = SETTINGS | settings
    atom = etree.fromstring(xml_feed("atom", found, settings).writeString("utf-8").encode())
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert atom.xpath("/a:feed/a:author/a:name/text()", namespaces=names) == [expected]
    entries = atom.xpath("//a:entry", namespaces=names)
    assert [entry.xpath("a:author/a:name/text()", namespaces=names) for entry in entries] == [["Vera"], []]
    rss = etree.fromstring(xml_feed("rss", found, settings).writeString("utf-8").encode())
    assert rss.xpath("//item/*[local-name() = 'creator']/text()") == ["Vera"]
    data = json_feed(found, settings)
    assert data["authors"] == [{"name": expected, "url": "https://n.example/a/"}]
    assert [item.get("authors") for item in data["items"]] == [[{"name": "Vera"}], None]


def test_the_author_of_a_news_object_is_a_person_or_the_desk_and_never_the_site():
    desk = SETTINGS | {"BYLINE": "Desk"}
    by = [
        news_object(item, [], settings).get("by")
        for settings in (SETTINGS, desk)
        for item in made(page(author="Vera"), page())
    ]
    assert by == ["Vera", None, "Vera", "Desk"]


def test_a_json_feed_has_what_the_standard_requires_and_recommends():
    (item,) = made(
        page(modified=datetime(2024, 3, 1, tzinfo=UTC), lang="kk"), cards={"a.html": Stub(path="cards/a.png")}
    )
    data = json_feed([item], SETTINGS, "https://n.example/a/favicon.svg")
    about = data.pop("_annals")
    assert about == {"about": "https://n.example/a/embedding.html", "ledger": "https://n.example/a/data/facts.json"}
    assert data == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Site",
        "home_page_url": "https://n.example/a/",
        "feed_url": "https://n.example/a/feeds/feed.json",
        "favicon": "https://n.example/a/favicon.svg",
        "authors": [{"name": "Site", "url": "https://n.example/a/"}],
        "language": "en",
        "items": [
            {
                "id": "https://n.example/a/a.html",
                "url": "https://n.example/a/a.html",
                "title": "T",
                "summary": "S",
                "image": "https://n.example/a/cards/a.png",
                "date_published": "2024-02-01T00:00:00+00:00",
                "date_modified": "2024-03-01T00:00:00+00:00",
                "language": "kk",
                "_annals": {"ninjs": "https://n.example/a/a.ninjs.json", "facts": []},
                "content_html": "",
            }
        ],
    }
    assert next(iter(data)) == "version"


def test_a_feature_without_articles_has_an_empty_feed():
    assert json_feed([], SETTINGS)["items"] == []


def test_hostile_words_are_the_same_words_when_they_are_read():
    (item,) = made(page(title=HOSTILE, summary=HOSTILE, content=f"<!--|--><p>🎉 {HOSTILE.replace('<', '&lt;').replace('& ', '&amp; ')}</p>", outline=(Outline("prose"),)))  # fmt: skip
    (entry,) = json.loads(as_json(json_feed([item], SETTINGS)))["items"]
    assert (entry["title"], entry["summary"]) == (HOSTILE, HOSTILE)
    news = json.loads(as_json(news_object(item, [], SETTINGS)))
    assert list(faults(news)) == []
    assert news["headlines"] == [{"role": "main", "contentType": "text/plain", "value": HOSTILE}]
    (body,) = news["bodies"]
    assert etree.fromstring(f"<div>{body['value']}</div>").findtext("p") == f"🎉 {HOSTILE}"
    assert (body["charCount"], body["wordCount"]) == (len(f"🎉 {HOSTILE}"), len(f"🎉 {HOSTILE}".split()))
    atom = etree.fromstring(xml_feed("atom", [item], SETTINGS).writeString("utf-8").encode())
    assert HOSTILE in atom.xpath("//*[local-name() = 'entry']/*[local-name() = 'title']/text()")


def test_a_feed_keeps_each_figures_source():
    (item,) = made(page(**CITING))
    (told,) = json_feed([item], SETTINGS)["items"][0]["_annals"]["facts"]
    assert told == {
        "id": "guns",
        "label": "Guns",
        "wording": "almost 700 guns",
        "value": 700,
        "qualifier": "almost",
        "counts": "guns",
        "status": "reported",
        "where": "page 3",
        "language": "en",
        "speaker": {"name": "The captain"},
        "source": {"title": "The log"},
        "url": "https://n.example/a/sources.html#fact-guns",
        "cites": ["cite-guns", "cite-guns.2"],
    }


def test_a_news_object_keeps_each_figures_source():
    known = replace(GUNS, source=Source("log", "The log", "The ferry", "1998", "https://x.example/лист|3"))
    (item,) = made(page(**CITING | {"citations": (Citation(known, 1, "fact-guns", "cite-guns"),)}))
    news = news_object(item, [], SETTINGS | {"PUBLISHER": "House"})
    assert list(faults(news)) == []
    captain = {"name": "The captain", "role": "speaker", "literal": "captain"}
    log = {
        "name": "The ferry",
        "role": "source",
        "literal": "log",
        "uri": "https://x.example/%D0%BB%D0%B8%D1%81%D1%82%7C3",
    }
    assert news["infoSources"] == [{"name": "House", "role": "publisher"}, captain, log]
    (told,) = news["associations"]
    assert {each["role"]: each["value"] for each in told.pop("descriptions")} == {
        "value": "700", "qualifier": "almost", "counts": "guns", "status": "reported", "source": "The log", "where": "page 3", "published": "1998",
    }  # fmt: skip
    assert told == {
        "name": "almost 700 guns",
        "rel": "fact",
        "uri": "https://n.example/a/sources.html#fact-guns",
        "type": "component",
        "language": "en",
        "title": "Guns",
        "infoSources": [captain, log],
        "altIds": [{"role": "fact", "value": "guns"}, {"role": "cite", "value": "cite-guns"}],
    }


def test_a_fact_that_only_a_graphic_shows_is_told_behind_those_of_the_text():
    drawn = graphic(KINDS["bars"], GUNS, fact("mines", 3))
    settings = SETTINGS | {"GRAPHICS": {"example": drawn}}
    (item,) = made(page(**CITING, graphics=("example",)), settings=settings)
    assert [(cited.fact.id, cited.cites) for cited in item.facts] == [
        ("guns", ("cite-guns", "cite-guns.2")),
        ("mines", ()),
    ]
    assert "cites" not in json_feed([item], settings)["items"][0]["_annals"]["facts"][1]


def test_without_a_page_for_the_ledger_a_fact_stands_where_it_is_shown():
    drawn = graphic(KINDS["bars"], GUNS, fact("mines", 3))
    (item,) = made(
        page(**CITING, graphics=("example",)), settings=SETTINGS | {"GRAPHICS": {"example": drawn}}, ledger=""
    )
    assert [cited.address for cited in item.facts] == ["https://n.example/a/a.html#fact-guns", "https://n.example/a/graphics/example.html#data-mines"]  # fmt: skip


def test_a_graphic_is_associated_with_its_files_and_their_sizes(tmp_path):
    (tmp_path / "graphics").mkdir()
    for width in (1200, 2400):
        head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + (width // 3).to_bytes(4, "big")
        (tmp_path / "graphics" / f"example-{width}.png").write_bytes(head + b"....")
    (tmp_path / "graphics" / "example.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="266" viewBox="0 0 1 1"/>'
    )
    (tmp_path / "graphics" / "example.csv").write_text("row\n")
    settings = SETTINGS | {
        "GRAPHICS": {"example": graphic(KINDS["bars"], GUNS)},
        "LICENSE": "CC BY 4.0",
        "LICENSE_URL": "https://x.example/by/",
    }
    settings |= {"CATALOGUES": Stub(words=lambda language: Stub(gettext=str))}
    text = "<!--|--><p>a</p><!--|--><p>b</p>"
    content = page(
        content=text, outline=(Outline("prose"), Outline("graphic", graphic="example", alternative="A <bar> & more"))
    )
    embeds = {"graphics/example.html": Stub(save_as="embed/example.html")}
    (told,) = found = graphic_objects(content, settings, embeds, tmp_path)
    (item,) = made(content, settings=settings)
    news = news_object(item, found, settings)
    assert list(faults(news)) == []
    assert (news["profile"], news["usageTerms"], news["rightsInfo"]) == (
        "text-graphic",
        "CC BY 4.0",
        {"linkedRights": "https://x.example/by/"},
    )
    assert (told["type"], told["usageTerms"]) == ("graphic", "CC BY 4.0")
    assert {"role": "alternative", "contentType": "text/plain", "value": "A <bar> & more"} in told["descriptions"]
    at = "https://n.example/a/graphics/example"
    assert told["renditions"] == [
        {"name": "web", "href": f"{at}-1200.png", "contentType": "image/png", "width": 1200, "height": 400, "sizeInBytes": 28},
        {"name": "highRes", "href": f"{at}-2400.png", "contentType": "image/png", "width": 2400, "height": 800, "sizeInBytes": 28},
        {"name": "vector", "href": f"{at}.svg", "contentType": "image/svg+xml", "width": 800, "height": 266, "sizeInBytes": 84},
        {"name": "data", "href": f"{at}.csv", "contentType": "text/csv", "sizeInBytes": 4},
        {"name": "page", "href": f"{at}.html", "contentType": "text/html"},
        {"name": "embed", "href": "https://n.example/a/embed/example.html", "contentType": "text/html"},
    ]  # fmt: skip


def test_a_news_object_of_a_text_alone_says_so_and_leaves_out_what_is_not_known():
    (item,) = made(page())
    news = news_object(item, [], SETTINGS)
    assert list(faults(news)) == []
    assert news["profile"] == "text-only"
    assert [each["name"] for each in news["renditions"]] == ["page"]
    assert news.keys().isdisjoint({"by", "places", "usageTerms", "rightsInfo", "infoSources", "associations"})


def test_a_later_version_of_a_news_object_has_a_greater_number():
    first, second = made(page(), page(modified=datetime(2024, 2, 1, 3, tzinfo=timezone(timedelta(hours=2)))))
    versions = [news_object(item, [], SETTINGS)["version"] for item in (first, second)]
    assert versions == ["20240201000000", "20240201010000"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, "2024-02-01T12:00:00+00:00"),
        (-3.5, "2024-02-01T12:00:00-03:30"),
        (5 + 7 / 60 + 48 / 3600, "2024-02-01T06:52:12+00:00"),
    ],
)
def test_a_moment_is_one_of_rfc_3339(hours, expected):
    assert moment(datetime(2024, 2, 1, 12, tzinfo=timezone(timedelta(seconds=round(hours * 3600))))) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ('<p>a<br>b <img alt="c" src="d.png"></p><hr>', '<p>a<br/>b <img alt="c" src="d.png"/></p><hr/>'),
        (
            '<p></p><p><a id="x"></a></p><table><tr><td></td></tr></table>',
            '<p></p><p><a id="x"></a></p><table><tr><td></td></tr></table>',
        ),
        ("<p>&nbsp;&copy; &lt; &amp; ]]></p>", "<p>\u00a0© &lt; &amp; ]]&gt;</p>"),
        ("<p>a <b>b", "<p>a <b>b</b></p>"),
    ],
)
def test_a_body_is_well_formed_as_xml(html, expected):
    assert xhtml(html) == expected
    etree.fromstring(f"<div>{xhtml(html)}</div>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>al<b>most</b> 700</p><p>guns</p>", "almost 700 guns"),
        ("<dl><dt>*</dt><dd><p>A note</p></dd></dl>", "* A note"),
        ('a<br>b<img alt="no word" src="x.png">c &lt;d&gt;\u00a0e', "a b c <d> e"),
        ("<blockquote>a</blockquote>b<bdi>c</bdi>", "a bc"),
    ],
)
def test_words_are_counted_as_a_reader_sees_them(html, expected):
    assert words(html) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://n.example/a.html#b-1.2", "https://n.example/a.html#b-1.2"),
        ("https://n.example/a%20b?c=d&e=%D0", "https://n.example/a%20b?c=d&e=%D0"),
        (
            "https://n.example/паром_(судно)",
            "https://n.example/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC_(%D1%81%D1%83%D0%B4%D0%BD%D0%BE)",
        ),
        ("https://пример.example:8080/a|b^{c}", "https://xn--e1afmkfd.example:8080/a%7Cb%5E%7Bc%7D"),
        (f"https://{'я' * 80}.example/", ""),
        ("", ""),
    ],
)
def test_an_address_becomes_a_uri(address, expected):
    assert uri(address) == expected


def test_a_pictures_size_stands_in_its_first_bytes():
    assert png_size(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xb0\0\0\x03\x20") == (1200, 800)


def test_names_of_the_extension_are_as_json_feed_asks():
    """Its "Extensions": the name begins with an underscore and a letter, a member's with none; no name has a point."""
    (item,) = made(page(**CITING))
    data = json_feed([item], SETTINGS | {"LICENSE": "CC BY 4.0", "LICENSE_URL": "https://x.example/"})
    told = [data["_annals"], data["items"][0]["_annals"], *data["items"][0]["_annals"]["facts"]]
    assert [name for each in told for name in each if not re.fullmatch("[a-z]+", name)] == []
    assert (data["_annals"]["license"], data["_annals"]["licenseurl"]) == ("CC BY 4.0", "https://x.example/")


@pytest.mark.parametrize(("form", "fits"), [("atom", True), ("rss", True), ("json", True), ("rdf", False)])
def test_a_feed_has_a_form_that_is_known(form, fits):
    assert SHAPES["FEED_ADDRESSES"][0]({form: "feeds/a"}) is fits
