"""Audiences compared: their revenue, and the customers they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shopai.arrays import Array, Floats, Hashes
from shopai.audiences.audience import MOST_AUDIENCES, Audience
from shopai.columns import AudienceShare, Feature, Shared
from shopai.errors import ParameterError
from shopai.events.ids import among

#: Customers counted at a time: float32 counts them exactly, and the block stays in the cache.
_BLOCK: Final = 65_536


def audience_table(audiences: Sequence[Audience], customers: pd.DataFrame) -> pd.DataFrame:
    """One row an audience, in the order given: columns :class:`shopai.columns.AudienceShare`.

    customers : all known customers, index ``user_id``; revenue is their ``monetary``, missing
        values counting nothing, and its share is of what all of them spent together

    The average order value is that of the audience as a whole: purchases before refunds divided
    by orders, so a customer of many orders counts for more. Revenue is missing where `customers`
    have no money, its share also where all spent nothing or less together, and the average
    order value where nobody of the audience ordered. Ids that `customers` lack count nowhere.

    Raises ParameterError for more than `MOST_AUDIENCES`.

    Cost: one hash look-up a customer and audience.

    >>> spent = shopai.Condition("monetary", ">=", 500)
    >>> big = shopai.by_rule(customers, [spent], name="Big")
    >>> shopai.audience_table([big], customers)[["audience", "customers", "source"]]
      audience  customers                 source
    0      Big        113  Rule: Net spend ≥ 500
    """
    members = memberships(audiences, customers.index)
    spent = _filled(customers, Feature.MONETARY)
    orders = _filled(customers, Feature.FREQUENCY)
    gross = _filled(customers, Feature.AVERAGE_ORDER) * orders
    rows = []
    for position, audience in enumerate(audiences):
        inside = (members >> np.uint64(position)) & np.uint64(1) == 1
        n_orders = orders[inside].sum()
        rows.append(
            {
                AudienceShare.AUDIENCE: audience.name,
                AudienceShare.CUSTOMERS: int(inside.sum()),
                AudienceShare.CUSTOMER_SHARE: inside.mean() if len(inside) else np.nan,
                AudienceShare.REVENUE: spent[inside].sum(),
                AudienceShare.AVERAGE_ORDER: (
                    gross[inside].sum() / n_orders if n_orders > 0 else np.nan
                ),
                AudienceShare.SOURCE: audience.source,
            }
        )
    columns = [name for key, name in vars(AudienceShare).items() if key.isupper()]
    table = pd.DataFrame(rows, columns=columns)
    total = spent.sum() if spent.sum() > 0 else np.nan
    table[AudienceShare.REVENUE_SHARE] = table[AudienceShare.REVENUE] / total
    return table


@dataclass(frozen=True, eq=False)
class Overlap:
    """Customers shared by each two of m audiences; rows and columns are the audiences' names."""

    both: pd.DataFrame  # (m, m) int, customers in both; the diagonal is each one's size
    share: pd.DataFrame  # (m, m) 0 … 1, of the row's customers, those also in the column's
    jaccard: pd.DataFrame  # (m, m) 0 … 1, customers in both / customers in either


def overlap(audiences: Sequence[Audience]) -> Overlap:
    """Customers each two audiences share. Shares of and with nobody are missing.

    Raises ParameterError for more than `MOST_AUDIENCES`.

    Cost: one hash look-up a customer and audience, and a matrix product over the customers.

    >>> spent = shopai.Condition("monetary", ">=", 500)
    >>> big = shopai.by_rule(customers, [spent], name="Big")
    >>> bought = shopai.Condition("frequency", ">=", 10)
    >>> many = shopai.by_rule(customers, [bought], name="Many")
    >>> shopai.overlap([big, many]).both
          Big  Many
    Big   113   113
    Many  113   123
    """
    m = len(audiences)
    members = memberships(audiences, _everyone(audiences))
    counts = np.zeros((m, m))
    bits = np.arange(m, dtype=np.uint64)
    for start in range(0, len(members), _BLOCK):
        inside = (members[start : start + _BLOCK, None] >> bits & np.uint64(1)).astype(np.float32)
        counts += inside.T @ inside
    sizes = np.diag(counts)
    either = sizes[:, None] + sizes[None, :] - counts
    names = [audience.name for audience in audiences]

    def framed(values: Array) -> pd.DataFrame:
        return pd.DataFrame(values, index=names, columns=names)

    with np.errstate(invalid="ignore"):  # 0 / 0: an audience of nobody
        return Overlap(
            framed(counts.astype(np.int64)),
            framed(counts / sizes[:, None]),
            framed(counts / either),
        )


def exclusive_intersections(audiences: Sequence[Audience], customers: pd.DataFrame) -> pd.DataFrame:
    """The customers by exactly which audiences they are in, as an UpSet plot shows them.

    Returns one row a combination that occurs, most customers first (of equals, fewer audiences
    first, then their order): columns :class:`shopai.columns.Shared`. Customers of no audience
    are in no row, so the rows add up to the customers of all audiences together.

    customers : all known customers, as for :func:`audience_table`

    Source: Lex, Gehlenborg, Strobelt, Vuillemot, Pfister, "UpSet: Visualization of
    Intersecting Sets", IEEE TVCG 20(12), 2014.

    Raises ParameterError for more than `MOST_AUDIENCES`.

    >>> spent = shopai.Condition("monetary", ">=", 500)
    >>> big = shopai.by_rule(customers, [spent], name="Big")
    >>> bought = shopai.Condition("frequency", ">=", 10)
    >>> many = shopai.by_rule(customers, [bought], name="Many")
    >>> shopai.exclusive_intersections([big, many], customers)[["audiences", "customers"]]
         audiences  customers
    0  (Big, Many)        113
    1      (Many,)         10
    """
    members = memberships(audiences, customers.index)
    inside = members > 0
    combinations, which = np.unique(members[inside], return_inverse=True)
    counts = np.bincount(which, minlength=len(combinations))
    spent = _filled(customers, Feature.MONETARY)[inside]
    revenue = np.bincount(which, weights=spent, minlength=len(combinations))
    sizes = np.bitwise_count(combinations)
    order = np.lexsort((combinations, sizes, -counts))
    names = [audience.name for audience in audiences]
    return pd.DataFrame(
        {
            Shared.AUDIENCES: pd.Series(
                [
                    tuple(name for bit, name in enumerate(names) if combination >> bit & 1)
                    for combination in combinations[order].tolist()
                ],
                dtype=object,
            ),
            Shared.CUSTOMERS: counts[order],
            Shared.CUSTOMER_SHARE: counts[order] / max(counts.sum(), 1),
            Shared.REVENUE: revenue[order],
        }
    )


def memberships(audiences: Sequence[Audience], ids: pd.Index) -> Hashes:
    """(len(ids),) of each id one number: bit i is set where audience i holds it."""
    if len(audiences) > MOST_AUDIENCES:
        raise ParameterError(
            f"{len(audiences)} audiences are more than the {MOST_AUDIENCES} that can be compared; "
            "choose fewer."
        )
    members = np.zeros(len(ids), dtype=np.uint64)
    for position, audience in enumerate(audiences):
        members |= among(ids, audience.customers).astype(np.uint64) << np.uint64(position)
    return members


def _everyone(audiences: Sequence[Audience]) -> pd.Index:
    """The customers of all audiences."""
    kind = pa.large_string()
    texts = pa.chunked_array([pa.array(a.customers, type=kind) for a in audiences], type=kind)
    ids: pd.Index[Any] = pd.Index(pc.unique(texts), dtype="str")
    return ids


def _filled(customers: pd.DataFrame, feature: str) -> Floats:
    """A feature with 0 where it is missing for a customer, and missing where it is for all."""
    if feature not in customers or not customers[feature].notna().any():
        return np.full(len(customers), np.nan)
    return customers[feature].fillna(0.0).to_numpy(dtype=np.float64)
