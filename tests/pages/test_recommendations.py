"""The recommendations page: search, the list, the reasons, the fallback."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from shopai.columns import Event, Exclude, Item, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.user_knn import UserKNN

from .conftest import Open, figures, text, titles

#: The view of one customer, by the model whose lists the tests know.
ONE = {"recommendations_view": "One customer", "model": "Similar customers"}


def sure(app: AppTest) -> str:
    """The line on the box *How sure?*."""
    return app.expander[-1].label.replace("\\", "")


def recommended(app: AppTest) -> pd.DataFrame:
    """The table of recommendations: the one with ranks."""
    (table,) = (each.value for each in app.dataframe if Scored.RANK in each.value)
    return table


def test_the_list_is_the_core_s(open_page: Open, ratings_only: Dataset) -> None:
    app = open_page("recommendations", ratings_only, **ONE)
    app.text_input(key="customer").set_value("u0").run()
    expected = UserKNN(k=40).fit(preferences(ratings_only)).recommend("u0", n=10)
    table = recommended(app)
    assert table[Scored.ITEM].tolist() == expected[Scored.ITEM].tolist()
    assert table[Scored.SCORE].tolist() == pytest.approx(expected[Scored.SCORE].tolist())
    assert titles(app)[0] == "Recommended for u0"
    assert figures(app)[0]["layout"]["xaxis"]["title"]["text"] == "Predicted rating"


def test_the_reasons_add_up_to_the_score(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    app.segmented_control(key="ranking").set_value("prediction").run()
    (bars,) = figures(app)[1]["data"]
    *parts, score = bars["x"]
    assert sum(parts) == pytest.approx(score)
    best = recommended(app)[Scored.SCORE].iloc[0]
    assert score == pytest.approx(best)
    assert f"which makes **{score:.2f}**" in text(app)
    assert "Scores foretell the rating, where there is one" in sure(app)


def test_what_they_will_want_adds_up_too(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    (bars,) = figures(app)[1]["data"]
    best = recommended(app)[Scored.SCORE].iloc[0]
    added = sum(float(each.replace("−", "-")) for each in bars["text"])
    assert added == pytest.approx(best, abs=0.1)
    assert "similar customers know the item; the more alike they are" in text(app)
    assert f"which makes **{best:.2f}**" in text(app)
    assert "Scores add up what those who are alike prefer" in sure(app)
    assert app.slider(key="min_neighbours").disabled
    assert app.segmented_control(key="baseline").disabled


def test_part_of_an_id_offers_matches_to_click(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    app.text_input(key="customer").set_value("C00000").run()
    assert not app.exception
    assert "Ids that contain “C00000” (first 20). Pick one:" in text(app)
    app.button(key="customer_match_2").click().run()
    assert app.text_input(key="customer").value == "c0000003"
    assert titles(app)[0].endswith("c0000003")


def test_an_unknown_id_offers_examples(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    app.text_input(key="customer").set_value("no*such").run()
    assert "No customer id contains “no*such”" in text(app)
    app.button(key="customer_example_0").click().run()
    assert titles(app)[0].startswith("Recommended for")


def test_a_customer_without_history_gets_popular_items_and_is_told(open_page: Open) -> None:
    rows = [(f"u{i}", item, 4.0) for i in range(5) for item in ("a", "b", "c")]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.RATING])
    events[Event.KIND] = Kind.RATING
    search = {Event.USER: "newcomer", Event.KIND: Kind.SEARCH, Event.QUERY: "lamp"}
    shop = from_frames(pd.concat([events, pd.DataFrame([search])], ignore_index=True))
    app = open_page("recommendations", shop, **ONE)
    app.text_input(key="customer").set_value("newcomer").run()
    assert not app.exception
    assert titles(app)[0] == "Popular items for newcomer"
    assert "Nothing is known of what customer **newcomer** prefers" in text(app)
    assert recommended(app)[Scored.BASIS].unique() == ["Popularity"]


def test_a_category_and_the_number_of_items_narrow_the_list(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    category = app.multiselect(key="categories").options[0]
    app.multiselect(key="categories").set_value([category]).run()
    app.slider(key="n").set_value(3).run()
    table = recommended(app)
    assert len(table) == 3
    assert set(table[Item.CATEGORY]) == {category}


def test_what_was_bought_can_be_left_out_or_let_in(open_page: Open) -> None:
    kinds = {"bought": Kind.PURCHASE, "seen": Kind.VIEW}
    rows = [(f"u{i}", item, kind) for i in range(6) for item, kind in kinds.items()]
    rows += [(f"u{i}", item, Kind.PURCHASE) for i in range(1, 6) for item in ("new", "newer")]
    shop = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = open_page("recommendations", shop, **ONE)
    app.text_input(key="customer").set_value("u0").run()
    offered = {}
    assert app.selectbox(key="leave_out").value == Exclude.BOUGHT
    for choice in Exclude.ALL:
        app.selectbox(key="leave_out").set_value(choice).run()
        offered[choice] = set(recommended(app)[Scored.ITEM])
    assert offered == {
        Exclude.KNOWN: {"new", "newer"},
        Exclude.BOUGHT: {"new", "newer", "seen"},
        Exclude.NOTHING: {"new", "newer", "seen", "bought"},
    }


def test_where_nothing_is_left_the_page_says_why(open_page: Open) -> None:
    rows = [(f"u{i}", item, Kind.PURCHASE) for i in range(5) for item in ("a", "b")]
    rows += [("u1", "c", Kind.VIEW)]
    shop = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = open_page("recommendations", shop, **ONE)
    app.text_input(key="customer").set_value("u1").run()
    app.selectbox(key="leave_out").set_value(Exclude.KNOWN).run()
    assert not app.exception
    assert "Customer **u1** already knows every item that could be recommended." in text(app)


def test_popular_items_are_not_blamed_on_a_short_history(open_page: Open) -> None:
    # u0 resembles u1 to u4, but what is in the category only strangers have bought.
    rows = [(f"u{i}", "a", Kind.PURCHASE) for i in range(5)]
    rows += [(f"v{i}", "far", Kind.PURCHASE) for i in range(3)]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND])
    items = pd.DataFrame({Item.ITEM: ["a", "far"], Item.CATEGORY: ["Near", "Far"]})
    app = open_page("recommendations", from_frames(events, items=items), **ONE)
    app.text_input(key="customer").set_value("u0").run()
    app.multiselect(key="categories").set_value(["Far"]).run()
    assert recommended(app)[Scored.ITEM].tolist() == ["far"]
    assert "who resemble customer **u0** know none of the items" in text(app)


def test_ratings_offer_no_choice_between_bought_and_seen(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = open_page("recommendations", ratings_only, **ONE)
    assert app.selectbox(key="leave_out").options == ["What they rated", "Nothing"]


def test_views_alone_are_left_out_at_first(open_page: Open) -> None:
    rows = [(f"u{i}", item, Kind.VIEW) for i in range(5) for item in ("a", "b")]
    shop = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = open_page("recommendations", shop, **ONE)
    assert app.selectbox(key="leave_out").options == ["Everything they have seen", "Nothing"]


def test_settings_share_one_fit(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"u{user}", f"one{item}", float(1 + (user * item) % 5))
            for user in range(8) for item in range(6) if (user + item) % 3]  # fmt: skip
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.RATING])
    shop = from_frames(events.assign(**{Event.KIND: Kind.RATING}))
    fits = []
    fit = UserKNN.fit
    monkeypatch.setattr(UserKNN, "fit", lambda *given: fits.append(1) or fit(*given))
    app = open_page("recommendations", shop, **ONE)
    app.slider(key="neighbours_k").set_value(7).run()
    app.selectbox(key="measure").set_value("pearson").run()
    app.switch_page("pages/similarity/page.py").run()
    assert not app.exception
    assert len(fits) == 1


def test_the_customer_is_kept_from_page_to_page(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("recommendations", demo_shop, **ONE)
    app.text_input(key="customer").set_value("c0000005").run()
    app.switch_page("pages/segments/page.py").run()
    app.switch_page("pages/recommendations/page.py").run()
    assert app.text_input(key="customer").value == "c0000005"


def test_titles_from_the_data_are_shown_as_they_are(open_page: Open) -> None:
    evil = "<b>:red[x]</b> $a$ **b**"
    rows = [(f"u{i}", item, 5.0) for i in range(6) for item in ("plain", "other")]
    rows += [(f"u{i}", evil, 5.0 - i % 2) for i in range(1, 6)]
    events = pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.RATING])
    app = open_page(
        "recommendations", from_frames(events.assign(**{Event.KIND: Kind.RATING})), **ONE
    )
    app.text_input(key="customer").set_value("u0").run()
    assert not app.exception
    label = figures(app)[0]["layout"]["yaxis"]["ticktext"][0]
    assert label == "&lt;b&gt;:red[x]&lt;/b&gt; &#36;a&#36; **b**"
    assert evil in text(app)
    assert not any(evil in part.value for part in app.markdown)
