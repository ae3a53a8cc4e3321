"""The way through a page by the Tab key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

#: More than any page has to be passed.
MOST_STEPS: Final = 200
#: What is drawn around each thing that takes the focus, while none has it.
REMEMBER: Final = """() => {
    const ring = e => {
        const near = [e, e.parentElement, e.parentElement?.parentElement, ...e.children,
                      ...(e.parentElement?.children ?? [])];
        return near.filter(each => each).map(each => {
            const style = getComputedStyle(each);
            return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
                    style.borderColor, style.backgroundColor, style.textDecorationLine].join();
        }).join(";");
    };
    const unfocused = new Map();
    for (const e of document.querySelectorAll("a, button, input, summary, [tabindex]"))
        unfocused.set(e, ring(e));
    window.focused = () => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        document.getAnimations().forEach(each => { try { each.finish() } catch { /* endless */ } });
        const place = e.closest("[class*=st-key-frame_]");
        const places = [];
        for (let up = place; up; up = up.parentElement?.closest("[class*=st-key-frame_]"))
            places.push([...up.classList].find(c => c.startsWith("st-key-frame_")).slice(13));
        const label = e.ariaLabel || e.querySelector("p")?.innerText || e.innerText;
        return [places, label.trim().slice(0, 60), e.tagName.toLowerCase(),
                unfocused.has(e) && ring(e) !== unfocused.get(e)];
    };
}"""


@dataclass(frozen=True)
class Stop:
    """One thing that takes the focus."""

    places: list[str]  # of the frame, the innermost first
    label: str
    tag: str
    ring: bool  # it looks different with the focus


def stops(page: Page) -> Iterator[Stop]:
    """What Tab comes to, from the page's title on, until *How sure?* is passed."""
    page.evaluate("() => document.activeElement?.blur()")
    page.get_by_role("heading", level=1).first.click()
    page.evaluate(REMEMBER)
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        where = page.evaluate("() => window.focused()")
        if where is None:
            return
        yield Stop(*where)
        if "sure" in where[0]:
            return


def faults(path: list[Stop], order: list[str]) -> Iterator[str]:
    """What is wrong with the way: places of the frame not reached, out of order, without a ring."""
    reached = [next((p for p in stop.places if p in order), "") for stop in path]
    for place in order:
        if place not in reached:
            yield f"Tab does not reach {place}"
    first = [reached.index(place) for place in order if place in reached]
    if first != sorted(first):
        way = ", ".join(dict.fromkeys(filter(None, reached)))
        yield f"Tab comes to {way}; the order of the page is {', '.join(order)}"
    for stop, place in zip(path, reached, strict=True):
        if place and not stop.ring:
            yield f"nothing shows that “{stop.label}” ({stop.tag} in {place}) has the focus"
