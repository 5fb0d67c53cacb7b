"""Checks the public address a feature is published under.

usage: PUBLIC_URL=https://... python3 dev/address.py

Prints the address as pages will give it: scheme and host in small letters, the path in its own letters where it came
percent-encoded, no slash at its end. Or says in one line why it will not do, with exit status 1.
"""

import ipaddress
import os
import re
import sys
from urllib.parse import unquote, urlsplit

# RFC 2606 and RFC 6761 keep these names for examples and for one's own machine.
RESERVED = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$")
FILL_IN = re.compile(r"\byour(-|_|domain|site|host|name|org)|change-?me|placeholder|[<>{}]|\.\.\.|…", re.IGNORECASE)
# The words in capitals of docs/publishing.md.
TO_REPLACE = re.compile(r"\b(ADDRESS|BUCKET|DOMAIN|FOLDER|GROUP|HOST|NAME|PROJECT|REPOSITORY|SITE|USER)\b")
NOT_IN_A_PATH = re.compile(r"""["'\\`^|%?#;{}$*\x00-\x20\x7f]""")  # servers' configurations read these otherwise
HOST = re.compile(r"[\w-]+(\.[\w-]+)*|[0-9a-f:.]+", re.IGNORECASE)  # names in letters of any script; IPv6


def cleaned(address: str) -> str:
    """The address as pages will give it.

    >>> cleaned("HTTPS://News.kz/%D0%B6/")
    'https://news.kz/ж'
    """
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return scheme.lower() + mark + host.lower() + (slash + unquote(path)).rstrip("/")


def problem(address: str) -> str:
    """Why that address cannot be published under, in words that go on from "PUBLIC_URL"; empty where it can.

    >>> problem("https://news.kz/30-years")
    ''
    """
    if not address:
        return "is missing"
    if FILL_IN.search(address) or TO_REPLACE.search(address):
        return "is a placeholder"
    if re.search(r"\s", address):
        return "holds a space"
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "is no address"
    if parts.scheme not in ("http", "https") or not host:
        return "does not begin with https:// or http:// and a host"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password"
    if "?" in address or "#" in address:
        return "holds a query or a fragment"
    if RESERVED.search(host) or is_own_machine(host):
        return "is a placeholder: {} is not on the web".format(host)
    if not HOST.fullmatch(host):
        return "has a host that is none: {}".format(host)
    return path_problem(unquote(parts.path).strip("/") if parts.path.strip("/") else "", parts.path)


def path_problem(path: str, written: str) -> str:
    """Why a path cannot be published under. path: decoded, without slashes at its ends. written: as it came."""
    found = NOT_IN_A_PATH.search(path)
    if found or path.count("/") != written.strip("/").count("/"):
        what = {" ": "a space"}.get(found.group(), found.group()) if found else "%2F"
        return "holds {} in its path, which hosts and browsers read otherwise".format(what)
    pieces = path.split("/") if path else []
    if written.startswith("//") or any(piece in ("", ".", "..") for piece in pieces):
        return "has a path with an empty part, or with dots for a part"
    if pieces and re.search(r"\.html?$", pieces[-1]):
        return "names a page; it is the folder that the pages lie in"
    return ""


def is_own_machine(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def main() -> int:
    address = os.environ.get("PUBLIC_URL", "").strip()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the locale, make reads it back
    wrong = problem(address)
    if wrong:
        shown = " ({})".format(address) if address and "@" not in address else ""  # no password goes into a log
        print("PUBLIC_URL {}{}; say: make publish PUBLIC_URL=https://host/path".format(wrong, shown), file=sys.stderr)
        return 1
    print(cleaned(address))
    return 0


if __name__ == "__main__":
    sys.exit(main())
