.DEFAULT_GOAL := help
VENV := .venv
RUN := $(VENV)/bin
PYTHON ?= python3
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_COMPILE_BYTECODE := 1

.PHONY: help demo serve test check bench bench-server rules format bundle
help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# One stamp a set of dependencies; the lock decides what is installed.
$(VENV)/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Goodfaith needs Python 3.11 or newer, found " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install --quiet --disable-pip-version-check uv==0.13.9

$(VENV)/.run: pyproject.toml uv.lock | $(VENV)/bin/uv
	$(RUN)/uv sync --quiet --frozen --inexact --no-default-groups --extra server
	@touch $@

$(VENV)/.dev: pyproject.toml uv.lock | $(VENV)/bin/uv
	$(RUN)/uv sync --quiet --frozen --inexact
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml uv.lock | $(VENV)/bin/uv
	$(RUN)/uv sync --quiet --frozen --inexact --group bench
	@touch $@ $(VENV)/.dev $(VENV)/.run

demo: $(VENV)/.run  ## run a whole simulated insurer in var/demo and open its pages
	@GOODFAITH_HOME="$(CURDIR)/var/demo" $(RUN)/goodfaith demo

serve: $(VENV)/.run  ## run the server with its database in var/
	@GOODFAITH_HOME="$${GOODFAITH_HOME:-$(CURDIR)/var}" $(RUN)/goodfaith serve

test: $(VENV)/.dev  ## run every test
	@$(RUN)/pytest -n auto --dist loadgroup -q

check: $(VENV)/.dev  ## format, lint, types, floors, published schemas, migrations
	@$(RUN)/ruff format --check .
	@$(RUN)/ruff check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@$(RUN)/python -m tools.published --check
	@$(RUN)/python -m tools.migrations
	@$(RUN)/python -m tools.translations --check

format: $(VENV)/.dev  ## format the code and write the published schemas
	@$(RUN)/ruff format .
	@$(RUN)/ruff check --fix .
	@$(RUN)/python -m tools.published

bench: $(VENV)/.bench  ## measure against the named alternatives, one table, a quarter of an hour
	@$(RUN)/python benchmarks/speed.py

bench-server: $(VENV)/.run  ## measure the server: taking in and reading, ten kills, pages with 200,000 conversations; an hour or two
	@$(RUN)/python benchmarks/serving.py ingest --workers 1
	@$(RUN)/python benchmarks/serving.py ingest --workers 2
	@$(RUN)/python benchmarks/serving.py kills
	@$(RUN)/python benchmarks/pages.py

rules: $(VENV)/.run  ## test the shipped rulebook
	@$(RUN)/goodfaith rules test

bundle: $(VENV)/.dev  ## everything an installation takes in one archive below dist/, tried without a network
	@$(RUN)/python -m tools.bundle.making
