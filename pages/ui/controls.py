"""Controls that keep their value across pages, data sets and shared links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from shopai.segments import default_features

MOST_SEGMENTS: Final = 15


def keep_valid(key: str, options: Sequence[Any]) -> None:
    """Forget what the control `key` holds where the data at hand no longer offer it.

    Call it before the control is made: a choice made for another data set must not
    outlive it.
    """
    value = st.session_state.get(key)
    if isinstance(value, list):
        left = [item for item in value if item in options]
        if value and not left:
            del st.session_state[key]
        elif left != value:
            st.session_state[key] = left
    elif value is not None and value not in options:
        del st.session_state[key]


def most_segments(customers: pd.DataFrame, features: tuple[str, ...] | None) -> int:
    """How far K can go: up to 15, and no further than customers differ."""
    table = customers[list(features or default_features(customers))]
    if any(table[name].nunique() >= MOST_SEGMENTS for name in table):
        return MOST_SEGMENTS
    return max(2, min(MOST_SEGMENTS, len(table.drop_duplicates())))
