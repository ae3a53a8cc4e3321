"""Uses of the rules: bundles, and what goes with one item."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.baskets import results
from pages.baskets.results import SHORT, Cut, Mining, RuleFilter
from pages.baskets.tables import FIRST, LIFT_COLUMN, SECOND, both_sides
from pages.ui import item_search, links, show
from pages.ui.controls import dropdown, slider
from pages.ui.results import items_of
from shopai.behaviour.baskets.contents import ITEM_LEVEL, Baskets
from shopai.behaviour.baskets.offers import LATEST, MEDIAN, also_bought, assumption
from shopai.behaviour.baskets.rules import Rules
from shopai.charts import baskets as charts
from shopai.charts.baskets import side
from shopai.charts.labels import escape, shortened
from shopai.columns import Bundle, Item, Rule
from shopai.findings import baskets as findings
from shopai.format import counted
from shopai.sentences import plain

PRICES: Final = {LATEST: "What each last sold at", MEDIAN: "The median of its sales"}
SHOWN: Final = 20
ALSO: Final = 10
ITEM: Final = "basket_item"  # in the session state and in the address


def bundles(cut: Cut, mining: Mining, passing: RuleFilter, rules: Rules) -> None:
    """Bundles: items to offer together, what it might bring, and on which assumption."""
    st.subheader("Bundles to try", anchor=False)
    left, middle, right = st.columns(3)
    take_up = slider(
        "Of those with only the first, … % take the offer",
        1,
        50,
        5,
        "bundle_take_up",
        format="%d%%",
        help="Nobody knows this before trying: try the offer on some customers, then set "
        "this to what came of it.",
        at=left,
    )
    label = "Discount on the second"
    discount = slider(label, 0, 90, 10, "bundle_discount", format="%d%%", at=middle)
    fixed = cut.level != ITEM_LEVEL
    about = "Of categories always the median."
    price = dropdown("Prices", PRICES, "bundle_price", disabled=fixed, help=about, at=right)
    share, off = take_up / 100, discount / 100
    offers = results.bundles_of(cut, mining, passing, share, off, price)
    if offers.empty:
        st.info(
            "None of the rules shown above offers a single thing and is surely more than chance, "
            "so there is nothing to bundle: show more of them."
        )
        return
    currency = cut.dataset.currency
    says = findings.best_bundle(offers, rules, currency, share, off)
    st.markdown(f"**{says.markdown()}**")
    st.caption(
        f"{plain(assumption(share, off))} Revenue over the time the baskets are from, not "
        "profit; what would have been bought later anyway is not taken off. Postage and the like "
        "can be left out under “Which rules”."
    )
    _bundle_table(offers, rules, currency)


def _bundle_table(table: pd.DataFrame, rules: Rules, currency: str | None) -> None:
    of, names = SHORT[rules.per], rules.names.to_dict()
    rows = table.assign(
        **{
            FIRST: [side(items, names) for items in table[Bundle.ANTECEDENTS]],
            SECOND: [side(items, names) for items in table[Bundle.CONSEQUENTS]],
        }
    ).drop(columns=[Bundle.ANTECEDENTS, Bundle.CONSEQUENTS])
    text = st.column_config.TextColumn
    unit = f" ({currency})" if currency else ""
    columns = {
        FIRST: text("Who buys", width="medium"),
        SECOND: text("is offered", width="medium"),
        Bundle.NET: (f"Net{unit}", "%,.0f", "Extra revenue less discount given away."),
        Bundle.EXTRA: (f"Extra revenue{unit}", "%,.0f", "From those who take the offer."),
        Bundle.GIVEN: (
            f"Given away{unit}", "%,.0f",
            "The discount to those who would have bought both at full price.",
        ),
        Bundle.BREAK_EVEN: (
            "Pays from", "%.1f%%",
            "The share that must take the offer for it to cost nothing.",
        ),
        Bundle.MISSED: (
            f"{of.capitalize()} to win", "localized", "With the first and without the second."
        ),
        Bundle.COUNT: (f"{of.capitalize()} with both", "localized"),
        Bundle.PRICE: (f"Price of both{unit}", "%,.2f"),
        Bundle.OFFER: (f"As a bundle{unit}", "%,.2f"),
        Bundle.LIFT: LIFT_COLUMN,
    }  # fmt: skip
    shown = rows.head(SHOWN).assign(**{Bundle.BREAK_EVEN: rows[Bundle.BREAK_EVEN] * 100})
    show.table(shown, "bundle_table", columns, column_order=list(columns))
    if len(rows) > SHOWN:
        st.caption(f"The {SHOWN} that bring most; the download has {len(rows)}.")
    label = f"Download {counted(len(rows), 'bundle')}"
    show.download(label, both_sides(table, names), "bundles", key="download_bundles")


def one_item(cut: Cut, rules: Rules) -> None:
    """Items bought with one item, picked by search."""
    st.subheader("Customers also bought", anchor=False)
    bought = results.baskets_of(cut._replace(level=ITEM_LEVEL))
    names = items_of(cut.dataset)
    suggested = _suggested(bought, rules)
    finder = ("Find an item", "basket_item_search", _pick, suggested, "Or one of these:")
    item_search.search(names, bought.ids, *finder)
    item = _picked(bought, suggested)
    if item is None:
        st.info("No item was bought in these baskets.")
        return
    _company(bought, item, str(names[Item.TITLE].get(item, item)))


def _suggested(bought: Baskets, rules: Rules) -> list[str]:
    """Items that stand first in the rules, then those bought most often."""
    most, first = item_search.MOST_MATCHES, []
    if rules.level == ITEM_LEVEL and len(rules.table):
        first = [item for items in rules.table[Rule.ANTECEDENTS].head(200) for item in items]
    common = bought.commonest(most)
    return [str(item) for item in dict.fromkeys([*first, *common])][:most]


def _pick(item: str) -> None:
    st.session_state[ITEM] = item
    st.query_params[ITEM] = item


def _picked(bought: Baskets, suggested: list[str]) -> str | None:
    """The item chosen here or in the address, else the first suggested."""
    for item in (st.session_state.get(ITEM), st.query_params.get(ITEM)):
        if item is not None and item in bought.ids:
            st.query_params[ITEM] = str(item)
            return str(item)
    if ITEM in st.query_params:
        links.left_out("Item", [st.query_params[ITEM]], suggested[0] if suggested else None)
        del st.query_params[ITEM]
    return suggested[0] if suggested else None


def _company(bought: Baskets, item: str, title: str) -> None:
    """The chart and the table of what goes with `item`."""
    of = SHORT[bought.per]
    companions = also_bought(bought, item, ALSO)
    n = bought.count_of(item)
    if companions.empty:
        in_all = findings.baskets(bought.n, bought.per)
        what = "None of them holds" if n else "There is none that holds"
        st.info(
            f"{plain(title)} is in {n:,} of {in_all}. {what} anything with it more "
            "often than by chance, and more than once."
        )
        return
    head = f"Bought with {escape(shortened(title, 34))}"
    alt = f"Bars of {len(companions)} items bought with {title}."
    show.chart(charts.also_bars(companions, head, n, of), "also_bought", alt)
    says = findings.best_company(companions, title, n, bought.per)
    st.markdown(f"**{says.markdown()}**")
    called = ("bought with", title)
    show.download("Download this list", companions, *called, key="download_also")
