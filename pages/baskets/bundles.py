"""Bundles: items to offer together, and what that may bring, on an assumption that is shown."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.baskets import controls, results
from pages.baskets.controls import RULES_VIEW, Chosen
from pages.baskets.results import SHORT
from pages.baskets.tables import (
    BY_CHANCE,
    FIRST,
    LIFT_COLUMN,
    P_COLUMN,
    SECOND,
    SIDES,
    both_sides,
    readable,
)
from pages.ui import show
from pages.ui.controls import dropdown, slider
from pages.ui.frame import Frame
from shopai.behaviour.baskets.contents import ITEM_LEVEL
from shopai.behaviour.baskets.offers import LATEST, MEDIAN, assumption
from shopai.columns import Bundle
from shopai.findings import baskets as findings
from shopai.format import counted
from shopai.sentences import plain

PRICES: Final = {LATEST: "What each last sold at", MEDIAN: "The median of its sales"}
SHOWN: Final = 20
OFFERED: Final = SIDES | {SECOND: st.column_config.TextColumn("is offered", width="medium")}


def view(frame: Frame) -> None:
    chosen = controls.chosen(frame)
    share, off, price = assumed(frame, chosen)
    currency = frame.dataset.currency
    offers = results.bundles_of(chosen.cut, chosen.mining, chosen.passing, share, off, price)
    if offers.empty:
        frame.turn("See the rules", RULES_VIEW, "arrow_forward")
        frame.end(
            "None of the rules that pass offers a single thing and is surely more than chance, so "
            "there is nothing to bundle: show more rules under Settings."
        )
    frame.say(findings.best_bundle(offers, chosen.rules, currency, share, off))
    rows = table(offers, chosen, currency)
    st.caption("Tick a bundle to go on with the customers who bought the first alone.")
    picked = offers.iloc[rows[0] if rows else 0]
    controls.lead_on(
        frame, chosen.cut, chosen.rules, picked[Bundle.ANTECEDENTS], picked[Bundle.CONSEQUENTS]
    )
    with frame.files:
        content = both_sides(offers, chosen.rules.names.to_dict())
        label = counted(len(offers), "bundle")
        show.download(label, content, "bundles", key="download_bundles")
    with frame.sure(findings.assumed_in_short(share), "lift", "fisher", "fdr") as box:
        if box.open:
            st.markdown(
                f"{plain(assumption(share, off))} Revenue over the time the baskets are from, not "
                "profit; what would have been bought later anyway is not taken off. Items "
                "called postage and the like are in no bundle; others can be left out in Settings."
            )
            money(offers, chosen, currency)
            controls.made_of(chosen)


def assumed(frame: Frame, chosen: Chosen) -> tuple[float, float, str]:
    """The share that takes an offer, the discount, and the prices."""
    look: dict[str, Any] = {"format": "%d%%", "width": 130, "at": frame.controls}
    about = (
        "Of those with only the first. Nobody knows this before trying: try the offer on some "
        "customers, then set this to what came of it."
    )
    take_up = slider("Take the offer", 1, 50, 5, "bundle_take_up", help=about, **look)
    about = "Off the price of the second."
    discount = slider("Discount", 0, 90, 10, "bundle_discount", help=about, **look)
    fixed, about = chosen.cut.level != ITEM_LEVEL, "Of categories always the median."
    at = frame.settings
    price = dropdown("Prices", PRICES, "bundle_price", disabled=fixed, help=about, at=at)
    return take_up / 100, discount / 100, price


def table(offers: pd.DataFrame, chosen: Chosen, currency: str | None) -> list[int]:
    """The bundles that bring most; the rows ticked."""
    of, unit = SHORT[chosen.rules.per], f" ({currency})" if currency else ""
    columns = OFFERED | {
        Bundle.COUNT: (f"{of.capitalize()} with both", "localized"),
        BY_CHANCE: ("By chance", "%.1f", f"So many {of} with both chance alone would give."),
        Bundle.MISSED: (
            f"{of.capitalize()} to win", "localized", "With the first and without the second."
        ),
        Bundle.NET: (f"May bring{unit}", "%,.0f", "Extra revenue less discount given away."),
        Bundle.BREAK_EVEN: (
            "Pays from", "%.1f%%",
            "The share that must take the offer for it to cost nothing.",
        ),
    }  # fmt: skip
    rows = readable(offers.head(SHOWN), chosen.rules)
    rows[Bundle.BREAK_EVEN] *= 100
    key = show.key_of("bundle_table", tuple(rows[FIRST]), tuple(rows[SECOND]))
    return show.ticked(rows[list(columns)], key, columns, height=min(38 + 35 * len(rows), 493))


def money(offers: pd.DataFrame, chosen: Chosen, currency: str | None) -> None:
    """Gain and cost of the offers, and how surely the items go together."""
    unit = f" ({currency})" if currency else ""
    columns = OFFERED | {
        Bundle.EXTRA: (f"Extra revenue{unit}", "%,.0f", "From those who take the offer."),
        Bundle.GIVEN: (
            f"Given away{unit}", "%,.0f",
            "The discount to those who would have bought both at full price.",
        ),
        Bundle.PRICE: (f"Price of both{unit}", "%,.2f"),
        Bundle.OFFER: (f"As a bundle{unit}", "%,.2f"),
        Bundle.LIFT: LIFT_COLUMN,
        Bundle.P_ADJUSTED: P_COLUMN,
    }  # fmt: skip
    rows = readable(offers.head(SHOWN), chosen.rules)
    show.table(rows[list(columns)], "bundle_money", columns)
