"""Demo shops to look at."""

from __future__ import annotations

import pytest

from shopai.demo.shop import Shop, simulate


@pytest.fixture(scope="package")
def shop() -> Shop:
    return simulate()


@pytest.fixture(scope="package")
def large_shop() -> Shop:
    """For effects too small to see among 3,000 customers."""
    return simulate(8_000, seed=1)
