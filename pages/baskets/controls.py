"""The parts the views of the Baskets page share: baskets, rules looked for and shown, ways on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final, NamedTuple, NoReturn

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.baskets import results, tables
from pages.baskets.results import SHORT, Cut, Mining, RuleFilter
from pages.ui import filters
from pages.ui.controls import SHARED, choice, dropdown, number, several, slider, switch
from pages.ui.frame import Frame
from pages.ui.leads import RECOMMENDATIONS, Group
from pages.ui.results import choices_of
from shopai.behaviour.baskets.contents import (
    CATEGORY_LEVEL,
    DAY,
    ITEM_LEVEL,
    MAX_BASKET,
    ORDER,
    SESSION,
    Baskets,
)
from shopai.behaviour.baskets.rules import SURE as SURE_BELOW
from shopai.behaviour.baskets.rules import Rules
from shopai.charts.baskets import side
from shopai.columns import Event, Item, Rule
from shopai.events.dataset import Dataset
from shopai.events.moments import spoken
from shopai.findings import baskets as findings
from shopai.format import counted, percent

LEVELS: Final = {ITEM_LEVEL: "Items", CATEGORY_LEVEL: "Categories"}
PER: Final = {ORDER: "Per order", SESSION: "Per visit", DAY: "Per customer and day"}
LENGTHS: Final = {2: "Pairs", 3: "Up to 3 items", 4: "Up to 4 items"}
#: Keys of the switch of views and of the item looked at, and views that others lead to.
VIEW, ITEM = "basket_view", "basket_item"
RULES_VIEW, ITEM_VIEW = "rules", "item"
PER_KEY: Final = "basket_per"
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
        PER_KEY,
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


def cut(frame: Frame, items: bool = False) -> tuple[Cut, DeltaGenerator]:
    """The baskets looked at, and a place for further settings; the page ends where there are none.

    items : whether rules may be of items or of categories
    """
    dataset = frame.dataset
    with frame.settings:
        of = level(dataset) if items else ITEM_LEVEL
        unit = per(dataset)
        further = st.container()
        baskets = Cut(dataset, frame.where, of, unit, largest())
    bought = results.baskets_of(baskets)
    if not bought.n:
        frame.end("Nothing was bought in what the filter leaves: there are no baskets to look at.")
    if int(bought.sizes.max()) < 2:
        tables.cuts(bought.left_out)
        nothing_together(frame, baskets, bought.n)
    return baskets, further


def nothing_together(frame: Frame, cut: Cut, n: int) -> NoReturn:
    """End the page where no basket holds two items, and say what to do."""
    with frame.next:
        if not cut.where.everything:
            filters.clear_button("clear_from_baskets")
        if cut.per != DAY and Event.TIME in cut.dataset.filled:
            icon = ":material/calendar_today:"
            per_day = partial(st.session_state.update, {PER_KEY: DAY})
            label = "Look at what a customer buys in a day"
            st.button(label, key="per_day", on_click=per_day, icon=icon)
    things = "items" if cut.level == ITEM_LEVEL else "categories"
    frame.end(
        f"All {SHORT[cut.per]} (n = {n:,}) hold a single one of the {things}, so nothing is bought "
        "together."
    )


class Chosen(NamedTuple):
    """The rules chosen, and what they are made of."""

    cut: Cut
    mining: Mining
    passing: RuleFilter
    rules: Rules  # all that hold in enough baskets
    shown: pd.DataFrame  # those that pass


def chosen(frame: Frame) -> Chosen:
    """The rules by the controls in the settings; the page ends where none passes."""
    baskets, further = cut(frame, items=True)
    with further:
        mining, passing = rules(baskets)
    mined = results.mined(baskets, mining)
    shown = mined.filtered(**passing._asdict()).table
    if shown.empty:
        nothing_passes(frame, baskets, mined, passing)
    return Chosen(baskets, mining, passing, mined, shown)


def rules(cut: Cut) -> tuple[Mining, RuleFilter]:
    """The rules that are looked for, and those of them that are shown, in which order."""
    hint = "A part of a title"
    text = st.text_input("Search the rules", key=TEXT, placeholder=hint, **SHARED)
    ranks = {name: words.format(SHORT[cut.per]).capitalize() for name, words in RANKS.items()}
    rank = dropdown("Strongest by", ranks, "basket_rank")
    least = _least(cut)
    confidence = slider(
        "Of those with the first, at least … % have the second",
        0,
        100,
        USUAL_CONFIDENCE,
        CONFIDENCE,
        format="%d%%",
    )
    about = "1 is what chance alone would give."
    label = "At least … times as often as chance"
    lift = number(label, 0.0, 1000.0, 1.0, LIFT, step=0.5, help=about)
    sure = switch(
        "Hide what may be chance",
        True,
        SURE,
        help="Of all that are shown, about one in twenty at most is then there by chance. The "
        "more combinations the data offer, the more one of them must stand out.",
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
    below = SURE_BELOW if sure else None
    return mining, RuleFilter(float(lift), below, words, categories, text or "", rank)


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


def nothing_passes(frame: Frame, cut: Cut, mined: Rules, passing: RuleFilter) -> NoReturn:
    """End the page where there is no rule to show: why, and a way on."""
    things = "items" if mined.level == ITEM_LEVEL else "categories"
    top = results.commonest_pair_of(cut)
    if top < mined.min_count:
        lower = max(top // 2, 1)
        label = f"Ask for {findings.baskets(lower, mined.per)} instead"
        icon = ":material/filter_alt:"
        frame.next.button(label, key="ask_fewer", icon=icon, on_click=ask_for, args=(lower,))
        frame.end(
            f"No two {things} were bought together in "
            f"{findings.baskets(mined.min_count, mined.per)} or more; the commonest pair is in "
            f"{top:,}."
        )
    icon = ":material/filter_alt_off:"
    may_be = mined.filtered(**passing._replace(below_p=None)._asdict()).table
    if passing.below_p is not None and len(may_be) and may_be[Rule.LIFT].iloc[0] > 1:
        show_them = partial(st.session_state.update, {SURE: False})
        label = "Show what may be chance"
        frame.next.button(label, key="show_unsure", icon=icon, on_click=show_them)
        frame.end(findings.may_be_chance(may_be, mined))
    frame.next.button("Show every rule", key="loosen", icon=icon, on_click=loosen)
    frame.end(why_nothing(mined))


def why_nothing(mined: Rules) -> str:
    """Why none of the rules is shown, where baskets enough hold pairs."""
    n, of = len(mined.table), SHORT[mined.per]
    if not n:
        return (
            f"In none of the pairs do {mined.min_confidence:.0%} or more of those with the first "
            "hold the second: ask for less under Settings."
        )
    if (mined.table[Rule.LIFT] <= 1).all():
        things = "items" if mined.level == ITEM_LEVEL else "categories"
        every = "the one rule is" if n == 1 else f"all {n:,} rules are"
        return (
            f"These {things} are bought together no more often than chance would have it: {every} "
            f"at chance or below. Where most {of} hold few {things}, that is no sign that they do "
            "not go together."
        )
    return f"None of {counted(n, 'rule')} passes the settings and the search."


def made_of(chosen: Chosen) -> None:
    """The number of rules, of those shown, and what they are made of; for *How sure?*."""
    mined, shown, sizes = chosen.rules, chosen.shown, chosen.rules.baskets.sizes
    several = float((sizes > 1).mean()) if len(sizes) else 0.0
    least, in_all = (findings.baskets(n, mined.per) for n in (mined.min_count, mined.n_baskets))
    things = "items" if mined.level == ITEM_LEVEL else "categories"
    words = (
        f"Shown: {len(shown):,} of {counted(len(mined.table), 'rule')} that hold in "
        f"{least} or more, and in {mined.min_confidence:.0%} or more of those with the first. "
        f"Made of {in_all}; {percent(several)} of them hold two {things} or more."
    )
    if chosen.passing.below_p is not None and len(mined.table):
        hidden = int((mined.table[Rule.P_ADJUSTED] >= SURE_BELOW).sum())
        words += f" {hidden:,} not surely beyond chance are hidden." if hidden else ""
    st.caption(words)
    tables.cuts(mined.cut)


def lead_on(
    frame: Frame, cut: Cut, bought: Baskets | Rules, first: Sequence[str], second: Sequence[str]
) -> None:
    """The buttons for the customers who bought the first and not the second."""
    ids = results.customers_of(cut, tuple(first), tuple(second))
    names = bought.names.to_dict()
    if len(ids):
        name = f"{side(first, names, 40)}, not {side(second, names, 40)}"
        whom = str(findings.to_win(len(ids), first, second, names))
        group = Group(ids, name, f"Bought {name}")
        frame.lead_on(group, "to_win", whom, RECOMMENDATIONS)
    if bought.level == ITEM_LEVEL and st.session_state.get(VIEW) != ITEM_VIEW:
        held: dict[str, Any] = {ITEM: str(first[0])}
        frame.turn("What goes with the first", ITEM_VIEW, "arrow_forward", **held)


def loosen() -> None:
    """Show every rule there is; runs before the page does."""
    least = {CONFIDENCE: 0, LIFT: 0.0, SURE: False, CATEGORIES: [], TEXT: "", WITHOUT: ""}
    st.session_state.update(least)


def ask_for(least: int) -> None:
    """Ask for `least` baskets; runs before the page does."""
    st.session_state["basket_unit"] = COUNT
    st.session_state[LEAST] = least
