# Everything you can do here. `make help` lists it, `make run` starts the demo company.
#
# Works with GNU make 3.81 (macOS) and newer. Stamp files remember what is installed, so a second run starts at once.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p tools/check_python.py >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --require-hashes --only-binary :all:
ASSETS := lineofsight/base/ui/static/ls
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo test test-long journeys bench check fix assets lock wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  ARGS=... goes to the command behind it: make test ARGS='-k scoring -x'"

run: $(STAMPS)/run $(ASSETS)/ls.css ## start Lineofsight with the demo company (everything it needs is installed first)
	@$(BIN)/lineofsight run $(ARGS)

demo: $(STAMPS)/run $(ASSETS)/ls.css ## load the demo company into an empty database
	@$(BIN)/lineofsight demo $(ARGS)

test: $(STAMPS)/dev $(ASSETS)/ls.css ## all tests that can run here: SQLite, PostgreSQL, browser
	@$(BIN)/python tools/run_tests.py $(ARGS)

test-long: $(STAMPS)/dev $(ASSETS)/ls.css ## what takes longer: fuzzing, crash loops, coverage, mutation
	@$(BIN)/python tools/run_tests.py --long $(ARGS)
	@$(BIN)/python tools/check_coverage.py
	@$(BIN)/python tools/check_mutation.py

journeys: $(STAMPS)/dev $(ASSETS)/ls.css ## the browser tests alone
	@$(BIN)/python tools/run_tests.py --journeys $(ARGS)

bench: $(STAMPS)/run $(ASSETS)/ls.css ## measure the budgets against their raw floor on this machine
	@$(BIN)/lineofsight bench $(ARGS)

check: $(STAMPS)/dev $(ASSETS)/ls.css ## style, types, import rules, migrations, documents, secrets
	@$(BIN)/python tools/run_checks.py $(ARGS)

fix: $(STAMPS)/dev ## repair what can be repaired by machine: format, import order, simple lint
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

assets: $(ASSETS)/ls.css ## build styles and scripts from their sources

lock: $(STAMPS)/dev ## resolve the dependencies of pyproject.toml and package.json again (UPGRADE=1 takes newer ones)
	@sh tools/lock.sh $(if $(UPGRADE),--upgrade)

wheel: $(STAMPS)/run $(ASSETS)/ls.css ## build an installable package with the assets inside, in dist/
	@$(BIN)/hatchling build -t wheel

clean: ## remove what make installed and built; data stays
	rm -rf $(VENV) node_modules build dist $(ASSETS)

# --- What the targets above stand on ---------------------------------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here; Lineofsight needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) tools/check_python.py
	@echo "Creating $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Lineofsight needs"
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m pip --disable-pip-version-check install -qq --no-deps --no-build-isolation --no-index -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/run
	@echo "Installing what tests and checks need"
	@$(PIP) -r requirements-dev.txt
	@mkdir -p $(STAMPS) && touch $@

node_modules/.stamp: package.json package-lock.json .npmrc | $(STAMPS)/run
	@sh tools/with_node.sh npm ci --no-progress --loglevel=error
	@touch $@

$(ASSETS)/ls.css: $(shell find lineofsight/base/ui/assets -type f 2>/dev/null) tools/build_assets.mjs node_modules/.stamp
	@sh tools/with_node.sh node tools/build_assets.mjs
	@touch $@
