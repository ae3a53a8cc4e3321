"""What a customer did so far, item by item."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.recommendations.results import history_of
from pages.ui import show
from shopai.behaviour.lookup import History
from shopai.columns import Event, Item
from shopai.events.dataset import Dataset
from shopai.sentences import plain


def section(dataset: Dataset, user: str) -> None:
    """The customer's history as a table."""
    st.subheader("History", anchor=False)
    done = history_of(dataset, user)
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
