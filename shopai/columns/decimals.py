"""Decimal places of the numbers in tables, for files that people open."""

from __future__ import annotations

from typing import Final

from shopai.columns import behaviour, customers, recommend, segments
from shopai.columns.behaviour import Bundle, FunnelStep, Rule, SearchTable, TimeToPurchase
from shopai.columns.customers import FEATURES, CohortTable, Lifetime
from shopai.columns.events import Event, Item, TopItems
from shopai.columns.recommend import Compared, Part, Scored
from shopai.columns.segments import Moves, RfmTable, SegmentShare

#: Of shares, scores and all that has no unit.
USUAL: Final = 4
_BY_UNIT: Final = {"money": 2, "days": 1}

_MONEY: Final = (
    SegmentShare.REVENUE, CohortTable.VALUE, TopItems.REVENUE, RfmTable.MEAN_MONETARY,
    Moves.MONETARY_BEFORE, Moves.MONETARY_AFTER, Lifetime.MEAN_VALUE, Lifetime.PURCHASE_VALUE,
    Lifetime.VALUE, Lifetime.VALUE_IF_ALIVE, Lifetime.AT_RISK, Bundle.PRICE, Bundle.OFFER,
    Bundle.EXTRA, Bundle.GIVEN, Bundle.NET,
)  # fmt: skip
_DAYS: Final = (
    RfmTable.MEAN_RECENCY, Moves.RECENCY_BEFORE, Moves.RECENCY_AFTER, FunnelStep.MEDIAN_SECONDS,
    TimeToPurchase.MEDIAN, TimeToPurchase.MEDIAN_LOW, TimeToPurchase.MEDIAN_HIGH,
)  # fmt: skip
#: Columns of result tables with what the shop wrote itself.
_AS_GIVEN: Final = frozenset([Event.PRICE, Item.COST, Item.STOCK])
#: Numbers that are small by nature: at least four digits of them count.
FINE: Final = frozenset(
    [
        *(Rule.P, Rule.P_ADJUSTED, Rule.LEVERAGE, SearchTable.ADJUSTED, Compared.ADJUSTED),
        *(Scored.SCORE, Part.WEIGHT, Part.CONTRIBUTION),
    ]
)


def _of_tables() -> set[str]:
    """The names of all columns of result tables."""
    return {
        name
        for room in (behaviour, customers, recommend, segments)
        for table in vars(room).values()
        if isinstance(table, type) and table.__module__ == room.__name__
        for key, name in vars(table).items()
        if key.isupper() and isinstance(name, str)
    }


_OF_COLUMN: Final[dict[str, int]] = {
    **dict.fromkeys(_of_tables() - _AS_GIVEN, USUAL),
    **{name: _BY_UNIT.get(meaning.unit, USUAL) for name, meaning in FEATURES.items()},
    **dict.fromkeys(_MONEY, _BY_UNIT["money"]),
    **dict.fromkeys(_DAYS, _BY_UNIT["days"]),
}
#: Endings of the columns of a profile with a mean, in the feature's own unit, and with an index.
_MEANS: Final = ("_mean", "_mean_low", "_mean_high")
_INDICES: Final = ("_index", "_index_low", "_index_high")


def places_of(column: object) -> int | None:
    """Decimal places of a column of numbers, by its name; None for a column of the shop's own."""
    name = str(column)
    if name in _OF_COLUMN:
        return _OF_COLUMN[name]
    if name.endswith(_INDICES):
        return 1
    feature = next((name.removesuffix(end) for end in _MEANS if name.endswith(end)), "")
    return _OF_COLUMN.get(feature)
