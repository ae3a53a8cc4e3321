"""Why a customer gets personal recommendations, popular items or nothing: a sentence each."""

from __future__ import annotations

from enum import Enum

from shopai.columns import Basis


class FallbackReason(Enum):
    """Whether a customer gets personal recommendations, and why not.

    The first two leave nothing to recommend at all, the next three only popular items.
    """

    NO_ITEMS = "No customer has shown a preference for any of the items to choose from."
    ALL_TAKEN = "Customer {} already knows every item that could be recommended."
    UNKNOWN = "Nothing is known of what customer {} prefers, so these are popular items."
    ALONE = "No other customer resembles customer {} by this measure, so these are popular items."
    NOTHING_NEW = (
        "The customers who resemble customer {} know none of the items left to choose from, "
        "so these are popular items."
    )
    PERSONAL = "Customers who resemble customer {} know items that may be new to them."

    def sentence(self, customer: str, basis: str = Basis.NEIGHBOURS) -> str:
        """The case in words, with `customer` (an id, marked up as the reader needs) in it.

        `basis`: what the model's recommendations are based on.
        """
        others = self in (FallbackReason.ALONE, FallbackReason.NOTHING_NEW)
        words = _SILENT if others and basis != Basis.NEIGHBOURS else self.value
        return words.replace("{}", customer)


#: Of a model that knows no similar customers.
_SILENT = "By this method nothing can be said for customer {}, so these are popular items."
