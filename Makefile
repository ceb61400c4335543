# The commands of this repository. Each makes the environment it needs below .venv and is quick the second time.
#
#   make demo      fill a store with real data and open a dashboard on it in the browser
#   make test      everything that CI checks: style, types, Python, TypeScript, a real browser
#   make fuzz      ask the HTTP interface anything for FUZZ_SECONDS (ten minutes), as its OpenAPI document allows
#   make bench     the speed of it all, as ratios to raw limits; PARTS="store lists" measures some of it
#   make format    mend the style
#   make commands  write docs/commands.md anew, after a change of a command
#   make r-tests   the tests of the R package alone, which are among those of make test
#   make r-check   R CMD check of the R package
#   make r-docs    write the help pages of the R package anew, after a change of a comment in r/R
#   make settings  write docs/settings.md anew, after a change of a setting
#   make openapi   write docs/openapi.json and its TypeScript anew, after a change of the HTTP interface

PYTHON ?= python3
WORKERS ?= 3
BIN := .venv/bin
MADE := .make
LABEXTENSION := .venv/share/jupyter/labextensions/dstack-jupyter
FRONTEND := $(shell find labextension/src labextension/style labextension/schema labextension/scripts -type f 2>/dev/null) \
	$(wildcard labextension/*.json labextension/*.js labextension/*.cjs labextension/*.mjs labextension/yarn.lock)
INSTALLED := $(shell find voila_templates server_extension/config -type f) labextension/install.json
export HATCH_JUPYTER_BUILDER_SKIP_NPM := 1

.DELETE_ON_ERROR:
.PHONY: help demo test checked check python-style typescript-style python-tests typescript-tests pages browser \
	r-packages r-tests r-check r-docs fuzz bench format commands settings openapi pictures wheel clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(MADE)/installed dstack_jupyter/static/manifest.json
	@$(BIN)/jupyter dstack demo

# What pytest waits for is done side by side, and pytest alone after it: it keeps every core busy.
test:
	@$(MAKE) --no-print-directory --jobs=3 checked
	@$(MAKE) --no-print-directory python-tests
	@echo "dstack-jupyter: every check and test passed"

checked: check typescript-tests pages $(MADE)/programs

# After the last run of pip, which looks into the folder that the pages are built in.
pages: $(MADE)/developed $(MADE)/node
	@$(MAKE) --no-print-directory dstack_jupyter/static/manifest.json

check: python-style typescript-style

python-style: $(MADE)/developed
	@echo "==> style and types of Python"
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy

typescript-style: $(MADE)/node
	@echo "==> style and types of TypeScript"
	@cd labextension && ../$(BIN)/jlpm lint:check

typescript-tests: $(MADE)/node
	@echo "==> TypeScript"
	@cd labextension && ../$(BIN)/jlpm test

python-tests: $(MADE)/developed dstack_jupyter/static/manifest.json $(MADE)/programs
	@echo "==> Python and browser"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_OPTIONS)

# One after the other, as each may install packages of the system.
$(MADE)/programs: $(MADE)/developed tests/browser/chromium.py tests/server/nginx.py tests/r/debian.py
	@$(BIN)/python tests/browser/chromium.py --install
	@$(BIN)/python tests/server/nginx.py --install
	@$(BIN)/python tests/r/debian.py --install
	@touch $@

browser: $(MADE)/developed
	@$(BIN)/python tests/browser/chromium.py --install

r-packages: $(MADE)/developed
	@$(BIN)/python tests/r/debian.py --install

r-tests: $(MADE)/developed dstack_jupyter/static/manifest.json r-packages
	@echo "==> R"
	@$(BIN)/python -m pytest tests/r $(PYTEST_OPTIONS)

r-check: $(MADE)/developed r-packages
	@mkdir -p $(MADE)/r && cd $(MADE)/r && R CMD build $(CURDIR)/r && _R_CHECK_FORCE_SUGGESTS_=false R CMD check --no-manual dstack_*.tar.gz

r-docs: r-packages
	@cd r && Rscript -e 'roxygen2::roxygenise(load_code = "source")'

fuzz: $(MADE)/developed
	@FUZZ_SECONDS=$(or $(FUZZ_SECONDS),600) $(BIN)/python -m pytest tests/server/test_fuzz.py

bench: $(MADE)/benched dstack_jupyter/static/manifest.json browser
	@$(BIN)/python -m benchmarks $(PARTS)

format: $(MADE)/developed $(MADE)/node
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@cd labextension && ../$(BIN)/jlpm lint

commands: $(MADE)/developed
	@$(BIN)/python -m docs.make_commands

settings: $(MADE)/developed
	@$(BIN)/python -m docs.make_settings

openapi: $(MADE)/developed $(MADE)/node
	@$(BIN)/python -m docs.make_openapi
	@cd labextension && npx --yes openapi-typescript@7.13.0 ../docs/openapi.json -o src/api/v1.d.ts \
		&& ../$(BIN)/jlpm exec prettier --write src/api/v1.d.ts

pictures: $(MADE)/developed dstack_jupyter/static/manifest.json browser
	@$(BIN)/python -m docs.make_pictures

wheel: $(MADE)/developed dstack_jupyter/static/manifest.json
	@$(BIN)/python -m build --wheel

clean:
	@rm -rf $(MADE) .venv dist build dstack_jupyter/static labextension/dist labextension/node_modules labextension/lib

$(MADE)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "dstack-jupyter needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@echo "==> making the environment .venv"
	@$(PYTHON) -m venv .venv
	@mkdir -p $(MADE) && touch $@

$(MADE)/installed: $(MADE)/python pyproject.toml $(INSTALLED)
	@echo "==> installing dstack-jupyter and what it needs (two minutes the first time)"
	@mkdir -p labextension/dist
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check jupyter-builder -e .
	@touch $@

$(MADE)/developed: $(MADE)/installed
	@echo "==> installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(MADE)/benched: $(MADE)/developed
	@echo "==> installing what is measured beside it"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

$(MADE)/node: $(MADE)/installed labextension/package.json labextension/yarn.lock
	@command -v node >/dev/null || { echo "dstack-jupyter needs Node.js 20 or newer to build its pages"; exit 1; }
	@echo "==> installing the packages of the pages"
	@cd labextension && ../$(BIN)/jlpm install --immutable >../$(MADE)/node.log 2>&1 \
		|| { cat ../$(MADE)/node.log; exit 1; }
	@touch $@

dstack_jupyter/static/manifest.json: $(MADE)/node $(FRONTEND)
	@echo "==> building the pages"
	@cd labextension && PATH="$(CURDIR)/$(BIN):$$PATH" jlpm build >../$(MADE)/pages.log 2>&1 \
		|| { cat ../$(MADE)/pages.log; exit 1; }
	@mkdir -p $(LABEXTENSION) && rm -rf $(LABEXTENSION)/static $(LABEXTENSION)/schemas && cp -r labextension/dist/. $(LABEXTENSION)
	@touch $@
