"""Audiences and what they share."""

from __future__ import annotations

from typing import Final

from shopai.columns.customers import Feature
from shopai.columns.segments import SegmentShare


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
