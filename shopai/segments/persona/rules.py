"""Rules: the few conditions by which one would tell a segment's customers."""

from __future__ import annotations

from typing import Final

import numpy as np

from shopai.arrays import Floats, Mask
from shopai.segments.persona.surrogate import GINI, WORTH, Box, Steps, Tree, grown, inside

#: Who is in any of its boxes keeps to a rule.
Rule = tuple[Box, ...]

#: A small segment's tree asks whatever parts it from the rest, however few that puts right.
ANYTHING: Final = -1.0


def rule_of(tree: Tree, label: int, values: Floats, members: Mask, steps: Steps) -> Rule:
    """The rule of segment `label`, whose customers are `members` (n,) of `values` (n, p).

    The leaves of `tree` that bear its label or, where none does, :func:`own_rule`; in either
    case :func:`simplified`.
    """
    leaves = tree.boxes_of(label)
    return simplified(leaves or (own_rule(values, members, steps),), values, members)


def own_rule(values: Floats, members: Mask, steps: Steps) -> Box:
    """Of the nodes of a tree for this segment against all others, that with the best :func:`f1`.

    Any node, a leaf or not, for a leaf alone catches few of a small segment; of equals the
    simplest.
    """
    tree = grown(values, members.astype(np.int64), steps, GINI, worth=ANYTHING)
    boxes = sorted((box for box in tree.boxes() if box), key=len)
    # max takes the first of equals
    return max(boxes, key=lambda box: f1((box,), values, members), default={})


def simplified(rule: Rule, values: Floats, members: Mask) -> Rule:
    """`rule` without conditions, and then boxes, that hardly make it better.

    One after another goes the one without which :func:`f1` is best, as long as it is at most
    `WORTH` below that of the rule given. A box keeps a condition.
    """
    bar = f1(rule, values, members) - WORTH
    while True:
        shorter = [
            (*rule[:place], _without(box, column), *rule[place + 1 :])
            for place, box in enumerate(rule)
            if len(box) > 1
            for column in box
        ]
        best = max(shorter, key=lambda other: f1(other, values, members), default=rule)
        if best == rule or f1(best, values, members) < bar:
            break
        rule = best
    while len(rule) > 1:
        fewer = [(*rule[:place], *rule[place + 1 :]) for place in range(len(rule))]
        best = max(fewer, key=lambda other: f1(other, values, members))
        if f1(best, values, members) < bar:
            break
        rule = best
    return rule


def _without(box: Box, column: int) -> Box:
    return {other: bounds for other, bounds in box.items() if other != column}


def f1(rule: Rule, values: Floats, members: Mask) -> float:
    """2 · |caught ∩ members| / (|caught| + |members|), 0 … 1.

    The harmonic mean of recall (members caught) and precision (caught who are members).
    """
    caught = caught_by(rule, values)
    return float(2 * (caught & members).sum() / max(caught.sum() + members.sum(), 1))


def caught_by(rule: Rule, values: Floats) -> Mask:
    """(n,) who of `values` (n, p) is in any box of the rule."""
    caught = np.zeros(len(values), dtype=bool)
    for box in rule:
        caught |= inside(values, box)
    return caught
