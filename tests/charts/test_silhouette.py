from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.charts import choose, theme
from shopai.charts.choose import silhouette_plot
from shopai.columns import Event

USERS = pd.Index(["a", "<b>", "c", "d", "e"], name=Event.USER)
VALUES = pd.Series([0.2, 0.8, -0.4, 0.5, 0.1], index=USERS)


def test_silhouette_plot_by_hand() -> None:
    """a, b and e in the first segment, longest first; the second begins a gap later."""
    figure = silhouette_plot(VALUES, [0, 0, 1, 1, 0], ["VIP & co", "Rest"], "Silhouette (exact)")
    first, second = figure.data
    assert first.x.tolist() == [0.8, 0.8, 0.2, 0.2, 0.1, 0.1]
    assert first.y.tolist() == [0, 1, 1, 2, 2, 3]
    assert first.text.tolist() == ["&lt;b&gt;"] * 2 + ["a"] * 2 + ["e"] * 2
    assert first.hovertemplate.startswith("<b>%{text}</b><br>VIP &amp; co<br>")
    assert second.x.tolist() == [0.5, 0.5, -0.4, -0.4]
    gap = second.y[0] - 3
    assert gap > 0
    np.testing.assert_allclose(second.y - 3 - gap, [0, 1, 1, 2])
    assert (first.fillcolor, second.fillcolor) == (theme.colour(0), theme.colour(1))
    assert first.fill == "tozerox"
    layout = figure.layout
    assert layout.yaxis.tickvals == pytest.approx((1.5, 4 + gap))
    assert layout.yaxis.ticktext == ("VIP &amp; co", "Rest")
    assert layout.yaxis.range == pytest.approx((5 + gap, 0))
    assert layout.xaxis.title.text == "Silhouette (exact)"
    assert layout.xaxis.range == pytest.approx((-0.42, 1))
    assert layout.title.text == "Silhouettes, 5 customers"


def test_the_mean_is_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "MOST_ROWS", 2)
    figure = silhouette_plot(VALUES, [0, 0, 1, 1, 0])
    assert [shape.x0 for shape in figure.layout.shapes] == pytest.approx([0.24, 0.24])
    assert figure.layout.annotations[0].text == "mean 0.24"
    assert figure.layout.title.text == "Silhouettes, 2 of 5 customers"
    assert [len(trace.x) for trace in figure.data] == [2, 2]


def test_many_customers_are_drawn_by_share_and_the_few_are_kept() -> None:
    rng = np.random.default_rng(0)
    values = pd.Series(rng.uniform(-1, 1, 9_000))
    labels = np.repeat([0, 1, 2], [6_000, 2_999, 1])
    figure = silhouette_plot(values, labels)
    drawn = [len(trace.x) // 2 for trace in figure.data]
    assert sum(drawn) == 2_000
    assert drawn[0] == pytest.approx(1_333, abs=2)
    assert drawn[2] == 1
    assert all((np.diff(trace.x) <= 0).all() for trace in figure.data)
    assert figure.data[2].x.tolist() == [values.iloc[-1]] * 2
