"""Items bought with one item, picked by search: customers also bought."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

from pages.baskets import controls, results, tables
from pages.baskets.controls import ITEM
from pages.baskets.results import SHORT
from pages.ui import item_search, links, show
from pages.ui.frame import Frame
from pages.ui.results import items_of
from shopai.behaviour.baskets.contents import ITEM_LEVEL, Baskets
from shopai.behaviour.baskets.offers import also_bought
from shopai.behaviour.baskets.rules import SURE
from shopai.charts import baskets as charts
from shopai.charts.labels import escape, shortened
from shopai.columns import AlsoBought, Item
from shopai.findings import baskets as findings
from shopai.sentences import plain

ALSO: Final = 10


def view(frame: Frame) -> None:
    cut, _ = controls.cut(frame)
    cut = cut._replace(level=ITEM_LEVEL)
    bought = results.baskets_of(cut)
    names, suggested = items_of(cut.dataset), bought.commonest(item_search.MOST_MATCHES)
    item = picked(bought, suggested)
    if item is None:
        frame.end("No item was bought in what the filter leaves.")
    title, of = str(names[Item.TITLE].get(item, item)), SHORT[bought.per]
    label, icon = plain(shortened(title, 24)), ":material/search:"
    with frame.controls.popover(label, icon=icon, key="basket_item_menu"):
        finder = ("Find an item", "basket_item_search", pick, suggested, "Or one of these:")
        item_search.search(names, bought.ids, *finder)
    companions, n = also_bought(bought, item, ALSO), bought.count_of(item)
    if companions.empty:
        what = "None of them holds" if n else "There is none that holds"
        frame.nothing(
            f"{plain(title)} is in **{n:,} of {findings.baskets(bought.n, bought.per)}**. {what} "
            "anything with it more often than by chance, and more than once: choose another item."
        )
        frame.turn("See the rules", controls.RULES_VIEW, "arrow_forward")
        return
    # first what is no accident, and of that what most have; the bars then fall
    chance = companions[AlsoBought.P_ADJUSTED] >= SURE
    companions = companions.iloc[np.lexsort((-companions[AlsoBought.COUNT], chance))]
    frame.say(findings.best_company(companions, title, n, bought.per))
    head = f"Bought with {escape(shortened(title, 34))}"
    alt = f"Bars of {len(companions)} items bought with {title}."
    show.chart(charts.also_bars(companions, head, n, of), "also_bought", alt)
    controls.lead_on(frame, cut, bought, [item], [str(companions[AlsoBought.ITEM].iloc[0])])
    with frame.files:
        show.download("This list", companions, "bought with", title, key="download_also")
    line = findings.company_in_short(companions)
    with frame.sure(line, "interval", "wilson", "lift", "fisher", "fdr") as box:
        if box.open:
            tables.company(companions)
            tables.cuts(bought.left_out)


def pick(item: str) -> None:
    """Look at `item`; runs before the page does."""
    st.session_state[ITEM] = item
    st.query_params[ITEM] = item


def picked(bought: Baskets, suggested: list[str]) -> str | None:
    """The item chosen here or in the address, else the first suggested."""
    for item in (st.session_state.get(ITEM), st.query_params.get(ITEM)):
        if item is not None and item in bought.ids:
            st.query_params[ITEM] = str(item)
            return str(item)
    if ITEM in st.query_params:
        links.left_out("Item", [st.query_params[ITEM]], suggested[0] if suggested else None)
        del st.query_params[ITEM]
    return suggested[0] if suggested else None
