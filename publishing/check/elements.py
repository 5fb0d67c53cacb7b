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
DISCOVERY = {"application/json+oembed": ".json", "text/xml+oembed": ".xml"}  # oEmbed 1.0, section 4
PUBLIC = _words("og:image og:image:url og:image:secure_url og:video og:audio twitter:image twitter:image:src")
PAINTS = _words("fill stroke clip-path mask filter marker marker-start marker-mid marker-end cursor shape-inside")
IDREFS = _words(
    "for headers list popovertarget commandfor aria-labelledby aria-describedby aria-controls aria-owns aria-details"
    " aria-flowto aria-activedescendant aria-errormessage"
)
_EVENTS = _words(  # of HTML, SVG, pointers, touch, animations and selections: what browsers know
    "abort afterprint animationcancel animationend animationiteration animationstart auxclick beforecopy"
    " beforecut beforeinput beforematch beforepaste beforeprint beforetoggle beforeunload begin blur cancel"
    " canplay canplaythrough change click close command contentvisibilityautostatechange contextlost contextmenu"
    " contextrestored copy cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop"
    " durationchange emptied end ended error focus focusin focusout formdata fullscreenchange fullscreenerror"
    " gotpointercapture hashchange input invalid keydown keypress keyup languagechange load loadeddata"
    " loadedmetadata loadstart lostpointercapture message messageerror mousedown mouseenter mouseleave mousemove"
    " mouseout mouseover mouseup mousewheel offline online orientationchange pagehide pagereveal pageshow pageswap"
    " paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove pointerout"
    " pointerover pointerrawupdate pointerup popstate progress ratechange readystatechange rejectionhandled repeat"
    " reset resize scroll scrollend scrollsnapchange scrollsnapchanging search securitypolicyviolation seeked"
    " seeking select selectionchange selectstart slotchange stalled storage submit suspend timeupdate toggle"
    " touchcancel touchend touchmove touchstart transitioncancel transitionend transitionrun transitionstart"
    " unhandledrejection unload volumechange waiting webkitanimationend webkitanimationiteration"
    " webkitanimationstart webkittransitionend wheel zoom"
)
HANDLERS = frozenset(f"on{event}" for event in _EVENTS)
