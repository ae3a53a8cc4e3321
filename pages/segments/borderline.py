"""Customers who stand between two segments, and how clearly the others belong."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.segments.controls import segments
from pages.ui import show
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.notes import names_of, titles_of
from shopai.charts.choose import silhouette_plot
from shopai.columns import Borderline
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.format import counted
from shopai.segments.assignment import borderline, nearness
from shopai.segments.segmentation import Segmentation

#: Which silhouette the plot shows, as its axis says.
FORM: Final = "Silhouette (squared distances)"
#: Columns of the table, and those of *How sure?*.
FIRST: Final[dict[str, Any]] = {
    Borderline.SEGMENT: "Segment",
    Borderline.NEXT: "Next segment",
    Borderline.MARGIN: st.column_config.ProgressColumn(
        "From the line, 0, to the middle, 1", min_value=0, max_value=1, format="%.3f"
    ),
}
DISTANCES: Final[dict[str, Any]] = {
    "_index": "Customer",
    Borderline.DISTANCE: ("Distance to own middle", "%.2f"),
    Borderline.NEXT_DISTANCE: ("Distance to next", "%.2f"),
    Borderline.SILHOUETTE: ("Silhouette (squared)", "%.2f"),
}


@session_cache(6)
def nearness_of(dataset: Dataset, seg: Segmentation) -> pd.DataFrame:  # noqa: ARG001, a key
    """Silhouettes and borderline customers."""
    return nearness(seg)


def view(frame: Frame) -> None:
    dataset = frame.dataset
    _customers, seg = segments(frame)
    near, titles = nearness_of(dataset, seg), titles_of(dataset, seg)
    table, names = borderline(near), names_of(dataset, seg)
    frame.say(findings.near_a_boundary(table, names))
    shown = table.copy()
    for name in (Borderline.SEGMENT, Borderline.NEXT):
        shown[name] = [titles[label] for label in table[name]]
    made_from = (seg.k, seg.features, seg.scaling, seg.space.category_weight)
    key = show.key_of("borderline", dataset.fingerprint, *made_from)
    rows = show.ticked(shown[list(FIRST)], key, {"_index": "Customer"} | FIRST, height=430)
    st.caption(
        "The 5% of customers nearest to a boundary, at most 1,000: do not build much on their "
        "segment. Tick rows to go on with those alone."
    )
    ids = table.index[rows] if rows else table.index
    source = f"Borderline between {seg.k} segments"
    group = Group(ids, "Borderline customers", source)
    whom = counted(len(ids), "customer")
    frame.lead_on(group, "borderline", whom, RECOMMENDATIONS, JOURNEYS)
    label, called = "The borderline customers", f"{seg.k} segments borderline"
    frame.file(label, shown, called, key="download_borderline")
    says = findings.belonging(near, seg, names)
    with frame.sure(says, "silhouette") as box:
        if box.open:
            silhouettes = near[Borderline.SILHOUETTE]
            show.chart(silhouette_plot(silhouettes, seg.labels, titles, FORM), "knife", str(says))
            show.table(shown[list(DISTANCES)[1:]], "borderline_distances", DISTANCES)
            st.caption("Distances are in the features put on one footing.")
