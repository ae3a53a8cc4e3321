"""Why an item is on the list: one sentence and a small chart, whatever the method."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from pages.recommendations.recipient import Recipient
from pages.ui import show
from shopai.charts import recommend as charts
from shopai.charts.labels import escape, shortened
from shopai.columns import Basis, Part, Scored
from shopai.findings import scores as findings
from shopai.format import counted
from shopai.recommend.explanation import Explanation
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.neighbours import NeighbourModel
from shopai.recommend.models.registry import FAMILY
from shopai.sentences import plain

#: What the parts of a reason are, in the plural, by what the offer rests on.
PARTS: Final = {
    Basis.NEIGHBOURS: "customers",
    Basis.ITEMS: "items",
    Basis.FACTORS: "items",
    Basis.CONTENT: "words",
    Basis.FUSED: "methods",
    Basis.USUAL: "parts",
}
#: Where the session state holds the first item of the list last explained.
FIRST: Final = "why_first"
#: An own item that is the one offered: seen, say, and not bought yet.
ITSELF: Final = "this very item"
USUAL: Final = {"customer": "Level of the customer", "item": "Level of the item"}


def why(
    model: Recommender, recipient: Recipient, table: pd.DataFrame, titles: pd.Series, unit: str
) -> tuple[Explanation, dict[str, str]] | None:
    """One of the items offered, to pick, and why it is; `titles` of all items, by id.

    Returns the parts of its score and their names; None where it has none.
    """
    items = table[Scored.ITEM].tolist()
    another = st.session_state.get(FIRST) != items[0]
    st.session_state[FIRST] = items[0]
    if another or st.session_state.get("why") not in items:
        st.session_state["why"] = items[0]  # the browser must hear of it, so it is not dropped
    short = {item: shortened(titles.get(item, item), 60) for item in items}
    item = st.selectbox("Why this item?", items, format_func=short.__getitem__, key="why")
    title = str(titles.get(item, item))
    basis = table.loc[table[Scored.ITEM] == item, Scored.BASIS].iloc[0]
    if basis == Basis.PINNED:
        st.info(f"**{plain(title)}** is pinned to this place by the shop's rules.")
    elif basis == Basis.POPULAR:
        popular(model, item, title)
    else:
        reason = model.explain(recipient.customer, item)
        names = named(reason, titles)
        reasoned(reason, model, recipient, title, names, unit)
        return (reason, names) if len(reason.parts) else None
    return None


def popular(model: Recommender, item: str, title: str) -> None:
    """The number of customers who know a popular item, beside others."""
    best = model.bestsellers_
    (place,) = model.prefs_.item_positions([item])
    counts = np.asarray(best.counts)
    customers = int((np.diff(model.prefs_.matrix.indptr) > 0).sum())
    n, rank = int(counts[place]), int(np.flatnonzero(best.order == place)[0]) + 1
    if not n:
        st.info(f"Nobody has **{plain(title)}** yet: it fills up the list.")
        return
    names = [title, "The most popular item", "The typical item"]
    figure = charts.count_bars(
        names,
        [n, int(counts.max()), int(np.median(counts))],
        f"Why {escape(shortened(title, 30))}",
        "Customers who know it",
    )
    with st.container(key="why_chart"):
        show.chart(figure, "why_steps", f"Bars: {n:,} customers know the item.")
    st.markdown(findings.place(title, rank, len(counts), n, customers).markdown())


def reasoned(
    reason: Explanation,
    model: Recommender,
    recipient: Recipient,
    title: str,
    names: dict[str, str],
    unit: str,
) -> None:
    """The parts of one score, which add up to it; `names` of their sources."""
    if reason.parts.empty and reason.basis not in (Basis.NEIGHBOURS, Basis.ITEMS):
        st.info(
            f"**{plain(title)}** suits what was learned of {plain(recipient.name)}'s taste from "
            "all customers. This method cannot tell which of their items speaks for it."
        )
        return
    steps = charts.steps(reason, start_of(model), names, things=PARTS[reason.basis])
    head = f"Why {escape(shortened(title, 30))}"
    with st.container(key="why_chart"):
        if reason.baseline:
            alt = f"Waterfall from {reason.baseline:.2f} to {reason.score:.2f}."
            show.chart(charts.waterfall(steps, reason.score, head, unit), "why_steps", alt)
        else:
            alt = f"Bars of what {counted(len(reason.parts), 'part')} add to the score."
            show.chart(charts.part_bars(steps, head, "Adds to the score"), "why_steps", alt)
    whose = "" if recipient.is_new else recipient.name
    st.markdown(findings.explained(reason, model, names, whose).markdown())


def named(reason: Explanation, titles: pd.Series) -> dict[str, str]:
    """The names of the sources of the parts."""
    sources = reason.parts[Part.SOURCE].tolist()
    if reason.basis in (Basis.ITEMS, Basis.FACTORS):
        own = {source: str(titles.get(source, source)) for source in sources}
        return own | ({reason.item_id: ITSELF} if reason.item_id in own else {})
    if reason.basis == Basis.FUSED:
        return {name: FAMILY[name].label if name in FAMILY else name for name in sources}
    return USUAL if reason.basis == Basis.USUAL else {source: source for source in sources}


def start_of(model: Recommender) -> str:
    """The start of a model's scores, in words."""
    if not isinstance(model, NeighbourModel) or model.baseline == "bias":
        return "What is usual"
    return "Average of the item" if isinstance(model, ItemKNN) else "Own average"


def details(reason: Explanation, names: dict[str, str]) -> None:
    """The parts of a score as a table."""
    things = PARTS[reason.basis]
    table = reason.parts.assign(**{Part.SOURCE: reason.parts[Part.SOURCE].map(names)})
    their = reason.basis == Basis.NEIGHBOURS
    similar = "Similarity" if their else "Weight"
    st.markdown(f"All {len(table):,} {things}" if len(table) > 1 else "In numbers")
    order = [str(name) for name in table if table[name].notna().any()]
    columns = {
        Part.SOURCE: things.removesuffix("s").capitalize(),
        Part.WEIGHT: (similar, "%.3f"),
        Part.VALUE: ("Their score of the item" if their else "Score", "%.2f"),
        Part.MEAN: ("Their average" if their else "Usual", "%.2f"),
        Part.CONTRIBUTION: ("Adds", "%+.3f"),
    }
    show.table(table, "why_table", columns, column_order=order)
