"""Rules: what is bought with what, as bars or as a network."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.baskets import controls, tables
from pages.baskets.controls import Chosen
from pages.baskets.results import SHORT
from pages.ui import show
from pages.ui.controls import choice, slider
from pages.ui.frame import Frame
from shopai.behaviour.baskets.contents import ITEM_LEVEL
from shopai.charts import baskets as charts
from shopai.charts import network
from shopai.columns import Rule
from shopai.findings import baskets as findings
from shopai.format import counted

BARS: Final = 8
#: Rules looked through for the bars: those that part the same items are drawn once.
LOOKED_AT: Final = 2_000
STRONGEST, NETWORK = "strongest", "network"
PICTURES: Final = {STRONGEST: "Strongest", NETWORK: "Network"}
FEW_NODES, USUAL_NODES = 6, 24
TERMS: Final = (
    "support", "confidence", "lift", "leverage", "conviction", "zhang", "fisher", "fdr",
)  # fmt: skip


def view(frame: Frame) -> None:
    look: dict[str, Any] = {"label_visibility": "collapsed", "at": frame.controls}
    picture = choice("Picture", PICTURES, "basket_picture", **look)
    chosen = controls.chosen(frame)
    rules, shown = chosen.rules, chosen.shown
    first = charts.once(shown.head(LOOKED_AT))
    if picture == NETWORK:
        tied(frame, chosen)
    else:
        strongest(frame, chosen, first.head(BARS))
    with frame.more:
        rows = tables.rules(rules, shown)
    ticked = shown.iloc[rows[0]] if rows else first.iloc[0]
    sides = ticked[Rule.ANTECEDENTS], ticked[Rule.CONSEQUENTS]
    controls.lead_on(frame, chosen.cut, rules, *sides)
    with frame.files:
        tables.downloads(rules, shown)
    line = findings.expected_by_chance(ticked, rules)
    with frame.sure(line, *TERMS) as box:
        if box.open:
            tables.measures(rules, shown)
            controls.made_of(chosen)


def strongest(frame: Frame, chosen: Chosen, top: pd.DataFrame) -> None:
    """The rules that come first, as bars."""
    rules, of = chosen.rules, SHORT[chosen.rules.per]
    says = findings.together(top.iloc[0], rules)
    frame.say(says)
    names, ranked = rules.names.to_dict(), chosen.passing.rank
    figure = charts.rule_bars(top, names, ranked, rules.n_baskets, of)
    with st.container(key="rule_bars"):
        show.chart(figure, "strongest_rules", f"Bars of {counted(len(top), 'rule')}. {says}")


def tied(frame: Frame, chosen: Chosen) -> None:
    """The items of the rules that come first, as a network."""
    rules, ends = chosen.rules, (FEW_NODES, network.MOST_NODES)
    most = slider("Items drawn", *ends, USUAL_NODES, "basket_nodes", step=2, at=frame.settings)
    ties = network.tied(chosen.shown.head(LOOKED_AT * 5), most)
    if not ties.items:
        frame.nothing("All rules that pass have three items or more; a network is of pairs.")
        return
    names, categories = rules.names.to_dict(), None
    if rules.level == ITEM_LEVEL:
        categories = rules.baskets.categories.dropna().to_dict()
    figure = network.network(ties, names, categories, SHORT[rules.per])
    says = findings.strongest_tie(ties, names, rules.per)
    frame.say(says)
    with st.container(key="basket_network"):
        show.chart(figure, "basket_network_chart", f"Network of rules. {says}")
    st.caption(
        "The strongest ties of each item; thick ones are furthest beyond chance, large discs "
        "in most baskets. Nearness alone means nothing. Point at a line or a disc for its "
        "numbers."
    )
