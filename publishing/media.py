"""The media type of each file, by its suffix: the tables of operating systems and servers differ from one another."""

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
    ".xml": "application/xml",
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
