"""The configuration of nginx: maps of headers and one `server` block, to be included at the level of `http`."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator

from publishing.hosts.site import Site, head
from publishing.media import BINARY_TYPES, TEXT_TYPES, text_types

TOLD = (
    "",
    "Put it where nginx reads it inside http { }: /etc/nginx/sites-enabled/ or /etc/nginx/conf.d/. It listens without",
    "TLS, and what a tool adds here is lost: with LISTEN=127.0.0.1:8080, a server block of your own that has the",
    "certificate can pass requests on to it. A host that serves more than this: take the locations into its own block.",
    "It names the styles that this tree and the one before hold: reload nginx with it before you deploy the tree.",
    "",
    "nginx itself serves .gz twins. For .br twins it takes a module, libnginx-mod-http-brotli-static on Debian and",
    "Ubuntu; with it, take the # away before brotli_static. There is no way without the module that keeps the media",
    "type, the ETag and Vary right at once.",
)
KEPT = "200|206|304"  # the answers that bring a file, or say that the reader's is still the same


def nginx(site: Site) -> str:
    """The file to include."""
    return "\n".join([*head(site, *TOLD), "", *maps(site), *server(site)]) + "\n"


def variable(site: Site, header: str) -> str:
    """A name that no other site of the same nginx uses; short, for nginx refuses a long one unless it is told."""
    own = hashlib.sha256(f"{site.host}{site.base}".encode()).hexdigest()[:6]
    return f"$annals_{own}_{header.lower().replace('-', '_')[:24]}"


def maps(site: Site) -> Iterator[str]:
    """For each header, which value a path gets; it is not sent where that is empty."""
    for header, found in site.rules.items():
        cached = header == "Cache-Control"
        by = '"$status $uri"' if cached else "$uri"
        yield f"map {by} {variable(site, header)} {{"
        for number, (paths, value) in enumerate(found):
            status = ""
            if cached:  # what is missing is never kept for long, however its name looks; nor is a refusal at all
                status = f"(?:{KEPT}) " if number < len(found) - 1 else f"(?:{KEPT}|30.|404) "
            yield f'    "~^{status}{site.matching(paths)[1:]}" "{value}";'
        otherwise = "no-store" if cached else ""
        yield f'    default "{otherwise}";'
        yield "}"
    yield ""


def server(site: Site) -> Iterator[str]:
    yield "server {"
    yield from (f"    {line}".rstrip() for line in inside(site))
    yield "}"


def inside(site: Site) -> Iterator[str]:
    """The lines inside the server block."""
    if site.listen:
        yield f"listen {site.listen};"
    else:
        yield from ("listen 80;", "listen [::]:80;")
    yield f"server_name {site.host if not site.listen else '_'};"
    yield "server_tokens off;"
    yield "absolute_redirect off;  # behind a proxy, nginx knows neither the port nor the scheme that readers see"
    if site.passwords:
        yield from ('auth_basic "Preview";', f'auth_basic_user_file "{site.passwords}";')
    yield f'error_page 404 "{site.href("404.html")}";'
    yield ""
    yield from types()
    yield ""
    yield from (
        "gzip_static on;",
        "# brotli_static on;",
        "gzip on;  # for text without a twin",
        "gzip_min_length 256;",
        "gzip_proxied any;",
        "gzip_vary on;",
        f"gzip_types {' '.join(packed_types())};",
    )
    yield ""
    for header in site.rules:
        yield f"add_header {header} {variable(site, header)} always;"
    yield ""
    yield from locations(site)


def packed_types() -> list[str]:
    """The media types of text but text/html, which nginx takes for granted."""
    return [kind for kind in text_types() if kind != "text/html"]


def types() -> Iterator[str]:
    suffixes = defaultdict(list)
    for suffix, kind in {**TEXT_TYPES, **BINARY_TYPES}.items():
        suffixes[kind].append(suffix[1:])
    yield "types {"
    yield from (f"    {kind} {' '.join(names)};" for kind, names in sorted(suffixes.items()))
    yield "}"
    yield "default_type application/octet-stream;"
    yield "charset utf-8;"
    yield f"charset_types {' '.join(packed_types())};"


def locations(site: Site) -> Iterator[str]:
    if site.is_at_root:
        yield "location / {"
        yield f'    root "{site.root}";'
    else:
        yield f'location = "{site.base[:-1]}" {{ return 301 "{site.href("")}"; }}'
        yield "location / { return 404; }"
        yield f'location "{site.base}" {{'
        yield f'    alias "{site.root}/";'
    yield "    index index.html;"
    yield "}"
    yield ""
    yield "# Hidden files, such as those that a deploy keeps, are nobody's business."
    yield r'location ~ "/\.(?!well-known/)" { return 404; }'
    for path, kind in site.odd_types.items():
        if not path.rpartition("/")[2].startswith("."):
            place, bare = f'alias "{site.root}/{path}"', kind.partition(";")[0]
            yield f'location = "{site.base}{path}" {{ {place}; types {{ }} default_type {bare}; }}'
    if site.folders:
        yield ""
        yield "# An address that a reader cut short leads to what there is."
    for folder, page in site.folders.items():
        there = site.matching(re.escape(folder), "/?")
        yield f'location ~ "{there}" {{ return 302 "{site.href(page)}"; }}'
