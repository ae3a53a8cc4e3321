"""A load: the steps from raw records to the files of a :class:`Dataset`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace

import narwhals as nw

from shopai.columns import EVENT_TYPES, ITEM_TYPES, Event, Item, Kind
from shopai.engines.duckdb import (
    Connection,
    aggregates,
    computed_once,
    literal,
    parquet,
    quoted,
    typed,
)
from shopai.engines.scratch import ScratchFolder
from shopai.events.dataset import Dataset, Report
from shopai.events.moments import changes
from shopai.events.opening import Opened
from shopai.events.reading.card import Card
from shopai.events.reading.formats import (
    MONEY,
    NUMBERS,
    Formats,
    decide_currency,
    decide_decimal,
    decide_time,
)
from shopai.events.reading.headers import NUMBERED_ITEM, Field
from shopai.events.reading.mapping import SHAPES, Mapping, Shape
from shopai.events.reading.months import in_english
from shopai.events.reading.understanding import card_of
from shopai.events.reading.written_dates import in_digits
from shopai.events.reading.zones import decide_zone, other_offsets
from shopai.events.sources.digits import with_common_digits
from shopai.events.sources.raw import RECORD, Faults, Raw, tidy
from shopai.events.sources.text_files import MENDED
from shopai.events.sources.values import TIME_FORMATS
from shopai.events.tables import events as event_table
from shopai.events.tables import rows, side_tables, warnings
from shopai.events.tables.attributes import candidates, constant_columns
from shopai.events.tables.orders import explode_numbered, fill_orders, with_clock
from shopai.events.tables.people import with_people
from shopai.events.timeline import with_sessions, write_timeline
from shopai.progress import Progress

_EVENTS, _ITEMS, _CUSTOMERS = "events.parquet", "items.parquet", "customers.parquet"
_INSTANT = "__instant"
_RAW, _EXPLODED, _FILLED = "raw.parquet", "exploded.parquet", "filled.parquet"
_PEOPLE, _HEADED, _CONTINUED = "people.parquet", "headed.parquet", "continued.parquet"


@dataclass
class Job:
    """Everything the steps of one load share."""

    opened: Opened
    mapping: Mapping
    shape: Shape
    say: Progress
    dates: str | None  # as the user gave them; None where they are to be detected
    decimal: str | None
    currency: str | None
    zone: str | None = None
    scratch: ScratchFolder = field(default_factory=ScratchFolder)
    notes: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    duplicates: str = "keep"
    doubts: str = "ask"

    def __post_init__(self) -> None:
        self._given = self.mapping  # columns made on the way replace some of it

    @property
    def connection(self) -> Connection:
        return self.scratch.connection

    def run(self) -> Dataset:
        """Read, decide, check, write, report."""
        self.say(0.05, "Reading the rows")
        raw = self.opened.read(self.connection, self.scratch.path(_RAW))
        raw = tidy(self.connection, raw, self._columns_used(raw))
        faults = Faults(self.connection)
        if self.shape in ("matrix", "customers"):
            # Rows are read whole, so columns that would come of parting them do not exist.
            fields = {name: c for name, c in self.mapping.fields.items() if c in raw.types}
            self.mapping = replace(self.mapping, fields=fields)
            formats = self._table_formats(raw)
            self.say(0.4, "Checking every row")
            write = self._write_matrix if self.shape == "matrix" else self._write_customers
            write(raw, formats, faults)
        else:
            formats = self._write_log(raw, faults)
        self.say(0.95, "Writing the report")
        report = self._report(raw, faults, formats)
        for file in (_RAW, _EXPLODED, _FILLED, _PEOPLE, _HEADED, _CONTINUED, MENDED):
            self.scratch.path(file).unlink(missing_ok=True)
        self.say(1.0, "Done")
        opened = self.opened
        how = [opened.fingerprint, self.shape, self.mapping.to_json(), repr(formats),
               opened.encoding, opened.sheet, opened.layout and opened.layout.header]  # fmt: skip
        return Dataset(
            name=self.opened.source.name,
            report=report,
            fingerprint=hashlib.sha256(json.dumps(how).encode()).hexdigest(),
            scratch=self.scratch,
            currency=formats.currency,
            zone=formats.zone.name,
        )

    def _columns_used(self, raw: Raw) -> list[str]:
        """Source columns that are read at all."""
        if self.shape in ("matrix", "customers"):
            return raw.columns
        used = {*self.mapping.columns, *self._perhaps()}
        return [c for c in raw.columns if c in used or NUMBERED_ITEM.match(c)]

    def _perhaps(self) -> list[str]:
        """Columns that may be attributes of the customer."""
        return candidates(self._given, self.opened.columns, self.opened.rows)

    def _write_log(self, raw: Raw, faults: Faults) -> Formats:
        """Write the tables of an event log, order lines or ratings."""
        con, path = self.connection, self.scratch.path
        relation, exploded = explode_numbered(con, raw, path(_EXPLODED))
        relation = self._lines_of_orders(relation, faults)
        written = map(self.mapping.get, (Event.TIME, Field.CLOCK, *NUMBERS))
        relation = with_common_digits(con, relation, [*written])
        for name in (Event.TIME, Field.CLOCK):
            relation = in_digits(con, relation, self.mapping.get(name))
        relation = in_english(con, relation, self.mapping.get(Event.TIME))
        relation, self.mapping = with_clock(relation, self.mapping)
        if self.shape == "orders":
            relation, notes = fill_orders(con, relation, self.mapping, path(_FILLED))
            self.notes |= notes
        relation, notes = with_people(con, relation, self.mapping, path(_PEOPLE))
        self.notes |= notes
        self.say(0.35, "Deciding how dates and numbers are written")
        formats = self._log_formats(relation)
        self.say(0.4, "Checking every row")
        self._write_events(relation, formats, exploded, faults)
        return formats

    def _lines_of_orders(self, raw: Raw, faults: Faults) -> Raw:
        """Rows that are events; those of reports that are none are faults."""
        con, path = self.connection, self.scratch.path
        if self.shape == "ratings":
            return raw
        raw = rows.without_other_rows(con, raw, self.mapping, faults)
        heading = rows.heading_of(self.opened.columns, self.opened.rows, self.mapping)
        if heading is not None:
            raw, self.mapping = rows.with_headings(
                con, raw, self.mapping, heading, faults, path(_HEADED)
            )
        raw, self.mapping, notes = rows.continued(con, raw, self.mapping, path(_CONTINUED))
        self.notes |= notes
        return raw

    def _table_formats(self, raw: Raw) -> Formats:
        others = {self.mapping.get(Event.USER), *side_tables.contact_columns(self.mapping)}
        texts = [c for c in raw.columns if c not in others]
        return Formats(
            decimal=decide_decimal(
                self.connection, raw, texts, self.decimal, self.opened.understanding.commas
            ),
            zone=decide_zone(self.connection, raw, None, self.zone),
        )

    def _log_formats(self, raw: Raw) -> Formats:
        con, time = self.connection, self.mapping.get(Event.TIME)
        zone = decide_zone(con, raw, time, self.zone, self.mapping.get(Field.ZONE))
        numbers = [c for name in NUMBERS if (c := self.mapping.get(name)) is not None]
        money = {c for name in MONEY if (c := self.mapping.get(name)) is not None}
        expected = self.opened.understanding.commas
        decimal = decide_decimal(con, raw, numbers, self.decimal, expected, money)
        dates = decide_time(con, raw, time, self.dates, zone.clock, commas=decimal == ",")
        self.warnings += other_offsets(con, raw, time, zone, dates)
        return Formats(
            decimal=decimal,
            time=dates,
            currency=decide_currency(con, raw, self.mapping, self.currency),
            zone=zone,
        )

    def _write_events(self, raw: Raw, formats: Formats, exploded: bool, faults: Faults) -> None:
        con = self.connection
        reading = event_table.read_events(con, raw, self.mapping, self.shape, formats)
        cancellations = event_table.cancellation_prefix(con, raw, self.mapping)
        rows = event_table.event_rows(con, reading, formats, cancellations, exploded)
        order, every = self.mapping.get(Event.ORDER), rows
        once = self.duplicates == "remove" and order is not None
        if once:
            rows = warnings.once(every)
        with computed_once(con):
            self._write_with_sessions(rows, formats.zone.name)
        self._count(raw, cancellations)
        self._warn(raw, reading)
        one_to_one = not exploded and not event_table.takes_back(reading)
        (written,) = aggregates(con, "count(*)", self._written(_EVENTS))
        if once or not (one_to_one and written == raw.records):
            self.say(0.75, "Listing the rows set aside")
            with computed_once(con):
                faults.find(reading.fault_rows())
                if once and order is not None:
                    faults.find(warnings.repeats(every, order))
        self.say(0.8, "Collecting items and customers")
        events, item = self._written(_EVENTS), reading.values[Event.ITEM]
        constant = constant_columns(con, raw, self.mapping, self._perhaps())
        mapping = replace(self.mapping, attributes=(*self.mapping.attributes, *constant))
        moment = reading.values[Event.TIME]
        items = side_tables.items_sql(raw, self.mapping, formats, item, events, moment)
        self._write(_ITEMS, items)
        self._write(
            _CUSTOMERS, side_tables.customers_sql(con, raw, mapping, formats, events, moment)
        )
        self.say(0.85, "Putting each customer's events in order")
        write_timeline(con, self.scratch.folder, formats.zone.name)

    def _write_with_sessions(self, rows: str, zone: str) -> None:
        """Write the events, with a session for each; only where some lack one is it a sort."""
        path = str(self.scratch.path(_EVENTS))
        names = ", ".join(map(quoted, EVENT_TYPES))
        timed = self.mapping.get(Event.TIME) is not None
        if not timed or self.mapping.get(Event.SESSION) is not None:
            self.connection.sql(f"SELECT {names} FROM ({rows})").write_parquet(path)
            unknown = f"count(*) - count({Event.SESSION})"
            (missing,) = aggregates(self.connection, unknown, self._written(_EVENTS))
            if not (timed and missing):
                return
        self.say(0.55, "Parting visits by half an hour of silence")
        moment = Event.EPOCH
        if changes(zone):  # the clock goes back in autumn; time does not
            moment = _INSTANT
            rows = f"SELECT *, epoch_us({Event.TIME}) AS {moment} FROM ({rows})"
        frame = nw.from_native(self.connection.sql(rows))
        made = with_sessions(frame, RECORD, moment).select(list(EVENT_TYPES))
        nw.to_native(made).write_parquet(path)

    def _warn(self, raw: Raw, reading: event_table.Reading) -> None:
        """Say what the owner should know; ask about figures that cannot be right."""
        con, events = self.connection, self._written(_EVENTS)
        if self.shape in ("orders", "events"):
            if self.doubts == "ask":
                warnings.doubtful(con, self.mapping, events)
            self.warnings += warnings.nobody(self.mapping, self.shape)
            self.warnings += reading.states.warnings
            self.warnings += warnings.titled_shipping(con, raw, self.mapping)
            self.warnings += warnings.without_money(con, raw, self.mapping, events)
            if self.duplicates == "keep":
                n, said = warnings.repeated(con, self.mapping, events)
                self.notes["that stand twice in an order"] = n
                self.warnings += said
        seen = warnings.columns_in_powers(self.opened.columns, self.opened.rows)
        self.warnings += warnings.lost_digits(con, raw, self.mapping, seen)

    def _count(self, raw: Raw, cancellations: bool) -> None:
        """Count what is worth knowing beyond the rows set aside."""
        user = self.mapping.get(Event.USER)
        guests = raw.relation
        if user is not None:
            guests += f" WHERE {raw.identifier(user)} IS NULL"
        (n_guests,) = aggregates(self.connection, f"count(DISTINCT {RECORD})", guests)
        refunds, cancelled = aggregates(
            self.connection,
            f"count(*) FILTER (WHERE {Event.KIND} = '{Kind.REFUND}'), "
            rf"count(*) FILTER (WHERE regexp_matches({Event.ORDER}, '^[Cc]\d'))",
            self._written(_EVENTS),
        )
        self.notes["without a customer id"] = n_guests
        self.notes["read as refunds"] = refunds
        if cancellations:
            self.notes["on cancellation invoices"] = cancelled

    def _write_matrix(self, raw: Raw, formats: Formats, faults: Faults) -> None:
        ratings, wrong, items = side_tables.matrix_tables(raw, self.mapping, formats)
        faults.find(wrong)
        cells = {
            Event.USER: side_tables.ID,
            Event.ITEM: side_tables.ITEM,
            Event.KIND: literal(Kind.RATING),
            Event.RATING: side_tables.RATING,
        }
        good = f"{RECORD} NOT IN (SELECT record FROM {faults.table})"
        self._write(_EVENTS, f"SELECT {typed(EVENT_TYPES, cells)} FROM ({ratings}) WHERE {good}")
        ids = ", ".join(f"({literal(item)})" for item in items)
        columns = typed(ITEM_TYPES, {Item.ITEM: Item.ITEM})
        self._write(_ITEMS, f"SELECT {columns} FROM (VALUES {ids}) t({Item.ITEM})")
        users = f"SELECT DISTINCT {Event.USER} FROM {self._written(_EVENTS)} ORDER BY 1"
        self._write(_CUSTOMERS, users)

    def _write_customers(self, raw: Raw, formats: Formats, faults: Faults) -> None:
        kept, wrong = side_tables.customer_table(self.connection, raw, self.mapping, formats)
        faults.find(wrong)
        self._write(_CUSTOMERS, kept)
        self._write(_EVENTS, f"SELECT {typed(EVENT_TYPES, {})} LIMIT 0")
        self._write(_ITEMS, f"SELECT {typed(ITEM_TYPES, {})} LIMIT 0")

    def _write(self, file: str, select: str) -> None:
        self.connection.sql(select).write_parquet(str(self.scratch.path(file)))

    def _written(self, file: str) -> str:
        return parquet(self.scratch.path(file))

    def _report(self, raw: Raw, faults: Faults, formats: Formats) -> Report:
        name = self.opened.source.name
        aside = faults.write(self.scratch.path("set_aside.parquet"), raw.lines)
        return Report(
            source=name,
            rows_read=raw.records + raw.misfits,
            rows_kept=faults.kept(raw.records, name, aside),
            set_aside=aside,
            notes={what: n for what, n in self.notes.items() if n},
            settings=self._settings(formats),
            reading=self._card(),
            warnings=(*self.opened.warnings, *self.warnings),
        )

    def _card(self) -> Card:
        """The reading card of the mapping that was asked for."""
        opened, understood = self.opened, self.opened.understanding
        if self._given == understood.mapping:
            return understood.card
        return card_of(opened.columns, opened.rows, self._given, understood.reasons)

    def _settings(self, formats: Formats) -> dict[str, str]:
        opened, settings = self.opened, {"shape": SHAPES[self.shape]}
        if opened.encoding is not None:
            settings["encoding"] = opened.encoding
        if opened.sheet is not None:
            settings["sheet"] = opened.sheet
        if opened.layout is not None and opened.layout.titles:
            settings["rows above the header"] = f"{opened.layout.titles}, not read"
        if self.mapping.get(Event.TIME) is not None and self.shape not in ("matrix", "customers"):
            settings["dates"] = TIME_FORMATS[formats.time]
            untold = "" if formats.zone.told else ", as no other is named"
            settings["time zone"] = formats.zone.name + untold
        settings["decimal mark"] = formats.decimal
        if formats.currency is not None:
            settings["currency"] = formats.currency
        if self.shape == "orders" and self.mapping.get(Event.KIND) is None:
            settings["every row counts as"] = "a purchase, or a refund where it is negative"
        return settings
