"""Tables as files: CSV a spreadsheet cannot mistake for formulas, Parquet byte for byte."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pandas as pd

from shopai.columns.decimals import FINE, USUAL, places_of

#: A cell of text that starts with one of these may be run as a formula by a spreadsheet. The full
#: width forms are read like the plain ones by Excel of East Asian languages (OWASP, CSV injection).
FORMULA_STARTS: Final = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n")


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of `frame` in which no text a spreadsheet would run as a formula is left.

    Text (cells, index and headers) that starts with one of `FORMULA_STARTS` gets a leading
    apostrophe; numbers, dates and booleans stay what they are, so −5 is still a number.
    """
    safe = frame.copy()
    safe.columns = pd.Index([_safe(name) for name in frame.columns], name=_safe(frame.columns.name))
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        if isinstance(column.dtype, pd.StringDtype):
            # a million cells at once, where cells of mixed types are looked at one by one
            unsafe = column.str.startswith(FORMULA_STARTS).fillna(False).astype(bool)
            if unsafe.any():
                safe.isetitem(position, column.where(~unsafe, "'" + column).array)
        elif not _is_plain(column.dtype):
            text = column.astype(object).map(_safe, na_action="ignore")
            safe.isetitem(position, text.to_numpy())
    if isinstance(frame.index, pd.MultiIndex):
        raise TypeError("a table with several index levels has no plain CSV; reset_index() first")
    if not _is_plain(frame.index.dtype):
        safe.index = frame.index.astype(object).map(_safe)
    safe.index.name = _safe(frame.index.name)
    return safe


def rounded(frame: pd.DataFrame, places: int | None = None) -> pd.DataFrame:
    """A copy of `frame` with its numbers rounded to what they mean, by the names of the columns.

    Money has two decimals, days one, shares and scores four (:mod:`shopai.columns.decimals`); a
    score or p-value below 0.1 keeps four digits that count. Whole numbers of such a column have
    no decimal point. Columns of other names, such as the shop's own, stay what they are, or get
    `places`; so do text, whole numbers, dates and ids.
    """
    made = frame.copy()
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        known = places_of(name)
        decimals = places if known is None else known
        if decimals is None or not pd.api.types.is_float_dtype(column.dtype):
            continue
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        near = np.round(values, decimals)
        if name in FINE:
            small = (np.abs(values) < 0.1) & (values != 0)
            near[small] = [float(f"{value:.{USUAL}g}") for value in values[small].tolist()]
        whole = not np.isinf(near).any() and (np.isnan(near) | (near == np.trunc(near))).all()
        made.isetitem(position, pd.array(near, dtype="Int64") if whole else near)
    return made


def csv_bytes(
    frame: pd.DataFrame, index: bool = True, mark: bool = True, places: int | None = None
) -> bytes:
    """`frame` as UTF-8 CSV, numbers :func:`rounded` and formulas neutralised.

    mark : begin with a byte order mark. Spreadsheets need it to read more than ASCII; programs
        that look for an exact header take it for a part of the first column's name.
    places : decimals of the numbers whose column says nothing of them
    """
    text: str = neutralised(rounded(frame, places)).to_csv(index=index, lineterminator="\r\n")
    return text.encode("utf-8-sig" if mark else "utf-8")


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """`frame` as Parquet without its index: every text byte for byte as it is."""
    return bytes(frame.to_parquet(index=False))


def file_name(*parts: object, suffix: str = "csv") -> str:
    """A file name that says what is in it: `parts` in lower case joined by hyphens.

    >>> file_name("Demo shop", "segments", "k=5")
    'demo-shop-segments-k-5.csv'
    """
    words = [re.sub(r"[^\w]+", "-", str(part).casefold()).strip("-_") for part in parts]
    return "-".join(word for word in words if word)[:120] + "." + suffix


def _is_plain(dtype: object) -> bool:
    """True for a type of column that holds no text."""
    return (
        pd.api.types.is_numeric_dtype(dtype)  # type: ignore[arg-type]
        or pd.api.types.is_datetime64_any_dtype(dtype)  # type: ignore[arg-type]
    )


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
