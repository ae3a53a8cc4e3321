"""The model that recommends, and the settings of the neighbourhood models."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.ui import likeness, models
from pages.ui.controls import choice, dropdown, several, slider
from pages.ui.results import preferences_of
from shopai.events.dataset import Dataset
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.neighbours import NeighbourModel
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.similarity import SIMILARITIES
from shopai.recommend.models.user_knn import UserKNN
from shopai.sentences import plain

NEGATIVES: Final = {"drop": "Leave them out", "abs": "Let them speak against"}
RANKINGS: Final = {
    "auto": "Automatic",
    "prediction": "What they will like",
    "sum": "What they will want",
}
USUAL: Final = {"mean": "Their average", "bias": "Customer and item together"}


def controls(dataset: Dataset) -> tuple[Recommender, int]:
    """The controls: the model they ask for, ready to recommend, and how many items."""
    names = models.offered(dataset)
    labels = {name: FAMILY[name].label for name in names}
    name = dropdown("Model", labels, "model", usual(dataset))
    st.caption(plain(FAMILY[name].meaning))
    n = slider("Items to recommend", 1, 50, 10, "n")
    return models.of(dataset, name, **settings_of(dataset, name)), n


def usual(dataset: Dataset) -> str:
    """The model at first: one whose reasons are the customer's own items, where it is quick."""
    prefs = preferences_of(dataset)
    quick = prefs.kind != "ratings" and len(prefs.items) <= models.FEW_ITEMS
    return EASE.name if quick else UserKNN.name


def settings_of(dataset: Dataset, name: str) -> dict[str, Any]:
    """The settings the model `name` can be told, by the names of its arguments."""
    kind = FAMILY[name].make
    if issubclass(kind, Hybrid):
        return {models.MODELS: parts(dataset)}
    if issubclass(kind, NeighbourModel):
        rated = preferences_of(dataset).kind == "ratings"
        return neighbourhood(issubclass(kind, ItemKNN), rated)
    return {}


def parts(dataset: Dataset) -> tuple[str, ...]:
    """The models of a hybrid, by name: at least one."""
    single = {
        name: FAMILY[name].label
        for name in models.offered(dataset)
        if not issubclass(FAMILY[name].make, Hybrid)
    }
    first = models.first_parts(dataset)
    picked = several("Models to put together", single, "fused", first)
    if not picked:
        st.caption("None is chosen, so the usual ones are put together.")
    return tuple(picked or first)


def neighbourhood(of_items: bool, rated: bool) -> dict[str, Any]:
    """Settings of a neighbourhood model, by the names of its arguments; `rated`: of ratings."""
    near = "similar items" if of_items else "similar customers"
    things = "items" if of_items else "customers"
    about = "Only those with a preference count. More makes scores steadier and blander."
    label = f"{near.capitalize()} to ask, at most"
    k = slider(label, 1, 200, 40, "neighbours_k", help=about)
    alike = likeness.controls(of_items)
    signed = SIMILARITIES[alike["similarity"]].signed
    ranking = choice(
        "Put first",
        RANKINGS,
        "ranking",
        help="Automatic: with ratings what they will like, with all else what they will want.",
    )
    sums = ranking == "sum" or (ranking == "auto" and not rated)
    proof = slider(
        f"{near.capitalize()} for a place among the first",
        1,
        20,
        3,
        "min_neighbours",
        disabled=sums,
        help="Items backed by fewer come after all others: one enthusiast proves little. Of no "
        "account in what they will want, where many count for more than one anyway.",
    )
    about = "Only correlations know opposites."
    label = f"{things.capitalize()} of the opposite taste"
    negatives = choice(label, NEGATIVES, "negatives", disabled=not signed, help=about)
    about = "Scores of what they will like only."
    baseline = choice("Scores start from", USUAL, "baseline", disabled=sums, help=about)
    return alike | {
        "k": k,
        "min_neighbours": proof,
        "negatives": negatives if signed else "drop",
        "baseline": baseline,
        "ranking": ranking,
    }
