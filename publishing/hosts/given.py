"""What somebody says of a server, by ROOT, LISTEN and PASSWORDS of `make publish`; checked before all is written."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import NamedTuple

from publishing.trouble import Trouble

# Letters that one of the servers reads as more than a part of a path, in quotes too.
UNSAFE = re.compile(r"""["`${}\\*?\[\]\x00-\x1f\x7f\ud800-\udfff]""")
LOOPBACK = "127.0.0.1"
_LISTEN = re.compile(r"(?:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):)?([1-9][0-9]{0,4})")
# A line of htpasswd; what follows the colon is a hash, and never the password itself.
_USER = re.compile(r"[\w.@+-]+:(?:\$[^\s$]+\$\S+|\{SHA\}\S+)")


class Given(NamedTuple):
    """What the configuration of servers is to hold.

    root: the folder that holds the tree on the server. listen: "host:port", or "" for the address's own. passwords: a
    file of htpasswd lines, or "". lines: those of it. left_out: why no such configuration can be made, in one line; or
    "".
    """

    root: str
    listen: str
    passwords: str
    lines: tuple[str, ...]
    left_out: str


def given(tree: Path, root: str, listen: str, passwords: str) -> Given:
    """Each as somebody typed it, or "". Raises Trouble where it cannot be."""
    listen, lines = listening(listen), users(passwords)
    kept = _absolute(passwords)
    if not root and (found := UNSAFE.search(str(tree.resolve()))):  # nobody chose that path for a server
        left_out = f"No configuration of servers was made: they would misread {found[0]!a} in the path of {tree.name}."
        return Given("", listen, kept, lines, f"{left_out} Say where the files will lie on the server: ROOT=/…")
    place = _absolute(root or str(tree.resolve()))
    for name, path in (("ROOT", place), ("PASSWORDS", kept)):
        if found := UNSAFE.search(path):
            raise Trouble(f"{name} holds {found[0]!a}, which servers read otherwise; name another: {path}")
    return Given(place, listen, kept, lines, "")


def _absolute(path: str) -> str:
    return os.path.abspath(path) if path else ""  # noqa: PTH100  # as it is named on the server, whatever links there are


def listening(text: str) -> str:
    """Address and port as "host:port". A port alone is that of the loopback. Raises Trouble where it is neither."""
    if not text:
        return ""
    found = _LISTEN.fullmatch(text)
    if not found or int(found[2]) > 65535 or not _is_host(found[1] or LOOPBACK):
        raise Trouble(f"LISTEN is an address and a port from 1 to 65535, such as {LOOPBACK}:8080; not {text}")
    return f"{found[1] or LOOPBACK}:{found[2]}"


def _is_host(text: str) -> bool:
    if not text.startswith("["):
        return True
    try:
        return bool(ipaddress.IPv6Address(text[1:-1]))
    except ValueError:
        return False


def users(passwords: str) -> tuple[str, ...]:
    """The lines of a file of passwords that tell of a user. Raises Trouble where there is none, or another line."""
    if not passwords:
        return ()
    try:
        text = Path(passwords).read_text(encoding="utf-8")
    except OSError as error:
        raise Trouble(f"PASSWORDS={passwords} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Trouble(f"PASSWORDS={passwords} cannot be read: it is not UTF-8") from error
    found = []
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if not _USER.fullmatch(line):  # it is not told: it may hold the password itself
            what = "a name of letters, digits and . _ @ + - with its hash"
            mend = f"take it out, then make another with htpasswd -B {passwords} NAME"
            raise Trouble(f"PASSWORDS={passwords}: line {number} is not {what}; {mend}")
        found.append(line)
    if not found:
        raise Trouble(f"PASSWORDS={passwords} names nobody; make it with htpasswd -cB {passwords} NAME")
    return tuple(found)
