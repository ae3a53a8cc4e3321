"""``shopai recommend``: items for one customer, somebody new, an audience, everyone."""

from __future__ import annotations

import argparse
import csv
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from shopai.columns import Exclude
from shopai.commands.console import (
    add_file,
    add_settings,
    make_model,
    model_names,
    open_data,
    output_path,
    progress,
    say,
    settings_of,
    training_preferences,
    writable,
    write,
)
from shopai.errors import InputError, ParameterError
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.recommend.explanation import FallbackReason
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.policy.catalogue import Catalogue, catalogue
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage.batch import write_recommendations
from shopai.recommend.storage.model_file import load_model, save_model


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    add_file(parser, optional=True)
    who = parser.add_argument_group("for whom, one of")
    who.add_argument("--user", help="customer id")
    who.add_argument("--all", action="store_true", help="every customer")
    who.add_argument("--audience", help="CSV or text file with customer ids in the first column")
    who.add_argument(
        "--new",
        metavar="ITEM[=VALUE],…",
        help="somebody new, by what they have and how much they prefer it",
    )
    parser.add_argument("--n", type=int, default=10, help="items a customer (10)")
    parser.add_argument("--out", help="file ending in .csv or .parquet; stopped work goes on")

    model = parser.add_argument_group("model")
    model.add_argument("--model", choices=list(FAMILY), help=f"{model_names()} (user_knn)")
    model.add_argument("--half-life", type=float, help="days until an event counts half")
    model.add_argument(
        "--save", metavar="MODEL_FILE", help="keep the fitted model; may stand alone"
    )
    model.add_argument(
        "--from", dest="source", metavar="MODEL_FILE", help="a kept model; needs no data file"
    )
    add_settings(parser)
    _add_policy(parser.add_argument_group("rules of the shop"))
    parser.set_defaults(run=run)


def _add_policy(rules: Any) -> None:
    rules.add_argument("--exclude", choices=Exclude.ALL, help=f"leave out ({Policy().exclude})")
    rules.add_argument("--again-after-days", type=float, help="what was bought may come back")
    rules.add_argument("--in-stock", action="store_true", default=None, help="only what is there")
    rules.add_argument("--lowest-price", type=float)
    rules.add_argument("--highest-price", type=float)
    for name, what in (
        ("categories", "only these"),
        ("without-categories", "none of these"),
        ("brands", "only these"),
        ("without-brands", "none of these"),
        ("without-items", "never these item ids"),
    ):
        rules.add_argument(f"--{name}", nargs="+", metavar="NAME", help=what)
    rules.add_argument(
        "--boost", nargs=3, action="append", metavar=("KIND", "NAME", "WEIGHT"),
        dest="boosts", help="kind: item, category or brand; above 1 raises; may be repeated",
    )  # fmt: skip
    rules.add_argument("--margin", type=float, help="0 … 1, how much earnings count (0)")
    rules.add_argument("--per-category", type=int, help="at most so many of one category")
    rules.add_argument(
        "--pin", nargs=2, action="append", metavar=("PLACE", "ITEM"),
        dest="pinned", help="this item at this place; may be repeated",
    )  # fmt: skip
    rules.add_argument("--diversity", type=float, help="0 … 1, how unlike each other (0)")


#: The options that are settings of a :class:`Policy` as they stand.
_RULES = tuple(each.name for each in fields(Policy) if each.name not in ("boosts", "pinned"))


def run(options: argparse.Namespace) -> None:
    """Recommend, print and write."""
    _check(options)
    path = output_path(options.out)
    kept = writable(Path(options.save)) if options.save else None
    policy = _policy(options)
    ids = _ids(options.audience) if options.audience else None
    dataset = open_data(options) if options.file else None
    model = _model(options, dataset)
    if kept is not None:
        save_model(model, kept)
        say(f"Written: the model in {kept}.")
    needed = dataset is not None and policy != Policy(policy.exclude)
    shop = catalogue(dataset, model.prefs_) if needed and dataset is not None else None
    if path is not None and (options.all or ids is not None):
        users = None if ids is None else _known(model, ids)
        _write_many(model, path, users, options.n, policy, shop, dataset)
        return
    if options.user is None and options.new is None:
        return  # the model alone was wanted
    user = options.user if options.user is not None else _newcomer(model, options.new)
    name = options.user if options.user is not None else "new"
    offers = model.recommend(user, options.n, policy, catalogue=shop)
    applied = model.applied(policy, catalogue=shop)
    reason = model.fallback_reason(user, applied)
    if len(offers) and reason is not FallbackReason.PERSONAL:
        say(reason.sentence(f"'{name}'", model.basis))
    shortage = model.shortage(user, options.n, applied)
    missing_pins = model.missing_pins(user, options.n, applied)
    for words in filter(None, (shortage, missing_pins)):
        say(words)
    if path is not None:
        write(offers, path)
    elif len(offers):
        print(offers.to_string(index=False))


def _check(options: argparse.Namespace) -> None:
    asked = [options.user is not None, options.all, options.audience is not None]
    asked.append(options.new is not None)
    if sum(asked) != 1 and not (options.save and not any(asked)):
        raise ParameterError(
            "Give either --user with a customer id, --new with items, --audience with a file "
            "of ids, or --all for every customer."
        )
    for name in ("all", "audience"):
        if getattr(options, name) and not options.out:
            raise ParameterError(f"--{name} needs --out with a file ending in .parquet or .csv.")
    if options.source is None:
        if options.file is None:
            raise ParameterError("Give a data file, or --from with a kept model.")
    elif settings_of(options) or options.model or options.half_life:
        raise ParameterError(
            "A kept model has its settings; leave out --from to fit another to the data file."
        )


def _policy(options: argparse.Namespace) -> Policy:
    given = {name: getattr(options, name) for name in _RULES}
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if value is not None
    }
    try:
        boosts = tuple((kind, name, float(weight)) for kind, name, weight in options.boosts or ())
        pinned = tuple((int(place), item) for place, item in options.pinned or ())
    except ValueError as error:
        raise ParameterError(
            "--boost ends in a weight and --pin begins with a place: both are numbers."
        ) from error
    return Policy(**settings, boosts=boosts, pinned=pinned)


def _model(options: argparse.Namespace, dataset: Dataset | None) -> Recommender:
    """The kept model, or one fitted to the data."""
    if options.source is not None or dataset is None:
        model = load_model(options.source)
        prefs = model.prefs_
        say(f"{model.name}: {len(prefs.users):,} customers, {len(prefs.items):,} items.")
        return model
    name = options.model or "user_knn"
    model = make_model(name, settings_of(options), dataset)
    return model.fit(training_preferences(name, dataset, options.half_life))


def _write_many(
    model: Recommender,
    path: Path,
    users: list[str] | None,
    n: int,
    policy: Policy,
    shop: Catalogue | None,
    dataset: Dataset | None,
) -> None:
    try:
        written = write_recommendations(
            model,
            path,
            users,
            n,
            policy,
            catalogue=shop,
            data_fingerprint="" if dataset is None else dataset.fingerprint,
            progress=progress,
        )
    except KeyboardInterrupt:
        say(f"\n{path.name}.parts has what is done; the same command goes on from there.")
        raise
    if written.resumed:
        say(f"{counted(written.resumed, 'customer')} had been served before the work was stopped.")
    say(f"Written: up to {n} items for each of {counted(written.served, 'customer')} in {path}.")
    if written.served < written.customers:
        left = counted(written.customers - written.served, "customer")
        say(f"Nothing for {left}: no item is left that may be offered to them.")


def _newcomer(model: Recommender, text: str) -> dict[str, float]:
    """The history of somebody new; without a value, an item counts as the median preference."""
    history = {}
    for each in filter(None, (part.strip() for part in text.split(","))):
        item, equals, value = each.rpartition("=")
        try:
            history[item if equals else each] = float(value) if equals else model.prefs_.median
        except ValueError as error:
            raise ParameterError(
                f"--new takes items, or items with a number: {each!r} ends in no number."
            ) from error
    known = model.prefs_.item_positions(history) >= 0
    unknown = [item for item, there in zip(history, known, strict=True) if not there]
    if unknown:
        say(f"Not among the items, so passed over: {', '.join(unknown)}.")
    return history


def _ids(path: str) -> list[str]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = next((each for each in ";\t" if each in first), ",")
            lines = csv.reader(file, delimiter=delimiter)
            ids = [line[0].strip() for line in lines if line and line[0].strip()]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is no CSV or text file in UTF-8; save it as one.") from error
    if not ids:
        raise InputError(f"{path} has no customer ids in its first column.")
    return ids


def _known(model: Recommender, ids: list[str]) -> list[str]:
    """`ids` without a heading: a first line that is no customer where others are."""
    known = model.prefs_.user_positions(ids) >= 0
    # A file of ours may have an apostrophe before what a spreadsheet would run.
    disarmed = [place for place in np.flatnonzero(~known) if ids[place].startswith("'")]
    for place in disarmed:
        ids[place] = ids[place][1:]
    known = model.prefs_.user_positions(ids) >= 0
    if not known.any():
        raise InputError(
            f"None of the {len(ids):,} ids in the audience file is a customer of the data; found "
            f"{ids[0]!r} first. The ids must stand in its first column."
        )
    if not known[0] and known.any():
        say(f"The first line, {ids[0]!r}, is no customer and was taken for a heading.")
        ids, known = ids[1:], known[1:]
    strangers = int((~known).sum())
    if strangers:
        say(f"{strangers:,} of {len(ids):,} ids are no customers of the data; they get what sells.")
    return ids
