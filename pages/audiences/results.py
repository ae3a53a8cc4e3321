"""Results of the Audiences page, kept for the browser session."""

from __future__ import annotations

import pandas as pd

from pages.ui.keys import session_cache
from pages.ui.results import features_of
from shopai.audiences import (
    Audience,
    CustomerMatch,
    Overlap,
    audience_table,
    contacts,
    customer_match,
    exclusive_intersections,
    overlap,
)
from shopai.audiences.customer_match import Platform
from shopai.events.dataset import Dataset


@session_cache(2)
def contacts_of(dataset: Dataset) -> pd.DataFrame:
    """Contact details of each customer."""
    return contacts(dataset)


@session_cache(4, "Comparing the audiences …")
def compared_of(
    dataset: Dataset, audiences: tuple[Audience, ...]
) -> tuple[pd.DataFrame, Overlap, pd.DataFrame]:
    """Size and revenue of each audience, what each two share, and who is in exactly which."""
    customers = features_of(dataset)
    return (
        audience_table(audiences, customers),
        overlap(audiences),
        exclusive_intersections(audiences, customers),
    )


@session_cache(4, "Reading the contacts …")
def match_of(
    dataset: Dataset,
    audience: Audience,
    platform: Platform,
    default_country: str | None,
    hashed: bool,
    minimum: int,
) -> CustomerMatch:
    """The audience as an ad platform's file; its cells are hashed when it is downloaded."""
    people = contacts_of(dataset)
    return customer_match(
        people.loc[people.index.intersection(audience.customers)],
        platform,
        default_country=default_country,
        hashed=hashed,
        minimum=minimum,
    )
