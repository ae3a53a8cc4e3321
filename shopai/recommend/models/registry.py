"""All recommenders by name, with a label and a sentence for somebody who chooses one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shopai.recommend.models.als import ALS
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.bpr import BPR
from shopai.recommend.models.content import ContentBased
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.user_knn import UserKNN


@dataclass(frozen=True)
class ModelKind:
    """One kind of model."""

    make: type[Recommender]
    label: str
    meaning: str  # one sentence for somebody who chooses between them


#: The models by :attr:`~shopai.recommend.models.base.Recommender.name`, in the order to show them.
FAMILY: Final[dict[str, ModelKind]] = {
    member.make.name: member
    for member in (
        ModelKind(UserKNN, "Similar customers", "What customers with the same taste prefer."),
        ModelKind(ItemKNN, "Similar items", "Items liked by those who like what the customer has."),
        ModelKind(EASE, "Items that go together", "What goes best with all the customer has."),
        ModelKind(ALS, "Learned tastes", "What fits the tastes found in what everybody buys."),
        ModelKind(
            BPR,
            "Learned order",
            "What customers of such a taste put before the rest; somebody new gets popular items.",
        ),
        ModelKind(
            Baseline,
            "Usual ratings",
            "What is rated best on average, at each customer's own level.",
        ),
        ModelKind(Popularity, "Popular items", "What most customers, or most of a segment, have."),
        ModelKind(
            ContentBased,
            "Similar descriptions",
            "Items whose title, category, brand and description are like those of what the "
            "customer has; also items nobody bought yet.",
        ),
        ModelKind(
            Hybrid,
            "Several models as one",
            "What more than one model puts early comes first.",
        ),
    )
}
