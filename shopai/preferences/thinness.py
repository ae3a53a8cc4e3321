"""Thinness of preferences: how much there is to learn from, and what follows from little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from shopai.errors import ParameterError
from shopai.preferences.matrix import Preferences

#: Customers with fewer items, and items with fewer customers, say little.
FEW: Final = 3
#: From which share of customers or items on it is worth a warning.
MANY: Final = 1 / 3
#: The same for customers of whom nothing is known.
MANY_UNKNOWN: Final = 0.2
#: Below this share of pairs filled, two customers seldom meet on an item.
SPARSE: Final = 0.001


@dataclass(frozen=True)
class Thinness:
    """Counts and shares of what there is to learn from."""

    n_customers: int  # with at least one preference
    n_items: int  # that at least one customer prefers
    n_pairs: int  # preferences in all
    density: float  # pairs / (customers × items), in (0, 1]
    few_items: float  # share of these customers with fewer than 3 items
    cold_items: float  # share of all items that fewer than 3 customers prefer
    cold_customers: float  # share of all customers without any preference

    @property
    def sentences(self) -> tuple[str, ...]:
        """Sentences on what is too thin, with the consequence; none where all is well."""
        warnings = {
            f"{self.few_items:.0%} of the customers have fewer than {FEW} items: what they "
            "are offered rests on hardly anything, or is merely popular.": self.few_items >= MANY,
            f"Customers know {_small(self.density)} of the items on average: two of them "
            "seldom share one, so few can be found who resemble each other.": self.density < SPARSE,
            f"{self.cold_items:.0%} of the items are known to fewer than {FEW} customers: hardly "
            "any model but one that reads their words will offer them.": self.cold_items >= MANY,
            f"{self.cold_customers:.0%} of the customers have no preference at all: they can "
            "only be offered what is popular.": self.cold_customers >= MANY_UNKNOWN,
        }
        return tuple(sentence for sentence, thin in warnings.items() if thin)


def thinness(
    prefs: Preferences, customers: int | None = None, items: int | None = None
) -> Thinness:
    """Count. Costs O(nnz).

    customers, items : how many the shop knows of in all, also without any preference; those
        `prefs` has a line for where not told. Raises ParameterError for a negative number.
    """
    for name, value in (("customers", customers), ("items", items)):
        if value is not None and value < 0:
            raise ParameterError(f"{name} is how many there are, at least 0; found {value}.")
    matrix = prefs.matrix
    per_customer = np.diff(matrix.indptr)
    per_item = np.bincount(matrix.indices, minlength=matrix.shape[1])
    n_customers, n_items = int((per_customer > 0).sum()), int((per_item > 0).sum())
    all_customers = max(len(prefs.users) if customers is None else customers, n_customers)
    all_items = max(len(prefs.items) if items is None else items, n_items)
    # what the shop knows of beyond the lines at hand is preferred by nobody
    known_well = int((per_item >= FEW).sum())
    return Thinness(
        n_customers=n_customers,
        n_items=n_items,
        n_pairs=int(matrix.nnz),
        density=float(matrix.nnz) / (n_customers * n_items),
        few_items=float((per_customer[per_customer > 0] < FEW).mean()),
        cold_items=1 - known_well / all_items,
        cold_customers=1 - n_customers / all_customers,
    )


def _small(share: float) -> str:
    """A share below 0.1% with one significant digit."""
    return f"{share * 100:.1g}%" if share >= 1e-6 else "less than 0.0001%"
