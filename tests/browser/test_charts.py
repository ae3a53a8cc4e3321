"""Charts and cards as a reader sees them: text that stands out and is whole, free titles."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Settle

#: The least contrast with the page of the text at axes, in legends and in maps of cells without
#: a colour of its own, as WCAG 2 defines it.
CONTRAST = """plots => {
    const numbers = text => text.match(/[\\d.]+/g).map(Number);
    const luminance = colour => {
        const [r, g, b] = colour.map(c => c / 255).map(
            c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const app = document.querySelector('[data-testid=stApp]');
    const behind = numbers(getComputedStyle(app).backgroundColor).slice(0, 3);
    const parts = '.xtick text, .ytick text, .g-xtitle text, .g-ytitle text, .legendtext,'
        + '.cbaxis text, .cbtitle text, .textpoint text, .node-label';
    const contrasts = [...plots].flatMap(plot => [...plot.querySelectorAll(parts)]).map(text => {
        const {fill, fillOpacity, opacity} = getComputedStyle(text);
        const [r, g, b, alpha = 1] = numbers(fill);
        const shows = alpha * fillOpacity * opacity;
        const seen = [r, g, b].map((c, i) => shows * c + (1 - shows) * behind[i]);
        const [low, high] = [luminance(seen), luminance(behind)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    });
    return [contrasts.length, Math.min(...contrasts)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_of_charts_stands_out(page: Page, app_url: str, settled: Settle, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in ("rfm", "similarity"):
        page.goto(f"{app_url}/{address}")
        expect(page.locator(".js-plotly-plot .gtitle").first).to_be_visible()
        settled(page)
        texts, least = page.locator(".js-plotly-plot").evaluate_all(CONTRAST)
        assert texts >= 5
        assert least >= 4.5, (address, scheme)


def test_on_a_phone_the_toolbar_leaves_the_title_free(
    page: Page, app_url: str, settled: Settle
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{app_url}/rfm")
    plot = page.locator(".js-plotly-plot").first
    expect(plot.locator(".gtitle")).to_be_visible()
    settled(page)
    plot.hover()
    toolbar, title = plot.locator(".modebar"), plot.locator(".gtitle").first
    expect(toolbar).to_have_css("opacity", "1")
    bar, text = toolbar.bounding_box(), title.bounding_box()
    assert bar is not None
    assert text is not None
    assert bar["y"] + bar["height"] <= text["y"]
    # it is not cut off either: the mouse reaches it
    toolbar.locator(".modebar-btn").first.hover()


def test_no_text_of_a_card_is_cut(page: Page, app_url: str, settled: Settle) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(app_url)
    card = page.get_by_test_id("stMetric").first
    expect(card).to_be_visible()
    settled(page)
    for part in ("stMetricLabel", "stMetricValue"):
        cut = card.get_by_test_id(part).evaluate(
            """part => {
                const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
                texts.nextNode().textContent = "Words and numbers with no room in one line";
                return [...part.querySelectorAll("*")].some(element =>
                    getComputedStyle(element).overflowX !== "visible"
                        && element.scrollWidth > element.clientWidth);
            }"""
        )
        assert cut is False, part
