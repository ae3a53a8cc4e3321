"""One model on one split: fitted, asked for lists and ratings, with time and memory measured."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
import scipy.sparse as sp

from shopai.arrays import Floats, Ints, Mask
from shopai.columns import Exclude
from shopai.errors import ShopaiError
from shopai.evaluate.splits import Split
from shopai.preferences import Preferences
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender
from shopai.recommend.policy.eligibility import AppliedPolicy
from shopai.recommend.policy.policy import Policy

#: Seconds between two looks at the memory.
PAUSE: Final = 0.005
#: Customers whose preferences are learned once beforehand, so that compiling is not timed.
WARM_UP: Final = 20
#: Gains are at least this: what is right counts.
LEAST: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Task:
    """The questions to every model on a split, and the right answers."""

    split: Split
    rows: Ints  # (m,) of the customers with something right held out
    relevant: sp.csr_matrix  # (m, n_items) what is right for each, as gains > 0
    cold_users: Mask  # (m,) whether the customer has no preference in the training part
    cold_items: Mask  # (n_items,) whether nobody has the item
    rated_rows: Ints  # (q,) customer, item and value of every rating held out; none
    rated_columns: Ints  # where the values are no ratings
    ratings: Floats

    @classmethod
    def of(cls, split: Split, among: Mask) -> Task:
        """The task for the customers `among`, an (n_users,) mask.

        Right is every value, of ratings those at least the median of the training part. The gain
        of what is right is its value; of a rating, 1 for the lowest, and 1 more for each step.
        """
        train, test = split.train, split.test
        rows = np.repeat(np.arange(test.shape[0], dtype=np.int64), np.diff(test.indptr))
        relevant = float(np.median(train.matrix.data)) if split.rated else -np.inf
        shift = 1.0 - (train.scale[0] if train.scale is not None else 1.0) if split.rated else 0.0
        tested = among[rows]
        right = tested & (test.data >= relevant)
        gains = np.maximum(test.data[right] + shift, LEAST)
        table = sp.csr_matrix((gains, (rows[right], test.indices[right])), shape=test.shape)
        users = np.flatnonzero(np.diff(table.indptr))
        rated = tested if split.rated else np.zeros_like(tested)
        matrix = train.matrix
        return cls(
            split,
            users,
            table[users].sorted_indices(),
            np.diff(matrix.indptr)[users] == 0,
            np.bincount(matrix.indices, minlength=matrix.shape[1]) == 0,
            rows[rated],
            test.indices[rated].astype(np.int64),
            test.data[rated],
        )


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers of a model."""

    lists: Ints  # (m, k) items best first, −1 where a list is shorter
    predicted: Floats | None  # (q,) ratings; None for a model that predicts none, or no ratings
    fit_seconds: float
    recommend_seconds: float
    peak_bytes: float  # most memory taken beyond what was in use before; NaN where unknown


def answers(model: Recommender, task: Task, k: int, progress: Progress | None = None) -> Answers:
    """Fit `model`, which is fresh, and ask it. `progress` may raise to stop."""
    # An object of its own, without what other models have cached on it.
    train = replace(task.split.train)
    with Memory() as memory:
        start = time.perf_counter()
        model.fit(train)
        fitted = time.perf_counter()
        # Right answers are items without a preference so far, so known ones are left out.
        applied = AppliedPolicy.of(Policy(exclude=Exclude.KNOWN), train)
        ranked = model.ranked_many(task.rows, k, applied, progress)
        recommended = time.perf_counter()
    lists = np.full((len(ranked), k), -1, dtype=np.int64)
    for line, each in zip(lists, ranked, strict=True):
        line[: len(each.items)] = each.items
    predicted = None
    if model.predicts and len(task.ratings):
        users, items = train.users[task.rated_rows], train.items[task.rated_columns]
        predicted = np.asarray(model.predict(users, items), dtype=np.float64)
    return Answers(lists, predicted, fitted - start, recommended - fitted, memory.rise)


def warm_up(model: Recommender, train: Preferences) -> None:
    """Fit a copy of `model` to a few customers, so that it compiles and loads what it needs."""
    rows = np.flatnonzero(np.diff(train.matrix.indptr))[:WARM_UP]
    part = train.matrix[rows]
    columns = np.unique(part.indices)
    few = Preferences(
        part[:, columns], train.users[rows], train.items[columns], train.kind, scale=train.scale
    )
    # Settings may not fit so small a table; the whole one decides.
    with suppress(ShopaiError, ValueError, ArithmeticError, LookupError):
        tried = model.unfitted().fit(few)
        tried.recommend_all(few.users[:1], 1)
        if tried.predicts:
            tried.predict(str(few.users[0]), str(few.items[0]))


class Memory:
    """The most memory this process takes while the block runs, beyond what it had.

    Looks at the resident memory every few milliseconds in a thread of its own. What was freed
    before is given back to the system first where that can be asked for (glibc), so that it
    matters little what ran before. NaN where the system does not say (no /proc).
    """

    rise: float = float("nan")

    def __enter__(self) -> Self:
        if _resident() is not None:
            with suppress(AttributeError, OSError, TypeError):
                ctypes.CDLL(None).malloc_trim(0)
        self._before = self._most = _resident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        if self._before is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is None or self._most is None:
            return
        self._stop.set()
        self._thread.join()
        self.rise = float(max(self._most, _resident() or 0) - self._before)

    def _watch(self) -> None:
        while not self._stop.wait(PAUSE):
            self._most = max(self._most or 0, _resident() or 0)


def _resident() -> int | None:
    """Bytes of memory this process holds, None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
