"""Offers to a group, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from shopai.columns import Basis, CatalogueTable, Exclude, Item, Kind, MostOffered, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend import group as module
from shopai.recommend.group import OfferReason, lists_at_most, most_offered, offer_reason
from shopai.recommend.models.als import ALS
from shopai.recommend.models.content import ContentBased
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy

#: Who has what: A goes with B, and C with D.
HAVE = {"u1": "AB", "u2": "AB", "u3": "A", "u4": "CD", "u5": "C", "u6": "A", "u7": ""}
CATALOGUE = Catalogue(
    pd.DataFrame(
        {
            CatalogueTable.TITLE: ["Apron", "Bowl", None, "Dish"],
            CatalogueTable.CATEGORY: ["Kitchen", "Kitchen", "Books", "Kitchen"],
            CatalogueTable.PRICE: [10.0, 5.0, 7.5, np.nan],
        },
        index=list("ABCD"),
    )
)


@pytest.fixture(scope="module")
def prefs() -> Preferences:
    pairs = [(user, item) for user, items in HAVE.items() for item in items]
    users, items = zip(*pairs, strict=True)
    return Preferences.of(list(users), list(items), [1.0] * len(pairs))


def rows_of(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_what_most_are_offered_to_how_many_and_why(prefs: Preferences) -> None:
    model = ItemKNN(ranking="sum").fit(prefs)
    group = most_offered(model, ["u3", "u6", "u5"], 1, catalogue=CATALOGUE)
    assert rows_of(group.table, MostOffered.ITEM, MostOffered.CUSTOMERS, MostOffered.SHARE) == [
        ("B", 2, pytest.approx(2 / 3)),
        ("D", 1, pytest.approx(1 / 3)),
    ]
    assert rows_of(
        group.table, MostOffered.BASIS, MostOffered.SUPPORT, MostOffered.DID, MostOffered.SOURCE
    ) == [(Basis.ITEMS, 1, Kind.RATING, "A"), (Basis.ITEMS, 1, Kind.RATING, "C")]
    assert group.table[MostOffered.AGREED].tolist() == [1.0, 1.0]
    columns = (MostOffered.TITLE, MostOffered.CATEGORY)
    assert rows_of(group.table, *columns) == [("Bowl", "Kitchen"), ("Dish", "Kitchen")]
    assert group.table[MostOffered.PRICE].tolist()[0] == 5.0
    assert (group.customers, group.full, group.impersonal) == (3, 3, 0)
    assert group.of("u5")[Scored.ITEM].tolist() == ["D"]


def test_popular_items_where_nothing_is_known(prefs: Preferences) -> None:
    model = ItemKNN(ranking="sum").fit(prefs)
    group = most_offered(model, ["u3", "stranger"], 1)
    # A is known to four customers, the most; u3 has it and gets B for it
    assert rows_of(group.table, MostOffered.ITEM, MostOffered.BASIS, MostOffered.SOURCE) == [
        ("A", Basis.POPULAR, ""),
        ("B", Basis.ITEMS, "A"),
    ]
    assert group.table[MostOffered.TITLE].tolist() == ["A", "B"]
    assert group.impersonal == 1


def test_similar_customers_are_counted_and_not_named(prefs: Preferences) -> None:
    model = UserKNN(ranking="sum").fit(prefs)
    group = most_offered(model, ["u3", "u6"], 1)
    (row,) = rows_of(group.table, MostOffered.ITEM, MostOffered.BASIS, MostOffered.SUPPORT)
    assert row == ("B", Basis.NEIGHBOURS, 2)  # u1 and u2 have it


def test_similar_customers_are_told_by_what_most_of_them_bought_too() -> None:
    # u9 is like u1 and u2, who have A with him and B beside; everybody has the bestseller Z
    have = {user: f"{items}Z" for user, items in HAVE.items() if items} | {"u9": "AZ"}
    pairs = [(user, item) for user, items in have.items() for item in items]
    users, items = zip(*pairs, strict=True)
    prefs = Preferences.of(list(users), list(items), [1.0] * len(pairs), kind="events")
    model = UserKNN(ranking="sum", k=2).fit(prefs)
    reason = offer_reason(model, "u9", "B", Basis.NEIGHBOURS, 2)
    # both have A and Z; of all 7 customers 5 have A, and 7 have Z
    assert reason == OfferReason(Basis.NEIGHBOURS, 2, Kind.PURCHASE, ("A",))
    # D is u4's alone, who shares only Z with u9: more than half, but nothing else
    assert offer_reason(model, "u9", "D", Basis.NEIGHBOURS, 1).sources == ("Z",)


def test_who_gets_fewer_items_is_not_counted_as_served_in_full(prefs: Preferences) -> None:
    model = Popularity().fit(prefs)
    group = most_offered(model, ["u1", "u3"], 3)
    assert group.full == 1  # u1 has two of the four items
    full = most_offered(model, ["u1", "u3"], 3, Policy(exclude=Exclude.NOTHING))
    assert full.full == 2


def test_the_table_ends_after_so_many_items_and_ties_follow_the_ids(prefs: Preferences) -> None:
    model = Popularity().fit(prefs)
    everything = Policy(exclude=Exclude.NOTHING)
    group = most_offered(model, None, 4, everything, top=3)
    assert group.table[MostOffered.ITEM].tolist() == ["A", "B", "C"]
    assert group.customers == 6  # u7 has no preference


def test_a_large_group_is_sampled_with_the_seed(prefs: Preferences) -> None:
    model = Popularity().fit(prefs)
    users = [f"x{number}" for number in range(50)]
    one, again = (most_offered(model, users, 2, lists=10) for _ in range(2))
    other = most_offered(model, users, 2, lists=10, seed=1)
    assert (one.customers, len(one.users)) == (50, 10)
    assert one.users.equals(again.users)
    assert not one.users.equals(other.users)
    assert set(one.users) <= set(users)


def test_lists_are_fewer_where_each_takes_long(
    prefs: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Popularity().fit(prefs)
    assert lists_at_most(model) == module.MOST_LISTS
    monkeypatch.setattr(module, "_COST", 9 * 300)  # of 9 preferences
    assert lists_at_most(model) == 300
    monkeypatch.setattr(module, "_COST", 9)
    assert lists_at_most(model) == module.LEAST_LISTS


def test_a_reason_tells_what_was_bought_from_what_was_looked_at() -> None:
    pairs = [(user, item) for user, items in HAVE.items() for item in items]
    users, items = zip(*pairs, strict=True)
    seen = Preferences.of(list(users), list(items), [1.0] * len(pairs))
    bought = seen.matrix.astype(bool)
    (row,), (column,) = seen.user_positions(["u6"]), seen.item_positions(["A"])
    bought[row, column] = False
    bought.eliminate_zeros()
    prefs = Preferences(seen.matrix, seen.users, seen.items, "events", bought)
    model = ItemKNN(ranking="sum").fit(prefs)
    assert offer_reason(model, "u3", "B", Basis.ITEMS, 1) == OfferReason(
        Basis.ITEMS, 1, Kind.PURCHASE, ("A",)
    )
    assert offer_reason(model, "u6", "B", Basis.ITEMS, 1).did == Kind.VIEW


def test_the_strongest_two_sources_are_named(prefs: Preferences) -> None:
    model = ALS(factors=2, regularization=0.1).fit(prefs)
    reason = offer_reason(model, "u1", "C", Basis.FACTORS, 2)
    parts = model.explain("u1", "C").parts
    adding = parts[parts[Part.CONTRIBUTION] > 0]
    assert list(reason.sources) == adding[Part.SOURCE].head(2).tolist()


def test_words_are_sources_too(prefs: Preferences) -> None:
    words = pd.DataFrame(
        {Item.TITLE: ["oak lamp", "oak bowl", "red rug", "red mat"]}, index=list("ABCD")
    )
    model = ContentBased(words).fit(prefs)
    reason = offer_reason(model, "u3", "B", Basis.CONTENT, 1)
    assert reason == OfferReason(Basis.CONTENT, 1, "", ("oak",))


def test_settings_are_checked(prefs: Preferences) -> None:
    model = Popularity().fit(prefs)
    with pytest.raises(ParameterError, match="top"):
        most_offered(model, top=0)
    with pytest.raises(ParameterError, match="lists"):
        most_offered(model, lists=0)
