"""Controls of the baskets, of the rules looked for, and of those shown."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.baskets import results
from pages.baskets.results import SHORT, Cut, Mining, RuleFilter
from pages.ui.controls import SHARED, choice, dropdown, number, several, slider, switch
from pages.ui.results import choices_of
from shopai.behaviour.baskets.contents import (
    CATEGORY_LEVEL,
    DAY,
    ITEM_LEVEL,
    MAX_BASKET,
    ORDER,
    SESSION,
)
from shopai.behaviour.baskets.rules import SURE as SURE_BELOW
from shopai.columns import Event, Item, Rule
from shopai.events.dataset import Dataset
from shopai.events.moments import spoken
from shopai.format import percent

LEVELS: Final = {ITEM_LEVEL: "Items", CATEGORY_LEVEL: "Categories"}
PER: Final = {ORDER: "Per order", SESSION: "Per visit", DAY: "Per customer and day"}
LENGTHS: Final = {2: "Pairs", 3: "Up to 3 items", 4: "Up to 4 items"}
COUNT, SHARE = "number", "share"
#: What the rules may be ranked by; {} is what a basket is.
RANKS: Final = {
    Rule.LEVERAGE: "{} beyond chance",
    Rule.LIFT: "times as often as chance",
    Rule.CONFIDENCE: "how sure the second is",
    Rule.COUNT: "{} with both",
}
LEAST, LEAST_SHARE, CONFIDENCE, LIFT, SURE, CATEGORIES, TEXT, WITHOUT = (
    "basket_least",
    "basket_least_share",
    "basket_confidence",
    "basket_lift",
    "basket_sure",
    "basket_offered",
    "basket_text",
    "basket_without",
)
USUAL_CONFIDENCE: Final = 10


def level(dataset: Dataset) -> str:
    """Items or categories; no more than the data know."""
    if Item.CATEGORY in dataset.filled:
        return choice("Rules between", LEVELS, "basket_level")
    lack = "Rules between categories need a category column, which the data lack."
    items = {ITEM_LEVEL: LEVELS[ITEM_LEVEL]}
    return choice("Rules between", items, "basket_level", disabled=True, help=lack)


def per(dataset: Dataset) -> str:
    """The unit of a basket, as far as the data know it."""
    units = [
        ORDER,
        *([SESSION] if Event.SESSION in dataset.filled else []),
        *([DAY] if Event.TIME in dataset.filled else []),
    ]
    return dropdown(
        "A basket is what was bought",
        {name: PER[name] for name in units},
        "basket_per",
        help=f"Days by the time zone {spoken(dataset.zone)}. Nobody knows which guests are the "
        "same, so each order of a guest stays a basket of its own.",
    )


def largest() -> int:
    """The most different items of a basket."""
    chosen = number(
        "Leave out baskets with more different items than",
        2,
        10_000,
        None,
        "basket_largest",
        placeholder=str(MAX_BASKET),
        help="A wholesaler's order of hundreds of items says little on what goes with what.",
    )
    return MAX_BASKET if chosen is None else int(chosen)


def rules(cut: Cut) -> tuple[Mining, RuleFilter]:
    """The rules that are looked for, and those of them that are shown; but for search and order."""
    least = _least(cut)
    confidence = slider(
        "Of those with the first, at least … % have the second",
        0,
        100,
        USUAL_CONFIDENCE,
        CONFIDENCE,
        format="%d%%",
        help="The confidence of a rule.",
    )
    about = "The lift of a rule: 1 is what chance alone would give."
    label = "At least … times as often as chance"
    lift = number(label, 0.0, 1000.0, 1.0, LIFT, step=0.5, help=about)
    sure = switch(
        "Hide what may be chance",
        True,
        SURE,
        help="Keeps rules with an adjusted p below 5 %: of all that are shown, about one in "
        "twenty at most is there by chance. The more combinations the data offer, the more "
        "one of them must stand out.",
    )
    length = choice("Items of a rule", LENGTHS, "basket_length")
    categories = _offered(cut)
    without = st.text_input(
        "Leave out",
        key=WITHOUT,
        placeholder="postage, gift card",
        help="Words parted by commas: rules with one of them in a title or an id are not shown.",
        **SHARED,
    )
    mining = Mining(least, int(confidence) / 100, length)
    words = tuple((without or "").split(","))
    return mining, RuleFilter(float(lift), SURE_BELOW if sure else None, words, categories)


def _least(cut: Cut) -> int | float:
    """In how many baskets a rule is to be, as a number or as a share."""
    n, usual = results.baskets_of(cut).n, results.usual_least(cut)
    of = SHORT[cut.per]
    units = {COUNT: of.capitalize(), SHARE: f"% of {of}"}
    if choice("How often at least", units, "basket_unit") == SHARE:
        label, hint = f"Together in at least … % of the {n:,} {of}", percent(usual / max(n, 1))
        share = number(label, 0.001, 100.0, None, LEAST_SHARE, placeholder=hint.removesuffix("%"))
        if share is None:
            return usual
        return float(share) / 100 if share < 100 else max(n, 1)
    label = f"Together in at least … of the {n:,} {of}"
    about = "Empty: as many as leave a good number of rules."
    least = number(label, 1, 1_000_000_000, None, LEAST, placeholder=f"{usual:,}", help=about)
    return usual if least is None else int(least)


def _offered(cut: Cut) -> tuple[str, ...]:
    """Categories that what is offered must be of; empty for all."""
    names = choices_of(cut.dataset, Item.CATEGORY)
    if len(names) < 2:
        return ()
    label = "What is offered is of" if cut.level == ITEM_LEVEL else "What is offered is"
    every = f"All {len(names):,} categories"
    return tuple(several(label, names, CATEGORIES, placeholder=every))


def search_and_rank(cut: Cut) -> tuple[str, str]:
    """A text the names of a rule must hold, and the measure that ranks the rules."""
    left, right = st.columns([2, 1])
    hint = "A part of a title"
    text = left.text_input("Search the rules", key=TEXT, placeholder=hint, **SHARED)
    ranks = {name: words.format(SHORT[cut.per]).capitalize() for name, words in RANKS.items()}
    rank = dropdown("Strongest by", ranks, "basket_rank", at=right)
    return text or "", rank


def loosen() -> None:
    """Show every rule there is; runs before the page does."""
    least = {CONFIDENCE: 0, LIFT: 0.0, SURE: False, CATEGORIES: [], TEXT: "", WITHOUT: ""}
    st.session_state.update(least)


def ask_for(least: int) -> None:
    """Ask for `least` baskets; runs before the page does."""
    st.session_state["basket_unit"] = COUNT
    st.session_state[LEAST] = least
