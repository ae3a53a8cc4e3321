"""An audience: customers under a name, and how they were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import pandas as pd

from shopai.columns import Customer
from shopai.errors import ParameterError
from shopai.events.ids import among, digest_of, sorted_ids

#: Characters a name may have.
MOST_CHARACTERS: Final = 60
#: Audiences that can be kept and compared: one bit of a 64-bit number each.
MOST_AUDIENCES: Final = 60

Together = Literal["union", "intersection", "difference"]

#: How audiences combine, with the word that joins their names.
COMBINATIONS: Final[dict[Together, str]] = {
    "union": "or",
    "intersection": "and",
    "difference": "without",
}


@dataclass(frozen=True, eq=False)
class Audience:
    """Customers under a name.

    Attributes
    ----------
    name : 1 … `MOST_CHARACTERS` characters, without space around them or line breaks
    customers : (n,) str, the customers' ids as the data have them, unique and sorted (given
        in any order, with or without repetition)
    source : how they were chosen, in words: "Segment 2 of 5", "Orders ≥ 9"
    fingerprint : of the data set the ids belong to (:attr:`Dataset.fingerprint`)

    Raises ParameterError where the name is empty or too long.
    """

    name: str
    customers: pd.Index
    source: str
    fingerprint: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))
        object.__setattr__(self, "customers", sorted_ids(self.customers))

    def __len__(self) -> int:
        return len(self.customers)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of name, source and customers: equal digests mean equal audiences."""
        return digest_of(repr((self.name, self.source)), self.customers)


def checked_name(name: str) -> str:
    """`name` with runs of white space made one blank, and none around it.

    Raises ParameterError where nothing is left, or more than `MOST_CHARACTERS`.
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise ParameterError("A name needs at least one character; type one.")
    if len(tidy) > MOST_CHARACTERS:
        raise ParameterError(
            f"The name has {len(tidy)} characters and at most {MOST_CHARACTERS} fit; shorten it."
        )
    return tidy


def free_name(name: str, taken: Sequence[str]) -> str:
    """`name`, or where it is taken the first free of "name (2)", "name (3)", …

    A name too long for its number is cut. Upper and lower case are one.
    """
    tidy = checked_name(name)
    used = {other.casefold() for other in taken}
    free, number = tidy, 1
    while free.casefold() in used:
        number += 1
        behind = f" ({number})"
        free = tidy[: MOST_CHARACTERS - len(behind)].rstrip() + behind
    return free


def combined(how: Together, audiences: Sequence[Audience], name: str) -> Audience:
    """Audiences of one data set made into one.

    how : "union" (customers in any of them), "intersection" (in all of them) or "difference"
        (in the first, but in none of the others)

    Raises ParameterError for another `how`, for fewer than two audiences, and for audiences
    of different data sets.

    Cost: one hash look-up a customer.
    """
    if how not in COMBINATIONS:
        raise ParameterError(
            f"Audiences combine as {', '.join(COMBINATIONS)}, not as '{how}'; choose one of these."
        )
    if len(audiences) < 2:
        raise ParameterError(
            f"Two audiences or more can be combined; {len(audiences)} given. Choose another."
        )
    first, *others = audiences
    if any(other.fingerprint != first.fingerprint for other in others):
        raise ParameterError(
            "These audiences are of different data sets, so their customers cannot be compared; "
            "choose audiences of one data set."
        )
    ids = first.customers
    for other in others:
        if how == "union":
            ids = ids.append(other.customers[~among(other.customers, ids)])
        else:
            ids = ids[among(ids, other.customers) == (how == "intersection")]
    source = f" {COMBINATIONS[how]} ".join(f"“{audience.name}”" for audience in audiences)
    return Audience(name, ids, source, first.fingerprint)


def ids_table(audience: Audience) -> pd.DataFrame:
    """The audience's ids as a table of one column, ``user_id``, for a file.

    In Parquet (:func:`shopai.export.parquet_bytes`) they are byte for byte the data's own; in
    CSV those a spreadsheet would run as a formula get an apostrophe.
    """
    return pd.DataFrame({Customer.USER: audience.customers})
