"""The media type of each file, by its suffix: the tables of operating systems and servers differ from one another."""

from pathlib import PurePath

TEXT_TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
BINARY_TYPES = {
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".zim": "application/x-zim",
    ".zip": "application/zip",
}
BY_NAME = {"SHA256SUMS": "text/plain; charset=utf-8"}
UNKNOWN = "application/octet-stream"


def is_text(path: PurePath | str) -> bool:
    """Whether a file is text, which is sent compressed and whose letters are UTF-8."""
    path = PurePath(path)
    return path.suffix.lower() in TEXT_TYPES or path.name in BY_NAME


def media_type(path: PurePath | str) -> str:
    """The Content-Type of a file, by its name."""
    path = PurePath(path)
    if text := TEXT_TYPES.get(path.suffix.lower()):
        return f"{text}; charset=utf-8"
    return BY_NAME.get(path.name) or BINARY_TYPES.get(path.suffix.lower(), UNKNOWN)
