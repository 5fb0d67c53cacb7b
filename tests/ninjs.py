"""What ninjs 3.1 asks of a news object, of the properties that this project writes (https://iptc.org/standards/ninjs/)."""

import re
from collections.abc import Iterator, Set
from datetime import datetime
from typing import Any

TYPES = ("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")  # RFC 3986, appendix A
NUMBERS = ("charCount", "wordCount", "width", "height", "sizeInBytes")
URIS = ("uri", "href", "schema", "linkedRights")
MOMENTS = ("firstCreated", "versionCreated")
ENUMERATED = {"type": TYPES, "representationType": ("full", "partial"), "pubStatus": ("usable", "withheld", "canceled")}
NEEDED = frozenset({"uri"})
VALUES = frozenset({"role", "contentType", "value"})
OBJECT = frozenset(
    {
        "uri", "type", "representationType", "profile", "version", "firstCreated", "versionCreated", "pubStatus",
        "usageTerms", "language", "title", "slugline", "by", "headlines", "descriptions", "bodies", "infoSources",
        "places", "renditions", "associations", "altIds", "standard", "rightsInfo",
    }
)  # fmt: skip
MEMBERS = {  # of what is no plain value: the names that it may have, and those that it must
    "headlines": (VALUES, {"value"}),
    "descriptions": (VALUES, {"value"}),
    "bodies": (VALUES | {"charCount", "wordCount"}, {"value"}),
    "infoSources": ({"name", "role", "uri", "literal"}, set()),
    "places": ({"name", "rel", "uri", "literal"}, set()),
    "altIds": ({"role", "value"}, set()),
    "renditions": ({"name", "href", "contentType", "title", "width", "height", "sizeInBytes"}, {"name"}),
    "associations": (OBJECT | {"name", "rel"}, {"name", "uri"}),
    "standard": ({"name", "version", "schema"}, set()),
    "rightsInfo": ({"langId", "linkedRights", "encodedRights"}, set()),
}


def faults(data: Any, allowed: Set[str] = OBJECT, needed: Set[str] = NEEDED) -> Iterator[str]:
    """Everything that is wrong with a news object, or with a member of one."""
    if not isinstance(data, dict):
        yield f"{data!r} is no object"
        return
    for name in sorted(needed - data.keys()):
        yield f"{name} is missing"
    for name, value in data.items():
        if name not in allowed:
            yield f"{name} is not in the standard"
        elif name in MEMBERS:
            listed = name not in ("standard", "rightsInfo")
            if listed != isinstance(value, list):
                yield f"{name} is {type(value).__name__}"
            for each in value if isinstance(value, list) else [value]:
                yield from (f"{name}: {fault}" for fault in faults(each, *MEMBERS[name]))
            if name == "rightsInfo" and ("linkedRights" in value) == ("encodedRights" in value):
                yield "rightsInfo has not one of linkedRights and encodedRights"
        else:
            yield from value_faults(name, value)


def value_faults(name: str, value: Any) -> Iterator[str]:
    if name in NUMBERS:
        if type(value) is not int:
            yield f"{name} is {value!r}, and no whole number"
    elif not isinstance(value, str):
        yield f"{name} is {value!r}, and no string"
    elif name in URIS and not URI.fullmatch(value):
        yield f"{name} is {value!r}, and no URI"
    elif name in MOMENTS and not is_moment(value):
        yield f"{name} is {value!r}, and no date-time"
    elif value not in ENUMERATED.get(name, (value,)):
        yield f"{name} is {value!r}"


def is_moment(value: str) -> bool:
    """Whether it is a date-time of RFC 3339, section 5.6."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    try:
        return bool(re.fullmatch(form, value)) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
