"""Neighbours beside scikit-surprise, everybody's top ten, and one customer among a million.

    python bench/neighbours.py [--small] [--part 1|2|3]

1. 6,040 users × 3,706 items, 1,000,000 generated ratings (MovieLens 1M's shape), a fifth held
   out: fit and predict it with `UserKNN` and with Surprise's `KNNWithMeans`, in the same run,
   for every similarity both know. Compiling happens before, on other data. Both RMSEs are over
   predictions cut to 1-5.
2. 100,000 users × 20,000 items, 4,000,000 interactions: the top ten of everybody, on all
   processors.
3. 1,000,000 users × 100,000 items, 20,000,000 interactions: time to fit and to recommend for
   50 users drawn evenly and for the one with most items.

--small: a tenth of the users and interactions. Parts 2 and 3 run in a fresh process that reads
the matrix from disk; peak memory is the high-water mark of its resident memory (VmHWM of
/proc/self/status, Linux only) less what it held before, everything compiled, and before it read
the matrix. So the matrix, the ids and the index over the ids count; making the data does not.
"""

from __future__ import annotations

import argparse
import contextlib
import io
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
from shopai.recommend.models.user_knn import UserKNN

K = 40
#: Surprise's names of the similarities both know.
SHARED = {
    "cosine_corated": "cosine",
    "msd": "msd",
    "pearson": "pearson",
    "pearson_baseline": "pearson_baseline",
}
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


def ratings_like_movielens(n_users: int, n_items: int, n: int, seed: int = 0) -> Triples:
    """n (user, item, rating 1-5): biases, three latent tastes, noise."""
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


def ours(similarity: str, train: Triples, test: Triples) -> tuple[float, float]:
    """Seconds to fit and predict, and the RMSE."""
    users, items, ratings = train
    shape = int(max(users.max(), test[0].max())) + 1, int(max(items.max(), test[1].max())) + 1
    matrix = sp.csr_matrix((ratings.astype(float), (users, items)), shape=shape)
    prefs = Preferences(matrix, ids("u", shape[0]), ids("i", shape[1]), scale=(1, 5))
    asked_users, asked_items = list(prefs.users[test[0]]), list(prefs.items[test[1]])
    start = time.perf_counter()
    predicted = UserKNN(K, similarity).fit(prefs).predict(asked_users, asked_items)
    return time.perf_counter() - start, rmse(test[2], predicted)


def surprise(similarity: str, train: Triples, test: Triples) -> tuple[float, float]:
    """As :func:`ours`, with scikit-surprise; its own data structures are made beforehand too."""
    from surprise import Dataset, KNNWithMeans, Reader

    frame = pd.DataFrame(dict(zip(("user", "item", "rating"), train, strict=True)))
    trainset = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    asked = list(zip(*(a.tolist() for a in test), strict=True))
    options = {"name": SHARED[similarity], "user_based": True}
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        model = KNNWithMeans(k=K, sim_options=options, verbose=False).fit(trainset)
    predictions = model.test(asked)
    seconds = time.perf_counter() - start
    return seconds, rmse(test[2], np.array([p.est for p in predictions]))


def side_by_side(scale: int) -> None:
    """Part 1."""
    n_users, n = 6040 // scale, 1_000_000 // scale
    data = ratings_like_movielens(n_users, 3706, n)
    held_out = np.random.default_rng(2).random(len(data[0])) < 0.2
    train, test = (tuple(a[part] for a in data) for part in (~held_out, held_out))
    warm = tuple(a[:2000] for a in data)
    print(f"{n_users:,} × 3,706, {n:,} ratings, a fifth held out, k = {K}")
    for similarity in SHARED:
        ours(similarity, warm, warm)
        runs = [ours(similarity, train, test) for _ in range(3)]
        mine, my_rmse = statistics.median(run[0] for run in runs), runs[0][1]
        theirs, their_rmse = surprise(similarity, train, test)
        print(
            f"  {similarity:<17} shopai {mine:6.2f} s  RMSE {my_rmse:.4f}   "
            f"scikit-surprise {theirs:7.1f} s  RMSE {their_rmse:.4f}   "
            f"ratio {theirs / mine:5.1f} × (target: at least 20)",
            flush=True,
        )


def resident(key: str) -> int:
    """Bytes of a line of /proc/self/status."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no {key} in /proc/self/status")


def make(folder: Path, n_users: int, n_items: int, n: int) -> None:
    """The matrix of parts 2 and 3, as files in `folder`; in a process of its own."""
    starts, columns = interactions(n_users, n_items, n, offset=20.0)
    np.save(folder / "starts.npy", starts.astype(np.int32))
    np.save(folder / "columns.npy", columns)
    values = np.random.default_rng(3).integers(1, 6, len(columns))
    np.save(folder / "values.npy", values.astype(np.float64))


def compiled(similarity: str) -> None:
    """Compile, on other data."""
    small = sp.csr_matrix(np.array([[1.0, 2.0, 0.0], [2.0, 1.0, 3.0]]))
    model = UserKNN(K, similarity).fit(Preferences(small, ids("u", 2), ids("i", 3)))
    model.recommend("u0000000")
    model.recommend_all()


def read(folder: Path, n_users: int, n_items: int) -> Preferences:
    """The matrix in `folder`."""
    values, columns, starts = (
        np.load(folder / f"{name}.npy") for name in ("values", "columns", "starts")
    )
    matrix = sp.csr_matrix((values, columns, starts), shape=(n_users, n_items))
    return Preferences(matrix, ids("u", n_users), ids("i", n_items))


def everybody(folder: Path, n_users: int, n_items: int, similarity: str) -> None:
    """Part 2 for one similarity, in a process of its own."""
    compiled(similarity)
    before = resident("VmRSS")
    prefs = read(folder, n_users, n_items)
    start = time.perf_counter()
    found = UserKNN(K, similarity).fit(prefs).recommend_all(n=10)
    seconds = time.perf_counter() - start
    peak = resident("VmHWM") - before
    print(
        f"{similarity}, {n_users:,} × {n_items:,}, {prefs.matrix.nnz:,} interactions\n"
        f"  top 10 of everybody       {seconds:8.0f} s, {len(found):,} rows "
        "(target: under 600, aim 300)\n"
        f"  peak memory               {peak / 1e9:8.2f} GB (target: under 2)",
        flush=True,
    )


def one_by_one(folder: Path, n_users: int, n_items: int, similarity: str) -> None:
    """Part 3 for one similarity, in a process of its own."""
    compiled(similarity)
    before = resident("VmRSS")
    prefs = read(folder, n_users, n_items)
    starts = prefs.matrix.indptr
    csr = prefs.matrix.data.nbytes + prefs.matrix.indices.nbytes + starts.nbytes
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
        f"{similarity}, {n_users:,} × {n_items:,}, {prefs.matrix.nnz:,} interactions\n"
        f"  fit                       {fit:8.2f} s\n"
        f"  first recommendation      {1e3 * first:8.0f} ms\n"
        f"  one user, median          {1e3 * statistics.median(seconds):8.0f} ms "
        "(target: under 150)\n"
        f"  one user, 95 %            {1e3 * float(np.quantile(seconds, 0.95)):8.0f} ms\n"
        f"  the one with {np.diff(starts).max():5,} items  {1e3 * heaviest_seconds:8.0f} ms\n"
        f"  peak memory               {peak / csr:8.2f} × the CSR's {csr / 1e6:.0f} MB "
        "(target: at most 3)",
        flush=True,
    )


def _seconds(model: UserKNN, user: str) -> float:
    start = time.perf_counter()
    model.recommend(user)
    return time.perf_counter() - start


def in_child(*arguments: str) -> None:
    """Run this file again with `arguments`, in a process with a memory of its own."""
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, *arguments], check=True)


PARTS = {2: everybody, 3: one_by_one}


def main() -> None:
    parser = argparse.ArgumentParser(description="Neighbours: speed and memory, beside a peer")
    parser.add_argument("--small", action="store_true", help="a tenth of the size")
    parser.add_argument("--part", type=int, choices=[1, 2, 3], help="only this one")
    parser.add_argument(CHILD, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    scale = 10 if options.small else 1
    sizes = {
        2: (100_000 // scale, 20_000, 4_470_000 // scale),  # repeated pairs fall out
        3: (1_000_000 // scale, 100_000, 20_000_000 // scale),
    }
    if options.child:
        task, folder = options.child
        size = sizes[options.part]
        if task == MAKE:
            make(Path(folder), *size)
        else:
            PARTS[options.part](Path(folder), *size[:2], task)
        return
    small = ["--small"] * options.small
    if options.part in (None, 1):
        side_by_side(scale)
    for part in (2, 3):
        if options.part in (None, part):
            with tempfile.TemporaryDirectory() as folder:
                for task in (MAKE, "cosine", "pearson"):
                    in_child(*small, "--part", str(part), CHILD, task, folder)


if __name__ == "__main__":
    main()
