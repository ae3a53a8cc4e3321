"""Recommendations: what to offer a customer, and why."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.recommendations import (
    explanation,
    method,
    offer_rules,
    offers_file,
    preference_form,
)
from pages.recommendations.recipient import Recipient, history, pick
from pages.ui import guard, preference_settings, run, show
from pages.ui.keys import session_cache
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import items_of, preferences_by
from shopai.charts import recommend as charts
from shopai.charts.labels import escape, shortened
from shopai.columns import Basis, Item, Scored
from shopai.events.dataset import Dataset
from shopai.findings import recommendations as findings
from shopai.recommend.explanation import FallbackReason
from shopai.recommend.models.base import Recommender
from shopai.recommend.policy.catalogue import Catalogue, catalogue
from shopai.recommend.policy.policy import Policy
from shopai.sentences import plain

UNITS: Final = {
    "ratings": "Predicted rating",
    "events": "Predicted interest",
    "mixed": "Predicted score",
}
BASES: Final = {
    Basis.NEIGHBOURS: "Similar customers",
    Basis.ITEMS: "Similar items",
    Basis.FACTORS: "Taste",
    Basis.CONTENT: "Similar words",
    Basis.FUSED: "Several methods",
    Basis.USUAL: "Usual scores",
    Basis.POPULAR: "Popularity",
    Basis.PINNED: "Pinned by the shop",
}
#: What an item's support counts.
BEHIND: Final = {
    Basis.NEIGHBOURS: "Similar customers behind it",
    Basis.ITEMS: "Own items behind it",
    Basis.FACTORS: "Own items behind it",
    Basis.CONTENT: "Own items behind it",
    Basis.FUSED: "Methods behind it",
    Basis.USUAL: "Customers who know it",
    Basis.POPULAR: "Customers who know it",
}


def catalogue_of(dataset: Dataset) -> Catalogue:
    """The catalogue for the rules: each item's price, margin, …, and who bought what when."""
    return _catalogue(dataset, preference_settings.current(dataset))


@session_cache(2)
def _catalogue(dataset: Dataset, settings: PreferenceSettings) -> Catalogue:
    return catalogue(dataset, preferences_by(dataset, settings))


def page() -> None:
    dataset = guard.opened("Recommendations", "What to offer each customer next, and why.")
    prefs = preference_form.opened(dataset)
    preference_settings.in_address(dataset)
    names = items_of(dataset)
    catalogue = catalogue_of(dataset)
    left, right = st.columns(2, gap="large", vertical_alignment="top")
    with left:
        recipient = pick(dataset, prefs, names)
    with right:
        model, n = method.controls(dataset)
    policy = offer_rules.policy(dataset, prefs, names, catalogue.items)
    if recipient is not None:
        recommended(dataset, model, recipient, n, policy, catalogue)
    offers_file.section(dataset, model, n, policy, catalogue)
    preference_form.section(dataset, prefs)
    if recipient is not None and isinstance(recipient.customer, str):
        history(dataset, recipient.customer)


def recommended(
    dataset: Dataset,
    model: Recommender,
    recipient: Recipient,
    n: int,
    policy: Policy,
    catalogue: Catalogue,
) -> None:
    """The recommended items, why each, and the table to download."""
    names = items_of(dataset)
    offers = model.recommend(recipient.customer, n, policy, catalogue=catalogue)
    applied = model.applied(policy, catalogue=catalogue)
    short = model.shortage(recipient.customer, n, applied)
    apart = offers[Scored.BASIS].isin([Basis.POPULAR, Basis.PINNED]).all()
    reason = None
    if apart and model.basis != Basis.POPULAR:
        standing = model.fallback_reason(recipient.customer, applied)
        if standing is not FallbackReason.PERSONAL:  # as where the whole list is pinned
            reason = recipient.standing(standing, model)
    if offers.empty:
        st.info(f"{reason or plain(short)} Leave out less, or loosen the shop's rules.")
        return
    unit, scored, behind = unit_of(model), offers, BEHIND[model.basis]
    if reason:  # in the order of popularity, which no score shows
        places = model.prefs_.item_positions(offers[Scored.ITEM])
        known = model.bestsellers_.counts[places]
        unit, behind = "Average preference", BEHIND[Basis.POPULAR]
        scored = offers.assign(**{Scored.SCORE: known, Scored.SUPPORT: known})
    titles = [str(names[Item.TITLE].get(item, item)) for item in offers[Scored.ITEM]]
    head = "Popular items" if reason else "Recommended"
    left, right = st.columns(2, gap="large")
    with left:
        figure = charts.score_bars(
            scored,
            titles,
            f"{head} for {escape(shortened(recipient.name, 24))}",
            behind if reason else unit,
            behind,
            one_scale=model.ranks_by_prediction or model.basis == Basis.POPULAR,
        )
        alt = f"Bars of {len(offers)} items, the best on top; the first is {titles[0]}."
        with st.container(key="recommended_chart"):
            show.chart(figure, "recommended", alt)
        says = findings.first_offer(offers, titles, model.basis)
        st.markdown(reason or " ".join(said.markdown() for said in says))
        for words in (short, unpinned(offers, policy, n, names)):
            if words:
                st.caption(plain(words))
        if not reason:
            st.caption(scale(dataset, model))
    with right:
        explanation.why(model, recipient, offers, names[Item.TITLE], unit)
    listed = scored.assign(**{Scored.SCORE: offers[Scored.SCORE]})
    as_table(listed, recipient, titles, names, unit, behind)


def unpinned(table: pd.DataFrame, policy: Policy, n: int, names: pd.DataFrame) -> str | None:
    """Pinned items that are not on the list; None where all are, or stand beyond its end."""
    missing = [
        str(names[Item.TITLE].get(item, item))
        for place, item in policy.pinned
        if place <= n and not (table[Scored.ITEM] == item).any()
    ]
    if not missing:
        return None
    return f"Pinned but left out by a rule, or known to them already: {', '.join(missing)}."


def unit_of(model: Recommender) -> str:
    """The unit of the scores."""
    if model.ranks_by_prediction:
        return UNITS[model.prefs_.kind]
    return "Share of customers who know it" if model.basis == Basis.POPULAR else "Score"


def scale(dataset: Dataset, model: Recommender) -> str:
    """One sentence on what a score means."""
    if model.basis == Basis.POPULAR:
        return "Everybody gets the same order, less what they have."
    if explanation.adds_up(model):
        return (
            "Scores add up what those who are alike prefer, the more alike the more; the higher, "
            "the likelier the customer wants the item."
        )
    if not model.predicts:
        return "Scores put the items in order; they are on no scale of their own."
    if model.prefs_.kind == "ratings":
        return "Scores are on the scale of the ratings."
    return f"Scores foretell {preference_form.counts(dataset, model.prefs_.kind)}."


def as_table(
    offers: pd.DataFrame,
    recipient: Recipient,
    titles: list[str],
    names: pd.DataFrame,
    unit: str,
    behind: str,
) -> None:
    """The list with what stands behind it, to read and to download."""
    table = offers.assign(**{Item.TITLE: titles})
    table[Item.CATEGORY] = offers[Scored.ITEM].map(names[Item.CATEGORY])
    table[Scored.BASIS] = offers[Scored.BASIS].map(BASES)
    columns = {
        Scored.RANK: st.column_config.NumberColumn("Rank", width="small"),
        Item.TITLE: "Item",
        Item.CATEGORY: "Category",
        Scored.SCORE: (unit, "%.3f"),
        Scored.SUPPORT: behind,
        Scored.BASIS: "Based on",
    }
    order = [name for name in columns if name != Item.CATEGORY or table[name].notna().any()]
    show.table(table, "recommended_table", columns, column_order=order)
    label, called = "Download these recommendations", ("recommendations for", recipient.name)
    show.download(label, table, *called, key="download_recommendations")


run.run(page)
