"""Text from the data in places that render Markdown."""

import pytest

from pages.ui.text import counted, listed, plain


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain words", "plain words"),
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("$a$ <b>", r"\$a\$ \<b\>"),
        (":smile: :red[x]", ":\u2060smile:\u2060 :\u2060red\\[x\\]"),
        ("two\n\nlines", "two lines"),
        ("Käse 5 €", "Käse 5 €"),
    ],
)
def test_markdown_shows_the_characters_themselves(text: str, safe: str) -> None:
    assert plain(text) == safe


def test_lists_end_with_how_many_more() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcd"), most=2) == "a, b and 2 more"


def test_one_is_singular() -> None:
    assert (counted(1, "item"), counted(1200, "item")) == ("1 item", "1,200 items")
