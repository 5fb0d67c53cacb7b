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
from publishing.inline import Inline, inline
from publishing.policy import ASSET, header, page_policy, policy, rules
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
    (tree / "graphics" / "bars.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><style>a{b:c}</style></svg>")
    (tree / "data" / "facts.json").write_text("[1]" + " " * 400)
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
    assert inline(text, is_xml=True).styles == {hashed("a > b {}"), hashed("c > d {} &amp;")}


def test_each_kind_has_its_policy(tree: Path) -> None:
    found = rules(policy(tree, manifest.of_tree(tree, "")))
    csp = {path: header(found, "Content-Security-Policy", path) for path in ("", "index.html", "embed/bars.html", "graphics/bars.svg", "data/facts.json")}  # fmt: skip
    assert hashed(STYLE) in csp["index.html"]
    assert csp["index.html"] == csp[""]
    assert csp["index.html"].endswith("frame-ancestors 'self'")
    assert hashed(STYLE.replace("red", "blue")) in csp["embed/bars.html"]
    assert hashed(STYLE) not in csp["embed/bars.html"]
    assert "frame-ancestors" not in csp["embed/bars.html"]
    assert hashed("a{b:c}") in csp["graphics/bars.svg"]
    assert csp["data/facts.json"] == "frame-ancestors 'self'"
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


# _headers and _redirects


def told_by(rules_: list[hosted.Rule], path: str) -> list[tuple[str, str]]:
    return [each for rule in rules_ if rule.matches(path) for each in rule.headers]


def test_no_path_is_told_a_header_twice(tree: Path) -> None:
    """One of the hosts would join the two by a comma."""
    found = hosted.rules(site(tree))
    missing = ["a/b/c", "graphics/", "embed/none.html", "x.0123456789.js", "embed/none.json"]
    for path in (*manifest.files_of(tree), "", "graphics", "operations/jusan", "embed/bars", *missing):
        names = [name for name, _ in told_by(found, f"/{path}")]
        assert len(names) == len(set(names)), path


def test_headers_tell_what_servers_tell(tree: Path) -> None:
    """Assets for ever, the worker never, embeds in any frame, data to any script; a missing asset not for ever."""
    found = hosted.rules(site(tree))
    script = "/theme/js/" + asset(b"1;")
    tell = {path: dict(told_by(found, path)) for path in ("/", "/graphics", "/operations/jusan.html", "/embed/bars.html", "/embed/bars", "/data/facts.json", script, "/sw.js", "/theme/js/slips.0123456789.js", "/none/at/all")}  # fmt: skip
    for headers in tell.values():
        assert hashed(STYLE) in headers["Content-Security-Policy"]
        assert "frame-ancestors" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/", "/graphics", "/operations/jusan.html", "/data/facts.json"):
        assert tell[path]["X-Frame-Options"] == "SAMEORIGIN"
    for path in ("/embed/bars.html", "/embed/bars"):
        assert "X-Frame-Options" not in tell[path]
    assert tell["/data/facts.json"]["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in tell["/graphics"]
    assert tell[script]["Cache-Control"] == "max-age=31536000, immutable"
    assert tell["/sw.js"]["Cache-Control"] == "no-store"
    assert "Cache-Control" not in tell["/theme/js/slips.0123456789.js"]


@pytest.mark.parametrize("count", [5, 80, 95, 300])
def test_cloudflares_bounds_are_kept(tree: Path, count: int) -> None:
    """100 rules of 2,000 letters a line; what has no room is told. Assets go by folders where they are many."""
    for number in range(count):
        content = b"%d" % number
        (tree / "cards" / asset(content, f"card{number}", ".png")).write_bytes(content)
    lines = hosted.headers(site(tree)).splitlines()
    assert sum(line.startswith("/") for line in lines) <= 100
    assert max(map(len, lines)) <= 2000
    for path in manifest.files_of(tree):
        if re.fullmatch(ASSET, path):
            assert dict(told_by(hosted.rules(site(tree)), f"/{path}"))["Cache-Control"].endswith("immutable")
    assert list(hosted.too_many(site(tree))) == []


def test_assets_that_have_no_room_are_told(tree: Path) -> None:
    """They lie among other files, so that no folder can stand for them."""
    for number in range(150):
        content = b"%d" % number
        (tree / "graphics" / asset(content, f"map{number}", ".png")).write_bytes(content)
    assert sum(line.startswith("/") for line in hosted.headers(site(tree)).splitlines()) == 100
    assert any("no room" in line for line in hosted.too_many(site(tree)))


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


@pytest.mark.parametrize("address", ["https://news.example/30-years", "https://news.example"])
def test_the_template_is_one(tree: Path, address: str, tmp_path: Path) -> None:
    """By AWS's own linter."""
    tool = servers.find("cfn-lint")
    if tool.path is None:
        pytest.skip(tool.reason)
    file = tmp_path / "cloudfront.json"
    file.write_text(hosts.beside_tree(site(tree, address))["cloudfront.json"])
    done = subprocess.run([tool.path, str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def at_the_edge(code: str, event: dict[str, object]) -> dict:
    """What a function answers, run by Node as it is."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("No Node was found. To get it: install Node from nodejs.org or your system's packages")
    ask = f"{code}\nprocess.stdout.write(JSON.stringify(handler({json.dumps(event)})))"
    return json.loads(subprocess.run([node, "-e", ask], capture_output=True, text=True, timeout=60, check=True).stdout)


@pytest.mark.parametrize("base", ["/30-years/", "/"])
def test_the_edge_leads_on(tree: Path, base: str) -> None:
    template = json.loads(hosts.beside_tree(site(tree, "https://news.example" + base))["cloudfront.json"])
    code = template["Resources"]["LeadOn"]["Properties"]["FunctionCode"]
    assert len(code) < 10_000
    ways = {
        "": "index.html",
        "operations/jusan.html": "operations/jusan.html",
        "none/": "none/index.html",
        ".annals/record.1.json": "hidden/nothing",
    }
    for path, there in ways.items():
        assert at_the_edge(code, {"request": {"uri": base + path}})["uri"] == base + there
    for path, there in {"graphics/": "graphics.html", "graphics": "graphics.html", "theme/js/": ""}.items():
        answer = at_the_edge(code, {"request": {"uri": base + path}})
        assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, base + there)
    if base != "/":
        answer = at_the_edge(code, {"request": {"uri": base[:-1]}})
        assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (301, base)


def test_the_edge_tells_how_long(tree: Path) -> None:
    template = json.loads(hosts.beside_tree(site(tree, "https://news.example/30-years"))["cloudfront.json"])
    code = template["Resources"]["Tell"]["Properties"]["FunctionCode"]
    told = {"a.0123456789.js": "max-age=31536000, immutable", "sw.js": "no-store", "index.html": "max-age=60, must-revalidate"}  # fmt: skip
    for path, value in told.items():
        event = {"request": {"uri": f"/30-years/{path}"}, "response": {"statusCode": 200, "headers": {}}}
        assert at_the_edge(code, event)["headers"] == {"cache-control": {"value": value}}
    event = {"request": {"uri": "/30-years/data/facts.json"}, "response": {"statusCode": 200, "headers": {}}}
    assert at_the_edge(code, event)["headers"]["access-control-allow-origin"] == {"value": "*"}


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


def test_the_manifest_lists_what_finish_wrote(tree: Path) -> None:
    run(tree)
    assert {"_headers", "_redirects", ".nojekyll"} <= {entry.path for entry in manifest.read(tree).files}
    assert manifest.read(tree) == manifest.of_tree(tree, "https://news.example/30-years")


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


def test_too_much_set_in_before_is_forgotten() -> None:
    """Rather than that no policy for all pages has room."""
    many = Inline(frozenset(hashed(str(number)) for number in range(40)), frozenset())
    assert len(page_policy(many)) > 1800


@pytest.mark.parametrize(
    "told",
    [
        {"root": "/srv/$x"},
        {"root": '/srv/"x'},
        {"root": "/srv/a b"},
        {"listen": "8080;"},
        {"passwords": "/no/such/file"},
    ],
)
def test_what_would_break_out_of_a_configuration_is_refused(tree: Path, told: dict[str, str]) -> None:
    with pytest.raises(Trouble):
        run(tree, **told)
    assert not (tree.parent / "deploy").exists()


def test_passwords_that_caddy_cannot_check_are_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Caddy knows bcrypt alone; the other servers read the file."""
    passwords = tree.parent / "passwords"
    passwords.write_text("old:{SHA}abc\nnew:$2y$05$" + "a" * 53 + "\n")
    run(tree, passwords=str(passwords))
    assert "Caddy cannot check the password of old" in capsys.readouterr().out
    text = (tree.parent / "deploy" / "Caddyfile").read_text()
    assert "new $2y$05$" in text
    assert "\told " not in text
    assert str(passwords) in (tree.parent / "deploy" / "nginx.conf").read_text()
    passwords.write_text("nonsense\n")
    with pytest.raises(Trouble, match="htpasswd -cB"):
        run(tree, passwords=str(passwords))


def test_an_address_in_other_letters_is_encoded_where_it_must_be(tree: Path) -> None:
    """A server matches the path as it is meant, and leads to it as it is written."""
    found = hosts.beside_tree(site(tree, "https://news.example/30-%D0%BB%D0%B5%D1%82"))
    assert 'location "/30-лет/"' in found["nginx.conf"]
    assert 'return 301 "/30-%D0%BB%D0%B5%D1%82/"' in found["nginx.conf"]
    assert caddy.address(site(tree, "https://news.example/30-%D0%BB")) == "https://news.example"


# The list of what the build wrote


def test_the_next_build_knows_what_finish_wrote(tmp_path: Path) -> None:
    """It replaces the tree, files that finish added included, instead of taking them for somebody's own."""
    out = tmp_path / "public"
    for _ in range(2):
        done = build(ROOT / "publishconf.py", out, env={"PUBLIC_URL": PUBLIC_URL})
        assert done.returncode == 0, done.stderr
        run(out, twins=True)
        assert (out / "index.html.br").is_file()
    (out / "mine.txt").write_text("somebody's own")
    run(out)
    assert build(ROOT / "publishconf.py", out, env={"PUBLIC_URL": PUBLIC_URL}).returncode == 1
    assert (out / "mine.txt").exists()


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
