"""Passwords for a preview, brotli by nginx, a tree without twins, Apache's file for shared hosting."""

import gzip
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from dev import servers
from tests.servers import running as starting
from tests.servers.conftest import AT_ROOT, BELOW, plant
from tests.servers.running import SERVERS, running

# The password is "open sesame", by bcrypt.
PASSWORDS = "# for the preview\neditor:$2y$05$annalsannalsannalsanneQ6g4jhROeaJKjD/LSfpByBjTYC058J6\n"


# Every letter that is no part of a name and stands in a path that all three servers read as it is.
ODD = "Мой проект (1) & 'a' #~;,=+@!<>|%^:"


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def small(room: Path, tmp_path: Path) -> Path:
    """A folder of its own with a small tree in it."""
    folder = room / tmp_path.name
    (folder / "tree" / "data").mkdir(parents=True)
    words = "One word after another. " * 100
    (folder / "tree" / "index.html").write_text(f"<!doctype html><title>Home</title><p>{words}")
    (folder / "tree" / "404.html").write_text(f"<!doctype html><title>Missing</title><p>{words}")
    (folder / "tree" / "data" / "facts.json").write_text('{"facts": [1, 2, 3]}' + " " * 500)
    return folder


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("address", [BELOW, AT_ROOT])
def test_a_preview_asks_for_a_password(small: Path, name: str, address: str) -> None:
    """Each file does; who knows it gets the page, which no search engine lists and no shared cache keeps."""
    passwords = small / "passwords"
    passwords.write_text(PASSWORDS)
    passwords.chmod(0o644)
    with running(name, small / "tree", small, address, passwords=str(passwords)) as server:
        wrong = {"Authorization": basic("editor", "open, sesame")}
        right = {"Authorization": basic("editor", "open sesame")}
        for path in ("", "data/facts.json", "nothing", "x.0123456789.js", "manifest.json"):
            for credentials in ({}, wrong):
                refused = server.ask(path, **credentials)
                assert refused.status == 401, path
                assert refused["www-authenticate"].lower().startswith("basic")
                assert b"One word" not in refused.body
                assert refused["cache-control"] in ("", "no-store")
        page = server.ask("", **right)
        assert page.status == 200
        assert page["x-robots-tag"] == "noindex"
        assert page["cache-control"] == "private, max-age=60, must-revalidate"
        missing = server.ask("nothing", **right)
        assert (missing.status, missing["x-robots-tag"]) == (404, "noindex")


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("address", [BELOW, AT_ROOT])
def test_a_folder_of_any_name_is_served(small: Path, name: str, address: str) -> None:
    """Where nobody thought of servers when it was named: the tree and the file of passwords lie in it."""
    tree = Path(shutil.copytree(small / "tree", small / ODD / "public"))
    (tree / "SHA256SUMS").write_text("0\n")
    passwords = small / ODD / "passwords"
    passwords.write_text(PASSWORDS)
    passwords.chmod(0o644)
    with running(name, tree, small, address, passwords=str(passwords)) as server:
        right = {"Authorization": basic("editor", "open sesame")}
        assert server.ask("data/facts.json").status == 401
        assert server.ask("data/facts.json", **right).body == (tree / "data" / "facts.json").read_bytes()
        for coding in ("gzip", "identity"):
            packed = server.ask("", Accept_Encoding=coding, **right)
            assert (packed.status, packed["content-encoding"]) == (200, coding.removeprefix("identity"))
        assert server.ask("SHA256SUMS", **right)["content-type"] == "text/plain; charset=utf-8"
        assert server.ask("data/", **right).status == 302
        missing = server.ask("nothing", **right)
        assert (missing.status, missing.body) == (404, (tree / "404.html").read_bytes())


def test_a_published_feature_may_be_listed(served) -> None:
    for name in SERVERS:
        assert served(name, BELOW).ask("")["x-robots-tag"] == ""


@pytest.mark.parametrize("name", SERVERS)
def test_a_tree_without_twins_is_packed_by_the_server(small: Path, name: str) -> None:
    with running(name, small / "tree", small, AT_ROOT, twins=False) as server:
        assert not list((small / "tree").rglob("*.gz"))
        for path in ("index.html", "data/facts.json", "nothing"):
            answer = server.ask(path, Accept_Encoding="gzip")
            assert answer["content-encoding"] == "gzip", (path, answer.headers)
            assert answer["vary"].lower() == "accept-encoding"
            assert gzip.decompress(answer.body) == server.ask(path).body
            assert server.ask(path, Accept_Encoding="gzip;q=0")["content-encoding"] == ""


@pytest.mark.parametrize("name", SERVERS)
def test_what_a_server_packed_is_not_sent_again(small: Path, name: str) -> None:
    """To a reader who has it, whatever else the reader has; what changed is. Apache tells the plain file's tag again."""
    with running(name, small / "tree", small, AT_ROOT, twins=False) as server:
        for coding in ("gzip", "identity"):
            tag = server.ask("index.html", Accept_Encoding=coding)["etag"]
            for kept in (tag, f'"one-gzip", {tag}, "two-gzip"', f"W/{tag.removeprefix('W/')}"):
                again = server.ask("index.html", Accept_Encoding=coding, If_None_Match=kept)
                assert (again.status, again.body) == (304, b"")
                assert again["etag"].removeprefix("W/") in ("", tag.removeprefix("W/").replace("-gzip", ""))
            for kept in ('"another"', '"another-gzip"', '"-gzip"'):
                assert server.ask("index.html", Accept_Encoding=coding, If_None_Match=kept).status == 200


def test_nginx_with_its_brotli_module(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the line for it is uncommented, as the file says, .br twins are sent with the right headers."""
    if servers.nginx_brotli() is None:
        pytest.skip("nginx has no brotli module. To get it: apt install libnginx-mod-http-brotli-static")
    usual = starting.nginx

    def uncommented(program: str, room: Path) -> list[str]:
        made = room / "deploy" / "nginx.conf"
        made.write_text(made.read_text().replace("# brotli_static on;", "brotli_static on;"))
        return usual(program, room)

    monkeypatch.setattr(starting, "nginx", uncommented)
    with running("nginx", small / "tree", small, BELOW) as server:
        for path in ("", "data/facts.json"):
            answer = server.ask(path, Accept_Encoding="gzip, br")
            assert answer["content-encoding"] == "br"
            assert answer["vary"].lower() == "accept-encoding"
            assert answer["content-type"] == server.ask(path)["content-type"]
            assert answer.body == (small / "tree" / f"{path or 'index.html'}.br").read_bytes()
            assert server.ask(path, Accept_Encoding="gzip, br;q=0")["content-encoding"] == "gzip"
            assert server.ask(path, Accept_Encoding="br", If_None_Match=answer["etag"]).status == 304


@pytest.mark.parametrize("address", [BELOW, AT_ROOT])
def test_apache_by_htaccess_alone(small: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """The file for shared hosting does by itself what the virtual host does."""
    plant(small / "tree")
    usual = starting.apache

    def shared(program: str, room: Path) -> list[str]:
        made = (room / "deploy" / "apache.conf").read_text()
        listen = next(line for line in made.splitlines() if line.startswith("Listen"))
        shutil.copy(room / "deploy" / "htaccess", room / "tree" / ".htaccess")
        place = f'Alias /30-years "{room}/tree"' if address == BELOW else f'DocumentRoot "{room}/tree"'
        around = f'{listen}\n{place}\n<Directory "{room}/tree">\nAllowOverride All\nRequire all granted\n</Directory>'
        return usual(program, room, around)

    monkeypatch.setattr(starting, "apache", shared)
    with running("apache2", small / "tree", small, address) as server:
        page = server.ask("", Accept_Encoding="br")
        assert (page.status, page["content-encoding"]) == (200, "br")
        assert "frame-ancestors 'self'" in page["content-security-policy"]
        assert "frame-ancestors" not in server.ask("embed/probe.html")["content-security-policy"]
        missing = server.ask("a/b/x.0123456789.js")
        assert (missing.status, missing["cache-control"]) == (404, "max-age=60, must-revalidate")
        assert missing.body == (small / "tree" / "404.html").read_bytes()
        assert server.ask("data/").status == 302
        assert server.ask(".annals/record.1.json").status == 404
        assert server.ask(".htaccess").status in (403, 404)
        assert server.ask("sw.js")["cache-control"] == "no-store"


@pytest.mark.parametrize("address", [BELOW, AT_ROOT, "https://news.example/30-%D0%BB%D0%B5%D1%82"])
@pytest.mark.parametrize("name", SERVERS)
def test_the_server_reads_what_is_made_for_its_own_address(small: Path, name: str, address: str) -> None:
    """With the usual ports and the address's own name, which a test cannot take."""
    tool = servers.find(name)
    if tool.path is None:
        pytest.skip(tool.reason)
    starting.finished(small / "tree", small / "deploy", address)
    made = {"nginx": "nginx.conf", "caddy": "Caddyfile", "apache2": "apache.conf"}[name]
    assert "news.example" in (small / "deploy" / made).read_text()
    if name == "caddy":
        command = [tool.path, "adapt", "--adapter", "caddyfile", "--config", str(small / "deploy" / made)]
    else:
        command = [*{"nginx": starting.nginx, "apache2": starting.apache}[name](tool.path, small), "-t"]
    done = subprocess.run(command, cwd=small, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.lower()
    assert '"admin"' not in done.stdout  # a Caddy that takes no orders could not be reloaded
