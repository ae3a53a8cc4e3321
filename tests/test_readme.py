"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import shopai
from shopai.demo.shop import write_events

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_name_it_uses_is_public() -> None:
    used = set(re.findall(r"\bshopai\.([A-Za-z_]+)\(", "".join(README.split("```python")[1:])))
    assert len(used) > 20
    assert used <= set(shopai.__all__)


def test_every_bench_it_names_is_there_and_the_other_way_round() -> None:
    folder = Path(__file__).parent.parent / "bench"
    named = set(re.findall(r"bench/(\w+\.py)", README))
    assert named == {path.name for path in folder.glob("*.py")}


@pytest.mark.slow
def test_what_people_do_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = next(part for part in README.split("```python")[1:] if '"events.csv"' in part)
    monkeypatch.chdir(tmp_path)
    write_events(tmp_path / "events.parquet", 1_500)
    pd.read_parquet("events.parquet").to_csv("events.csv", index=False)
    there: dict[str, Any] = {}
    exec(block.split("```")[0], there)  # our own text
    assert there["together"].baskets.n > 50  # of which no two things are in twenty
    assert 0 < len(there["leavers"]) < there["funnel"].n
    for name in ("nexts", "patterns", "lifetimes", "searches", "topics", "apart"):
        table = getattr(there[name], "customers" if name == "lifetimes" else "table")
        assert len(table), name
    assert there["retention"].share.notna().to_numpy().any()
