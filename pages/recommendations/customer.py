"""One customer, or somebody new: what to offer them, and why."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.recommendations import controls, explanation, liking
from pages.recommendations.controls import Method
from pages.recommendations.recipient import Recipient, history, pick
from pages.ui import show
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, Group
from pages.ui.results import items_of
from shopai.charts import recommend as charts
from shopai.charts.labels import escape, shortened
from shopai.columns import Basis, Item, Scored
from shopai.findings import recommendations as findings
from shopai.findings import scores
from shopai.recommend.explanation import FallbackReason
from shopai.recommend.models.base import Recommender
from shopai.recommend.policy.policy import Policy
from shopai.sentences import Sentence, plain

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


def view(frame: Frame) -> None:
    prefs = liking.opened(frame)
    recipient = pick(frame, prefs, items_of(frame.dataset))
    method = controls.of(frame)
    if recipient is None:
        frame.nothing(Sentence("Choose a customer to see what to offer them, and why."))
        return
    recommended(frame, method, recipient)
    if isinstance(recipient.customer, str):
        user = recipient.customer
        group = Group(pd.Index([user]), f"Customer {user}", "One customer")
        frame.lead_on(group, "one_customer", user, JOURNEYS)
        with frame.more:
            history(frame, user)
    else:
        frame.turn("Offers to a group", "offers", "groups", key="see_offers")


def recommended(frame: Frame, method: Method, recipient: Recipient) -> None:
    """The recommended items, why each, and the table to download."""
    model, n, policy, catalogue = method
    names = items_of(frame.dataset)
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
        frame.nothing(f"{reason or plain(short)} Leave out less, or loosen the shop's rules.")
        return
    titles = [str(names[Item.TITLE].get(item, item)) for item in offers[Scored.ITEM]]
    says = findings.first_offer(offers, titles, model.basis)
    frame.say(reason or " ".join(said.markdown() for said in says))
    unit, scored, behind = unit_of(model), offers, BEHIND[model.basis]
    if reason:  # in the order of popularity, which no score shows
        places = model.prefs_.item_positions(offers[Scored.ITEM])
        known = model.bestsellers_.counts[places]
        unit, behind = "Average preference", BEHIND[Basis.POPULAR]
        scored = offers.assign(**{Scored.SCORE: known, Scored.SUPPORT: known})
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
        for words in (short, unpinned(offers, policy, n, names)):
            if words:
                st.caption(plain(words))
    with right:
        details = explanation.why(model, recipient, offers, names[Item.TITLE], unit)
    counts = liking.counts(frame.dataset, model.prefs_.kind)
    with frame.sure("" if reason else scores.scale(model, counts)) as box:
        if box.open and details is not None:
            explanation.details(*details)
    listed = scored.assign(**{Scored.SCORE: offers[Scored.SCORE]})
    as_table(frame, listed, recipient, titles, unit, behind)


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


def as_table(
    frame: Frame,
    offers: pd.DataFrame,
    recipient: Recipient,
    titles: list[str],
    unit: str,
    behind: str,
) -> None:
    """The list with what stands behind it, to read and to download."""
    names = items_of(frame.dataset)
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
    with frame.more:
        show.table(table, "recommended_table", columns, column_order=order)
    file = table[[Scored.RANK, Scored.ITEM, *list(columns)[1:]]]
    called = ("recommendations for", recipient.name)
    frame.file("This list", file, *called, key="download_recommendations")
