"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import shopai

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_name_it_uses_is_public() -> None:
    used = set(re.findall(r"\bshopai\.([A-Za-z_]+)\(", "".join(README.split("```python")[1:])))
    assert len(used) > 20
    assert used <= set(shopai.__all__)


def test_every_bench_it_names_is_there_and_the_other_way_round() -> None:
    folder = Path(__file__).parent.parent / "bench"
    named = set(re.findall(r"bench/(\w+\.py)", README))
    assert named == {path.name for path in folder.glob("*.py")}
