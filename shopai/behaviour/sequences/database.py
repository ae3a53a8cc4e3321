"""Sequences of steps as flat arrays, for the compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shopai.arrays import Codes, Hashes, Ints, Mask
from shopai.selection.sessions import sessions_of, sorted_by


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
