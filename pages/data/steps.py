"""The three steps of a file on its way in, and the one it is at."""

from __future__ import annotations

from typing import Final

import streamlit as st

CHOOSE, CHECK, LOADED = 1, 2, 3
_STEPS: Final = {CHOOSE: "Choose", CHECK: "Check", LOADED: "Loaded"}
_STYLE: Final = """<style>
.shopai-steps {display: flex; gap: .25rem; margin: 0 !important; padding: .2rem !important;
  list-style: none;
  width: fit-content; border: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  border-radius: 8px}
.shopai-steps li {margin: 0 !important; padding: .15rem .8rem;
  border-radius: 6px; white-space: nowrap}
.shopai-steps li[aria-current] {font-weight: 600;
  background: color-mix(in srgb, #2c76d0 18%, transparent)}
</style>"""


def show(step: int) -> None:
    """Show the steps with `step` as the present one."""
    items = "".join(
        f"<li{' aria-current=step' * (number == step)}>{number} {name}</li>"
        for number, name in _STEPS.items()
    )
    st.html(f'{_STYLE}<ol class="shopai-steps" aria-label="Steps">{items}</ol>', width="content")
