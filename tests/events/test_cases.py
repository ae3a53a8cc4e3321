"""Small files in layouts of shops, marketplaces, tills, payments and public tables, read right.

The rows are invented; `cases/expected.json` says by file name what is right and why. The same
files are scored by ``python bench/reading.py tests/events/cases``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.odd_files import odd_file
from bench.odd_files import outcome as fate
from bench.reading import RIGHT, outcome

CASES = Path(__file__).parent / "cases"
EXPECTED = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cases"


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_read_right(name: str) -> None:
    verdict, words = outcome(CASES / name, EXPECTED[name]["expected"])
    assert verdict == RIGHT, f"{words} ({EXPECTED[name]['why']})"


def test_every_case_is_there() -> None:
    assert {path.name for path in CASES.iterdir()} == {*EXPECTED, "expected.json"}


def test_the_shared_cases_are_read_right() -> None:
    if not SHARED.exists():
        pytest.skip("the shared cases are not beside the repository")
    cases = json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))
    verdicts = {name: outcome(SHARED / name, case["expected"]) for name, case in cases.items()}
    assert {name: said for name, said in verdicts.items() if said[0] != RIGHT} == {}


@pytest.mark.parametrize("seed", range(24))
def test_an_odd_file_is_read_asked_about_or_refused(seed: int, tmp_path: Path) -> None:
    result = fate(*odd_file(seed), tmp_path)
    assert result in ("read", "asked", "refused")
