"""The colours and the toolbar of charts on a light and on a dark page."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import plotly.io as pio
import streamlit as st

from shopai.charts.theme import DIVERGING, INK, SHADES

#: Streamlit writes axes, legends and what is shown on hover in a grey that is too pale on a light
#: page (3.7 to 1); here they have the page's text colour, a little paler than its text. A Sankey's
#: names stand on its bands: they get a rim of what is behind the page.
#: What stands behind a bar keeps the ink of the theme it was drawn in, unless told.
#:
#: On a phone the toolbar has no room beside a chart's title and goes above it.
_STYLE: Final = """<style>
.js-plotly-plot :is(.xtick, .ytick, .g-xtitle, .g-ytitle, .legend, .hovertext) text {
    fill: currentColor !important; fill-opacity: .85 !important;
}
.js-plotly-plot .bartext-outside { fill: currentColor !important; }
.js-plotly-plot .sankey .node-label {
    fill: currentColor !important; text-shadow: none !important;
    paint-order: stroke; stroke-width: 3px; stroke-linejoin: round;
    stroke: light-dark(rgba(255, 255, 255, .6), rgba(18, 24, 38, .6));
}
@media (max-width: 640px) {
    .stElementContainer:has(> * > .stPlotlyChart) { margin-top: 1.2rem; overflow: visible; }
    .stPlotlyChart .js-plotly-plot { overflow: visible !important; }
    .js-plotly-plot .modebar-container { transform: translateY(-1.4rem); }
}
</style>"""


def style() -> None:
    """The style sheet of all charts; once a page."""
    st.html(_STYLE)


def in_theme(figure: go.Figure) -> go.Figure:
    """`figure`, changed in place, with the colours of the page where it has those of a light one.

    The settings hold the scales of a heat map for a light and for a dark page. Streamlit's
    template has placeholders for these and for its text colour, which the browser fills in when
    it draws the chart; after a change of theme on an open page it does so on the next visit.
    """
    template = pio.templates["streamlit"]
    ink = template.data.table[0].cells.font.color
    scales = {
        SHADES: template.layout.colorscale.sequential,
        DIVERGING: template.layout.colorscale.diverging,
    }
    figure.layout.font.color = ink
    for trace in figure.data:
        if trace.type == "heatmap":
            trace.colorscale = scales.get(trace.colorscale, trace.colorscale)
            _ink(trace.textfont, ink)
        elif trace.type == "bar":
            _ink(trace.insidetextfont, ink)
    return figure


def _ink(font: Any, ink: str) -> None:
    if font.color == INK:
        font.color = ink
