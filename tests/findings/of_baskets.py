"""Results of baskets that findings are made of, small and by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from shopai.behaviour.baskets.contents import ITEM_LEVEL, ORDER
from shopai.columns import (
    AlsoBought,
    Bundle,
    Rule,
)
from shopai.findings import (
    baskets,
)
from shopai.sentences import Sentence
from tests.findings.of_segments import NAME, NAN, Case, Result, result

DAY = date(2025, 10, 2)


def rules_of(n: int, level: str, lift: float, p: float) -> Result:
    row = {
        Rule.ANTECEDENTS: ("a",),
        Rule.CONSEQUENTS: ("b",),
        Rule.COUNT: n,
        Rule.LIFT: lift,
        Rule.P_ADJUSTED: p,
        Rule.LEVERAGE: 0.1,
        Rule.ANTECEDENT_SUPPORT: 0.5,
        Rule.CONSEQUENT_SUPPORT: 0.5,
        Rule.CONFIDENCE: 0.5,
    }
    names = pd.Series({"a": NAME, "b": "B"})
    return result(table=pd.DataFrame([row]), level=level, per=ORDER, n_baskets=2 * n, names=names)


def first_rule(n: int, level: str, lift: float, p: float) -> Sentence:
    rules = rules_of(n, level, lift, p)
    return baskets.together(rules.table.iloc[0], rules)


def unsure(n: int) -> Sentence:
    rules = rules_of(2, "item", 2.0, 0.5)
    return baskets.may_be_chance(pd.concat([rules.table] * n), rules)


def ties_of(n: int, ties: int) -> Result:
    return result(ties=[ties, 1], items=["a", "b"], lift=[2.5], edges=[(0, 1)], count=[n])


def bundle_of(n: int, net: float, least: float, discount: float) -> Sentence:
    row = {
        Bundle.ANTECEDENTS: ("a",),
        Bundle.CONSEQUENTS: ("b",),
        Bundle.NET: net,
        Bundle.BREAK_EVEN: least,
        Bundle.MISSED: n,
        Bundle.COUNT: n,
        Bundle.LIFT: 2.0,
    }
    rules = rules_of(n, ITEM_LEVEL, 2.0, 0.01)
    return baskets.best_bundle(pd.DataFrame([row]), rules, "EUR", 0.1, discount)


def also_of(n: int, p: float) -> pd.DataFrame:
    row = {
        AlsoBought.TITLE: NAME,
        AlsoBought.COUNT: n,
        AlsoBought.CONFIDENCE: 0.5,
        AlsoBought.LOW: 0.4,
        AlsoBought.HIGH: 0.6,
        AlsoBought.LIFT: 2.5,
        AlsoBought.P_ADJUSTED: p,
    }
    return pd.DataFrame([row])


def company_of(n: int, p: float) -> Sentence:
    return baskets.best_company(also_of(n, p), "B", n, ORDER)


#: Every finding of these by its name, in each of its forms, of n things.
CASES: dict[str, Case] = {
    **{
        f"baskets.rule.{level}.{lift}.{p}": lambda n, level=level, lift=lift, p=p: first_rule(
            n, level, lift, p
        )
        for level in (ITEM_LEVEL, "category")
        for lift, p in ((0.5, 1.0), (2.0, 0.5), (2.0, 0.01), (7e3, 0.01))
    },
    "baskets.chance": lambda n: baskets.expected_by_chance(
        rules_of(n, ITEM_LEVEL, 2.0, 0.01).table.iloc[0], rules_of(n, ITEM_LEVEL, 2.0, 0.01)
    ),
    "baskets.ties": lambda n: baskets.strongest_tie(ties_of(n, 2), {"a": NAME}, ORDER),
    "baskets.tie": lambda n: baskets.strongest_tie(ties_of(n, 1), {"a": NAME}, ORDER),
    "baskets.categories": lambda n: baskets.best_categories(rules_of(n, "category", 2.0, 0.01)),
    "baskets.categories.none": lambda n: baskets.best_categories(rules_of(n, "category", 2.0, 0.5)),
    "baskets.unsure": lambda n: unsure(n),
    "baskets.bundle": lambda n: bundle_of(n, 12.5, 0.05, 0.1),
    "baskets.bundle.full": lambda n: bundle_of(n, 12.5, 0.05, 0.0),
    "baskets.bundle.unpriced": lambda n: bundle_of(n, NAN, 0.05, 0.1),
    "baskets.bundle.nearest": lambda n: bundle_of(n, -1.0, 0.5, 0.1),
    "baskets.bundle.never": lambda n: bundle_of(n, -1.0, 1.5, 0.1),
    "baskets.assumed": lambda _: baskets.assumed_in_short(0.05),
    "baskets.company.in_short": lambda n: baskets.company_in_short(also_of(n, 0.01)),
    "baskets.company": lambda n: company_of(n, 0.01),
    "baskets.company.unsure": lambda n: company_of(n, 0.5),
}
