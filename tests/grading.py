"""`make test-teach`: nbgrader really grades the course. Builds it, hands in four students' work, reads the gradebook.

Not part of `make test`: it needs requirements-teacher.txt, and executes twelve notebooks (quick, but whole).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from teach.build import AROUND, build, copy_around
from teach.exercises import read_course
from tests.notebooks import ROOT

COURSE = {path.stem: found for path, found in read_course(ROOT / "notebooks").items()}
GRADED = ("00_start_here", "03_forward_and_backward", "06_training_workflow")
STUDENTS = ("right", "wrong", "untouched", "check_deleted")
every_graded = pytest.mark.parametrize("name", GRADED)


def nbgrader(folder, *arguments):
    """Start one of nbgrader's commands; it calls alembic by name."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with open(folder / f"{arguments[0]}.log", "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "nbgrader", *arguments]
        return subprocess.Popen(command, cwd=folder, env=os.environ | {"PATH": path}, stdout=log, stderr=log)


def hand_in(released, student, places):
    """What `student` makes of the released notebook."""
    notebook = nbformat.read(released, as_version=4)
    attempts = {f"exercise-{place.id.replace('.', '-')}": place for place in places}
    for cell in notebook.cells:
        place = attempts.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if place and student in ("right", "check_deleted"):
            cell.source = place.code
        elif place and student == "wrong":
            mistake = f'all_exercises()["{place.id}"].misconceptions[0].wrong'
            cell.source = f"from helpers.exercises import all_exercises\n\n{place.name} = {mistake}"
    if student == "check_deleted":
        gone = f"check-{places[-1].id.replace('.', '-')}"
        notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != gone]
    return notebook


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    copy_around(ROOT, root, (*AROUND, "notebooks", "teach", "README.md"))
    return build(root)


@pytest.fixture(scope="module")
def graded(built, tmp_path_factory):
    """A folder for each of GRADED, released, handed in, graded; each a course of its own, to run side by side."""
    folders = {name: tmp_path_factory.mktemp("graded") / name for name in GRADED}
    for command in ("generate_assignment", "autograde"):
        running = []
        for name, folder in folders.items():
            if command == "generate_assignment":
                shutil.copytree(built / "nbgrader" / "source" / name, folder / "source" / name)
                shutil.copy(built / "nbgrader" / "nbgrader_config.py", folder)
            else:
                for student in STUDENTS:
                    submitted = folder / "submitted" / student / name
                    shutil.copytree(folder / "release" / name, submitted)
                    file = submitted / f"{name}.ipynb"
                    nbformat.write(hand_in(file, student, COURSE[name][1]), file)
            running.append((folder, nbgrader(folder, command, name)))
        for folder, process in running:
            assert process.wait() == 0, (folder / f"{command}.log").read_text(encoding="utf-8")[-3000:]
    return folders


@every_graded
def test_released_notebooks_hold_no_solution(graded, name):
    notebook, places = COURSE[name]
    released = nbformat.read(graded[name] / "release" / name / f"{name}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in released.cells)
    assert "SOLUTION" not in text and "<summary>Solution" not in text
    for place in places:
        assert place.code not in text
        (stub,) = [c for c in released.cells if f"exercise-{place.id.replace('.', '-')}" in str(c.metadata)]
        assert stub.source.rstrip() == notebook.cells[place.stub].source


@every_graded
def test_scores(graded, name):
    """Full marks, none, none; and a deleted check is put back and graded."""
    with Gradebook(f"sqlite:///{graded[name] / 'gradebook.db'}", "deep-learning-for-medicine") as gradebook:
        found = {student: gradebook.find_submission(name, student) for student in STUDENTS}
        scores = {student: (submission.score, submission.max_score) for student, submission in found.items()}
        assert not any(submission.needs_manual_grade for submission in found.values())
    full = len(COURSE[name][1])
    assert scores == {"right": (full, full), "wrong": (0, full), "untouched": (0, full), "check_deleted": (full, full)}


@every_graded
def test_every_cell_of_a_right_submission_runs(graded, name):
    file = graded[name] / "autograded" / "right" / name / f"{name}.ipynb"
    for cell in nbformat.read(file, as_version=4).cells:
        assert not [o for o in cell.get("outputs", []) if o.output_type == "error"], cell.source


@pytest.mark.parametrize("name", COURSE)
def test_decks_stand_alone(built, name):
    page = (built / "slides" / f"{name}.html").read_text(encoding="utf-8")
    markup = re.sub(r"(?s)<script>.*?</script>", "", page)
    assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=\"(?!data:)", markup)
    assert not re.search(r"@import|url\([\"']?(?:https?:)?//", markup)
    assert page.count("Reveal.initialize") and page.count("<section") > 20
