"""Preferences of customers for items: a sparse customer × item matrix."""

from shopai.preferences.from_events import WEIGHTS, last_times, preferences
from shopai.preferences.matrix import Preferences

__all__ = ["WEIGHTS", "Preferences", "last_times", "preferences"]
