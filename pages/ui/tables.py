"""Tables with each column's title, unit and number format."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from shopai.charts.labels import feature_label, feature_unit, in_unit, segment_name
from shopai.columns import FEATURES
from shopai.segments import Comparison

ALL = "Average customer"


def feature_columns(features: list[str], currency: str | None) -> dict[str, Any]:
    """How `st.dataframe` shows customer features: title, definition on hover, format."""
    return {name: _feature_column(name, currency) for name in features}


def _feature_column(name: str, currency: str | None) -> Any:
    unit = feature_unit(name)
    label = feature_label(name)
    if unit == "money" and currency:
        label = f"{label} ({currency})"
    formats = {"money": "%,.2f", "share": "percent", "days": "%,.1f", "": None}
    return st.column_config.NumberColumn(
        label,
        help=FEATURES[name].text if name in FEATURES else None,
        format=formats.get(unit, "localized"),
    )


def centre_styles(compared: Comparison, as_index: bool, currency: str | None) -> Styler:
    """Features × segments, with all customers last: averages, or indices against all.

    Cells are tinted by the index either way: blue above 100, orange below, paler the nearer.
    """
    names = [segment_name(int(label)) for label in compared.centers.index]
    rows = _titles(list(compared.centers.columns))
    index = compared.index.T.set_axis(names, axis=1).set_axis(rows, axis=0)
    everyone = index.notna().any(axis=1).map({True: 100.0, False: float("nan")})
    if as_index:
        table = index.assign(**{ALL: everyone})
    else:
        means = compared.centers.T.set_axis(names, axis=1).assign(**{ALL: compared.everyone})
        table = means.set_axis(rows, axis=0)
    tints = index.map(_tint).assign(**{ALL: ""})
    styled = table.style.apply(lambda _: tints, axis=None)
    for row, name in zip(rows, compared.centers.columns, strict=True):
        unit = "" if as_index else feature_unit(name)
        styled = styled.format(_in(unit, currency), subset=pd.IndexSlice[row, :])
    return styled


def _titles(features: list[str]) -> list[str]:
    """Their labels; where two would read alike, the columns' own names."""
    labels = [feature_label(name) for name in features]
    return [
        label if labels.count(label) == 1 else name
        for name, label in zip(features, labels, strict=True)
    ]


def _in(unit: str, currency: str | None) -> Callable[[Any], str]:
    return lambda value: in_unit(value, unit, currency)


def _tint(index: float) -> str:
    """CSS; translucent, so that the text stays readable on a light and on a dark page."""
    if math.isnan(index):
        return ""
    strength = min(abs(index - 100) / 150, 1.0) * 0.45
    colour = "45, 120, 210" if index > 100 else "240, 150, 0"
    return f"background-color: rgba({colour}, {strength:.2f})"
