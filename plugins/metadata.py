"""What machines read in a page's head: JSON-LD (schema.org), and absolute addresses where a standard asks for them.

Templates write `{{ json_ld(page) }}`, `{{ public(path) }}` and `{{ link(path) }}`. All absolute addresses come from the
one setting PUBLIC_URL; without it `public` gives an empty string and JSON-LD leaves those parts out.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals

from ledger import Fact, Ledger, Source

CONTEXT = "https://schema.org"


def public_address(public_url: str, path: str) -> str:
    """The absolute address of a page of the site, empty where the site has none; a home page's ends in a slash."""
    if not public_url:
        return ""
    return f"{public_url.rstrip('/')}/{'' if path == 'index.html' else path}"


def relative(path: str, page: str) -> str:
    """The link from one address of the site to another: ../index.html; an empty path is the page itself."""
    target, hash_mark, fragment = path.partition("#")
    if not target or target == page:
        return hash_mark + fragment if fragment else posixpath.basename(page)
    return posixpath.relpath(target, posixpath.dirname(page) or ".") + hash_mark + fragment


def script(data: dict[str, Any]) -> Markup:
    """JSON that may stand in a script element: no character can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def kept(data: dict[str, Any]) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in data.items() if value not in ("", None, [], {})}


def source_data(source: Source) -> dict[str, Any]:
    publisher = named_as("Organization", source.publisher)
    about = {"name": source.title, "datePublished": source.date, "url": source.address, "publisher": publisher}
    return kept({"@type": "CreativeWork", **about})


def sources_of(facts: Iterable[Fact]) -> tuple[list[Source], list[Source]]:
    """(sources that a text is based on, sources it names for context only), each in order of first use."""
    based: dict[str, Source] = {}
    named: dict[str, Source] = {}
    for fact in facts:
        (named if fact.status == "context" else based).setdefault(fact.source.id, fact.source)
    return list(based.values()), [source for key, source in named.items() if key not in based]


def page_data(content: Any, settings: dict[str, Any], home: str, image: str = "") -> dict[str, Any]:
    """schema.org NewsArticle of a page that reports, CollectionPage of the home page that leads to them.

    Text is plain: no typesetting, no markup. Both are CreativeWorks, which may be based on others and cite them.
    """
    based, named = sources_of(citation.fact for citation in content.citations)
    address = public_address(settings["PUBLIC_URL"], content.save_as)
    modified = getattr(content, "modified", content.date)
    collects = content.template == "home"
    return kept(
        {
            "@type": "CollectionPage" if collects else "NewsArticle",
            "headline": str(content.title),
            "description": str(content.summary),
            "inLanguage": content.lang,
            "datePublished": content.date.isoformat(),
            "dateModified": modified.isoformat(),
            "image": image,
            "url": address,
            "mainEntityOfPage": "" if collects else address,
            "author": author(content, settings),
            "publisher": named_as("Organization", settings.get("PUBLISHER")),
            "license": settings.get("LICENSE_URL"),
            "isPartOf": kept({"@type": "WebSite", "name": settings["SITENAME"], "url": home}),
            "isBasedOn": [source_data(source) for source in based],
            "citation": [source_data(source) for source in named],
        }
    )


def picture_data(content: Any, settings: dict[str, Any], home: str) -> dict[str, Any]:
    """schema.org ImageObject of a graphic: the picture to take along, where it has a public address."""
    based, named = sources_of(content.graphic.facts.values())
    picture = public_address(settings["PUBLIC_URL"], content.picture)
    return kept(
        {
            "@type": "ImageObject",
            "name": content.title,
            "description": content.summary,
            "inLanguage": content.lang,
            "url": public_address(settings["PUBLIC_URL"], content.save_as),
            "contentUrl": picture,
            "encodingFormat": "image/png" if picture else "",
            "creator": named_as("Organization", settings.get("PUBLISHER")),
            "license": settings.get("LICENSE_URL"),
            "isPartOf": kept({"@type": "WebSite", "name": settings["SITENAME"], "url": home}),
            "isBasedOn": [source_data(source) for source in based],
            "citation": [source_data(source) for source in named],
        }
    )


def author(content: Any, settings: dict[str, Any]) -> dict[str, str] | None:
    """Who wrote a page: the person that it names itself, else the desk that the site names."""
    return named_as("Person", getattr(content, "author", None)) or named_as("Organization", settings.get("BYLINE"))


def named_as(kind: str, name: Any) -> dict[str, str] | None:
    return {"@type": kind, "name": str(name)} if name else None


def dataset_data(ledger: Ledger, settings: dict[str, Any], date: str) -> dict[str, Any]:
    """schema.org Dataset of the ledger, with the files it can be downloaded as."""
    forms = {"json": "application/json", "csv": "text/csv"}
    files = [
        {
            "@type": "DataDownload",
            "encodingFormat": forms[form],
            "contentUrl": public_address(settings["PUBLIC_URL"], path),
        }
        for form, path in settings["LEDGER_DATA"].items()
        if settings["PUBLIC_URL"]
    ]
    return kept(
        {
            "@type": "Dataset",
            "name": ledger.title,
            "description": ledger.description,
            "inLanguage": ledger.language,
            "datePublished": date,
            "creator": named_as("Organization", settings.get("PUBLISHER")),
            "license": settings.get("LICENSE_URL"),
            "isBasedOn": [source_data(source) for source in ledger.sources.values()],
            "distribution": files,
        }
    )


def breadcrumbs(content: Any, home_name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """schema.org BreadcrumbList from the home page to this one; needs the public address."""
    parent = getattr(content, "parent", None)
    trail = [(home_name, "index.html"), *([(parent.title, parent.save_as)] if parent else [])]
    trail.append((str(content.title), content.save_as))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": public_address(settings["PUBLIC_URL"], path)}
            for n, (name, path) in enumerate(trail, 1)
        ],
    }


def json_ld(content: Any, settings: dict[str, Any], image: str = "") -> Markup:
    """All that is said of one page, as one graph. `image` is the absolute address of its card."""
    home = public_address(settings["PUBLIC_URL"], "index.html")
    graph = []
    if content.template in ("article", "operation", "home"):
        graph.append(page_data(content, settings, home, image))
    if content.template == "graphic":
        graph.append(picture_data(content, settings, home))
    if content.template == "sources":
        graph.append(dataset_data(settings["LEDGER"], settings, content.date.isoformat()))
    if settings["PUBLIC_URL"] and content.save_as != "index.html":
        graph.append(breadcrumbs(content, settings["SITENAME"], settings))
    return script({"@context": CONTEXT, "@graph": graph}) if graph else Markup("")


def install(generator: Any) -> None:
    settings = generator.settings
    settings.setdefault("PUBLIC_URL", "")

    @pass_context
    def link(context: Context, path: str) -> str:
        return relative(path, context["output_file"])

    generator.env.globals |= {
        "link": link,
        "public": lambda path: public_address(settings["PUBLIC_URL"], path),
        "json_ld": lambda content, image="": json_ld(content, settings, image),
    }


def register() -> None:
    signals.generator_init.connect(install)
