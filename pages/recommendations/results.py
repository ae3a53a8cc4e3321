"""Results of the Recommendations page, kept for the browser session."""

from __future__ import annotations

import pandas as pd

from pages.ui import preference_settings
from pages.ui.keys import session_cache
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import items_of, preferences_by
from shopai.behaviour.lookup import history
from shopai.charts import recommend as charts
from shopai.events.dataset import Dataset
from shopai.preferences.thinness import Thinness, thinness
from shopai.recommend.policy.catalogue import Catalogue, catalogue
from shopai.recommend.ranking import Bestsellers

#: Items suggested to begin a newcomer's list with.
SUGGESTED = 3


history_of = session_cache(20)(history)


def catalogue_of(dataset: Dataset) -> Catalogue:
    """The catalogue for the rules: each item's price, margin, …, and who bought what when."""
    return _catalogue(dataset, preference_settings.current(dataset))


@session_cache(2)
def _catalogue(dataset: Dataset, settings: PreferenceSettings) -> Catalogue:
    return catalogue(dataset, preferences_by(dataset, settings))


@session_cache(2)
def popular_of(dataset: Dataset, settings: PreferenceSettings) -> tuple[str, ...]:
    """Items to begin with."""
    prefs = preferences_by(dataset, settings)
    return tuple(str(prefs.items[place]) for place in Bestsellers.of(prefs).order[:SUGGESTED])


@session_cache(2)
def thinness_of(
    dataset: Dataset, settings: PreferenceSettings
) -> tuple[Thinness, pd.DataFrame, pd.DataFrame]:
    """Thinness of the preferences; customers by their items, preferences by strength."""
    prefs = preferences_by(dataset, settings)
    state = thinness(prefs, dataset.n_customers, len(items_of(dataset)))
    return state, charts.sizes(prefs), charts.strengths(prefs)
