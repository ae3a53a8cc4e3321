"""Results of journeys and retention that findings are made of, small and by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from shopai.behaviour.journeys.order_funnel import NAMES as ORDER_NAMES
from shopai.columns import (
    CohortTable,
    Difference,
    FunnelStep,
    Kind,
    PathLink,
    PathNode,
    Pattern,
    State,
    Step,
    TimeToPurchase,
)
from shopai.findings import (
    funnels,
    journeys,
    retention,
)
from tests.findings.of_segments import NAME, NAN, Case, Result, result

DAY = date(2025, 10, 2)


def funnel_of(n: int, lost: int = 1, steps: tuple[str, ...] = (Kind.VIEW, "own")) -> Result:
    table = pd.DataFrame(
        {
            FunnelStep.STEP: [1, 2],
            FunnelStep.JOURNEYS: [n + lost, n],
            FunnelStep.LOST: [0, lost],
            FunnelStep.SHARE_OF_FIRST: [1.0, n / (n + lost)],
            FunnelStep.PREVIOUS_LOW: [NAN, 0.4],
            FunnelStep.PREVIOUS_HIGH: [NAN, 0.6],
        }
    )
    return result(table=table, per="session", steps=steps, n=n + lost, window=None)


def longer_funnel_of(n: int) -> Result:
    """Of three steps of the shop's own, with the loss before the second."""
    funnel = funnel_of(n, 1, ("own", "two", "three"))
    third = funnel.table.iloc[[1]].assign(**{FunnelStep.STEP: 3, FunnelStep.LOST: 0})
    funnel.table = pd.concat([funnel.table, third], ignore_index=True)
    return funnel


def paths_of(n: int, left: int, ways: int = 1) -> Result:
    nodes = pd.DataFrame({PathNode.STEP: [2], PathNode.ROLE: [State.LEFT], PathNode.COUNT: [left]})
    links = pd.DataFrame(
        {
            PathLink.STEP: [1],
            PathLink.FROM: [NAME],
            PathLink.TO: ["B"],
            PathLink.COUNT: [n],
            PathLink.SHARE_OF_START: [0.5],
            PathLink.SHARE_OF_PREVIOUS: [0.5],
        }
    )
    nodes = nodes[nodes[PathNode.COUNT] > 0]
    return result(nodes=nodes, links=links[:ways], per="session", of="item", n=n + left, steps=4)


def patterns_of(n: int) -> Result:
    row = {Pattern.PATTERN: ("a", "b"), Pattern.CUSTOMERS: n, Pattern.SUPPORT: 0.5}
    table = pd.DataFrame([row] * n)
    return result(table=table, names={"a": NAME}, of="item", n_customers=n, min_count=n)


def transitions_of(n: int, known: int, to: str = "b", times: int = 30) -> Result:
    row = {
        Step.FROM: (NAME,),
        Step.TO: to,
        Step.COUNT: times,
        Step.CUSTOMERS: known,
        Step.PROBABILITY: 0.5,
        Step.LOW: 0.4,
        Step.HIGH: 0.6,
    }
    return result(table=pd.DataFrame([row] * min(n, 2)), of="item")


def cart_of(n: int, per: str) -> Result:
    """From a cart to a purchase and to the end, `n` times 30 each."""
    table = transitions_of(1, n, Kind.PURCHASE, 30 * n).table.assign(
        **{Step.FROM: [(Kind.CART,)], Step.PROBABILITY: 0.75}
    )
    ends = table.assign(**{Step.TO: State.END, Step.PROBABILITY: 0.25})
    return result(table=pd.concat([table, ends], ignore_index=True), of="event", per=per)


def again_of(n: int, median: float | None, low: float | None) -> Result:
    curve = pd.DataFrame({TimeToPurchase.SHARE: [0.25], TimeToPurchase.DAYS: [n]})
    return result(
        n=n, customers=n, censored=n, curve=curve, median=median, median_low=low, median_high=low
    )


def comparison_of(n: int, p: float) -> Result:
    row = {
        Difference.WHAT: NAME,
        Difference.ADJUSTED: p,
        Difference.FIRST_SHARE: 0.5,
        Difference.SECOND_SHARE: 0.25,
        Difference.POINTS: 25.0,
        Difference.LOW: 20.0,
        Difference.HIGH: 30.0,
    }
    return result(table=pd.DataFrame([row] * n))


def grid_of(n: int, period: str, ages: int) -> Result:
    numbers = {
        CohortTable.COHORTS: [1] * ages,
        CohortTable.SIZE: [n] * ages,
        CohortTable.SHARE: [0.004] * ages,
        CohortTable.LOW: [0.003] * ages,
        CohortTable.HIGH: [0.01] * ages,
        CohortTable.VALUE: [12.5] * ages,
    }
    return result(mean=pd.DataFrame(numbers), period=period)


def lifetime_of(n: int, value: float | None, low: float = 1.5) -> Result:
    def estimate(value: float) -> Result:
        return result(value=value, low=low, high=low * 20)

    worth, tried = (None if each is None else estimate(each) for each in (value, value))
    return result(
        horizon_days=n,
        n=n,
        purchases=result(value=12.0, low=9.5, high=14.2),
        value=worth,
        calibration=tried and result(predicted=tried, actual=n),
    )


def risk_of(n: int, low: float, value: float | None) -> Result:
    return result(band=(low, 0.5), in_band=n, n_repeat=n + 1, value_at_risk=value)


#: Every finding of these by its name, in each of its forms, of n things.
CASES: dict[str, Case] = {
    "journeys.lost": lambda n: funnels.most_lost(funnel_of(n), ["View", NAME]),
    "journeys.lost.sure": lambda n: funnels.loss_in_short(funnel_of(n)),
    "journeys.lost.between": lambda n: funnels.most_lost(longer_funnel_of(n), [NAME, "B", "C"]),
    "journeys.not_new": lambda n: funnels.not_new(result(earlier=n)),
    "journeys.lost.orders": lambda n: funnels.most_lost(
        funnel_of(n, 1, ORDER_NAMES[:2]), ORDER_NAMES[:2]
    ),
    "journeys.lost.nobody": lambda n: funnels.most_lost(funnel_of(n, 0), [NAME, "B"]),
    "journeys.weeks.endless": lambda n: funnels.by_week(
        result(per="customer", window=None, n=n), [NAME, "B"]
    ),
    "journeys.path": lambda n: journeys.most_taken_path(paths_of(n, 0)),
    "journeys.path.left": lambda n: journeys.most_taken_path(paths_of(n, n + 1)),
    "journeys.path.none": lambda n: journeys.most_taken_path(paths_of(n, 0, 0)),
    "journeys.pattern": lambda n: journeys.most_common_pattern(
        patterns_of(n), patterns_of(n).table, bought=False
    ),
    "journeys.pattern.bought": lambda n: journeys.most_common_pattern(
        patterns_of(n), patterns_of(n).table, bought=True
    ),
    "journeys.next": lambda n: journeys.whats_next(transitions_of(n, n)),
    "journeys.next.cart": lambda n: journeys.whats_next(cart_of(n, "session")),
    "journeys.next.cart.ever": lambda n: journeys.whats_next(cart_of(n, "customer")),
    "journeys.next.sure": lambda n: journeys.next_in_short(transitions_of(n, n)),
    "journeys.next.guests": lambda n: journeys.next_in_short(transitions_of(n, 0)),
    "journeys.next.nothing": lambda n: journeys.whats_next(transitions_of(n, n, State.END)),
    "journeys.next.few": lambda _: journeys.whats_next(transitions_of(1, 0, times=1)),
    "journeys.again": lambda n: journeys.time_to_next(again_of(n, n, n)),
    "journeys.again.fewer": lambda n: journeys.time_to_next(again_of(n, None, None)),
    "journeys.differs": lambda n: journeys.largest_difference(
        comparison_of(n, 0.01), "token", "item", NAME, "B"
    ),
    "journeys.alike": lambda n: journeys.largest_difference(
        comparison_of(n, 0.5), "token", "item", NAME, "B"
    ),
    **{
        f"retention.{of}.{by}.{period}.{ages}": lambda n, of=of, by=by, period=period, ages=ages: (
            retention.means(grid_of(n, period, ages), of, by, "EUR")
        )
        for of in (CohortTable.SHARE, CohortTable.VALUE)
        for by in ("purchase", "event")
        for period in ("month", "week")
        for ages in (1, 2, 9)
    },
    "retention.expected": lambda n: retention.expected(lifetime_of(n, None), "EUR"),
    "retention.expected.value": lambda n: retention.expected(lifetime_of(n, 12.3), "EUR"),
    "retention.expected.open": lambda n: retention.expected(lifetime_of(n, 12.3, NAN), NAME),
    "retention.ranges": lambda n: retention.expected_in_short(lifetime_of(n, None), "EUR"),
    "retention.ranges.value": lambda n: retention.expected_in_short(lifetime_of(n, 12.3), "EUR"),
    "retention.ranges.open": lambda n: retention.expected_in_short(lifetime_of(n, 12.3, NAN), NAME),
    **{
        f"retention.nobody.{by}.{some}": lambda n, by=by, some=some: retention.nobody(
            result(by=by, earlier=n * some)
        )
        for by in ("purchase", "event")
        for some in (0, 1)
    },
    **{
        f"retention.reading.{by}.{period}": lambda n, by=by, period=period: retention.reading(
            result(period=period, sizes=[1] * n), by
        )
        for by, period in (("purchase", "month"), ("event", "week"))
    },
    **{
        f"retention.notes.{of}.{place}": lambda n, of=of, place=place: retention.notes(
            result(notes=(f"{NAME}.",), undated=n, ungrouped=n), of
        )[place]
        for of in (CohortTable.SHARE, CohortTable.VALUE)
        for place in range(5)
    },
    **{
        f"retention.within.{inside}": lambda n, inside=inside: retention.within_range(
            result(predicted=result(low=0, high=n), actual=n), inside, 4
        )
        for inside in (1, 3)
    },
    "retention.trial": lambda n: retention.trial_in_short(lifetime_of(n, 12.3)),
    "retention.trial.none": lambda n: retention.trial_in_short(lifetime_of(n, None)),
    "retention.best": lambda n: retention.best_bring(pd.Series([1.5] * 2000), n, True),
    "retention.best.purchases": lambda n: retention.best_bring(pd.Series([1.5] * 2000), n, False),
    "retention.best.nothing": lambda n: retention.best_bring(pd.Series([0.0] * n), n, True),
    "retention.not_judged": retention.not_judged,
    "retention.tenth": lambda n: retention.concentration(pd.Series([1.5] * n), "EUR", True),
    "retention.tenth.purchases": lambda n: retention.concentration(
        pd.Series([0.5] * n), None, False
    ),
    "retention.tenth.nothing": lambda n: retention.concentration(pd.Series([0.0] * n), NAME, True),
    "retention.risk": lambda n: retention.at_risk(lifetime_of(n, 1), risk_of(n, 0, 12.3), "EUR"),
    "retention.risk.year": lambda n: retention.at_risk(
        lifetime_of(365, 1), risk_of(n, 0, 12.3), NAME
    ),
    "retention.risk.nobody": lambda n: retention.at_risk(
        lifetime_of(n, 1), result(in_band=0, n_repeat=n, band=(0.0, 0.5)), "EUR"
    ),
    **{
        f"retention.means.{of}.{period}": lambda n, of=of, period=period: retention.means_in_short(
            grid_of(n, period, 9), of
        )
        for of in (CohortTable.SHARE, CohortTable.VALUE)
        for period in ("month", "week")
    },
    "retention.risk.band": lambda n: retention.at_risk(
        lifetime_of(n, 1), risk_of(n, 0.25, None), "EUR"
    ),
}
