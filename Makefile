# Needs make and Python 3.11 or newer, nothing else: everything comes into .venv and stays there.
#
#   make run     the whole service on http://127.0.0.1:8000 (PORT=8001 for another port)
#   make test    every test; browser tests where a Chromium is found (CHROMIUM=/path/to/it names one)
#   make check   format, lint, types, import contracts, translations, migrations
#   make bench   the measurements of docs/performance.md
#   make chaos   thousands of messages and bookings while processes are killed and the database crashes (docs/chaos.md)
#   make clean   remove what make has made; the data in instance/ stays
#
# For those who work on it: make setup, make format, make translations, make screenshots, make lock.

SHELL := /bin/sh
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
LOCKS := requirements.txt requirements-dev.txt
CATALOGUES := $(wildcard jobcentre/translations/*/LC_MESSAGES/messages.po)
BABEL := $(PY) -m babel.messages.frontend

.DEFAULT_GOAL := help
.PHONY: help run test check bench chaos clean setup assets format translations screenshots lock
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

run: setup
	@$(PY) -m jobcentre run

test: setup
	@$(PY) -m pytest -n 2

check: setup
	@echo "== format";        $(PY) -m ruff format --check --quiet .
	@echo "== lint";          $(PY) -m ruff check --quiet .
	@echo "== types";         $(PY) -m mypy
	@echo "== contracts";     .venv/bin/lint-imports --no-logo
	@echo "== translations";  $(PY) -m pytest --quiet --noconftest tests/conventions/test_translations.py
	@echo "== migrations";    rm -rf build/check && JOBCENTRE_PATHS__INSTANCE=build/check $(PY) -m jobcentre db check --migrate

bench: setup
	@$(PY) -m benchmarks

chaos: setup
	@$(PY) -m tests.chaos

clean:
	@rm -rf .venv frontend/node_modules jobcentre/static/vendor jobcentre/static/vendor.new jobcentre/static/app/*.gz *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find jobcentre/translations -name '*.mo' -delete 2>/dev/null || true
	@if [ -d instance ]; then echo "instance/ with its data is still there; remove it by hand"; fi

setup: .venv/installed assets $(CATALOGUES:.po=.mo)

# The newest Python that can make a virtual environment (Debian parts that off into python3-venv).
.venv/pyvenv.cfg:
	@for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	  python=$$($$name -c 'import sys, venv, ensurepip; sys.version_info >= (3, 11) and print(sys.executable)' \
	    2>/dev/null) || continue; \
	  if [ -n "$$python" ]; then break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or newer with venv is needed and was not found (on Debian: python3 and python3-venv)" >&2; \
	  exit 1; \
	fi; \
	echo "Making .venv with $$($$python --version)"; \
	$$python -m venv --clear .venv

# Only what the locks name, and only files with the hashes they name.
.venv/installed: .venv/pyvenv.cfg $(LOCKS) pyproject.toml
	@echo "Installing the locked packages (a minute or two the first time)"
	@$(PIP) install --require-hashes --no-deps $(LOCKS:%=--requirement=%)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

assets: .venv/installed
	@$(PY) -m frontend.build

%.mo: %.po .venv/installed
	@$(BABEL) --quiet compile --input-file=$< --output-file=$@

format: setup
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

# Danish is the source; this brings new sentences into the English catalogue and drops old ones.
translations: setup
	@$(BABEL) --quiet extract --mapping-file=babel.cfg --keywords=lazy_gettext --sort-output --no-location \
	  --project=jobcentre --output-file=.venv/messages.pot .
	@$(BABEL) --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	  --init-missing --locale=en --input-file=.venv/messages.pot --output-dir=jobcentre/translations

# The pictures of README.md, made anew; wants a Chromium, as the browser tests do.
screenshots: setup
	@$(PY) -m docs.screenshots

# Newer versions within the limits of pyproject.toml, for every Python and system at once.
lock: .venv/pyvenv.cfg
	@$(PY) -m venv --clear .venv/lock
	@.venv/lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	@.venv/lock/bin/uv pip compile --quiet --upgrade $(UV) pyproject.toml --output-file requirements.txt
	@.venv/lock/bin/uv pip compile --quiet --upgrade $(UV) --group dev --constraint requirements.txt \
	  --output-file requirements-dev.txt
	@rm -rf .venv/lock
UV := --generate-hashes --no-emit-index-url --universal --python-version 3.11 --custom-compile-command "make lock"
