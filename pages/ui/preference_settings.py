"""Weights and half-life of preferences, as chosen on the Recommendations page."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import streamlit as st

from pages.ui import links
from shopai.columns import Event
from shopai.events.dataset import Dataset
from shopai.preferences import WEIGHTS

#: Where the session state holds what is chosen.
SETTINGS: Final = "preference_settings"
#: The same in the page's address: "view:0,purchase:8" and days.
WEIGHTS_ADDRESS: Final = "weights"
HALF_LIFE_ADDRESS: Final = "half_life"

#: The heaviest an event can count, and the longest half-life, in days.
HEAVIEST: Final = 100.0
LONGEST: Final = 3650


class PreferenceSettings(NamedTuple):
    """Settings of :func:`shopai.preferences`; what differs from the usual ones only."""

    weights: tuple[tuple[str, float], ...] = ()  # event kind and weight, by kind
    half_life: int | None = None  # days

    @classmethod
    def of(cls, weights: dict[str, float], half_life: int | None) -> PreferenceSettings:
        """Without what is as usual."""
        own = {kind: value for kind, value in weights.items() if WEIGHTS[kind] != value}
        return cls(tuple(sorted(own.items())), half_life)


def current(dataset: Dataset) -> PreferenceSettings:
    """The settings as far as they say something about `dataset`; at first those of the address."""
    if SETTINGS not in st.session_state:
        st.session_state[SETTINGS] = _of_address()
    every: PreferenceSettings = st.session_state[SETTINGS]
    weights = tuple(each for each in every.weights if each[0] in dataset.event_counts)
    return PreferenceSettings(weights, every.half_life if Event.TIME in dataset.filled else None)


def change(settings: PreferenceSettings) -> None:
    """Let every page work with `settings` from now on."""
    st.session_state[SETTINGS] = settings


def in_address(dataset: Dataset) -> None:
    """Let the page's address name what is chosen, so that a link brings it along."""
    now = current(dataset)
    weights = ",".join(f"{kind}:{value:g}" for kind, value in now.weights)
    half_life = "" if now.half_life is None else str(now.half_life)
    for name, text in ((WEIGHTS_ADDRESS, weights), (HALF_LIFE_ADDRESS, half_life)):
        if not text:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != text:
            st.query_params[name] = text


def _of_address() -> PreferenceSettings:
    """The settings in the address; what cannot be meant is left out, with a note."""
    weights = {}
    for pair in filter(None, st.query_params.get(WEIGHTS_ADDRESS, "").split(",")):
        kind, _, text = pair.partition(":")
        value = _number(text)
        if kind in WEIGHTS and value is not None and abs(value) <= HEAVIEST:
            weights[kind] = value
        else:
            links.left_out("Weight", [pair])
    asked = st.query_params.get(HALF_LIFE_ADDRESS, "")
    days = _number(asked)
    fits = days is not None and 1 <= days <= LONGEST
    if asked and not fits:
        links.left_out("Half-life", [asked])
    return PreferenceSettings.of(weights, int(days) if days is not None and fits else None)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
