"""Results of segments that findings are made of, small and by hand."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd

from shopai.columns import Borderline, Criterion, Feature, SegmentShare
from shopai.findings import segments
from shopai.sentences import Sentence

NAME = "*A* <b> $x$ :one:"
NAN = float("nan")
Case = Callable[[int], Sentence]
Result = Any


def result(**values: Any) -> Result:
    """Stands for a result: a finding reads its fields alone."""
    return SimpleNamespace(**values)


def shares(earns: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            SegmentShare.CUSTOMERS: [3, 1],
            SegmentShare.CUSTOMER_SHARE: [0.75, 0.25],
            SegmentShare.REVENUE_SHARE: [1 - earns, earns],
            SegmentShare.REVENUE: [10.0 * (1 - earns), 10.0 * earns],
        }
    )


def choice_of(recommended: int | None, stable: float = 0.9) -> Result:
    table = pd.DataFrame({Criterion.STABILITY: stable, Criterion.WEAKEST: 0.8}, index=[2, 3])
    return result(table=table, recommended=recommended)


def profile_of(index: float) -> Result:
    """Of two segments and two features, one of them the shop's own, the first is at `index`."""
    names = [Feature.MONETARY, NAME]
    table = pd.DataFrame([[80.0, index], [110.0, 70.0]], columns=names)
    distinct = pd.DataFrame([[True, True], [False, True]], columns=names)
    return result(index=table, index_low=table - 5, index_high=table + 5, distinct=distinct)


def seg_of() -> Result:
    return result(labels=pd.Series([0, 0, 1, 1]))


def near() -> pd.DataFrame:
    return pd.DataFrame({Borderline.SILHOUETTE: [0.9, 0.8, -0.1, 0.3]})


#: Every finding of segments by its name, in each of its forms, of n things.
CASES: dict[str, Case] = {
    "segments.best": lambda _: segments.best_segment(shares(0.6), ("A", NAME)),
    "segments.largest": lambda _: segments.best_segment(shares(NAN), (NAME, "B")),
    "segments.map": lambda _: segments.shown_on_map((0.5, 0.25)),
    "segments.first": lambda _: segments.first_to_keep(NAME, 0.5, 0.5),
    "segments.first.unpriced": lambda _: segments.first_to_keep(NAME, 0.5, NAN),
    **{
        f"segments.who.{best}": lambda _, best=best: segments.who_they_are(
            shares(0.6), ("A", NAME), choice_of(best)
        )
        for best in (None, 2, 3)
    },
    **{
        f"segments.number.{best}.{sure}": lambda _, best=best, sure=sure: (
            segments.number_of_segments(choice_of(best, sure))
        )
        for best, sure in ((None, 0.9), (2, 0.9), (2, NAN))
    },
    "segments.apart": lambda _: segments.most_apart(profile_of(250.0), (NAME, "B")),
    "segments.apart.none": lambda _: segments.most_apart(profile_of(90.0), (NAME, "B")),
    "segments.borderline": lambda n: segments.near_a_boundary(
        pd.DataFrame({Borderline.SEGMENT: [1] * n}), ("A", NAME)
    ),
    "segments.belonging": lambda _: segments.belonging(near(), seg_of(), ("A", NAME)),
    "segments.shares": lambda _: segments.shares_of(shares(0.6).to_dict("index")[0], "EUR"),
    "segments.shares.unpriced": lambda _: segments.shares_of(shares(NAN).to_dict("index")[0], None),
    "segments.rules": lambda n: segments.rules_in_short(result(held_out=n, fidelity=0.9)),
    "segments.guests": lambda n: segments.of_guests(n, 10.0, NAME),
    "segments.guests.refunded": lambda n: segments.of_guests(n, -1.0, "EUR"),
}
