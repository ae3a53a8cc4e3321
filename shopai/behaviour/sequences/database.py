"""Sequences of steps as flat arrays, for the compiled loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from shopai.arrays import Array, Codes, Hashes, Ints, Mask, Texts
from shopai.behaviour.journeys.tokens import Of, Per
from shopai.columns import Event, Kind
from shopai.selection.selection import NO_TIME, Selection
from shopai.selection.sessions import sessions_of, sorted_by
from shopai.selection.totals import SHOPPING


class Sequences(NamedTuple):
    """Sequences of steps in order of time, all sequences of one customer side by side.

    Sequence s is the steps starts[s] to starts[s + 1]; none is empty.
    """

    steps: Codes  # (n_steps,) code of what was done, 0 … n_codes − 1
    times: Ints  # (n_steps,) µs since 1970, never falling within a sequence
    starts: Codes  # (n_sequences + 1,)
    customers: Codes  # (n_sequences,) whose it is, 0 … n_customers − 1, never falling
    n_codes: int
    n_customers: int

    @property
    def n_sequences(self) -> int:
        return len(self.customers)


def grouped(
    steps: Codes, times: Ints, users: Codes, visits: Hashes | None, n_codes: int
) -> Sequences:
    """Sequences of steps that are in order of customer, then of time.

    Parameters
    ----------
    steps, times : as in :class:`Sequences`
    users : (n_steps,) code of the customer, never falling; any numbers >= 0
    visits : (n_steps,) the session, never 0; None makes one sequence of all a customer did

    A session's steps keep their order, and the sessions are in the order of their first steps;
    those of one customer may overlap. Linear in the steps.
    """
    numbers = users
    if visits is not None:
        numbers, n, rising = sessions_of(users, visits)
        if not rising:
            rows, _ = sorted_by(numbers, n)
            steps, times, users, numbers = steps[rows], times[rows], users[rows], numbers[rows]
    begins = np.flatnonzero(numbers[1:] != numbers[:-1]).astype(np.int32) + np.int32(1)
    starts = np.concatenate([[0] if len(steps) else [], begins, [len(steps)]]).astype(np.int32)
    customers = _renumbered(users[starts[:-1]])
    return Sequences(
        steps=np.ascontiguousarray(steps, np.int32),
        times=np.ascontiguousarray(times, np.int64),
        starts=starts,
        customers=customers,
        n_codes=n_codes,
        n_customers=int(customers[-1]) + 1 if len(customers) else 0,
    )


def chosen(data: Sequences, keep: Mask) -> Sequences:
    """The sequences to `keep` (n_sequences,); the customers are numbered anew."""
    lengths = np.diff(data.starts)
    steps = np.repeat(keep, lengths)
    customers = _renumbered(data.customers[keep])
    return data._replace(
        steps=data.steps[steps],
        times=data.times[steps],
        starts=np.append(0, np.cumsum(lengths[keep])).astype(np.int32),
        customers=customers,
        n_customers=int(customers[-1]) + 1 if len(customers) else 0,
    )


def _renumbered(users: Codes) -> Codes:
    """0 for the first of the sorted numbers, one more wherever they change."""
    return np.cumsum(np.diff(users, prepend=users[:1]) != 0, dtype=np.int32)


def only(data: Sequences, codes: npt.NDArray[np.integer]) -> Sequences:
    """The sequences less all steps but `codes`, which become 0, 1, …; empty ones go.

    The customers keep their numbers, so `n_customers` stays what it was.
    """
    new = np.full(data.n_codes, -1, np.int32)
    new[codes] = np.arange(len(codes), dtype=np.int32)
    steps = new[data.steps]
    kept = steps >= 0
    if kept.all():
        return data._replace(steps=steps, n_codes=len(codes))
    before = np.concatenate([[0], np.cumsum(kept, dtype=np.int32)])[data.starts]
    filled = np.flatnonzero(before[1:] > before[:-1])
    return Sequences(
        steps=steps[kept],
        times=data.times[kept],
        starts=np.append(before[filled], before[-1:]).astype(np.int32),
        customers=data.customers[filled],
        n_codes=len(codes),
        n_customers=data.n_customers,
    )


#: Kinds of events that are steps where nothing else is asked for; those of items need an item.
USUAL: Final[dict[Of, tuple[str, ...]]] = {
    "event": Kind.ALL,
    "category": tuple(kind for kind in SHOPPING if kind != Kind.SEARCH),
    "item": tuple(kind for kind in SHOPPING if kind != Kind.SEARCH),
}


@dataclass(frozen=True, eq=False)
class Steps:
    """Sequences with the names of their steps."""

    data: Sequences
    names: Texts  # (n_codes,) what each code stands for: kind, category, item id
    titles: Texts  # (n_codes,) what to call it on screen
    left_out: tuple[str, ...]  # sentences, one a reason; each event has one reason at most


def steps_of(selection: Selection, of: Of, per: Per, kinds: Sequence[str]) -> Steps:
    """The steps of :func:`~shopai.behaviour.sequences.patterns.sequential_patterns`.

    In memory some 30 bytes an event while they are made, 12 after.
    """
    columns = {Event.USER, Event.EPOCH, Event.KIND if of == "event" else Event.ITEM}
    columns |= {Event.SESSION} if per == "session" else set()
    arrays = selection.arrays(*sorted(columns), kinds=kinds or USUAL[of])
    codes, names, titles = _codes(selection, of, arrays)
    keep, left_out = _kept(arrays, codes)
    times, users, sessions = arrays[Event.EPOCH], arrays[Event.USER], arrays.get(Event.SESSION)
    if not keep.all():
        codes, times, users = codes[keep], times[keep], users[keep]
        sessions = None if sessions is None else sessions[keep]
    data = grouped(codes, times, users, sessions, len(names))
    if per == "session" and of == "event" and not kinds:
        data, n = _visits(data)
        if n:
            visits = "session" if n == 1 else "sessions"
            left_out.append(
                f"{n:,} {visits} with nothing but refunds or ratings left out: no visits."
            )
    return Steps(data, names, titles, tuple(left_out))


def _kept(arrays: dict[str, Array], codes: Codes) -> tuple[Mask, list[str]]:
    """Mask of the events that are steps, and a sentence on each reason why others are none."""
    reasons = {
        ("by guests", ": nobody knows who is who"): arrays[Event.USER] < 0,
        ("without a time", ": nobody knows what came first"): arrays[Event.EPOCH] == NO_TIME,
    }
    if Event.ITEM in arrays:
        reasons["without an item", ""] = arrays[Event.ITEM] < 0
        reasons["with an item of no known category", ""] = codes < 0
    if Event.SESSION in arrays:
        reasons["without a session", ""] = arrays[Event.SESSION] == 0
    keep = np.ones(len(codes), dtype=bool)
    sentences = []
    for (which, why), out in reasons.items():
        n = int(np.count_nonzero(keep & out))
        if n:
            events, are = ("event", "is") if n == 1 else ("events", "are")
            sentences.append(f"{n:,} {events} {which} {are} left out{why}.")
            keep &= ~out
    return keep, sentences


def _codes(selection: Selection, of: Of, arrays: dict[str, Array]) -> tuple[Codes, Texts, Texts]:
    """Each event's step, −1 for none; the steps' names and titles."""
    if of == "event":
        kinds = np.array(Kind.ALL, dtype=object)
        return arrays[Event.KIND].astype(np.int32), kinds, kinds
    items = arrays[Event.ITEM]
    if of == "item":
        return items, selection.item_ids.to_numpy(dtype=object), selection.titles
    of_item, categories = selection.categories
    names = categories.to_numpy(dtype=object)
    return np.append(of_item, np.int32(-1))[items], names, names


def _visits(data: Sequences) -> tuple[Sequences, int]:
    """The sessions with a shopping event, as totals count visits; and how many others go."""
    shopping = np.isin(np.array(Kind.ALL), np.array(SHOPPING))[data.steps]
    if not len(shopping):
        return data, 0
    visits = np.logical_or.reduceat(shopping, data.starts[:-1])
    out = int(np.count_nonzero(~visits))
    return (chosen(data, visits) if out else data), out
