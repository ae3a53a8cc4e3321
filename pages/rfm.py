"""RFM: how recently, how often and for how much customers bought."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import audiences, guard, run, segment_settings, show
from pages.ui.keys import session_cache
from pages.ui.notes import names_of
from pages.ui.results import features_of
from shopai.charts import rfm as charts
from shopai.charts.labels import feature_unit, in_unit
from shopai.columns import FEATURES, RfmTable
from shopai.events.dataset import Dataset
from shopai.findings import rfm as findings
from shopai.format import counted, listed
from shopai.segments.rfm import MEASURES, Rfm, cross_tab, grid, score_customers


@session_cache(2)
def rfm_of(dataset: Dataset) -> Rfm:
    """The buyers' RFM scores and groups."""
    return score_customers(features_of(dataset))


def page() -> None:
    dataset = guard.opened("RFM", "How recently, how often and for how much customers bought.")
    rfm = rfm_of(dataset)
    figure = charts.grid_map(grid(rfm.scores), dataset.currency)
    show.told(figure, "rfm_grid", findings.best_group(rfm))
    if without := findings.without_score(rfm):
        st.caption(" ".join(said.markdown() for said in without))
    groups(dataset, rfm)
    rules(dataset, rfm)
    beside_segments(dataset, rfm)


def groups(dataset: Dataset, rfm: Rfm) -> None:
    """The groups to pick from, and the customers of those picked."""
    st.subheader("The groups", anchor=False)
    table = rfm.groups.reset_index()
    rows = show.ticked(table, "rfm_groups", _columns(dataset.currency), height="content")
    names = table[RfmTable.GROUP].iloc[rows].astype(str).tolist()
    ids = rfm.scores.index[rfm.scores[RfmTable.GROUP].isin(names)]
    with st.container(horizontal=True, vertical_alignment="center"):
        called = (dataset.name, "rfm groups")
        show.download("Download this table", rfm.groups, *called, key="download_groups")
        label, scores = "Download all customers with their score", rfm.scores
        if names:
            label, scores = f"Download {counted(len(ids), 'picked customer')}", scores.loc[ids]
        show.download(label, scores, dataset.name, "rfm", *names[:3], key="download_scores")
        title = listed(names, 3)
        audiences.offer(dataset, ids, f"RFM {title}", f"RFM: {listed(names)}", "rfm_audience")
    if not names:
        st.caption("Tick groups in the table to download or save just those customers.")


def rules(dataset: Dataset, rfm: Rfm) -> None:
    """The meaning of scores and names, with the cut points of these data."""
    with st.expander("The rules: what makes a score, and what a group", icon=":material/rule:"):
        st.markdown(
            "Each customer has three scores from 1 to 5, 5 being the best fifth: **R** for how "
            "recently they bought, **F** for how often and **M** for how much. Customers with the "
            "same value always share a score, so the fifths are not all of one size."
        )
        show.table(scores_in_words(rfm.edges, dataset.currency), "rfm_edges")
        st.markdown(
            "R and **FM**, the mean of F and M with a half rounded up, place the customer in one "
            "of eleven groups:"
        )
        columns = _columns(dataset.currency)
        show.table(rfm.rules.reset_index(), "rfm_rules", columns, height="content")


def scores_in_words(edges: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """One row a score, 5 first: which days, orders and spend have it, and how many customers."""
    words: dict[str, list[object]] = {}
    for score, measure in MEASURES.items():
        mine = edges[edges[RfmTable.MEASURE] == measure]
        words["Score"] = mine[RfmTable.SCORE].to_list()
        words[f"{score}: {FEATURES[measure].label.lower()}"] = [
            _words(low, high, measure, currency)
            for low, high in zip(mine[RfmTable.LOW], mine[RfmTable.HIGH], strict=True)
        ]
        words[f"{score}: customers"] = mine[RfmTable.CUSTOMERS].to_list()
    return pd.DataFrame(words)


def _words(low: float, high: float, measure: str, currency: str | None) -> str:
    """From `low` to `high` in the measure's unit; nobody where they are missing."""
    if math.isnan(low):
        return "nobody"
    unit = feature_unit(measure)
    first, last = (in_unit(value, unit, currency) for value in (low, high))
    return first if first == last else f"{first} to {last}"


def beside_segments(dataset: Dataset, rfm: Rfm) -> None:
    """The groups beside the segments as chosen on the Segments page."""
    st.subheader("Beside the segments", anchor=False)
    seg = segment_settings.segments(dataset)
    table = cross_tab(rfm.scores[RfmTable.GROUP], seg.labels)
    figure = charts.cross_map(table, names_of(dataset, seg))
    show.told(figure, "rfm_segments", findings.beside_segments(table, seg.k))
    st.caption(
        "1 means the same grouping, 0 no more agreement than chance would give. The segments are "
        "those chosen on the Segments page; only customers with a score are compared."
    )
    counts = table.counts.rename(columns=lambda label: int(label) + 1)
    called = (dataset.name, "rfm groups by segment")
    show.download("Download these counts", counts, *called, key="download_cross")


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


run.run(page)
