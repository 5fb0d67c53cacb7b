"""The configuration of Apache: a virtual host, and the same as `.htaccess` for hosting that is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishing.hosts.site import Site, head, text_suffixes, twin_suffixes
from publishing.manifest import TWINS
from publishing.media import BINARY_TYPES, TEXT_TYPES, media_type, text_types

TOLD = (
    "",
    "Put it into sites-enabled/, or Include it. It takes mod_alias, mod_authz_core, mod_dir, mod_env, mod_headers,",
    "mod_mime and mod_rewrite; mod_deflate too, where text has no twins. On Debian: a2enmod headers rewrite",
    "It names the styles that this tree and the one before hold: reload Apache with it before you deploy the tree.",
)
TOLD_SHARED = (
    "",
    "For hosting where the server's own configuration is out of reach: upload it as .htaccess into the folder that",
    "holds the feature. The host has to allow it (AllowOverride All), and to have mod_headers and mod_rewrite.",
)
# The answers that bring a file, or say that it is still the same; and those that tell where it is, or that it is not.
KEPT = "%{REQUEST_STATUS} =~ /^(200|206|304)$/"
TOLD_OF = "%{REQUEST_STATUS} =~ /^(200|206|30.|404)$/"
# A coding that a reader accepts, with its weight, which is not 0 (RFC 9110, section 12.4.2).
ACCEPTED = r"(^|,)\s*{}\s*(;\s*q\s*=\s*(1|0?\.0*[1-9])[0-9.]*\s*)?(,|$)"


def apache(site: Site) -> str:
    """A file with a virtual host."""
    lines = [*head(site, *TOLD)]
    if site.listen:
        lines.append(f"Listen {site.listen}")
    lines += [
        f"<VirtualHost {site.listen or '*:80'}>",
        f"    ServerName {site.host}",
        "    ServerSignature Off",
        "    TraceEnable Off",
    ]
    if site.is_at_root:
        lines.append(f'    DocumentRoot "{site.root}"')
    else:
        lines.append(f'    Alias "{site.base[:-1]}" "{site.root}"')
        lines.append(f'    RedirectMatch 404 "^/(?!{re.escape(site.base[1:-1])}(/|$))"')
    lines.append(f'    ErrorDocument 404 "{site.href("404.html")}"')
    lines += [f'    <Directory "{site.root}">', "        AllowOverride None"]
    if not site.passwords:
        lines.append("        Require all granted")
    lines += [f"        {line}".rstrip() for line in body(site)]
    return "\n".join([*lines, "    </Directory>", "</VirtualHost>"]) + "\n"


def htaccess(site: Site) -> str:
    """The file that is to be called .htaccess."""
    return "\n".join([*head(site, *TOLD_SHARED), *body(site)]) + "\n"


def body(site: Site) -> Iterator[str]:
    """What holds in the tree's folder."""
    yield "Options -Indexes -MultiViews +SymLinksIfOwnerMatch"
    yield "DirectoryIndex index.html"
    yield "AddDefaultCharset Off"
    yield "FileETag MTime Size"
    yield f'ErrorDocument 404 "{site.href("404.html")}"'
    if site.passwords:
        yield from ("AuthType Basic", 'AuthName "Preview"', f'AuthUserFile "{site.passwords}"', "Require valid-user")
    yield ""
    yield from rewrites(site)
    yield ""
    yield from types(site)
    yield ""
    yield from headers(site)


def rewrites(site: Site) -> Iterator[str]:
    """What is refused, what leads elsewhere, and the twins."""
    yield "RewriteEngine On"
    yield f'RewriteBase "{site.base}"'
    yield "# Hidden files, such as those that a deploy keeps, are nobody's business."
    yield r'RewriteRule "(^|/)\.(?!well-known/)" - [R=404,L]'
    if site.folders:
        yield "# An address that a reader cut short leads to what there is."
    for folder, page in site.folders.items():
        yield f'RewriteRule "^{re.escape(folder)}/?$" "{site.base}{page}" [R=302,L]'
    yield r'RewriteCond "%{REQUEST_FILENAME}" -d'
    yield r'RewriteCond "%{REQUEST_FILENAME}/index.html" -f'
    yield r'RewriteRule "^(.*/)?$" "$1index.html"'
    yield "# A twin is sent to whom accepts its coding; brotli, the smaller one, before gzip."
    for suffix, coding in TWINS.items():
        yield f'RewriteCond "%{{HTTP:Accept-Encoding}}" "{ACCEPTED.format(coding)}"'
        yield f'RewriteCond "%{{REQUEST_FILENAME}}{suffix}" -f'
        yield f'RewriteRule "^(.*\\.(?:{text_suffixes()}))$" "$1{suffix}" [L]'


def types(site: Site) -> Iterator[str]:
    """Media types, and the codings of twins, whatever the server's own tables say of their suffixes."""
    yield f"RemoveEncoding {' '.join(TWINS)}"
    yield f"RemoveLanguage {' '.join(TWINS)}"
    known = [(f"\\{suffix}", media_type(f"x{suffix}")) for suffix in (*TEXT_TYPES, *BINARY_TYPES)]
    known += [(f"^{re.escape(path.rpartition('/')[2])}", kind) for path, kind in site.odd_types.items()]
    for name, kind in known:
        twin = f"{twin_suffixes()}?" if kind.endswith("charset=utf-8") else ""
        yield f'<FilesMatch "{name}{twin}$">'
        yield from (f'    ForceType "{kind}"', "</FilesMatch>")
    for suffix, coding in TWINS.items():
        yield f'<FilesMatch "\\.(?:{text_suffixes()})\\{suffix}$">'
        yield f"    Header set Content-Encoding {coding}"
        yield from ("    SetEnv no-gzip", "    SetEnv no-brotli", "</FilesMatch>")
    yield f'<FilesMatch "\\.(?:{text_suffixes()}){twin_suffixes()}?$">'
    yield from ("    Header merge Vary Accept-Encoding", "</FilesMatch>")
    yield "<IfModule mod_deflate.c>"
    kinds = " ".join(text_types())
    yield from (f"    AddOutputFilterByType DEFLATE {kinds}", "    SetEnv filter-errordocs")
    yield "    # mod_deflate adds -gzip to the ETag of what it packs, and would not know that again by itself."
    yield from (r'    RequestHeader edit* If-None-Match "-gzip\"" "\""', "</IfModule>")


def headers(site: Site) -> Iterator[str]:
    """Each header by the paths that it holds of. What is set later goes before what is set earlier."""
    for name, found in site.rules.items():
        for number, (paths, value) in enumerate(reversed(found)):
            here = f"%{{REQUEST_URI}} =~ m#{site.matching(paths, f'{twin_suffixes()}?')}#"
            if name == "Cache-Control":  # what is missing is never kept for long, and a refusal not at all
                here = f"{KEPT if number else TOLD_OF} && {here}"
            what = f'set {name} "{value}"' if value else f"unset {name}"
            yield f'Header always {what} "expr={here}"'
