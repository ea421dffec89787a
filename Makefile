# Every task of the project; `make` alone lists them. Needs Python >= 3.11 and make.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The host's Python settings must not leak into ours (byte code keeps starts fast).
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
# What is installed is noted by empty files: uv itself, the running stack's packages, everything.
UV := $(VENV)/.uv
STACK := $(VENV)/.stack
SETUP := $(VENV)/.setup
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
EDITABLE := $(INSTALL) --no-deps --no-build-isolation --editable .

.PHONY: help setup up demo test prove endpoint-test openapi clients check format synth layers deploy bench lock clean

help: ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(SETUP) ## install everything into .venv (done by the others when needed)

# pip is not installed into .venv when the system's can fill it: that alone takes seconds.
$(UV): requirements/uv.txt
	@$(PYTHON) requirements/machine.py 1
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@pip="$(PYTHON) -m pip --python $(BIN)/python"; $$pip --version >/dev/null 2>&1 || \
	  { $(BIN)/python -m ensurepip >/dev/null && pip="$(BIN)/python -m pip"; }; \
	  $$pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# Adds what is missing and removes nothing; bytecode comes with the first import.
$(STACK): requirements/stack.txt pyproject.toml | $(UV)
	@$(INSTALL) --require-hashes -r requirements/stack.txt
	@$(EDITABLE)
	@touch $@

$(SETUP): requirements/dev.txt requirements/uv.txt pyproject.toml | $(UV)
	@$(PYTHON) requirements/machine.py 2
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements/dev.txt
	@$(EDITABLE)
	@touch $(STACK) $@

ifneq (,$(filter up,$(MAKECMDGOALS)))
# `up --timings` counts from here.
up: export LUMIKU_BEGAN := $(shell $(PYTHON) -c 'import time; print(time.time())')
endif
up: $(STACK) ## start the whole stack on this machine with demo data; Ctrl-C stops it
	@$(BIN)/lumiku up $(ARGS)

demo: $(STACK) ## run the sample journey; pictures land in out/
	@$(BIN)/lumiku demo $(ARGS)

PYTEST := $(BIN)/python -m pytest
# What shares a costly fixture stays in one process; the stack's tests share two stacks.
IN_TWO := -n 2

test: $(SETUP) ## run the tests
ifdef ARGS
	@$(PYTEST) $(ARGS)
else
	@$(PYTEST) $(IN_TWO) --ignore tests/stack
	@$(PYTEST) $(IN_TWO) tests/stack
endif

prove: $(SETUP) ## run the proofs: whole sweeps and many examples; QUICK=1 ends in five minutes
ifdef QUICK
	@PROVE=quick $(PYTEST) $(IN_TWO) --ignore tests/stack
else
	@PROVE=whole $(PYTEST) $(IN_TWO) --ignore tests/stack
	@$(PYTEST) $(IN_TWO) --ignore tests/stack --cov --cov-report=term
endif

endpoint-test: ## run the GPU endpoint's tests with tiny models on a CPU (own environment, with torch)
	@test -x .venv-endpoint/bin/python || $(PYTHON) -m venv .venv-endpoint
	@.venv-endpoint/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/endpoint-test.txt
	@.venv-endpoint/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/torch.txt
	@PYTHONPATH=. .venv-endpoint/bin/python -m pytest -p no:cacheprovider tests/endpoint $(ARGS)

openapi: $(SETUP) ## write docs/openapi*.json anew; shows what changed and what breaks clients
	@$(BIN)/python -m tools.api --write

clients: $(SETUP) ## generate clients of the API and let each make a kit, a batch and a poster
	@test -x .venv-clients/bin/python || $(PYTHON) -m venv .venv-clients
	@$(BIN)/uv pip sync --quiet --python .venv-clients/bin/python --require-hashes requirements/clients.txt
	@$(BIN)/python -m tools.clients
	@$(BIN)/python -m pytest -m stack tests/stack/test_clients.py $(ARGS)

check: $(SETUP) ## format, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(SETUP) ## rewrite the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

synth: $(SETUP) ## write the CloudFormation templates to cdk.out/ and keep the local stack's
	@$(BIN)/python app.py
	@$(BIN)/python -m local.stack.snapshot

layers: $(SETUP) ## build the two Lambda layers (arm64)
	@$(BIN)/python layers/build.py

deploy: $(SETUP) ## deploy to AWS; refuses, saying why, when something is missing
	@$(BIN)/python -m infra.deploy $(ARGS)

bench: $(SETUP) ## print the benchmarks
	@for b in bench/[a-z]*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

lock: $(SETUP) ## resolve the lock files anew
	@requirements/lock.sh --upgrade

clean: ## remove what the tasks made (not the local stack's data)
	@rm -rf cdk.out layers/build out .mypy_cache .ruff_cache .pytest_cache
