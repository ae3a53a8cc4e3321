"""Similarity: who resembles whom."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import guard, likeness, models, picker, run, segment_settings, show
from pages.ui.controls import SHARED, choice, dropdown, slider
from pages.ui.notes import titles_of
from pages.ui.results import items_of, preferences_of
from shopai.behaviour.lookup import shared_items
from shopai.charts import similarity as charts
from shopai.charts.labels import shortened
from shopai.charts.similarity import leaf_order
from shopai.columns import Item, Scored
from shopai.columns.decimals import USUAL
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.format import counted, listed, percent
from shopai.recommend.models.similarity import SIMILARITIES, Similarity
from shopai.recommend.models.user_knn import UserKNN
from shopai.segments.projection import proportional
from shopai.sentences import plain

WHO = {"sample": "Across segments", "one": "Around one customer", "ids": "My own list"}
COLOURS = {"fit": "Fit to these customers", "full": "−1 to 1"}
SHARED_ITEMS = "shared_items"  # the column of titles in the table of neighbours
SHARED_TITLES = "shared_titles"  # beside their ids in the file
MOST_TITLES = 5
NEIGHBOURS_SHOWN = 10
#: From this share of thin pairs on, the page advises to ask for more shared items.
MANY_THIN = 0.2
FIRM = 3  # shared items that are no accident


def page() -> None:
    dataset = guard.opened("Similarity", "Which customers have the same taste.")
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    who = choice("Customers", WHO, "who", at=left)
    with right, st.popover("Measure and colours", icon=":material/tune:", width="stretch"):
        model = models.of(dataset, UserKNN.name, **measure_settings())
        colours = choice("Colours", COLOURS, "colours")
    assert isinstance(model, UserKNN)
    users, subject = customers_to_compare(dataset, model, who)
    if len(users) >= 2:
        compared(model, users, colours, subject)
    elif who == "ids" or subject:
        st.info("A comparison needs at least two customers with a history.")
    st.subheader("Nearest neighbours", anchor=False)
    if who != "one":
        subject = picker.customer(dataset)
    if subject:
        neighbours(dataset, model, subject)


def measure_settings() -> dict[str, Any]:
    """The measure of likeness, and what it makes of customers who share few items."""
    settings = likeness.controls()
    given = settings["shrinkage"]
    st.caption(kept(likeness.usual_shrinkage(settings["similarity"]) if given is None else given))
    return settings


def kept(shrinkage: float) -> str:
    """The part of a similarity that is left, in words."""
    if not shrinkage:
        return "A similarity counts in full, however few items it rests on."
    left = {shared: (shared - 1) / (shared - 1 + shrinkage) for shared in (3, 10, 50)}
    three, ten, fifty = (f"{share:.0%}" for share in left.values())
    return (
        f"With 1 shared item nothing is left of a similarity, with 3 {three} of it, "
        f"with 10 {ten}, with 50 {fifty}."
    )


def customers_to_compare(
    dataset: Dataset, model: UserKNN, who: str
) -> tuple[list[str], str | None]:
    """The ids on the heat map, and the one customer it is about, if there is one."""
    prefs = preferences_of(dataset)
    if who == "ids":
        return typed_ids(prefs.users), None
    if who == "one":
        left, right = st.columns([2, 1], vertical_alignment="top")
        with left:
            subject = picker.customer(dataset)
        n = how_many(right, "around", 10, 40)
        if subject is None or subject not in prefs.users:
            return [], subject
        near = model.neighbours(subject, n=n - 1)
        return [subject, *near[Scored.USER].tolist()], subject
    groups, names = segment_of_each(dataset, prefs.users)
    left, right = st.columns(2)
    n = how_many(left, "sample", 20, 100)
    options = {-1: "All segments"} | {label: names[label] for label in sorted(set(groups))}
    only = dropdown("From", options, "only", at=right, disabled=len(options) < 3)
    eligible = groups if only < 0 else groups[groups == only]
    return [str(user) for user in eligible.index[proportional(eligible, n)]], None


def how_many(at: DeltaGenerator, key: str, least: int, first: int) -> int:
    """Slider for the number of customers on the heat map."""
    most = charts.MOST_CUSTOMERS
    return int(slider("How many customers", least, most, first, f"{key}_size", step=10, at=at))


def typed_ids(known: pd.Index) -> list[str]:
    """The customers pasted or typed by the user; says which ids are unknown."""
    text = st.text_area(
        "Customer ids",
        key="ids",
        height=100,
        placeholder="Paste ids, separated by spaces, commas or line breaks",
        **SHARED,
    )
    ids = list(dict.fromkeys(word for word in re.split(r"[\s,;]+", text or "") if word))
    unknown = [user for user in ids if user not in known]
    if unknown:
        named = plain(listed([shortened(user, 30) for user in unknown]))
        st.warning(f"Not found, or without a history: {named}.")
    users = [user for user in ids if user in known]
    if len(users) > charts.MOST_CUSTOMERS:
        st.warning(f"Showing the first {charts.MOST_CUSTOMERS} of {len(users):,} customers.")
    return users[: charts.MOST_CUSTOMERS]


def segment_of_each(dataset: Dataset, users: pd.Index) -> tuple[pd.Series, tuple[str, ...]]:
    """Each customer's segment, as on the Segments page, and the segments' names.

    One group where no segments can be made.
    """
    try:
        seg = segment_settings.segments(dataset)
    except ShopaiError:
        return pd.Series(0, index=users), ("All customers",)
    return seg.labels[seg.labels.index.isin(users)], titles_of(dataset, seg)


def compared(model: UserKNN, users: list[str], colours: str, subject: str | None) -> None:
    """The heat map of `users`, and what the likeness of two customers rests on.

    Of one `subject` chosen, that is the likeness to everybody else; else of those shown.
    """
    similarity, common = model.similarities(users)
    measure = SIMILARITIES[model.similarity]
    heat_map(similarity, common, measure, colours)
    if subject is None:
        spread = charts.spread(charts.once(similarity), charts.once(common), measure.signed)
        pairs, whose = "Pairs of customers", "similar pairs"
    else:
        near = model.neighbours(subject, n=len(model.prefs_.users))
        spread = charts.spread(near[Scored.SIMILARITY], near[Scored.COMMON])
        pairs, whose = "Similar customers", f"customers similar to {plain(subject)}"
    st.subheader("Taste or accident?", anchor=False)
    if not spread.similar:
        st.info(f"There are no {whose} at these settings: ask for fewer shared items.")
        return
    figure = charts.histogram(spread, measure.label, pairs)
    alt = f"Histogram of {spread.similar} {whose} by similarity and number of shared items."
    show.chart(figure, "similarity_spread", alt)
    st.markdown(f"**{accident(spread, whose, model.min_support)}**")
    if model.min_support < FIRM and accidental(spread) and spread.firm:
        label, icon = f"Ask for {FIRM} shared items", ":material/filter_alt:"
        wanted = ({likeness.IN_COMMON: FIRM},)
        st.button(label, key="ask_firm", icon=icon, on_click=st.session_state.update, args=wanted)
    if subject is None:
        apart = spread.pairs - int(spread.counts.sum())
        st.caption(
            f"Of {spread.pairs:,} pairs, {apart:,} ({percent(apart / spread.pairs)}) are not in "
            "the picture: they share too few items, or none, or nothing can be said of them."
        )


def accidental(spread: charts.Spread) -> bool:
    """True where much of the likeness may be an accident, overall or among the most similar."""
    return max(spread.thin, spread.thin_on_top) >= MANY_THIN


def accident(spread: charts.Spread, whose: str, support: int) -> str:
    """The part of the likeness that rests on one or two items, and what to do about it."""
    n = f"{spread.similar:,}"
    if support >= FIRM:
        return f"Each of the {n} {whose} rests on at least {support} shared items."
    rest = f"{percent(spread.thin)} of the {n} {whose} rest on one or two shared items"
    if spread.single > 0:
        rest += f" ({percent(spread.single)} on a single one)"
    if spread.thin_on_top >= max(MANY_THIN, spread.thin):
        rest += f", and {percent(spread.thin_on_top)} of the most similar tenth"
    if not accidental(spread):
        return f"{rest}: most of the likeness is taste, not accident."
    if not spread.firm:
        return f"{rest}, and none on {FIRM} or more: too little to speak of taste."
    return f"{rest}: ask for at least {FIRM} shared items, which leaves {spread.firm:,} of them."


def heat_map(
    similarity: pd.DataFrame, common: pd.DataFrame, measure: Similarity, colours: str
) -> None:
    """The heat map, similar customers side by side, and what it says."""
    users = similarity.index
    order = leaf_order(similarity)
    ordered = similarity.loc[order, order]
    limit = 1.0 if colours == "full" else charts.reach(ordered)
    figure = charts.heat_map(ordered, common, measure.label, limit)
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
    called = ("similarity", measure.name, f"{len(users)} customers")
    show.download("Download this table", ordered, *called, key="download_similarity", places=USUAL)


def neighbours(dataset: Dataset, model: UserKNN, user: str) -> None:
    """The customers most like `user`, with what they share."""
    prefs = preferences_of(dataset)
    (row,) = prefs.user_positions([user])
    if row < 0 or model.table_.counts[row] == 0:
        st.info(f"Customer {plain(user)} has shown no preference yet, so nobody can be compared.")
        return
    near = model.neighbours(user, n=NEIGHBOURS_SHOWN)
    if near.empty:
        fewer = " or with fewer shared items" if model.min_support > 1 else ""
        st.info(
            f"No other customer resembles customer {plain(user)} at these settings; try another "
            f"measure{fewer}."
        )
        return
    titles = items_of(dataset)[Item.TITLE]
    shared = shared_items(prefs, user, near[Scored.USER].tolist())
    names = [
        [str(titles.get(item, item)) for item in shared[other][:MOST_TITLES]]
        for other in near[Scored.USER]
    ]
    thin = int((near[Scored.COMMON] < FIRM).sum())
    warning = (
        f" **{thin} of these {len(near)} share fewer than {FIRM} items**, which may be an accident."
        if thin
        else ""
    )
    st.markdown(
        f"The customers most like **{plain(user)}**, and up to {MOST_TITLES} items both know."
        f"{warning}"
    )
    negative = SIMILARITIES[model.similarity].signed or (near[Scored.SIMILARITY] < 0).any()
    columns = {
        Scored.USER: "Customer",
        Scored.SIMILARITY: st.column_config.ProgressColumn(
            "Similarity", min_value=-1 if negative else 0, max_value=1, format="%.3f"
        ),
        Scored.COMMON: "Items in common",
        SHARED_ITEMS: st.column_config.ListColumn("Such as", width="large"),
    }
    table = near.assign(**{SHARED_ITEMS: pd.Series(names, index=near.index)})
    show.table(table, "neighbours", columns)
    ids = [shared[other] for other in near[Scored.USER]]
    table[SHARED_ITEMS] = [", ".join(each) for each in ids]
    table[SHARED_TITLES] = [", ".join(str(titles.get(i, i)) for i in each) for each in ids]
    called = ("neighbours of", user)
    show.download("Download these neighbours", table, *called, key="download_neighbours")


run.run(page)
