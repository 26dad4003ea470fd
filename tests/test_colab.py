"""The course's address in the notebooks, and what the set-up cell does on Colab, without Colab and without network."""

import os
import shutil
import subprocess
import sys
import types
from importlib.metadata import PackageNotFoundError

import nbformat
import pytest

from helpers import course
from teach import colab
from teach.exercises import read_course
from tests.notebooks import NOTEBOOKS, ROOT, code_cells

COURSE = "deep-learning-for-medicine"
LACKS = {"pydicom", "wfdb", "ai-edge-litert"}
SOME = NOTEBOOKS[::4]


@pytest.fixture
def copy(tmp_path):
    """The parts of the course that `make colab` reads and writes."""
    for path in [ROOT / "helpers" / "course.py", ROOT / "tests" / "setup_cell.py", *SOME]:
        goal = tmp_path / path.relative_to(ROOT)
        goal.parent.mkdir(exist_ok=True)
        shutil.copy(path, goal)
    colab.write("", tmp_path)
    return tmp_path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_address_comes_and_goes(copy):
    before = contents(copy)
    assert colab.write("anna/course", copy) == [path.name for path in SOME]
    assert 'REPOSITORY = "anna/course"\n' in (copy / "helpers" / "course.py").read_text(encoding="utf-8")
    for path in SOME:
        old, new = (nbformat.read(folder / "notebooks" / path.name, as_version=4) for folder in (ROOT, copy))
        title, badge = new.cells[0].source.split("\n\n")[:2]
        assert title.startswith("# ")
        assert badge.endswith(
            f"](https://colab.research.google.com/github/anna/course/blob/main/notebooks/{path.name})"
        )
        assert code_cells(new)[0].source.count('ADDRESS = "https://github.com/anna/course"  #') == 1
        assert [(c.outputs, c.execution_count) for c in code_cells(new)] == [
            (c.outputs, c.execution_count) for c in code_cells(old)
        ]
    written = contents(copy)
    assert colab.write("anna/course", copy) == [] and contents(copy) == written, "twice is once"
    assert all("Open in Colab" not in found[0].cells[0].source for found in read_course(copy / "notebooks").values())
    colab.write("file:///srv/course.git", copy)
    assert b"colab-badge" not in b"".join(contents(copy).values()), "Colab opens notebooks from GitHub only"
    colab.write("", copy)
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna/deep.learning-1", "anna/deep.learning-1"),
        ("https://github.com/anna/course.git\n", "anna/course"),
        ("git@github.com:anna/course.git", "anna/course"),
        ("https://example.org/anna/course", "https://example.org/anna/course"),
        ("file:///srv/course", "file:///srv/course"),
    ],
)
def test_addresses(text, address):
    assert colab.parse(text) == address


@pytest.mark.parametrize(
    "text", ["", "course", "anna / course", "/srv/course", "https://token@github.com/a/b", 'a/b"', "a/b; ls", "a/b/c"]
)
def test_no_address(text):
    with pytest.raises(ValueError, match=r"make colab REPO=owner/name"):
        colab.parse(text)


@pytest.fixture
def served(tmp_path):
    """A git repository with a course that only says it started; and an empty folder, as Colab's /content."""
    if sys.platform != "linux" or not shutil.which("git"):
        pytest.skip("Colab is Linux, and has git")
    (tmp_path / "public" / "helpers").mkdir(parents=True)
    (tmp_path / "public" / "helpers" / "course.py").write_text("def start():\n    print('started', __file__)\n")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=course"]):
        subprocess.run([*git, *command], cwd=tmp_path / "public", check=True)
    (tmp_path / "content").mkdir()
    return (tmp_path / "public").as_uri()


def run_setup(tmp_path, address, on_colab=True):
    """Run the set-up cell as the first cell of a new kernel in the folder `content`."""
    colab_there = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
    code = colab_there * on_colab + colab.setup_cell(address)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") and k != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "content", env=kept, capture_output=True, text=True, timeout=60
    )


def test_on_colab_the_course_is_fetched_once(served, tmp_path):
    for _ in range(2):
        done = run_setup(tmp_path, served)
        assert done.stdout.startswith("started") and COURSE in done.stdout, done.stderr
        shutil.rmtree(tmp_path / "public", ignore_errors=True)  # a second fetch would fail
    assert [path.name for path in (tmp_path / "content").iterdir()] == [COURSE]


def test_half_a_course_is_fetched_again(served, tmp_path):
    for name in (f"{COURSE}.part", COURSE):
        (tmp_path / "content" / name / "helpers").mkdir(parents=True)
        (tmp_path / "content" / name / "helpers" / "mine.py").write_text("")
    done = run_setup(tmp_path, served)
    assert done.stdout.startswith("started"), done.stderr
    left = [path.relative_to(tmp_path / "content") for path in (tmp_path / "content").rglob("mine.py")]
    assert [path.parts[0] for path in left] == [f"{COURSE}.~1~"], "what was there is set aside, not lost"


def test_a_course_in_the_drive_is_found(served, tmp_path):
    drive = tmp_path / "content" / "drive" / "MyDrive"
    drive.mkdir(parents=True)
    shutil.copytree(tmp_path / "public", drive / COURSE)
    assert "MyDrive" in run_setup(tmp_path, served).stdout


@pytest.mark.parametrize(("address", "on_colab"), [("", True), ("file:///gone", True), ("served", False)])
def test_without_the_course_one_line_says_how_to_get_it(served, tmp_path, address, on_colab):
    done = run_setup(tmp_path, served if address == "served" else address, on_colab)
    assert "ModuleNotFoundError" in done.stderr
    assert "upload the folder" in done.stderr.splitlines()[-1]
    assert not list((tmp_path / "content").iterdir())


@pytest.fixture
def pip(monkeypatch):
    """Colab, which lacks `pip.lacking`; pip is not run, but `pip.calls` keeps what it was to do."""
    pip = types.SimpleNamespace(lacking={*LACKS, "nbval", "tensorflow"}, calls=[], fails=False)

    def version(name):
        if name in pip.lacking:
            raise PackageNotFoundError(name)
        return "1.2.3"

    def run(command, **_):
        pip.calls.append(command[command.index("install") + 1 :])
        pip.lacking -= set() if pip.fails else LACKS
        return types.SimpleNamespace(returncode=int(pip.fails))

    monkeypatch.setattr(course, "version", version)
    monkeypatch.setattr(course, "subprocess", types.SimpleNamespace(run=run))
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    return pip


def test_colab_gets_what_it_lacks_and_nothing_else_moves(pip, capsys):
    course._install_missing()
    course._install_missing()
    (command,) = pip.calls
    names = [word for word in command if not word.startswith("-")]
    new = ["pydicom>=3.0,<4", "wfdb>=4.3,<5", "ai-edge-litert>=2.1.2,<3"]
    assert [name for name in names if "==1.2.3" not in name] == new
    assert {"keras==1.2.3", "numpy==1.2.3", "pandas==1.2.3"} <= set(names)
    assert "tensorflow" not in " ".join(names), "never, even where it has another name"
    assert capsys.readouterr().out == "Installed what Colab lacks: pydicom wfdb ai-edge-litert\n"


def test_pip_may_fail(pip, capsys):
    pip.fails = True
    course._install_missing()
    assert capsys.readouterr().out.startswith("Not installed: pydicom wfdb ai-edge-litert. ")
    pip.fails = False
    course._install_missing()
    assert len(pip.calls) == 2


def test_elsewhere_nothing_is_installed_and_on_colab_the_line_tells_of_gpus(pip, monkeypatch, capsys):
    import tensorflow as tf

    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    course.start()
    assert "no GPU (to switch one on: Runtime → Change runtime type → T4 GPU) · " in capsys.readouterr().out
    assert len(pip.calls) == 1
    monkeypatch.delitem(sys.modules, "google.colab")
    pip.lacking = {"pydicom"}
    course.start()
    assert len(pip.calls) == 1 and "T4" not in capsys.readouterr().out
