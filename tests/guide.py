"""Reads docs/embedding.md, which tests hold against the code."""

import re

from tests.helpers import ROOT

GUIDE = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return GUIDE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def prose(heading: str) -> str:
    """The same on one line, however its lines are broken."""
    return " ".join(section(heading).split())


def blocks(heading: str, language: str = "") -> list[str]:
    """The blocks of code of that language below a heading."""
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", section(heading), re.MULTILINE | re.DOTALL)
    return [text for named, text in found if named == language]


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, by cells, without its head."""
    found = re.findall(r"^\| (.+) \|$", section(heading), re.MULTILINE)
    return [row.split(" | ") for row in found if "---" not in row][1:]


def in_backticks(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)
