# What you can type: `make help`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PEERS  := $(VENV)/.bench

COVERED  := 93

# Many processes read the same modules: without bytecode each would compile all of them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check check-code check-packs check-all packs bench clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 12

setup: $(READY)  ## make the environment (every other command does it when needed)

$(READY): pyproject.toml grammar/rules.lark grammar/keywords.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv --upgrade-deps $(VENV)  # pips of old Pythons choose twice as long
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@touch $@

demo: $(READY)  ## judge two Word drafts, inspections and a task by the shipped policies
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/examples/demo.sh

test: $(READY)  ## run the tests (with coverage, docs and docstrings)
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal --doctest-modules --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERED) src tests

check: check-code check-packs  ## format, lint, spelling, import layers, types, the packs

check-code: $(READY)
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/codespell
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

check-packs: $(READY)
	@$(BIN)/policyrules check policies --language en
	@$(BIN)/policyrules fmt --check policies --language en
	@$(BIN)/policyrules test policies --items policies/items.txt --coverage-fail-under 100 --language en

check-all: $(READY)  ## the long checks (about an hour): every misspelling and test of the packs, 100,000 generated decisions, 400 killed processes
	@POLICYRULES_EVERYTHING=1 $(BIN)/python -m pytest -q -n 2 tests/policies tests/diagnostics tests/unit tests/surfaces
	@POLICYRULES_CASES=10000 POLICYRULES_PROBE_CASES=500 $(BIN)/python -m pytest -q -n 2 tests/properties tests/probes
	@POLICYRULES_KILLS=200 $(BIN)/python -m pytest -q tests/ledgers/test_processes.py

packs: $(READY)  ## print the packs anew into docs/packs
	@UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest -q --no-header tests/docs/test_packs.py

$(PEERS): $(READY)
	@echo "Installing what decisions are compared with into $(VENV) (once) ..."
	@$(BIN)/python -m tests.benchmarks.install
	@touch $@

bench: $(PEERS)  ## measure beside hand-written code and other engines, in one run, into docs/benchmarks.md
	@$(BIN)/python -m tests.benchmarks

clean:  ## remove what was built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .coverage .coverage.* src/policyrules/syntax/parser_table.json
