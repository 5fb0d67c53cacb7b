"""Keeps what was made once for later builds: files under what they were made of, and the templates' compiled code.

Setting: TEMPLATE_CACHE, a folder, below the one that the build runs in; "" keeps nothing. A file that is not whole is
not used, a folder that cannot be written is done without, and what no build has used for long is thrown away.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from pelican import signals

from ledger import Problem, before_reading, refuse

DAYS = 60  # how long something is kept that no build asks for
DAY = 86_400.0
DIGEST = hashlib.sha256().digest_size
# What an environment's templates are compiled by, besides their text.
COMPILED_BY = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "autoescape", "is_async", "newstyle_gettext", "policies",
)  # fmt: skip
_OURS = re.compile(r"[0-9a-f]{64}(\.\d+)?")


def named(*parts: str) -> str:
    """The name under which something is kept that is made of these parts alone."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def kept(path: Path) -> bytes | None:
    """What is kept there, without the digest at its end; None where nothing is, or it is not whole."""
    try:
        data = path.read_bytes()
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)
    except OSError:
        return None
    made = data[:-DIGEST]
    return made if data[-DIGEST:] == hashlib.sha256(made).digest() else None


def keep(path: Path, made: bytes) -> None:
    """Keep something at one go, so that no other build sees half of it; where that cannot be done, it is not."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(made + hashlib.sha256(made).digest())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def throw_away(folder: Path, now: float) -> None:
    """Remove what no build has used for DAYS; files that are not the cache's own are left alone."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name) and now - path.stat().st_mtime > DAYS * DAY:
                path.unlink(missing_ok=True)


class Templates(BytecodeCache):
    """The code of templates, under their text and all that decides what it is compiled to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Bucket:
        by = [f"{each}={getattr(environment, each, None)!r}" for each in (*COMPILED_BY, "finalize")]
        key = named(jinja2.__version__, *by, *sorted(environment.extensions), name, filename or "", source)
        bucket = Bucket(environment, key, key)
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        code = kept(self.folder / bucket.key)
        if code is not None:
            bucket.bytecode_from_string(code)  # which looks whether it is this Python's

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep(self.folder / bucket.key, bucket.bytecode_to_string())


def begin(pelican: Any) -> None:
    settings = pelican.settings
    refuse(misplaced(settings))
    if settings["TEMPLATE_CACHE"]:
        kept_here = Templates(Path(settings["TEMPLATE_CACHE"]))
        settings["JINJA_ENVIRONMENT"] = {**settings["JINJA_ENVIRONMENT"], "bytecode_cache": kept_here}


def misplaced(settings: dict[str, Any]) -> Iterator[Problem]:
    """A problem for each cache that lies where a build reads or writes."""
    for name in ("TEMPLATE_CACHE", "PICTURE_CACHE"):
        cache = Path(settings[name]).resolve()
        for other in ("PATH", "THEME", "OUTPUT_PATH") if settings[name] else ():
            place = Path(settings[other]).resolve()
            if place in (cache, *cache.parents):
                yield Problem("settings", 0, 0, f"{name} lies in {other}, {settings[other]}; name a folder outside it")


def finish(pelican: Any) -> None:
    for name in ("TEMPLATE_CACHE", "PICTURE_CACHE"):
        if pelican.settings.get(name):
            throw_away(Path(pelican.settings[name]), time.time())


def register() -> None:
    before_reading.connect(begin)
    signals.finalized.connect(finish)
