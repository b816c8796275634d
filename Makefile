# make check PYTHON=.venv/bin/python
PYTHON ?= python3

.PHONY: check update docs bench bench-command numba dist

check:  ## every test; style and types are tests too (tests/test_style.py)
	$(PYTHON) -m pytest

update:  ## rewrites the expected files of samples/, the error pages and the pictures, and says which changed
	$(PYTHON) tests/update_samples.py
	$(PYTHON) tests/update_error_pages.py
	$(PYTHON) tests/pictured.py

docs:  ## rewrites the pictures and the generated parts of docs/; needs pygraphviz, and Chromium
	$(PYTHON) docs/draw.py
	$(PYTHON) docs/generate.py

dist:  ## wheel and sdist in dist/, checked; needs build and twine
	$(PYTHON) -m build
	$(PYTHON) -m twine check --strict dist/*

numba:  ## compiles all that is written for numba, where that is installed: a quarter of an hour
	$(PYTHON) tests/numba_table.py

bench:  ## what gradients cost, beside those of others; PYTHON needs the extra `bench`
	$(PYTHON) benchmarks/table.py

bench-command:  ## what the command itself costs
	$(PYTHON) benchmarks/command/run.py
