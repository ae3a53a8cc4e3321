"""Findings of recommendations and comparisons: what they say of which result."""

import pytest

from shopai.columns import Basis, Kind, MostOffered
from shopai.findings import evaluate
from shopai.findings.recommendations import because, group_served, mostly
from shopai.recommend.group import OfferReason
from shopai.recommend.policy.policy import Policy
from tests.findings.of_recommendations import USUAL, evaluation_of, group_of
from tests.findings.of_segments import NAME


def title(item: str) -> str:
    return f"Title {item}"


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (OfferReason(Basis.POPULAR), "popular"),
        (OfferReason(Basis.PINNED), "pinned by the shop"),
        (OfferReason(Basis.NEIGHBOURS, 14), "14 similar customers have it"),
        (OfferReason(Basis.NEIGHBOURS, 1), "1 similar customer has it"),
        (
            OfferReason(Basis.NEIGHBOURS, 14, Kind.PURCHASE, ("b",)),
            "bought Title b, as similar customers did",
        ),
        (OfferReason(Basis.ITEMS, 3, Kind.PURCHASE, ("b",)), "bought Title b"),
        (OfferReason(Basis.ITEMS, 3, Kind.RATING, ("b", "c")), "liked Title b and Title c"),
        (OfferReason(Basis.FACTORS, 3, Kind.VIEW, ("b", "a")), "looked at Title b"),
        (OfferReason(Basis.FACTORS, 3, Kind.VIEW, ("a",)), "looked at it, and has not bought it"),
        (OfferReason(Basis.FACTORS, 3), "their taste"),
        (OfferReason(Basis.CONTENT, 2, "", ("oak",)), "described like what they know: oak"),
        (OfferReason(Basis.FUSED, 2), "2 models put it first"),
        (OfferReason(Basis.USUAL, 2), "rated well by most"),
    ],
)
def test_a_reason_in_a_few_words(reason: OfferReason, says: str) -> None:
    assert str(because(reason, "a", title)) == says


def test_the_reason_of_a_row_is_that_of_its_columns() -> None:
    row = {
        MostOffered.ITEM: "a",
        MostOffered.BASIS: Basis.ITEMS,
        MostOffered.SUPPORT: 3,
        MostOffered.DID: Kind.PURCHASE,
        MostOffered.SOURCE: "b",
        MostOffered.AGREED: 0.25,
    }
    assert str(mostly(row, title)) == "bought Title b"
    rare = row | {MostOffered.AGREED: 0.1}
    assert str(mostly(rare, title)) == "for example, bought Title b"
    popular = row | {MostOffered.BASIS: Basis.POPULAR, MostOffered.DID: "", MostOffered.SOURCE: ""}
    assert str(mostly(popular, title)) == "popular"


def test_a_group_is_told_with_its_sample() -> None:
    said = str(group_served(group_of(3000, 990, 1000), "Lapsed", Policy()))
    assert said == (
        "Lapsed: of 1,000 customers drawn at random from 3,000, 990 get 10 items they have not "
        "bought."
    )
    assert str(group_served(group_of(638, 612), "Lapsed", Policy())) == (
        "Lapsed: 612 of 638 customers get 10 items they have not bought."
    )


def test_the_best_model_is_told_beside_bestsellers_and_those_as_good() -> None:
    sure = str(evaluate.best_model(evaluation_of((0.2, 0.1), 0.01), USUAL))
    assert sure == (
        f"Use {NAME}: 56 of 100 lists of 10 items held an item the customer turned to later; with "
        "bestsellers it is 37."
    )
    unsure = str(evaluate.best_model(evaluation_of((0.2, 0.1), 0.5), USUAL))
    assert unsure == f"{sure} As far as these data tell, {USUAL} would do as well."
