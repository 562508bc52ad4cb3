# `make run` and `make test` install what they need first, on a machine that has nothing but a Python.
.DEFAULT_GOAL := help
.PHONY: help run shell train evaluate test check lint format full lock clean runtime dev
SHELL := /bin/bash
BIN := .venv/bin
PORT ?= 5005
ARGS ?=

# Run scripts/bootstrap.py with the first Python that works. In this folder pyenv's `python3` fails
# where pyenv has no 3.10, because of .python-version; any Python from 3.8 on is good enough here.
define bootstrap
@$(BIN)/python -S scripts/bootstrap.py $(1) --check 2>/dev/null || $(call with_any_python,$(1))
endef
define with_any_python
{ for python in python3 "env PYENV_VERSION=system python3" /usr/bin/python3 \
    "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin/python python3.{10,11,12,13,14}; do \
  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then \
    exec $$python scripts/bootstrap.py $(1); fi; done; \
  echo "No Python 3.8 or newer runs here. Install Python 3.10 (https://www.python.org)." >&2; exit 1; }
endef

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: runtime ## Start the assistant (PORT=5005); trains it first if need be
	$(BIN)/bot run --port $(PORT) $(ARGS)

shell: runtime ## Talk to the assistant in the terminal
	$(BIN)/rasa shell $(ARGS)

train: runtime ## Train the assistant
	$(BIN)/bot train $(ARGS)

evaluate: runtime ## Measure the assistant on the test questions
	$(BIN)/bot evaluate $(ARGS)

test: dev ## Run the tests (ARGS="-k dental" for some of them)
	$(BIN)/pytest $(ARGS)

check: lint test ## Everything that must hold before a commit
	$(BIN)/rasa data validate --fail-on-warnings

lint: dev ## Check format, style, types and the arrows of import
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: dev ## Format the code and repair what can be repaired
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

full: ## Add TensorFlow, for Rasa's own classifiers (2 GB more)
	$(call bootstrap,full)

lock: ## Make the lock files from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(call with_any_python,lock $(ARGS))

clean: ## Remove what was built: environment, models, caches
	rm -rf .venv .tools .rasa models results reports build .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	$(call bootstrap,runtime)

dev:
	$(call bootstrap,dev)
