"""What counts as a preference: shown, changed, and warned about."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import preference_settings
from pages.ui.preference_settings import PreferenceSettings
from shopai.columns import Event, Kind, Scored
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.recommend.models.user_knn import UserKNN

from .conftest import Open, figures, new_app, opened, text, titles
from .test_recommendations import ONE, recommended, sure

#: The name of the view of the form, and that of the lists.
LIKING, LISTS = "liking", "customer"

DAYS = pd.date_range("2024-01-01", periods=40)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    """Twelve customers who view and buy ten items, with times."""
    rows = [
        (f"u{user:02d}", f"i{(user * step) % 10}", kind, DAYS[(user + step) % 40])
        for user in range(12)
        for step, kind in enumerate([Kind.VIEW, Kind.PURCHASE, Kind.VIEW, Kind.PURCHASE] * 2, 1)
    ]
    columns = [Event.USER, Event.ITEM, Event.KIND, Event.TIME]
    return from_frames(pd.DataFrame(rows, columns=columns))


def view(app: AppTest, name: str) -> AppTest:
    """The app on another view of the page."""
    return app.segmented_control(key="recommendations_view").set_value(name).run()


def scores_shown(app: AppTest) -> dict[str, float]:
    table = recommended(view(app, LISTS))
    return dict(zip(table[Scored.ITEM], table[Scored.SCORE], strict=True))


def scores_of(shop: Dataset, app: AppTest, **settings: object) -> dict[str, float]:
    model = UserKNN().fit(preferences(shop, **settings))  # type: ignore[arg-type]
    table = model.recommend(app.text_input(key="customer").value)
    return dict(zip(table[Scored.ITEM], table[Scored.SCORE], strict=True))


def test_at_first_as_in_the_core(open_page: Open, shop: Dataset) -> None:
    app = open_page("recommendations", shop, **ONE)
    assert scores_shown(app) == pytest.approx(scores_of(shop, app))
    view(app, LIKING)
    held = {each.key: each.value for each in app.number_input}
    assert (held["weight_view"], held["weight_purchase"], held["half_life_days"]) == (1, 5, None)
    assert "weight_cart" not in held
    prefs = preferences(shop)
    assert f"**{prefs.matrix.nnz} preferences** of 12 customers for 10 items" in text(app)


def test_weights_and_half_life_change_the_list_and_the_words(
    open_page: Open, shop: Dataset
) -> None:
    app = view(open_page("recommendations", shop, **ONE), LIKING)
    app.number_input(key="weight_view").set_value(3.5)
    app.number_input(key="half_life_days").set_value(7)
    app.button(key="preferences_apply").click().run()
    assert not app.exception
    assert "a view counts 3.5, a purchase counts 5, half as much when 7 days older" in sure(app)
    shown = scores_shown(app)
    expected = scores_of(shop, app, weights={Kind.VIEW: 3.5}, half_life_days=7)
    assert shown == pytest.approx(expected)
    view(app, LIKING).button(key="preferences_reset").click().run()
    assert app.number_input(key="weight_view").value == 1
    assert scores_shown(app) == pytest.approx(scores_of(shop, app))


def test_without_apply_nothing_changes(open_page: Open, shop: Dataset) -> None:
    app = view(open_page("recommendations", shop, **ONE), LIKING)
    app.number_input(key="weight_view").set_value(3.5).run()
    assert app.session_state[preference_settings.SETTINGS] == PreferenceSettings()


def test_what_is_chosen_holds_on_other_pages(open_page: Open, shop: Dataset) -> None:
    app = view(open_page("recommendations", shop, **ONE), LIKING)
    app.number_input(key="weight_view").set_value(0.0)
    app.button(key="preferences_apply").click().run()
    app.switch_page("pages/similarity/page.py").run()
    assert not app.exception
    app.switch_page("pages/recommendations/page.py").run()
    assert scores_shown(app) == pytest.approx(scores_of(shop, app, weights={Kind.VIEW: 0.0}))
    assert view(app, LIKING).number_input(key="weight_view").value == 0


def test_weights_that_leave_nothing_are_refused(open_page: Open, shop: Dataset) -> None:
    app = view(open_page("recommendations", shop, **ONE), LIKING)
    app.number_input(key="weight_view").set_value(0.0)
    app.number_input(key="weight_purchase").set_value(0.0)
    app.button(key="preferences_apply").click().run()
    assert not app.exception
    assert "No customer shows a preference for any item" in text(app)
    app.run()
    assert "No customer shows a preference" not in text(app)


def test_a_link_brings_them_along(shop: Dataset) -> None:
    address = {"weights": "view:2,cart:9,nonsense:3,purchase:x", "half_life": "30"}
    app = opened(new_app(shop), "recommendations", **address, **ONE)
    assert not app.exception
    expected = scores_of(shop, app, weights={Kind.VIEW: 2.0}, half_life_days=30)
    assert scores_shown(app) == pytest.approx(expected)
    assert app.query_params["weights"] == "view:2"
    assert app.query_params["half_life"] == "30"


def test_a_link_that_leaves_nothing_still_shows_the_form(shop: Dataset) -> None:
    app = opened(new_app(shop), "recommendations", weights="view:0,purchase:0", **ONE)
    assert "No customer shows a preference for any item" in text(app)
    app.number_input(key="weight_purchase").set_value(5.0)
    app.button(key="preferences_apply").click().run()
    assert scores_shown(app) == pytest.approx(scores_of(shop, app, weights={Kind.VIEW: 0.0}))


def test_ratings_have_no_weights(open_page: Open, ratings_only: Dataset) -> None:
    app = view(open_page("recommendations", ratings_only, **ONE), LIKING)
    assert not [each for each in app.number_input if each.key.startswith("weight")]
    assert "A preference is the latest rating." in sure(app)
    assert "they count as they are" in text(app)


def test_the_distribution_is_drawn(open_page: Open, ratings_only: Dataset) -> None:
    app = view(open_page("recommendations", ratings_only, **ONE), LIKING)
    drawn = dict(zip(titles(app), figures(app), strict=True))
    (sizes,) = drawn["How many items customers have"]["data"]
    assert sizes["x"] == ["1", "2", "3", "4", "5–9", "10–19"]
    (strengths,) = drawn["How strong preferences are"]["data"]
    assert strengths["x"] == ["1", "5"]


def test_thin_data_are_warned_of_with_the_consequence(open_page: Open) -> None:
    rows = [(f"u{i}", f"i{i % 4}", Kind.PURCHASE) for i in range(8)]
    shop = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.ITEM, Event.KIND]))
    app = view(open_page("recommendations", shop, **ONE), LIKING)
    assert not app.exception
    said = "There is **little to learn from**: 100% of the customers have fewer than 3 items"
    assert said in text(app)
    (warning,) = app.warning
    assert warning.value.startswith("100% of the items are known to fewer than 3")


@pytest.mark.parametrize(
    ("weights", "half_life", "expected"),
    [
        ("", "", PreferenceSettings()),
        ("view:1", "", PreferenceSettings()),  # as usual
        ("view:0,purchase:8", "14", PreferenceSettings((("purchase", 8.0), ("view", 0.0)), 14)),
        ("view:1e9,refund:-500", "0", PreferenceSettings()),
        ("view:nan,cart:inf", "1e9", PreferenceSettings()),
        (",:,view", "ten", PreferenceSettings()),
    ],
)
def test_an_address_is_read_or_ignored(
    weights: str, half_life: str, expected: PreferenceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        preference_settings.WEIGHTS_ADDRESS: weights,
        preference_settings.HALF_LIFE_ADDRESS: half_life,
    }
    monkeypatch.setattr(preference_settings.st, "query_params", given)
    assert preference_settings._of_address() == expected
