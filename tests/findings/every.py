"""Results that findings are made of, small and by hand; names in them look like Markdown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from shopai.behaviour.baskets.contents import ITEM_LEVEL, ORDER
from shopai.behaviour.journeys.order_funnel import NAMES as ORDER_NAMES
from shopai.columns import (
    AlsoBought,
    AudienceShare,
    Bundle,
    CohortTable,
    Difference,
    Feature,
    Flow,
    FunnelStep,
    Kind,
    PathLink,
    PathNode,
    Pattern,
    RfmTable,
    Rule,
    SearchTable,
    SearchTarget,
    SearchTopic,
    State,
    Step,
    TimeToPurchase,
    TopItems,
    Trend,
)
from shopai.findings import (
    audiences,
    baskets,
    funnels,
    journeys,
    movement,
    overview,
    retention,
    rfm,
    search,
)
from shopai.segments.movement import CHANGES, NOT_YET
from shopai.sentences import Sentence
from tests.findings import (
    of_overview,
    of_reading,
    of_recommendations,
    of_segments,
    of_similarity,
)
from tests.findings.of_segments import NAME, NAN, Case, Result, result

DAY = date(2025, 10, 2)


def audience_table(n: int, earns: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            AudienceShare.AUDIENCE: [NAME],
            AudienceShare.CUSTOMERS: [n],
            AudienceShare.CUSTOMER_SHARE: [0.5],
            AudienceShare.REVENUE_SHARE: [earns],
        }
    )


def overlap(n: int) -> Result:
    both = pd.DataFrame([[4, n], [n, 4]])
    return result(both=both, jaccard=both / 8, share=both / 4)


def rfm_of(n: int, earns: float) -> Result:
    groups = pd.DataFrame(
        {
            RfmTable.CUSTOMERS: [n],
            RfmTable.CUSTOMER_SHARE: [1.0],
            RfmTable.REVENUE_SHARE: [earns],
        },
        index=[NAME],
    )
    edges = pd.DataFrame({RfmTable.CUSTOMERS: [1], RfmTable.MEASURE: "x", RfmTable.SCORE: 3})
    scores = pd.Series(range(n))
    return result(
        groups=groups, scores=scores, rules=groups, never_bought=n, unknown=n, edges=edges
    )


def crossed(rand: float) -> Result:
    return result(shares=pd.DataFrame([[0.75, 0.25]], index=[NAME]), adjusted_rand=rand)


def overview_of(n: int, step: str, ranked_by: str, hours: int = 24) -> Result:
    start = pd.Timestamp("2025-09-01")
    trend = pd.DataFrame({Trend.START: [start], Trend.REVENUE: [n + 0.5], Trend.EVENTS: [n]})
    period = result(start=start, end=start + pd.Timedelta(hours=n * hours))
    return result(trend=trend, step=step, ranked_by=ranked_by, period=period, period_before=period)


def movement_of(n: int, outside: int = 0, moved: bool = True) -> Result:
    links = pd.DataFrame(
        {
            Flow.SOURCE: [0, NOT_YET, 1 if moved else 0],
            Flow.TARGET: [0, 0, 0],
            Flow.CUSTOMERS: [5, 9, n],
        }
    )
    matrix = pd.DataFrame([[5, 0], [n, 0], [9, 0]], index=[0, 1, NOT_YET], columns=[0, 1])
    return result(
        links=links, matrix=matrix, stayed=5, moved=n, new=n, outside=outside,
        between=lambda *_: pd.DataFrame(index=range(n)),
    )  # fmt: skip


def one_way(n: int, feature: str, then: float) -> Sentence:
    before, after = CHANGES[feature]
    rows = pd.DataFrame({before: [then] * n, after: [2.5] * n})
    moved = result(between=lambda *_: rows, described_by=(feature,))
    return movement.one_way(moved, 0, None, NAMES, NAME)


def drift_of(warning: bool) -> Result:
    return result(share=0.2, warning=warning)


def terms_of(n: int, trend: str = "rising", rows: int = 1) -> Result:
    row = {
        SearchTable.QUERY: NAME,
        SearchTable.SEARCHES: n,
        SearchTable.CUSTOMERS: n,
        SearchTable.FOLLOWED: n,
        SearchTable.TREND: trend,
        SearchTable.GROWTH: 2.5,
        SearchTable.NO_CLICK: 0.5,
        SearchTable.NO_CLICK_LOW: 0.4,
        SearchTable.NO_PURCHASE: 0.5,
        SearchTable.NO_PURCHASE_LOW: 0.4,
        SearchTable.ENDED: 0.5,
        SearchTable.ENDED_LOW: 0.4,
    }
    periods = result(middle=pd.Timestamp("2025-09-15"), recent=n, before=n)
    overall = {SearchTable.NO_CLICK: 0.45, SearchTable.NO_PURCHASE: 0.1, SearchTable.ENDED: 0.1}
    shares = (SearchTable.NO_CLICK, SearchTable.NO_PURCHASE, SearchTable.ENDED)
    ends = {
        f"{share}_{end}": value for share in shares for end, value in (("low", 0.05), ("high", 0.5))
    }
    overall |= ends | {SearchTable.FOLLOWED: n}
    return result(
        table=pd.DataFrame([row] * rows),
        searches=n * rows,
        periods=periods,
        overall=overall,
        worse=lambda by: (n if overall[by] < 0.4 else 0, 40, 0.5),
    )


def topics_of(n: int) -> Result:
    table = pd.DataFrame({SearchTopic.WORDS: [(NAME, "B")], SearchTopic.SHARE: [0.5]})
    return result(table=table, n=n, told=f"{NAME}.")


def ranking(terms: Result, by: str) -> Sentence:
    return search.ranking(terms, terms.table, by)


def targets(n: int, **values: object) -> pd.DataFrame:
    row = {
        SearchTarget.TITLE: NAME,
        SearchTarget.CATEGORY: None,
        SearchTarget.CLICKED_SHARE: 0.5,
        SearchTarget.BOUGHT_SHARE: 0.25,
        SearchTarget.FOLLOWED: n,
    }
    return pd.DataFrame([row | values])


NAMES = {0: NAME, 1: "B"}
#: Every finding by its name, in each of its forms, of n things.
CASES: dict[str, Case] = {
    **of_segments.CASES,
    "audiences.best": lambda n: audiences.best_audience(audience_table(n, 0.5)),
    "audiences.largest": lambda n: audiences.best_audience(audience_table(n, NAN)),
    "audiences.shared": lambda n: audiences.most_shared([NAME, "B"], overlap(n)),
    "audiences.matched": lambda n: audiences.matched(
        NAME, result(matchable=n, dropped_without_consent=0), 1201
    ),
    "audiences.matched.consent": lambda n: audiences.matched(
        NAME, result(matchable=n, dropped_without_consent=3), 1201
    ),
    "audiences.notes": lambda n: audiences.notes_kept(n, 2),
    "audiences.notes.none": lambda _: audiences.notes_kept(0, 0),
    "audiences.apart": lambda _: audiences.most_shared([NAME, "B"], overlap(0)),
    "rfm.best": lambda n: rfm.best_group(rfm_of(n, 0.5)),
    "rfm.largest": lambda n: rfm.best_group(rfm_of(n, NAN)),
    "rfm.never_bought": lambda n: rfm.without_score(rfm_of(n, 0.5))[0],
    "rfm.unknown": lambda n: rfm.without_score(rfm_of(n, 0.5))[1],
    "rfm.same_for_all": lambda n: rfm.without_score(rfm_of(n, 0.5))[-1],
    "rfm.rules": lambda n: rfm.rules(rfm_of(n, 0.5)),
    **{
        f"rfm.beside.{rand}": lambda _, rand=rand: rfm.beside_segments(crossed(rand), NAME, NAME)
        for rand in (0.7, 0.4, 0.2, -0.1)
    },
    "rfm.agreement": lambda n: rfm.agreement(crossed(0.4), n),
    **{
        f"overview.best.{step}.{by}": lambda n, step=step, by=by: overview.best_step(
            overview_of(n, step, by), "EUR"
        )
        for step in ("day", "week", "month")
        for by in (TopItems.REVENUE, TopItems.EVENTS)
    },
    "overview.days": lambda n: overview.compared_periods(overview_of(n, "day", "", 48)),
    "overview.hours": lambda n: overview.compared_periods(overview_of(n, "day", "", 1)),
    "movement": lambda n: movement.most_taken_way(movement_of(n), NAMES, DAY, DAY),
    "movement.outside": lambda n: movement.outside(movement_of(n, n))[0],
    "movement.spend": lambda n: one_way(n, Feature.MONETARY, 1.5),
    "movement.orders": lambda n: one_way(n, Feature.FREQUENCY, 1.5),
    "movement.new": lambda n: one_way(n, Feature.MONETARY, NAN),
    "movement.nobody": lambda _: one_way(0, Feature.MONETARY, NAN),
    "movement.kept": lambda n: movement.faithful(movement_of(n), NAMES),
    "movement.kept.nobody": lambda _: movement.faithful(result(stayed=0, moved=0), NAMES),
    "movement.misfit": lambda _: movement.misfit(drift_of(True), DAY),
    "movement.none": lambda n: movement.most_taken_way(movement_of(n, n, False), NAMES, DAY, DAY),
    "movement.fits": lambda _: movement.fit_at_first(drift_of(False), DAY),
    "movement.fits_not": lambda _: movement.fit_at_first(drift_of(True), DAY),
    "search.most": lambda n: ranking(terms_of(n), SearchTable.SEARCHES),
    "search.most.of_many": lambda n: ranking(terms_of(n, rows=11), SearchTable.SEARCHES),
    "search.most.guests": lambda n: ranking(
        result(table=terms_of(n).table.assign(**{SearchTable.CUSTOMERS: 0}), searches=n),
        SearchTable.SEARCHES,
    ),
    "search.no_click": lambda n: ranking(terms_of(n), SearchTable.NO_CLICK),
    "search.no_purchase": lambda n: ranking(terms_of(n, rows=n), SearchTable.NO_PURCHASE),
    "search.ended": lambda n: ranking(terms_of(n, rows=n), SearchTable.ENDED),
    "search.too_few": lambda n: ranking(terms_of(n, rows=0), SearchTable.ENDED),
    "search.worse": lambda n: search.outcome_in_short(terms_of(n), SearchTable.ENDED),
    "search.outcomes": lambda n: search.outcomes_of_all(terms_of(n)),
    "search.topic": lambda n: search.largest_topic(topics_of(n)),
    "search.topic.none": lambda _: search.largest_topic(topics_of(0)),
    "search.periods": lambda n: search.periods_in_short(terms_of(n), terms_of(n, rows=n).table),
    "search.rising": lambda n: ranking(terms_of(n, rows=n), SearchTable.GROWTH),
    "search.steady": lambda n: ranking(terms_of(n, "steady"), SearchTable.GROWTH),
    "search.untested": lambda n: ranking(terms_of(n, rows=0), SearchTable.GROWTH),
    "search.timeless": lambda n: ranking(
        result(table=terms_of(n).table, periods=None), SearchTable.GROWTH
    ),
    "search.leads": lambda n: search.leads_to(targets(n), NAME, "item"),
    "search.leads.nowhere": lambda n: search.leads_to(targets(n)[:0], NAME, "item"),
    "search.leads.no_category": lambda n: search.leads_to(targets(n), NAME, "category"),
}


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


CASES |= {
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


CASES |= {
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

CASES |= of_reading.CASES | of_similarity.CASES | of_overview.CASES | of_recommendations.CASES
