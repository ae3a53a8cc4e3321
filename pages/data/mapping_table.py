"""The column mapping as an editable table."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from shopai.columns import Customer, Event
from shopai.errors import InputError
from shopai.events.opening import Opened
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import FIELDS, Mapping

_COLUMN, _MEANING, _EXAMPLES = "Column in the file", "Means", "Examples"
_UNUSED: Final = "Not used"
_EXAMPLES_SHOWN: Final = 3


def edited(opened: Opened, mapping: Mapping, key: str) -> Mapping:
    """Show `mapping` for the columns of `opened`; returns it as its owner has edited it.

    Raises InputError where two columns are given the same meaning.
    """
    means = {column: FIELDS[name] for name, column in reversed(list(mapping.fields.items()))}
    means |= dict.fromkeys(mapping.attributes, FIELDS[Field.ATTRIBUTE])
    # An e-mail address that is the customer id too is shown as the id.
    if (user := mapping.get(Event.USER)) is not None:
        means[user] = FIELDS[Event.USER]
    table = pd.DataFrame(
        {
            _COLUMN: list(opened.columns),
            _MEANING: [means.get(column, _UNUSED) for column in opened.columns],
            _EXAMPLES: [_examples(opened, i) for i in range(len(opened.columns))],
        }
    )
    table = table.sort_values(_MEANING, key=lambda m: m == _UNUSED, kind="stable")
    shown = st.data_editor(
        table,
        key=key,
        hide_index=True,
        disabled=[_COLUMN, _EXAMPLES],
        height=min(35 * (len(table) + 1) + 3, 423),
        column_config={
            _COLUMN: st.column_config.TextColumn(width="medium"),
            _MEANING: st.column_config.SelectboxColumn(
                options=[_UNUSED, *FIELDS.values()],
                required=True,
                width="medium",
                help="What this column tells. Change it where the guess is wrong.",
            ),
            _EXAMPLES: st.column_config.TextColumn(width="large"),
        },
    )
    return _mapping(shown, mapping)


def _examples(opened: Opened, position: int) -> str:
    cells = dict.fromkeys(row[position] for row in opened.rows if row[position].strip())
    return "  ·  ".join(cell[:40] for cell in list(cells)[:_EXAMPLES_SHOWN])


def _mapping(table: pd.DataFrame, before: Mapping) -> Mapping:
    names = {label: name for name, label in FIELDS.items()}
    fields: dict[str, str] = {}
    attributes = []
    for column, label in zip(table[_COLUMN], table[_MEANING], strict=True):
        name = names.get(label)
        if name is None:
            continue
        if name == Field.ATTRIBUTE:
            attributes.append(column)
        elif name in fields:
            raise InputError(
                f"Two columns are mapped to '{label}': {fields[name]} and {column}. "
                "Set one of them to something else."
            )
        else:
            fields[name] = column
    user = fields.get(Event.USER)
    for name in (Customer.EMAIL, Customer.PHONE):
        if user is not None and before.get(name) == user:
            fields.setdefault(name, user)
    return Mapping(fields, tuple(attributes), before.kinds)
