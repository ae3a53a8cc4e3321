"""One customer's explanation: exact sums, the sentence, the words of values and conditions."""

from __future__ import annotations

from math import inf

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Contribution, Event, Feature
from shopai.errors import ParameterError
from shopai.segments.persona.membership import explain_customer
from shopai.segments.persona.personas import personas
from shopai.segments.persona.wording import amount, condition, measured, multiple, threshold
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import described, placed, segment

AGE, CITY = "age", "city"


def users(n: int) -> pd.Index:
    return pd.Index([f"u{i}" for i in range(n)], name=Event.USER)


TWO = pd.DataFrame(
    {Feature.FREQUENCY: [14, 10, 1, 3], Feature.MONETARY: [50.0, 70.0, 20.0, 40.0]}, index=users(4)
)


def test_by_hand_in_original_units() -> None:
    """Centres (12, 60) and (2, 30); u0 is at (14, 50)."""
    seg = segment(TWO, k=2, scaling="none")
    found = explain_customer(seg, TWO, "u0")
    assert (found.user, found.label, found.second) == ("u0", 0, 1)
    assert found.distance == pytest.approx((2**2 + 10**2) ** 0.5)
    assert found.second_distance == pytest.approx((12**2 + 20**2) ** 0.5)
    assert found.contributions.to_dict("records") == [
        {
            Contribution.FEATURE: Feature.MONETARY,
            Contribution.LEVEL: "",
            Contribution.VALUE: 50.0,
            Contribution.OWN: 60.0,
            Contribution.NEXT: 30.0,
            Contribution.CONTRIBUTION: 20.0**2 - 10.0**2,
        },
        {
            Contribution.FEATURE: Feature.FREQUENCY,
            Contribution.LEVEL: "",
            Contribution.VALUE: 14.0,
            Contribution.OWN: 12.0,
            Contribution.NEXT: 2.0,
            Contribution.CONTRIBUTION: 12.0**2 - 2.0**2,
        },
    ]
    assert found.point.tolist() == [14, 50]


def test_why_a_customer_is_in_a_segment_by_hand() -> None:
    table = TWO.assign(**{Feature.MONETARY: [48.0, 72.0, 20.0, 40.0]})
    seg = segment(table, k=2, scaling="none")  # 18² − 12² = 180 beside 12² − 2² = 140
    names = ("Loyal big baskets", "Recent newcomers")
    assert explain_customer(seg, table, "u0").sentence(names, "EUR") == (
        "u0 is in Loyal big baskets and not in the next nearest, Recent newcomers, above all "
        "because of net spend of €48 (the average of the former is €60, of the latter €30) "
        "and 14 orders (12 against 2)."
    )


def test_one_reason_where_one_feature_decides() -> None:
    table = TWO.assign(**{Feature.MONETARY: [30.0, 31.0, 30.0, 31.0]})
    seg = segment(table, k=2, features=[Feature.FREQUENCY, Feature.MONETARY], scaling="none")
    own = seg.labels["u0"]
    names = ["a", "b"] if own == 0 else ["b", "a"]
    assert explain_customer(seg, table, "u0").sentence(names) == (
        "u0 is in a and not in the next nearest, b, above all because of 14 orders "
        "(the average of the former is 12, of the latter 2)."
    )


def test_a_category_is_one_feature_with_the_customer_s_value() -> None:
    table = pd.DataFrame(
        {CITY: ["Rome"] * 9 + ["Oslo"] * 11, AGE: [30.0 + i % 7 for i in range(20)]},
        index=users(20),
    )
    seg = segment(table, k=2, features=[AGE, CITY], category_weight=20)
    found = explain_customer(seg, table, "u3")
    top = found.contributions.iloc[0]
    assert (top[Contribution.FEATURE], top[Contribution.LEVEL], top[Contribution.VALUE]) == (
        CITY,
        "Rome",
        1.0,
    )
    assert (top[Contribution.OWN], top[Contribution.NEXT]) == (1.0, 0.0)
    assert top[Contribution.CONTRIBUTION] == pytest.approx(
        2 * 20
    )  # √20 away in each of two columns
    names = personas(seg, table).names
    assert found.sentence(names).endswith(
        "above all because of city Rome (the share of the former is 100%, of the latter 0%)."
    )


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    k=st.integers(2, 6),
    p=st.integers(1, 4),
    scaling=st.sampled_from(SCALINGS),
)
def test_contributions_sum_to_the_difference_of_squares(
    seed: int, k: int, p: int, scaling: str
) -> None:
    rng = np.random.default_rng(seed)
    columns = [f"x{i}" for i in range(p)]
    table = pd.DataFrame(rng.normal(size=(60, p)), columns=columns, index=users(60))
    table[CITY] = rng.choice(["Rome", "Oslo", "Bath"], 60)
    labels = rng.permutation(np.arange(60) % k)  # whatever they are, K-means' own or not
    seg = described(placed(table, [*columns, CITY], scaling), labels, k, 0)
    place = int(rng.integers(60))
    found = explain_customer(seg, table, f"u{place}")
    assert list(found.contributions[Contribution.CONTRIBUTION]) == sorted(
        found.contributions[Contribution.CONTRIBUTION], reverse=True
    )
    away = ((seg.scaled[place] - seg.scaled_centers) ** 2).sum(axis=1)
    others = np.delete(away, found.label)
    assert found.label == seg.labels.iloc[place]
    assert found.distance**2 == pytest.approx(away[found.label])
    assert found.second_distance**2 == pytest.approx(others.min())
    difference = found.second_distance**2 - found.distance**2
    assert found.contributions[Contribution.CONTRIBUTION].sum() == pytest.approx(
        difference, rel=1e-12, abs=1e-12
    )


def test_who_is_not_there() -> None:
    seg = segment(TWO, k=2)
    with pytest.raises(ParameterError, match="No customer u9 among the 4 that were segmented"):
        explain_customer(seg, TWO, "u9")
    with pytest.raises(ParameterError, match="needs at least two; found one"):
        explain_customer(segment(TWO, k=1), TWO, "u0")


# ----------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("feature", "low", "high", "options", "expected"),
    [
        (Feature.FREQUENCY, 9, inf, {"whole": True}, "bought 9+ times"),
        (Feature.FREQUENCY, -inf, 5, {"whole": True}, "bought up to 4 times"),
        (Feature.FREQUENCY, 9, 20, {"whole": True}, "bought 9 to 19 times"),
        (Feature.FREQUENCY, -inf, 2, {"whole": True, "least": 1}, "bought once"),
        (Feature.FREQUENCY, -inf, 1, {"whole": True, "least": 0}, "never bought"),
        (Feature.FREQUENCY, 2, 3, {"whole": True}, "bought twice"),
        (Feature.RECENCY, -inf, 30, {}, "bought in the last 30 days"),
        (Feature.RECENCY, 30, inf, {}, "last bought 30+ days ago"),
        (Feature.RECENCY, 30, 90, {}, "last bought 30 to 90 days ago"),
        (Feature.RECENCY, -inf, 1, {}, "bought in the last 1 day"),
        (Feature.LAST_SEEN, 30, inf, {}, "last seen 30+ days ago"),
        (Feature.TENURE, -inf, 60, {}, "first seen in the last 60 days"),
        (Feature.MONETARY, 500, inf, {"currency": "EUR"}, "spent €500+"),
        (Feature.MONETARY, -inf, 1500, {"currency": "CHF"}, "spent under 1,500 CHF"),
        (Feature.MONETARY, -50, 20, {"currency": "USD"}, "spent −$50 to $20"),
        (Feature.AVERAGE_ORDER, 50, inf, {"currency": "GBP"}, "baskets of £50+"),
        (Feature.SESSIONS, -inf, 1, {"whole": True, "least": 0}, "no sessions"),
        (Feature.SESSIONS, 1, 2, {"whole": True}, "1 session"),
        (Feature.VIEWS, 20, inf, {"whole": True}, "20+ views"),
        (Feature.UNITS, -inf, 2.5, {}, "under 2.5 units"),
        (Feature.REFUND_RATE, 0.1, inf, {}, "refund rate 10%+"),
        (Feature.REFUND_RATE, 0.05, 0.125, {}, "refund rate 5% to 12.5%"),
        (AGE, 30, 40, {"whole": True}, "age 30 to 39"),
        (AGE, -inf, 40, {}, "age under 40"),
        ("a{}b", -inf, 40, {}, "ab under 40"),
    ],
)
def test_conditions_in_words(
    feature: str, low: float, high: float, options: dict, expected: str
) -> None:
    assert condition(feature, low, high, **options) == expected


def test_values_in_words() -> None:
    assert measured(Feature.FREQUENCY, 14.0) == "14 orders"
    assert measured(Feature.FREQUENCY, 1.0) == "1 order"
    assert measured(Feature.RECENCY, 3.14159) == "3.14 days since last purchase"
    assert measured(Feature.MONETARY, 1234.56, "EUR") == "net spend of €1,235"
    assert measured(AGE, 41.0) == "age of 41"
    assert amount(0.12345, Feature.REFUND_RATE) == "12.3%"
    assert amount(123456.7, AGE) == "123,457"
    assert amount(0.0, AGE) == "0"
    assert threshold(-inf, AGE) == "−inf"
    assert [multiple(x) for x in (0.0423, 0.5, 2.14, 33.3, 1234.0)] == [
        "0.042 × average",
        "0.5 × average",
        "2.1 × average",
        "33 × average",
        "1,200 × average",
    ]
