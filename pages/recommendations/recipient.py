"""The recipient of a recommendation: a customer of the shop, or somebody new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from pages.recommendations import newcomer
from pages.ui import picker
from pages.ui.controls import choice
from shopai.columns import Basis
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.recommend.explanation import FallbackReason
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.sentences import plain

KINDS: Final = {"customer": "A customer", "new": "Somebody new"}
SOMEBODY: Final = "somebody new"


@dataclass(frozen=True, eq=False)
class Recipient:
    """The customer, or somebody new, who gets the recommendations."""

    customer: str | dict[str, float]  # an id, or what somebody new prefers by item

    @property
    def is_new(self) -> bool:
        return isinstance(self.customer, dict)

    @property
    def name(self) -> str:
        """The id, or "somebody new": text from the data, to be escaped where it is shown."""
        return self.customer if isinstance(self.customer, str) else SOMEBODY

    @property
    def words(self) -> str:
        """The same in bold, as Markdown."""
        return f"**{plain(self.name)}**"

    def standing(self, standing: FallbackReason, model: Recommender) -> str:
        """Why they are offered what they are, as Markdown."""
        if self.is_new and standing is FallbackReason.UNKNOWN:
            return "Nothing is known of them yet, so these are popular items. Add what they have."
        others = standing in (FallbackReason.ALONE, FallbackReason.NOTHING_NEW)
        if others and model.basis != Basis.NEIGHBOURS:
            label = FAMILY[model.name].label.lower()
            return f"By {label} nothing can be said for {self.words}, so these are popular items."
        if not self.is_new:
            return standing.sentence(self.words)
        words = str(standing.value).replace("Customer {}", "Somebody new")
        return words.replace("customer {}", SOMEBODY)


def pick(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> Recipient | None:
    """The controls; None while a customer is being searched for."""
    kind = choice("Recommend to", KINDS, "whom", label_visibility="collapsed")
    if kind == "new":
        return Recipient(newcomer.preferences(dataset, prefs, names))
    user = picker.customer(dataset)
    return None if user is None else Recipient(user)
