"""Starts real servers on a loopback port with the made configuration as it is, asks them, and ends them."""

import argparse
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dev import servers
from publishing.finish import finish

HOST = "127.0.0.1"
SERVERS = ("nginx", "caddy", "apache2")
PATIENCE = 20.0  # seconds that a server has to start, and to end
APACHE_MODULES = (
    "mpm_event", "alias", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "deflate", "dir", "env",
    "filter", "headers", "mime", "rewrite",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a server said. headers: (name in small letters, value), as they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each == name]

    def __getitem__(self, name: str) -> str:
        """The one value of a header; "" where it is missing. A header that comes twice fails the test."""
        found = self.all(name)
        assert len(found) < 2, f"{name} came {len(found)} times: {found}"
        return found[0] if found else ""


@dataclass(frozen=True)
class Running:
    """A server and the tree that it serves. base: the path of the tree's top, with a slash at both ends."""

    name: str
    port: int
    base: str
    tree: Path

    @property
    def top(self) -> str:
        """The address of the tree's top."""
        return f"http://{HOST}:{self.port}{self.base}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path below the tree's top. A header's name is written with _ for -."""
        return self.ask_for(self.base + path, method, **headers)

    def ask_for(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for exactly this target."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders()
            got = connection.getresponse()
            found = tuple((name.lower(), value) for name, value in got.getheaders())
            return Answer(got.status, found, got.read())
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def finished(
    tree: Path, folder: Path, address: str, *, twins: bool = True, listen: str = "", passwords: str = ""
) -> None:
    """Finish a tree as `make publish` does, with the configuration in that folder."""
    arguments = argparse.Namespace(
        tree=tree,
        address=address,
        twins=twins,
        cache=folder.parent / "twins",
        hosts=folder,
        root="",
        listen=listen,
        passwords=passwords,
    )
    assert finish(arguments) == 0


@contextmanager
def running(name: str, tree: Path, room: Path, address: str, **options: object) -> Iterator[Running]:
    """Finish a tree and serve it. room: an empty folder. Skips the test where the server is missing."""
    tool = servers.find(name)
    if tool.path is None:
        pytest.skip(tool.reason)
    port = free_port()
    finished(tree, room / "deploy", address, listen=f"{HOST}:{port}", **options)
    command = {"nginx": nginx, "caddy": caddy, "apache2": apache}[name](tool.path, room)
    said = room / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=room,
            env={**os.environ, "HOME": str(room), "XDG_CONFIG_HOME": str(room), "XDG_DATA_HOME": str(room)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        wait(process, port, said)
        yield Running(name, port, urlsplit(address).path.rstrip("/") + "/", tree)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait(process: subprocess.Popen, port: int, said: Path) -> None:
    """Wait until somebody listens; fail with what the server said where it ends before."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"{process.args} ended:\n{said.read_text(errors='replace')}")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"{process.args} does not listen:\n{said.read_text(errors='replace')}")


def nginx(program: str, room: Path) -> list[str]:
    """nginx in one process, with the least around the made file that it starts with."""
    outer = room / "outer.conf"
    temporary = "".join(
        f"    {each}_temp_path {room}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    module = servers.nginx_brotli() if "\n    brotli_static on;" in (room / "deploy/nginx.conf").read_text() else None
    outer.write_text(
        (f"load_module {module};\n" if module else "")
        + f"daemon off;\nmaster_process off;\npid {room}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n    access_log off;\n{temporary}    include {room}/deploy/nginx.conf;\n}}\n"
    )
    return [program, "-e", "stderr", "-p", str(room), "-c", str(outer)]


def caddy(program: str, room: Path) -> list[str]:
    return [program, "run", "--config", str(room / "deploy" / "Caddyfile"), "--adapter", "caddyfile"]


def apache(program: str, room: Path, site: str = "Include {room}/deploy/apache.conf") -> list[str]:
    """Apache with the modules that the made file names, and no table of media types."""
    modules = servers.apache_modules(program)
    if modules is None:
        pytest.skip(f"The modules of {program} lie in no known folder. To get them: apt install apache2")
    (room / "types").write_text("")
    lines = [f"ServerRoot {room}", f"PidFile {room}/pid", f"ErrorLog {room}/errors", f"DefaultRuntimeDir {room}"]
    lines += ["ServerName localhost", f"TypesConfig {room}/types", "ServerTokens Prod"]
    # What distributions set of themselves, and would send twins as another thing by.
    lines += ["AddEncoding x-gzip .gz", "AddType application/x-gzip .gz", "AddLanguage br .br"]
    if os.geteuid() == 0:
        lines += ["User nobody", "Group nogroup"]
    loaded = [each for each in APACHE_MODULES if (modules / f"mod_{each}.so").is_file()]  # some are built in
    lines = [f"LoadModule {each}_module {modules}/mod_{each}.so" for each in loaded] + lines
    outer = room / "outer.conf"
    outer.write_text(
        "\n".join(
            [
                *lines,
                "<Directory />",
                "    AllowOverride None",
                "    Require all denied",
                "</Directory>",
                site.format(room=room),
            ]
        )
        + "\n"
    )
    return [program, "-X", "-f", str(outer)]
