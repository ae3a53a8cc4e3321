"""The palette holds for every reader: contrast on both pages, apart for colour-blind eyes."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from shopai.charts.theme import (
    DIVERGING,
    INK,
    MUTED,
    PALETTE,
    PRIMARY,
    SHADES,
    colour,
    luminance,
    symbol,
    text_on,
)

CONFIG = tomllib.loads(
    (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
SIGHT = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue cones": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(shade: str) -> np.ndarray:
    channels = np.array([int(shade[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def perceived(shade: str, sight: np.ndarray) -> np.ndarray:
    """OKLab coordinates of `shade` as seen with `sight`."""
    seen = np.clip(sight @ linear(shade), 0, 1)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(cones @ seen)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_of_one_symbol_stay_apart(sight: str) -> None:
    seen = [perceived(colour(label), SIGHT[sight]) for label in range(len(PALETTE))]
    for one, other in combinations(range(len(PALETTE)), 2):
        apart = float(np.linalg.norm(seen[one] - seen[other]))
        if symbol(one) == symbol(other):
            assert apart > (0.1 if other < 5 else 0.075), (colour(one), colour(other))
        else:
            assert apart > 0.045, (colour(one), colour(other))


def test_each_segment_keeps_its_colour_and_symbol() -> None:
    looks = {(colour(label), symbol(label)) for label in range(15)}
    assert len(looks) == 15
    assert [symbol(label) for label in (0, 4, 5, 9, 10, 14)] == [
        "circle",
        "circle",
        "diamond",
        "diamond",
        "cross",
        "cross",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stand_out_from_the_page(theme: str) -> None:
    page = CONFIG["theme"][theme]["backgroundColor"]
    for shade in PALETTE:
        assert contrast(shade, page) > 2.2, shade


def test_white_is_read_on_the_first_colour_which_most_bars_have() -> None:
    assert contrast(PRIMARY, "#ffffff") > 4.5
    assert contrast(PRIMARY, "#000000") > 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast of two colours."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


#: The text Streamlit's template has for a light and for a dark page, its greys 90 and 10.
INKS = {"light": INK, "dark": "#fafafa"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", ["chartSequentialColors", "chartDivergingColors"])
def test_text_is_read_on_every_colour_of_a_heat_map(theme: str, scale: str) -> None:
    settings = CONFIG["theme"][theme]
    shades = settings[scale]
    assert len(shades) == 10  # Streamlit leaves out a scale of any other length
    page = settings["backgroundColor"]
    for shade in shades:
        assert contrast(shade, INKS[theme]) > 4.5, shade
    ends = [shades[-1]] if scale == "chartSequentialColors" else [shades[0], shades[-1]]
    middle = shades[0] if scale == "chartSequentialColors" else shades[4]
    for shade in ends:
        assert contrast(shade, page) > 3, shade
    assert contrast(middle, page) < 1.4  # few is near the page: no glare on a dark one


def test_the_app_has_the_same_colours_on_a_light_page() -> None:
    light = CONFIG["theme"]["light"]
    assert [shade for _, shade in SHADES] == light["chartSequentialColors"]
    assert [shade for _, shade in DIVERGING] == light["chartDivergingColors"]
    assert [place for place, _ in SHADES] == pytest.approx(np.linspace(0, 1, 10))


def test_the_app_uses_the_same_palette() -> None:
    assert tuple(CONFIG["theme"]["chartCategoricalColors"]) == PALETTE


@pytest.mark.parametrize("sight", SIGHT)
def test_the_ends_of_the_diverging_scale_differ_and_its_middle_is_lightest(sight: str) -> None:
    seen = [perceived(shade, SIGHT[sight]) for _, shade in DIVERGING]
    lightness = [shade[0] for shade in seen]
    assert np.argsort(lightness)[-2:].tolist() in ([4, 5], [5, 4])
    assert all(np.linalg.norm(seen[i] - seen[9 - i]) > 0.12 for i in range(3))


def test_text_on_a_colour_reads() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#000000") == 0
    assert (text_on("#f09600"), text_on("#694ba5")) == ("#000000", "#ffffff")
    assert text_on(PRIMARY) == "#ffffff"  # black would do as well
    for shade in (*PALETTE, MUTED):
        assert contrast(shade, text_on(shade)) > 4.5, shade
