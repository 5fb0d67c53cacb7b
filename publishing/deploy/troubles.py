"""What rclone's errors mean, in one line with the mend; and which of them may pass by themselves."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from publishing.deploy.target import Target
from publishing.deploy.telling import clean
from publishing.trouble import Trouble

LONGEST = 200  # letters of rclone's own words that are told


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


CHANGING = "source file is being updated|corrupted on transfer"  # somebody writes to what is read
# What may pass by itself: the network, a server that is starting again.
PASSING = _any(
    r"timeout|timed out|deadline exceeded|connection (reset|refused|lost)|broken pipe|\bEOF\b|use of closed",
    r"no route to host|network is|temporary failure|try again|too many requests|\b(429|50[0234])\b|SlowDown",
    CHANGING,
)
ABSENT = _any("object not found|directory not found|no such file or directory|404 not found")
# A move onto a file that exists: OpenSSH's SFTP with an rclone that cannot ask for more, and WebDAV likewise.
TAKEN = _any(r"SSH_FX_FAILURE|\b412\b|precondition failed|already exists|file exists")

FULL = _any(
    "no space left|quota ?exceeded|insufficient storage", r"\b507\b|not enough space|too big for remaining disk"
)

# The first that matches tells. {0} is the target.
MEANINGS = (
    (
        FULL,
        "{0} is full: make room there, and run the deploy again",
    ),
    (_any("read-only file ?system"), "{0} can only be read: mount it for writing, or deploy to another place"),
    (
        _any("is it obscured|decrypt password"),
        "the password of {0} stands in plain letters where rclone wants it obscured: rclone obscure does that",
    ),
    (
        _any(
            r"unable to authenticate|\b401\b|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken",
            "NoCredentialProviders|failed to retrieve credentials|no EC2 IMDS role|invalid_grant|AuthFailure",
        ),
        "the user, password or key for {0} is not accepted: mend it (rclone config)",
    ),
    (_any("private key|ssh-agent|key mismatch|knownhosts"), "no key for {0} can be used: mend it (rclone config)"),
    (
        _any(r"permission denied|operation not permitted|AccessDenied|\b403\b|forbidden|not permitted"),
        "permission is refused at {0}: let the user that deploys read and write there",
    ),
    (
        _any("didn't find section in config"),
        "rclone knows no remote of the name in {0}: rclone listremotes lists those it knows, rclone config makes one",
    ),
    (_any("didn't find backend"), "rclone knows no storage of the type in {0}: rclone help backends lists them"),
    (
        _any("config value|connection string|parse remote"),
        "{0} is no target that rclone understands: that is NAME:path or :TYPE,OPTION=VALUE:path",
    ),
    (_any("x509|certificate"), "the certificate of {0} is not trusted: check its address, or set RCLONE_CA_CERT"),
    (
        _any(CHANGING),
        "a file changed while it was copied: let nobody else write to the tree or to {0}, and run the deploy again",
    ),
    (
        _any(r"no such host|server misbehaving|\blookup \S+"),
        "the host of {0} is unknown: check its name, and the network",
    ),
    (
        _any("connection refused"),
        "nothing answers at the address of {0}: check host and port, and that the server runs",
    ),
    (PASSING, "{0} does not answer: check the network, and run the deploy again"),
    (_any("is a file,? not a directory"), "{0} is a file: name a folder"),
    (_any("not a directory|is a directory|file exists"), "a file and a folder at {0} are in each other's way"),
)


def bare(words: str, fs: str, path: str) -> str:
    """rclone's words without the names in them: a page may be named 504.html, or timeout.html."""
    names = {fs, path, PurePosixPath(path).name, *map(str, PurePosixPath(path).parents)} - {"", ".", "/"}
    for name in sorted({*names, *map(quote, names)}, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", words)
    return words


def told(words: str, target: Target, path: str = "") -> Trouble:
    """One line for an error. words: rclone's. path: of the file it was about, where it was about one."""
    said = clean(" ".join(target.without_secrets(words).split()))
    said = said if len(said) <= LONGEST else f"{said[: LONGEST // 2]} … {said[-LONGEST // 2 :]}"
    about = f"{clean(path)}, " if path else ""
    plain = bare(words, target.fs, path)
    for pattern, sentence in MEANINGS:
        if pattern.search(plain):
            return Trouble(f"{sentence.format(target.shown)} ({about}rclone says: {said})")
    return Trouble(f"rclone could not deploy {clean(path) or 'anything'} to {target.shown}: {said}")
