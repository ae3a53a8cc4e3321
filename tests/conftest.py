"""Set-up of every test run, and the examples of its property tests.

The environment variable SHOPAI_EXAMPLES says which examples property tests get:

- unset: the same ones on every run, so that no run fails by luck (``make test``), and a third
  of the number that a test asks for;
- ``fast``: a twelfth of it (``make test FAST=1``);
- ``fuzz``: all of it, new ones at random on every run; what failed is tried again first
  (``make fuzz``).
"""

from __future__ import annotations

import gc
import os

# Threads that wait for one another cost more than they bring to data this small, and each worker
# of a run has a core. Set before NumPy is loaded, which reads it once.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
import streamlit as st
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from pages.ui import visitors
from shopai.demo.shop import demo
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.segments import kmeans
from shopai.segments.choosing import choose
from tests.events.loading import SHARED

EXAMPLES = os.environ.get("SHOPAI_EXAMPLES", "")
#: Of the number of examples that a test asks for, and how many there are at least.
SHARE = {"": 1 / 3, "fast": 1 / 12, "fuzz": 1.0}[EXAMPLES]
LEAST = 4

# A busy machine is no fault of the code: nothing is tested by the clock.
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("random" if EXAMPLES == "fuzz" else "same")


#: The browser's tests share a server; the others what is compiled, which takes seconds the first
#: time. Each of these rooms goes to one worker.
TOGETHER = (
    "tests/browser/",
    "tests/behaviour/baskets/",
    "tests/behaviour/journeys/",
    "tests/behaviour/sequences/",
    "tests/recommend/",
)


class ByModuleOrRoom(LoadScopeScheduling):
    """Modules go to the workers whole, and so do the rooms that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        rooms = (room for room in TOGETHER if nodeid.startswith(room))
        return next(rooms, super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModuleOrRoom | None:
    """Share out the tests by module, unless another way is asked for."""
    return ByModuleOrRoom(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give property tests their share of examples."""
    if SHARE == 1:
        return
    for test in {item.obj for item in items if isinstance(item, pytest.Function)}:
        asked = getattr(test, "_hypothesis_internal_use_settings", None)
        if asked is not None:
            fewer = max(round(SHARE * asked.max_examples), min(LEAST, asked.max_examples))
            test._hypothesis_internal_use_settings = settings(asked, max_examples=fewer)


@pytest.fixture
def few_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of few customers, few starts find the same segments, and few references say the same."""
    monkeypatch.setattr(kmeans, "HEATS", 2)
    monkeypatch.setattr(kmeans, "STARTS_SMALL", 4)
    monkeypatch.setattr(kmeans, "QUICK_STARTS", 2)
    monkeypatch.setattr(choose, "REFERENCES", 6)
    monkeypatch.setattr(choose, "RESAMPLES", 6)


@pytest.fixture(scope="session")
def retail() -> Dataset:
    """A real shop of 541,909 order lines, loaded once."""
    path = SHARED / "online_retail.csv.gz"
    if not path.exists():
        pytest.skip("online_retail.csv.gz is not beside the repository")
    return load(path)


@pytest.fixture(scope="session")
def demo_shop() -> Dataset:
    """The demo shop, opened and put in order once for all tests that only read it."""
    return demo()


def pytest_sessionfinish() -> None:
    """Drop what is kept for the life of a server, so that DuckDB can close in order."""
    st.cache_resource.clear()
    visitors._sessions.clear()
    gc.unfreeze()
    gc.collect()
