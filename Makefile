# make lab | test | full | bench | lint. The environment is made on first use and kept in .venv.
# A Python that TensorFlow supports: override with `make lab PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python -m
READY := .venv/ready

.PHONY: lab test full bench lint

lab: $(READY)
	$(RUN) jupyterlab --ServerApp.ip=127.0.0.1 $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/00_start_here.ipynb

test: $(READY)
	$(RUN) pytest

full: $(READY)
	$(RUN) tests.execute_full

bench: $(READY)
	$(RUN) tests.bench_cifar10

lint: $(READY)
	$(RUN) ruff check helpers tests notebooks
	$(RUN) ruff format --check helpers tests notebooks

$(READY): requirements.txt
	@test -n "$(PYTHON)" || { echo "This course needs Python 3.11, 3.12 or 3.13; none was found. Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(RUN) pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@
