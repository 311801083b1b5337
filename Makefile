# `make help` lists what can be made. The environment is .venv; nothing outside this folder is changed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps
SHELL := /bin/bash
export PIP_NO_INPUT := 1

.PHONY: help setup demo web serve test check format bench torture lock clean

help:  ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Emoscope needs Python 3.11 or newer")'
	@echo 'Making the environment in .venv (about a minute) ...'
	@$(PYTHON) -m venv .venv

# The default install: what running needs, and nothing that tests or training need.
.venv/.runtime: requirements/build.txt requirements/runtime.txt requirements/bare.txt pyproject.toml | $(BIN)/python
	@$(PIP) -r requirements/build.txt
	@$(PIP) -r requirements/runtime.txt
	@$(PIP) --no-build-isolation -r requirements/bare.txt
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.demo: requirements/demo.txt .venv/.runtime
	@$(PIP) -r requirements/demo.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.demo
	@$(PIP) -r requirements/dev.txt
	@touch $@

setup: .venv/.runtime  ## Make the environment that running needs

demo: .venv/.demo  ## Analyse a sample video, or FILE=path.mp4, and show what is found
	@$(BIN)/emoscope demo $(if $(FILE),"$(FILE)")

# The typed client of the pages is made from our own OpenAPI document.
web/openapi.json: .venv/.runtime $(shell find src/emoscope -name '*.py')
	@$(BIN)/emoscope openapi > $@.new
	@if cmp -s $@.new $@; then rm $@.new; touch $@; else mv $@.new $@; fi

PAGES := src/emoscope/app/static/index.html
$(PAGES): web/openapi.json $(shell find web/src web/*.json web/*.ts web/index.html -not -name schema.d.ts 2>/dev/null)
	@tools/npm.sh run --silent build
	@touch $@

web: $(PAGES)  ## Build the web pages

serve: .venv/.runtime  ## Start the API, a worker and the web pages
	@$(MAKE) --no-print-directory web || echo 'The web pages could not be built; starting without them.'
	$(BIN)/emoscope serve

test: .venv/.dev web/openapi.json  ## Run all tests
	@if command -v chromium >/dev/null; then $(MAKE) --no-print-directory web; fi
	$(BIN)/pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile
	@tools/npm.sh --if-there run --silent test

check: .venv/.dev web/openapi.json  ## Lint, types, import rules, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_sizes.py src tests tools training benchmarks
	@tools/npm.sh --if-there run --silent check

format: .venv/.dev  ## Bring the source into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@tools/npm.sh --if-there run --silent format

bench: .venv/.dev  ## Measure speed, memory and how well faces are followed
	$(BIN)/python benchmarks/video_speed.py
	$(BIN)/python benchmarks/face_detection.py --half report
	$(BIN)/python benchmarks/face_quality.py
	$(BIN)/python benchmarks/text_speed.py
	$(BIN)/python benchmarks/face_tracking.py
	$(BIN)/python benchmarks/shot_cuts.py
	$(BIN)/python benchmarks/face_identity.py

torture: .venv/.dev  ## Run the long campaigns
	$(BIN)/pytest -q -m torture --timeout 3600

lock: .venv/.dev  ## Lock the requirements again
	PATH="$(CURDIR)/$(BIN):$$PATH" tools/lock.sh

clean:  ## Remove the environment and what tools left
	rm -rf .venv demo-output .mypy_cache .ruff_cache .pytest_cache build dist web/node_modules web/openapi.json
