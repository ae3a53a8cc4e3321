"""K-means segments of customers."""

from shopai.segments.features import default_features, left_out
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
    "Comparison",
    "Projection",
    "Segmentation",
    "default_features",
    "index_against_all",
    "labelled",
    "left_out",
    "project",
    "proportional",
    "sample",
    "segment",
    "segment_table",
    "summary",
]
