"""Finds the exercises of the notebooks, and says what is wrong with one that is not whole."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.exercises import all_exercises
from teach.colab import BADGE

SOLUTION = re.compile(r"<details>\s*<summary>Solution</summary>.*?```python\n(.*?)```.*?</details>", re.DOTALL)
Course = dict[Path, tuple[NotebookNode, list["Place"]]]


@dataclass(frozen=True)
class Place:
    """Where an exercise stands in its notebook: indices of its cells, the name it asks for, its solution's code."""

    id: str
    name: str
    stub: int
    check: int
    solution: int
    code: str


class MalformedError(Exception):
    """One line for each thing to mend: notebook, cell, what is wrong, what to do."""


def tags(cell: NotebookNode) -> list[str]:
    """A cell's tags."""
    return cell.metadata.get("tags", [])


def read_course(folder: Path) -> Course:
    """Every numbered notebook in `folder` with its exercises. Raises MalformedError with all that is wrong."""
    course, wrong, seen = {}, [], {}
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        try:
            notebook = nbformat.read(path, as_version=4)
        except Exception as error:
            wrong.append(f"{path.name}: this is no readable notebook ({type(error).__name__}). Restore the file.")
            continue
        for cell in notebook.cells[:1]:
            cell.source = BADGE.sub("", cell.source)  # it leads to the public course, solutions and all
        places, errors = find(notebook)
        for place in places:
            if place.id in seen:
                first = f"exercise {place.id} already stands in {seen[place.id]}"
                errors.append((place.check, f"{first}. Give this one an id of its own, here and in helpers/exercises."))
            seen.setdefault(place.id, f"{path.name}, cell {place.check + 1}")
        wrong += [f"{path.name}, cell {i + 1} of {len(notebook.cells)}: {text}" for i, text in sorted(errors)]
        course[path] = notebook, places
    if wrong or not course:
        raise MalformedError("\n".join(wrong) or f"{folder.name}: no notebook was found. Run this in the whole course.")
    return course


def find(notebook: NotebookNode) -> tuple[list[Place], list[tuple[int, str]]]:
    """The exercises of a notebook, and (cell index, what is wrong and what to do) for those that are not whole."""
    cells, places, errors, judged, known = notebook.cells, [], [], set(), all_exercises()
    code = [i for i, cell in enumerate(cells) if cell.cell_type == "code"]
    for i in (i for i in code if "exercise" in tags(cells[i])):
        if "# your code here" not in cells[i].source:
            errors.append((i, "the attempt lacks the words `# your code here`. Put them behind the `...`."))
        check, after = ([j for j in code if j > i] + [len(cells)] * 2)[:2]
        number, name = (_check(cells[check].source) if check < len(cells) else None) or (None, None)
        judged.add(check)
        found = [(j, hit) for j in range(check + 1, after) if (hit := SOLUTION.search(cells[j].source))]
        if number is None:
            errors.append((i, 'no check follows this attempt. Let the next code cell be `check("6.1", its_name)`.'))
        elif number not in known:
            errors.append((check, f"there is no exercise {number!r} in helpers/exercises. Correct the id, or add it."))
        elif not found:
            form = "`<details>`, `<summary>Solution</summary>`, the code between ```python and ```, `</details>`"
            errors.append((check, f"no folded solution before the next code cell. Add a Markdown cell with {form}."))
        elif problem := _problem(found[0][1][1], name):
            errors.append((found[0][0], f"the solution of exercise {number} {problem}"))
        else:
            places.append(Place(number, name, i, check, found[0][0], found[0][1][1].strip()))
    for j in code:
        if j not in judged and _check(cells[j].source):
            errors.append((j, "this check has no attempt right before it. Tag the attempt's cell `exercise`."))
    return places, errors


def _check(source: str) -> tuple[str, str] | None:
    """Id and name of a cell that is nothing but `check("6.1", name)`; a check inside other code only demonstrates."""
    try:
        call = ast.parse(source, mode="eval").body
        return (str(call.args[0].value), call.args[1].id) if call.func.id == "check" else None
    except (SyntaxError, AttributeError, IndexError):
        return None


def _problem(code: str, name: str) -> str:
    try:
        nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef | ast.Assign)]
    except SyntaxError as error:
        return f"is no Python (line {error.lineno}: {error.msg}). Correct it."
    defined = {n for node in nodes for n in ([node.name] if hasattr(node, "name") else map(ast.unparse, node.targets))}
    return "" if name in defined else f"does not define `{name}`, which the check asks for. Use that name."
