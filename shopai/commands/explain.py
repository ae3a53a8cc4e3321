"""``shopai explain``: how a file is read, and why."""

from __future__ import annotations

import argparse

from shopai.commands.console import account, add_file, load_data
from shopai.events.dataset import Dataset
from shopai.findings.reading import (
    CERTAINTY,
    headline,
    other_columns_of,
    reason_of,
    source_of,
)


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    add_file(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print the figures, the use of each column with its reason, and what one should know."""
    dataset = load_data(options)
    print(headline(dataset))
    for line in account(dataset.report):
        print(line)
    print()
    _print_table([("We read", "from", "because", ""), *_uses(dataset)])
    others = other_columns_of(dataset)
    for label, columns in (
        ("Kept about each customer", others.about),
        ("One item each", others.items),
        ("Not used", others.unused),
    ):
        if columns:
            print(f"\n{label}: {', '.join(columns)}")
    if dataset.report.warnings:
        print("\nWorth a look:")
        for sentence in dataset.report.warnings:
            print(f"- {sentence}")


def _uses(dataset: Dataset) -> list[tuple[str, ...]]:
    """Role, columns, reason and certainty of each part of the reading."""
    report = dataset.report
    return [
        (
            part.label,
            str(source_of(part)),
            str(reason_of(part, report.settings)),
            CERTAINTY[part.certainty],
        )
        for part in report.reading.parts
    ]


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(f"{cell:{n}}" for cell, n in zip(row, widths, strict=True)).rstrip())
