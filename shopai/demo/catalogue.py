"""The demo shop's invented catalogue: items, appeal to each style, shelf prices, pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from shopai.arrays import Floats, Ints
from shopai.columns import Item

N_ITEMS = 400


@dataclass(frozen=True)
class Category:
    """One department of the shop."""

    name: str
    price: float  # EUR, the typical list price
    elasticity: float  # an item's odds of being chosen go with price^elasticity; negative
    share: float  # of all interest in the shop, relative to the other categories
    purpose: str
    nouns: str  # ten kinds of items, between ", "


CATEGORIES = (
    Category(
        "Coffee & Tea", 21, -0.8, 11, "slow mornings",
        "Teapot, Coffee Grinder, Pour-over Set, Loose Tea Tin, Espresso Cup, "
        "Milk Jug, Green Tea, Coffee Beans, Tea Strainer, Travel Mug",
    ),
    Category(
        "Kitchen", 26, -1.4, 12, "cooking at home",
        "Serving Board, Chef's Knife, Mixing Bowl, Apron, Spice Rack, "
        "Salad Spinner, Baking Dish, Pepper Mill, Tea Towel, Frying Pan",
    ),
    Category(
        "Home Decor", 29, -1.8, 10, "rooms with character",
        "Vase, Picture Frame, Cushion, Wall Clock, Candle Holder, "
        "Throw Blanket, Mirror, Storage Basket, Rug, Bookend",
    ),
    Category(
        "Lighting", 34, -1.6, 6, "warm evenings",
        "Table Lamp, Floor Lamp, Pendant, Reading Light, Lantern, "
        "String Lights, Night Light, Wall Sconce, Desk Lamp, Lampshade",
    ),
    Category(
        "Garden", 25, -1.2, 8, "balcony and garden",
        "Planter, Watering Can, Pruning Shears, Herb Kit, Bird Feeder, "
        "Garden Gloves, Seed Box, Trowel, Plant Stand, Rain Gauge",
    ),
    Category(
        "Stationery", 17, -1.0, 9, "desk and letters",
        "Notebook, Fountain Pen, Pencil Case, Desk Pad, Letter Set, "
        "Planner, Washi Tape, Card Box, Bookmark, Sketchbook",
    ),
    Category(
        "Toys & Games", 24, -2.2, 9, "long afternoons together",
        "Puzzle, Building Blocks, Board Game, Kite, Card Game, "
        "Plush Bear, Marble Run, Spinning Top, Memory Game, Doll House",
    ),
    Category(
        "Books", 19, -0.9, 9, "evenings on the sofa",
        "Cookbook, Field Guide, Poetry Collection, Travel Journal, Crime Novel, "
        "Picture Book, Art Book, Short Stories, Garden Almanac, Biography",
    ),
    Category(
        "Beauty", 22, -1.3, 8, "a calm bathroom",
        "Hand Cream, Soap Bar, Bath Salts, Face Oil, Body Brush, "
        "Shampoo Bar, Lip Balm, Wash Bag, Perfume, Scented Candle",
    ),
    Category(
        "Bags", 35, -2.0, 6, "city days and weekends",
        "Tote, Backpack, Weekender, Laptop Sleeve, Belt Bag, "
        "Shopping Bag, Wallet, Satchel, Toiletry Case, Bike Pannier",
    ),
    Category(
        "Sports", 30, -2.5, 7, "fresh air and movement",
        "Yoga Mat, Water Bottle, Running Cap, Skipping Rope, Climbing Chalk Bag, "
        "Swim Goggles, Hiking Socks, Foam Roller, Frisbee, Gym Towel",
    ),
    Category(
        "Pets", 23, -0.7, 5, "four-legged company",
        "Dog Lead, Cat Bed, Food Bowl, Chew Toy, Scratching Post, "
        "Dog Coat, Treat Jar, Pet Brush, Collar, Travel Carrier",
    ),
)  # fmt: skip

#: A style is a latent taste: each item has one, each customer a mix of them.
STYLES = {
    "Nordic": ("Oak", "Linen", "Birch"),
    "Retro": ("Enamel", "Checkered", "Vintage"),
    "Outdoor": ("Rugged", "Canvas", "Waxed"),
    "Luxe": ("Brass", "Velvet", "Marble"),
    "Playful": ("Rainbow", "Dotted", "Neon"),
    "Eco": ("Recycled", "Organic", "Bamboo"),
}

BRANDS = (
    "Alderwick", "Brambleton", "Corvello", "Dunmarrow", "Elmsgate", "Fennivar", "Gildersome",
    "Halvorsund", "Islemoor", "Juniperra", "Kestrelby", "Lumenfold", "Merrowind", "Nettlecombe",
    "Orchardine", "Pellworth", "Quillford", "Rowanstead", "Saltmarke", "Thistledown",
)  # fmt: skip
BRANDS_PER_CATEGORY = 4

#: How much more a style's customers take to items of the same, a related, any other style.
MATCH = np.array([8.0, 2.0, 1.0, 1.0, 1.0, 2.0])

#: Every week each item is on offer with this chance, at one of these shares of its list price.
OFFER_CHANCE = 0.2
OFFERS = np.array([0.9, 0.8, 0.7])

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

#: Share of the items sold out, and the mean units left of the others.
SOLD_OUT = 0.08
MEAN_STOCK = 60


@dataclass(frozen=True, eq=False)
class Assortment:
    """The items in the order of their codes 0…N_ITEMS-1, which are sorted by category."""

    table: pd.DataFrame  # columns.ITEM_TYPES, one row an item
    category: Ints  # (n_items,) index into CATEGORIES
    bounds: Ints  # (n_categories + 1,) items of category c have codes bounds[c]…bounds[c+1]-1
    list_price: Floats  # (n_items,) EUR
    quality: Floats  # (n_items,) stars above or below an average item's rating
    appeal: Floats  # (n_styles, n_items) chance of the item within its category, at list price
    queries: tuple[str, ...]  # everything anybody searches for
    query: Ints  # (n_items, 3) index into queries: the item's category, brand, own words


def make_catalogue(rng: Generator) -> Assortment:
    """Draw the shop's :data:`N_ITEMS` items."""
    sizes = np.full(len(CATEGORIES), N_ITEMS // len(CATEGORIES))
    sizes[: N_ITEMS - sizes.sum()] += 1
    category = np.repeat(np.arange(len(CATEGORIES)), sizes)
    rows, styles = [], []
    for c, size in zip(CATEGORIES, sizes, strict=True):
        nouns = c.nouns.split(", ")
        brands = rng.choice(BRANDS, BRANDS_PER_CATEGORY, replace=False)
        # A pair of noun and style names at most one item, so titles are unique.
        for pair in rng.choice(len(nouns) * len(STYLES), size, replace=False):
            noun, style = nouns[pair // len(STYLES)], int(pair % len(STYLES))
            words = f"{rng.choice(list(STYLES.values())[style])} {noun}"
            rows.append((words, c.name, str(rng.choice(brands)), c.purpose))
            styles.append(style)
    level = np.array([c.price for c in CATEGORIES])[category]
    list_price = np.round(level * np.exp(rng.normal(0, 0.2, N_ITEMS))) + 0.99
    cost = np.round(list_price * rng.uniform(0.4, 0.65, N_ITEMS), 2)
    # The units left say nothing of demand: what is sold out is drawn evenly.
    (stock_rng,) = rng.spawn(1)
    units = stock_rng.geometric(1 / MEAN_STOCK, N_ITEMS)
    stock = np.where(stock_rng.random(N_ITEMS) < SOLD_OUT, 0, units).astype(np.float64)
    texts = [(c.lower(), brand.lower(), words.lower()) for words, c, brand, _ in rows]
    queries = tuple(sorted({text for row in texts for text in row}))
    code = {text: number for number, text in enumerate(queries)}
    return Assortment(
        table=_table(rows, cost, stock),
        category=category,
        bounds=np.concatenate([[0], np.cumsum(sizes)]),
        list_price=list_price,
        quality=rng.normal(0, 0.3, N_ITEMS),
        appeal=_appeal(rng, np.array(styles), category),
        queries=queries,
        query=np.array([[code[text] for text in row] for row in texts]),
    )


def _table(rows: list[tuple[str, str, str, str]], cost: Floats, stock: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            Item.ITEM: [f"i{number:04d}" for number in range(1, len(rows) + 1)],
            Item.TITLE: [f"{brand} {words}" for words, _, brand, _ in rows],
            Item.CATEGORY: [category for _, category, _, _ in rows],
            Item.BRAND: [brand for _, _, brand, _ in rows],
            Item.DESCRIPTION: [
                f"{words} by {brand}, made for {purpose}." for words, _, brand, purpose in rows
            ],
            Item.COST: cost,
            Item.STOCK: stock,
        }
    )


def _appeal(rng: Generator, style: Ints, category: Ints) -> Floats:
    """Popularity × match of styles × idiosyncrasy, summing to 1 within each category."""
    popularity = np.exp(rng.normal(0, 0.5, N_ITEMS))
    distance = (style[None, :] - np.arange(len(STYLES))[:, None]) % len(STYLES)
    idiosyncrasy = np.exp(rng.normal(0, 0.4, distance.shape))
    weight = popularity * MATCH[distance] * idiosyncrasy
    totals = np.stack([weight[:, category == c].sum(axis=1) for c in range(len(CATEGORIES))], 1)
    return np.asarray(weight / totals[:, category])


def shelf_prices(rng: Generator, list_price: Floats, n_weeks: int) -> Floats:
    """Prices on the shelf, EUR, (n_weeks, n_items): the list price or an offer.

    Offers are drawn independently of season, item and demand, so they are a fair
    experiment from which the planted elasticities can be measured.
    """
    shape = (n_weeks, len(list_price))
    on_offer = rng.random(shape) < OFFER_CHANCE
    share = np.where(on_offer, OFFERS[rng.integers(len(OFFERS), size=shape)], 1.0)
    return np.asarray(np.round(list_price * share, 2))


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


@dataclass(frozen=True, eq=False)
class Shelf:
    """The shop as customers find it: items, prices and the odds of choosing each."""

    catalogue: Assortment
    prices: Floats  # (n_weeks, n_items) EUR
    odds: Floats  # ((1 + n_weeks) × n_styles × n_items,) see choice_odds
    companion: Ints  # (n_items,) the item that goes with it, -1 for none


def choice_odds(catalogue: Assortment, prices: Floats) -> Floats:
    """Cumulative chances of all items, one row a (price week, style), laid end to end.

    Row 0 of the first axis knows no prices (looking); row 1 + w weighs an item by
    (price / list price)^elasticity in week w (buying). Row r covers the values r … r + 1.
    """
    elasticity = np.array([c.elasticity for c in CATEGORIES])[catalogue.category]
    pull = (prices / catalogue.list_price) ** elasticity
    pull = np.concatenate([np.ones((1, pull.shape[1])), pull])
    cumulative = np.cumsum(pull[:, None, :] * catalogue.appeal, axis=2)
    cumulative /= cumulative[:, :, -1:]
    rows = np.arange(cumulative.shape[0] * cumulative.shape[1])
    return np.asarray(rows[:, None] + cumulative.reshape(len(rows), -1)).ravel()
