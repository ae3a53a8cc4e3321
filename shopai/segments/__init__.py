"""K-means segments of customers."""

from shopai.segments.assignment import Drift, borderline, drift
from shopai.segments.choosing.choose import KChoice, choose_k
from shopai.segments.features import default_features, left_out
from shopai.segments.movement import Movement, movement
from shopai.segments.numbering import SegmentSeries, flows, numbered_like
from shopai.segments.persona.membership import Membership, explain_customer
from shopai.segments.persona.personas import Personas, personas
from shopai.segments.profile import (
    Comparison,
    Profile,
    index_against_all,
    profile,
    profile_table,
    summary,
)
from shopai.segments.projection import Projection, project, proportional, sample
from shopai.segments.scaling import SCALINGS, scaling_table
from shopai.segments.segmentation import Segmentation, labelled, segment

__all__ = [
    "SCALINGS",
    "Comparison",
    "Drift",
    "KChoice",
    "Membership",
    "Movement",
    "Personas",
    "Profile",
    "Projection",
    "SegmentSeries",
    "Segmentation",
    "borderline",
    "choose_k",
    "default_features",
    "drift",
    "explain_customer",
    "flows",
    "index_against_all",
    "labelled",
    "left_out",
    "movement",
    "numbered_like",
    "personas",
    "profile",
    "profile_table",
    "project",
    "proportional",
    "sample",
    "scaling_table",
    "segment",
    "summary",
]
