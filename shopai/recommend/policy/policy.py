"""The shop's rules for recommendations: settings that check themselves.

How they are applied: :mod:`shopai.recommend.policy.eligibility`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from shopai.checks import one_of, real_number, whole_number
from shopai.columns import Exclude, Item
from shopai.errors import ParameterError

#: What a boost can be for: one item, or all of a category or brand.
BOOSTED: Final = ("item", Item.CATEGORY, Item.BRAND)

Boost = tuple[str, str, float]  # one of BOOSTED, its id or name, weight
Pin = tuple[int, str]  # place in the list from 1, item id


@dataclass(frozen=True)
class Policy:
    """The shop's rules; the default leaves out what the customer bought, and no more.

    Lists are taken as tuples, so that two policies that say the same are equal.

    Attributes
    ----------
    exclude : what to leave out: "bought", what the customer bought or rated, also when it was
        sent back; "known", that and all else they have a preference for (viewed, put in the
        cart, …); "nothing"
    again_after_days : days, >= 0: what was last bought longer ago may be offered again, for
        what is used up. None: never. What was bought at an unknown time, or only rated, stays
        out
    in_stock : leave out what has no stock, or an unknown one
    lowest_price, highest_price : money a unit, both included; with either, what has no known
        price is left out
    categories, brands : leave out all others, and what has none; () for no such rule
    without_categories, without_brands : leave these out
    without_items : ids never to be offered, such as postage or gift cards
    boosts : (kind, name, weight), the kind one of "item", "category", "brand": the relevance
        of these items is multiplied by the weight, > 0; below 1 lowers. Several multiply
    margin : 0 … 1, how much an item's margin (price − cost) counts: the relevance is
        multiplied by 1 − margin + margin · p, where p, 0 … 1, is the share of items that earn
        less, those that earn the same counting half; 0.5 where the margin is unknown
    per_category : at most so many items of one category; None for any number. Items without
        a category are not counted
    pinned : (place from 1, item id): the item stands at this place, unless a rule above or
        `per_category` leaves it out; the rules win. Places beyond the list have no effect
    diversity : λ, 0 … 1: 0 for the most relevant, 1 for the most unlike each other

    Raises :class:`ParameterError` for what cannot work, whatever the items.
    """

    exclude: str = Exclude.BOUGHT
    again_after_days: float | None = None
    in_stock: bool = False
    lowest_price: float | None = None
    highest_price: float | None = None
    categories: tuple[str, ...] = ()
    without_categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    without_brands: tuple[str, ...] = ()
    without_items: tuple[str, ...] = ()
    boosts: tuple[Boost, ...] = ()
    margin: float = 0.0
    per_category: int | None = None
    pinned: tuple[Pin, ...] = ()
    diversity: float = 0.0

    def __post_init__(self) -> None:
        one_of("exclude", self.exclude, Exclude.ALL)
        if self.again_after_days is not None:
            real_number("again_after_days", self.again_after_days)
            if self.exclude == Exclude.NOTHING:
                raise ParameterError(
                    "again_after_days says when something left out may come back, but "
                    f"exclude={Exclude.NOTHING!r} leaves nothing out; choose {Exclude.BOUGHT!r}."
                )
        low, high = self.lowest_price, self.highest_price
        for name, price in (("lowest_price", low), ("highest_price", high)):
            if price is not None:
                real_number(name, price)
        if low is not None and high is not None and low > high:
            raise ParameterError(
                f"The lowest price, {low:,.10g}, is above the highest, {high:,.10g}; swap them."
            )
        for kind in ("categories", "brands"):
            self._check_names(kind, f"without_{kind}")
        object.__setattr__(self, "without_items", _names(self.without_items))
        object.__setattr__(self, "boosts", tuple(_boost(each) for each in self.boosts))
        _distinct([each[:2] for each in self.boosts], "is boosted twice; decide on one weight")
        real_number("margin", self.margin, 0, 1)
        if self.per_category is not None:
            whole_number("per_category", self.per_category)
        object.__setattr__(self, "pinned", tuple(_pin(each) for each in self.pinned))
        _distinct([slot for slot, _ in self.pinned], "is a place two items are pinned to")
        _distinct([item for _, item in self.pinned], "is pinned to two places")
        real_number("diversity", self.diversity, 0, 1)

    @property
    def orders(self) -> bool:
        """True where it changes the order of the items, besides leaving some out."""
        return bool(
            self.boosts or self.margin or self.per_category or self.pinned or self.diversity
        )

    def _check_names(self, wanted: str, unwanted: str) -> None:
        for name in (wanted, unwanted):
            object.__setattr__(self, name, _names(getattr(self, name)))
        both = [name for name in getattr(self, wanted) if name in getattr(self, unwanted)]
        if both:
            raise ParameterError(
                f"{both[0]!r} is both in {wanted} and in {unwanted}; take it out of one of them."
            )


def _names(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def _boost(given: Any) -> Boost:
    try:
        kind, name, weight = given
    except (TypeError, ValueError):
        raise ParameterError(f"A boost is a kind, a name and a weight; found {given!r}.") from None
    one_of("What a boost is for", kind, BOOSTED)
    weight = real_number(f"The weight of {kind} {str(name)!r}", weight, above=True)
    return kind, str(name), weight


def _pin(given: Any) -> Pin:
    try:
        slot, item = given
    except (TypeError, ValueError):
        raise ParameterError(f"A pin is a place and an item id; found {given!r}.") from None
    return whole_number(f"The place of pinned item {str(item)!r}", slot), str(item)


def _distinct(values: Iterable[Hashable], fault: str) -> None:
    seen = set()
    for value in values:
        if value in seen:
            words = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            raise ParameterError(f"{words} {fault}.")
        seen.add(value)
