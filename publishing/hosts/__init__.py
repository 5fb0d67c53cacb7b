"""What hosts read: for each, pure functions from a site to the text of its configuration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publishing.hosts import apache, caddy, cloudfront, hosted, nginx
from publishing.hosts.given import Given, given
from publishing.hosts.memory import MEMORY, Memory, memory_of, remembered, tree_from
from publishing.hosts.site import MADE, Site, head
from publishing.inline import as_json

AT_THE_ROOT = "at-the-root"  # what has to stand at the top of a domain, where the feature is below it
NAMES = (
    "nginx.conf",
    "Caddyfile",
    "apache.conf",
    "htaccess",
    "cloudfront.json",
    MEMORY,
    *(f"{AT_THE_ROOT}/{name}" for name in ("_headers", "_redirects", "robots.txt")),
)


def in_tree(site: Site) -> dict[str, str]:
    """Name to text of what a host reads from the tree itself."""
    return {"_headers": hosted.headers(site), "_redirects": hosted.redirects(site), ".nojekyll": ""}


def beside_tree(site: Site, memory: Memory | None = None) -> dict[str, str]:
    """Name to text of the configuration that stands elsewhere: some of NAMES. memory: of this run."""
    found = {
        "cloudfront.json": cloudfront.cloudfront(site),
        MEMORY: as_json(site.policy.found, site.policy.before, MADE, memory.as_told() if memory else None),
    }
    if not site.left_out:
        found |= {
            "nginx.conf": nginx.nginx(site),
            "Caddyfile": caddy.caddy(site),
            "apache.conf": apache.apache(site),
            "htaccess": apache.htaccess(site),
        }
    if not site.is_at_root:
        found[f"{AT_THE_ROOT}/_headers"] = hosted.headers(site, site.base)
        found[f"{AT_THE_ROOT}/_redirects"] = hosted.redirects(site, site.base)
        if line := sitemap(site):
            found[f"{AT_THE_ROOT}/robots.txt"] = "\n".join([*head(site), line]) + "\n"
    return found


def sitemap(site: Site) -> str:
    """The line that a robots.txt names the sitemap by; "" where there is none."""
    there = "sitemap.xml" in site.manifest.by_path()
    return f"Sitemap: {site.address}/sitemap.xml" if there and site.address else ""


def notices(site: Site, folder: Path) -> Iterator[str]:
    """What somebody has to know, one line each. folder: that of the configuration."""
    if not site.is_at_root:
        top = site.address.removesuffix(site.base[:-1])
        yield f"{site.address} is below the top of its domain, and some files are only read there:"
        if line := sitemap(site):
            yield f"  robots.txt: add to {top}/robots.txt the line {line}"
        place = folder / AT_THE_ROOT
        yield f"  Netlify, Cloudflare Pages: add _headers and _redirects of {place} to those at the site's top"
    yield from hosted.too_many(site)
    if site.left_out:
        yield site.left_out
    elif names := caddy.unreadable(site):
        yield f"Caddy cannot check the password of {', '.join(names)}; make it with htpasswd -B, which uses bcrypt."


__all__ = [
    "MADE",
    "MEMORY",
    "NAMES",
    "Given",
    "Memory",
    "Site",
    "beside_tree",
    "given",
    "in_tree",
    "memory_of",
    "notices",
    "remembered",
    "tree_from",
]
