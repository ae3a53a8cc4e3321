"""The reading card: which column plays which role, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from shopai.events.dataset import Dataset
from shopai.events.reading.card import ESSENTIAL, Card, Part
from shopai.events.reading.mapping import Shape
from shopai.findings.reading import (
    CERTAINTY,
    also_read,
    other_columns,
    reason_of,
    source_of,
    told,
)
from shopai.messages import _
from shopai.sentences import plain

_MARKED: Final = {"check": ":orange[**{}**]", "likely": "{}", "certain": "{}"}


def show(
    card: Card, shape: Shape | None, dataset: Dataset | None = None, chosen: Collection[str] = ()
) -> None:
    """Show the card; `dataset` is what was read so, where that worked."""
    settings = {} if dataset is None else dataset.report.settings
    parts = [_by_owner(part) if part.role in chosen else part for part in card.parts]
    first = [part for part in parts if part.role in ESSENTIAL or part.certainty == "check"]
    rest = [part for part in parts if part not in first]
    rows = [
        {
            "We read": f"**{plain(part.label)}**",
            "from": source_of(part).markdown(),
            "because": reason_of(part, settings).markdown(),
            "sure?": _MARKED[part.certainty].format(_(CERTAINTY[part.certainty])),
        }
        for part in first
    ]
    if rows:
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="How it is read")
    kept = None if dataset is None else dataset.customers.columns
    others = told(other_columns(card, shape, kept))
    if lines := [also_read(rest)] * bool(rest) + others:
        st.caption("  \n".join(line.markdown() for line in lines))


def _by_owner(part: Part) -> Part:
    return replace(part, because="your choice", certainty="certain")
