"""Controls of the Retention page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from pages.ui.controls import keep_valid

#: Days ahead that can be asked for, and days at the end that can be held out; 0: by the data.
HORIZONS: Final = {30: "30 days", 90: "90 days", 180: "180 days", 365: "1 year", 730: "2 years"}
FIRST_HORIZON: Final = 365
HOLDOUTS: Final = {0: "As the data allow", 30: "30 days", 90: "90 days", 180: "180 days"}
_KEPT: Final[dict[str, Any]] = {"bind": "query-params", "persist_state": "session"}


def one_of(label: str, words: Mapping[str, str], key: str, **options: Any) -> str:
    """One of the keys of `words`, shown as their values side by side; the first at first."""
    keep_valid(key, list(words))
    chosen = st.segmented_control(
        label,
        list(words),
        default=next(iter(words)),
        format_func=words.__getitem__,
        key=key,
        required=True,
        wrap=True,
        **_KEPT,
        **options,
    )
    return str(chosen)


def listed_one(label: str, words: Mapping[Any, str], key: str, first: Any, **options: Any) -> Any:
    """The same as a list that opens."""
    keep_valid(key, list(words))
    keys = list(words)
    return st.selectbox(
        label,
        keys,
        index=keys.index(first),
        format_func=words.__getitem__,
        key=key,
        **_KEPT,
        **options,
    )


def horizon() -> int:
    """Days ahead; the views on lifetime value and on churn share the choice."""
    return int(
        listed_one(
            "Look ahead",
            HORIZONS,
            "horizon",
            FIRST_HORIZON,
            help="From the last day in the data on.",
        )
    )


def holdout() -> int | None:
    """Days held out for the trial of the model; None: as many as the data allow."""
    days = listed_one(
        "Hold out for the trial",
        HOLDOUTS,
        "holdout",
        0,
        help="The model is fitted a second time without these last days, and asked what happened "
        "in them. It changes the trial alone. As the data allow: a third of the time, at most "
        "180 days.",
    )
    return int(days) or None
