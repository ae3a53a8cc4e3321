"""Findings of the rules of baskets, their pictures and bundles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from shopai.behaviour.baskets.contents import DAY, ITEM_LEVEL, ORDER, SESSION
from shopai.behaviour.baskets.rules import SURE, Rules
from shopai.charts.baskets import chance, side
from shopai.charts.labels import shortened
from shopai.charts.network import Network
from shopai.columns import AlsoBought, Bundle, Rule
from shopai.messages import N_
from shopai.sentences import Money, Sentence, count

#: What baskets are.
_UNITS: Final = {ORDER: "order", SESSION: "visit", DAY: "customer-day"}
#: By whether a rule is of items, and whether the two are together more seldom than by chance.
_RULES: Final = {
    (True, False): N_("Who buys {first} also buys {second}"),
    (True, True): N_("Who buys {first} seldom buys {second}"),
    (False, False): N_("Who buys from {first} also buys from {second}"),
    (False, True): N_("Who buys from {first} seldom buys from {second}"),
}


def baskets(n: float, per: str) -> Sentence:
    """“1 order”, “2 visits”: so many baskets, as a value of a sentence or a text."""
    return count(n, _UNITS[per])


def one_rule(rule: pd.Series, rules: Rules) -> Sentence:
    """A row of the rules' table."""
    lift, names = float(rule[Rule.LIFT]), rules.names.to_dict()
    times = N_("{rule}: {lift}× as often as chance would have it, in {n} of {baskets}.")
    if lift < 1:
        times = N_("{rule}: only {lift}× as often as chance would have it, in {n} of {baskets}.")
    elif rule[Rule.P_ADJUSTED] >= SURE:
        times = N_(
            "{rule}: {lift}× as often as chance would have it, though that may be chance, in {n} "
            "of {baskets}."
        )
    return Sentence(
        times,
        rule=Sentence(
            _RULES[rules.level == ITEM_LEVEL, lift < 1],
            first=side(rule[Rule.ANTECEDENTS], names, 80),
            second=side(rule[Rule.CONSEQUENTS], names, 80),
        ),
        lift=lift,
        n=int(rule[Rule.COUNT]),
        baskets=baskets(rules.n_baskets, rules.per),
    )


def expected_by_chance(rule: pd.Series, rules: Rules) -> Sentence:
    """The share of the second side with the first, without it, and by chance."""
    n = rules.n_baskets
    return Sentence(
        "Of the {held} with the first, {confidence:percent} hold the second; of all, "
        "{support:percent}. By chance it would be {expected}. {chance}.",
        held=baskets(round(rule[Rule.ANTECEDENT_SUPPORT] * n), rules.per),
        confidence=float(rule[Rule.CONFIDENCE]),
        support=float(rule[Rule.CONSEQUENT_SUPPORT]),
        expected=baskets(float(rule[Rule.COUNT] - rule[Rule.LEVERAGE] * n), rules.per),
        chance=chance(rule[Rule.P_ADJUSTED], rule[Rule.LIFT]),
    )


def strongest_tie(ties: Network, names: Mapping[Any, str], per: str) -> Sentence:
    """The item with most ties, or the strongest tie where none has several."""
    best = int(np.argmax(ties.ties))
    if ties.ties[best] > 1:
        return Sentence(
            "{name} goes with most others: with {n} of the {others} drawn beside it.",
            name=side([ties.items[best]], names, 80),
            n=int(ties.ties[best]),
            others=len(ties.items) - 1,
        )
    tie = int(np.argmax(ties.lift))
    first, second = (side([ties.items[place]], names, 60) for place in ties.edges[tie])
    return Sentence(
        "{first} and {second} are tied most strongly: {lift}× as often as chance would have it, "
        "in {n}.",
        first=first,
        second=second,
        lift=float(ties.lift[tie]),
        n=baskets(int(ties.count[tie]), per),
    )


def best_categories(rules: Rules) -> Sentence:
    """The pair of categories furthest beyond chance, by leverage, that is no accident.

    Lift is largest for the rarest categories, which tell a shop least.
    """
    sure = rules.table[(rules.table[Rule.P_ADJUSTED] < SURE) & (rules.table[Rule.LIFT] > 1)]
    if sure.empty:
        return Sentence(
            "No two categories are bought together more often than chance would have it."
        )
    best = sure.iloc[int(sure[Rule.LEVERAGE].argmax())]
    (first,), (second,) = best[Rule.ANTECEDENTS], best[Rule.CONSEQUENTS]
    return Sentence(
        "{first} and {second} go together best: {lift}× as often as chance would have it, in {n} "
        "of {baskets}.",
        first=str(first),
        second=str(second),
        lift=float(best[Rule.LIFT]),
        n=int(best[Rule.COUNT]),
        baskets=baskets(rules.n_baskets, rules.per),
    )


def best_bundle(
    bundles: pd.DataFrame, rules: Rules, currency: str | None, take_up: float, discount: float
) -> Sentence:
    """The best bundle and what it would bring, or how far the nearest is from paying.

    bundles : columns of :class:`shopai.columns.Bundle`; take_up, discount : shares
    """
    names = rules.names.to_dict()
    pays = bool(bundles[Bundle.NET].iloc[0] > 0)
    unknown = bool(bundles[Bundle.NET].isna().all())
    best = bundles.iloc[0 if pays or unknown else int(bundles[Bundle.BREAK_EVEN].argmin())]
    first = side(best[Bundle.ANTECEDENTS], names, 60)
    second = side(best[Bundle.CONSEQUENTS], names, 60)
    offer = Sentence("at its full price")
    if discount:
        offer = Sentence("at {discount:percent0} off", discount=discount)
    missed, least = baskets(int(best[Bundle.MISSED]), rules.per), best[Bundle.BREAK_EVEN]
    if unknown:
        return Sentence(
            "Offer {second} with {first}: {missed} had {first} without {second}. What it "
            "brings is unknown without prices.",
            first=first,
            second=second,
            missed=missed,
        )
    if not pays:
        nearest = Sentence("would never pay")
        if least <= 1:
            nearest = Sentence("needs {share:percent} to take it", share=float(least))
        return Sentence(
            "No bundle pays {offer} if {take_up:percent0} take it: those who buy both anyway "
            "would get more off than the others bring. The nearest, {second} with {first}, "
            "{nearest}.",
            offer=offer,
            take_up=take_up,
            second=second,
            first=first,
            nearest=nearest,
        )
    bundle = Sentence(
        "Offer {second} {offer} with {first}: {missed} had {first} without {second}. If "
        "{take_up:percent0} of them took it, that would bring {net} more.",
        second=second,
        offer=offer,
        first=first,
        missed=missed,
        take_up=take_up,
        net=Money(float(best[Bundle.NET]), currency),
    )
    if not discount:
        return bundle
    return Sentence("{bundle} It pays from {least:percent} on.", bundle=bundle, least=float(least))


def best_company(also: pd.DataFrame, title: str, n: int, per: str) -> Sentence:
    """The item that goes best with another, `title`, which is in `n` baskets."""
    first = also.iloc[0]
    hold = Sentence(
        "{both} of the {n} with {title} ({share:percent}, 95% interval {low:percent} to "
        "{high:percent}) hold {other} too",
        both=int(first[AlsoBought.COUNT]),
        n=baskets(n, per),
        title=shortened(title, 60),
        share=float(first[AlsoBought.CONFIDENCE]),
        low=float(first[AlsoBought.LOW]),
        high=float(first[AlsoBought.HIGH]),
        other=shortened(first[AlsoBought.TITLE], 60),
    )
    if first[AlsoBought.P_ADJUSTED] >= SURE:
        return Sentence(
            "{hold}, which may be chance: grey bars are no proof of anything.", hold=hold
        )
    lift = float(first[AlsoBought.LIFT])
    return Sentence("{hold}: {lift}× as often as chance would have it.", hold=hold, lift=lift)
