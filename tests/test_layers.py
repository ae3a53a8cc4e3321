"""The floors of the house: what may import what, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: The rooms, lowest floor first. An import must go to a lower floor, or stay in its room.
FLOORS = (
    ("shopai.columns", "shopai.arrays", "shopai.text", "shopai.messages", "shopai.compiled",
     "shopai.interrupts"),
    ("shopai.format",),
    ("shopai.sentences", "shopai.glossary"),
    ("shopai.errors",),
    ("shopai.checks",),
    ("shopai.intervals", "shopai.progress", "shopai.export", "shopai.version", "shopai.bootstrap"),
    ("shopai.places",),
    ("shopai.engines",),
    ("shopai.events",),
    ("shopai.demo", "shopai.selection"),
    ("shopai.customers", "shopai.customer_columns", "shopai.preferences", "shopai.audiences"),
    ("shopai.segments", "shopai.recommend", "shopai.behaviour"),
    ("shopai.evaluate",),
    ("shopai.readiness",),
    ("shopai.charts",),
    ("shopai.findings",),
    ("shopai.report",),
    ("shopai.commands", "pages.ui"),
    ("shopai.__main__", "pages"),
    ("app", "serve"),
)  # fmt: skip
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

#: The public names; nothing inside the package may import them from there.
PUBLIC = "shopai"


def modules(root: Path) -> dict[str, Path]:
    """Every module of the product by its full name; a package by its own name."""
    paths = [*(root / "shopai").rglob("*.py"), *(root / "pages").rglob("*.py"), root / "app.py"]
    paths += [root / "serve.py"] if (root / "serve.py").exists() else []
    return {name_of(path.relative_to(root)): path for path in sorted(paths)}


def name_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    """Full names of everything a module imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name, not relatively"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def target(name: str, known: dict[str, Path]) -> str:
    """The module that `name` is, or is of."""
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return name


def room_of(module: str) -> str:
    """The room of a module; pages are a room each, but they share one floor."""
    parts = module.split(".")
    return ".".join(parts[:2])


def floor_of(room: str) -> int | None:
    if room in FLOOR:
        return FLOOR[room]
    return FLOOR.get(room.partition(".")[0])


def breaches(root: Path) -> list[str]:
    """Every import that breaks a rule, as a sentence."""
    known = modules(root)
    found = []
    for module, path in known.items():
        room = room_of(module)
        for name in imports_of(path):
            top = name.partition(".")[0]
            if top in ("streamlit", "pages", "app", "serve") and module.startswith("shopai"):
                found.append(f"{module} imports {name}: the core knows no page")
            if top not in ("shopai", "pages", "app", "serve") or module == PUBLIC:
                continue
            other = target(name, known)
            if other == PUBLIC:
                found.append(f"{module} imports {name}: import it from where it is made")
                continue
            there = room_of(other)
            here_floor, floor = floor_of(room), floor_of(there)
            if room != there and (here_floor is None or floor is None or floor >= here_floor):
                found.append(f"{module} imports {name}: {there} is not on a floor below {room}")
    return found


def circle(root: Path) -> list[str] | None:
    """Modules that import one another in a circle, the first of them last again; None: none do."""
    known = modules(root)
    graph = {
        module: {target(name, known) for name in imports_of(path)} & known.keys() - {module}
        for module, path in known.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names: list[str] = error.args[1]
        return names
    return None


def test_every_room_imports_only_from_the_floors_below() -> None:
    assert breaches(ROOT) == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circle(ROOT) is None


#: Parts of a room, lowest first; what stands beside the parts may use them all. Models know no
#: files, and the policy knows no model; the reading knows no table made of it.
PARTS = {
    "recommend": (
        ("kernels", "explanation"), ("ranking",), ("policy",), ("models",),
        ("storage",),
    ),
    "events": (
        ("sources",), ("reading",), ("tables",),
    ),
}  # fmt: skip
#: Modules beside the parts that the parts may use.
SHARED = {"shopai.events.dataset", "shopai.events.timeline", "shopai.events.moments"}


@pytest.mark.parametrize("room", PARTS)
def test_parts_of_a_room_import_only_from_lower_parts(room: str) -> None:
    floors = {part: floor for floor, parts in enumerate(PARTS[room]) for part in parts}
    known = modules(ROOT)
    inside = {name: name.split(".")[2] for name in known if name.startswith(f"shopai.{room}.")}
    assert floors.keys() <= set(inside.values())
    assert [
        (module, other)
        for module, part in inside.items()
        for other in (target(name, known) for name in imports_of(known[module]))
        if other in inside
        and inside[other] != part
        and part in floors
        and other not in SHARED
        and floors.get(inside[other], len(floors)) >= floors[part]
    ] == []


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(module) for module in modules(ROOT)} - {"shopai", "pages"}
    assert [room for room in sorted(rooms) if floor_of(room) is None] == []
    assert [room for room in FLOOR if room not in rooms | {"pages"}] == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house that keeps every rule."""
    for name, text in {
        "app.py": "from pages import overview\n",
        "pages/__init__.py": "",
        "pages/overview.py": "from shopai.charts import theme\n",
        "shopai/__init__.py": "from shopai.segments.kmeans import fit\n",
        "shopai/charts/theme.py": "",
        "shopai/segments/kmeans.py": "from shopai.columns import Event\n",
        "shopai/segments/drift.py": "from shopai.segments import kmeans\n",
        "shopai/segments/__init__.py": "",
        "shopai/columns.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("shopai/segments/drift.py", "import streamlit.web"),
        ("shopai/segments/drift.py", "from shopai.charts import theme"),
        ("shopai/segments/drift.py", "import shopai.charts.theme"),
        ("shopai/segments/drift.py", "def f():\n    from shopai import charts"),
        ("shopai/segments/drift.py", "import shopai"),
        ("shopai/segments/drift.py", "from shopai import fit"),
        ("shopai/segments/drift.py", "from pages import overview"),
        ("pages/overview.py", "from pages.search import page"),
        ("pages/overview.py", "import shopai"),
    ],
)
def test_a_breach_is_noticed(house: Path, file: str, line: str) -> None:
    (house / "pages" / "search.py").write_text("")
    assert breaches(house) == []
    (house / file).write_text(line + "\n")
    assert breaches(house)


def test_a_circle_is_noticed_inside_a_function_too(house: Path) -> None:
    assert circle(house) is None
    (house / "shopai/segments/kmeans.py").write_text(
        "def f():\n    from shopai.segments.drift import drift\n"
    )
    names = circle(house)
    assert names is not None
    assert set(names) == {"shopai.segments.kmeans", "shopai.segments.drift"}
