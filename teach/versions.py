"""Three versions of a notebook: the student's, the instructor's, and a source for nbgrader."""

import copy
import re

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from helpers.exercises import all_exercises
from teach.exercises import SOLUTION, Place
from teach.timing import MINUTES_AN_EXERCISE, Section, sections

POINTS = 1  # an exercise


def student(notebook: NotebookNode, places: list[Place]) -> NotebookNode:
    """Without the exercises' folded solutions; the answers to the quick questions stay."""
    made, solved = copy.deepcopy(notebook), {place.solution for place in places}
    for i in solved:
        made.cells[i].source = SOLUTION.sub("", made.cells[i].source).strip()
    made.cells = [cell for i, cell in enumerate(made.cells) if cell.source or i not in solved]
    return made


def instructor(notebook: NotebookNode, places: list[Place], measured: dict | None, whole: str | None) -> NotebookNode:
    """With open solutions, minutes under each heading, and after each exercise its misconceptions and their hints.

    `measured` comes from timing.measure, `whole` are the minutes of a full run as README states them.
    """
    made, known, parts = copy.deepcopy(notebook), all_exercises(), sections(notebook)
    costs = {part.title: _cost(part, measured) for part in parts}
    for cell in (cell for cell in made.cells if cell.cell_type == "markdown"):
        cell.source = cell.source.replace("<details>\n<summary>Solution", "<details open>\n<summary>Solution")
        cell.source = re.sub(r"(?m)^## (.+)$", lambda m: f"{m[0]}\n\n{costs.get(m[1].strip(), '')}", cell.source)
    total = Section("", sum(part.reading for part in parts), sum(part.exercises for part in parts))
    computing = f"computing {whole} min in a full run" if whole else "computing not measured"
    seconds = "" if measured else "; for seconds a section: `make teach MEASURE=1`"
    made.cells[0].source += f"\n\n{_cost(total, None)} · {computing}{seconds}. The rule stands in `teach/timing.py`."
    for place in reversed(places):
        rows = [f"**Teacher · Exercise {place.id}: what else is handed in, and the hint the check gives**\n"]
        rows += ["| mistake | hint |", "|---|---|"]
        rows += [f"| {_escaped(m.name)} | {_escaped(m.hint)} |" for m in known[place.id].misconceptions]
        cell = new_markdown_cell("\n".join(rows), id=f"teacher-{place.id.replace('.', '-')}")
        made.cells.insert(place.solution + 1, cell)
    return made


def _escaped(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def _cost(part: Section, measured: dict | None) -> str:
    text = f"> **Teacher** · reading {max(1, round(part.reading))} min · lecture {max(1, round(part.lecture))} min"
    if part.exercises:
        text += f" · {part.exercises} exercise{'s' * (part.exercises > 1)}, {part.exercises * MINUTES_AN_EXERCISE} min"
    if measured and part.cells:
        text += f" · computing {sum(measured['seconds'].get(i, 0) for i in part.cells):.0f} s ({measured['run']} run)"
    return text


def nbgrader_source(notebook: NotebookNode, places: list[Place]) -> NotebookNode:
    """Each exercise as a solution cell and a locked test cell, which fails unless the course's own check says right."""
    made = copy.deepcopy(notebook)
    for place in places:
        stub, test, slug = made.cells[place.stub], made.cells[place.check], place.id.replace(".", "-")
        # Without the region, which is what students get, the course's own attempt cell is left.
        stub.source += f"\n### BEGIN SOLUTION\n{place.code}\n### END SOLUTION"
        stub.metadata["nbgrader"] = _metadata(f"exercise-{slug}", solution=True)
        test.source = (
            f'from helpers.exercises import check\n\nfeedback = check("{place.id}", {place.name})\n'
            'display(feedback)\nassert feedback.status == "right", feedback.message'
        )
        test.metadata["tags"] = ["raises-exception"]  # "Run all" goes on below an exercise that is still open
        test.metadata["nbgrader"] = _metadata(f"check-{slug}", grade=True, points=POINTS)
    for cell in made.cells:
        if "plots.gallery(" in cell.source:  # it looks into the other notebooks, and an assignment holds one
            cell.source = "print('The pictures stand in this notebook in the course itself.')"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cell.source = re.sub(r"\]\(((\d\d_\w+)\.ipynb)\)", r"](../\2/\1)", cell.source)
        cell.source = cell.source.replace("](../data/", "](data/")
    return student(made, places)


def _metadata(grade_id: str, solution: bool = False, grade: bool = False, **points: int) -> dict:
    kind = {"grade": grade, "solution": solution, "locked": grade, "task": False}
    return {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", **kind, **points}
