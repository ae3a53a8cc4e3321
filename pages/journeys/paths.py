"""The paths view of the Journeys page: the first steps as a Sankey diagram, and the step matrix."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

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
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import RECOMMENDATIONS, Group
from pages.ui.links import taken
from pages.ui.results import choices_of
from shopai.behaviour.journeys import paths as core
from shopai.behaviour.journeys.paths import Paths, step_matrix
from shopai.behaviour.journeys.tokens import Of, Per
from shopai.behaviour.journeys.who import began_with
from shopai.charts import paths as charts
from shopai.charts.journeys import UNIT, UNITS, all_called, called
from shopai.columns import Event, Item, PathNode, State
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.format import counted
from shopai.selection.filter import Filter
from shopai.sentences import plain

#: Items on offer to begin at: the most frequent.
MOST_STARTS: Final = 100
FIRST_STEP: Final = "The first step"
#: Below this width the columns of a Sankey run into one another: it is then scrolled sideways.
NARROW: Final = 150  # pixels a column


paths_of = session_cache(12, "Following the paths …")(core.paths)
began_with_of = session_cache(12)(began_with)


def view(frame: Frame) -> None:
    """The first steps as a Sankey diagram; who took the most common way."""
    dataset, where = frame.dataset, frame.where
    # of thousands of items no path is taken by many
    of = of_control(frame, "paths_of", sold="event")
    per = per_control(frame, "paths_per")
    kinds = kinds_control(frame, of, "paths_kinds")
    steps = slider("Steps", 2, 8, 4, "paths_steps", at=frame.settings)
    about = "The rest is “Other”."
    top = slider("Names at each step", 2, 12, 6, "paths_top", help=about, at=frame.settings)
    start = start_control(frame, of, per, kinds)
    way: dict[str, Any] = {"of": of, "per": per, "kinds": kinds, "start": start}
    chosen_paths = partial(paths_of, dataset, where, **way, steps=steps, top=top)
    opened = tuple(step for step in st.session_state.get("paths_opened") or () if step <= steps)
    paths = chosen_paths(expanded=opened)
    if not paths.n:
        frame.end("No journey has a step of this kind. Choose other steps, or a longer time.")
    says = findings.most_taken_path(paths)
    frame.say(says)
    st.html(
        "<style>.st-key-paths_room {overflow-x: auto;} "
        f".st-key-paths_room > * {{min-width: {NARROW * steps}px;}}</style>"
    )
    with st.container(key="paths_room"):
        show.chart(charts.path_flows(paths), "paths", str(says))
    if paths.without_start:
        name = plain(called(str(paths.start), of))
        unit = UNITS[per]
        st.caption(f"{paths.without_start:,} {unit} never come to {name} and are left out.")
    with frame.settings:
        open_others(chosen_paths())
    lead_on(frame, findings.most_taken(paths), way)
    matrix = step_matrix(paths)
    with frame.more:
        alt = f"Share of the {UNITS[per]} at each of {len(matrix)} places at each step."
        show.chart(charts.step_map(matrix, paths), "step_matrix", alt)
    frame.file("The paths", paths.links, "paths", key="download_paths")
    frame.file("Where they are at each step", matrix, "step matrix", key="download_matrix")
    with frame.sure(f"{counted(paths.n, UNIT[per])}, {counted(paths.customers, 'customer')}"):
        st.markdown(
            "Percentages are of all journeys. “Left” ended after the step before. A step just "
            "like the one before it is not counted again." + ("" if of == "event" else TOGETHER)
        )


def lead_on(frame: Frame, ends: tuple[str, str] | None, way: dict[str, Any]) -> None:
    """The ways on with those who took the way from the first to the second of `ends`."""
    if ends is None or State.OTHER in ends or Event.USER not in frame.dataset.filled:
        frame.turn("See what comes next", "next", "arrow_forward")
        return
    ids = began_with_of(frame.dataset, frame.where, ends, **way)
    written = all_called(ends, way["of"])
    group = Group(ids, f"Began {written}", f"Journeys that begin {written}")
    whom = f"{counted(len(ids), 'customer')} who began so"
    frame.lead_on(group, "path", whom, RECOMMENDATIONS)


def start_control(frame: Frame, of: Of, per: Per, kinds: tuple[str, ...]) -> str | None:
    """The start of the paths; None for the first step of the journey."""
    options = [FIRST_STEP, *names_of(frame.dataset, frame.where, of, per, kinds)]
    start = dropdown(
        "Begin at",
        options,
        "paths_start",
        help="The paths then begin where each journey first comes there.",
        format_func=lambda name: name if name == FIRST_STEP else called(name, of),
        in_address=False,
        at=frame.settings,
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
