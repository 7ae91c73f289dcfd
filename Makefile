# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STATE ?= .state/demo

.DEFAULT_GOAL := help
.PHONY: help setup develop noise demo test check lint suite bench serve book lock services

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The library of the public tier: large, and needed by no hub whose agreements give the public none.
.venv/.ready-for-noise: .venv/.ready deploy/requirements-public.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r deploy/requirements-public.lock
	@touch $@

.venv/.ready-to-develop: .venv/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/.ready ## make the environment; the command is then .venv/bin/hub

develop: .venv/.ready-to-develop ## add what the tests, the benchmarks and Spark need

noise: .venv/.ready-for-noise ## add the library of the public tier (OpenDP, 275 MB)

demo: setup noise ## build the synthetic region, publish a release, and open the portal
	$(BIN)/hub demo --state $(STATE)

services: ## install PostgreSQL and Chromium for the tests, where that can be done
	@sh deploy/install_test_services.sh

# On two processors: what waits for the network installs side by side, and the types are checked
# while the tests run. One that fails fails the whole.
test: ## everything: lint, types, architecture, the whole suite on SQLite and PostgreSQL
	$(MAKE) --no-print-directory --jobs=2 develop services
	$(MAKE) --no-print-directory --jobs=2 lint suite

lint: develop ## format, lint, types and the arrows between packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

# Each process of the tests imports every module: compiled once, that is half the work. A file stays
# in one process, which prepares once what its tests share, and the slow ones come first.
suite check bench: export PYTHONDONTWRITEBYTECODE =
suite: develop services ## every test, on SQLite and PostgreSQL
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

# What rules, measures and statistics say; files, services and pages are the suite's.
check: lint ## the quick part of the tests, under two minutes
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not browser and not postgresql" \
		tests/architecture tests/platform tests/spec tests/vectors

bench: develop ## ratios against bare Polars and DuckDB on the same files
	$(BIN)/python -m benchmarks

book: develop ## print the rule book: each rule, its citation, its cases
	@$(BIN)/python -m tests.spec.book

serve: setup ## serve a hub as configured by the environment (docs/configuration.md)
	$(BIN)/hub migrate && $(BIN)/hub serve

lock: develop ## make the lock files anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --upgrade --generate-hashes --no-emit-index-url --no-header -q --extra setup pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --upgrade --generate-hashes --no-emit-index-url --no-header -q --extra setup --extra dev --extra public-tier --extra spark pyproject.toml -o requirements-dev.lock
	echo opendp | $(BIN)/uv pip compile --generate-hashes --no-emit-index-url --no-header -q -c requirements-dev.lock - -o deploy/requirements-public.lock
