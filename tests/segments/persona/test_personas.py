"""Personas: rules known exactly, honest fidelity, names whose every word is true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from shopai.columns import Event, Feature, PersonaTable
from shopai.customers import customer_features
from shopai.errors import InputError, ParameterError
from shopai.events.dataset import Dataset
from shopai.segments.kmeans import small_fit
from shopai.segments.persona.naming import ADJECTIVES, NOUNS, trait
from shopai.segments.persona.personas import Personas, caught_by, personas
from shopai.segments.persona.surrogate import HELD_OUT, SAMPLE, Steps, grown, readable, split
from shopai.segments.segmentation import Segmentation, described, placed, segment

WORDS = {word.text: word for word in (*ADJECTIVES, *NOUNS)}


def users(n: int) -> pd.Index:
    return pd.Index([f"u{i}" for i in range(n)], name=Event.USER)


def four_corners(n: int = 40) -> pd.DataFrame:
    """Orders 1 or 2, or 11 or 12; last bought 10 or 12 days ago, or 300 or 302: n of each."""
    few, many = [1, 2] * (n // 2), [11, 12] * (n // 2)
    recent, long_ago = (
        [10.0] * (n // 2) + [12.0] * (n // 2),
        [300.0] * (n // 2) + [302.0] * (n // 2),
    )
    return pd.DataFrame(
        {
            Feature.RECENCY: [*recent, *recent, *long_ago, *long_ago],
            Feature.FREQUENCY: [*few, *many, *few, *many],
        },
        index=users(4 * n),
    )


def shop(n: int, seed: int = 0) -> pd.DataFrame:
    """Customers who differ in all that names speak of."""
    rng = np.random.default_rng(seed)
    orders = rng.poisson(rng.lognormal(1, 0.8, n)) + 1
    basket = rng.lognormal(3.5, 0.5, n)
    return pd.DataFrame(
        {
            Feature.RECENCY: rng.exponential(80, n),
            Feature.FREQUENCY: orders,
            Feature.MONETARY: orders * basket,
            Feature.AVERAGE_ORDER: basket,
            Feature.TENURE: rng.uniform(5, 700, n),
            Feature.VIEWS: rng.poisson(rng.lognormal(2, 1, n)),
            Feature.SESSIONS: rng.poisson(rng.lognormal(1, 1, n)) + 1,
            Feature.DISCOUNT_SHARE: rng.beta(1, 8, n),
            Feature.REFUND_RATE: rng.beta(1, 15, n),
        },
        index=users(n),
    )


# --------------------------------------------------------------------------- rules by hand


def test_the_rules_of_four_corners_are_known_exactly() -> None:
    table = four_corners()
    found = personas(segment(table, k=4), table)
    said = {
        (int(row[PersonaTable.CUSTOMERS]), row[PersonaTable.RULE])
        for _, row in found.table.iterrows()
    }
    assert said == {
        (40, "bought in the last 200 days, bought up to 9 times"),
        (40, "bought in the last 200 days, bought 10+ times"),
        (40, "last bought 200+ days ago, bought up to 9 times"),
        (40, "last bought 200+ days ago, bought 10+ times"),
    }
    assert found.fidelity == 1.0
    assert found.held_out == 48  # 30 % of 40, four times
    assert found.table[PersonaTable.RECALL].tolist() == [1.0] * 4
    assert found.table[PersonaTable.PRECISION].tolist() == [1.0] * 4
    assert not found.table[PersonaTable.OWN_TREE].any()
    assert len(found.tree.nodes) == 7


@pytest.mark.parametrize(
    ("values", "exact", "options", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8], 4.5, {"step": 1.0, "strict": True}, 5.0),
        ([61.3, 70.2, 300.1, 310.0], 185.0, {}, 200.0),  # the gap holds 100, 200 and 300
        ([0.021, 0.04, 0.13, 0.2], 0.085, {}, 0.1),
        ([-30.0, -2.0, 1.0, 8.0], -0.5, {}, 0.0),
        ([1950, 1951, 1952, 1953], 1951.5, {"step": 1.0, "strict": True}, 1952.0),
        ([5e6, 5.01e6, 5.02e6, 5.03e6], 5.015e6, {}, 5.02e6),
        ([1.0, 2.0], 1.5, {"bounds": (0.0, 2.0)}, 1.5),  # 2 is out of bounds
        ([3.0, 3.0 + 1e-12], 3.0, {}, 3.0 + 1e-12),  # no rounder number parts the two
    ],
)
def test_thresholds_become_the_roundest_number_in_the_gap(
    values: list[float], exact: float, options: dict, expected: float
) -> None:
    assert readable(np.array(values, dtype=float), exact, **options) == expected


def test_days_are_whole_where_that_moves_few() -> None:
    values = np.arange(0, 100, 0.1)
    assert readable(values, 37.33, step=1.0) == 37.0
    apart = np.array([0.1] * 50 + [0.2] * 50 + [0.7] * 50 + [0.8] * 50)
    assert readable(apart, 0.15, step=1.0) == 0.2


def test_a_round_threshold_moves_few_customers() -> None:
    rng = np.random.default_rng(0)
    for spread in (0.1, 1.0, 2.0):
        values = rng.lognormal(5, spread, 5_000)
        for exact in np.quantile(values, [0.05, 0.3, 0.5, 0.9]):
            at = readable(values, float(exact))
            assert float(f"{at:.3g}") == at
            assert abs((values < at).mean() - (values <= exact).mean()) <= 0.03


# -------------------------------------------------------------------------------- fidelity


def test_fidelity_is_scikit_learn_s_score_on_the_held_out_customers() -> None:
    """Gaps wide enough that round thresholds part customers as the exact ones do."""
    rng = np.random.default_rng(0)
    centres = np.array([[10, 10], [10, 90], [90, 10], [90, 90]])[rng.integers(0, 4, 400)]
    values = centres + np.rint(rng.uniform(-8, 8, (400, 2)))
    values[:12] = [[11, 88]] * 12  # and some whom K-means has elsewhere
    table = pd.DataFrame(values, columns=["a", "b"], index=users(400))
    seg = segment(table, k=4)
    labels = seg.labels.to_numpy().copy()
    labels[:12] = 3 - labels[:12]
    seg = _relabelled(seg, labels)
    found = personas(seg, table)
    parts = split(table.index, labels, 0)
    model = DecisionTreeClassifier(max_depth=3, random_state=0)
    model.fit(values[parts.fit], labels[parts.fit])
    score = model.score(values[parts.held_out], labels[parts.held_out])
    assert 0.9 < score < 1
    assert found.fidelity == score
    assert found.held_out == len(parts.held_out)


def _relabelled(seg: Segmentation, labels: np.ndarray) -> Segmentation:
    return replace(seg, labels=pd.Series(labels, index=seg.labels.index, name=seg.labels.name))


def test_fidelity_counts_the_round_tree_and_rules_count_as_shown() -> None:
    table = shop(3_000)
    features = (Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY)
    seg = segment(table, k=7, features=features)
    found = personas(seg, table)
    labels = seg.labels.to_numpy()
    parts = split(table.index, labels, 0)
    values = seg.space.values(table)[parts.held_out]
    truth = labels[parts.held_out]
    agreed = sum(
        found.tree.nodes[_leaf(found, row)].label == label
        for row, label in zip(values, truth, strict=True)
    )
    assert found.fidelity == agreed / len(truth)
    assert found.interval[0] < found.fidelity < found.interval[1]
    for label, rule in enumerate(found.rules):
        caught = np.array([any(_in(row, box) for box in rule) for row in values])
        assert (caught == caught_by(rule, values)).all()
        row = found.table.loc[label]
        assert row[PersonaTable.RECALL] == pytest.approx(caught[truth == label].mean())
        assert row[PersonaTable.PRECISION] == pytest.approx((truth[caught] == label).mean())


def _leaf(found: Personas, row: np.ndarray) -> int:
    position = 0
    while (node := found.tree.nodes[position]).column >= 0:
        position = node.above if row[node.column] >= node.threshold else node.below
    return position


def _in(row: np.ndarray, box: dict) -> bool:
    return all(low <= row[column] < high for column, (low, high) in box.items())


def test_rounding_costs_the_tree_next_to_nothing() -> None:
    """Against scikit-learn's own tree, thresholds as they come, on the held-out customers."""
    table = shop(4_000, seed=1)
    features = [Feature.RECENCY, Feature.MONETARY, Feature.AVERAGE_ORDER]
    seg = segment(table, k=5, features=features)
    values, labels = seg.space.values(table), seg.labels.to_numpy()
    parts = split(table.index, labels, 0)
    fit, held = parts.fit, parts.held_out
    steps = Steps(np.zeros(3), np.zeros(3, dtype=bool))
    rounded = grown(values[fit], labels[fit], steps, worth=0.0)
    model = DecisionTreeClassifier(
        criterion="entropy", max_depth=3, min_samples_leaf=len(fit) // 500, random_state=0
    ).fit(values[fit], labels[fit])
    exact = model.score(values[held], labels[held])
    assert (rounded.labels(values[held]) == labels[held]).mean() > exact - 0.02


# ------------------------------------------------------------------------ who is held out


def test_who_is_held_out_depends_on_ids_not_on_rows() -> None:
    ids, labels = users(900), np.arange(900) % 3
    parts = split(ids, labels, seed=0)
    order = np.random.default_rng(0).permutation(900)
    again = split(ids[order], labels[order], seed=0)
    for one, other in zip((parts.fit, parts.held_out), (again.fit, again.held_out), strict=True):
        assert set(ids[one]) == set(ids[order][other])
    assert not set(parts.fit) & set(parts.held_out)
    assert np.bincount(labels[parts.held_out]).tolist() == [90, 90, 90]
    assert set(split(ids, labels, seed=1).held_out) != set(parts.held_out)


def test_a_large_table_is_sampled_and_a_small_segment_is_in_it() -> None:
    n = 3 * SAMPLE
    labels = np.zeros(n, dtype=np.int64)
    labels[:40] = 1
    parts = split(pd.RangeIndex(n), labels, seed=0)
    assert len(parts.sampled) == pytest.approx(SAMPLE, abs=3)
    assert len(parts.held_out) == pytest.approx(HELD_OUT * SAMPLE, abs=3)
    assert (labels[parts.sampled] == 1).sum() == 14  # 40 / 3, rounded up
    assert (labels[parts.fit] == 1).sum() == 30


# ----------------------------------------------------------------------------------- names


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(2, 12))
def test_every_word_of_a_name_is_true(seed: int, k: int) -> None:
    table = shop(300, seed)
    ready = placed(table, [Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY])
    seg = described(ready, small_fit(ready.scaled, k, seed).labels_.astype(np.int64), k, seed)
    names = personas(seg, table).names
    assert len(set(names)) == k
    everyone = table.mean()
    means = table.groupby(seg.labels).mean()
    claims = [(text, word.feature, word.index > 100) for text, word in WORDS.items()]
    for feature in seg.features:
        low, high = trait(feature)
        claims += [(low, feature, False), (high, feature, True)]
    for label, name in enumerate(names):
        for part in name.lower().split(" (")[0].split(", "):
            rest = f" {part} "
            for text, feature, above in claims:
                if f" {text} " in rest:
                    rest = rest.replace(f"{text} ", "")
                    mean = means.loc[label, feature]
                    assert (mean > everyone[feature]) == above, (name, text)
            assert rest.strip() in ("", "customers", "average customers"), name


def test_lapsed_one_timers_and_loyal_big_spenders() -> None:
    table = pd.DataFrame(
        {
            Feature.RECENCY: [400.0 + i for i in range(20)] + [5.0 + i / 10 for i in range(20)],
            Feature.FREQUENCY: [1] * 20 + [20, 21] * 10,
            Feature.MONETARY: [10.0 + i for i in range(20)] + [900.0 + i for i in range(20)],
        },
        index=users(40),
    )
    found = personas(segment(table, k=2), table, currency="EUR")
    assert found.names == ("Loyal big spenders", "Lapsed one-timers")
    # the mean spend of all is (19.5 + 909.5) / 2 = 464.5, and 19.5 / 464.5 = 0.042
    assert found.sentence(1) == "Lapsed one-timers: bought up to 9 times, spend 0.042 × average"


def test_a_shop_s_own_columns_are_named_high_and_low() -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "age": np.r_[rng.normal(25, 2, 30), rng.normal(60, 2, 30)],
            "income": np.r_[rng.normal(80, 2, 30), rng.normal(20, 2, 30)],
        },
        index=users(60),
    )
    seg = segment(table, k=2)
    found = personas(seg, table)
    young = int(seg.centers["age"].argmin())
    assert set(found.names[young].lower().split(", ")) == {"low age", "high income"}
    assert set(found.names[1 - young].lower().split(", ")) == {"high age", "low income"}


def test_more_segments_than_words_are_told_apart_by_their_means() -> None:
    table = pd.DataFrame({"age": np.repeat([20.0, 30, 40, 50, 60, 70], 10)}, index=users(60))
    seg = segment(table, k=6)
    names = personas(seg, table).names
    assert len(set(names)) == 6
    assert names[0] == "Low age (age of 20)"
    assert names[-1] == "High age (age of 70)"


def test_categories_are_said_as_what_they_are() -> None:
    city = ["Rome"] * 30 + ["Oslo"] * 30
    table = pd.DataFrame({"city": city, "age": [30.0 + i % 7 for i in range(60)]}, index=users(60))
    seg = segment(table, k=2, features=["city", "age"], category_weight=20)
    found = personas(seg, table)
    assert set(found.names) == {"Mostly Rome", "Mostly Oslo"}
    rules = dict(zip(found.names, found.table[PersonaTable.RULE], strict=True))
    assert rules["Mostly Rome"] in ("city is Rome", "city is not Oslo")
    assert found.fidelity == 1.0


# ----------------------------------------------------------------------------- degenerate


def test_one_segment_is_all_customers() -> None:
    table = four_corners()
    found = personas(segment(table, k=1), table)
    assert found.names == ("All customers",)
    assert found.table[PersonaTable.RULE].tolist() == ["all customers"]
    assert found.sentence(0) == "All customers: all customers"
    assert found.fidelity == 1.0


def test_more_segments_than_leaves_have_rules_of_their_own() -> None:
    table = shop(1_500)
    seg = segment(table, k=12, features=[Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY])
    found = personas(seg, table)
    own = found.table[PersonaTable.OWN_TREE]
    assert own.sum() >= 4  # eight leaves
    assert (found.table[PersonaTable.RULE] != "").all()
    assert "all customers" not in set(found.table[PersonaTable.RULE])
    leaves = {node.label for node in found.tree.nodes if node.column < 0}
    assert set(own[~own].index) == leaves
    assert max(len(box) for rule in found.rules for box in rule) <= 3


def test_one_feature_makes_a_rule_of_one_limit() -> None:
    table = pd.DataFrame({Feature.FREQUENCY: [1, 2, 3, 20, 21, 22] * 5}, index=users(30))
    found = personas(segment(table, k=2), table)
    assert found.table[PersonaTable.RULE].tolist() == ["bought up to 9 times", "bought 10+ times"]
    assert found.fidelity == 1.0


def test_ten_customers_keep_some_to_test_on() -> None:
    table = shop(10)
    seg = segment(table, k=5, features=[Feature.FREQUENCY, Feature.MONETARY])
    found = personas(seg, table)
    assert found.held_out == sum(int(0.3 * n) for n in seg.sizes)
    assert len(set(found.names)) == 5
    assert found.interval == (0.0, 1.0) or found.held_out
    assert np.isnan(found.fidelity) == (found.held_out == 0)


def test_the_order_of_rows_changes_nothing_and_a_seed_repeats() -> None:
    table = four_corners(60)
    table[Feature.RECENCY] += np.random.default_rng(0).uniform(0, 40, len(table)).round(2)
    seg = segment(table, k=4)
    found = personas(seg, table)
    order = np.random.default_rng(1).permutation(len(table))
    mixed = table.iloc[order]
    labels = seg.labels.iloc[order]
    again = personas(segment(mixed, k=4), mixed)
    assert (segment(mixed, k=4).labels == labels).all()
    pd.testing.assert_frame_equal(found.table, again.table)
    assert repr(found.tree) == repr(again.tree)  # no NaN equals another
    assert found.fidelity == again.fidelity
    pd.testing.assert_frame_equal(found.table, personas(seg, table).table)


def test_the_table_is_not_written_to() -> None:
    table = shop(200)
    before = table.copy(deep=True)
    personas(segment(table, k=3), table)
    pd.testing.assert_frame_equal(table, before)


def test_impossible_settings_are_refused() -> None:
    table = four_corners()
    seg = segment(table, k=2)
    with pytest.raises(ParameterError, match="seed must be a whole number"):
        personas(seg, table, seed=-1)
    with pytest.raises(InputError, match="are not the 160 that were segmented"):
        personas(seg, table[:50])


# ------------------------------------------------------------------------------ demo shop


def test_the_demo_shop_s_five_segments(demo_shop: Dataset) -> None:
    customers = customer_features(demo_shop)
    found = personas(segment(customers, k=5), customers, currency="EUR")
    assert len(set(found.names)) == 5
    assert found.fidelity > 0.97
    assert not found.table[PersonaTable.OWN_TREE].any()
    assert found.sentence(0) == "Loyal big spenders: spent €500+, orders 2.6 × average"
    assert (found.table[[PersonaTable.RECALL, PersonaTable.PRECISION]] > 0.9).all(axis=None)
