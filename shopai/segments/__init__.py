"""K-means segments of customers."""

from shopai.segments.assignment import Assignment, assign
from shopai.segments.features import default_features, left_out
from shopai.segments.numbering import flows, numbered_like
from shopai.segments.profile import (
    Comparison,
    index_against_all,
    labelled,
    segment_table,
    summary,
)
from shopai.segments.projection import Projection, project, proportional, sample
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import Segmentation, segment

__all__ = [
    "SCALINGS",
    "Assignment",
    "Comparison",
    "Projection",
    "Segmentation",
    "assign",
    "default_features",
    "flows",
    "index_against_all",
    "labelled",
    "left_out",
    "numbered_like",
    "project",
    "proportional",
    "sample",
    "segment",
    "segment_table",
    "summary",
]
