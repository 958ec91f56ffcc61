# Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PACKAGES := schemas prompts extraction evals ui

# More words for pytest: make test ARGS="-k amount"
ARGS ?=

DEMO_OUT := out/demo
# All sample scans: about a minute and a half on two cores.
DEMO_SCANS := $(wildcard samples/scans/*.pdf)
# What `gouji show` is given in the demo: a table with a planted error.
DEMO_SHOW ?= $(DEMO_OUT)/fengting-emergency-2025.json --table general_budget_by_function

.DEFAULT_GOAL := help
.PHONY: help venv demo test lint bench lock clean

help:
	@echo "make venv    create $(VENV) and install gouji in it"
	@echo "make demo    extract samples (texts and scans), prove the results, show a table with an error"
	@echo "make test    import contracts, then the tests (ARGS=... goes to pytest)"
	@echo "make lint    ruff, mypy and the import contracts"
	@echo "make bench   measure the headers engine"
	@echo "make lock    resolve all dependencies anew into requirements.lock"
	@echo "make clean   remove results and caches ($(VENV) stays)"

venv: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

# The pattern takes the documents and leaves samples/README.md.
demo: venv
	$(BIN)/gouji extract samples/*-20*.* --out $(DEMO_OUT)
	@echo
	$(BIN)/gouji extract $(DEMO_SCANS) --out $(DEMO_OUT)/scans --jobs 2
	@echo
	$(BIN)/gouji verify $(DEMO_OUT)/*.json $(DEMO_OUT)/scans/*.json
	@echo
	$(BIN)/gouji show $(DEMO_SHOW)
	@echo
	@echo "Results in $(DEMO_OUT)/ and $(DEMO_OUT)/scans/: one .json and one .xlsx for each document,"
	@echo "and all cells of all documents in cells.csv and cells.parquet."
	@echo "All findings of a document: $(BIN)/gouji show $(DEMO_OUT)/fengting-emergency-2025.json"

test: venv
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest $(ARGS)

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(PACKAGES)
	$(BIN)/lint-imports --no-logo

bench: venv
	$(BIN)/python -m evals.bench.headers

# A fresh environment each time, so that the lock holds nothing by accident.
lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet ".[dev]"
	build/lock/bin/python -m pip freeze --exclude gouji > build/lock/requirements.lock
	mv build/lock/requirements.lock requirements.lock
	rm -rf build

clean:
	rm -rf out build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +
