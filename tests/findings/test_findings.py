"""Every finding reads as a whole sentence, of one and of many."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from shopai.sentences import plain
from tests.findings.every import CASES, NAME

#: A placeholder, bold or a missing value that is left.
BROKEN = re.compile(r"[{}]|\*\*|\bnan\b|\bNone\b(?! has)|–%|  |\.\.|,,")
#: A 1 with a plural behind it, or many with a singular.
WRONG_NUMBER = re.compile(
    r"(?<![\d.,])1 (\w+ )?(customers|orders|events|days|hours|queries|searches|times|items|rules|"
    r"patterns|buyers|visits|steps|baskets|purchases)\b"
    r"|(?<![\d.,])1 (known |new )?(customer|query|item) (are|have|lack|were|lie)\b"
    r"|\b[2-9] (customer|order|event|day|hour|query|search|time|item|rule|pattern|buyer|visit)\b"
    r"|\b[2-9] (customers|queries|items) (is|has|lacks|was|lies)\b"
)


@pytest.mark.parametrize("n", [1, 2, 1200])
@pytest.mark.parametrize("name", CASES)
def test_a_finding_reads_as_a_sentence_of_one_and_of_many(name: str, n: int) -> None:
    finding = CASES[name](n)
    text = str(finding)
    assert not re.search(
        r"[{}]|\*\*|\bnan\b|\bNone\b(?! has)|–%|  |\.\.|,,", text.replace(NAME, "A")
    )
    assert text[-1] in ".)"
    assert not WRONG_NUMBER.search(text), text


@pytest.mark.parametrize("name", CASES)
def test_names_of_the_data_are_escaped_in_markdown(name: str) -> None:
    finding = CASES[name](2)
    if NAME in str(finding):
        assert plain(NAME) in finding.markdown()
    assert NAME not in finding.markdown()


@pytest.mark.parametrize("name", CASES)
def test_the_template_names_every_value_and_no_other(name: str) -> None:
    finding = CASES[name](2)
    named = {field for _, field, _, _ in Formatter().parse(finding.template) if field}
    assert named == set(finding.values) - ({"n"} - named)
    assert all(value == value for value in finding.values.values())  # no NaN
