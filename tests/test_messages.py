"""Messages come out in the language of the moment, and translators find them all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pages.ui.navigation import TITLES
from shopai import messages
from shopai.errors import ParameterError
from shopai.messages import N_, _, language, ngettext, speak, speaking
from shopai.sentences import Plural, Sentence
from tests.findings.every import CASES

ROOT = Path(__file__).resolve().parent.parent
TITLE = "How many segments?"
SHARE = "**{name}** is {share:percent} of {n:customer}."
GERMAN: dict[str | tuple[str, str], str | tuple[str, str]] = {
    TITLE: "Wie viele Segmente?",
    SHARE: "{share:percent} von {n:customer} sind **{name}**.",
    "k is at most {most}.": "k ist höchstens {most}.",
    ("{n} customer", "{n} customers"): ("{n} Person", "{n} Personen"),
    ("{n} query is rising.", "{n} queries are rising."): ("{n} steigt.", "{n} steigen."),
}


@pytest.fixture(autouse=True)
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small German catalogue."""
    catalogue = Catalog(locale="de", domain=messages.DOMAIN)
    for message, translation in GERMAN.items():
        catalogue.add(message, translation)
    path = tmp_path / "de" / "LC_MESSAGES" / "shopai.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    yield
    assert language() == "en"


def test_a_title_a_finding_and_an_error_come_out_in_the_language_of_the_moment() -> None:
    finding = Sentence(SHARE, name="Loyal *few*", share=0.1234, n=1200)
    error = ParameterError("k is at most {most}.", most=1200)
    assert str(finding) == "Loyal *few* is 12.3% of 1,200 customers."
    assert str(error) == "k is at most 1,200."
    with speaking("de"):
        assert _(TITLE) == "Wie viele Segmente?"
        assert str(finding) == "12,3\u00a0% von 1.200 Personen sind Loyal *few*."
        assert str(error) == "k ist höchstens 1.200."
    assert _(TITLE) == TITLE


def test_a_language_without_a_catalogue_stays_english_but_a_region_has_its_family() -> None:
    with speaking("fr"):
        assert _(TITLE) == TITLE
    with speaking("de_AT"):
        assert _(TITLE) == "Wie viele Segmente?"


def test_marking_translates_nothing_and_an_empty_message_stays_empty() -> None:
    with speaking("de"):
        assert N_(TITLE) == TITLE
        assert _("") == ""


def test_the_verb_goes_with_the_number() -> None:
    one, many = "{n} query is rising.", "{n} queries are rising."
    assert [str(Plural(one, many, n=n)) for n in (1, 2)] == [
        "1 query is rising.",
        "2 queries are rising.",
    ]
    with speaking("de"):
        assert [str(Plural(one, many, n=n)) for n in (1, 2)] == ["1 steigt.", "2 steigen."]
    assert ngettext("one", "many", 1.5) == "many"


def test_a_language_stays_in_its_context() -> None:
    copy_context().run(speak, "de")
    assert language() == "en"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All messages of the source, as `make messages` extracts them."""
    path = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "extract", "--output-file"]
    subprocess.run([*command, path], cwd=ROOT, check=True, capture_output=True)
    with path.open("rb") as file:
        return read_po(file)


def test_extraction_finds_nouns_and_titles_of_pages(template: Catalog) -> None:
    for message in ("{n} customer", "{n} min", *TITLES.values()):
        assert message in template


def test_extraction_finds_every_finding_and_what_stands_in_it(template: Catalog) -> None:
    for case in CASES.values():
        finding = case(2)
        inside = [value for value in finding.values.values() if isinstance(value, Sentence)]
        for sentence in (finding, *inside):
            assert sentence.template in template
