"""Places to deploy to on this machine: a folder, and servers of WebDAV, SFTP and S3 that end with the test."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import socket
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from urllib.parse import quote

PASSWORD = "open sesame"
OWN = (".annals/record.1.json", ".annals/record.2.json")
LISTS = (".annals/run.", ".annals/met.")  # of runs that did not come to their end


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"no server on port {port}")


@contextmanager
def server(port: int, log: Path, *command: str) -> Iterator[None]:
    """A server that ends with the block, whatever happens there."""
    with log.open("wb") as lines:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=lines, stderr=lines)
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Folder:
    """A place whose files lie in a folder, wherever its server stands. to: what make deploy is told."""

    flat = False

    def __init__(self, to: str, folder: Path) -> None:
        self.to, self.folder = to, folder

    def files(self) -> dict[str, bytes]:
        """Every file there but those of the record."""
        found = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in found.items() if not name.startswith((*OWN, *LISTS))}

    def lists(self) -> set[str]:
        return {f".annals/{path.name}" for path in self.folder.glob(".annals/*")} - {*OWN, ".annals/up"}

    def folders(self) -> set[str]:
        return {p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_dir()} - {".annals"}

    def stamps(self) -> dict[str, object]:
        """What differs once a file was written again, though with the same bytes."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def put(self, path: str, content: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content)

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()

    def clear(self) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir()


class Bucket:
    """An S3 bucket of a moto server."""

    flat = True

    def __init__(self, port: int, bucket: str = "feature") -> None:
        self.port, self.bucket = port, bucket
        self.to = (
            f":s3,provider=Other,access_key_id=key,secret_access_key=secret,force_path_style=true,"
            f"endpoint='http://127.0.0.1:{port}':{bucket}/site"
        )
        self.ask("PUT", f"/{bucket}")

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[Message, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        who = "AWS4-HMAC-SHA256 Credential=key/20270101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
        connection.request(method, path, body, {"Authorization": who})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status in (200, 204), (method, path, answer.status, content)
        connection.close()
        return answer.headers, content

    def _list(self) -> dict[str, str]:
        listing = ET.fromstring(self.ask("GET", f"/{self.bucket}?list-type=2&prefix=site/")[1])
        found = {}
        for item in listing.iter():
            if item.tag.endswith("}Contents"):
                fields = {field.tag.partition("}")[2]: field.text or "" for field in item}
                found[fields["Key"].removeprefix("site/")] = f"{fields['ETag']} {fields['LastModified']}"
        return found

    def _path(self, path: str) -> str:
        return quote(f"/{self.bucket}/site/{path}")

    def files(self) -> dict[str, bytes]:
        return {path: self.read(path) for path in self._list() if not path.startswith((*OWN, *LISTS))}

    def lists(self) -> set[str]:
        return {path for path in self._list() if path.startswith(LISTS)}

    def folders(self) -> set[str]:
        return set()

    def stamps(self) -> dict[str, object]:
        return dict(self._list())

    def read(self, path: str) -> bytes:
        return self.ask("GET", self._path(path))[1]

    def headers(self, path: str) -> Message:
        return self.ask("HEAD", self._path(path))[0]

    def put(self, path: str, content: bytes) -> None:
        self.ask("PUT", self._path(path), content)

    def remove(self, path: str) -> None:
        self.ask("DELETE", self._path(path))

    def clear(self) -> None:
        for path in self._list():
            self.remove(path)


Place = Folder | Bucket


def obscured(rclone: str, password: str) -> str:
    return subprocess.run([rclone, "obscure", password], capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def rclone_server(rclone: str, kind: str, room: Path) -> Iterator[Folder]:
    """rclone's own server of WebDAV or SFTP, with a password."""
    folder, port = room / "served", free_port()
    folder.mkdir()
    command = [rclone, "serve", kind, str(folder), "--addr", f"127.0.0.1:{port}", "--user", "u", "--pass", PASSWORD]
    with server(port, room / "server.log", *command, "--dir-cache-time", "10ms", "--config", "/dev/null"):
        where = f"host=127.0.0.1,port={port}" if kind == "sftp" else f"url='http://127.0.0.1:{port}'"
        yield Folder(f":{kind},{where},user=u,pass={obscured(rclone, PASSWORD)}:", folder)


@contextmanager
def moto(program: str, room: Path) -> Iterator[Bucket]:
    port = free_port()
    with server(port, room / "server.log", program, "-H", "127.0.0.1", "-p", str(port)):
        yield Bucket(port)


@contextmanager
def openssh(sshd: str, room: Path) -> Iterator[Folder]:
    """OpenSSH's own server, with a key, and no shell: SFTP alone."""
    folder, port = room / "served", free_port()
    folder.mkdir()
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(room / name)], check=True)
    options = {
        "ListenAddress": "127.0.0.1",
        "HostKey": room / "host",
        "AuthorizedKeysFile": room / "user.pub",
        "StrictModes": "no",
        "PidFile": "none",
        "Subsystem": "sftp internal-sftp",
        "UsePAM": "no",
    }
    arguments = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    with server(port, room / "server.log", sshd, "-D", "-e", "-f", "/dev/null", "-p", str(port), *arguments):
        yield Folder(f":sftp,host=127.0.0.1,port={port},user={user},key_file={room / 'user'}:{folder}", folder)
