"""What nginx, Caddy and Apache answer with the configuration that was made, as it is."""

import gzip
import re
from email.utils import formatdate

import brotli
import pytest

from tests.servers.running import Running

PAGES_KEPT = "max-age=60, must-revalidate"
TYPES = {
    "about.html": "text/html; charset=utf-8",
    "": "text/html; charset=utf-8",
    "data/facts.csv": "text/csv; charset=utf-8",
    "data/facts.json": "application/json; charset=utf-8",
    "graphics/jusan-people.svg": "image/svg+xml; charset=utf-8",
    "graphics/jusan-people-1200.png": "image/png",
    "feeds/atom.xml": "text/xml; charset=utf-8",
    "feeds/feed.json": "application/feed+json; charset=utf-8",
    "operations/jusan.ninjs.json": "application/json; charset=utf-8",
    "embed.js": "text/javascript; charset=utf-8",
    "embed/jusan.html": "text/html; charset=utf-8",
    "embed/jusan.fragment.html": "text/html; charset=utf-8",
    "embed/jusan.json": "application/json; charset=utf-8",
    "embed/jusan.xml": "text/xml; charset=utf-8",
    "robots.txt": "text/plain; charset=utf-8",
    "sw.js": "text/javascript; charset=utf-8",
    "site.webmanifest": "application/manifest+json; charset=utf-8",
    "feature.zip": "application/zip",
    "SHA256SUMS": "text/plain; charset=utf-8",
    "embed/probe.xml": "text/xml; charset=utf-8",
    "embed/probe.html": "text/html; charset=utf-8",
}
SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
ONCE = (
    "cache-control", "content-security-policy", "content-type", "etag", "last-modified", "vary", "permissions-policy",
    "cross-origin-opener-policy", "access-control-allow-origin", "content-encoding", "content-length", "x-robots-tag",
    "cross-origin-resource-policy", "cross-origin-embedder-policy",
    *SECURITY,
)  # fmt: skip


@pytest.mark.parametrize("path", TYPES)
def test_a_file_has_its_type_and_each_header_once(server: Running, path: str) -> None:
    """As the manifest tells it, whatever the server's own table says; the bytes are the file's."""
    for coding in ("identity", "gzip", "br, gzip"):
        answer = server.ask(path, Accept_Encoding=coding)
        assert answer.status == 200
        assert answer["content-type"] == TYPES[path]
        assert {name: answer[name] for name in SECURITY} == SECURITY
        for name in ONCE:
            assert len(answer.all(name)) < 2, f"{name} comes twice"
        assert unpacked(answer) == (server.tree / (path or "index.html")).read_bytes()


def unpacked(answer) -> bytes:
    coding = answer["content-encoding"]
    if coding == "gzip":
        return gzip.decompress(answer.body)
    return brotli.decompress(answer.body) if coding == "br" else answer.body


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("gzip;q=0.5", "gzip"),
        ("gzip;q=0", ""),
        ("gzip; q=0.000", ""),
        ("br;q=0, gzip", "gzip"),
        ("deflate, gzip, br", "br"),
        ("br", "br"),
        ("br;q=0", ""),
        ("x-br, gzipped", ""),
    ],
)
@pytest.mark.parametrize("path", ["", "about.html", "data/facts.json", "graphics/jusan-people.svg", "feeds/feed.json"])
def test_a_twin_goes_to_who_accepts_it(server: Running, path: str, accepted: str, coding: str) -> None:
    """The very bytes of the twin, with its coding; Vary is told to everybody, also to who got the plain file."""
    if server.name == "nginx" and coding == "br":  # it takes a module; see test_nginx_with_its_brotli_module
        coding = "gzip" if "gzip" in accepted else ""
    answer = server.ask(path, **({"Accept_Encoding": accepted} if accepted else {}))
    assert answer.status == 200
    assert answer["content-encoding"] == coding
    assert answer["vary"].lower() == "accept-encoding"
    twin = {"": "", "gzip": ".gz", "br": ".br"}[coding]
    assert answer.body == (server.tree / f"{path or 'index.html'}{twin}").read_bytes()


def test_pictures_are_not_packed(server: Running) -> None:
    answer = server.ask("graphics/jusan-people-1200.png", Accept_Encoding="gzip, br")
    assert answer["content-encoding"] == ""
    assert answer["vary"] == ""


def test_text_without_a_twin_is_packed_all_the_same(server: Running) -> None:
    """The manifest has no twin."""
    answer = server.ask("manifest.json", Accept_Encoding="gzip")
    assert answer["content-encoding"] == "gzip"
    assert unpacked(answer) == (server.tree / "manifest.json").read_bytes()


@pytest.mark.parametrize("path", ["about.html", "graphics/jusan-people-1200.png", "feature.zip"])
def test_a_part_is_the_part(server: Running, path: str) -> None:
    """A download that broke off goes on."""
    whole = (server.tree / path).read_bytes()
    answer = server.ask(path, Range="bytes=10-29")
    assert answer.status == 206
    assert answer["content-range"] == f"bytes 10-29/{len(whole)}"
    assert answer.body == whole[10:30]
    rest = server.ask(path, Range=f"bytes={len(whole) - 5}-")
    assert (rest.status, rest.body) == (206, whole[-5:])
    assert server.ask(path, Range=f"bytes={len(whole) + 5}-").status == 416


def test_a_part_of_a_twin_is_the_part_of_the_twin(server: Running) -> None:
    """Or else the plain file's, but told as that."""
    answer = server.ask("about.html", Accept_Encoding="gzip", Range="bytes=10-29")
    if answer.status == 206:
        twin = ".gz" if answer["content-encoding"] == "gzip" else ""
        assert answer.body == (server.tree / f"about.html{twin}").read_bytes()[10:30]
    else:  # nginx brings the whole twin
        assert answer.status == 200
        assert unpacked(answer) == (server.tree / "about.html").read_bytes()


@pytest.mark.parametrize("path", ["", "about.html", "data/facts.json", "graphics/jusan-people-1200.png"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br, gzip"])
def test_what_a_reader_has_is_not_sent_again(server: Running, path: str, coding: str) -> None:
    """By ETag and by date, each packed form by its own; and what changed is sent."""
    first = server.ask(path, Accept_Encoding=coding)
    for kept in ({"If_None_Match": first["etag"]}, {"If_Modified_Since": first["last-modified"]}):
        again = server.ask(path, Accept_Encoding=coding, **kept)
        assert (again.status, again.body) == (304, b"")
        assert again["etag"] in ("", first["etag"])
        assert again["cache-control"] == PAGES_KEPT
    old = formatdate(0, usegmt=True)
    assert server.ask(path, Accept_Encoding=coding, If_None_Match='"another"').status == 200
    assert server.ask(path, Accept_Encoding=coding, If_Modified_Since=old).status == 200


def test_each_packed_form_has_an_etag_of_its_own(server: Running) -> None:
    tags = {server.ask("about.html", Accept_Encoding=coding)["etag"] for coding in ("identity", "gzip", "br")}
    assert len(tags) == (2 if server.name == "nginx" else 3)


def test_head_tells_what_get_would(server: Running) -> None:
    for path, status in (("about.html", 200), ("graphics/jusan-people-1200.png", 200), ("none/at/all", 404)):
        got, asked = server.ask(path), server.ask(path, "HEAD")
        assert (asked.status, asked.body) == (status, b"")
        assert dict(asked.headers).keys() - {"date"} <= dict(got.headers).keys()
        assert asked["content-security-policy"] == got["content-security-policy"]


NOWHERE = ("a/b/c/d/e", "nothing.html", "theme/js/slips.0123456789.js", "x.0123456789.css", "embed/none.html", "embed/none.fragment.html", "embed/none.json", "a/b/c/d/f.csv", "about.html/", "nothing/")  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_what_is_missing_brings_the_page_for_that(server: Running, path: str, coding: str) -> None:
    """At any depth, with status 404 and that page's own headers: never kept for long, whatever was asked for."""
    answer, page = server.ask(path, Accept_Encoding=coding), server.ask("404.html")
    assert answer.status == 404
    assert unpacked(answer) == (server.tree / "404.html").read_bytes()
    assert answer["cache-control"] == PAGES_KEPT
    for name in ("content-type", "content-security-policy", "permissions-policy", "cross-origin-opener-policy", "access-control-allow-origin", "cross-origin-resource-policy", "cross-origin-embedder-policy", "x-robots-tag", *SECURITY):  # fmt: skip
        assert answer[name] == page[name]


def test_beside_the_feature_is_nothing(server: Running) -> None:
    if server.base != "/":
        for target in ("/", "/30-yearss/about.html", "/30-years.html", "/about.html"):
            assert server.ask_for(target).status == 404


def test_each_cache_class_is_told(server: Running, asset: str) -> None:
    """For ever, for a minute, never."""
    assert server.ask(asset)["cache-control"] == "max-age=31536000, immutable"
    assert server.ask(asset, Accept_Encoding="gzip")["cache-control"] == "max-age=31536000, immutable"
    assert server.ask("sw.js")["cache-control"] == "no-store"
    for path in ("", "about.html", "data/facts.csv", "feature.zip", "feeds/atom.xml", "404.html", "embed.js", *(f"embed/probe{end}" for end in (".html", ".fragment.html", ".json", ".xml"))):  # fmt: skip
        assert server.ask(path)["cache-control"] == PAGES_KEPT


def test_who_may_frame_and_who_may_read(server: Running) -> None:
    """Pages by their own host alone, embeds by anyone; data by any script; pages by none of another site."""
    page, embed = server.ask("about.html"), server.ask("embed/probe.html")
    assert "frame-ancestors 'self'" in page["content-security-policy"]
    assert "default-src 'none'" in page["content-security-policy"]
    assert page["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in page["permissions-policy"]
    assert page["access-control-allow-origin"] == ""
    assert "default-src 'none'" in embed["content-security-policy"]
    assert "frame-ancestors" not in embed["content-security-policy"]
    assert embed.all("x-frame-options") == []
    assert embed["cross-origin-opener-policy"] == ""
    for path in ("data/facts.json", "data/facts.csv", "embed/probe.json", "embed/probe.xml", "embed.js", "feeds/rss.xml", "feeds/feed.json", "graphics/jusan-people.svg"):  # fmt: skip
        answer = server.ask(path, Origin="https://another.example")
        assert answer["access-control-allow-origin"] == "*"
        assert answer["access-control-allow-credentials"] == ""
        assert "frame-ancestors 'self'" in answer["content-security-policy"]


@pytest.mark.parametrize("path", ["embed/jusan.html", "embed/probe.html", "embed/probe.fragment.html", "embed.js", "embed/jusan.json", "embed/jusan.xml", "about.html", "data/facts.json"])  # fmt: skip
def test_what_other_sites_set_into_their_pages(server: Running, path: str) -> None:
    """Embeds, their script, fragments and answers may stand in a page of any other site, an isolated one too.

    Only what is a page of its own may be found by search engines: an embed says for itself that it is to be found
    within another page alone.
    """
    answer = server.ask(path, Origin="https://another.example")
    assert answer.status == 200
    is_html, is_fragment = path.startswith("embed/") and path.endswith(".html"), path.endswith(".fragment.html")
    assert answer["cross-origin-resource-policy"] == ("cross-origin" if path.startswith("embed") else "")
    assert answer["cross-origin-embedder-policy"] == ("require-corp" if is_html else "")
    assert answer["x-robots-tag"] == ("noindex" if is_fragment or re.match(r"embed/.*\.(json|xml)", path) else "")
    assert answer["access-control-allow-origin"] == ("" if path.endswith(".html") and not is_fragment else "*")
    if is_html:
        assert "default-src 'none'" in answer["content-security-policy"]
        assert "'self'" not in answer["content-security-policy"]
        assert answer.all("x-frame-options") == []


def test_an_address_cut_short_leads_on(server: Running) -> None:
    """To the page of that name, else home; always on the same host."""
    ways = {"graphics": "graphics.html", "graphics/": "graphics.html", "operations": "", "operations/": "", "data/": "", "theme/js": ""}  # fmt: skip
    for path, there in ways.items():
        answer = server.ask(path)
        assert answer.status == 302
        assert place(server, answer["location"]) == server.base + there
    if server.base != "/":
        answer = server.ask_for(server.base[:-1])
        assert (answer.status, place(server, answer["location"])) == (301, server.base)


def place(server: Running, location: str) -> str:
    """The path that a redirect leads to. Apache tells the host too; others, which may be behind a proxy, do not."""
    return re.sub(r"^http://127\.0\.0\.1:\d+", "", location) if server.name == "apache2" else location


def test_no_version_is_told(server: Running) -> None:
    """Apache's is the whole server's own setting."""
    for path in ("", "nothing", "data/"):
        assert server.ask(path)["server"] in {"nginx": ("nginx",), "caddy": ("", "Caddy"), "apache2": ("Apache",)}[server.name]  # fmt: skip


@pytest.mark.parametrize("path", [".annals/record.1.json", ".annals/", ".annals", ".nojekyll", ".htaccess", "data/.x"])
def test_hidden_files_are_nobodys_business(server: Running, path: str) -> None:
    assert server.ask(path).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "../../secret",
        "%2e%2e/secret",
        "..%2fsecret",
        "data/../../secret",
        "data/..%2f..%2fsecret",
        "%2e%2e%2f%2e%2e%2fsecret",
        "..\\secret",
        "%c0%ae%c0%ae/secret",
        "data/%2e%2e/%2e%2e/secret",
    ],
)
def test_nobody_gets_out_of_the_tree(server: Running, path: str) -> None:
    """However the way up is written."""
    (server.tree.parent / "secret").write_text("a secret")
    answer = server.ask(path)
    assert answer.status in (400, 403, 404)
    assert b"a secret" not in answer.body


def test_nothing_can_be_changed(server: Running) -> None:
    """A static host takes nothing."""
    before = (server.tree / "about.html").read_bytes()
    for method in ("PUT", "DELETE", "PATCH"):
        assert server.ask("about.html", method).status in (403, 404, 405, 501)
    assert (server.tree / "about.html").read_bytes() == before
