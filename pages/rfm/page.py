"""RFM: how recently, how often and for how much customers bought."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import frame, segment_settings, show
from pages.ui.controls import dropdown
from pages.ui.keys import session_cache
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.notes import names_of, titles_of
from pages.ui.results import features_of
from shopai.charts import rfm as charts
from shopai.columns import RfmTable
from shopai.events.dataset import Dataset
from shopai.findings import rfm as findings
from shopai.format import counted, listed
from shopai.segments.rfm import Rfm, cross_tab, grid, score_customers


@session_cache(2)
def rfm_of(dataset: Dataset) -> Rfm:
    """The buyers' RFM scores and groups."""
    return score_customers(features_of(dataset))


def groups(page: frame.Frame) -> None:
    """The grid of the groups, and a table of them to tick."""
    dataset, rfm = page.dataset, rfm_of(page.dataset)
    says, best = findings.best_group(rfm), findings.best(rfm)
    page.say(says)
    show.chart(charts.grid_map(grid(rfm.scores), dataset.currency), "rfm_grid", str(says))
    advice, table = page.more.container(), rfm.groups.reset_index()
    with page.more:
        st.caption(f"Tick groups here to go on with those instead of {best}.")
        rows = show.ticked(table, "rfm_groups", _columns(dataset.currency), height="content")
    ticks = table[RfmTable.GROUP].iloc[rows].astype(str).tolist()
    ids = lead_on(page, rfm, ticks or [best], advice)
    page.file("The groups", rfm.groups, "rfm groups", key="download_groups")
    label, scores = "All customers with their score", rfm.scores
    if ticks:
        label, scores = counted(len(ids), "picked customer"), scores.loc[ids]
    page.file(label, scores, "rfm", *ticks[:3], key="download_scores")
    how_sure(page, rfm)


def lead_on(page: frame.Frame, rfm: Rfm, names: list[str], advice: DeltaGenerator) -> pd.Index:
    """The ways on with the customers of these groups, and what to do; returns their ids."""
    ids = rfm.scores.index[rfm.scores[RfmTable.GROUP].isin(names)]
    group = Group(ids, f"RFM {listed(names, 3)}", f"RFM: {listed(names)}")
    page.lead_on(group, "rfm", listed(names, 3), RECOMMENDATIONS, JOURNEYS)
    for name in names[:3]:
        who, action = (rfm.rules[column][name] for column in (RfmTable.MEANING, RfmTable.ACTION))
        advice.markdown(f"**{name}**: {who} *{action}*")
    return ids


def how_sure(page: frame.Frame, rfm: Rfm) -> None:
    """The customers without a score, and what the scores cannot tell."""
    without = " ".join(says.markdown() for says in findings.without_score(rfm))
    with page.sure(without or "Scores compare these customers with one another.") as box:
        if box.open:
            st.markdown(
                f"{without} A score of 5 is the best fifth of this shop. The names of the groups "
                "are custom in the trade; their bounds differ from tool to tool, and those used "
                "here are under “The rules”."
            )


def rules(page: frame.Frame) -> None:
    """The meaning of scores and names, with the cut points of these data."""
    rfm, currency = rfm_of(page.dataset), page.dataset.currency
    page.say(findings.rules(rfm))
    show.table(findings.scores_in_words(rfm.edges, currency), "rfm_edges")
    show.table(rfm.rules.reset_index(), "rfm_rules", _columns(currency), height="content")
    lead_on(page, rfm, [findings.best(rfm)], page.more)
    with page.sure() as box:
        if box.open:
            st.markdown(
                "Customers with the same value always share a score, so the fifths are not all of "
                "one size. **FM** is the mean of F and M, a half rounded up."
            )


def beside_segments(page: frame.Frame) -> None:
    """The groups beside the segments as chosen on the Segments page."""
    dataset, rfm = page.dataset, rfm_of(page.dataset)
    seg = segment_settings.segments(dataset)
    labels, titles = rfm.scores[RfmTable.GROUP], titles_of(dataset, seg)
    table = cross_tab(labels, seg.labels)
    names = [str(name) for name in table.counts.index]
    look: dict[str, Any] = {"width": 220, "at": page.controls}
    name = dropdown("Group", names, "rfm_group", findings.best(rfm), **look)
    label = int(table.counts.columns[int(table.counts.loc[name].to_numpy().argmax())])
    page.say(findings.beside_segments(table, name, titles[label]))
    alt = f"Shares of the groups' customers in {seg.k} segments."
    show.chart(charts.cross_map(table, names_of(dataset, seg)), "rfm_segments", alt)
    both = labels.index[(labels == name) & (seg.labels.reindex(labels.index) == label)]
    title = f"{name} in {titles[label]}"
    page.lead_on(Group(both, title, f"RFM: {title}"), "cross", title, RECOMMENDATIONS, JOURNEYS)
    with page.sure(findings.agreement(table, seg.k), "rand", "k-means") as box:
        if box.open:
            st.markdown(
                "The segments are those chosen on the Segments page; only customers with a score "
                "are compared."
            )
    counts = table.counts.rename(columns=dict(enumerate(titles)))
    page.file("These counts", counts, "rfm groups by segment", key="download_cross")


def _columns(currency: str | None) -> dict[str, Any]:
    money = f" ({currency})" if currency else ""
    return {
        RfmTable.GROUP: "Group",
        RfmTable.CUSTOMERS: ("Customers", "localized"),
        RfmTable.CUSTOMER_SHARE: ("Share of buyers", "percent"),
        RfmTable.REVENUE: (f"Net spend{money}", "%,.0f"),
        RfmTable.REVENUE_SHARE: ("Share of spend", "percent"),
        RfmTable.MEAN_RECENCY: ("Days since last purchase, mean", "%,.1f"),
        RfmTable.MEAN_FREQUENCY: ("Orders, mean", "%,.1f"),
        RfmTable.MEAN_MONETARY: (f"Net spend, mean{money}", "%,.2f"),
        RfmTable.MEANING: st.column_config.TextColumn("Who they are", width="large"),
        RfmTable.ACTION: st.column_config.TextColumn("What to do", width="large"),
    }


VIEWS = {
    "groups": frame.View("Groups", groups),
    "segments": frame.View("Beside the segments", beside_segments),
    "rules": frame.View("The rules", rules),
}

frame.show(frame.Page("rfm", "RFM", VIEWS, key="rfm_view"))
