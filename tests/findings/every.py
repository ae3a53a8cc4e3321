"""Results that findings are made of, small and by hand; names in them look like Markdown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd

from shopai.columns import (
    AudienceShare,
    Flow,
    RfmTable,
    SearchTable,
    SearchTarget,
    SegmentShare,
    TopItems,
    Trend,
)
from shopai.findings import audiences, movement, overview, rfm, search, segments
from shopai.segments.movement import NOT_YET
from shopai.sentences import Sentence

NAME = "*A* <b> $x$ :one:"
NAN = float("nan")
DAY = date(2025, 10, 2)
Case = Callable[[int], Sentence]
Result = Any


def result(**values: Any) -> Result:
    """Stands for a result: a finding reads its fields alone."""
    return SimpleNamespace(**values)


def shares(earns: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            SegmentShare.CUSTOMERS: [3, 1],
            SegmentShare.CUSTOMER_SHARE: [0.75, 0.25],
            SegmentShare.REVENUE_SHARE: [1 - earns, earns],
        }
    )


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
    return result(groups=groups, scores=pd.Series(range(n)), never_bought=n, unknown=n, edges=edges)


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
    return result(links=links, stayed=5, moved=n, new=n, outside=outside)


def drift_of(warning: bool) -> Result:
    return result(share=0.2, warning=warning)


def terms_of(n: int, trend: str = "rising", rows: int = 1) -> Result:
    row = {
        SearchTable.QUERY: NAME,
        SearchTable.SEARCHES: n,
        SearchTable.CUSTOMERS: n,
        SearchTable.FOLLOWED: n,
        SearchTable.TREND: trend,
        SearchTable.NO_CLICK: 0.5,
        SearchTable.NO_CLICK_LOW: 0.4,
        SearchTable.NO_PURCHASE: 0.5,
        SearchTable.NO_PURCHASE_LOW: 0.4,
        SearchTable.ENDED: 0.5,
        SearchTable.ENDED_LOW: 0.4,
    }
    periods = result(middle=pd.Timestamp("2025-09-15"), recent=n, before=n)
    overall = {SearchTable.NO_CLICK: 0.45, SearchTable.NO_PURCHASE: 0.1, SearchTable.ENDED: 0.1}
    return result(
        table=pd.DataFrame([row] * rows), searches=n * rows, periods=periods, overall=overall
    )


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
    "segments.best": lambda _: segments.best_segment(shares(0.6), ("A", NAME)),
    "segments.largest": lambda _: segments.best_segment(shares(NAN), (NAME, "B")),
    "segments.first": lambda _: segments.first_to_keep(NAME, 0.5, 0.5),
    "segments.first.unpriced": lambda _: segments.first_to_keep(NAME, 0.5, NAN),
    "segments.guests": lambda n: segments.of_guests(n, 10.0, NAME),
    "segments.guests.refunded": lambda n: segments.of_guests(n, -1.0, "EUR"),
    "audiences.best": lambda n: audiences.best_audience(audience_table(n, 0.5)),
    "audiences.largest": lambda n: audiences.best_audience(audience_table(n, NAN)),
    "audiences.shared": lambda n: audiences.most_shared([NAME, "B"], overlap(n)),
    "audiences.apart": lambda _: audiences.most_shared([NAME, "B"], overlap(0)),
    "rfm.best": lambda n: rfm.best_group(rfm_of(n, 0.5)),
    "rfm.largest": lambda n: rfm.best_group(rfm_of(n, NAN)),
    "rfm.never_bought": lambda n: rfm.without_score(rfm_of(n, 0.5))[0],
    "rfm.unknown": lambda n: rfm.without_score(rfm_of(n, 0.5))[1],
    "rfm.same_for_all": lambda n: rfm.without_score(rfm_of(n, 0.5))[-1],
    **{
        f"rfm.beside.{rand}": lambda n, rand=rand: rfm.beside_segments(
            result(adjusted_rand=rand), n
        )
        for rand in (0.7, 0.4, 0.2, -0.1)
    },
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
    "movement.outside": lambda n: movement.most_taken_way(movement_of(n, n), NAMES, DAY, DAY),
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
