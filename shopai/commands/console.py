"""The shared part of all commands: the data file, models by name, results, messages."""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from shopai.errors import ParameterError
from shopai.events.dataset import Dataset, Report
from shopai.events.load import load
from shopai.events.reading.mapping import SHAPES, Mapping
from shopai.events.reading.states import STATES
from shopai.events.sources.values import TIME_FORMATS
from shopai.export import csv_bytes
from shopai.format import counted
from shopai.preferences import Preferences, preferences
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.content import ContentBased, item_words
from shopai.recommend.models.neighbours import BASELINES, NEGATIVES
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.similarity import SIMILARITIES


def add_file(parser: argparse.ArgumentParser, optional: bool = False) -> None:
    """The arguments of a data file."""
    kinds = "CSV, Parquet, XLSX or JSON; .gz and .zip too"
    parser.add_argument("file", nargs="?" if optional else None, help=kinds)
    parser.add_argument("--shape", choices=list(SHAPES), help="default: told by the columns")
    parser.add_argument("--mapping", help="saved column mapping (JSON)")
    parser.add_argument("--encoding", help="of a text file; default: detected")
    parser.add_argument("--sheet", help="of an XLSX file; default: the first with rows")
    parser.add_argument("--dates", choices=list(TIME_FORMATS), help="where dates fit two readings")
    parser.add_argument("--decimal", choices=[".", ","], help="default: told by the columns")
    parser.add_argument("--currency", help="the one to keep, where a file has several")
    parser.add_argument(
        "--zone",
        help="the shop's: Europe/Berlin, UTC-05:00 or the like; default: told by the times",
    )
    parser.add_argument("--money", metavar="COLUMN", help="with what customers paid, of several")
    parser.add_argument(
        "--states", action="append", default=[], metavar="WORD=STATE",
        help=f"a word for the state of an order: {', '.join(STATES)}; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--duplicates", choices=["keep", "remove"], help="lines that stand twice in an order (keep)"
    )
    parser.add_argument(
        "--doubts", choices=["ask", "accept"], default="ask", help="figures unlike a shop's (ask)"
    )
    parser.add_argument("--rejected", help="file for the rows set aside (.csv or .parquet)")


#: The options that are settings of :func:`load` as they stand.
_READING = (
    "shape", "encoding", "sheet", "dates", "decimal", "currency", "zone", "money", "duplicates",
    "doubts",
)  # fmt: skip


def open_data(options: argparse.Namespace) -> Dataset:
    """Load the data file; says what was kept and set aside, and what one should know."""
    dataset = load_data(options)
    for line in account(dataset.report):
        say(line)
    for sentence in dataset.report.warnings:
        say(f"  {sentence}")
    return dataset


def load_data(options: argparse.Namespace) -> Dataset:
    """Load the data file, and write the rows set aside where that is asked for."""
    rejected = output_path(options.rejected)
    dataset = load(
        options.file,
        mapping=Mapping.load(options.mapping) if options.mapping else None,
        states=_states(options.states) or None,
        progress=progress,
        **{name: getattr(options, name) for name in _READING},
    )
    if rejected is not None:
        write(dataset.rows_set_aside.df(), rejected)
    return dataset


def account(report: Report) -> list[str]:
    """Lines on what became of the rows."""
    rows = f"{counted(report.rows_read, 'row')} read, {report.rows_kept:,} kept."
    lines = [f"{report.source}: {rows}"]
    lines += [f"  set aside: {n:,} × {reason}" for reason, n in report.set_aside.items()]
    return lines + [f"  {note}: {counted(n, 'row')}" for note, n in report.notes.items()]


def _states(pairs: list[str]) -> dict[str, str]:
    """The meaning of each word that `--states` names."""
    states: dict[str, str] = {}
    for pair in pairs:
        word, _, state = pair.rpartition("=")
        if not word or state not in STATES:
            raise ParameterError(
                f"--states takes a word of the file and one of {', '.join(STATES)}, as in "
                f"'pending=no sale'; found {pair!r}."
            )
        states[word] = state
    return states


def write(frame: pd.DataFrame, path: Path) -> None:
    """A table to a file, by its ending."""
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        path.write_bytes(csv_bytes(frame, index=False))
    say(f"Written: {counted(len(frame), 'row')} in {path}.")


def output_path(path: str | None) -> Path | None:
    """The file for a table, checked before the work begins."""
    if path is None:
        return None
    file = Path(path)
    if file.suffix not in (".parquet", ".csv"):
        raise ParameterError(f"{file.name} must end in .parquet or .csv.")
    return writable(file)


def writable(path: Path) -> Path:
    """`path`, checked to be no folder; the folder it is in is made."""
    if path.is_dir():
        raise ParameterError(f"{path} is a folder; name a file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def progress(share: float, what: str) -> None:
    """Progress as one line on a terminal; nothing in a log file."""
    if sys.stderr.isatty():
        end = "\n" if share >= 1 else ""
        print(f"\r\033[K{share:4.0%}  {what}", end=end, file=sys.stderr, flush=True)


def say(message: str) -> None:
    """A message on standard error."""
    print(message, file=sys.stderr)


#: Settings that have an option of their own, which is None where it is not given.
SETTINGS = ("k", "similarity", "min_support", "shrinkage", "negatives", "baseline")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The arguments of a model."""
    parser.add_argument("--k", type=int, help="neighbours an item (40)")
    parser.add_argument("--similarity", choices=list(SIMILARITIES), help="of neighbours (cosine)")
    parser.add_argument("--min-support", type=int, help="items two neighbours share (1)")
    parser.add_argument(
        "--shrinkage", type=float, help="doubt where they share few (0; 100 for pearson_baseline)"
    )
    parser.add_argument("--negatives", choices=NEGATIVES, help="opposite tastes (drop)")
    parser.add_argument("--baseline", choices=BASELINES, help="what is usual (mean)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other setting of the model, the value as JSON; may be repeated",
    )


def settings_of(options: argparse.Namespace) -> dict[str, Any]:
    """The settings given, by name."""
    given = {name: getattr(options, name) for name in SETTINGS}
    settings = {name: value for name, value in given.items() if value is not None}
    for pair in options.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"--set takes name=value; found {pair!r}.")
        try:
            settings[name] = json.loads(value)
        except ValueError:
            settings[name] = value  # a word without quotes
    return settings


def make_model(name: str, settings: dict[str, Any], dataset: Dataset) -> Recommender:
    """An unfitted model of the family; one that reads texts gets those of `dataset`."""
    make = FAMILY[name].make
    known = list(inspect.signature(make).parameters)
    unknown = [each for each in settings if each not in known]
    if unknown:
        raise ParameterError(
            f"The model {name} has no setting {', '.join(unknown)}; it has "
            f"{', '.join(known) or 'none'}."
        )
    if make is ContentBased:
        settings = {"words": item_words(dataset)} | settings
    return make(**settings)


def training_preferences(name: str, dataset: Dataset, half_life_days: float | None) -> Preferences:
    """The preferences for a model; with items nobody bought where it can use them."""
    prefs = preferences(dataset, half_life_days=half_life_days)
    if FAMILY[name].make is ContentBased:
        prefs = prefs.with_items(item_words(dataset).index)
    return prefs


def model_names() -> str:
    """The models with their labels, for a help text."""
    return "; ".join(f"{name}: {member.label.lower()}" for name, member in FAMILY.items())
