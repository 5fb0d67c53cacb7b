"""One rclone process for a whole deploy, spoken to over HTTP on this machine alone.

It ends when this process does, however that ends: a shell beside it reads from a pipe that this process holds open, and
ends rclone when the pipe closes.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import secrets
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from publishing.trouble import Trouble

OLDEST = (1, 60)  # Debian 12's; no older one was tried
GET = "get rclone (apt install rclone, brew install rclone, or https://rclone.org/install), or name it in RCLONE"
AND_END_WITH_US = 'exec 3>&2 2>/dev/null; "$@" 2>&3 3>&- & pid=$!; exec 3>&-; read x; kill $pid; wait $pid'
SETTINGS = MappingProxyType(
    {
        "RCLONE_CONTIMEOUT": "15s",
        "RCLONE_TIMEOUT": "60s",
        "RCLONE_LOW_LEVEL_RETRIES": "3",
        "RCLONE_RETRIES": "1",
        "RCLONE_S3_NO_CHECK_BUCKET": "true",  # a bucket that is missing is told, not made
        # Servers make an ETag of a file's time and size. A file that is put gets the time of now, so that an edit which
        # keeps both reaches readers who have the old one.
        "RCLONE_LOCAL_NO_SET_MODTIME": "true",
        "RCLONE_SFTP_SET_MODTIME": "false",
        "RCLONE_LOCAL_LINKS": "true",  # links in a folder are listed, and not followed
    }
)
_PORT = re.compile(r"http://127\.0\.0\.1:(\d+)/")


class Refused(Exception):
    """rclone could not do what it was asked to; its own words."""


def trusting(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with AWS's name for a CA in rclone's own: an rclone that finds the former cannot reach S3."""
    own = dict(environment)
    if bundle := own.pop("AWS_CA_BUNDLE", ""):
        own.setdefault("RCLONE_CA_CERT", bundle)
    return own


class Daemon:
    """A running rclone. Raises Trouble where there is none that works.

    calls: how many calls it was asked for, for tests and benchmarks.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        program = environment.get("RCLONE") or "rclone"
        found = shutil.which(program, path=environment.get("PATH"))
        if not found:
            raise Trouble(f"{program} is not on this machine: {GET}")
        self.calls = 0
        self.version: tuple[int, ...] = ()
        self._program = found
        self._awaited = threading.RLock()
        self._log: deque[str] = deque(maxlen=20)
        self._started = threading.Event()
        self._port = 0
        self._idle: list[http.client.HTTPConnection] = []
        password = secrets.token_urlsafe(16)
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(f"annals:{password}".encode()).decode(),
            "Content-Type": "application/json",
        }
        self._process = subprocess.Popen(
            ["sh", "-c", AND_END_WITH_US, "sh", found, "rcd", "--rc-addr", "127.0.0.1:0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C is for this process, which ends rclone when it is ready to
            env={
                **SETTINGS,
                **trusting(environment),
                "RCLONE_RC_USER": "annals",
                "RCLONE_RC_PASS": password,
                "RCLONE_RC_SERVER_WRITE_TIMEOUT": "24h",  # a large file may take long to answer for
                "RCLONE_USE_JSON_LOG": "false",
            },
        )
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _read_log(self) -> None:
        assert self._process.stderr
        with self._process.stderr as lines:
            for line in lines:
                self._log.append(line.strip())
                if not self._port and (match := _PORT.search(line)):
                    self._port = int(match[1])
                    self._started.set()
        self._started.set()

    def _await(self) -> None:
        """Wait until rclone answers. Raises Trouble where it does not, or is too old."""
        if not self._started.wait(30) or not self._port:
            raise Trouble(f"{self._program} does not start as rclone does ({self.last_words}): {GET}")
        version = str(self("core/version").get("version", ""))
        self.version = tuple(map(int, re.findall(r"\d+", version)[:2]))
        if self.version < OLDEST:
            raise Trouble(f"{self._program} is rclone {version}, and {OLDEST[0]}.{OLDEST[1]} is needed: {GET}")

    @property
    def last_words(self) -> str:
        return next((line for line in reversed(self._log) if line), "it said nothing")

    def __call__(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Have rclone do something; return its answer. Raises Refused, and Trouble where rclone ended."""
        with self._awaited:
            self.calls += 1
            if self.calls == 1:
                self._await()
        try:
            connection = self._idle.pop()  # each is one thread's at a time
        except IndexError:
            connection = http.client.HTTPConnection("127.0.0.1", self._port)
        try:
            connection.request("POST", f"/{command}", json.dumps(arguments), self._headers)
            answer = connection.getresponse()
            body, status = answer.read(), answer.status
            data = json.loads(body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            raise Trouble(f"rclone ended in the midst of it ({self.last_words}); run the deploy again") from error
        self._idle.append(connection)
        if status != http.client.OK:
            raise Refused(str(data.get("error", body)))
        return dict(data)

    def close(self) -> None:
        """End rclone."""
        while self._idle:
            self._idle.pop().close()
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(10)
