# Everything starts here: `make run` and `make test` need only make and Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=
PORT ?= 8501
FAST ?=
MINUTES ?= 10
COVERAGE ?=
DATA_SETS ?=
PAGES ?=

# FAST=1 leaves out what opens a page, drives a browser or is marked slow, and tries fewer examples.
QUICKER := $(if $(FAST),-m "not browser and not slow" --ignore=tests/pages)
MEASURED := $(if $(COVERAGE),--cov=shopai --cov-report=term:skip-covered)

.PHONY: run test fuzz check docs messages pictures help

help:
	@echo "make run [DATA=path]     open the dashboard, on the demo shop or on a file or folder"
	@echo "make test [FAST=1]       run the whole test suite, or the quick tests of the core"
	@echo "make fuzz [MINUTES=10]   search at random for what the property tests do not expect"
	@echo "make check               ruff and mypy"
	@echo "make docs                write the documentation into site/"
	@echo "make messages            write all messages into messages.pot, for translators"
	@echo "make pictures            photograph all pages into pictures/; PAGES=segments,rfm DATA_SETS=demo: some"

run: $(VENV)/.run
	@echo "Without make:"
	@echo "  $(PYTHON) -m venv $(VENV) && $(BIN)/pip install -r requirements.txt"
	@echo "  $(BIN)/python -m shopai run $(if $(DATA),'$(DATA)' )--port $(PORT)"
	@$(BIN)/python -m shopai run $(if $(DATA),'$(DATA)' )--port $(PORT)

test: $(VENV)/.test
	@echo "Without make:"
	@echo "  $(PYTHON) -m venv $(VENV) && $(BIN)/pip install -r requirements-dev.txt"
	@echo "  $(BIN)/python -m pytest"
	@SHOPAI_EXAMPLES=$(if $(FAST),fast) $(BIN)/python -m pytest $(QUICKER) $(MEASURED)

# Rounds over all property tests, each with new examples, until the time is over or one fails.
fuzz: $(VENV)/.test
	@end=$$(($$(date +%s) + 60 * $(MINUTES))); \
	while [ $$(date +%s) -lt $$end ]; do \
		SHOPAI_EXAMPLES=fuzz $(BIN)/python -m pytest -x -m hypothesis || exit 1; \
	done

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.test
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

messages: $(VENV)/.run
	$(BIN)/pybabel extract

# Every page on four data sets, on a wide screen and a phone, light and dark; see bench/pictures.py.
pictures: $(VENV)/.test
	@$(BIN)/python bench/pictures.py $(if $(DATA_SETS),--data $(DATA_SETS)) $(if $(PAGES),--pages $(PAGES))

# A stamp of what is installed: a second run reinstalls nothing.
$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "shopai needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
