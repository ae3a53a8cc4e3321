"""Cohorts and lifetime value."""

from __future__ import annotations

from typing import Final


class CohortTable:
    """Cohorts: the names of their axes, the mean line, and one long row a cohort and age."""

    COHORT: Final = "cohort"  # UTC, the first instant of the month or week it began in
    AGE: Final = "age"  # int, whole months or weeks since then, from 0
    SIZE: Final = "cohort_customers"  # int, customers of the cohort
    CUSTOMERS: Final = "customers"  # float, of them those who bought (or were seen) at that age
    SHARE: Final = "share"  # float, 0 … 1, customers / size
    LOW: Final = "share_low"  # float, 0 … 1, ends of the 95 % interval of the share
    HIGH: Final = "share_high"
    REVENUE: Final = "revenue"  # float, net of refunds, at that age
    ORDERS: Final = "orders"  # float, that began at that age
    VALUE: Final = "value_per_customer"  # float, revenue up to and with that age / size
    WHOLE: Final = "whole"  # bool, False where the period is not over
    COHORTS: Final = "cohorts"  # int, pooled in the mean
    OF: Final = "customers_of"  # str, a segment, or everyone, in a file of several


class Lifetime:
    """Customer lifetime value: one row a buyer, index :attr:`Event.USER`."""

    REPEATS: Final = "repeat_purchases"  # int, days with a purchase after the first such day
    RECENCY: Final = "last_purchase_age_days"  # int, from the first purchase day to the last
    AGE: Final = "age_days"  # int, from the first purchase day to the end of what was seen
    MEAN_VALUE: Final = "mean_repeat_value"  # float, money of a repeat purchase before refunds;
    # missing for who has none with a price
    ALIVE: Final = "alive"  # float, 0 … 1, probability to be a customer still
    PURCHASES: Final = "expected_purchases"  # float, purchase days in the horizon
    PURCHASE_VALUE: Final = "expected_purchase_value"  # float, money of one of them
    VALUE: Final = "expected_value"  # float, money in the horizon, before refunds
    VALUE_IF_ALIVE: Final = "expected_value_if_alive"  # float, the same were ALIVE 1
    AT_RISK: Final = "value_at_risk"  # float, VALUE_IF_ALIVE − VALUE, what is lost with them


class Holdout:
    """A model against what happened next: one row a number of repeat purchases before."""

    REPEATS: Final = "repeat_purchases"  # int, in the part the model was fitted on; the last
    # row holds all with so many or more
    CUSTOMERS: Final = "customers"  # int
    ACTUAL: Final = "actual"  # float, purchases a customer in the part held out
    PREDICTED: Final = "predicted"  # float, the model's mean
    LOW: Final = "predicted_low"  # float, ends of the 95 % range the actual should be in
    HIGH: Final = "predicted_high"
