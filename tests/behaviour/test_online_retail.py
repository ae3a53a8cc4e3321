"""Baskets of a real shop of 541,909 order lines, beside an independent count and mlxtend."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.baskets.contents import baskets
from shopai.behaviour.baskets.offers import also_bought
from shopai.behaviour.baskets.rules import association_rules, rules_of
from shopai.columns import AlsoBought, Rule
from shopai.events.dataset import Dataset
from tests.behaviour.baskets.making import agree, rule, supports_of, theirs
from tests.events.loading import SHARED

PATH = SHARED / "online_retail.csv.gz"

pytestmark = pytest.mark.slow


def test_baskets_are_the_orders(retail: Dataset) -> None:
    bought = baskets(retail, max_basket=10_000)
    lines = pd.read_csv(PATH, dtype=str)
    lines["Quantity"] = lines["Quantity"].astype(float)
    sold = lines[~lines["InvoiceNo"].str.startswith("C") & (lines["Quantity"] > 0)]
    sold = sold[sold["UnitPrice"].astype(float) >= 0]
    guests = sold["CustomerID"].isna()
    assert bought.totals is not None
    assert bought.n == bought.totals.orders == sold["InvoiceNo"].nunique()
    assert bought.n - bought.totals.guest_orders == sold[~guests]["InvoiceNo"].nunique() == 18_536
    assert len(bought.items) == len(sold[["InvoiceNo", "StockCode"]].drop_duplicates())


def test_rules_of_online_retail_equal_those_of_mlxtend(retail: Dataset) -> None:
    bought = baskets(retail)
    least, length = 250, 3
    ours = rules_of(bought, min_support=least, min_confidence=0.1234, max_length=length)
    supports, peer = theirs(bought, least, length, 0.1234)
    assert supports_of(ours.itemsets) == pytest.approx(supports, rel=1e-12)
    agree(ours.table, peer)
    assert len(peer) > 500


def test_also_bought_is_a_row_of_the_rules(retail: Dataset) -> None:
    rules = association_rules(retail, min_support=100)
    found = also_bought(rules, "22423", n=5)
    for _, row in found.iterrows():
        same = rule(rules.table, ["22423"], [row[AlsoBought.ITEM]])
        assert row[AlsoBought.COUNT] == same[Rule.COUNT]
        np.testing.assert_allclose(row[AlsoBought.LIFT], same[Rule.LIFT], rtol=1e-12)
