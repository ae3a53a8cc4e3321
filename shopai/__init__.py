"""Marketing analytics for shops: segments, similarity and recommendations from one file."""

from shopai import interrupts  # noqa: F401  first: the others take seconds
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
from shopai.behaviour.baskets.offers import also_bought, bundles, customers_to_win
from shopai.behaviour.baskets.rules import Rules, association_rules
from shopai.behaviour.journeys.comparison import compare_journeys
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.behaviour.journeys.next_purchase import NextPurchase, next_purchase
from shopai.behaviour.journeys.order_funnel import order_funnel
from shopai.behaviour.journeys.paths import Paths, paths, step_matrix
from shopai.behaviour.journeys.transitions import Transitions, transitions
from shopai.behaviour.journeys.who import began_with, last_at
from shopai.behaviour.retention.churn import ChurnRisk, churn_risk
from shopai.behaviour.retention.cohorts import Cohorts, cohorts
from shopai.behaviour.retention.lifetime import LifetimeValue, lifetime_value
from shopai.behaviour.search.spellings import queries_of
from shopai.behaviour.search.terms import SearchTerms, search_terms
from shopai.behaviour.search.topics import Topics, search_topics
from shopai.behaviour.sequences.followers import followers
from shopai.behaviour.sequences.patterns import Patterns, sequential_patterns
from shopai.customer_columns import customer_columns
from shopai.customers import customer_features, customer_table
from shopai.demo.shop import demo
from shopai.errors import (
    InputError,
    MissingColumns,
    ParameterError,
    Question,
    ShopaiError,
    TooThin,
)
from shopai.evaluate.evaluation import Evaluation, evaluate
from shopai.evaluate.tuning import tune
from shopai.events.dataset import Dataset, Report
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.mapping import Mapping
from shopai.preferences import Preferences, preferences
from shopai.recommend.group import GroupOffers, most_offered
from shopai.recommend.models.als import ALS
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.bpr import BPR
from shopai.recommend.models.content import ContentBased, item_words
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.catalogue import Catalogue, catalogue
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage.batch import write_recommendations
from shopai.recommend.storage.model_file import load_model, save_model
from shopai.report import segment_report
from shopai.segments.assignment import Drift, drift
from shopai.segments.choosing.choose import KChoice, choose_k
from shopai.segments.movement import Movement, movement
from shopai.segments.persona.membership import Membership, explain_customer
from shopai.segments.persona.personas import Personas, personas
from shopai.segments.profile import Profile, profile
from shopai.segments.rfm import Rfm, rfm
from shopai.segments.segmentation import Segmentation, segment
from shopai.selection.filter import Filter
from shopai.version import VERSION

__version__ = VERSION

__all__ = [
    "ALS",
    "BPR",
    "EASE",
    "Audience",
    "Baseline",
    "Catalogue",
    "ChurnRisk",
    "Cohorts",
    "Condition",
    "ContentBased",
    "CustomerMatch",
    "Dataset",
    "Drift",
    "Evaluation",
    "Filter",
    "Funnel",
    "GroupOffers",
    "Hybrid",
    "InputError",
    "ItemKNN",
    "KChoice",
    "LifetimeValue",
    "Mapping",
    "Membership",
    "MissingColumns",
    "Movement",
    "NextPurchase",
    "Notes",
    "ParameterError",
    "Paths",
    "Patterns",
    "Personas",
    "Policy",
    "Popularity",
    "Preferences",
    "Profile",
    "Question",
    "Report",
    "Rfm",
    "Rules",
    "SearchTerms",
    "Segmentation",
    "ShopaiError",
    "TooThin",
    "Topics",
    "Transitions",
    "UserKNN",
    "also_bought",
    "association_rules",
    "audience_table",
    "began_with",
    "bundles",
    "by_rule",
    "catalogue",
    "choose_k",
    "churn_risk",
    "cohorts",
    "compare_journeys",
    "contacts",
    "customer_columns",
    "customer_features",
    "customer_match",
    "customer_table",
    "customers_to_win",
    "demo",
    "drift",
    "evaluate",
    "exclusive_intersections",
    "explain_customer",
    "followers",
    "funnel",
    "item_words",
    "last_at",
    "lifetime_value",
    "load",
    "load_model",
    "most_offered",
    "movement",
    "next_purchase",
    "open_file",
    "order_funnel",
    "overlap",
    "paths",
    "personas",
    "preferences",
    "profile",
    "queries_of",
    "rfm",
    "save_model",
    "search_terms",
    "search_topics",
    "segment",
    "segment_report",
    "sequential_patterns",
    "step_matrix",
    "transitions",
    "tune",
    "write_recommendations",
]
