"""Gives each asset that is a file of its own a name with the hash of its content, so that it may be kept for ever.

Assets are the theme's scripts, the templates that ASSET_TEMPLATES names (a picture drawn from the content, say), and
the files that manuscripts place by {static}. A page that names an asset names its very content: no page ever gets the
script of an older or a newer one. Templates write `{{ asset("favicon.svg") }}` and get the link from the page.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from pelican import signals
from pelican.generators import Generator

from metadata import relative

LETTERS = 10  # hexadecimal digits of the SHA-256


def hashed(path: str, content: bytes) -> str:
    """The path with the hash of that content before its suffix.

    >>> hashed("theme/js/a.js", b"")
    'theme/js/a.e3b0c44298.js'
    """
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem}.{hashlib.sha256(content).hexdigest()[:LETTERS]}{pure.suffix}"))


def scripts(settings: dict[str, Any]) -> dict[str, bytes]:
    """The theme's scripts by the path that templates call them by."""
    folder = Path(settings["THEME"], "static", "js")
    return {f"theme/js/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.js"))}


def rename_static(generator: Any) -> None:
    """Give the files that manuscripts place their names with hashes, before any page asks for their addresses."""
    for static in generator.staticfiles:
        content = Path(static.source_path).read_bytes()
        static.override_save_as = hashed(static.save_as, content)
        static.override_url = hashed(static.url, content)


def collect(generators: list[Any]) -> None:
    """Put `assets`, the content of each asset by the path that templates call it by, into the context."""
    generator = generators[0]
    found = scripts(generator.settings)
    for path in generator.settings["ASSET_TEMPLATES"]:
        found[path] = generator.env.get_template(path).render(generator.context).encode()
    generator.context["assets"] = found


class AssetsGenerator(Generator):
    """Writes the assets."""

    def generate_output(self, writer: Any) -> None:
        for path, content in self.context["assets"].items():
            file = Path(self.output_path, hashed(path, content))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def install(generator: Any) -> None:
    @pass_context
    def asset(context: Context, path: str) -> str:
        return relative(hashed(path, context["assets"][path]), context["output_file"])

    generator.env.globals["asset"] = asset


def generator(_: Any) -> type[AssetsGenerator]:
    return AssetsGenerator


def register() -> None:
    signals.generator_init.connect(install)
    signals.static_generator_finalized.connect(rename_static)
    signals.all_generators_finalized.connect(collect)
    signals.get_generators.connect(generator)
