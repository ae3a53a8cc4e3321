"""Ways to a new audience: a segment, a rule, a combination of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui import notes, segment_settings, show
from pages.ui.audiences import name_and_save
from pages.ui.controls import choice, dropdown, several
from pages.ui.frame import Frame
from pages.ui.notes import names_of
from pages.ui.results import features_of
from shopai.audiences import (
    COMBINATIONS,
    FOR_NUMBERS,
    OPERATORS,
    Audience,
    Condition,
    by_rule,
    choices,
    combined,
)
from shopai.audiences.audience import Together
from shopai.charts.labels import feature_label, feature_unit
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.sentences import plain

WAYS: Final = {"segment": "From a segment", "rule": "By a rule", "combine": "Combine"}
TOGETHER: Final[dict[Together, str]] = {
    "union": "In any of them",
    "intersection": "In all of them",
    "difference": "In the first, not in the others",
}
#: How text compares on screen; "is" is one of one.
_TEXT_WAYS: Final = ("in", "!=")
MOST_CONDITIONS: Final = 4
_ROWS: Final = "rule_rows"


def view(frame: Frame) -> None:
    frame.say(
        "Name the customers you want to reach: a segment, all who fit a rule, or others put "
        "together."
    )
    form(frame.dataset, notes.current(frame.dataset).audiences)


def form(dataset: Dataset, audiences: tuple[Audience, ...]) -> None:
    """Choose a way, see how many customers it finds, name and save them."""
    ways = list(WAYS) if len(audiences) > 1 else list(WAYS)[:2]
    way = choice(
        "New audience",
        {name: WAYS[name] for name in ways},
        "new_audience",
        label_visibility="collapsed",
        in_address=False,
    )
    with st.container(border=True):
        if way == "segment":
            _segment(dataset)
        elif way == "rule":
            _rule(dataset)
        else:
            _combination(dataset, audiences)


def _segment(dataset: Dataset) -> None:
    seg = segment_settings.segments(dataset)
    names = names_of(dataset, seg)
    about = "The segments as chosen on the Segments page."
    titles = dict(enumerate(names))  # shown as they are: options are no Markdown
    label = dropdown("Segment", titles, "audience_segment", help=about, in_address=False)
    members = seg.labels.index[seg.labels == label]
    source = f"Segment {label + 1} of {seg.k}"
    name_and_save(dataset, members, names[label], source, "new_segment")


def _rule(dataset: Dataset) -> None:
    customers = features_of(dataset)
    lists = choices(customers)
    numbers = [c for c in customers.select_dtypes("number").columns if customers[c].notna().any()]
    options = [*numbers, *(name for name in lists if name not in numbers)]
    rows = st.session_state.get(_ROWS, 1)
    conditions = [_condition(customers, lists, options, row) for row in range(rows)]
    with st.container(horizontal=True):
        st.button(
            "Add a condition",
            key="rule_more",
            icon=":material/add:",
            disabled=rows >= MOST_CONDITIONS,
            on_click=_set_rows,
            args=(rows + 1,),
        )
        if rows > 1:
            st.button("Remove the last", key="rule_less", on_click=_set_rows, args=(rows - 1,))
    try:
        audience = by_rule(customers, conditions, fingerprint=dataset.fingerprint)
    except ParameterError as error:
        show.note(plain(error))
        return
    share = len(audience) / len(customers)
    st.markdown(
        f"**{counted(len(audience), 'customer')}** ({share:.1%}): {plain(audience.source)}."
    )
    name_and_save(dataset, audience.customers, audience.name, audience.source, "new_rule")


def _set_rows(rows: int) -> None:
    st.session_state[_ROWS] = rows


def _condition(
    customers: pd.DataFrame, lists: dict[str, tuple[str, ...]], options: Sequence[str], row: int
) -> Condition:
    """One row of controls: feature, comparison, value."""
    left, middle, right = st.columns([3, 2, 3], vertical_alignment="bottom")
    feature = dropdown(
        "Customers whose" if row == 0 else "and whose",
        options,
        f"rule_feature_{row}",
        options[min(row, len(options) - 1)],
        format_func=feature_label,
        in_address=False,
        at=left,
    )
    ways = _TEXT_WAYS if feature in lists else FOR_NUMBERS
    # keyed by the feature too: another one has other comparisons and values
    key = f"{row}_{options.index(feature)}"
    hidden: dict[str, Any] = {"label_visibility": "collapsed", "in_address": False}
    # few days, but many of anything else, make a good customer
    usual = ways[int(feature_unit(feature) == "days")]
    words = {way: OPERATORS[way] for way in ways}
    op = dropdown("Comparison", words, f"rule_op_{key}", usual, at=middle, **hidden)
    if feature not in lists:
        with right:
            return Condition(feature, op, _number(customers, feature, op, key))
    options, hint = lists[feature], "Choose one or more"
    values = several("Values", options, f"rule_values_{key}", placeholder=hint, at=right, **hidden)
    return Condition(feature, op, values)


def _number(customers: pd.DataFrame, feature: str, op: str, key: str) -> Any:
    """One number box, which begins at the median; or two, at the middle half of the customers."""
    column = customers[feature].dropna()
    whole = feature_unit(feature) != "share" and bool((column == column.round()).all())
    at = (0.25, 0.75) if op == "between" else (0.5,)
    ends = [float(column.quantile(q)) for q in at]
    boxes = st.columns(len(ends))
    values = [
        box.number_input(
            f"Number {position + 1}",
            value=float(round(end, 0 if whole else 2)),
            step=1.0 if whole else None,
            format="%.0f" if whole else "%.2f",
            key=f"rule_number_{key}_{position}_{len(ends)}",
            label_visibility="collapsed",
        )
        for position, (box, end) in enumerate(zip(boxes, ends, strict=True))
    ]
    return tuple(values) if op == "between" else values[0]


def _combination(dataset: Dataset, audiences: tuple[Audience, ...]) -> None:
    names = [audience.name for audience in audiences]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    which = several("Audiences", names, "combine_which", names[:2], in_address=False, at=left)
    how = dropdown("Customers", TOGETHER, "combine_how", in_address=False, at=right)
    parts = [next(a for a in audiences if a.name == name) for name in which]
    try:
        joined = combined(how, parts, "Combination")
    except ParameterError as error:
        show.note(plain(error))
        return
    st.markdown(f"**{counted(len(joined), 'customer')}**: {plain(joined.source)}.")
    word = f" {COMBINATIONS[how]} "
    name_and_save(dataset, joined.customers, word.join(which), joined.source, "new_combined")
