"""The shop's rules: what may be offered, and what comes first.

A rule whose data are lacking cannot be chosen, and says what it needs.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui.controls import dropdown, number, several, slider, switch
from pages.ui.frame import Frame
from pages.ui.item_search import KeptItems, search
from pages.ui.named_popover import named_popover
from shopai.charts.labels import shortened
from shopai.columns import CatalogueTable, Event, Exclude, Item
from shopai.events.dataset import Dataset
from shopai.format import counted, money
from shopai.preferences import Preferences
from shopai.recommend.policy.policy import Pin, Policy
from shopai.sentences import plain

LEAVE_OUT: Final = {
    Exclude.BOUGHT: "What they bought",
    Exclude.KNOWN: "Everything they have seen",
    Exclude.NOTHING: "Nothing",
}
#: Most names in a list to choose from: those with the most items.
MOST_NAMES: Final = 500

EXCLUDED: Final = KeptItems("excluded_items")
PINS: Final = KeptItems("pins")
MOST_PINS: Final = 5
LAST_PLACE: Final = 50


def policy(
    frame: Frame, prefs: Preferences, names: pd.DataFrame, catalogue: pd.DataFrame
) -> Policy:
    """A button in the row that opens the controls; the rules they make.

    names : title by item id
    catalogue : the columns of :class:`~shopai.columns.CatalogueTable`, index item_id
    """
    dataset = frame.dataset
    with named_popover("rules", "Shop rules", at=frame.controls) as called:
        left, middle, right = st.columns(3, gap="medium")
        with left:
            chosen = _exclusion(dataset, prefs) | _prices(dataset, catalogue) | _stock(catalogue)
        with middle:
            chosen |= _kinds(catalogue)
            chosen |= {"without_items": excluded(dataset, prefs, names)}
        with right:
            chosen |= _order(catalogue)
            chosen |= {"pinned": pinned(dataset, prefs, names)}
        rules = Policy(**chosen)
        active = in_force(rules)
        if active:
            st.caption("Rules in force: " + ", ".join(active) + ".")
        called(f"Shop rules ({len(active)})" if active else "Shop rules")
    return rules


def in_force(policy: Policy) -> list[str]:
    """The rules that are not as at first, a few words each."""
    rules = {
        "stock": policy.in_stock,
        "price": policy.lowest_price is not None or policy.highest_price is not None,
        "categories": policy.categories or policy.without_categories,
        "brands": policy.brands or policy.without_brands,
        "items never offered": policy.without_items,
        "offering again": policy.again_after_days is not None,
        "pushes": policy.boosts,
        "margin": policy.margin,
        "a limit per category": policy.per_category,
        "pinned items": policy.pinned,
        "variety": policy.diversity,
    }
    return [name for name, said in rules.items() if said]


def _exclusion(dataset: Dataset, prefs: Preferences) -> dict[str, Any]:
    options = list(Exclude.ALL)
    if prefs.bought is None:  # nothing but what was bought or rated is known
        options.remove(Exclude.KNOWN)
    elif prefs.bought.nnz == 0:
        options.remove(Exclude.BOUGHT)
    labels = LEAVE_OUT | ({Exclude.BOUGHT: "What they rated"} if prefs.kind == "ratings" else {})
    exclude = dropdown("Leave out", {name: labels[name] for name in options}, "leave_out")
    times = Event.TIME in dataset.filled and prefs.kind != "ratings"
    days = number(
        "Offer again what they bought, after days",
        1,
        3650,
        None,
        "again_after",
        placeholder="Never",
        disabled=not times or exclude == Exclude.NOTHING,
        help="For what is used up and bought again."
        if times
        else "Needs purchases with their times.",
    )
    again = days if times and exclude != Exclude.NOTHING else None
    return {"exclude": exclude, "again_after_days": again}


def _stock(catalogue: pd.DataFrame) -> dict[str, Any]:
    if not _known(catalogue, CatalogueTable.STOCK):
        return {}  # hardly any file has it: no word on it where it is lacking
    return {"in_stock": switch("Only what is in stock", False, "in_stock")}


def _prices(dataset: Dataset, catalogue: pd.DataFrame) -> dict[str, Any]:
    """The band of prices; all of it is no rule, so that items without a price stay."""
    prices = catalogue.get(CatalogueTable.PRICE, pd.Series(dtype=float)).dropna()
    low, high = (math.floor(prices.min()), math.ceil(prices.max())) if len(prices) else (0, 1)
    if low == high or not len(prices):
        return {}
    held = st.session_state.get("prices")
    if held is not None and not (len(held) == 2 and low <= held[0] <= held[1] <= high):
        del st.session_state["prices"]
    unit = f" ({dataset.currency})" if dataset.currency else ""
    least, most = slider(f"Price{unit}", low, high, (low, high), "prices")
    if (least, most) != (low, high):
        without = int(catalogue[CatalogueTable.PRICE].isna().sum())
        words = f"From {money(least, dataset.currency)} to {money(most, dataset.currency)}."
        lacking = counted(without, "item")
        note = f" Left out, having no known price: {lacking}." if without else ""
        st.caption((words + note).replace("$", r"\$"))
    return {
        "lowest_price": float(least) if least > low else None,
        "highest_price": float(most) if most < high else None,
    }


def _kinds(catalogue: pd.DataFrame) -> dict[str, Any]:
    """Categories and brands to keep to, and to leave out."""
    chosen: dict[str, Any] = {}
    columns = {"categories": CatalogueTable.CATEGORY, "brands": CatalogueTable.BRAND}
    for key, column in columns.items():
        names = _names(catalogue, column)
        if not names:
            continue
        _keep_listed(key, names)
        only = several(f"Only these {key}", names, key, placeholder=f"All {key}")
        rest = [name for name in names if name not in only]
        _keep_listed(f"without_{key}", rest)
        without = several(f"Never these {key}", rest, f"without_{key}", placeholder="None")
        chosen |= {key: tuple(only), f"without_{key}": tuple(without)}
    return chosen


def _order(catalogue: pd.DataFrame) -> dict[str, Any]:
    """Variety, pushes, margin and how many of a category."""
    categories = _names(catalogue, CatalogueTable.CATEGORY)
    brands = _names(catalogue, CatalogueTable.BRAND)
    described = bool(categories or brands)
    about = "0: the best scores, however alike. 1: as unlike each other as can be."
    chosen = {"diversity": slider("Variety", 0.0, 1.0, 0.0, "diversity", step=0.1, help=about)}
    if categories:
        label, hint = "Of one category at most", "Any number"
        chosen["per_category"] = number(label, 1, 50, None, "per_category", placeholder=hint)
    if described:
        chosen["boosts"] = _boosts(categories, brands)
    if _known(catalogue, CatalogueTable.MARGIN):
        about = "0: not at all. 1: what earns most a unit comes first among what fits."
        label = "How much margin counts"
        chosen["margin"] = slider(label, 0.0, 1.0, 0.0, "margin", step=0.1, help=about)
    return chosen


def _boosts(categories: list[str], brands: list[str]) -> tuple[tuple[str, str, float], ...]:
    """Categories and brands to push or hold back, all by one weight."""
    options = {f"Category: {name}": (CatalogueTable.CATEGORY, name) for name in categories}
    options |= {f"Brand: {name}": (CatalogueTable.BRAND, name) for name in brands}
    _keep_listed("boosted", list(options))
    pushed = several("Push or hold back", list(options), "boosted", placeholder="Nothing")
    if not pushed:
        return ()
    about = "Above 1 lifts them in the list, below 1 lowers them."
    more = {"step": 0.25, "format": "× %.2f", "help": about}
    weight = slider("By how much", 0.25, 4.0, 2.0, "boost", **more)
    return tuple((*options[name], float(weight)) for name in pushed)


def _keep_listed(key: str, options: list[str]) -> None:
    """Take out of a list of names what is not on offer now; the browser hears of what is left."""
    held = st.session_state.get(key)
    if held and not set(held) <= set(options):
        st.session_state[key] = [name for name in held if name in options]


def _names(catalogue: pd.DataFrame, column: str) -> list[str]:
    """The names in a column, in order of the alphabet; the most frequent where there are many."""
    if column not in catalogue:
        return []
    counts = catalogue[column].dropna().value_counts()
    return sorted(str(name) for name in counts.head(MOST_NAMES).index)


def _known(catalogue: pd.DataFrame, column: str) -> bool:
    return column in catalogue and bool(catalogue[column].notna().any())


def excluded(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> tuple[str, ...]:
    """Controls for items that are never offered, as postage; returns the ids.

    names : title by item id
    """
    items = [item for item in EXCLUDED.of(dataset) if item in prefs.items]
    others, add = prefs.items.difference(items), partial(EXCLUDED.add, dataset)
    search(names, others, "Never offer an item", "excluded_item", add)
    with st.container(horizontal=True, key="excluded_items_list"):
        for item in items:
            title = plain(shortened(_title(names, item), 40))
            EXCLUDED.button(dataset, item, "include", "Offer it again", title)
    return tuple(items)


def pinned(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> tuple[Pin, ...]:
    """Controls for items at a certain place of every list; returns place and item of each."""
    items = [item for item in PINS.of(dataset) if item in prefs.items]
    if len(items) < MOST_PINS:
        add = partial(PINS.add, dataset)
        search(names, prefs.items, "Pin an item to a place", "pin_item", add)
    pins: dict[int, str] = {}
    for item in items:
        title = plain(shortened(_title(names, item), 40))
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"pin_row_{item}"):
            first, key = len(pins) + 1, f"pin_{item}"
            place = number(f"Place of {title}", 1, LAST_PLACE, first, key, in_address=False)
            PINS.button(dataset, item, "unpin", "Unpin it")
        if place in pins:
            st.warning(f"Place {place} is taken by {plain(_title(names, pins[place]))}.")
        else:
            pins[place] = item
    return tuple(pins.items())


def _title(names: pd.DataFrame, item: str) -> str:
    return str(names[Item.TITLE].get(item, item))
