"""Where HTML and SVG hold addresses: each attribute of each element that leads anywhere, and for what it does."""

from __future__ import annotations

from publishing.check.addresses import Use


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOADS = _words("audio embed frame iframe img input script source track video")
_PARTS = _words("use textpath mpath lineargradient radialgradient pattern filter animate set")
_QUOTED = _words("blockquote q ins del")
USES: dict[tuple[str, str], Use] = {
    ("a", "href"): "link",
    ("area", "href"): "link",
    ("img", "longdesc"): "link",
    ("form", "action"): "load",  # what a reader writes goes there
    ("button", "formaction"): "load",
    ("input", "formaction"): "load",
    ("video", "poster"): "load",
    ("object", "data"): "load",
    ("body", "background"): "load",
    ("html", "manifest"): "load",
    ("script", "href"): "load",  # in drawings
    ("image", "href"): "load",
    ("feimage", "href"): "load",
    **{(tag, "src"): "load" for tag in _LOADS},
    **{(tag, "href"): "use" for tag in _PARTS},
    **{(tag, "cite"): "link" for tag in _QUOTED},
}
SETS = {("img", "srcset"), ("source", "srcset"), ("link", "imagesrcset")}
LOADED_LINKS = _words(
    "stylesheet icon apple-touch-icon apple-touch-icon-precomposed mask-icon preload modulepreload prefetch prerender"
    " preconnect dns-prefetch manifest"
)
PUBLIC = _words("og:image og:image:url og:image:secure_url og:video og:audio twitter:image twitter:image:src")
PAINTS = _words("fill stroke clip-path mask filter marker marker-start marker-mid marker-end cursor shape-inside")
IDREFS = _words(
    "for headers list popovertarget commandfor aria-labelledby aria-describedby aria-controls aria-owns aria-details"
    " aria-flowto aria-activedescendant aria-errormessage"
)
