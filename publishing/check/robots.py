"""Whether search engines are kept from the home page by robots.txt (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishing.check.finding import Fault

NAME = "robots.txt"


def faults(text: str, home: str) -> Iterator[Fault]:
    """What is wrong with a robots.txt. home: the path of the home page at its host, as `/` or `/30-years/`."""
    best = max(((_weight(rule, home), allows) for allows, rule in _for_all(text)), default=(0, True))
    if best[0] and not best[1]:
        yield "hidden", "it keeps search engines from the home page; take that Disallow out"


def _for_all(text: str) -> Iterator[tuple[bool, str]]:
    """(whether it allows, the pattern) for each rule of the groups that are for every machine."""
    agents: list[str] = []
    in_rules = False
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            agents = [value] if in_rules else [*agents, value]
            in_rules = False
        elif name in ("allow", "disallow"):
            in_rules = True
            if "*" in agents and value:
                yield name == "allow", value


def _weight(rule: str, path: str) -> int:
    """How exactly a rule speaks of a path: the letters of its pattern; 0 where it does not."""
    pattern = ".*".join(map(re.escape, rule.removesuffix("$").split("*")))
    return len(rule) if re.match(pattern + (r"\Z" if rule.endswith("$") else ""), path) else 0
