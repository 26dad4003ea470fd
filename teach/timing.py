"""Minutes: reading and lecture by a stated rule from what stands in the notebook, computing only as measured.

The rule's numbers bring reading and exercises near the study times that the notebooks' first cells state. They are
a plan for an average student: change them here.
"""

import copy
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode

from teach.exercises import Course, tags

WORDS_A_MINUTE = 90  # careful reading, with the formulas followed
SECONDS_A_CODE_LINE = 8
MINUTES_A_FIGURE = 1.5
MINUTES_A_FORMULA = 1.0  # one that stands on a line of its own
MINUTES_AN_EXERCISE = 8
LECTURE_SHARE = 0.4  # of the reading: a lecture shows what the reader works through; the exercises stay with the class


@dataclass
class Section:
    """What stands under one `##` heading: minutes, and the indices of its code cells."""

    title: str
    reading: float = 0.0  # without the exercises
    exercises: int = 0
    cells: list[int] = field(default_factory=list)

    @property
    def lecture(self) -> float:
        """Minutes of lecture."""
        return self.reading * LECTURE_SHARE


def sections(notebook: NotebookNode) -> list[Section]:
    """The notebook's sections, in order; the first is what stands before any `##`."""
    found = [Section("")]
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            found[-1].cells.append(i)
            found[-1].exercises += "exercise" in tags(cell)
            if not {"setup", "exercise"} & set(tags(cell)):
                lines = sum(bool(line.strip()) for line in cell.source.splitlines())
                found[-1].reading += lines * SECONDS_A_CODE_LINE / 60
                found[-1].reading += cell.source.count("plots.show(") * MINUTES_A_FIGURE
        elif cell.cell_type == "markdown":
            text = re.sub(r"(?s)<details>.*?</details>", "", cell.source).split("**References**")[0]
            for part in re.split(r"(?m)^(?=## )", text):
                if part.startswith("## "):
                    found.append(Section(part.splitlines()[0][3:].strip()))
                found[-1].reading += len(re.findall(r"[^\s|]+", part)) / WORDS_A_MINUTE
                found[-1].reading += part.count("$$") // 2 * MINUTES_A_FORMULA
    return found


def readme_minutes(readme: str, stem: str) -> str | None:
    """Measured computing minutes of a full run, as README's map states them; None where it has no such row."""
    row = re.search(rf"\(notebooks/{stem}\.ipynb\).*\| ([\d.]+) \| [\d.]+ \|", readme)
    return row and row[1]


def cost_table(course: Course, readme: str) -> str:
    """A Markdown table: what each notebook costs, reading and lecture rounded to five minutes."""
    rows = ["| notebook | lecture | reading | exercises | computing |", "|---|---|---|---|---|"]
    for path, (notebook, places) in course.items():
        lecture, reading = (
            5 * round(sum(getattr(s, k) for s in sections(notebook)) / 5) for k in ("lecture", "reading")
        )
        tasks, computing = f"{len(places)} × {MINUTES_AN_EXERCISE}", readme_minutes(readme, path.stem) or "not measured"
        link = f"[{path.stem[:2]}](../notebooks/{path.name})"
        rows.append(f"| {link} | {lecture} | {reading} | {tasks} | {computing} |")
    return "\n".join(rows)


def measure(path: Path, notebook: NotebookNode) -> dict:
    """Run a copy of the notebook here, quick if COURSE_QUICK=1; returns which run it was, and seconds by cell index."""
    began, seconds = {}, {}
    NotebookClient(
        copy.deepcopy(notebook),
        timeout=3600,
        kernel_name="python3",
        resources={"metadata": {"path": path.parent}},
        on_cell_execute=lambda cell, cell_index: began.update({cell_index: time.perf_counter()}),
        on_cell_executed=lambda cell, cell_index, execute_reply: seconds.update(
            {cell_index: time.perf_counter() - began[cell_index]}
        ),
    ).execute()
    return {"run": "quick" if os.environ.get("COURSE_QUICK") == "1" else "full", "seconds": seconds}
