"""The loader's way to write a file, for tests that go from a file to an audience."""

from tests.events.conftest import write

__all__ = ["write"]
