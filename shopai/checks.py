"""Checks of settings, before any work is done with them.

Everything here raises :class:`ParameterError`, naming the setting, what it may be and what was
found. Whole numbers and numbers may be NumPy's; true and false are neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from math import inf, isfinite
from numbers import Integral, Real
from typing import Any, TypeGuard

from shopai.errors import ParameterError


def whole_number(name: str, value: object, least: int = 1, most: int | None = None) -> int:
    """`value`, a whole number from `least` to `most`, both included; None: no bound above."""
    if is_whole(value):
        number = int(value)
        if number >= least and (most is None or number <= most):
            return number
    limits = f"of at least {least:,}" if most is None else f"from {least:,} to {most:,}"
    raise ParameterError(f"{name} must be a whole number {limits}; found {value!r}.")


def real_number(
    name: str,
    value: object,
    least: float = 0.0,
    most: float = inf,
    *,
    above: bool = False,
    below: bool = False,
) -> float:
    """`value`, a finite number from `least` to `most`.

    above : `least` itself does not do
    below : `most` itself does not do
    """
    if is_number(value):
        number = float(value)
        high_enough = number > least if above else number >= least
        low_enough = number < most if below else number <= most
        if isfinite(number) and high_enough and low_enough:
            return number
    start = f"above {least:g}" if above else f"of at least {least:g}"
    if most == inf:
        limits = start
    elif above or below:
        limits = f"{start} and {'below' if below else 'at most'} {most:g}"
    else:
        limits = f"from {least:g} to {most:g}"
    raise ParameterError(f"{name} must be a number {limits}; found {value!r}.")


def duration(name: str, value: object, *, above: bool = False) -> timedelta:
    """`value`, a timedelta of 0 or more; above: 0 itself does not do."""
    if isinstance(value, timedelta) and (value > timedelta(0) if above else value >= timedelta(0)):
        return value
    limits = "above 0" if above else "of 0 or more"
    raise ParameterError(
        f"{name} must be a timedelta {limits}, such as timedelta(days=7); found {value!r}."
    )


def one_of(name: str, value: object, known: Iterable[Any]) -> None:
    """Refuse what is not among `known`."""
    allowed = list(known)
    # by identity of text alone: an array compared with a name has no single answer
    if not (isinstance(value, str | int) and value in allowed):
        raise ParameterError(
            f"{name} must be one of {', '.join(map(str, allowed))}; found {value!r}."
        )


def listed(name: str, value: object, of: str) -> tuple[Any, ...]:
    """The elements of a list, tuple or the like; a text is none. `of`: what they are, in words."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ParameterError(f"{name} must be a list of {of}; found {value!r}.")
    return tuple(value)


def is_whole(value: object) -> TypeGuard[int]:
    """True for a whole number by its type."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    """True for a number by its type; NaN is one too."""
    return isinstance(value, Real) and not isinstance(value, bool)
