"""Similarity of customers as a heat map, and what it rests on as a histogram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from shopai.arrays import Floats, Ints
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import NO_LINES, cells
from shopai.charts.theme import DIVERGING, PRIMARY, SECOND, SHADES, finish
from shopai.format import percent

#: More customers than this are a picture nobody reads and a browser draws slowly.
MOST_CUSTOMERS: Final = 300
#: Up to this many customers each row carries its id.
MOST_NAMED: Final = 41

#: The fewest shared items of each group of pairs; the last one is open.
SHARED: Final = (1, 2, 3, 6)
#: What each group is called, and its colour: the warm ones may be an accident.
GROUPS: Final = ("1 shared item", "2 items", "3 to 5 items", "6 or more")
_COLOURS: Final = (SECOND, "#f7cb80", "#8fb8e8", PRIMARY)

_LIMITS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def reach(similarity: pd.DataFrame) -> float:
    """The symmetric colour limit that shows differences: covers 99 % of the pairs.

    One of 0.05, 0.1, 0.2, 0.3, 0.5, 0.75 and 1, taken over pairs of different customers.
    """
    pairs = np.abs(once(similarity))
    return _limit(float(np.quantile(pairs, 0.99)) if len(pairs) else 1.0)


def once(table: pd.DataFrame) -> Floats:
    """(n (n − 1) / 2,) the value of every pair of a symmetric (n, n) table, each pair once."""
    values: Floats = table.to_numpy()[np.triu_indices(len(table), 1)]
    return values


def _limit(widest: float) -> float:
    """The first of the limits that holds `widest`."""
    return next(limit for limit in _LIMITS if widest <= limit or limit == 1.0)


def leaf_order(similarity: pd.DataFrame) -> pd.Index:
    """The labels of `similarity`, ordered so that neighbours in the list resemble each other.

    Average linkage on the distance 1 − similarity, then the leaf order with the smallest sum
    of distances between adjacent leaves (Bar-Joseph et al. 2001, “Fast optimal leaf ordering
    for hierarchical clustering”). The order and its reverse are equally good; the one whose
    first label comes earlier in `similarity` is returned.

    `similarity`: (n, n), symmetric, in [−1, 1]. Costs O(n³) at worst: 0.1 s for n = 300.
    """
    n = len(similarity)
    if n < 3:
        return similarity.index
    distance = 1 - similarity.to_numpy(dtype=float)
    distance = np.clip((distance + distance.T) / 2, 0, None)
    np.fill_diagonal(distance, 0)
    condensed = squareform(distance, checks=False)
    order = leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))
    if order[0] > order[-1]:
        order = order[::-1]
    ordered: pd.Index = similarity.index[order]
    return ordered


@dataclass(frozen=True)
class Typical:
    """A square of similarities in numbers."""

    median: float  # over pairs of different customers
    pair: tuple[str, str]  # the most similar two
    similarity: float  # theirs
    common: int  # items both know
    usual: int  # items two of them share, the median of all pairs


def typical(similarity: pd.DataFrame, common: pd.DataFrame) -> Typical:
    """The median pair and the closest.

    The closest is looked for among pairs with at least three items in common, since two
    who share a single item look alike by chance; among all, where there is no such pair.
    Both tables: (n, n) with n of at least 2, the same labels in the same order.
    """
    rows, columns = np.triu_indices(len(similarity), 1)
    pairs, shared = once(similarity), once(common)
    eligible = shared >= min(3, int(shared.max()))
    best = int(np.where(eligible, pairs, -np.inf).argmax())
    users = similarity.index
    closest = (str(users[rows[best]]), str(users[columns[best]]))
    usual = int(np.median(shared))
    return Typical(float(np.median(pairs)), closest, float(pairs[best]), int(shared[best]), usual)


def heat_map(similarity: pd.DataFrame, common: pd.DataFrame, limit: float = 1.0) -> go.Figure:
    """Customers against customers, coloured by similarity from −`limit` to `limit`.

    Parameters
    ----------
    similarity : (n, n) in [−1, 1], rows and columns in the order to draw them
    common : (n, n) int, items both have rated; same labels as `similarity`, any order
    limit : where the colours end, in (0, 1]; stronger pairs keep the last colour

    Zero is always pale: the middle, or the beginning where nothing is below it. The axes are
    categories, so an id that looks like a number stays an id.
    """
    users = similarity.index
    names = [escape(user) for user in users]
    n = len(users)
    # the ends say when stronger values share their colour
    at_least, at_most, half = *(("", "") if limit == 1 else ("≥ ", "≤ ")), f"{limit / 2:g}"
    ticks = [f"{at_most}−{limit:g}", f"−{half}", "0", half, f"{at_least}{limit:g}"]
    signed = bool((similarity.to_numpy() < 0).any())
    figure = go.Figure(
        cells(
            similarity.to_numpy(dtype=np.float32),
            (-limit if signed else 0, limit),
            DIVERGING if signed else SHADES,
            x=names,
            y=names,
            xgap=0,
            ygap=0,
            customdata=common.loc[users, users].to_numpy(dtype=np.int32),
            hovertemplate="<b>%{y}</b> and <b>%{x}</b><br>Similarity: %{z:.3f}"
            "<br>Items both know: %{customdata}<extra></extra>",
            colorbar={
                "title": {"text": "Similarity", "side": "right"},
                "tickvals": [-limit, -limit / 2, 0, limit / 2, limit],
                "ticktext": ticks,
                "thickness": 14,
            },
        )
    )
    finish(figure, f"Similarity of {n:,} customers", height=560)
    shown = n <= MOST_NAMED
    axes = {
        "type": "category",
        "showticklabels": shown,
        "tickvals": list(range(n)) if shown else [],
        "ticktext": [escape(shortened(user, 16)) for user in users] if shown else [],
        **NO_LINES,
    }
    figure.update_yaxes(**axes, autorange="reversed", tickfont={"size": 10})
    figure.update_xaxes(**axes | {"showticklabels": False})  # in the order of the rows
    return figure.update_xaxes(title={"text": "Customers, similar ones side by side"})


@dataclass(frozen=True, eq=False)
class Spread:
    """Counts of pairs of customers by similarity and number of shared items.

    Only pairs with a similarity other than 0 are in `counts`; the similar ones are those
    above 0.
    """

    edges: Floats  # (b + 1,), ascending; a bin holds its right edge
    counts: Ints  # (4, b), pairs by group of SHARED and bin
    pairs: int  # all, also those without a similarity
    similar: int  # with a similarity above 0
    by_group: Ints  # (4,), of the similar ones, by group of SHARED
    thin_on_top: float  # share with one or two shared items among the most similar tenth of
    # the similar ones, with those that tie; NaN where none is similar

    @property
    def single(self) -> float:
        """Share of the similar pairs with one shared item; NaN where none is similar."""
        return self._share(1)

    @property
    def thin(self) -> float:
        """Share of the similar pairs with one or two shared items."""
        return self._share(2)

    @property
    def firm(self) -> int:
        """Similar pairs with three shared items or more."""
        return int(self.by_group[2:].sum())

    def _share(self, groups: int) -> float:
        return float(self.by_group[:groups].sum() / self.similar) if self.similar else np.nan


#: Bins from 0 to the limit.
_BINS: Final = 20


def spread(similarity: npt.ArrayLike, common: npt.ArrayLike, signed: bool = False) -> Spread:
    """Count pairs by similarity and by number of shared items.

    Parameters
    ----------
    similarity : (m,) in [−1, 1]; 0 where two are not alike or nothing can be said
    common : (m,) int, items both know
    signed : whether similarities below 0 mean something; the bins then begin below 0

    Twenty bins of equal width reach from 0 to the first of 0.05, 0.1, 0.2, 0.3, 0.5, 0.75 and
    1 that holds every similarity, and as many below 0 where `signed` or any is negative.
    """
    values, shared = np.asarray(similarity, dtype=np.float64), np.asarray(common)
    alike = values != 0
    limit = _limit(float(np.abs(values).max(initial=0)))
    both = signed or bool((values < 0).any())
    edges = np.linspace(-limit if both else 0.0, limit, _BINS * (1 + both) + 1)
    bins = np.clip(np.searchsorted(edges, values - 1e-12, side="left") - 1, 0, len(edges) - 2)
    group = np.searchsorted(SHARED, shared, side="right") - 1
    alike &= group >= 0
    counts = np.zeros((len(SHARED), len(edges) - 1), dtype=np.int64)
    np.add.at(counts, (group[alike], bins[alike]), 1)
    similar = alike & (values > 0)
    by_group = np.bincount(group[similar], minlength=len(SHARED))
    on_top = np.nan
    if similar.any():
        least = np.quantile(values[similar], 0.9, method="lower")
        on_top = float((group[similar & (values >= least)] < 2).mean())
    return Spread(edges, counts, len(values), int(by_group.sum()), by_group, on_top)


def histogram(by_similarity: Spread, measure: str, pairs: str = "Pairs of customers") -> go.Figure:
    """Pairs by similarity, stacked by how many items the two share.

    `measure`: the similarity's name; `pairs`: what is counted, for the axis.
    """
    width = float(by_similarity.edges[1] - by_similarity.edges[0])
    middle = (by_similarity.edges[:-1] + by_similarity.edges[1:]) / 2
    total = np.maximum(by_similarity.counts.sum(axis=0), 1)
    figure = go.Figure()
    for counts, group, colour in zip(by_similarity.counts, GROUPS, _COLOURS, strict=True):
        figure.add_bar(
            x=middle,
            y=counts,
            width=width,
            name=group,
            marker={"color": colour, "line": {"width": 0}},
            customdata=[
                [f"{low:.3g} to {high:.3g}".replace("-", "−"), percent(share)]
                for low, high, share in zip(
                    by_similarity.edges[:-1], by_similarity.edges[1:], counts / total, strict=True
                )
            ],
            hovertemplate=f"Similarity %{{customdata[0]}}, {group}<br>{pairs}: %{{y:,}} "
            "(%{customdata[1]} of this bar)<extra></extra>",
        )
    title = "How many items is the similarity made of?"
    finish(figure, title, x=f"Similarity ({escape(measure)})", y=pairs, height=340, legend=True)
    figure.update_layout(barmode="stack", bargap=0.04, barcornerradius=0)
    figure.update_layout(legend={"traceorder": "normal", "y": -0.24})
    return figure
