"""Docstrings as Markdown: their headings, their lists of names, their roles, their examples.

They follow numpydoc's headings, with a shorter form of lists ("k : number of segments", also
for errors and attributes) that numpydoc's own parser takes for types.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

from griffe import Extension, Object

#: `:func:`shopai.segment``, or `~` before a path of which the last name is to be shown.
ROLE = re.compile(r":(?:func|class|meth|mod|attr|data):`(~?)([\w.]+)`")
ITEM = re.compile(r"^(\*{0,2}[\w.]+(?:, \*{0,2}[\w.]+)*) : (.*)$")
UNDERLINE = re.compile(r"^(-{3,}|={3,})$")


class Docstrings(Extension):
    """Rewrites every docstring before it is rendered."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(text: str) -> str:
    """One docstring, rewritten."""
    text = ROLE.sub(lambda m: f"`{m[2].rsplit('.')[-1] if m[1] else m[2]}`", text)
    text = text.replace("``", "`")
    lines: list[str] = []
    source = text.splitlines()
    place = 0
    while place < len(source):
        line = source[place]
        following = source[place + 1] if place + 1 < len(source) else ""
        if line and UNDERLINE.match(following):
            lines += [f"**{line}**", ""]
            place += 2
        elif line.startswith(">>>"):
            stop = _end_of_example(source, place)
            lines += ["```pycon", *source[place:stop], "```"]
            place = stop
        elif match := ITEM.match(line):
            stop = place + 1
            while stop < len(source) and source[stop].startswith("    "):
                stop += 1
            rest = textwrap.dedent("\n".join(source[place + 1 : stop])).splitlines()
            # a list begins after an empty line
            if lines and lines[-1] and not lines[-1].startswith(("- ", "    ")):
                lines.append("")
            lines.append(f"- `{match[1]}`: {match[2]}")
            lines += [f"    {part}" for part in rest]
            place = stop
            if place < len(source) and source[place] and not ITEM.match(source[place]):
                lines.append("")
        else:
            lines.append(line)
            place += 1
    return "\n".join(lines)


def _end_of_example(source: list[str], place: int) -> int:
    """The line after an example and what it prints: the next empty one with no more of it."""
    while place < len(source):
        following = source[place + 1] if place + 1 < len(source) else ""
        if not source[place] and not following.startswith(">>>"):
            break
        place += 1
    return place
