"""Notes on a data set: names of segments, and audiences, saved as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from shopai.audiences.audience import MOST_AUDIENCES, Audience, checked_name, free_name
from shopai.errors import InputError, ParameterError
from shopai.events.ids import among

#: The version of the file this module writes, and the only one it reads.
VERSION: Final = 1
#: A larger file is refused unread: twenty audiences of a million customers are less.
MOST_BYTES: Final = 500_000_000

_VERSION: Final = "shopai_notes"
_NAMES: Final = "segment_names"
_FINGERPRINT: Final = "fingerprint"
_AUDIENCES: Final = "audiences"
_NAME, _SOURCE, _CUSTOMERS = "name", "source", "customers"


@dataclass(frozen=True, eq=False)
class Notes:
    """Names of segments and audiences of one data set.

    Attributes
    ----------
    fingerprint : of the data set (:attr:`Dataset.fingerprint`)
    names : segment label (0 … k−1) -> the name it was given, see `audience.checked_name`
    audiences : at most `MOST_AUDIENCES`, no two of one name (upper and lower case are one),
        in the order they were made
    """

    fingerprint: str
    names: Mapping[int, str] = field(default_factory=dict)
    audiences: tuple[Audience, ...] = ()

    def naming(self, label: int, name: str) -> Notes:
        """With segment `label` called `name`; with an empty name, without one of its own."""
        names = {other: given for other, given in self.names.items() if other != label}
        if name.strip():
            names[label] = checked_name(name)
        return replace(self, names=names)

    def segment_names(self, suggested: Sequence[str]) -> tuple[str, ...]:
        """(k,) what each segment is called: as it was named, else as in `suggested` (k,)."""
        return tuple(self.names.get(label) or name for label, name in enumerate(suggested))

    def keeping(self, audience: Audience) -> Notes:
        """With one audience more, the last; where its name is taken, as "name (2)".

        Raises ParameterError with `MOST_AUDIENCES` kept already.
        """
        if len(self.audiences) >= MOST_AUDIENCES:
            raise ParameterError(
                f"{MOST_AUDIENCES} audiences are kept already, and no more fit; delete one first."
            )
        name = free_name(audience.name, [kept.name for kept in self.audiences])
        mine = replace(audience, name=name, fingerprint=self.fingerprint)
        return replace(self, audiences=(*self.audiences, mine))

    def renaming(self, old: str, new: str) -> Notes:
        """With the audience `old` called `new`, or "new (2)" where that is taken."""
        others = [kept.name for kept in self.audiences if kept.name != old]
        name = free_name(new, others)
        kept = (replace(a, name=name) if a.name == old else a for a in self.audiences)
        return replace(self, audiences=tuple(kept))

    def without(self, name: str) -> Notes:
        """Without the audience `name`."""
        return replace(self, audiences=tuple(a for a in self.audiences if a.name != name))

    def joined(self, other: Notes) -> Notes:
        """With the names and audiences of `other` too.

        Where both name a segment `other` is believed; an audience both have is kept once, and
        one whose name is taken gets a number.
        """
        notes = replace(self, names={**self.names, **other.names})
        have = {audience.digest for audience in self.audiences}
        for audience in other.audiences:
            if audience.digest not in have:
                notes = notes.keeping(audience)
        return notes

    def to_json(self) -> str:
        """One JSON object; audiences hold their customers' ids, and nothing else of them."""
        content = {
            _VERSION: VERSION,
            _FINGERPRINT: self.fingerprint,
            _NAMES: {str(label): name for label, name in sorted(self.names.items())},
            _AUDIENCES: [
                {_NAME: a.name, _SOURCE: a.source, _CUSTOMERS: a.customers.tolist()}
                for a in self.audiences
            ],
        }
        return json.dumps(content, ensure_ascii=False)


@dataclass(frozen=True, eq=False)
class Reopened:
    """Notes read from a file, fitted to the data set that is open."""

    notes: Notes  # with the open data set's fingerprint, and only ids it has
    warnings: tuple[str, ...]  # what did not fit, one sentence each


def titled(names: Iterable[str]) -> tuple[str, ...]:
    """(k,) the segments' names with their numbers, from 1, before them: “1 Big spenders”."""
    return tuple(f"{number} {name}" for number, name in enumerate(names, start=1))


def from_json(content: str | bytes, fingerprint: str, customers: pd.Index) -> Reopened:
    """Read what :meth:`Notes.to_json` wrote, for a data set.

    fingerprint : of the data set that is open
    customers : the ids it has; others are counted in a warning and left out

    Notes of another data set are taken too (next month's export has most of this month's
    customers), with a warning.

    Raises InputError for a file larger than `MOST_BYTES`, without notes, of another version,
    or damaged, with what is wrong.
    """
    try:
        text = content.encode() if isinstance(content, str) else content
        if len(text) > MOST_BYTES:
            raise InputError(
                f"The file has {len(text) / 1e6:,.0f} MB and notes have at most "
                f"{MOST_BYTES / 1e6:,.0f} MB; choose a notes file saved on the Audiences page."
            )
        saved = json.loads(text)
        # half a character, which JSON can spell, could be neither compared nor shown
        json.dumps(saved, ensure_ascii=False).encode()
    except InputError:
        raise
    except (ValueError, RecursionError):
        saved = None
    if not isinstance(saved, dict) or _VERSION not in saved:
        raise InputError(
            "This is not a notes file; choose one that was saved on the Audiences page."
        )
    if saved[_VERSION] != VERSION or isinstance(saved[_VERSION], bool):
        raise InputError(
            f"These notes are of version {str(saved[_VERSION])[:20]} and version {VERSION} can be "
            "read; save them again with the same version of this program."
        )
    notes, n_unknown = _checked(saved, fingerprint, customers)
    warnings = []
    if saved.get(_FINGERPRINT) != fingerprint:
        warnings.append(
            "These notes were made for other data: segment names may not fit, so check them."
        )
    if n_unknown:
        warnings.append(
            f"{n_unknown:,} customer ids of the audiences are not in these data and were left out."
        )
    return Reopened(notes, tuple(warnings))


def _checked(saved: dict[str, Any], fingerprint: str, customers: pd.Index) -> tuple[Notes, int]:
    """The notes in a file with those ids that are among `customers`, and how many are not."""
    names: Any = saved.get(_NAMES)
    audiences: Any = saved.get(_AUDIENCES)
    _check(isinstance(names, dict), "the segment names are missing")
    _check(isinstance(audiences, list), "the audiences are missing")
    too_many = f"it holds {len(audiences)} audiences and at most {MOST_AUDIENCES} fit"
    _check(len(audiences) <= MOST_AUDIENCES, too_many)
    notes, n_unknown = Notes(fingerprint), 0
    try:
        for label, name in names.items():
            numbered = label.isascii() and label.isdigit() and len(label) <= 4
            _check(numbered, "a segment has no number")
            _check(isinstance(name, str), "a segment's name is no text")
            notes = notes.naming(int(label), checked_name(name))
        for audience in audiences:
            _check(isinstance(audience, dict), "an audience is no object")
            name, source, ids = (audience.get(key) for key in (_NAME, _SOURCE, _CUSTOMERS))
            told = isinstance(name, str) and isinstance(source, str)
            _check(told, "an audience lacks its name or how it was made")
            listed = isinstance(ids, list) and all(isinstance(user, str) for user in ids)
            _check(listed, "an audience's customers are no list of ids")
            theirs = pd.Index(ids, dtype="str").unique()
            known = theirs[among(theirs, customers)]
            n_unknown += len(theirs) - len(known)
            notes = notes.keeping(Audience(name, known, source, fingerprint))
    except ParameterError as error:
        _check(False, f"a name in it does not do: {error}")
    return notes, n_unknown


def _check(fine: bool, what: str) -> None:
    if not fine:
        what = f"The notes file is damaged: {what}. Choose another, or save it again."
        raise InputError(what) from None
