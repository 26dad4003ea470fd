"""The teacher's half, as far as it needs no nbgrader (tests/grading.py has that): exercises read, versions made."""

import copy
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.exercises import all_exercises
from teach import build, slides, timing, versions
from teach.exercises import MalformedError, find, read_course
from tests.notebooks import NOTEBOOKS, ROOT, read
from tests.test_notebooks import check_links

COURSE = read_course(ROOT / "notebooks")
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def text_of(notebook):
    return "\n".join(cell.source for cell in notebook.cells)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A small course of notebooks 00 and 06, whose slides are left out: they need requirements-teacher.txt."""
    monkeypatch.setattr(slides, "deck", lambda notebook: "a deck")
    build.copy_around(ROOT, tmp_path, (*build.AROUND, "README.md", "teach"))
    (tmp_path / "notebooks").mkdir()
    for path in NOTEBOOKS:
        if path.stem[:2] in ("00", "06"):
            shutil.copy(path, tmp_path / "notebooks")
    return tmp_path


# Exercises as they are written ------------------------------------------------------------


@every_notebook
def test_every_exercise_is_found(path):
    _, places = COURSE[path]
    assert len(places) == sum("exercise" in cell.metadata.get("tags", []) for cell in read(path).cells)


def stub(cells):
    return next(cell for cell in cells if "exercise" in cell.metadata.get("tags", []))


def check(cells):
    return cells[cells.index(stub(cells)) + 1]


def solution(cells):
    return next(cell for cell in cells if "<summary>Solution" in cell.source)


MALFORMED = {
    "mark": (
        lambda cells: stub(cells).update(source="def a(x):\n    return ..."),
        "lacks the words `# your code here`",
    ),
    "no check": (lambda cells: cells.remove(check(cells)), "no check follows this attempt"),
    "no attempt": (lambda cells: stub(cells).metadata.update(tags=[]), "no attempt right before it"),
    "no solution": (lambda cells: cells.remove(solution(cells)), "no folded solution before the next code cell"),
    "unfolded": (lambda cells: solution(cells).update(source="```python\na = 1\n```"), "no folded solution"),
    "other name": (
        lambda cells: solution(cells).update(source=solution(cells).source.replace("def ", "def other_")),
        "does not define `.*`, which the check asks for. Use that name",
    ),
    "no Python": (
        lambda cells: solution(cells).update(source=solution(cells).source.replace("):", ")")),
        r"is no Python \(line 1: .*\). Correct it",
    ),
    "unknown id": (lambda cells: check(cells).update(source='check("6.99", scaled_validation)'), "no exercise '6.99'"),
    "id twice": (
        lambda cells: check(cells).update(source=check(cells).source.replace('"6.1"', '"6.2"')),
        r"exercise 6.2 already stands in 06_training_workflow.ipynb, cell \d+. Give this one an id of its own",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_exercise_is_named_and_nothing_is_built(root, name):
    spoil, words = MALFORMED[name]
    build.build(root)
    before = sorted(root.rglob("*"))
    path = root / "notebooks" / "06_training_workflow.ipynb"
    notebook = nbformat.read(path, as_version=4)
    spoil(notebook.cells)
    nbformat.write(notebook, path)
    with pytest.raises(MalformedError, match=rf"(?m)^06_training_workflow.ipynb, cell \d+ of \d+: .*{words}"):
        build.build(root)
    assert sorted(root.rglob("*")) == before


def test_what_is_no_notebook_is_named(root):
    (root / "notebooks" / "07_half.ipynb").write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(MalformedError, match=r"07_half\.ipynb: this is no readable notebook"):
        build.build(root)
    for path in (root / "notebooks").iterdir():
        path.unlink()
    with pytest.raises(MalformedError, match="no notebook was found"):
        build.build(root)
    assert not (root / "build").exists()


def test_all_that_is_wrong_is_said_at_once():
    cells = [new_code_cell("x = ...", metadata={"tags": ["exercise"]}), new_markdown_cell("text")]
    _, errors = find(nbformat.v4.new_notebook(cells=cells))
    assert [index for index, _ in errors] == [0, 0]


def test_a_failure_on_the_way_leaves_the_older_build(root, monkeypatch):
    made = build.build(root)
    before = sorted(root.rglob("*"))

    def fails(notebook):
        raise OSError("disk full")

    monkeypatch.setattr(slides, "deck", fails)
    with pytest.raises(OSError, match="disk full"):
        build.build(root)
    assert made.exists() and sorted(root.rglob("*")) == before


@pytest.mark.parametrize("kept", ["gradebook.db", "submitted"])
def test_work_of_a_class_is_never_deleted(root, kept):
    (build.build(root) / "nbgrader" / kept).mkdir()
    with pytest.raises(MalformedError, match=f"a class's work .{kept}.*Move that folder"):
        build.build(root)
    assert (root / "build" / "nbgrader" / kept).exists()


def test_another_programs_build_folder_is_left_alone(root):
    (root / "build").mkdir()
    (root / "build" / "mine").touch()
    with pytest.raises(MalformedError, match="not made by `make teach`"):
        build.build(root)


# The versions ------------------------------------------------------------


def test_the_built_folders_are_whole(root):
    made = build.build(root)
    assert {path.name for path in made.iterdir()} == {"student", "instructor", "nbgrader", "slides"}
    for version in ("student", "instructor"):
        assert (made / version / "helpers" / "course.py").exists() and (made / version / "requirements.txt").exists()
        assert not list((made / version).rglob("__pycache__"))
    check_links((made / "student" / "README.md").read_text(encoding="utf-8").split("## The map")[0], made / "student")
    assert "For teachers" not in (made / "student" / "README.md").read_text(encoding="utf-8")
    (assignment,) = (made / "nbgrader" / "source").glob("06*")
    assert (assignment / "helpers" / "course.py").exists() and (assignment / "data" / "README.md").exists()


@every_notebook
def test_students_get_no_solution_but_every_answer(path):
    notebook, places = COURSE[path]
    made = versions.student(notebook, places)
    nbformat.validate(made)
    assert "<summary>Solution" not in text_of(made)
    assert text_of(made).count("<details>") == text_of(notebook).count("<details>") - len(places)
    assert [c for c in made.cells if c.cell_type == "code"] == [c for c in notebook.cells if c.cell_type == "code"]


@every_notebook
def test_instructors_see_solutions_minutes_and_every_hint(path):
    notebook, places = COURSE[path]
    made = versions.instructor(notebook, places, None, "0.3")
    nbformat.validate(made)
    text = text_of(made)
    assert text.count("<details open>") == len(places)
    assert text.count("> **Teacher** · reading") == len(timing.sections(notebook))
    assert "computing 0.3 min in a full run" in text and "MEASURE=1" in text
    for place in places:
        for misconception in all_exercises()[place.id].misconceptions:
            assert misconception.hint.replace("|", r"\|").replace("\n", " ") in text


def test_measured_seconds_are_added_up_by_section():
    notebook = nbformat.v4.new_notebook(
        cells=[
            new_markdown_cell("# T"),
            new_code_cell("1"),
            new_markdown_cell("## A\n\nx\n\n## AB"),
            new_code_cell("2"),
        ]
    )
    notebook.cells.append(new_code_cell("3"))
    made = versions.instructor(notebook, [], {"run": "quick", "seconds": {1: 9, 3: 2, 4: 0.6}}, None)
    assert "## A\n\n> **Teacher** · reading 1 min · lecture 1 min\n" in made.cells[2].source
    assert "## AB\n\n> **Teacher** · reading 1 min · lecture 1 min · computing 3 s (quick run)" in made.cells[2].source
    assert "computing not measured" in made.cells[0].source


@every_notebook
def test_nbgrader_gets_a_solution_cell_and_a_locked_test_for_each_exercise(path):
    notebook, places = COURSE[path]
    made = versions.nbgrader_source(copy.deepcopy(notebook), places)
    nbformat.validate(made)
    marked = [cell for cell in made.cells if "nbgrader" in cell.metadata]
    assert len(marked) == 2 * len(places)
    for place, attempt, test in zip(places, marked[::2], marked[1::2], strict=True):
        assert attempt.source.startswith(notebook.cells[place.stub].source + "\n### BEGIN SOLUTION\n" + place.code)
        assert attempt.metadata.nbgrader.solution and not attempt.metadata.nbgrader.locked
        assert test.metadata.nbgrader.grade and test.metadata.nbgrader.locked and test.metadata.nbgrader.points > 0
        assert f'check("{place.id}", {place.name})' in test.source and 'status == "right"' in test.source
    for target in re.findall(r"\]\(([^)\s:]+\.(?:ipynb|md))\)", text_of(made)):
        assert target == "data/README.md" or re.fullmatch(r"\.\./(\d\d_\w+)/\1\.ipynb", target)


# Slides and minutes ------------------------------------------------------------


@every_notebook
def test_slides_lose_nothing(path):
    notebook, _ = COURSE[path]
    made = [c for c in slides.paged(notebook).cells if not c.source.startswith('<div class="where">')]
    lines = [{line.strip() for c in cells for line in c.source.splitlines()} - {""} for cells in (notebook.cells, made)]
    assert lines[0] == lines[1]
    outputs = [len(c.get("outputs", [])) for c in notebook.cells]
    assert sum(len(c.get("outputs", [])) for c in made) == sum(outputs)
    kinds = [c.metadata.slideshow.slide_type for c in made]
    assert kinds[0] == "slide" and kinds.count("slide") == len(timing.sections(notebook))


def test_the_page_states_the_minutes_of_the_rule():
    """Small edits of a notebook may pass; `make teach` brings the table up to date."""
    page = (ROOT / "teach" / "README.md").read_text(encoding="utf-8")
    table = timing.cost_table(COURSE, (ROOT / "README.md").read_text(encoding="utf-8"))
    for line in table.splitlines()[2:]:
        name, *minutes = line.strip("| ").split(" | ")
        rows = [row for row in page.splitlines() if row.startswith(f"| {name} |")]
        assert len(rows) == 1, f"{name}: run `make teach`"
        stated = rows[0].strip("| ").split(" | ")[1:]
        for now, then in zip(minutes[:2], stated[:2], strict=True):
            assert abs(int(now) - int(then)) <= max(10, int(now) / 10), f"{name}: run `make teach`"
        assert minutes[2] == stated[2], f"{name}: run `make teach`"
        computing = [-1.0 if text == "not measured" else float(text) for text in (minutes[3], stated[3])]
        assert abs(computing[0] - computing[1]) < 1, f"{name}: run `make teach`"


def test_the_plans_name_what_exists():
    page = (ROOT / "teach" / "README.md").read_text(encoding="utf-8")
    plans = page.split("## Plans")[1].split("\n## ")[0]
    ids = re.findall(r"\b\d+\.\d+\b", plans)
    assert len(ids) > 40 and set(ids) <= set(all_exercises())
    headings = re.findall(r"(?m)^##+ (.+)$", "\n".join(text_of(notebook) for notebook, _ in COURSE.values()))
    for name in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", plans):
        assert any(heading.startswith(name) for heading in headings), name
