"""The documentation: its reference is whole, its notebooks are clean, docstrings read well."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

import shopai

DOCS = Path(__file__).parent.parent / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


def tool(name: str) -> ModuleType:
    """A module of the site's build, which is no package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_is_in_the_reference_once() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "api").glob("*.md"))
    assert sorted(re.findall(r"^::: shopai\.(\w+)$", text, re.M)) == sorted(shopai.__all__)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs(path: Path) -> None:
    """`make docs` runs them; here they need only be clean and complete."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    for cell in code:
        assert (cell["outputs"], cell["execution_count"]) == ([], None)
        ast.parse("".join(cell["source"]))


def test_a_notebook_is_run_and_shown(tmp_path: Path) -> None:
    sources = [
        ("markdown", "# Title"),
        ("code", "import pandas as pd\nx = 2\nprint('two')"),
        ("code", "pd.DataFrame({'a': [x]})"),
        ("code", "x + 40"),
    ]
    path = tmp_path / "a.ipynb"
    listed = [{"cell_type": kind, "source": [text]} for kind, text in sources]
    path.write_text(json.dumps({"cells": listed}))
    here = Path.cwd()
    page = tool("notebooks").page(path)
    assert here == Path.cwd()
    parts = ("# Title", "```text\ntwo\n```", "<td>2</td>", "```text\n42\n```")
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_a_docstring_becomes_markdown() -> None:
    source = """What it is, of a :class:`~shopai.Dataset`.

Parameters
----------
k, n : numbers, of which
    the second counts
user : an ``id``
Cost: little.

>>> 1 + 1
2

>>> 2
2

The end."""
    expected = """What it is, of a `Dataset`.

**Parameters**

- `k, n`: numbers, of which
    the second counts
- `user`: an `id`

Cost: little.

```pycon
>>> 1 + 1
2

>>> 2
2
```

The end."""
    assert tool("docstrings").markdown(source) == expected
