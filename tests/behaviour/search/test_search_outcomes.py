"""Which search each click and purchase is owed to, and which searches end a visit."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.search.search_outcomes import Searches, outcomes
from shopai.behaviour.search.spellings import queries_of
from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.selection.selection import select
from tests.behaviour.search.conftest import Row, buy, search, shop, view


def follow(dataset: Dataset) -> Searches:
    return outcomes(select(dataset), queries_of(dataset))


def owed(dataset: Dataset) -> tuple[Counter[tuple[str, str | None]], ...]:
    """(query, item) of all clicks and of all purchases; (query,) of the searches ending a visit."""
    found, names, ids = follow(dataset), queries_of(dataset).names, select(dataset).item_ids
    pairs = []
    for at, items in (
        (found.click_search, found.click_item),
        (found.buy_search, found.buy_item),
    ):
        named = [ids[i] if i >= 0 else None for i in items]
        pairs.append(Counter(zip(names[found.query[at]], named, strict=True)))
    ended = Counter((name, None) for name in names[found.query[found.ended]])
    return (*pairs, ended)


def test_search_outcomes_by_hand() -> None:
    """A visit of two searches; what each line is owed to stands beside it."""
    clicks, bought, ended = owed(
        shop(
            [
                view("u", "v", 0, "odd"),  # before any search: nobody's
                search("u", "v", 1, "lamp"),
                view("u", "v", 2, "lamp1"),  # lamp
                view("u", "v", 3, "lamp1"),  # lamp
                ("u", "v", 4, Kind.CART, "lamp2", None),  # lamp
                search("u", "v", 5, "mug"),
                view("u", "v", 6, "mug"),  # mug
                view("u", "v", 7, "lamp2"),  # mug: that is when it was last seen
                buy("u", "v", 8, "lamp1"),  # lamp, though the mug search came between
                buy("u", "v", 8, "lamp2"),  # mug
                buy("u", "v", 8, "odd"),  # nobody's: it was clicked before the searches
                search("u", "v", 9, "rug"),
                buy("u", "v", 10, "mug"),  # mug
                ("u", "v", 20, Kind.RATING, "mug", None),
                search("u", "w", 99, "sofa"),
                (None, None, None, Kind.REFUND, "mug", None),
            ]
        )
    )
    assert clicks == {("lamp", "lamp1"): 2, ("lamp", "lamp2"): 1, ("mug", "mug"): 1,
                      ("mug", "lamp2"): 1}  # fmt: skip
    assert bought == {("lamp", "lamp1"): 1, ("mug", "lamp2"): 1, ("mug", "mug"): 1}
    assert ended == {("sofa", None): 1}


def test_what_was_never_clicked_is_owed_to_the_search_before_it() -> None:
    clicks, bought, ended = owed(
        shop(
            [
                search("u", "v", 1, "lamp"),
                buy("u", "v", 2, "lamp1"),
                buy("u", "v", 2, None),
                search("u", "v", 3, "mug"),
                buy("u", "v", 4, "mug"),
                buy("u", "v", 4, "lamp1"),  # bought again: the search before it now
                search("u", "v", 5, "rug"),
            ]
        )
    )
    assert not clicks
    assert bought == {("lamp", "lamp1"): 1, ("lamp", None): 1, ("mug", "mug"): 1,
                      ("mug", "lamp1"): 1}  # fmt: skip
    assert ended == {("rug", None): 1}


def test_a_search_without_words_parts_too() -> None:
    clicks, _, ended = owed(
        shop(
            [
                search("u", "v", 1, "lamp"),
                search("u", "v", 2, None),
                view("u", "v", 3, "lamp1"),
                search("u", "v", 4, None),
            ]
        )
    )
    assert (clicks, ended) == (Counter(), Counter())


def test_visits_that_run_side_by_side() -> None:
    """Two guests at once, and one customer on two devices; an equal session name is no one."""
    rows = []
    for user, visits in ((None, ("g1", "g2")), ("u", ("d1", "d2")), ("w", ("d1", "d2"))):
        for visit, query, item in zip(visits, ("lamp", "mug"), ("lamp1", "mug"), strict=True):
            rows += [search(user, visit, 1, query), view(user, visit, 2, item)]
    clicks, _, ended = owed(shop(sorted(rows, key=lambda row: row[2] or 0)))
    assert clicks == {("lamp", "lamp1"): 3, ("mug", "mug"): 3}
    assert not ended


def test_who_cannot_be_followed() -> None:
    dataset = shop(
        [
            search(None, None, 1, "lamp"),
            search(None, None, 2, "lamp"),
            view(None, None, 3, "lamp1"),
            search("u", "v", None, "mug"),
            view("u", "v", 4, "mug"),
            search(None, "g", 5, "rug"),
        ]
    )
    found = follow(dataset)
    names = queries_of(dataset).names[found.query]
    assert dict(zip(names, found.followed, strict=True)) == {
        "lamp": False, "mug": False, "rug": True,
    }  # fmt: skip
    assert len(found.click_search) == 0
    assert names[found.ended].tolist() == ["rug"]
    assert len(set(found.who)) == 4  # each guest without a visit stands alone
    assert found.visits == 1


EVENTS = st.tuples(
    st.sampled_from([None, "u", "w"]),
    st.sampled_from([None, "s", "t"]),
    st.one_of(st.none(), st.integers(0, 9)),
    st.sampled_from([Kind.SEARCH, Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.REFUND]),
    st.sampled_from(["lamp1", "mug", None]),
    st.sampled_from(["lamp", "mug", None]),
)


def by_steps(rows: list[Row]) -> tuple[Counter[tuple[str, str | None]], ...]:
    """The definitions of `outcomes`, one event at a time."""
    frame = pd.DataFrame(rows, columns=["u", "s", "t", "k", "i", "q"]).astype(object)
    frame = frame[frame["k"] != Kind.REFUND].sort_values("t", kind="stable", na_position="first")
    clicks, bought, ended = Counter(), Counter(), Counter()
    for _, visit in frame.dropna(subset="s").groupby(["u", "s"], dropna=False, sort=False):
        last, clicked_after, line = None, {}, None
        for line in visit.where(visit.notna(), None).itertuples():
            if line.k == Kind.SEARCH:
                last = (line.q,) if line.t is not None else last
            elif line.k == Kind.PURCHASE:
                source = clicked_after.get(line.i, last) if line.i else last
                if source and source[0]:
                    bought[source[0], line.i] += 1
            elif line.i:
                clicked_after[line.i] = last
                if last and last[0]:
                    clicks[last[0], line.i] += 1
        if line is not None and line.k == Kind.SEARCH and line.t is not None and line.q:
            ended[line.q, None] += 1
    return clicks, bought, ended


@settings(max_examples=8, deadline=None)
@given(st.lists(EVENTS, max_size=40))
def test_equals_following_one_event_at_a_time(rows: list[Row]) -> None:
    rows = [(*row[:4], None if row[3] == Kind.SEARCH else row[4],
             row[5] if row[3] == Kind.SEARCH else None) for row in rows]  # fmt: skip
    rows.append(search("z", "z", 0, "sofa"))
    dataset = shop(rows)
    assert owed(dataset) == by_steps(rows)
    found = follow(dataset)
    assert found.unnamed + len(found) == sum(row[3] == Kind.SEARCH for row in rows)
    assert not found.ended[~found.followed].any()
    assert found.followed[found.click_search].all()
    assert np.all(found.query >= 0)
    assert Event.QUERY in dataset.filled
