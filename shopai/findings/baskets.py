"""Findings of the rules of baskets, their pictures and bundles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from shopai.behaviour.baskets.contents import DAY, ORDER, SESSION
from shopai.behaviour.baskets.rules import SURE, Rules
from shopai.charts.baskets import chance, side
from shopai.charts.labels import shortened
from shopai.charts.network import Network
from shopai.columns import AlsoBought, Bundle, Rule
from shopai.messages import N_
from shopai.sentences import Money, Sentence, count

#: What baskets are.
_UNITS: Final = {ORDER: "order", SESSION: "visit", DAY: "customer-day"}


def baskets(n: float, per: str) -> Sentence:
    """“1 order”, “2 visits”: so many baskets, as a value of a sentence or a text."""
    return count(n, _UNITS[per])


def together(rule: pd.Series, rules: Rules) -> Sentence:
    """A row of the rules' table: the baskets that hold both sides, and those chance would give."""
    lift, names = float(rule[Rule.LIFT]), rules.names.to_dict()
    words = N_("**{n}** hold both {first} and {second}; by chance it would be **{expected}**.")
    if lift < 1:
        words = N_("Only **{n}** hold both {first} and {second}; by chance: **{expected}**.")
    elif rule[Rule.P_ADJUSTED] >= SURE:
        words = N_(
            "**{n}** hold both {first} and {second}; by chance it would be **{expected}**, so that "
            "may be chance."
        )
    return Sentence(
        words,
        n=baskets(int(rule[Rule.COUNT]), rules.per),
        first=side(rule[Rule.ANTECEDENTS], names, 60),
        second=side(rule[Rule.CONSEQUENTS], names, 60),
        expected=by_chance(int(rule[Rule.COUNT]), lift),
    )


def by_chance(n: int, lift: float) -> float:
    """Baskets with both sides that chance would give, whole from one on."""
    expected = n / lift if lift else 0.0
    return round(expected) if expected >= 1 else expected


def to_win(
    n: int, first: Sequence[Any], second: Sequence[Any], names: Mapping[Any, str]
) -> Sentence:
    """Customers by what they bought and did not: “24 who bought A and not B”."""
    return Sentence(
        "{n} who bought {first} and not {second}",
        n=n,
        first=side(first, names, 34),
        second=side(second, names, 34),
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
            "{name} goes with most others: with **{n} of the {others}** drawn beside it.",
            name=side([ties.items[best]], names, 80),
            n=int(ties.ties[best]),
            others=len(ties.items) - 1,
        )
    tie = int(np.argmax(ties.lift))
    first, second = (side([ties.items[place]], names, 60) for place in ties.edges[tie])
    n = int(ties.count[tie])
    return Sentence(
        "{first} and {second} are tied most strongly: **{n}** hold both, by chance it would be "
        "{expected}.",
        first=first,
        second=second,
        n=baskets(n, per),
        expected=by_chance(n, float(ties.lift[tie])),
    )


def strongest_categories(rules: Rules) -> pd.Series | None:
    """The pair of categories furthest beyond chance, by leverage, that is no accident.

    Lift is largest for the rarest categories, which tell a shop least.
    """
    sure = rules.table[(rules.table[Rule.P_ADJUSTED] < SURE) & (rules.table[Rule.LIFT] > 1)]
    return None if sure.empty else sure.iloc[int(sure[Rule.LEVERAGE].argmax())]


def best_categories(rules: Rules) -> Sentence:
    """The baskets with the two categories that go together best."""
    best = strongest_categories(rules)
    if best is not None:
        return together(best, rules)
    commonest = rules.table.iloc[int(rules.table[Rule.COUNT].argmax())]
    names, n = rules.names.to_dict(), int(commonest[Rule.COUNT])
    return Sentence(
        "**{first} and {second}** are bought together most, in **{n}**; by chance it would be "
        "{expected}. No two categories surely go together more often than chance.",
        first=side(commonest[Rule.ANTECEDENTS], names, 60),
        second=side(commonest[Rule.CONSEQUENTS], names, 60),
        n=baskets(n, rules.per),
        expected=by_chance(n, float(commonest[Rule.LIFT])),
    )


def may_be_chance(passing: pd.DataFrame, rules: Rules) -> Sentence:
    """The rules that pass but for chance, the strongest of them named.

    passing : rows of the table of `rules`, the strongest first
    """
    return Sentence(
        "Nothing is bought together so often that it cannot be chance. The strongest of "
        "{n:rule}: {best}",
        n=len(passing),
        best=together(passing.iloc[0], rules),
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
    both = Sentence(
        "**{n}** hold both {first} and {second}, by chance {expected}",
        n=baskets(int(best[Bundle.COUNT]), rules.per),
        first=first,
        second=second,
        expected=by_chance(int(best[Bundle.COUNT]), float(best[Bundle.LIFT])),
    )
    missed, least = baskets(int(best[Bundle.MISSED]), rules.per), best[Bundle.BREAK_EVEN]
    if unknown:
        return Sentence(
            "{both}; **{missed}** hold the first alone. What a bundle brings is unknown without "
            "prices.",
            both=both,
            missed=missed,
        )
    offer = Sentence("at its full price")
    if discount:
        offer = Sentence("at {discount:percent0} off", discount=discount)
    if not pays:
        nearest = Sentence("would never pay")
        if least <= 1:
            nearest = Sentence("needs {share:percent} to take it", share=float(least))
        return Sentence(
            "**No bundle pays** {offer} if {take_up:percent0} take it: more is given away to those "
            "who buy both anyway. The nearest, {second} with {first}, {nearest}.",
            offer=offer,
            take_up=take_up,
            second=second,
            first=first,
            nearest=nearest,
        )
    return Sentence(
        "{both}. Offered the second {offer}, **{missed}** with the first alone may bring **{net}** "
        "if {take_up:percent0} take it.",
        both=both,
        offer=offer,
        missed=missed,
        take_up=take_up,
        net=Money(round(float(best[Bundle.NET])), currency),
    )


def assumed_in_short(take_up: float) -> Sentence:
    """The assumption that what bundles may bring rests on."""
    return Sentence("Assumed, not known: {take_up:percent0} take the offer.", take_up=take_up)


def best_company(also: pd.DataFrame, title: str, n: int, per: str) -> Sentence:
    """The item that goes best with another, `title`, which is in `n` baskets."""
    first = also.iloc[0]
    both, lift = int(first[AlsoBought.COUNT]), float(first[AlsoBought.LIFT])
    words = N_(
        "**{both} of {n}** with {title} hold {other} too; by chance it would be **{expected}**."
    )
    if first[AlsoBought.P_ADJUSTED] >= SURE:
        words = N_(
            "**{both} of {n}** with {title} hold {other} too; by chance it would be "
            "**{expected}**, so that may be chance."
        )
    return Sentence(
        words,
        both=both,
        n=baskets(n, per),
        title=shortened(title, 60),
        other=shortened(first[AlsoBought.TITLE], 60),
        expected=by_chance(both, lift),
    )


def company_in_short(also: pd.DataFrame) -> Sentence:
    """The share of the first companion, with its interval."""
    first = also.iloc[0]
    return Sentence(
        "{share:percent} ({low:percent} to {high:percent}), {lift} times chance.",
        share=float(first[AlsoBought.CONFIDENCE]),
        low=float(first[AlsoBought.LOW]),
        high=float(first[AlsoBought.HIGH]),
        lift=float(first[AlsoBought.LIFT]),
    )
