"""Controls of the views that recommend: the model, the shop's rules, the items."""

from __future__ import annotations

from typing import NamedTuple

from pages.recommendations import liking, method, offer_rules
from pages.ui import preference_settings
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import items_of, preferences_by
from shopai.events.dataset import Dataset
from shopai.recommend.models.base import Recommender
from shopai.recommend.policy.catalogue import Catalogue, catalogue
from shopai.recommend.policy.policy import Policy


class Method(NamedTuple):
    """Model, rules and items by which recommendations are made."""

    model: Recommender
    n: int  # items to each customer
    policy: Policy
    catalogue: Catalogue


def of(frame: Frame) -> Method:
    """The method the controls in the row and in the settings ask for."""
    dataset, prefs = frame.dataset, liking.opened(frame)
    items = catalogue_of(dataset)
    policy = offer_rules.policy(frame, prefs, items_of(dataset), items.items)
    with frame.settings:
        model, n = method.controls(dataset)
    return Method(model, n, policy, items)


def catalogue_of(dataset: Dataset) -> Catalogue:
    """The catalogue for the rules: each item's price, margin, …, and who bought what when."""
    return _catalogue(dataset, preference_settings.current(dataset))


@session_cache(2)
def _catalogue(dataset: Dataset, settings: PreferenceSettings) -> Catalogue:
    return catalogue(dataset, preferences_by(dataset, settings))
