"""Score of the loader on a folder of files: right, asked about, refused or wrong.

The folder holds small files and ``expected.json``: file name -> {"expected": {...}, "why": text}.
What is expected of a file: ``customers``, ``orders``, ``revenue``, ``units``, ``items``,
``refunds``, ``first`` and ``last`` (days), ``rows_read``, ``kept``, ``set_aside``, ``item0`` (a
title); with ``_any`` behind a name, one of a list. ``warn`` and ``set_aside_lines``: something has
to be said of a column or line. ``refuse``: an error sentence. ``question``: a question whose
parameter is this. ``or_question``, ``question_or_refuse``: asking or refusing is as good.

A file is *right* where all that is expected of it holds, *asked* or *refused* where it was not
read though it could have been, and *wrong* where it was read otherwise, without a word.

    python bench/reading.py PATH [--all]
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shopai.columns import Event, Item, Kind
from shopai.engines.duckdb import row
from shopai.errors import InputError, Question
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.selection.selection import select

RIGHT, ASKED, REFUSED, WRONG = VERDICTS = ("right", "asked", "refused", "wrong")
TO_THE_CENT: Final = 0.005
#: What is expected, or says how, and is compared elsewhere or is only a remark.
OTHER: Final = {
    "refuse",
    "question",
    "or_question",
    "question_or_refuse",
    "warn",
    "set_aside_lines",
    "note",
}

Outcome = tuple[str, str]  # one of VERDICTS, and what to say of it


def units(dataset: Dataset) -> float:
    """Units sold and not returned; one of an event without a quantity."""
    signs = f"CASE {Event.KIND} WHEN '{Kind.PURCHASE}' THEN 1 WHEN '{Kind.REFUND}' THEN -1 END"
    amount = f"coalesce(abs({Event.QUANTITY}), 1)"
    return float(row(dataset.events.aggregate(f"sum({signs} * {amount})"))[0] or 0)


def day(of: date | None) -> str | None:
    """The day as year-month-day."""
    return None if of is None else of.isoformat()


def first_title(dataset: Dataset) -> str | None:
    """The title of the item whose id comes first; None where there are no items."""
    titles = dataset.items.order(Item.ITEM).project(f"coalesce({Item.TITLE}, {Item.ITEM})")
    return next((str(title) for (title,) in titles.limit(1).fetchall()), None)


FIGURES: Final[dict[str, Callable[[Dataset], Any]]] = {
    "customers": lambda dataset: dataset.n_customers,
    "orders": lambda dataset: select(dataset).totals.orders,
    "revenue": lambda dataset: select(dataset).totals.revenue or 0.0,
    "units": units,
    "items": lambda dataset: row(dataset.items.aggregate("count(*)"))[0],
    "refunds": lambda dataset: dataset.event_counts.get(Kind.REFUND, 0),
    "first": lambda dataset: day(dataset.first_day),
    "last": lambda dataset: day(dataset.last_day),
    "rows_read": lambda dataset: dataset.report.rows_read,
    "kept": lambda dataset: dataset.report.rows_kept,
    "set_aside": lambda dataset: sum(dataset.report.set_aside.values()),
    "item0": first_title,
}


def same(figure: Any, expected: Any) -> bool:
    """True where two figures agree; numbers have to agree to the cent."""
    if isinstance(expected, int | float) and isinstance(figure, int | float):
        return math.isclose(figure, expected, rel_tol=0, abs_tol=TO_THE_CENT)
    return bool(figure == expected)


def differences(dataset: Dataset, expected: dict[str, Any]) -> list[str]:
    """The figures that are not as expected, each in a few words."""
    wrong = []
    for name, value in expected.items():
        if name in OTHER:
            continue
        figure = FIGURES[name.removesuffix("_any")](dataset)
        allowed = value if name.endswith("_any") else [value]
        if not any(same(figure, one) for one in allowed):
            wrong.append(
                f"{name.removesuffix('_any')} {figure}, not {' or '.join(map(str, allowed))}"
            )
    said = [*dataset.report.warnings, *dataset.report.set_aside]
    if (expected.get("warn") or expected.get("set_aside_lines")) and not said:
        wrong.append("nothing is said of it")
    return wrong


def outcome(path: Path, expected: dict[str, Any]) -> Outcome:
    """Verdict on the file at `path`, and its reason or the loader's sentence."""
    asking_is_right = expected.get("or_question") or expected.get("question_or_refuse")
    try:
        dataset = load(path)
    except Question as question:
        named = expected.get("question") == question.parameter
        return RIGHT if named or asking_is_right else ASKED, str(question)
    except InputError as error:
        refused = expected.get("refuse") or expected.get("question_or_refuse")
        return RIGHT if refused else REFUSED, str(error)
    except Exception as error:  # a traceback is the worst a file can do: counted, not hidden
        return WRONG, f"{type(error).__name__}: {error}"
    for only in ("refuse", "question", "question_or_refuse"):
        if only in expected:
            totals = select(dataset).totals
            return WRONG, (
                f"read: {dataset.n_customers} customers, {totals.orders} orders, "
                f"revenue {totals.revenue}"
            )
    wrong = differences(dataset, expected)
    return (WRONG, "; ".join(wrong)) if wrong else (RIGHT, "")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="a folder with files and expected.json")
    parser.add_argument("--all", action="store_true", help="show the files read right too")
    options = parser.parse_args(arguments)
    cases = json.loads((options.path / "expected.json").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for name, case in cases.items():
        verdict, words = outcome(options.path / name, case["expected"])
        counts[verdict] += 1
        if options.all or verdict != RIGHT:
            print(f"{verdict:8} {name:36} {words}")
    print(f"{len(cases)} files: " + ", ".join(f"{counts[name]} {name}" for name in VERDICTS))


if __name__ == "__main__":
    main()
