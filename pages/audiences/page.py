"""Audiences: customers under a name, to keep, compare and hand over."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.audiences import files, new_audience
from pages.ui import guard, notes, run, segment_settings, show
from pages.ui.audiences import announce, name_and_save
from pages.ui.controls import choice, dropdown
from pages.ui.keys import session_cache
from pages.ui.notes import names_of
from pages.ui.results import features_of
from shopai.audiences import (
    MOST_CHARACTERS,
    Audience,
    Overlap,
    audience_table,
    exclusive_intersections,
    overlap,
)
from shopai.charts import audiences as charts
from shopai.columns import AudienceShare, SegmentShare
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.findings import audiences as findings
from shopai.findings.segments import first_to_keep
from shopai.segments.profile import summary
from shopai.sentences import plain

COMPARED: Final = {"groups": "Exact groups", "pairs": "Two at a time"}


@session_cache(4, "Comparing the audiences …")
def compared_of(
    dataset: Dataset, audiences: tuple[Audience, ...]
) -> tuple[pd.DataFrame, Overlap, pd.DataFrame]:
    """Size and revenue of each audience, what each two share, and who is in exactly which."""
    customers = features_of(dataset)
    return (
        audience_table(audiences, customers),
        overlap(audiences),
        exclusive_intersections(audiences, customers),
    )


def page() -> None:
    dataset = guard.opened("Audiences", "Customers under a name: to keep, compare and hand over.")
    announce()
    audiences = notes.current(dataset).audiences
    if audiences:
        table, shared, groups = compared_of(dataset, audiences)
        overview(dataset, table)
        if len(audiences) > 1:
            compared(audiences, shared, groups)
        st.subheader("Use an audience", anchor=False)
        one(dataset, audiences)
    else:
        first(dataset)
    st.subheader("New audience", anchor=False)
    new_audience.form(dataset, audiences)
    st.subheader("Notes", anchor=False)
    files.notebook(dataset)


def first(dataset: Dataset) -> None:
    """Nothing is kept yet: what an audience is, and the first one ready to save."""
    seg = segment_settings.segments(dataset)
    names = names_of(dataset, seg)
    table = summary(seg, features_of(dataset))
    brings = table[SegmentShare.REVENUE]
    by = brings if brings.notna().all() else table[SegmentShare.CUSTOMERS]
    best = int(by.to_numpy().argmax())
    st.info(
        "An audience is a group of customers with a name: a segment, customers you drew around "
        "on a chart, or all who fit a rule. Save one to compare it with others, download its ids, "
        "or make the file that Google or Meta ads need.",
        icon=":material/group_add:",
    )
    share, earns = table[SegmentShare.CUSTOMER_SHARE][best], table[SegmentShare.REVENUE_SHARE][best]
    st.markdown(first_to_keep(names[best], float(share), float(earns)).markdown())
    members = seg.labels.index[seg.labels == best]
    name_and_save(dataset, members, names[best], f"Segment {best + 1} of {seg.k}", "first_audience")


def overview(dataset: Dataset, table: pd.DataFrame) -> None:
    """Every audience's size and revenue, and what stands out."""
    st.markdown(findings.best_audience(table).markdown())
    unit = f" ({dataset.currency})" if dataset.currency else ""
    column = st.column_config.TextColumn
    columns = {
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
    show.table(table.dropna(axis=1, how="all"), "audience_table", columns, height="content")
    called = (dataset.name, "audiences")
    show.download("Download this table", table, *called, key="download_audiences")


def compared(audiences: tuple[Audience, ...], shared: Overlap, groups: pd.DataFrame) -> None:
    """The customers the audiences share."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    left.subheader("Overlap", anchor=False)
    with right, st.container(horizontal_alignment="right"):
        hidden: dict[str, Any] = {"label_visibility": "collapsed", "in_address": False}
        view = choice("Overlap as", COMPARED, "audience_overlap", **hidden)
    names = [audience.name for audience in audiences]
    figure = charts.intersections(groups, names) if view == "groups" else charts.shared_map(shared)
    show.told(figure, f"audience_{view}", findings.most_shared(names, shared))


def one(dataset: Dataset, audiences: tuple[Audience, ...]) -> None:
    """One audience: rename, delete, download, hand to an ad platform."""
    names = [audience.name for audience in audiences]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = dropdown("Audience", names, "audience", names[-1], in_address=False, width=340)
        audience = audiences[names.index(name)]
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
        files.ids(dataset, audience)
    with st.expander("File for Google or Meta ads", icon=":material/ads_click:", expanded=True):
        files.customer_match(dataset, audience)


def _rename(dataset: Dataset, old: str, box: str) -> None:
    try:
        renamed = notes.current(dataset).renaming(old, str(st.session_state.get(box) or ""))
    except ParameterError as error:
        st.toast(plain(error), icon=":material/error:")
        return
    place = [audience.name for audience in notes.current(dataset).audiences].index(old)
    notes.put(dataset, renamed)
    st.session_state["audience"] = renamed.audiences[place].name


run.run(page)
