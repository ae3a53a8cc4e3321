"""Journeys: transitions, times to the next purchase, paths, funnels and comparisons.

A *journey* is the events of one customer, or of one session, in order of time; events of the
same instant keep the order of the source. Its *tokens* are the kinds of event, or the
categories or items the events are about.
"""

from shopai.behaviour.journeys.comparison import Comparison, compare_journeys
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.behaviour.journeys.next_purchase import NextPurchase, next_purchase
from shopai.behaviour.journeys.order_funnel import order_funnel
from shopai.behaviour.journeys.paths import Paths, paths, step_matrix
from shopai.behaviour.journeys.transitions import Transitions, transitions

__all__ = [
    "Comparison",
    "Funnel",
    "NextPurchase",
    "Paths",
    "Transitions",
    "compare_journeys",
    "funnel",
    "next_purchase",
    "order_funnel",
    "paths",
    "step_matrix",
    "transitions",
]
