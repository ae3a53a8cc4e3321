"""Controls that keep their value across pages, data sets and shared links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import pandas as pd
import streamlit as st

from pages.ui.links import taken
from shopai.segments.features import default_features

Option = TypeVar("Option")

MOST_SEGMENTS: Final = 15
#: Keeps a control's value from page to page.
KEPT: Final[dict[str, Any]] = {"persist_state": "session"}
#: The same, and in the page's address, so that a shared link brings it along.
SHARED: Final[dict[str, Any]] = KEPT | {"bind": "query-params"}


def choice(
    label: str,
    options: Mapping[Option, str] | Sequence[Option],
    key: str,
    first: Option | None = None,
    *,
    at: Any = st,
    **more: Any,
) -> Option:
    """One of a few options, as a row of buttons.

    options : what can be chosen; a mapping says how each is called
    first : chosen at first; the first option where none is given, or it is not on offer
    at : the container it stands in
    more : further arguments of the Streamlit control; in_address=False keeps the value out of
        the page's address
    """
    values, settings = _offered(options, key, more)
    start = first if first in values else values[0]
    chosen: Option | None = taken(
        at.segmented_control, label, values, default=start, required=True, wrap=True, **settings
    )
    return start if chosen is None else chosen


def dropdown(
    label: str,
    options: Mapping[Option, str] | Sequence[Option],
    key: str,
    first: Option | None = None,
    *,
    at: Any = st,
    **more: Any,
) -> Option:
    """One of several options, as a list that opens; arguments as of :func:`choice`."""
    values, settings = _offered(options, key, more)
    index = values.index(first) if first is not None and first in values else 0
    chosen: Option = taken(at.selectbox, label, values, index=index, **settings)
    return chosen


def several(
    label: str,
    options: Mapping[Option, str] | Sequence[Option],
    key: str,
    first: Iterable[Option] = (),
    *,
    at: Any = st,
    **more: Any,
) -> list[Option]:
    """Any number of the options, none too; arguments as of :func:`choice`."""
    values, settings = _offered(options, key, more)
    usual = list(first) or None
    chosen: list[Option] = taken(at.multiselect, label, values, default=usual, **settings)
    return chosen


def slider(
    label: str, low: Any, high: Any, first: Any, key: str, *, at: Any = st, **more: Any
) -> Any:
    """A number from `low` to `high`, or where `first` is a pair two of them, as a slider."""
    return taken(at.slider, label, low, high, first, **_kept(key, more))


def number(
    label: str, low: Any, high: Any, first: Any, key: str, *, at: Any = st, **more: Any
) -> Any:
    """A number from `low` to `high` to type; None where the box is empty. Whole if `low` is."""
    settings = _kept(key, more)
    if not isinstance(low, int):
        return taken(at.number_input, label, low, high, first, **settings)
    # Streamlit's control of whole numbers stops at an infinite one in the address
    settings |= {"step": float(settings.get("step", 1)), "format": "%.0f"}
    ends = (None if number is None else float(number) for number in (low, high, first))
    return taken(at.number_input, label, *ends, as_used=_whole, **settings)


def switch(label: str, on: bool, key: str, *, at: Any = st, **more: Any) -> bool:
    """Yes or no."""
    return bool(taken(at.toggle, label, on, **_kept(key, more)))


def day(
    label: str, key: str, first: date, low: date, high: date, explanation: str, at: Any = st
) -> date:
    """A day from `low` to `high`."""
    keep_within(key, low, high)
    chosen: date = taken(
        at.date_input, label, first, low, high, key=key, help=explanation, **SHARED
    )
    return chosen


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _kept(key: str, more: dict[str, Any]) -> dict[str, Any]:
    """The further arguments of a control: its key, and where its value is kept."""
    kept = SHARED if more.pop("in_address", True) else KEPT
    return {"key": key} | kept | more


def _offered(
    options: Mapping[Option, str] | Sequence[Option], key: str, more: dict[str, Any]
) -> tuple[list[Option], dict[str, Any]]:
    """The options as a list, and the control's further arguments with what they are called."""
    values = list(options)
    keep_valid(key, values)
    called = {"format_func": options.__getitem__} if isinstance(options, Mapping) else {}
    return values, _kept(key, called | more)


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


def keep_within(key: str, low: Any, high: Any) -> None:
    """The same for a control that holds a number or a day from `low` to `high`, or two."""
    value = st.session_state.get(key)
    ends = value if isinstance(value, tuple | list) else [value]
    try:
        fits = all(low <= end <= high for end in ends)
    except TypeError:  # a day's time, or a word, of a control that was another one before
        fits = False
    if value is not None and not fits:
        del st.session_state[key]


def most_segments(customers: pd.DataFrame, features: tuple[str, ...] | None) -> int:
    """The largest K: 15, or fewer where customers differ less."""
    table = customers[list(features or default_features(customers))]
    if any(table[name].nunique() >= MOST_SEGMENTS for name in table):
        return MOST_SEGMENTS
    return max(2, min(MOST_SEGMENTS, len(table.drop_duplicates())))
