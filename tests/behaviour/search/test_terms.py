"""The table of queries, where they lead, and what is rising."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from shopai.behaviour.search import rising
from shopai.behaviour.search.rising import rate_ratio
from shopai.behaviour.search.spellings import queries_of
from shopai.behaviour.search.terms import search_terms
from shopai.behaviour.search.topics import search_topics
from shopai.columns import Event, Kind, SearchTable, SearchTarget
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import wilson
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from tests.behaviour.search.conftest import Row, buy, search, shop, view

DAY = 24 * 60
SHARES = (
    (SearchTable.NO_CLICK, SearchTable.NO_CLICK_LOW, SearchTable.NO_CLICK_HIGH),
    (SearchTable.NO_PURCHASE, SearchTable.NO_PURCHASE_LOW, SearchTable.NO_PURCHASE_HIGH),
    (SearchTable.ENDED, SearchTable.ENDED_LOW, SearchTable.ENDED_HIGH),
)


@pytest.fixture(scope="module")
def small() -> Dataset:
    """Four visits; every number below is counted by hand."""
    return shop(
        [
            search("u", "1", 0, "Lamps"),
            view("u", "1", 1, "lamp1"),
            view("u", "1", 2, "lamp1"),
            view("u", "1", 3, "lamp2"),
            buy("u", "1", 4, "lamp1"),
            search("u", "2", 99, "lamp"),
            search("w", "3", 200, "LAMP "),
            search("w", "3", 201, "mug"),
            view("w", "3", 202, "mug"),
            view("w", "3", 203, "odd"),
            search(None, "4", 300, "lamp"),
            view(None, "4", 301, "lamp2"),
            search(None, None, 400, "mug"),
            search("u", "5", 500, None),
        ]
    )


def test_search_terms_by_hand(small: Dataset) -> None:
    found = search_terms(small)
    table = found.table.set_index(SearchTable.QUERY)
    # "lamp" was typed most often so
    assert table.index.tolist() == ["lamp", "mug"]
    counts = [SearchTable.SPELLINGS, SearchTable.SEARCHES, SearchTable.CUSTOMERS,
              SearchTable.FOLLOWED]  # fmt: skip
    assert table.loc["lamp", counts].tolist() == [3, 4, 2, 4]
    assert table.loc["mug", counts].tolist() == [1, 2, 1, 1]
    shares = [name for name, *_ in SHARES]
    # of four searches for lamp: clicks after the 1st and the guest's, a purchase after the 1st,
    # the 2nd ended its visit
    assert table.loc["lamp", shares].tolist() == [2 / 4, 3 / 4, 1 / 4]
    assert table.loc["mug", shares].tolist() == [0.0, 1.0, 0.0]
    assert table.loc["mug", SearchTable.SHARE] == 2 / 6
    assert found.overall[shares].tolist() == [2 / 5, 4 / 5, 1 / 5]
    numbers = (found.searches, found.unnamed, found.other, found.followed)
    assert numbers == (6, 1, 0, 5)
    assert (found.customers, found.visits, found.spellings) == (2, 5, 4)
    assert found.customers_of(["mug"]).tolist() == ["w"]
    assert found.customers_of(["lamp", "mug"]).tolist() == ["u", "w"]
    spelled = found.spelled("lamp")
    assert spelled.to_numpy().tolist() == [["lamp", 2], ["Lamps", 1], ["LAMP", 1]]


def test_where_queries_lead(small: Dataset) -> None:
    found = search_terms(small)
    names = [SearchTarget.QUERY, SearchTarget.ITEM, SearchTarget.TITLE, SearchTarget.FOLLOWED,
             SearchTarget.CLICKED, SearchTarget.BOUGHT]  # fmt: skip
    assert found.led_to()[names].to_numpy().tolist() == [
        ["lamp", "lamp2", "Brass lamp", 4, 2, 0],
        ["lamp", "lamp1", "Oak lamp", 4, 1, 1],
        ["mug", "mug", "Blue mug", 1, 1, 0],
        ["mug", "odd", "odd", 1, 1, 0],
    ]  # fmt: skip
    by_category = found.led_to("category", ["mug", "lamp"])
    assert by_category[SearchTarget.QUERY].tolist() == ["mug", "mug", "lamp"]
    assert by_category[SearchTarget.CATEGORY].isna().tolist() == [False, True, False]
    # two items of one category after one search count once
    assert by_category[SearchTarget.CLICKED].tolist() == [1, 1, 2]
    low, high = wilson([2], [4])
    assert by_category[SearchTarget.CLICKED_LOW].iloc[2] <= low[0]
    assert by_category[SearchTarget.CLICKED_HIGH].iloc[2] >= high[0]


def test_ranked_by_the_low_end_of_an_interval() -> None:
    """All 20 for rugs, 29 of 31 for lamps and 19 of 19 for mugs led to no click."""
    searched = {"rug": (20, 0), "lamp": (31, 2), "mug": (19, 0)}
    rows = [
        row
        for at, (query, (times, clicks)) in enumerate(searched.items())
        for n in range(times)
        for row in visit(f"{query}{n}", 1_000 * at + 10 * n, query, clicked=n < clicks)
    ]
    found = search_terms(shop(rows))
    ranked = found.ranked(SearchTable.NO_CLICK)
    assert ranked[SearchTable.QUERY].tolist() == ["rug", "lamp"]
    assert wilson([20], [20])[0][0] > wilson([29], [31])[0][0]
    pd.testing.assert_frame_equal(found.ranked(), found.table)
    growing = found.ranked(SearchTable.GROWTH)
    assert growing[SearchTable.GROWTH_LOW].is_monotonic_decreasing
    assert growing[SearchTable.P].notna().all()
    assert len(growing) == found.table[SearchTable.P].notna().sum()
    with pytest.raises(ParameterError, match="by must be one of"):
        found.ranked(SearchTable.SHARE)


def test_queries_above_all_searches_are_counted_beside_those_of_chance() -> None:
    """All 20 for rugs, none of 60 for lamps led to no click: 25% of all, rugs from 83% on."""
    rows = [
        row
        for n in range(80)
        for row in visit(f"u{n}", 10 * n, "rug" if n < 20 else "lamp", clicked=n >= 20)
    ]
    assert wilson([20], [20])[0][0] > 0.83
    assert search_terms(shop(rows)).worse(SearchTable.NO_CLICK) == (1, 2, 0.05)
    assert search_terms(shop(rows)).worse(SearchTable.ENDED)[0] == 1


def test_intervals_are_wilsons_where_everybody_searched_once() -> None:
    rows = [row for n in range(30) for row in visit(f"u{n}", 10 * n, "lamp", clicked=n < 12)]
    table = search_terms(shop(rows)).table
    low, high = wilson([18], [30])
    ends = table.loc[0, [SearchTable.NO_CLICK_LOW, SearchTable.NO_CLICK_HIGH]]
    np.testing.assert_allclose(ends.astype(float), [low[0], high[0]])


def test_intervals_allow_for_repeated_searches_of_a_customer() -> None:
    rows = [row for n in range(30) for row in visit("u", 60 * n, "lamp", clicked=True, name=n)]
    table = search_terms(shop(rows)).table
    assert table.loc[0, SearchTable.NO_CLICK_HIGH] == wilson([0], [1])[1][0]


def visit(user: str, minute: float, query: str, clicked: bool, name: object = "") -> list[Row]:
    rows = [search(user, f"{user}-{name}", minute, query)]
    return [*rows, view(user, f"{user}-{name}", minute + 1, "lamp1")] if clicked else rows


def test_categories_are_set_aside_and_all_else_is_not(small: Dataset) -> None:
    everything, kitchen = search_terms(small), search_terms(small, Filter(categories=("Kitchen",)))
    pd.testing.assert_frame_equal(everything.table, kitchen.table)
    assert kitchen.totals.events == everything.totals.events == 14
    only = search_terms(small, Filter(customers=pd.Index(["w"])))
    assert only.table[SearchTable.SEARCHES].tolist() == [1, 1]
    assert (only.customers, only.totals.customers) == (1, 1)


def test_nothing_chosen_is_an_empty_table(small: Dataset) -> None:
    found = search_terms(small, Filter(until=date(2001, 1, 1)))
    assert (len(found.table), found.searches, found.periods) == (0, 0, None)
    assert np.isnan(found.overall[SearchTable.ENDED])
    assert found.led_to().empty
    assert search_topics(found.table).n == 0


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda found: found.led_to("brand"), "one of item, category"),
        (lambda found: found.customers_of(["rug"]), "Nobody searched for"),
        (lambda found: search_terms(found.selection.dataset, recent_days=0), "at least 1"),
        (lambda found: search_terms(found.selection.dataset, recent_days=7), "Choose at most 1"),
    ],
)
def test_impossible_settings_are_refused(small: Dataset, call: object, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        call(search_terms(small))  # type: ignore[operator]


QUERIES = st.sampled_from(["lamp", "lamps", "mug", "rug", None])


@settings(max_examples=6, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["u", "v", "w", None]), st.integers(0, 400), QUERIES,
                       st.booleans(), st.booleans()), min_size=1, max_size=30),
    st.booleans(),
)  # fmt: skip
def test_numbers_add_up(rows: list[tuple[str | None, int, str | None, bool, bool]],
                        filtered: bool) -> None:  # fmt: skip
    events: list[Row] = [search("z", "z", 5, "lamp")]
    for user, minute, query, clicked, bought in rows:
        events.append(search(user, f"{minute // 30}", minute, query))
        events += [view(user, f"{minute // 30}", minute, "mug")] if clicked else []
        events += [buy(user, f"{minute // 30}", minute, "mug")] if bought else []
    dataset = shop(events)
    where = Filter(customers=pd.Index(["u", "z"])) if filtered else Filter()
    found = search_terms(dataset, where)
    table, totals = found.table, select(dataset, where).totals
    assert table[SearchTable.SEARCHES].sum() + found.other == found.searches
    n_search = dataset.events.filter(f"event = '{Kind.SEARCH}'").df()
    if filtered:
        n_search = n_search[n_search[Event.USER].isin(["u", "z"])]
    assert found.searches + found.unnamed == len(n_search)
    assert found.customers <= totals.customers
    assert found.visits <= totals.visits
    assert (table[SearchTable.FOLLOWED] <= table[SearchTable.SEARCHES]).all()
    assert table[SearchTable.FOLLOWED].sum() == found.followed
    for share, low, high in SHARES:
        known = table[table[SearchTable.FOLLOWED] > 0]
        assert (known[low] <= known[share] + 1e-12).all()
        assert (known[share] <= known[high] + 1e-12).all()
        weighted = (known[share] * known[SearchTable.FOLLOWED]).sum() / max(found.followed, 1)
        if found.followed:
            assert found.overall[share] == pytest.approx(weighted)


# --- rising ------------------------------------------------------------------------------


def log(early: dict[str, int], late: dict[str, int], people: int = 10_000) -> Dataset:
    """So many searches for each query in the first ten days, and in the ten after them."""
    rows, n = [], 0
    for start, counts in ((0, early), (10 * DAY, late)):
        for query, times in counts.items():
            for k in range(times):
                n += 1
                user = f"u{n % people}"
                rows.append(search(user, f"{user}/{n}", start + 1 + k * 14_000 / times, query))
    rows += [search("first", "f", 0, "first"), search("last", "l", 20 * DAY, "last")]
    return shop(rows)


def test_growth_by_hand() -> None:
    """60 of 1,001 searches before, 180 of 1,001 after: three times the share."""
    found = search_terms(log({"rug": 60, "mug": 940}, {"rug": 180, "mug": 820}))
    table = found.table.set_index(SearchTable.QUERY)
    assert found.periods is not None
    assert (found.periods.before, found.periods.recent) == (1001, 1001)
    rug = table.loc["rug"]
    assert (rug[SearchTable.BEFORE], rug[SearchTable.RECENT]) == (60, 180)
    assert rug[SearchTable.GROWTH] == pytest.approx(3.0)
    exact = stats.binomtest(180, 240, 0.5)
    ends = exact.proportion_ci(method="exact")
    expected = [ends.low / (1 - ends.low), ends.high / (1 - ends.high), exact.pvalue]
    measured = [rug[SearchTable.GROWTH_LOW], rug[SearchTable.GROWTH_HIGH], rug[SearchTable.P]]
    np.testing.assert_allclose(np.asarray(measured, float), expected, rtol=1e-9)
    assert table[SearchTable.TREND].to_dict() == {
        "mug": "falling", "rug": "rising", "first": "", "last": "",
    }  # fmt: skip
    assert table[SearchTable.P].isna().tolist().count(True) == len(table) - 2 == 2


def test_a_query_that_is_new_has_no_upper_end() -> None:
    table = search_terms(log({"mug": 300}, {"mug": 270, "new": 30})).table
    new = table.set_index(SearchTable.QUERY).loc["new"]
    assert np.isinf(new[SearchTable.GROWTH])
    assert np.isinf(new[SearchTable.GROWTH_HIGH])
    assert 1 < new[SearchTable.GROWTH_LOW] < np.inf
    assert new[SearchTable.TREND] == "rising"


def test_searches_of_one_customer_are_not_rising(monkeypatch: pytest.MonkeyPatch) -> None:
    many = log({"mug": 300}, {"mug": 270, "new": 30})
    one = log({"mug": 300}, {"mug": 270, "new": 30}, people=1)
    assert search_terms(many).table[SearchTable.P].notna().sum() == 2
    monkeypatch.setattr(rising, "LEAST_SEARCHERS", 1)
    assert search_terms(one).table[SearchTable.TREND].tolist() == [""] * 4


def test_noise_is_not_rising() -> None:
    rng = np.random.default_rng(3)
    names = [f"{a}{b}" for a in "abcdefgh" for b in ("lamp", "rug", "mug", "vase", "sofa")]
    rising = 0
    for _ in range(2):
        early, late = (dict(zip(names, rng.poisson(30, 40), strict=True)) for _ in range(2))
        rising += (search_terms(log(early, late)).table[SearchTable.TREND] != "").sum()
    assert rising <= 1  # of 80 queries that did not change


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(60, 500), st.integers(60, 500))
def test_the_ratio_of_two_rates(k0: int, k1: int, n0: int, n1: int) -> None:
    if not k0 + k1:
        return
    ratio, low, high, p = (float(x[0]) for x in
                           rate_ratio(np.array([k0]), n0, np.array([k1]), n1))  # fmt: skip
    share = n1 / (n0 + n1)
    tails = stats.binom.cdf(k1, k0 + k1, share), stats.binom.sf(k1 - 1, k0 + k1, share)
    assert p == pytest.approx(min(1.0, 2 * min(tails)), abs=1e-9)
    assert low <= ratio <= high
    assert (p < 0.05) == (not low <= 1 <= high) or abs(p - 0.05) < 1e-6


def test_the_last_days_against_those_before() -> None:
    dataset = log({"mug": 300}, {"mug": 300})
    found = search_terms(dataset, recent_days=5)
    assert found.periods is not None
    assert found.periods.middle == pd.Timestamp("2025-01-16")
    assert found.periods.start == pd.Timestamp("2025-01-11")
    assert found.periods.end == pd.Timestamp("2025-01-21")
    kept = search_terms(dataset, recent_days=5, queries=queries_of(dataset))
    pd.testing.assert_frame_equal(found.table, kept.table)


def test_no_query_rises_in_the_demo_shop(demo_shop: Dataset) -> None:
    found = search_terms(demo_shop)
    assert found.searches == demo_shop.event_counts[Kind.SEARCH] == found.followed
    assert (found.table[SearchTable.TREND] != "").sum() <= 2
    # every search finds what is viewed next, and at most one of its words is bought elsewhere
    assert found.overall[SearchTable.NO_CLICK] == 0 == found.overall[SearchTable.ENDED]
    kitchen = found.led_to("category", ["kitchen"])
    assert kitchen[SearchTarget.CATEGORY][0] == "Kitchen"
    assert kitchen[SearchTarget.CLICKED_SHARE][0] == 1.0
