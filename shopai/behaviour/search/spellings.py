"""The queries of a shop, numbered; spellings and typos of the same query taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shopai.arrays import Codes, Ints
from shopai.columns import Event, Kind, Line, SearchTable
from shopai.engines.duckdb import literal
from shopai.errors import MissingColumns
from shopai.events.dataset import Dataset
from shopai.text import SPACELESS, displayed, form

#: Spellings told apart, the most searched first; the rest have no query of their own.
MOST_SPELLINGS: Final = 200_000
#: In place of the query of a search that does not say what for.
NOT_SAID: Final = -2


@dataclass(frozen=True, eq=False)
class Queries:
    """Queries of a whole data set, whatever a filter chooses of it.

    The same query is whatever has the same normal form (:func:`shopai.text.form`), and with
    slips what is a rare form of it mistyped (:func:`corrected`).
    """

    names: pd.Index  # (n_queries,) the spelling most often typed, the most searched first
    spelled: pd.DataFrame  # SearchTable.QUERY, SPELLING, SEARCHES; the most typed first
    spellings: Ints  # (n_queries,) different ones
    lines: Ints  # (n_searches,) rows of the event table with a search and its words, ascending
    codes: Codes  # (n_searches,) place in `names`; −1 for a spelling beyond `MOST_SPELLINGS`
    cut: tuple[str, ...]  # what was left out, a sentence each

    def of(self, lines: Ints) -> Codes:
        """(m,) the query of each of the rows `lines`; `NOT_SAID` where it has none."""
        place = np.minimum(np.searchsorted(self.lines, lines), len(self.lines) - 1)
        return np.where(self.lines[place] == lines, self.codes[place], np.int32(NOT_SAID))


def queries_of(dataset: Dataset, *, slips: bool = True) -> Queries:
    """Number the queries of `dataset`.

    slips : whether a rare query one letter away from a frequent one counts as that

    To be kept by the caller: it depends on the data alone, and a filter changes nothing.
    Cost: one scan of the searches, and some 5 µs a different spelling.

    Raises
    ------
    MissingColumns : the data hold no searches, or not what was searched for

    >>> shopai.queries_of(dataset).names[:3].tolist()
    ['kitchen', 'toys & games', 'home decor']
    """
    if Kind.SEARCH not in dataset.event_counts:
        held = ", ".join(dataset.event_counts) or "no events"
        raise MissingColumns(
            f"Search terms need events of the kind '{Kind.SEARCH}' with a column of search "
            f"words; found {held}. Load an event log with searches."
        )
    table = _searches(dataset)
    raw = pc.dictionary_encode(table[Event.QUERY].combine_chunks())
    codes = raw.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    texts = raw.dictionary.to_pylist()
    counts = np.bincount(codes, minlength=len(texts))
    cut: list[str] = []
    by_count = np.argsort(-counts, kind="stable")
    kept = by_count[:MOST_SPELLINGS]
    if len(by_count) > len(kept):
        rest = by_count[MOST_SPELLINGS:]
        cut.append(
            f"{len(rest):,} spellings typed least, {counts[rest].sum():,} searches, are in the "
            f"totals and not in the table: only the {MOST_SPELLINGS:,} most typed are told apart."
        )
    names, of_text, uncompared = _grouped([texts[i] for i in kept], counts[kept], slips)
    if uncompared:
        cut.append(
            f"{uncompared:,} rare queries were not compared with frequent ones for slips of a "
            f"letter: only the {MOST_RARE:,} most typed of them are."
        )
    query = np.full(len(texts), -1, np.int32)
    query[kept] = of_text
    return Queries(
        names=names,
        spelled=pd.DataFrame(
            {
                SearchTable.QUERY: names.to_numpy()[of_text],
                SearchTable.SPELLING: pd.array([_name(texts[i]) for i in kept], dtype="str"),
                SearchTable.SEARCHES: counts[kept],
            }
        ),
        spellings=np.bincount(of_text, minlength=len(names)),
        lines=table[Line.LINE].to_numpy(),
        codes=query[codes],
        cut=tuple(cut),
    )


def _searches(dataset: Dataset) -> pa.Table:
    path = literal(str(dataset.scratch.path("events.parquet")))
    table: pa.Table = (
        dataset.scratch.connection.cursor()
        .sql(
            f"SELECT file_row_number AS {Line.LINE}, {Event.QUERY} "
            f"FROM read_parquet({path}, file_row_number=true) "
            f"WHERE {Event.KIND} = {literal(Kind.SEARCH)} AND trim({Event.QUERY}) <> '' "
            f"ORDER BY {Line.LINE}"
        )
        .to_arrow_table()
    )
    if not table.num_rows:
        raise MissingColumns(
            "The searches in these data do not say what was searched for; map the column with "
            "the search words, such as 'query' or 'search_term', on the Data page."
        )
    return table


def _grouped(texts: list[str], counts: Ints, slips: bool) -> tuple[pd.Index, Codes, int]:
    """Names of the queries, the query of each text, and forms not looked at for slips.

    `texts` and `counts`, (n,), the most typed first.
    """
    numbers: dict[str, int] = {}
    of_text = np.array([numbers.setdefault(form(displayed(text)), len(numbers)) for text in texts])
    forms, totals = list(numbers), np.bincount(of_text, counts).astype(np.int64)
    order = np.argsort(-totals, kind="stable")
    place, uncompared = (
        corrected([forms[i] for i in order], totals[order]) if slips else (np.arange(len(order)), 0)
    )
    target = np.empty(len(order), np.int64)
    target[order] = order[place]
    of_text = target[of_text]
    # The first text of a query is the one most often typed.
    roots, first, query = np.unique(of_text, return_index=True, return_inverse=True)
    totals = np.bincount(query, counts)
    rank = np.lexsort((first, -totals))
    number = np.empty(len(roots), np.int32)
    number[rank] = np.arange(len(roots), dtype=np.int32)
    names = [_name(texts[first[i]]) for i in rank]
    return pd.Index(names, dtype="str", name=Event.QUERY), number[query], uncompared


def _name(text: str) -> str:
    """`text` to be shown; of nothing but unseen characters their numbers, so that it is seen."""
    return displayed(text) or " ".join(f"U+{ord(c):04X}" for c in text[:4])


#: A slip is at most 1 / so many as frequent as what was meant: "shirt" and "skirt" are both
#: common, and neither is the other mistyped.
RARER: Final = 20
#: Shorter forms have too many neighbours that mean something else.
LEAST_LETTERS: Final = 5
#: Longer ones are sentences and addresses, hardly typed twice.
MOST_LETTERS: Final = 60
#: Forms looked at, the most searched first.
MOST_FREQUENT: Final = 20_000
MOST_RARE: Final = 50_000


def corrected(forms: Sequence[str], counts: Ints) -> tuple[Ints, int]:
    """For each form the place of the one it is a slip of, its own where it is none.

    `forms`, (n,) different normal forms, the most searched first; `counts`, (n,) how often
    each was searched. A slip has one edit (:func:`one_edit`) and is at most 1 / `RARER` as
    frequent; of several candidates the most frequent is meant. What is meant is no slip itself.

    Also returns how many rare forms were not looked at, beyond `MOST_RARE`.
    Costs O(letters of all forms) in time and memory.
    """
    place = np.arange(len(forms))
    able = [LEAST_LETTERS <= len(form) <= MOST_LETTERS for form in forms]
    frequent = [i for i in np.flatnonzero(counts >= RARER).tolist() if able[i]][:MOST_FREQUENT]
    if not frequent:
        return place, 0
    by_part: dict[str, list[int]] = defaultdict(list)
    for i in frequent:
        for part in _parts(forms[i]):
            by_part[part].append(i)
    highest = counts[frequent[0]]
    rare = [i for i in np.flatnonzero(counts * RARER <= highest).tolist() if able[i]]
    for i in rare[:MOST_RARE]:
        candidates = {j for part in _parts(forms[i]) for j in by_part.get(part, ())}
        for j in sorted(candidates):  # the most frequent first
            if counts[i] * RARER > counts[j]:
                break
            if place[j] == j and one_edit(forms[i], forms[j]):
                place[i] = j
                break
    return place, max(0, len(rare) - MOST_RARE)


def one_edit(one: str, other: str) -> bool:
    """True where a letter more, less or other, or two swapped, parts the two texts.

    Only letters of alphabets count: another digit is another size, another Chinese character
    another word. The first letter is the same: people seldom mistype it.
    """
    start = 0
    least = min(len(one), len(other))
    while start < least and one[start] == other[start]:
        start += 1
    end = 0
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    a, b = one[start : len(one) - end], other[start : len(other) - end]
    edit = max(len(a), len(b)) == 1 or (len(a) == 2 and a == b[::-1])
    return edit and start > 0 and all(c.isalpha() and not SPACELESS.match(c) for c in a + b)


def _parts(form: str) -> Iterator[str]:
    """The form, and the form without each of its letters but the first."""
    yield form
    for i in range(1, len(form)):
        yield form[:i] + form[i + 1 :]
