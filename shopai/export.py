"""Tables as files: CSV a spreadsheet cannot mistake for formulas, Parquet byte for byte."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd

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


def csv_bytes(frame: pd.DataFrame, index: bool = True, mark: bool = True) -> bytes:
    """`frame` as UTF-8 CSV, formulas neutralised.

    mark : begin with a byte order mark. Spreadsheets need it to read more than ASCII; programs
        that look for an exact header take it for a part of the first column's name.
    """
    text: str = neutralised(frame).to_csv(index=index, lineterminator="\r\n")
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
    """Whether a column of this type holds no text."""
    return (
        pd.api.types.is_numeric_dtype(dtype)  # type: ignore[arg-type]
        or pd.api.types.is_datetime64_any_dtype(dtype)  # type: ignore[arg-type]
    )


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
