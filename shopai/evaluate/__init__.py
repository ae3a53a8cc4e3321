"""Recommenders compared on data they have not seen, with intervals and tests."""
