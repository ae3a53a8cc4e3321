"""Controls of the likeness of two customers, or of two items."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.ui.controls import dropdown, number, slider
from shopai.recommend.models.similarity import SIMILARITIES, USUAL_SHRINKAGE

#: Key of the control of how many two must have in common.
IN_COMMON: Final = "min_support"
MOST_IN_COMMON: Final = 20


def controls(of_items: bool = False) -> dict[str, Any]:
    """The measure, and what it makes of two with little in common, by the models' arguments."""
    things, shared = ("items", "customers") if of_items else ("customers", "items")
    labels = {name: measure.label for name, measure in SIMILARITIES.items()}
    measure = dropdown("Measure of likeness", labels, "measure")
    if not of_items:
        st.caption(SIMILARITIES[measure].meaning)
    support = slider(
        f"{shared.capitalize()} two {things} must have in common",
        1,
        MOST_IN_COMMON,
        1,
        IN_COMMON,
        help=f"Two {things} with fewer {shared} in common do not count as alike: two customers "
        "who both bought one bestseller look alike by accident.",
    )
    shrinkage = number(
        "Caution with little in common",
        0,
        1000,
        None,
        "shrinkage",
        placeholder=f"{usual_shrinkage(measure):.0f}",
        help="Draws likeness towards 0 the less two have in common, instead of cutting it off: "
        "with m in common it is multiplied by (m − 1) / (m − 1 + this). 0 trusts one in common "
        "fully.",
    )
    return {
        "similarity": measure,
        "min_support": int(support),
        "shrinkage": None if shrinkage is None else float(shrinkage),
    }


def usual_shrinkage(measure: str) -> float:
    """The caution of a measure where none is given."""
    return USUAL_SHRINKAGE if measure == "pearson_baseline" else 0.0
