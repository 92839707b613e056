# Two commands matter: `make run` and `make test`. Everything else serves them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
export FLASK_APP := wsgi.py

.PHONY: help run test kill-test cluster-test lint audit shots bench catalogues lock clean system

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: $(VENV)/run.stamp ## build what is missing, fill an empty database with the demonstration, and serve
	@exec $(BIN)/flask serve

test: system $(VENV)/dev.stamp lint ## run every test, in parallel, on both databases and in a browser
	$(BIN)/flask i18n compile
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

kill-test: system $(VENV)/dev.stamp ## kill a hundred times under load, on each database (a quarter of an hour; KILLS=20 for fewer)
	$(BIN)/flask i18n compile
	KILLS=$(or $(KILLS),100) $(BIN)/python -m pytest -n0 tests/reliability/test_kills.py

cluster-test: $(VENV)/dev.stamp ## kill one of two hosts, then the replica, under load (three minutes; needs nginx and PostgreSQL)
	@.ci/system-packages nginx || true # without them the test says what is missing and is skipped
	$(BIN)/flask i18n compile
	$(BIN)/python -m pytest -n0 -s -rs cluster

lint: $(VENV)/dev.stamp ## check style, types, the floors of the house, templates and catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/flask i18n check

audit: system $(VENV)/dev.stamp ## open every page in every way with axe in Chromium (an hour; SHARE=1/8 for a part)
	$(BIN)/flask i18n compile
	$(BIN)/python -m tests.e2e.audit

shots: system $(VENV)/dev.stamp ## photograph every page into test-results/shots (some minutes; PAGES=events for some)
	$(BIN)/flask i18n compile
	$(BIN)/python -m tests.e2e.shots

bench: $(VENV)/dev.stamp ## measure pages, deeds, bursts, growth, digests and search on both databases (two hours; PROFILES="speed storms" for some)
	@.ci/system-packages wrk
	$(BIN)/python -m bench $(PROFILES)

catalogues: $(VENV)/dev.stamp ## take new sentences into the catalogues
	$(BIN)/flask i18n update

lock: ## choose newer versions of every dependency, with their hashes
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra embeddings -c requirements/run.txt pyproject.toml -o requirements/embeddings.txt

system: ## install what the tests need from the system, when root
	@.ci/system-packages

clean: ## forget everything that can be made again; the database under instance/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find translations -name '*.mo' -delete

$(VENV)/bin/uv:
	@echo "→ making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, see make run PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python cannot make environments: install the package python3-venv."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(VENV)/run.stamp: requirements/run.txt | $(VENV)/bin/uv
	@echo "→ installing dependencies"
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(VENV)/bin/uv
	@echo "→ installing what development needs"
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/run.stamp
