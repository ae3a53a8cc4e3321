"""From criteria to a number of segments: every way to decide, on tables made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.columns import Criterion
from shopai.segments.choosing.verdict import CLEAR, HIGHLY, TRUSTED, VALID, Verdict, judge

#: K = 2 … 5: all can be chosen, and each criterion favours 3.
BASE = {
    Criterion.INERTIA: [90.0, 40.0, 35.0, 30.0],
    Criterion.CALINSKI_HARABASZ: [50.0, 90.0, 70.0, 60.0],
    Criterion.DAVIES_BOULDIN: [0.9, 0.4, 0.7, 0.8],
    Criterion.GAP: [0.4, 0.9, 0.8, 0.7],
    Criterion.GAP_ERROR: [0.02] * 4,
    Criterion.GAP_AHEAD: [9.0] * 4,
    Criterion.SQUARED: [0.6, 0.8, 0.7, 0.5],
    Criterion.SILHOUETTE: [0.5, 0.6, 0.55, 0.4],
    Criterion.SILHOUETTE_ERROR: [0.0] * 4,
    Criterion.STABILITY: [0.9, 0.95, 0.9, 0.9],
    Criterion.WEAKEST: [0.8] * 4,
}
KS = [2, 3, 4, 5]
FIVE_BY_TWO = {
    Criterion.CALINSKI_HARABASZ: [50.0, 60.0, 70.0, 90.0],
    Criterion.GAP: [0.4, 0.5, 0.6, 0.9],
}


def judged(one_group: tuple[float, float] = (0.1, 0.02), **columns: list[float]) -> Verdict:
    table = pd.DataFrame(BASE | columns, index=pd.Index(KS, name=Criterion.K))
    weakest, mean = table[Criterion.WEAKEST], table[Criterion.STABILITY]
    stability = pd.DataFrame(np.nan, index=table.index, columns=range(5))
    for k in KS:
        stability.loc[k, range(k)] = [weakest[k], *[mean[k]] * (k - 1)]
    return judge(table, stability, one_group, 1_234)


def test_criteria_that_agree_give_one_k() -> None:
    found = judged()
    assert found.recommended == 3
    assert set(found.votes) == {
        Criterion.SQUARED,
        Criterion.CALINSKI_HARABASZ,
        Criterion.DAVIES_BOULDIN,
        Criterion.GAP,
    }
    assert set(found.votes.values()) == {3}
    assert set(found.says.values()) == {3}
    assert found.sentences == (
        "3 segments: all 4 criteria that count agree, among the numbers that are a clear gain "
        "and stable.",
        "On their own: silhouette (squared distances, all customers) 3, Calinski–Harabasz 3, "
        "Davies–Bouldin 3, gap statistic 3; the inertia bends at 3.",
        "With 1,234 customers drawn anew, the segments come back with an overlap (Jaccard) of "
        "0.90 on average, stable: segment 1 0.80, segment 2 0.95, segment 3 0.95.",
        "Silhouette (Euclidean) 0.60, reasonable structure: the segments stand apart, with some "
        "customers between them.",
    )


def test_most_votes_win() -> None:
    found = judged(**{Criterion.CALINSKI_HARABASZ: [1.0, 2.0, 3.0, 9.0]})
    assert found.recommended == 3
    assert found.votes[Criterion.CALINSKI_HARABASZ] == 5
    assert found.sentences[0].startswith("3 segments: 3 of the 4 criteria that count favour that")
    assert found.sentences[-1] == "Also defensible: 5 (Calinski–Harabasz; stability 0.90)."


THREE = "3 segments: 3 of the 4 criteria that count favour that, among the numbers that are a clear"


@pytest.mark.parametrize(
    ("one_group", "columns", "says", "words"),
    [
        ((2.0, 0.02), {}, 1, "1 (no split)"),
        (
            (0.1, 0.02),
            {Criterion.GAP: [0.79, 0.8, 0.8, 0.7], Criterion.WEAKEST: [0.5, 0.8, 0.8, 0.8]},
            2,
            "2 (not stable or no clear gain)",
        ),
    ],
)
def test_the_gap_agrees_only_where_its_own_rule_does(
    one_group: tuple[float, float], columns: dict[str, list[float]], says: int, words: str
) -> None:
    found = judged(one_group, **columns)
    assert found.recommended == 3
    assert set(found.votes.values()) == {3}
    assert found.says[Criterion.GAP] == says
    assert found.sentences[0] == (
        f"{THREE} gain and stable, and so does the gap statistic there, though its own rule says "
        f"{words}."
    )
    assert f"gap statistic {words}" in found.sentences[1]


# ------------------------------------------------------------------------------------- ties


@pytest.mark.parametrize(
    ("weakest", "mean", "recommended"),
    [
        ([0.8, HIGHLY, 0.8, HIGHLY], [0.9, 0.95, 0.9, 0.9], 5),  # both highly stable: the larger
        ([0.8, HIGHLY, 0.8, 0.84], [0.9, 0.9, 0.9, 0.95], 3),  # the only highly stable one
        ([0.8, 0.84, 0.8, HIGHLY], [0.9, 0.99, 0.9, 0.9], 5),
        ([0.8, 0.8, 0.8, 0.7], [0.9, 0.9, 0.9, 0.92], 5),  # neither is: the most stable
        ([0.8, 0.7, 0.8, 0.8], [0.9, 0.92, 0.9, 0.9], 3),
        ([0.8, 0.8, 0.8, 0.8], [0.9, 0.9, 0.9, 0.9], 3),  # nor that: the fewer
        ([0.9, 0.8, 0.9, 0.8], [0.99, 0.9, 0.99, 0.9], 3),  # without a vote, no K is in the tie
    ],
)
def test_two_votes_each(weakest: list[float], mean: list[float], recommended: int) -> None:
    columns = {Criterion.WEAKEST: weakest, Criterion.STABILITY: mean}
    found = judged(**FIVE_BY_TWO, **columns)
    assert list(found.votes.values()) == [3, 5, 3, 5]
    assert found.recommended == recommended
    other = 8 - recommended
    head = {
        3: "2 of the 4 criteria that count favour that, among",
        5: "1 of the 4 criteria that count favours that, among",
    }[recommended]
    assert found.sentences[0].startswith(f"{recommended} segments: {head}")
    lent = (
        "and so does the gap statistic there, though its own rule says none (it rises to the end)."
    )
    assert found.sentences[0].endswith(lent) == (recommended == 5)
    assert found.sentences[-1].startswith(f"Also defensible: {other} (")


def test_four_different_votes_are_all_named() -> None:
    found = judged(
        **{
            Criterion.SQUARED: [0.9, 0.8, 0.7, 0.6],
            Criterion.CALINSKI_HARABASZ: [1.0, 2.0, 3.0, 9.0],
            Criterion.GAP: [0.4, 0.5, 0.9, 0.8],
            Criterion.WEAKEST: [0.9, 0.9, 0.9, 0.7],
        }
    )
    assert list(found.votes.values()) == [2, 5, 3, 4]
    assert found.recommended == 4
    assert (
        "2 (silhouette; stability 0.90), 3 (Davies–Bouldin; stability 0.95), 5 (Cal"
        in (found.sentences[-1])
    )


def test_the_gap_alone_tips_the_tie_for_a_number_its_rule_does_not_name() -> None:
    found = judged(
        **{
            Criterion.SQUARED: [0.9, 0.8, 0.7, 0.6],
            Criterion.DAVIES_BOULDIN: [0.9, 0.7, 0.4, 0.8],
            Criterion.GAP: [0.4, 0.5, 0.6, 0.9],
            Criterion.WEAKEST: [0.8, 0.8, 0.8, 0.9],
        }
    )
    assert list(found.votes.values()) == [2, 3, 4, 5]
    assert found.sentences[0] == (
        "5 segments: the gap statistic favours that among the numbers that are a clear gain and "
        "stable, though its own rule says none (it rises to the end)."
    )


# ------------------------------------------------------------------------ what can be chosen


def test_no_k_is_a_clear_gain() -> None:
    found = judged(one_group=(2.0, 0.02), **{Criterion.GAP_AHEAD: [CLEAR, -1.0, 0.0, np.nan]})
    assert found.recommended is None
    assert found.votes == {}
    assert found.says[Criterion.GAP] == 1
    assert found.sentences[0].startswith("No clear groups: split in any way, the customers are ")
    assert found.sentences[1].endswith("gap statistic 1 (no split); the inertia bends at 3.")
    assert "not stable" not in found.sentences[1]
    assert "for convenience" in found.sentences[-1]


@pytest.mark.parametrize(
    "columns",
    [
        {Criterion.STABILITY: [VALID - 0.001] * 4},
        {Criterion.WEAKEST: [TRUSTED - 0.001] * 4},
        {Criterion.WEAKEST: [np.nan] * 4},  # a segment so small that nobody was drawn from it
        {
            Criterion.STABILITY: [0.7, 0.9, 0.7, 0.9],
            Criterion.WEAKEST: [0.9, 0.5, 0.9, 0.5],
        },
    ],
)
def test_no_k_is_stable(columns: dict[str, list[float]]) -> None:
    found = judged(**columns)
    assert found.recommended is None
    assert found.sentences[0].startswith("No clear groups: where a split tells customers apart, ")
    assert found.says[Criterion.SQUARED] == 3


def test_gain_and_stability_must_be_of_the_same_k() -> None:
    found = judged(
        **{Criterion.GAP_AHEAD: [9.0, 9.0, 1.0, 1.0], Criterion.WEAKEST: [0.5, 0.5, 0.9, 0.9]}
    )
    assert found.recommended is None


def test_the_limits_count_as_stable() -> None:
    found = judged(
        **{
            Criterion.GAP_AHEAD: [CLEAR, CLEAR + 0.001, CLEAR, CLEAR],
            Criterion.STABILITY: [VALID] * 4,
            Criterion.WEAKEST: [TRUSTED] * 4,
        }
    )
    assert found.recommended == 3
    assert found.sentences[0] == (
        "3 segments: the only number that is both clearly better than no split and stable."
    )
    assert "fairly stable: segment 1 0.60" in found.sentences[2]


def test_votes_are_among_those_that_can_be_chosen() -> None:
    """All favour 3, which is not stable: of 2, 4 and 5 they favour 4."""
    found = judged(**{Criterion.WEAKEST: [0.8, 0.5, 0.8, 0.8]})
    assert found.recommended == 4
    assert set(found.votes.values()) == {4}
    assert found.says[Criterion.DAVIES_BOULDIN] == 3
    assert "Davies–Bouldin 3 (not stable or no clear gain)" in found.sentences[1]


def test_gap_without_a_first_k_within_an_error_votes_for_its_largest() -> None:
    found = judged(**{Criterion.GAP: [0.4, 0.5, 0.6, 0.9]})
    assert found.says[Criterion.GAP] is None
    assert found.votes[Criterion.GAP] == 5
    assert "gap statistic none (it rises to the end)" in found.sentences[1]
    assert found.recommended == 3


def test_of_equal_values_the_fewest_segments() -> None:
    found = judged(**{Criterion.SQUARED: [0.8] * 4, Criterion.DAVIES_BOULDIN: [0.4] * 4})
    assert found.votes[Criterion.SQUARED] == found.votes[Criterion.DAVIES_BOULDIN] == 2


def test_what_is_missing_or_infinite() -> None:
    """As where K = 5 is the number of customers, or 3 the number of ways they differ in."""
    found = judged(
        **{
            Criterion.CALINSKI_HARABASZ: [50.0, np.inf, 70.0, np.nan],
            Criterion.DAVIES_BOULDIN: [0.9, 0.0, 0.7, np.nan],
            Criterion.GAP: [0.4, np.inf, 0.8, np.nan],
            Criterion.GAP_AHEAD: [9.0, np.inf, 9.0, np.nan],
        }
    )
    assert found.recommended == 3
    assert set(found.votes.values()) == {3}


# ------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("silhouette", "word"),
    [(0.71, "strong"), (0.7, "reasonable"), (0.26, "weak"), (0.25, "little")],
)
def test_strength_of_structure(silhouette: float, word: str) -> None:
    found = judged(**{Criterion.SILHOUETTE: [0, silhouette, 0, 0]})
    assert found.sentences[3].startswith(f"Silhouette (Euclidean) {silhouette:.2f}, {word} str")


@pytest.mark.parametrize(("error", "margin"), [(0.01, "0.02"), (0.002, "0.01")])
def test_a_sampled_silhouette_has_its_margin(error: float, margin: str) -> None:
    found = judged(**{Criterion.SILHOUETTE_ERROR: [0.0, error, 0.0, 0.0]})
    assert found.sentences[3].startswith(f"Silhouette (Euclidean) 0.60 ± {margin}, reasonable")


@pytest.mark.parametrize(
    ("weakest", "degree"), [(0.85, "highly stable"), (0.75, "stable"), (0.6, "fairly stable")]
)
def test_degree_of_stability(weakest: float, degree: str) -> None:
    found = judged(**{Criterion.WEAKEST: [weakest] * 4})
    assert f"on average, {degree}: segment 1 {weakest:.2f}" in found.sentences[2]


def test_the_table_is_not_written_to() -> None:
    table = pd.DataFrame(BASE, index=pd.Index(KS, name=Criterion.K))
    stability = pd.DataFrame(0.9, index=table.index, columns=range(5))
    before = table.copy(deep=True), stability.copy(deep=True)
    judge(table, stability, (0.1, 0.02), 100)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(stability, before[1])
