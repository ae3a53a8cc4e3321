"""Companion items of the demo shop: pairs bought in one order far more often than by chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from shopai.arrays import Ints
from shopai.columns import Item
from shopai.demo.catalogue import CATEGORIES, Assortment
from shopai.demo.visits import Looks

#: A lead and its companion; of each the most sought item. No noun is in two pairs.
COMPANIONS = {
    "Teapot": "Loose Tea Tin",
    "Milk Jug": "Espresso Cup",
    "Coffee Beans": "Coffee Grinder",
    "Mixing Bowl": "Baking Dish",
    "Tea Towel": "Apron",
    "Serving Board": "Chef's Knife",
    "Cookbook": "Spice Rack",
    "Candle Holder": "Scented Candle",
    "Throw Blanket": "Cushion",
    "Letter Set": "Fountain Pen",
    "Desk Pad": "Pencil Case",
    "Biography": "Bookmark",
    "Puzzle": "Board Game",
    "Table Lamp": "Lampshade",
    "Bird Feeder": "Field Guide",
    "Pruning Shears": "Garden Gloves",
    "Watering Can": "Planter",
    "Hiking Socks": "Water Bottle",
    "Backpack": "Travel Journal",
    "Dog Lead": "Collar",
}

#: How often the item bought after a lead is its companion, whatever else it would have been.
FOLLOWS = 0.5


def companions(catalogue: Assortment) -> Ints:
    """The item that goes with each item that is a lead, -1 for the others; (n_items,).

    Draws nothing. A noun that the shop does not sell leads nowhere.
    """
    interest = np.array([c.share for c in CATEGORIES])[catalogue.category]
    sought = interest * catalogue.appeal.mean(axis=0)
    # A title is a brand, a word for the style and a noun of one or more words.
    nouns = catalogue.table[Item.TITLE].str.split(n=2).str[2]
    most = {noun: item for item, noun in sorted(enumerate(nouns), key=lambda row: sought[row[0]])}
    companion = np.full(len(sought), -1)
    for lead, follower in COMPANIONS.items():
        if lead in most and follower in most:
            companion[most[lead]] = most[follower]
    return companion


def with_companions(rng: Generator, looks: Looks, companion: Ints) -> Looks:
    """`looks` in which what is bought after a lead is its companion, with chance FOLLOWS.

    Only which item is looked at and bought changes: never when, or of how many. A lead stays,
    and so does what comes after one where its companion is looked at in the visit anyhow.
    `rng` is a stream of its own: whatever else happens in the shop stays as it was.
    """
    bought = np.flatnonzero(looks.bought)
    lead, following = bought[:-1], bought[1:]
    wanted = companion[looks.item[lead]]
    swapped = (rng.random(len(lead)) < FOLLOWS) & (wanted >= 0)
    swapped &= looks.visit[lead] == looks.visit[following]
    swapped &= companion[looks.item[following]] < 0
    following, wanted = following[swapped], wanted[swapped]

    n_items = len(companion)
    there = np.isin(looks.visit[following] * n_items + wanted, looks.visit * n_items + looks.item)
    item = looks.item.copy()
    item[following[~there]] = wanted[~there]
    return replace(looks, item=item)
