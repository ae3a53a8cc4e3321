"""The paths view of the Journeys page: the first steps as a Sankey diagram, and the step matrix."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import streamlit as st

from pages.journeys.controls import (
    TOGETHER,
    kinds_control,
    kinds_held,
    of_control,
    per_control,
)
from pages.ui import show
from pages.ui.controls import SHARED, dropdown, keep_valid, slider
from pages.ui.keys import session_cache
from pages.ui.links import taken
from pages.ui.results import choices_of
from shopai.behaviour.journeys import paths as core
from shopai.behaviour.journeys.paths import Paths, step_matrix
from shopai.behaviour.journeys.tokens import Of, Per
from shopai.charts import paths as charts
from shopai.charts.journeys import UNITS, called
from shopai.columns import Item, PathNode, State
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.selection.filter import Filter
from shopai.sentences import plain

#: Items on offer to begin at: the most frequent.
MOST_STARTS: Final = 100
FIRST_STEP: Final = "The first step"
#: Below this width the columns of a Sankey run into one another: it is then scrolled sideways.
NARROW: Final = 150  # pixels a column


paths_of = session_cache(12, "Following the paths …")(core.paths)


def view(dataset: Dataset, where: Filter) -> None:
    """Controls, Sankey, sentence, step matrix, downloads."""
    left, middle, right = st.columns([3, 2, 1.4], vertical_alignment="bottom")
    of = of_control(dataset, "paths_of", left)
    per = per_control(dataset, "paths_per", at=middle)
    with right, st.popover("More", icon=":material/tune:", width="stretch"):
        kinds = kinds_control(dataset, of, "paths_kinds")
        steps = slider("Steps", 2, 8, 4, "paths_steps")
        about = "The rest is “Other”."
        top = slider("Names at each step", 2, 12, 6, "paths_top", help=about)
        start = start_control(dataset, where, of, per, kinds)
    opened = tuple(step for step in st.session_state.get("paths_opened") or () if step <= steps)
    chosen_paths = partial(
        paths_of, dataset, where, of=of, per=per, kinds=kinds, start=start, steps=steps,
        top=top,
    )  # fmt: skip
    paths = chosen_paths(expanded=opened)
    if not paths.n:
        show.note("No journey has a step of this kind.")
        return
    says = findings.most_taken_path(paths)
    st.html(
        "<style>.st-key-paths_room {overflow-x: auto;} "
        f".st-key-paths_room > * {{min-width: {NARROW * steps}px;}}</style>"
    )
    with st.container(key="paths_room"):
        show.chart(charts.path_flows(paths), "paths", str(says))
    st.markdown(says.markdown())
    open_others(chosen_paths())
    if paths.without_start:
        name = plain(called(str(paths.start), of))
        unit = UNITS[per]
        st.caption(f"{paths.without_start:,} {unit} never come to {name} and are left out.")
    st.caption(
        "Percentages are of all journeys. “Left” ended after the step before. A step just like "
        "the one before it is not counted again."
    )
    if paths.of != "event":
        st.caption(TOGETHER)
    matrix = step_matrix(paths)
    alt = f"Share of the {UNITS[per]} at each of {len(matrix)} places at each step."
    show.chart(charts.step_map(matrix, paths), "step_matrix", alt)
    with st.container(horizontal=True):
        for what, table in (("paths", paths.links), ("step matrix", matrix)):
            key = f"download_{what.split()[-1]}"
            show.download(f"Download the {what}", table, dataset.name, what, key=key)


def start_control(
    dataset: Dataset, where: Filter, of: Of, per: Per, kinds: tuple[str, ...]
) -> str | None:
    """The start of the paths; None for the first step of the journey."""
    options = [FIRST_STEP, *names_of(dataset, where, of, per, kinds)]
    start = dropdown(
        "Begin at",
        options,
        "paths_start",
        help="The paths then begin where each journey first comes there.",
        format_func=lambda name: name if name == FIRST_STEP else called(name, of),
        in_address=False,
    )
    return None if start == FIRST_STEP else start


def names_of(
    dataset: Dataset, where: Filter, of: Of, per: Per, kinds: tuple[str, ...]
) -> list[str]:
    """The names paths can begin at; of items those that most journeys come to first or second."""
    if of == "event":
        return kinds_held(dataset)
    if of == "category":
        return list(choices_of(dataset, Item.CATEGORY))
    every = paths_of(dataset, where, of=of, per=per, kinds=kinds, steps=2, top=1)
    totals = every.counts.sum(axis=1)
    ranked = np.argsort(-totals, kind="stable")[:MOST_STARTS]
    return [str(every.names[place]) for place in ranked if totals[place]]


def open_others(closed: Paths) -> None:
    """Chooses the steps whose “Other” is taken apart."""
    others = closed.nodes[closed.nodes[PathNode.ROLE] == State.OTHER]
    steps = others[PathNode.STEP].tolist()
    keep_valid("paths_opened", steps)
    if steps:
        taken(
            st.pills,
            "Take “Other” apart at step",
            steps,
            selection_mode="multi",
            key="paths_opened",
            help="Shows up to 30 names there.",
            **SHARED,
        )
