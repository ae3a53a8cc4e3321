"""The contributions of a line's neighbours to all features at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from shopai.arrays import Array, Codes, Floats, Ints
from shopai.compiled import compiled
from shopai.recommend.kernels.arrays import Sparse
from shopai.recommend.kernels.pairs import Baselines, Choice


def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001
    """The instruction behind :func:`prefetch`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, integer = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, integer, integer, integer])
        insert: Any = cgutils.get_or_insert_function
        instruction = insert(builder.module, kind, "llvm.prefetch.p0")
        # To read; keep it close; data rather than instructions.
        builder.call(instruction, [address, *(integer(value) for value in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


if TYPE_CHECKING:

    def prefetch(array: Any, index: int) -> None:
        """Fetch the cache line of ``array[index]``; changes nothing; any index may be given."""

else:
    prefetch = intrinsic(_prefetch)


class RareFirst(NamedTuple):
    """The entries of every line by the popularity of their feature, the least popular first."""

    starts: Ints  # (n_lines + 1,), as of the lines
    ranks: Codes  # (nnz,), of the feature: 0 the most popular; descending in a line
    values: Array  # (nnz,) float64; float32 where that loses nothing
    features: Ints  # (n_features,), by rank
    rarest: Codes  # (n_lines,), rank of the first entry; -1 for a line without any


def rare_first(rows: Sparse, columns: Sparse) -> RareFirst:
    """Costs one pass over the entries; 8 bytes each for most ratings, else 12."""
    features = np.argsort(-np.diff(columns.indptr), kind="stable")
    ranks = np.empty(len(columns.indices), np.int32)
    with np.errstate(over="ignore"):
        lossless = bool((columns.data.astype(np.float32) == columns.data).all())
    kind: type[np.floating[Any]] = np.float32 if lossless else np.float64
    values = np.empty(len(ranks), kind)
    rarest = np.full(len(rows.indptr) - 1, -1, np.int32)
    _fill_rare_first(rows.indptr, columns, features, ranks, values, rarest)
    return RareFirst(rows.indptr, ranks, values, features, rarest)


@compiled
def _fill_rare_first(
    starts: Ints,
    columns: Sparse,
    features: Ints,
    ranks: Codes,
    values: Array,
    rarest: Codes,
) -> None:
    filled = starts[:-1].copy()
    for rank in range(len(features) - 1, -1, -1):
        feature = features[rank]
        for q in range(columns.indptr[feature], columns.indptr[feature + 1]):
            line = columns.indices[q]
            if filled[line] == starts[line]:
                rarest[line] = rank
            ranks[filled[line]] = rank
            values[filled[line]] = columns.data[q]
            filled[line] += 1


#: Neighbours between two looks at which features need no more of them.
_STRIDE: Final = 32
#: How many neighbours ahead memory is asked for.
_AHEAD: Final = 32
#: Entries in a cache line of 64 bytes.
_LINE: Final = 16


@compiled
def additions(
    near: Ints,
    similar: Floats,
    rare: RareFirst,
    baselines: Baselines,
    choice: Choice,
) -> tuple[Floats, Codes]:
    """The contribution of neighbours to every feature, and how many of them there are.

    Σ s·(value − baseline), averaged divided by Σ |s|.

    `near`: the neighbours, most similar first; `similar`: their similarities. The first k met
    who know a feature are its neighbours, so nothing needs to be sorted feature by feature.
    Popular features have their k after a few hundred neighbours; since every line is walked
    from its rarest feature on, the rest of it is left out as soon as only such follow.
    """
    k, n_features = choice.k, len(baselines.feature)
    of_feature = baselines.feature[rare.features]
    shifted = of_feature.any()
    sums = np.zeros(
        (n_features, 2)
    )  # by rank: s·(value − baseline) and |s|, side by side in memory
    counts = np.zeros(n_features, np.int32)
    done = 0  # features of lower rank have their k
    for position in range(len(near)):
        if position % _STRIDE == 0:
            while done < n_features and counts[done] >= k:
                done += 1
        if position + _AHEAD < len(near):
            coming = near[position + _AHEAD]
            if rare.rarest[coming] >= done:
                start = rare.starts[coming]
                prefetch(rare.ranks, start)
                prefetch(rare.values, start)
                prefetch(rare.ranks, start + _LINE)
                prefetch(rare.values, start + _LINE)
        other, s = near[position], similar[position]
        if rare.rarest[other] < done:
            continue
        level = baselines.line[other]
        for p in range(rare.starts[other], rare.starts[other + 1]):
            rank = rare.ranks[p]
            if rank < done:
                break
            if counts[rank] < k:
                value = rare.values[p] - level
                if shifted:
                    value -= of_feature[rank]
                sums[rank, 0] += s * value
                sums[rank, 1] += abs(s)
                counts[rank] += 1
    added = np.zeros(n_features)
    support = np.zeros(n_features, np.int32)
    for rank in range(n_features):
        if counts[rank] >= choice.min_k and counts[rank] > 0:
            feature = rare.features[rank]
            added[feature] = sums[rank, 0] / (sums[rank, 1] if choice.averaged else 1.0)
            support[feature] = counts[rank]
    return added, support
