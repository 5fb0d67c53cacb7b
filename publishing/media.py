"""The media type of each file, by its suffix: the tables of operating systems and servers differ from one another."""

import posixpath
from pathlib import PurePath

TEXT_TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".webmanifest": "application/manifest+json",
    ".xml": "text/xml",  # the same as application/xml (RFC 7303, section 9.2), and what oEmbed asks for
}
BINARY_TYPES = {
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zim": "application/x-zim",
    ".zip": "application/zip",
}
BY_NAME = {"SHA256SUMS": "text/plain; charset=utf-8"}
BY_PATH = {"feeds/feed.json": "application/feed+json; charset=utf-8"}  # JSON Feed 1.1
UNKNOWN = "application/octet-stream"


def _named(path: PurePath | str) -> tuple[str, str]:
    """(name, suffix in small letters). Not by pathlib, which takes longer than all else for thousands of files."""
    name = posixpath.basename(str(path))
    return name, posixpath.splitext(name)[1].lower()


def is_text(path: PurePath | str) -> bool:
    """Whether a file is text, which is sent compressed and whose letters are UTF-8."""
    name, suffix = _named(path)
    return suffix in TEXT_TYPES or name in BY_NAME


def text_types() -> list[str]:
    """The media types of all text, without their charset."""
    return sorted({*TEXT_TYPES.values(), *(kind.partition(";")[0] for kind in BY_PATH.values())})


def media_type(path: PurePath | str) -> str:
    """The Content-Type of a file, by its path from the tree's top."""
    if known := BY_PATH.get(str(path)):
        return known
    name, suffix = _named(path)
    if text := TEXT_TYPES.get(suffix):
        return f"{text}; charset=utf-8"
    return BY_NAME.get(name) or BINARY_TYPES.get(suffix, UNKNOWN)
