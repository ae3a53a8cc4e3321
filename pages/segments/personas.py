"""Personas on a page: who is in each segment by a rule one can say, and why one customer is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isnan
from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import notes, picker, show
from pages.ui.controls import keep_valid
from pages.ui.notes import names_of
from shopai.audiences import MOST_CHARACTERS
from shopai.charts import personas as charts
from shopai.charts.theme import colour
from shopai.columns import PersonaTable
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.segments.persona.membership import explain_customer
from shopai.segments.persona.personas import Personas
from shopai.segments.profile import summary
from shopai.segments.segmentation import Segmentation
from shopai.sentences import plain

#: The search box's key: also the name of the customer in the page's address.
WHY: Final = "why_customer"
#: Where the session state holds the fingerprint of the data it was searched in.
SEARCHED: Final = "why_customer_in"
#: Cards beside one another on a wide screen.
ABREAST: Final = 3
#: The key of the box that holds the tree: whether it is open.
TREE: Final = "rules_as_tree"
#: Where the session state holds what became of a renaming.
SAID: Final = "renaming_refused"


def section(
    dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, personas: Personas
) -> None:
    """The personas, how far their rules can be trusted, and one customer's explanation.

    `customers`: the table that was segmented; `personas`: those of `seg`.
    """
    names = names_of(dataset, seg)
    st.subheader("Who they are", anchor=False)
    if refused := st.session_state.pop(SAID, None):
        st.error(refused, icon=":material/error:")
    table = summary(seg, customers)
    # in rows of three; on a phone one below another
    for begin in range(0, seg.k, ABREAST):
        labels = range(begin, min(begin + ABREAST, seg.k))
        for label, column in zip(labels, st.columns(ABREAST), strict=False):
            with column, st.container(border=True, height="stretch", key=f"persona_{label}"):
                card(dataset, label, names[label], personas, table)
    st.markdown(findings.rules_agree(personas).markdown())
    # drawn only where it is open: a closed one would still hold up each step of the K slider
    with st.expander(
        "The rules as a tree", key=TREE, icon=":material/account_tree:", on_change="rerun"
    ) as room:
        if room.open:
            outline(personas, names)
    why(dataset, customers, seg, personas, names)


def outline(personas: Personas, names: Sequence[str]) -> None:
    """The tree the rules come from."""
    figure = charts.tree(personas, names)
    show.chart(figure, "persona_tree", "Outline of the questions that tell the segments.")
    st.caption(
        "Read from the top: of two rows on a line, a customer goes where the words are true. "
        "Beside a segment's name: the share of all customers who get there, and how many of "
        "those K-means has in that segment too."
    )


def card(dataset: Dataset, label: int, name: str, personas: Personas, table: pd.DataFrame) -> None:
    """One segment: name, size, rule, and how well the rule tells its customers."""
    row = personas.table.to_dict("index")[label]
    share = table.to_dict("index")[label]
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small"
    ):
        st.html(
            f'<span style="display:inline-block;width:.8em;height:.8em;border-radius:50%;'
            f'margin-right:.5em;background:{colour(label)}"></span>'
            f"<b>{label + 1} {escape(name)}</b>"
        )
        rename(dataset, label, str(row[PersonaTable.NAME]))
    st.caption(findings.size_of(share).markdown())
    said = [str(row[PersonaTable.RULE]), str(row[PersonaTable.STANDS_OUT])]
    rule, stands_out = (text[:1].upper() + text[1:] for text in said)
    st.markdown(plain(rule) + (f"  \n:gray[{plain(stands_out)}]" if stands_out else ""))
    st.caption(how_well(personas, label))


def how_well(personas: Personas, label: int) -> str:
    """The part of the segment's customers the rule catches, and of others with them."""
    row = personas.table.to_dict("index")[label]
    recall, precision = float(row[PersonaTable.RECALL]), float(row[PersonaTable.PRECISION])
    own = " A rule of its own, beside the tree." if row[PersonaTable.OWN_TREE] else ""
    if isnan(recall) or isnan(precision):
        return f"Too few customers to test the rule on.{own}"
    return (
        f"The rule catches {recall:.0%} of them; {precision:.0%} of those it catches "
        f"belong here.{own}"
    )


def rename(dataset: Dataset, label: int, suggested: str) -> None:
    """A pencil that opens a box for another name; an empty box brings the suggestion back."""
    key = f"rename_{dataset.fingerprint[:8]}_{label}"
    pencil = f"open_rename_{label}"
    with st.popover(":material/edit:", type="tertiary", help="Rename this segment", key=pencil):
        st.text_input(
            f"Name of segment {label + 1}",
            notes.current(dataset).names.get(label, ""),
            key=key,
            placeholder=suggested[:MOST_CHARACTERS],
            max_chars=MOST_CHARACTERS,
            help="Press Enter to keep it; empty it to have the suggested name back.",
            on_change=_rename,
            args=(dataset, label, key),
        )


def _rename(dataset: Dataset, label: int, key: str) -> None:
    """Runs before the page does, so that the page has the new name from its first line."""
    try:
        name = str(st.session_state.get(key) or "")
        notes.put(dataset, notes.current(dataset).naming(label, name))
    except ParameterError as error:
        st.session_state[SAID] = plain(error)


def why(
    dataset: Dataset,
    customers: pd.DataFrame,
    seg: Segmentation,
    personas: Personas,
    names: Sequence[str],
) -> None:
    """One customer: in which segment, how near the next, and which features decide."""
    st.subheader("Why is this customer in this segment?", anchor=False)
    # an id looked up in another data set is no search in this one
    if st.session_state.get(SEARCHED, dataset.fingerprint) != dataset.fingerprint:
        keep_valid(WHY, list(customers.index))
    st.session_state[SEARCHED] = dataset.fingerprint
    invitation = "Search for a customer to see what decides."
    user = picker.search(dataset, WHY, str(customers.index[0]), invitation, among=customers.index)
    if user is None:
        return
    member = explain_customer(seg, customers, user)
    st.markdown(f"**{plain(member.sentence(names, dataset.currency))}**")
    label, rule = personas.reading(member.point)
    verdict = "as well" if label == member.label else "in error"
    st.caption(
        f"By the tree: {plain(rule)}. It takes this customer for {plain(names[label])}, {verdict}."
    )
    figure = charts.contributions(member, names, dataset.currency)
    show.chart(figure, "why_chart", "Bars of what each feature adds to the difference.")
