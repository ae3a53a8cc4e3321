"""Results kept for the length of a browser session, keyed by what they depend on.

A data set stands in a key with its fingerprint, the hash of its content: never with its name,
and never with a sample of its rows. Kept objects are shared between reruns as they are, without
a copy, so no page may change them. The session's end frees them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

import streamlit as st

from shopai.audiences import Audience
from shopai.events.dataset import Dataset
from shopai.segments.segmentation import Segmentation
from shopai.selection.filter import Filter

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def _made_from(seg: Segmentation) -> tuple[object, ...]:
    """Key of a segmentation among those of one data set, its numbering included."""
    settings = seg.k, seg.features, seg.scaling, seg.space.category_weight, seg.seed
    return (*settings, seg.scaled_centers.tobytes())


KEYS: Final[dict[type | str, Any]] = {
    Dataset: lambda dataset: dataset.fingerprint,
    Filter: lambda where: where.digest,
    Segmentation: _made_from,
    Audience: lambda audience: audience.digest,  # the hash of its name and customers
}


def session_cache(
    max_entries: int, spinner: str | bool = False
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Decorator: keeps the `max_entries` newest results of a function in the browser session.

    spinner : what the page says while one is made; False for what takes no time
    """
    return st.cache_resource(
        scope="session", max_entries=max_entries, hash_funcs=KEYS, show_spinner=spinner
    )
