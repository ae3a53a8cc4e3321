"""Every two categories: bought together more often than chance would have it, or less."""

from __future__ import annotations

import streamlit as st

from pages.baskets import controls, results, tables
from pages.baskets.results import SHORT
from pages.ui import show
from pages.ui.frame import Frame
from shopai.behaviour.baskets.contents import CATEGORY_LEVEL
from shopai.charts import baskets as charts
from shopai.columns import Item, Rule
from shopai.findings import baskets as findings


def view(frame: Frame) -> None:
    cut, _ = controls.cut(frame)
    if Item.CATEGORY not in frame.dataset.filled:
        frame.turn("See the bundles", "bundles", "arrow_forward")
        frame.end(
            "These data do not say which category an item is of. Open a file with a category "
            "column, or one of items beside it, to see which categories go together."
        )
    cut = cut._replace(level=CATEGORY_LEVEL)
    rules = results.between_categories(cut)
    of, in_all = SHORT[rules.per], findings.baskets(rules.n_baskets, rules.per)
    if rules.table.empty:
        frame.turn("See the bundles", "bundles", "arrow_forward")
        frame.end(f"No two categories were bought together in {in_all}.")
    frame.say(findings.best_categories(rules))
    with st.container(key="category_map"):
        alt = f"Heat map of {rules.baskets.n_items} categories by lift."
        show.chart(charts.lift_map(rules.table, rules.n_baskets, of), "category_lift", alt)
    best = findings.strongest_categories(rules)
    if best is not None:
        controls.lead_on(frame, cut, rules, best[Rule.ANTECEDENTS], best[Rule.CONSEQUENTS])
    frame.turn("See the bundles", "bundles", "arrow_forward")
    with frame.files:
        tables.downloads(rules, rules.table)
    with frame.sure("", "lift", "fisher", "fdr") as box:
        if box.open:
            low = " Most baskets hold few items, so most pairs come out below 1."
            low = low if (rules.table[Rule.LIFT] < 1).mean() > 0.5 else ""
            st.markdown(
                f"Every two categories that were bought together, in {in_all}; in brackets what "
                f"may be chance. The rules chosen in other views do not narrow it.{low}"
            )
            tables.measures(rules, rules.table)
            tables.cuts(rules.baskets.left_out)
