"""One look for every chart: palette, symbols, scales, titles.

Figures set no background and no text colour but on coloured ground, so each follows the page (or
notebook) it is shown on, light or dark.
"""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

#: Fifteen colours for segments, in order. Each stands out from a white and a near-black page.
#: They come in fives: within a five they stay apart for every kind of colour blindness, and
#: each five has a symbol of its own.
PALETTE: Final = (
    "#2c76d0",
    "#f09600",
    "#a53c3c",
    "#1ec3b4",
    "#a596ff",
    "#a57800",
    "#e16978",
    "#694ba5",
    "#6996c3",
    "#8769a5",
    "#1e6978",
    "#a5b478",
    "#5a965a",
    "#a55a1e",
    "#c378a5",
)

#: Marker symbols, one for each five colours. Few on purpose: anything but a disc is slow to draw.
SYMBOLS: Final = ("circle", "diamond", "cross")

#: Text on the colours of `SHADES` and `DIVERGING`: the same on all of them, and read on each.
INK: Final = "#262730"


def _stops(*colours: str) -> tuple[tuple[float, str], ...]:
    """A colour scale of these colours at even steps."""
    return tuple((place / (len(colours) - 1), each) for place, each in enumerate(colours))


#: From few to many. No colour is so dark that `INK` could not be read on it; the dashboard has
#: the same scale, and another one with light text for a dark page, in its settings.
SHADES: Final = _stops(
    "#eff3f8", "#dde9f6", "#ccdef4", "#bad3f2", "#a9c9ef",
    "#97beed", "#86b4ea", "#74a9e7", "#629ee3", "#4f93e0",
)  # fmt: skip
#: Below zero orange, above zero blue: told apart by every kind of colour vision.
DIVERGING: Final = _stops(
    "#d67f22", "#df9a5d", "#e6b48b", "#ecceb5", "#f1e7e0",
    "#e1e9f4", "#bdd4f0", "#99bfeb", "#75a9e6", "#4f93e0",
)  # fmt: skip

PRIMARY: Final = PALETTE[0]
SECOND: Final = PALETTE[1]
MUTED: Final = "#8a94a6"  # what is compared against
GRID: Final = "rgba(138, 148, 166, 0.25)"


def colour(label: int) -> str:
    """The colour of a segment; the same label always has the same."""
    return PALETTE[label % len(PALETTE)]


def symbol(label: int) -> str:
    """The marker symbol of a segment."""
    return SYMBOLS[label // 5 % len(SYMBOLS)]


def translucent(shade: str, opacity: float) -> str:
    """The colour "#rrggbb" with what is behind it shining through."""
    red, green, blue = (int(shade[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def text_on(background: str) -> str:
    """White where its contrast with `background` ("#rrggbb") is 4.5 or more, else black."""
    return "#000000" if 1.05 / (luminance(background) + 0.05) < 4.5 else "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" in [0, 1], as WCAG 2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def finish(
    figure: go.Figure, title: str, x: str = "", y: str = "", height: int = 400, legend: bool = False
) -> go.Figure:
    """Give `figure` its title, axis titles and the common look; returns the same figure.

    Titles are chart text: anything from the data in them must be escaped already.
    """
    look: dict[str, Any] = {
        "title": {"text": title, "x": 0, "xanchor": "left", "font": {"size": 16}},
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 56, "b": 8},
        "showlegend": legend,
        "legend": {
            "orientation": "h",
            "yanchor": "top",
            "y": -0.16,
            "x": 0,
            "itemsizing": "constant",
        },
        "hoverlabel": {"align": "left"},
        "barcornerradius": 4,
        "bargap": 0.28,
    }
    lines = {"automargin": True, "zerolinecolor": GRID, "gridcolor": GRID}
    for text, axes in ((x, figure.select_xaxes()), (y, figure.select_yaxes())):
        look |= {axis.plotly_name: {"title": {"text": text}, **lines} for axis in axes}
    # one by one: plotly's own updates take five times as long
    for part, value in look.items():
        before = figure.layout[part].to_plotly_json() if isinstance(value, dict) else {}
        figure.layout[part] = {**before, **value} if before else value
    return figure
