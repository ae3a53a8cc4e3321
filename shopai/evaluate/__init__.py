"""Recommenders compared on data they have not seen, with intervals and tests."""

from shopai.evaluate.evaluation import Evaluation, evaluate
from shopai.evaluate.metrics import METRICS, MetricInfo
from shopai.evaluate.splits import Split, kfold, leave_last_out, time_split
from shopai.evaluate.tuning import Tuning, tune

__all__ = [
    "METRICS",
    "Evaluation",
    "MetricInfo",
    "Split",
    "Tuning",
    "evaluate",
    "kfold",
    "leave_last_out",
    "time_split",
    "tune",
]
