"""Charts, tables to pick from and downloads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from shopai.export import csv_bytes, file_name

_BUTTONS: Final = [
    "zoomIn2d",
    "zoomOut2d",
    "autoScale2d",
    "hoverClosestCartesian",
    "toggleSpikelines",
]
_TYPES: Final = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
#: Plotly writes a Sankey's names, right over the bands, and text between bars in the theme's
#: grey: pale on a light page. Here they have the page's text colour, and the names a rim of
#: what is behind the page.
_SANKEY: Final = """.sankey .node-label {
    fill: currentColor !important; text-shadow: none !important;
    paint-order: stroke; stroke-width: 3px; stroke-linejoin: round;
    stroke: light-dark(rgba(255, 255, 255, .6), rgba(18, 24, 38, .6));
}"""
_TEXT: Final = ".textpoint text { fill: currentColor !important; }"


def note(text: str) -> None:
    """A calm remark, as Markdown: why something is not shown, and what would help."""
    st.info(text, icon=":material/info:")


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw `figure` across the page; `alt` says in words what it shows."""
    for trace in figure.data:
        if trace.type == "sankey" or (trace.type == "scatter" and trace.mode == "text"):
            rule = _SANKEY if trace.type == "sankey" else _TEXT
            st.html(f"<style>.st-key-{key} {rule}</style>")
    st.plotly_chart(figure, key=key, alt=alt, width="stretch", config=_config(key))


def selectable(figure: go.Figure, key: str, alt: str) -> dict[str, Any]:
    """Draw `figure`; returns what is selected: ``points``, ``box`` and ``lasso``."""
    state = st.plotly_chart(
        figure, key=key, alt=alt, width="stretch", config=_config(key), on_select="rerun"
    )
    return dict(state["selection"])


def ticked(table: pd.DataFrame, key: str, **options: Any) -> list[int]:
    """Show `table`; returns the positions of the rows ticked in it."""
    state = st.dataframe(
        table,
        key=key,
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        **options,
    )
    return [row for row in state["selection"]["rows"] if row < len(table)]


def key_of(name: str, *made_from: object) -> str:
    """A key that is new, so that what was marked is forgotten, where `made_from` changes."""
    return f"{name}_{hashlib.sha256(repr(made_from).encode()).hexdigest()[:12]}"


def download(
    label: str,
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    *name: object,
    key: str,
    index: bool = True,
) -> None:
    """A button that downloads `frame`, or the frame it makes, as CSV, named after `name`."""
    # made when clicked: a table of a million customers is not written on every rerun
    made = frame if callable(frame) else lambda: frame
    download_file(label, lambda: csv_bytes(made(), index=index), *name, key=key)


def download_file(
    label: str,
    data: str | Callable[[], bytes],
    *name: object,
    key: str,
    suffix: str = "csv",
    icon: str = "download",
    **options: Any,
) -> None:
    """A button that downloads `data`, or what it makes when clicked, named after `name`."""
    st.download_button(
        label,
        data=data,
        file_name=file_name(*name, suffix=suffix),
        mime=_TYPES[suffix],
        key=key,
        icon=f":material/{icon}:",
        on_click="ignore",
        **options,
    )


def _config(name: str) -> dict[str, Any]:
    return {
        "displaylogo": False,
        "modeBarButtonsToRemove": _BUTTONS,
        "toImageButtonOptions": {"filename": name, "scale": 2},
        "scrollZoom": False,
        # Twice the pixels each way make points no clearer, and a picture without a
        # graphics card nearly twice as slow.
        "plotGlPixelRatio": 1,
    }
