"""The comparison of models: what is compared, and how."""

from __future__ import annotations

from typing import Final, NamedTuple

from pages.ui import background, method, models, preference_settings
from pages.ui.preference_settings import PreferenceSettings
from shopai.evaluate import Evaluation, evaluate
from shopai.events.dataset import Dataset
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.registry import FAMILY

#: What the work and its buttons are called in keys.
NAME: Final = "trial"


class Trial(NamedTuple):
    """What is compared, and how."""

    models: tuple[str, ...]  # names of FAMILY
    split: str
    k: int
    most: int | None  # customers tested, None for all


#: All that a comparison depends on: the data, what counts as a preference, and the trial.
Key = tuple[str, PreferenceSettings, Trial]


def of(dataset: Dataset, trial: Trial) -> Evaluation | None:
    """The comparison: as kept, or made now where that was asked for; None until it is."""
    key: Key = (dataset.fingerprint, preference_settings.current(dataset), trial)
    compared = any(fingerprint == dataset.fingerprint for fingerprint, *_ in background.kept(NAME))
    return background.result(
        NAME,
        key,
        "Compare the models",
        lambda progress: _make(dataset, trial, progress),
        "These settings have not been compared yet." if compared else "",
    )


def contender(dataset: Dataset, name: str) -> Recommender:
    """The model `name` of the family as it comes."""
    if not issubclass(FAMILY[name].make, Hybrid):
        return models.make(dataset, name)
    offered = models.offered(dataset)
    parts = [part for part in method.FIRST_PARTS if part in offered]
    return Hybrid({FAMILY[part].label: models.make(dataset, part) for part in parts})


def _make(dataset: Dataset, trial: Trial, progress: Progress) -> Evaluation:
    """Compare; an exception of the progress ends it."""
    settings = preference_settings.current(dataset)
    return evaluate(
        {FAMILY[name].label: contender(dataset, name) for name in trial.models},
        dataset,
        split=trial.split,
        k=trial.k,
        weights=dict(settings.weights) or None,
        half_life_days=settings.half_life,
        max_users=trial.most,
        progress=progress,
    )
