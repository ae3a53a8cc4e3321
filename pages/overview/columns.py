"""A table of customers: its columns, their spread, what is missing."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui import show
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.results import features_of
from shopai import readiness
from shopai.charts.customer_columns import spread
from shopai.charts.labels import feature_label
from shopai.columns import CustomerColumn
from shopai.customer_columns import customer_columns
from shopai.events.dataset import Dataset
from shopai.findings import customers as findings

#: Charts on the page, at most, and beside one another.
MOST: Final = 6
ABREAST: Final = 3
COLUMNS: Final[dict[str, Any]] = {
    CustomerColumn.COLUMN: "Column",
    CustomerColumn.KIND: "Kind",
    CustomerColumn.KNOWN: ("Customers with a value", "localized"),
    CustomerColumn.MISSING: ("Missing", "percent"),
    CustomerColumn.VALUES: ("Different values", "localized"),
    CustomerColumn.LOW: ("Smallest", "localized"),
    CustomerColumn.MEDIAN: ("Median", "localized"),
    CustomerColumn.HIGH: ("Largest", "localized"),
    CustomerColumn.COMMONEST: "Commonest",
    CustomerColumn.COMMONEST_SHARE: ("Share of the commonest", "percent"),
}


@session_cache(2)
def columns_of(dataset: Dataset) -> pd.DataFrame:
    """The columns of the table, described."""
    return customer_columns(features_of(dataset))


def view(frame: Frame) -> None:
    dataset = frame.dataset
    customers, columns = features_of(dataset), columns_of(dataset)
    frame.say(findings.complete(columns, len(customers)))
    drawn = list(columns[CustomerColumn.COLUMN])[:MOST]
    places = [place for _row in range(0, len(drawn), ABREAST) for place in st.columns(ABREAST)]
    for number, (place, name) in enumerate(zip(places, drawn, strict=False)):
        with place:
            alt = f"Customers by {feature_label(name)}."
            show.chart(spread(customers[name]), f"spread_{number}", alt)
    frame.open(readiness.SEGMENTS, "See who your customers are", "groups")
    with frame.more:
        show.table(columns.dropna(axis=1, how="all"), "customer_columns", COLUMNS, height="content")
    frame.file("This table", columns, "columns", key="download_columns")
