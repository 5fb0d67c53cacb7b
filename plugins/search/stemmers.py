"""The stemmers of a site's languages as one script, made of the package `snowballstemmer` and kept for later builds."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from cache import keep, kept, named

GLOBAL = "globalThis.annalsSearch = globalThis.annalsSearch || {}"  # what the scripts of search share
RUNTIME, TRANSLATOR = (Path(__file__).with_name(name) for name in ("snowball.js", "stems.py"))
LICENCE = "snowballstemmer-*.dist-info/licenses/COPYING"
# Snowball's algorithms by the language's code (ISO 639-1, or 639-2 where it has none of two letters).
ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def folder() -> Path:
    """Where the package's modules lie; it is not imported, which would read them all. Raises ImportError."""
    spec = find_spec("snowballstemmer")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("snowballstemmer is not installed; run `make site`")
    return Path(spec.submodule_search_locations[0])


def sources(languages: Iterable[str]) -> dict[str, str]:
    """The source of each stemmer that there is, by language."""
    there = folder()
    wanted = {
        language: there / f"{ALGORITHMS[language]}_stemmer.py" for language in languages if language in ALGORITHMS
    }
    return {language: path.read_text(encoding="utf-8") for language, path in sorted(wanted.items())}


def script(languages: Iterable[str], cache: str = "") -> str:
    """A script that gives `annalsSearch` the stemmers of those languages that have one; "" where none has.

    cache: a folder that it is kept in, "" for none. Raises ImportError, and ValueError where the
    package holds what is not translated.
    """
    found = sources(languages)
    if not found:
        return ""
    runtime, translator = (path.read_text(encoding="utf-8") for path in (RUNTIME, TRANSLATOR))
    licence = "".join(path.read_text(encoding="utf-8") for path in folder().parent.glob(LICENCE))
    if not licence:
        raise ImportError(f"no {LICENCE} lies beside snowballstemmer, under which alone its stemmers may be passed on")
    path = Path(cache, named("stemmers", runtime, translator, licence, *found, *found.values())) if cache else None
    made = kept(path) if path else None
    if made is None:
        made = written(found, runtime, licence).encode()
        if path:
            keep(path, made)
    return made.decode()


def written(sources: dict[str, str], runtime: str, licence: str) -> str:
    """The script, without white space at its margins."""
    from .stems import javascript  # most builds find what they need in the cache

    stemmers = "".join(f"search.stemmers.{each} = {javascript(source)};\n" for each, source in sources.items())
    begin = "search.stemmers = search.stemmers || {};\n"
    body = "\n".join(line.strip() for line in f"{runtime}{begin}{stemmers}".splitlines() if line.strip())
    about = f"Stemmers made of those of Snowball, https://snowballstem.org/, under this licence:\n\n{licence.strip()}"
    return f"/*\n{about}\n*/\n(function (search) {{\n{body}\n}})({GLOBAL});\n"
