"""Baskets: what is bought together, and what to offer with it."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.baskets import controls, offers, results, tables
from pages.baskets.results import SHORT, Cut, RuleFilter
from pages.ui import filters, guard, run, show
from pages.ui.controls import choice, slider
from shopai.behaviour.baskets.contents import DAY, ITEM_LEVEL, Baskets
from shopai.behaviour.baskets.rules import SURE, Rules
from shopai.charts import baskets as charts
from shopai.charts import network
from shopai.columns import Item, Rule
from shopai.events.dataset import Dataset
from shopai.findings import baskets as findings
from shopai.format import counted, percent
from shopai.selection.filter import Filter

BARS: Final = 8
#: Rules looked through for the bars: those that part the same items are drawn once.
LOOKED_AT: Final = 2_000
STRONGEST, NETWORK, MAP = "strongest", "network", "map"
VIEWS: Final = {STRONGEST: "Strongest", NETWORK: "Network", MAP: "Category map"}
FEW_NODES, USUAL_NODES = 6, 24


def page() -> None:
    dataset = guard.opened("Baskets", "What is bought together, and what to offer with it.")
    view, cut, more = main_controls(dataset, filters.bar(dataset))
    bought = results.baskets_of(cut)
    with more:
        mining, passing = controls.rules(cut)
    if nothing_together(bought, cut.where):
        tables.cuts(bought.left_out)
        return
    rules = results.mined(cut, mining)
    picture = st.container()  # above the search that narrows it
    search, rank = controls.search_and_rank(cut)
    passing = passing._replace(search=search, rank=rank)
    shown = rules.filtered(**passing._asdict()).table
    with picture:
        if view == MAP:
            categories_map(cut)
        elif shown.empty:
            nothing_passes(cut, rules, passing)
        elif view == NETWORK:
            tied(rules, shown)
        else:
            strongest(rules, shown, passing.rank)
    how_many(rules, shown, passing)
    tables.cuts(rules.cut)
    if len(shown):
        tables.rules(rules, shown)
        offers.bundles(cut, mining, passing, rules)
    offers.one_item(cut, rules)


def main_controls(dataset: Dataset, where: Filter) -> tuple[str, Cut, DeltaGenerator]:
    """The picture, what a basket is, and the place of the controls of the rules."""
    views = [view for view in VIEWS if view != MAP or Item.CATEGORY in dataset.filled]
    with st.container(horizontal=True, vertical_alignment="bottom", key="basket_controls"):
        view = choice("Picture", {name: VIEWS[name] for name in views}, "basket_view")
        level = controls.level(dataset)
        with st.popover("Which rules", icon=":material/tune:", key="which_rules"):
            first, more, last = st.container(), st.container(), st.container()
    with first:
        per = controls.per(dataset)
    with last:
        largest = controls.largest()
    return view, Cut(dataset, where, level, per, largest), more


def strongest(rules: Rules, shown: pd.DataFrame, ranked: str) -> None:
    """The rules that come first, as bars, and what the first says."""
    of, names = SHORT[rules.per], rules.names.to_dict()
    top = charts.once(shown.head(LOOKED_AT)).head(BARS)
    figure = charts.rule_bars(top, names, ranked, rules.n_baskets, of)
    says = findings.one_rule(top.iloc[0], rules)
    with st.container(key="rule_bars"):
        show.chart(figure, "strongest_rules", f"Bars of {counted(len(top), 'rule')}. {says}")
    st.markdown(f"**{says.markdown()}**")
    st.caption(findings.expected_by_chance(top.iloc[0], rules).markdown())


def tied(rules: Rules, shown: pd.DataFrame) -> None:
    """The items of the rules that come first, as a network."""
    picture = st.container(key="basket_network")
    ends = FEW_NODES, network.MOST_NODES
    most = slider("Items drawn", *ends, USUAL_NODES, "basket_nodes", step=2)
    ties = network.tied(shown.head(LOOKED_AT * 5), most)
    names, categories = rules.names.to_dict(), None
    if rules.level == ITEM_LEVEL:
        categories = rules.baskets.categories.dropna().to_dict()
    with picture:
        if not ties.items:
            st.info("All rules that pass have three items or more; a network is of pairs.")
            return
        figure = network.network(ties, names, categories, SHORT[rules.per])
        says = findings.strongest_tie(ties, names, rules.per)
        show.chart(figure, "basket_network_chart", f"Network of rules. {says}")
        st.markdown(f"**{says.markdown()}**")
        st.caption(
            "The strongest ties of each item; thick ones are furthest beyond chance, large discs "
            "in most baskets. Nearness alone means nothing. Point at a line or a disc for its "
            "numbers."
        )


def categories_map(cut: Cut) -> None:
    """Lift of every two categories."""
    rules = results.between_categories(cut)
    of, in_all = SHORT[rules.per], findings.baskets(rules.n_baskets, rules.per)
    if rules.table.empty:
        st.info(f"No two categories were bought together in {in_all}.")
        return
    with st.container(key="category_map"):
        alt = f"Heat map of {rules.baskets.n_items} categories by lift."
        show.chart(charts.lift_map(rules.table, rules.n_baskets, of), "category_lift", alt)
    st.markdown(f"**{findings.best_categories(rules).markdown()}**")
    low = " Most baskets hold few items, so most pairs come out below 1."
    low = low if (rules.table[Rule.LIFT] < 1).mean() > 0.5 else ""
    st.caption(
        f"Every two categories that were bought together, in {in_all}; in "
        f"brackets what may be chance. The rules chosen above do not narrow it.{low}"
    )


def nothing_together(bought: Baskets, where: Filter) -> bool:
    """True where no basket holds two items; the page then says so, and what to do."""
    of = SHORT[bought.per]
    things = "items" if bought.level == ITEM_LEVEL else "categories"
    if not bought.n:
        st.info("Nothing was bought in what the filter leaves: there are no baskets to look at.")
    elif int(bought.sizes.max()) < 2:
        ways = ["at all events (clear the filter)"] * (not where.everything)
        ways += ["at what a customer buys in a day"] * (bought.per != DAY)
        st.info(
            f"All {of} (n = {bought.n:,}) hold a single one of the {things}, so nothing is bought "
            "together." + (f" Look {' or '.join(ways)}." if ways else "")
        )
    else:
        return False
    return True


def nothing_passes(cut: Cut, rules: Rules, passing: RuleFilter) -> None:
    """Why there is no rule to show, with a way on."""
    things = "items" if rules.level == ITEM_LEVEL else "categories"
    top = results.commonest_pair_of(cut)
    if top < rules.min_count:
        st.info(
            f"No two {things} were bought together in "
            f"{findings.baskets(rules.min_count, rules.per)} or more; the commonest pair is in "
            f"{top:,}."
        )
        lower = max(top // 2, 1)
        label = f"Ask for {findings.baskets(lower, rules.per)} instead"
        icon = ":material/filter_alt:"
        st.button(label, key="ask_fewer", icon=icon, on_click=controls.ask_for, args=(lower,))
        return
    st.info(why_nothing(rules, passing))
    icon = ":material/filter_alt_off:"
    st.button("Show every rule", key="loosen", icon=icon, on_click=controls.loosen)


def why_nothing(rules: Rules, passing: RuleFilter) -> str:
    """Why none of the rules is shown, where baskets enough hold pairs."""
    n, of = len(rules.table), SHORT[rules.per]
    if not n:
        return (
            f"In none of the pairs do {rules.min_confidence:.0%} or more of those with the first "
            "hold the second: ask for less under “Which rules”."
        )
    if (rules.table[Rule.LIFT] <= 1).all():
        things = "items" if rules.level == ITEM_LEVEL else "categories"
        every = "the one rule is" if n == 1 else f"all {n:,} rules are"
        return (
            f"These {things} are bought together no more often than chance would have it: {every} "
            f"at chance or below. Where most {of} hold few {things}, that is no sign that they do "
            "not go together."
        )
    may_be = len(rules.filtered(**passing._replace(below_p=None)._asdict()).table)
    if passing.below_p is not None and may_be:
        return (
            f"What passes otherwise, {counted(may_be, 'rule')}, may be chance. With more {of} "
            "more can be told from chance."
        )
    return f"None of {counted(n, 'rule')} passes “Which rules” and the search."


def how_many(rules: Rules, shown: pd.DataFrame, passing: RuleFilter) -> None:
    """The number of rules, of those shown, and what they are made of."""
    sizes = rules.baskets.sizes
    several = float((sizes > 1).mean()) if len(sizes) else 0.0
    least, in_all = (findings.baskets(n, rules.per) for n in (rules.min_count, rules.n_baskets))
    things = "items" if rules.level == ITEM_LEVEL else "categories"
    words = (
        f"Shown: {len(shown):,} of {counted(len(rules.table), 'rule')} that hold in "
        f"{least} or more, and in {rules.min_confidence:.0%} or more of those with the first. "
        f"Made of {in_all}; {percent(several)} of them hold two {things} or more."
    )
    if passing.below_p is not None and len(rules.table):
        hidden = int((rules.table[Rule.P_ADJUSTED] >= SURE).sum())
        words += f" {hidden:,} not surely beyond chance are hidden." if hidden else ""
    st.caption(words)


run.run(page)
