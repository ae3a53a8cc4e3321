"""Personas: each segment with a name and the rule, of few conditions, that tells its customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats, Ints, Mask
from shopai.checks import whole_number
from shopai.columns import FEATURES, Feature, PersonaTable
from shopai.intervals import wilson
from shopai.segments.feature_space import FeatureSpace
from shopai.segments.persona.naming import Name, spoken_of, suggested
from shopai.segments.persona.surrogate import (
    GINI,
    WORTH,
    Box,
    Steps,
    Tree,
    counted,
    grown,
    inside,
    split,
    surrogate,
)
from shopai.segments.persona.wording import condition, multiple
from shopai.segments.profile import index_against_all
from shopai.segments.segmentation import Segmentation

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

    Any node, since a leaf alone catches few of a small segment; of equals the simplest.
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


#: What a multiple of the average is said of, and its word.
MULTIPLES: Final = {
    Feature.MONETARY: "spend",
    Feature.AVERAGE_ORDER: "basket",
    Feature.FREQUENCY: "orders",
    Feature.SESSIONS: "sessions",
    Feature.VIEWS: "views",
    Feature.DISCOUNT_SHARE: "discount share",
    Feature.REFUND_RATE: "refund rate",
    Feature.CART_ABANDONMENT: "cart abandonment",
    Feature.CONVERSION: "conversion",
    Feature.WISHLISTS: "wishlist adds",
    Feature.RATINGS: "ratings",
}
#: Of these also where the name does not speak of it.
ALWAYS: Final = tuple(MULTIPLES)[:5]
#: Percent of the average from which, and to which, a multiple is worth a word.
STANDS_OUT: Final = (125.0, 80.0)


@dataclass(frozen=True, eq=False)
class Personas:
    """Names and rules of k segments, and how far the rules can be trusted."""

    table: pd.DataFrame  # (k,) index 0 … k−1, columns.PersonaTable
    tree: Tree  # with shares and purities, in original units; its columns are those of `space`
    rules: tuple[Rule, ...]  # (k,) in original units
    fidelity: float  # share of `held_out` customers the tree puts where K-means has them; missing
    # where there are none
    held_out: int  # customers the tree was not made from
    interval: tuple[float, float]  # 95 % Wilson interval of the fidelity, 0 … 1
    space: FeatureSpace
    steps: Steps
    least: Floats  # (p,) the smallest value of each column
    currency: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """(k,) what each segment may be called."""
        return tuple(self.table[PersonaTable.NAME])

    def sentence(self, label: int) -> str:
        """A segment's name, rule and what it stands out by: “Loyal big baskets: bought 9+ …”."""
        row = self.table.loc[label]
        parts = [row[PersonaTable.RULE], row[PersonaTable.STANDS_OUT]]
        return f"{row[PersonaTable.NAME]}: {', '.join(part for part in parts if part)}"

    def words(self, box: Box) -> str:
        """The conditions of a box, in the order of the features segmented by."""
        return ", ".join(self.condition(column, *box[column]) for column in sorted(box)) or (
            "all customers"
        )

    def condition(self, column: int, low: float, high: float) -> str:
        """`low` <= column < `high` in words."""
        name = self.space.columns[column]
        if name in self.space.numeric:
            whole, least = bool(self.steps.strict[column]), float(self.least[column])
            return condition(name, low, high, whole, least, self.currency)
        feature, level = name.split(" = ", 1)
        return f"{feature} is {level}" if low > 0 else f"{feature} is not {level}"

    def reading(self, values: Floats) -> tuple[int, str]:
        """The segment the tree takes a customer (p,) for, and by which conditions."""
        leaf = int(self.tree.leaves(values[np.newaxis])[0])
        return self.tree.nodes[leaf].label, self.words(self.tree.boxes()[leaf])


def personas(
    seg: Segmentation,
    customers: pd.DataFrame,
    seed: int = 0,
    currency: str | None = None,
    kept: Sequence[str] = (),
) -> Personas:
    """Name the segments and say in a few conditions who is in each.

    A classification tree with at most three questions to a leaf is fitted to the features
    segmented by, in original units, with K-means' labels as its target
    (:mod:`shopai.segments.persona.surrogate`). Its thresholds are round numbers, and this
    tree with its round thresholds is the one shown and the one tested: `fidelity` is the share
    of held-out customers whom it puts where K-means has them.

    A segment's rule is made of the tree's leaves for it, less conditions that hardly matter
    (:func:`rule_of`). Eight leaves cannot serve more than eight segments
    and now and then pass over a small one: a segment without a leaf has a rule from a tree of
    its own, marked in the table, and the fidelity counts its customers as missed. Each rule's
    recall and precision are measured on the held-out customers, just as it is shown.

    Parameters
    ----------
    customers : the table that was segmented, never written to
    seed : which customers are held out, and which 6,000 are looked at where there are more
    currency : of the money in rules, ISO 4217
    kept : names the segments had, by label, each to be kept while it is true

    Raises ParameterError for a bad `seed`, InputError for another table than the segmented
    one. The order of rows changes nothing. 100,000 customers take about a tenth of a second.

    >>> shopai.personas(segments, customers).names[:2]
    ('Loyal big spenders', 'Recent keen browsers')
    """
    whole_number("seed", seed, 0)
    own = {name: name for name in seg.space.numeric if name not in FEATURES}
    numeric = set(customers.select_dtypes("number").columns)
    words = {name: word for name, word in (MULTIPLES | own).items() if name in numeric}
    features = list(dict.fromkeys([*words, *spoken_of(customers)]))
    compared = index_against_all(seg, customers, features)
    named = suggested(seg, customers, compared, currency, kept)
    labels = np.asarray(seg.labels, dtype=np.int64)
    parts = split(customers.index, labels, seed)

    def of(rows: Ints) -> tuple[Floats, Ints]:
        return seg.space.values(customers.iloc[rows]), labels[rows]

    (fit, target), (held, truth) = of(parts.fit), of(parts.held_out)
    steps, least = _columns(seg.space, customers)
    tree = counted(surrogate(fit, target, steps), *of(parts.sampled))
    rules = tuple(rule_of(tree, label, fit, target == label, steps) for label in range(seg.k))
    measures = [_measures(caught_by(rule, held), truth == i) for i, rule in enumerate(rules)]
    right = int((tree.labels(held) == truth).sum())
    table = pd.DataFrame(
        {
            PersonaTable.NAME: [name.text for name in named],
            PersonaTable.RULE: "",
            PersonaTable.STANDS_OUT: [
                _multiple(index, words, _said(rule, seg.space), name)
                for (_, index), rule, name in zip(
                    compared.index.iterrows(), rules, named, strict=True
                )
            ],
            PersonaTable.RECALL: [recall for recall, _ in measures],
            PersonaTable.PRECISION: [precision for _, precision in measures],
            PersonaTable.OWN_TREE: [not tree.boxes_of(label) for label in range(seg.k)],
            PersonaTable.CUSTOMERS: seg.sizes.to_numpy(),
        },
        index=seg.sizes.index,
    )
    low, high = map(float, wilson(right, len(truth)))
    who = Personas(
        table=table,
        tree=tree,
        rules=rules,
        fidelity=right / len(truth) if len(truth) else float("nan"),
        held_out=len(truth),
        interval=(low, high),
        space=seg.space,
        steps=steps,
        least=least,
        currency=currency,
    )
    table[PersonaTable.RULE] = ["; or ".join(map(who.words, rule)) for rule in rules]
    return who


def _columns(space: FeatureSpace, customers: pd.DataFrame) -> tuple[Steps, Floats]:
    """Rounding of each column's thresholds, and its smallest value."""
    size, strict, least = [], [], []
    for name in space.columns:
        category = name not in space.numeric
        values = np.zeros(1) if category else customers[name].to_numpy(dtype=np.float64)
        whole = category or bool((values == np.floor(values)).all())
        days = name in FEATURES and FEATURES[name].unit == "days"
        size.append(1.0 if whole or days else 0.0)
        strict.append(whole)
        least.append(float(values.min()))
    return Steps(np.array(size), np.array(strict)), np.array(least)


def _measures(caught: Mask, members: Mask) -> tuple[float, float]:
    """Recall and precision; missing where there is nobody to measure on."""
    both = float((caught & members).sum())
    recall = both / members.sum() if members.any() else float("nan")
    return recall, both / caught.sum() if caught.any() else float("nan")


def _said(rule: Rule, space: FeatureSpace) -> set[str]:
    return {space.columns[column] for box in rule for column in box}


def _multiple(index: pd.Series[float], words: dict[str, str], said: set[str], name: Name) -> str:
    """“spend 3.3 × average”: what bears out the name or stands out most, beside the rule."""
    far = {
        feature: abs(log(index[feature] / 100))
        for feature in words
        if feature not in said
        and (index[feature] >= STANDS_OUT[0] or 0 < index[feature] <= STANDS_OUT[1])
    }
    backing = [feature for feature in name.features if feature in far]
    others = [feature for feature in far if feature in ALWAYS or feature not in FEATURES]
    if not backing and not others:
        return ""
    feature = backing[-1] if backing else max(others, key=far.__getitem__)
    return f"{words[feature]} {multiple(index[feature] / 100)}"
