"""Content-based: items described like those the customer has, also ones nobody bought yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from shopai.arrays import Array, Codes, Floats, Hashes
from shopai.checks import real_number
from shopai.columns import Basis, Item
from shopai.compiled import compiled
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, summed
from shopai.recommend.kernels.arrays import Sparse, sparse
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.state import packed, unpacked
from shopai.recommend.ranking import CustomerHistory, Scores
from shopai.text import displayed, folded, item_terms

#: The columns items are described by.
FIELDS: Final = (Item.TITLE, Item.CATEGORY, Item.BRAND, Item.DESCRIPTION)


def item_words(dataset: Dataset) -> pd.DataFrame:
    """The texts of every item of a shop: index item_id; title, category, brand, description.

    >>> shopai.item_words(dataset).columns.tolist()
    ['title', 'category', 'brand', 'description']
    """
    columns = ", ".join((Item.ITEM, *FIELDS))
    items = dataset.items.filter(f"{Item.ITEM} IS NOT NULL").project(columns).order(Item.ITEM)
    words: pd.DataFrame = items.df().set_index(Item.ITEM)
    return words


class ContentBased(Recommender):
    """Cosine of what the customer has and what an item is, as words.

        x_i = unit( Σ_f w_f · unit(tf-idf of field f) ),  p_u = Σ_j a_uj·x_j,  score = cos(p_u, x_i)

    A word weighs (1 + ln count)·(1 + ln((1 + n) / (1 + df))), df being the items of n that have
    it in any field. Words are those of :func:`shopai.text.item_terms`; a category or a brand
    is one term as a whole, "category: Home & Garden". Titles and descriptions share
    their words. Salton & Buckley, Term-weighting approaches in automatic text retrieval, 1988;
    Pazzani & Billsus, Content-based recommendation systems, 2007.

    a_uj, the weight of an item in the profile, is the preference itself for events. For ratings
    it is (r_uj − r̄_u) plus half the width of the scale: everything rated counts for its words,
    the more the better it is liked, and what is more than half the scale below the customer's
    mean counts against them.

    Support is the number of the customer's items that share a term with the item. Items of the
    catalogue that nobody bought are offered when the preferences know them:
    ``prefs.with_items(words.index)``.

    Parameters
    ----------
    words : index item_id; any of title, category, brand, description, see :func:`item_words`.
        No setting but data: :meth:`parameters` leaves them out, and a saved model keeps them
    title, category, brand, description : w_f ≥ 0, the weight of each field; 0 leaves it out
    max_share : words in more than this share of the items, and a category or brand that all
        have, distinguish nothing and are left out, once there are more than 20 items

    Learning costs the letters of all texts, and so does loading; a customer costs the terms of
    all items. Holds the texts and the terms of every item; no items × items matrix.

    Attributes
    ----------
    terms_ : (n_terms,) str, as people read them
    items_ : (n_items, n_terms) x, compressed rows

    >>> model = shopai.ContentBased(shopai.item_words(dataset)).fit(prefs)
    >>> model.recommend("c0000001", n=2)["item_id"].tolist()
    ['i0094', 'i0102']
    """

    name: ClassVar[str] = "content"
    basis: ClassVar[str] = Basis.CONTENT

    terms_: pd.Index
    items_: sp.csr_matrix
    rows_: Sparse  # its arrays
    half_width_: float | None  # half the width of the scale; None where values are no ratings

    def __init__(
        self,
        words: pd.DataFrame | None = None,
        title: float = 1.0,
        category: float = 1.0,
        brand: float = 0.5,
        description: float = 0.5,
        max_share: float = 0.5,
    ) -> None:
        if words is not None:
            ids = words.index.astype("str")
            if ids.has_duplicates:
                twice = ids[ids.duplicated()][0]
                raise InputError(f"Item {twice!r} is described twice; leave one line an item.")
        self.words = words
        self.title, self.category, self.brand = title, category, brand
        self.description = description
        self.max_share = real_number("max_share", max_share, 0, 1, above=True)
        for field, weight in self._weights().items():
            setattr(self, field, real_number(field, weight))
        if not any(self._weights().values()):
            raise ParameterError(f"At least one of {', '.join(FIELDS)} needs a weight above 0.")

    def _weights(self) -> dict[str, float]:
        return {field: getattr(self, field) for field in FIELDS}

    def parameters(self) -> dict[str, Any]:
        """The settings; the words are data."""
        return self._weights() | {"max_share": self.max_share}

    def _state(self) -> dict[str, Array]:
        if self.words is None:
            return {}
        state = packed("ids", self.words.index.astype("str"))
        for field in self.words.columns.intersection(list(FIELDS)):
            state |= packed(field, pd.Index(_texts(self.words[field]), dtype="str"))
        return state

    def _restore(self, state: Mapping[str, Array]) -> None:
        known = [field for field in FIELDS if f"{field}.ends" in state]
        columns = {field: unpacked(field, state) for field in known}
        ids = unpacked("ids", state)
        if any(len(column) != len(ids) for column in columns.values()):
            raise InputError("The texts of the items do not fit their ids.")
        words = pd.DataFrame({field: texts.to_numpy() for field, texts in columns.items()}, ids)
        self.words = type(self)(words).words  # refuses ids that occur twice
        self._learn(self.prefs_)

    def _learn(self, prefs: Preferences) -> None:
        self.half_width_ = None
        if prefs.kind == "ratings":
            low, high = prefs.scale or (prefs.matrix.data.min(), prefs.matrix.data.max())
            self.half_width_ = float(high - low) / 2 or 1.0  # 1 where all ratings are the same
        texts: dict[str, list[str]] = {}
        weights = self._weights()
        if self.words is not None:
            own = self.words.set_axis(self.words.index.astype("str")).reindex(prefs.items)
            texts = {name: _texts(own[name]) for name in FIELDS if name in own and weights[name]}
        self.items_, self.terms_ = tfidf_vectors(texts, weights, self.max_share)
        self.rows_ = sparse(self.items_)

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        # how many of the customer's items share a term with each item, 64 at a time
        support = np.zeros(self.items_.shape[0], np.int32)
        for start in range(0, len(history.items), _BITS):
            some = history.items[start : start + _BITS]
            masks = _term_masks(some, self.rows_, len(self.terms_))
            support += np.bitwise_count(_item_masks(self.rows_, masks))
        return Scores(self.items_ @ self._profile(history), support)

    def _profile(self, history: CustomerHistory) -> Floats:
        """(n_terms,) p_u at length 1; zeros where only rounding is left of it."""
        weights = history.values
        if self.half_width_ is not None and len(weights):
            weights = self.half_width_ + weights - weights.mean()
        profile: Floats = self.items_[history.items].T @ weights
        length = float(np.linalg.norm(profile))
        if length <= _ROUNDING * np.abs(weights).sum():
            return np.zeros(len(self.terms_))
        return profile / length

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:  # noqa: ARG002
        if item < 0:
            return Explanation(self.basis, 0.0)
        entries = slice(self.items_.indptr[item], self.items_.indptr[item + 1])
        terms, weights = self.items_.indices[entries], self.items_.data[entries]
        wanted = self._profile(history)[terms]
        return summed(self.basis, self.terms_[terms], weights, wanted, wanted * weights)


#: A profile shorter than this share of what went into it has cancelled out.
_ROUNDING: Final = 1e-9
#: Items counted at once, one a bit.
_BITS: Final = 64


def _texts(column: pd.Series) -> list[str]:
    return column.astype("str").fillna("").tolist()


@compiled
def _term_masks(items: Codes, rows: Sparse, n_terms: int) -> Hashes:
    """(n_terms,) in which of `items`, at most 64, a term occurs: one bit each."""
    masks = np.zeros(n_terms, np.uint64)
    for place in range(len(items)):
        bit = np.uint64(1) << np.uint64(place)
        for entry in range(rows.indptr[items[place]], rows.indptr[items[place] + 1]):
            masks[rows.indices[entry]] |= bit
    return masks


@compiled
def _item_masks(rows: Sparse, masks: Hashes) -> Hashes:
    """(n,) the bits that any term of each item has in `masks`, (n_terms,)."""
    n = len(rows.indptr) - 1
    combined = np.zeros(n, np.uint64)
    for item in range(n):
        bits = np.uint64(0)
        for entry in range(rows.indptr[item], rows.indptr[item + 1]):
            bits |= masks[rows.indices[entry]]
        combined[item] = bits
    return combined


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
    whole = sum(_fields(counts, len(texts)))
    n = int((np.diff(whole.indptr) > 0).sum())
    items = np.bincount(whole.indices, minlength=len(terms))
    named = np.array([": " in term for term in terms])
    distinctive = (n <= FEW) | np.where(named, items < n, items <= max_share * n)
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
