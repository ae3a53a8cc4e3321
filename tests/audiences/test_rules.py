"""Who meets a rule, and in which words it is told."""

import operator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopai.audiences import Condition, by_rule
from shopai.columns import Customer, Feature
from shopai.errors import ParameterError

CUSTOMERS = pd.DataFrame(
    {
        Feature.FREQUENCY: [1, 9, 12, 3, 9],
        Feature.RECENCY: [5.0, 40.0, np.nan, 5.0, 1.5],
        Customer.COUNTRY: ["DE", "AT", "DE", None, "FR"],
        Customer.CONSENT: pd.array([True, False, None, True, True], dtype="boolean"),
    },
    index=pd.Index(["a", "b", "c", "d", "e"], name=Customer.USER),
)


@pytest.mark.parametrize(
    ("feature", "op", "value", "ids", "words"),
    [
        (Feature.FREQUENCY, ">=", 9, "bce", "Orders ≥ 9"),
        (Feature.FREQUENCY, ">", 9, "c", "Orders > 9"),
        (Feature.FREQUENCY, "<=", 3, "ad", "Orders ≤ 3"),
        (Feature.FREQUENCY, "<", 3.0, "a", "Orders < 3"),
        (Feature.FREQUENCY, "=", 9, "be", "Orders is 9"),
        (Feature.FREQUENCY, "!=", 9, "acd", "Orders is not 9"),
        (Feature.FREQUENCY, "between", (3, 9), "bde", "Orders between 3 and 9"),
        (Feature.RECENCY, "!=", 5, "be", "Days since last purchase is not 5"),
        (Customer.COUNTRY, "=", "DE", "ac", "country is DE"),
        (Customer.COUNTRY, "!=", "DE", "be", "country is not DE"),
        (Customer.COUNTRY, "!=", ("DE", "FR"), "b", "country is not DE, FR"),
        (Customer.COUNTRY, "in", ("AT", "FR", "XX"), "be", "country is one of AT, FR, XX"),
        (Customer.COUNTRY, "=", "XX", "", "country is XX"),
        (Customer.CONSENT, "=", "True", "ade", "consent is True"),
        (Customer.CONSENT, "=", True, "ade", "consent is True"),
    ],
)
def test_one_condition_chooses_its_customers(
    feature: str, op: str, value: Any, ids: str, words: str
) -> None:
    chosen = by_rule(CUSTOMERS, [Condition(feature, op, value)], fingerprint="f")
    assert chosen.customers.tolist() == list(ids)
    assert (chosen.name, chosen.source, chosen.fingerprint) == (words, f"Rule: {words}", "f")


def test_conditions_are_joined_by_and() -> None:
    rule = [Condition(Feature.FREQUENCY, ">=", 2), Condition(Customer.COUNTRY, "in", ["DE", "FR"])]
    chosen = by_rule(CUSTOMERS, rule, name="Mine")
    assert chosen.customers.tolist() == ["c", "e"]
    assert (chosen.name, chosen.source) == ("Mine", "Rule: Orders ≥ 2 and country is one of DE, FR")


def test_a_long_rule_has_a_name_that_fits() -> None:
    rule = [Condition(Feature.FREQUENCY, ">=", n) for n in range(9)]
    chosen = by_rule(CUSTOMERS, rule)
    assert chosen.name == "Orders ≥ 0 and Orders ≥ 1 and Orders ≥ 2 and Orders ≥ 3 and"
    assert chosen.source.endswith("and Orders ≥ 8")


COMPARE = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


@given(
    st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=1, max_size=20),
    st.sampled_from(sorted(COMPARE)),
    st.integers(-3, 3),
)
def test_numbers_compare_as_python_does_and_nothing_meets_no_condition(
    cells: list[int | None], op: str, value: int
) -> None:
    frame = pd.DataFrame({"x": pd.Series(cells, dtype="Float64")})
    frame.index = pd.Index([f"{i:03}" for i in range(len(cells))])
    chosen = by_rule(frame, [Condition("x", op, value)])
    expected = [f"{i:03}" for i, c in enumerate(cells) if c is not None and COMPARE[op](c, value)]
    assert chosen.customers.tolist() == expected


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition("nope", "=", 1), "no column 'nope'; found frequency"),
        (Condition(Customer.COUNTRY, ">=", 1), "holds text, which compares by =, !=, in"),
        (Condition(Feature.FREQUENCY, "in", ("1",)), "holds numbers, which compares by >="),
        (Condition(Feature.FREQUENCY, "~", 1), "not by '~'"),
        (Condition(Feature.FREQUENCY, ">=", "9"), "compares with a number, not with '9'"),
        (Condition(Feature.FREQUENCY, ">=", True), "compares with a number"),
        (Condition(Feature.FREQUENCY, ">=", float("nan")), "a finite number"),
        (Condition(Feature.FREQUENCY, "between", 3), "needs the two ends"),
        (Condition(Feature.FREQUENCY, "between", (1, 2, 3)), "needs the two ends"),
        (Condition(Feature.FREQUENCY, "between", (5, 3)), "cannot be between 5 and 3"),
        (Condition(Customer.COUNTRY, "in", ()), "Say which text 'country'"),
        (Condition(Customer.COUNTRY, "=", 5), "Say which text 'country'"),
    ],
)
def test_impossible_conditions_are_refused(condition: Condition, told: str) -> None:
    with pytest.raises(ParameterError) as error:
        by_rule(CUSTOMERS, [condition])
    assert told in str(error.value)


def test_a_rule_needs_a_condition() -> None:
    with pytest.raises(ParameterError, match="at least one condition"):
        by_rule(CUSTOMERS, [])
