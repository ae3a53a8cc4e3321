"""Results that findings are made of, small and by hand; names in them look like Markdown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from shopai.columns import (
    AudienceShare,
    Feature,
    Flow,
    RfmTable,
    SearchTable,
    SearchTarget,
    SearchTopic,
    TopItems,
    Trend,
)
from shopai.findings import (
    audiences,
    movement,
    overview,
    rfm,
    search,
)
from shopai.segments.movement import CHANGES, NOT_YET
from shopai.sentences import Sentence
from tests.findings import (
    of_baskets,
    of_overview,
    of_reading,
    of_recommendations,
    of_segments,
    of_similarity,
    of_visits,
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

CASES |= (
    of_visits.CASES
    | of_baskets.CASES
    | of_reading.CASES
    | of_similarity.CASES
    | of_overview.CASES
    | of_recommendations.CASES
)
