"""Every page in its frame, measured in a real browser: places, heights, words, contrast, keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import pytest
from playwright.sync_api import Page

from bench.pictures import SETTLED, VIEWS

from . import keyboard
from .conftest import Settle
from .looks import Look, faint, gaps, look

pytestmark = pytest.mark.browser

PAGES: Final = (
    "overview", "segments", "rfm", "movement", "similarity", "baskets", "journeys", "retention",
    "search", "audiences", "recommendations", "evaluate", "data",
)  # fmt: skip
#: Pages that are not yet what the frame asks of them; to be emptied. What a page still lacks:
#: pytest -n0 --runxfail tests/browser/test_frame.py -k NAME
NOT_YET: Final = (
    "overview",
    "segments",
    "movement",
    "similarity",
    "baskets",
    "journeys",
    "retention",
    "search",
    "audiences",
    "recommendations",
    "evaluate",
    "data",
)

XFAIL: Final = pytest.mark.xfail(raises=AssertionError, strict=True)

FIRST_SCREEN: Final = 900  # px
TALLEST: Final = 2_000  # px
TALL: Final = TALLEST + 400  # px, of the screen, so that all of a page is in the picture
ONE_ROW: Final = 90  # px
TEXT: Final = 15  # px, the size of running text

State = tuple[int, Literal["light", "dark"]]  # width and scheme
STATES: Final[tuple[State, ...]] = ((1440, "light"), (1440, "dark"), (390, "dark"))


def placed(seen: Look) -> Iterator[str]:
    """What is not where the frame has it, on a wide screen."""
    places = seen.places
    finding, controls, main = places["finding"], places["controls"], places["main"]
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
    if not places.get("next", {}).get("buttons"):
        yield "nothing leads on: no button under What next"
    if "sure" not in places:
        yield "there is no How sure?"


def faults(page: Page, width: int) -> Iterator[str]:
    """What is wrong with the page as it is shown."""
    seen = look(page)
    if width > 500:
        yield from placed(seen)
        yield from gaps(seen.headings)
        yield from faint(page, seen.texts)
    else:
        yield from (f"“{text}” is cut" for text in seen.cut)
        yield from (f"“{text}” goes beyond its chart" for text in seen.beyond)
        if seen.wide > 0:
            yield f"{seen.wide:.0f} px lie beside the screen"


def drawn(page: Page) -> None:
    """Wait until the page is complete, its charts too."""
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(150)  # an interaction may not have reached the server yet
    page.wait_for_function(SETTLED)


def tour(page: Page) -> Iterator[tuple[str, str]]:
    """Each fault of the page in any of its views and states, and where it shows."""
    assert page.locator(".st-key-frame_head").count(), "the page is not drawn in the frame"
    path = list(keyboard.stops(page))
    for fault in keyboard.faults(path, ["controls", "next", "sure"]):
        yield fault, "by keyboard"
    views = page.locator(VIEWS)
    states = list(STATES)
    for number, title in enumerate(views.all_inner_texts() or [""]):
        if number:
            views.nth(number).click()
            drawn(page)
            states.reverse()  # begin as the view before ended
        for width, scheme in states:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": TALL})
            drawn(page)
            for fault in faults(page, width):
                yield fault, f"{title} {width} {scheme}".strip()


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=XFAIL if name in NOT_YET else ()) for name in PAGES],
)
def test_a_page_is_what_the_frame_promises(name: str, page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": TALL})
    page.goto(f"{app_url}/{'' if name == 'overview' else name}")
    drawn(page)
    wrong: dict[str, list[str]] = {}
    for fault, where in tour(page):
        wrong.setdefault(fault, []).append(where)
    assert not wrong, "\n".join(
        ["", *(f"{fault}  [{'; '.join(where)}]" for fault, where in wrong.items())]
    )


def test_the_sidebar_offers_these_pages(page: Page, app_url: str, settled: Settle) -> None:
    page.goto(app_url)
    settled(page)
    links = page.get_by_test_id("stSidebarNavLink").evaluate_all("all => all.map(e => e.pathname)")
    assert {link.strip("/") or "overview" for link in links} == set(PAGES)
