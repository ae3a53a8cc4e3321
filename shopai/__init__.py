"""Marketing analytics for shops: segments, similarity and recommendations from one file."""

from shopai.audiences import (
    Audience,
    Condition,
    CustomerMatch,
    Notes,
    audience_table,
    by_rule,
    contacts,
    customer_match,
    exclusive_intersections,
    overlap,
)
from shopai.customers import customer_features, customer_table
from shopai.errors import InputError, MissingColumns, ParameterError, Question, ShopaiError
from shopai.events.dataset import Dataset, Report
from shopai.events.demo import demo
from shopai.events.load import load
from shopai.events.mapping import Mapping
from shopai.events.opening import open_file
from shopai.preferences import Preferences, preferences
from shopai.recommend.user_knn import UserKNN
from shopai.report import segment_report
from shopai.segments import KChoice, Segmentation, choose_k, segment
from shopai.segments.drift import Drift, drift
from shopai.segments.movement import Movement, movement
from shopai.segments.persona.membership import Membership, explain_customer
from shopai.segments.persona.personas import Personas, personas
from shopai.segments.profile import Profile, profile
from shopai.segments.rfm import Rfm, rfm

__version__ = "0.1.0"

__all__ = [
    "Audience",
    "Condition",
    "CustomerMatch",
    "Dataset",
    "Drift",
    "InputError",
    "KChoice",
    "Mapping",
    "Membership",
    "MissingColumns",
    "Movement",
    "Notes",
    "ParameterError",
    "Personas",
    "Preferences",
    "Profile",
    "Question",
    "Report",
    "Rfm",
    "Segmentation",
    "ShopaiError",
    "UserKNN",
    "audience_table",
    "by_rule",
    "choose_k",
    "contacts",
    "customer_features",
    "customer_match",
    "customer_table",
    "demo",
    "drift",
    "exclusive_intersections",
    "explain_customer",
    "load",
    "movement",
    "open_file",
    "overlap",
    "personas",
    "preferences",
    "profile",
    "rfm",
    "segment",
    "segment_report",
]
