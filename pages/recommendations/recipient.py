"""The recipient of a recommendation, a customer or somebody new, and what they did so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import picker, preference_settings, show
from pages.ui.controls import choice, dropdown, keep_within, slider
from pages.ui.frame import Frame
from pages.ui.item_search import KeptItems, search
from pages.ui.keys import session_cache
from pages.ui.named_popover import named_popover
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import preferences_by
from shopai.behaviour import lookup
from shopai.behaviour.lookup import History
from shopai.charts.labels import shortened
from shopai.columns import Basis, Event, Item, Kind
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.preferences import WEIGHTS, Preferences
from shopai.recommend.explanation import FallbackReason
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.ranking import Bestsellers
from shopai.sentences import plain

KINDS: Final = {"customer": "A customer", "new": "Somebody new"}
SOMEBODY: Final = "somebody new"
ITEMS: Final = KeptItems("newcomer_items")
MOST_ITEMS: Final = 20
#: Items suggested to begin a newcomer's list with.
SUGGESTED: Final = 3

#: What somebody new may have done with an item, strongest first.
DID: Final = {
    Kind.PURCHASE: "Bought it",
    Kind.CART: "Put it in the cart",
    Kind.WISHLIST: "Wished for it",
    Kind.VIEW: "Looked at it",
}


history_of = session_cache(20)(lookup.history)


@session_cache(2)
def popular_of(dataset: Dataset, settings: PreferenceSettings) -> tuple[str, ...]:
    """Items to begin with."""
    prefs = preferences_by(dataset, settings)
    return tuple(str(prefs.items[place]) for place in Bestsellers.of(prefs).order[:SUGGESTED])


@dataclass(frozen=True, eq=False)
class Recipient:
    """The customer, or somebody new, who gets the recommendations."""

    customer: str | dict[str, float]  # an id, or what somebody new prefers by item

    @property
    def is_new(self) -> bool:
        return isinstance(self.customer, dict)

    @property
    def name(self) -> str:
        """The id, or "somebody new": text from the data, to be escaped where it is shown."""
        return self.customer if isinstance(self.customer, str) else SOMEBODY

    def standing(self, reason: FallbackReason, model: Recommender) -> str:
        """Why they are offered what they are, as Markdown."""
        if self.is_new and reason is FallbackReason.UNKNOWN:
            return "Nothing is known of them yet, so these are popular items. Add what they have."
        whom = f"**{plain(self.name)}**"
        others = reason in (FallbackReason.ALONE, FallbackReason.NOTHING_NEW)
        if others and model.basis != Basis.NEIGHBOURS:
            label = FAMILY[model.name].label.lower()
            return f"By {label} nothing can be said for {whom}, so these are popular items."
        if not self.is_new:
            return reason.sentence(whom)
        words = str(reason.value).replace("Customer {}", "Somebody new")
        return words.replace("customer {}", SOMEBODY)


def pick(frame: Frame, prefs: Preferences, names: pd.DataFrame) -> Recipient | None:
    """The controls; None while a customer is being searched for."""
    dataset = frame.dataset
    if choice("Recommend to", KINDS, "whom", at=frame.settings) == "new":
        with named_popover("newcomer", "What they have", at=frame.controls) as called:
            has = newcomer(dataset, prefs, names)
            called(f"What they have ({len(has)})" if has else "What they have")
        return Recipient(has)
    user = picker.customer(dataset, at=frame.controls)
    return None if user is None else Recipient(user)


def newcomer(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> dict[str, float]:
    """Controls for what somebody new has; returns preference by item, maybe nothing yet."""
    items = [item for item in ITEMS.of(dataset) if item in prefs.items]
    if len(items) < MOST_ITEMS:
        popular = popular_of(dataset, preference_settings.current(dataset))
        add, suggested = partial(ITEMS.add, dataset), () if items else popular
        search(names, prefs.items, "What do they have already?", "new_item", add, suggested)
    else:
        st.caption(f"{MOST_ITEMS} items are enough; take one out to add another.")
    strengths = {}
    for item in items:
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"has_{item}"):
            title = plain(shortened(names[Item.TITLE].get(item, item), 60))
            strengths[item] = _strength(dataset, prefs, item, title)
            ITEMS.button(dataset, item, "drop", "Take it out")
    return strengths


def _strength(dataset: Dataset, prefs: Preferences, item: str, title: str) -> float:
    """The strength of a preference: a rating, or the weight of what they did with the item."""
    key = f"strength_{item}"
    if prefs.scale is not None:
        low, high = prefs.scale
        if low == high:
            st.caption(f"{title}: {low:g}")
            return low
        keep_within(key, low, high)
        step = 1.0 if low.is_integer() and high.is_integer() else (high - low) / 10
        return float(slider(title, low, high, high, key, step=step, in_address=False))
    weights = WEIGHTS | dict(preference_settings.current(dataset).weights)
    options = [kind for kind in DID if weights[kind] > 0 and dataset.event_counts.get(kind)]
    options = options or [kind for kind in DID if weights[kind] > 0] or [Kind.PURCHASE]
    did = dropdown(title, {name: DID[name] for name in options}, key, in_address=False)
    return math.log1p(weights[did] if weights[did] > 0 else WEIGHTS[did])


def history(frame: Frame, user: str) -> None:
    """The customer's history as a table."""
    dataset = frame.dataset
    done = history_of(dataset, user)
    if done.empty:
        st.caption(f"Customer {plain(user)} has done nothing with any item yet.")
        return
    filled = [column for column in done.columns if done[column].notna().any()]
    shown = [c for c in filled if c not in History.COUNTS or done[c].any()]
    st.markdown(f"**What they did so far** :small[{counted(len(done), 'item')}, the latest first]")
    spent = f"Net spend ({dataset.currency})" if dataset.currency else "Net spend"
    columns = {
        **{kind: kind.capitalize() + "s" for kind in History.COUNTS},
        Item.TITLE: "Item",
        Item.CATEGORY: "Category",
        History.LAST: st.column_config.DatetimeColumn("Last", format="D MMM YYYY"),
        History.SPENT: (spent, "%,.2f"),
        History.RATING: ("Rating", "%.1f"),
    }
    height = "auto" if len(done) < 10 else 330
    order = [c for c in shown if c != Event.ITEM or Item.TITLE not in shown]
    show.table(done, "history", columns, height=height, column_order=order)
    frame.file("Their history", done, "history of", user, key="download_history")
