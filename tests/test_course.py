"""The set-up call, as a notebook makes it: in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from helpers import course
from tests.notebooks import ROOT


def python(code: str, **environment: str) -> subprocess.CompletedProcess:
    """Run code from the course's root with a clean course environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COURSE_", "PYTEST", "KERAS"))}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=120
    )


def test_start_is_quiet_seeded_and_says_where_it_runs():
    code = (
        "from helpers import course; import json, sys\n"
        "draws = []\n"
        "for _ in range(2):\n"
        "    budget = course.start(3)\n"
        "    import keras; draws.append(float(keras.random.uniform(())))\n"
        "print(json.dumps([draws, budget.quick, budget.verbose, budget(full=10, quick=1), keras.backend.backend()]))"
    )
    full = python(code, KERAS_BACKEND="jax")  # somebody's other course may have set this
    assert full.stderr == "", full.stderr
    line, _, answer = full.stdout.splitlines()
    assert line.startswith(f"Python {sys.version_info[0]}.{sys.version_info[1]}")
    assert "TensorFlow" in line and "Keras" in line and ("core" in line or "GPU" in line) and line.endswith("full run")
    draws, *rest = json.loads(answer)
    assert draws[0] == draws[1], "the seed does not hold"
    assert rest == [False, 1, 10, "tensorflow"]


@pytest.mark.parametrize(("quick", "expected"), [(True, 1), (False, 10)])
def test_budget(quick, expected):
    assert course.Budget(quick=quick, verbose=0)(full=10, quick=1) == expected


@pytest.mark.parametrize(("quick", "recorded", "verbose"), [("1", "", 0), ("0", "make full", 0), ("0", "", 1)])
def test_only_a_person_sees_progress_bars(monkeypatch, quick, recorded, verbose):
    monkeypatch.setenv("COURSE_QUICK", quick)
    monkeypatch.setenv("PYTEST_CURRENT_TEST", recorded)
    if not recorded:
        monkeypatch.delenv("PYTEST_CURRENT_TEST")
    assert course.start() == course.Budget(quick=quick == "1", verbose=verbose)


def test_a_python_that_tensorflow_does_not_know_is_named(monkeypatch):
    monkeypatch.setattr(course, "NEWEST", (3, 10))
    with pytest.raises(RuntimeError, match=r"needs Python 3\.11 to 3\.10; this is .*make lab"):
        course.start()


def test_import_is_light():
    code = (
        "import time; import numpy; began = time.perf_counter()\n"
        "import helpers.course, helpers.datasets, helpers.plots, helpers.exercises\n"
        "import sys; print(time.perf_counter() - began, {'keras', 'tensorflow', 'matplotlib'} & set(sys.modules))"
    )
    seconds, _, heavy = python(code).stdout.strip().partition(" ")
    assert heavy == "set()"
    assert float(seconds) < 3, "0.3 s on a quiet machine; ten times that is allowed on a busy one"
