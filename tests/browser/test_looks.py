"""The measures that pages are held to see what they are for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from . import keyboard
from .looks import contrast, faint, gaps, look

pytestmark = pytest.mark.browser

HEAD = """<style>
    body {margin: 0; font: 15px sans-serif; color: #222; background: #fff}
    .bare:focus {outline: none} .short {width: 60px; overflow: hidden; white-space: nowrap}
    .dots {text-overflow: ellipsis}
</style>"""


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast([255, 255, 255], [0, 0, 0]) == pytest.approx(21)
    assert contrast([119, 119, 119], [255, 255, 255]) == pytest.approx(4.48, abs=0.005)
    assert contrast([10, 20, 30], [10, 20, 30]) == 1


def test_faint_texts_are_told_on_what_is_really_behind_them(page: Page) -> None:
    page.set_content(f"""{HEAD}
        <p>black on white</p>
        <p style="color:#888">grey on white</p>
        <p style="color:#888; font-size:24px">large and grey</p>
        <p style="opacity:.5">half seen</p>
        <button disabled style="color:#ccc">not in use</button>
        <p style="visibility:hidden; color:#eee">hidden</p>
        <svg width="200" height="60"><rect width="200" height="60" fill="#246"></rect>
            <text x="9" y="20" style="fill:#fff">white on blue</text>
            <text x="9" y="50" style="fill:#222">black on blue</text></svg>""")
    told = list(faint(page, look(page).texts))
    assert [text.split("”")[0] for text in told] == [
        "“grey on white",
        "“half seen",
        "“black on blue",
    ]
    assert (
        told[0] == "“grey on white” has a contrast of 3.54:1, needed is 4.5:1 (#888888 on #ffffff)"
    )
    assert told[2].endswith("(#222222 on #224466)")


def test_cut_texts_gaps_of_headings_and_what_lies_beside_the_screen_are_told(page: Page) -> None:
    page.set_content(f"""{HEAD}<h1>Title</h1><h3>Part</h3><h2>Next</h2><h3>Of it</h3>
        <p class="short dots">a text that is longer than its box</p><p class="short">short</p>
        <p class="dots">whole</p><div style="width:3000px; height:9px"></div>
        <svg width="120" height="30"><text x="80" y="20">beyond the edge</text></svg>
        <svg width="120" height="30"><text x="5" y="20">within</text></svg>""")
    seen = look(page)
    assert seen.cut == ["a text that is longer than its box"]
    assert seen.beyond == ["beyond the edge"]
    assert seen.wide == 3000 - 1440
    assert list(gaps(seen.headings)) == ["the heading “Part” of level 3 follows “Title” of level 1"]
    assert len(list(gaps([(2, "Part")]))) == 1


def test_the_way_by_tab_has_the_order_of_the_page_and_a_ring(page: Page) -> None:
    frame = "".join(
        f'<div class="st-key-frame_{place}"><button>{place}</button></div>'
        for place in ("controls", "next", "sure")
    )
    page.set_content(f"{HEAD}<h1>Title</h1>{frame}<button>behind</button>")
    order = ["controls", "next", "sure"]
    path = list(keyboard.stops(page))
    assert [stop.label for stop in path] == order
    assert list(keyboard.faults(path, order)) == []

    page.set_content(f"""{HEAD}<h1>Title</h1>
        <div class="st-key-frame_next"><button>next</button></div>
        <div class="st-key-frame_controls"><button class="bare">pick</button></div>""")
    assert list(keyboard.faults(list(keyboard.stops(page)), order)) == [
        "Tab does not reach sure",
        "Tab comes to next, controls; the order of the page is controls, next, sure",
        "nothing shows that “pick” (button in controls) has the focus",
    ]
