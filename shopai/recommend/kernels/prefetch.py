"""Ask the processor for memory ahead of its use, from a compiled loop.

Walking the histories of neighbours jumps about in memory, and without this more than half of
the time is spent waiting for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001
    """What the compiler makes of :func:`prefetch`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, integer = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, integer, integer, integer])
        insert: Any = cgutils.get_or_insert_function
        instruction = insert(builder.module, kind, "llvm.prefetch.p0")
        # To read; keep it close; data rather than instructions.
        builder.call(instruction, [address, *(integer(value) for value in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


if TYPE_CHECKING:

    def prefetch(array: Any, index: int) -> None:
        """Fetch the cache line of ``array[index]``; changes nothing; any index may be given."""

else:
    prefetch = intrinsic(_prefetch)
