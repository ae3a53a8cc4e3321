"""Sequences of steps as flat arrays, and the compiled loops of PrefixSpan over them.

A pattern's *places* are where it can end: positions of steps, ascending, so sequence by
sequence. Where nothing limits how late the next step may come, the first place of a sequence
is enough: whatever follows a later one follows it. Where something does, all places count, as
a later one may be near enough to the next step when the first is not; with each goes the
latest step the pattern can have begun with.

That latest beginning never falls from one place to the next of a sequence. Take occurrences
i₁ < … < iₖ and i'₁ < … < i'ₖ with iₖ < i'ₖ and i'₁ < i₁: for the last m with i'ₘ <= iₘ, the steps
i₁ … iₘ, i'ₘ₊₁ … i'ₖ are an occurrence too, since its one new gap is no longer than the second's
and no shorter than the first's, and it begins at i₁. So of all places before a step only the
last that is min_gap away need be compared.

The counting stands in each loop and not in a function of its own, which would cost eight
times as much: Numba counts the references to every array it hands on. Rows are copied in
loops and not as slices, since these take seconds to compile.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from shopai.arrays import Array, Codes, Ints, read_only
from shopai.behaviour.journeys.tokens import Journeys
from shopai.compiled import compiled


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
        times=read_only(np.ascontiguousarray(journeys.times, np.int64)),
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
        times=read_only(data.times[kept]),
        starts=np.append(before[filled], before[-1:]).astype(np.int32),
        customers=data.customers[filled],
        n_codes=len(codes),
        n_customers=data.n_customers,
    )


FOREVER: Final = int(np.iinfo(np.int64).max)  # no limit of time, in µs
#: Columns of places. Without a limit on how late a step may come they have no second one.
END, FIRST = range(2)

#: Columns of a tally, one row a code.
LAST_SEQUENCE, LAST_CUSTOMER, IN_SEQUENCES, IN_CUSTOMERS, PLACES = range(5)
TALLIED: Final = 5


class Limits(NamedTuple):
    """Limits of time of a pattern, in µs; 0 and FOREVER where there is none."""

    min_gap: int = 0
    max_gap: int = FOREVER
    max_window: int = FOREVER


class After(NamedTuple):
    """Steps after a pattern: the last search's results."""

    places: Codes  # (n_steps, 1 or 2)
    tally: Codes  # (n_codes, TALLIED)
    touched: Codes  # (n_codes,) the codes found, in order of appearance


@compiled
def beginnings(data: Sequences, after: After) -> tuple[int, int]:
    """Patterns of one step; returns how many places and how many codes are found."""
    steps, starts, customers = data.steps, data.starts, data.customers
    places, tally, touched = after.places, after.tally, after.touched
    first_only = places.shape[1] == 1
    n = n_codes = 0
    for s in range(len(customers)):
        customer = customers[s]
        for j in range(starts[s], starts[s + 1]):
            code = steps[j]
            if tally[code, IN_SEQUENCES] == 0:
                touched[n_codes] = code
                n_codes += 1
            new = tally[code, LAST_SEQUENCE] != s
            tally[code, LAST_SEQUENCE] = s
            tally[code, IN_SEQUENCES] += new
            tally[code, IN_CUSTOMERS] += tally[code, LAST_CUSTOMER] != customer
            tally[code, LAST_CUSTOMER] = customer
            if first_only:
                places[n, END] = j
                tally[code, PLACES] += new
                n += new
            else:
                places[n, END] = places[n, FIRST] = j
                tally[code, PLACES] += 1
                n += 1
    return n, n_codes


@compiled
def after_the_first(
    data: Sequences, sequence_of: Codes, ends: Codes, min_gap: int, barred: int, after: After
) -> tuple[int, int]:
    """Steps that can follow a pattern, however late, where `ends` has its first place a sequence.

    As :func:`beginnings`; the code `barred` is left out.
    """
    steps, times, starts, customers = data.steps, data.times, data.starts, data.customers
    places, tally, touched = after.places, after.tally, after.touched
    n = n_codes = 0
    for p in range(len(ends)):
        place = ends[p, END]
        s = sequence_of[place]
        customer = customers[s]
        begin, stop = place + 1, starts[s + 1]
        if min_gap > 0:
            while begin < stop and times[begin] - times[place] < min_gap:
                begin += 1
        for j in range(begin, stop):
            code = steps[j]
            if code == barred:
                continue
            if tally[code, IN_SEQUENCES] == 0:
                touched[n_codes] = code
                n_codes += 1
            new = tally[code, LAST_SEQUENCE] != s
            tally[code, LAST_SEQUENCE] = s
            tally[code, IN_SEQUENCES] += new
            tally[code, PLACES] += new
            tally[code, IN_CUSTOMERS] += tally[code, LAST_CUSTOMER] != customer
            tally[code, LAST_CUSTOMER] = customer
            places[n, END] = j
            n += new
    return n, n_codes


@compiled
def after_any(
    data: Sequences, sequence_of: Codes, ends: Codes, limits: Limits, barred: int, after: After
) -> tuple[int, int]:
    """Steps that can follow a pattern in time, where `ends` has all its places.

    As :func:`after_the_first`. One pass over each sequence: the place before a step only
    moves forward.
    """
    steps, times, starts, customers = data.steps, data.times, data.starts, data.customers
    places, tally, touched = after.places, after.tally, after.touched
    n_ends = len(ends)
    k = n = n_codes = 0
    while k < n_ends:
        s = sequence_of[ends[k, END]]
        customer, stop = customers[s], starts[s + 1]
        j = ends[k, END] + 1
        while j < stop:
            now = times[j]
            following = k + 1
            while following < n_ends and ends[following, END] < j:
                if now - times[ends[following, END]] < limits.min_gap:
                    break
                k = following
                following += 1
            gap = now - times[ends[k, END]]
            if gap > limits.max_gap or now - times[ends[k, FIRST]] > limits.max_window:
                if following == n_ends or ends[following, END] >= stop:
                    break
                j = max(j, ends[following, END]) + 1
                continue
            code = steps[j]
            if gap >= limits.min_gap and code != barred:
                if tally[code, IN_SEQUENCES] == 0:
                    touched[n_codes] = code
                    n_codes += 1
                tally[code, IN_SEQUENCES] += tally[code, LAST_SEQUENCE] != s
                tally[code, LAST_SEQUENCE] = s
                tally[code, PLACES] += 1
                tally[code, IN_CUSTOMERS] += tally[code, LAST_CUSTOMER] != customer
                tally[code, LAST_CUSTOMER] = customer
                places[n, END] = j
                places[n, FIRST] = ends[k, FIRST]
                n += 1
            j += 1
        while k < n_ends and ends[k, END] < stop:
            k += 1
    return n, n_codes


@compiled
def cleared(after: After, n_codes: int) -> None:
    """Make the tally ready to count again."""
    tally, touched = after.tally, after.touched
    for i in range(n_codes):
        code = touched[i]
        tally[code, IN_SEQUENCES] = tally[code, IN_CUSTOMERS] = tally[code, PLACES] = 0
        tally[code, LAST_SEQUENCE] = tally[code, LAST_CUSTOMER] = -1


@compiled
def enlarged(rows: Array, size: int) -> Array:
    """The same rows with room for `size`, and for half as many again as there are."""
    n, width = rows.shape
    if size <= n:
        return rows
    more = np.empty((max(size, n + n // 2), width), rows.dtype)
    for row in range(n):
        for column in range(width):
            more[row, column] = rows[row, column]
    return more


@compiled
def shared_out(steps: Codes, unsorted: Codes, n: int, nexts: Ints, places: Codes) -> None:
    """Sort the first n of the places `unsorted` by code into `places`, each code from nexts[code].

    A code whose `nexts` is below 0 is left out; the others' move on to where their places end.
    """
    dated = places.shape[1] == 2
    for i in range(n):
        code = steps[unsorted[i, END]]
        at = nexts[code]
        if at >= 0:
            places[at, END] = unsorted[i, END]
            if dated:
                places[at, FIRST] = unsorted[i, FIRST]
            nexts[code] = at + 1
