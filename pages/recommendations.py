"""Recommendations: what to offer a customer, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import cache, guard, picker, shell, show
from pages.ui.controls import keep_valid
from pages.ui.text import counted, plain
from shopai.behaviour.lookup import History
from shopai.charts import recommend as charts
from shopai.charts.labels import escape, shortened
from shopai.columns import Basis, Event, Exclude, Item, Scored
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.recommend.similarity import SIMILARITIES
from shopai.recommend.user_knn import UserKNN

UNITS = {"ratings": "Predicted rating", "events": "Predicted interest", "mixed": "Predicted score"}
SCALES = {
    "ratings": "Scores are on the scale of the ratings.",
    "events": "Scores grow with how much a customer would view, wish for and buy the item: "
    "a view counts 1, a wishlist 2, a cart 3, a purchase 5, on a logarithmic scale.",
    "mixed": "Scores mix ratings, where a customer gave one, with interest: a view counts 1, a "
    "wishlist 2, a cart 3, a purchase 5, on a logarithmic scale.",
}
LEAVE_OUT = {
    Exclude.BOUGHT: "What they bought",
    Exclude.KNOWN: "Everything they have seen",
    Exclude.NOTHING: "Nothing",
}
BASES = {Basis.NEIGHBOURS: "Similar customers", Basis.POPULAR: "Popularity"}


@dataclass(frozen=True)
class Settings:
    """What the user chose beside the customer."""

    n: int
    k: int
    measure: str
    leave_out: str  # a key of LEAVE_OUT
    categories: tuple[str, ...]


def page() -> None:
    dataset = guard.opened("Recommendations", "What to offer each customer next, and why.")
    prefs = cache.preferences_of(dataset)
    items = cache.items_of(dataset)
    left, right = st.columns([3, 1], vertical_alignment="top")
    with right:
        settings = controls(prefs, items)
    with left:
        user = picker.customer(dataset)
    if user is None:
        return
    model = cache.neighbours_of(dataset, settings.k, settings.measure)
    allowed = choosable(items, settings)
    found = model.recommend(user, n=settings.n, exclude=settings.leave_out, items=allowed)
    reason = None
    if not (found[Scored.BASIS] == Basis.NEIGHBOURS).any():
        standing = model.standing(user, exclude=settings.leave_out, items=allowed)
        reason = standing.sentence(f"**{plain(user)}**")
    if found.empty:
        st.info(f"{reason} In the settings, leave out less or allow more categories.")
    else:
        recommended(model, user, found, items, prefs.kind, reason)
    past(dataset, user)


def choosable(items: pd.DataFrame, settings: Settings) -> pd.Index | None:
    """The items of the categories chosen, None for all."""
    if not settings.categories:
        return None
    return items.index[items[Item.CATEGORY].isin(settings.categories)]


def controls(prefs: Preferences, items: pd.DataFrame) -> Settings:
    """Number of items, neighbours, measure and filters."""
    options = list(Exclude.ALL)
    if prefs.bought is None:  # nothing but what was bought or rated is known
        options.remove(Exclude.KNOWN)
    elif prefs.bought.nnz == 0:
        options.remove(Exclude.BOUGHT)
    labels = LEAVE_OUT | ({Exclude.BOUGHT: "What they rated"} if prefs.kind == "ratings" else {})
    keep_valid("leave_out", options)
    categories = sorted(items[Item.CATEGORY].dropna().unique())
    keep_valid("categories", categories)
    with st.popover("Settings", icon=":material/tune:", width="stretch"):
        n = st.slider(
            "Items to recommend",
            1,
            50,
            10,
            key="n",
            bind="query-params",
            persist_state="session",
        )
        k = st.slider(
            "Similar customers to ask, per item",
            1,
            200,
            40,
            key="neighbours_k",
            help="Only customers who know the item count. More makes scores steadier and blander.",
            bind="query-params",
            persist_state="session",
        )
        measure = st.segmented_control(
            "Measure",
            list(SIMILARITIES),
            default="cosine",
            format_func=lambda name: SIMILARITIES[name].label,
            key="measure",
            required=True,
            bind="query-params",
            persist_state="session",
        )
        leave_out = st.selectbox(
            "Leave out",
            options,
            format_func=labels.__getitem__,
            key="leave_out",
            bind="query-params",
            persist_state="session",
        )
        chosen = st.multiselect(
            "Only these categories",
            categories,
            key="categories",
            placeholder="All categories",
            disabled=not categories,
            bind="query-params",
            persist_state="session",
        )
    return Settings(n, k, str(measure), leave_out, tuple(chosen))


def recommended(
    model: UserKNN,
    user: str,
    found: pd.DataFrame,
    items: pd.DataFrame,
    kind: str,
    reason: str | None,
) -> None:
    """The recommended items, why each, and the table to download.

    `reason`: why all of them are merely popular, None where similar customers have a say.
    """
    unit = UNITS[kind]
    titles = [str(items[Item.TITLE].get(item, item)) for item in found[Scored.ITEM]]
    table = found.assign(**{Item.TITLE: titles})
    table[Item.CATEGORY] = found[Scored.ITEM].map(items[Item.CATEGORY])
    table[Scored.BASIS] = found[Scored.BASIS].map(BASES)
    left, right = st.columns(2, gap="large")
    with left:
        head = "Popular items for" if reason else "Recommended for"
        title = f"{head} {escape(shortened(user, 24))}"
        alt = f"Bars of the predicted score of {len(found)} items; the best is {titles[0]}."
        with st.container(key="recommended_chart"):
            show.chart(charts.score_bars(found, titles, title, unit), "recommended", alt)
        st.markdown(reason or meaning(found, titles))
        st.caption(SCALES[kind])
    with right:
        why(model, user, found, dict(zip(found[Scored.ITEM], titles, strict=True)), unit)
    category = [Item.CATEGORY] if table[Item.CATEGORY].notna().any() else []
    columns = [Scored.RANK, Item.TITLE, *category, Scored.SCORE, Scored.SUPPORT, Scored.BASIS]
    st.dataframe(
        table,
        hide_index=True,
        key="recommended_table",
        column_order=columns,
        column_config={
            Scored.RANK: st.column_config.NumberColumn("Rank", width="small"),
            Item.TITLE: "Item",
            Item.CATEGORY: "Category",
            Scored.SCORE: st.column_config.NumberColumn(unit, format="%.3f"),
            Scored.SUPPORT: st.column_config.NumberColumn("Similar customers behind it"),
            Scored.BASIS: "Based on",
        },
    )
    show.download(
        "Download these recommendations",
        table,
        "recommendations for",
        user,
        key="download_recommendations",
        index=False,
    )


def meaning(found: pd.DataFrame, titles: list[str]) -> str:
    """One sentence on what the list says."""
    best = found.iloc[0]
    popular = int((found[Scored.BASIS] == Basis.POPULAR).sum())
    last = "The last one is" if popular == 1 else f"The last {popular} are"
    rest = f" {last} popular with everyone, to fill the list." if popular else ""
    behind = counted(int(best[Scored.SUPPORT]), "similar customer")
    return f"Offer **{plain(titles[0])}** first, on the word of {behind}.{rest}"


def why(model: UserKNN, user: str, found: pd.DataFrame, titles: dict[str, str], unit: str) -> None:
    """The neighbours behind one item's score; their parts add up to it."""
    reasoned = found.loc[found[Scored.BASIS] == Basis.NEIGHBOURS, Scored.ITEM].tolist()
    if not reasoned:
        st.info(
            "A popular item is offered to everyone alike: no similar customers stand behind it."
        )
        return
    keep_valid("why", reasoned)
    item = st.selectbox(
        "Why this item?",
        reasoned,
        format_func=lambda item: shortened(titles[item], 60),
        key="why",
    )
    reason = model.explain(user, item)
    parts = charts.steps(reason.baseline, reason.neighbours, reason.score)
    title = f"Why {escape(shortened(titles[item], 30))}"
    alt = f"Waterfall from the customer's average {reason.baseline:.2f} to {reason.score:.2f}."
    with st.container(key="why_chart"):
        show.chart(charts.waterfall(parts, reason.score, title, unit), "why_steps", alt)
    total = reason.neighbours[Scored.CONTRIBUTION].sum()
    n = len(reason.neighbours)
    who = "1 similar customer who knows" if n == 1 else f"{n} similar customers who know"
    st.markdown(
        f"{plain(user)}'s own average is {reason.baseline:.2f}; {who} the item "
        f"add{'s' * (n == 1)} {total:+.2f}, which makes **{reason.score:.2f}**."
    )
    with st.expander("The similar customers"):
        st.dataframe(
            reason.neighbours,
            hide_index=True,
            key="why_table",
            column_config={
                Scored.USER: "Customer",
                Scored.SIMILARITY: st.column_config.NumberColumn("Similarity", format="%.3f"),
                Scored.RATING: st.column_config.NumberColumn(
                    "Their score of the item", format="%.2f"
                ),
                Scored.MEAN: st.column_config.NumberColumn("Their average", format="%.2f"),
                Scored.CONTRIBUTION: st.column_config.NumberColumn("Adds", format="%+.3f"),
            },
        )


def past(dataset: Dataset, user: str) -> None:
    """What the customer did so far."""
    st.subheader("History", anchor=False)
    done = cache.history_of(dataset, user)
    if done.empty:
        st.info(f"Customer {plain(user)} has done nothing with any item yet.")
        return
    filled = [column for column in done.columns if done[column].notna().any()]
    shown = [c for c in filled if c not in History.COUNTS or done[c].any()]
    st.caption(f"{len(done):,} items, the latest first.")
    st.dataframe(
        done,
        hide_index=True,
        key="history",
        placeholder="–",
        height="auto" if len(done) < 10 else 330,
        column_order=[c for c in shown if c != Event.ITEM or Item.TITLE not in shown],
        column_config=history_columns(dataset.currency),
    )
    show.download(
        "Download this history", done, "history of", user, key="download_history", index=False
    )


def history_columns(currency: str | None) -> dict[str, Any]:
    """Titles and formats of the history table."""
    counts = {
        kind: st.column_config.NumberColumn(kind.capitalize() + "s") for kind in History.COUNTS
    }
    spent = f"Net spend ({currency})" if currency else "Net spend"
    return {
        **counts,
        Item.TITLE: "Item",
        Item.CATEGORY: "Category",
        History.LAST: st.column_config.DatetimeColumn("Last", format="D MMM YYYY"),
        History.SPENT: st.column_config.NumberColumn(spent, format="%,.2f"),
        History.RATING: st.column_config.NumberColumn("Rating", format="%.1f"),
    }


shell.run(page)
