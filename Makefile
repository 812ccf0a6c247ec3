# Cordée: `make run` to try it, `make test` to check it. Nothing here needs root unless it says so.
VENV := .venv
PY := $(VENV)/bin/python
export PORT ?= 8000

.PHONY: run install dev words test lint guard slow bench shots gallery pages html help

help:
	@echo "make run      try it: http://127.0.0.1:$(PORT) (PORT=, CORDEE_INSTANCE= choose others)"
	@echo "make install  only the environment; then .venv/bin/flask …"
	@echo "make test     every test: rules, operations on both databases, web, browser"
	@echo "make lint     style, types, contracts between layers, catalogues"
	@echo "make guard    insecure shapes, secrets in what is committed, and build/sbom.json (CycloneDX)"
	@echo "make slow     fault drills of minutes: kills, full disks, slow clients, both databases"
	@echo "make bench    figures of speed, size and memory, as ratios"
	@echo "make shots    the screenshots of README.md"
	@echo "make gallery  every kind of page as a picture (FOLDER=, ONLY=word, ENGLISH=1, COMPARE=an older folder)"
	@echo "make pages    every kind of page × role × language through axe, zoom, focus (slow)"
	@echo "make html     the same pages as files in FOLDER=, for a validator"

run: install words
	@exec $(VENV)/bin/flask serve --demo --port $(PORT)

install: $(VENV)/.runtime

dev: $(VENV)/.dev

words: $(VENV)/.runtime
	@$(PY) -c "from app.site.cli.translate import compile_all; compile_all()"

$(VENV)/bin/pip:
	@sh .ci/environment $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/pip
	@echo "Installing the locked dependencies…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(PY) -c "from app.site.cli.translate import compile_all; compile_all()"
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.runtime
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

test: dev words
	@sh .ci/machines $(VENV)
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/flask translate check

guard: dev
	@sh .ci/guard $(VENV)

slow: dev words
	@sh .ci/machines $(VENV) slow
	@$(PY) -m pytest tests/slow

bench: dev
	@for file in benchmarks/*.py; do echo "== $$file"; PYTHONPATH=. $(PY) $$file || exit 1; done

shots: dev
	@sh .ci/machines $(VENV)
	@PYTHONPATH=. $(PY) -m tests.browser.shots docs/images

gallery: dev words
	@sh .ci/machines $(VENV)
	@PYTHONPATH=. $(PY) -m tests.browser.gallery $(or $(FOLDER),gallery) $(if $(ONLY),--only $(ONLY)) $(if $(ENGLISH),--english) $(if $(COMPARE),--compare $(COMPARE))

pages: dev words
	@sh .ci/machines $(VENV)
	@PYTHONPATH=. $(PY) -m tests.browser.whole.walk $(ONLY)

html: dev words
	@PYTHONPATH=. $(PY) -m tests.browser.whole.write $(FOLDER)
