"""Sets of customer ids: made one way, compared quickly, told apart by a digest."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shopai.arrays import Mask
from shopai.errors import ParameterError


def sorted_ids(ids: pd.Index) -> pd.Index:
    """The ids as text, unique and sorted; as they are where they are already.

    Raises ParameterError where some are missing.
    """
    texts: pd.Index[Any] = pd.Index(ids, dtype="str", name=None)
    if texts.hasnans:
        raise ParameterError("Customers are chosen with an id each; some of those given have none.")
    if texts.is_monotonic_increasing and texts.is_unique:
        return texts
    return texts.unique().sort_values()


def among(ids: pd.Index, others: pd.Index) -> Mask:
    """(len(ids),) whether each of `ids` is one of `others`."""
    # many times quicker than Index.isin, which makes Python strings of both
    everyone, some = (pa.array(index, type=pa.large_string()) for index in (ids, others))
    return np.asarray(pc.is_in(everyone, some), dtype=bool)


def digest_of(label: str, ids: pd.Index) -> str:
    """SHA-256 of `label` and the ids in their order: equal digests mean equal in both."""
    digest = hashlib.sha256(f"{len(label)}:{label}{len(ids)}".encode())
    whole = pa.chunked_array([pa.array(ids, type=pa.large_string())], type=pa.large_string())
    texts = whole.combine_chunks()
    # the length before each id tells ["ab"] from ["a", "b"]
    digest.update(np.ascontiguousarray(pc.binary_length(texts)).tobytes())
    _, places, characters = texts.buffers()
    if len(texts):
        ends = np.frombuffer(places, np.int64)[[texts.offset, texts.offset + len(texts)]].tolist()
        digest.update(characters[ends[0] : ends[1]])
    return digest.hexdigest()
