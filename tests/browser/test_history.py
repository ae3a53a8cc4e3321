"""Back and Forward in a real browser: one entry a page, each as it was left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import PATIENCE_MS, Settle, open_from_sidebar

pytestmark = pytest.mark.browser

FILTER = "first_day=2025-03-01&category=Kitchen"


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Page]:
    """A tab of its own, whose history holds nothing but an empty page."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def entries(page: Page) -> int:
    """The number of pages in the history, the empty one before the first not counted."""
    return int(page.evaluate("history.length")) - 1


def back(page: Page, address: str, settled: Settle) -> None:
    """Press Back once, which must lead to `address` and stay there."""
    page.go_back()
    expect(page).to_have_url(address)
    settled(page)
    expect(page).to_have_url(address)


def test_back_takes_one_press_a_page_and_finds_it_as_it_was(
    fresh: Page, app_url: str, settled: Settle
) -> None:
    fresh.goto(f"{app_url}/baskets?{FILTER}")
    settled(fresh)
    for count, name in enumerate(("Journeys", "Segments", "RFM", "Overview"), start=2):
        open_from_sidebar(fresh, name, settled)
        filtered = f"?{FILTER}" if name in ("Journeys", "Overview") else ""
        path = "/" if name == "Overview" else f"/{name.lower()}"
        expect(fresh).to_have_url(f"{app_url}{path}{filtered}")
        assert entries(fresh) == count
        if name == "Segments":
            fresh.locator(".st-key-k input").first.press("ArrowRight")
            expect(fresh).to_have_url(f"{app_url}/segments?k=6")
            settled(fresh)
    back(fresh, f"{app_url}/rfm", settled)
    back(fresh, f"{app_url}/segments?k=6", settled)
    expect(fresh.locator(".st-key-k input").first).to_have_value("6")
    back(fresh, f"{app_url}/journeys?{FILTER}", settled)
    back(fresh, f"{app_url}/baskets?{FILTER}", settled)
    expect(fresh.locator("body")).to_contain_text("from 1 Mar 2025")
    fresh.go_forward()
    expect(fresh).to_have_url(f"{app_url}/journeys?{FILTER}")
    settled(fresh)
    assert entries(fresh) == 5


def test_a_button_s_switch_is_one_entry_too(fresh: Page, app_url: str, settled: Settle) -> None:
    fresh.goto(f"{app_url}/segments?k=3")
    settled(fresh)
    fresh.locator(".st-key-frame_next").get_by_role("button", name="See their journeys").click()
    expect(fresh.get_by_role("heading", name="Journeys", level=1)).to_be_visible()
    settled(fresh)
    assert entries(fresh) == 2
    back(fresh, f"{app_url}/segments?k=3", settled)


def test_a_name_that_leads_elsewhere_leaves_no_entry(
    fresh: Page, app_url: str, settled: Settle
) -> None:
    fresh.goto(f"{app_url}/rfm")
    settled(fresh)
    for count, (asked, expected) in enumerate(
        (
            ("overview?category=Kitchen", "?category=Kitchen"),
            ("choose?most_k=3", "segments?most_k=3&section=How+many%3F"),
            (
                "evaluate?list_length=7",
                "recommendations?list_length=7&recommendations_view=Which+model+is+best%3F",
            ),
            ("nowhere?k=3", ""),
        ),
        start=2,
    ):
        fresh.goto(f"{app_url}/{asked}")
        settled(fresh)
        expect(fresh).to_have_url(f"{app_url}/{expected}")
        assert entries(fresh) == count
        expect(fresh.get_by_role("dialog")).to_have_count(0)
    expect(fresh.get_by_role("alert")).to_contain_text("There is no page “nowhere” here.")
