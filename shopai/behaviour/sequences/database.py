"""Sequences of steps as flat arrays, for the compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shopai.arrays import Codes, Ints
from shopai.behaviour.journeys.tokens import Journeys


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


def sequences_of(journeys: Journeys) -> Sequences:
    """The journeys of known customers, who are numbered anew."""
    changes = np.diff(journeys.users, prepend=journeys.users[:1]) != 0
    customers = np.cumsum(changes, dtype=np.int32)
    return Sequences(
        steps=np.ascontiguousarray(journeys.tokens, np.int32),
        times=np.ascontiguousarray(journeys.times, np.int64),
        starts=journeys.starts.astype(np.int32),
        customers=customers,
        n_codes=len(journeys.names),
        n_customers=int(customers[-1]) + 1 if len(customers) else 0,
    )


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
