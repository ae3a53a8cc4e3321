"""Charts, tables to pick from and downloads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.ui.chart_theme import in_theme
from shopai.columns import Event
from shopai.columns.decimals import USUAL
from shopai.export import csv_bytes, file_name
from shopai.sentences import Sentence

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


def note(text: str) -> None:
    """A calm remark, as Markdown: why something is not shown, and what would help."""
    st.info(text, icon=":material/info:")


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw `figure` across the page; `alt` says in words what it shows."""
    st.plotly_chart(in_theme(figure), key=key, alt=alt, width="stretch", config=_config(key))


def told(figure: go.Figure, key: str, says: Sentence) -> None:
    """Draw `figure`, and say below what it shows."""
    chart(figure, key, str(says))
    st.markdown(says.markdown())


def selectable(figure: go.Figure, key: str, alt: str) -> dict[str, Any]:
    """Draw `figure`; returns what is selected: ``points``, ``box`` and ``lasso``."""
    shown, config = in_theme(figure), _config(key)
    state = st.plotly_chart(
        shown, key=key, alt=alt, width="stretch", config=config, on_select="rerun"
    )
    return dict(state["selection"])


def table(frame: Any, key: str, columns: Mapping[str, Any] | None = None, **options: Any) -> Any:
    """Show `frame`, without its index unless `columns` name that or `options` say so.

    columns : as of :func:`column_config`
    options : further arguments of the Streamlit table; returns what that returns
    """
    usual: dict[str, Any] = {"hide_index": "_index" not in (columns or {}), "placeholder": "–"}
    return st.dataframe(frame, key=key, column_config=column_config(columns), **(usual | options))


def column_config(columns: Mapping[str, Any] | None) -> dict[str, Any]:
    """Titles and formats of columns, as Streamlit takes them.

    columns : name in the table -> title; of a number title and format, and a text shown where
        the mouse rests; or a Streamlit column; None hides it
    """
    return {name: _column(said) for name, said in (columns or {}).items()}


def _column(said: Any) -> Any:
    if not isinstance(said, tuple):
        return said
    title, form, *text = said
    return st.column_config.NumberColumn(title, format=form, help=text[0] if text else None)


def ticked(frame: pd.DataFrame, key: str, columns: Mapping[str, Any], **options: Any) -> list[int]:
    """Show `frame` as :func:`table` does; returns the positions of the rows ticked in it."""
    options |= {"on_select": "rerun", "selection_mode": "multi-row"}
    rows: list[int] = table(frame, key, columns, **options)["selection"]["rows"]
    return [row for row in rows if row < len(frame)]


def key_of(name: str, *made_from: object) -> str:
    """A key that is new, so that what was marked is forgotten, where `made_from` changes."""
    return f"{name}_{hashlib.sha256(repr(made_from).encode()).hexdigest()[:12]}"


def download(
    label: str,
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    *name: object,
    key: str,
    places: int | None = None,
) -> None:
    """A button that downloads `frame`, or the frame it makes, as CSV, named after `name`.

    An index is a column of the file where it has a name.

    places : decimals of the numbers whose column does not say what they are; by default the usual
        ones, while numbers of the shop's own in a table of customers stay what they are
    """

    def content() -> bytes:
        # made when clicked: a table of a million customers is not written on every rerun
        made = frame() if callable(frame) else frame
        usual = None if made.index.name == Event.USER else USUAL
        decimals = usual if places is None else places
        return csv_bytes(made, index=made.index.name is not None, places=decimals)

    download_file(label, content, *name, key=key)


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
