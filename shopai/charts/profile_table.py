"""The profile of segments and the skewness of features as styled tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from pandas.io.formats.style import Styler

from shopai.audiences.notes import titled
from shopai.charts import profile as words
from shopai.charts.labels import feature_label, segment_name
from shopai.columns import SegmentShare, Skew
from shopai.format import number, percent
from shopai.segments.profile import Profile
from shopai.segments.scaling import SKEWED

ALL = "Average customer"
#: What the cells of a profile say: `profile_styles`.
MEANS, INDEX, INTERVALS = "means", "index", "intervals"
#: Text of what may be no different from the average: read on white and on black.
GREYED: Final = "#7b8494"


def profile_styles(
    profile: Profile,
    names: Sequence[str] | None = None,
    shown: str = INDEX,
    currency: str | None = None,
) -> Styler:
    """Sizes and features × segments, with all customers last.

    `shown`: `MEANS` in the features' units, `INDEX` against all customers, or `INTERVALS`,
    the index with its 95 % interval. Cells are tinted by the index each way: blue above 100,
    orange below, paler the nearer; grey text where the interval covers 100. Features that are
    known of nobody have no row. `names`: (k,) of
    the segments; where two are alike, all get their numbers.
    """
    columns = _columns(names, len(profile.index))
    texts = words.size_texts(profile) if shown == INTERVALS else words.size_texts(profile, False)
    whole = f"{int(profile.table[SegmentShare.CUSTOMERS].sum()):,}"
    everyone = [whole if row == words.CUSTOMERS else percent(1.0) for row in texts.index]
    sizes = texts.assign(**{ALL: everyone})
    if shown == MEANS:
        cells = words.mean_texts(profile, currency)
        last = [
            words.mean_text(profile, str(name), mean, currency)
            for name, mean in profile.everyone.items()
        ]
    else:
        cells = words.index_texts(profile) if shown == INTERVALS else profile.index.T.map(number)
        last = ["100" if known else "–" for known in profile.index.notna().any()]
    rows = words.row_titles(list(map(str, cells.index)))
    table = pd.concat([sizes, cells.assign(**{ALL: last}).set_axis(rows)])
    marks = [
        [_tint(index) if sure else _greyed(index) for index, sure in zip(*row, strict=True)]
        for row in zip(profile.index.to_numpy().T, profile.distinct.to_numpy().T, strict=True)
    ]
    tints = pd.DataFrame(marks, index=rows, columns=cells.columns)
    tints = tints.reindex(index=table.index, columns=table.columns, fill_value="")
    # what the data know of nobody says nothing
    known = profile.means.notna().any().tolist()
    unknown = [row for row, any_known in zip(rows, known, strict=True) if not any_known]
    table, tints = table.drop(index=unknown), tints.drop(index=unknown)
    named = [*columns, ALL]
    tints = tints.set_axis(named, axis=1)
    return table.set_axis(named, axis=1).style.apply(lambda _: tints, axis=None)


def scaling_styles(table: pd.DataFrame, scalings: Sequence[str]) -> Styler:
    """The skewness of features before and after each scaling, long tails in orange.

    `table`: as :func:`shopai.segments.scaling_table` gives it; `scalings`: what to call its
    columns after the first, the values as they are.
    """
    columns = ["As they are", *scalings]
    assert list(table.columns)[:1] == [Skew.BEFORE]
    shown = table.set_axis(columns, axis=1).set_axis(_titles(list(table.index)), axis=0)
    return shown.style.map(_tail).format("{:.2f}")


def _columns(names: Sequence[str] | None, k: int) -> list[str]:
    """Names of the segments' columns, no two alike."""
    called = [segment_name(label) for label in range(k)] if names is None else list(names)
    if len({*called, ALL}) <= k:
        called = [*titled(called)]
    return called


def _greyed(index: float) -> str:
    return "" if math.isnan(index) else f"color: {GREYED}"


def _tail(skewness: Any) -> str:
    """CSS: the longer the tail, the more orange; nothing up to where a logarithm is tried."""
    beyond = max(abs(skewness) - SKEWED, 0.0)
    strength = min(0.12 + beyond / 10, 0.45) if beyond else 0.0
    return f"background-color: rgba(240, 150, 0, {strength:.2f})" if strength else ""


def _titles(features: list[str]) -> list[str]:
    """Their labels; where two would read alike, the columns' own names."""
    labels = [feature_label(name) for name in features]
    return [
        label if labels.count(label) == 1 else name
        for name, label in zip(features, labels, strict=True)
    ]


def _tint(index: float) -> str:
    """CSS; translucent, so that the text stays readable on a light and on a dark page."""
    if math.isnan(index):
        return ""
    # half the average is as far out as twice it
    ratio = min(max(index / 100, 1 / words.WIDEST), words.WIDEST)
    strength = abs(math.log(ratio, words.WIDEST)) * 0.45
    colour = "45, 120, 210" if index > 100 else "240, 150, 0"
    return f"background-color: rgba({colour}, {strength:.2f})"
