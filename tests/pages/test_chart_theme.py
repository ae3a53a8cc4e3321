"""Charts take the colours of the page they are on."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from pages.ui.chart_theme import in_theme
from shopai.charts.marks import cells
from shopai.charts.theme import DIVERGING, INK, SHADES, finish

THEME = pio.templates["streamlit"]
#: What the browser replaces by the text colour of the page.
PLACEHOLDER = THEME.data.table[0].cells.font.color


@pytest.mark.parametrize(("scale", "name"), [(SHADES, "sequential"), (DIVERGING, "diverging")])
def test_a_heat_map_has_the_scale_of_the_page(scale: tuple[object, ...], name: str) -> None:
    figure = finish(go.Figure(cells(np.eye(2), (0, 1), scale, [["1", "0"], ["0", "1"]])), "Map")
    assert figure.data[0].colorscale == scale
    assert figure.data[0].textfont.color == INK
    (heat,) = in_theme(figure).data
    assert heat.colorscale == THEME.layout.colorscale[name]
    assert heat.textfont.color == PLACEHOLDER
    assert in_theme(figure).data[0].colorscale == heat.colorscale  # once more changes nothing


def test_text_on_a_colour_of_its_own_stays_what_it_is() -> None:
    scale = [[0.0, "#a53c3c"], [1.0, "#2d78d2"]]
    figure = go.Figure(cells([[0, 1]], (0, 1), scale, textfont={"color": "#ffffff"}))
    figure.add_bar(x=[1], y=[1], insidetextfont={"color": INK})
    figure.add_bar(x=[1], y=[1], insidetextfont={"color": "#000000"})
    heat, page, own = in_theme(figure).data
    assert heat.colorscale == tuple(map(tuple, scale))
    assert heat.textfont.color == "#ffffff"
    assert page.insidetextfont.color == PLACEHOLDER
    assert own.insidetextfont.color == "#000000"


def test_other_text_has_the_colour_of_the_page() -> None:
    assert in_theme(go.Figure()).layout.font.color == PLACEHOLDER
