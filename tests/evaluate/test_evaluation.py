"""Models compared: by hand, over splits and groups, with tests, progress and cancelling."""

from __future__ import annotations

import math
import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from scipy import stats

from shopai import InputError, MissingColumns, ParameterError, Preferences
from shopai.columns import Compared, Event, Kind, Metric, Tested
from shopai.evaluate.accumulator import PAIRS, TABLE
from shopai.evaluate.evaluation import Evaluation, evaluate
from shopai.evaluate.metrics import METRICS
from shopai.evaluate.runner import Memory
from shopai.evaluate.splits import Split, kfold
from shopai.events.dataset import Dataset, from_frames
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.content import ContentBased
from shopai.recommend.models.user_knn import UserKNN
from tests.evaluate.fixed import Fixed, Ranks
from tests.recommend.models.oracle import prefs_of

NO = math.nan
#: u0 and u1 are known, u2 is not; nobody has i4 yet. The median of what is learned is 4.
TRAIN = np.array(
    [
        [5, 4, NO, NO, NO],
        [4, NO, 1, NO, NO],
        [NO, NO, NO, NO, NO],
        [4, NO, NO, 5, NO],
    ]
)
#: Right are 4 and 5: i2 and i4 of u0, i1 of u1, i0 of u2; u3's 2 is not.
TEST = np.array([[0, 0, 4, 1, 5], [0, 5, 0, 0, 0], [4, 0, 0, 0, 0], [0, 2, 0, 0, 0]], dtype=float)
#: In which what one already has is passed over.
ORDER = ("i0", "i2", "i1", "i4", "i3")


def the_split() -> Split:
    return Split("by hand", prefs_of(TRAIN), sp.csr_matrix(TEST), "Made by hand.", rated=True)


def compared(
    models: dict[str, Recommender], split: Split | None = None, **settings: object
) -> Evaluation:
    split = split or the_split()
    return evaluate(models, split.train, [split], **{"k": 2, **settings})


def value(evaluation: Evaluation, model: str, metric: str, group: str = Tested.ALL) -> float:
    table = evaluation.table.set_index([Compared.MODEL, Compared.METRIC, Compared.GROUP])
    return float(table[Compared.VALUE][model, metric, group])


def test_rankings_by_hand() -> None:
    """Lists: u0 gets i2 i4, of which both are right; u1 i1 i4: the first; u2 i0 i2: the first."""
    evaluation = compared({"mine": Fixed(ORDER)})
    assert value(evaluation, "mine", Metric.NDCG) == pytest.approx(1)
    assert value(evaluation, "mine", Metric.PRECISION) == pytest.approx((1 + 0.5 + 0.5) / 3)
    assert value(evaluation, "mine", Metric.RECALL) == 1
    assert value(evaluation, "mine", Metric.PRECISION, Tested.WARM) == pytest.approx((1 + 0.5) / 2)
    assert value(evaluation, "mine", Metric.PRECISION, Tested.COLD_USERS) == 0.5
    assert value(evaluation, "mine", Metric.RECALL, Tested.COLD_ITEMS) == 1  # u0's i4
    # gains 4 and 5 in this order; the best order is the other way round
    graded = (4 + 5 / math.log2(3)) / (5 + 4 / math.log2(3))
    assert value(evaluation, "mine", Metric.GRADED) == pytest.approx((graded + 1 + 1) / 3)
    assert value(evaluation, "mine", Metric.COVERAGE) == pytest.approx(4 / 5)
    # offered to u0 and u1: what one customer has and what none has
    popularity = (np.mean([1, 0]) + np.mean([1, 0])) / (np.mean([3, 1]) + np.mean([3, 1]))
    assert value(evaluation, "mine", Metric.POPULARITY) == pytest.approx(popularity)
    table = evaluation.table
    assert list(table.columns) == TABLE
    tested = table.set_index([Compared.METRIC, Compared.GROUP])[Compared.N]
    assert tested[Metric.NDCG, Tested.ALL] == 3
    assert tested[Metric.NDCG, Tested.COLD_USERS] == 1
    assert tested[Metric.RMSE, Tested.ALL] == 6


def test_ratings_by_hand() -> None:
    """Errors of always 3: 1, −2, 2, 2, 1, −1; u2 and i4 are cold."""
    evaluation = compared({"mine": Fixed(ORDER, 3.0)})
    squares = [1, 4, 4, 4, 1, 1]
    assert value(evaluation, "mine", Metric.RMSE) == pytest.approx(math.sqrt(sum(squares) / 6))
    assert value(evaluation, "mine", Metric.MAE) == pytest.approx(9 / 6)
    assert value(evaluation, "mine", Metric.RMSE, Tested.WARM) == pytest.approx(math.sqrt(10 / 4))
    assert value(evaluation, "mine", Metric.RMSE, Tested.COLD_USERS) == 1
    assert value(evaluation, "mine", Metric.MAE, Tested.COLD_ITEMS) == 2
    each = evaluation.per_user.set_index(Compared.USER)
    assert each[Metric.RMSE]["u0"] == pytest.approx(math.sqrt(3))
    assert each[Metric.MAE]["u3"] == 1
    assert math.isnan(each[Metric.NDCG]["u3"])


def test_models_are_paired_by_customer() -> None:
    """Sign changes over customers, and the difference of the two numbers."""
    prefs = some_prefs()
    models = {"one": UserKNN(k=5), "two": Baseline(), "three": Ranks(("i1", "i2"))}
    evaluation = evaluate(models, prefs, k=3)
    assert list(evaluation.pairs.columns) == PAIRS
    ndcg = evaluation.pairs[evaluation.pairs[Compared.METRIC] == Metric.NDCG]
    assert [tuple(pair) for pair in ndcg[[Compared.MODEL, Compared.OTHER]].to_numpy()] == [
        ("one", "two"),
        ("one", "three"),
        ("two", "three"),
    ]
    rmse = evaluation.pairs[evaluation.pairs[Compared.METRIC] == Metric.RMSE]
    assert len(rmse) == 1
    each = evaluation.per_user.pivot_table(
        index=Compared.USER, columns=Compared.MODEL, values=Metric.NDCG
    )
    theirs = stats.permutation_test(
        (each["one"], each["two"]),
        lambda a, b, axis: (a - b).mean(axis=axis),
        permutation_type="samples",
        n_resamples=4999,
        vectorized=True,
        random_state=0,
    )
    first = ndcg.iloc[0]
    assert first[Compared.P] == pytest.approx(theirs.pvalue, abs=0.02)
    assert first[Compared.ADJUSTED] >= first[Compared.P]
    assert first[Compared.DIFFERENCE] == pytest.approx((each["one"] - each["two"]).mean())
    assert first[Compared.LOW] <= first[Compared.DIFFERENCE] <= first[Compared.HIGH]
    assert rmse.iloc[0][Compared.DIFFERENCE] == pytest.approx(
        value(evaluation, "one", Metric.RMSE) - value(evaluation, "two", Metric.RMSE)
    )


def some_prefs(seed: int = 0, n_users: int = 40, n_items: int = 15) -> Preferences:
    rng = np.random.default_rng(seed)
    dense = rng.integers(1, 6, (n_users, n_items)).astype(float)
    dense[rng.random(dense.shape) < 0.5] = NO
    return prefs_of(dense)


def test_equal_models_have_p_1() -> None:
    evaluation = evaluate({"a": Baseline(), "b": Baseline()}, some_prefs())
    for row in evaluation.pairs.to_dict("records"):
        assert (row[Compared.DIFFERENCE], row[Compared.LOW], row[Compared.HIGH]) == (0, 0, 0)
        assert row[Compared.P] == row[Compared.ADJUSTED] == 1


def test_a_customers_splits_are_averaged_first() -> None:
    """A customer met in all folds counts as much as one met in a single fold."""
    prefs = some_prefs(3)
    splits = kfold(prefs, 4, 1)
    whole = evaluate({"m": Baseline()}, prefs, splits, k=3)
    parts = [evaluate({"m": Baseline()}, prefs, [split], k=3).per_user for split in splits]
    every = pd.concat(parts).groupby(Compared.USER)[Metric.NDCG].mean()
    assert value(whole, "m", Metric.NDCG) == pytest.approx(every.mean())
    errors = []
    for split in splits:
        test = split.test.tocoo()
        model = Baseline().fit(split.train)
        guess = model.predict(prefs.users[test.row], prefs.items[test.col])
        errors.append((guess - test.data) ** 2)
    assert value(whole, "m", Metric.RMSE) == pytest.approx(np.sqrt(np.concatenate(errors).mean()))


def test_the_demo_is_split_by_time_and_every_number_is_within_its_interval(
    demo_shop: Dataset,
) -> None:
    evaluation = evaluate([Baseline(), Ranks()], demo_shop, max_users=300)
    assert any(note.startswith("Learned from what happened by") for note in evaluation.notes)
    assert any("Not all values are ratings" in note for note in evaluation.notes)
    table = evaluation.table
    assert tuple(dict.fromkeys(table[Compared.MODEL])) == evaluation.models == ("baseline", "ranks")
    # values are events and ratings, so nobody predicts ratings
    assert set(table[Compared.METRIC]) == METRICS.keys() - {Metric.RMSE, Metric.MAE}
    measured = table[Compared.METRIC].isin([Metric.FIT, Metric.RECOMMEND, Metric.MEMORY])
    assert table.loc[measured, [Compared.LOW, Compared.HIGH]].isna().all(axis=None)
    rest = table[~measured]
    assert (rest[Compared.LOW] <= rest[Compared.VALUE]).all()
    assert (rest[Compared.VALUE] <= rest[Compared.HIGH]).all()
    assert (table.loc[measured, Compared.VALUE] >= 0).all()


def test_the_same_seed_gives_the_same() -> None:
    prefs = some_prefs()
    timed = [Metric.FIT, Metric.RECOMMEND, Metric.MEMORY]
    first, again = (evaluate([Baseline(), Ranks()], prefs, seed=5) for _ in range(2))
    kept = ~first.table[Compared.METRIC].isin(timed)
    pd.testing.assert_frame_equal(first.table[kept], again.table[kept])
    pd.testing.assert_frame_equal(first.pairs, again.pairs)


def test_a_draw_of_customers_says_so() -> None:
    evaluation = evaluate([Baseline()], some_prefs(), max_users=12)
    assert "Tested on 12 of 40 customers, drawn at random." in evaluation.notes
    assert evaluation.per_user[Compared.USER].nunique() == 12
    assert evaluation.pairs.empty
    assert list(evaluation.pairs.columns) == PAIRS


def test_the_models_given_are_not_changed() -> None:
    fitted = Baseline().fit(prefs_of(TRAIN))
    evaluate([fitted], some_prefs())
    assert fitted.prefs_.matrix.shape == TRAIN.shape


def test_progress_rises_to_1_and_names_the_model() -> None:
    told: list[tuple[float, str]] = []
    evaluate([Baseline(), Ranks()], some_prefs(), progress=lambda *each: told.append(each))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert "ranks, fold 5: learning" in [what for _, what in told]
    assert any(re.fullmatch(r"ranks, fold 5: (\d+) of \1 customers", what) for _, what in told)


class Cancelled(Exception):
    pass


@pytest.mark.parametrize("calls", [1, 2, 3, 7])
def test_progress_may_stop_it_and_nothing_is_left_behind(calls: int) -> None:
    before = threading.active_count()
    model, left = Baseline(), [calls]

    def stop(share: float, what: str) -> None:  # noqa: ARG001
        left[0] -= 1
        if not left[0]:
            raise Cancelled

    with pytest.raises(Cancelled):
        evaluate([model, Ranks()], some_prefs(), progress=stop)
    assert threading.active_count() == before
    assert not hasattr(model, "prefs_")


def test_errors_say_what_to_do() -> None:
    prefs = some_prefs()
    with pytest.raises(MissingColumns, match="kfold"):
        evaluate([Baseline()], prefs, "time")
    with pytest.raises(ParameterError, match="one of auto, time, last, kfold"):
        evaluate([Baseline()], prefs, "weekly")
    with pytest.raises(ParameterError, match="has been done already"):
        evaluate([Baseline()], prefs, half_life_days=30)
    with pytest.raises(ParameterError, match="a name of its own"):
        evaluate([Baseline(), Baseline()], prefs)
    with pytest.raises(ParameterError, match="a name of its own"):
        evaluate([], prefs)
    with pytest.raises(ParameterError, match="at least one split"):
        evaluate([Baseline()], prefs, [])
    with pytest.raises(ParameterError, match="k must be a whole number"):
        evaluate([Baseline()], prefs, k=0)
    nothing_right = replace(the_split(), test=sp.csr_matrix((TEST > 0) * 0.1))
    with pytest.raises(ParameterError, match="No customer has a right answer"):
        evaluate([Baseline()], prefs, [nothing_right])


def test_a_model_that_lacks_what_it_needs_is_named() -> None:
    with pytest.raises(InputError, match="words cannot be compared on these data"):
        evaluate({"words": ContentBased()}, some_prefs())


def test_every_named_split_works_on_the_demo(demo_shop: Dataset) -> None:
    last = evaluate([Ranks()], demo_shop, "last", max_users=50)
    folds = evaluate([Ranks()], demo_shop, "kfold", max_users=50)
    assert last.notes[0].startswith("The last item of every customer")
    assert folds.notes[0].startswith("A random 20%")
    warm = folds.table[folds.table[Compared.GROUP] == Tested.WARM]
    assert warm[Compared.N].max() <= 50


def rated_shop(times: bool) -> Dataset:
    """40 ratings of 8 customers, one a day."""
    rng = np.random.default_rng(6)
    pairs = rng.permutation(8 * 10)[:40]
    frame = pd.DataFrame(
        {
            Event.USER: [f"u{pair // 10}" for pair in pairs],
            Event.ITEM: [f"i{pair % 10}" for pair in pairs],
            Event.KIND: Kind.RATING,
            Event.RATING: rng.integers(1, 6, 40).astype(float),
        }
    )
    if times:
        frame[Event.TIME] = pd.date_range("2025-01-01", periods=40)
    return from_frames(frame)


def test_auto_goes_by_time_where_there_are_times() -> None:
    timed = evaluate([Baseline()], rated_shop(times=True))
    assert timed.notes[0].startswith("Learned from what happened by 2025-02-01 00:00 UTC")
    tested = timed.table.set_index([Compared.METRIC, Compared.GROUP])[Compared.N]
    assert tested[Metric.RMSE, Tested.ALL] == 8  # the last fifth
    timeless = evaluate([Baseline()], rated_shop(times=False))
    assert timeless.notes[0].startswith("A random 20%")
    tested = timeless.table.set_index([Compared.METRIC, Compared.GROUP])[Compared.N]
    assert tested[Metric.RMSE, Tested.ALL] == 40


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_memory_taken_for_a_moment_is_seen() -> None:
    """200 MB, twice: that they were freed in between makes no difference."""
    for _ in range(2):
        with Memory() as memory:
            np.ones(25_000_000).sum()
            time.sleep(0.02)
            taken = np.ones(25_000_000)
            time.sleep(0.02)
            del taken
        assert 190e6 < memory.rise < 230e6
