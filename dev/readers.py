"""Finds what packages are made and read back with in tests: Java for epubcheck, zim-tools, kiwix-serve, Poppler.

Nothing is fetched: each is a package of the system, and how to get it is told.
"""

import os
import shutil
from pathlib import Path

from dev.machine import Tool, attempt

ZIM_TOOLS = ("zimwriterfs", "zimcheck", "zimdump")
GET_JAVA = "install default-jre-headless or another Java from your system's packages"
GET_ZIM_TOOLS = "install zim-tools from your system's packages, or from download.openzim.org/release/zim-tools"
GET_KIWIX = "install kiwix-tools from your system's packages, or from download.kiwix.org/release/kiwix-tools"
GET_POPPLER = "install poppler-utils from your system's packages"


def java() -> Tool:
    """A Java that starts: macOS has one that only says where to get a real one."""
    path = shutil.which("java")
    return Tool(path) if path and attempt([path, "-version"], 60) else Tool(None, "No Java was found.", GET_JAVA)


def zim_tools() -> Tool:
    """The folder of zimwriterfs, zimcheck and zimdump; the first is found on the PATH by what makes a ZIM, too."""
    for folder in map(Path, os.get_exec_path()):
        if all(os.access(folder / name, os.X_OK) for name in ZIM_TOOLS):
            return Tool(str(folder))
    return Tool(None, f"No folder on the PATH holds {', '.join(ZIM_TOOLS)}.", GET_ZIM_TOOLS)


def kiwix() -> Tool:
    """kiwix-serve, which serves a ZIM as Kiwix shows it."""
    return on_the_path("kiwix-serve", GET_KIWIX)


def poppler() -> Tool:
    """pdftotext; the rest of Poppler's programs lie beside it."""
    return on_the_path("pdftotext", GET_POPPLER)


def on_the_path(name: str, command: str) -> Tool:
    path = shutil.which(name)
    return Tool(path) if path else Tool(None, f"No {name} was found.", command)


def found() -> dict[str, Tool]:
    """All of them, by name."""
    return {"java": java(), "zim-tools": zim_tools(), "kiwix-serve": kiwix(), "pdftotext": poppler()}
