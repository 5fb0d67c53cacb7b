"""The headers that each file of a tree is served with, each with its reason: a table that all hosts are told from.

Pages are allowed only what they hold: a Content-Security-Policy names the hash of each style and script that is set
into them, and their own host for all else. So whatever else gets into a page does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishing.inline import Held, Inline, inline
from publishing.manifest import ASSET_END, EMBED_SCRIPT, EMBEDS, FRAGMENT, WORKER, Cache, Entry, Manifest

CACHE_CONTROL: dict[Cache, str] = {
    "immutable": "max-age=31536000, immutable",  # another content has another name, so nobody need ever ask again
    "revalidate": "max-age=60, must-revalidate",  # a correction is seen within a minute; asking costs a 304
    "never": "no-store",  # a service worker that is kept would keep the whole feature as it was
}

# Paths from the tree's top, as regular expressions that match a whole path; they are read by PCRE, RE2 and JavaScript.
ANY = ".*"
ASSET = rf".*{ASSET_END}"
PAGE = r"(?:.*/)?(?:[^/]*\.html)?"  # a folder's address too: it answers with its index.html
EMBED = rf"{EMBEDS}/{PAGE}"
IMAGE = r".*\.svg"
SCRIPT_OF_ITS_OWN = re.escape(WORKER)
SHARED_SUFFIXES = (".atom", ".csv", ".json", ".rss", ".svg", ".xml")  # what scripts of other sites may read
PIECE = rf"{EMBEDS}/.*{re.escape(FRAGMENT)}"
FOR_OTHERS = rf"(?:{EMBEDS}/.*|{re.escape(EMBED_SCRIPT)})"
SHARED = rf"(?:.*\.(?:{'|'.join(suffix[1:] for suffix in SHARED_SUFFIXES)})|{PIECE}|{re.escape(EMBED_SCRIPT)})"
NOT_FOR_SEARCH = rf"{EMBEDS}/.*(?:{re.escape(FRAGMENT)}|\.json|\.xml)"  # a frame's own page says so itself

# What no page here asks for, so that nothing set into one can.
PERMISSIONS = ("camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb")

ALLOWED = (
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("media-src", "'self'"),
    ("connect-src", "'self'"),
    ("frame-src", "'self'"),
    ("manifest-src", "'self'"),
    ("worker-src", "'self'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
)
OWN_FRAMES = "frame-ancestors 'self'"
LONGEST_POLICY = 1800  # letters: Cloudflare reads 2,000 a line, nginx 4,096 a word


@dataclass(frozen=True)
class Policy:
    """The Content-Security-Policy of each kind of file.

    everything: one that all of them can stand, for hosts that do not tell files apart; anyone may frame by it.
    each: path to policy, of pages, and of embeds, where one for all of them would be too long; else empty.
    found, before: what is set into all files now, and what was in the tree before.
    """

    pages: str
    embeds: str
    images: str
    everything: str
    each: Mapping[str, str]
    found: Held
    before: Held


def sources(name: str, *parts: Iterable[str]) -> str:
    found = [each for part in parts for each in sorted(part)]
    return f"{name} {' '.join(found)}" if found else f"{name} 'none'"


def page_policy(found: Inline, frames: str = OWN_FRAMES) -> str:
    """The policy of pages that hold this. frames: who may frame them; "" for anyone, a folder on a disk too."""
    rules = [
        "default-src 'none'",
        sources("script-src", ["'self'"], found.scripts),
        sources("style-src", ["'self'"], found.styles),
        *(f"{name} {value}" for name, value in ALLOWED),
        frames,
    ]
    return "; ".join(rule for rule in rules if rule)


def embed_policy(found: Inline) -> str:
    """The policy of embeds: they hold all that they need, and anyone may frame them."""
    held = f"{sources('script-src', found.scripts)}; {sources('style-src', found.styles)}"
    return f"default-src 'none'; {held}; img-src data:; base-uri 'none'; form-action 'none'"


def image_policy(found: Inline) -> str:
    """The policy of SVG files that are opened by themselves: they draw, and do nothing else."""
    return f"default-src 'none'; {sources('style-src', found.styles)}; img-src data:; {OWN_FRAMES}"


def policy(tree: Path, manifest: Manifest, remembered: Callable[[Held], Held] = lambda _: Held()) -> Policy:
    """The policies of a tree's files, from what stands in them. Raises OSError.

    remembered: from what is found now to what stood in the tree before, which the policies then let through as well,
    but for that of everything, which comes and goes with the tree.
    """
    pages = {entry.path: _read(tree, entry) for entry in _plain(manifest, "page", "entry", suffix=".html")}
    framed = {entry.path: _read(tree, entry) for entry in _plain(manifest, "embed", "fragment", suffix=".html")}
    images = _together(_read(tree, entry) for entry in _plain(manifest, "file", "asset", suffix=".svg"))
    all_pages, embeds = _together(pages.values()), _together(framed.values())
    found = Held(all_pages | images, embeds)
    earlier = remembered(found)
    before, common = earlier.pages, page_policy(all_pages | earlier.pages)
    if len(common) > LONGEST_POLICY:
        before, common = Inline(), page_policy(all_pages)
    each: dict[str, str] = {}
    if max(len(common), len(page_policy(found.pages))) > LONGEST_POLICY:
        each |= {path: page_policy(held) for path, held in pages.items()}
    of_embeds = next(
        (fits for held in (embeds | earlier.embeds, embeds) if len(fits := embed_policy(held)) <= LONGEST_POLICY), ""
    )
    if not of_embeds:
        each |= {path: embed_policy(held) for path, held in framed.items()}
        of_embeds = embed_policy(Inline())
    everything = page_policy(found.pages | embeds, frames="")
    return Policy(common, of_embeds, image_policy(images | before), everything, each, found, earlier)


def _plain(manifest: Manifest, *kinds: str, suffix: str) -> Iterator[Entry]:
    for entry in manifest.files:
        if entry.kind in kinds and not entry.encoding and entry.path.endswith(suffix):
            yield entry


def _read(tree: Path, entry: Entry) -> Inline:
    text = (tree / entry.path).read_bytes().decode("utf-8", "replace")
    return inline(text, is_xml=entry.path.endswith(".svg"))


def _together(parts: Iterable[Inline]) -> Inline:
    whole = Inline()
    for part in parts:
        whole |= part
    return whole


Rules = Mapping[str, tuple[tuple[str, str], ...]]


def rules(policy: Policy, preview: bool = False) -> Rules:
    """Header to (paths, value): the first that matches a path holds; "" sends no such header. No match, likewise.

    Cache-Control holds of answers that bring a file; a page that says that there is none has that of pages.
    preview: it is asked for a password, and nobody but the reader may keep it or list it.
    """
    kept = (ASSET, CACHE_CONTROL["immutable"]), (SCRIPT_OF_ITS_OWN, CACHE_CONTROL["never"])
    caches = (*kept, (ANY, CACHE_CONTROL["revalidate"]))
    own = ((re.escape(path), value) for path, value in policy.each.items())
    found = {
        "Cache-Control": tuple((paths, f"private, {value}" if preview else value) for paths, value in caches),
        "Content-Security-Policy": (
            *own,
            (EMBED, policy.embeds),
            (PAGE, policy.pages),
            (IMAGE, policy.images),
            (ANY, OWN_FRAMES),
        ),
        "X-Content-Type-Options": ((ANY, "nosniff"),),  # a file is what it says it is
        "Referrer-Policy": ((ANY, "no-referrer"),),  # whom a reader follows a link to learns not from where
        "Permissions-Policy": ((PAGE, ", ".join(f"{name}=()" for name in PERMISSIONS)),),
        # A page that a stranger opened in a window has no hold on that window, nor the other way round.
        "Cross-Origin-Opener-Policy": ((EMBED, ""), (PAGE, "same-origin")),
        "Access-Control-Allow-Origin": ((SHARED, "*"),),  # never with credentials: that takes a header of its own
        # A page under `Cross-Origin-Embedder-Policy: require-corp` takes from elsewhere only what says that it may, and
        # frames only what is as strict itself (HTML, section 7.1.4). Embeds load nothing, so it costs them nothing.
        "Cross-Origin-Resource-Policy": ((FOR_OTHERS, "cross-origin"),),
        "Cross-Origin-Embedder-Policy": ((EMBED, "require-corp"),),
        "X-Robots-Tag": ((NOT_FOR_SEARCH, "noindex"),),
    }
    return {**found, "X-Robots-Tag": ((ANY, "noindex"),)} if preview else found


def header(found: Rules, name: str, path: str) -> str:
    """The value that a header has for a path from the tree's top; "" where it is not sent."""
    return next((value for paths, value in found.get(name, ()) if re.fullmatch(paths, path)), "")


def not_an_asset(files: Collection[Entry]) -> list[str]:
    """Paths that hosts would take for those of assets, though the hash in them is not that of their content."""
    return [entry.path for entry in files if re.fullmatch(ASSET, entry.path) and entry.cache != "immutable"]
