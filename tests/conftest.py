"""What every test run ends with."""

from __future__ import annotations

import gc

import streamlit as st


def pytest_sessionfinish() -> None:
    """Drop what Streamlit caches for the life of a server, so that DuckDB can close in order."""
    st.cache_resource.clear()
    gc.collect()
