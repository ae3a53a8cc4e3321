"""What settings may be, and the sentence for what they may not."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from shopai.checks import duration, listed, one_of, real_number, whole_number
from shopai.errors import ParameterError

#: Nothing that any setting of numbers takes.
NOTHING = [None, True, np.True_, "3", b"3", [], [3], {}, object(), timedelta(3), np.array([1, 2])]


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3)])
def test_whole_number_takes_whole_numbers_alone(value: Any) -> None:
    found = whole_number("n", value, 3, 3)
    assert (found, type(found)) == (3, int)


@pytest.mark.parametrize("value", [*NOTHING, 2, 4, 3.0, np.float64(3), float("nan")])
def test_whole_numbers_outside_the_range_are_refused(value: Any) -> None:
    with pytest.raises(ParameterError, match=r"^n must be a whole number from 3 to 3; found "):
        whole_number("n", value, 3, 3)


@pytest.mark.parametrize("value", [3, np.int8(3), 3.0, np.float32(3), Fraction(3)])
def test_real_number_takes_numbers_within_its_ends(value: Any) -> None:
    found = real_number("x", value, 3, 3)
    assert (found, type(found)) == (3.0, float)


@pytest.mark.parametrize("value", [*NOTHING, -0.1, 1.1, np.nan, np.inf, -np.inf, 1j])
def test_numbers_outside_the_range_are_refused(value: Any) -> None:
    with pytest.raises(ParameterError, match=r"^x must be a number from 0 to 1; found "):
        real_number("x", value, 0, 1)


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        (0, {"above": True}, "above 0"),
        (-1, {}, "of at least 0"),
        (np.inf, {}, "of at least 0"),
        (0, {"most": 1, "above": True}, "above 0 and at most 1"),
        (1, {"most": 1, "below": True}, "of at least 0 and below 1"),
        (1, {"most": 1, "above": True, "below": True}, "above 0 and below 1"),
    ],
)
def test_ends_that_do_not_count(value: float, limits: dict[str, Any], words: str) -> None:
    with pytest.raises(ParameterError, match=f"^x must be a number {words}; found {value}"):
        real_number("x", value, **limits)


def test_duration_takes_time_spans_alone() -> None:
    assert duration("gap", timedelta(0)) == timedelta(0)
    for value in (timedelta(-1), 7, None, "7 days"):
        with pytest.raises(ParameterError, match="gap must be a timedelta of 0 or more, such as"):
            duration("gap", value)
    with pytest.raises(ParameterError, match="above 0, such as"):
        duration("gap", timedelta(0), above=True)


def test_one_of_takes_the_names_on_offer() -> None:
    one_of("by", "item", ["item", "category"])
    for value in ("Item", None, ["item"], np.array(["item", "category"]), {}):
        with pytest.raises(ParameterError, match="by must be one of item, category; found "):
            one_of("by", value, ["item", "category"])


def test_listed_takes_lists_and_no_text() -> None:
    assert listed("kinds", (x for x in "ab"), "kinds") == ("a", "b")
    for value in ("ab", b"ab", 7, None):
        with pytest.raises(ParameterError, match="kinds must be a list of kinds; found "):
            listed("kinds", value, "kinds")
