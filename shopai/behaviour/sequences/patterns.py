"""Sequential patterns of a shop: which steps follow one another, in how many customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, get_args

import numpy as np
import pandas as pd

from shopai.arrays import Mask, Texts
from shopai.behaviour.baskets.itemsets import minimum_count
from shopai.behaviour.journeys.tokens import Of, Per, checked_kinds, journeys_of, require
from shopai.behaviour.sequences.growth import FrequentPatterns, frequent_patterns
from shopai.behaviour.sequences.kernels import FOREVER, Limits, sequences_of
from shopai.checks import duration, is_number, is_whole, one_of, whole_number
from shopai.columns import Kind, Pattern
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import wilson
from shopai.progress import Progress
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import SHOPPING, Totals

#: Kinds of events that are steps where nothing else is asked for, empty for all; those of items
#: need an item.
USUAL: Final[dict[Of, tuple[str, ...]]] = {
    "event": (),
    "category": tuple(kind for kind in SHOPPING if kind != Kind.SEARCH),
    "item": tuple(kind for kind in SHOPPING if kind != Kind.SEARCH),
}
MOST_PATTERNS: Final = 50_000
LONGEST: Final = 20


@dataclass(frozen=True, eq=False)
class Patterns:
    """The patterns of :func:`sequential_patterns`, and how many customers they are of."""

    table: pd.DataFrame  # columns.Pattern, one row a pattern, most customers first, then shorter
    names: pd.Series  # what to call a step on screen, index step: an item's title, else itself
    of: Of
    per: Per
    n_customers: int  # known customers with at least one sequence: what support is a share of
    n_sequences: int  # sessions, or customers
    min_count: int  # least customers of a pattern, as asked; higher where the cap raised it
    cut: tuple[str, ...]  # sentences: what was left out, and why
    totals: Totals  # of all events the filter chose


def sequential_patterns(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    of: Of = "event",
    per: Per = "session",
    kinds: Sequence[str] | None = None,
    min_support: float = 0.01,
    max_length: int = 4,
    min_gap: timedelta | None = None,
    max_gap: timedelta | None = None,
    max_window: timedelta | None = None,
    repeats: bool = True,
    closed: bool = False,
    max_patterns: int = MOST_PATTERNS,
    progress: Progress | None = None,
) -> Patterns:
    """Find the orders of steps that many customers go through (PrefixSpan, Pei et al. 2001).

    A sequence is what a known customer did in one session, or ever, in order of time; events
    of the same instant are in the order of the source. A sequence holds a pattern if the
    pattern's steps occur in it in this order, with or without others between them, within the
    limits of time. The support of a pattern is the share of the customers with a sequence who
    have at least one that holds it: customers, not occurrences, also per session.

    Parameters
    ----------
    of : what a step is: the kind of an "event", or the "category" or "item" it is about
    per : a sequence per "session" or per "customer"
    kinds : only events of these are steps. None, or empty: of events all kinds, and per session
        only visits as totals count them; of categories and items views, carts, wishlists and
        purchases.
    min_support : least share of customers (a float, above 0 to 1) or number of them (an int)
    max_length : most steps of a pattern, 1 to 20
    min_gap, max_gap : least and most time from each step to the next. Items bought at once
        follow one another by the order of their lines alone: with a min_gap of a microsecond
        "later" means later.
    max_window : most time from the first step to the last
    repeats : count every event; a pattern may then have the same step several times in a row,
        as in five views. False: no pattern has. Both count the same for all other patterns.
    closed : only patterns that no longer one of the same customers extends, among patterns of
        up to `max_length` steps; one of `max_length` is always closed. A pattern extends
        another if it has the other's steps in the same order, and more; with `max_gap`, if
        it has them side by side, since only then whoever holds it holds the other.
    max_patterns : where there are more (before `closed`), the least support is raised until
        there are not, and `cut` says so. What is returned is all there is of that support.
    progress : called with a share (0 to 1) and words; if it raises, the search ends

    The 95 % intervals of the supports are Wilson's, each for its own pattern: a pattern that was
    picked for its high support is likely to have a lower one next time.

    Raises
    ------
    ParameterError : a setting has a value it cannot have
    MissingColumns : the data lack customers, times, or what `of` and `per` need

    The result is empty where the filter chooses nothing. Cost: for each pattern, time of the
    order of the events in the sequences that hold it. Memory: some 50 bytes an event and 4, with
    `max_gap` or `max_window` 8, more for each of `max_length`, at most; and the patterns.

    >>> patterns = shopai.sequential_patterns(dataset, max_length=2)
    >>> len(patterns.table)
    26
    """
    kinds = () if kinds is None else checked_kinds(kinds)
    one_of("of", of, get_args(Of))
    one_of("per", per, get_args(Per))
    whole_number("max_length", max_length, 1, LONGEST)
    whole_number("max_patterns", max_patterns)
    limits = limits_of(min_gap, max_gap, max_window)
    whole = is_whole(min_support)
    if not is_number(min_support) or not (min_support >= 1 if whole else 0 < min_support <= 1):
        raise ParameterError(
            "min_support is a share of the customers above 0 and up to 1.0, or a whole number of "
            f"them from 1; found {min_support!r}."
        )
    require(dataset, "Sequential patterns", of, per, "customer", "time")
    selection = select(dataset, where)
    tell = progress or (lambda *_: None)
    tell(0.0, "reading the journeys")
    journeys = journeys_of(selection, of, per, kinds or USUAL[of], known=True)
    data = sequences_of(journeys)
    names = step_names(selection, of)
    titles = selection.titles if of == "item" else names
    tell(0.0, "finding patterns")
    asked = minimum_count(min_support, data.n_customers)
    frequent = frequent_patterns(
        data,
        asked,
        max_length,
        limits,
        repeats=repeats,
        max_patterns=max_patterns,
        progress=progress,
    )
    tell(1.0, "putting the patterns in order")
    shown = closed_patterns(frequent, limits.max_gap < FOREVER) if closed else None
    used = np.unique(frequent.steps[frequent.steps >= 0])
    left_out = list(journeys.left_out)
    if frequent.min_count != asked:
        left_out.append(
            f"There are more than {max_patterns:,} patterns of {asked:,} customers or more: these "
            f"are only the ones of {frequent.min_count:,} or more. Ask for more support or fewer "
            "steps."
        )
    return Patterns(
        table=_table(frequent, shown, names, data.n_customers),
        names=pd.Series(titles[used], index=pd.Index(names[used], dtype="str"))
        .astype("str")
        .rename(Pattern.PATTERN),
        of=of,
        per=per,
        n_customers=data.n_customers,
        n_sequences=data.n_sequences,
        min_count=frequent.min_count,
        cut=tuple(left_out),
        totals=selection.totals,
    )


def _table(
    frequent: FrequentPatterns,
    shown: Mask | None,
    names: Texts,
    n_customers: int,
) -> pd.DataFrame:
    """Most customers first, then shorter, then by the steps' codes."""
    lengths = (frequent.steps >= 0).sum(axis=1)
    order = np.lexsort((*frequent.steps.T[::-1], lengths, -frequent.customers))
    order = order if shown is None else order[shown[order]]
    low, high = wilson(frequent.customers[order], n_customers)
    patterns = [
        tuple(names[row[:length]])
        for row, length in zip(frequent.steps[order], lengths[order], strict=True)
    ]
    return pd.DataFrame(
        {
            Pattern.PATTERN: pd.Series(patterns, dtype=object),
            Pattern.LENGTH: lengths[order].astype(np.int64),
            Pattern.CUSTOMERS: frequent.customers[order].astype(np.int64),
            Pattern.SUPPORT: frequent.customers[order] / max(n_customers, 1),
            Pattern.LOW: low,
            Pattern.HIGH: high,
            Pattern.PREVIOUS: frequent.customers[order] / frequent.previous[order],
            Pattern.SEQUENCES: frequent.sequences[order].astype(np.int64),
        }
    )


def step_names(selection: Selection, of: Of) -> Texts:
    """The step of each code: a kind of event, a category or an item's id."""
    if of == "event":
        return np.array(Kind.ALL, dtype=object)
    named = selection.categories[1] if of == "category" else selection.item_ids
    return np.asarray(named.to_numpy(dtype=object))


def limits_of(
    min_gap: timedelta | None, max_gap: timedelta | None, max_window: timedelta | None
) -> Limits:
    """Limits of time in µs; raises ParameterError where nothing lies within them."""
    given = {"min_gap": min_gap, "max_gap": max_gap, "max_window": max_window}
    for name, value in given.items():
        if value is not None:
            duration(name, value)
    low = min_gap or timedelta(0)
    for name in ("max_gap", "max_window"):
        high = given[name]
        if high is not None and low > high:
            raise ParameterError(
                f"No step can be {low} after the one before and within {name}={high}; "
                "lower min_gap."
            )
    return Limits(_micros(low), _micros(max_gap), _micros(max_window))


def _micros(limit: timedelta | None) -> int:
    return FOREVER if limit is None else min(limit // timedelta(microseconds=1), FOREVER)


def closed_patterns(patterns: FrequentPatterns, side_by_side: bool) -> Mask:
    """(n,) whether no pattern that extends this one has as many customers.

    A pattern extends another if whoever holds it holds the other for certain: it has the
    other's steps in the same order, and more. `side_by_side`: the other's steps must also be
    next to one another in it. That is so where a gap between steps has an upper limit: who did
    a, b, c each within the limit did a, b and b, c within it, but not necessarily a, c.

    Only patterns one step longer need be looked at: the customers of all between a pattern and
    one that extends it lie between theirs. Linear in the patterns.
    """
    keep = np.ones(len(patterns.customers), dtype=bool)
    lengths = (patterns.steps >= 0).sum(axis=1)
    steps = [
        tuple(row[:length]) for row, length in zip(patterns.steps.tolist(), lengths, strict=True)
    ]
    row_of = {pattern: row for row, pattern in enumerate(steps)}
    for row, pattern in enumerate(steps):
        last = len(pattern) - 1
        for i in (0, last) if side_by_side else range(last + 1):
            shorter = row_of.get(pattern[:i] + pattern[i + 1 :])
            if shorter is None:  # a, b, a less b is a, a: where repeats are left out, it is a
                shorter = row_of.get(pattern[:i] + pattern[i + 2 :])
            if shorter is not None and patterns.customers[shorter] == patterns.customers[row]:
                keep[shorter] = False
    return keep
