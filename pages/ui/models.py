"""The family of models on the open data: each made and fitted once in a browser session."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from pages.ui import preference_settings
from pages.ui.keys import session_cache
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import items_of, preferences_by
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.content import FIELDS, ContentBased, item_words
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.neighbours import NeighbourModel
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.user_knn import UserKNN

Settings = tuple[tuple[str, Any], ...]
#: The argument of a hybrid that names its models.
MODELS: Final = "models"
#: Up to so many items, weighing them all against each other takes seconds.
FEW_ITEMS: Final = 3_000


def offered(dataset: Dataset) -> list[str]:
    """The models these data allow, by name: without any words of the items, none that read."""
    wordless = dataset.filled.isdisjoint(FIELDS)
    return [
        name
        for name, member in FAMILY.items()
        if not (wordless and issubclass(member.make, ContentBased))
    ]


def first_parts(dataset: Dataset) -> list[str]:
    """The models of a hybrid at first, as far as the data allow them."""
    parts = (UserKNN.name, ItemKNN.name, ContentBased.name)
    return [name for name in parts if name in offered(dataset)]


def make(dataset: Dataset, name: str, **settings: Any) -> Recommender:
    """The model `name` with `settings`, not fitted; one that reads gets the items' words."""
    kind = FAMILY[name].make
    if issubclass(kind, ContentBased):
        return kind(words_of(dataset), **settings)
    return kind(**settings)


def of(dataset: Dataset, name: str, **settings: Any) -> Recommender:
    """The model `name` at `settings`, ready to recommend.

    Neighbourhood models are fitted once for all settings, and a hybrid shares what its models
    learned; these are `models`, a tuple of names.
    """
    return _settled(
        dataset, preference_settings.current(dataset), name, tuple(sorted(settings.items()))
    )


@session_cache(2)
def words_of(dataset: Dataset) -> pd.DataFrame:
    """Titles and descriptions of the items."""
    return item_words(dataset)


@session_cache(12)
def _settled(
    dataset: Dataset, by: PreferenceSettings, name: str, settings: Settings
) -> Recommender:
    given = dict(settings)
    if issubclass(FAMILY[name].make, Hybrid):
        parts = given.pop(MODELS)
        wide = any(_reads(part) for part in parts)  # all must know the same items
        fitted = {part: _fitted(dataset, by, part, (), wide) for part in parts}
        return Hybrid.of_fitted(fitted, **given)
    if issubclass(FAMILY[name].make, NeighbourModel):
        model = _fitted(dataset, by, name, (), False)
        assert isinstance(model, NeighbourModel)
        return model.with_settings(**given)
    return _fitted(dataset, by, name, settings, _reads(name))


@session_cache(8, "Learning from the customers …")
def _fitted(
    dataset: Dataset, by: PreferenceSettings, name: str, settings: Settings, wide: bool
) -> Recommender:
    prefs = _wide(dataset, by) if wide else preferences_by(dataset, by)
    return make(dataset, name, **dict(settings)).fit(prefs)


@session_cache(1)
def _wide(dataset: Dataset, by: PreferenceSettings) -> Preferences:
    """The preferences among all items of the shop, those nobody has too."""
    return preferences_by(dataset, by).with_items(items_of(dataset).index)


def _reads(name: str) -> bool:
    """True for a model that works for items nobody has."""
    return issubclass(FAMILY[name].make, ContentBased)
