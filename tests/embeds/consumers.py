"""Readers of oEmbed as portals run them, none of them changed; each is started with the addresses of pages.

usage: consumers.py NAME < {"page's address": "address of its oEmbed answer", ...}        prints {"page's address": fields}

Run by the Python of .venv/consumers, which knows nothing of this project. Each looks for the answer in the page, but for
two: micawber holds a table of addresses, as a portal's engineer fills it in, and oEmbedPy is once given the form in XML.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping


def pyoembed(pages: Mapping[str, str]) -> dict[str, object]:
    from pyoembed import oEmbed

    return {page: oEmbed(page, maxwidth=800) for page in pages}


def oembedpy(pages: Mapping[str, str]) -> dict[str, object]:
    """By the two steps of its application, without the list of providers that this fetches from oembed.com first."""
    from oembedpy import consumer, discovery

    return {page: consumer.fetch_content(*discovery.find_from_content(page)).to_dict() for page in pages}


def oembedpy_of_xml(pages: Mapping[str, str]) -> dict[str, object]:
    """The other form, which it would find on a page that named it first."""
    from oembedpy.consumer import RequestParameters, fetch_content

    answers = {page: answer.removesuffix(".json") + ".xml" for page, answer in pages.items()}
    return {page: fetch_content(answer, RequestParameters(page)).to_dict() for page, answer in answers.items()}


def micawber(pages: Mapping[str, str]) -> dict[str, object]:
    from micawber import Provider, ProviderRegistry

    registry = ProviderRegistry()
    for page, answer in pages.items():
        registry.register(re.escape(page) + "$", Provider(answer))
    found: dict[str, dict[str, object]] = {page: registry.request(page, maxwidth=800) for page in pages}
    return {page: {**fields, "in a text": registry.parse_text(page)} for page, fields in found.items()}


CONSUMERS: Mapping[str, Callable[[Mapping[str, str]], dict[str, object]]] = {
    "pyoembed": pyoembed,
    "oEmbedPy": oembedpy,
    "oEmbedPy of XML": oembedpy_of_xml,
    "micawber": micawber,
}

if __name__ == "__main__":
    print(json.dumps(CONSUMERS[sys.argv[1]](json.load(sys.stdin))))
