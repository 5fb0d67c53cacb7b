"""WeasyPrint, with our fonts and nothing of the web's. What letters ours lack, the machine's fonts give."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.book.model import Picture
from publishing.packages.pdf.symbols import symbols
from publishing.trouble import MissingTool, Trouble

if TYPE_CHECKING:
    from weasyprint.document import Document

MISSING = (
    "WeasyPrint finds no Pango, which sets its type. On Debian and Ubuntu: "
    "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango"
)
BASE = "https://book.invalid/"  # the address of the book while it is laid out; nothing is asked of it
FONTS = (("fontpkg_pt_serif", "PT Serif", "PT_Serif-Web"), ("fontpkg_pt_sans", "PT Sans", "PT_Sans-Web"))
CUTS = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("Bold", 700, "normal"), ("BoldItalic", 700, "italic"))
SIGNS = "signs.ttf"
NO_PICTURE = ("Failed to load image", "Failed to render SVG image")
STYLES = Path(__file__).with_name("book.css")


class Press:
    """Lays out documents of one book. pictures: by their paths. Raises MissingTool."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        self._weasyprint = _weasyprint()
        urls = self._weasyprint.urls
        held = {f"{BASE}{path}": (picture.media_type, picture.content) for path, picture in pictures.items()}
        for name, content in _fonts().items():
            held[f"{BASE}{name}"] = "font/ttf", content

        class Fetcher(urls.URLFetcher):  # type: ignore[name-defined]
            """Gives the book's own pictures and fonts, and refuses all else."""

            def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
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


def _fonts() -> dict[str, bytes]:
    """The files of the faces by their names."""
    folders = {Path(import_module(module).ROOT) for module, _, _ in FONTS}
    faces = {path.name: path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.ttf"))}
    return faces | {SIGNS: symbols()}


def _faces() -> str:
    """Rules of CSS for them.

    The signs that they lack are a family of their own, behind each in the stylesheet: of two files of one family and
    cut, WeasyPrint writes one into the PDF, and draws what is of the other with its glyphs.
    """
    cuts = [(family, weight, style, f"{stem}-{cut}.ttf") for _, family, stem in FONTS for cut, weight, style in CUTS]
    cuts.append(("Signs", 400, "normal", SIGNS))
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};src:url({name})}}\n'
        for family, weight, style, name in cuts
    )


@contextlib.contextmanager
def overheard() -> Iterator[list[str]]:
    """What WeasyPrint warns of during the block, each message once. Raises Trouble where a picture is missing."""
    messages: list[str] = []
    missing: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # WeasyPrint takes whatever happens while it draws for a fault of the picture, a reader's Ctrl-C too.
            if isinstance(stop := sys.exc_info()[1], (KeyboardInterrupt, SystemExit, MemoryError)):
                raise stop
            message = record.getMessage()
            if message.startswith(NO_PICTURE):
                missing.append(message.replace(BASE, ""))
            elif message not in messages:
                messages.append(message)

    ear = Ear(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield messages
        if missing:
            raise Trouble(f"a picture cannot be drawn: {missing[0]}")
    finally:
        logger.removeHandler(ear)
