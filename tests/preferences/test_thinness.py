"""Whether preferences are enough to learn from, by hand."""

import pytest

from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.preferences.thinness import Thinness, thinness

#: a has three items, b two, c one; x has three customers, y two, z one.
SMALL = Preferences.of(list("aaabbc"), list("xyzxyx"), [1.0] * 6)


def test_thinness_by_hand() -> None:
    found = thinness(SMALL)
    assert found == Thinness(
        n_customers=3,
        n_items=3,
        n_pairs=6,
        density=6 / 9,
        few_items=2 / 3,
        cold_items=pytest.approx(2 / 3),  # y and z
        cold_customers=0.0,
    )


def test_customers_and_items_the_shop_knows_besides() -> None:
    found = thinness(SMALL, customers=12, items=10)
    assert found.cold_customers == pytest.approx(0.75)
    assert found.cold_items == pytest.approx(0.9)
    assert (found.n_customers, found.n_items, found.density) == (3, 3, 6 / 9)


def test_empty_lines_are_customers_and_items_without_preferences() -> None:
    found = thinness(SMALL.among(["d"], ["w"]))
    assert found.cold_customers == pytest.approx(0.25)
    assert found.cold_items == pytest.approx(0.75)
    assert found.few_items == pytest.approx(2 / 3)
    assert found.density == pytest.approx(6 / 9)


def test_fewer_than_there_are_counts_as_those_there_are() -> None:
    assert thinness(SMALL, customers=0, items=0) == thinness(SMALL)


@pytest.mark.parametrize("name", ["customers", "items"])
def test_a_negative_number_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match=f"{name} is how many there are.*found -1"):
        thinness(SMALL, **{name: -1})


def good(**changes: float) -> Thinness:
    usual = {"density": 0.01, "few_items": 0.1, "cold_items": 0.1, "cold_customers": 0.0}
    return Thinness(1000, 100, 1000, **(usual | changes))


def test_enough_says_nothing() -> None:
    assert good().sentences == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"few_items": 0.5}, "50% of the customers have fewer than 3 items"),
        ({"density": 0.0004}, "Customers know 0.04% of the items on average"),
        ({"density": 1e-7}, "Customers know less than 0.0001% of the items"),
        ({"cold_items": 0.4}, "40% of the items are known to fewer than 3 customers"),
        ({"cold_customers": 0.25}, "25% of the customers have no preference at all"),
    ],
)
def test_each_lack_has_its_sentence_and_consequence(changes: dict[str, float], words: str) -> None:
    (sentence,) = good(**changes).sentences
    assert sentence.startswith(words)
    assert ": " in sentence


def test_all_that_lacks_is_named() -> None:
    bad = good(few_items=0.9, density=1e-5, cold_items=0.9, cold_customers=0.9)
    assert len(bad.sentences) == 4
