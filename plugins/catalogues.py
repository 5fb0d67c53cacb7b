"""The theme's own words from its gettext catalogues, and dates and numbers by Babel, in the language of each page.

Templates write `{{ _("…") }}`, `{{ ngettext(…) }}` and the filters `day` and `edtf`. The language is that of
the page or article being written, else the site's. A language without a catalogue is a problem, told with all others.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import pass_context
from jinja2.runtime import Context
from pelican import signals

from ledger import Problem, Sources, primary, sources_read, wording

DOMAIN = "theme"


def catalogue(folder: Path, language: str) -> gettext.NullTranslations | None:
    """The compiled words of one language, from `<folder>/<language>/LC_MESSAGES/theme.po`; None if there is none."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        parsed = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def page_language(context: Context) -> str:
    """The language tag of what is being written."""
    for name in ("article", "page"):
        content = context.get(name)
        if content and hasattr(content, "lang"):
            return str(content.lang)
    return str(context["DEFAULT_LANG"])


class Catalogues:
    """The catalogues that were needed so far, read once each."""

    def __init__(self, folder: Path, tags: dict[str, str]) -> None:
        self.folder, self.tags = folder, tags
        self.read: dict[str, gettext.NullTranslations] = {}

    def of(self, context: Context) -> gettext.NullTranslations:
        return self.words(page_language(context))

    def words(self, tag: str) -> gettext.NullTranslations:
        """The catalogue of a language, by its tag."""
        language = primary(tag)
        if language not in self.read:
            self.read[language] = catalogue(self.folder, language) or gettext.NullTranslations()
        return self.read[language]

    def tag(self, context: Context) -> str:
        """The tag with its region where the site names one: en-GB for en."""
        language = page_language(context)
        return self.tags.get(language, language)

    def install(self, env: Any) -> None:
        """Give a Jinja environment the words and the filters."""

        @pass_context
        def translate(context: Context, message: str) -> str:
            return self.of(context).gettext(message)

        @pass_context
        def translate_plural(context: Context, one: str, many: str, n: int) -> str:
            return self.of(context).ngettext(one, many, n)

        @pass_context
        def translate_in(context: Context, place: str, message: str) -> str:
            return self.of(context).pgettext(place, message)

        env.install_gettext_callables(translate, translate_plural, newstyle=True, pgettext=translate_in)
        env.filters["edtf"] = pass_context(lambda context, value: wording.date(value, self.tag(context)))
        env.filters["day"] = pass_context(
            lambda context, value: format_date(value, "long", locale=wording.locale(self.tag(context)))
        )
        env.globals["page_lang"] = pass_context(page_language)


def install(generator: Any) -> None:
    """Give the words to the environment, which all generators share, so that each template is compiled once."""
    settings = generator.settings
    generator.env = settings.setdefault("SHARED_ENVIRONMENT", generator.env)
    tags = {primary(tag): tag for tag in (settings["LEDGER"].language, *settings.get("LOCALES", ()))}
    shared = settings.setdefault("CATALOGUES", Catalogues(Path(settings["THEME"], "translations"), tags))
    shared.install(generator.env)


def check(sources: Sources) -> Iterator[Problem]:
    """Each language that is used must have its catalogue."""
    folder = Path(sources.settings["THEME"], "translations")
    have = {path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}
    known = ", ".join(sorted(have))
    if primary(sources.settings["DEFAULT_LANG"]) not in have:
        yield Problem("settings", 0, 0, f"the theme has no words in DEFAULT_LANG; it has {known}")
    for document in sources.documents:
        field = document.field("lang")
        if field and primary(field.value) not in have:
            yield document.field_problem(field, f"the theme has no words in “{field.value}”; it has {known}")


def register() -> None:
    sources_read.connect(check)
    signals.generator_init.connect(install)
