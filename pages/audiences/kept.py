"""The audiences there are, and the ways on with one of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.audiences import files
from pages.audiences.choice import chosen
from pages.ui import leads, notes, segment_settings, show
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import BASKETS, JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.results import features_of
from shopai.audiences import MOST_CHARACTERS, Audience, audience_table
from shopai.columns import AudienceShare, SegmentShare
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.findings import audiences as findings
from shopai.findings import segments
from shopai.segments.profile import summary
from shopai.sentences import plain


@session_cache(4)
def table_of(dataset: Dataset, audiences: tuple[Audience, ...]) -> pd.DataFrame:
    """Size and revenue of each audience."""
    return audience_table(audiences, features_of(dataset))


def view(frame: Frame) -> None:
    dataset = frame.dataset
    audiences = notes.current(dataset).audiences
    if not audiences:
        first(frame)
        return
    audience = chosen(frame, audiences)
    table = table_of(dataset, audiences)
    frame.say(findings.best_audience(table))
    known = table.dropna(axis=1, how="all")
    show.table(known, "audience_table", columns(dataset), height="content")
    group = Group(audience.customers, audience.name, audience.source)
    frame.lead_on(group, "audience", audience.name, RECOMMENDATIONS, JOURNEYS, BASKETS, save=False)
    with frame.next:
        change(dataset, audience)
    with frame.files:
        files.ids(dataset, audience)
    frame.file("This table", table, "audiences", key="download_audiences")


def first(frame: Frame) -> None:
    """Nothing is kept yet: the segments to choose from, what an audience is, and the ways on."""
    dataset = frame.dataset
    seg = segment_settings.segments(dataset)
    groups = [leads.of_segment(dataset, seg, label) for label in range(seg.k)]
    table = summary(seg, features_of(dataset))
    best = segments.best(table)
    share, earns = table[SegmentShare.CUSTOMER_SHARE][best], table[SegmentShare.REVENUE_SHARE][best]
    frame.say(segments.first_to_keep(groups[best].name, float(share), float(earns)))
    offered = tuple(
        Audience(group.name[:MOST_CHARACTERS], group.ids, group.source, dataset.fingerprint)
        for group in groups
    )
    choices = table_of(dataset, offered).dropna(axis=1, how="all")
    rows = show.ticked(choices, "first_segments", columns(dataset), height="content")
    st.caption(
        "An audience is a group of customers with a name: a segment, customers you drew around "
        "on a chart, or all who fit a rule. Save one to compare it with others, recommend to it, "
        "download its ids, or make the file that Google or Meta ads need. Tick a segment to lead "
        "on with that one."
    )
    group = groups[rows[0] if rows else best]
    frame.lead_on(group, "first", group.name, RECOMMENDATIONS, JOURNEYS)
    frame.turn("Make one by a rule", "new", "rule", new_audience="rule")


def columns(dataset: Dataset) -> dict[str, Any]:
    """Titles and formats of the table of audiences."""
    unit = f" ({dataset.currency})" if dataset.currency else ""
    column = st.column_config.TextColumn
    return {
        AudienceShare.AUDIENCE: column("Audience", width="medium"),
        AudienceShare.CUSTOMERS: ("Customers", "localized"),
        AudienceShare.CUSTOMER_SHARE: ("Of customers", "percent"),
        AudienceShare.REVENUE: (f"Net spend{unit}", "%,.0f"),
        AudienceShare.REVENUE_SHARE: (
            "Of revenue", "percent", "Of what all known customers spent."
        ),
        AudienceShare.AVERAGE_ORDER: (
            f"Average order{unit}", "%,.2f", "Purchases before refunds / orders."
        ),
        AudienceShare.SOURCE: column("Made from", width="large"),
    }  # fmt: skip


def change(dataset: Dataset, audience: Audience) -> None:
    """Buttons to rename or delete the audience."""
    name = audience.name
    with st.popover("Rename", icon=":material/edit:", key="audience_rename"):
        box = f"rename_{audience.digest[:12]}"
        st.text_input("New name", name, key=box, max_chars=MOST_CHARACTERS)
        st.button(
            "Rename", key="rename_save", on_click=_rename, args=(dataset, name, box),
            type="primary",
        )  # fmt: skip
    with st.popover("Delete", icon=":material/delete:", key="audience_delete"):
        st.markdown(f"Delete **{plain(name)}**? Its customers stay where they are.")
        left = (dataset, notes.current(dataset).without(name))
        st.button("Delete", key="delete_yes", on_click=notes.put, args=left, type="primary")


def _rename(dataset: Dataset, old: str, box: str) -> None:
    try:
        renamed = notes.current(dataset).renaming(old, str(st.session_state.get(box) or ""))
    except ParameterError as error:
        st.toast(plain(error), icon=":material/error:")
        return
    place = [audience.name for audience in notes.current(dataset).audiences].index(old)
    notes.put(dataset, renamed)
    st.session_state["audience"] = renamed.audiences[place].name
