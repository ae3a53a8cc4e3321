"""Choice of the number of segments: every criterion for every K, side by side, and a verdict."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Floats, Ints
from shopai.checks import whole_number
from shopai.columns import Criterion
from shopai.errors import ParameterError
from shopai.progress import Progress
from shopai.segments.choosing.criteria import (
    ahead_of_one,
    calinski_harabasz,
    davies_bouldin,
    gap,
    log_inertias,
    reference,
    resampled,
)
from shopai.segments.choosing.verdict import Verdict, judge
from shopai.segments.kmeans import distinct
from shopai.segments.numbering import numbered_like
from shopai.segments.scaling import LOG_STANDARD
from shopai.segments.segmentation import Placed, Segmentation, partition, placed
from shopai.segments.silhouette import sampled_silhouette, squared_silhouettes

#: Customers that the gap statistic and the resamples work on, of more a sample.
MOST: Final = 2_000
#: Uniform references of the gap statistic, and resamples of the stability.
REFERENCES: Final = 20
RESAMPLES: Final = 20
#: Largest number of threads; each holds a copy of the customers for a while.
MOST_THREADS: Final = 2

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class KChoice(Verdict):
    """The criteria for each number of segments, and the verdict."""

    table: pd.DataFrame  # one row a K, index "k", columns.Criterion
    stability: pd.DataFrame  # (m, largest K) Jaccard of each segment, index "k", columns 0 …
    one_group: tuple[float, float]  # gap and its error at one group
    segmentations: dict[int, Segmentation]  # K -> segments, numbered alike from K to K
    customers: int  # n, whose partitions these are
    possible: int  # the largest K the customers allow, or any from the largest K asked for
    sampled: int  # customers the gap and the stability are from
    seed: int

    @property
    def verdict(self) -> str:
        """The sentences, as one text."""
        return " ".join(self.sentences)


def choose_k(
    customers: pd.DataFrame | ArrayLike,
    ks: Iterable[int] = range(2, 13),
    seed: int = 0,
    features: Sequence[str] | None = None,
    scaling: str = LOG_STANDARD,
    category_weight: float = 1.0,
    progress: Progress | None = None,
) -> KChoice:
    """Compare numbers of segments by all the usual criteria at once, and weigh them.

    For each K the segments are those of :func:`shopai.segment`; then

    - inertia, with its knee; Caliński–Harabasz; Davies–Bouldin, on all customers;
    - the silhouette on squared distances, exact over all customers, and apart from it the
      Euclidean one on a sample with its standard error (:mod:`shopai.segments.silhouette`);
    - the gap statistic with its standard error, from 20 uniform references, and the stability
      of each segment over 20 resamples, both on up to 2,000 customers drawn by `seed`
      (:mod:`shopai.segments.choosing.criteria`).

    How they are weighed: :func:`shopai.segments.choosing.verdict.judge`.

    Parameters
    ----------
    customers, seed, features, scaling, category_weight : as :func:`shopai.segment`
    ks : numbers of segments, whole numbers from 2; those above the number of distinct
        customers are left out, which the verdict says
    progress : called with the share done, 0 … 1, and what was done. An exception it raises
        (a cancel) ends the work and is passed on.

    Raises as :func:`shopai.segment`, and ParameterError where `ks` names no usable K.

    Cost: 100,000 customers with 8 features and K = 2 … 12 take a few seconds on two cores,
    1,000,000 less than a minute; memory a few copies of the scaled customers.

    >>> choice = shopai.choose_k(customers, range(2, 7))
    >>> choice.recommended
    5
    """
    wanted = _checked(ks)
    whole_number("seed", seed, 0)
    ready = placed(customers, features, scaling, category_weight)
    return choose_among(ready, wanted, seed, progress)


def choose_among(
    ready: Placed,
    ks: Iterable[int],
    seed: int = 0,
    progress: Progress | None = None,
    found: Mapping[int, Segmentation] | None = None,
) -> KChoice:
    """:func:`choose_k` for customers placed already.

    `found` holds, by K, segmentations of `ready` that need not be found again; they keep
    their segments' numbers. The others are numbered like the K before.
    """
    wanted = _checked(ks)
    possible = distinct(ready.scaled, max(wanted))
    usable = [k for k in wanted if k <= possible]
    if not usable:
        raise ParameterError(
            f"The customers differ in only {possible} ways, so there is no choice among "
            f"{wanted[0]} … {wanted[-1]} segments; choose smaller numbers or add features."
        )
    few = ready.order
    if len(few) > MOST:
        few = few[np.sort(np.random.default_rng(seed).choice(len(few), MOST, replace=False))]
    points = ready.scaled[few]
    with _Work(2 * len(usable) + REFERENCES + 1 + RESAMPLES, progress) as work:
        known = dict(found or {})
        fits = work.run(
            "Finding segments",
            [partial(_segmented, ready, k, seed, known.get(k)) for k in usable],
        )
        segmentations = _numbered(fits, known)
        measured = work.run(
            "Measuring segments",
            [partial(_measured, segmentations[k], ready.order, seed) for k in usable],
        )
        logs = work.run(
            "Comparing with customers without groups",
            [partial(_logs, points, [1, *usable], seed, b) for b in range(REFERENCES + 1)],
        )
        labels = [np.asarray(segmentations[k].labels, dtype=np.int64)[few] for k in usable]
        again = work.run(
            "Drawing customers anew",
            [
                partial(resampled, points, labels, usable, len(few), _seed(seed, b))
                for b in range(RESAMPLES)
            ],
        )
    references = np.stack(logs[1:])
    gaps, errors = gap(logs[0], references)
    stability = _stability([overlaps for overlaps, _ in again], usable)
    table = pd.DataFrame(measured, index=pd.Index(usable, name=Criterion.K)).assign(
        **{
            Criterion.GAP: gaps[1:],
            Criterion.GAP_ERROR: errors[1:],
            Criterion.GAP_AHEAD: ahead_of_one(logs[0], references)[1:],
            Criterion.STABILITY: stability.mean(axis=1),
            # a segment nobody was drawn from has not been shown to come back
            Criterion.WEAKEST: [
                row[:k].min() for k, row in zip(usable, stability.to_numpy(), strict=True)
            ],
            Criterion.RAND: np.mean([rand for _, rand in again], axis=0),
        }
    )
    one_group = (float(gaps[0]), float(errors[0]))
    verdict = judge(table, stability, one_group, len(few))
    return KChoice(
        recommended=verdict.recommended,
        sentences=verdict.sentences + _left_out(wanted, possible),
        says=verdict.says,
        votes=verdict.votes,
        table=table,
        stability=stability,
        one_group=one_group,
        segmentations=segmentations,
        customers=len(ready.scaled),
        possible=possible,
        sampled=len(few),
        seed=seed,
    )


def _checked(ks: Iterable[int]) -> list[int]:
    """The numbers of segments to compare, rising, each once."""
    wanted = list(ks)
    if not wanted:
        raise ParameterError("ks names the numbers of segments to compare; found none.")
    for k in wanted:
        whole_number("Each of ks", k, 2)
    return sorted({int(k) for k in wanted})


def _segmented(ready: Placed, k: int, seed: int, known: Segmentation | None) -> Segmentation:
    return partition(ready, k, seed) if known is None else known


def _numbered(
    fits: Sequence[Segmentation], known: Mapping[int, Segmentation]
) -> dict[int, Segmentation]:
    """Segmentations by K rising; those not known already numbered like the one before."""
    numbered: dict[int, Segmentation] = {}
    before: Segmentation | None = None
    for seg in fits:
        before = seg if before is None or seg.k in known else numbered_like(seg, before)
        numbered[seg.k] = before
    return numbered


def _measured(seg: Segmentation, order: Ints, seed: int) -> dict[str, float]:
    """The criteria that look at the customers as they are, taken in `order`."""
    points, labels = seg.scaled[order], np.asarray(seg.labels, dtype=np.int64)[order]
    euclidean, error = sampled_silhouette(points, labels, seed=seed)
    return {
        Criterion.INERTIA: seg.inertia,
        Criterion.CALINSKI_HARABASZ: calinski_harabasz(points, seg.scaled_centers, labels),
        Criterion.DAVIES_BOULDIN: davies_bouldin(points, seg.scaled_centers, labels),
        Criterion.SQUARED: float(squared_silhouettes(points, labels).mean()),
        Criterion.SILHOUETTE: euclidean,
        Criterion.SILHOUETTE_ERROR: error,
        Criterion.SMALLEST: int(seg.sizes.min()),
    }


def _logs(points: Floats, ks: Sequence[int], seed: int, number: int) -> Floats:
    """log W of the customers (number 0), or of a reference to them (1, 2, …)."""
    drawn = reference(points, _seed(seed, -number)) if number else points
    return log_inertias(drawn, ks, seed % 2**32)  # scikit-learn takes no larger one


def _stability(again: Sequence[list[Floats]], ks: Sequence[int]) -> pd.DataFrame:
    """Mean Jaccard of each segment of each K; a resample without it does not count."""
    table = np.full((len(ks), max(ks)), np.nan)
    for place, k in enumerate(ks):
        overlaps = pd.DataFrame([each[place] for each in again])
        table[place, :k] = overlaps.mean(axis=0).to_numpy()
    return pd.DataFrame(table, index=pd.Index(ks, name=Criterion.K))


def _seed(seed: int, number: int) -> int:
    """A seed of its own for each reference (below 0) and resample (from 0)."""
    return int(np.random.SeedSequence([seed, number & 0xFFFFFFFF]).generate_state(1)[0])


def _left_out(wanted: Sequence[int], possible: int) -> tuple[str, ...]:
    beyond = [k for k in wanted if k > possible]
    if not beyond:
        return ()
    which = f"{beyond[0]} … {beyond[-1]}" if len(beyond) > 1 else f"{beyond[0]}"
    return (f"K = {which} left out: the customers differ in only {possible} ways.",)


class _Work(ThreadPoolExecutor):
    """Runs tasks on a few threads and reports each that is done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        # each thread works alone: threads within threads only wait for one another
        alone = partial(threadpool_limits, limits=1, user_api="openmp")
        super().__init__(min(os.cpu_count() or 1, MOST_THREADS), initializer=alone)
        self._total, self._ended, self._progress = total, 0, progress

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # after a cancel nobody waits for what still runs
        self.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, what: str, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """The results of `tasks`, in their order."""
        futures = [self.submit(task) for task in tasks]
        for _ in as_completed(futures):
            self._ended += 1
            if self._progress is not None:
                self._progress(self._ended / self._total, what)
        return [future.result() for future in futures]
