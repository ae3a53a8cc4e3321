"""Files to load, as for the tests of the loader."""

from tests.events.conftest import write

__all__ = ["write"]
