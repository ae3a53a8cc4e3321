"""A real shop of 541,909 order lines, with its known truths."""

from __future__ import annotations

import pytest

from shopai.columns import Customer, Event, Kind
from shopai.events.dataset import Dataset
from tests.events.loading import adds_up, set_aside

pytestmark = pytest.mark.slow


def test_online_retail_has_its_known_counts(retail: Dataset) -> None:
    report = retail.report
    adds_up(retail)
    assert report.rows_read == 541_909
    assert report.notes["without a customer id"] == 135_080
    assert report.notes["on cancellation invoices"] == 9_288
    assert retail.n_customers == 4_372
    assert retail.customers.columns == [Customer.USER, "Country"]


def test_two_rows_have_a_negative_price(retail: Dataset) -> None:
    assert retail.report.set_aside == {"negative price": 2}
    assert [(column, value) for _, column, value, _ in set_aside(retail)] == [
        ("UnitPrice", "-11062.06")
    ] * 2


def test_events_are_purchases_and_refunds_of_positive_quantity(retail: Dataset) -> None:
    counts = retail.event_counts
    assert sum(counts.values()) == retail.report.rows_kept == 541_907
    assert set(counts) == {Kind.PURCHASE, Kind.REFUND}
    odd = retail.events.filter(
        f"{Event.QUANTITY} <= 0 OR {Event.PRICE} < 0 OR {Event.TIME} IS NULL"
    )
    assert odd.aggregate("count(*)").fetchall() == [(0,)]
