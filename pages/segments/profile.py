"""Every segment's mean of each feature, against all customers', with intervals."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st
from pandas.io.formats.style import Styler

from pages.segments.controls import segments
from pages.ui import show
from pages.ui.controls import choice
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, of_segment
from pages.ui.notes import names_of, titles_of
from pages.ui.results import features_of
from shopai.charts.labels import feature_label
from shopai.charts.profile_table import INDEX, INTERVALS, MEANS, profile_styles
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.format import listed
from shopai.segments.profile import Profile, profile_table
from shopai.segments.profile import profile as profiled
from shopai.segments.segmentation import Segmentation
from shopai.sentences import plain

#: Pixels of the table: with the caption below it ends within the first screen.
PROFILE_HEIGHT: Final = 580
SHOWN: Final = {INDEX: "100 = average", MEANS: "Averages", INTERVALS: "With 95% interval"}


@session_cache(6)
def profile_of(dataset: Dataset, seg: Segmentation) -> Profile:
    """Differences between the segments, with intervals."""
    return profiled(seg, features_of(dataset))


def view(frame: Frame) -> None:
    dataset = frame.dataset
    _customers, seg = segments(frame)
    averages, names = profile_of(dataset, seg), names_of(dataset, seg)
    shown = choice("Figures", SHOWN, "centres", INDEX, at=frame.settings)
    frame.say(findings.most_apart(averages, names))
    styled = profile_styles(averages, titles_of(dataset, seg), shown, dataset.currency)
    show.table(styled, "centre_table", profile_columns(styled), height=PROFILE_HEIGHT)
    if shown != MEANS:
        st.caption(
            "100 is the average customer, 200 twice the average; blue is above, orange below, "
            "grey may be no difference at all."
        )
    label = findings.apart(averages)
    if label is not None:
        group = of_segment(dataset, seg, label[0])
        frame.lead_on(group, "apart", group.name, RECOMMENDATIONS, JOURNEYS)
    with frame.sure("", "interval", "bootstrap") as box:
        if box.open:
            made_from = listed([feature_label(name).lower() for name in seg.features])
            st.markdown(
                f"The segments were made from {plain(made_from)}. Grey: the 95% bootstrap interval "
                "covers 100. Every customer counts alike, so rates and averages differ from the "
                "Overview's, where every visit and order does."
            )
    table, called = partial(profile_table, averages, names), f"{seg.k} segments profile"
    frame.file("This table", table, called, key="download_centres")


def profile_columns(styled: Styler) -> dict[Any, Any]:
    """Columns of a `profile_styles`: row titles whole, figures to the right."""
    figures = {name: st.column_config.Column(alignment="right") for name in styled.columns}
    return {"_index": st.column_config.Column(width=190), **figures}
