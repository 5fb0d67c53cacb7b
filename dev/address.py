"""Checks the public address a feature is published under.

usage: PUBLIC_URL=https://... python3 dev/address.py

Prints the address without a slash at its end, or says in one line why it will not do, with exit status 1.
"""

import ipaddress
import os
import re
import sys
from urllib.parse import urlsplit

# RFC 2606 and RFC 6761 keep these names for examples and for one's own machine.
RESERVED = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$")
FILL_IN = re.compile(r"\byour(-|_|domain|site|host|name|org)|change-?me|placeholder|[<>{}]|\.\.\.|…", re.IGNORECASE)


def problem(address: str) -> str:
    """Why that address cannot be published under, in words that go on from "PUBLIC_URL"; empty where it can.

    >>> problem("https://news.kz/30-years")
    ''
    """
    if not address:
        return "is missing"
    if FILL_IN.search(address):
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
    return ""


def is_own_machine(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def main() -> int:
    address = os.environ.get("PUBLIC_URL", "").strip()
    wrong = problem(address)
    if wrong:
        shown = " ({})".format(address) if address and "@" not in address else ""  # no password goes into a log
        print("PUBLIC_URL {}{}; say: make publish PUBLIC_URL=https://host/path".format(wrong, shown), file=sys.stderr)
        return 1
    print(address.rstrip("/"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
