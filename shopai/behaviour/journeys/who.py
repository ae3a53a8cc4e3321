"""Customers by the way they went: those who began so, and those whose last steps are these."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shopai.arrays import Ints, Mask
from shopai.behaviour.journeys.paths import begun
from shopai.behaviour.journeys.tokens import Journeys, Of, Per, journeys_of
from shopai.columns import Event
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import select


def began_with(
    dataset: Dataset,
    where: Filter | None,
    way: Sequence[str],
    *,
    of: Of = "event",
    per: Per = "session",
    start: str | None = None,
    kinds: Sequence[str] = (),
) -> pd.Index:
    """Ids of the known customers with a journey whose first steps are `way`.

    way : names of steps, as in the links of :func:`~shopai.behaviour.journeys.paths.paths`
    of, per, start, kinds : as there, errors too

    In the order of the data set's customers. Linear in the events.

    >>> len(shopai.began_with(dataset, None, ["view", "cart"])) > 0
    True
    """
    selection = select(dataset, where)
    journeys = journeys_of(selection, of, per, kinds, repeats=False)
    firsts, ends, users = begun(journeys, start)
    chosen = users[_are(journeys, firsts, firsts + len(way) <= ends, way)]
    ids: pd.Index = selection.users[np.unique(chosen[chosen >= 0])]
    return ids.rename(Event.USER)


def last_at(
    dataset: Dataset,
    where: Filter | None,
    steps: Sequence[str],
    *,
    of: Of = "event",
    kinds: Sequence[str] = (),
    repeats: bool = True,
) -> pd.Index:
    """Ids of the known customers whose last steps of all are `steps`, one after the other.

    of : "event", "category" or "item": what a step is
    kinds : of events that are steps; none: all
    repeats : whether a step just like the one before it counts again

    In the order of the data set's customers. Linear in the events. Raises ParameterError for
    other values, and MissingColumns where the data lack the column.

    >>> shopai.last_at(dataset, None, ["purchase"]).name
    'user_id'
    """
    selection = select(dataset, where)
    journeys = journeys_of(selection, of, "customer", kinds, repeats)
    firsts = journeys.starts[1:] - len(steps)
    chosen = journeys.users[_are(journeys, firsts, firsts >= journeys.starts[:-1], steps)]
    ids: pd.Index = selection.users[chosen]
    return ids.rename(Event.USER)


def _are(journeys: Journeys, firsts: Ints, long: Mask, names: Sequence[str]) -> Mask:
    """(n,) journeys that are `long` enough and have the steps `names` from `firsts` on."""
    fits = long.copy()
    for place, name in enumerate(names):
        at = journeys.tokens[firsts[fits] + place]
        fits[fits] = journeys.names[at] == name
    return fits
