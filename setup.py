"""What setuptools cannot be told in pyproject.toml: the dashboard travels inside the package.

A wheel holds `app.py`, the pages, the theme and the demo's sample in `shopai/_app/`, so that
no folder called `pages` lands among somebody's packages. A checkout is left as it is.
"""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("app.py", "serve.py", "pages/**/*.py", ".streamlit/config.toml", "data/*")


class WithDashboard(build_py):
    """The package, and in it what `shopai run` opens."""

    def run(self) -> None:
        super().run()
        for source, target in self._dashboard().items():
            self.mkpath(str(Path(target).parent))
            self.copy_file(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        return [*super().get_outputs(include_bytecode), *self._dashboard().values()]

    def _dashboard(self) -> dict[str, str]:
        """Source: where it goes."""
        if self.editable_mode:
            return {}
        root = Path(self.build_lib) / "shopai" / "_app"
        sources = [path for pattern in SHIPPED for path in sorted(Path().glob(pattern))]
        return {str(path): str(root / path) for path in sources}


setup(cmdclass={"build_py": WithDashboard})
