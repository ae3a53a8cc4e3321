"""Customers in the rows of a source: one person is one id, however it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from shopai.columns import Event
from shopai.engines.duckdb import Connection, aggregates, literal, parquet, quoted
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.words import folded
from shopai.events.sources.raw import RECORD, Raw

#: Names and ids that shops write where they do not know who it was.
_NOBODY: Final = (
    "guest|guest checkout|guest customer|guest user|anonymous|anonymous user|unknown|not set|"
    "not logged in|none|null|nil|n/a|n.a|na|-|--|---|-1|walk-in|walkin|walk in|walk in customer|"
    "walk-in customer|walkin customer|cash|cash customer|cash sale|counter sale|counter customer|"
    "retail customer|no customer|no name|default customer|pos customer|general public|"
    "unregistered|"
    "gast|gastkunde|anonym|unbekannt|laufkunde|laufkundschaft|barverkauf|barkunde|kassenkunde|"
    "kassenverkauf|thekenverkauf|tageskunde|diverse|cpd|ohne kunde|kein kunde|keine angabe|"
    "invite|anonyme|inconnu|client anonyme|client de passage|client comptoir|client divers|"
    "vente comptoir|clients divers|"
    "invitado|anonimo|desconocido|consumidor final|consumidor|cliente final|cliente mostrador|"
    "venta mostrador|publico general|publico en general|cliente generico|clientes varios|"
    "cliente varios|cliente ocasional|sin cliente|sin nombre|contado|"
    "convidado|desconhecido|cliente balcao|cliente avulso|cliente padrao|venda balcao|"
    "nao identificado|consumidor nao identificado|cliente nao identificado|"
    "ospite|sconosciuto|cliente occasionale|cliente anonimo|cliente banco|vendita al banco|"
    "cliente privato generico|clienti vari|corrispettivi|"
    "anoniem|onbekend|contante klant|kassaklant|kassa klant|passant|balieklant|losse verkoop|"
    "gosc|anonimowy|nieznany|klient detaliczny|klient anonimowy|sprzedaz detaliczna|brak|"
    "klient indywidualny detaliczny|"
    "tamu|umum|pelanggan umum|anonim|tidak diketahui|pelanggan tunai|tanpa nama|"
    "misafir|perakende musteri|nihai tuketici|genel musteri|muhtelif musteri|bilinmiyor|"
    "muhtelif musteriler|pesin musteri|"
    "гость|аноним|неизвестно|неизвестный|розничный покупатель|розничный клиент|розница|"
    "покупатель|"
    "частное лицо|физическое лицо|физ лицо|физлицо|без имени|не указан|нет|"
    "гість|роздрібний покупець|невідомо|кінцевий споживач|"
    "gast|okand|kontantkund|kontantkunde|kassakund|drop-in|diversekund|anonymni|neznamy|"
    "koncovy zakaznik|neregistrovany|maloobchodni zakaznik|"
    "khach le|khach vang lai|khach hang le|khách lẻ|khách vãng lai|ลูกค้าทั่วไป|ลูกค้าเงินสด|"
    "ไม่ระบุ|游客|访客|匿名|匿名用户|匿名买家|散客|零售客户|普通顾客|普通客户|非会员|路人|无|訪客|"
    "匿名用戶|"
    "匿名買家|非會員|一般顧客|一般客|現金客|門市客|零售客戶|ゲスト|ゲスト購入|非会員|フリー客|"
    "一般のお客様|"
    "一見客|店頭客|비회원|비회원고객|일반고객|현금고객|손님|게스트|익명|미등록|زائر|عميل نقدي"
)
GUESTS: Final = tuple(
    dict.fromkeys(
        form for word in _NOBODY.split("|") for form in (word, folded(word)) if form.strip()
    )
)
#: One digit again and again, with another at the end: what tills write for a number to be filled
#: in. Customers may be counted past 1111111, so that there must be many.
_FILLER: Final = "|".join(rf"{digit}{{9,}}\d?" for digit in range(10))
_LONG: Final = 10  # signs of an id from which on it may be such a number


def with_people(
    connection: Connection, raw: Raw, mapping: Mapping, target: Path
) -> tuple[Raw, dict[str, int]]:
    """`raw` with an id for each person, and what is worth knowing -> rows.

    An e-mail address is the same person in any case. A word such as "guest" is no id, nor is
    the id of one who is named so, a number of one digit again and again, or 0 where the others are
    no small numbers. Where the id is blank and an e-mail address or phone
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
    name = mapping.get(Field.NAME)
    name = name if name != user and raw.types.get(name or "") == "VARCHAR" else None
    low, high, longest = aggregates(
        connection, f"min({own}), max({own}), max(length({own}))", raw.relation
    )
    digits = low is not None and low > "0" and high < ":"
    if digits and not others and longest < _LONG and name is None:
        return raw, {}  # ids that all begin with a digit: no words, no addresses
    nobody = (
        _is_guest(own) if name is None else f"({_is_guest(own)} OR {_is_guest(raw.text(name))})"
    )
    is_email, guests, zeros, counted_from_0 = aggregates(
        connection,
        f"count(*) FILTER (WHERE contains({own}, '@')) > 0.5 * count({own}), "
        f"count(*) FILTER (WHERE {nobody}), count(*) FILTER (WHERE {own} = '0'), "
        f"count(*) FILTER (WHERE {own} IN ('1', '2'))",
        raw.relation,
    )
    notes: dict[str, int] = {}
    blank = []
    if guests:
        blank.append(nobody)
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
    """Condition: a guest's word, or a number that only fills the field."""
    listed = ", ".join(map(literal, GUESTS))
    bare = f"trim(lower({cell}), ' ()[]<>.')"
    digits = f"regexp_replace({cell}, '[ +()./-]', '', 'g')"
    filler = f"length({cell}) >= {_LONG} AND regexp_full_match({digits}, '{_FILLER}')"
    known = f"{bare} IN ({listed}) OR strip_accents({bare}) IN ({listed})"
    return f"coalesce({known} OR ({filler}), false)"


def _own_addresses(connection: Connection, raw: Raw, own: str, others: list[str]) -> list[str]:
    """Conditions of rows where the id is the shop's own, to which most payments of `others` "
    "go."""
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
    cells = [raw.text(column) for column in others]
    addresses = [f"CASE WHEN NOT {_is_guest(cell)} THEN lower({cell}) END" for cell in cells]
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
