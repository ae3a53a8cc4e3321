"""What the customer has and what an item is, as words."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shopai
from shopai.columns import Basis, Exclude, Item, Part, Scored
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.events.dataset import from_frames
from shopai.preferences import Preferences
from shopai.recommend.models.content import FIELDS, ContentBased, item_words
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage.model_file import load_model, save_model
from tests.recommend.models.oracle import prefs_of

EVERYTHING = Policy(exclude=Exclude.NOTHING)
NO = math.nan


def described(**fields: list[str | None]) -> pd.DataFrame:
    """Texts of the items i0, i1, ..."""
    n = len(next(iter(fields.values())))
    return pd.DataFrame(fields, index=pd.Index([f"i{k}" for k in range(n)], name=Item.ITEM))


def baskets(n_items: int, *rows: dict[int, float], kind: str = "events") -> Preferences:
    """Customers u0, u1, ... and what they prefer of i0, i1, ..."""
    dense = np.full((len(rows), n_items), NO)
    for row, basket in enumerate(rows):
        for item, value in basket.items():
            dense[row, item] = value
    made = prefs_of(dense)
    return Preferences(made.matrix, made.users, made.items, kind)


def said(model: ContentBased, user: object) -> pd.DataFrame:
    """What the model itself says of every item: index item_id."""
    found = model.recommend(user, len(model.prefs_.items), EVERYTHING).set_index(Scored.ITEM)
    return found[found[Scored.BASIS] == Basis.CONTENT]


TITLES = ["red mug", "Blue Mug", "red scarf", "wool scarf", None]
#: 1 + ln((1 + n) / (1 + df)) of words in one and in two of the four items with words.
ONE, TWO = 1 + math.log(5 / 2), 1 + math.log(5 / 3)


def test_tf_idf_by_hand():
    model = ContentBased(described(title=TITLES)).fit(baskets(5, {0: 2.0}))
    found = said(model, "u0")
    half_new = TWO**2 / (math.sqrt(2) * TWO * math.hypot(ONE, TWO))  # blue mug
    assert found[Scored.SCORE].to_dict() == pytest.approx({"i0": 1, "i1": half_new, "i2": 0.5})
    assert found[Scored.SUPPORT].to_dict() == {"i0": 1, "i1": 1, "i2": 1}


def test_fields_count_by_their_weights():
    words = described(title=TITLES, category=["Cups", "Cups", "Clothes", "Clothes", "Cups"])
    model = ContentBased(words, title=3, category=1).fit(baskets(5, {0: 2.0}))
    found = said(model, "u0")[Scored.SCORE]
    assert found["i2"] == pytest.approx((9 * 0.5 + 1 * 0) / 10)
    assert found["i4"] == pytest.approx(1 / math.sqrt(10))  # it has the category alone
    assert "i3" not in found
    alone = ContentBased(words, title=0).fit(baskets(5, {0: 2.0}))
    assert said(alone, "u0")[Scored.SCORE].to_dict() == pytest.approx({"i0": 1, "i1": 1, "i4": 1})


def test_a_repeated_word_counts_by_its_logarithm():
    words = described(description=["tea tea tea cup", "tea", "cup"])
    found = said(ContentBased(words).fit(baskets(3, {0: 1.0})), "u0")[Scored.SCORE]
    assert found["i1"] / found["i2"] == pytest.approx(1 + math.log(3))


def test_titles_and_descriptions_share_their_words():
    words = described(title=["mug", None, "hat"], description=[None, "a mug", None])
    assert said(ContentBased(words).fit(baskets(3, {0: 1.0})), "u0")[Scored.SUPPORT]["i1"] == 1


def test_a_category_is_one_term_however_it_is_spelled():
    words = described(
        category=["Home & Garden", "home  & garden", "Home", "Garden"], brand=["Home", *[None] * 3]
    )
    model = ContentBased(words).fit(baskets(4, {0: 1.0}))
    assert set(said(model, "u0").index) == {"i0", "i1"}
    garden = "category: Home & Garden"
    assert list(model.terms_) == ["brand: Home", "category: Garden", "category: Home", garden]


def test_an_event_item_weighs_by_its_preference():
    words = described(title=["mug", "hat", "mug", "hat"])
    found = said(ContentBased(words).fit(baskets(4, {0: 3.0, 1: 4.0})), "u0")[Scored.SCORE]
    assert found[["i2", "i3"]].tolist() == pytest.approx([0.6, 0.8])


def test_ratings_weigh_by_their_distance_from_the_mean():
    words = described(title=["mug", "hat", "belt", "mug", "hat"])
    prefs = baskets(5, {0: 5, 1: 1, 2: 5}, {0: 3}, {0: 1, 1: 5}, kind="ratings")
    model = ContentBased(words).fit(prefs)
    # Half the scale is 2 and the mean 11/3: the mugs speak by 2 + 4/3, the hats by 2 - 8/3.
    length = math.sqrt(2 * (10 / 3) ** 2 + (2 / 3) ** 2)
    found = said(model, "u0")[Scored.SCORE]
    assert found[["i3", "i4"]].tolist() == pytest.approx([10 / 3 / length, -2 / 3 / length])
    # Whoever rated once, low or not, is known by it; a 1 at a mean of 3 says nothing.
    assert said(model, "u1")[Scored.SCORE]["i3"] == pytest.approx(1)
    assert said(model, "u2")[Scored.SCORE][["i3", "i4"]].tolist() == pytest.approx([0, 1])


def test_the_scale_counts_rather_than_the_ratings_met():
    made = baskets(3, {0: 5, 1: 3}, kind="ratings")
    prefs = Preferences(made.matrix, made.users, made.items, "ratings", None, (1.0, 5.0))
    found = said(ContentBased(described(title=["mug", "hat", "mug hat"])).fit(prefs), "u0")
    assert found[Scored.SCORE][["i0", "i1"]].tolist() == pytest.approx(np.array([3, 1]) / 10**0.5)


def test_equal_ratings_weigh_the_same():
    prefs = baskets(3, {0: 4, 1: 4}, kind="ratings")
    found = said(ContentBased(described(title=["mug", "hat", "mug hat"])).fit(prefs), "u0")
    assert found[Scored.SCORE]["i2"] == pytest.approx(1)


def test_preferences_that_cancel_give_no_profile():
    prefs = baskets(3, {0: 1.0, 1: -1.0})
    model = ContentBased(described(title=["red mug", "red mug", "red hat"])).fit(prefs)
    assert (said(model, "u0")[Scored.SCORE] == 0).all()
    assert model.explain("u0", "i2").parts.empty


def test_an_item_nobody_bought_comes_first_where_its_words_match():
    words = described(
        title=["green tea", "black tea", "desk lamp", "oak desk", "white tea with jasmine"],
        category=["Tea", "Tea", "Office", "Office", "Tea"],
    )
    prefs = baskets(4, {0: 1.0, 1: 1.0}, {0: 1.0, 2: 1.0, 3: 1.0}, {2: 1.0, 3: 1.0})
    model = ContentBased(words).fit(prefs.with_items(words.index))
    assert model.recommend("u0", 1)[Scored.ITEM].tolist() == ["i4"]
    found = model.recommend(["i2"], 4).set_index(Scored.ITEM)[Scored.BASIS]
    assert found.index[0] == "i3"
    assert found["i4"] == Basis.POPULAR


def test_chinese_titles_match_by_characters():
    words = described(title=["陶瓷咖啡杯", "咖啡杯套装", "羊毛围巾", "真丝围巾 2023新款"])
    model = ContentBased(words).fit(baskets(4, {0: 1.0}, {2: 1.0}))
    assert model.recommend("u0", 1)[Scored.ITEM].tolist() == ["i1"]
    assert model.recommend("u1", 1)[Scored.ITEM].tolist() == ["i3"]
    assert set(model.explain("u0", "i1").parts[Part.SOURCE]) == {"咖啡", "啡杯", "咖啡杯"}
    assert set(model.explain("u1", "i3").parts[Part.SOURCE]) == {"围巾"}


def test_a_new_customer_is_scored_by_what_they_like():
    model = ContentBased(described(title=TITLES)).fit(baskets(5, {3: 1.0}, {0: 1.0}))
    pd.testing.assert_frame_equal(said(model, {"i0": 2.0}), said(model, "u1"))
    pd.testing.assert_frame_equal(said(model, ["i0"]), said(model, "u1"))
    assert said(model, "nobody").empty
    assert said(model, ["i4"]).empty


def test_items_without_words_are_only_popular():
    model = ContentBased(described(title=TITLES)).fit(baskets(5, {0: 1.0, 4: 1.0}, {4: 1.0}))
    found = model.recommend("u0", 3).set_index(Scored.ITEM)[Scored.BASIS]
    assert found.to_dict() == {
        "i1": Basis.CONTENT,
        "i2": Basis.CONTENT,
        "i3": Basis.POPULAR,
    }
    assert said(model, "u1").empty
    assert model.explain("u0", "i4").parts.empty


def test_words_in_most_items_are_left_out():
    names = ["mug", "hat", "belt", "lamp"]
    words = described(
        title=[f"the {names[k % 4]} by us" for k in range(24)], brand=["Us"] * 23 + ["us"]
    )
    model = ContentBased(words).fit(baskets(24, {0: 1.0}))
    assert set(model.terms_) == set(names)
    assert set(said(model, "u0").index) == {f"i{k}" for k in range(0, 24, 4)}
    kept = ContentBased(words, max_share=1.0).fit(baskets(24, {0: 1.0}))
    assert set(kept.terms_) == {*names, "the", "by", "us"}
    few = ContentBased(words.iloc[:20]).fit(baskets(20, {0: 1.0}))
    assert set(few.terms_) == {*names, "the", "by", "us", "brand: Us"}


def test_more_own_items_than_fit_in_one_word_of_bits():
    n = 200
    words = described(title=[f"common w{k % 3} v{k}" for k in range(n)])
    model = ContentBased(words, max_share=1.0).fit(baskets(n, dict.fromkeys(range(150), 1.0)))
    assert (said(model, "u0")[Scored.SUPPORT] == 150).all()
    rare = ContentBased(words, max_share=0.5).fit(baskets(n, dict.fromkeys(range(150), 1.0)))
    assert (said(rare, "u0")[Scored.SUPPORT] == 50).all()


VOCABULARY = ["mug", "hat", "红茶", "b2", "Tea-Pot", "mug mug"]
texts = st.one_of(st.none(), st.lists(st.sampled_from(VOCABULARY), max_size=3).map(" ".join))
TERMS = {"mug": ["mug"], "hat": ["hat"], "红茶": ["红茶"], "b2": ["b2"], "Tea-Pot": ["tea", "pot"]}


def terms(text: str | None) -> list[str]:
    """The terms of the words above, by looking them up."""
    return [term for word in (text or "").split() for term in TERMS[word]]


@st.composite
def shops(draw):
    n = draw(st.integers(1, 7))
    words = {
        Item.TITLE: draw(st.lists(texts, min_size=n, max_size=n)),
        Item.DESCRIPTION: draw(st.lists(texts, min_size=n, max_size=n)),
        Item.BRAND: draw(st.lists(st.sampled_from([None, "A & b", "C"]), min_size=n, max_size=n)),
    }
    weights = {field: draw(st.sampled_from([0.0, 0.3, 1.0, 2.5])) for field in words}
    values = st.dictionaries(
        st.integers(0, n - 1), st.sampled_from([0.5, 1.0, 3.0, 5.0]), min_size=1
    )
    return words, weights, draw(values), draw(st.sampled_from(["events", "ratings"])), n


def expected(words, weights, values, kind, n):
    """Score and support of every item, from the formula, one dictionary an item."""
    fields = {
        field: [
            terms(text) if field != Item.BRAND else [f"brand {text}"] * (text is not None)
            for text in column
        ]
        for field, column in words.items()
        if weights[field] > 0
    }
    every = [{term for column in fields.values() for term in column[k]} for k in range(n)]
    told = sum(map(bool, every))
    df = Counter(term for found in every for term in found)

    def unit(vector):
        length = math.sqrt(sum(x * x for x in vector.values()))
        return {term: x / length for term, x in vector.items()} if length else {}

    items = []
    for k in range(n):
        total: Counter[str] = Counter()
        for field, column in fields.items():
            counts = Counter(column[k])
            vector = {
                term: (1 + math.log(c)) * (1 + math.log((1 + told) / (1 + df[term])))
                for term, c in counts.items()
            }
            for term, x in unit(vector).items():
                total[term] += weights[field] * x
        items.append(unit(total))
    says = dict(values)
    if kind == "ratings":
        half = (max(values.values()) - min(values.values())) / 2 or 1.0
        mean = sum(values.values()) / len(values)
        says = {k: half + value - mean for k, value in values.items()}
    profile: Counter[str] = Counter()
    for k, much in says.items():
        for term, x in items[k].items():
            profile[term] += much * x
    profile = unit(profile)
    scores = [sum(profile.get(term, 0) * x for term, x in item.items()) for item in items]
    return scores, [sum(bool(every[k] & every[j]) for j in says) for k in range(n)], told


@given(shops())
@settings(max_examples=50, deadline=None)
def test_scores_match_the_formula(shop):
    words, weights, values, kind, n = shop
    scores, support, told = expected(*shop)
    frame = described(**words)
    settings_ = {Item.CATEGORY: 1.0} | weights
    prefs = baskets(n, values, kind=kind)
    if not any(weights.values()) or not told:
        with pytest.raises(MissingColumns):
            ContentBased(frame, **settings_).fit(prefs)
        return
    model = ContentBased(frame, **settings_).fit(prefs)
    found = said(model, "u0")
    assert found[Scored.SCORE].to_dict() == pytest.approx(
        {f"i{k}": scores[k] for k in range(n) if support[k]}, abs=1e-9
    )
    assert found[Scored.SUPPORT].to_dict() == {f"i{k}": s for k, s in enumerate(support) if s}
    for item, score in found[Scored.SCORE].items():
        why = model.explain("u0", item)
        assert why.score == pytest.approx(score, abs=1e-12)
        assert why.parts[Part.CONTRIBUTION].sum() == pytest.approx(score, abs=1e-9)
        product = why.parts[Part.WEIGHT] * why.parts[Part.VALUE]
        assert product.tolist() == pytest.approx(why.parts[Part.CONTRIBUTION].tolist())


def test_an_explanation_names_what_matches_the_strongest_first():
    words = described(
        title=["red mug", "blue mug", "red scarf"],
        category=["Cups", "Cups", "Clothes"],
        brand=["Ola", "Ola", "Ola"],
    )
    why = ContentBased(words).fit(baskets(3, {0: 1.0})).explain("u0", "i1")
    assert why.basis == Basis.CONTENT
    assert why.parts[Part.SOURCE].tolist() == ["category: Cups", "mug", "brand: Ola"]
    assert why.parts[Part.MEAN].isna().all()
    assert why.baseline == 0 == why.cut
    unknown = ContentBased(words).fit(baskets(3, {0: 1.0})).explain("u0", "no such item")
    assert unknown.score == 0
    assert unknown.parts.empty


@pytest.fixture(scope="module")
def shop(demo_shop):
    words = item_words(demo_shop)
    return words, shopai.preferences(demo_shop).with_items(words.index)


def test_content_scores_of_the_example_shop_by_hand(shop):
    words, prefs = shop
    assert list(words.columns) == list(FIELDS)
    assert words.index.name == Item.ITEM
    model = ContentBased(words).fit(prefs)
    user = prefs.users[0]
    own = set(words[Item.CATEGORY][prefs.items[prefs.matrix[0].indices]])
    assert set(words[Item.CATEGORY][model.recommend(user, 5)[Scored.ITEM]]) <= own
    assert not {"made", "for", "by"} & set(model.terms_)


def test_the_order_of_items_does_not_matter(shop):
    words, prefs = shop
    turned = Preferences(
        prefs.matrix[:, ::-1], prefs.users, prefs.items[::-1], prefs.kind, prefs.bought[:, ::-1]
    )
    one, other = ContentBased(words).fit(prefs), ContentBased(words[::-1]).fit(turned)
    for user in prefs.users[:8]:
        left, right = said(one, user), said(other, user).loc[said(one, user).index]
        assert left[Scored.SCORE].tolist() == pytest.approx(right[Scored.SCORE].tolist(), abs=1e-12)
        assert left[Scored.SUPPORT].equals(right[Scored.SUPPORT])


def test_a_loaded_model_recommends_the_same(shop, tmp_path):
    words, prefs = shop
    model = ContentBased(words, brand=0, max_share=0.4).fit(prefs)
    save_model(model, tmp_path / "model")
    again = load_model(tmp_path / "model")
    assert isinstance(again, ContentBased)
    assert again.parameters() == model.parameters()
    pd.testing.assert_frame_equal(
        again.recommend_all(prefs.users[:50]), model.recommend_all(prefs.users[:50])
    )


def test_a_file_with_texts_that_do_not_fit_is_refused(shop):
    words, prefs = shop
    state = ContentBased(words).fit(prefs)._state()
    model = ContentBased()
    model.prefs_ = prefs
    short = {k: v for k, v in state.items() if not k.startswith("ids")}
    short |= ContentBased(words.iloc[:3])._state() | {
        k: v for k, v in state.items() if k.startswith(Item.TITLE)
    }
    with pytest.raises(InputError, match="do not fit"):
        model._restore(short)
    with pytest.raises(InputError, match="missing"):
        model._restore({})


def test_texts_are_data_and_settings_can_be_saved(shop):
    words, _ = shop
    assert ContentBased(words, title=2).parameters() == {
        Item.TITLE: 2,
        Item.CATEGORY: 1.0,
        Item.BRAND: 0.5,
        Item.DESCRIPTION: 0.5,
        "max_share": 0.5,
    }
    assert ContentBased(**ContentBased(words).parameters()).words is None


@pytest.mark.parametrize(
    "words",
    [
        None,
        described(title=[None, "", " - "]),
        described(cost=[1.0, 2.0, 3.0]),
        described(title=["mug", "hat", "tea"]).set_axis(["x", "y", "z"]),
    ],
)
def test_without_any_words_it_says_what_to_load(words):
    with pytest.raises(MissingColumns, match="Titles, categories, brands and descriptions"):
        ContentBased(words).fit(baskets(3, {0: 1.0}))


def test_items_all_described_alike_cannot_be_told_apart():
    with pytest.raises(MissingColumns, match="alike"):
        ContentBased(described(title=["mug"] * 30)).fit(baskets(30, {0: 1.0}))


def test_ids_are_compared_as_text_and_described_once():
    words = pd.DataFrame({Item.TITLE: ["mug", "mug"]}, index=[1, 2])
    prefs = Preferences.of(["u"], ["1"], [1.0], "events").with_items(["2"])
    assert said(ContentBased(words).fit(prefs), "u").index.tolist() == ["1", "2"]
    with pytest.raises(InputError, match="Item '1' is described twice"):
        ContentBased(pd.DataFrame({Item.TITLE: ["mug", "cup"]}, index=[1, 1]))


@pytest.mark.parametrize(
    "wrong",
    [
        {Item.TITLE: -1},
        {Item.BRAND: math.nan},
        {Item.BRAND: "much"},
        dict.fromkeys(FIELDS, 0),
        {"max_share": 0},
        {"max_share": 1.5},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong):
    with pytest.raises(ParameterError):
        ContentBased(**wrong)


def test_texts_of_a_shop_without_an_item_table():
    events = pd.DataFrame({Scored.USER: ["u"], Item.ITEM: ["a"]})
    words = item_words(from_frames(events))
    assert words.index.tolist() == ["a"]
    assert words.isna().all(axis=None)
