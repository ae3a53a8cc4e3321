"""Models compared: metrics, groups and results."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Event


class Compared:
    """Recommenders compared: one row a model and metric, or a pair of models and a metric."""

    MODEL: Final = "model"  # str, the name it was given
    METRIC: Final = "metric"  # str, one of Metric
    GROUP: Final = "group"  # str, one of Tested: which customers or items
    VALUE: Final = "value"  # float
    LOW: Final = "low"  # float, ends of the 95 % interval; missing where it was measured once
    HIGH: Final = "high"
    N: Final = "n"  # int, customers; of RMSE and MAE ratings
    USER: Final = Event.USER
    OTHER: Final = "other_model"  # str, what MODEL is compared with
    DIFFERENCE: Final = "difference"  # float, value of MODEL less that of OTHER
    P: Final = "p"  # float, 0 … 1, of so large a difference if the models were alike
    ADJUSTED: Final = "p_holm"  # float, the same for all pairs of models at once, after Holm


class Metric:
    """The values of :attr:`Compared.METRIC`."""

    PRECISION: Final = "precision"
    RECALL: Final = "recall"
    NDCG: Final = "ndcg"
    GRADED: Final = "ndcg_graded"
    MAP: Final = "map"
    MRR: Final = "mrr"
    HIT: Final = "hit_rate"
    RMSE: Final = "rmse"
    MAE: Final = "mae"
    COVERAGE: Final = "coverage"
    NOVELTY: Final = "novelty"
    DIVERSITY: Final = "diversity"
    GINI: Final = "gini"
    POPULARITY: Final = "popularity_bias"
    FIT: Final = "fit_seconds"
    RECOMMEND: Final = "recommend_seconds"
    MEMORY: Final = "peak_memory_mb"


class Tested:
    """The values of :attr:`Compared.GROUP`."""

    ALL: Final = "all"
    WARM: Final = "warm"  # customers the models knew something of; of ratings, items too
    COLD_USERS: Final = "cold users"  # nothing was known of the customer
    COLD_ITEMS: Final = "cold items"  # nobody had the item yet; only these count as relevant
