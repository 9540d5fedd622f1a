# Two commands on a fresh machine with Python 3.11 or newer, make and git: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
EXTRAS :=
# uv takes a quarter of pip's time; where it cannot be had, or does not find what pip is set up to find, pip does it.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.$(EXTRAS)' || $(PIP) --editable '.$(EXTRAS)'
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

tools: EXTRAS := [test,lint,docs,wheel]
tools: .venv/python pyproject.toml
	$(INSTALL)
	touch .venv/test .venv/lint .venv/docs .venv/wheel

build/mermaid: build/npm # the site brings along what draws its diagrams
	rm -rf $@ $@-half && mkdir $@-half
	cp build/npm/node_modules/mermaid/dist/mermaid.min.js $@-half
	cp build/npm/node_modules/mermaid/LICENSE $@-half/mermaid-LICENSE
	mv $@-half $@

build/npm: $(addprefix tests/mermaid/,package.json package-lock.json parse.mjs)
	@command -v npm > /dev/null || { echo 'the diagrams need npm, which brings Mermaid' >&2; exit 1; }
	rm -rf $@ $@-half && mkdir -p $@-half
	cp $^ $@-half
	npm ci --prefix $@-half --silent --ignore-scripts --no-audit --no-fund
	touch $@-half && mv $@-half $@

clean:
	rm -rf .venv build

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rtsim needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	-$(PIP) uv
	touch $@

.venv/rtsim: .venv/python pyproject.toml
	$(INSTALL)
	touch $@

.venv/test .venv/lint .venv/docs .venv/wheel: EXTRAS = [$(@F)]
.venv/test .venv/lint .venv/docs .venv/wheel: .venv/python pyproject.toml
	$(INSTALL)
	touch $@
