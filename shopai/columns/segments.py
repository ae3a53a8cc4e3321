"""Segments and audiences: sizes, borders, criteria, flows, RFM, personas, what they share."""

from __future__ import annotations

from typing import Final

from shopai.columns.customers import Feature


class Flow:
    """One row a pair of groups that share customers."""

    SOURCE: Final = "from"  # int, segment 0 … k−1, or another group's name
    TARGET: Final = "to"
    CUSTOMERS: Final = "customers"  # int, in both
    SHARE: Final = "share_of_source"  # float, 0 … 1, of the source's customers


class Moves:
    """One row a customer at two moments: in which group, and what was known of them."""

    SOURCE: Final = Flow.SOURCE  # int, segment 0 … k−1 at the first moment, or a group's name
    TARGET: Final = Flow.TARGET  # the same at the second
    MONETARY_BEFORE: Final = "monetary_before"  # float, net spend by the first moment
    MONETARY_AFTER: Final = "monetary_after"
    FREQUENCY_BEFORE: Final = "frequency_before"  # float, orders; missing for no customer yet
    FREQUENCY_AFTER: Final = "frequency_after"
    RECENCY_BEFORE: Final = "recency_days_before"  # float, since the last purchase
    RECENCY_AFTER: Final = "recency_days_after"
    SESSIONS_BEFORE: Final = "sessions_before"  # float; from here on where nobody bought
    SESSIONS_AFTER: Final = "sessions_after"
    VIEWS_BEFORE: Final = "views_before"  # float
    VIEWS_AFTER: Final = "views_after"
    RATINGS_BEFORE: Final = "ratings_before"  # float, how many
    RATINGS_AFTER: Final = "ratings_after"
    SEEN_BEFORE: Final = "last_seen_days_before"  # float, since the last event of any kind
    SEEN_AFTER: Final = "last_seen_days_after"


class Criterion:
    """One row a number of segments: how good the partition is, by several measures."""

    K: Final = "k"
    INERTIA: Final = "inertia"  # float, squared scaled units, falls with K
    CALINSKI_HARABASZ: Final = "calinski_harabasz"  # float, larger is better
    DAVIES_BOULDIN: Final = "davies_bouldin"  # float >= 0, smaller is better
    GAP: Final = "gap"  # float, larger is better
    GAP_ERROR: Final = "gap_error"  # float, standard error
    GAP_AHEAD: Final = "gap_ahead"  # float, standard errors above the gap of one group
    SQUARED: Final = "silhouette_squared"  # float, −1 … 1, squared distances, every customer
    SILHOUETTE: Final = "silhouette_sample"  # float, −1 … 1, Euclidean, a sample
    SILHOUETTE_ERROR: Final = "silhouette_sample_error"  # float, standard error
    STABILITY: Final = "stability"  # float, 0 … 1, mean Jaccard of the segments
    WEAKEST: Final = "weakest_segment"  # float, 0 … 1, the least Jaccard of a segment; missing
    # where one is so small that nobody was drawn from it
    RAND: Final = "adjusted_rand"  # float, <= 1, mean agreement with resamples
    SMALLEST: Final = "smallest_segment"  # int, customers


class Skew:
    """One row a numeric feature: how lopsided it is, third standardised moment."""

    FEATURE: Final = "feature"
    BEFORE: Final = "skewness_before"  # float, of the values; 0 symmetric, > 0 a long upper tail
    AFTER: Final = "skewness_after"  # float, of the scaled values


class SegmentShare:
    """One row a segment: its size and what it brings."""

    SEGMENT: Final = "segment"  # int, 0 … k−1
    NAME: Final = "segment_name"  # str, beside it in files
    CUSTOMERS: Final = "customers"  # int
    CUSTOMER_SHARE: Final = "share_of_customers"  # float, 0 … 1
    REVENUE: Final = "revenue"  # float, net spend of the members
    REVENUE_SHARE: Final = "share_of_revenue"  # float, of what all known customers spent,

    # 95 % intervals of the shares, of profiles alone
    CUSTOMERS_LOW: Final = "share_of_customers_low"  # float, 0 … 1
    CUSTOMERS_HIGH: Final = "share_of_customers_high"
    REVENUE_LOW: Final = "share_of_revenue_low"  # float; missing where the share is
    REVENUE_HIGH: Final = "share_of_revenue_high"


class Borderline:
    """One row a customer between two segments, the nearest to the boundary first."""

    SEGMENT: Final = SegmentShare.SEGMENT  # int, 0 … k−1, the own one
    NEXT: Final = "next_segment"  # int, the nearest other one
    DISTANCE: Final = "distance"  # float, to the own centre, in the scaled space
    NEXT_DISTANCE: Final = "next_distance"  # float, to the centre of the next segment
    MARGIN: Final = "margin"  # float, −1 … 1: 0 on the boundary, < 0 beyond it, 1 in the centre
    SILHOUETTE: Final = "silhouette_squared"  # float, −1 … 1, squared distances


class RfmTable:
    """RFM tables: customers scored, the named groups, their rules, the cut points."""

    R: Final = "R"  # int, 1 … 5, 5 the most recent
    F: Final = "F"  # int, 1 … 5, 5 the most orders
    M: Final = "M"  # int, 1 … 5, 5 the highest net spend
    FM: Final = "FM"  # mean of F and M, a half rounded up: 1 … 5
    SCORE: Final = "score"  # str, R, F and M side by side: "545"
    GROUP: Final = "group"  # str, one of the eleven named groups
    CUSTOMERS: Final = SegmentShare.CUSTOMERS
    CUSTOMER_SHARE: Final = SegmentShare.CUSTOMER_SHARE  # float, of the customers scored
    REVENUE: Final = SegmentShare.REVENUE  # float, net spend of the customers scored
    REVENUE_SHARE: Final = SegmentShare.REVENUE_SHARE  # float, missing where revenue is <= 0
    MEAN_RECENCY: Final = "mean_recency_days"  # float
    MEAN_FREQUENCY: Final = "mean_frequency"  # float
    MEAN_MONETARY: Final = "mean_monetary"  # float
    MEANING: Final = "meaning"  # str, who they are
    ACTION: Final = "what_to_do"  # str
    MEASURE: Final = "measure"  # str, Feature.RECENCY, Feature.FREQUENCY or Feature.MONETARY
    LOW: Final = "lowest"  # float, the smallest value with the score, in the measure's unit
    HIGH: Final = "highest"  # float, the largest


class PersonaTable:
    """One row a segment: its name, and the rule that tells its customers."""

    NAME: Final = "name"  # str, suggested; no two alike
    RULE: Final = "rule"  # str, conditions in words
    STANDS_OUT: Final = "stands_out"  # str, a multiple of the average beside the rule; or empty
    RECALL: Final = "share_caught"  # float, of the segment's customers, whom the rule catches
    PRECISION: Final = "share_right"  # float, of those it catches, who are in the segment
    OWN_TREE: Final = "own_tree"  # bool, the rule is from a tree for this segment alone
    CUSTOMERS: Final = SegmentShare.CUSTOMERS


class Contribution:
    """One row a feature: what puts one customer in a segment and not in the next."""

    FEATURE: Final = "feature"
    LEVEL: Final = "level"  # str, the customer's value of a category; empty for a number
    VALUE: Final = "value"  # float, of the customer, original units; 1 for a category
    OWN: Final = "own_average"  # float, of the own segment; of a category the share with LEVEL
    NEXT: Final = "next_average"  # float, of the next segment
    CONTRIBUTION: Final = "contribution"  # float, to the difference of squared distances; > 0


class AudienceShare:
    """One row an audience: its size and what it brings."""

    AUDIENCE: Final = "audience"  # str, its name
    CUSTOMERS: Final = SegmentShare.CUSTOMERS
    CUSTOMER_SHARE: Final = SegmentShare.CUSTOMER_SHARE  # float, 0 … 1, of all known customers
    REVENUE: Final = SegmentShare.REVENUE
    REVENUE_SHARE: Final = SegmentShare.REVENUE_SHARE
    AVERAGE_ORDER: Final = Feature.AVERAGE_ORDER  # float, purchases before refunds / orders
    SOURCE: Final = "source"  # str, how it was made


class Shared:
    """One row a combination of audiences: the customers in exactly these."""

    AUDIENCES: Final = "audiences"  # tuple of str, names in the order given
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, in these and in no other
    CUSTOMER_SHARE: Final = SegmentShare.CUSTOMER_SHARE  # float, of the customers in any audience
    REVENUE: Final = SegmentShare.REVENUE  # float, net spend
