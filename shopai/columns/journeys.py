"""Steps, paths, funnels, patterns and how two audiences differ."""

from __future__ import annotations

from typing import Final

from shopai.columns.evaluate import Compared
from shopai.columns.segments import Flow, SegmentShare


class State:
    """Names in journeys that are no event, category or item of the shop."""

    START: Final = "start"  # before the first event of a journey
    END: Final = "end"  # after its last
    LEFT: Final = "left"  # of paths: the journey ended before this step
    OTHER: Final = "other"  # all that has no name of its own
    UNKNOWN: Final = "not known"  # an item without category, a customer without group, ...

    ALL: Final = (START, END, LEFT, OTHER, UNKNOWN)


class Step:
    """One row a transition of journeys: what comes next."""

    FROM: Final = Flow.SOURCE  # tuple of str: the last one or two states
    TO: Final = Flow.TARGET  # str, the next state
    COUNT: Final = "count"  # int, times it happened
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, known ones who did it
    PROBABILITY: Final = "probability"  # float, 0 … 1, of COUNT among all that came after FROM
    LOW: Final = "low"  # float, ends of its 95 % interval
    HIGH: Final = "high"


class PathNode:
    """One row a place of paths, in the order of the steps; index 0, 1, …."""

    STEP: Final = "step"  # int, from 1
    NAME: Final = "name"  # str
    ROLE: Final = "role"  # str, PathNode.TOKEN, State.OTHER or State.LEFT
    COUNT: Final = Step.COUNT  # int, journeys here at this step
    SHARE_OF_START: Final = "share_of_start"  # float, 0 … 1, of all journeys
    SHARE_OF_PREVIOUS: Final = "share_of_previous"  # float, of those that were still there at
    # the step before; missing at step 1

    TOKEN: Final = "token"  # the role of an event, category or item


class PathLink:
    """One row a pair of places at one step and the next, with the journeys that took it."""

    STEP: Final = PathNode.STEP  # int, of the source, from 1
    SOURCE: Final = "source"  # int, index of the place in the table of places
    TARGET: Final = "target"
    FROM: Final = Flow.SOURCE  # str, its name
    TO: Final = Flow.TARGET
    COUNT: Final = Step.COUNT
    SHARE_OF_START: Final = PathNode.SHARE_OF_START
    SHARE_OF_PREVIOUS: Final = PathNode.SHARE_OF_PREVIOUS  # float, of the journeys at the source


class FunnelStep:
    """One row a group and step of a funnel."""

    GROUP: Final = "group"  # str; FunnelStep.EVERYONE without groups
    STEP: Final = PathNode.STEP  # int, from 1
    NAME: Final = PathNode.NAME  # str, what the step asks for
    JOURNEYS: Final = "journeys"  # int, customers or sessions that reached it
    CUSTOMERS: Final = SegmentShare.CUSTOMERS  # int, known customers among them
    SHARE_OF_FIRST: Final = "share_of_first"  # float, 0 … 1, of the journeys at step 1
    LOW: Final = Step.LOW  # float, ends of its 95 % interval
    HIGH: Final = Step.HIGH
    SHARE_OF_PREVIOUS: Final = PathNode.SHARE_OF_PREVIOUS  # float, of those at the step before
    PREVIOUS_LOW: Final = "previous_low"  # float, ends of its 95 % interval
    PREVIOUS_HIGH: Final = "previous_high"
    LOST: Final = "lost"  # int, journeys that reached the step before and not this one
    MEDIAN_SECONDS: Final = "median_seconds"  # float, from the step before to this one
    TIMED: Final = "timed"  # int, journeys the median rests on
    WHOLE: Final = "whole"  # bool, False for a week that the data do not cover, window included

    EVERYONE: Final = "all"  # the one group where nothing was grouped


class TimeToPurchase:
    """Tables of the time to the next purchase."""

    DAYS: Final = "days"  # int, since an order
    SHARE: Final = "share"  # float, 0 … 1, of orders with a next one by then, estimated
    LOW: Final = Step.LOW  # float, ends of its 95 % interval
    HIGH: Final = Step.HIGH
    AT_RISK: Final = "at_risk"  # int, orders still waiting for a next one at that time
    BOUGHT: Final = "bought_again"  # int, orders followed by a next one by then
    NUMBER: Final = "order_number"  # int, of the order waited from: 1 for the first
    ORDERS: Final = "orders"  # int, orders waited from
    MEDIAN: Final = "median_days"  # float; missing where fewer than half buy again
    MEDIAN_LOW: Final = "median_low"  # float, ends of its 95 % interval; missing where open
    MEDIAN_HIGH: Final = "median_high"


class Difference:
    """One row something that two audiences do: how much more of the first do it."""

    WHAT: Final = "what"  # str
    FIRST: Final = "first"  # int, customers of the first audience who do it
    SECOND: Final = "second"  # int, of the second
    FIRST_SHARE: Final = "share_of_first_audience"  # float, 0 … 1
    SECOND_SHARE: Final = "share_of_second_audience"
    POINTS: Final = "percentage_points"  # float, −100 … 100, first less second
    LOW: Final = Step.LOW  # float, ends of its 95 % interval, percentage points
    HIGH: Final = Step.HIGH
    P: Final = Compared.P  # float, of so large a difference if the audiences were alike
    ADJUSTED: Final = "p_adjusted"  # float, after Benjamini and Hochberg over all rows


class Pattern:
    """Sequential patterns: one row an order of steps that enough customers went through."""

    PATTERN: Final = "pattern"  # tuple of str: event kinds, categories or item ids, first to last
    LENGTH: Final = "length"  # int, >= 1, steps
    CUSTOMERS: Final = "customers"  # int, with at least one sequence that holds the pattern
    SUPPORT: Final = "support"  # float, 0 … 1, of the customers with a sequence
    LOW: Final = "support_low"  # float, ends of the 95 % interval of the support
    HIGH: Final = "support_high"
    PREVIOUS: Final = "share_of_previous"  # float, 0 … 1, of the customers with the pattern less
    # its last step; of one step the support
    SEQUENCES: Final = "sequences"  # int, sessions (or customers) that hold the pattern
