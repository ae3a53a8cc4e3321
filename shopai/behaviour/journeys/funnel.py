"""The funnel: how many reach each step, how long it takes, and who drops off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.arrays import Array, Codes, Ints, Texts
from shopai.behaviour.journeys.attempts import ANY, FOREVER, ORDERED, STRICT, best_attempts
from shopai.behaviour.journeys.funnel_table import By, Funnel, Order, table_of
from shopai.behaviour.journeys.tokens import (
    Per,
    checked_kinds,
    customer_starts,
    distinct_in,
    require,
)
from shopai.checks import duration, listed, one_of
from shopai.columns import Event, FunnelStep, Kind, Line, State
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.selection.filter import Filter
from shopai.selection.selection import NO_TIME, Selection, select
from shopai.selection.sessions import by_session

#: A step: a kind of event, or a kind and the category of its item.
StepSpec = str | tuple[str, str]

STEPS: Final = (Kind.VIEW, Kind.CART, Kind.PURCHASE)
MOST_STEPS: Final = 10

MODES: Final[dict[Order, int]] = {"strict": STRICT, "ordered": ORDERED, "any": ANY}

#: 1970-01-01 was a Thursday: the Monday of its week is day −3.
MONDAY: Final = 3


def funnel(
    dataset: Dataset,
    where: Filter | None = None,
    steps: Sequence[StepSpec] = STEPS,
    *,
    order: Order = "ordered",
    window: timedelta | None = None,
    per: Per = "customer",
    by: By | pd.Series | None = None,
) -> Funnel:
    """Count the customers, or sessions, that reach each step.

    Parameters
    ----------
    steps : kinds of events, or (kind, category) for events with an item of that category
    order : "ordered", one after the other, with anything in between; "strict", one right after
        the other, no other event of the customer (or session) in between, of the events that
        pass `where`: one of another category or channel is not seen; "any", all done, in
        whatever order (no event may do for two steps then)
    window : the longest time from the first step to any other; None: no limit. With "any"
        the others may be as long before the first step as after it.
    per : "customer", over all events of a known customer, guests left out; "session", within
        one session of a customer or guest, events without a session left out
    by : groups. "channel", "device" or "week" (from Monday): by the event an attempt
        begins with, so that who begins in two groups is in both. "category": all steps with
        items of one category ("strict" then looks past events of others). A Series of names
        by customer id: the customer's own group. What has none is "not known".

    Every event that can be step 1 begins an attempt, and the attempt that gets furthest
    counts: who fails once and buys later has bought. Its further steps are the earliest that
    can be. Of equally deep attempts the first gives the times. The time of an event the source
    gives no time for is unknown: it can be step 1, and nothing further (but in "any" without
    a window, where time does not matter). Events of the same instant keep the order of the
    source.

    A week is whole where the data cover it and the window after it. Per customer without a
    window no week ever is: who began lately has had less time than who began long ago.

    The intervals are Wilson's; per session with fewer independent trials where customers have
    several (:func:`~shopai.intervals.clustered`).

    Raises ParameterError, MissingColumns. Linear in the events.

    >>> shopai.funnel(dataset, per="session").table[["name", "journeys"]]
           name  journeys
    0      view      9483
    1      cart      4607
    2  purchase      3787
    """
    asked = _checked(steps, order, window, per, by)
    needs = ["event", per, *([by] if isinstance(by, str) else [])]
    if len(asked) > 1 and (order != "any" or window is not None):
        needs.append("time")
    if any(not isinstance(step, str) for step in asked):
        needs.append("category")
    require(dataset, "Funnels", *needs)
    selection = select(dataset, where)
    grouping = "segment" if isinstance(by, pd.Series) else by
    events = _read(selection, asked, order, per, grouping)
    places, groups, depth, timed, times = best_attempts(
        events.matches,
        events.moments,
        events.groups,
        events.starts,
        len(asked),
        MODES[order],
        FOREVER if window is None else window // timedelta(microseconds=1),
    )
    members, names = events.users[places], events.names
    if isinstance(by, pd.Series):
        groups, names = _own_groups(by, selection.users, members)
    groups, names = _ranked(groups, names, grouping)
    labels = tuple(step if isinstance(step, str) else f"{step[0]}: {step[1]}" for step in asked)
    table = table_of(labels, names, groups, members, depth, timed, times)
    if grouping == "week" and len(table):
        whole = _covered(table[FunnelStep.GROUP], selection, window)
        endless = per == "customer" and window is None and len(asked) > 1
        table[FunnelStep.WHOLE] = whole & (not endless)
    n, totals = distinct_in(events.journeys[places]), selection.totals
    return Funnel(
        table=table,
        steps=labels,
        order=order,
        window=window,
        per=per,
        by=grouping,
        groups=tuple(map(str, names)),
        n=n,
        customers=distinct_in(members[members >= 0]),
        totals=totals,
        reached=depth,
        members=members,
        group=groups,
        users=selection.users,
    )


def _checked(
    steps: Sequence[StepSpec], order: str, window: timedelta | None, per: str, by: object
) -> tuple[StepSpec, ...]:
    steps = listed("steps", steps, f"1 to {MOST_STEPS} steps")
    if not 1 <= len(steps) <= MOST_STEPS:
        raise ParameterError(f"A funnel has a list of 1 to {MOST_STEPS} steps; found {steps!r}.")
    asked = tuple(map(_step, steps))
    checked_kinds([s if isinstance(s, str) else s[0] for s in asked])
    one_of("order", order, MODES)
    one_of("per", per, get_args(Per))
    if order == "any" and len(set(asked)) < len(asked):
        raise ParameterError(
            "In a funnel of any order the steps must differ, for one event would do for both; "
            f"found {', '.join(map(str, asked))}."
        )
    within = [step for step in asked if not isinstance(step, str) and step[0] in asked]
    if order == "any" and within:
        raise ParameterError(
            f"In a funnel of any order one {within[0][0]} of {within[0][1]} would do for two "
            f"steps, {within[0][0]} and {within[0][0]} of {within[0][1]}. Take one of them out, or "
            "ask for an order."
        )
    if window is not None:
        duration("window", window, above=True)
    if not (by is None or isinstance(by, pd.Series)):
        one_of("by, where it is no Series of names by customer,", by, get_args(By))
    return asked


def _step(asked: object) -> StepSpec:
    if isinstance(asked, str):
        return asked
    parts = listed("A step", asked, "a kind of event and a category, or the kind alone")
    if len(parts) != 2:
        raise ParameterError(
            f"A step is a kind of event, or one and a category, such as ('view', 'Kitchen'); "
            f"found {asked!r}."
        )
    return str(parts[0]), str(parts[1])


@dataclass(frozen=True, eq=False)
class _Events:
    """Events for the loop, journey by journey, each in order of time."""

    matches: npt.NDArray[np.uint16]  # (m,)
    moments: Ints  # (m,) µs
    groups: Codes  # (m,) of an attempt that begins with the event; (0,) for one group
    starts: Ints  # (n + 1,)
    users: Codes  # (n,) customer of each journey, −1 for a guest
    journeys: Codes  # (n,) the journey; the same more than once where it is split by category
    names: Texts  # (n_groups,)


def _read(
    selection: Selection, asked: tuple[StepSpec, ...], order: str, per: Per, by: str | None
) -> _Events:
    needs_item = by == "category" or any(not isinstance(step, str) for step in asked)
    columns = [Event.USER, Event.KIND, Line.INSTANT]
    columns += [Event.EPOCH] if by == "week" else []
    columns += [Event.SESSION] if per == "session" else []
    columns += [Event.ITEM] if needs_item else []
    columns += {"channel": [Event.CHANNEL], "device": [Event.DEVICE]}.get(by or "", [])
    kinds = None  # strictly in order, any other event counts
    if order != "strict":
        kinds = sorted({step if isinstance(step, str) else step[0] for step in asked})
    arrays = selection.arrays(*columns, kinds=kinds)
    matches = _matches(selection, asked, arrays)
    groups, names = _groups(selection, by, arrays)
    users: Codes = arrays[Event.USER]
    moments: Ints = arrays[Line.INSTANT]
    if per == "session":
        starts, positions = by_session(users, arrays.pop(Event.SESSION))
    else:  # guests stand first and have no journeys
        guests = int(np.searchsorted(users, 0))
        starts, positions = customer_starts(users[guests:]) + guests, None
    journeys = np.arange(len(starts) - 1, dtype=np.int32)
    if by == "category":  # each journey once more for each category of its events
        at = np.arange(starts[0], starts[-1]) if positions is None else positions
        whose = np.repeat(journeys, np.diff(starts))
        starts, order_of = by_session(whose, (groups[at] + 1).astype(np.uint64))
        moved = slice(None) if order_of is None else order_of
        positions, journeys = at[moved], whose[moved][starts[:-1]]
    if positions is not None:
        matches, moments, users = matches[positions], moments[positions], users[positions]
        groups = groups[positions] if len(groups) else groups
    return _Events(matches, moments, groups, starts, users[starts[:-1]], journeys, names)


def _matches(
    selection: Selection, asked: tuple[StepSpec, ...], arrays: dict[str, Array]
) -> npt.NDArray[np.uint16]:
    """(m,) bit j is set where the event can be step j + 1."""
    by_kind = np.zeros(len(Kind.ALL), dtype=np.uint16)
    for j, step in enumerate(asked):
        if isinstance(step, str):
            by_kind[Kind.ALL.index(step)] |= np.uint16(1 << j)
    matches = by_kind[arrays[Event.KIND]]
    for j, step in enumerate(asked):
        if isinstance(step, str):
            continue
        codes, names = selection.categories
        if step[1] not in names:
            raise ParameterError(f"There is no category called {step[1]!r} in these data.")
        inside = np.append(codes == names.get_loc(step[1]), False)[arrays[Event.ITEM]]
        inside &= arrays[Event.KIND] == Kind.ALL.index(step[0])
        matches |= np.where(inside, np.uint16(1 << j), np.uint16(0))
    return matches


def _groups(selection: Selection, by: str | None, arrays: dict[str, Array]) -> tuple[Codes, Texts]:
    """The group of each event, and the groups' names; (0,) and one name without groups."""
    if by == "week":
        return _weeks(arrays[Event.EPOCH])
    if by == "category":
        codes, index = selection.categories
        codes = np.append(codes, -1)[arrays[Event.ITEM]]
    elif by == "channel":
        codes, index = arrays[Event.CHANNEL], selection.channels
    elif by == "device":
        codes, index = arrays[Event.DEVICE], selection.devices
    else:
        return np.empty(0, np.int32), np.array([FunnelStep.EVERYONE], dtype=object)
    return _coded(codes, index)


def _coded(codes: Codes, index: pd.Index) -> tuple[Codes, Texts]:
    """−1 as a last group of its own, or as the one already called "not known"."""
    names = index.to_numpy(dtype=object)
    if State.UNKNOWN in index:
        unknown = int(index.get_indexer(pd.Index([State.UNKNOWN]))[0])
    else:
        unknown, names = len(names), np.append(names, np.array([State.UNKNOWN], dtype=object))
    return np.where(codes < 0, unknown, codes).astype(np.int32), names


def _weeks(epochs: Ints) -> tuple[Codes, Texts]:
    """The week of each event, called by its Monday; those without a time "not known"."""
    timed = epochs != NO_TIME
    if not timed.any():
        return np.zeros(len(epochs), np.int32), np.array([State.UNKNOWN], dtype=object)
    first, last = ((int(e) // DAY_US + MONDAY) // 7 for e in (epochs[timed].min(), epochs.max()))
    weeks = (epochs // DAY_US + MONDAY) // 7 - first
    mondays = pd.to_datetime(np.arange(first, last + 1) * 7 - MONDAY, unit="D")
    names = np.array([*mondays.strftime("%Y-%m-%d"), State.UNKNOWN], dtype=object)
    return np.where(timed, weeks, last - first + 1).astype(np.int32), names


def _own_groups(by: pd.Series, users: pd.Index, members: Codes) -> tuple[Codes, Texts]:
    if by.index.has_duplicates:
        raise ParameterError(
            "A customer is in one group; the groups given name some customers more than once."
        )
    codes, index = pd.factorize(by, sort=True)
    place = by.index.astype("str").get_indexer(users)
    of_user = np.append(np.where(place < 0, -1, np.append(codes, -1)[place]), -1)
    return _coded(of_user[members].astype(np.int32), pd.Index(index).astype("str"))


def _ranked(groups: Codes, names: Texts, by: str | None) -> tuple[Codes, Texts]:
    """The groups there are, the largest first; weeks and customers' own groups as they come."""
    counts = np.bincount(groups, minlength=len(names))
    order = (
        np.arange(len(names)) if by in ("week", "segment") else np.argsort(-counts, kind="stable")
    )
    order = order if by is None else order[counts[order] > 0]
    place = np.zeros(len(names), np.int32)
    place[order] = np.arange(len(order))
    return place[groups], names[order]


def _covered(mondays: pd.Series, selection: Selection, window: timedelta | None) -> pd.Series:
    """Weeks the data hold whole, with the window after their last instant."""
    first, last = selection.watched_us or (0, 0)
    begin = pd.to_datetime(mondays.where(mondays != State.UNKNOWN))
    known_from = pd.Timestamp(first, unit="us").floor("D")
    known_until = pd.Timestamp(last + 1, unit="us")  # from here on
    if window is None:
        window, known_until = timedelta(0), known_until.ceil("D")
    return (begin >= known_from) & (begin + pd.Timedelta(days=7) + window <= known_until)
