"""The RFM page: groups, rules, the segments beside them, and what it needs."""

from __future__ import annotations

import base64

import numpy as np
import pandas as pd
import pytest

from pages.ui import notes, show
from shopai.columns import Customer, Event, Feature, Kind, RfmTable
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.rfm import cross_tab, rfm
from shopai.segments.rfm_rules import NAMES
from shopai.segments.segmentation import segment

from .conftest import Open, figures, text, titles, unfolded

NOTHING = pd.DataFrame({Event.USER: pd.Series(dtype="str")})


def test_the_demo_shop_shows_the_core_s_numbers(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("rfm", demo_shop)
    assert not app.exception
    assert not app.error
    found = rfm(demo_shop)
    best = found.groups.loc["Loyal"]
    assert found.groups[RfmTable.REVENUE_SHARE].idxmax() == "Loyal"
    says = (
        f"The group **Loyal** is {best[RfmTable.CUSTOMER_SHARE]:.1%} of the 3,000 buyers "
        f"and brings **{best[RfmTable.REVENUE_SHARE]:.1%}** of what they spent."
    )
    assert says in text(app)
    assert titles(app) == ["Customers by RFM score (3,000 who bought)"]
    assert app.get("plotly_chart")[0].proto.alt == says.replace("**", "")
    groups = app.dataframe[0].value
    assert groups[RfmTable.GROUP].tolist() == list(NAMES)
    assert groups[RfmTable.CUSTOMERS].tolist() == found.groups[RfmTable.CUSTOMERS].tolist()
    app.segmented_control(key="rfm_view").set_value("rules").run()
    edges, rules = (frame.value for frame in app.dataframe)
    assert rules[RfmTable.GROUP].tolist() == list(NAMES)
    assert edges["F: orders"].tolist() == ["11 to 25", "7 to 10", "5 to 6", "3 to 4", "1 to 2"]
    assert edges["Score"].tolist() == [5, 4, 3, 2, 1]
    assert edges["M: net spend"][0] == "€344 to €1,844"


def test_what_next_names_the_best_group_or_those_ticked(
    open_page: Open, demo_shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, groups = open_page("rfm", demo_shop), rfm(demo_shop).scores[RfmTable.GROUP]
    assert "with **Loyal**" in text(app)
    assert "Offer a loyalty scheme" in text(app)
    rows = [NAMES.index("At risk"), NAMES.index("Lost")]
    monkeypatch.setattr(show, "ticked", lambda *_, **__: rows)
    app.run()
    assert "with **At risk, Lost**" in text(app)
    assert "One last try" in text(app)
    app.button(key="rfm_audience_save").click().run()
    (kept,) = app.session_state[notes.NOTES][demo_shop.fingerprint].audiences
    assert kept.name == "RFM At risk, Lost"
    assert set(kept.customers) == set(groups.index[groups.isin(["Lost", "At risk"])])


def test_beside_the_segments_chosen_elsewhere(
    open_page: Open, demo_shop: Dataset, features: pd.DataFrame
) -> None:
    app = open_page("segments", demo_shop)
    app.slider(key="k").set_value(3).run()
    app.switch_page("pages/rfm/page.py").run()
    app.segmented_control(key="rfm_view").set_value("segments").run()
    assert not app.exception
    seg = segment(features, k=3)
    expected = cross_tab(rfm(demo_shop).scores[RfmTable.GROUP], seg.labels)
    assert app.expander[0].label == (
        "**How sure?** :small[RFM groups and the 3 K-means segments have an adjusted Rand index "
        f"of **{expected.adjusted_rand:.2f}**.]"
    )
    assert "Rand" not in text(app)
    (heat,) = figures(app)[0]["data"]
    drawn = np.frombuffer(base64.b64decode(heat["z"]["bdata"]), heat["z"]["dtype"])
    assert drawn == pytest.approx(expected.shares.to_numpy().ravel() * 100)
    app.selectbox(key="rfm_group").set_value("Lost").run()
    share = expected.shares.loc["Lost"].max()
    assert f"**{share:.1%}** of the group **Lost** are in the segment" in text(app)
    assert "with **Lost in" in text(app)


def people(**columns: list[float]) -> Dataset:
    n = len(next(iter(columns.values())))
    table = pd.DataFrame({Customer.USER: [f"c{i}" for i in range(n)], **columns})
    return from_frames(NOTHING, customers=table, name="people.csv", currency="*X*")


def test_a_customer_table_with_the_measures(open_page: Open) -> None:
    data = people(
        **{
            Feature.RECENCY: [3.0, 40.0, 90.0, 5.0, 7.0, 8.0],
            Feature.FREQUENCY: [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
            Feature.MONETARY: [30.0, 20.0, -10.0, 5.0, 7.0, 0.0],
        }
    )
    app = open_page("rfm", data)
    assert not app.exception
    assert not app.error
    assert "1 customer never bought and has no score." in app.expander[0].label
    assert "Orders: the same for all, so F is 3 for everyone." in app.expander[0].label
    labels = [button.label for button in app.button]
    assert "Recommend to them" not in labels  # no items, so no page that would recommend
    assert "5 is the best fifth" in text(unfolded(app, "rfm"))
    app.segmented_control(key="rfm_view").set_value("rules").run()
    edges = app.dataframe[0].value
    assert edges["F: orders"].tolist() == ["nobody", "nobody", "1", "nobody", "nobody"]
    assert edges["M: net spend"].tolist()[-1] == "−10 *X*"


def test_without_positive_spend_the_largest_group_is_named(open_page: Open) -> None:
    data = people(
        **{
            Feature.RECENCY: [3.0, 40.0, 90.0, float("nan")],
            Feature.FREQUENCY: [1.0, 2.0, 1.0, 1.0],
            Feature.MONETARY: [-30.0, -20.0, -10.0, 5.0],
        }
    )
    app = open_page("rfm", data)
    assert not app.exception
    assert "of the 3 buyers and the largest of the groups." in text(app)
    assert "1 customer lacks a time or an amount and has no score." in app.expander[0].label


def test_a_customer_table_without_the_measures_says_what_it_needs(
    open_page: Open, customer_table: Dataset
) -> None:
    app = open_page("rfm", customer_table)
    assert not app.exception
    assert "RFM needs purchases, or for each customer the days since the last one" in text(app)
    assert figures(app) == []


def test_ratings_say_what_is_needed(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("rfm", ratings_only)
    assert not app.exception
    assert "RFM needs purchases, a time column and prices; this file holds ratings." in text(app)
    assert [button.label for button in app.button] == ["Open another file", "Open the demo shop"]
    assert figures(app) == []


def test_prices_on_views_only_are_one_sentence(open_page: Open) -> None:
    """Looked at by its columns alone such a file seems ready."""
    events = pd.DataFrame(
        {
            Event.USER: ["a", "b"],
            Event.ITEM: "i",
            Event.KIND: [Kind.VIEW, Kind.PURCHASE],
            Event.PRICE: [3.0, None],
            Event.TIME: pd.to_datetime(["2024-01-01", "2024-01-02"]),
        }
    )
    app = open_page("rfm", from_frames(events))
    assert not app.exception
    assert text(app).endswith("not known here: net spend.")


def test_with_nothing_loaded(open_page: Open) -> None:
    app = open_page("rfm", None)
    assert not app.exception
    assert app.title[0].value == "RFM"
    assert "Nothing is loaded yet" in text(app)
