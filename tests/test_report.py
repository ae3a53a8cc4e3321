"""The report: one file that fetches nothing, holds no ids, and shows the core's numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from shopai.columns import Feature, PersonaTable
from shopai.errors import InputError
from shopai.report import CURVES, POLICY, segment_report
from shopai.segments.choosing.choose import KChoice, choose_k
from shopai.segments.persona.personas import personas
from shopai.segments.segmentation import Segmentation, segment

HOSTILE = '</script><script>alert("x")</script>'


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    """Sixty customers: half buy often and for much."""
    rng = np.random.default_rng(0)
    big = np.arange(60) % 2 == 0
    return pd.DataFrame(
        {
            Feature.RECENCY: rng.uniform(1, 9, 60) + 200 * ~big,
            Feature.FREQUENCY: rng.integers(8, 12, 60) * np.where(big, 1, 0) + 1,
            Feature.MONETARY: rng.uniform(5, 9, 60) * np.where(big, 100, 1),
        },
        index=pd.Index([f"secret-{i}" for i in range(60)], name="user_id"),
    )


@pytest.fixture(scope="module")
def seg(customers: pd.DataFrame) -> Segmentation:
    return segment(customers, k=2)


@pytest.fixture(scope="module")
def choice(customers: pd.DataFrame) -> KChoice:
    return choose_k(customers, ks=range(2, 5))


def body(report: str) -> str:
    """What stands on the page, without the charts' library."""
    return report.split("<body>")[1]


def charts(report: str) -> int:
    return body(report).count("plotly-graph-div")


def test_it_says_what_the_core_says(
    seg: Segmentation, customers: pd.DataFrame, choice: KChoice
) -> None:
    report = segment_report(
        seg, customers, title="Demo", currency="EUR", choice=choice, synthetic=True
    )
    assert "60 customers in 2 segments. Synthetic data" in report
    who = personas(seg, customers, currency="EUR")
    share = customers[Feature.MONETARY][seg.labels == 0].sum() / customers[Feature.MONETARY].sum()
    assert f"{who.names[0]} is 50.0% of the customers and brings {share:.1%}" in report
    for name in who.names:
        assert name in body(report)
    assert choice.sentences[0] in report
    assert charts(report) == 3 + len(CURVES)
    assert charts(segment_report(seg, customers)) == 3


def test_the_personas_are_those_given(seg: Segmentation, customers: pd.DataFrame) -> None:
    who = personas(seg, customers)
    table = who.table.assign(
        **{PersonaTable.NAME: ["Kept", "Other"], PersonaTable.STANDS_OUT: ["spend <3 ×", ""]}
    )
    report = segment_report(seg, customers, who=replace(who, table=table))
    assert "1 Kept</h3>" in report
    assert "<p>Spend &lt;3 ×</p>" in report  # a line of its own, so with a capital
    assert "Kept is 50.0% of the customers" in report


def test_a_verdict_on_another_number_does_not_bear_this_one_out(
    customers: pd.DataFrame, choice: KChoice
) -> None:
    assert choice.recommended == 3
    report = segment_report(segment(customers, k=3), customers, choice=choice)
    assert "<h2>Why this number of segments</h2><ul>" in report
    report = segment_report(segment(customers, k=2), customers, choice=choice)
    assert "Why this number of segments" not in report
    assert "2 segments were asked for; that is not what the comparison recommends." in report


def test_nothing_is_fetched_and_nobody_named(seg: Segmentation, customers: pd.DataFrame) -> None:
    report = segment_report(seg, customers)
    assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in report
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", report.split("<body>")[0]) == []
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", body(report)) == []
    assert "secret-" not in report


def test_names_are_shown_as_they_were_typed(seg: Segmentation, customers: pd.DataFrame) -> None:
    report = segment_report(seg, customers, title=HOSTILE, names=[HOSTILE, "<b>VIP</b>"])
    assert HOSTILE not in report
    assert "<b>VIP</b>" not in report
    assert "&lt;b&gt;VIP&lt;/b&gt;" in report


def test_one_feature_has_a_map_too(customers: pd.DataFrame) -> None:
    one = segment(customers, k=2, features=[Feature.MONETARY])
    assert charts(segment_report(one, customers)) == 3


def test_another_table_is_refused(seg: Segmentation, customers: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="not the 60 that were"):
        segment_report(seg, customers[::-1])
