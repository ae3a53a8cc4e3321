"""`load`: from a file to a checked, typed :class:`Dataset`, with a report that adds up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from shopai.columns import Event, Item
from shopai.engines.failures import MACHINE, not_loaded
from shopai.errors import InputError, Question
from shopai.events.dataset import Dataset
from shopai.events.job import Job
from shopai.events.opening import Opened, open_file, open_frame
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import ANY_ROW, FIELDS, SHAPES, Mapping, Shape, shape_of
from shopai.events.reading.understanding import with_money_in
from shopai.events.sources.binary_files import readable
from shopai.events.sources.limits import Limits
from shopai.progress import Progress

#: What each shape cannot do without: all of the first, and one of the second.
_NEEDED: dict[Shape, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "events": ((Event.KIND, Event.TIME), ()),
    "orders": ((), (Event.ITEM, Item.TITLE, Event.ORDER, Event.PRICE, Field.AMOUNT)),
    "ratings": ((Event.USER, Event.ITEM, Event.RATING), ()),
    "matrix": ((), ()),
    "customers": ((), ()),
}


def load(
    source: str | Path | pd.DataFrame | Opened,
    *,
    shape: Shape | None = None,
    mapping: Mapping | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    dates: str | None = None,
    decimal: str | None = None,
    currency: str | None = None,
    zone: str | None = None,
    money: str | None = None,
    states: dict[str, str] | None = None,
    duplicates: str | None = None,
    doubts: str = "ask",
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """Load shop data from any of five shapes, checked row by row.

    Parameters
    ----------
    source : a path (see :func:`open_file`), an opened file, or a pandas table
    shape : "events", "orders", "ratings", "matrix" or "customers"; None: told by the columns
    mapping : what each column means; None: told by headers, then by content
    encoding, sheet : of text and XLSX files; None: detected, first sheet with rows
    dates : "dmy", "mdy" or another key of `values.TIME_FORMATS`; None: told by the column
    decimal : "." or ","; None: told by the columns
    currency : the one kept where a file has several
    zone : of the shop's clock, by which days and hours are: an IANA name ("Europe/Berlin") or
        an offset from UTC ("-05:00"); None: the offset the times are mostly written with, else
        UTC. Times without an offset are by this clock.
    money : the column that holds what customers paid, where several may and give different
        revenue; no discount comes off it
    states : a word for the state of an order -> "sale", "no sale" or "refund", for words that are
        not known, or that are meant otherwise
    duplicates : "keep" lines that stand twice in an order, or "remove" them; None: keep
    doubts : "ask" about figures that cannot be a shop's, or "accept" them
    limits : how large the file and what it unpacks to may be
    progress : called with a share of the work done, in [0, 1], and what is being done

    Where dates, decimal, currency, zone or duplicates is None, the answer that `mapping` has of
    an earlier file of the same kind is taken.

    Returns
    -------
    Dataset : events, items and customers in typed Parquet, and the report. Rows without a
        customer id are kept, counted in ``report.notes``, and count for no customer.

    Raises
    ------
    Question : the file fits several readings and no parameter says which
    InputError : the file cannot be used; one sentence names cause and remedy

    Cost: a few passes by DuckDB with bounded memory, whatever the size of the file; disk
    space of about the file's size for the Parquet.

    >>> import pandas as pd
    >>> orders = {"customer": ["a"], "item": ["x"], "date": ["2025-01-31"], "price": [9.5]}
    >>> pd.DataFrame(orders).to_csv("orders.csv", index=False)
    >>> report = shopai.load("orders.csv").report
    >>> report.rows_read, report.rows_kept, report.set_aside
    (1, 1, {})
    """
    say = progress or (lambda _share, _what: None)
    say(0.0, "Opening the file")
    if isinstance(source, pd.DataFrame):
        opened = open_frame(source)
    elif isinstance(source, Opened):
        opened = source
    else:
        opened = open_file(source, encoding=encoding, sheet=sheet, limits=limits)
    if mapping is None:
        mapping = _suggested(opened, money, asked=shape is None)
    elif money is not None:
        mapping = _with_money_in(opened, mapping, money)
    given = {
        "dates": dates,
        "decimal": decimal,
        "currency": currency,
        "zone": zone,
        "duplicates": duplicates,
    }
    answers = {**mapping.answers, **{n: said for n, said in given.items() if said is not None}}
    # In the mapping they are part of the fingerprint, as all is that changes the tables.
    mapping = replace(mapping, states={**mapping.states, **(states or {})}, answers=answers)
    mapping.check(opened.columns)
    _one_of("duplicates", answers.get("duplicates", "keep"), ("keep", "remove"))
    _one_of("doubts", doubts, ("ask", "accept"))
    shape = _checked(shape or shape_of(mapping, opened.columns, opened.rows), mapping, opened)
    dates, decimal, currency, zone = map(answers.get, ("dates", "decimal", "currency", "zone"))
    job = Job(opened, mapping, shape, say, dates, decimal, currency, zone)
    job.duplicates, job.doubts = answers.get("duplicates", "keep"), doubts
    if mapping.fields == opened.mapping.fields:
        job.warnings += opened.understanding.warnings
    try:
        if opened.source.format == "parquet":  # read in place, so damage may show at any time
            with readable(opened.source.name):
                return job.run()
        return job.run()
    except MACHINE as error:
        raise not_loaded(opened.source.name, error) from error


def _one_of(name: str, value: str, options: tuple[str, ...]) -> None:
    if value not in options:
        raise InputError(f"{name} must be one of {', '.join(options)}, not '{value}'.")


def _suggested(opened: Opened, money: str | None, asked: bool) -> Mapping:
    """The likeliest mapping, with `money` as the column of the money.

    Raises InputError for a file that holds no shop data, where its shape is not `asked` for by
    the caller, and Question where two columns of money give different revenue.
    """
    understood = opened.understanding
    if asked and understood.refusal is not None:
        raise InputError(f"{opened.source.name} {understood.refusal}")
    if money is not None:
        return _with_money_in(opened, understood.mapping, money)
    if understood.rivals:
        (one, by_one), (other, by_other) = understood.rivals
        raise Question(
            f"'{one}' and '{other}' do not agree: by '{one}' the first rows are worth "
            f"{by_one:,.2f}, by '{other}' {by_other:,.2f}. Say which is what customers paid: "
            f"money='{one}' or money='{other}'.",
            "money",
            (one, other),
        )
    return understood.mapping


def _with_money_in(opened: Opened, mapping: Mapping, money: str) -> Mapping:
    if money not in opened.columns:
        raise InputError(
            f"There is no column '{money}' to be the money; found {', '.join(opened.columns[:20])}."
        )
    return with_money_in(mapping, opened.columns, opened.rows, money)


def _checked(shape: Shape | None, mapping: Mapping, opened: Opened) -> Shape:
    """`shape`, unless the mapping lacks what it cannot do without."""
    name, columns = opened.source.name, ", ".join(opened.columns[:20])
    if shape is None:
        raise InputError(
            f"{name} has no column that tells what customers did or are; found {columns}. "
            "Map a customer and an item, order or rating column."
        )
    if shape not in SHAPES:
        raise InputError(f"shape must be one of {', '.join(SHAPES)}, not '{shape}'.")
    needed, one_of = _NEEDED[shape]
    if ANY_ROW in mapping.kinds:  # all rows are of one kind of event, known without a day
        needed = ()
    missing = " and ".join(FIELDS[field] for field in needed if mapping.get(field) is None)
    if not missing and one_of and not any(map(mapping.get, one_of)):
        missing = " or ".join(FIELDS[field] for field in one_of)
    if missing:
        raise InputError(
            f"{name} is read as '{SHAPES[shape]}', which needs a column for {missing}; found "
            f"{columns}. Map one, or choose another shape."
        )
    return shape
