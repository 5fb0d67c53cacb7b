"""A small tree in which all is well, and every fault that the check knows, planted in it: each is told, and nothing else is."""

import gzip
import hashlib
import html
import json
import os
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import brotli
import pytest

from publishing import manifest
from publishing.check import RULES, findings, told
from publishing.check import files as check_files
from publishing.trouble import Trouble

ADDRESS = "https://news.example/30-years"
SCRIPT = b'document.title = "x";\n'
JS = f"theme/slips.{hashlib.sha256(SCRIPT).hexdigest()[:10]}.js"
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0IEND\xaeB`\x82"


def page(path: str, title: str, body: str, head: str = "") -> str:
    up = "../" * path.count("/")
    own = f"{ADDRESS}/{'' if path == 'index.html' else path}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="{up}favicon.svg">
<link rel="canonical" href="{own}">
<meta property="og:url" content="{own}">
{head}<style>p {{ color: red }}</style>
</head>
<body>
{body}
<script src="{up}{JS}"></script>
</body>
</html>
"""


FILES: dict[str, str | bytes] = {
    "index.html": page(
        "index.html",
        "Home",
        """<main id="main"><p><a href="#main">Skip</a> <a href="#top">Top</a> <a href="about.html#who">About</a>
<a href="stories/one.html?from=home#caf%C3%A9">One</a> <a href="https://elsewhere.example/x">Else</a>
<a href="mailto:desk@news.example">Mail</a> <a href="tel:+7717">Call</a> <a href="data/terms.txt">Terms</a></p>
<img src="pictures/a.png" srcset="pictures/a.png 1x, pictures/b.png 2x" alt="x"><a href="data/facts.csv" download>Data</a>
<svg viewBox="0 0 1 1" aria-labelledby="t"><title id="t">Drawing</title><use xlink:href="#dot"/><path id="dot" fill="url(#g)"/><linearGradient id="g"/></svg>
<template><p id="main">Not of the page</p></template>
<p><code>&lt;script src="https://cdn.example/x.js" integrity onload="x()"&gt;</code> and /home/ or /tmp/ in words</p></main>""",
        f"""<meta property="og:image" content="{ADDRESS}/cards/index.png">
<link rel="alternate" type="application/atom+xml" href="{ADDRESS}/feeds/atom.xml">
<link rel="license" href="https://elsewhere.example/by/4.0/">
<script type="application/ld+json">{{"url": "{ADDRESS}/", "image": "{ADDRESS}/cards/index.png"}}</script>
""",
    ),
    "about.html": page(
        "about.html", "About", '<h1 id="who">Who</h1><a href="index.html">Home</a> <a href="stories/one.html">One</a>'
    ),
    "stories/one.html": page(
        "stories/one.html",
        "One",
        f"""<p id="café"><a href="../index.html">Home</a> <a href="../about.html">About</a></p>
<textarea>&lt;iframe src="{ADDRESS}/embed/one.html"&gt;&lt;/iframe&gt;</textarea>
<pre><code>&lt;iframe loading="lazy" style="border:0" src="{ADDRESS}/embed/one.html#at=place&amp;amp;type=sans"&gt;&lt;/iframe&gt;
&lt;script async src=&quot;{ADDRESS}/embed.js&quot;&gt;&lt;/script&gt; {ADDRESS}/embed/one.fragment.html</code></pre>
<iframe src="../embed/one.html#accent=0a5&amp;at=place" title="x"></iframe>""",
        f'<link rel="alternate" type="application/json+oembed" href="{ADDRESS}/embed/one.json?url=x&amp;format=json">\n'
        f'<link rel="alternate" type="text/xml+oembed" href="{ADDRESS}/embed/one.xml?url=x&amp;format=xml">\n',
    ),
    "404.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not found</title><meta name="robots" content="noindex">'
    f'<link rel="icon" href="data:image/svg+xml,%3Csvg/%3E"></head><body id="a"><a href="#a">Skip</a><a href="{ADDRESS}/">Home</a></body></html>',
    "embed/one.html": f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One</title><meta name="robots" content="noindex, indexifembedded"><link rel="icon" href="data:,"><style>p {{ color: red }}</style>'
    f'</head><body><p id="place">x</p><a target="_blank" href="{ADDRESS}/stories/one.html">One</a> <a target="_top" href="../stories/one.html">One</a> <a href="#place">x</a>'
    '<script type="application/json">{}</script><script>x = "x";</script></body></html>',
    "embed/one.json": f'{{"version": "1.0", "type": "rich", "width": 640, "height": 480, "html": "<blockquote><a href=\\"{ADDRESS}/stories/one.html\\">x</a></blockquote><iframe sandbox=\\"allow-scripts allow-popups\\" width=\\"640\\" height=\\"480\\" src=\\"{ADDRESS}/embed/one.html\\"></iframe>"}}',
    "embed/one.xml": f'<?xml version="1.0" encoding="utf-8"?>\n<oembed><version>1.0</version><type>rich</type><width>640</width><height>480</height><html>&lt;blockquote&gt;&lt;a href="{ADDRESS}/stories/one.html"&gt;x&lt;/a&gt;&lt;/blockquote&gt;&lt;iframe sandbox="allow-scripts allow-popups" width="640" height="480" src="{ADDRESS}/embed/one.html"&gt;&lt;/iframe&gt;</html></oembed>',
    "embed/one.fragment.html": f'<x-embed lang="en"><template shadowrootmode="open"><style>p {{ color: red; background: url(data:,) }}</style><p id="who" aria-labelledby="who">x</p><svg viewBox="0 0 1 1"><use href="#who"/></svg>'
    f'<a href="{ADDRESS}/stories/one.html">One</a></template><p>Words for all. <img src="{ADDRESS}/pictures/a.png" alt="x"></p></x-embed>\n',
    "embed.js": "1;\n",
    "feeds/feed.json": f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "home_page_url": "{ADDRESS}/", "feed_url": "{ADDRESS}/feeds/feed.json", "items": [{{"id": "1", "url": "{ADDRESS}/stories/one.html", "external_url": "https://elsewhere.example/",'
    f' "image": "{ADDRESS}/pictures/a.png", "content_html": "<p><a href=\\"{ADDRESS}/about.html#who\\">x</a></p>", "attachments": [{{"url": "{ADDRESS}/stories/one.ninjs.json", "mime_type": "application/json"}}]}}]}}',
    "stories/one.ninjs.json": f'{{"uri": "{ADDRESS}/stories/one.html", "standard": {{"name": "ninjs", "version": "3.1"}}}}',
    "feeds/atom.xml": f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{ADDRESS}/feeds/atom.xml"/><entry><link href="{ADDRESS}/stories/one.html"/>'
    f'<content type="html">&lt;p id="x"&gt;&lt;a href="{ADDRESS}/about.html#who"&gt;About&lt;/a&gt; &lt;img src="{ADDRESS}/pictures/a.png"&gt;&lt;/p&gt;</content></entry></feed>',
    "sitemap.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{ADDRESS}/</loc></url><url><loc>{ADDRESS}/stories/one.html</loc></url></urlset>',
    "robots.txt": f"User-agent: *\nSitemap: {ADDRESS}/sitemap.xml\n",
    "site.webmanifest": '{"start_url": "index.html", "icons": [{"src": "favicon.svg"}]}',
    ".nojekyll": "",
    "data/terms.txt": "All rights reserved.\n",
    "favicon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><style>path { fill: url(#g) }</style><path id="p"/><linearGradient id="g"/></svg>',
    JS: SCRIPT,
    "data/facts.csv": "\ufeffid,value\n" + "row,1\n" * 50,
    "pictures/a.png": PICTURE,
    "pictures/b.png": PICTURE,
    "cards/index.png": PICTURE,
}


def put(path: str, content: str | bytes) -> Callable[[Path], None]:
    def plant(tree: Path) -> None:
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    return plant


def swap(path: str, old: str, new: str) -> Callable[[Path], None]:
    def plant(tree: Path) -> None:
        text = (tree / path).read_bytes().decode()
        assert text.count(old) == 1, f"{old} stands in {path} {text.count(old)} times"
        (tree / path).write_bytes(text.replace(old, new).encode())

    return plant


def body(markup: str, path: str = "about.html") -> Callable[[Path], None]:
    return swap(path, "</body>", f"{markup}</body>")


def head(markup: str, path: str = "about.html") -> Callable[[Path], None]:
    return swap(path, "</head>", f"{markup}</head>")


def listed(tree: Path) -> None:
    """Write the manifest of a tree as it stands."""
    (tree / manifest.NAME).write_text(manifest.as_json(manifest.of_tree(tree, ADDRESS)), encoding="utf-8")


@pytest.fixture
def tree(tmp_path) -> Path:
    top = tmp_path / "public"
    for path, content in FILES.items():
        put(path, content)(top)
    data = (top / "data/facts.csv").read_bytes()
    put("data/facts.csv.gz", gzip.compress(data, mtime=0))(top)
    put("data/facts.csv.br", brotli.compress(data))(top)
    listed(top)
    return top


def lines(tree: Path) -> list[str]:
    return [str(finding) for finding in findings(tree)]


def test_nothing_is_found_where_all_is_well(tree, capsys):
    assert lines(tree) == []
    assert told(tree) == 0
    assert capsys.readouterr() == ("26 files, 5 pages: nothing found\n", "")


def both(*plants: Callable[[Path], None]) -> Callable[[Path], None]:
    def plant(tree: Path) -> None:
        for one in plants:
            one(tree)

    return plant


EMBED, PIECE = "embed/one.html", "embed/one.fragment.html"


def answer(old: str, new: str) -> Callable[[Path], None]:
    """The same change of both forms of an oEmbed answer."""

    def plant(tree: Path) -> None:
        for path in ("embed/one.json", "embed/one.xml"):
            text = (tree / path).read_text(encoding="utf-8")
            assert old in text
            put(path, text.replace(old, new))(tree)

    return plant


def framed(old: str, new: str) -> Callable[[Path], None]:
    """The same change of the HTML in both forms of an oEmbed answer."""

    def plant(tree: Path) -> None:
        swap("embed/one.json", json.dumps(old)[1:-1], json.dumps(new)[1:-1])(tree)
        swap("embed/one.xml", html.escape(old, quote=False), html.escape(new, quote=False))(tree)

    return plant


OPEN, END = "<x-embed", "</x-embed>"
HOLDS = "and may hold only blockquote, a, iframe; leave it out"
MAY = "and may have only allow-scripts, allow-popups, allow-popups-to-escape-sandbox; leave it out"

# fmt: off
# (a fault, the one line that it gives; a star stands for words that are a library's)
PLANTED: list[tuple[Callable[[Path], None], str]] = [
    # where an address leads
    (body('<a href="gone.html">x</a>'), 'about.html: link: <a href="gone.html"> leads to no file; correct the address, or bring the file'),
    (body('<a href="../index.html">x</a>'), 'about.html: link: <a href="../index.html"> leads out of the tree; correct it'),
    (body('<a href="index%2Fx.html">x</a>'), 'about.html: link: <a href="index%2Fx.html"> leads out of the tree; correct it'),
    (body('<blockquote cite="gone.html">x</blockquote>'), 'about.html: link: <blockquote cite="gone.html"> leads to no file; correct the address, or bring the file'),
    (body('<map name="m"><area href="gone.html"></map>'), 'about.html: link: <area href="gone.html"> leads to no file; correct the address, or bring the file'),
    (swap("index.html", f'"url": "{ADDRESS}/"', f'"url": "{ADDRESS}/gone.html"'), 'index.html: link: https://news.example/30-years/gone.html leads to no file; correct the address, or bring the file'),
    (body(f"<textarea>&lt;a href=&quot;{ADDRESS}/gone.html&quot;&gt;</textarea>"), 'about.html: link: https://news.example/30-years/gone.html leads to no file; correct the address, or bring the file'),
    (swap("stories/one.ninjs.json", "one.html", "gone.html"), 'stories/one.ninjs.json: link: https://news.example/30-years/stories/gone.html leads to no file; correct the address, or bring the file'),
    (swap("feeds/atom.xml", "/stories/one.html", "/stories/gone.html"), 'feeds/atom.xml: link: <link href="https://news.example/30-years/stories/gone.html"> leads to no file; correct the address, or bring the file'),
    (swap("feeds/atom.xml", "about.html", "gone.html"), 'feeds/atom.xml: link: <a href="https://news.example/30-years/gone.html#who"> leads to no file; correct the address, or bring the file'),
    (swap("robots.txt", "sitemap.xml", "gone.xml"), 'robots.txt: link: https://news.example/30-years/gone.xml leads to no file; correct the address, or bring the file'),
    (body('<a href="index.html#gone">x</a>'), 'about.html: fragment: <a href="index.html#gone">: index.html has no id gone; correct it'),
    (body('<a href="#gone">x</a>'), 'about.html: fragment: <a href="#gone">: about.html has no id gone; correct it'),
    (body('<a href="stories/one.html#gone%20x">x</a>'), 'about.html: fragment: <a href="stories/one.html#gone%20x">: stories/one.html has no id gone x; correct it'),
    (body('<label for="gone">x</label>'), 'about.html: fragment: <label for="gone">: about.html has no id gone; correct it'),
    (body('<a href="#inert">x</a><template><p id="inert">x</p></template>'), 'about.html: fragment: <a href="#inert">: about.html has no id inert; correct it'),
    (body('<svg><use href="#gone"/></svg>'), 'about.html: fragment: <use href="#gone">: about.html has no id gone; correct it'),
    (body('<svg><path clip-path="url(#gone)"/></svg>'), 'about.html: fragment: <path clip-path="#gone">: about.html has no id gone; correct it'),
    (swap("favicon.svg", "url(#g)", "url(#gone)"), 'favicon.svg: fragment: <style> #gone: favicon.svg has no id gone; correct it'),
    (swap("feeds/atom.xml", "#who", "#gone"), 'feeds/atom.xml: fragment: <a href="https://news.example/30-years/about.html#gone">: about.html has no id gone; correct it'),
    (body('<img src="gone.png" alt="x">'), 'about.html: referenced: <img src="gone.png"> is not there; bring the file, or correct the address'),
    (body('<img srcset="favicon.svg 1x, gone.png 2x" alt="x">'), 'about.html: referenced: <img srcset="gone.png"> is not there; bring the file, or correct the address'),
    (body('<picture><source srcset="gone.png"></picture>'), 'about.html: referenced: <source srcset="gone.png"> is not there; bring the file, or correct the address'),
    (body('<script src="gone.js"></script>'), 'about.html: referenced: <script src="gone.js"> is not there; bring the file, or correct the address'),
    (both(put("x.js", 'load("theme/gone.0123456789.js")'), body('<script src="x.js"></script>')), 'x.js: link: theme/gone.0123456789.js is named like an asset, and is not there; publish again'),
    (body('<video poster="gone.png"></video>'), 'about.html: referenced: <video poster="gone.png"> is not there; bring the file, or correct the address'),
    (body('<object data="gone.pdf"></object>'), 'about.html: referenced: <object data="gone.pdf"> is not there; bring the file, or correct the address'),
    (body('<iframe src="gone.html"></iframe>'), 'about.html: referenced: <iframe src="gone.html"> is not there; bring the file, or correct the address'),
    (body('<iframe srcdoc="&lt;img src=gone.png&gt;"></iframe>'), 'about.html: referenced: <img src="gone.png"> is not there; bring the file, or correct the address'),
    (body('<form action="gone.html"></form>'), 'about.html: referenced: <form action="gone.html"> is not there; bring the file, or correct the address'),
    (body('<svg><image href="gone.png"/></svg>'), 'about.html: referenced: <image href="gone.png"> is not there; bring the file, or correct the address'),
    (head('<link rel="stylesheet" href="gone.css">'), 'about.html: referenced: <link href="gone.css"> is not there; bring the file, or correct the address'),
    (head('<link rel="icon" href="gone.ico">'), 'about.html: referenced: <link href="gone.ico"> is not there; bring the file, or correct the address'),
    (head('<meta http-equiv="refresh" content="5; url=gone.html">'), 'about.html: referenced: <meta refresh="gone.html"> is not there; bring the file, or correct the address'),
    (head(f'<meta property="og:image" content="{ADDRESS}/gone.png">'), 'about.html: referenced: <meta og:image="https://news.example/30-years/gone.png"> is not there; bring the file, or correct the address'),
    (head("<style>p { background: url(gone.png) }</style>"), 'about.html: referenced: <style> gone.png is not there; bring the file, or correct the address'),
    (head("<style>@import 'gone.css';</style>"), 'about.html: referenced: <style> gone.css is not there; bring the file, or correct the address'),
    (head("<style>/* url(a.png) */ p { content: 'url(b.png)'; background: image-set(\"gone.png\" 1x) }</style>"), 'about.html: referenced: <style> gone.png is not there; bring the file, or correct the address'),
    (swap("favicon.svg", "<path", '<image href="gone.png"/><path'), 'favicon.svg: referenced: <image href="gone.png"> is not there; bring the file, or correct the address'),
    (swap("site.webmanifest", "favicon.svg", "gone.png"), 'site.webmanifest: referenced: <src> gone.png is not there; bring the file, or correct the address'),
    (swap("sitemap.xml", "one.html", "gone.html"), 'sitemap.xml: referenced: <loc> https://news.example/30-years/stories/gone.html is not there; bring the file, or correct the address'),
    (put("pictures/more.png", PICTURE), 'pictures/more.png: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (put("more.html", page("more.html", "More", '<a href="more.html">x</a>')), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (body('<a href="About.html">x</a>'), 'about.html: case: <a href="About.html">: the file is about.html; write it letter for letter'),
    (both(put("pictures/A.png", PICTURE), body('<img src="pictures/A.png" alt="x">')), 'pictures/a.png: case: pictures/A.png differs only in the case of letters; rename one'),
    (body('<a href="stories/one">x</a>'), 'about.html: extension: <a href="stories/one"> lacks its .html, which not every host adds; write it out'),
    (swap("feeds/atom.xml", "stories/one.html", "stories/one"), 'feeds/atom.xml: extension: <link href="https://news.example/30-years/stories/one"> lacks its .html, which not every host adds; write it out'),
    (body('<a href="stories/">x</a>'), 'about.html: folder-link: <a href="stories/"> is a folder, which from a disk opens a listing; name the file in it'),
    (body('<a href="stories">x</a>'), 'about.html: folder-link: <a href="stories"> is a folder, which from a disk opens a listing; name the file in it'),
    (body('<a href="..">x</a>', "stories/one.html"), 'stories/one.html: folder-link: <a href=".."> is a folder, which from a disk opens a listing; name the file in it'),
    (body('<a href=".">x</a>'), 'about.html: folder-link: <a href="."> is a folder, which from a disk opens a listing; name the file in it'),
    (body('<a href="">x</a>'), 'about.html: folder-link: <a href=""> is empty; write the name of the file, or leave it out'),
    (swap("feeds/atom.xml", "stories/one.html", "stories/"), 'feeds/atom.xml: folder-link: <link href="https://news.example/30-years/stories/"> is a folder, which from a disk opens a listing; name the file in it'),
    (body('<a href="./index.html">x</a>'), 'about.html: dot-link: <a href="./index.html"> has a ./ that says nothing; leave it out'),
    (body('<a href="stories/./one.html">x</a>'), 'about.html: dot-link: <a href="stories/./one.html"> has a ./ that says nothing; leave it out'),
    (body('<a href="/30-years/index.html">x</a>'), 'about.html: absolute: <a href="/30-years/index.html"> holds at the root of a domain only; write it relative to the page'),
    (body('<a href="\\index.html">x</a>'), 'about.html: absolute: <a href="\\index.html"> holds at the root of a domain only; write it relative to the page'),
    (body('<a href="/">x</a>', "404.html"), '404.html: absolute: <a href="/"> holds at the root of a domain only; write it relative to the page'),
    (body(f'<a href="{ADDRESS}/index.html">x</a>'), 'about.html: absolute: <a href="https://news.example/30-years/index.html"> leads a copy of the tree back to the web; write it relative to the page'),
    (body('<a href="index.html">x</a>', "404.html"), '404.html: relative: <a href="index.html"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (body("<style>p { background: url(pictures/a.png) }</style>", "404.html"), '404.html: relative: <style> pictures/a.png is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (swap("feeds/atom.xml", f"{ADDRESS}/pictures/a.png", "../pictures/a.png"), 'feeds/atom.xml: relative: <img src="../pictures/a.png"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (swap("feeds/atom.xml", f"{ADDRESS}/about.html#who", "#who"), 'feeds/atom.xml: relative: <a href="#who"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (head('<meta property="og:image" content="cards/index.png">'), 'about.html: relative: <meta og:image="cards/index.png"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (body('<a href="javascript:history.back()">x</a>'), 'about.html: scheme: <a href="javascript:history.back()"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href=" java\tscript:x">x</a>'), 'about.html: scheme: <a href=" java\\tscript:x"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href="//elsewhere.example/">x</a>'), 'about.html: scheme: <a href="//elsewhere.example/"> takes its scheme from the page, and from a disk there is none; write https://'),
    (body('<a href="vbscript:x">x</a>'), 'about.html: scheme: <a href="vbscript:x"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href="https:index.html">x</a>'), 'about.html: scheme: <a href="https:index.html"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href="data:text/html,x">x</a>'), 'about.html: scheme: <a href="data:text/html,x"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<img src="https://cdn.example/x.png" alt="x">'), 'about.html: foreign-host: <img src="https://cdn.example/x.png"> tells cdn.example of every reader; bring the file into the tree'),
    (body('<img src="//cdn.example/x.png" alt="x">'), 'about.html: foreign-host: <img src="//cdn.example/x.png"> tells cdn.example of every reader; bring the file into the tree'),
    (body('<img src="\\\\cdn.example/x.png" alt="x">'), 'about.html: foreign-host: <img src="\\\\cdn.example/x.png"> tells cdn.example of every reader; bring the file into the tree'),
    (body('<img srcset="https://cdn.example/x.png 2x" alt="x">'), 'about.html: foreign-host: <img srcset="https://cdn.example/x.png"> tells cdn.example of every reader; bring the file into the tree'),
    (body('<script src="http://cdn.example/x.js"></script>'), 'about.html: foreign-host: <script src="http://cdn.example/x.js"> tells cdn.example of every reader; bring the file into the tree'),
    (body('<iframe src="https://video.example/1"></iframe>'), 'about.html: foreign-host: <iframe src="https://video.example/1"> tells video.example of every reader; bring the file into the tree'),
    (body('<form action="https://forms.example/1"></form>'), 'about.html: foreign-host: <form action="https://forms.example/1"> tells forms.example of every reader; bring the file into the tree'),
    (body('<a href="index.html" ping="https://stats.example/">x</a>'), 'about.html: foreign-host: <a ping="https://stats.example/"> tells stats.example of every reader; bring the file into the tree'),
    (head('<link rel="preconnect" href="https://cdn.example">'), 'about.html: foreign-host: <link href="https://cdn.example"> tells cdn.example of every reader; bring the file into the tree'),
    (head("<style>@import url(https://fonts.example/x.css);</style>"), 'about.html: foreign-host: <style> https://fonts.example/x.css tells fonts.example of every reader; bring the file into the tree'),
    (head('<meta http-equiv="refresh" content="0;https://elsewhere.example/">'), 'about.html: foreign-host: <meta refresh="https://elsewhere.example/"> tells elsewhere.example of every reader; bring the file into the tree'),
    (head('<meta name="twitter:image" content="https://cdn.example/x.png">'), 'about.html: foreign-host: <meta twitter:image="https://cdn.example/x.png"> is of cdn.example, not of this tree; correct the public address'),
    (swap("sitemap.xml", f"{ADDRESS}/stories", "https://other.example/stories"), 'sitemap.xml: foreign-host: <loc> https://other.example/stories/one.html is of other.example, not of this tree; correct the public address'),
    (put("favicon.svg", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="https://cdn.example/x.png"/></svg>'), 'favicon.svg: foreign-host: <image href="https://cdn.example/x.png"> tells cdn.example of every reader; bring the file into the tree'),
    (body('<a href="http://news.example/30-years/index.html">x</a>'), 'about.html: insecure: <a href="http://news.example/30-years/index.html"> is not how the tree is published; write https:'),
    (head('<meta property="og:image" content="http://news.example/30-years/cards/index.png">'), 'about.html: insecure: <meta og:image="http://news.example/30-years/cards/index.png"> is not how the tree is published; write https:'),
    (body('<svg><use href="favicon.svg#p"/></svg>'), 'about.html: external-use: <use href="favicon.svg#p"> is a part of another file, which browsers do not draw; put it inline'),
    (head('<meta http-equiv="refresh" content="60; url=about.html?again">'), 'about.html: refresh: it goes to itself, again and again; take the refresh out'),
    (body('<a href="htps://elsewhere.example/">x</a>'), 'about.html: scheme: <a href="htps://elsewhere.example/"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href="elsewhere.example:8080/x">x</a>'), 'about.html: scheme: <a href="elsewhere.example:8080/x"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href="blob:x">x</a>'), 'about.html: scheme: <a href="blob:x"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<a href="about:blank">x</a>'), 'about.html: scheme: <a href="about:blank"> is no address that every browser follows; write one of https, mailto or tel'),
    (body('<img src="geo:1,2" alt="x">'), 'about.html: scheme: <img src="geo:1,2"> is no address that every browser follows; write one of https, mailto or tel'),
    # whom nothing but machines lead to
    (both(put("more.html", page("more.html", "More", "x")), swap("sitemap.xml", "stories/one.html", "more.html")), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("more.html", page("more.html", "More", "x")), body(f"<p>{ADDRESS}/more.html</p>")), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("more.html", page("more.html", "More", "x")), head(f'<link rel="alternate" hreflang="kk" href="{ADDRESS}/more.html">')), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("more.html", page("more.html", "More", "x")), swap("stories/one.ninjs.json", "stories/one.html", "more.html")), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("more.html", page("more.html", "More", "x")), swap("feeds/atom.xml", "stories/one.html", "more.html")), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("more.html", page("more.html", "More", "x")), put("x.js", 'x("more.html")'), body('<script src="x.js"></script>')), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("pictures/more.png", PICTURE), put("sw.js", 'keep = ["pictures/more.png", "gone.html"]')), 'pictures/more.png: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("pictures/more.png", PICTURE), put("sw.js", f"{ADDRESS}/pictures/more.png {ADDRESS}/gone.html")), 'pictures/more.png: reachable: no page leads to it; link to it, or leave it out of the tree'),
    # what stands in other sites' pages
    (head('<link rel="stylesheet" href="../x.css">', EMBED), 'embed/one.html: embed: <link href="../x.css"> is another file, and this has to stand alone; set it in, or leave it out'),
    (body('<script src="../embed.js"></script>', EMBED), 'embed/one.html: embed: <script src="../embed.js"> is another file, and this has to stand alone; set it in, or leave it out'),
    (body('<img src="../pictures/a.png" alt="x">', EMBED), 'embed/one.html: embed: <img src="../pictures/a.png"> is another file, and this has to stand alone; set it in, or leave it out'),
    (body(f'<img src="{ADDRESS}/pictures/a.png" alt="x">', EMBED), f'embed/one.html: embed: <img src="{ADDRESS}/pictures/a.png"> is another file, and this has to stand alone; set it in, or leave it out'),
    (body('<img src="data:," srcset="../pictures/b.png 2x" alt="x">', EMBED), 'embed/one.html: embed: <img srcset="../pictures/b.png"> is another file, and this has to stand alone; set it in, or leave it out'),
    (body('<iframe src="https://video.example/1" title="x"></iframe>', EMBED), 'embed/one.html: embed: <iframe src="https://video.example/1"> is another file, and this has to stand alone; set it in, or leave it out'),
    (swap(EMBED, "color: red", "background: url(../pictures/a.png)"), 'embed/one.html: embed: <style> ../pictures/a.png is another file, and this has to stand alone; set it in, or leave it out'),
    (swap(EMBED, "p {", '@import "x.css"; p {'), 'embed/one.html: embed: <style> x.css is another file, and this has to stand alone; set it in, or leave it out'),
    (swap(EMBED, ", indexifembedded", ""), 'embed/one.html: embed: it lacks <meta name="robots" content="noindex, indexifembedded">, so search engines list it beside its page; add it'),
    (swap(EMBED, "noindex, ", ""), 'embed/one.html: embed: it lacks <meta name="robots" content="noindex, indexifembedded">, so search engines list it beside its page; add it'),
    (head(f'<link rel="canonical" href="{ADDRESS}/stories/one.html">', EMBED), 'embed/one.html: canonical: it is an embed, whose noindex might be taken for that of the page named; leave it out'),
    (swap(EMBED, ' target="_top"', ""), 'embed/one.html: embed: <a href="../stories/one.html"> would open inside the frame; add target="_blank"'),
    (swap(EMBED, "_top", "_self"), 'embed/one.html: embed: <a href="../stories/one.html"> would open inside the frame; add target="_blank"'),
    (swap(EMBED, "_top", "_parent"), 'embed/one.html: embed: <a href="../stories/one.html"> would open inside the frame; add target="_blank"'),
    (both(head('<base target="_blank">', EMBED), swap(EMBED, "_top", "_self")), 'embed/one.html: embed: <a href="../stories/one.html"> would open inside the frame; add target="_blank"'),
    (body("<svg viewBox='0 0 1 1'><a xlink:href='../about.html'><text>x</text></a></svg>", EMBED), 'embed/one.html: embed: <a href="../about.html"> would open inside the frame; add target="_blank"'),
    (both(swap(EMBED, ' target="_top"', ""), head('<base target="_parent">', EMBED)), 'embed/one.html: embed: <a href="../stories/one.html"> would open inside the frame; add target="_blank"'),
    (body("<script>y()</script>", EMBED), 'embed/one.html: embed: it has 2 scripts, and every portal\'s reader pays for each; join them'),
    (body("".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(500)), EMBED), 'embed/one.html: size: 19,*'),
    (both(put("embed/two.html", FILES[EMBED]), body("<p>x</p>")), 'embed/two.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (both(put("more.html", page("more.html", "More", "x")), body('<a target="_top" href="../more.html">x</a>', EMBED)), 'more.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (swap("sitemap.xml", "stories/one.html", "embed/one.html"), 'sitemap.xml: embed: embed/one.html is for other sites\' pages, and not to be searched; take it out'),
    (swap("sitemap.xml", "stories/one.html", "embed/one.fragment.html"), 'sitemap.xml: embed: embed/one.fragment.html is for other sites\' pages, and not to be searched; take it out'),
    (body(f"<code>&lt;iframe src=&quot;{ADDRESS}/embed/gone.html&quot;&gt;</code>"), f'about.html: link: {ADDRESS}/embed/gone.html leads to no file; correct the address, or bring the file'),
    (body('<iframe src="embed/one.html#type=sans&amp;at=gone"></iframe>'), 'about.html: fragment: <iframe src="embed/one.html#type=sans&at=gone">: embed/one.html has no id gone; correct it'),
    (body('<iframe src="stories/one.html#at=place"></iframe>'), 'about.html: fragment: <iframe src="stories/one.html#at=place">: stories/one.html has no id at=place; correct it'),
    # a fragment
    (swap(PIECE, f"{ADDRESS}/stories/one.html", "../stories/one.html"), 'embed/one.fragment.html: relative: <a href="../stories/one.html"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (swap(PIECE, f"{ADDRESS}/pictures", "../pictures"), 'embed/one.fragment.html: relative: <img src="../pictures/a.png"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (swap(PIECE, f"{ADDRESS}/pictures", "https://cdn.example"), 'embed/one.fragment.html: foreign-host: <img src="https://cdn.example/a.png"> tells cdn.example of every reader; bring the file into the tree'),
    (swap(PIECE, "stories/one.html", "stories/gone.html"), f'embed/one.fragment.html: link: <a href="{ADDRESS}/stories/gone.html"> leads to no file; correct the address, or bring the file'),
    (swap(PIECE, f"{ADDRESS}/stories/one.html", "#who"), 'embed/one.fragment.html: embed: <a href="#who"> leads into the page around it; write the whole address, or leave it out'),
    (swap(PIECE, f"{ADDRESS}/stories/one.html", "#"), 'embed/one.fragment.html: embed: <a href="#"> leads into the page around it; write the whole address, or leave it out'),
    (swap(PIECE, f"{ADDRESS}/stories/one.html", "#gone"), 'embed/one.fragment.html: embed: <a href="#gone"> leads into the page around it; write the whole address, or leave it out'),
    (swap(PIECE, 'href="#who"', 'href="#gone"'), 'embed/one.fragment.html: fragment: <use href="#gone">: embed/one.fragment.html has no id gone; correct it'),
    (swap(PIECE, "</template>", "<p id='who'>x</p></template>"), 'embed/one.fragment.html: id: id="who" stands there 2 times; an id names one element'),
    (swap(PIECE, "<p>Words", "<p id='words'>Words"), 'embed/one.fragment.html: embed: id="words" stands outside its shadow root, among those of another page; take it out'),
    (swap(PIECE, "<p>Words", "<style>p { margin: 0 }</style><p>Words"), 'embed/one.fragment.html: embed: a <style> stands outside its shadow root, and restyles the page around it; set it into that'),
    (swap(PIECE, "</template>", "<script>x()</script></template>"), 'embed/one.fragment.html: embed: it holds <script>, which would do its work in the page around it; leave it out'),
    (swap(PIECE, "</template>", "<meta name='x' content='y'></template>"), 'embed/one.fragment.html: embed: it holds <meta>, which would do its work in the page around it; leave it out'),
    (swap(PIECE, "<x-embed", "<!doctype html><x-embed"), 'embed/one.fragment.html: embed: it holds <!doctype>, and the page around it has one; leave it out'),
    (swap(PIECE, "<x-embed", "<body><x-embed"), 'embed/one.fragment.html: embed: it holds <body>, and the page around it has one; leave it out'),
    (put(PIECE, '<p lang="en">x</p>'), 'embed/one.fragment.html: embed: it has no <template shadowrootmode>, so the styles around it reach it; set it into one'),
    (swap(PIECE, ' lang="en"', ""), 'embed/one.fragment.html: language: <x-embed> has no lang, and what is around it may be in another; add it, as in lang="en"'),
    (swap(PIECE, "url(data:,)", "url(x.png)"), 'embed/one.fragment.html: embed: <style> x.png is another file, and this has to stand alone; set it in, or leave it out'),
    (swap(PIECE, "p {", f"@import url({ADDRESS}/x.css); p {{"), f'embed/one.fragment.html: embed: <style> {ADDRESS}/x.css is another file, and this has to stand alone; set it in, or leave it out'),
    (swap(PIECE, "<p>Words for all.", "<p style='color: red'>Words for all."), 'embed/one.fragment.html: style-attribute: <p style="color: red">: a policy of hashes blocks it; give it a class'),
    (put(PIECE, '<x-embed lang="en"><template shadowrootmode="open"><p>x</p></template></x-embed>'), 'embed/one.fragment.html: blank: it shows nothing without scripts: no text, no picture; write it, or leave it out'),
    (swap(PIECE, END, f"{END}</div></div>"), 'embed/one.fragment.html: embed: </div> in line 1 closes nothing in it, but what is around it; take it out'),
    (swap(PIECE, END, f"</p>{END}"), 'embed/one.fragment.html: embed: </p> in line 1 closes nothing in it, but what is around it; take it out'),
    (swap(PIECE, OPEN, f"\n</section>{OPEN}"), 'embed/one.fragment.html: embed: </section> in line 2 closes nothing in it, but what is around it; take it out'),
    (swap(PIECE, END, ""), 'embed/one.fragment.html: embed: <x-embed> in line 1 is not closed and goes on in the page around it; close it'),
    (swap(PIECE, "<p>Words", "<p/>Words<div/><p>"), 'embed/one.fragment.html: embed: <div> in line 1 is not closed before </x-embed>; close it'),
    (swap(PIECE, f"</p>{END}", END), 'embed/one.fragment.html: embed: <p> in line 1 is not closed before </x-embed>; close it'),
    (swap(PIECE, "Words for all.", "<b>Words <i>for</b></i>"), 'embed/one.fragment.html: embed: <i> in line 1 is not closed before </b>; close it'),
    (swap(PIECE, "Words for all.", "<span><svg viewBox='0 0 1 1'><g><path></g></svg></span>"), 'embed/one.fragment.html: embed: <path> in line 1 is not closed before </g>; close it'),
    (swap(PIECE, "Words for all.", "<svg viewBox='0 0 1 1'><foreignObject><b/></foreignObject></svg>"), 'embed/one.fragment.html: embed: <b> in line 1 is not closed before </foreignobject>; close it'),
    (swap(PIECE, "Words for all.", "</p><ul><li>a<li><span>b</ul><p>"), 'embed/one.fragment.html: embed: <span> in line 1 is not closed before </ul>; close it'),
    (swap(PIECE, "Words for all.", "<ul><li>x</ul>"), 'embed/one.fragment.html: embed: </p> in line 1 closes nothing in it, but what is around it; take it out'),
    (swap(PIECE, "Words for all.", "<![foo[x]]>Words."), 'embed/one.fragment.html: embed: a <! in it is neither a comment nor a doctype; leave it out'),
    (swap(PIECE, END, f"{END}<hr>"), 'embed/one.fragment.html: embed: it has 2 elements side by side, and is to be one; set them into one'),
    (swap(PIECE, OPEN, f"Look: {OPEN}"), 'embed/one.fragment.html: embed: “Look:” stands beside its element; set it into that'),
    (swap(PIECE, END, f"{END} and &lt;so&gt; on"), 'embed/one.fragment.html: embed: “and <so> on” stands beside its element; set it into that'),
    (swap(PIECE, "<p>Words", "<details><p>Words"), 'embed/one.fragment.html: unclosed: <details> is not closed and swallows what follows; close it'),
    (swap("stories/one.html", f" {ADDRESS}/embed/one.fragment.html", ""), 'embed/one.fragment.html: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (swap("stories/one.html", f"{ADDRESS}/embed.js", ""), 'embed.js: reachable: no page leads to it; link to it, or leave it out of the tree'),
    # oEmbed
    (swap("embed/one.json", '"1.0"', "1.0"), 'embed/one.json: oembed: its version is 1.0; write the text "1.0"'),
    (answer("rich", "page"), "embed/one.json: oembed: its type is 'page'; write one of photo, video, rich, link"),
    (answer("rich", "photo"), "embed/one.json: oembed: it has no url, which an answer of the type photo needs; add it"),
    (swap("embed/one.json", ": 640", ': "640"'), "embed/one.json: oembed: its width is '640'; write a whole number of pixels"),
    (answer("480", "480.5"), "embed/one.json: oembed: its height is 480.5; write a whole number of pixels"),
    (answer("480", "0"), "embed/one.json: oembed: its height is 0; write a whole number of pixels"),
    (both(swap("embed/one.json", "}", f', "thumbnail_url": "{ADDRESS}/pictures/a.png", "thumbnail_width": 1, "thumbnail_height": true}}'), swap("embed/one.xml", "</oembed>", f"<thumbnail_url>{ADDRESS}/pictures/a.png</thumbnail_url><thumbnail_width>1</thumbnail_width><thumbnail_height>True</thumbnail_height></oembed>")), "embed/one.json: oembed: its thumbnail_height is True; write a whole number of pixels"),
    (answer("embed/one.html", "about.html"), f'embed/one.json: oembed: its html frames {ADDRESS}/about.html; let it frame {ADDRESS}/embed/one.html'),
    (framed(' src="', ' title="'), f'embed/one.json: oembed: its html frames nothing; let it frame {ADDRESS}/embed/one.html'),
    (framed("<blockquote>", "<p>x</p><blockquote>"), f"embed/one.json: oembed: its html: it holds <p>, {HOLDS}"),
    (framed("<blockquote>", "<script>x()</script><blockquote>"), f"embed/one.json: oembed: its html: it holds <script>, {HOLDS}"),
    (framed("<blockquote>", "<!--><blockquote>"), "embed/one.json: oembed: its html: it holds <!, which not every portal reads alike; leave it out"),
    (framed("<a ", '<a onclick="x()" '), "embed/one.json: oembed: its html: <a onclick> would do its work in the page around it; leave it out"),
    (framed("<iframe ", '<iframe ONLOAD="x()" '), "embed/one.json: oembed: its html: <iframe onload> would do its work in the page around it; leave it out"),
    (framed("<iframe ", '<iframe srcdoc="x" '), "embed/one.json: oembed: its html: <iframe srcdoc> would do its work in the page around it; leave it out"),
    (framed(f"{ADDRESS}/stories/one.html", "javascript:x()"), 'embed/one.json: oembed: its html: <a href="javascript:x()"> is not safe, or leads nowhere, in another page; write a whole address'),
    (framed(f"{ADDRESS}/stories/one.html", "../stories/one.html"), 'embed/one.json: oembed: its html: <a href="../stories/one.html"> is not safe, or leads nowhere, in another page; write a whole address'),
    (framed("allow-popups", "Allow-Same-Origin"), f"embed/one.json: oembed: its html: its sandbox has allow-same-origin, {MAY}"),
    (framed("allow-popups", "allow-popups-to-escape-sandbox allow-top-navigation"), f"embed/one.json: oembed: its html: its sandbox has allow-top-navigation, {MAY}"),
    (framed('width="640"', 'width="641"'), "embed/one.json: oembed: its html: its iframe's width is “641”, and the answer's 640; make them one"),
    (framed('height="480"', 'height="481" height="480"'), "embed/one.json: oembed: its html: its iframe's height is “481”, and the answer's 480; make them one"),
    (framed(' height="480"', ""), "embed/one.json: oembed: its html: its iframe's height is “”, and the answer's 480; make them one"),
    (framed("</iframe>", ""), "embed/one.json: oembed: its html: <iframe> in line 1 is not closed and goes on in the page around it; close it"),
    (framed("</iframe>", "</iframe></div>"), "embed/one.json: oembed: its html: </div> in line 1 closes nothing in it, but what is around it; take it out"),
    (framed("</iframe>", "</iframe"), "embed/one.json: oembed: its html: its last tag is cut off; make it again"),
    (swap("embed/one.json", '"width": 640', '"width": 1, "width": 640'), 'embed/one.json: syntax: it has "width" twice in one object, and readers take either; leave one'),
    (swap("stories/one.ninjs.json", '"name"', '"version": "3.0", "name"'), 'stories/one.ninjs.json: syntax: it has "version" twice in one object, and readers take either; leave one'),
    (swap("embed/one.xml", "<width>", "<width>1</width><width>"), "embed/one.xml: oembed: it has <width> twice, and readers take either; leave one"),
    (swap("embed/one.xml", "<width>640", "<width>641"), 'embed/one.xml: oembed: its width is not that of embed/one.json; make both of one'),
    (swap("embed/one.xml", "<type>", "<title>x</title><type>"), 'embed/one.xml: oembed: its title is not that of embed/one.json; make both of one'),
    (put("embed/one.json", "[]"), 'embed/one.json: oembed: it is no object of JSON; write it as one'),
    (put("embed/one.xml", "<p/>"), "embed/one.xml: syntax: it is <p>, not <oembed>; write it again"),
    (both(put("embed/two.json", FILES["embed/one.json"].replace("embed/one", "embed/two")), put("embed/two.html", FILES[EMBED]), body('<a href="embed/two.json">x</a>')), 'embed/two.json: oembed: there is no embed/two.xml beside it, and some portals take only that; make both'),
    (head('<link rel="alternate" type="application/json+oembed" href="embed/one.json">'), 'about.html: relative: <link href="embed/one.json"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (head(f'<link rel="alternate" type="application/json+oembed" href="{ADDRESS}/embed/gone.json?format=json">'), f'about.html: referenced: <link href="{ADDRESS}/embed/gone.json?format=json"> is not there; bring the file, or correct the address'),
    (head(f'<link rel="alternate" type="application/xml+oembed" href="{ADDRESS}/embed/one.xml">'), f'about.html: oembed: <link type="application/xml+oembed" href="{ADDRESS}/embed/one.xml">: portals take application/json+oembed as .json, text/xml+oembed as .xml; correct it'),
    (head(f'<link rel="alternate" type="text/xml+oembed" href="{ADDRESS}/embed/one.json?x.xml">'), f'about.html: oembed: <link type="text/xml+oembed" href="{ADDRESS}/embed/one.json?x.xml">: portals take application/json+oembed as .json, text/xml+oembed as .xml; correct it'),
    # what other newsrooms take over
    (swap("feeds/feed.json", "https://jsonfeed.org/version/1.1", "1.1"), 'feeds/feed.json: syntax: it is no JSON Feed: its version does not begin with https://jsonfeed.org/version/1; write it again'),
    (swap("feeds/feed.json", '"title": "x"', '"title": ""'), 'feeds/feed.json: syntax: it has no title, which a JSON Feed needs; add it'),
    (swap("feeds/feed.json", '"items"', '"entries"'), 'feeds/feed.json: syntax: it has no list of items, which a JSON Feed needs; add it'),
    (swap("feeds/feed.json", '"id": "1"', '"id": 1'), 'feeds/feed.json: syntax: item 1 has no id that is text, so readers see it again and again; add it'),
    (swap("feeds/feed.json", "content_html", "content"), 'feeds/feed.json: syntax: item 1 has neither content_html nor content_text; add one'),
    (swap("feeds/feed.json", "stories/one.html", "stories/gone.html"), f'feeds/feed.json: referenced: <item url="{ADDRESS}/stories/gone.html"> is not there; bring the file, or correct the address'),
    (swap("feeds/feed.json", "stories/one.html", "embed/one.html"), f'feeds/feed.json: link: an item has {ADDRESS}/embed/one.html as its url, which is no page; name its page'),
    (swap("feeds/feed.json", f"{ADDRESS}/stories/one.html", "https://other.example/one.html"), 'feeds/feed.json: foreign-host: <item url="https://other.example/one.html"> is of other.example, not of this tree; correct the public address'),
    (swap("feeds/feed.json", f"{ADDRESS}/pictures/a.png", "../pictures/a.png"), 'feeds/feed.json: relative: <item image="../pictures/a.png"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (swap("feeds/feed.json", f"{ADDRESS}/about.html#who", "#who"), 'feeds/feed.json: relative: <a href="#who"> is relative, and this is read from anywhere; write the whole public address, or leave it out'),
    (swap("feeds/feed.json", f"{ADDRESS}/stories/one.ninjs.json", f"{ADDRESS}/"), 'stories/one.ninjs.json: reachable: no page leads to it; link to it, or leave it out of the tree'),
    (swap("stories/one.ninjs.json", '"uri"', '"url"'), 'stories/one.ninjs.json: syntax: its uri is None; write the whole address that the item is known by'),
    (swap("stories/one.ninjs.json", f"{ADDRESS}/stories", "stories"), "stories/one.ninjs.json: syntax: its uri is 'stories/one.html'; write the whole address that the item is known by"),
    (swap("stories/one.ninjs.json", '"name": "ninjs"', '"name": "x"'), 'stories/one.ninjs.json: syntax: it does not say its standard; add one, as in {"name": "ninjs", "version": "3.1"}'),
    # what a page is
    (swap("about.html", "<!doctype html>", ""), 'about.html: doctype: it does not begin with <!doctype html>, so browsers lay it out as they did in 1998; add it'),
    (swap("index.html", "<!doctype html>", "<!-- <!doctype html> -->"), 'index.html: doctype: it does not begin with <!doctype html>, so browsers lay it out as they did in 1998; add it'),
    (body("<!-- x"), 'about.html: unclosed: a comment is not closed and swallows the rest of the page; close it'),
    (body("<style>p{}"), 'about.html: unclosed: <style> is not closed and swallows the rest of the page; close it'),
    (body("<textarea>x"), 'about.html: unclosed: <textarea> is not closed and swallows the rest of the page; close it'),
    (body("<svg><title>x"), 'about.html: unclosed: <title> is not closed and swallows the rest of the page; close it'),
    (body('<template>x'), 'about.html: unclosed: <template> is not closed and swallows what follows; close it'),
    (body('<select><option>x'), 'about.html: unclosed: <select> is not closed and swallows what follows; close it'),
    (body("<p class='x>x</p>"), 'about.html: unclosed: a tag or a quote in one is not closed and swallows the rest of the page; close it'),
    (body('<p class="x>x</p><p class="y">y</p>'), 'about.html: unclosed: a quote or a tag is not closed before y" in a <p>; close it'),
    (body("<p class='x>x</p><p class='y'>y</p>"), "about.html: unclosed: a quote or a tag is not closed before y' in a <p>; close it"),
    (body("<b <i>x</i></b>"), 'about.html: unclosed: a quote or a tag is not closed before <i in a <b>; close it'),
    (swap("about.html", "</body>\n</html>\n", ""), 'about.html: unclosed: it was cut off: </head> is there, and </html> is not; make the page again'),
    (put("404.html", FILES["404.html"].partition("<body")[0] + "<body> <!-- x --><script>x</script><noscript>x</noscript><template><img alt='x'>x</template>\n</body></html>"), '404.html: blank: it shows nothing without scripts: no text, no picture; write it, or leave it out'),
    (swap("about.html", "Who", "{{ title }}"), 'about.html: leftover: “{{ title }}” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body("<p>x<b></b>{% if x %}</p>"), 'about.html: leftover: “{% if x %}” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body("<p>{filename}x.md</p>"), 'about.html: leftover: “{filename}x.md” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body("<p>{static}x.png</p>"), 'about.html: leftover: “{static}x.png” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body("<p>\n<<<<<<< HEAD\nx</p>"), 'about.html: leftover: “<<<<<<< HEAD” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body("<p>x\n&gt;&gt;&gt;&gt;&gt;&gt;&gt; other</p>"), 'about.html: leftover: “>>>>>>> other” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (head('<meta name="description" content="{{ summary }}">'), 'about.html: leftover: “{{ summary }}” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body("<pre>{{ x }}</pre>{{ y }}"), 'about.html: leftover: “{{ y }}” is left of a template or a merge; write what it stands for, or set it in <code>'),
    (body('<img src="pictures/a.png">'), 'about.html: alt: <img src="pictures/a.png"> has no alt, so its file name is read aloud; write one, empty for a decoration'),
    (head('<meta name="robots" content="noindex">', "index.html"), 'index.html: hidden: it asks search engines to leave the home page out; take noindex away'),
    (swap("robots.txt", "Sitemap", "Disallow: /\nSitemap"), 'robots.txt: hidden: it keeps search engines from the home page; take that Disallow out'),
    (swap("robots.txt", "Sitemap", "Disallow: /30-years/\nAllow: /\nSitemap"), 'robots.txt: hidden: it keeps search engines from the home page; take that Disallow out'),
    (swap("robots.txt", "Sitemap", "User-agent: x\nDisallow: /\nSitemap"), 'robots.txt: hidden: it keeps search engines from the home page; take that Disallow out'),
    (swap("robots.txt", "User-agent: *", "User-agent: x\nuser-agent: * # all\nAllow: /30-years/stories/\nDISALLOW: /*years"), 'robots.txt: hidden: it keeps search engines from the home page; take that Disallow out'),
    (body('<i id="who">x</i>'), 'about.html: id: id="who" stands there 2 times; an id names one element'),
    (body('<i id="two words">x</i>'), 'about.html: id: id="two words" is empty or holds a space, so nothing leads there; rename it'),
    (swap("favicon.svg", '<path id="p"/>', '<path id="p"/><path id="p"/>'), 'favicon.svg: id: id="p" stands there 2 times; an id names one element'),
    (swap("about.html", ' lang="en"', ""), 'about.html: language: <html> has no lang; write its language, as in lang="en"'),
    (swap("about.html", 'lang="en"', 'lang="en_GB"'), 'about.html: language: lang="en_GB" is no language (BCP 47); write it as in en or pt-BR'),
    (swap("about.html", 'lang="en"', 'lang=""'), 'about.html: language: lang="" is no language (BCP 47); write it as in en or pt-BR'),
    (swap("about.html", 'lang="en"', 'lang="en" xml:lang="kk"'), 'about.html: language: lang="en" but xml:lang="kk"; leave out the second'),
    (body('<i lang="russian!">x</i>'), 'about.html: language: lang="russian!" is no language (BCP 47); write it as in en or pt-BR'),
    (swap("about.html", "<title>About</title>", ""), 'about.html: title: it has no <title>; readers see it on the tab and in every list'),
    (swap("about.html", "<title>About</title>", "<title> </title>"), 'about.html: title: its <title> is empty; readers see it on the tab and in every list'),
    (swap("about.html", "<title>About</title>", "<title>Home</title>"), 'about.html: title: “Home” is the title of index.html too; give each page its own'),
    (swap("about.html", f'<link rel="canonical" href="{ADDRESS}/about.html">', ""), 'about.html: canonical: it has no canonical link; add <link rel="canonical" href="https://news.example/30-years/about.html">, or make it noindex'),
    (swap("about.html", f'<link rel="canonical" href="{ADDRESS}/about.html">', f'<link rel="canonical" href="{ADDRESS}/">'), 'about.html: canonical: it gives https://news.example/30-years/ as its own address, which is https://news.example/30-years/about.html; correct the public address'),
    (swap("index.html", f'<link rel="canonical" href="{ADDRESS}/">', f'<link rel="canonical" href="{ADDRESS}/index.html">'), 'index.html: canonical: it gives https://news.example/30-years/index.html as its own address, which is https://news.example/30-years/; correct the public address'),
    (swap("about.html", f'content="{ADDRESS}/about.html"', f'content="{ADDRESS}/gone.html"'), 'about.html: canonical: it gives https://news.example/30-years/gone.html as its own address, which is https://news.example/30-years/about.html; correct the public address'),
    (head(f'<link rel="canonical" href="{ADDRESS}/about.html">'), 'about.html: canonical: it has 2 canonical links; leave one'),
    (head('<base href="stories/">'), 'about.html: base: <base href="stories/"> moves every address of the page; leave it out, or its href'),
    (body('<p style="color: red">x</p>'), 'about.html: style-attribute: <p style="color: red">: a policy of hashes blocks it; give it a class'),
    (body('<button onclick="x()">x</button>'), 'about.html: inline-handler: <button onclick>: a policy of hashes blocks it; listen from a script'),
    (swap("favicon.svg", "<path", '<path onload="x()"'), 'favicon.svg: inline-handler: <path onload>: a policy of hashes blocks it; listen from a script'),
    (swap("about.html", "<script src", '<script integrity="sha256-x" src'), 'about.html: integrity: <script integrity>: opened from a folder, a browser refuses the file; leave the attribute out'),
    (swap("about.html", "<script src", "<script crossorigin src"), 'about.html: integrity: <script crossorigin>: opened from a folder, a browser refuses the file; leave the attribute out'),
    (head(f'<link rel="preload" as="script" href="{JS}" crossorigin>'), 'about.html: integrity: <link crossorigin>: opened from a folder, a browser refuses the file; leave the attribute out'),
    (body('<img src="pictures/a.png" alt="x" as="font" crossorigin>'), 'about.html: integrity: <img crossorigin>: opened from a folder, a browser refuses the file; leave the attribute out'),
    (swap("about.html", "<script src", '<script type="module" src'), 'about.html: module: <script type=module>: opened from a folder, a browser refuses it; make it a classic script'),
    # what a file is
    (put("data/terms.txt", ""), 'data/terms.txt: empty: it holds nothing; bring its content, or leave it out'),
    (swap("about.html", '<meta charset="utf-8">', ""), 'about.html: encoding: no charset stands in its first 1,024 bytes; begin <head> with <meta charset="utf-8">'),
    (swap("about.html", '<meta charset="utf-8">', f"<!-- {'x' * 1024} --><meta charset=\"utf-8\">"), 'about.html: encoding: no charset stands in its first 1,024 bytes; begin <head> with <meta charset="utf-8">'),
    (swap("about.html", "<!doctype html>", "\ufeff<!doctype html>"), 'about.html: encoding: it begins with a mark of byte order, which some readers show; write it without'),
    (swap("about.html", "Who", "Wh\ufffd"), 'about.html: encoding: it holds U+FFFD, which stands for a letter that was lost; restore the letter'),
    (swap("about.html", "Who", "Wh\x00"), 'about.html: encoding: it holds control characters, as no text does; make it again'),
    (put("data/terms.txt", b"\xff\xfe"), 'data/terms.txt: encoding: it is not UTF-8; write it as that'),
    (put("about.html", page("about.html", "About", '<h1 id="who">Caf\xe9</h1>').encode("latin-1")), 'about.html: encoding: it is not UTF-8; write it as that'),
    (put("about.html", bytes(range(256)) * 8), 'about.html: encoding: it is not UTF-8; write it as that'),
    (body("<div>" * 3000), 'about.html: syntax: its elements stand in each other more than 2,048 deep; close them'),
    (swap("feeds/atom.xml", "</feed>", ""), 'feeds/atom.xml: syntax: it is not XML: *'),
    (swap("sitemap.xml", "<urlset", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset'), 'sitemap.xml: syntax: it declares entities, which may swell or name files; write what they stand for'),
    (put("embed/one.json", '{"version": "1.0"'), "embed/one.json: syntax: it is not JSON: *"),
    (swap("index.html", '"image": ', '"image"; '), "index.html: syntax: its JSON-LD is not JSON: *"),
    (put("favicon.svg", "<p/>"), "favicon.svg: syntax: it is <p>, not <svg>; write it again"),
    (put("feeds/atom.xml", "<p/>"), "feeds/atom.xml: syntax: it is <p>, not <feed> or <rss>; write it again"),
    (put("sitemap.xml", "<p/>"), "sitemap.xml: syntax: it is <p>, not <urlset> or <sitemapindex>; write it again"),
    (put("embed/one.json", "[" * 100_000), 'embed/one.json: syntax: it is nested too deep; make it flat'),
    (body("".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(500))), 'about.html: size: 19,061 bytes under gzip, and a page may have 13,500; shorten it'),
    (swap("about.html", "Who", "ghp_" + "a1" * 18), 'about.html: secret: it holds what looks like a token of GitHub, from “ghp_” on; take it out, and make it invalid'),
    (body("-----BEGIN RSA PRIVATE" + " KEY-----"), 'about.html: secret: it holds what looks like a private key, from “----” on; take it out, and make it invalid'),
    (body("AKIA" + "Q2" * 8), 'about.html: secret: it holds what looks like a key of AWS, from “AKIA” on; take it out, and make it invalid'),
    (body("github_" + "pat_" + "a1" * 11 + "_" + "b2" * 29), 'about.html: secret: it holds what looks like a token of GitHub, from “gith” on; take it out, and make it invalid'),
    (body("gl" + "pat-" + "a1" * 10), 'about.html: secret: it holds what looks like a token of GitLab, from “glpa” on; take it out, and make it invalid'),
    (body("xox" + "b-1234567890-" + "a1" * 12), 'about.html: secret: it holds what looks like a token of Slack, from “xoxb” on; take it out, and make it invalid'),
    (body("https://hooks.slack" + ".com/services/T0123456/B0123456/" + "a1" * 12), 'about.html: secret: it holds what looks like a webhook of Slack, from “hook” on; take it out, and make it invalid'),
    (body("AIza" + "a1" * 17 + "b"), 'about.html: secret: it holds what looks like a key of Google, from “AIza” on; take it out, and make it invalid'),
    (swap("data/terms.txt", "All", "sk_" + "live_" + "a1" * 12), 'data/terms.txt: secret: it holds what looks like a key of Stripe, from “sk_l” on; take it out, and make it invalid'),
    (swap("robots.txt", "User-agent", "# https://" + "desk:secret@news.example/\nUser-agent"), 'robots.txt: secret: it holds what looks like a password in an address, from “://” on; take it out, and make it invalid'),
    (body("/home/me/feature/content/a.md"), 'about.html: machine-path: it holds /home/me/feature/content/a.md, which names a place of one machine; leave it out'),
    (body("/Users/me/feature/a.md"), 'about.html: machine-path: it holds /Users/me/feature/a.md, which names a place of one machine; leave it out'),
    (swap("data/terms.txt", "All", "C:\\Users\\me\\a.md"), 'data/terms.txt: machine-path: it holds C:\\Users\\me\\a.md, which names a place of one machine; leave it out'),
    (swap("stories/one.ninjs.json", "3.1", "C:\\\\Users\\\\me"), 'stories/one.ninjs.json: machine-path: it holds C:\\\\Users\\\\me, which names a place of one machine; leave it out'),
    (body("(/root/feature/a.md)"), 'about.html: machine-path: it holds /root/feature/a.md), which names a place of one machine; leave it out'),
    (body("/tmp/build-1/a.md"), 'about.html: machine-path: it holds /tmp/build-1/a.md, which names a place of one machine; leave it out'),
    (body('<a href="file:///srv/a.html">x</a>'), 'about.html: machine-path: it holds file:///srv/a.html, which names a place of one machine; leave it out'),
    (body('<p>file:/srv/a.html</p>'), 'about.html: machine-path: it holds file:/srv/a.html, which names a place of one machine; leave it out'),
    (body('<a href="http://localhost:8000/about.html">x</a>'), 'about.html: machine-path: it holds //localhost:8000, which names a place of one machine; leave it out'),
    (body('<img src="http://127.0.0.1/x.png" alt="x">'), 'about.html: machine-path: it holds //127.0.0.1, which names a place of one machine; leave it out'),
    (body('<a href="http://192.168.1.7/">x</a>'), 'about.html: machine-path: it holds //192.168.1.7, which names a place of one machine; leave it out'),
    (body(f"{Path.cwd()}/content/a.md"), f'about.html: machine-path: it holds {Path.cwd()}/content/a.md, which names a place of one machine; leave it out'),
    (put("pictures/b.png", PICTURE.replace(b"\0\0\0\0IEND", f"tEXtSource\0{Path.cwd()}/a.svg\0\0\0\0IEND".encode())), f'pictures/b.png: machine-path: it holds {Path.cwd()}/, which names a place of one machine; make it without'),
    (swap("index.html", "Skip", "<code>/tmp/x</code> <code>/home/alice/site</code> /home/alice/site"), 'index.html: machine-path: it holds /home/alice/site, which names a place of one machine; leave it out'),
    (body(f"<pre>{Path.cwd()}/content/a.md</pre>"), f'about.html: machine-path: it holds {Path.cwd()}/content/a.md, which names a place of one machine; leave it out'),
    (body('<pre><a href="http://localhost:8000/">x</a></pre>'), 'about.html: machine-path: it holds //localhost:8000, which names a place of one machine; leave it out'),
    (swap("data/terms.txt", "All", "<code>/home/alice/site</code>"), 'data/terms.txt: machine-path: it holds /home/alice/site, which names a place of one machine; leave it out'),
    (swap("feeds/atom.xml", "About&lt;", "/home/alice/site&lt;"), 'feeds/atom.xml: machine-path: it holds /home/alice/site, which names a place of one machine; leave it out'),
    # what servers and browsers take a file for
    (both(put("data/a.xyz", "x"), body('<a href="data/a.xyz">x</a>')), 'data/a.xyz: type: the suffix .xyz tells no server what the file is; rename it, or teach publishing/media.py its type'),
    (both(put("data/LICENSE", "x"), body('<a href="data/LICENSE">x</a>')), 'data/LICENSE: type: a name without a suffix tells no server what the file is; rename it, or teach publishing/media.py its type'),
    (both(put("pictures/c.PNG", PICTURE), body('<img src="pictures/c.PNG" alt="x">')), 'pictures/c.PNG: type: servers do not know .PNG in capitals; rename it to c.png'),
    (both(put("more.htm", page("more.htm", "More", "x")), body('<a href="more.htm">x</a>')), 'more.htm: type: pages end in .html here; rename it to more.html'),
    *((both(put(f"pictures/c{suffix}", PICTURE.replace(b"PNG", b"GNP")), body(f'<img src="pictures/c{suffix}" alt="x">')), f'pictures/c{suffix}: format: it does not begin as {suffix} does, so no browser shows it; save it in that format')
      for suffix in (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico")),
    (put("pictures/b.png", PICTURE[:-4]), 'pictures/b.png: format: it was cut off before its end; save it again'),
    (both(put("data/more.csv", "\n<!DOCTYPE html><p>Not found"), body('<a href="data/more.csv">x</a>')), 'data/more.csv: format: it is an HTML page, as a server answers in place of a file; bring the file itself'),
    (both(put("data/more.csv", "\ufeff<html lang='en'>"), body('<a href="data/more.csv">x</a>')), 'data/more.csv: format: it is an HTML page, as a server answers in place of a file; bring the file itself'),
    (put("embed/one.json", "<!doctype html><p>Not found"), "embed/one.json: syntax: it is not JSON: *"),
    (put("sitemap.xml", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'), "sitemap.xml: empty: it names no page; list them, or leave it out"),
    (put("feeds/atom.xml", f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{ADDRESS}/feeds/atom.xml"/></feed>'), "feeds/atom.xml: empty: it has no entries; bring them, or leave it out"),
    # names and sizes
    (both(put("data/aux.txt", "x"), body('<a href="data/aux.txt">x</a>')), "data/aux.txt: filename: Windows keeps this name for a device; rename it"),
    (both(put("data/a:b.txt", "x"), body('<a href="data/a:b.txt">x</a>')), "data/a:b.txt: filename: ':' breaks on Windows or in an address; rename it"),
    (both(put("data/a#b.txt", "x"), body('<a href="data/a%23b.txt">x</a>')), "data/a#b.txt: filename: '#' breaks on Windows or in an address; rename it"),
    (both(put("data/a\tb.txt", "x"), body('<a href="data/a%09b.txt">x</a>')), "data/a\\tb.txt: filename: '\\t' breaks on Windows or in an address; rename it"),
    (both(put("data./a.txt", "x"), body('<a href="data./a.txt">x</a>')), "data./a.txt: filename: a dot or a space at the end of a name is lost on Windows; rename it"),
    (both(put("data/cafe\u0301.txt", "x"), body('<a href="data/cafe%CC%81.txt">x</a>')), "data/cafe\u0301.txt: filename: its letters are decomposed, and addresses are not; rename it in Unicode's form NFC"),
    (both(put(f"{'a' * 180}/{'b' * 16}.txt", "x"), body(f'<a href="{"a" * 180}/{"b" * 16}.txt">x</a>')), f"{'a' * 180}/{'b' * 16}.txt: filename: its path has 201 letters, and 200 fit everywhere; shorten it"),
    (both(put("Stories/two.txt", "x"), body('<a href="Stories/two.txt">x</a>')), "stories: case: Stories differs only in the case of letters; rename one"),
    (both(put("big.mp4", b"\1" * (check_files.LARGEST + 1)), body('<a href="big.mp4">x</a>')), "big.mp4: size: it has 25.0 MiB, and hosts take 25; make it smaller, or divide it"),
    (put(JS, b"/* edited */"), f"{JS}: hashed-name: its name says {manifest.name_hash(JS)}, its content is {hashlib.sha256(b'/* edited */').hexdigest()[:10]}; name it after what it holds"),
    # twins
    (put("data/facts.csv.gz", gzip.compress(b"old")), "data/facts.csv.gz: twin: it does not hold what the plain file holds; make it again"),
    (put("data/facts.csv.br", brotli.compress(b"old")), "data/facts.csv.br: twin: it does not hold what the plain file holds; make it again"),
    (put("data/facts.csv.br", b"no brotli"), "data/facts.csv.br: twin: it does not hold what the plain file holds; make it again"),
    (put("robots.txt.gz", b"x" * (len(FILES["robots.txt"]) + 1)), "robots.txt.gz: twin: it has 66 bytes, and the plain file 65; leave it out"),
    (put("data/facts.csv.gz", gzip.compress(b"0" * 100_000)), "data/facts.csv.gz: twin: it does not hold what the plain file holds; make it again"),
    (both(put("data/gone.csv.gz", gzip.compress(b"x")), body('<a href="data/gone.csv.gz">x</a>')), "data/gone.csv.gz: twin: there is no gone.csv beside it; leave it out"),
    # what every tree has
    (lambda tree: (tree / "404.html").unlink(), "404.html: entry: every tree needs one, or hosts answer with pages of their own; write it"),
]

# the same, but planted after the manifest was written
PLANTED_LATER: list[tuple[Callable[[Path], None], str]] = [
    (swap("data/terms.txt", "All", "all"), "data/terms.txt: manifest: it was changed after manifest.json was written; publish again"),
    (lambda tree: (tree / "robots.txt").unlink(), "robots.txt: manifest: manifest.json lists it, and it is not there; publish again"),
    (put(".well-known/security.txt", "x"), ".well-known/security.txt: manifest: manifest.json does not list it; publish again"),
    (lambda tree: (tree / "more.txt").symlink_to("/etc/hostname"), "more.txt: unreadable: is a link to another place; put the file itself there"),
    (lambda tree: (tree / "more").symlink_to(tree), "more: unreadable: is a link to another place; put the file itself there"),
    (lambda tree: (tree / "more.txt").symlink_to("gone"), "more.txt: unreadable: is a link to another place; put the file itself there"),
    (lambda tree: os.mkfifo(tree / "pipe"), "pipe: unreadable: is no file that could be served; leave it out"),
    (put("manifest.json", "{"), "manifest.json: manifest: it cannot be read: *"),
    (put("manifest.json", "[]"), "manifest.json: manifest: it cannot be read: *"),
    (put("manifest.json", '{"format": 1, "address": "", "files": [5]}'), "manifest.json: manifest: it cannot be read: *"),
    (put("manifest.json", "[" * 100_000), "manifest.json: manifest: it cannot be read: nested too deep; publish again"),
]
# fmt: on


def agrees(found: list[str], expected: str) -> bool:
    star = expected.endswith("*")
    return len(found) == 1 and (found[0].startswith(expected[:-1]) if star else found[0] == expected)


@pytest.mark.parametrize(("plant", "expected"), PLANTED, ids=[expected.split(": ")[1] for _, expected in PLANTED])
def test_a_planted_fault_is_told_and_nothing_else(tree, plant, expected):
    plant(tree)
    listed(tree)
    found = lines(tree)
    assert agrees(found, expected), found


@pytest.mark.parametrize(
    ("plant", "expected"), PLANTED_LATER, ids=[expected.split(": ")[1] for _, expected in PLANTED_LATER]
)
def test_what_changed_since_the_manifest_is_told(tree, plant, expected):
    plant(tree)
    found = lines(tree)
    assert agrees(found, expected), found


def test_every_rule_is_broken_once_and_no_other_is_told():
    assert {expected.split(": ")[1] for _, expected in (*PLANTED, *PLANTED_LATER)} == set(RULES)


def test_a_touched_file_is_no_fault(tree):
    os.utime(tree / "favicon.svg", (0, 0))
    assert lines(tree) == []


@pytest.mark.parametrize(
    "text",
    [
        "and/or /home/ and /tmp/ and /root and C:\\Users",
        '<a href="https://akorda.example/home/news/item/Users/x/y/tmp/z.html">x</a>',
        '<a href="https://x.example:8080/@user:name/tmp/x?a=b:c@d">x</a> <a href="mailto:a:b@news.example">x</a>',
        "https://localhost.example/ and https://127.0.0.1.example/ and //10 and 10.0.0.1 and localhost:8000",
        "file: a file:// address, profile:/x, file:",
        "<script>/^file:/.test(x) || /file:/i.test(x)</script>",
        hashlib.sha512(b"x").hexdigest() * 4,
        "AKIA and AKIAaaaa and xoxb- and ghp_short and glpat- and PRIVATE KEY and -----BEGIN CERTIFICATE-----",
        "data:image/png;base64," + "AKIA" + "Q2" * 8 + "iVBORw0KGgo=",
        f'<a href="https://news.example/30-years-on/x">x</a> <a href="https://news.example/other">x</a> {ADDRESS}-on/x {ADDRESS}.example',
        f"see {ADDRESS}/about.html, {ADDRESS}/stories/one.html. {ADDRESS} ({ADDRESS}/) “{ADDRESS}/embed/{{name}}.html” {ADDRESS}/embed/….html",
        '<svg viewBox="0 0 1 1"><title>About</title><a xlink:href="index.html"><text>x</text></a></svg>',
        '<input list="l"><datalist id="l"></datalist><label for="in">x</label><input id="in">',
        '<p lang="">x</p><p lang="zh-Hant-TW">x</p><p lang="de-CH-1996">x</p><p lang="x-nato">x</p><p lang="kk-Cyrl">x</p>',
        '<img srcset="data:image/png;base64,AA,BB 1x,favicon.svg 2x" alt=""><iframe src="about:blank"></iframe>',
        '<a name="old">x</a><a href="#old">x</a><a href="#:~:text=who">x</a><a href="pictures/a.png#xywh=1,2">x</a>',
        "<style>@namespace url(http://www.w3.org/2000/svg);/* url(x) */p::after{content:\"url(x)\"}p{background:url( 'pictures/a.png' )}</style>",
        '<!-- <a href="gone.html"> --><script>var a = "<a href=gone.html>".replace(/root/g, "/tmp/");</script>',
        "<a href=index.html>x</a><a href=' index.html '>x</a><a href='about&#46;html'>x</a><p>a < b",
        "<p data-on one ontology='x' on=x>x</p>",
        '<a href="sms:+7717">x</a><a href="tel:112">x</a><a href="whatsapp://send?text=x">x</a><a href="tg://resolve?domain=x">x</a>',
        '<a href="geo:51.1,71.4">x</a><a href="ftp://elsewhere.example/">x</a><a href="web+news:x">x</a><a href="MAILTO:desk@news.example">x</a>',
        '<a href="#TOP">x</a><a href="index.html#Top">x</a>',
        '<link rel="preload" as="font" type="font/woff2" href="favicon.svg" crossorigin>',
        "<p>Write <code>http://localhost:8000/</code> or <kbd class='x'>/home/alice/site</kbd></p><pre>see <b>/tmp/x</b>\n/home/alice/site</pre>",
        "<pre>{{ title }} {% if %} {static}/x</pre><p><code>{filename}x.md</code></p><textarea>{{ x }}</textarea><script>x = '{{ x }}'</script>",
        "<pre>&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD</pre><p>a &lt;&lt;&lt;&lt; b, { {x} }, {name}, 100 %}, &gt;&gt;&gt;&gt;&gt;&gt;&gt;&gt; c</p><math><annotation>x^{{2}}</annotation></math>",
        "<!-- a comment --><style>p{}</style><template><p>x</p></template><details><summary>x</summary><p>x</details><p>unclosed, as HTML allows<ul><li>a<li>b</ul>",
        "<svg viewBox='0 0 1 1'/><select><option>x</select><noscript>x</noscript><iframe src='about:blank'></iframe>",
        '<img src="pictures/a.png" alt><p title="a \'quote\'" data-x=\'a "quote"\'>x</p>',
    ],
)
def test_what_only_looks_like_a_fault_is_not_told(tree, text):
    body(text)(tree)
    listed(tree)
    assert lines(tree) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>a</p><div><p>a<p>b<ul><li>x<li>y<ul><li>z</ul></ul><p>c<hr><h4>x</h4></div>",
        "<table><caption>x<colgroup><col><thead><tr><th>a<td>b<tbody><tr><td>x<p>y<td>z<tr><td>w<tfoot><tr><th>t</table>",
        "<dl><dt>x<dd>y<p>z<dt>w<dd>v</dl><select><optgroup label='x'><option>a<option>b<optgroup label='y'><option>c</select>",
        "<svg viewBox='0 0 1 1'><path d='M0 0'/><g><linearGradient/><foreignObject><p>x<br/></p></foreignObject></g></svg><img src='data:,' alt='x'/><br>",
        "<p><ruby>x<rt>y<rp>z</ruby></p><!-- <div> --><P>x</p><p title='<div>'>1 < 2 &lt;div&gt;</p>",
        "<button type='button'><span>x</span></button><math><mi>x</mi><mspace/><source/></math><wbr>",
    ],
)
def test_a_fragment_may_leave_out_what_html_lets_it(tree, text):
    swap(PIECE, "</template>", f"{text}</template>")(tree)
    swap(PIECE, "<p>Words", f"<div>{text}</div><p>Words")(tree)
    both(swap(PIECE, OPEN, f"<!-- x -->\n{OPEN}"))(tree)
    listed(tree)
    assert lines(tree) == []


def test_an_embed_may_say_for_all_its_links_where_they_open(tree):
    swap(EMBED, ' target="_top"', "")(tree)
    head('<base><base target="_blank"><base target="_self">', EMBED)(tree)
    listed(tree)
    assert lines(tree) == []


def test_an_answer_may_do_without_a_sandbox(tree):
    framed(' sandbox="allow-scripts allow-popups"', "")(tree)
    listed(tree)
    assert lines(tree) == []


def test_a_comment_may_stand_before_the_doctype(tree):
    swap("about.html", "<!doctype html>", "<!-- x -->\n<!-- y\n-->\n<!DOCTYPE HTML>")(tree)
    listed(tree)
    assert lines(tree) == []


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow:\n",
        "User-agent: *\nDisallow: /30-years/data/\n",
        "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        "User-agent: *\nAllow: /\nUser-agent: GPTBot\nDisallow: /\n",
        "User-agent: *\nDisallow: /\nAllow: /30-years/\n",
        "User-agent: *\nDisallow: /30-years\nAllow: /30-years/$\nDisallow: /$\n# Disallow: /30-years/*\n",
        "Disallow: /\nuser-agent\n:::\n",
        "User-agent: *\nDisallow: /30$\n",
    ],
)
def test_robots_may_be_kept_from_other_places(tree, text):
    put("robots.txt", f"{text}Sitemap: {ADDRESS}/sitemap.xml\n")(tree)
    listed(tree)
    assert lines(tree) == []


def test_what_browsers_hosts_and_workers_ask_for_needs_no_link(tree):
    """Nor a suffix, where its name is given by others."""
    put("favicon.ico", b"\0\0\1\0x")(tree)
    put("CNAME", "news.example\n")(tree)
    put("sw.js", "x")(tree)
    put("_headers", "/*\n  X: y\n")(tree)
    put(".well-known/apple-app-site-association", "{}")(tree)
    listed(tree)
    assert lines(tree) == []


def test_a_package_may_be_larger_than_hosts_take(tree):
    for name in ("all.zim", "all.zip", "all.epub", "all.pdf"):
        put(name, b"\1" * (check_files.LARGEST + 1))(tree)
        body(f'<a href="{name}">x</a>')(tree)
    listed(tree)
    assert lines(tree) == []


PICTURES = {
    "c.avif": b"\0\0\0\x20ftypavif\0\0\0\0",
    "c.gif": b"GIF89a",
    "c.ico": PICTURE,
    "c.jpeg": b"\xff\xd8\xff\xdb",
    "c.jpg": b"\xff\xd8\xff\xe0",
    "c.webp": b"RIFF\1\0\0\0WEBPVP8 ",
}
OTHERS = ("c.mp4", "c.webm", "c.mp3", "c.vtt", "c.mjs", "c.woff", "c.woff2", "c.md", "c.geojson", "c.pdf", "c.epub")


def test_what_a_feature_may_carry_is_taken_for_what_it_is(tree):
    for name, data in {**PICTURES, **dict.fromkeys(OTHERS, b"{}")}.items():
        put(name, data)(tree)
        body(f'<a href="{name}">x</a>')(tree)
    listed(tree)
    assert lines(tree) == []


def test_tags_that_html_implies_may_be_left_out(tree):
    both(swap("about.html", "</head>", ""), swap("about.html", "</body>", ""), swap("about.html", "</html>", ""))(tree)
    listed(tree)
    assert lines(tree) == []


def test_a_feed_may_quote_a_path_in_code(tree):
    swap("feeds/atom.xml", "About&lt;", '&lt;code class="x"&gt;/home/alice/site&lt;/code&gt;&lt;')(tree)
    listed(tree)
    assert lines(tree) == []


def test_a_tree_without_an_address_may_hide(tmp_path):
    """A draft on a server of the house asks search engines to stay away."""
    plain = '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{}</title></head><body><p>x</p></body></html>'
    put("index.html", plain.format("Home"))(tmp_path)
    put("404.html", plain.format("Not found"))(tmp_path)
    put("robots.txt", "User-agent: *\nDisallow: /\n")(tmp_path)
    assert lines(tmp_path) == []


def test_a_tree_of_its_own_machine_may_name_its_address(tree):
    """A tree tried on loopback has an address there, and is told of other addresses of the machine only."""
    for file in tree.rglob("*.*"):
        if file.suffix in (".html", ".xml", ".json", ".txt"):
            file.write_bytes(file.read_bytes().replace(ADDRESS.encode(), b"http://127.0.0.1:8080"))
    (tree / manifest.NAME).unlink()
    (tree / manifest.NAME).write_text(manifest.as_json(manifest.of_tree(tree, "http://127.0.0.1:8080")))
    assert lines(tree) == []
    body('<a href="http://127.0.0.1:8081/">x</a>')(tree)
    (tree / manifest.NAME).write_text(manifest.as_json(manifest.of_tree(tree, "http://127.0.0.1:8080")))
    assert lines(tree) == [
        "about.html: machine-path: it holds //127.0.0.1:8081, which names a place of one machine; leave it out"
    ]


def test_without_a_manifest_no_canonical_may_stand(tmp_path):
    plain = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>{}</head><body><p>x</p></body></html>'
    put("index.html", plain.format("Home", "").replace("<p>x", '<p><a href="about.html">x</a>'))(tmp_path)
    put("about.html", plain.format("About", ""))(tmp_path)
    put("404.html", plain.format("Not found", ""))(tmp_path)
    assert lines(tmp_path) == []
    head(f'<link rel="canonical" href="{ADDRESS}/about.html">', "about.html")(tmp_path)
    assert lines(tmp_path) == [
        f"about.html: canonical: it gives {ADDRESS}/about.html as its own address, but the tree has no public address; build it with make publish"
    ]


def test_without_an_address_an_embed_needs_no_link(tmp_path):
    """No page can offer it. Other files do."""
    plain = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>{}</head><body><p>x</p></body></html>'
    put("index.html", plain.format("Home", ""))(tmp_path)
    put("404.html", plain.format("Not found", ""))(tmp_path)
    put("embed/one.html", plain.format("One", '<meta name="robots" content="noindex, indexifembedded">'))(tmp_path)
    assert lines(tmp_path) == []
    put("embed.js", "1;")(tmp_path)
    assert lines(tmp_path) == ["embed.js: reachable: no page leads to it; link to it, or leave it out of the tree"]


def test_a_tree_that_was_not_finished_is_told_in_one_line(published, tmp_path):
    """As a build for an address leaves it: each absolute address in it would else be a finding."""
    shutil.copytree(published, tmp_path / "tree")
    (tmp_path / "tree" / manifest.NAME).unlink(missing_ok=True)
    assert lines(tmp_path / "tree") == [
        "manifest.json: manifest: is missing: the tree was not finished; make publish again"
    ]


def test_without_a_home_page_nothing_is_called_unreachable(tree):
    (tree / "index.html").unlink()
    listed(tree)
    found = lines(tree)
    assert "index.html: entry: every tree needs one, or hosts answer with pages of their own; write it" in found
    assert [line for line in found if ": reachable:" in line] == []


def test_more_files_than_hosts_take(tree, monkeypatch):
    monkeypatch.setattr(check_files, "MOST", 25)
    assert lines(tree) == [".: size: it has 26 files, and hosts take 25; leave out what no reader needs"]


def test_a_file_that_cannot_be_read_is_one_finding(tree, monkeypatch):
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "about.html":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert lines(tree) == ["about.html: unreadable: cannot be read: Permission denied; give it back to its owner"]


def test_a_folder_deeper_than_the_system_reads_is_one_finding(tree):
    here = os.open(tree, os.O_RDONLY)
    for _ in range(18):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    found = lines(tree)
    assert len(found) == 1
    assert found[0].endswith("d: unreadable: cannot be read: File name too long; give it back to its owner")


def test_pages_of_one_encoding_too_few_still_lead_on(tree):
    """A page in another encoding is one fault; the pages that it alone links to are not called unreachable."""
    put("more.html", page("more.html", "More", "x"))(tree)
    put("about.html", page("about.html", "About", '<i id="who">Café</i><a href="more.html">x</a>').encode("latin-1"))(
        tree
    )
    listed(tree)
    assert lines(tree) == ["about.html: encoding: it is not UTF-8; write it as that"]


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\0" * 5000,
        bytes(range(256)) * 100,
        b"<!-- -->",
        b"<!-- -->" * 20_000 + b"<p>",
        b"{{" * 50_000 + b"<pre>/home/alice/site" * 500,
        b"<" * 50_000,
        b"<a href='" * 2000,
        b"<div>" * 200_000,
        b"<svg><g>" * 5000 + b"<use href=x#y>",
        b"<a href='http://[::1'>x</a><a href='http://[v1.x]:y/'>x</a><img src='http://'><a href='%zz%ff%00'>x</a>",
        b"<img srcset='" + b"(" * 100_000 + b"'><img srcset='" + b", (x" * 20_000 + b"'>",
        b"<style>" + b"/*" * 100_000 + b"url(" * 50_000 + b"</style>",
        b"<style>url(" + b'"\\' * 50_000 + b"</style>" + b"<style>image-set(" + b"'" * 100_001 + b"</style>",
        b"<meta http-equiv=refresh content='" + b" " * 100_000 + b"x'>",
        b"<html lang='" + b"a-" * 50_000 + b"'><meta name=robots><title>",
        b"<script type=application/ld+json>" + b"[" * 200_000,
        b"<iframe srcdoc='" + b"<iframe srcdoc=" * 5000 + b"'>",
        b"<oembed>" + b"<a/><!-- x -->" * 5000 + b"</oembed>",
        b"<template shadowrootmode=open><style>" * 1500,
        b"<p id='" + b"x" * 1_000_000 + b"'>" + b"<p id=x>" * 1000,
        "<p id='\u202e'>\ud7ff<a href='\u202e\n\u0085'>".encode(),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "about.html",
        "favicon.svg",
        "feeds/atom.xml",
        "sitemap.xml",
        "site.webmanifest",
        "theme/x.css",
        "x.js",
        EMBED,
        PIECE,
        "embed/one.json",
        "embed/one.xml",
        "feeds/feed.json",
        "stories/one.ninjs.json",
    ],
)
def test_no_file_breaks_the_check(tree, name, junk):
    """Whatever a file holds, the check ends, and each line that it tells is a line and can be printed."""
    put(name, junk)(tree)
    listed(tree)
    found = lines(tree)
    assert found
    assert all(line.isprintable() and len(line) < 1000 for line in found)


@pytest.mark.parametrize("name", ["embed/one.json", "feeds/feed.json", "stories/one.ninjs.json"])
@pytest.mark.parametrize(
    "junk",
    [
        "null",
        "[[]]",
        '{"version": {}, "type": [], "html": 5, "items": [[], {"id": {}, "attachments": [5, {}], "url": []}], "uri": "//"}',
        '{"version": "https://jsonfeed.org/version/1", "items": {}, "title": [], "type": "rich", "width": NaN, "height": 1e999}',
        '{"version": "https://jsonfeed.org/version/1", "items": [5, null, {}], "type": "\\ud800", "standard": {"name": []}}',
    ],
)
def test_json_of_any_shape_is_told(tree, name, junk):
    put(name, junk)(tree)
    listed(tree)
    found = lines(tree)
    assert any(line.startswith(f"{name}: ") for line in found)
    assert all(line.isprintable() for line in found)


def test_a_bomb_of_entities_does_not_go_off(tree):
    """Nothing is put in an entity's place, be it a thousandfold or a file of the machine."""
    names = "abcdefghij"
    swelling = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    for doctype in (
        f'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">{swelling}]>',
        '<!DOCTYPE svg [<!ENTITY j SYSTEM "file:/etc/hostname">]>',
    ):
        put("favicon.svg", f'{doctype}<svg xmlns="http://www.w3.org/2000/svg" id="&j;"><text>&j;</text></svg>')(tree)
        listed(tree)
        assert (
            "favicon.svg: syntax: it declares entities, which may swell or name files; write what they stand for"
            in lines(tree)
        )


def test_findings_go_to_standard_error_in_order(tree, capsys):
    body('<a href="gone.html">x</a><a href="#gone">x</a>')(tree)
    body('<a href="gone.html">x</a>', "404.html")(tree)
    listed(tree)
    assert told(tree) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        ["404.html", "relative"],
        ["about.html", "fragment"],
        ["about.html", "link"],
    ]


def test_a_folder_that_is_not_there_is_told_with_its_mend(tmp_path):
    with pytest.raises(Trouble, match=r"there is no folder .*: build it with make site"):
        told(tmp_path / "public")
