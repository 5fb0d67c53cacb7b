"""`_headers` and `_redirects`, which Netlify and Cloudflare Pages read from the top of a site.

Both apply every rule that matches a path. A header that two of them name is joined by a comma on the one and undefined
on the other, so no two rules here that can match one path name the same header. A rule names only files that exist or
is right for any answer, because rules hold of a page not found as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from publishing.hosts.site import Site, head
from publishing.manifest import EMBED_SCRIPT, EMBEDS, FRAGMENT, WORKER
from publishing.media import is_text, media_type
from publishing.policy import LONGEST_POLICY, SHARED_SUFFIXES, embed_policy, header, page_policy

PIECE_TELLS = ("Access-Control-Allow-Origin", "X-Robots-Tag")
# (pattern, a path that it matches, what it is told of); who may read .json and .xml is told of the suffix everywhere
OF_EMBEDS = (
    (f"{EMBEDS}/*", f"{EMBEDS}/x.html", ("Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy")),
    (f"{EMBEDS}/*{FRAGMENT}", f"{EMBEDS}/x{FRAGMENT}", PIECE_TELLS),
    (f"{EMBEDS}/*{FRAGMENT.removesuffix('.html')}", f"{EMBEDS}/x{FRAGMENT}", PIECE_TELLS),
    (f"{EMBEDS}/*.json", f"{EMBEDS}/x.json", ("X-Robots-Tag",)),
    (f"{EMBEDS}/*.xml", f"{EMBEDS}/x.xml", ("X-Robots-Tag",)),
    (EMBED_SCRIPT, EMBED_SCRIPT, ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")),
)
MOST_RULES = 100  # that Cloudflare Pages reads; it passes over the rest
MOST_REDIRECTS = 2000
EVERYWHERE = ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy")

TOLD = (
    "",
    "What is not named here is kept by both hosts for no time at all, but asked for again: max-age=0, must-revalidate.",
    "X-Frame-Options stands in for frame-ancestors where one policy is for all paths: embed/ may be framed by anyone.",
)


@dataclass(frozen=True)
class Rule:
    """A pattern of paths, and (name, value) of its headers. `*` is anything, `:page` anything but a slash."""

    pattern: str
    headers: tuple[tuple[str, str], ...]


def headers(site: Site, base: str = "/") -> str:
    """The file `_headers`. base: the path of the tree's top from that of the site, with a slash at both ends."""
    lines = [*head(site, *TOLD)]
    for rule in rules(site):
        lines += [
            "",
            base + quote(rule.pattern[1:], safe="/*:"),
            *(f"  {name}: {value}" for name, value in rule.headers),
        ]
    return "\n".join(lines) + "\n"


def rules(site: Site) -> list[Rule]:
    """The rules of a tree at the top of a site, no more than Cloudflare reads."""
    return wanted(site)[:MOST_RULES]


def wanted(site: Site) -> list[Rule]:
    """All rules of a tree. Each asset has one of its own: a folder's would hold of a file that is missing there too."""
    assets = [entry.path for entry in site.manifest.files if entry.cache == "immutable" and not entry.encoding]
    assets.sort(key=lambda path: not is_text(path))  # each page asks for scripts and styles, and few for a picture
    return [*common(site), *shared(site), *embeds(site), *own_policies(site), *(_kept(site, path) for path in assets)]


def too_many(site: Site) -> Iterator[str]:
    """What cannot be told within what Cloudflare reads, one line each."""
    if not _policy(site.policy.everything) and site.policy.each and not any(own_policies(site)):
        what = "hold too many different styles or scripts for _headers, which sends them no policy therefore."
        yield f"{'Pages' if 'index.html' in site.policy.each else 'Embeds'} {what}"
    if (left := len(wanted(site)) - MOST_RULES) > 0:
        yield f"_headers has no room for {left} of the assets: Netlify and Cloudflare ask for them at each visit."


def common(site: Site) -> Iterator[Rule]:
    """What holds of all paths; and that none but embeds may be framed elsewhere."""
    whole = [(name, header(site.rules, name, "index.html")) for name in EVERYWHERE]
    yield Rule("/*", (*whole, *_policy(site.policy.everything)))
    frames: tuple[tuple[str, str], ...] = (("X-Frame-Options", "SAMEORIGIN"),)
    if not _policy(site.policy.everything):  # what is missing where there is no folder goes without
        frames += _policy(page_policy(site.policy.found.pages))
    yield Rule("/", frames)
    yield Rule("/:page", frames)
    tops = {PurePosixPath(entry.path).parts[0] for entry in site.manifest.files if "/" in entry.path}
    yield from (Rule(f"/{top}/*", frames) for top in sorted(tops - {str(EMBEDS)}))


def shared(site: Site) -> Iterator[Rule]:
    """What other sites' scripts may read, with the media types that the hosts' own tables may lack."""
    there = {PurePosixPath(entry.path).suffix for entry in site.manifest.files}
    for suffix in SHARED_SUFFIXES:
        if suffix in there:
            kind = ("Content-Type", media_type(f"x{suffix}"))
            yield Rule(f"/*{suffix}", (("Access-Control-Allow-Origin", "*"), kind))
    if WORKER in site.manifest.by_path():
        yield _kept(site, WORKER)


def embeds(site: Site) -> Iterator[Rule]:
    """What other sites set into pages of theirs, as servers tell of an example. Cloudflare takes .html off each."""
    if any(entry.path.startswith(f"{EMBEDS}/") for entry in site.manifest.files):
        for pattern, example, names in OF_EMBEDS:
            told = tuple((name, header(site.rules, name, example)) for name in names)
            split = pattern.endswith("/*") and not _policy(site.policy.everything)
            yield Rule(f"/{pattern}", told + (_policy(embed_policy(site.policy.found.embeds)) if split else ()))


def own_policies(site: Site) -> Iterator[Rule]:
    """A policy for each page, where that of all would be too long. Cloudflare takes .html off each address."""
    each = site.policy.each
    if _policy(site.policy.everything) or len(each) * 2 > MOST_RULES // 2:
        return
    for path, value in each.items():
        short = (
            path.removesuffix("index.html") if PurePosixPath(path).name == "index.html" else path.removesuffix(".html")
        )
        for address in (path, short):
            yield Rule(f"/{address}", (("Content-Security-Policy", value),))


def _policy(value: str) -> tuple[tuple[str, str], ...]:
    """The header of a policy, where there is room for it on a line."""
    return (("Content-Security-Policy", value),) if len(value) <= LONGEST_POLICY else ()


def _kept(site: Site, path: str) -> Rule:
    return Rule(f"/{path}", (("Cache-Control", header(site.rules, "Cache-Control", path)),))


def redirects(site: Site, base: str = "/") -> str:
    """The file `_redirects`.

    `/operations` itself is left alone where there is an operations.html: both hosts serve that page there, and
    Cloudflare leads operations.html to it, so that a redirect would go round for ever.
    """
    lines = [*head(site, "", "An address that a reader cut short leads to what there is.")]
    for folder, page in site.folders.items():
        lines += [f"{base}{quote(folder)}{slash} {base}{quote(page)} 302" for slash in ("/", "") if slash or not page]
    return "\n".join(lines[:MOST_REDIRECTS]) + "\n"
