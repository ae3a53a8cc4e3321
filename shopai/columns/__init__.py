"""Every table's column names, types and units, in one place.

No other module (tests included) types a column name as a string: a misspelt
name is then an ``AttributeError`` at once, not an empty chart much later.
"""

from shopai.columns.audiences import AudienceShare, Shared
from shopai.columns.baskets import AlsoBought, Bundle, Itemset, Rule
from shopai.columns.customers import FEATURES, Feature, Meaning
from shopai.columns.evaluate import Compared, Metric, Tested
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
)
from shopai.columns.journeys import (
    Difference,
    FunnelStep,
    PathLink,
    PathNode,
    Pattern,
    State,
    Step,
    TimeToPurchase,
)
from shopai.columns.overview import TopItems, Trend
from shopai.columns.recommend import Basis, CatalogueTable, Exclude, Part, Scored
from shopai.columns.retention import CohortTable, Holdout, Lifetime
from shopai.columns.search import SearchTable, SearchTarget, SearchTopic
from shopai.columns.segments import (
    Borderline,
    Contribution,
    Criterion,
    Flow,
    Moves,
    PersonaTable,
    RfmTable,
    SegmentShare,
    ShareInterval,
    Skew,
)
