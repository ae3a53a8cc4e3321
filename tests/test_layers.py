"""The floors of the house: what may import what, read from the source itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "shopai"

#: Module or room -> floor. An import must go to a lower floor, or stay in its room.
FLOORS = {
    "columns": 0, "errors": 0, "export": 0, "intervals": 0, "progress": 0,
    "checks": 1, "events": 1,
    "customers": 2, "preferences": 2,
    "segments": 3, "recommend": 3, "behaviour": 3, "evaluate": 3,
    "audiences": 3,
    "charts": 4,
    "report": 5,
    "commands": 8, "__init__": 9, "__main__": 9,
}  # fmt: skip

#: The one sideways import allowed: evaluation looks at recommenders.
SIDEWAYS = {("evaluate", "recommend")}

MODULES = sorted(CORE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """Full names of everything a module imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name, not relatively"
            module = node.module or ""
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def room_of(path: Path) -> str:
    return path.relative_to(CORE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(CORE)))
def test_core_imports_no_streamlit_and_nothing_of_the_pages(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(path)}
    assert not roots & {"streamlit", "pages", "app"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(CORE)))
def test_a_room_imports_only_from_the_floors_below(path: Path) -> None:
    room = room_of(path)
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "shopai" or len(parts) < 2 or parts[1] not in FLOORS:
            continue
        other = parts[1]
        down = FLOORS[other] < FLOORS[room]
        assert other == room or down or (room, other) in SIDEWAYS, f"{room} imports {name}"


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in MODULES} <= FLOORS.keys()


def test_the_rules_would_notice_a_breach(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    import streamlit.web\n    from shopai.charts import theme\n")
    assert imports_of(bad) == {"streamlit.web", "shopai.charts", "shopai.charts.theme"}
