"""Paths: the first steps of journeys, where they lead and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Ints, Texts
from shopai.behaviour.journeys.tokens import Journeys, Of, Per, distinct_in, journeys_of
from shopai.checks import listed, whole_number
from shopai.columns import PathLink, PathNode, State
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.selection.totals import Totals

STEPS: Final = 5
MOST_STEPS: Final = 20
TOP: Final = 6
OPENED: Final = 30  # names shown at a step whose "other" is opened

NODES: Final = [
    PathNode.STEP, PathNode.NAME, PathNode.ROLE,
    PathNode.COUNT, PathNode.SHARE_OF_START, PathNode.SHARE_OF_PREVIOUS,
]  # fmt: skip
LINKS: Final = [
    PathLink.STEP, PathLink.SOURCE, PathLink.TARGET, PathLink.FROM, PathLink.TO,
    PathLink.COUNT, PathLink.SHARE_OF_START, PathLink.SHARE_OF_PREVIOUS,
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Paths:
    """The first steps of journeys, of :func:`~shopai.behaviour.journeys.paths.paths`.

    The places of one step add up to the places of the step before but those who had left,
    and the links into and out of each place to the place itself.
    """

    nodes: pd.DataFrame  # columns.PathNode
    links: pd.DataFrame  # columns.PathLink
    counts: Ints  # (n_names, steps) journeys at each name at each step
    names: Texts  # (n_names,)
    of: Of
    per: Per
    start: str | None  # where the paths begin; None for the start of the journey
    steps: int
    n: int  # journeys on the paths
    without_start: int  # journeys that never come to `start`
    customers: int  # known customers on the paths
    totals: Totals


def paths(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    of: Of = "event",
    per: Per = "session",
    start: str | None = None,
    steps: int = STEPS,
    top: int = TOP,
    expanded: Sequence[int] = (),
    kinds: Sequence[str] = (),
) -> Paths:
    """Follow journeys through their first steps.

    Parameters
    ----------
    of, per, kinds : :func:`~shopai.behaviour.journeys.tokens.journeys_of`; an event like the one
        just before it is no step
    start : the name to begin from, at its first time in each journey; journeys without it are
        counted in `without_start`. None: from the first event.
    steps : how many, 2 … 20
    top : names shown at each step, those with the most journeys; all others are "other"
    expanded : steps (from 1) whose "other" is opened: at these up to 30 names are shown

    Returns places and links that add up: the journeys at the places of a step, "other" and
    "left" (ended after the step before) with them, are those at the step before that had not
    left; what goes into a place comes out of it, but at "left" and at the last step.

    Raises ParameterError, MissingColumns. Linear in the events.

    >>> shopai.paths(dataset, steps=3).n
    9483
    """
    whole_number("steps", steps, 2, MOST_STEPS)
    whole_number("top", top)
    expanded = listed("expanded", expanded, "numbers of steps")
    for step in expanded:
        whole_number("Each step of expanded", step, 1, steps)
    selection = select(dataset, where)
    journeys = journeys_of(selection, of, per, kinds, repeats=False)
    firsts, ends, users = begun(journeys, start)
    columns = list(_columns(journeys, firsts, ends, steps))
    n_names = len(journeys.names)
    counts = np.stack([np.bincount(c[c >= 0], minlength=n_names) for c in columns], axis=1)
    nodes, links = _tables(columns, counts, journeys.names, top, frozenset(expanded))
    return Paths(
        nodes=nodes,
        links=links,
        counts=counts,
        names=journeys.names,
        of=of,
        per=per,
        start=start,
        steps=steps,
        n=len(firsts),
        without_start=journeys.n - len(firsts),
        customers=distinct_in(users[users >= 0]),
        totals=selection.totals,
    )


def step_matrix(paths: Paths) -> pd.DataFrame:
    """The share of all journeys at each name at each step, (names + 2, steps).

    Rows: the names shown at any step, the most journeys first, then "other" and "left", all
    that have ended by then; columns: 1 … steps. Every column adds up to 1; missing throughout
    where there is no journey.

    >>> shopai.step_matrix(shopai.paths(dataset, steps=3)).round(2)
    step        1     2     3
    name
    view      0.6  0.40  0.21
    cart      0.0  0.28  0.19
    search    0.4  0.02  0.03
    purchase  0.0  0.00  0.05
    wishlist  0.0  0.03  0.02
    other     0.0  0.00  0.00
    left      0.0  0.27  0.49
    """
    shown = paths.nodes.loc[paths.nodes[PathNode.ROLE] == PathNode.TOKEN, PathNode.NAME]
    rows = np.flatnonzero(pd.Series(paths.names).isin(shown.unique()).to_numpy())
    rows = rows[np.argsort(-paths.counts[rows].sum(axis=1), kind="stable")]
    there = paths.counts.sum(axis=0)
    table = np.vstack([paths.counts[rows], there - paths.counts[rows].sum(axis=0), paths.n - there])
    names = [*paths.names[rows], State.OTHER, State.LEFT]
    steps = pd.RangeIndex(1, paths.steps + 1, name=PathNode.STEP)
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(table / np.float64(paths.n), pd.Index(names, name=PathNode.NAME), steps)


def begun(journeys: Journeys, start: str | None) -> tuple[Ints, Ints, Codes]:
    """First event on the path, end and customer of each journey that begins."""
    if start is None:
        return journeys.starts[:-1], journeys.starts[1:], journeys.users
    places = np.flatnonzero(journeys.names == str(start))
    if not len(places):
        some = ", ".join(map(str, journeys.names[:10]))
        raise ParameterError(f"No journey can begin with {start!r}; choose among {some}, ….")
    at = np.flatnonzero(journeys.tokens == places[0])
    whose = np.searchsorted(journeys.starts, at, side="right") - 1
    first = np.ones(len(at), dtype=bool)
    first[1:] = whose[1:] != whose[:-1]
    whose = whose[first]
    return at[first], journeys.starts[whose + 1], journeys.users[whose]


def _columns(journeys: Journeys, firsts: Ints, ends: Ints, steps: int) -> list[Codes]:
    """For each step the token of each journey still there at the step before; −1: left."""
    columns: list[Codes] = []
    for step in range(steps):
        at = firsts + step
        inside = at < ends
        column = np.full(len(at), -1, dtype=np.int32)
        column[inside] = journeys.tokens[at[inside]]
        columns.append(column)
        firsts, ends = firsts[inside], ends[inside]
    return columns


def _tables(
    columns: list[Codes], counts: Ints, names: Texts, top: int, expanded: frozenset[int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The places and the links between them; `columns` as of :func:`_columns`."""
    n = len(columns[0])
    nodes: list[tuple[object, ...]] = []
    links: list[tuple[object, ...]] = []
    before, labels_before, rows_before = np.empty(0, np.int64), [""], {0: 0}
    for step, (column, count) in enumerate(zip(columns, counts.T, strict=True), start=1):
        ranked = np.argsort(-count, kind="stable")[: OPENED if step in expanded else top]
        shown = ranked[count[ranked] > 0]
        labels = [*map(str, names[shown]), State.OTHER, State.LEFT]
        place = np.full(len(names) + 1, len(shown), dtype=np.int64)
        place[shown] = np.arange(len(shown))
        place[-1] = len(shown) + 1  # of −1, left
        places = place[column]
        rows = {}  # place of the step -> row of the table of places
        for at, size in enumerate(np.bincount(places, minlength=len(labels)).tolist()):
            if size:
                rows[at] = len(nodes)
                role = PathNode.TOKEN if at < len(shown) else labels[at]
                previous = size / len(places) if step > 1 else np.nan
                nodes.append((step, labels[at], role, size, size / n, previous))
        flows: Ints = np.bincount(before * len(labels) + places) if step > 1 else before
        whole = np.bincount(before)
        for cell in np.flatnonzero(flows):
            source, target = divmod(int(cell), len(labels))
            ends = rows_before[source], rows[target], labels_before[source], labels[target]
            size = int(flows[cell])
            links.append((step - 1, *ends, size, size / n, size / whole[source]))
        before, labels_before, rows_before = places[column >= 0], labels, rows
    return (
        pd.DataFrame(nodes, columns=NODES).astype({PathNode.COUNT: "int64"}),
        pd.DataFrame(links, columns=LINKS).astype({PathLink.COUNT: "int64"}),
    )
