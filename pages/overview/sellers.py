"""The items and categories that lead."""

from __future__ import annotations

import streamlit as st

from pages.ui import show
from pages.ui.frame import Frame
from pages.ui.navigation import go_to
from pages.ui.results import overview_of
from shopai.charts import overview as charts
from shopai.columns import TopItems
from shopai.findings import overview as findings


def view(frame: Frame) -> None:
    dataset, where = frame.dataset, frame.where
    overview = overview_of(dataset, where)
    time = "all time" if where.since is None and where.until is None else "the chosen time"
    by = "revenue" if overview.ranked_by == TopItems.REVENUE else "number of events"
    items, categories = overview.top_items, overview.top_categories
    every = [
        (things, best, best[name].astype(str).tolist())
        for things, best, name in (
            (
                "items",
                items.assign(
                    **{TopItems.TITLE: items[TopItems.TITLE].fillna(items[TopItems.ITEM])}
                ),
                TopItems.TITLE,
            ),
            ("categories", categories, TopItems.CATEGORY),
        )
        if len(best)
    ]
    if not every:
        frame.nothing(
            "None of these events names an item. Choose a longer time, or clear the filter."
        )
        return
    frame.say(findings.best_seller(overview, dataset.currency))
    for place, (things, best, names) in zip(
        st.columns(len(every), gap="large"), every, strict=True
    ):
        title = f"Top {things} by {by}, {time}"
        figure = charts.top_bars(best, names, overview.ranked_by, title, dataset.currency)
        with place:
            show.chart(figure, f"top_{things}", f"Bars of the top {things}; first: {names[0]}.")
    if frame.next.button(
        "See what sells together", key="next_baskets", icon=":material/shopping_basket:"
    ):
        go_to("baskets")
    with frame.files:
        for things, best, _names in every:
            label, called = f"Top {things}", (dataset.name, f"top {things}")
            show.download(label, best, *called, key=f"download_{things}")
