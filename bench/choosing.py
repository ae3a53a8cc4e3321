"""Choosing K beside scikit-learn, in one run: speed, memory and what is found.

    python bench/choosing.py              all of it, about three minutes
    python bench/choosing.py --only peer  one part: peer, million, silhouette or alarms

The peer computes far less: KMeans(n_init=4) and a sampled silhouette for each K, and nothing
else. Ours finds the segments and all criteria, gap statistic and stability included.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shopai import choose_k
from shopai.segments.silhouette import squared_silhouettes

KS = range(2, 13)
FEATURES = 8
GROUPS = 6
RUNS = 3


def customers(n: int, seed: int = 0) -> NDArray[np.float64]:
    """`n` customers in six overlapping groups, the largest eight times the smallest."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(scale=1.5, size=(GROUPS, FEATURES))
    shares = np.geomspace(1, 8, GROUPS)
    group = rng.choice(GROUPS, size=n, p=shares / shares.sum())
    return centres[group] + rng.normal(size=(n, FEATURES))


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def peer(points: NDArray[np.float64]) -> None:
    """The plain loop over the same K."""
    for k in KS:
        labels = KMeans(k, n_init=4, random_state=0).fit_predict(points)
        silhouette_score(points, labels, sample_size=10_000, random_state=0)


def beside_peer(n: int) -> None:
    """Print our time and the peer's, taken in turn."""
    points = customers(n)
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(seconds(lambda: choose_k(points, KS, scaling="standard")))
        theirs.append(seconds(lambda: peer(points)))
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{n:,} x {FEATURES}, K = 2 … 12, seconds, medians of {RUNS} (min – max)")
    print(f"  all criteria, ours        {a:6.1f} ({min(ours):.1f} – {max(ours):.1f})")
    print(f"  KMeans + silhouette, peer {b:6.1f} ({min(theirs):.1f} – {max(theirs):.1f})")
    print(f"  ours / peer {a / b:.2f} (target 1)")


def million(n: int) -> None:
    """Print time and memory of a million customers."""
    points = customers(n)
    took = seconds(lambda: choose_k(points, KS, scaling="standard"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{n:,} x {FEATURES}: {took:.1f} s (target 60), peak of the process {peak:.2f} GB (1.5)")


def silhouettes(n: int) -> None:
    """Print the exact silhouette's time beside scikit-learn's."""
    points = customers(n)
    labels = KMeans(GROUPS, n_init=1, random_state=0).fit_predict(points).astype(np.int64)
    squared_silhouettes(points, labels)  # the first call pays for memory
    ours = statistics.median(seconds(lambda: squared_silhouettes(points, labels)) for _ in range(9))
    theirs = seconds(lambda: silhouette_score(points, labels))
    same = seconds(lambda: silhouette_score(points, labels, metric="sqeuclidean"))
    equal = silhouette_score(points, labels, metric="sqeuclidean")
    difference = abs(squared_silhouettes(points, labels).mean() - equal)
    print(
        f"exact silhouette of {n:,}: {ours * 1e3:.1f} ms, scikit-learn {theirs:.2f} s, "
        f"{theirs / ours:.0f} times as long (target 100); on the same squared distances "
        f"{same / ours:.0f} times, difference {difference:.1e}"
    )


def false_alarms(samples: int) -> None:
    """Print how many samples without groups get a number of segments all the same."""
    for name in ("uniform", "normal"):
        for n, p in ((60, 2), (150, 1), (200, 3), (400, 2)):
            alarms = 0
            for seed in range(samples):
                rng = np.random.default_rng(seed)
                points = rng.random((n, p)) if name == "uniform" else rng.normal(size=(n, p))
                choice = choose_k(points, range(2, 6), seed=seed, scaling="standard")
                alarms += choice.recommended is not None
            print(f"{name}, {n} x {p}: {alarms} of {samples} samples are said to have groups")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", choices=["peer", "million", "silhouette", "alarms"])
    only = parser.parse_args().only
    if only in (None, "million"):  # first, since the peak is that of the whole process
        million(1_000_000)
    if only in (None, "peer"):
        beside_peer(100_000)
    if only in (None, "silhouette"):
        silhouettes(20_000)
    if only in (None, "alarms"):
        false_alarms(50)


if __name__ == "__main__":
    main()
