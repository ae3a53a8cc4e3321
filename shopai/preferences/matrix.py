"""A sparse customer × item matrix with its ids: what every recommender learns from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from shopai.arrays import Array, Ints, Mask
from shopai.errors import InputError, ParameterError

#: Beyond this, sums of squared products leave the range of a float.
LARGEST: Final = 1e50

Source = Literal["ratings", "events", "mixed"]


@dataclass(frozen=True, eq=False)
class Preferences:
    """Customer × item preferences. What is not stored is unknown, which a stored 0 is not.

    Attributes
    ----------
    matrix : (n_users, n_items) float64, compressed rows, each pair at most once
    users : (n_users,) str, the rows
    items : (n_items,) str, the columns
    kind : "ratings" when every value is a rating, "events" when every value is log1p of
        weighted events, "mixed" when both occur (they are then not on one scale)
    bought : (n_users, n_items) bool, compressed rows: what was bought or rated, also where
        nothing is stored since it was sent back; None where these are the stored pairs
    scale : lowest and highest possible rating, None where the values are no ratings

    Ids of another type become text. Raises :class:`InputError` for tables that do not fit
    the ids or each other, missing or repeated ids, a pair that occurs twice, no pair at all,
    or a value that is no finite number within ±1e50.
    """

    matrix: sp.csr_matrix
    users: pd.Index
    items: pd.Index
    kind: Source = "ratings"
    bought: sp.csr_matrix | None = None
    scale: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        matrix = sp.csr_matrix(self.matrix, dtype=np.float64)
        if not matrix.has_sorted_indices:
            matrix = matrix.sorted_indices()
        for name, length in zip(("users", "items"), matrix.shape, strict=True):
            object.__setattr__(self, name, _checked(getattr(self, name), name, length))
        if not matrix.has_canonical_format:
            again = np.diff(matrix.indices, prepend=-1) == 0
            again[matrix.indptr[:-1][np.diff(matrix.indptr) > 0]] = False  # another customer
            raise InputError(
                "A customer has two values for one item; decide on one of them. Found "
                f"{self._named(matrix, again)}."
            )
        if matrix.nnz == 0:
            raise InputError("The preferences are empty: no customer has a value for any item.")
        # min and max carry a NaN along, and no comparison with NaN holds.
        if not (matrix.data.min() >= -LARGEST and matrix.data.max() <= LARGEST):
            wrong = ~(np.abs(matrix.data) <= LARGEST)
            raise InputError(
                "Preferences must be finite numbers; found a missing or huge value for "
                f"{self._named(matrix, wrong)}."
            )
        object.__setattr__(self, "matrix", matrix)
        if self.bought is not None:
            bought = sp.csr_matrix(self.bought, dtype=bool)
            if bought.shape != matrix.shape or not bought.data.all():
                size = f"{matrix.shape[0]} × {matrix.shape[1]}"
                raise InputError(f"What was bought must be a {size} table that stores only True.")
            object.__setattr__(self, "bought", bought)

    def _named(self, matrix: sp.csr_matrix, wrong: Mask) -> str:
        """The first of the pairs at the stored entries that are `wrong`, in words."""
        entries = np.flatnonzero(wrong)
        rows = np.searchsorted(matrix.indptr, entries[:_NAMED], side="right") - 1
        pairs = [
            f"customer {self.users[row]}, item {self.items[matrix.indices[entry]]}"
            for row, entry in zip(rows, entries[:_NAMED], strict=True)
        ]
        more = f"; and {len(entries) - _NAMED:,} more" if len(entries) > _NAMED else ""
        return "; ".join(pairs) + more

    @classmethod
    def of(
        cls,
        users: Sequence[object] | Array | pd.Series,
        items: Sequence[object] | Array | pd.Series,
        values: Sequence[float] | Array | pd.Series,
        kind: Source = "ratings",
        scale: tuple[float, float] | None = None,
    ) -> Preferences:
        """Of aligned users, items and values, one line a pair; ids are ordered as text.

        Raises :class:`InputError` that names the lines (counted from 0) where an id is
        missing, a value is no finite number, or a pair occurs again.
        """
        frame = pd.DataFrame({_USER: list(users), _ITEM: list(items), _VALUE: list(values)})
        numbers = pd.to_numeric(frame[_VALUE], errors="coerce").to_numpy(dtype=np.float64)
        _refuse(~(np.abs(numbers) <= LARGEST), frame, "without a finite number as value")
        _refuse(frame[[_USER, _ITEM]].isna().any(axis=1).to_numpy(), frame, "without an id")
        users_, items_ = (
            pd.Index(pd.unique(frame[name].astype("str")), dtype="str").sort_values()
            for name in (_USER, _ITEM)
        )
        rows, columns = _positions(users_, frame[_USER]), _positions(items_, frame[_ITEM])
        pairs = rows * len(items_) + columns
        repeated = pd.Series(pairs).duplicated().to_numpy()
        _refuse(repeated, frame, "with an earlier pair of customer and item")
        shape = len(users_), len(items_)
        matrix = sp.csr_matrix((numbers, (rows, columns)), shape=shape)
        return cls(matrix, users_, items_, kind, scale=scale)

    @cached_property
    def by_item(self) -> sp.csc_matrix:
        """The matrix in compressed columns; made once, as big as the matrix."""
        return self.matrix.tocsc()

    @cached_property
    def median(self) -> float:
        """The median of the stored values."""
        return float(np.median(self.matrix.data))

    def with_items(self, items: Iterable[object]) -> Preferences:
        """The same among more items: those of `items` not known yet come as empty columns."""
        return self.among(self.users, items)

    def among(self, users: Iterable[object], items: Iterable[object]) -> Preferences:
        """The same on wider axes: all of the own and the given users and items, ids in order."""
        rows, columns = (
            own.union(pd.Index([str(each) for each in given], dtype="str").unique())
            for own, given in ((self.users, users), (self.items, items))
        )
        return replace(
            self,
            matrix=self._placed(self.matrix, rows, columns),
            bought=None if self.bought is None else self._placed(self.bought, rows, columns),
            users=rows,
            items=columns,
        )

    def _placed(self, table: sp.csr_matrix, users: pd.Index, items: pd.Index) -> sp.csr_matrix:
        """`table` with its rows and columns where `users` and `items` have them."""
        entries = table.tocoo()
        rows, columns = users.get_indexer(self.users), items.get_indexer(self.items)
        where = rows[entries.row], columns[entries.col]
        return sp.csr_matrix((entries.data, where), shape=(len(users), len(items)))

    def user_positions(self, users: Iterable[object]) -> Ints:
        """Row of each of `users`, -1 for those unknown; ids are compared as text."""
        return _positions(self.users, users)

    def item_positions(self, items: Iterable[object]) -> Ints:
        """Column of each of `items`, -1 for those unknown; ids are compared as text."""
        return _positions(self.items, items)

    def pair_positions(
        self, users: object | Iterable[object], items: object | Iterable[object]
    ) -> tuple[Ints, Ints]:
        """Rows and columns of aligned users and items; a single id goes with all the others."""
        rows = self.user_positions(_ids(users))
        columns = self.item_positions(_ids(items))
        if len(rows) != len(columns) and 1 not in (len(rows), len(columns)):
            raise ParameterError(
                f"Users and items go in pairs; found {len(rows)} users and {len(columns)} items."
            )
        rows, columns = np.broadcast_arrays(rows, columns)
        return rows, columns


_USER, _ITEM, _VALUE = "user", "item", "value"
#: Lines named in a refusal.
_NAMED: Final = 5


def _refuse(wrong: Mask, frame: pd.DataFrame, fault: str) -> None:
    """Raise :class:`InputError` for the lines that are `wrong`, the first of them named."""
    if not wrong.any():
        return
    lines = np.flatnonzero(wrong)
    named = "; ".join(
        f"line {line}: customer {frame[_USER].iloc[line]}, item {frame[_ITEM].iloc[line]}, "
        f"value {frame[_VALUE].iloc[line]}"
        for line in lines[:_NAMED]
    )
    more = f"; and {len(lines) - _NAMED:,} more" if len(lines) > _NAMED else ""
    n = "1 line" if len(lines) == 1 else f"{len(lines):,} lines"
    raise InputError(f"{n} {fault} ({named}{more}). Mend such lines, or leave them out.")


def _checked(ids: pd.Index, name: str, length: int) -> pd.Index:
    """`ids` as text, shared where they are text already."""
    if len(ids) != length:
        raise InputError(f"There are {len(ids)} {name} but {length} lines for them.")
    if ids.hasnans:
        raise InputError(f"One of the {name} has no id; leave it out or give it one.")
    if not isinstance(ids.dtype, pd.StringDtype):
        ids = pd.Index([str(each) for each in ids], dtype="str", name=ids.name)
    if not ids.is_unique:
        twice = ids[ids.duplicated()][0]
        raise InputError(f"Among the {name}, {twice!r} occurs twice; ids must differ.")
    return ids


def _ids(ids: object | Iterable[object]) -> list[object]:
    """A single id or several, as a list."""
    return list(ids) if isinstance(ids, Iterable) and not isinstance(ids, str) else [ids]


def _positions(index: pd.Index, ids: Iterable[object]) -> Ints:
    names = [str(name) for name in ids]
    if len(names) <= _FEW:
        # A look through the ids: pandas would index them all first, at half the matrix's size.
        known = pa.array(index.array)
        return np.array([pc.index(known, name).as_py() for name in names], dtype=np.int64)
    return index.get_indexer(pd.Index(names, dtype=index.dtype)).astype(np.int64)


#: Up to so many ids are looked for one by one.
_FEW: Final = 4
