# make check PYTHON=.venv/bin/python
PYTHON ?= python3

.PHONY: check update docs bench bench-command numba dist versions fuzz foreign

check:  ## every test; style and types are tests too (tests/test_style.py)
	$(PYTHON) -m pytest

update:  ## rewrites the expected files of samples/, the error pages and the pictures, and says which changed
	$(PYTHON) tests/update_samples.py
	$(PYTHON) tests/update_error_pages.py
	$(PYTHON) tests/pictured.py

docs:  ## rewrites the pictures and the generated parts of docs/, and builds site/; needs the extra `docs`, and Chromium
	$(PYTHON) docs/draw.py
	$(PYTHON) docs/generate.py
	$(PYTHON) docs/build_site.py

dist:  ## wheel and sdist in dist/, checked; needs build and twine
	$(PYTHON) -m build
	$(PYTHON) -m twine check --strict dist/*

numba:  ## compiles all that is written for numba, where that is installed: a quarter of an hour
	$(PYTHON) tests/numba_table.py

bench:  ## what gradients cost, beside those of others; PYTHON needs the extra `bench`
	$(PYTHON) benchmarks/table.py

bench-command:  ## what the command itself costs
	$(PYTHON) benchmarks/command/run.py

versions:  ## the tests with the oldest versions that pyproject.toml claims, and with the newest
	$(PYTHON) benchmarks/versions.py --oldest --newest

fuzz:  ## random programs of every kind in every mode: an hour; SEED=0 for others
	$(PYTHON) benchmarks/fuzz.py --programs 100000 --seed $(or $(SEED),0)

foreign:  ## files that were not written for gradgen, and mutants of files: an hour
	$(PYTHON) benchmarks/foreign.py --library --mutants 20000
