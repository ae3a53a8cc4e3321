"""The start of the server."""

from __future__ import annotations

import gc

from serve import set_modules_aside


def test_garbage_is_collected_without_looking_at_loaded_modules() -> None:
    set_modules_aside()
    assert gc.get_freeze_count() > 100_000
    gc.unfreeze()
