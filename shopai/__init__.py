"""Marketing analytics for shops: segments, similarity and recommendations from one file."""

from shopai.customers import customer_features
from shopai.errors import InputError, MissingColumns, ParameterError, Question, ShopaiError
from shopai.events.dataset import Dataset, Report
from shopai.events.demo import demo
from shopai.events.load import load
from shopai.events.mapping import Mapping
from shopai.events.opening import open_file
from shopai.preferences import Preferences, preferences
from shopai.recommend.user_knn import UserKNN
from shopai.segments import Segmentation, segment

__version__ = "0.1.0"

__all__ = [
    "Dataset",
    "InputError",
    "Mapping",
    "MissingColumns",
    "ParameterError",
    "Preferences",
    "Question",
    "Report",
    "Segmentation",
    "ShopaiError",
    "UserKNN",
    "customer_features",
    "demo",
    "load",
    "open_file",
    "preferences",
    "segment",
]
