"""The notebooks' own test bed: it must see a cell that cannot be run twice."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.notebooks import ROOT


@pytest.mark.parametrize(
    ("sources", "passes"),
    [
        (["steps = []", "steps = [1]\nprint(len(steps))"], True),
        (["steps = []", "steps.append(1)\nprint(len(steps))"], False),  # prints 2 when it is run again
        (["first = {'a': 1}", "print(first.pop('a'))"], False),  # fails when it is run again
    ],
    ids=["same again", "another output", "an error"],
)
def test_every_cell_runs_twice(tmp_path, sources, passes):
    stored = [[], [new_output("stream", name="stdout", text="1\n")]]
    cells = [
        new_code_cell(source, execution_count=i, outputs=outputs)
        for i, (source, outputs) in enumerate(zip(sources, stored, strict=True), 1)
    ]
    path = tmp_path / "two_cells.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (run.returncode == 0) == passes, run.stdout
    assert ("2 passed" if passes else "1 failed, 1 passed") in run.stdout
