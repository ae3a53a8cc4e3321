"""The accuracy of predicted ratings beside published numbers, or beside scikit-surprise.

    python bench/accuracy.py [PATH]

PATH is a ratings file in the format of MovieLens 100K (``u.data``: user, item, rating and time,
separated by tabs). RMSE and MAE of predictions over 5 folds, made as scikit-surprise's
``KFold(n_splits=5, random_state=0)`` makes them of the file's lines, each the mean over folds;
beside them what that library's documentation reports for these folds of MovieLens 100K.

Without PATH, ratings of the same shape are generated and scikit-surprise predicts the same
folds in the same run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.neighbours import ratings_like_movielens
from shopai.errors import ParameterError
from shopai.evaluate.metrics import errors
from shopai.evaluate.splits import Split, keys, kfold
from shopai.preferences import Preferences
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.user_knn import UserKNN

USER, ITEM, RATING, TIME = "user", "item", "rating", "timestamp"
SCALE: Final = (1.0, 5.0)
SEED: Final = 0

#: The library's name -> ours, and the RMSE and MAE published for it.
MODELS: Final[dict[str, tuple[Callable[[], Recommender], float, float]]] = {
    "KNNWithMeans": (lambda: UserKNN(k=40, similarity="msd"), 0.951, 0.749),
    "KNNBaseline": (lambda: UserKNN(k=40, similarity="msd", baseline="bias"), 0.931, 0.733),
    "BaselineOnly": (Baseline, 0.944, 0.748),
}

Result = tuple[float, float, float]  # RMSE, MAE, seconds


def generated() -> pd.DataFrame:
    """100,000 ratings of MovieLens 100K's shape, in a random order of lines."""
    users, items, ratings = ratings_like_movielens(943, 1682, 100_000)
    pairs = pd.DataFrame({USER: users, ITEM: items, RATING: ratings.astype(float)})
    lines = pairs.drop_duplicates([USER, ITEM]).sample(frac=1, random_state=1)
    return lines.astype({USER: "str", ITEM: "str"}).reset_index(drop=True)


def read(path: Path) -> pd.DataFrame:
    """The ratings, in the order of the file."""
    lines = pd.read_csv(path, sep="\t", names=[USER, ITEM, RATING, TIME], dtype="str")
    return lines.astype({RATING: "float64"})


def surprise_order(
    prefs: Preferences, users: Iterable[object], items: Iterable[object], seed: int = 0
) -> npt.NDArray[np.int64]:
    """(nnz,) the order in which scikit-surprise's ``KFold(random_state=seed)`` takes ratings.

    `users`, `items`: aligned ids, one line a rating in the order of the file, each pair once.
    With it :func:`kfold` makes the parts that the library makes of the file.
    """
    rows, columns = prefs.pair_positions(users, items)
    n_items = prefs.matrix.shape[1]
    stored = keys(prefs.matrix)
    lines = rows * n_items + columns
    if len(lines) != len(stored) or not np.array_equal(np.sort(lines), stored):
        raise ParameterError(
            f"The lines must name each of the {len(stored):,} preferences once; found "
            f"{len(lines):,} lines."
        )
    shuffled = np.arange(len(lines))
    # The library's own generator: its order is what is wanted.
    np.random.RandomState(seed).shuffle(shuffled)
    return np.asarray(np.searchsorted(stored, lines)[shuffled], dtype=np.int64)


def folds(ratings: pd.DataFrame) -> list[Split]:
    users, items = ratings[USER], ratings[ITEM]
    prefs = Preferences.of(users, items, ratings[RATING], scale=SCALE)
    return kfold(prefs, 5, order=surprise_order(prefs, users, items, SEED))


def ours(make: Callable[[], Recommender], splits: list[Split]) -> Result:
    """Mean over folds."""
    results = []
    for split in splits:
        test, prefs = split.test.tocoo(), split.train
        users, items = prefs.users[test.row], prefs.items[test.col]
        start = time.perf_counter()
        predicted = make().fit(prefs).predict(users, items)
        seconds = time.perf_counter() - start
        results.append((*_accuracy(test.data, predicted), seconds))
    return _mean(results)


def theirs(name: str, ratings: pd.DataFrame) -> Result:
    """Mean over the library's own folds, its own model with its default settings."""
    import surprise

    lines = surprise.Dataset.load_from_df(
        ratings[[USER, ITEM, RATING]], surprise.Reader(rating_scale=SCALE)
    )
    parts = surprise.model_selection.KFold(n_splits=5, random_state=SEED)
    quiet: dict[str, Any] = {"bsl_options": {}} if name == "BaselineOnly" else {}
    results = []
    for train, test in parts.split(lines):
        start = time.perf_counter()
        found = getattr(surprise, name)(verbose=False, **quiet).fit(train).test(test)
        seconds = time.perf_counter() - start
        truth, predicted = (np.array([getattr(p, key) for p in found]) for key in ("r_ui", "est"))
        results.append((*_accuracy(truth, predicted), seconds))
    return _mean(results)


def _accuracy(
    truth: npt.NDArray[np.float64], predicted: npt.NDArray[np.float64]
) -> tuple[float, float]:
    squares, sizes, n = errors(truth, predicted, np.zeros(len(truth), dtype=np.int64), 1)
    return float(np.sqrt(squares[0] / n[0])), float(sizes[0] / n[0])


def _mean(results: list[Result]) -> Result:
    rmse, mae, seconds = np.mean(results, axis=0)
    return float(rmse), float(mae), float(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description="RMSE and MAE beside published numbers")
    parser.add_argument("path", nargs="?", type=Path, help="a file like MovieLens 100K's u.data")
    path: Path | None = parser.parse_args().path
    ratings = generated() if path is None else read(path)
    splits = folds(ratings)
    ours(Baseline, splits[:1])  # compiles before anything is timed
    ours(lambda: UserKNN(similarity="msd", baseline="bias"), splits[:1])
    shape = f"{ratings[USER].nunique():,} users × {ratings[ITEM].nunique():,} items"
    what = str(path.name) if path else "generated, not MovieLens: published numbers do not apply"
    print(f"{len(ratings):,} ratings of {shape} ({what})")
    other = "published" if path else "scikit-surprise"
    print(f"5 folds, KFold(random_state={SEED})            ours            {other}")
    for name, (make, rmse, mae) in MODELS.items():
        mine = ours(make, splits)
        line = f"  {name:14} RMSE {mine[0]:.4f}  MAE {mine[1]:.4f}  {mine[2]:6.2f} s a fold"
        if path is not None:
            print(f"{line}   RMSE {rmse:.3f}   MAE {mae:.3f}")
            continue
        found = theirs(name, ratings)
        apart = max(abs(mine[0] - found[0]), abs(mine[1] - found[1]))
        print(
            f"{line}   RMSE {found[0]:.4f}  MAE {found[1]:.4f}  {found[2]:6.2f} s a fold   "
            f"{apart:.6f} apart at most"
        )
    if path is None:
        print("Equally similar users are put in different orders; nothing else differs.")


if __name__ == "__main__":
    main()
