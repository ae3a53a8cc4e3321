"""Sentences with their values: plain, as Markdown, kept and pickled."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from shopai.errors import InputError, Question
from shopai.sentences import Money, Plural, Sentence, plain


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{x}", 1234, "1,234"),
        ("{x:.2}", 0.5, "0.50"),
        ("{x:+.1}", -0.25, "−0.2"),
        ("{x:percent}", 0.1234, "12.3%"),
        ("{x:percent0}", 0.5, "50%"),
        ("{x:points}", 3.21, "+3.2 points"),
        ("{x:compact}", 1_234_567, "1.23M"),
        ("{x:duration}", 90.0, "2 min"),
        ("{x:customer}", 1, "1 customer"),
        ("{x:query}", 1200, "1,200 queries"),
        ("{x}", date(2025, 10, 2), "2 October 2025"),
        ("{x:medium}", date(2025, 10, 2), "2 Oct 2025"),
        ("{x}", Money(12.5, "EUR"), "€12.50"),
        ("{x:short}", Money(1_250_000, "EUR"), "€1.25M"),
        ("{x:2}", ["a", "b", "c"], "a, b and 1 more"),
        ("{x}", Sentence("inner {y}", y=1), "inner 1"),
        ("{x}", "a name", "a name"),
    ],
)
def test_a_value_is_written_by_its_kind_and_form(template: str, value: object, text: str) -> None:
    assert str(Sentence(f"So: {template}!", x=value)) == f"So: {text}!"


def test_names_are_escaped_in_markdown_alone_and_bold_is_kept_there() -> None:
    inner = Sentence("**{name}**", name="*x*")
    sentence = Sentence(
        "**Most** is {name}: {inner}, {names}.", name="$5_", inner=inner, names=["<b>"]
    )
    assert str(sentence) == "Most is $5_: *x*, <b>."
    assert sentence.markdown() == r"**Most** is \$5\_: **\*x\***, \<b\>."
    # the values' own stars are theirs
    assert str(Sentence("{name}", name="**a**")) == "**a**"


def test_sentences_are_equal_by_template_and_values_and_survive_a_pickle() -> None:
    sentence = Plural("{n} is.", "{n} are.", n=2)
    assert sentence == Plural("{n} is.", "{n} are.", n=2) != Plural("{n} is.", "{n} are.", n=3)
    assert pickle.loads(pickle.dumps(sentence)) == copy.copy(sentence) == sentence


def test_an_error_without_values_keeps_its_braces_and_one_with_values_is_filled() -> None:
    assert str(InputError("Column {a} is missing.")) == "Column {a} is missing."
    error = InputError("{n:row} in {file}.", n=1, file="a {b}.csv")
    assert str(error) == "1 row in a {b}.csv."
    assert str(copy.copy(error)) == str(error)


def test_a_question_has_its_options_and_its_sentence() -> None:
    question = Question("Which of {n}?", "dates", ("a", "b"), n=2)
    assert (str(question), question.parameter, question.options) == (
        "Which of 2?",
        "dates",
        ("a", "b"),
    )


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
