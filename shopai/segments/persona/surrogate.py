"""Small decision trees that say in a few conditions what K-means says with distances.

Their thresholds are round numbers, that part customers as the exact ones do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor, inf, log10
from typing import Final

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

from shopai.arrays import Floats, Ints, Mask
from shopai.bootstrap import shuffled

#: Column -> [low, high): in a box is who is in between in every one of them.
Box = Mapping[int, tuple[float, float]]

DEPTH: Final = 3  # conditions from the root to a leaf, at most
LEAST_LEAF: Final = 500  # a leaf holds at least one in so many of the customers fitted on
WORTH: Final = 0.005  # a question puts more than this share of all customers where they belong
#: Gini looks for one pure group after another, entropy parts more evenly: with as many segments
#: as leaves it leaves fewer without one, the more so when small segments count as much as large.
GINI, ENTROPY = "gini", "entropy"
CANDIDATES: Final = ((GINI, False), (ENTROPY, False), (ENTROPY, True))

SAMPLE: Final = 6_000  # customers looked at; with fewer, all of them
HELD_OUT: Final = 0.3  # of those, kept from the fit to measure the agreement on
FEWEST: Final = 30  # of each segment, where it has as many, to fit on


@dataclass(frozen=True, eq=False)
class Split:
    """Some of n customers, by position."""

    fit: Ints
    held_out: Ints  # none of them in `fit`
    sampled: Ints  # every segment by its share: `held_out` and, but for FEWEST, `fit`


def split(users: pd.Index, labels: Ints, seed: int) -> Split:
    """At most `SAMPLE` customers, every segment by its share, `HELD_OUT` of each kept apart.

    Who is chosen depends on the customers' ids and on `seed`, not on the order of rows. Of
    each segment the share held out is rounded down, so that even the only member of one is
    fitted on; of a segment with few customers in the sample, `FEWEST` are. O(n log n).
    """
    rate = min(1.0, SAMPLE / len(labels))
    order = np.lexsort((shuffled(users, seed), labels))
    fit, held_out, sampled = [], [], []
    for members in np.split(order, np.cumsum(np.bincount(labels))[:-1]):
        drawn = int(np.ceil(len(members) * rate))
        held = int(HELD_OUT * drawn)
        held_out.append(members[:held])
        fit.append(members[held : max(drawn, held + FEWEST)])
        sampled.append(members[:drawn])
    return Split(np.concatenate(fit), np.concatenate(held_out), np.concatenate(sampled))


@dataclass(frozen=True)
class Node:
    """A question, or with `column` < 0 a leaf."""

    column: int  # who has at least `threshold` in it goes to `above`, the others to `below`
    threshold: float
    below: int  # position of the node among the tree's
    above: int
    label: int  # the segment of most customers that get here
    share: float = float("nan")  # of all customers, who get here, 0 … 1
    purity: float = float("nan")  # of those, who are in `label`, 0 … 1


@dataclass(frozen=True)
class Tree:
    """Questions with at most `DEPTH` answers to a segment; parents come before children."""

    nodes: tuple[Node, ...]

    def leaves(self, values: Floats) -> Ints:
        """(n,) position of the leaf each row of `values` (n, p) gets to."""
        reached = np.zeros(len(values), dtype=np.int64)
        for position, node in enumerate(self.nodes):
            if node.column >= 0:
                here = np.flatnonzero(reached == position)
                above = values[here, node.column] >= node.threshold
                reached[here] = np.where(above, node.above, node.below)
        return reached

    def labels(self, values: Floats) -> Ints:
        """(n,) the segment the tree takes each row of `values` (n, p) for."""
        labels: Ints = np.array([node.label for node in self.nodes])[self.leaves(values)]
        return labels

    def boxes(self) -> tuple[Box, ...]:
        """Of each node, the conditions that lead to it; the root has none."""
        boxes: list[Box] = [{} for _ in self.nodes]
        for node, box in zip(self.nodes, boxes, strict=True):
            if node.column >= 0:
                low, high = box.get(node.column, (-inf, inf))
                boxes[node.below] = {**box, node.column: (low, node.threshold)}
                boxes[node.above] = {**box, node.column: (node.threshold, high)}
        return tuple(boxes)

    def boxes_of(self, label: int) -> tuple[Box, ...]:
        """The boxes of the leaves that bear `label`."""
        nodes = zip(self.nodes, self.boxes(), strict=True)
        return tuple(box for node, box in nodes if node.column < 0 and node.label == label)


def inside(values: Floats, box: Box) -> Mask:
    """(n,) whether a row of `values` (n, p) is in the box."""
    here = np.ones(len(values), dtype=bool)
    for column, (low, high) in box.items():
        here &= (values[:, column] >= low) & (values[:, column] < high)
    return here


def surrogate(values: Floats, labels: Ints, steps: Steps) -> Tree:
    """The tree with fewest leaves of those that agree with `labels` (n,) best or nearly so.

    Nearly: on a share of these customers at most `WORTH` smaller. There are three to choose
    from (`CANDIDATES`), made as :func:`grown` says.
    """
    trees = [
        grown(values, labels, steps, criterion, balanced) for criterion, balanced in CANDIDATES
    ]
    right = [float((tree.labels(values) == labels).mean()) for tree in trees]
    good = [tree for tree, share in zip(trees, right, strict=True) if share >= max(right) - WORTH]
    return min(good, key=lambda tree: len(tree.nodes))


def grown(
    values: Floats,
    labels: Ints,
    steps: Steps,
    criterion: str = ENTROPY,
    balanced: bool = False,
    worth: float = WORTH,
) -> Tree:
    """The tree scikit-learn fits to `values` (n, p), with thresholds one can say.

    A classification tree (Breiman, Friedman, Olshen and Stone 1984), at most `DEPTH` deep.
    Each threshold becomes a round number (:func:`readable`); then questions are taken out that put
    no more than the share `worth` of the customers where they belong. A leaf is labelled
    by most of its customers.

    criterion : of the purity of leaves, "gini" or "entropy"
    balanced : segments count alike in the fit, whatever their size

    O(p n log n).
    """
    fitted = DecisionTreeClassifier(
        criterion=criterion,
        max_depth=DEPTH,
        min_samples_leaf=max(1, len(values) // LEAST_LEAF),
        class_weight="balanced" if balanced else None,
        random_state=0,
    )
    fitted = fitted.fit(values, labels).tree_
    nodes: list[Node] = []

    def grow(position: int, rows: Ints, box: Box) -> int:
        """Add a node with what is below it; returns how many of `rows` are put right."""
        counts = np.bincount(labels[rows])
        right, place, column = int(counts.max()), len(nodes), int(fitted.feature[position])
        nodes.append(Node(-1, float("nan"), -1, -1, int(counts.argmax())))
        if column < 0:
            return right
        mine, exact = values[rows, column], float(fitted.threshold[position])
        children = int(fitted.children_left[position]), int(fitted.children_right[position])
        under = mine <= exact
        if under.all() or not under.any():  # a rounder threshold above left this side empty
            nodes.pop()
            return grow(children[0 if under.all() else 1], rows, box)
        low, high = box.get(column, (-inf, inf))
        step, strict = float(steps.size[column]), bool(steps.strict[column])
        at = readable(mine, exact, step, strict, (low, high), few=WORTH * len(values))
        below = len(nodes)
        parted = grow(children[0], rows[mine < at], {**box, column: (low, at)})
        above = len(nodes)
        parted += grow(children[1], rows[mine >= at], {**box, column: (at, high)})
        if parted - right <= worth * len(values):
            del nodes[place + 1 :]
            return right
        nodes[place] = Node(column, at, below, above, nodes[place].label)
        return parted

    grow(0, np.arange(len(values)), {})
    return Tree(tuple(nodes))


def counted(tree: Tree, values: Floats, labels: Ints) -> Tree:
    """`tree` with the share of these customers at each node, and how many are as it says."""
    nodes = []
    for node, box in zip(tree.nodes, tree.boxes(), strict=True):
        here = inside(values, box)
        purity = float((labels[here] == node.label).mean()) if here.any() else float("nan")
        nodes.append(replace(node, share=float(here.mean()), purity=purity))
    return Tree(tuple(nodes))


#: Share of the customers that a round threshold may move to the other side ...
MOVED: Final = 0.005
#: ... and where a threshold is hard to say otherwise.
MOVED_MOST: Final = 0.03
DIGITS: Final = 3  # of a threshold that is easy to say
MOST_DIGITS: Final = 6  # of one that is not


@dataclass(frozen=True, eq=False)
class Steps:
    """Steps that thresholds of each of p columns should be multiples of."""

    size: Floats  # (p,) 0 for any number
    strict: Mask  # (p,) other numbers would part nobody differently


def readable(
    values: Floats,
    exact: float,
    step: float = 0.0,
    strict: bool = False,
    bounds: tuple[float, float] = (-inf, inf),
    few: float = 0.0,
) -> float:
    """The roundest number that parts `values` (n,) nearly as `exact` does.

    `exact` parts those up to it from the larger ones, neither of which may be none; the
    result t those below t from those of at least t, neither none, and is within `bounds`,
    both exclusive. Multiples of 10^e and 5 · 10^e are tried from the coarsest, the one nearest
    to `exact` of each. The first that moves at most `MOVED` of the values to the other side is
    taken; but one with more than `DIGITS` digits, or that is no multiple of `step`, only where
    all others move more than `MOVED_MOST` and more than `few` values. `strict`: multiples of
    `step` and no others. O(n).
    """
    last, first = float(values[values <= exact].max()), float(values[values > exact].min())
    below = int((values <= exact).sum())
    top = floor(log10(max(abs(last), abs(first))))
    easy: list[tuple[float, float]] = []  # share moved, threshold
    hard: list[tuple[float, float]] = []
    for digit in range(MOST_DIGITS):
        for half in (1.0, 0.5):
            each = half * 10.0 ** (top - digit)
            even = not step or each % step == 0
            if strict and not even:
                continue
            at = _nearest_multiple(each, last, exact, first, digit - top + (half < 1))
            parted = int((values < at).sum())
            if bounds[0] < at < bounds[1] and 0 < parted < len(values):
                moved = abs(parted - below) / len(values)
                (easy if even and digit + (half < 1) < DIGITS else hard).append((moved, at))
    close = [at for moved, at in easy if moved <= MOVED]
    if close:
        return close[0]
    if easy and min(easy)[0] <= max(MOVED_MOST, few / len(values)):
        return min(easy)[1]
    return next((at for moved, at in hard if moved <= MOVED), first)


def _nearest_multiple(each: float, last: float, exact: float, first: float, decimals: int) -> float:
    """The multiple of `each` nearest to `exact`, if it can be one in (`last`, `first`]."""
    least, most = floor(last / each) + 1, floor(first / each)
    near = round(exact / each)
    if least <= most:
        near = min(max(near, least), most)
    return round(near * each, max(0, decimals))
