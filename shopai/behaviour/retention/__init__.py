"""Retention: cohorts, customer lifetime value and churn risk."""

from shopai.behaviour.retention.calibration import Calibration
from shopai.behaviour.retention.churn import ChurnRisk, churn_risk
from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.behaviour.retention.cohorts import Cohorts, cohorts
from shopai.behaviour.retention.expected_total import Estimate
from shopai.behaviour.retention.lifetime import LifetimeValue, lifetime_value

__all__ = [
    "Calibration",
    "ChurnRisk",
    "CohortTables",
    "Cohorts",
    "Estimate",
    "LifetimeValue",
    "churn_risk",
    "cohorts",
    "lifetime_value",
]
