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
from shopai.evaluate import Evaluation, evaluate, search
from shopai.events.dataset import Dataset, Report
from shopai.events.demo import demo
from shopai.events.load import load
from shopai.events.mapping import Mapping
from shopai.events.opening import open_file
from shopai.preferences import Preferences, preferences
from shopai.recommend.baseline import Baseline
from shopai.recommend.batch import write_recommendations
from shopai.recommend.catalogue import Catalogue, catalogue
from shopai.recommend.content import ContentBased, item_words
from shopai.recommend.ease import EASE
from shopai.recommend.factors import ALS, BPR
from shopai.recommend.files import load_model
from shopai.recommend.hybrid import Hybrid
from shopai.recommend.item_knn import ItemKNN
from shopai.recommend.policy import Policy
from shopai.recommend.popularity import Popularity
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
    "ALS",
    "BPR",
    "EASE",
    "Audience",
    "Baseline",
    "Catalogue",
    "Condition",
    "ContentBased",
    "CustomerMatch",
    "Dataset",
    "Drift",
    "Evaluation",
    "Hybrid",
    "InputError",
    "ItemKNN",
    "KChoice",
    "Mapping",
    "Membership",
    "MissingColumns",
    "Movement",
    "Notes",
    "ParameterError",
    "Personas",
    "Policy",
    "Popularity",
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
    "catalogue",
    "choose_k",
    "contacts",
    "customer_features",
    "customer_match",
    "customer_table",
    "demo",
    "drift",
    "evaluate",
    "exclusive_intersections",
    "explain_customer",
    "item_words",
    "load",
    "load_model",
    "movement",
    "open_file",
    "overlap",
    "personas",
    "preferences",
    "profile",
    "rfm",
    "search",
    "segment",
    "segment_report",
    "write_recommendations",
]
