# make lab | test | full | bench | lint | teach | test-teach | colab | test-colab | test-browser. The environment is made on first use and kept in .venv.
# A Python that TensorFlow supports: override with `make lab PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python -m
READY := .venv/ready
TEACHER := .venv/teacher-ready
# Colab runs on 3.13 or 3.12: one of these if it can be had.
COLAB_PYTHON ?= $(shell for p in python3.13 python3.12 $(wildcard ~/.pyenv/versions/3.1[23].*/bin/python) $(PYTHON); do \
	$$p -c '' 2>/dev/null && echo $$p && break; done)
COLAB := .venv-colab/bin/python -m pip --disable-pip-version-check

.PHONY: lab test full bench lint teach test-teach colab test-colab test-browser

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

# make colab REPO=owner/name
colab: $(READY)
	@$(RUN) teach.colab $(REPO)

# make test-colab NB="00 12"
test-colab: $(READY) .venv-colab/ready
	NB="$(NB)" $(RUN) pytest tests/colab.py

test-browser: $(READY) requirements-browser.txt
	$(RUN) pip install --quiet --disable-pip-version-check -r requirements-browser.txt
	$(RUN) pytest tests/browser.py

$(READY): requirements.txt
	@test -n "$(PYTHON)" || { echo "This course needs Python 3.11, 3.12 or 3.13; none was found. Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(RUN) pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# The same environment: grading executes notebooks, so it needs TensorFlow, and a second copy of that costs 3 GB.
$(TEACHER): $(READY) requirements-teacher.txt
	$(RUN) pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-teacher.txt
	@touch $@

.venv-colab/ready: tests/colab-requirements.txt
	$(COLAB_PYTHON) -m venv --clear .venv-colab
	$(COLAB) install --quiet -r $<
	$(COLAB) list --format=freeze > $@
