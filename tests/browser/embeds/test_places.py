"""A fragment in the places of a page that are as wide as what stands in them: it stays wide enough to read, and fits."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import tab

PLACES = {
    "a flex row": "display: flex",
    "a flex row, in its middle": "display: flex; justify-content: center",
    "a column, in its middle": "display: flex; flex-direction: column; align-items: center",
    "a grid, in its middle": "display: grid; justify-items: center",
    "a float": "float: left",
    "as wide as its content": "width: fit-content",
    "a table": "display: table",
    "an inline block": "display: inline-block",
}
LEAST = 250
SEEN = """() => [...document.querySelectorAll("annals-embed")].map((each) => {
  const box = each.getBoundingClientRect(), card = each.shadowRoot.querySelector(".embed__card");
  each.shadowRoot.querySelectorAll("details").forEach((folded) => { folded.open = true });
  return [box.width, box.left, box.right, card.scrollWidth - card.clientWidth, document.documentElement.scrollWidth];
})"""


@pytest.mark.parametrize("width", [700, 320])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["published", "published_harbour"])
def test_a_fragment_is_wide_enough_wherever_it_is_set_in(
    request: pytest.FixtureRequest, browser: Browser, name: str, place: str, width: int
) -> None:
    tree: Path = request.getfixturevalue(name)
    found = sorted((tree / "embed").glob("*.fragment.html"))
    assert len(found) > 5
    wrong = []
    with tab(browser, viewport={"width": width, "height": 700}) as page:
        for fragment in found:
            inside = fragment.read_text(encoding="utf-8")
            page.set_content(
                f'<!doctype html><html lang="en"><title>Host</title><style>body {{ margin: 0 }}</style><div style="{PLACES[place]}">{inside}</div>'
            )
            ((wide, left, right, over, whole),) = page.evaluate(SEEN)
            if wide < LEAST or left < 0 or right > width or over > 0 or whole > width:
                wrong.append(
                    f"{fragment.name}: {wide} px wide, from {left} to {right}, {over} px over, a page of {whole} px"
                )
    assert wrong == []
