"""What must not leave the house: secrets, and paths of the machine that built the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

from publishing.check.addresses import LOCAL_HOST
from publishing.check.finding import Fault, shown

# (what stands in it, the pattern, what it is). The first is looked for by itself, which takes no time.
_SECRETS = tuple(
    (anchors.split(), re.compile(pattern), what)
    for anchors, pattern, what in (
        ("PRIVATE", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----", "a private key"),
        ("AKIA ASIA", r"(?<![A-Za-z0-9+/])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9+/=])", "a key of AWS"),
        ("aws_secret", r"\baws_secret_access_key\W{1,5}[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])", "a key of AWS"),
        ("ghp_ gho_ ghu_ ghs_ ghr_", r"\bgh[pousr]_[A-Za-z0-9]{36,}\b", "a token of GitHub"),
        ("github_pat_", r"\bgithub_pat_[A-Za-z0-9]{20,}_[A-Za-z0-9]{20,}", "a token of GitHub"),
        (
            "glpat- gldt- glrt- glcbt- glptt- glsoat-",
            r"\bgl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_-]{20,}",
            "a token of GitLab",
        ),
        ("xox", r"\bxox[abeoprs]-\d[A-Za-z0-9-]{15,}", "a token of Slack"),
        ("hooks.slack.com", r"hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{20,}", "a webhook of Slack"),
        ("AIza", r"(?<![\w-])AIza[A-Za-z0-9_-]{35}(?![\w-])", "a key of Google"),
        ("_live_", r"\b[rs]k_live_[A-Za-z0-9]{20,}\b", "a key of Stripe"),
        ("npm_", r"\bnpm_[A-Za-z0-9]{36}\b", "a token of npm"),
        ("pypi-", r"\bpypi-AgE[A-Za-z0-9_-]{50,}", "a token of PyPI"),
        ("://", r"://[^\s/?#:@\"'<>&\\]+:[^\s/?#@\"'<>&\\]+@[\w\[]", "a password in an address"),
    )
)
_START = r"(?<![\w.~%/:@#?&=+\\-])"  # a path begins here: it is no part of an address or of a longer path
_FILE = r"(?![dgimsuvy]+\b)[\w.-]"  # and none of the flags of a script's /pattern/
_PATHS = tuple(
    (anchor, re.compile(pattern, re.IGNORECASE))
    for anchor, pattern in (
        ("/home/", _START + r"/home/[\w.-]+/[\w.-]"),
        ("/Users/", _START + r"/Users/[\w.-]+/[\w.-]"),
        ("/root/", _START + rf"/root/{_FILE}"),
        ("/tmp/", _START + rf"(?:/private|/var)?/tmp/{_FILE}"),
        ("/var/folders/", _START + r"(?:/private)?/var/folders/\w\w/"),
        (":\\", r"(?<!\w)[a-z]:\\{1,2}(?:Users|Windows|Temp|Documents and Settings)\\{1,2}[^\s\\]"),
        ("file:/", r"(?<!\w)file:(?:/(?![dgimsuvy]+\b)\w|//+[\w.])"),  # and no pattern of a script: /^file:/.test(x)
    )
)
_CODE = re.compile(r"<(pre|code|samp|kbd)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r"(?<=>)[^<]*(?=<)")
_LOCAL = re.compile(rf"//{LOCAL_HOST}(?![\w.-])", re.IGNORECASE)
_LOCAL_STARTS = ("//localhost", "//127.", "//10.", "//192.168.", "//172.", "//0.0.0.0", "//[::")


def own_paths(tree: Path) -> tuple[str, ...]:
    """The folders of this machine that a build knows: the tree's, the one above it, this process's, the user's.

    Those right at the top of the disk are left out: their names are words.
    """
    folders: Iterable[Path] = (tree.resolve(), tree.resolve().parent, Path.cwd(), Path.home())
    return tuple(dict.fromkeys(str(folder) for folder in folders if len(folder.parts) > 2))


def faults(text: str, address: str, own: Iterable[str], *, quotes: bool = False) -> Iterator[Fault]:
    """What a text gives away. address: the public one of the tree, which may name this machine. own: see own_paths.

    quotes: whether it is HTML or holds such, whose <code> may speak of any machine but this one.
    """
    for anchors, pattern, what in _SECRETS:
        if any(anchor in text for anchor in anchors) and (found := pattern.search(text)):
            begin = found[0][:4] if what != "a password in an address" else "://"
            message = f"it holds what looks like {what}, from “{begin}” on; take it out, and make it invalid"
            yield "secret", message
    machine = _own(text, own) or _path(text, address)
    if machine and quotes:
        machine = _own(text, own) or _path(_unquoted(text), address)
    if machine:
        yield "machine-path", f"it holds {shown(machine)}, which names a place of one machine; leave it out"


def _unquoted(text: str) -> str:
    """HTML, or what holds HTML, without the words of its <code>; attributes in there stay."""
    return _CODE.sub(lambda code: _BETWEEN_TAGS.sub("", code[0]), unescape(text) if "&lt;" in text else text)


def _own(text: str, own: Iterable[str]) -> str:
    """A path of the machine that built the tree."""
    for folder in own:
        if folder in text and (found := re.search(rf"{_START}{re.escape(folder)}(?![\w-])[^\s\"'<>]*", text)):
            return found[0]
    return ""


def _path(text: str, address: str) -> str:
    """A path or an address of some machine."""
    for anchor, pattern in _PATHS:
        if anchor in text and (found := pattern.search(text)):
            return text[found.start() :].split(maxsplit=1)[0].partition('"')[0].partition("<")[0]
    public = address.partition(":")[2]
    if any(start in text for start in _LOCAL_STARTS):
        for found in _LOCAL.finditer(text):
            if not public or not text.startswith(public, found.start()):
                return found[0]
    return ""


def in_bytes(data: bytes, own: Iterable[str]) -> Iterator[Fault]:
    """What a file that is no text gives away: pictures carry notes of those who made them."""
    for folder in own:
        if folder.encode("utf-8", "surrogateescape") + b"/" in data:
            yield "machine-path", f"it holds {shown(folder)}/, which names a place of one machine; make it without"
            return
