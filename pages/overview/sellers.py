"""The items and categories that lead."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.ui import show
from pages.ui.frame import Frame
from pages.ui.results import overview_of
from shopai import readiness
from shopai.behaviour.overview import Overview
from shopai.charts import overview as charts
from shopai.columns import Kind, TopItems
from shopai.events.dataset import Dataset
from shopai.findings import overview as findings


def view(frame: Frame) -> None:
    dataset = frame.dataset
    overview = overview_of(dataset, frame.where)
    lists = lists_of(overview)
    if not lists:
        frame.nothing("None of these events names an item: open data with an item column.")
        return
    frame.say(findings.best_seller(overview, dataset.currency, things_of(dataset)))
    draw(frame, overview, lists)
    frame.open(readiness.BASKETS, "See what sells together", "shopping_basket")
    frame.open(readiness.RECOMMENDATIONS, "See what to offer", "recommend")
    for things, best, _names in lists:
        frame.file(f"Top {things}", best, f"top {things}", key=f"download_{things}")


def things_of(dataset: Dataset) -> str:
    """What the events are, as a noun."""
    return "rating" if set(dataset.event_counts) == {Kind.RATING} else "event"


def lists_of(overview: Overview) -> list[tuple[str, pd.DataFrame, list[str]]]:
    """Of items and of categories, where there are any: the best and what to call them."""
    items, categories = overview.top_items, overview.top_categories
    titles = items[TopItems.TITLE].fillna(items[TopItems.ITEM])
    every = (("items", items, titles), ("categories", categories, categories[TopItems.CATEGORY]))
    return [(name, best, list(map(str, called))) for name, best, called in every if len(best)]


def draw(
    frame: Frame, overview: Overview, lists: list[tuple[str, pd.DataFrame, list[str]]]
) -> None:
    """Bars of the best, beside one another."""
    whole = frame.where.since is None and frame.where.until is None
    time = "all time" if whole else "the chosen time"
    by = "revenue" if overview.ranked_by == TopItems.REVENUE else "number of events"
    for place, (things, best, names) in zip(
        st.columns(len(lists), gap="large"), lists, strict=True
    ):
        title = f"Top {things} by {by}, {time}"
        figure = charts.top_bars(best, names, overview.ranked_by, title, frame.dataset.currency)
        with place:
            show.chart(figure, f"top_{things}", f"Bars of the top {things}; first: {names[0]}.")
