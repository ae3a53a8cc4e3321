"""Measures of similarity, and the neighbours of one line of a table.

A further measure is one more kernel and one more entry of :data:`SIMILARITIES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from shopai.arrays import Codes, Floats, Ints
from shopai.checks import real_number, whole_number
from shopai.errors import ParameterError
from shopai.recommend.kernels.arrays import Sparse, means_and_norms
from shopai.recommend.kernels.order import in_order, order_keys
from shopai.recommend.kernels.similarities import (
    COSINE,
    COSINE_CORATED,
    JACCARD,
    MSD,
    PEARSON,
    PEARSON_BASELINE,
    PreparedMeasure,
    Target,
    to_all,
)
from shopai.recommend.models.baseline import Biases


@dataclass(frozen=True)
class Similarity:
    """A measure of similarity, in [-1, 1]; 0 where it is undefined or nothing is shared."""

    name: str
    label: str
    meaning: str  # one sentence for the reader of a chart, of customers
    code: int  # the kernels'
    signed: bool = False  # whether it can be negative on preferences that are not


#: Most users of one square table: it grows with their number squared.
MOST_IN_SQUARE: Final = 2000

#: The shrinkage of pearson_baseline where none is asked for.
USUAL_SHRINKAGE: Final = 100.0

#: The measures by name; x and y are the values two lines have at m common features.
#:
#: cosine: Σ x·y / (‖x‖·‖y‖), the norms over all values of each line, common or not; what one
#: of the two lacks adds nothing. Salton & McGill, Introduction to Modern Information
#: Retrieval, 1983.
#: cosine_corated: the same, the norms over common features only: 1 from a single one on.
#: pearson: the correlation of x and y, centred on the means over just the common features;
#: undefined with fewer than two of them or when either is constant there. Resnick et al.,
#: GroupLens, CSCW 1994.
#: pearson_baseline: Σ x·y / √(Σ x²·Σ y²), x and y less the usual b_ui = μ + b_u + b_i, times
#: (m − 1) / (m − 1 + 100); from two common features on. Koren, Factor in the neighbors, 2010.
#: msd: 1 / (mean (x − y)² + 1). Shardanand & Maes, CHI 1995.
#: jaccard: common features / features of either, whatever the values. Jaccard, 1912.
SIMILARITIES: Final[dict[str, Similarity]] = {
    measure.name: measure
    for measure in (
        Similarity(
            "cosine",
            "Cosine",
            "1 when two customers prefer the same items in the same proportions, "
            "0 when they have no item in common.",
            COSINE,
        ),
        Similarity(
            "cosine_corated",
            "Cosine of shared items",
            "As cosine, over the items both have only: 1 for any two with a single item in "
            "common, so ask for several.",
            COSINE_CORATED,
        ),
        Similarity(
            "pearson",
            "Pearson correlation",
            "1 when two customers rank the items they share alike, −1 when oppositely, "
            "0 when nothing can be said.",
            PEARSON,
            True,
        ),
        Similarity(
            "pearson_baseline",
            "Pearson, careful",
            "As Pearson, less what is usual for the customer and the item, and drawn towards 0 "
            "the fewer items two share.",
            PEARSON_BASELINE,
            True,
        ),
        Similarity(
            "msd",
            "Closeness of scores",
            "1 when two customers give the items they share the same scores, towards 0 the "
            "further their scores are apart.",
            MSD,
        ),
        Similarity(
            "jaccard",
            "Jaccard",
            "The share of items both have among the items either has, whatever the scores.",
            JACCARD,
        ),
    )
}


def measure(name: str) -> Similarity:
    """The measure called `name`; :class:`ParameterError` where there is none."""
    if not isinstance(name, str) or name not in SIMILARITIES:
        known = ", ".join(SIMILARITIES)
        raise ParameterError(f"There is no similarity called {name!r}; choose one of {known}.")
    return SIMILARITIES[name]


@dataclass(frozen=True)
class SimilaritySettings:
    """Settings of a similarity; checks its values.

    min_support : fewer common features: similarity 0
    shrinkage : similarity × (m − 1) / (m − 1 + shrinkage) with m common features, so that an
        accident of one common feature weighs nothing; None: 100 for pearson_baseline, else 0
    """

    similarity: str = "cosine"
    min_support: int = 1
    shrinkage: float | None = None

    def __post_init__(self) -> None:
        measure(self.similarity)
        whole_number("min_support", self.min_support)
        if self.shrinkage is not None:
            real_number("shrinkage", self.shrinkage)

    @property
    def measure(self) -> Similarity:
        return measure(self.similarity)

    def prepared(self, table: Table, biases: Biases | None) -> PreparedMeasure:
        """The measure for the kernels; `biases`: those of pearson_baseline, the lines' first."""
        nothing = np.empty(0)
        code, support = self.measure.code, self.min_support
        line_shift, feature_shift, lengths = nothing, nothing, nothing
        shrinkage = self.shrinkage or 0.0
        if code == COSINE:
            lengths = table.norms
        elif code == JACCARD:
            lengths = table.counts.astype(np.float64)
        elif code == PEARSON:
            line_shift = table.means
        elif code == PEARSON_BASELINE:
            assert biases is not None
            line_shift, feature_shift = biases.mean + biases.users, biases.items
            support = max(2, support)
            shrinkage = USUAL_SHRINKAGE if self.shrinkage is None else self.shrinkage
        return PreparedMeasure(code, support, float(shrinkage), line_shift, feature_shift, lengths)


@dataclass(frozen=True, eq=False)
class Table:
    """Values by line and by feature, ready for the kernels."""

    rows: Sparse  # by line
    columns: Sparse  # by feature
    means: Floats  # (n_lines,), over what each has; 0 for a line without any
    norms: Floats  # (n_lines,), Euclidean
    mean: float  # over all stored values

    @classmethod
    def of(cls, by_line: Sparse, by_feature: Sparse) -> Table:
        """The table of two views on one matrix; a stored 0 is a value, an absent entry none."""
        means, norms = means_and_norms(by_line)
        overall = float(by_line.data.mean()) if len(by_line.data) else 0.0
        return cls(by_line, by_feature, means, norms, overall)

    @property
    def counts(self) -> Ints:
        """Features, per line."""
        return np.diff(self.rows.indptr)

    @property
    def n(self) -> int:
        """Number of lines."""
        return len(self.means)


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """All lines that predictions of one line may draw on, most similar first."""

    lines: Ints  # (m,), positions
    similarity: Floats  # (m,), descending up to STEP
    common: Codes  # (m,), common features


def neighbourhood(
    table: Table, one: Target, measure: PreparedMeasure, negative: bool
) -> Neighbourhood:
    """The other lines with a similarity > 0, or with `negative` ≠ 0, to the target.

    Ordered by similarity, to the nearest multiple of :data:`STEP`; among ties the lower
    position comes first. Costs one
    :func:`~shopai.recommend.kernels.similarities.to_all` and a sort.
    """
    similar, common = to_all(one, table.columns, measure, table.n)
    keys = in_order(order_keys(similar, one.position, negative))
    lines = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return Neighbourhood(lines, similar[lines], common[lines])
