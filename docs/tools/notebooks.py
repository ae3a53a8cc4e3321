"""Notebooks: run cell by cell, and shown on the site with what they give.

The notebooks in the repository hold no outputs; a test runs them too. A cell is run as
Jupyter would run it, in one namespace a notebook, and gives what it prints and its last line.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "notebooks"
PLOTLY = "assets/plotly.min.js"


def cells(path: Path) -> list[tuple[str, str]]:
    """The kind ("markdown" or "code") and the text of each cell."""
    read = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in read]


def outputs(path: Path) -> Iterator[tuple[str, str, str, Any]]:
    """Each cell in turn: its kind, its text, what it printed, and the value of its last line."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for kind, text in cells(path):
        if kind == "code":
            yield kind, text, *_run(text, namespace)
        else:
            yield kind, text, "", None


def _run(text: str, namespace: dict[str, Any]) -> tuple[str, Any]:
    tree = ast.parse(text)
    value = None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell>", "exec"), namespace)  # our own notebooks
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
    return printed.getvalue(), value


def page(path: Path) -> str:
    """A notebook as Markdown, run in a folder of its own."""
    parts = [f'<script src="../../{PLOTLY}"></script>']
    with tempfile.TemporaryDirectory() as folder, _inside(folder):
        for kind, text, printed, value in outputs(path):
            parts.append(text if kind == "markdown" else f"```python\n{text}\n```")
            if printed:
                parts.append(f"```text\n{printed.rstrip()}\n```")
            if value is not None:
                parts.append(shown(value))
    return "\n\n".join(parts) + "\n"


def shown(value: Any) -> str:
    """A value as a notebook shows it: figures drawn, tables as tables, else its text."""
    if hasattr(value, "to_plotly_json"):
        return str(value.to_html(full_html=False, include_plotlyjs=False))
    if hasattr(value, "to_html"):
        table = value.to_html(border=0).replace(' class="dataframe"', "")
        return f'<div class="md-typeset__scrollwrap"><div>{table}</div></div>'
    return f"```text\n{value!r}\n```"


@contextlib.contextmanager
def _inside(folder: str) -> Iterator[None]:
    before = Path.cwd()
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


# ------------------------------------------------------------------ called by MkDocs


def on_files(files: Any, config: Any, **_: Any) -> Any:
    from mkdocs.structure.files import File

    for path in sorted(FOLDER.glob("*.ipynb")):
        uri = f"notebooks/{path.stem}.md"
        files.append(File.generated(config, uri, content=page(path)))
    return files


def on_post_build(config: Any, **_: Any) -> None:
    from plotly.offline import get_plotlyjs

    target = Path(config["site_dir"]) / PLOTLY
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(get_plotlyjs(), encoding="utf-8")
