"""Findings of journeys: paths, patterns, next steps and comparisons; funnels have their own."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from shopai.behaviour.journeys.comparison import Comparison
from shopai.behaviour.journeys.next_purchase import NextPurchase
from shopai.behaviour.journeys.paths import Paths
from shopai.behaviour.journeys.transitions import Transitions
from shopai.behaviour.sequences.patterns import Patterns
from shopai.charts.audiences import LEVEL
from shopai.charts.journeys import UNIT, all_called, called, difference_called
from shopai.charts.paths import pattern_called
from shopai.columns import (
    Difference,
    Kind,
    PathLink,
    PathNode,
    Pattern,
    State,
    Step,
    TimeToPurchase,
)
from shopai.messages import N_
from shopai.sentences import Plural, Sentence, count

#: Transitions seen fewer times are not spoken of.
FEW: Final = 30
#: No step that somebody could be led to.
_NO_STEPS: Final = (State.END, State.OTHER, State.UNKNOWN)
#: Where journeys end at a step, by what holds their steps together.
_ENDS: Final = {
    "session": N_("the visit ends there for **{left:percent}**"),
    "customer": N_("**{left:percent}** have done nothing since"),
}


def most_taken(paths: Paths) -> tuple[str, str] | None:
    """The first two steps most journeys have in common, of those with a name if there are any."""
    row = _most_taken(paths)
    return None if row is None else (str(row[PathLink.FROM]), str(row[PathLink.TO]))


def _most_taken(paths: Paths) -> Any:
    links = paths.links
    real = links[(links[PathLink.TO] != State.LEFT) & (links[PathLink.STEP] == 1)]
    named = real[~(real[[PathLink.FROM, PathLink.TO]] == State.OTHER).any(axis=1)]
    named = real if named.empty else named
    if named.empty:
        return None
    return named.iloc[int(named[PathLink.COUNT].to_numpy().argmax())]


def most_taken_path(paths: Paths) -> Sentence:
    """The most taken way from the first step, and how many have left by the last."""
    nodes, journeys = paths.nodes, count(paths.n, UNIT[paths.per])
    most = _most_taken(paths)
    if most is None:
        return Plural(
            "{journeys} ends with the first step.",
            "All {journeys} end with their first step.",
            n=paths.n,
            journeys=journeys,
        )
    gone = nodes[nodes[PathNode.ROLE] == State.LEFT]
    left = Sentence("None has left before step {step}.", step=paths.steps)
    if len(gone):
        left = Sentence(
            "**{share:percent}** have left before step {step}.",
            share=gone[PathNode.COUNT].sum() / paths.n,
            step=paths.steps,
        )
    values = {
        "first": called(str(most[PathLink.FROM]), paths.of),
        "then": called(str(most[PathLink.TO]), paths.of),
        "share": float(most[PathLink.SHARE_OF_START]),
        "journeys": journeys,
        "left": left,
    }
    ended = int(gone[gone[PathNode.STEP] == 2][PathNode.COUNT].sum())
    if ended > most[PathLink.COUNT]:
        return Sentence(
            "**{ended:percent}** of {journeys} end with their first step; the most common way on "
            "is {first} then {then}, **{share:percent}** of all. {left}",
            ended=ended / paths.n,
            **values,
        )
    return Sentence(
        "The most common way to begin is {first} then {then}: **{share:percent}** of {journeys}. "
        "{left}",
        **values,
    )


def most_common_pattern(patterns: Patterns, longer: pd.DataFrame, bought: bool) -> Sentence:
    """The most common pattern among `longer`, rows of the table in its order.

    bought : whether its steps are purchases of categories or items
    """
    first = longer.iloc[0]
    template = N_(
        "The most common way is {pattern}: **{customers}** of {all:customer} (**{share:percent}**)."
    )
    if bought:
        template = N_(
            "Most often bought one after the other: {pattern}, by **{customers}** of "
            "{all:customer} (**{share:percent}**)."
        )
    return Sentence(
        template,
        pattern=pattern_called(patterns, first[Pattern.PATTERN]),
        customers=int(first[Pattern.CUSTOMERS]),
        all=patterns.n_customers,
        share=float(first[Pattern.SUPPORT]),
    )


def patterns_in_short(patterns: Patterns) -> Sentence:
    """Number of patterns, and of the customers each has at least."""
    return Sentence(
        "{n:pattern} of {least:customer} or more", n=len(patterns.table), least=patterns.min_count
    )


def told_of(transitions: Transitions) -> tuple[str, ...] | None:
    """The step, or two, whose next one is told; None where none is."""
    row = _told(transitions)
    return None if row is None else tuple(row[Step.FROM])


def whats_next(transitions: Transitions) -> Sentence:
    """Share that buys right after filling a cart; else the surest next step after another."""
    row, table = _told(transitions), transitions.table
    if row is None and not _seen(table).any():
        return Sentence(
            "Too little to say: nothing was followed by anything {least} times or more.", least=FEW
        )
    if row is None:
        return Sentence("Hardly anything follows anything: most journeys have a single step.")
    share = float(row[Step.PROBABILITY])
    if _of_carts(row, transitions.of):
        ends = table[(table[Step.FROM] == row[Step.FROM]) & (table[Step.TO] == State.END)]
        return Sentence(
            "Once something is in the cart, **{share:percent}** buy next; {ends}.",
            share=share,
            ends=Sentence(_ENDS[transitions.per], left=float(ends[Step.PROBABILITY].sum())),
        )
    return Sentence(
        "After {first}, {then} comes next most surely: **{share:percent}** of the time.",
        first=all_called(row[Step.FROM], transitions.of),
        then=called(row[Step.TO], transitions.of),
        share=share,
    )


def next_in_short(transitions: Transitions) -> Sentence | str:
    """The interval of the share that is told, and what it rests on; nothing where none is."""
    row = _told(transitions)
    if row is None:
        return ""
    known = int(row[Step.CUSTOMERS])
    return Sentence(
        "{low:percent} to {high:percent} (95% interval; {n:time}, {people})",
        low=float(row[Step.LOW]),
        high=float(row[Step.HIGH]),
        n=int(row[Step.COUNT]),
        people=Sentence("by {n:known customer}", n=known) if known else Sentence("all by guests"),
    )


def _seen(table: pd.DataFrame) -> Any:
    """Rows after a step that was seen often enough to be spoken of."""
    return table.groupby(Step.FROM)[Step.COUNT].transform("sum") >= FEW


def _told(transitions: Transitions) -> Any:
    """The row that is told: from a cart to a purchase, else the surest of the shop's own steps."""
    table = transitions.table
    shop = ~table[Step.TO].isin(_NO_STEPS)
    begun = [bool({State.START, *_NO_STEPS} & set(names)) for names in table[Step.FROM]]
    real = table[_seen(table) & shop & ~pd.Series(begun, table.index)]
    if real.empty:
        return None
    rows = [row for _, row in real.iterrows() if _of_carts(row, transitions.of)]
    return rows[0] if rows else real.iloc[int(real[Step.LOW].to_numpy().argmax())]


def _of_carts(row: Any, of: str) -> bool:
    return of == "event" and (tuple(row[Step.FROM]), row[Step.TO]) == ((Kind.CART,), Kind.PURCHASE)


def time_to_next(again: NextPurchase) -> Sentence:
    """The median time to the next order, or how many buy again at all."""
    if again.median is None:
        return Sentence(
            "Fewer than half are seen to buy again: **{share:percent}** within {days:day}.",
            share=float(again.curve[TimeToPurchase.SHARE].max()),
            days=int(again.curve[TimeToPurchase.DAYS].max()),
        )
    return Sentence("Half buy again within **{median:day}** of an order.", median=again.median)


def wait_in_short(again: NextPurchase) -> Sentence:
    """The orders waited from, and the interval of the median."""
    n = Sentence("{n:order}, {waiting} still waiting", n=again.n, waiting=again.censored)
    if again.median_low is None or again.median_high is None:
        return n
    return Sentence(
        "{low} to {high:day} (95% interval); {n}",
        low=again.median_low,
        high=again.median_high,
        n=n,
    )


def largest_difference(
    comparison: Comparison, what: str, of: str, first: str, second: str
) -> Sentence:
    """The largest difference that is more than chance, or that there is none.

    what, of : as of :func:`shopai.charts.journeys.difference_called`
    first, second : what the two audiences are called
    """
    table = comparison.table
    real = table[table[Difference.ADJUSTED] < LEVEL]
    if real.empty:
        return Sentence(
            "Nothing here differs between {first} and {second} by more than chance would make it.",
            first=first,
            second=second,
        )
    most = real.iloc[int(real[Difference.POINTS].abs().to_numpy().argmax())]
    return Sentence(
        "{what} sets them apart most: **{of_first:percent}** of {first}, against "
        "**{of_second:percent}** of {second}.",
        what=difference_called(str(most[Difference.WHAT]), what, of),
        of_first=float(most[Difference.FIRST_SHARE]),
        of_second=float(most[Difference.SECOND_SHARE]),
        first=first,
        second=second,
    )


def differences_in_short(comparison: Comparison) -> Sentence:
    """Number of the differences that are more than chance."""
    table = comparison.table
    return Sentence(
        "{n} of {all} differences beyond chance",
        n=int((table[Difference.ADJUSTED] < LEVEL).sum()),
        all=len(table),
    )
