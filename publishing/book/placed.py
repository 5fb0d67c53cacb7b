"""A drawing that the content brought, as a book may hold it: it draws, and does nothing else.

EPUB calls a document with scripts or with parts from elsewhere by other names, and readers refuse what is not said
(EPUB 3.3, sections 5.3 and 3.6). In a page it is shown by <img>, where neither does anything; so nothing is lost.
"""

from __future__ import annotations

from lxml import etree

from publishing.book.names import name
from publishing.trouble import Trouble

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
ACTIVE = ("script", "foreignObject", "metadata", "handler", "listener")
OWN = ("#", "data:image/")  # what an address in it may begin with


def still(content: bytes, path: str) -> bytes:
    """The SVG without what acts, asks for another file, or is no SVG. Raises Trouble where it cannot be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Trouble(f"the picture {path} is no XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Trouble(f"the picture {path} has a DOCTYPE, which no book can hold; take it out")
    for each in list(root.iter(etree.Element)):
        tag = etree.QName(each)
        parent = each.getparent()
        if parent is not None and (tag.namespace != SVG or tag.localname in ACTIVE):
            if each.tail:
                before = each.getprevious()
                holder, end = (parent, "text") if before is None else (before, "tail")
                setattr(holder, end, (getattr(holder, end) or "") + each.tail)
            parent.remove(each)
    known: set[str] = set()
    for each in root.iter(etree.Element):
        for key, value in list(each.attrib.items()):
            attribute = etree.QName(key)
            foreign = attribute.namespace not in (None, XLINK, XML)
            leads_out = attribute.localname == "href" and not value.strip().startswith(OWN)
            if foreign or leads_out or attribute.localname.lower().startswith("on"):
                del each.attrib[key]
        if told := each.get("id"):
            if (own := name(told)) in known:
                del each.attrib["id"]
            else:
                each.set("id", own)
                known.add(own)
        for key in ("href", f"{{{XLINK}}}href"):
            if (value := each.get(key, "")).startswith("#"):
                each.set(key, f"#{name(value[1:])}")
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8"))
