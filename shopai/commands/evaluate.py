"""``shopai evaluate``: models compared on what they could not see."""

from __future__ import annotations

import argparse

from shopai.columns import Compared, Tested
from shopai.commands.console import (
    add_file,
    make_model,
    model_names,
    open_data,
    output_path,
    progress,
    say,
    write,
)
from shopai.errors import ParameterError
from shopai.evaluate.evaluation import AUTO, SPLITS, evaluate
from shopai.recommend.models.registry import FAMILY

#: What is compared where nothing is asked for.
USUAL = "user_knn,item_knn,popularity"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    add_file(parser)
    parser.add_argument(
        "--models", default=USUAL, help=f"comma-separated ({USUAL}); {model_names()}"
    )
    parser.add_argument("--split", choices=SPLITS, default=AUTO, help="what is held out (auto)")
    parser.add_argument("--k", type=int, default=10, help="items a list (10)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-users", type=int, help="test at most so many customers")
    parser.add_argument("--half-life", type=float, help="days until an event counts half")
    parser.add_argument("--out", help="file ending in .csv or .parquet for all figures")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Compare the models, and say which to use."""
    path = output_path(options.out)
    names = list(dict.fromkeys(filter(None, options.models.split(","))))
    unknown = [name for name in names if name not in FAMILY]
    if unknown:
        raise ParameterError(
            f"There is no model {', '.join(unknown)}; choose from {', '.join(FAMILY)}."
        )
    dataset = open_data(options)
    evaluation = evaluate(
        {name: make_model(name, {}, dataset) for name in names},
        dataset,
        options.split,
        options.k,
        options.seed,
        progress=progress,
        half_life_days=options.half_life,
        max_users=options.max_users,
    )
    if path is not None:
        write(evaluation.table, path)
    else:
        everyone = evaluation.table[evaluation.table[Compared.GROUP] == Tested.ALL]
        wide = everyone.pivot(index=Compared.METRIC, columns=Compared.MODEL, values=Compared.VALUE)
        shown = wide.loc[everyone[Compared.METRIC].unique(), names]
        print(shown.to_string(float_format="{:.4f}".format))
    for sentence in (*evaluation.notes, *evaluation.sentences):
        say(sentence)
