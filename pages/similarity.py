"""Similarity: who resembles whom."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from pages.ui import cache, chosen, guard, picker, shell, show
from pages.ui.controls import keep_valid
from pages.ui.text import counted, listed, plain
from shopai.behaviour.lookup import shared_items
from shopai.charts import similarity as charts
from shopai.charts.labels import segment_name, shortened
from shopai.charts.order import leaf_order
from shopai.columns import Item, Scored
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.recommend.similarity import SIMILARITIES
from shopai.recommend.user_knn import UserKNN
from shopai.segments import proportional

WHO = {"sample": "Across segments", "one": "Around one customer", "ids": "My own list"}
COLOURS = {"fit": "Fit to these customers", "full": "−1 to 1"}
SHARED = "shared_items"  # the column of titles in the table of neighbours
MOST_TITLES = 5
NEIGHBOURS_SHOWN = 10


def page() -> None:
    dataset = guard.opened("Similarity", "Which customers have the same taste.")
    who, measure, colours = controls()
    model = cache.neighbours_of(dataset, 40, measure)
    users, subject = customers_to_compare(dataset, model, who)
    if len(users) >= 2:
        heat_map(model, users, measure, colours)
    elif who == "ids" or subject:
        st.info("A comparison needs at least two customers with a history.")
    st.subheader("Nearest neighbours", anchor=False)
    if who != "one":
        subject = picker.customer(dataset)
    if subject:
        neighbours(dataset, model, subject, measure)


def controls() -> tuple[str, str, str]:
    """Whom to compare, by which measure, on which colours."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        who = st.segmented_control(
            "Customers",
            list(WHO),
            default="sample",
            format_func=WHO.__getitem__,
            key="who",
            required=True,
            wrap=True,
            bind="query-params",
            persist_state="session",
        )
    with right, st.popover("Measure and colours", icon=":material/tune:", width="stretch"):
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
        for each in SIMILARITIES.values():
            st.caption(f"{each.label}: {each.meaning}")
        colours = st.segmented_control(
            "Colours",
            list(COLOURS),
            default="fit",
            format_func=COLOURS.__getitem__,
            key="colours",
            required=True,
            bind="query-params",
            persist_state="session",
        )
    return str(who), str(measure), str(colours)


def customers_to_compare(
    dataset: Dataset, model: UserKNN, who: str
) -> tuple[list[str], str | None]:
    """The ids on the heat map, and the one customer it is about, if there is one."""
    prefs = cache.preferences_of(dataset)
    if who == "ids":
        return typed_ids(prefs.users), None
    if who == "one":
        left, right = st.columns([2, 1], vertical_alignment="top")
        with left:
            subject = picker.customer(dataset)
        with right:
            n = how_many("around", 10, 40)
        if subject is None or subject not in prefs.users:
            return [], subject
        near = model.neighbours(subject, n=n - 1)
        return [subject, *near[Scored.USER].tolist()], subject
    groups = segment_of_each(dataset, prefs.users)
    left, right = st.columns(2)
    with left:
        n = how_many("sample", 20, 100)
    with right:
        options = [-1, *sorted(set(groups))]
        keep_valid("only", options)
        only = st.selectbox(
            "From",
            options,
            format_func=lambda label: "All segments" if label < 0 else segment_name(label),
            key="only",
            disabled=len(options) < 3,
            bind="query-params",
            persist_state="session",
        )
    eligible = groups if only < 0 else groups[groups == only]
    return [str(user) for user in eligible.index[proportional(eligible, n)]], None


def how_many(key: str, least: int, first: int) -> int:
    """Slider for the number of customers on the heat map."""
    return st.slider(
        "How many customers",
        least,
        charts.MOST_CUSTOMERS,
        first,
        step=10,
        key=f"{key}_size",
        bind="query-params",
        persist_state="session",
    )


def typed_ids(known: pd.Index) -> list[str]:
    """The customers pasted or typed by the user; says which ids are unknown."""
    text = st.text_area(
        "Customer ids",
        key="ids",
        height=100,
        placeholder="Paste ids, separated by spaces, commas or line breaks",
        bind="query-params",
        persist_state="session",
    )
    ids = list(dict.fromkeys(word for word in re.split(r"[\s,;]+", text or "") if word))
    unknown = [user for user in ids if user not in known]
    if unknown:
        named = plain(listed([shortened(user, 30) for user in unknown]))
        st.warning(f"Not found, or without a history: {named}.")
    found = [user for user in ids if user in known]
    if len(found) > charts.MOST_CUSTOMERS:
        st.warning(f"Showing the first {charts.MOST_CUSTOMERS} of {len(found):,} customers.")
    return found[: charts.MOST_CUSTOMERS]


def segment_of_each(dataset: Dataset, users: pd.Index) -> pd.Series:
    """Each customer's segment, as on the Segments page; one group where none can be made."""
    try:
        labels = chosen.segments(dataset).labels
    except ShopaiError:
        return pd.Series(0, index=users)
    return labels[labels.index.isin(users)]


def heat_map(model: UserKNN, users: list[str], measure: str, colours: str) -> None:
    """The heat map, similar customers side by side, and what it says."""
    similarity = model.similarity(users)
    order = leaf_order(similarity)
    ordered = similarity.loc[order, order]
    limit = 1.0 if colours == "full" else charts.reach(ordered)
    common = model.common(users)
    figure = charts.heat_map(ordered, common, SIMILARITIES[measure].label.lower(), limit)
    says = charts.typical(ordered, common.loc[order, order])
    one, other = says.pair
    with st.container(key="heat_map"):
        show.chart(figure, "similarity", f"Heat map of the similarity of {len(users)} customers.")
    st.markdown(
        "Blue blocks along the diagonal are groups with the same taste. The closest pair is "
        f"**{plain(one)}** and **{plain(other)}** (similarity {says.similarity:.2f}, "
        f"{counted(says.common, 'item')} in common); half of all pairs are at "
        f"{says.median:.2f} or below."
    )
    show.download(
        "Download this table",
        ordered,
        "similarity",
        measure,
        f"{len(users)} customers",
        key="download_similarity",
    )


def neighbours(dataset: Dataset, model: UserKNN, user: str, measure: str) -> None:
    """The customers most like `user`, with what they share."""
    prefs = cache.preferences_of(dataset)
    (row,) = prefs.user_positions([user])
    if row < 0 or model.table_.user_counts[row] == 0:
        st.info(f"Customer {plain(user)} has shown no preference yet, so nobody can be compared.")
        return
    near = model.neighbours(user, n=NEIGHBOURS_SHOWN)
    if near.empty:
        st.info(f"No other customer resembles customer {plain(user)} by this measure.")
        return
    titles = cache.items_of(dataset)[Item.TITLE]
    shared = shared_items(prefs, user, near[Scored.USER].tolist())
    names = [
        [str(titles.get(item, item)) for item in shared[other][:MOST_TITLES]]
        for other in near[Scored.USER]
    ]
    st.markdown(
        f"The customers most like **{plain(user)}**, and up to {MOST_TITLES} items both know:"
    )
    negative = measure != "cosine" or (near[Scored.SIMILARITY] < 0).any()
    st.dataframe(
        near.assign(**{SHARED: pd.Series(names, index=near.index)}),
        hide_index=True,
        key="neighbours",
        column_config={
            Scored.USER: "Customer",
            Scored.SIMILARITY: st.column_config.ProgressColumn(
                "Similarity", min_value=-1 if negative else 0, max_value=1, format="%.3f"
            ),
            Scored.COMMON: st.column_config.NumberColumn("Items in common"),
            SHARED: st.column_config.ListColumn("Such as", width="large"),
        },
    )
    show.download(
        "Download these neighbours",
        near.assign(**{SHARED: [", ".join(shared[other]) for other in near[Scored.USER]]}),
        "neighbours of",
        user,
        key="download_neighbours",
        index=False,
    )


shell.run(page)
