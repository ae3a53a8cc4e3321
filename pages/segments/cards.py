"""Cards of the segments: name, share, what sets it apart, and the ways on with its customers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import leads, notes, show
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS
from pages.ui.notes import names_of
from pages.ui.results import personas_of
from shopai.audiences import MOST_CHARACTERS
from shopai.charts import personas as charts
from shopai.charts.theme import colour
from shopai.columns import PersonaTable
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.segments.persona.personas import Personas
from shopai.segments.segmentation import Segmentation
from shopai.sentences import plain

#: Cards beside one another on a wide screen, at most.
ABREAST: Final = 5
#: Where the session state holds what became of a renaming.
SAID: Final = "renaming_refused"


def row(frame: Frame, seg: Segmentation, table: pd.DataFrame) -> None:
    """A card a segment, in rows; on a phone one below another. `table`: their summary."""
    dataset = frame.dataset
    names, personas = names_of(dataset, seg), personas_of(dataset, seg)
    if refused := st.session_state.pop(SAID, None):
        st.error(refused, icon=":material/error:")
    rows = -(-seg.k // ABREAST)
    abreast = -(-seg.k // rows)
    for begin in range(0, seg.k, abreast):
        labels = range(begin, min(begin + abreast, seg.k))
        for label, column in zip(labels, st.columns(abreast), strict=False):
            with (
                column,
                st.container(border=True, height="stretch", key=f"persona_{label}", gap="xsmall"),
            ):
                card(dataset, seg, label, names[label], personas, table)


def card(
    dataset: Dataset,
    seg: Segmentation,
    label: int,
    name: str,
    personas: Personas,
    table: pd.DataFrame,
) -> None:
    """One segment: name, shares, rule, what stands out, and the ways on."""
    persona, share = personas.table.to_dict("index")[label], table.to_dict("index")[label]
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small",
        wrap=False,
    ):  # fmt: skip
        st.html(
            f'<span style="display:inline-block;width:.8em;height:.8em;border-radius:50%;'
            f'margin-right:.5em;background:{colour(label)}"></span>'
            f"<b>{label + 1} {escape(name)}</b>"
        )
        rename(dataset, label, str(persona[PersonaTable.NAME]))
    st.caption(findings.shares_of(share, dataset.currency).markdown())
    said = [str(persona[PersonaTable.RULE]), str(persona[PersonaTable.STANDS_OUT])]
    rule, stands_out = (text[:1].upper() + text[1:] for text in said)
    st.markdown(plain(rule) + (f"  \n:gray[{plain(stands_out)}]" if stands_out else ""))
    with st.container(horizontal=True, gap="xsmall", key=f"ways_{label}"):
        group = leads.of_segment(dataset, seg, label)
        leads.links(dataset, group, f"segment_{label}", RECOMMENDATIONS, JOURNEYS)


def how_well(personas: Personas, names: Sequence[str]) -> None:
    """Of each segment's customers those its rule catches, and of others with them."""
    table = personas.table.assign(**{PersonaTable.NAME: list(names)})
    columns = {
        PersonaTable.NAME: "Segment",
        PersonaTable.RULE: "Rule",
        PersonaTable.RECALL: ("Of the segment, the rule catches", "percent"),
        PersonaTable.PRECISION: ("Of those it catches, belong here", "percent"),
        PersonaTable.OWN_TREE: "A rule of its own, beside the tree",
    }
    show.table(table[list(columns)], "rules_table", columns, height="content")


def outline(personas: Personas, names: Sequence[str]) -> None:
    """The tree the rules come from."""
    figure = charts.tree(personas, names)
    show.chart(figure, "persona_tree", "Outline of the questions that tell the segments.")
    st.caption(
        "Read from the top: of two rows on a line, a customer goes where the words are true. "
        "Beside a segment's name: the share of all customers who get there, and how many of "
        "those K-means has in that segment too."
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
