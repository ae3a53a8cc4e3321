"""Fitted models as files, and back: everything is checked before a model gets it.

How they are laid out: :mod:`shopai.recommend.storage.array_file`.
"""

from __future__ import annotations

import inspect
import math
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from shopai.arrays import Array
from shopai.errors import InputError, ParameterError, ShopaiError
from shopai.preferences import Preferences
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.state import State, packed, piece, unpacked
from shopai.recommend.ranking import Bestsellers
from shopai.recommend.storage import array_file
from shopai.recommend.storage.array_file import Content, as_stored
from shopai.version import VERSION

#: Arrays of the preferences and of the model, by what their names begin with.
_PREFS, _STATE = "preferences.", "model."


def save_model(model: Recommender, path: str | Path) -> None:
    """Write a fitted model with its preferences to one file, replacing what is there.

    The file appears when it is complete. :func:`load_model` reads it.

    Raises :class:`ParameterError` for a model that is not fitted or not of
    :data:`~shopai.recommend.models.registry.FAMILY`, or a setting that JSON does not have.

    >>> shopai.save_model(shopai.EASE().fit(prefs), "ease.model")
    >>> shopai.load_model("ease.model").name
    'ease'
    """
    if FAMILY.get(model.name) is None or type(model) is not FAMILY[model.name].make:
        known = ", ".join(FAMILY)
        raise ParameterError(f"{type(model).__name__} is none of the models kept: {known}.")
    array_file.write(_content(model), Path(path))


def load_model(path: str | Path) -> Recommender:
    """The model that :func:`save_model` wrote, fitted.

    Nothing in the file is run, and everything is checked before a model gets it.

    Raises :class:`InputError` where there is no file, it is no saved model, a newer shopai
    wrote it, it is damaged, or its parts do not fit each other.

    >>> shopai.save_model(shopai.EASE().fit(prefs), "ease.model")
    >>> model = shopai.load_model("ease.model")
    >>> model.recommend("c0000001", n=2)["item_id"].tolist()
    ['i0091', 'i0035']
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no file at {path}; give one that save_model wrote.")
    content = array_file.read(path)
    try:
        prefs = _preferences(content)
        model = _made(content.about["model"], content.about["parameters"])
        model.prefs_, model.bestsellers_ = prefs, Bestsellers.of(prefs)
        model._restore(_own(content, _STATE))
    except ShopaiError as error:
        raise InputError(f"{path.name} holds no model that can work: {error}") from error
    except Exception as error:  # what a stranger wrote may trip a model anywhere
        raise InputError(f"{path.name} holds no model that can work; save it again.") from error
    return model


def digest(model: Recommender) -> str:
    """SHA-256 of all that :func:`save_model` writes of a fitted model: settings, data and state."""
    return array_file.digest(_content(model))


def preferences_digest(prefs: Preferences) -> str:
    """SHA-256 of preferences: the same for the same customers, items and values."""
    return array_file.digest(_content_of(prefs))


def _content(model: Recommender) -> Content:
    if not hasattr(model, "prefs_"):
        raise ParameterError("The model has not learned anything yet; fit it first.")
    about = {
        "format": array_file.VERSION,
        "version": VERSION,
        "model": model.name,
        "parameters": model.parameters(),
    }
    prefs = _content_of(model.prefs_)
    state = {_STATE + name: as_stored(array) for name, array in model._state().items()}
    return Content(about | prefs.about, prefs.arrays | state)


def _content_of(prefs: Preferences) -> Content:
    arrays = {"values": prefs.matrix.data}
    tables = {"": prefs.matrix}
    if prefs.bought is not None:
        tables["bought."] = prefs.bought.sorted_indices()
    for name, table in tables.items():
        arrays[f"{name}indptr"] = table.indptr.astype(np.int64, copy=False)
        arrays[f"{name}indices"] = table.indices.astype(np.int32, copy=False)
    for name, ids in (("users", prefs.users), ("items", prefs.items)):
        arrays |= packed(name, ids)
    stored = {_PREFS + name: as_stored(array) for name, array in arrays.items()}
    return Content({"kind": prefs.kind, "scale": prefs.scale}, stored)


def _own(content: Content, prefix: str) -> dict[str, Array]:
    """The arrays whose names begin with `prefix`, by the rest of their names."""
    arrays = content.arrays.items()
    return {name.removeprefix(prefix): each for name, each in arrays if name.startswith(prefix)}


def _preferences(content: Content) -> Preferences:
    """The preferences of a file, every position in them checked."""
    own = _own(content, _PREFS)
    users, items = unpacked("users", own), unpacked("items", own)
    shape = len(users), len(items)
    matrix = _table(own, "", piece(own, "values", np.float64, None), shape)
    bought = None
    if "bought.indices" in own:
        stored = np.ones(piece(own, "bought.indices", np.int32, None).shape, bool)
        bought = _table(own, "bought.", stored, shape)
    kind, scale = content.about["kind"], content.about["scale"]
    if kind not in ("ratings", "events", "mixed"):
        raise InputError(f"Preferences of the kind {kind!r} are unknown.")
    if scale is not None:
        low, high = scale
        scale = float(low), float(high)
        if not -math.inf < scale[0] <= scale[1] < math.inf:
            raise InputError(f"Ratings cannot go from {low} to {high}.")
    return Preferences(matrix, users, items, kind, bought, scale)


def _table(own: State, prefix: str, values: Array, shape: tuple[int, int]) -> sp.csr_matrix:
    """A matrix in compressed rows whose every position is within `shape` and ascending."""
    columns = piece(own, f"{prefix}indices", np.int32, len(values))
    starts = piece(own, f"{prefix}indptr", np.int64, shape[0] + 1)
    if starts[0] != 0 or starts[-1] != len(columns) or (np.diff(starts) < 0).any():
        raise InputError("The lines of the preferences do not follow each other.")
    if len(columns) and not 0 <= columns.min() <= columns.max() < shape[1]:
        raise InputError("The preferences name an item that is not among the items.")
    table = sp.csr_matrix((values, columns, starts), shape=shape)
    table.check_format(full_check=True)
    if not table.has_canonical_format:
        raise InputError("The items of a customer are not in order.")
    return table


def _made(name: Any, parameters: Any) -> Recommender:
    """An unfitted model of the family; models among its parameters are made first."""
    if not isinstance(name, str) or name not in FAMILY:
        raise InputError(f"The model {name!r} is unknown; known are {', '.join(FAMILY)}.")
    make = FAMILY[name].make
    unknown = sorted(set(parameters) - set(inspect.signature(make).parameters))
    if unknown:
        raise InputError(f"{name} has no settings {', '.join(map(repr, unknown))}.")
    return make(**{key: _with_models(value) for key, value in parameters.items()})


def _with_models(value: Any) -> Any:
    """`value` with every {"name": …, "parameters": …} in it replaced by that model."""
    if isinstance(value, list):
        return [_with_models(each) for each in value]
    if isinstance(value, dict):
        if value.keys() == {"name", "parameters"}:
            return _made(value["name"], value["parameters"])
        return {key: _with_models(each) for key, each in value.items()}
    return value
