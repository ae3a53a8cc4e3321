"""The features' long tails before and after each scaling."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import show
from pages.ui.keys import session_cache
from pages.ui.results import features_of
from shopai.charts.profile_table import scaling_styles
from shopai.columns import Skew
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.segments.scaling import scaling_table
from shopai.segments.segmentation import Segmentation

#: What each scaling is called above its column.
SCALED: Final = {
    "log-standard": "Logarithm",
    "standard": "Standardised",
    "robust": "Robust",
    "winsorised": "Winsorised",
    "quantile": "Quantile",
}


@session_cache(6)
def table_of(dataset: Dataset, features: tuple[str, ...]) -> pd.DataFrame:
    """Skewness of the features before and after each scaling."""
    return scaling_table(features_of(dataset), features)


def section(dataset: Dataset, seg: Segmentation) -> None:
    """The features' long tails before and after each scaling."""
    st.markdown("**Scaling and outliers**")
    table = table_of(dataset, seg.features)
    if table.empty:
        st.caption("The segments are made from categories alone; these are not scaled.")
        return
    names = [name for name in table.columns if name != Skew.BEFORE]
    lopsided = table.index[table[Skew.BEFORE].abs() > 1]
    after = seg.space.skew[Skew.AFTER].abs().max()
    st.markdown(
        f"**{len(lopsided)} of {counted(len(table), 'number')} "
        f"{'has' if len(lopsided) == 1 else 'have'} a long tail before scaling; with the "
        f"scaling in use the largest skewness left is {after:.2f}.**"
    )
    styled = scaling_styles(table, [SCALED[name] for name in names])
    show.table(styled, "scaling_table", height="content", hide_index=False)
    st.caption(
        "Skewness: 0 is symmetric, above 1 (orange) a long tail, in which a few customers decide "
        "the distances. The scaling is chosen under “Settings”."
    )
