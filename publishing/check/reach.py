"""Files that nothing leads to: a page that no page links to, a picture that none shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishing.check.finding import Finding
from publishing.manifest import Kind, plain_path

ROOTS = ("favicon.ico", "CNAME")  # what browsers and hosts ask for by themselves
WELL_KNOWN = ".well-known/"  # RFC 8615


def unreached(kinds: Mapping[str, Kind], leads: Mapping[str, set[str]], address: str) -> Iterator[Finding]:
    """kinds: of every file. leads: each file that holds addresses, and the files that they lead to.

    address: the public one of the tree. Without one no page can offer an embed, which stands there to be tried.
    """
    begins = ("entry", "worker") if address else ("entry", "worker", "embed")
    known = {path for path, kind in kinds.items() if kind in begins or path in ROOTS}
    known |= {path for path in kinds if path.startswith(WELL_KNOWN)}
    ahead = list(known)
    while ahead:
        new = leads.get(ahead.pop(), set()) - known
        known |= new
        ahead += new
    for path in kinds:
        plain = plain_path(path)
        if path not in known and (plain == path or plain not in kinds):
            yield Finding(path, "reachable", "no page leads to it; link to it, or leave it out of the tree")
