"""One customer and those nearest to them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.similarity.comparison import compared, heat_map, how_many, how_sure_of_one, measured
from pages.ui import picker, show
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, Group
from pages.ui.navigation import go_to
from pages.ui.results import items_of, preferences_of
from shopai.behaviour.lookup import shared_items
from shopai.columns import Item, Scored
from shopai.findings import similarity as findings
from shopai.format import counted
from shopai.recommend.models.user_knn import UserKNN
from shopai.sentences import Sentence

SHARED_ITEMS: Final = "shared_items"  # the column of titles in the table of neighbours
MOST_TITLES: Final = 5


def view(frame: Frame) -> None:
    dataset, model = frame.dataset, measured(frame)
    user = picker.customer(dataset, at=frame.controls)
    n = how_many(frame, "How many neighbours", "around", 10, 30)
    if user is None:
        frame.nothing("Choose a customer to see who has the same taste.")
        return
    (row,) = preferences_of(dataset).user_positions([user])
    if row < 0 or model.table_.counts[row] == 0:
        says = "Customer **{user}** has shown no preference yet, so nobody can be compared."
        frame.nothing(Sentence(says, user=user))
        return
    near = model.neighbours(user, n=n)
    if near.empty:
        says = (
            "Nobody resembles customer **{user}** at these settings: try another measure, or "
            "fewer shared items."
        )
        frame.nothing(Sentence(says, user=user))
        return
    frame.say(findings.nearest(user, near))
    ids = neighbours(frame, user, near)
    lead_on(frame, user, near, ids)
    with frame.more:
        heat_map(frame, *compared(model, [user, *near[Scored.USER].tolist()]))
    how_sure_of_one(frame, model, user)


def neighbours(frame: Frame, user: str, near: pd.DataFrame) -> pd.Index:
    """The table of the customers nearest to `user`; returns those ticked in it, else all."""
    titles = items_of(frame.dataset)[Item.TITLE]
    shared = shared_items(preferences_of(frame.dataset), user, near[Scored.USER].tolist())
    names = [
        [str(titles.get(item, item)) for item in shared[other][:MOST_TITLES]]
        for other in near[Scored.USER]
    ]
    least = -1 if (near[Scored.SIMILARITY] < 0).any() else 0
    bar: dict[str, Any] = {"min_value": least, "max_value": 1, "format": "%.2f"}
    columns = {
        Scored.USER: "Customer",
        Scored.SIMILARITY: st.column_config.ProgressColumn("Alike", **bar),
        Scored.COMMON: "Items in common",
        SHARED_ITEMS: st.column_config.ListColumn("Such as", width="large"),
    }
    table = near.assign(**{SHARED_ITEMS: pd.Series(names, index=near.index)})
    key = show.key_of("neighbours", frame.dataset.fingerprint, user, len(near))
    rows = show.ticked(table, key, columns, height=395)
    table[SHARED_ITEMS] = [", ".join(shared[other]) for other in near[Scored.USER]]
    frame.file("The neighbours", table, "neighbours of", user, key="download_neighbours")
    ids: pd.Index = pd.Index(near[Scored.USER].iloc[rows] if rows else near[Scored.USER])
    return ids


def lead_on(frame: Frame, user: str, near: pd.DataFrame, ids: pd.Index) -> None:
    """The ways on with the neighbours, and what they have that `user` may want."""
    group = Group(ids, f"Like {user}", f"Nearest to customer {user}")
    frame.lead_on(group, "near", f"{counted(len(ids), 'customer')} like {user}", JOURNEYS)
    label, icon = "Recommend from these neighbours", ":material/recommend:"
    if frame.next.button(label, key="recommend_from", icon=icon, on_click=ask, args=[len(near)]):
        go_to("recommendations")


def ask(neighbours: int) -> None:
    """Let Recommendations ask so many neighbours for the customer; runs before the page does."""
    st.session_state.update(
        {
            "recommendations_view": "customer",
            "whom": "customer",
            "model": UserKNN.name,
            "neighbours_k": min(neighbours, 200),
        }
    )
