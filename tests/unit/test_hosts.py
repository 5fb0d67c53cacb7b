"""What hosts read is made from the manifest: right, the same each time, and never over somebody's own file."""

import argparse
import fcntl
import hashlib
import json
import re
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from dev import servers
from publishing import hosts, manifest
from publishing.finish import finish
from publishing.hosts import caddy, hosted
from publishing.hosts.site import MADE, Site
from publishing.inline import Held, Inline, inline
from publishing.policy import ASSET, LONGEST_POLICY, header, policy, rules
from publishing.trouble import Trouble
from tests.helpers import PUBLIC_URL, ROOT, build

STYLE = "p { color: red }"
PAGE = f"<!doctype html><title>A page</title><style>{STYLE}</style><p>{'words ' * 100}"


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def asset(content: bytes, stem: str = "slips", suffix: str = ".js") -> str:
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """One file of each kind, in its own folder of the test."""
    tree = tmp_path / "public"
    for folder in ("theme/js", "operations", "graphics", "data", "embed", "feeds", "cards"):
        (tree / folder).mkdir(parents=True)
    for path in ("index.html", "404.html", "graphics.html", "operations/jusan.html"):
        (tree / path).write_text(PAGE)
    (tree / "embed" / "bars.html").write_text(PAGE.replace("red", "blue"))
    (tree / "embed" / "bars.fragment.html").write_text(
        "<annals-embed><template shadowrootmode=open><style>b{c:d}</style>"
    )
    (tree / "embed" / "bars.json").write_text('{"version": "1.0"}')
    (tree / "embed" / "bars.xml").write_text("<oembed/>")
    (tree / "embed.js").write_text("2")
    (tree / "feeds" / "feed.json").write_text("{}" + " " * 400)
    (tree / "graphics" / "bars.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><style>a{b:c}</style></svg>")
    (tree / "data" / "facts.json").write_text("[1]" + " " * 400)
    (tree / "data" / "facts.csv").write_text("a,b\n")
    (tree / "feeds" / "atom.xml").write_text("<feed/>")
    (tree / "robots.txt").write_text("User-agent: *\n")
    (tree / "sitemap.xml").write_text("<urlset/>")
    (tree / "sw.js").write_text("1")
    (tree / "SHA256SUMS").write_text("1")
    (tree / "theme/js" / asset(b"1;")).write_bytes(b"1;")
    (tree / "cards" / asset(b"card", "index", ".png")).write_bytes(b"card")
    return tree


def run(tree: Path, address: str = "https://news.example/30-years", **told: object) -> None:
    given = {"twins": False, "root": "", "listen": "", "passwords": ""} | told
    arguments = argparse.Namespace(
        tree=tree, address=address, hosts=tree.parent / "deploy", cache=tree.parent / "cache", **given
    )
    assert finish(arguments) == 0


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Path to content and time of each file."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def site(tree: Path, address: str = "https://news.example") -> Site:
    found = manifest.of_tree(tree, address)
    return Site(found, policy(tree, found), "/srv/feature")


# The policy


def test_a_policy_names_what_is_set_in_and_nothing_else() -> None:
    """Styles and scripts that are run, as a browser hashes them; blocks of data and other files have no hash."""
    text = (
        '<style media="(width > 1px)">a {}\r\nb {}</style><script>run()</script><script type="module">m()</script>'
        '<script type="application/ld+json">{"@type": "x"}</script><script src="a.js"></script>'
        "<STYLE title='a>b'>c {}</STYLE><script type=importmap>{}</script>"
    )
    found = inline(text)
    assert found.styles == {hashed("a {}\nb {}"), hashed("c {}")}
    assert found.scripts == {hashed("run()"), hashed("m()"), hashed("{}")}


def test_a_style_in_an_svg_file_is_read_as_xml() -> None:
    text = "<svg><style>a &gt; b {}</style><style><![CDATA[c > d {} &amp;]]></style></svg>"
    assert inline(text, is_xml=True).styles >= {hashed("a > b {}"), hashed("c > d {} &amp;")}


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("<!-- the <style> below --><style>p {}</style>", "p {}"),
        ("<title>About <style></title><style>p {}</style>", "p {}"),
        ("<textarea><style></textarea><style>p {}</style>", "p {}"),
        ("<p title='a <style> tag'>x</p><style>p {}</style>", "p {}"),
        ("<svg><style/></svg><style>p {}</style>", "p {}"),
        ("<svg><style><![CDATA[p > a {}]]></style></svg>", "p > a {}"),
        ("<svg><style>p &gt; a {}</style></svg>", "p > a {}"),
        ("<svg:svg><svg:style>p {}</svg:style></svg:svg>", "p {}"),
        ("<svg><style><!-- a -->p {}</style></svg>", "p {}"),
        ("<style-box></style-box><style>p {}</style>", "p {}"),
        ("<style>p {}</style x>", "p {}"),
        ("<style>p {}</style\n>", "p {}"),
        ("<style>p {}", "p {}"),
        ("<style media=a>b'>p {}</style>", "b'>p {}"),
        ('<iframe srcdoc="&lt;style>p {}&lt;/style>"></iframe>', "p {}"),
    ],
)
def test_no_style_of_a_page_is_overlooked(text: str, style: str) -> None:
    """Whatever stands before it: in Chromium each of these is a style that the page has."""
    assert hashed(style) in inline(text).styles


@pytest.mark.parametrize(
    ("attributes", "is_run"),
    [
        ("", True), (" data-src='a.js'", True), (" data-type='x'", True), (" title='src=1'", True), (" TYPE=Module", True),
        (" type='text/jscript'", True), (" type=application/ecmascript", True), (" type='text/javascript; x'", True),
        (" type='application/ld+json'", False), (" type='text/template'", False), (" src=a.js", False),
    ],
)  # fmt: skip
def test_a_script_is_told_from_a_block_of_data(attributes: str, is_run: bool) -> None:
    assert (hashed("run()") in inline(f"<script{attributes}>run()</script>").scripts) is is_run


@pytest.mark.parametrize(
    "piece", ["<style>", '<style "', "<style a='b' ", "<script", "<style>x</style>", "<!--<style>"]
)
def test_hostile_text_is_read_in_a_bounded_time(piece: str) -> None:
    """Its length decides, not its square: no more elements are looked at than any page has."""
    assert len(inline(piece * 40_000).styles) <= 2 * 200


def test_each_kind_has_its_policy(tree: Path) -> None:
    found = rules(policy(tree, manifest.of_tree(tree, "")))
    csp = {path: header(found, "Content-Security-Policy", path) for path in ("", "index.html", "embed/bars.html", "embed/bars.fragment.html", "embed.js", "graphics/bars.svg", "data/facts.json")}  # fmt: skip
    assert hashed(STYLE) in csp["index.html"]
    assert csp["index.html"] == csp[""]
    assert csp["index.html"].endswith("frame-ancestors 'self'")
    assert hashed(STYLE.replace("red", "blue")) in csp["embed/bars.html"]
    assert hashed(STYLE) not in csp["embed/bars.html"]
    assert "frame-ancestors" not in csp["embed/bars.html"]
    assert hashed("a{b:c}") in csp["graphics/bars.svg"]
    assert csp["embed/bars.fragment.html"] == csp["embed/bars.html"]
    assert csp["embed.js"] == csp["data/facts.json"] == "frame-ancestors 'self'"
    assert "unsafe" not in "".join(csp.values())


def test_what_hosts_take_for_an_asset_is_one() -> None:
    """The one pattern that all hosts keep files for ever by: ten digits of a hash, and a suffix."""
    for path in ("a.0123456789.js", "b/c.abcdefabcd.png", "b/.0123456789.css"):
        assert re.fullmatch(ASSET, path)
    for path in ("0123456789.js", "a.012345678.js", "a.01234567890.js", "a.0123456789", "a.012345678g.js", "a.0123456789.js/"):  # fmt: skip
        assert not re.fullmatch(ASSET, path)


def test_pages_with_too_much_set_in_get_a_policy_each(tree: Path) -> None:
    """One for all would be cut off by hosts."""
    for number in range(60):
        (tree / f"page{number}.html").write_text(f"<style>p {{ order: {number} }}</style>")
    found = policy(tree, manifest.of_tree(tree, ""))
    value = header(rules(found), "Content-Security-Policy", "page7.html")
    assert hashed("p { order: 7 }") in value
    assert hashed("p { order: 8 }") not in value
    assert max(map(len, found.each.values())) < 1000
    assert [line for line in hosted.too_many(site(tree)) if "too many different styles" in line]


def embeds(tree: Path, number: int) -> None:
    for each in range(number):
        (tree / "embed" / f"{each}.html").write_text(f"<style>p {{ order: {each} }}</style>")


def test_embeds_with_too_much_set_in_get_a_policy_each(tree: Path) -> None:
    """One for all of them would be cut off by hosts; pages keep theirs. CloudFront, which has one for all, names all."""
    embeds(tree, 60)
    found = policy(tree, manifest.of_tree(tree, ""))
    assert max(len(found.pages), len(found.embeds)) < LONGEST_POLICY < len(found.everything)
    assert sorted(found.each) == sorted(
        ["embed/bars.html", "embed/bars.fragment.html", *(f"embed/{number}.html" for number in range(60))]
    )
    told = rules(found)
    assert hashed("p { order: 7 }") in header(told, "Content-Security-Policy", "embed/7.html")
    assert hashed("p { order: 8 }") not in header(told, "Content-Security-Policy", "embed/7.html")
    assert "frame-ancestors" not in header(told, "Content-Security-Policy", "embed/7.html")
    assert [line for line in hosted.too_many(site(tree)) if line.startswith("Embeds hold too many different styles")]
    made = json.loads(hosts.beside_tree(site(tree))["cloudfront.json"])["Resources"]["EmbedHeaders"]
    assert hashed("p { order: 59 }") in json.dumps(made)


def test_headers_tell_pages_and_embeds_apart_where_one_policy_is_too_long(tree: Path) -> None:
    """By folders, as they tell who may frame: no path is told two policies, and embeds none that keeps them from frames."""
    embeds(tree, 27)
    found = site(tree)
    assert len(found.policy.everything) > LONGEST_POLICY
    assert not found.policy.each
    said = hosted.rules(found)
    for path in (
        "/",
        "/graphics",
        "/graphics.html",
        "/operations/jusan.html",
        "/operations/jusan",
        "/graphics/bars.svg",
    ):
        assert [name for name, _ in told_by(said, path)].count("Content-Security-Policy") == 1
        value = dict(told_by(said, path))["Content-Security-Policy"]
        assert value.endswith("; frame-ancestors 'self'")
        assert hashed(STYLE) in value
        assert hashed("a{b:c}") in value
        assert hashed("p { order: 7 }") not in value
    for path in ("/embed/7.html", "/embed/7", "/embed/bars.fragment.html"):
        assert [name for name, _ in told_by(said, path)].count("Content-Security-Policy") == 1
        value = dict(told_by(said, path))["Content-Security-Policy"]
        assert hashed("p { order: 7 }") in value
        assert "frame-ancestors" not in value
    assert not list(hosted.too_many(found))


def test_who_may_frame_pages_is_counted_too(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes the policy of pages longer than that of everything, where nothing else has styles."""
    shutil.rmtree(tree / "embed")
    (tree / "graphics" / "bars.svg").unlink()
    found = policy(tree, manifest.of_tree(tree, ""))
    assert len(found.pages) > len(found.everything)
    monkeypatch.setattr("publishing.policy.LONGEST_POLICY", len(found.everything))
    assert policy(tree, manifest.of_tree(tree, "")).each


def test_all_that_is_set_in_is_found(tree: Path) -> None:
    """In pages, embeds and pictures; one policy for everything names it all."""
    found = policy(tree, manifest.of_tree(tree, ""))
    assert found.found.pages.styles == {hashed(STYLE), hashed("a{b:c}")}
    assert found.found.embeds.styles == {hashed(STYLE.replace("red", "blue")), hashed("b{c:d}")}
    assert all(each in found.everything for held in vars(found.found).values() for each in held.styles)


def test_what_was_set_in_before_is_allowed_to_all_kinds(tree: Path) -> None:
    """But not by the policy that comes and goes with the tree."""
    before = Held(Inline(frozenset([hashed("before")])), Inline(frozenset([hashed("framed before")])))
    found = policy(tree, manifest.of_tree(tree, ""), lambda _: before)
    for value in (found.pages, found.images):
        assert hashed("before") in value
        assert hashed("framed before") not in value
    assert hashed("framed before") in found.embeds
    assert hashed("before") not in found.embeds + found.everything
    assert hashed("framed before") not in found.everything
    assert found.before == before


def test_too_much_set_in_before_is_forgotten(tree: Path) -> None:
    """Rather than that no policy for all pages has room. The next finish is told of it all the same."""
    many = Inline(frozenset(hashed(str(number)) for number in range(40)), frozenset())
    before = Held(many, many)
    found = policy(tree, manifest.of_tree(tree, ""), lambda _: before)
    for value in (found.pages, found.embeds, found.images):
        assert hashed("7") not in value
    assert hashed(STYLE) in found.pages
    assert len(found.pages) < LONGEST_POLICY
    assert found.each == {}
    assert found.before == before


# _headers and _redirects


def matches(rule: hosted.Rule, path: str) -> bool:
    """Whether both hosts apply a rule to a path, as they document it."""
    parts = re.split(r"(\*|:[a-z]+)", rule.pattern)
    expression = "".join(
        ".*" if part == "*" else "[^/]+" if part.startswith(":") else re.escape(part) for part in parts
    )
    return bool(re.fullmatch(expression, path))


def told_by(rules_: list[hosted.Rule], path: str) -> list[tuple[str, str]]:
    return [each for rule in rules_ if matches(rule, path) for each in rule.headers]


def test_no_path_is_told_a_header_twice(tree: Path) -> None:
    """One of the hosts would join the two by a comma."""
    found = hosted.rules(site(tree))
    missing = ["a/b/c", "graphics/", "embed/none.html", "x.0123456789.js", "embed/none.json"]
    for path in (
        *manifest.files_of(tree),
        "",
        "graphics",
        "operations/jusan",
        "embed/bars",
        "embed/bars.fragment",
        *missing,
    ):
        names = [name for name, _ in told_by(found, f"/{path}")]
        assert len(names) == len(set(names)), path


def test_headers_tell_what_servers_tell(tree: Path) -> None:
    """Assets for ever, the worker never, embeds in any frame, data to any script; a missing asset not for ever."""
    found = hosted.rules(site(tree))
    script = "/theme/js/" + asset(b"1;")
    tell = {path: dict(told_by(found, path)) for path in ("/", "/graphics", "/operations/jusan.html", "/embed/bars.html", "/embed/bars", "/embed/bars.fragment.html", "/embed/bars.fragment", "/embed/bars.json", "/embed/bars.xml", "/embed.js", "/data/facts.json", "/data/facts.csv", "/graphics/bars.svg", "/feeds/atom.xml", script, "/sw.js", "/theme/js/slips.0123456789.js", "/none/at/all")}  # fmt: skip
    for headers in tell.values():
        assert hashed(STYLE) in headers["Content-Security-Policy"]
        assert "frame-ancestors" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/", "/graphics", "/operations/jusan.html", "/data/facts.json"):
        assert tell[path]["X-Frame-Options"] == "SAMEORIGIN"
    for path in ("/embed/bars.html", "/embed/bars"):
        assert "X-Frame-Options" not in tell[path]
    for path in ("/data/facts.json", "/data/facts.csv", "/graphics/bars.svg", "/feeds/atom.xml"):
        assert tell[path]["Access-Control-Allow-Origin"] == "*"
    for path in ("/embed/bars.html", "/embed/bars", "/embed/bars.fragment", "/embed/bars.json"):
        assert "X-Frame-Options" not in tell[path]
        assert tell[path]["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert tell[path]["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in (
        "/embed/bars.fragment.html",
        "/embed/bars.fragment",
        "/embed/bars.json",
        "/embed/bars.xml",
        "/embed.js",
    ):
        assert tell[path]["Access-Control-Allow-Origin"] == "*"
        assert tell[path].get("X-Robots-Tag", "") == ("" if path == "/embed.js" else "noindex")
    assert tell["/embed.js"]["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in ("/embed/bars.html", "/embed/bars", "/", "/graphics", "/data/facts.json"):
        assert "X-Robots-Tag" not in tell[path]
    for path in ("/", "/graphics", "/operations/jusan.html"):
        assert "Cross-Origin-Embedder-Policy" not in tell[path]
    assert tell["/embed/bars.xml"]["Content-Type"] == "text/xml; charset=utf-8"
    assert tell["/data/facts.csv"]["Content-Type"] == "text/csv; charset=utf-8"
    assert "Access-Control-Allow-Origin" not in tell["/graphics"]
    assert tell[script]["Cache-Control"] == "max-age=31536000, immutable"
    assert tell["/sw.js"]["Cache-Control"] == "no-store"
    assert "Cache-Control" not in tell["/theme/js/slips.0123456789.js"]


@pytest.mark.parametrize("beyond", [0, 1, 250])
def test_cloudflares_bounds_are_kept(tree: Path, beyond: int) -> None:
    """100 rules of 2,000 letters a line; the assets that have no room are told, and are none that each page asks for."""
    for number in range(100 - len(hosted.wanted(site(tree))) + beyond):
        content = b"%d" % number
        (tree / "cards" / asset(content, f"card{number}", ".png")).write_bytes(content)
    found = site(tree)
    lines = hosted.headers(found).splitlines()
    assert sum(line.startswith("/") for line in lines) == 100
    assert max(map(len, lines)) <= 2000
    told = {path: dict(told_by(hosted.rules(found), f"/{path}")) for path in found.manifest.by_path()}
    left = [path for path in told if re.fullmatch(ASSET, path) and "Cache-Control" not in told[path]]
    assert len(left) == beyond
    assert all(path.startswith("cards/") for path in left)
    assert [line for line in hosted.too_many(found) if f"no room for {beyond} of the assets" in line] or not beyond
    assert beyond or not list(hosted.too_many(found))


def test_a_missing_file_is_not_kept_for_ever_by_its_folder(tree: Path) -> None:
    """Among more assets than there is room for: both hosts send the rule's headers with their 404 as well."""
    for number in range(150):
        content = b"%d" % number
        (tree / "cards" / asset(content, f"card{number}", ".png")).write_bytes(content)
    found = hosted.rules(site(tree))
    for path in ("/cards/none.png", "/cards/card1.0123456789.png", "/theme/js/slips.0123456789.js", "/theme/none.css"):
        assert "Cache-Control" not in dict(told_by(found, path))


def test_folders_lead_to_what_there_is(tree: Path) -> None:
    """By _redirects of a tree at a site's top, and of one below it."""
    lines = hosted.redirects(site(tree)).splitlines()
    assert "/graphics/ /graphics.html 302" in lines
    assert "/operations/ / 302" in lines
    assert "/theme/js / 302" in lines
    assert not [line for line in lines if line.startswith("/graphics ")]  # Cloudflare would go round for ever
    below = hosted.redirects(site(tree), "/30-years/").splitlines()
    assert "/30-years/graphics/ /30-years/graphics.html 302" in below
    (tree / "data" / "index.html").write_text(PAGE)
    assert not [line for line in hosted.redirects(site(tree)).splitlines() if line.startswith("/data")]


# S3 and CloudFront


def template(tree: Path, base: str = "/30-years/") -> dict:
    return json.loads(hosts.beside_tree(site(tree, "https://news.example" + base))["cloudfront.json"])


def test_the_template_is_one(tree: Path, tmp_path: Path) -> None:
    """By AWS's own linter, below a path and at a root."""
    tool = servers.find("cfn-lint")
    if tool.path is None:
        pytest.skip(tool.reason)
    for name, base in (("below", "/30-years/"), ("root", "/")):
        (tmp_path / f"{name}.json").write_text(json.dumps(template(tree, base)))
    ask = [tool.path, str(tmp_path / "below.json"), str(tmp_path / "root.json")]
    done = subprocess.run(ask, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("base", ["/30-years/", "/"])
def test_cloudfront_keeps_frames_and_lists_as_servers_do(tree: Path, base: str) -> None:
    """As long as a file says; embeds in any frame and pages in none; what is missing is a 404, for it may list."""
    made = {name: each["Properties"] for name, each in template(tree, base)["Resources"].items()}
    kept = made["Kept"]["CachePolicyConfig"]
    assert (kept["MinTTL"], kept["DefaultTTL"], kept["MaxTTL"]) == (0, 60, 31_536_000)
    allowed = made["BucketPolicy"]["PolicyDocument"]["Statement"]
    bucket = {"Fn::GetAtt": ["Bucket", "Arn"]}
    assert {each["Action"]: each["Resource"] for each in allowed} == {"s3:GetObject": {"Fn::Sub": "${Bucket.Arn}/*"}, "s3:ListBucket": bucket}  # fmt: skip
    for each in allowed:
        assert (each["Effect"], each["Principal"]) == ("Allow", {"Service": "cloudfront.amazonaws.com"})
        assert list(each["Condition"]["StringEquals"]) == ["AWS:SourceArn"]
    served = made["Distribution"]["DistributionConfig"]
    assert served["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "PageHeaders"}
    ways = {each["PathPattern"]: each["ResponseHeadersPolicyId"] for each in served["CacheBehaviors"]}
    assert ways == {f"{base}embed/*": {"Ref": "EmbedHeaders"}}
    told = {
        name: made[name]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]["ContentSecurityPolicy"]
        for name in ("PageHeaders", "EmbedHeaders")
    }
    assert told["PageHeaders"]["ContentSecurityPolicy"].endswith("; frame-ancestors 'self'")
    assert "frame-ancestors" not in told["EmbedHeaders"]["ContentSecurityPolicy"]
    assert hashed(STYLE.replace("red", "blue")) in told["EmbedHeaders"]["ContentSecurityPolicy"]


def at_the_edge(code: str, requests: list[dict[str, object]]) -> list[dict]:
    """What a function answers to each, run by Node as it is."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("No Node was found. To get it: install Node from nodejs.org or your system's packages")
    ask = f"{code}\nprocess.stdout.write(JSON.stringify({json.dumps(requests)}.map(handler)))"
    return json.loads(subprocess.run([node, "-e", ask], capture_output=True, text=True, timeout=60, check=True).stdout)


@pytest.mark.parametrize("base", ["/30-years/", "/"])
def test_the_edge_leads_on(tree: Path, base: str) -> None:
    code = template(tree, base)["Resources"]["LeadOn"]["Properties"]["FunctionCode"]
    assert len(code) < 10_000
    ways = {
        "": "index.html",
        "operations/jusan.html": "operations/jusan.html",
        "none/": "none/index.html",
        ".annals/record.1.json": "hidden/nothing",
    }
    folders = {"graphics/": "graphics.html", "graphics": "graphics.html", "theme/js/": ""}
    asked = [base + path for path in (*ways, *folders)] + [base[:-1]] * (base != "/")
    answers = at_the_edge(code, [{"request": {"uri": uri}} for uri in asked])
    led = [(each.get("statusCode"), each["headers"]["location"]["value"]) if "headers" in each else each["uri"] for each in answers]  # fmt: skip
    expected = [base + there for there in ways.values()] + [(302, base + there) for there in folders.values()]
    assert led == expected + [(301, base)] * (base != "/")


def test_the_edge_tells_how_long_and_to_whom(tree: Path) -> None:
    code = template(tree)["Resources"]["Tell"]["Properties"]["FunctionCode"]
    assert len(code) < 10_000
    told = {
        "a.0123456789.js": {"cache-control": "max-age=31536000, immutable"},
        "sw.js": {"cache-control": "no-store"},
        "index.html": {"cache-control": "max-age=60, must-revalidate"},
        "data/facts.json": {"cache-control": "max-age=60, must-revalidate", "access-control-allow-origin": "*"},
        "embed.js": {
            "cache-control": "max-age=60, must-revalidate",
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
        },
        "embed/bars.html": {
            "cache-control": "max-age=60, must-revalidate",
            "cross-origin-resource-policy": "cross-origin",
            "cross-origin-embedder-policy": "require-corp",
        },
        "embed/bars.fragment.html": {
            "cache-control": "max-age=60, must-revalidate",
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
            "cross-origin-embedder-policy": "require-corp",
            "x-robots-tag": "noindex",
        },
        "embed/bars.json": {
            "cache-control": "max-age=60, must-revalidate",
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
            "x-robots-tag": "noindex",
        },
    }
    events = [
        {"request": {"uri": f"/30-years/{path}"}, "response": {"statusCode": 200, "headers": {}}} for path in told
    ]
    found = [{name: each["value"] for name, each in answer["headers"].items()} for answer in at_the_edge(code, events)]
    assert found == list(told.values())


# finish


def test_a_second_run_writes_nothing(tree: Path) -> None:
    """The same bytes, and not one file touched."""
    for twins in (False, True):
        run(tree, twins=twins)
        before = files(tree.parent)
        run(tree, twins=twins)
        assert files(tree.parent) == before


def test_twins_come_and_go(tree: Path) -> None:
    """Asked for, each text that shrinks has them and the manifest lists them; not asked for, none is left."""
    run(tree, twins=True)
    listed = {entry.path: entry for entry in manifest.read(tree).files}
    assert listed["index.html.br"].encoding == "br"
    assert listed["index.html.gz"].type == "text/html; charset=utf-8"
    (tree / "index.html").write_text(PAGE + "more")
    (tree / "graphics.html").unlink()
    run(tree, twins=True)
    assert not (tree / "graphics.html.br").exists()
    run(tree)
    assert not [path for path in manifest.files_of(tree) if path.endswith((".br", ".gz"))]


def test_a_run_that_was_killed_is_made_good(tree: Path) -> None:
    """Before its manifest was written, and with a draft left behind."""
    run(tree, twins=True)
    (tree / manifest.NAME).unlink()
    (tree.parent / ".public.draft").write_text("half")
    run(tree)
    assert not [path for path in manifest.files_of(tree) if path.endswith((".br", ".gz"))]


def test_a_file_of_somebodys_own_is_no_twin(tree: Path) -> None:
    """A server would send it in the place of the file that it is called after."""
    (tree / "data" / "facts.json.gz").write_bytes(b"something else")
    with pytest.raises(Trouble, match=r"data/facts\.json\.gz would be sent in the place of data/facts\.json"):
        run(tree)
    assert (tree / "data" / "facts.json.gz").read_bytes() == b"something else"


def test_a_name_with_another_files_hash_is_refused(tree: Path) -> None:
    """Hosts go by the name, and would keep it for ever."""
    (tree / "photo.0123456789.jpg").write_bytes(b"a photo")
    with pytest.raises(Trouble, match=r"photo\.0123456789\.jpg .* rename it"):
        run(tree)


@pytest.mark.parametrize("twins", [False, True])
def test_the_manifest_lists_what_finish_wrote(tree: Path, twins: bool) -> None:
    run(tree, twins=True)
    run(tree, twins=twins)
    assert {"_headers", "_redirects", ".nojekyll"} <= {entry.path for entry in manifest.read(tree).files}
    assert manifest.read(tree) == manifest.of_tree(tree, "https://news.example/30-years")


@pytest.mark.parametrize("name", ["_headers", "_redirects"])
def test_what_hosts_read_of_somebodys_own_is_refused(tree: Path, name: str) -> None:
    """It was built into the tree; to write over it would lose it, and not to would lose ours."""
    (tree / name).write_text("/old /new 301\n")
    before = files(tree.parent)
    with pytest.raises(Trouble, match=f"/public/{name} was made by somebody else, .* take yours out"):
        run(tree)
    assert files(tree.parent) == before


def test_a_name_that_no_list_can_hold_is_refused(tree: Path) -> None:
    (tree / "data" / "a\nb.csv").write_text("1")
    with pytest.raises(Trouble, match=r"'data/a\\nb.csv' holds '\\n' in its name"):
        run(tree)


def test_what_is_only_read_at_the_top_is_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Below it: what to put there, which lies ready. At the top: nothing, and what lay ready is gone."""
    run(tree)
    said = capsys.readouterr().out
    assert "add to https://news.example/robots.txt the line Sitemap: https://news.example/30-years/sitemap.xml" in said
    root = tree.parent / "deploy" / hosts.AT_THE_ROOT
    assert "\n/30-years/*\n" in (root / "_headers").read_text()
    assert "\nSitemap: https://news.example/30-years/sitemap.xml\n" in (root / "robots.txt").read_text()
    run(tree, "https://news.example")
    assert capsys.readouterr().out == ""
    assert not root.exists()


def test_configuration_of_somebodys_own_is_left_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy = tree.parent / "deploy"
    deploy.mkdir()
    (deploy / "nginx.conf").write_text("# mine\n")
    (deploy / "notes.txt").write_text("mine\n")
    run(tree)
    assert (deploy / "nginx.conf").read_text() == "# mine\n"
    assert (deploy / "notes.txt").read_text() == "mine\n"
    assert "nginx.conf was made by somebody else" in capsys.readouterr().out
    assert all(MADE in path.read_text() for path in deploy.glob("*file"))


def test_the_styles_of_the_tree_before_stay_allowed(tree: Path) -> None:
    """A server has the new configuration before it has the new pages. One tree back, and no further."""
    for colour in ("red", "green", "blue", "blue"):
        for path in ("index.html", "404.html", "graphics.html", "operations/jusan.html"):
            (tree / path).write_text(PAGE.replace("red", colour))
        run(tree)
    conf = (tree.parent / "deploy" / "nginx.conf").read_text()
    assert hashed(STYLE.replace("red", "blue")) in conf
    assert hashed(STYLE.replace("red", "green")) in conf
    assert hashed(STYLE) not in conf
    assert hashed(STYLE.replace("red", "green")) not in (tree / "_headers").read_text()


# What somebody says of a server


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"root": "/srv/$x"}, "ROOT holds '$', which servers read otherwise; name another: /srv/$x"),
        ({"root": '/srv/"x'}, "ROOT holds '\"', which servers read otherwise; name another: /srv/\"x"),
        ({"root": "/srv/x*"}, "ROOT holds '*', "),
        ({"root": "/srv/a\nb"}, "ROOT holds '\\n', "),
        *(
            ({"listen": text}, f"LISTEN is an address and a port from 1 to 65535, such as 127.0.0.1:8080; not {text}")
            for text in (
                "8080;",
                "0",
                "65536",
                "127.0.0.1:0",
                "127.0.0.1:",
                ":8080",
                "a b:80",
                "[::g]:80",
                "[::1::2]:80",
                "٨٠",
                "-1",
            )
        ),
        ({"passwords": "/no/such/file"}, "PASSWORDS=/no/such/file cannot be read: No such file or directory"),
        ({"passwords": "/srv/../dev/null"}, "PASSWORDS=/srv/../dev/null names nobody; make it with htpasswd -cB "),
    ],
)
def test_what_a_server_cannot_be_told_is_refused(tree: Path, told: dict[str, str], message: str) -> None:
    """By the name that it was given by, and before anything is written."""
    before = files(tree.parent)
    with pytest.raises(Trouble) as refused:
        run(tree, **told)
    assert str(refused.value).startswith(message)
    assert files(tree.parent) == before


def test_a_port_alone_is_the_loopbacks(tree: Path) -> None:
    """Whoever tries a server out does not open it to the network."""
    run(tree, listen="8080")
    deploy = tree.parent / "deploy"
    assert "    listen 127.0.0.1:8080;\n" in (deploy / "nginx.conf").read_text()
    assert "\nListen 127.0.0.1:8080\n<VirtualHost 127.0.0.1:8080>\n" in (deploy / "apache.conf").read_text()
    assert "\tbind 127.0.0.1\n" in (deploy / "Caddyfile").read_text()
    run(tree, listen="[::1]:65535")
    assert "    listen [::1]:65535;\n" in (deploy / "nginx.conf").read_text()
    assert "\tbind ::1\n" in (deploy / "Caddyfile").read_text()


def test_caddy_can_be_reloaded(tree: Path) -> None:
    """Each new style takes a reload. A trial alone leaves the port of such orders to another Caddy."""
    run(tree)
    text = (tree.parent / "deploy" / "Caddyfile").read_text()
    assert "admin" not in text
    assert "caddy reload" in text
    run(tree, listen="127.0.0.1:8080")
    text = (tree.parent / "deploy" / "Caddyfile").read_text()
    assert "\n{\n\tadmin off\n}\n" in text
    assert "caddy reload" not in text


SERVERS_OWN = ("nginx.conf", "Caddyfile", "apache.conf", "htaccess")


def test_a_folder_that_servers_misread_costs_only_their_configuration(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody chose its name for a server; whoever has one names the folder there."""
    odd = tree.rename(tree.parent / "a {b}")
    run(odd, "https://news.example", root="/srv/30 years")
    assert 'root "/srv/30 years";' in (tree.parent / "deploy" / "nginx.conf").read_text()
    assert capsys.readouterr().out == ""
    run(odd, "https://news.example")
    said = capsys.readouterr().out
    assert said == (
        "No configuration of servers was made: they would misread '{' in the path of a {b}."
        " Say where the files will lie on the server: ROOT=/…\n"
    )
    assert not [name for name in SERVERS_OWN if (tree.parent / "deploy" / name).exists()]
    assert (tree.parent / "deploy" / "cloudfront.json").exists()
    assert (odd / "_headers").exists()


def test_passwords_in_such_a_folder(tree: Path) -> None:
    """With ROOT there is a configuration, which has to name their file."""
    (tree.parent / "{b}").mkdir()
    passwords = tree.parent / "{b}" / "passwords"
    passwords.write_text("new:$2y$05$" + "a" * 53 + "\n")
    with pytest.raises(Trouble, match=r"PASSWORDS holds '\{', which servers read otherwise; name another: /"):
        run(tree, passwords=str(passwords), root="/srv/x")
    run(tree.rename(tree.parent / "{b}" / "public"), passwords=str(passwords))
    assert not [name for name in SERVERS_OWN if (tree.parent / "{b}" / "deploy" / name).exists()]


def test_passwords_that_caddy_cannot_check_are_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Caddy knows bcrypt alone; the other servers read the file."""
    passwords = tree.parent / "passwords"
    passwords.write_text("# of all\n\nold:{SHA}abc\nolder:$apr1$salt$hash\nnew:$2y$05$" + "a" * 53 + "\n")
    run(tree, passwords=str(passwords))
    assert "Caddy cannot check the password of old, older;" in capsys.readouterr().out
    text = (tree.parent / "deploy" / "Caddyfile").read_text()
    assert "new $2y$05$" in text
    assert "\told " not in text
    assert str(passwords) in (tree.parent / "deploy" / "nginx.conf").read_text()


@pytest.mark.parametrize("line", ["editor:sesame", "sesame", "editor:", "editor:$sesame", "edi tor:$2y$05$sesame", "a{b:{SHA}sesame", "editor:{PLAIN}sesame"])  # fmt: skip
def test_a_password_itself_is_no_hash(tree: Path, line: str) -> None:
    """It would stand in the configuration; nor is it told in the message, which stands in the log of a CI."""
    passwords = tree.parent / "passwords"
    passwords.write_text("new:$2y$05$" + "a" * 53 + f"\n{line}\n")
    with pytest.raises(Trouble, match=r"line 2 is not a name .* with its hash; .* htpasswd -B") as refused:
        run(tree, passwords=str(passwords))
    assert "sesame" not in str(refused.value)
    assert not (tree.parent / "deploy").exists()


def test_a_page_whose_name_servers_misread_is_refused(tree: Path) -> None:
    """Where each page has a policy of its own, its name stands in the configuration."""
    (tree / 'a".html').write_text("".join(f"<style>p {{ order: {number} }}</style>" for number in range(60)))
    with pytest.raises(Trouble, match="holds '\"' in its name, which servers read otherwise; rename it"):
        run(tree)


def test_an_address_in_other_letters_is_encoded_where_it_must_be(tree: Path) -> None:
    """A server matches the path as it is meant, and leads to it as it is written."""
    found = hosts.beside_tree(site(tree, "https://news.example/30-%D0%BB%D0%B5%D1%82"))
    assert 'location "/30-лет/"' in found["nginx.conf"]
    assert 'return 301 "/30-%D0%BB%D0%B5%D1%82/"' in found["nginx.conf"]
    assert caddy.address(site(tree, "https://news.example/30-%D0%BB")) == "https://news.example"


# The list of what the build wrote


def test_the_next_build_knows_what_finish_wrote(published: Path, tmp_path: Path) -> None:
    """It takes no file that finish added for somebody's own; one that is somebody's is the first that it names."""
    out = Path(shutil.copytree(published.parent, tmp_path / "made")) / published.name
    run(out, twins=True)
    assert (out / "index.html.br").is_file()
    (out / "zzz.txt").write_text("somebody's own")  # the last of all names, and files are looked at in order
    run(out, twins=True)
    done = build(ROOT / "publishconf.py", out, env={"PUBLIC_URL": PUBLIC_URL})
    assert done.returncode == 1
    assert "it holds zzz.txt, which no build made" in done.stderr
    assert (out / "zzz.txt").exists()


def test_each_file_is_claimed_once(tree: Path) -> None:
    lock = tree.parent / ".public.lock"
    lock.write_text("index.html\nmanifest.json")
    for _ in range(2):
        run(tree)
    listed = lock.read_text().splitlines()
    assert listed == ["index.html", "manifest.json", ".nojekyll", "_headers", "_redirects"]


def test_a_tree_that_is_being_built_is_left_alone(tree: Path) -> None:
    lock = tree.parent / ".public.lock"
    lock.write_text("index.html")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Trouble, match="a build is writing"):
            run(tree)
    assert not (tree / manifest.NAME).exists()
