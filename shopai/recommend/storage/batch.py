"""Recommendations for everyone or an audience as one file; stopped work can be resumed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shopai.checks import whole_number
from shopai.columns import CatalogueTable, Scored
from shopai.errors import InputError, ParameterError
from shopai.export import csv_bytes
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.state import packed
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage.array_file import appearing, plain
from shopai.recommend.storage.model_file import digest, preferences_digest
from shopai.version import VERSION

#: Customers served at once: what is lost at most when the work is stopped.
CUSTOMERS: Final = 2000
#: Where a Parquet file keeps what it is, as JSON.
KEY: Final = b"shopai"

_SCHEMA: Final = pa.schema(
    [
        (Scored.USER, pa.string()),
        (Scored.RANK, pa.int64()),
        (Scored.ITEM, pa.string()),
        (Scored.SCORE, pa.float64()),
        (Scored.SUPPORT, pa.int64()),
        (Scored.BASIS, pa.string()),
    ]
)
#: What a path may end in.
SUFFIXES: Final = (".parquet", ".csv")

Tables = Iterator[pa.Table]


@dataclass(frozen=True)
class Written:
    """The outcome of :func:`write_recommendations`."""

    path: Path
    customers: int  # asked for
    served: int  # who got at least one item
    rows: int
    resumed: int  # customers an earlier, stopped call had served
    about: dict[str, Any]  # the metadata


def write_recommendations(
    model: Recommender,
    path: str | Path,
    users: Iterable[object] | None = None,
    n: int = 10,
    policy: Policy = Policy(),  # noqa: B008, frozen
    *,
    catalogue: Catalogue | None = None,
    data_fingerprint: str = "",
    made_on: date | None = None,
    progress: Progress | None = None,
) -> Written:
    """:meth:`~shopai.recommend.models.base.Recommender.recommend_all` to a .parquet or .csv file.

    The columns are user_id, rank, item_id, score, support, basis, one customer after another.
    Only some customers are held at once. A CSV is made to be read: with a `catalogue` the item's
    title stands beside its id, scores are rounded (:func:`shopai.export.rounded`), and text a
    spreadsheet would run as a formula is disarmed (:func:`shopai.export.neutralised`). Parquet has
    all as it is.

    What the file is (model, parameters, policy, n, version of shopai, fingerprints of the data
    and of the model, date, customers) is JSON: in Parquet the schema's metadata under
    :data:`KEY`, and for CSV, which has no place for it, a file of its own, ``<path>.json``.

    Work in progress lies in ``<path>.parts/``. When it is stopped, by `progress` that raises
    or by a power cut, the same call goes on after the last part that was finished, and the
    file is byte for byte what it had been otherwise; another call starts anew. The file
    appears when it is complete, and the parts go.

    Parameters
    ----------
    users : ids, None for everyone; an id that comes again counts once, an unknown one gets
        what sells
    catalogue : see :func:`shopai.recommend.policy.catalogue.catalogue`
    data_fingerprint : of the data set (:attr:`Dataset.fingerprint`), for the metadata; that of
        the preferences stands in for one that is not known
    made_on : the date of the metadata; default: the day the work began, in UTC

    Raises :class:`ParameterError` for a path that ends in neither, or settings `recommend`
    refuses, :class:`InputError` where a finished part cannot be read any more.

    >>> popular = shopai.Popularity().fit(prefs)
    >>> shopai.write_recommendations(popular, "offers.csv", n=3).rows
    1800
    """
    path = Path(path)
    if path.suffix not in SUFFIXES:
        raise ParameterError(f"{path.name} must end in {' or '.join(SUFFIXES)}.")
    names = model.prefs_.users
    if users is not None:
        each = [users] if isinstance(users, str) else users
        names = pd.Index([str(user) for user in each], dtype="str").unique()
    settings = {
        "model": model.name,
        "parameters": model.parameters(),
        "policy": asdict(policy),
        "n": whole_number("n", n),
        "shopai": VERSION,
        "learned": digest(model),
    }
    parts = _Parts(path, _identity(settings, names, catalogue))
    resumed = 0
    for start in range(0, len(names), CUSTOMERS):
        some = names[start : start + CUSTOMERS]
        told = None if progress is None else partial(_part_of, progress, start, some, names)
        if parts.has(start):
            resumed += len(some)
        else:
            parts.add(
                start, model.recommend_all(some, n, policy, catalogue=catalogue, progress=told)
            )
    known = preferences_digest(model.prefs_)
    about = settings | {
        "data": data_fingerprint or known,
        "preferences": known,
        "made_on": (made_on or parts.begun).isoformat(),
        "customers": len(names),
    }
    tables = parts.tables(range(0, len(names), CUSTOMERS))
    if path.suffix == ".parquet":
        _write_parquet(path, tables, about)
    else:
        _write_csv(path, tables, about, _titles(catalogue))
    parts.remove()
    return Written(path, len(names), parts.served, parts.rows, resumed, about)


class _Parts:
    """A folder of finished parts, each named by its first customer."""

    rows = served = 0  # rows read again, and customers who have any

    def __init__(self, path: Path, identity: str) -> None:
        self.folder = path.with_name(path.name + ".parts")
        self.manifest = self.folder / "manifest.json"
        self.folder.mkdir(exist_ok=True)
        try:
            known = json.loads(self.manifest.read_bytes())
            self.begun = date.fromisoformat(known["begun"])
            same = known["identity"] == identity
        except (OSError, ValueError, KeyError, TypeError):
            same = False
        if same:
            return
        self.remove()
        self.folder.mkdir(exist_ok=True)
        self.begun = datetime.now(UTC).date()
        known = {"identity": identity, "begun": self.begun.isoformat()}
        with appearing(self.manifest) as unfinished:
            unfinished.write_text(json.dumps(known), encoding="utf-8")

    def _file(self, start: int) -> Path:
        return self.folder / f"part-{start:09d}.parquet"

    def _sum(self, start: int) -> Path:
        """The file with the SHA-256 of a part."""
        return self._file(start).with_suffix(".sha256")

    def has(self, start: int) -> bool:
        """True where the part that begins with this customer is there, as it was written."""
        try:
            return self._sum(start).read_text() == _sha256(self._file(start))
        except OSError:
            return False

    def add(self, start: int, offers: pd.DataFrame) -> None:
        table = pa.Table.from_pandas(offers, _SCHEMA, preserve_index=False)
        with appearing(self._file(start)) as unfinished:
            pq.write_table(table.replace_schema_metadata(None), unfinished)
            self._sum(start).write_text(_sha256(unfinished))

    def tables(self, starts: Iterable[int]) -> Tables:
        for start in starts:
            try:
                table = pq.read_table(self._file(start))
            except (OSError, pa.ArrowInvalid) as error:
                raise InputError(
                    f"{self._file(start)} cannot be read any more; delete {self.folder} and "
                    "start again."
                ) from error
            self.rows += len(table)
            self.served += int(pc.sum(pc.equal(table[Scored.RANK], 1)).as_py() or 0)
            yield table

    def remove(self) -> None:
        """Delete what is ours; the folder too, unless somebody put something else in it."""
        for file in [*self.folder.glob("part-*"), *self.folder.glob("manifest.json*")]:
            file.unlink()
        with suppress(OSError):
            self.folder.rmdir()


def _write_parquet(path: Path, tables: Tables, about: Mapping[str, Any]) -> None:
    schema = _SCHEMA.with_metadata({KEY: _json(about)})
    with appearing(path) as unfinished, pq.ParquetWriter(unfinished, schema) as writer:
        for table in tables:
            writer.write_table(table.cast(schema))


def _titles(catalogue: Catalogue | None) -> pd.Series | None:
    """Titles by item id; None where no item is known to have one."""
    if catalogue is None or CatalogueTable.TITLE not in catalogue.items:
        return None
    titles = catalogue.items[CatalogueTable.TITLE]
    return titles if titles.notna().any() else None


def _write_csv(
    path: Path, tables: Tables, about: Mapping[str, Any], titles: pd.Series | None
) -> None:
    """Write the file and, beside it, its metadata."""

    def lines(table: pa.Table) -> tuple[bytes, bytes]:
        offers = table.to_pandas()
        if titles is not None:
            beside = offers.columns.get_loc(Scored.ITEM) + 1
            offers.insert(beside, CatalogueTable.TITLE, offers[Scored.ITEM].map(titles))
        head, end, rest = csv_bytes(offers, index=False).partition(b"\r\n")
        return head + end, rest

    with appearing(path) as unfinished, unfinished.open("wb") as file:
        file.write(lines(_SCHEMA.empty_table())[0])
        for table in tables:
            file.write(lines(table)[1])
        with appearing(path.with_name(path.name + ".json")) as beside:
            beside.write_bytes(_json(about))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _identity(settings: Mapping[str, Any], names: pd.Index, catalogue: Catalogue | None) -> str:
    """SHA-256 of all that the offers depend on, and of how they are cut into parts."""
    sha256 = hashlib.sha256(_json({**settings, "customers a part": CUSTOMERS}))
    arrays = list(packed("users", names).values())
    if catalogue is not None:
        sha256.update(catalogue.items.to_csv().encode())
        if catalogue.bought_days is not None and catalogue.users is not None:
            days = catalogue.bought_days.tocsr()
            arrays += [*packed("rows", catalogue.users).values()]
            arrays += [days.indptr, days.indices, days.data]
    for array in arrays:
        sha256.update(array.tobytes())
    return sha256.hexdigest()


def _json(about: Mapping[str, Any]) -> bytes:
    return json.dumps(about, indent=2, ensure_ascii=False, default=plain).encode()


def _part_of(
    progress: Progress, start: int, some: pd.Index, names: pd.Index, share: float, _: str
) -> None:
    done = start + round(share * len(some))
    progress(done / len(names), f"{done:,} of {len(names):,} customers")
