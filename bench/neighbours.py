"""User-based neighbours beside scikit-surprise, and at a million customers.

    python bench/neighbours.py [--small]

1. 943 users × 1,682 items, 100,000 generated ratings of MovieLens 100K's shape, 5 folds: fit
   and predict the held-out fifth with `UserKNN(similarity="pearson")` and with Surprise's
   `KNNWithMeans`, in the same run. Compiling happens before, on other data. Both RMSEs are
   over predictions cut to 1-5, as Surprise cuts its own.
2. 1,000,000 users × 100,000 items, 20,000,000 interactions (--small: a tenth of the users and
   interactions): time to fit and to recommend for 50 users drawn evenly and for the one with
   most items; and peak memory, of a fresh process that reads the matrix from disk: the
   high-water mark of its resident memory (VmHWM of /proc/self/status, Linux only) less what it
   held before, everything compiled, and before it read the matrix. So the matrix, the ids and
   the index over the ids count; making the data does not.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shopai.preferences import Preferences
from shopai.recommend.user_knn import UserKNN

FOLDS = 5
K = 40
CHILD = "--child"
MAKE = "make"

Triples = tuple[npt.NDArray[np.int64], ...]  # users, items, ratings


def ids(prefix: str, n: int) -> pd.Index:
    """n ids of equal width, in order."""
    return pd.Index([f"{prefix}{i:07d}" for i in range(n)], dtype="str")


def long_tail(n: int, offset: float) -> npt.NDArray[np.float64]:
    """Cumulative shares of n items whose popularity falls off as 1 / (rank + offset)."""
    shares = np.cumsum(1.0 / (np.arange(n) + offset))
    return np.asarray(shares / shares[-1])


def interactions(
    n_users: int, n_items: int, n: int, offset: float, seed: int = 0
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """About n distinct (user, item) pairs as row starts and columns; activity is log-normal.

    Drawn 100,000 users at a time, so that little more than the result is held.
    """
    rng = np.random.default_rng(seed)
    activity = rng.lognormal(0.0, 1.2, n_users)
    activity *= n / activity.sum()
    shares = long_tail(n_items, offset)
    shuffled = rng.permutation(n_items).astype(np.int32)
    counts, columns = [], []
    for start in range(0, n_users, 100_000):
        draws = np.clip(rng.poisson(activity[start : start + 100_000]), 1, n_items // 3)
        users = np.repeat(np.arange(len(draws)), draws)
        items = shuffled[np.searchsorted(shares, rng.random(len(users)))]
        pairs = np.unique(users * n_items + items)
        counts.append(np.bincount(pairs // n_items, minlength=len(draws)))
        columns.append((pairs % n_items).astype(np.int32))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    return starts, np.concatenate(columns)


def ratings_like_movielens(seed: int = 0) -> Triples:
    """100,000 (user, item, rating 1-5) of 943 × 1,682: biases, three latent tastes, noise."""
    n_users, n_items, n = 943, 1682, 100_000
    # More pairs than needed are drawn, since repeated ones fall out; the surplus goes.
    starts, items = interactions(n_users, n_items, int(n * 1.6), offset=60.0, seed=seed)
    users = np.repeat(np.arange(n_users), np.diff(starts))
    rng = np.random.default_rng(seed + 1)
    keep = np.sort(rng.permutation(len(users))[:n])
    users, items = users[keep], items[keep]
    taste = (rng.normal(0, 0.4, (n_users, 3))[users] * rng.normal(0, 1, (n_items, 3))[items]).sum(1)
    bias = rng.normal(0, 0.45, n_users)[users] + rng.normal(0, 0.5, n_items)[items]
    score = 3.5 + bias + taste + rng.normal(0, 0.75, len(users))
    ratings = np.clip(np.rint(score), 1, 5)
    return users.astype(np.int64), items.astype(np.int64), ratings.astype(np.int64)


def rmse(truth: npt.NDArray[np.int64], predicted: npt.NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean((truth - np.clip(predicted, 1, 5)) ** 2)))


def ours(train: Triples, test: Triples) -> tuple[float, float]:
    """Seconds to fit and predict, and the RMSE."""
    users, items, ratings = train
    matrix = sp.csr_matrix((ratings.astype(float), (users, items)), shape=(943, 1682))
    prefs = Preferences(matrix, ids("u", 943), ids("i", 1682))
    asked_users, asked_items = list(prefs.users[test[0]]), list(prefs.items[test[1]])
    start = time.perf_counter()
    predicted = (
        UserKNN(k=K, similarity="pearson", min_similarity=0.0)
        .fit(prefs)
        .predict(asked_users, asked_items)
    )
    return time.perf_counter() - start, rmse(test[2], predicted)


def surprise(train: Triples, test: Triples) -> tuple[float, float]:
    """As :func:`ours`, with scikit-surprise; its own data structures are made beforehand too."""
    from surprise import Dataset, KNNWithMeans, Reader

    frame = pd.DataFrame(dict(zip(("user", "item", "rating"), train, strict=True)))
    trainset = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    asked = list(zip(*(a.tolist() for a in test), strict=True))
    start = time.perf_counter()
    model = KNNWithMeans(k=K, sim_options={"name": "pearson", "user_based": True}, verbose=False)
    predictions = model.fit(trainset).test(asked)
    seconds = time.perf_counter() - start
    return seconds, rmse(test[2], np.array([p.est for p in predictions]))


def side_by_side() -> None:
    """Part 1."""
    data = ratings_like_movielens()
    fold = np.random.default_rng(2).permutation(len(data[0])) % FOLDS
    warm = np.arange(2000)
    ours(tuple(a[warm] for a in data), tuple(a[warm] for a in data))
    rows = []
    for f in range(FOLDS):
        train, test = (tuple(a[part] for a in data) for part in (fold != f, fold == f))
        rows.append((*ours(train, test), *surprise(train, test)))
    mine, my_rmse, theirs, their_rmse = (
        statistics.median(column) for column in zip(*rows, strict=True)
    )
    print(f"943 × 1,682, {len(data[0]):,} ratings, {FOLDS} folds, pearson, k = {K}; medians")
    print(f"  shopai UserKNN            {mine:8.3f} s   RMSE {my_rmse:.4f}")
    print(f"  scikit-surprise           {theirs:8.3f} s   RMSE {their_rmse:.4f}")
    print(f"  ratio                     {theirs / mine:8.1f} ×  (target: at least 20)")


def resident(key: str) -> int:
    """Bytes of a line of /proc/self/status."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no {key} in /proc/self/status")


def make(folder: Path, n_users: int, n_items: int, n: int) -> None:
    """Part 2's matrix, as files in `folder`; in a process of its own."""
    starts, columns = interactions(n_users, n_items, n, offset=20.0)
    np.save(folder / "starts.npy", starts.astype(np.int32))
    np.save(folder / "columns.npy", columns)
    values = np.random.default_rng(3).integers(1, 6, len(columns))
    np.save(folder / "values.npy", values.astype(np.float64))


def heavy(folder: Path, n_users: int, n_items: int, similarity: str) -> None:
    """Part 2 for one similarity, in a process of its own."""
    small = sp.csr_matrix(np.array([[1.0, 2.0, 0.0], [2.0, 1.0, 3.0]]))
    compiled = UserKNN(K, similarity).fit(Preferences(small, ids("u", 2), ids("i", 3)))
    compiled.recommend("u0000000")
    before = resident("VmRSS")
    values, columns, starts = (
        np.load(folder / f"{name}.npy") for name in ("values", "columns", "starts")
    )
    matrix = sp.csr_matrix((values, columns, starts), shape=(n_users, n_items))
    prefs = Preferences(matrix, ids("u", n_users), ids("i", n_items))
    csr = values.nbytes + columns.nbytes + starts.nbytes
    drawn = list(prefs.users[np.random.default_rng(4).choice(n_users, 50, replace=False)])
    heaviest = prefs.users[int(np.diff(starts).argmax())]
    start = time.perf_counter()
    model = UserKNN(K, similarity).fit(prefs)
    fit = time.perf_counter() - start
    first = _seconds(model, drawn[0])
    seconds = [_seconds(model, user) for user in drawn]
    heaviest_seconds = statistics.median(_seconds(model, heaviest) for _ in range(5))
    peak = resident("VmHWM") - before
    print(
        f"{similarity}, {n_users:,} × {n_items:,}, {matrix.nnz:,} interactions\n"
        f"  fit                       {fit:8.2f} s\n"
        f"  first recommendation      {1e3 * first:8.0f} ms (indexes the ids)\n"
        f"  one user, median          {1e3 * statistics.median(seconds):8.0f} ms "
        "(target: under 250)\n"
        f"  one user, 95 %            {1e3 * float(np.quantile(seconds, 0.95)):8.0f} ms\n"
        f"  the one with {np.diff(starts).max():5,} items  {1e3 * heaviest_seconds:8.0f} ms\n"
        f"  peak memory               {peak / csr:8.2f} × the CSR's {csr / 1e6:.0f} MB "
        "(target: at most 3)"
    )


def _seconds(model: UserKNN, user: str) -> float:
    start = time.perf_counter()
    model.recommend(user)
    return time.perf_counter() - start


def in_child(*arguments: str) -> None:
    """Run this file again with `arguments`, in a process with a memory of its own."""
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, *arguments], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="UserKNN: speed and memory, beside a peer")
    parser.add_argument("--small", action="store_true", help="part 2 at a tenth of the size")
    parser.add_argument(CHILD, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    scale = 10 if options.small else 1
    n_users, n_items, n = 1_000_000 // scale, 100_000, 20_000_000 // scale
    if options.child:
        task, folder = options.child
        if task == MAKE:
            make(Path(folder), n_users, n_items, n)
        else:
            heavy(Path(folder), n_users, n_items, task)
        return
    side_by_side()
    small = ["--small"] * options.small
    with tempfile.TemporaryDirectory() as folder:
        for task in (MAKE, "cosine", "pearson"):
            in_child(*small, CHILD, task, folder)


if __name__ == "__main__":
    main()
