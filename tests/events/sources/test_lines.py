"""From record numbers and byte offsets to line numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopai.events.sources.raw import lines_at, passing, shifted


def test_shifted_adds_a_constant() -> None:
    assert shifted(2)(np.array([0, 1, 5])).tolist() == [2, 3, 7]


@given(st.sets(st.integers(1, 30)), st.sets(st.integers(0, 30)))
def test_passing_matches_a_plain_count(passed: set[int], records: set[int]) -> None:
    lines = [line for line in range(1, 100) if line not in passed]
    asked = np.array(sorted(records), dtype=np.int64)
    assert passing(sorted(passed))(asked).tolist() == [lines[record] for record in sorted(records)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_byte_offset_is_on_its_line(tmp_path: Path, end: bytes) -> None:
    text = end.join([b"a", b"bc", b"", b"def"]) + end
    (tmp_path / "a").write_bytes(text)
    starts = [0, text.index(b"bc"), text.index(b"def")]
    assert lines_at(tmp_path / "a", starts) == [1, 2, 4]
    before = [0, text.index(b"bc") - 1, text.index(b"def") - 1]
    assert lines_at(tmp_path / "a", before) == [1, 2, 4]
    long_before = [0, text.index(b"bc") - 1, text.index(b"bc") + 1 + len(end)]
    assert lines_at(tmp_path / "a", long_before) == [1, 2, 4]
    assert lines_at(tmp_path / "a", []) == []
