"""The choice of one audience."""

from __future__ import annotations

from typing import Any

from pages.ui.controls import dropdown
from pages.ui.frame import Frame
from shopai.audiences import Audience


def chosen(frame: Frame, audiences: tuple[Audience, ...]) -> Audience:
    """The audience the page is about, the newest at first; the views share the choice."""
    names = [audience.name for audience in audiences]
    look: dict[str, Any] = {"in_address": False, "width": 300, "at": frame.controls}
    return audiences[names.index(dropdown("Audience", names, "audience", names[-1], **look))]
