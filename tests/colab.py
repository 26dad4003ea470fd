"""`make test-colab`: notebooks on an emulated Colab. NB="00 12" chooses some; default: all.

Colab is: its versions of the libraries in an environment of their own (.venv-colab), a module `google.colab` that every
kernel has imported, and an empty folder with nothing in it but the opened notebook. The course comes by git, as it lies
on this disk. Not part of `make test`: the environment is another 2 GB.
"""

import json
import os
import shutil
import subprocess

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from teach import colab
from tests.notebooks import NOTEBOOKS, ROOT, code_cells

VENV = ROOT / ".venv-colab"
PYTHON = VENV / "bin" / "python"
COURSE = "deep-learning-for-medicine"
CHOSEN = [path for path in NOTEBOOKS if path.name.startswith(tuple(os.environ.get("NB", "").split()) or "")]
LACKS = {"pydicom", "wfdb", "ai-edge-litert"}
NO_NETWORK = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9"}
NO_NETWORK |= dict.fromkeys(("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"), "")
REFUSE = "import subprocess\n\n\ndef refuse(*command, **options):\n    raise AssertionError(command)\n\n\n"
REFUSE += "run, subprocess.run = subprocess.run, refuse"


def pip(*arguments):
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def packages():
    return set(pip("list", "--format=freeze").split())


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The course as it lies here, committed into a repository, with that repository's address in its notebooks."""
    public = tmp_path_factory.mktemp("public")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0"):
        if (ROOT / name).is_file():
            (public / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, public / name)
    colab.write(public.as_uri(), public)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=course"]):
        subprocess.run([*git, *command], cwd=public, check=True)
    return public.as_uri()


class Machine:
    """A machine as Colab lends it: nothing in its folder, nothing installed beyond Colab's own."""

    def __init__(self, folder):
        self.own = set((VENV / "ready").read_text(encoding="utf-8").split())
        if extra := packages() - self.own:
            pip("uninstall", "--yes", *(line.partition("==")[0] for line in extra))
        assert packages() == self.own, "remove .venv-colab"
        self.content, self.stub = folder / "content", folder / "stub"
        self.kernels = folder / "jupyter" / "kernels" / "colab"
        (self.stub / "google" / "colab").mkdir(parents=True)
        (self.stub / "google" / "colab" / "__init__.py").touch()
        (self.stub / "sitecustomize.py").write_text("import google.colab\n")
        self.content.mkdir()
        self.kernels.mkdir(parents=True)

    def run(self, cells, **environment):
        """Execute code cells in a new kernel; returns the text that each printed."""
        environment |= {"PYTHONPATH": str(self.stub), "COURSE_QUICK": "1", "COURSE_OFFLINE": "1", "COURSE_DATA": ""}
        argv = [str(PYTHON), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": argv, "display_name": "Colab", "language": "python", "env": environment}
        (self.kernels / "kernel.json").write_text(json.dumps(spec))
        notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
        where = {"metadata": {"path": self.content}}
        NotebookClient(notebook, timeout=900, kernel_name="colab", resources=where).execute()
        return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    made = Machine(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    return made


@pytest.mark.parametrize("path", CHOSEN, ids=lambda path: path.stem)
def test_a_notebook_alone_runs_from_top_to_bottom(machine, address, path):
    notebook = colab.apply(nbformat.read(path, as_version=4), path.name, address)
    shutil.copy(path, machine.content)
    setup, *others = [cell.source for cell in code_cells(notebook)]
    printed = machine.run([setup, *others, REFUSE, setup])
    assert "Installed what Colab lacks: pydicom wfdb ai-edge-litert\n" in printed[0]
    assert "TensorFlow 2.20.0 · Keras 3.13.2" in printed[0] and "T4 GPU" in printed[0]
    assert printed[-1].count("\n") == 1 and printed[-1] in printed[0], "run twice, it fetches and installs nothing"
    assert {found.name for found in machine.content.iterdir()} == {path.name, COURSE}
    now = packages()
    assert machine.own <= now, f"moved: {machine.own - now}"
    assert {line.partition("==")[0] for line in now - machine.own} >= LACKS


def test_the_next_kernel_finds_all_of_it_and_a_lost_network_is_no_end(machine, address):
    setup = colab.setup_cell(address)
    (offline,) = machine.run([setup], **NO_NETWORK)
    assert "Not installed: pydicom wfdb ai-edge-litert." in offline and "quick run" in offline
    (online,) = machine.run([setup])
    assert "Installed what Colab lacks: pydicom wfdb ai-edge-litert\n" in online
    assert machine.run([REFUSE, setup])[1].count("\n") == 1
