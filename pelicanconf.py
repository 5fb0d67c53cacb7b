"""The feature, then how Pelican builds it."""

import os

from jinja2 import StrictUndefined

# The feature: everything that is this anniversary's own, besides content/.

SITENAME = "Thirty years"
SITESUBTITLE = (
    "Kazakhstan’s National Security Committee, its anniversary retold from one article, each figure with its source"
)
SITE_FACTS = ("anniversary-years",)  # the facts that the numbers in the two lines above are bound to
DEFAULT_LANG = "en"
LOCALES = ("en-GB",)  # how dates and numbers are written, where a language has more than one way
TIMEZONE = "Asia/Almaty"
BYLINE = ""  # who writes the retelling; shown where set
PUBLISHER = ""  # who publishes it; shown where set
LICENSE = ""  # the licence of reuse in words; shown where set
LICENSE_URL = ""  # and its address
RING = {"from": "committee-formed", "years": "anniversary-years"}  # the facts that give the year ring its span
MENU = ("nabat", "trafficking-case", "jusan", "address", "story", "sources")  # pages in the menu, by their slugs
COLOURS = {  # roles that differ from the theme's, by day and by night; their contrast is checked
    "accent": ("#00667f", "#5cc4dc"),  # people brought home
}

# How Pelican builds it.

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = [
    "ledger",
    "shapes",  # before all others: they rely on the settings' shapes
    "staging",  # before all that may refuse: it mends what a killed build left
    "blocks",
    "account",
    "manuscript",
    "copydesk",
    "imprint",
    "links",
    "operations",
    "catalogues",
    "typesetting",
    "stylesheet",
    "ring",
    "cache",
    "pictures",  # before graphics, which draws with it
    "metadata",
    "assets",  # before embeds and cards, which name files with it
    "graphics",
    "embeds",  # before cards and feeds, which name what it makes
    "book",
    "offline",  # behind book, whose packages it offers
    "search",  # behind all whose pages it finds
    "cards",  # behind all that make pages
    "feeds",
]
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["operations", "pages"]
STATIC_PATHS = ["images"]
GRAPHICS_PATH = "graphics"
PICTURE_CACHE = ".cache/pictures"  # what was drawn once is kept here; "" keeps nothing
TEMPLATE_CACHE = ".cache/templates"  # and what was compiled once here
FOLDER_TEMPLATES = {"operations": "operation"}  # what each page in a folder must name as its Template
THEME_STATIC_PATHS: list[str] = []  # the stylesheet is set into each page; scripts are assets
ASSET_TEMPLATES = ("favicon.svg",)  # what templates make besides pages, under a name with its hash
READERS = {"html": None, "rst": None, "markdown": None, "mkd": None, "mdown": None}
IGNORE_FILES = [".*"]
PAGE_TEMPLATES = ("article", "page", "operation", "home", "sources")  # what a manuscript may name as its Template
SLUGIFY_SOURCE = "basename"
ADDRESSES = {
    "article": "articles/{slug}.html",
    "page": "{slug}.html",
    "operation": "operations/{slug}.html",
    "home": "index.html",
    "graphic": "graphics/{slug}.html",
    "graphics": "graphics.html",
    "embedding": "embedding.html",
}
LEDGER_ENDNOTES = False  # the theme draws them
LEDGER_FIELDS = ("title", "short", "standfirst", "summary", "when", "place", "began", "ended", "latest")
LEDGER_DATA = {"json": "data/facts.json", "csv": "data/facts.csv"}
FEED_ADDRESSES = {"atom": "feeds/atom.xml", "rss": "feeds/rss.xml", "json": "feeds/feed.json"}
MARKDOWN = {
    "extensions": ["attr_list", "def_list", "fenced_code", "footnotes", "sane_lists", "tables", "toc"],
    "extension_configs": {
        "footnotes": {"BACKLINK_TEXT": ""},
        "tables": {"use_align_attribute": True},
        "toc": {"permalink": False},
    },
    "output_format": "html",
}
JINJA_ENVIRONMENT = {
    "extensions": ["jinja2.ext.i18n"],
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "optimized": False,  # each template is rendered a few times only: less than optimising it costs
}
BUILD_TIME = os.environ.get("BUILD_TIME", "")  # from when on a date lies in the future; now, unless set
PUBLIC_URL = ""  # publishconf.py sets it; without it no absolute address is written
RELATIVE_URLS = True
SITEURL = ""
FORMATTED_FIELDS: list[str] = []
DIRECT_TEMPLATES = ["404", "robots"]
TEMPLATE_EXTENSIONS = [".html", ".txt", ".xml", ".svg"]
ROBOTS_SAVE_AS = "robots.txt"
TYPOGRIFY = False  # the theme sets type by the language of each page
WITH_FUTURE_DATES = True  # the manuscript reader leaves out what lies in the future
CACHE_CONTENT = LOAD_CONTENT_CACHE = False
DELETE_OUTPUT_DIRECTORY = False
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = TAGS_SAVE_AS = (
    ARCHIVES_SAVE_AS
) = ""
FEED_ATOM = FEED_RSS = FEED_ALL_ATOM = FEED_ALL_RSS = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = TAG_FEED_ATOM = None
