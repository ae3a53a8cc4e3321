"""The columns of a table of customers, described."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from shopai.charts.customer_columns import MOST_VALUES, spread
from shopai.columns import CustomerColumn, Event
from shopai.customer_columns import NUMBER, TEXT, customer_columns

PEOPLE = pd.DataFrame(
    {
        "age": [30.0, None, 50.0, 61.0],
        "city": ["Oslo", "Rome", None, "Rome"],
        "none": pd.Series([None] * 4, dtype=float),
    },
    index=pd.Index(list("abcd"), name=Event.USER),
)


def test_numbers_have_their_ends_and_middle_and_texts_their_commonest_value() -> None:
    age, city, none = customer_columns(PEOPLE).to_dict("records")
    assert age[CustomerColumn.KIND] == NUMBER
    assert [age[name] for name in (CustomerColumn.KNOWN, CustomerColumn.MISSING)] == [3, 0.25]
    ends = (CustomerColumn.LOW, CustomerColumn.MEDIAN, CustomerColumn.HIGH)
    assert [age[name] for name in ends] == [30, 50, 61]
    assert (city[CustomerColumn.KIND], city[CustomerColumn.VALUES]) == (TEXT, 2)
    assert city[CustomerColumn.COMMONEST] == "Rome"
    assert city[CustomerColumn.COMMONEST_SHARE] == 2 / 3
    assert (none[CustomerColumn.KNOWN], none[CustomerColumn.MISSING]) == (0, 1.0)


def test_of_values_equally_common_the_first_by_name_is_said() -> None:
    table = pd.DataFrame({"city": ["Rome", "Oslo"]})
    assert customer_columns(table)[CustomerColumn.COMMONEST].tolist() == ["Oslo"]


def test_yes_and_no_are_no_numbers() -> None:
    table = pd.DataFrame({"member": [True, False, True]})
    (row,) = customer_columns(table).to_dict("records")
    assert (row[CustomerColumn.KIND], row[CustomerColumn.COMMONEST]) == (TEXT, "True")


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=40))
def test_known_and_missing_add_up(values: list[float | None]) -> None:
    column = pd.Series(values, dtype=float)
    (row,) = customer_columns(pd.DataFrame({"x": column})).to_dict("records")
    missing = row[CustomerColumn.MISSING] * len(values)
    assert row[CustomerColumn.KNOWN] + round(missing) == len(values)
    if row[CustomerColumn.KNOWN]:
        assert row[CustomerColumn.LOW] == np.nanmin(column)
        assert row[CustomerColumn.HIGH] == np.nanmax(column)


def test_every_customer_with_a_value_is_in_a_bar() -> None:
    bars = spread(PEOPLE["age"]).data[0]
    assert sum(bars.y) == 3
    assert spread(PEOPLE["age"]).layout.title.text == "age (25.0% missing)"
    assert list(spread(PEOPLE["city"]).data[0].x) == [2, 1]
    assert len(spread(PEOPLE["none"]).data[0].x) == 0


def test_of_many_texts_the_commonest_are_drawn_and_names_are_escaped() -> None:
    texts = pd.Series([f"<b>{i}" for i in range(20) for _ in range(20 - i)], name="city <i>")
    figure = spread(texts)
    assert list(figure.data[0].x) == list(range(20, 20 - MOST_VALUES, -1))
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;0"
    assert figure.layout.title.text == "city &lt;i&gt;"
