"""The oEmbed files of a tree: what a portal is told that pastes an address (oEmbed 1.0, section 2.3.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from typing import Any

from lxml import etree

from publishing.check.addresses import Reference, parts
from publishing.check.elements import DISCOVERY
from publishing.check.finding import Fault, Finding, shown
from publishing.check.links import written
from publishing.check.markup import references_of
from publishing.check.tags import Tags, tags_of
from publishing.manifest import EMBEDS

_SIZES = ("width", "height")
_NEEDS = {"photo": ("url", *_SIZES), "video": ("html", *_SIZES), "rich": ("html", *_SIZES), "link": ()}
_THUMBNAIL = ("thumbnail_url", "thumbnail_width", "thumbnail_height")  # all of them, or none
_ELEMENTS = ("blockquote", "a", "iframe")
_SANDBOX = ("allow-scripts", "allow-popups", "allow-popups-to-escape-sandbox")  # what an embed needs to be read
_ODD = ("<!", "<?")  # comments and the like, whose end parsers do not agree on


def is_oembed(path: str) -> bool:
    return path.startswith(f"{EMBEDS}/") and path.endswith(tuple(DISCOVERY.values()))


def faults(path: str, data: Any, address: str) -> Iterator[Fault]:
    """What is wrong with an answer in JSON. address: the public one of the tree."""
    if not isinstance(data, dict):
        yield "oembed", "it is no object of JSON; write it as one"
        return
    if data.get("version") != "1.0":
        yield "oembed", f'its version is {shown(repr(data.get("version")))}; write the text "1.0"'
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in _NEEDS:
        yield "oembed", f"its type is {shown(repr(kind))}; write one of {', '.join(_NEEDS)}"
        return
    for name in (*_NEEDS[kind], *(_THUMBNAIL if any(each in data for each in _THUMBNAIL) else ())):
        value = data.get(name)
        if name.endswith(_SIZES):
            if type(value) is not int or value < 1:
                yield "oembed", f"its {name} is {shown(repr(value))}; write a whole number of pixels"
        elif not isinstance(value, str) or not value:
            yield "oembed", f"it has no {name}, which an answer of the type {kind} needs; add it"
    if isinstance(html := data.get("html"), str):
        references = references_of(html)
        yield from _frame(path, references, address)
        yield from (("oembed", f"its html: {what}") for what in _markup(html, references, data))


def _frame(path: str, references: list[Reference], address: str) -> Iterator[Fault]:
    own = f"{address}/{path.rpartition('.')[0]}.html"
    frames = [each.address for each in references if (each.tag, each.name) == ("iframe", "src")]
    bare = [each.partition("#")[0].partition("?")[0] for each in frames]
    if bare != [own]:
        yield "oembed", f"its html frames {shown(', '.join(frames)) or 'nothing'}; let it frame {own}"


def _markup(html: str, references: list[Reference], data: Mapping[str, Any]) -> Iterator[str]:
    """What of an answer's html could do more in a portal's page than show the embed, or less."""
    if odd := next((each for each in _ODD if each in html), ""):
        yield f"it holds {odd}, which not every portal reads alike; leave it out"
        return
    tags = tags_of(html)
    if tags.wrong:
        yield tags.wrong
    yield from _elements(tags, data)
    for reference in references:
        if reference.tag != "iframe" and parts(reference.address).scheme not in ("http", "https"):
            yield f"{written(reference)} is not safe, or leads nowhere, in another page; write a whole address"


def _elements(tags: Tags, data: Mapping[str, Any]) -> Iterator[str]:
    for tag in dict.fromkeys(tag for tag, _ in tags.starts if tag not in _ELEMENTS):
        yield f"it holds <{shown(tag)}>, and may hold only {', '.join(_ELEMENTS)}; leave it out"
    for tag, attributes in tags.starts:
        for name in attributes:
            if name.startswith("on") or name == "srcdoc":
                yield f"<{shown(tag)} {shown(name)}> would do its work in the page around it; leave it out"
        if tag != "iframe":
            continue
        for token in attributes.get("sandbox", "").lower().split():
            if token not in _SANDBOX:
                yield f"its sandbox has {shown(token)}, and may have only {', '.join(_SANDBOX)}; leave it out"
        for size in _SIZES:
            if type(value := data.get(size)) is int and attributes.get(size) != str(value):
                its = shown(attributes.get(size, ""))
                yield f"its iframe's {size} is “{its}”, and the answer's {value}; make them one"


def texts(data: object) -> dict[str, str]:
    """The fields of an answer, from JSON or the root of XML, as both can say them."""
    if isinstance(data, etree._Element):
        return {str(field.tag): field.text or "" for field in data.iterchildren(etree.Element)}
    return {str(name): str(value) for name, value in data.items()} if isinstance(data, dict) else {}


def doubled(root: etree._Element) -> Iterator[Fault]:
    """A field that stands twice in an answer in XML; in JSON it is no JSON that all read alike."""
    names = Counter(str(field.tag) for field in root.iterchildren(etree.Element))
    for name in (name for name, times in names.items() if times > 1):
        yield "oembed", f"it has <{shown(name)}> twice, and readers take either; leave one"


def apart(answers: Mapping[str, Mapping[str, str]], there: Container[str]) -> Iterator[Finding]:
    """Where the two forms of an answer differ. answers: path to fields. there: the files of the tree."""
    for path in answers:
        stem, _, suffix = path.rpartition(".")
        other = f"{stem}.{'xml' if suffix == 'json' else 'json'}"
        if other not in there:
            yield Finding(path, "oembed", f"there is no {other} beside it, and some portals take only that; make both")
        elif suffix == "xml" and other in answers:
            for name in sorted(answers[path].keys() | answers[other].keys()):
                if answers[path].get(name) != answers[other].get(name):
                    yield Finding(path, "oembed", f"its {shown(name)} is not that of {other}; make both of one")
