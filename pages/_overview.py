"""The address /overview until `app.py` has run once on a server, see ui/run.py."""

from pages.ui import run

run.app()
