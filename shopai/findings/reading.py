"""Findings of how a file is read: its figures in one sentence, and the use of each column."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.events.reading.card import Card, Certainty, Part
from shopai.events.reading.headers import NUMBERED_ITEM
from shopai.events.reading.mapping import SHAPES, Shape
from shopai.findings.reading_questions import without_argument
from shopai.messages import N_
from shopai.selection.selection import select
from shopai.selection.totals import Totals
from shopai.sentences import Money, Plural, Sentence, count

_KINDS: Final = {
    Kind.VIEW: (N_("{n} view"), N_("{n} views")),
    Kind.SEARCH: (N_("{n} search"), N_("{n} searches")),
    Kind.CART: (N_("{n} cart"), N_("{n} carts")),
    Kind.WISHLIST: (N_("{n} wishlist"), N_("{n} wishlists")),
    Kind.REFUND: (N_("{n} refund"), N_("{n} refunds")),
    Kind.RATING: (N_("{n} rating"), N_("{n} ratings")),
}
_KINDS_NAMED: Final = 2
#: From this amount on three digits of it are enough.
_LARGE: Final = 100_000

#: Certainties as they are shown.
CERTAINTY: Final[dict[Certainty, str]] = {
    "certain": N_("certain"),
    "likely": N_("likely"),
    "check": N_("check"),
}
#: Fields of which a further column counts only where the first is blank.
_ELSE: Final = (Event.USER,)


def headline(dataset: Dataset, share: float = 1.0) -> Sentence:
    """The file's figures in one sentence: who and what, from when to when, worth how much.

    They are those of every page. `share` : of the file that `dataset` holds

    Cost: the totals of all events, counted once a data set.
    """
    holds = Sentence("**{file}** holds", file=dataset.name)
    if share < 1:
        n = dataset.report.rows_read
        holds = Sentence("The first {n:row} of **{file}** hold", n=n, file=dataset.name)
    if not dataset.event_counts:
        return Sentence("{holds} {things}.", holds=holds, things=_people(dataset))
    totals = select(dataset).totals
    things, when = _things(dataset, totals), _when(dataset)
    worth = _worth(dataset, totals)
    if worth is None:
        return Sentence("{holds} {things} {when}.", holds=holds, things=things, when=when)
    return Sentence(
        "{holds} {things} {when}, {worth}.", holds=holds, things=things, when=when, worth=worth
    )


def is_it_right(headline: Sentence) -> Sentence:
    """The headline, as a question."""
    return Sentence("{headline} Is that about right?", headline=headline)


def _people(dataset: Dataset) -> Sentence:
    """Words on a customer table."""
    facts = len(dataset.customers.columns) - 1
    return Sentence(
        "{customers}, with {facts} about each",
        customers=count(dataset.n_customers, "customer"),
        facts=Plural("{n} fact", "{n} facts", n=facts),
    )


def _things(dataset: Dataset, totals: Totals) -> Sentence:
    """Customers, orders and what else happened, each with its number."""
    kinds = dict(dataset.event_counts)
    people = [count(totals.customers, "customer")] if totals.customers else []
    kinds.pop(Kind.PURCHASE, None)
    things: list[Sentence] = []
    if totals.orders:
        kinds.pop(Kind.REFUND, None)  # said with the money
        things.append(count(totals.orders, "order"))
    things += [Plural(*_KINDS[kind], n=n) for kind, n in list(kinds.items())[:_KINDS_NAMED]]
    if list(kinds) == [Kind.RATING] and not totals.orders:
        items = count(len(select(dataset).item_ids), "item")
        things = [Sentence("{ratings} of {items}", ratings=things[0], items=items)]
    if rest := sum(list(kinds.values())[_KINDS_NAMED:]):
        things.append(Plural("{n} other event", "{n} other events", n=rest))
    if people:
        return _all_of([*people, *things])
    return Sentence("{things} by unnamed customers", things=_all_of(things))


def _all_of(things: Sequence[Sentence]) -> Sentence:
    *others, last = things
    return Sentence("{others} and {last}", others=others, last=last) if others else last


def _when(dataset: Dataset) -> Sentence:
    first, last = dataset.first_day, dataset.last_day
    if first is None or last is None:
        return Sentence("without dates")
    if first == last:
        return Sentence("on {day:medium}", day=first)
    return Sentence("from {first:medium} to {last:medium}", first=first, last=last)


def _worth(dataset: Dataset, totals: Totals) -> Sentence | None:
    """Words on the money; None where nothing is sold."""
    if not {Kind.PURCHASE, Kind.REFUND} & dataset.event_counts.keys():
        return None
    if totals.revenue is None:
        return Sentence("without prices")
    revenue = _amount(totals.revenue, dataset.currency)
    if not totals.refunded:
        return Sentence("worth **{revenue}**", revenue=revenue)
    refunds = _amount(totals.refunded, dataset.currency)
    return Sentence(
        "worth **{revenue}** after {refunds} of refunds", revenue=revenue, refunds=refunds
    )


def _amount(value: float, currency: str | None) -> Sentence:
    amount = Money(value, currency)
    if abs(value) >= _LARGE:
        return Sentence("{amount:short}", amount=amount)
    return Sentence("{amount}", amount=amount)


def worth_a_look(dataset: Dataset) -> list[str | Sentence]:
    """Sentences for the owner: the report's warnings, rows set aside, rows of nobody known."""
    report = dataset.report
    said: list[str | Sentence] = [*map(without_argument, report.warnings)]
    if aside := sum(report.set_aside.values()):
        reasons = [Sentence("{n} × {reason}", n=n, reason=r) for r, n in report.set_aside.items()]
        rows = count(aside, "row")
        said.append(Sentence("{rows} cannot be used: {reasons:3}.", rows=rows, reasons=reasons))
    guests = report.notes.get("without a customer id", 0)
    if guests and select(dataset).totals.customers:
        said.append(
            Plural(
                "{n} row names no customer: it counts in what was sold, and for nobody.",
                "{n} rows name no customer: they count in what was sold, and for nobody.",
                n=guests,
            )
        )
    return said


def source_of(part: Part) -> Sentence:
    """The columns that play a role, as “a, else b” where the next counts only for a blank."""
    first, *others = part.columns
    if not others:
        return Sentence("{column}", column=first)
    if part.role in _ELSE:
        return Sentence("{first}, else {others}", first=first, others=others)
    return Sentence("{columns}", columns=list(part.columns))


def reason_of(part: Part, settings: Mapping[str, str]) -> Sentence:
    """Why those columns play the role; of times how they are written and by which clock.

    `settings` : of the report, empty where there is none yet
    """
    dates, zone = settings.get("dates"), settings.get("time zone", "").partition(",")[0]
    if part.role != Event.TIME or dates is None or not zone:
        return Sentence("{because}", because=part.because)
    return Sentence(
        "{because}; {dates}, clock: {zone}", because=part.because, dates=dates, zone=zone
    )


def also_read(parts: Sequence[Part]) -> Sentence:
    """The roles and columns of some parts in one sentence."""
    named = [
        Sentence("{role} ({columns})", role=part.label, columns=source_of(part)) for part in parts
    ]
    return Sentence("Also read: {parts}.", parts=named)


@dataclass(frozen=True)
class OtherColumns:
    """Columns that play no role of their own.

    Attributes
    ----------
    about : kept as facts about the customer
    items : each holds one item: its ratings, or its place in an order of several
    unused : not read
    """

    about: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def other_columns(
    card: Card, shape: Shape | None, kept: Collection[str] | None = None
) -> OtherColumns:
    """The columns without a role of a file of this shape.

    kept : columns of its customer table, where that is made
    """
    rest = card.unused
    if shape == "matrix":
        return OtherColumns(card.attributes, rest)
    if shape == "customers":
        return OtherColumns((*card.attributes, *rest))
    items = tuple(column for column in rest if NUMBERED_ITEM.match(column))
    told = tuple(c for c in rest if c in (kept or ()) and c not in items)
    unused = tuple(c for c in rest if c not in {*items, *told})
    return OtherColumns((*card.attributes, *told), items, unused)


def other_columns_of(dataset: Dataset) -> OtherColumns:
    """The columns without a role of a file that was loaded."""
    words = dataset.report.settings.get("shape")
    shape = next((shape for shape, said in SHAPES.items() if said == words), None)
    return other_columns(dataset.report.reading, shape, dataset.customers.columns)


def told(columns: OtherColumns) -> list[Sentence]:
    """A sentence on each kind of them, with the names of some."""
    kinds = (
        (N_("Kept about each customer: {columns:8}."), columns.about),
        (N_("One item each: {columns:8}."), columns.items),
        (N_("Not used: {columns:8}."), columns.unused),
    )
    return [Sentence(text, columns=list(names)) for text, names in kinds if names]
