"""What holds of every page of a finished tree: of the feature, of the same when published, and of the invented second one."""

import csv
import gzip
import io
import json
import re
from collections import Counter
from copy import deepcopy
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from tests.build.trees import embeds, files, links, meta, pages, parsed, target
from tests.helpers import PUBLIC_URL, ROOT, unhashed

FIRST_VIEW, FIRST_VISIT = 13_500, 60_000  # bytes under gzip
ADDRESSES = (
    "index.html", "articles/story.html", "articles/address.html", "articles/years.html", "operations/nabat.html", "operations/trafficking-case.html",
    "operations/jusan.html", "sources.html", "about.html", "404.html", "search.html", "offline.html",
)  # fmt: skip
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(params=["site", "published", "fixture_site"])
def tree(request) -> Path:
    return request.getfixturevalue(request.param)


def test_the_addresses_that_stay_for_good(site, published):
    graphics = {f"graphics/{path.stem}.html" for path in (ROOT / "content" / "graphics").glob("*.yaml")}
    assert {*ADDRESSES, "graphics.html", *graphics} == set(pages(site)) == set(pages(published)) - {"embedding.html"}
    slugs = [
        "home",
        *(Path(page).stem for page in [*ADDRESSES, *graphics] if page.startswith(("operations/", "graphics/"))),
    ]
    assert embeds(site) == embeds(published) == sorted(f"embed/{slug}.html" for slug in slugs)
    for address in ("data/facts.json", "data/facts.csv"):
        assert (site / address).is_file()
    for address in ("feeds/atom.xml", "feeds/rss.xml", "feeds/feed.json", "sitemap.xml", "robots.txt"):
        assert (published / address).is_file()


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(tree):
    broken = []
    for page in [*pages(tree), *embeds(tree)]:
        for address in links(tree, page):
            if urlsplit(address).scheme:
                continue
            path, fragment = target(page, address)
            if not (tree / path).is_file():
                broken.append(f"{page}: {address}")
            elif fragment and path.endswith(".html") and not parsed(tree, path).xpath("//*[@id=$id]", id=fragment):
                broken.append(f"{page}: {address}: no such id")
    assert broken == []


def test_every_link_is_relative_and_names_a_file(tree):
    """No absolute path, no folder, no `./`, so that a page works from anywhere, a folder without a server included."""
    wrong = []
    for page in [*pages(tree), *embeds(tree)]:
        for address in links(tree, page):
            parts = urlsplit(address)
            if parts.scheme:
                if parts.scheme not in ("https", "http", "mailto") and not address.startswith(
                    ("data:image/svg+xml", "data:,")
                ):
                    wrong.append(f"{page}: {address}")
            elif address.startswith(("/", "./")) or (parts.path and "." not in parts.path.rsplit("/", 1)[-1]):
                wrong.append(f"{page}: {address}")
    assert wrong == []


def test_nothing_is_fetched_from_elsewhere(tree):
    """Whatever a browser would load by itself is of the site; other hosts are only ever linked to."""
    loads = "//script/@src | //img/@src | //iframe/@src | //source/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href"
    fetched = [address for page in [*pages(tree), *embeds(tree)] for address in parsed(tree, page).xpath(loads)]
    assert [address for address in fetched if urlsplit(address).netloc] == []
    css = "".join(e.text or "" for page in [*pages(tree), *embeds(tree)] for e in parsed(tree, page).iter("style"))
    assert re.findall(r"url\(|@import", css) == []


def test_what_breaks_from_a_folder_or_under_a_policy_is_not_there(tree):
    for page in pages(tree):
        root = parsed(tree, page)
        for name in ("integrity", "crossorigin", "style"):
            assert root.xpath(f"//@{name}") == [], (page, name)
        assert root.xpath("//@*[starts-with(name(), 'on')]") == [], page
        assert root.xpath("//script[@type='module']") == [], page
        assert [e for e in root.iter("script") if e.get("src") is None and e.get("type") != "application/ld+json"] == []


def test_ids_are_unique_and_headings_in_order(tree):
    for page in [*pages(tree), *embeds(tree)]:
        root = parsed(tree, page)
        assert [key for key, count in Counter(root.xpath("//@id")).items() if count > 1] == [], page
        levels = [int(e.tag[1]) for e in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels.count(1) == 1, page
        assert all(b <= a + 1 for a, b in pairwise(levels)), (page, levels)


def test_every_page_has_what_readers_and_machines_look_for(tree):
    titles = []
    for page in pages(tree):
        root, found = parsed(tree, page), meta(tree, page)
        assert root.get("lang"), page
        titles.append(root.findtext("head/title"))
        assert found["viewport"] == "width=device-width, initial-scale=1", page
        for landmark in ("main",) if page == "404.html" else ("header", "main", "footer"):
            assert len(root.xpath(f"//body//{landmark}[not(ancestor::main) or self::main]")) == 1, (page, landmark)
        skip = root.xpath("//body//a")[0].get("href")
        if page != "404.html":
            assert skip.startswith("#"), page
            assert root.xpath("//main[@id=$id]", id=skip[1:]), page
            assert found["description"], page
            assert found["twitter:card"] == ("summary_large_image" if "og:image" in found else "summary"), page
    assert len(set(titles)) == len(titles)
    assert all(titles)


def test_absolute_addresses_come_from_the_public_address_or_not_at_all(site, published):
    for page in pages(published):
        if page == "404.html":
            continue
        address = f"{PUBLIC_URL}/{'' if page == 'index.html' else page}"
        assert parsed(published, page).xpath("//link[@rel='canonical']/@href") == [address]
        assert meta(published, page)["og:url"] == address
    for page in pages(site):
        assert parsed(site, page).xpath("//link[@rel='canonical']") == []
        assert "og:url" not in meta(site, page)
    for data in files(site).values():
        assert b"news.example" not in data
        assert b'href=""' not in data
        assert b'content=""' not in data
    assert not (site / "feeds").exists()
    assert not (site / "sitemap.xml").exists()


def without_address(tree: Path, page: str) -> bytes:
    """A page without what needs the public address: some metadata, the way home from the 404, what is offered to others."""
    root = deepcopy(parsed(tree, page))
    machines = "//link[@rel='canonical' or @rel='alternate'] | //meta[@property='og:url'] | //script[@type='application/ld+json']"
    machines += " | //meta[starts-with(@property, 'og:image') or @name='twitter:card']"
    for element in root.find("head").xpath(machines):
        element.getparent().remove(element)
    for link in root.xpath("//body//a[@href=$home]", home=f"{PUBLIC_URL}/") if page == "404.html" else ():
        link.drop_tag()
    offered = (
        "//section[contains(concat(' ', @class, ' '), ' offer ')] | //script[contains(@src, '/offer.')] | //head/style"
        " | //script[contains(@src, 'theme/js/offline.') or contains(@src, 'theme/js/keep.')] | //section[@id='browser']"
        " | //p[@data-copy]"
    )
    offered += " | //footer//li[a[contains(@href, 'embedding.html')]] | //p[@data-copy]"
    for element in root.xpath(offered):
        element.drop_tree()
    return re.sub(rb"\s+<", b"<", html.tostring(root))


def style(tree: Path, page: str) -> str:
    return "".join(parsed(tree, page).xpath("//head/style/text()"))


def test_the_published_tree_differs_in_metadata_alone(site, published):
    """Head and body are the same bytes but for what only the public address gives: cards, a picture's own address."""
    cards = {f"cards/{page.removesuffix('.html')}.png" for page in pages(published) if page != "404.html"}
    added = {unhashed(path) for path in set(files(published)) - set(files(site))}
    news = {
        f"{page.removesuffix('.html')}.ninjs.json"
        for page in pages(site)
        if page.startswith(("articles/", "operations/"))
    }
    offers = {page.replace(".html", end) for page in embeds(site) for end in (".json", ".xml", ".fragment.html")}
    offers |= {"embed.js", "embedding.html", "theme/js/offer.js"}
    offers |= {"site.webmanifest", *(f"icons/{icon}.png" for icon in ("192", "512", "maskable"))}
    offers |= {"theme/js/offline.js", "theme/js/keep.js"}
    assert added == {"feeds/atom.xml", "feeds/rss.xml", "feeds/feed.json", "sitemap.xml", *cards, *news, *offers}
    assert {unhashed(path) for path in files(site)} <= {unhashed(path) for path in files(published)}
    for page in pages(site):
        assert without_address(site, page) == without_address(published, page), page
        assert style(published, page).startswith(style(site, page)), page
    credited = tuple(name for name in files(site) if name.startswith("graphics/") and name.endswith((".svg", ".png")))
    same = [name for name in files(site) if not name.endswith((".html", "robots.txt", *credited))]
    assert same
    assert [name for name in same if files(site)[name] != files(published)[name]] == ["book.json"]
    books = [json.loads(files(each)["book.json"]) for each in (site, published)]
    assert [book.pop("address") for book in books] == ["", PUBLIC_URL]
    assert books[0] == books[1]


def test_every_page_leads_home(tree):
    """Each page but the home page and the 404 shows the way from there to here: its link home, and itself, as current.

    A graphic's leads over the list of all.
    """
    for page in pages(tree):
        trail = ["index.html", "graphics.html"] if page.startswith("graphics/") else ["index.html"]
        ways = [
            way
            for way in parsed(tree, page).xpath("//main//nav[.//ol]")
            if [target(page, a.get("href"))[0] for a in way.iter("a")] == trail
        ]
        if page in ("index.html", "404.html"):
            assert ways == [], page
        else:
            assert len(ways) == 1, page
            assert len(ways[0].xpath(".//*[@aria-current='page']")) == 1, page


def graph(tree: Path, page: str) -> dict[str, dict]:
    """A page's JSON-LD, its nodes by type."""
    found = parsed(tree, page).xpath("//head/script[@type='application/ld+json']")
    assert len(found) == 1, page
    return {node["@type"]: node for node in json.loads(found[0].text)["@graph"]}


def test_json_ld_says_what_the_page_says(published):
    for page in ("articles/story.html", "operations/jusan.html", "index.html"):
        data = graph(published, page)["CollectionPage" if page == "index.html" else "NewsArticle"]
        title = meta(published, page)["og:title"]
        assert data["headline"] == title
        assert parsed(published, page).findtext("head/title").startswith(title)
        assert data["url"] == f"{PUBLIC_URL}/{'' if page == 'index.html' else page}"
        assert data["isBasedOn"][0]["name"].startswith("Kazakh National Security Committee")
        publishers = {source.get("publisher", {}).get("name") for source in data["citation"]}
        assert publishers & {"Tengrinews", "The Astana Times"}, page
        assert data["datePublished"] == "2026-11-22T00:00:00+05:00"  # midnight in the feature's own TIMEZONE
        assert "author" not in data  # not set, so left out
        assert data["isPartOf"]["@type"] == "WebSite"
        assert data["image"] == meta(published, page)["og:image"]
    assert "NewsArticle" not in graph(published, "index.html")
    crumbs = graph(published, "about.html")["BreadcrumbList"]["itemListElement"]
    assert [item["item"] for item in crumbs] == [f"{PUBLIC_URL}/", f"{PUBLIC_URL}/about.html"]
    for page in set(pages(published)) - {"404.html"}:
        assert ("BreadcrumbList" in graph(published, page)) == (page != "index.html"), page


def test_the_ledger_is_described_as_a_dataset(published):
    data = graph(published, "sources.html")["Dataset"]
    assert [file["contentUrl"] for file in data["distribution"]] == [
        f"{PUBLIC_URL}/data/facts.{form}" for form in ("json", "csv")
    ]


def test_sources_lists_every_fact_with_the_pages_that_use_it(tree):
    facts = json.loads((tree / "data" / "facts.json").read_text(encoding="utf-8"))["facts"]
    rows = list(csv.DictReader(io.StringIO((tree / "data" / "facts.csv").read_text(encoding="utf-8"))))
    assert [row["id"] for row in rows] == [fact["id"] for fact in facts]
    root = parsed(tree, "sources.html")
    cited: dict[str, set[str]] = {}
    for page in pages(tree):
        for cite in parsed(tree, page).xpath("//a[contains(concat(' ', @class, ' '), ' fact ')]/@id"):
            cited.setdefault(re.sub(r"^cite-|\.\d+$", "", cite), set()).add(page)
    for fact in facts:
        entry = root.xpath("//*[@id=$id]", id=f"fact-{fact['id']}")
        assert len(entry) == 1, fact["id"]
        text = " ".join(entry[0].text_content().split())
        assert fact.get("qualifier", "") in text
        back = {target("sources.html", a.get("href"))[0] for a in entry[0].iter("a") if "#cite-" in a.get("href", "")}
        assert back == cited.get(fact["id"], set()) - {"sources.html"}, fact["id"]


def test_every_figure_leads_to_its_source_on_the_same_page(tree):
    """A figure's link opens a slip that names who says it; the same is a numbered note for paper."""
    count = 0
    for page in pages(tree):
        root = parsed(tree, page)
        notes = root.xpath("//*[@role='doc-endnotes']//li")
        for link in root.xpath("//main//a[contains(concat(' ', @class, ' '), ' fact ')]"):
            slip = root.xpath("//*[@id=$id]", id=link.get("href").removeprefix("#"))
            assert len(slip) == 1, (page, link.get("href"))
            assert slip[0].xpath(".//a[contains(@href, 'sources.html#fact-')]"), (page, link.get("href"))
            assert 1 <= int(link.get("data-note")) <= len(notes), page
            count += 1
    assert count >= 8


def test_titles_with_markup_are_escaped_everywhere(harbour_published):
    title = 'Ледоход "века" & <другие> беды</script>'
    page = "operations/ledohod.html"
    root = parsed(harbour_published, page)
    assert meta(harbour_published, page)["og:title"] == title
    assert title in root.findtext("head/title")
    assert graph(harbour_published, page)["NewsArticle"]["headline"] == title
    assert "другие" in root.xpath("//h1")[0].text_content()
    assert root.xpath("//другие") == []
    atom = etree.parse(harbour_published / "feeds" / "atom.xml")
    assert title in atom.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    rss = etree.parse(harbour_published / "feeds" / "rss.xml")
    assert title in rss.xpath("//item/title/text()")
    for tree_page in pages(harbour_published):
        assert "<другие>" not in (harbour_published / tree_page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def harbour_published(tmp_path_factory) -> Path:
    from tests.conftest import HARBOUR, made

    return made(
        HARBOUR / "settings.py", tmp_path_factory.mktemp("harbour") / "public", {"PUBLIC_URL": "https://ferry.example"}
    )


def test_feeds_carry_articles_and_operations_in_full(published):
    atom = etree.parse(published / "feeds" / "atom.xml")
    addresses = atom.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    expected = [page for page in ADDRESSES if page.startswith(("articles/", "operations/"))]
    assert sorted(addresses) == sorted(f"{PUBLIC_URL}/{page}" for page in expected)
    rss = etree.parse(published / "feeds" / "rss.xml")
    assert sorted(rss.xpath("//item/link/text()")) == sorted(addresses)
    for texts in (atom.xpath("//a:entry/a:content/text()", namespaces=ATOM), rss.xpath("//item/description/text()")):
        assert len(texts) == len(expected)
        for text in texts:
            root = html.fromstring(f"<div>{text}</div>")
            assert len(root.text_content().split()) > 150
            assert [a for a in root.xpath("//@href | //@src") if not a.startswith("https://")] == []
            assert root.xpath("//*[@class='caps' or @class='amp']") == []  # typesetting is for pages
            assert "<!--" not in text
            marks = re.findall(r' id="noteref-[^>]*>([^<]+)<', text)
            assert re.findall("<dt>([^<]+)</dt>", text) == marks
    assert datetime.fromisoformat(atom.xpath("/a:feed/a:updated/text()", namespaces=ATOM)[0]).year == 2026


def test_a_feed_has_an_author_whatever_the_site_names(published, harbour_published):
    """RFC 4287, 4.1.1: the publisher where there is one, at the last the site itself."""
    for tree, name in ((published, "Thirty years"), (harbour_published, "Заречный листок")):
        atom = etree.parse(tree / "feeds" / "atom.xml")
        assert atom.xpath("/a:feed/a:author/a:name/text()", namespaces=ATOM) == [name]


def test_the_sitemap_lists_every_page_with_its_date(published):
    tree = etree.parse(published / "sitemap.xml")
    found = tree.xpath("//s:loc/text()", namespaces=SITEMAP)
    expected = [
        f"{PUBLIC_URL}/{'' if page == 'index.html' else page}" for page in pages(published) if page != "404.html"
    ]
    assert sorted(found) == sorted(expected)
    assert set(tree.xpath("//s:lastmod/text()", namespaces=SITEMAP)) == {"2026-11-22"}
    assert f"Sitemap: {PUBLIC_URL}/sitemap.xml" in (published / "robots.txt").read_text(encoding="utf-8")


def test_404_holds_nothing_relative(published, site):
    for tree in (published, site):
        for address in links(tree, "404.html"):
            assert address.startswith((f"{PUBLIC_URL}/", "data:", "#")), address
    assert f"{PUBLIC_URL}/" in links(published, "404.html")


def test_drafts_and_the_future_are_nowhere(fixture_site, harbour_published):
    for tree in (fixture_site, harbour_published):
        for name, data in files(tree).items():
            text = data.decode("utf-8", "replace")
            assert "бакенщик" not in text, name
            assert "телепорт" not in text, name
            assert "draft" not in name
            assert "future" not in name


def test_the_second_feature_shows_no_word_of_the_first(fixture_site):
    own = re.compile(
        r"kazakh|казахстан|nabat|jusan|tokayev|akorda|kazinform|aktau|almaty|syria|national security|thirty|#00667f|1992|2022",
        re.I,
    )
    for name, data in files(fixture_site).items():
        found = own.findall(data.decode("utf-8", "replace"))
        assert found == [], name


def test_each_page_speaks_its_own_language(fixture_site):
    root = parsed(fixture_site, "articles/qazaqsha.html")
    assert root.get("lang") == "kk"
    assert parsed(fixture_site, "index.html").get("lang") == "ru"
    text = parsed(fixture_site, "operations/ledohod.html").find(".//main").text_content()
    assert "«кавычки»" not in text.split("Код:")[0]
    assert "«кавычки»" in text
    code = parsed(fixture_site, "operations/ledohod.html").xpath("//code")[0].text_content()
    assert code == "x = 5 < 6"


def catalogue(path: str) -> dict[str, str]:
    """The words of one of the theme's catalogues, and what they are in its language; of plurals the first."""
    from babel.messages.pofile import read_po

    with (ROOT / "theme" / "translations" / path).open("rb") as file:
        found = [(m.id, m.string) for m in read_po(file) if m.id]
    return {(k if isinstance(k, str) else k[0]): (v if isinstance(v, str) else v[0]) for k, v in found}


def test_every_word_of_the_theme_is_in_every_catalogue():
    """Templates and plugins use no other words, and the catalogues hold no others; each but the English is filled in."""
    sources = [*(ROOT / "theme" / "templates").rglob("*.*"), *(ROOT / "plugins").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources if path.name != "catalogues.py")
    words = set(re.findall(r"""(?<!\w)(?:_|ngettext)\(\s*"([^"]+)\"""", text))
    assert words == set(catalogue("theme.pot"))
    for language in ("en", "ru", "kk"):
        found = catalogue(f"{language}/LC_MESSAGES/theme.po")
        assert set(found) == words, language
        assert language == "en" or all(found.values()), language


def test_no_theme_word_is_left_in_english(fixture_site, harbour_published):
    """Each msgid that a Russian page shows has been translated: none of the catalogue's English stands in the page."""
    values = ("light", "dark")  # that code has, in every language
    english = [key for key in catalogue("ru/LC_MESSAGES/theme.po") if len(key) > 3 and "%" not in key]
    english = [key for key in english if key not in values]
    for tree, page in [
        (each, page) for each in (fixture_site, harbour_published) for page in [*pages(each), *embeds(each)]
    ]:
        text = parsed(tree, page).find("body").text_content()
        assert [word for word in english if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)] == [], page


def test_each_page_paints_from_one_small_response(tree):
    for page in [*pages(tree), *embeds(tree)]:
        weight = len(gzip.compress((tree / page).read_bytes(), 9, mtime=0))
        assert weight <= FIRST_VIEW, (page, weight)


def test_the_first_visit_is_light(tree):
    for page in pages(tree):
        loads = parsed(tree, page).xpath("//script/@src | //img/@src | //link[@rel='icon']/@href")
        own = [target(page, address)[0] for address in loads if not address.startswith("data:")]
        weight = sum(len(gzip.compress((tree / name).read_bytes(), 9, mtime=0)) for name in {page, *own})
        assert weight <= FIRST_VISIT, (page, weight)


def test_no_path_of_the_machine_stands_in_the_output(tree):
    for name, data in files(tree).items():
        assert str(ROOT).encode() not in data, name
        assert str(tree).encode() not in data, name
