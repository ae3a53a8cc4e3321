"""The rows set aside: each with its line, the column, the value and the reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from shopai.columns import SET_ASIDE_TYPES, SetAside
from shopai.engines.duckdb import Connection, aggregates, parquet, quoted, typed
from shopai.errors import InputError
from shopai.events.lines import Lines
from shopai.events.raw import MISFITS


class Faults:
    """Records at fault, one row each however many faults a record has."""

    table = "faults"

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self.table} "
            '(record BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)'
        ).fetchall()

    def find(self, select: str) -> None:
        """Keep the first fault of each record that `select` lists."""
        self.connection.execute(
            f"INSERT INTO {self.table} SELECT record, fault.at, left(fault.value, 500), fault.why "
            'FROM (SELECT record, first(struct_pack(at := "column", value := value, '
            f"why := reason)) AS fault FROM ({select}) GROUP BY record)"
        ).fetchall()

    def write(self, path: Path, lines: Lines) -> dict[str, int]:
        """Write faults and misfits with their lines to `path`; returns reason -> rows."""
        con = self.connection
        records = con.sql(f"SELECT record FROM {self.table} ORDER BY 1").fetchnumpy()["record"]
        records = np.asarray(records, dtype=np.int64)
        con.register("fault_lines", pd.DataFrame({"record": records, "line": lines(records)}))
        listed = typed(SET_ASIDE_TYPES, {name: quoted(name) for name in SET_ASIDE_TYPES})
        con.sql(
            f'SELECT {listed} FROM (SELECT line, "column", value, reason FROM {self.table} '
            f"JOIN fault_lines USING (record) UNION ALL SELECT * FROM {MISFITS}) "
            f"ORDER BY {SetAside.LINE}"
        ).write_parquet(str(path))
        con.unregister("fault_lines")
        counted = con.sql(
            f"SELECT {SetAside.REASON}, count(*) FROM {parquet(path)} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return dict(counted.fetchall())

    def kept(self, records: int, name: str, set_aside: dict[str, int]) -> int:
        """Number of `records` without fault. Raises InputError where it is 0."""
        (failed,) = aggregates(self.connection, "count(*)", self.table)
        if records == failed:
            reasons = [f"{n:,} × {reason}" for reason, n in list(set_aside.items())[:3]]
            raise InputError(
                f"No row of {name} could be used ({', '.join(reasons) or 'it holds none'}); check "
                "the encoding and what each column is mapped to."
            )
        return records - int(failed)
