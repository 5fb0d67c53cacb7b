"""The Caddyfile: one site, which Caddy runs as it is, with a certificate of its own where its name is public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from publishing.hosts.site import Site, head
from publishing.media import BINARY_TYPES, TEXT_TYPES, media_type, text_types
from publishing.policy import header

TOLD = (
    "",
    "Run it as it is: caddy run --config Caddyfile. Where Caddy serves other sites, import it into their Caddyfile.",
    "It names the styles that this tree and the one before hold: reload Caddy with it before you deploy the tree, with",
    "caddy reload --config Caddyfile, or your system's own way.",
)
TOLD_OF_A_TRIAL = (
    "",
    "For a trial, beside whatever Caddy runs already: caddy run --config Caddyfile. It takes no order to reload: end",
    "it and start it again. To import it into another Caddyfile, take its first block out.",
)
# Another Caddy of this machine may have the port that orders come by.
ALONE = ("{", "\tadmin off", "}", "")
BCRYPT = re.compile(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}")


def caddy(site: Site) -> str:
    """The whole file."""
    lines = [*head(site, *TOLD_OF_A_TRIAL), "", *ALONE] if site.listen else [*head(site, *TOLD), ""]
    lines.append(f"{address(site)} {{")
    lines += [f"\t{line}".rstrip() for line in inside(site)]
    return "\n".join([*lines, "}"]) + "\n"


def address(site: Site) -> str:
    """What Caddy listens for."""
    if site.listen:
        return f"http://:{site.listen.rpartition(':')[2]}"
    scheme = site.address.partition("://")[0] if "://" in site.address else "http"
    return f"{scheme}://{site.host}" + (f":{site.port}" if site.port else "")


def inside(site: Site) -> Iterator[str]:
    interface = site.listen.rpartition(":")[0]
    if interface:
        yield f"bind {interface.strip('[]')}"
    yield f'root * "{site.root}"'
    yield "header -Server"
    yield ""
    if not site.is_at_root:
        yield f'redir "{site.base[:-1]}" "{site.href("")}" 301'
        yield f'handle "{site.base}*" {{'
        yield f'\turi strip_prefix "{quote(site.base[:-1])}"'  # handle_path does not find it in letters beyond ASCII
    else:
        yield "handle {"
    yield "\troute {"
    yield from (f"\t\t{line}".rstrip() for line in route(site))
    yield from ("\t}", "}")
    if not site.is_at_root:
        yield from ("handle {", "\terror 404", "}")
    yield ""
    yield from errors(site)


def route(site: Site) -> Iterator[str]:
    """What is done with a path from the tree's top, in this order."""
    if site.passwords:
        yield "basicauth {"
        yield from (f"\t{user} {kept}" for user, kept in users(site))
        yield "}"
    yield from ("@other not method GET HEAD", "error @other 405")
    yield "# Hidden files, such as those that a deploy keeps, are nobody's business."
    yield from ("@hidden {", "\tpath */.*", "\tnot path /.well-known/*", "}", "error @hidden 404")
    if site.folders:
        yield "# An address that a reader cut short leads to what there is."
    for number, (folder, page) in enumerate(site.folders.items()):
        yield f'@cut{number} path "/{folder}" "/{folder}/"'
        yield f'redir @cut{number} "{site.href(page)}" 302'
    yield ""
    yield from headers(site)
    yield ""
    yield from ("encode {", "\tgzip", "\tminimum_length 256", "\tmatch {")
    yield from (f"\t\theader Content-Type {kind}*" for kind in text_types())
    yield from ("\t}", "}")
    yield from ("file_server {", "\tprecompressed br gzip", "}")


def headers(site: Site) -> Iterator[str]:
    """The headers of files that are there. What is set later goes before what is set earlier."""
    number = 0
    for name, found in site.rules.items():
        for paths, value in reversed(found):
            yield f'@h{number} path_regexp "^/{paths}$"'
            yield f'header @h{number} {name} "{value}"' if value else f"header @h{number} -{name}"
            number += 1
    for suffix in {**TEXT_TYPES, **BINARY_TYPES}:
        yield f"@is_{suffix[1:]} path *{suffix}"
        yield f'header @is_{suffix[1:]} Content-Type "{media_type(f"x{suffix}")}"'
    for number, (path, kind) in enumerate(site.odd_types.items()):
        yield f'@odd{number} path "/{path}"'
        yield f'header @odd{number} Content-Type "{kind}"'
    # Not before the answer is written, when a twin has named it already: once is enough.
    texts = "|".join([*(re.escape(suffix) for suffix in TEXT_TYPES), "/"])
    yield from (f'@text path_regexp "(?:{texts})$"', "header @text {", "\tVary Accept-Encoding", "\tdefer", "}")
    folder = '@folder path_regexp "^/(?:.*/)?$"'
    yield from (folder, f'header @folder Content-Type "{media_type("x.html")}"')


def errors(site: Site) -> Iterator[str]:
    """The page for what is missing, with its own headers and not those of what was asked for."""
    yield "handle_errors {"
    yield '\t@missing expression "{http.error.status_code} == 404"'
    yield from ("\thandle @missing {", "\t\troute {")
    yield "\t\t\trewrite * /404.html"
    yield from ("\t\t\theader {", "\t\t\t\t-Server", "\t\t\t\tVary Accept-Encoding", "\t\t\t\tdefer", "\t\t\t}")
    for name in site.rules:
        value = header(site.rules, name, "404.html")
        yield f'\t\t\theader {name} "{value}"' if value else f"\t\t\theader -{name}"
    yield f'\t\t\theader Content-Type "{media_type("404.html")}"'
    yield from ("\t\t\tencode gzip", "\t\t\tfile_server {", "\t\t\t\tprecompressed br gzip", "\t\t\t}")
    yield from ("\t\t}", "\t}", "\theader -Server", "\theader Cache-Control no-store", "}")


def users(site: Site) -> Iterator[tuple[str, str]]:
    """(name, hash) of those whose password Caddy can check."""
    for line in site.lines:
        name, _, kept = line.partition(":")
        if BCRYPT.fullmatch(kept):
            yield name, kept


def unreadable(site: Site) -> list[str]:
    """The users whose password Caddy cannot check, because it is kept in another way than bcrypt."""
    readable = {name for name, _ in users(site)}
    return [name for line in site.lines if (name := line.partition(":")[0]) not in readable]
