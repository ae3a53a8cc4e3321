"""K-means segments of customers."""

from shopai.segments.features import default_features
from shopai.segments.profile import Comparison, index_against_all, summary
from shopai.segments.projection import Projection, project, sample
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import Segmentation, segment

__all__ = [
    "SCALINGS",
    "Comparison",
    "Projection",
    "Segmentation",
    "default_features",
    "index_against_all",
    "project",
    "sample",
    "segment",
    "summary",
]
