"""Paths: by hand, and that every column adds up whatever the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.journeys.paths import Paths, paths, step_matrix
from shopai.columns import Kind, PathLink, PathNode, State
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from tests.behaviour.journeys.shop import ROWS, rows, shop_of

V, C, P, R = Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.REFUND
OTHER, LEFT = State.OTHER, State.LEFT


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return shop_of(ROWS)


def places(found: Paths) -> dict[tuple[int, str], int]:
    nodes = found.nodes
    keys = zip(nodes[PathNode.STEP], nodes[PathNode.NAME], strict=True)
    return dict(zip(keys, nodes[PathNode.COUNT], strict=True))


def links(found: Paths) -> dict[tuple[int, str, str], int]:
    table = found.links
    keys = zip(table[PathLink.STEP], table[PathLink.FROM], table[PathLink.TO], strict=True)
    return dict(zip(keys, table[PathLink.COUNT], strict=True))


def test_paths_by_hand(shop: Dataset) -> None:
    """ann: view cart purchase view; bob: view cart purchase; cat: cart view purchase; eve."""
    found = paths(shop, per="customer", steps=3)
    assert places(found) == {
        (1, V): 2, (1, C): 1, (1, R): 1,
        (2, V): 1, (2, C): 2, (2, LEFT): 1,
        (3, P): 3,
    }  # fmt: skip
    assert links(found) == {
        (1, V, C): 2, (1, C, V): 1, (1, R, LEFT): 1, (2, V, P): 1, (2, C, P): 2,
    }  # fmt: skip
    assert (found.n, found.customers, found.without_start) == (4, 4, 0)
    cart = found.nodes[(found.nodes[PathNode.STEP] == 2) & (found.nodes[PathNode.NAME] == C)]
    assert cart[PathNode.SHARE_OF_START].tolist() == [0.5]
    assert cart[PathNode.SHARE_OF_PREVIOUS].tolist() == [0.5]
    last = found.nodes[found.nodes[PathNode.STEP] == 3]
    assert last[PathNode.SHARE_OF_START].tolist() == [0.75]
    assert last[PathNode.SHARE_OF_PREVIOUS].tolist() == [1.0]  # of the three still there
    assert found.links[PathLink.SHARE_OF_PREVIOUS].tolist() == [1.0] * 5


def test_other_and_its_opening(shop: Dataset) -> None:
    closed = paths(shop, per="customer", steps=3, top=1)
    assert places(closed) == {
        (1, V): 2, (1, OTHER): 2, (2, C): 2, (2, OTHER): 1, (2, LEFT): 1, (3, P): 3,
    }  # fmt: skip
    assert links(closed)[1, OTHER, LEFT] == 1
    opened = paths(shop, per="customer", steps=3, top=1, expanded=[1])
    assert places(opened) == {
        (1, V): 2, (1, C): 1, (1, R): 1, (2, C): 2, (2, OTHER): 1, (2, LEFT): 1, (3, P): 3,
    }  # fmt: skip


def test_from_a_start(shop: Dataset) -> None:
    """From the first time in the cart: ann purchase view; bob purchase; cat view purchase."""
    found = paths(shop, per="customer", start=C, steps=3)
    assert places(found) == {(1, C): 3, (2, P): 2, (2, V): 1, (3, V): 1, (3, P): 1, (3, LEFT): 1}
    assert (found.n, found.without_start) == (3, 1)
    with pytest.raises(ParameterError, match="'Shoes'"):
        paths(shop, start="Shoes")


def test_step_matrix_by_hand(shop: Dataset) -> None:
    table = step_matrix(paths(shop, per="customer", steps=3, top=1))
    assert table.index.tolist() == [V, C, P, OTHER, LEFT]
    assert table.loc[V].tolist() == [0.5, 0.25, 0]  # at step 2 too, where it was not shown
    assert table.loc[C].tolist() == [0.25, 0.5, 0]
    assert table.loc[P].tolist() == [0, 0, 0.75]
    assert table.loc[OTHER].tolist() == [0.25, 0, 0]
    assert table.loc[LEFT].tolist() == [0, 0.25, 0.25]


@settings(max_examples=6, deadline=None)
@given(
    rows(),
    st.sampled_from(["event", "category", "item"]),
    st.sampled_from(["customer", "session"]),
    st.sampled_from([None, "first"]),
    st.integers(1, 3),
    st.booleans(),
)
def test_every_column_adds_up(
    events: list[tuple], of: str, per: str, start: str | None, top: int, opened: bool
) -> None:
    shop = shop_of(events)
    begin = {"event": V, "category": "shoes", "item": "Boots"}[of] if start else None
    found = paths(
        shop, of=of, per=per, start=begin, steps=4, top=top,
        expanded=[2] if opened else [],
    )  # fmt: skip
    nodes, edges = found.nodes, found.links
    assert nodes.loc[nodes[PathNode.STEP] == 1, PathNode.COUNT].sum() == found.n
    into = edges.groupby(PathLink.TARGET)[PathLink.COUNT].sum()
    out = edges.groupby(PathLink.SOURCE)[PathLink.COUNT].sum()
    for number, node in nodes.iterrows():
        step, count = node[PathNode.STEP], node[PathNode.COUNT]
        assert count > 0
        assert into.get(number, 0) == (count if step > 1 else 0)
        ends = node[PathNode.ROLE] == LEFT or step == 4
        assert out.get(number, 0) == (0 if ends else count)
        assert node[PathNode.SHARE_OF_START] == count / found.n
    sizes = nodes.groupby(PathNode.STEP)[PathNode.COUNT].sum()
    left = nodes[nodes[PathNode.ROLE] == LEFT].groupby(PathNode.STEP)[PathNode.COUNT].sum()
    for step in range(2, 5):
        assert sizes.get(step, 0) == sizes.get(step - 1, 0) - left.get(step - 1, 0)
    if found.n:
        assert step_matrix(found).sum().to_numpy() == pytest.approx(1)
        shares = edges.groupby(PathLink.SOURCE)[PathLink.SHARE_OF_PREVIOUS].sum()
        assert shares.to_numpy() == pytest.approx(1)
    names = nodes.groupby(PathNode.STEP)[PathNode.NAME]
    assert names.nunique().eq(names.size()).all()


def test_a_filter_that_chooses_nothing_gives_empty_tables(shop: Dataset) -> None:
    found = paths(shop, Filter(customers=pd.Index(["zoe"])))
    assert found.nodes.empty
    assert found.links.empty
    assert np.isnan(step_matrix(found)).all(axis=None)


def test_impossible_settings_are_refused(shop: Dataset) -> None:
    for wrong in ({"steps": 1}, {"steps": 21}, {"top": 0}, {"expanded": [6]}, {"expanded": [0]}):
        with pytest.raises(ParameterError):
            paths(shop, **wrong)
