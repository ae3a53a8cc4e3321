"""Every page in its frame, measured in a real browser: places, heights, words, contrast, keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from bench.pictures import SETTLED, VIEWS

from . import keyboard
from .conftest import Settle
from .looks import Look, faint, gaps, look

pytestmark = pytest.mark.browser

PAGES: Final = (
    "overview", "segments", "rfm", "movement", "similarity", "baskets", "journeys", "retention",
    "search", "audiences", "recommendations", "data",
)  # fmt: skip

FIRST_SCREEN: Final = 900  # px
TALLEST: Final = 2_000  # px
TALL: Final = TALLEST + 400  # px, of the screen, so that all of a page is in the picture
ONE_ROW: Final = 90  # px
TEXT: Final = 15  # px, the size of running text

#: Charts have the width of their room, and nothing has moved since this was asked before.
STILL: Final = """() => {
    const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart]")];
    const place = e => { const box = e.getBoundingClientRect(); return [box.x, box.y].join(); };
    const before = window.places;
    window.places = [...document.querySelectorAll("svg text, p, button")].map(place).join(";");
    return window.places === before && charts.every(
        chart => Math.abs(chart.querySelector(".main-svg")?.clientWidth - chart.clientWidth) < 2);
}"""


def leads_on(places: dict[str, dict[str, Any]]) -> bool:
    """Whether there is a next thing to do: under What next, or the one thing the page is for."""
    return bool(places.get("next", {}).get("buttons") or places.get("main", {}).get("primary"))


def placed(seen: Look) -> Iterator[str]:
    """What is not where the frame has it, on a wide screen."""
    places = seen.places
    finding, controls = places["finding"], places["controls"]
    # nothing to show yet: the finding says what to do, and a button gives an example
    main = places.get("main", {"top": finding["bottom"], "bottom": controls["bottom"]})
    if "main" not in places and not leads_on(places):
        yield "there is no main chart or table"
    if not finding["text"]:
        yield "there is no finding"
    elif finding["size"] <= TEXT:
        yield f"the finding is set in {finding['size']:g} px, no larger than the text"
    if finding["bottom"] > main["top"]:
        yield "the finding is not above the main chart"
    if main["bottom"] > FIRST_SCREEN:
        yield f"the main chart ends at {main['bottom']:,.0f} px, beyond the first {FIRST_SCREEN}"
    if (height := controls["bottom"] - controls["top"]) > ONE_ROW:
        yield f"the controls take {height:.0f} px: more than one row ({ONE_ROW})"
    if seen.height > TALLEST:
        yield f"the page is {seen.height:,.0f} px high, more than {TALLEST:,}"


def read(seen: Look) -> Iterator[str]:
    """What cannot be read on a phone."""
    yield from (f"“{text}” is cut" for text in seen.cut)
    yield from (f"“{text}” goes beyond its chart" for text in seen.beyond)
    if seen.wide > 0:
        yield f"{seen.wide:.0f} px lie beside the screen"


def faults(page: Page, width: int) -> Iterator[str]:
    """What is wrong with the page as it is shown, light."""
    seen = look(page)
    if width < 500:
        yield from read(seen)
    else:
        yield from (*placed(seen), *gaps(seen.headings), *faint(page, seen.texts))


def drawn(page: Page) -> None:
    """Wait until the page is complete, its charts too."""
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(100)  # an interaction may not have reached the server yet
    page.wait_for_function(SETTLED)
    still(page)


def still(page: Page) -> None:
    """Wait until nothing moves: the labels of a Sankey do so for half a second."""
    page.evaluate("() => { delete window.places }")
    page.wait_for_function(STILL, polling=80)


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": TALL})
    still(page)


def views(page: Page) -> Iterator[str]:
    """Go through the views of the page; their titles."""
    buttons = page.locator(VIEWS)
    if not buttons.count():
        yield ""
    for number, title in enumerate(buttons.all_inner_texts()):
        buttons.nth(number).click()
        page.mouse.move(0, 0)  # what the mouse rests on has another colour
        drawn(page)
        yield title


def come_again(page: Page, name: str) -> None:
    """Go to another page and back, so that all charts are drawn anew."""
    links = page.get_by_test_id("stSidebarNavLink")
    own = "/" if name == "overview" else f"/{name}"
    paths = links.evaluate_all("all => all.map(e => e.pathname)")
    for path in ("/data" if name != "data" else "/audiences", own):
        links.nth(paths.index(path)).click()
        page.wait_for_url(f"**{path}*")
        drawn(page)


def tour(page: Page, name: str) -> Iterator[tuple[str, str]]:
    """Each fault of the page in any of its views and states, and where it shows."""
    assert page.locator(".st-key-frame_head").count(), "the page is not drawn in the frame"
    places = look(page).places
    if not leads_on(places):
        yield "nothing leads on: no button under What next", "at first"
    path = list(keyboard.stops(page))
    order = [name for name in ("controls", "next", "sure") if places.get(name, {}).get("takers")]
    for fault in keyboard.faults(path, order):
        yield fault, "by keyboard"
    widths = [1440, 390]
    for title in views(page):
        for width in widths:
            resize(page, width)
            for fault in faults(page, width):
                yield fault, f"{title} {width} light".strip()
        widths.reverse()  # begin as this view ended
    resize(page, 1440)
    page.emulate_media(color_scheme="dark")
    come_again(page, name)
    for title in views(page):
        for fault in faint(page, look(page).texts):
            yield fault, f"{title} 1440 dark".strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_frame_promises(name: str, page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": TALL})
    page.goto(f"{app_url}/{'' if name == 'overview' else name}")
    drawn(page)
    wrong: dict[str, list[str]] = {}
    for fault, where in tour(page, name):
        wrong.setdefault(fault, []).append(where)
    assert not wrong, "\n".join(
        ["", *(f"{fault}  [{'; '.join(where)}]" for fault, where in wrong.items())]
    )


def test_the_sidebar_offers_these_pages(page: Page, app_url: str, settled: Settle) -> None:
    page.goto(app_url)
    settled(page)
    links = page.get_by_test_id("stSidebarNavLink").evaluate_all("all => all.map(e => e.pathname)")
    assert {link.strip("/") or "overview" for link in links} == set(PAGES)
