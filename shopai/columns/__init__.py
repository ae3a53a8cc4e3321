"""Column names, types and units of all tables; no other module types a name as a string."""

from shopai.columns.behaviour import (
    AlsoBought,
    Bundle,
    Difference,
    FunnelStep,
    Itemset,
    PathLink,
    PathNode,
    Pattern,
    Rule,
    SearchTable,
    SearchTarget,
    SearchTopic,
    State,
    Step,
    TimeToPurchase,
)
from shopai.columns.customers import FEATURES, CohortTable, Feature, Holdout, Lifetime, Meaning
from shopai.columns.events import (
    CURRENCY_SIGNS,
    EVENT_TYPES,
    ITEM_TYPES,
    SET_ASIDE_TYPES,
    Customer,
    Event,
    Item,
    Kind,
    Line,
    SetAside,
    TopItems,
    Trend,
)
from shopai.columns.recommend import (
    Basis,
    CatalogueTable,
    Compared,
    Exclude,
    Metric,
    Part,
    Scored,
    Tested,
)
from shopai.columns.segments import (
    AudienceShare,
    Borderline,
    Contribution,
    Criterion,
    Flow,
    Moves,
    PersonaTable,
    RfmTable,
    SegmentShare,
    Shared,
    Skew,
)
