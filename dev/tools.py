"""Finds, and where it may fetches, what tests need beyond Python packages: browsers, npm's packages, servers.

usage: .venv/bin/python -m dev.tools [again]

dev/setup.py test calls it; `again` tries what an earlier run could not get. What was found goes into .venv/tools.json,
what was not, with the command to get it, likewise: the tests read it there, and tell it at their end. How each is found
stands in dev/browsers.py, dev/node.py, dev/readers.py and dev/servers.py. Only as root on Debian is anything of the
system changed: the package chromium is installed where there is no other way to a browser.
"""

import sys

from dev import browsers, node, readers, servers
from dev.browsers import chromium, firefox
from dev.machine import Tool, record, recorded
from dev.node import datawrapper, lighthouse
from dev.node import package as node_package
from dev.readers import java, kiwix, poppler, zim_tools

__all__ = [
    "Tool",
    "chromium",
    "datawrapper",
    "firefox",
    "java",
    "kiwix",
    "lighthouse",
    "node_package",
    "poppler",
    "zim_tools",
]


def main() -> int:
    before = {} if "again" in sys.argv[1:] else recorded()
    found = {
        "chromium": browsers.get_chromium(before.get("chromium", Tool())),
        "firefox": browsers.firefox(),
        "lighthouse": node.get_packages(),
        "datawrapper": node.get_datawrapper(before.get("datawrapper", Tool())),
    }
    record({**found, **readers.found(), **servers.get(before)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
