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
import signal
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
DEFAULTS = MappingProxyType({"RCLONE_CONTIMEOUT": "15s", "RCLONE_TIMEOUT": "60s", "RCLONE_LOW_LEVEL_RETRIES": "3"})
SETTINGS = MappingProxyType(
    {
        "RCLONE_LOG_LEVEL": "NOTICE",  # it tells the port then
        "RCLONE_RETRIES": "1",
        "RCLONE_S3_NO_CHECK_BUCKET": "true",  # a bucket that is missing is told, not made
        # Servers make an ETag of a file's time and size. A file that is put gets the time of now, so that an edit which
        # keeps both reaches readers who have the old one.
        "RCLONE_LOCAL_NO_SET_MODTIME": "true",
        "RCLONE_SFTP_SET_MODTIME": "false",
        "RCLONE_LOCAL_LINKS": "true",  # links in a folder are listed, and not followed
    }
)
# Of what whoever deploys has set for rclone, this alone is kept: how to reach a storage. Not what to pass over, where
# to write a log, or to do nothing.
KEPT = re.compile(
    "RCLONE_(CONFIG|PASSWORD_COMMAND|CA_CERT|CLIENT_CERT|CLIENT_KEY|NO_CHECK_CERTIFICATE|BIND|BWLIMIT|TPSLIMIT"
    "|CONTIMEOUT|TIMEOUT|LOW_LEVEL_RETRIES|(S3|SFTP|FTP|WEBDAV|SMB|B2|GCS|AZUREBLOB|SWIFT)_.*|CONFIG_.*)"
)
LONGEST, LONGEST_COPY = 600, 24 * 3600  # seconds that a call may take; rclone's own limits end it long before
UNKNOWN = f"rclone answers in a way that is not known: {GET}"
_PORT = re.compile(r"http://127\.0\.0\.1:(\d+)/")


class Refused(Exception):
    """rclone could not do what it was asked to; its own words."""


def own_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What rclone gets of an environment.

    AWS's name for a CA becomes rclone's own: an rclone that finds the former cannot reach S3.
    """
    own = {name: value for name, value in environment.items() if not name.startswith("RCLONE_") or KEPT.fullmatch(name)}
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
        self._lock = threading.RLock()
        self._closed = False
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
                **DEFAULTS,
                **own_environment(environment),
                **SETTINGS,
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
        if not self.version:
            raise Trouble(UNKNOWN)
        if self.version < OLDEST:
            raise Trouble(f"{self._program} is rclone {version}, and {OLDEST[0]}.{OLDEST[1]} is needed: {GET}")

    @property
    def last_words(self) -> str:
        return next((line for line in reversed(self._log) if line), "it said nothing")

    def __call__(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Have rclone do something; return its answer. Raises Refused, and Trouble where rclone ended."""
        with self._lock:
            self.calls += 1
            if self.calls == 1:
                self._await()
        try:
            connection = self._idle.pop()  # each is one thread's at a time
        except IndexError:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        limit = LONGEST_COPY if command == "operations/copyfile" else LONGEST
        connection.timeout = limit
        if connection.sock:
            connection.sock.settimeout(limit)
        try:
            connection.request("POST", f"/{command}", json.dumps(arguments), self._headers)
            answer = connection.getresponse()
            body, status = answer.read(), answer.status
            data = json.loads(body)
        except TimeoutError as error:
            connection.close()
            raise Trouble(f"rclone did not answer for {limit // 60} minutes; run the deploy again") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            raise Trouble(f"rclone ended in the midst of it ({self.last_words}); run the deploy again") from error
        with self._lock:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)
        if not isinstance(data, dict):
            raise Trouble(UNKNOWN)
        if status != http.client.OK:
            raise Refused(str(data.get("error", body)))
        return data

    def close(self) -> None:
        """End rclone."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join(10)
