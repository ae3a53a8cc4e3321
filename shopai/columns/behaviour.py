"""Tables of what customers do: journeys, searches and baskets."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Event, Item
from shopai.columns.recommend import Compared
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


class SearchTable:
    """Queries: one row a query, spellings of the same taken together.

    Shares are of FOLLOWED; their 95 % intervals know that one customer's searches are alike.
    """

    QUERY: Final = Event.QUERY  # str, the spelling most often typed
    SPELLING: Final = "spelling"  # str, one way to type it
    SPELLINGS: Final = "spellings"  # int, different ones typed
    SEARCHES: Final = "searches"  # int
    SHARE: Final = "share_of_searches"  # float, 0 … 1
    CUSTOMERS: Final = "customers"  # int, known customers who searched for it
    FOLLOWED: Final = "followed"  # int, searches with a time in a known visit
    NO_CLICK: Final = "without_click"  # float, 0 … 1, led to no item
    NO_CLICK_LOW: Final = "without_click_low"
    NO_CLICK_HIGH: Final = "without_click_high"
    NO_PURCHASE: Final = "without_purchase"  # float, 0 … 1, led to no purchase
    NO_PURCHASE_LOW: Final = "without_purchase_low"
    NO_PURCHASE_HIGH: Final = "without_purchase_high"
    ENDED: Final = "ended_visit"  # float, 0 … 1, last thing done in the visit
    ENDED_LOW: Final = "ended_visit_low"
    ENDED_HIGH: Final = "ended_visit_high"
    BEFORE: Final = "searches_before"  # int, in the earlier period
    RECENT: Final = "searches_recent"  # int, in the recent one
    GROWTH: Final = "growth"  # float, share of the recent searches / of the earlier ones
    GROWTH_LOW: Final = "growth_low"  # float, ends of its 95 % interval
    GROWTH_HIGH: Final = "growth_high"
    P: Final = "p"  # float, 0 … 1, of so large a change by chance; missing where not tested
    ADJUSTED: Final = "p_adjusted"  # float, the same for all queries tested, Benjamini–Hochberg
    TREND: Final = "trend"  # str, "rising", "falling" or ""


class SearchTarget:
    """Targets of a query: one row a query and an item, or a query and a category."""

    QUERY: Final = SearchTable.QUERY
    ITEM: Final = Event.ITEM  # str; not of categories
    TITLE: Final = Item.TITLE  # str, of items; the id where there is none
    CATEGORY: Final = Item.CATEGORY  # str, missing where unknown
    FOLLOWED: Final = SearchTable.FOLLOWED  # int, searches for the query that could be followed
    CLICKED: Final = "clicked"  # int, of them those that led to a click on it
    CLICKED_SHARE: Final = "share_clicked"  # float, 0 … 1, CLICKED / FOLLOWED
    CLICKED_LOW: Final = "share_clicked_low"  # ends of the 95 % interval
    CLICKED_HIGH: Final = "share_clicked_high"
    BOUGHT: Final = "bought"  # int, of FOLLOWED those that led to a purchase of it
    BOUGHT_SHARE: Final = "share_bought"
    BOUGHT_LOW: Final = "share_bought_low"
    BOUGHT_HIGH: Final = "share_bought_high"


class SearchTopic:
    """Topics of the searches: one row a topic; one more for queries of none."""

    TOPIC: Final = "topic"  # int, from 1; 0 for none of them
    WORDS: Final = "words"  # tuple of str, the words that make it, the weightiest first
    EXAMPLES: Final = "example_queries"  # tuple of str, its most searched queries
    QUERIES: Final = "queries"  # int, different ones
    SEARCHES: Final = SearchTable.SEARCHES  # int
    SHARE: Final = SearchTable.SHARE  # float, 0 … 1


class Rule:
    """Association rules: one row a rule "who has A in the basket also has C"."""

    ANTECEDENTS: Final = "antecedents"  # tuple of item ids or categories, A, in order of text
    CONSEQUENTS: Final = "consequents"  # tuple, C
    SUPPORT: Final = "support"  # float, 0 … 1, baskets with A and C / all baskets
    ANTECEDENT_SUPPORT: Final = "antecedent_support"  # float, 0 … 1, baskets with A / all
    CONSEQUENT_SUPPORT: Final = "consequent_support"  # float, 0 … 1, baskets with C / all
    CONFIDENCE: Final = "confidence"  # float, 0 … 1, of the baskets with A those with C
    LIFT: Final = "lift"  # float, ≥ 0, confidence / consequent support; 1 is chance
    LEVERAGE: Final = "leverage"  # float, support less what chance would give
    CONVICTION: Final = "conviction"  # float, ≥ 0; infinite where A never comes without C
    ZHANG: Final = "zhangs_metric"  # float, −1 … 1, 0 is chance
    COUNT: Final = "count"  # int, baskets with A and C
    P: Final = "p"  # float, 0 … 1, of so many baskets with both if A and C were independent
    P_ADJUSTED: Final = "p_adjusted"  # float, 0 … 1, after Benjamini and Hochberg


class Itemset:
    """Frequent itemsets: one row a set of items that enough baskets hold."""

    ITEMS: Final = "items"  # tuple of item ids or categories, in order of text
    LENGTH: Final = "length"  # int, ≥ 1
    SUPPORT: Final = Rule.SUPPORT
    COUNT: Final = Rule.COUNT


class AlsoBought:
    """Items bought with one item: one row another item, most baskets beyond chance first."""

    ITEM: Final = Event.ITEM  # item id, or category
    TITLE: Final = Item.TITLE
    CATEGORY: Final = Item.CATEGORY  # missing where unknown
    COUNT: Final = Rule.COUNT  # int, baskets with both
    CONFIDENCE: Final = Rule.CONFIDENCE  # float, 0 … 1, of the baskets with the item asked for
    LOW: Final = "confidence_low"  # float, ends of the 95 % interval of the confidence
    HIGH: Final = "confidence_high"
    LIFT: Final = Rule.LIFT
    P: Final = Rule.P
    P_ADJUSTED: Final = Rule.P_ADJUSTED  # float, among all other items


class Bundle:
    """Bundle suggestions: one row a set of items to offer together."""

    ANTECEDENTS: Final = Rule.ANTECEDENTS  # tuple, what is in the basket at its full price
    CONSEQUENTS: Final = Rule.CONSEQUENTS  # tuple, what is offered with it at less
    PRICE: Final = "price_together"  # float, money, a unit of each without the discount
    OFFER: Final = "price_of_offer"  # float, money, the same with the consequents at less
    COUNT: Final = Rule.COUNT  # int, baskets with all of them already
    MISSED: Final = "baskets_without_consequents"  # int, with the antecedents, not all of these
    EXTRA: Final = "extra_revenue"  # float, money, from baskets that take the offer
    GIVEN: Final = "discount_given"  # float, money, to baskets that hold all of it anyway
    NET: Final = "net_revenue"  # float, money, extra less given
    BREAK_EVEN: Final = "break_even"  # float, ≥ 0, share of MISSED that must take it for a NET of 0
    CONFIDENCE: Final = Rule.CONFIDENCE
    LIFT: Final = Rule.LIFT
    P_ADJUSTED: Final = Rule.P_ADJUSTED
