"""The column mapping as an editable table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from pages.ui.show import key_of
from shopai.columns import Customer, Event
from shopai.errors import InputError
from shopai.events.opening import Opened
from shopai.events.reading.card import Card
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import FIELDS, Mapping, Shape
from shopai.findings.reading import other_columns

_COLUMN, _MEANING, _EXAMPLES = "Column in the file", "Means", "Examples"
_UNUSED: Final = "Not used"
_ITEM: Final = "One item"
_EXAMPLES_SHOWN: Final = 3


def edited(
    opened: Opened, mapping: Mapping, shape: Shape | None, kept: Collection[str] = ()
) -> Mapping:
    """Show `mapping` for the columns of `opened`; returns it as its owner has edited it.

    Columns that are read though nothing names them, as all of a customer table are, say so.

    shape : of the file
    kept : columns of its customer table, where that is made

    Raises InputError where two columns are given the same meaning.
    """
    meanings = _meanings(opened, mapping, shape, kept)
    table = pd.DataFrame(
        {
            _COLUMN: list(opened.columns),
            _MEANING: [meanings[column] for column in opened.columns],
            _EXAMPLES: [_examples(opened, i) for i in range(len(opened.columns))],
        }
    )
    table = table.sort_values(_MEANING, key=lambda m: m == _UNUSED, kind="stable")
    shown = st.data_editor(
        table,
        key=key_of("mapping", opened.fingerprint, *meanings.items()),
        hide_index=True,
        disabled=[_COLUMN, _EXAMPLES],
        height=min(35 * (len(table) + 1) + 3, 423),
        column_config={
            _COLUMN: st.column_config.TextColumn(width="medium"),
            _MEANING: st.column_config.SelectboxColumn(
                options=[_UNUSED, *FIELDS.values(), *{_ITEM} & set(meanings.values())],
                required=True,
                width="medium",
                help="What this column tells. Change it where the guess is wrong.",
            ),
            _EXAMPLES: st.column_config.TextColumn(width="large"),
        },
    )
    said = dict(zip(shown[_COLUMN], shown[_MEANING], strict=True))
    changed = {column: label for column, label in said.items() if label != meanings[column]}
    return _mapping(mapping, changed) if changed else mapping


def _meanings(
    opened: Opened, mapping: Mapping, shape: Shape | None, kept: Collection[str]
) -> dict[str, str]:
    """Column -> what it means, in words."""
    means = dict.fromkeys(opened.columns, _UNUSED)
    unnamed = tuple(column for column in opened.columns if column not in mapping.columns)
    others = other_columns(Card(unused=unnamed, attributes=mapping.attributes), shape, kept)
    means |= dict.fromkeys(others.about, FIELDS[Field.ATTRIBUTE])
    means |= dict.fromkeys(others.items, _ITEM)
    for name, columns in mapping.more.items():
        means |= dict.fromkeys(columns, FIELDS[name])
    means |= {column: FIELDS[name] for name, column in reversed(list(mapping.fields.items()))}
    # An e-mail address that is the customer id too is shown as the id.
    if (user := mapping.get(Event.USER)) is not None:
        means[user] = FIELDS[Event.USER]
    return means


def _examples(opened: Opened, position: int) -> str:
    cells = dict.fromkeys(row[position] for row in opened.rows if row[position].strip())
    return "  ·  ".join(cell[:40] for cell in list(cells)[:_EXAMPLES_SHOWN])


def _mapping(before: Mapping, changed: dict[str, str]) -> Mapping:
    """`before` with the changed meanings of some columns."""
    names = {label: name for name, label in FIELDS.items()}
    fields = {name: column for name, column in before.fields.items() if column not in changed}
    more = {
        name: rest
        for name, columns in before.more.items()
        if (rest := tuple(column for column in columns if column not in changed))
    }
    attributes = [column for column in before.attributes if column not in changed]
    for column, label in changed.items():
        name = names.get(label)
        if name == Field.ATTRIBUTE:
            attributes.append(column)
        elif name in fields:
            raise InputError(
                f"Two columns are mapped to '{label}': {fields[name]} and {column}. "
                "Set one of them to something else."
            )
        elif name is not None:
            fields[name] = column
    user = fields.get(Event.USER)
    for name in (Customer.EMAIL, Customer.PHONE):
        if user is not None and before.get(name) == user:
            fields.setdefault(name, user)
    return replace(before, fields=fields, attributes=tuple(attributes), more=more)
