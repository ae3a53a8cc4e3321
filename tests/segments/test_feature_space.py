"""The space of customers: categories by hand, distances, others placed beside those learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import skew

from shopai.columns import Customer, Event, Feature, Skew
from shopai.errors import InputError, ParameterError
from shopai.segments.feature_space import MOST_LEVELS, OTHER, UNKNOWN, is_category, learn, offered
from shopai.segments.scaling import SCALINGS, fitted
from shopai.segments.segmentation import segment

CITY = Customer.COUNTRY
PEOPLE = pd.DataFrame(
    {
        Feature.FREQUENCY: [2.0, 4.0, 6.0, 2.0, 4.0, 6.0],
        CITY: ["FR", "UK", " FR ", None, "UK", "UK"],
    },
    index=pd.Index(list("abcdef"), name=Event.USER),
)


def named(*levels: str) -> tuple[str, ...]:
    return tuple(f"{CITY} = {level}" for level in levels)


def test_one_hot_by_hand() -> None:
    """Most frequent first; the spaces around a value are no part of it; 4 ± √(8/3)."""
    space = learn(PEOPLE, [CITY, Feature.FREQUENCY], "standard", category_weight=4)
    assert space.columns == (*named("UK", "FR", UNKNOWN), Feature.FREQUENCY)
    assert space.numeric == (Feature.FREQUENCY,)
    assert dict(space.levels) == {CITY: ("UK", "FR", UNKNOWN)}
    values = space.values(PEOPLE)
    assert values.tolist() == [
        [0, 1, 0, 2],
        [1, 0, 0, 4],
        [0, 1, 0, 6],
        [0, 0, 1, 2],
        [1, 0, 0, 4],
        [1, 0, 0, 6],
    ]
    placed = space.place(PEOPLE)
    assert placed[:, :3].tolist() == (2 * values[:, :3]).tolist()  # √4
    assert placed[:, 3] == pytest.approx(np.sqrt(1.5) * np.array([-1, 0, 1, -1, 0, 1]))
    assert values[0].tolist() == [0, 1, 0, 2]  # not written to


@pytest.mark.parametrize("weight", [0.25, 1.0, 3.0])
def test_two_values_of_a_category_are_apart_by_the_root_of_twice_its_weight(weight: float) -> None:
    placed = learn(PEOPLE, [CITY], category_weight=weight).place(PEOPLE)
    apart = np.linalg.norm(placed[:, None] - placed[None], axis=2)
    same = placed.argmax(axis=1)[:, None] == placed.argmax(axis=1)
    np.testing.assert_allclose(apart, np.where(same, 0, np.sqrt(2 * weight)))


def test_weight_one_is_a_typical_difference_in_a_number() -> None:
    """The root mean square of all pairwise differences of a standardised number is √2, too."""
    numbers = pd.DataFrame({Feature.MONETARY: np.random.default_rng(0).lognormal(size=400)})
    x = learn(numbers, [Feature.MONETARY], "standard").place(numbers)[:, 0]
    assert np.sqrt(((x[:, None] - x) ** 2).mean()) == pytest.approx(np.sqrt(2))


def test_values_met_later() -> None:
    """Without a column for others, a new value is none of those known."""
    space = learn(PEOPLE, [CITY])
    later = pd.DataFrame({CITY: ["DE", "UK", "", None]}, index=list("wxyz"))
    assert space.values(later).tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]]


def test_rare_values_share_a_column() -> None:
    often = [f"c{i:02d}" for i in range(MOST_LEVELS)] * 3
    rare = ["zz", "za", "zb"]
    table = pd.DataFrame({CITY: often + rare})
    space = learn(table, [CITY])
    assert space.columns == named(*(f"c{i:02d}" for i in range(MOST_LEVELS)), OTHER)
    values = space.values(pd.DataFrame({CITY: ["za", "never seen", "c01", None]}))
    assert values.argmax(axis=1).tolist() == [MOST_LEVELS, MOST_LEVELS, 1, MOST_LEVELS]
    assert values.sum(axis=1).tolist() == [1, 1, 1, 1]


def test_values_that_happen_to_be_called_other_or_unknown() -> None:
    table = pd.DataFrame({CITY: [OTHER, UNKNOWN, None, "UK", "UK", OTHER, "UK", "UK"]})
    space = learn(table, [CITY])
    assert space.columns == named("UK", OTHER, UNKNOWN)
    assert space.values(table).argmax(axis=1).tolist() == [1, 2, 2, 0, 0, 1, 0, 0]


def test_equally_frequent_values_by_name() -> None:
    table = pd.DataFrame({CITY: pd.Categorical(["b", "a", "b", "a", "c", "c"])})
    assert learn(table, [CITY]).levels[CITY] == ("a", "b", "c")
    assert learn(table[::-1], [CITY]).levels[CITY] == ("a", "b", "c")


@pytest.mark.parametrize("scaling", SCALINGS)
def test_others_are_scaled_by_what_was_learned(scaling: str) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            Feature.MONETARY: rng.lognormal(3, 1, 200),
            CITY: rng.choice(["UK", "FR"], 200),
            Feature.RECENCY: rng.integers(0, 300, 200),
        }
    )
    features = [Feature.MONETARY, CITY, Feature.RECENCY]
    space = learn(table, features, scaling)
    numbers = table[[Feature.MONETARY, Feature.RECENCY]].to_numpy(dtype=float)
    scaler = fitted(numbers, scaling)
    where = [space.columns.index(name) for name in space.numeric]
    np.testing.assert_allclose(space.place(table)[:, where], scaler.apply(numbers))
    later = table.head(3).assign(**{Feature.MONETARY: [1e6, 0.0, -4.0]})
    expected = scaler.apply(later[[Feature.MONETARY, Feature.RECENCY]].to_numpy(dtype=float))
    np.testing.assert_allclose(space.place(later)[:, where], expected)
    seg = segment(table, 3, features=features, scaling=scaling)
    np.testing.assert_array_equal(seg.space.place(table), seg.scaled)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_skewness_before_and_after(scaling: str) -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {Feature.MONETARY: rng.lognormal(3, 1, 500), Feature.RECENCY: rng.normal(size=500)}
    )
    space = learn(table, list(table.columns), scaling)
    assert space.skew.index.tolist() == list(table.columns)
    assert space.skew.index.name == Skew.FEATURE
    np.testing.assert_allclose(space.skew[Skew.BEFORE], skew(table.to_numpy()))
    np.testing.assert_allclose(space.skew[Skew.AFTER], skew(space.place(table)), atol=1e-9)
    after = space.skew[Skew.AFTER].abs()[Feature.MONETARY]
    before = space.skew[Skew.BEFORE][Feature.MONETARY]
    if scaling in ("log-standard", "quantile"):
        assert after < 0.3
    elif scaling == "winsorised":
        assert after < before
    else:
        assert after == pytest.approx(before)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_categories_alone(scaling: str) -> None:
    """Three values, three segments, whatever is done to numbers that are not there."""
    space = learn(PEOPLE, [CITY], scaling)
    assert space.skew.empty
    seg = segment(PEOPLE, 3, features=[CITY], scaling=scaling)
    assert seg.inertia == 0
    assert sorted(seg.sizes) == [1, 2, 3]
    shares = seg.centers[list(named("UK", "FR", UNKNOWN))].to_numpy()
    assert sorted(map(tuple, shares)) == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]


def test_centres_hold_shares_of_a_category() -> None:
    seg = segment(PEOPLE, 1, features=[Feature.FREQUENCY, CITY])
    assert seg.features == (Feature.FREQUENCY, CITY)
    assert seg.centers.loc[0].tolist() == pytest.approx([4, 3 / 6, 2 / 6, 1 / 6])


# ----------------------------------------------------------------------------------- errors

ONE = "1 different value for 8 customers, so it is no category"


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (["UK"] * 8, ONE),
        ([None, "", " ", None] * 2, ONE),  # all of them unknown
        (["UK", "UK "] * 4, ONE),
        ([UNKNOWN, None] * 4, ONE),
        (list("abcdefgh"), "8 different values for 8 customers, so it is no category"),
        (list("abcdeaaa"), "5 different values for 8 customers"),
    ],
)
def test_what_is_no_category_is_refused(column: list[str | None], message: str) -> None:
    table = pd.DataFrame({CITY: pd.Series(column, dtype="str")})
    assert not is_category(table[CITY])
    with pytest.raises(ParameterError, match=message):
        learn(table, [CITY])


def test_what_is_a_category() -> None:
    assert is_category(PEOPLE[CITY])
    assert is_category(PEOPLE[CITY].astype("category"))
    assert is_category(pd.Series(["x", None]))
    assert not is_category(PEOPLE[Feature.FREQUENCY])
    assert not is_category(pd.Series([True, False] * 4))


def test_impossible_features_are_refused() -> None:
    when = pd.DataFrame({Event.TIME: pd.date_range("2025-01-01", periods=6)})
    with pytest.raises(ParameterError, match=r'"timestamp" holds datetime64.* numbers or categ'):
        learn(when, [Event.TIME])
    for weight in (0, -1, np.nan, np.inf):
        with pytest.raises(ParameterError, match=r"category_weight, .* above 0"):
            learn(PEOPLE, [CITY], category_weight=weight)
    with pytest.raises(ParameterError, match="Unknown scaling"):
        learn(PEOPLE, [CITY], "z-score")
    space = learn(PEOPLE, [CITY, Feature.FREQUENCY])
    with pytest.raises(ParameterError, match=f'No column "{CITY}"'):
        space.place(PEOPLE[[Feature.FREQUENCY]])
    with pytest.raises(InputError, match='"frequency" is missing or infinite for 6 of 6'):
        space.place(PEOPLE.assign(**{Feature.FREQUENCY: np.nan}))
    with pytest.raises(InputError, match='"frequency" is 4 for all 6 customers'):
        learn(PEOPLE.assign(**{Feature.FREQUENCY: 4.0}), [CITY, Feature.FREQUENCY])


def test_offered_columns_are_numbers_first_then_categories() -> None:
    """An id can be asked for; what is missing for some, constant, or free text cannot."""
    table = pd.DataFrame(
        {
            "city": ["Rome", "Oslo", "Rome", "Oslo"],
            "customer_id": [4, 1, 3, 2],
            "age": [30.0, 41.0, 30.0, 25.0],
            "height": [1.8, None, 1.7, 1.6],
            "country": ["IT"] * 4,
            "note": ["a", "b", "c", "d"],
        }
    )
    assert offered(table) == ["customer_id", "age", "city"]
