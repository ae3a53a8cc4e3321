"""Sessions: visits of one customer, parted by half an hour of silence."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals as nw

from shopai.columns import Event

#: A pause longer than this ends a session (the convention of web analytics).
GAP_US = 30 * 60 * 1_000_000

_NEW, _NUMBER = "__new_session", "__session_number"

Frame = TypeVar("Frame", nw.LazyFrame[Any], nw.DataFrame[Any])


def with_sessions(events: Frame, order: str) -> Frame:
    """Fill missing session ids: customer id, "#", number of the visit.

    An event opens a session when its customer's previous one is more than 30 minutes
    older. Ids the source gave stay. Events of guests take their order number; events
    without a time stay without a session.

    events : the event table, lazy or not
    order : a column that puts events of the same instant in order

    Cost: one sort of the events by customer and time.
    """
    by_time = [Event.EPOCH, order]
    pause = nw.col(Event.EPOCH) - nw.col(Event.EPOCH).shift(1).over(Event.USER, order_by=by_time)
    opens = nw.when(pause <= GAP_US).then(nw.lit(0)).otherwise(nw.lit(1))
    number = nw.col(_NEW).cum_sum().over(Event.USER, order_by=by_time)
    made = nw.concat_str(
        [nw.col(Event.USER), nw.col(_NUMBER).cast(nw.Int64).cast(nw.String)], separator="#"
    )
    known = ~nw.col(Event.USER).is_null()
    timed = ~nw.col(Event.EPOCH).is_null()
    return (
        events.with_columns(opens.alias(_NEW))
        .with_columns(number.alias(_NUMBER))
        .with_columns(
            nw.coalesce(
                nw.col(Event.SESSION),
                nw.when(known & timed).then(made),
                nw.when(~known).then(nw.col(Event.ORDER)),
            ).alias(Event.SESSION)
        )
        .drop(_NEW, _NUMBER)
    )
