"""The hot loops, compiled: similarities of one user to all, and mean-centred scores.

Every kernel has a plain NumPy twin in the tests. All are free of the interpreter lock
and keep their scratch memory to themselves, so any number of threads may call them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from numba import njit

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

#: The measures of :func:`to_all`.
COSINE: Final = 0
PEARSON: Final = 1

#: Similarities closer than this tie for the order of neighbours (never for their weight):
#: what differs by rounding only must not decide who is among the k.
STEP: Final = 2.0**-30

#: The order key of a user who is no neighbour.
NOBODY: Final = np.uint64(0xFFFFFFFFFFFFFFFF)

#: The shift that leaves a key's first byte: its similarity in steps of 1/64.
FIRST_BYTE: Final = np.uint64(56)

#: A variance below this share of its own sum of squares is rounding error, hence none.
NO_VARIANCE: Final = 1e-10


class Sparse(NamedTuple):
    """A compressed sparse matrix: line j holds entries indptr[j] to indptr[j + 1]."""

    indptr: Positions  # (n_lines + 1,)
    indices: npt.NDArray[np.int32]  # (nnz,)
    data: Floats  # (nnz,)


def sparse(matrix: sp.csr_matrix | sp.csc_matrix) -> Sparse:
    """The arrays of `matrix`; entries are shared, not copied, where the types fit."""
    return Sparse(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32, copy=False),
        matrix.data.astype(np.float64, copy=False),
    )


@njit(cache=True, nogil=True)
def means_and_norms(lines: Sparse) -> tuple[Floats, Floats]:
    """Mean and Euclidean norm of the stored values of every line; 0 for an empty line."""
    n = len(lines.indptr) - 1
    means = np.zeros(n)
    norms = np.zeros(n)
    for line in range(n):
        start, stop = lines.indptr[line], lines.indptr[line + 1]
        for p in range(start, stop):
            means[line] += lines.data[p]
            norms[line] += lines.data[p] ** 2
        if stop > start:
            means[line] /= stop - start
        norms[line] = np.sqrt(norms[line])
    return means, norms


@njit(cache=True, nogil=True)
def cosine(user: int, rows: Sparse, columns: Sparse, norms: Floats) -> tuple[Floats, Counts]:
    """Cosine of `user` with everyone, and how many items they share; see `similarity.py`."""
    n = len(norms)
    similar = np.zeros(n)
    common = np.zeros(n, np.int32)
    for p in range(rows.indptr[user], rows.indptr[user + 1]):
        item, rating = rows.indices[p], rows.data[p]
        for q in range(columns.indptr[item], columns.indptr[item + 1]):
            other = columns.indices[q]
            similar[other] += rating * columns.data[q]
            common[other] += 1
    for other in range(n):
        if common[other] > 0:
            length = norms[user] * norms[other]
            dot = similar[other]
            similar[other] = min(1.0, max(-1.0, dot / length)) if length > 0 else 0.0
    return similar, common


@njit(cache=True, nogil=True)
def pearson(user: int, rows: Sparse, columns: Sparse, means: Floats) -> tuple[Floats, Counts]:
    """Pearson of `user` with everyone, and how many items they share; see `similarity.py`."""
    n = len(means)
    similar = np.zeros(n)
    common = np.zeros(n, np.int32)
    sums = np.zeros((n, 5))  # of x, y, x², y², xy; a user's five side by side in memory
    for p in range(rows.indptr[user], rows.indptr[user + 1]):
        item = rows.indices[p]
        # Shifted by each user's mean, which changes no correlation and saves its digits.
        x = rows.data[p] - means[user]
        for q in range(columns.indptr[item], columns.indptr[item + 1]):
            other = columns.indices[q]
            y = columns.data[q] - means[other]
            common[other] += 1
            total = sums[other]
            total[0] += x
            total[1] += y
            total[2] += x * x
            total[3] += y * y
            total[4] += x * y
    for other in range(n):
        m = common[other]
        if m > 1:
            x, y, xx, yy, xy = sums[other]
            x_variance = m * xx - x * x
            y_variance = m * yy - y * y
            if x_variance > NO_VARIANCE * m * xx and y_variance > NO_VARIANCE * m * yy:
                r = (m * xy - x * y) / (np.sqrt(x_variance) * np.sqrt(y_variance))
                similar[other] = min(1.0, max(-1.0, r))
    return similar, common


@njit(cache=True, nogil=True)
def to_all(
    measure: int, user: int, rows: Sparse, columns: Sparse, means: Floats, norms: Floats
) -> tuple[Floats, Counts]:
    """Similarity of `user` to everyone and the number of items shared, (n_users,) each.

    `measure`: COSINE or PEARSON. Costs the raters of the user's items, plus one pass over
    all users.
    """
    if measure == COSINE:
        return cosine(user, rows, columns, norms)
    return pearson(user, rows, columns, means)


@njit(cache=True, nogil=True)
def order_keys(similar: Floats, user: int, least: float) -> Keys:
    """(n_users,) integers that order the neighbours of `user`, NOBODY for who is none.

    A neighbour is anyone but `user` with a similarity ≠ 0 and ≥ `least`. The smallest key is
    the most similar; similarities equal in multiples of STEP tie, and the lower position wins.
    A key's lower half is the position.
    """
    keys = np.full(len(similar), NOBODY)
    for other in range(len(similar)):
        s = similar[other]
        if s != 0 and s >= least and other != user:
            steps_below_one = np.uint64(np.rint((1.0 - s) / STEP))
            keys[other] = (steps_below_one << np.uint64(32)) | np.uint64(other)
    return keys


@njit(cache=True, nogil=True)
def smallest(keys: Keys, k: int) -> np.uint64:
    """The k-th smallest of `keys`, which it overwrites.

    Counts how many keys share their first byte, then sorts the few that share that of the
    k-th: several times as fast as `np.partition`, whose branches no processor can predict.
    """
    counts = np.zeros(256, np.int64)
    for key in keys:
        counts[key >> FIRST_BYTE] += 1
    byte = 0
    while k > counts[byte]:
        k -= counts[byte]
        byte += 1
    sharing = 0
    for key in keys:
        keys[sharing] = key
        sharing += (key >> FIRST_BYTE) == byte
    kth: np.uint64 = np.sort(keys[:sharing])[k - 1]
    return kth


@njit(cache=True, nogil=True)
def deviations_of_pairs(
    measure: int,
    users: Positions,
    items: Positions,
    rows: Sparse,
    columns: Sparse,
    means: Floats,
    norms: Floats,
    k: int,
    least: float,
) -> Floats:
    """What neighbours add to the mean of users[j] for items[j]; 0 where there are none.

    Quickest with `users` sorted: similarities are computed whenever the user changes. Walks
    the raters of each item, however many neighbours there are.
    """
    deviation = np.zeros(len(users))
    raters = np.empty(len(means), np.uint64)
    entries = np.empty(len(means), np.int64)
    similar, keys = means, raters  # of the current user, once there is one
    current = -1
    for j in range(len(users)):
        if users[j] != current:
            current = users[j]
            similar, _ = to_all(measure, current, rows, columns, means, norms)
            keys = order_keys(similar, current, least)
        found = 0
        for p in range(columns.indptr[items[j]], columns.indptr[items[j] + 1]):
            # Written always, kept only when a neighbour: no branch to mispredict.
            raters[found] = keys[columns.indices[p]]
            entries[found] = p
            found += raters[found] != NOBODY
        last = NOBODY
        if found > k:
            last = smallest(raters[:found], k)
        total = weight = 0.0
        for p in entries[:found]:
            other = columns.indices[p]
            if keys[other] <= last:
                total += similar[other] * (columns.data[p] - means[other])
                weight += abs(similar[other])
        if found > 0:
            deviation[j] = total / weight
    return deviation


@njit(cache=True, nogil=True)
def deviations(
    near: Positions, similar: Floats, rows: Sparse, means: Floats, k: int, n_items: int
) -> tuple[Floats, Counts]:
    """What neighbours add to a user's mean for every item, and how many of them there are.

    `near`: the neighbours, most similar first; `similar`: their similarities. The first k met
    who rated an item are its N(i; u), so nothing needs to be sorted item by item.
    """
    sums = np.zeros((n_items, 2))  # s·(r − mean) and |s|, side by side in memory
    support = np.zeros(n_items, np.int32)
    for position in range(len(near)):
        other, s = near[position], similar[position]
        for p in range(rows.indptr[other], rows.indptr[other + 1]):
            item = rows.indices[p]
            if support[item] < k:
                sums[item, 0] += s * (rows.data[p] - means[other])
                sums[item, 1] += abs(s)
                support[item] += 1
    deviation = np.zeros(n_items)
    for item in range(n_items):
        if support[item] > 0:
            deviation[item] = sums[item, 0] / sums[item, 1]
    return deviation, support
