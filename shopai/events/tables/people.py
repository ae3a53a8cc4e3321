"""Customers in the rows of a source: one person is one id, however it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from shopai.columns import Event
from shopai.engines.duckdb import Connection, aggregates, literal, parquet, quoted
from shopai.events.reading.mapping import Mapping
from shopai.events.sources.raw import RECORD, Raw

#: Ids that shops write where they do not know who it was.
GUESTS: Final = (
    "guest", "guest checkout", "gast", "invite", "invitado", "convidado", "ospite", "gosc", "tamu",
    "misafir", "anonymous", "anonym", "anonymous user", "unknown", "not set", "(not set)",
    "not logged in",
    "none", "null", "nil", "n/a", "na", "-", "--", "-1", "walk-in", "walk in customer",
    "walk-in customer", "游客", "匿名", "ゲスト", "비회원", "гость",
)  # fmt: skip


def with_people(
    connection: Connection, raw: Raw, mapping: Mapping, target: Path
) -> tuple[Raw, dict[str, int]]:
    """`raw` with an id for each person, and what is worth knowing -> rows.

    An e-mail address is the same person in any case. A word such as "guest" is no id, nor is 0
    where the others are no small numbers. Where the id is blank and an e-mail address or phone
    number stands beside it, that tells who it was: the person with this address elsewhere in the
    file, else the address itself.

    Cost: one scan, a short one where all ids begin with a digit; where ids are to be looked up by
    their address one join.
    """
    user = mapping.get(Event.USER)
    if user is None:
        return raw, {}
    own = raw.identifier(user)
    others = [column for column in mapping.more.get(Event.USER, ()) if column in raw.types]
    low, high = aggregates(connection, f"min({own}), max({own})", raw.relation)
    if not others and low is not None and low > "0" and high < ":":
        return raw, {}  # ids that all begin with a digit: no words, no addresses
    is_email, guests, zeros, counted_from_0 = aggregates(
        connection,
        f"count(*) FILTER (WHERE contains({own}, '@')) > 0.5 * count({own}), "
        f"count(*) FILTER (WHERE {_is_guest(own)}), count(*) FILTER (WHERE {own} = '0'), "
        f"count(*) FILTER (WHERE {own} IN ('1', '2'))",
        raw.relation,
    )
    notes: dict[str, int] = {}
    blank = []
    if guests:
        blank.append(_is_guest(own))
        notes["with a guest's word for a customer id"] = guests
    if zeros and not counted_from_0:
        blank.append(f"{own} = '0'")
        notes["with 0 for a customer id"] = zeros
    blank += _own_addresses(connection, raw, own, others)
    known = f"CASE WHEN NOT ({' OR '.join(blank)}) THEN {own} END" if blank else own
    known = f"lower({known})" if is_email else known
    (unknown,) = aggregates(connection, f"count(*) - count({known})", raw.relation)
    if not others or not unknown:
        return (replace(raw, ids={user: known}) if known != own else raw), notes
    return _looked_up(connection, raw, user, known, others, target, notes)


def _is_guest(cell: str) -> str:
    return f"coalesce(lower({cell}) IN ({', '.join(map(literal, GUESTS))}), false)"


def _own_addresses(connection: Connection, raw: Raw, own: str, others: list[str]) -> list[str]:
    """Conditions of rows where the id is the shop's own, to which most payments of `others` go."""
    conditions = []
    for column in others:
        cell = f"lower({raw.text(column)})"
        counted = connection.sql(
            f"SELECT {cell} AS __address, count(*) AS __n, sum(count(*)) OVER () AS __all "
            f"FROM {raw.relation} WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY __n DESC LIMIT 1"
        ).fetchall()
        for address, n, everything in counted:
            if 2 * n > everything and n > 1:
                conditions.append(f"coalesce(lower({own}) = {literal(address)}, false)")
    return conditions


def _looked_up(
    connection: Connection,
    raw: Raw,
    user: str,
    known: str,
    others: list[str],
    target: Path,
    notes: dict[str, int],
) -> tuple[Raw, dict[str, int]]:
    """Ids filled from the columns `others`, by whom they belong to elsewhere in the file."""
    addresses = [f"lower({raw.text(column)})" for column in others]
    joins, elsewhere = [], []
    for i, address in enumerate(addresses):
        people = (
            f"(SELECT {address} AS __address, min({known}) AS __known FROM {raw.relation} "
            f"WHERE {address} IS NOT NULL AND {known} IS NOT NULL GROUP BY 1 "
            f"HAVING count(DISTINCT {known}) = 1)"
        )
        joins.append(f"LEFT JOIN {people} AS p{i} ON p{i}.__address = r.__address_{i}")
        elsewhere.append(f"p{i}.__known")
    listed = ", ".join(f"{address} AS __address_{i}" for i, address in enumerate(addresses))
    own_addresses = [f"r.__address_{i}" for i in range(len(addresses))]
    kept = ", ".join(f"r.{quoted(column)}" for column in [RECORD, *raw.columns])
    person = f"coalesce(r.__known, {', '.join([*elsewhere, *own_addresses])})"
    connection.sql(
        f"SELECT {kept}, {person} AS {PERSON}, "
        f"r.__known IS NULL AND {person} IS NOT NULL AS {FILLED} "
        f"FROM (SELECT *, {known} AS __known, {listed} FROM {raw.relation}) AS r {' '.join(joins)} "
        f"ORDER BY r.{RECORD}"
    ).write_parquet(str(target))
    (filled,) = aggregates(connection, f"count(*) FILTER (WHERE {FILLED})", parquet(target))
    if filled:
        notes["known by e-mail or phone, without a customer id"] = filled
    return replace(raw, relation=parquet(target), ids={user: PERSON}), notes


#: Columns of the file that :func:`with_people` writes: the person, and whether looked up.
PERSON, FILLED = quoted("__person"), quoted("__looked_up")
