# make lab | test | full | bench | lint | teach | test-teach. The environment is made on first use and kept in .venv.
# A Python that TensorFlow supports: override with `make lab PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python -m
READY := .venv/ready
TEACHER := .venv/teacher-ready

.PHONY: lab test full bench lint teach test-teach

lab: $(READY)
	$(RUN) jupyterlab --ServerApp.ip=127.0.0.1 $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/00_start_here.ipynb

test: $(READY)
	$(RUN) pytest

full: $(READY)
	$(RUN) tests.execute_full

bench: $(READY)
	$(RUN) tests.bench_cifar10

lint: $(READY)
	$(RUN) ruff check helpers tests teach notebooks
	$(RUN) ruff format --check helpers tests teach notebooks

teach: $(TEACHER)
	$(RUN) teach.build

test-teach: $(TEACHER)
	$(RUN) pytest tests/grading.py

$(READY): requirements.txt
	@test -n "$(PYTHON)" || { echo "This course needs Python 3.11, 3.12 or 3.13; none was found. Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(RUN) pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# The same environment: grading executes notebooks, so it needs TensorFlow, and a second copy of that costs 3 GB.
$(TEACHER): $(READY) requirements-teacher.txt
	$(RUN) pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-teacher.txt
	@touch $@
