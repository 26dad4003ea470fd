"""The notebooks' own test bed: it must see a cell that cannot be run twice."""

import re
import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.notebooks import ROOT

CELLS = {
    "steps = []\nfirst = {'a': 1}": True,
    "steps = [1]\nprint(len(steps))": True,
    "steps.append(1)\nprint(len(steps) - 1)": False,  # prints 2 when it is run again
    "print(first.pop('a'))": False,  # fails when it is run again
    "print(1)": True,
}


def test_every_cell_runs_twice(tmp_path):
    one = [new_output("stream", name="stdout", text="1\n")]
    cells = [
        new_code_cell(source, execution_count=i, outputs=one if "print" in source else [])
        for i, source in enumerate(CELLS, 1)
    ]
    path = tmp_path / "five_cells.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-rA", path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1, run.stdout
    said = re.findall(r"^(PASSED|FAILED) .*::Cell (\d)", run.stdout, re.MULTILINE)
    assert {int(cell): word == "PASSED" for word, cell in said} == dict(enumerate(CELLS.values())), run.stdout
