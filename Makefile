# Sojourn: everything a developer runs. `make help` explains the targets.
# Every target sets up what it needs by itself: a virtual environment in .venv, the locked packages, the compiled kernels.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLUSTER := .venv-cluster
READY := $(VENV)/.ready
BUILT := $(VENV)/.built
KERNELS := $(wildcard src/sojourn/kernels/_*.pyx src/sojourn/kernels/_*.px[di])
DEMO ?= demo
EXTRAS := --extra samples --extra text --extra predict
PACKAGES := 'import sysconfig; print(sysconfig.get_path("purelib"))'
COMPILE := --universal --generate-hashes --no-annotate --custom-compile-command "make lock" --quiet

# Hundreds of processes are started below: where compiled modules may not be kept, each compiles all that it loads.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup kernels demo test check lint types unit browser cluster cluster-ready bounds docs pictures notebooks bench scale lock wheel clean

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  \033[1m%-9s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements-dev.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sojourn needs Python 3.11 or newer; give one with make PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile -r requirements-dev.lock
	touch $@

$(BUILT): $(READY) pyproject.toml setup.py $(KERNELS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

setup: $(BUILT) ## make the virtual environment, install locked packages, compile the kernels

kernels: $(READY) ## compile the kernels again after an edit
	$(BIN)/python setup.py --quiet build_ext --inplace
	@test ! -e $(BUILT) || touch $(BUILT)

demo: $(BUILT) ## import a year of real shopping, write the report and serve it (DEMO_EXIT=1: stop after writing)
	$(BIN)/sojourn demo --workspace $(DEMO)

test: $(BUILT) lint types unit ## everything that must hold: lint, types, contracts, all tests

check: test docs ## what a release needs: `test`, and generated pages that are fresh
	git diff --exit-code -- docs

lint: $(BUILT) ## style, spelling, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/typos
	$(BIN)/lint-imports --no-cache

types: $(BUILT) ## mypy, strict
	$(BIN)/mypy

unit: $(BUILT) ## all tests: unit, property, golden, conformance, end to end, architecture
	$(BIN)/python -m pytest -n auto --dist worksteal

browser: $(BUILT) ## the report in a real browser, at three widths (needs Chromium)
	$(BIN)/python -m pytest -m browser tests/browser

# The second environment looks into the first for whatever it has no other version of: its packages, pip, Sojourn and its kernels.
$(CLUSTER)/.built: $(BUILT) requirements-cluster.lock
	test -x $(CLUSTER)/bin/python || $(BIN)/python -m venv --without-pip $(CLUSTER)
	echo "import site; site.addsitedir('$$($(BIN)/python -c $(PACKAGES))')" > "$$($(CLUSTER)/bin/python -c $(PACKAGES))/first.pth"
	$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile -r requirements-cluster.lock
	touch $@

cluster-ready: $(CLUSTER)/.built

cluster: ## the Spark engine on a real cluster on the loopback (needs Java 17 or newer)
	@command -v java >/dev/null || { echo "Spark needs Java 17 or newer, and there is none: apt-get install openjdk-17-jre-headless" >&2; exit 1; }
	@java -version 2>&1 | awk -F'[".]' '/ version "/ {exit $$2 < 17}' || { echo "Spark needs Java 17 or newer: $$(java -version 2>&1 | head -n 1)" >&2; exit 1; }
	@$(MAKE) --no-print-directory $(CLUSTER)/.built
	$(CLUSTER)/bin/python -m pytest -m cluster --timeout 900 tests/cluster

bounds: $(BUILT) ## the tests of whatever calls kernels, with every access to an array checked
	SOJOURN_BOUNDS=1 $(BIN)/python setup.py --quiet build_ext --inplace --force
	$(BIN)/python -m pytest -n auto tests/unit/kernels tests/unit/analyse tests/unit/stores tests/unit/collect tests/conformance; \
	  status=$$?; $(BIN)/python setup.py --quiet build_ext --inplace --force; exit $$status

docs: $(BUILT) ## make the generated pages of the reference again
	$(BIN)/python docs/generate.py

pictures: $(BUILT) ## draw the pictures of maps in the documentation again
	$(BIN)/python docs/pictures.py

notebooks: $(BUILT) ## run the notebooks of the documentation again, and keep what they show
	$(BIN)/python docs/notebooks/run.py

bench: $(BUILT) ## measure beside DuckDB, ClickHouse's engine, Polars, pandas, pm4py and others in one run (SIZE=small|medium|full)
	$(BIN)/python -m benchmarks.run --size $(or $(SIZE),full)

scale: $(BUILT) ## measure how cost grows from 1 to 200 million events; hours, 60 GB of disk (MILLIONS=1,10)
	$(BIN)/python -m benchmarks.scale $(if $(MILLIONS),--millions $(MILLIONS))

lock: $(READY) ## resolve the dependencies again and pin them by hash
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target $(VENV)/uv uv
	PYTHONPATH=$(VENV)/uv $(PYTHON) -m uv pip compile pyproject.toml $(EXTRAS) $(COMPILE) -o requirements.lock
	PYTHONPATH=$(VENV)/uv $(PYTHON) -m uv pip compile pyproject.toml $(EXTRAS) --group dev $(COMPILE) -o requirements-dev.lock
	PYTHONPATH=$(VENV)/uv $(PYTHON) -m uv pip compile pyproject.toml $(EXTRAS) --extra spark --group dev --group cluster \
	  $(COMPILE) -o requirements-cluster.lock

wheel: $(READY) ## build the source distribution and the wheel into dist/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check build
	$(BIN)/python -m build

clean: ## remove what was built: kernels, caches, the environment, the demo's workspace
	rm -rf $(VENV) $(CLUSTER) build dist src/*.egg-info src/sojourn/kernels/*.c src/sojourn/kernels/*.so $(DEMO) benchmarks/.venv benchmarks/worlds
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
