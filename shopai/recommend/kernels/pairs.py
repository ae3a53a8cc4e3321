"""The contributions of neighbours to single pairs, and of a customer's items to all items."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shopai.arrays import Codes, Floats, Hashes, Ints
from shopai.compiled import compiled
from shopai.recommend.kernels.arrays import Sparse
from shopai.recommend.kernels.order import NO_NEIGHBOUR, STEP, order_keys, smallest
from shopai.recommend.kernels.similarities import PreparedMeasure, target_of, to_all


class Choice(NamedTuple):
    """The choice of neighbours, and what is made of them."""

    k: int  # the most similar so many
    min_k: int  # with fewer of them, none counts
    negative: bool  # those of a similarity below 0 count too
    averaged: bool  # their contributions are divided by the sum of |similarity|


class Baselines(NamedTuple):
    """The usual value of a line at a feature: line[j] + feature[i].

    A neighbour's deviation from it is what the neighbour adds to a prediction.
    """

    line: Floats  # (n_lines,)
    feature: Floats  # (n_features,)


@compiled
def deviations_of_pairs(
    lines: Ints,
    features: Ints,
    rows: Sparse,
    columns: Sparse,
    measure: PreparedMeasure,
    baselines: Baselines,
    choice: Choice,
) -> Floats:
    """The contribution of neighbours to lines[j] at features[j]; 0 for too few of them.

    Quickest with `lines` sorted: similarities are computed whenever the line changes. Walks
    the entries of each feature, however many neighbours there are.
    """
    n = len(rows.indptr) - 1
    deviation = np.zeros(len(lines))
    raters = np.empty(n, np.uint64)
    entries = np.empty(n, np.int64)
    similar, keys = baselines.line, raters  # of the current line, once there is one
    current = -1
    for j in range(len(lines)):
        if lines[j] != current:
            current = lines[j]
            similar, _ = to_all(target_of(rows, measure, current), columns, measure, n)
            keys = order_keys(similar, current, choice.negative)
        size = 0
        for p in range(columns.indptr[features[j]], columns.indptr[features[j] + 1]):
            # Written always, kept only when a neighbour: no branch to mispredict.
            raters[size] = keys[columns.indices[p]]
            entries[size] = p
            size += raters[size] != NO_NEIGHBOUR
        if size == 0 or min(size, choice.k) < choice.min_k:
            continue
        last = NO_NEIGHBOUR
        if size > choice.k:
            last = smallest(raters[:size], choice.k)
        total = weight = 0.0
        of_feature = baselines.feature[features[j]]
        for p in entries[:size]:
            other = columns.indices[p]
            if keys[other] <= last:
                total += similar[other] * (columns.data[p] - baselines.line[other] - of_feature)
                weight += abs(similar[other])
        deviation[j] = total / weight
    return deviation


@compiled
def _of_known(
    values: Floats,
    similar: Floats,
    keys: Hashes,
    scratch: Hashes,
    choice: Choice,
) -> tuple[float, int]:
    """The contribution of the most similar of the known lines, and how many they are.

    `values`: deviations from the baseline; `similar`, `keys`, `scratch`: one for each known line.
    """
    size = 0
    for key in keys:
        scratch[size] = key
        size += key != NO_NEIGHBOUR
    if size == 0 or min(size, choice.k) < choice.min_k:
        return 0.0, 0
    last = NO_NEIGHBOUR - np.uint64(1)
    if size > choice.k:
        last = smallest(scratch[:size], choice.k)
    total = weight = 0.0
    for position in range(len(keys)):
        if keys[position] <= last:
            total += similar[position] * values[position]
            weight += abs(similar[position])
    return total / (weight if choice.averaged else 1.0), min(size, choice.k)


@compiled
def additions_by_items(values: Floats, similar: Floats, choice: Choice) -> tuple[Floats, Codes]:
    """The contribution of some known items to every item, and how many of them count.

    `values`: (m,) their deviations from the baseline, by item; `similar`: (m, n_items).
    """
    n = similar.shape[1]
    added, support = np.zeros(n), np.zeros(n, np.int32)
    keys, scratch = np.empty(len(values), np.uint64), np.empty(len(values), np.uint64)
    for item in range(n):
        for position in range(len(values)):
            s = similar[position, item]
            keys[position] = NO_NEIGHBOUR
            if s > 0 or (choice.negative and s < 0):
                steps_below_one = np.uint64(np.rint((1.0 - s) / STEP))
                keys[position] = (steps_below_one << np.uint64(32)) | np.uint64(position)
        added[item], support[item] = _of_known(values, similar[:, item], keys, scratch, choice)
    return added, support


@compiled
def additions_of_block(
    first_item: int,
    last_item: int,
    histories: Sparse,
    rows: Sparse,
    columns: Sparse,
    measure: PreparedMeasure,
    choice: Choice,
    added: Floats,
    support: Codes,
) -> None:
    """As :func:`additions_by_items`, for many histories and items first to last, item by item.

    `histories`: known items and deviations from the baseline, a line a user; fills
    `added` and `support`, (n_users, n_items). Each item is compared with all once, which
    is cheaper than once a history as soon as there are many of them.
    """
    n = len(rows.indptr) - 1
    keys, scratch, similar = np.empty(n, np.uint64), np.empty(n, np.uint64), np.empty(n)
    for item in range(first_item, last_item):
        to_item, _ = to_all(target_of(rows, measure, item), columns, measure, n)
        key_of = order_keys(to_item, item, choice.negative)
        for user in range(len(histories.indptr) - 1):
            start, stop = histories.indptr[user], histories.indptr[user + 1]
            m = stop - start
            for p in range(m):
                known = histories.indices[start + p]
                keys[p], similar[p] = key_of[known], to_item[known]
            added[user, item], support[user, item] = _of_known(
                histories.data[start:stop],
                similar[:m],
                keys[:m],
                scratch,
                choice,
            )
