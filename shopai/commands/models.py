"""Recommenders from the command line: by name, with settings, fitted to a data file."""

from __future__ import annotations

import argparse
import inspect
import json
from typing import Any

from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences, preferences
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.content import ContentBased, item_words
from shopai.recommend.models.neighbours import BASELINES, NEGATIVES
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.similarity import SIMILARITIES

#: Settings that have an option of their own, which is None where it is not given.
SETTINGS = ("k", "similarity", "min_support", "shrinkage", "negatives", "baseline")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The arguments of a model."""
    parser.add_argument("--k", type=int, help="neighbours an item (40)")
    parser.add_argument("--similarity", choices=list(SIMILARITIES), help="of neighbours (cosine)")
    parser.add_argument("--min-support", type=int, help="items two neighbours share (1)")
    parser.add_argument(
        "--shrinkage", type=float, help="doubt where they share few (0; 100 for pearson_baseline)"
    )
    parser.add_argument("--negatives", choices=NEGATIVES, help="opposite tastes (drop)")
    parser.add_argument("--baseline", choices=BASELINES, help="what is usual (mean)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other setting of the model, the value as JSON; may be repeated",
    )


def settings_of(options: argparse.Namespace) -> dict[str, Any]:
    """The settings given, by name."""
    given = {name: getattr(options, name) for name in SETTINGS}
    settings = {name: value for name, value in given.items() if value is not None}
    for pair in options.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"--set takes name=value; found {pair!r}.")
        try:
            settings[name] = json.loads(value)
        except ValueError:
            settings[name] = value  # a word without quotes
    return settings


def make_model(name: str, settings: dict[str, Any], dataset: Dataset) -> Recommender:
    """An unfitted model of the family; one that reads texts gets those of `dataset`."""
    make = FAMILY[name].make
    known = list(inspect.signature(make).parameters)
    unknown = [each for each in settings if each not in known]
    if unknown:
        raise ParameterError(
            f"The model {name} has no setting {', '.join(unknown)}; it has "
            f"{', '.join(known) or 'none'}."
        )
    if make is ContentBased:
        settings = {"words": item_words(dataset)} | settings
    return make(**settings)


def training_preferences(name: str, dataset: Dataset, half_life_days: float | None) -> Preferences:
    """The preferences for a model; with items nobody bought where it can use them."""
    prefs = preferences(dataset, half_life_days=half_life_days)
    if FAMILY[name].make is ContentBased:
        prefs = prefs.with_items(item_words(dataset).index)
    return prefs


def model_names() -> str:
    """The models with their labels, for a help text."""
    return "; ".join(f"{name}: {member.label.lower()}" for name, member in FAMILY.items())
