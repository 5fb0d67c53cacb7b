"""WeasyPrint, with our fonts and nothing of the machine's or the web's."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.book.model import Picture
from publishing.trouble import MissingTool

if TYPE_CHECKING:
    from weasyprint.document import Document

MISSING = (
    "WeasyPrint finds no Pango, which sets its type. On Debian and Ubuntu: "
    "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango"
)
BASE = "https://book.invalid/"  # the address of the book while it is laid out; nothing is asked of it
FONTS = {
    "serif": ("fontpkg_pt_serif", "PT Serif", "PT_Serif-Web"),
    "sans": ("fontpkg_pt_sans", "PT Sans", "PT_Sans-Web"),
}
CUTS = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("Bold", 700, "normal"), ("BoldItalic", 700, "italic"))
STYLES = Path(__file__).with_name("book.css")


class Press:
    """Lays out documents of one book. pictures: by their paths. Raises MissingTool."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        self._weasyprint = _weasyprint()
        self._fonts = _fonts()
        urls = self._weasyprint.urls
        held = {f"{BASE}{path}": (picture.media_type, picture.content) for path, picture in pictures.items()}
        fonts = {f"{BASE}{name}": path for name, path in self._fonts.items()}

        class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]
            """Gives the book's own pictures and fonts, and refuses all else."""

            def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
                if url in fonts:
                    return urls.URLFetcherResponse(url, fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
                if url not in held:
                    raise ValueError(f"{url} is not in the book")
                kind, content = held[url]
                return urls.URLFetcherResponse(url, content, {"Content-Type": kind})

        self._fetcher = Fetcher()
        self._configuration = import_module("weasyprint.text.fonts").FontConfiguration()
        text = _faces() + STYLES.read_text(encoding="utf-8")
        self._styles = self._weasyprint.CSS(
            string=text, base_url=BASE, url_fetcher=self._fetcher, font_config=self._configuration
        )

    def laid_out(self, html: str) -> Document:
        """A document as pages."""
        page = self._weasyprint.HTML(string=html, base_url=BASE, url_fetcher=self._fetcher)
        found: Document = page.render(
            font_config=self._configuration, stylesheets=[self._styles], pdf_variant="pdf/ua-1"
        )
        return found


def _weasyprint() -> Any:
    """The package. Raises MissingTool where a library of the system is missing that it calls."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return import_module("weasyprint")  # which prints how to install it on any system
    except OSError as error:
        raise MissingTool(MISSING) from error


def _fonts() -> dict[str, Path]:
    """The files of the faces by their names."""
    folders = {Path(import_module(module).ROOT) for module, _, _ in FONTS.values()}
    return {path.name: path for folder in folders for path in sorted(folder.rglob("*.ttf"))}


def _faces() -> str:
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};src:url({stem}-{cut}.ttf)}}\n'
        for _, family, stem in FONTS.values()
        for cut, weight, style in CUTS
    )


@contextlib.contextmanager
def overheard() -> Iterator[list[str]]:
    """What WeasyPrint warns of during the block, each message once."""
    messages: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if (message := record.getMessage()) not in messages:
                messages.append(message)

    ear = Ear(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield messages
    finally:
        logger.removeHandler(ear)
