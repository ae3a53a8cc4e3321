"""`load`: from a file to a checked, typed :class:`Dataset`, with a report that adds up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import narwhals as nw
import pandas as pd

from shopai.columns import (
    EVENT_TYPES,
    ITEM_TYPES,
    SET_ASIDE_TYPES,
    Event,
    Item,
    Kind,
    SetAside,
)
from shopai.errors import InputError
from shopai.events import checks, tables
from shopai.events import raw as raw_tables
from shopai.events.dataset import Dataset, Report, Workspace
from shopai.events.engine import computed_once, literal, quoted, row
from shopai.events.files import Limits
from shopai.events.formats import NUMBERS, Formats, decide_currency, decide_decimal, decide_time
from shopai.events.headers import NUMBERED_ITEM
from shopai.events.mapping import SHAPES, Mapping, Shape, shape_of
from shopai.events.opening import Opened, open_file
from shopai.events.orders import explode_numbered, fill_orders
from shopai.events.raw import RECORD, Raw
from shopai.events.sessions import with_sessions
from shopai.events.values import TIME_FORMATS, text

Progress = Callable[[float, str], None]

_FAULTS = "faults"


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
    limits : how large the file and what it unpacks to may be
    progress : called with a share of the work done, in [0, 1], and what is being done

    Returns
    -------
    Dataset : events, items and customers in typed Parquet, and the report. Rows without a
        customer id are kept, counted in ``report.notes``, and left out of whatever is per
        customer.

    Raises
    ------
    Question : the file fits two readings (dates, currency) and no parameter says which
    InputError : the file cannot be used; one sentence names cause and remedy

    Cost: a few passes by DuckDB with bounded memory, whatever the size of the file; disk
    space of about the file's size for the Parquet.
    """
    say = progress or (lambda share, what: None)
    say(0.0, "Opening the file")
    opened = _opened(source, encoding, sheet, limits)
    mapping = mapping or opened.mapping
    mapping.check(opened.columns)
    shape = shape or shape_of(mapping, opened.columns, opened.rows)
    _check_shape(shape, mapping, opened)
    assert shape is not None
    workspace = Workspace()
    job = _Job(opened, mapping, shape, workspace, say)
    try:
        return job.run(dates, decimal, currency)
    except duckdb.OutOfMemoryException:
        raise InputError(
            f"{opened.source.name} needs more memory or disk than there is; free some disk "
            "space, or load a part of the file."
        ) from None


def _opened(
    source: str | Path | pd.DataFrame | Opened,
    encoding: str | None,
    sheet: str | None,
    limits: Limits | None,
) -> Opened:
    if isinstance(source, Opened):
        return source
    if not isinstance(source, pd.DataFrame):
        return open_file(source, encoding=encoding, sheet=sheet, limits=limits)
    holder = Workspace()
    path = holder.path("table.parquet")
    frame = source.reset_index() if source.index.name else source
    frame.rename(columns=str).to_parquet(path, index=False)
    opened = open_file(path, name="table")
    return replace(opened, holder=holder)


def _check_shape(shape: Shape | None, mapping: Mapping, opened: Opened) -> None:
    """Raise where the mapping lacks what the shape cannot do without."""
    found = ", ".join(opened.columns[:20])
    if shape is None:
        raise InputError(
            f"{opened.source.name} has no column that tells what customers did or are; found "
            f"{found}. Map a customer and an item, order or rating column."
        )
    if shape not in SHAPES:
        raise InputError(f"shape must be one of {', '.join(SHAPES)}, not '{shape}'.")
    needed: dict[Shape, tuple[str, ...]] = {
        "events": (Event.KIND, Event.TIME),
        "orders": (),
        "ratings": (Event.USER, Event.ITEM, Event.RATING),
        "matrix": (),
        "customers": (),
    }
    missing = [name for name in needed[shape] if mapping.get(name) is None]
    if missing:
        raise InputError(
            f"{opened.source.name} is read as '{SHAPES[shape]}', which needs a column for "
            f"{' and '.join(missing)}; found {found}. Map one, or choose another shape."
        )


@dataclass
class _Job:
    """One load on its way."""

    opened: Opened
    mapping: Mapping
    shape: Shape
    workspace: Workspace
    say: Progress

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return self.workspace.connection

    def run(self, dates: str | None, decimal: str | None, currency: str | None) -> Dataset:
        self.say(0.05, "Reading the rows")
        raw = self._raw()
        raw = raw_tables.tidy(self.connection, raw, self._columns_used(raw))
        notes: dict[str, int] = {}
        relation, records, exploded = raw, raw.records, False
        if self.shape == "orders":
            relation, exploded = explode_numbered(raw)
            relation, filled = fill_orders(
                self.connection, relation, self.mapping, self.workspace.path("filled.parquet")
            )
            notes |= filled
        self.say(0.35, "Deciding how dates and numbers are written")
        formats = self._formats(relation, dates, decimal, currency)
        self.say(0.4, "Checking every row")
        if self.shape == "matrix":
            failed = self._write_matrix(relation, formats)
        elif self.shape == "customers":
            failed = self._write_customers(relation, formats)
        else:
            failed = self._write_events(relation, formats, exploded, notes)
        self.say(0.95, "Writing the report")
        report = self._report(raw, records, failed, formats, notes)
        (self.workspace.path("raw.parquet")).unlink(missing_ok=True)
        (self.workspace.path("filled.parquet")).unlink(missing_ok=True)
        self.say(1.0, "Done")
        return Dataset(
            name=self.opened.source.name,
            report=report,
            fingerprint=self._fingerprint(formats),
            workspace=self.workspace,
            currency=formats.currency,
        )

    def _raw(self) -> Raw:
        opened, target = self.opened, self.workspace.path("raw.parquet")
        if opened.keys and opened.text is not None:
            return raw_tables.read_json_lines(self.connection, opened.text, opened.keys, target)
        if opened.sheet is not None and opened.layout is not None:
            rows = raw_tables.sheet_rows(opened.source.path, opened.source.name, opened.sheet)
            return raw_tables.write_sheet(self.connection, rows, opened.layout, target)
        if opened.text is not None and opened.layout is not None:
            return raw_tables.read_text(
                self.connection, opened.text, opened.layout, opened.newlines, target
            )
        return raw_tables.read_parquet(self.connection, opened.source.path, opened.source.name)

    def _columns_used(self, raw: Raw) -> list[str]:
        """Source columns that are read at all."""
        if self.shape in ("matrix", "customers"):
            return raw.columns
        used = {*self.mapping.fields.values(), *self.mapping.attributes}
        return [c for c in raw.columns if c in used or NUMBERED_ITEM.match(c)]

    def _formats(
        self, raw: Raw, dates: str | None, decimal: str | None, currency: str | None
    ) -> Formats:
        if self.shape in ("matrix", "customers"):
            texts = [c for c in raw.columns if c != self.mapping.get(Event.USER)]
            return Formats(decide_decimal(self.connection, raw, texts, decimal))
        numbers = [c for name in NUMBERS if (c := self.mapping.get(name)) is not None]
        return Formats(
            decimal=decide_decimal(self.connection, raw, numbers, decimal),
            time=decide_time(self.connection, raw, self.mapping.get(Event.TIME), dates),
            currency=decide_currency(self.connection, raw, self.mapping, currency),
        )

    def _write_events(
        self, raw: Raw, formats: Formats, exploded: bool, notes: dict[str, int]
    ) -> int:
        con = self.connection
        reading = checks.read_events(con, raw, self.mapping, self.shape, formats)
        cancellations = checks.cancellation_prefix(con, raw, self.mapping)
        rows = checks.event_rows(reading, formats, cancellations, exploded)
        with computed_once(con):
            self._write_with_sessions(rows)
        events = f"read_parquet({literal(str(self.workspace.path('events.parquet')))})"
        self._count(raw, events, notes, cancellations)
        one_to_one = not exploded and checks.refunded_status(reading) is None
        (n_events,) = row(con.sql(f"SELECT count(*) FROM {events}"))
        if one_to_one and n_events == raw.records:
            self._no_faults()
        else:
            self.say(0.75, "Listing the rows set aside")
            with computed_once(con):
                self._faults(reading.fault_rows())
        (failed,) = row(con.sql(f"SELECT count(DISTINCT record) FROM {_FAULTS}"))
        self.say(0.8, "Collecting items and customers")
        self._write(
            "items.parquet",
            tables.items_sql(raw, self.mapping, formats, reading.values[Event.ITEM], events),
        )
        self._write(
            "customers.parquet", tables.customers_sql(con, raw, self.mapping, formats, events)
        )
        return int(failed)

    def _write_with_sessions(self, rows: str) -> None:
        """Write the events, with a session for each; only where some lack one is it a sort."""
        path = str(self.workspace.path("events.parquet"))
        names = ", ".join(map(quoted, EVENT_TYPES))
        if self.mapping.get(Event.TIME) is None:
            self.connection.sql(f"SELECT {names} FROM ({rows})").write_parquet(path)
            return
        if self.mapping.get(Event.SESSION) is not None:
            self.connection.sql(f"SELECT {names} FROM ({rows})").write_parquet(path)
            (missing,) = row(
                self.connection.sql(
                    f"SELECT count(*) FROM read_parquet({literal(path)}) WHERE {Event.SESSION} IS NULL"
                )
            )
            if missing == 0:
                return
        self.say(0.55, "Parting visits by half an hour of silence")
        frame = nw.from_native(self.connection.sql(rows))
        made = with_sessions(frame, RECORD).select(list(EVENT_TYPES))
        nw.to_native(made).write_parquet(path)

    def _count(self, raw: Raw, events: str, notes: dict[str, int], cancellations: bool) -> None:
        """Count what is worth knowing beyond the rows set aside."""
        user = self.mapping.get(Event.USER)
        blank = "true" if user is None else f"{text(quoted(user), raw.types[user])} IS NULL"
        (guests,) = row(
            self.connection.sql(
                f"SELECT count(DISTINCT {RECORD}) FROM {raw.relation} WHERE {blank}"
            )
        )
        refunds, cancelled = row(
            self.connection.sql(
                f"SELECT count(*) FILTER (WHERE {Event.KIND} = '{Kind.REFUND}'), "
                rf"count(*) FILTER (WHERE regexp_matches({Event.ORDER}, '^[Cc]\d')) FROM {events}"
            )
        )
        notes["without a customer id"] = guests
        notes["refunds"] = refunds
        if cancellations:
            notes["on cancellation invoices"] = cancelled

    def _write_matrix(self, raw: Raw, formats: Formats) -> int:
        ratings, faults, items = tables.matrix_tables(raw, self.mapping, formats)
        self._faults(faults)
        cells = {
            Event.USER: "__id",
            Event.ITEM: "__item",
            Event.KIND: literal(Kind.RATING),
            Event.RATING: "__rating",
        }
        columns = ", ".join(
            f"CAST({cells.get(name, 'NULL')} AS {kind}) AS {quoted(name)}"
            for name, kind in EVENT_TYPES.items()
        )
        self._write(
            "events.parquet", f"SELECT {columns} FROM ({ratings}) ORDER BY {RECORD}, __item"
        )
        ids = ", ".join(f"({literal(item)})" for item in items)
        others = ", ".join(
            f"CAST(NULL AS {kind}) AS {name}"
            for name, kind in ITEM_TYPES.items()
            if name != Item.ITEM
        )
        self._write(
            "items.parquet", f"SELECT {Item.ITEM}, {others} FROM (VALUES {ids}) t({Item.ITEM})"
        )
        events = literal(str(self.workspace.path("events.parquet")))
        self._write(
            "customers.parquet",
            f"SELECT DISTINCT {Event.USER} FROM read_parquet({events}) ORDER BY 1",
        )
        (failed,) = row(self.connection.sql(f"SELECT count(*) FROM {_FAULTS}"))
        return int(failed)

    def _write_customers(self, raw: Raw, formats: Formats) -> int:
        kept, faults = tables.customer_table(self.connection, raw, self.mapping, formats)
        self._faults(faults)
        self._write("customers.parquet", kept)
        for file, types in (("events.parquet", EVENT_TYPES), ("items.parquet", ITEM_TYPES)):
            empty = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(c)}" for c, kind in types.items())
            self._write(file, f"SELECT {empty} LIMIT 0")
        (failed,) = row(self.connection.sql(f"SELECT count(*) FROM {_FAULTS}"))
        return int(failed)

    def _write(self, file: str, select: str) -> None:
        self.connection.sql(select).write_parquet(str(self.workspace.path(file)))

    def _faults(self, select: str) -> None:
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_FAULTS} AS "
            f'SELECT record, any_value("column") AS "column", any_value(value) AS value, '
            f"any_value(reason) AS reason FROM ({select}) GROUP BY record"
        ).fetchall()

    def _no_faults(self) -> None:
        self._faults(
            'SELECT 0 AS record, NULL::VARCHAR AS "column", NULL::VARCHAR AS value, '
            "NULL::VARCHAR AS reason LIMIT 0"
        )

    def _report(
        self, raw: Raw, records: int, failed: int, formats: Formats, notes: dict[str, int]
    ) -> Report:
        con, name = self.connection, self.opened.source.name
        lines = con.sql(f"SELECT record FROM {_FAULTS} ORDER BY record").fetchnumpy()["record"]
        con.register("fault_lines", pd.DataFrame({"record": lines, "line": raw.lines.of(lines)}))
        listed = ", ".join(
            f"CAST({quoted(c)} AS {k}) AS {quoted(c)}" for c, k in SET_ASIDE_TYPES.items()
        )
        self._write(
            "set_aside.parquet",
            f'SELECT {listed} FROM (SELECT line, "column", value, reason FROM {_FAULTS} '
            f"JOIN fault_lines USING (record) UNION ALL SELECT * FROM {raw_tables.MISFITS}) "
            f"ORDER BY {SetAside.LINE}",
        )
        con.unregister("fault_lines")
        aside = con.sql(
            f"SELECT {SetAside.REASON}, count(*) AS n "
            f"FROM read_parquet({literal(str(self.workspace.path('set_aside.parquet')))}) "
            f"GROUP BY 1 ORDER BY n DESC, 1"
        ).fetchall()
        kept = records - failed
        if kept == 0:
            reasons = ", ".join(f"{n:,} × {reason}" for reason, n in aside[:3])
            raise InputError(
                f"No row of {name} could be used ({reasons or 'it holds none'}); check the "
                "encoding and what each column is mapped to."
            )
        return Report(
            source=name,
            rows_read=records + raw.misfits,
            rows_kept=kept,
            set_aside=dict(aside),
            notes={what: n for what, n in notes.items() if n},
            settings=self._settings(formats),
        )

    def _settings(self, formats: Formats) -> dict[str, str]:
        settings = {"shape": SHAPES[self.shape]}
        if self.opened.encoding is not None:
            settings["encoding"] = self.opened.encoding
        if self.opened.sheet is not None:
            settings["sheet"] = self.opened.sheet
        if self.mapping.get(Event.TIME) is not None and self.shape not in ("matrix", "customers"):
            settings["dates"] = TIME_FORMATS[formats.time].label + ", UTC where no zone is written"
        settings["decimal mark"] = formats.decimal
        if formats.currency is not None:
            settings["currency"] = formats.currency
        if self.shape == "orders" and self.mapping.get(Event.KIND) is None:
            settings["every row counts as"] = "a purchase, or a refund where it is negative"
        return settings

    def _fingerprint(self, formats: Formats) -> str:
        how = [self.opened.fingerprint, self.shape, self.mapping.to_json(), repr(formats),
               self.opened.encoding, self.opened.sheet]  # fmt: skip
        return hashlib.sha256(json.dumps(how).encode()).hexdigest()
