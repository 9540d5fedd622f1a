# Two commands on a fresh machine with Python 3.11 or newer, make and git: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# Modules are compiled when they are first imported: most of what is installed never is.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --editable
SLOW := browser fuzz mermaid test_docs.py

.PHONY: demo test test-fast lint docs wheel bench tools clean

unexport PYTHONDONTWRITEBYTECODE # modules are compiled once, and not by each of the many processes of the tests

demo: .venv/rtsim
	$(BIN)/rtsim run configs/team-chat.yaml

test: .venv/test
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test-fast: .venv/test
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(SLOW:%=--ignore=tests/%) @tests/slow.txt

lint: .venv/lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: .venv/docs build/mermaid
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs build/docs
	@! grep -rnE '<(script|link|img)[^>]+(src|href)="(https?:)?//|from "(https?:)?//' build/docs --include='*.html' # fetches nothing
	@echo build/docs/index.html

wheel: .venv/test .venv/wheel # builds what is published, and tries it in a fresh environment of $(PYTHON)
	PYTHON=$(PYTHON) $(BIN)/pytest tests/wheel/check_wheel.py

bench: .venv/test
	$(BIN)/pytest --capture no tests/benchmarks/bench_speed.py tests/benchmarks/bench_memory.py tests/benchmarks/bench_storm.py \
		tests/benchmarks/bench_sweep.py

tools: .venv/python pyproject.toml
	$(INSTALL) '.[test,lint,docs,wheel]'
	touch .venv/test .venv/lint .venv/docs .venv/wheel

build/mermaid: tests/mermaid/package.json tests/mermaid/package-lock.json # the site brings along what draws its diagrams
	@command -v npm > /dev/null || { echo 'make docs needs npm, which brings Mermaid' >&2; exit 1; }
	rm -rf $@ build/npm && mkdir -p $@ build/npm
	cp $^ build/npm
	npm ci --prefix build/npm --silent --ignore-scripts
	cp build/npm/node_modules/mermaid/dist/mermaid.min.js $@
	cp build/npm/node_modules/mermaid/LICENSE $@/mermaid-LICENSE
	rm -rf build/npm

clean:
	rm -rf .venv build

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rtsim needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/rtsim: .venv/python pyproject.toml
	$(INSTALL) .
	touch $@

.venv/test .venv/lint .venv/docs .venv/wheel: .venv/%: .venv/python pyproject.toml
	$(INSTALL) '.[$*]'
	touch $@
