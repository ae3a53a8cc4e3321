"""What every test run begins and ends with."""

from __future__ import annotations

import gc

import streamlit as st
from hypothesis import settings

# A busy machine is no fault of the code: nothing is tested by the clock.
settings.register_profile("shopai", deadline=None)
settings.load_profile("shopai")


def pytest_sessionfinish() -> None:
    """Drop what Streamlit caches for the life of a server, so that DuckDB can close in order."""
    st.cache_resource.clear()
    gc.collect()
