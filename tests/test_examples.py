"""The examples in the docstrings of the public functions and models."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path
from typing import Any

import pytest

import shopai
from shopai.demo.shop import simulate
from shopai.events.dataset import from_frames
from shopai.recommend.models.base import Recommender

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def needs_an_example(value: object) -> bool:
    model = inspect.isclass(value) and issubclass(value, Recommender)
    return model or inspect.isfunction(value)


NAMES = [name for name in shopai.__all__ if needs_an_example(getattr(shopai, name))]


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    """Names that every example may use, as the reference says."""
    shop = simulate(600, seed=0)
    dataset = from_frames(shop.events, shop.items, shop.customers, name="Demo shop")
    customers = shopai.customer_features(dataset)
    return {
        "shopai": shopai,
        "dataset": dataset,
        "customers": customers,
        "segments": shopai.segment(customers, k=5, seed=0),
        "prefs": shopai.preferences(dataset),
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("few_starts")
def test_an_example_gives_what_it_says(
    name: str, known: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = inspect.getdoc(getattr(shopai, name)) or ""
    example = doctest.DocTestParser().get_doctest(text, dict(known), name, None, None)
    assert example.examples
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=said.append)
    assert not failed, "".join(said)
