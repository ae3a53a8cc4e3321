"""What can be measured of how a page looks: places, headings, cut texts, contrast, focus."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from PIL import Image
from playwright.sync_api import Page

#: Text from this size on may have less contrast, and so may icons (WCAG 2.2, 1.4.3 and 1.4.11).
LARGE_PX: Final = 24
#: Leaves what is behind the texts.
NO_TEXT: Final = """
    * {-webkit-text-fill-color: transparent !important; text-shadow: none !important}
    svg text {fill: transparent !important; stroke: none !important}
"""
MEASURE: Final = """() => {
    document.getAnimations().forEach(each => { try { each.finish() } catch { /* endless */ } });
    const main = document.querySelector("[data-testid=stMain]") ?? document.documentElement;
    const seen = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const words = e => (e.innerText ?? e.textContent).trim().replace(/\\s+/g, " ").slice(0, 60);

    const places = {};
    for (const e of document.querySelectorAll("[class*=st-key-frame_]")) {
        const box = e.getBoundingClientRect();
        const name = [...e.classList].find(c => c.startsWith("st-key-frame_")).slice(13);
        places[name] = {top: box.top + main.scrollTop, bottom: box.bottom + main.scrollTop,
                        text: words(e), buttons: e.querySelectorAll("button, a").length,
                        primary: e.querySelectorAll("button[kind^=primary]").length,
                        takers: e.querySelectorAll("button:enabled, a, input, summary").length,
                        size: parseFloat(getComputedStyle(e.querySelector("p") ?? e).fontSize)};
    }
    const block = document.querySelector("[data-testid=stMainBlockContainer]") ?? document.body;
    const headings = [...main.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen)
        .map(e => [Number(e.tagName[1]), words(e)]);

    const cut = [...main.querySelectorAll("*")].filter(e => {
        const style = getComputedStyle(e);
        return style.textOverflow === "ellipsis" && style.overflowX !== "visible"
            && e.clientWidth && e.scrollWidth > e.clientWidth && seen(e) && words(e);
    }).map(words);
    // elsewhere in a chart a touch shows the whole label
    cut.push(...[...main.querySelectorAll("svg .legendtext")].map(words)
        .filter(text => text.endsWith("…")));
    const beyond = [...main.querySelectorAll("svg text")].filter(e => {
        const box = e.getBoundingClientRect(), room = e.closest(".svg-container, svg");
        const edge = room.getBoundingClientRect();
        return words(e) && seen(e) && box.width
            && (box.left < edge.left - 2 || box.right > edge.right + 2);
    }).map(words);

    const pen = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const known = new Map();
    const rgba = colour => {
        if (!known.has(colour)) {
            pen.clearRect(0, 0, 1, 1);
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            known.set(colour, [...pen.getImageData(0, 0, 1, 1).data]);
        }
        return known.get(colour);
    };
    const texts = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const e = node.parentElement;
        if (!node.data.trim() || e.closest("[disabled], [aria-disabled=true], style, script")
            || !seen(e)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 3 || box.height < 3) continue;  // for screen readers alone
        const style = getComputedStyle(e), drawn = e instanceof SVGElement;
        const [r, g, b, a] = rgba(drawn ? style.fill : style.color);
        let alpha = a / 255 * (drawn ? parseFloat(style.fillOpacity) : 1);
        for (let up = e; up; up = up.parentElement)
            alpha *= parseFloat(getComputedStyle(up).opacity);
        texts.push({text: node.data.trim().slice(0, 60), colour: [r, g, b], alpha,
                    size: parseFloat(style.fontSize),
                    icon: !!e.closest("[data-testid=stIconMaterial]"),
                    box: [box.left, box.top, box.right, box.bottom]});
    }
    return {places, height: block.getBoundingClientRect().bottom + main.scrollTop, headings,
            cut, beyond, wide: main.scrollWidth - main.clientWidth, texts};
}"""

Colour = np.ndarray  # (3,), red, green and blue from 0 to 255


@dataclass(frozen=True)
class Look:
    """A page as it is shown at one size and in one scheme."""

    places: dict[str, dict[str, Any]]  # of the frame: top, bottom, text, buttons, …
    height: float  # px
    headings: list[tuple[int, str]]  # level, text
    cut: list[str]  # texts that end in an ellipsis
    beyond: list[str]  # texts of charts that go beyond them
    wide: float  # px beside the screen
    texts: list[dict[str, Any]]  # text, colour, alpha, size, icon, box


def look(page: Page) -> Look:
    """Measure the page as it stands."""
    return Look(**page.evaluate(MEASURE))


def gaps(headings: list[tuple[int, str]]) -> Iterator[str]:
    """What is wrong with the levels of headings, in the order of the page."""
    tops = [text for level, text in headings if level == 1]
    if len(tops) != 1 or headings[0][0] != 1:
        yield f"one first heading is needed, at the top; there is {tops or 'none'}"
    for (above, upper), (level, lower) in pairwise(headings):
        if level > above + 1:
            yield f"the heading “{lower}” of level {level} follows “{upper}” of level {above}"


def faint(page: Page, texts: list[dict[str, Any]]) -> Iterator[str]:
    """Texts with too little contrast against what is behind them; one of each pair of colours."""
    size = page.viewport_size or {}
    low = min(size["height"], max((text["box"][3] for text in texts), default=0) + 1)
    part: Any = {"x": 0, "y": 0, "width": size["width"], "height": low}
    shot = page.screenshot(style=NO_TEXT, animations="disabled", clip=part)
    pixels = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"))
    worst: dict[tuple[str, str], tuple[float, str]] = {}
    for text in texts:
        left, top, right, bottom = (max(0, round(edge)) for edge in text["box"])
        behind = pixels[top:bottom, left:right].reshape(-1, 3)
        if not len(behind):
            continue  # beside what the screen shows
        ground = most_common(behind)
        ink = text["alpha"] * np.array(text["colour"]) + (1 - text["alpha"]) * ground
        ratio = contrast(ink, ground)
        needed = 3.0 if text["icon"] or text["size"] >= LARGE_PX else 4.5
        if ratio < needed:
            says = f"“{text['text']}” has a contrast of {ratio:.2f}:1, needed is {needed}:1"
            pair = (written(ink), written(ground))
            worst[pair] = min(worst.get(pair, (ratio, says)), (ratio, says))
    for (ink_is, ground_is), (_, says) in worst.items():
        yield f"{says} ({ink_is} on {ground_is})"


def most_common(pixels: Colour) -> Colour:
    """The colour that most pixels have."""
    packed = pixels.astype(np.int64) @ [65536, 256, 1]
    values, counts = np.unique(packed, return_counts=True)
    top = int(values[counts.argmax()])
    return np.array([top >> 16, top >> 8 & 255, top & 255])


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of two colours' luminances, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    share = np.asarray(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def written(colour: Colour) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in colour)
