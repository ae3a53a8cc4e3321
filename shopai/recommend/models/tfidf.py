"""tf-idf vectors of items from their texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from shopai.arrays import Array, Mask
from shopai.columns import Item
from shopai.errors import MissingColumns
from shopai.text import displayed, folded, item_terms

#: The fields whose text is one name rather than words.
NAMES: Final = (Item.CATEGORY, Item.BRAND)
#: Up to so many items, no term counts as too common.
FEW: Final = 20


def tfidf_vectors(
    texts: Mapping[str, list[str]], weights: Mapping[str, float], max_share: float
) -> tuple[sp.csr_matrix, pd.Index]:
    """(n_items, n_terms) vectors of length 1 (0 without words) and the (n_terms,) terms.

    `texts`: (n_items,) of each field, empty for none; `weights`: of each field. The formula
    and `max_share` are those of :class:`~shopai.recommend.models.content.ContentBased`.

    Raises :class:`MissingColumns` where no text has a word, or none tells items apart.
    """
    # One line a field and item, a field after another.
    documents = [(field, text) for field, column in texts.items() for text in column]
    if not any(map(_terms, documents)):
        raise MissingColumns(
            "Titles, categories, brands and descriptions of the items are missing, so items "
            "cannot be compared by their words; load an item table that has them."
        )
    counter = CountVectorizer(analyzer=_terms, dtype=np.float64)
    counts = counter.fit_transform(documents)
    terms = counter.get_feature_names_out()
    distinctive = _distinctive(sum(_fields(counts, len(texts))), terms, max_share)
    fields, terms = _fields(counts[:, distinctive], len(texts)), terms[distinctive]
    whole = sum(fields)
    known = whole[np.diff(whole.indptr) > 0]
    if not known.nnz:
        raise MissingColumns(
            "The items are all described alike, so they cannot be compared by their words; "
            "load an item table with titles or descriptions."
        )
    tfidf = TfidfTransformer(sublinear_tf=True).fit(known)
    vectors = normalize(
        sum(
            weights[name] * tfidf.transform(field)
            for name, field in zip(texts, fields, strict=True)
        )
    )
    vectors.sort_indices()
    spelled = _spellings(texts)
    return vectors, pd.Index([spelled.get(term, term) for term in terms], dtype="str")


def _terms(document: tuple[str, str]) -> list[str]:
    """The terms of one field's text; a name contains ": ", a word does not."""
    field, text = document
    if field not in NAMES:
        return item_terms(text)
    name = displayed(folded(text))
    return [f"{field}: {name}"] if name else []


def _spellings(texts: Mapping[str, list[str]]) -> dict[str, str]:
    """Each category's and brand's term as it is written, the first of its spellings."""
    return {
        term: f"{field}: {displayed(text)}"
        for field in texts
        if field in NAMES
        for text in sorted(set(texts[field]), reverse=True)
        for term in _terms((field, text))
    }


def _fields(lines: sp.csr_matrix, n_fields: int) -> list[sp.csr_matrix]:
    n = lines.shape[0] // n_fields
    return [lines[start : start + n] for start in range(0, lines.shape[0], n)]


def _distinctive(whole: sp.csr_matrix, terms: Array, max_share: float) -> Mask:
    n = int((np.diff(whole.indptr) > 0).sum())
    items = np.bincount(whole.indices, minlength=len(terms))
    named = np.array([": " in term for term in terms])
    return np.asarray((n <= FEW) | np.where(named, items < n, items <= max_share * n))
