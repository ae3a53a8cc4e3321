"""Names for segments, each word of them backed by a comparison with the average customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, log
from typing import Final

import numpy as np
import pandas as pd

from shopai.columns import FEATURES, Feature, label_of
from shopai.segments.persona.wording import measured
from shopai.segments.profile import Comparison, index_against_all
from shopai.segments.segmentation import Segmentation


@dataclass(frozen=True, order=True)
class Name:
    """A name, and the features its words speak of."""

    text: str
    features: tuple[str, ...] = ()

    def with_(self, joint: str, other: Name) -> Name:
        """This and then the other."""
        return Name(self.text + joint + other.text, self.features + other.features)


@dataclass(frozen=True)
class Word:
    """When a segment may be called so."""

    text: str
    feature: str
    index: float  # over 100: the mean is at least so many percent of all customers'; else at most
    weight: float = 1.0  # among words equally far from the average
    least: float = -inf  # the mean itself is at least this,
    most: float = inf  # and at most that

    @property
    def name(self) -> Name:
        """The word by itself."""
        return Name(self.text, (self.feature,))

    def fits(self, index: float, mean: float) -> bool:
        """True where the word is true of a segment; never where the index is missing."""
        far = index >= self.index if self.index > 100 else index <= self.index
        return far and self.least <= mean <= self.most


#: What customers are, the most telling first.
ADJECTIVES: Final = (
    Word("lapsed", Feature.RECENCY, 150),
    Word("new", Feature.TENURE, 50),
    Word("loyal", Feature.FREQUENCY, 125),
    Word("occasional", Feature.FREQUENCY, 80, least=0.5),
    Word("recent", Feature.RECENCY, 80),
    Word("inactive", Feature.LAST_SEEN, 150),
    Word("active", Feature.LAST_SEEN, 80),
    Word("long-standing", Feature.TENURE, 125),
)

#: Who they are or what they do.
NOUNS: Final = (
    Word("big spenders", Feature.MONETARY, 125),
    Word("big baskets", Feature.AVERAGE_ORDER, 125),
    Word("one-timers", Feature.FREQUENCY, 80, least=0.5, most=1.3),
    Word("window-shoppers", Feature.FREQUENCY, 80, most=0.5),
    Word("newcomers", Feature.TENURE, 50),
    Word("keen browsers", Feature.VIEWS, 125),
    Word("frequent visitors", Feature.SESSIONS, 125, 0.9),
    Word("regulars", Feature.FREQUENCY, 125, 0.9),
    Word("small baskets", Feature.AVERAGE_ORDER, 80, 0.9),
    Word("bargain hunters", Feature.DISCOUNT_SHARE, 125, 0.8),
    Word("frequent returners", Feature.REFUND_RATE, 125, 0.4),
    Word("hesitant shoppers", Feature.CART_ABANDONMENT, 125, 0.5),
    Word("quick deciders", Feature.CONVERSION, 125, 0.5),
    Word("wish-listers", Feature.WISHLISTS, 125, 0.4),
    Word("reviewers", Feature.RATINGS, 125, 0.4),
    Word("small spenders", Feature.MONETARY, 80, 0.4),
)

#: Less, and more, than the average customer; of other features “low …”, “high …”.
TRAITS: Final[dict[str, tuple[str, str]]] = {
    Feature.RECENCY: ("bought lately", "bought long ago"),
    Feature.LAST_SEEN: ("seen lately", "seen long ago"),
    Feature.TENURE: ("came lately", "came long ago"),
    Feature.FREQUENCY: ("few orders", "many orders"),
    Feature.MONETARY: ("low spend", "high spend"),
    Feature.AVERAGE_ORDER: ("low baskets", "high baskets"),
    Feature.SESSIONS: ("few sessions", "many sessions"),
    Feature.VIEWS: ("few views", "many views"),
    Feature.UNITS: ("few units", "many units"),
    Feature.SEARCHES: ("few searches", "many searches"),
    Feature.CARTS: ("few cart adds", "many cart adds"),
    Feature.WISHLISTS: ("few wishes", "many wishes"),
    Feature.RATINGS: ("few ratings", "many ratings"),
    Feature.MEAN_RATING: ("rate low", "rate high"),
}

#: Behind a word that describes, where no noun fits.
ANYONE: Final = "customers"
#: Differences from the average beyond this factor count alike.
FAR: Final = 4.0
#: Standard deviations from the average at which a column is high or low.
HIGH: Final = 0.25
#: Share of a segment's customers who have a value of a category for it to name them.
MOSTLY: Final = 0.5
#: Characters of a column's own name in a segment's.
SHORT: Final = 28
#: Words, or columns, tried together.
TRIED: Final = 6


def suggested(
    seg: Segmentation,
    customers: pd.DataFrame,
    compared: Comparison | None = None,
    currency: str | None = None,
    kept: Sequence[str] = (),
) -> tuple[Name, ...]:
    """(k,) a name for each segment, no two alike.

    `customers`: the table that was segmented; `compared`: the features :func:`spoken_of`
    and perhaps more, compared already. Where the segments were made from customer
    features (:data:`shopai.columns.FEATURES`), a name is an adjective and a noun of this
    module's lists, such as “Loyal big spenders”; a word is used only where the segment's mean
    is as far from that of all customers as the list says. Else it names the columns it is
    farthest out in: “High income, low age”, “Mostly London”. What sets the segment apart most
    is tried first, but a segment keeps its name in `kept` (by label, such as of a smaller K that
    these segments are numbered like) while that is true of it. A name that another segment
    has gives way to the next that is true; when there is none left, the mean of a feature is
    added in which those of one name differ.
    """
    if seg.k == 1:
        return (Name("All customers"),)
    traits = _traits(seg, customers)
    pairs = _pairs(seg, compared or index_against_all(seg, customers, spoken_of(customers)))
    tries = [_tries(pairs[label], traits[label]) for label in range(seg.k)]
    chosen: dict[int, Name] = {}
    for label, text in enumerate(kept[: seg.k]):
        same = next((name for name in tries[label] if _capital(name.text) == text), None)
        if same is not None:
            chosen[label] = same
    for label in range(seg.k):
        if label not in chosen:
            taken = {name.text for name in chosen.values()}
            free = (name for name in tries[label] if name.text not in taken)
            chosen[label] = next(free, tries[label][0])
    parted = _parted([chosen[label] for label in range(seg.k)], seg, currency)
    return tuple(Name(_capital(name.text), name.features) for name in parted)


def spoken_of(customers: pd.DataFrame) -> list[str]:
    """The features there are words for, of those in the table."""
    numeric = set(customers.select_dtypes("number").columns)
    words = (*ADJECTIVES, *NOUNS)
    return [name for name in dict.fromkeys(word.feature for word in words) if name in numeric]


def _tries(pairs: list[Name], traits: list[Name]) -> list[Name]:
    """All names that are true of a segment, the best first; at least one."""
    listed = _listed(traits)
    first = next(iter((*pairs, *listed)), Name(f"average {ANYONE}"))
    longer = [
        first.with_(", ", trait)
        for trait in traits
        if pairs and not set(trait.features) & set(first.features)
    ]
    return [*pairs, *longer, *listed] or [first]


def _pairs(seg: Segmentation, compared: Comparison) -> list[list[Name]]:
    """Of each segment, adjective and noun, the best first; then nouns, then adjectives alone."""
    if not any(name in FEATURES for name in seg.features):
        return [[] for _ in range(seg.k)]
    names, pairs = list(map(str, compared.index.columns)), []
    for label in range(seg.k):
        index = dict(zip(names, compared.index.to_numpy()[label].tolist(), strict=True))
        means = dict(zip(names, compared.centers.to_numpy()[label].tolist(), strict=True))
        fitting = [
            word
            for word in (*ADJECTIVES, *NOUNS)
            if word.feature in index and word.fits(index[word.feature], means[word.feature])
        ]
        pairs.append(_combined(fitting, index))
    return pairs


def _combined(fitting: list[Word], index: dict[str, float]) -> list[Name]:
    def strength(word: Word) -> float:
        return word.weight * min(abs(log(max(index[word.feature], 1.0) / 100)), log(FAR))

    adjectives = [word for word in fitting if word in ADJECTIVES][:TRIED]
    nouns = sorted((word for word in fitting if word in NOUNS), key=strength, reverse=True)[:TRIED]
    ranked = sorted(
        ((i + j, i), Name(adjective.text, (adjective.feature,)).with_(" ", noun.name))
        for i, adjective in enumerate(adjectives)
        for j, noun in enumerate(nouns)
        if adjective.feature != noun.feature
    )
    return [
        *(name for _, name in ranked),
        *(noun.name for noun in nouns),
        *(Name(f"{word.text} {ANYONE}", (word.feature,)) for word in adjectives),
    ]


def _traits(seg: Segmentation, customers: pd.DataFrame) -> list[list[Name]]:
    """Of each segment, the columns segmented by in which it is high or low, farthest first."""
    centers = seg.centers.to_numpy()
    everyone = seg.sizes.to_numpy() @ centers / seg.sizes.sum()
    ranked: list[list[tuple[float, Name]]] = [[] for _ in range(seg.k)]
    for column, name in enumerate(seg.space.columns):
        means, mean = centers[:, column], everyone[column]
        if name in seg.space.numeric:
            apart = (means - mean) / customers[name].to_numpy(dtype=float).std()
            for label in np.flatnonzero(np.abs(apart) >= HIGH):
                text = trait(name)[int(apart[label] > 0)]
                ranked[label].append((-abs(apart[label]), Name(text, (name,))))
        else:
            level = name.split(" = ", 1)[1]
            for label in np.flatnonzero((means >= MOSTLY) & (means > mean)):
                ranked[label].append((mean - means[label], Name(f"mostly {_short(level)}")))
    return [[name for _, name in sorted(traits)] for traits in ranked]


def trait(feature: str) -> tuple[str, str]:
    """Names for customers who have less of it than average, and those who have more."""
    return TRAITS.get(feature) or (f"low {_short(feature)}", f"high {_short(feature)}")


def _listed(traits: list[Name]) -> list[Name]:
    """Two traits, the farthest out first; then one, then three."""
    most = range(len(traits[:TRIED]))
    chosen = [places for many in (2, 1, 3) for places in sorted(combinations(most, many), key=sum)]
    names = []
    for first, *others in chosen:
        name = traits[first]
        for place in others:
            name = name.with_(", ", traits[place])
        names.append(name)
    return names


def _parted(names: list[Name], seg: Segmentation, currency: str | None) -> list[Name]:
    """Names that are alike, each with its mean of the feature that parts these segments most."""
    parted = list(names)
    for name in set(names):
        alike = [label for label, other in enumerate(names) if other.text == name.text]
        if len(alike) == 1:
            continue
        ends = [f"segment {label + 1}" for label in alike]
        places = [seg.space.columns.index(feature) for feature in seg.space.numeric]
        gaps = [np.diff(np.sort(seg.scaled_centers[alike, place])).min() for place in places]
        # that in which the nearest two of these centres differ most first
        for feature in (seg.space.numeric[i] for i in np.argsort(gaps, kind="stable")[::-1]):
            means = seg.centers.loc[alike, feature]
            texts = [measured(feature, float(mean), currency) for mean in means]
            if len(set(texts)) == len(texts):
                ends = texts
                break
        for label, end in zip(alike, ends, strict=True):
            parted[label] = Name(f"{name.text} ({end})", name.features)
    return parted


def _short(name: str) -> str:
    words = " ".join(label_of(name, within=True).split())
    if name in FEATURES:
        return words
    return words if len(words) <= SHORT else words[: SHORT - 1].rstrip() + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
