"""`make teach`: build the teacher's half of the course from notebooks/*.ipynb into the folder build/, all or nothing.

MEASURE=1 also runs every notebook and times its cells.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat

from teach import slides, timing, versions
from teach.exercises import MalformedError, read_course

ROOT = Path(__file__).resolve().parents[1]
AROUND = ("helpers", "data/README.md", "requirements.txt", "environment.yml", "Makefile", "LICENSE")
CLASSWORK = ("gradebook.db", "submitted", "autograded", "feedback")


def build(root: Path = ROOT, measure: bool = False) -> Path:
    """Build `root`/build. Raises MalformedError, and leaves an older build as it was, when anything is wrong."""
    target = root / "build"
    _refuse_to_lose_work(target)
    course = read_course(root / "notebooks")
    readme = (root / "README.md").read_text(encoding="utf-8")
    work = Path(tempfile.mkdtemp(prefix=".build-", dir=root))
    new = work / "new"
    try:
        for version in ("student", "instructor"):
            copy_around(root, new / version, AROUND)
        (new / "student" / "README.md").write_text(_student_readme(readme), encoding="utf-8")
        for path, (notebook, places) in course.items():
            measured = timing.measure(path, notebook) if measure else None
            whole = timing.readme_minutes(readme, path.stem)
            assignment = new / "nbgrader" / "source" / path.stem
            copy_around(root, assignment, ("helpers", "data/README.md"))
            for folder, made in (
                (new / "student" / "notebooks", versions.student(notebook, places)),
                (new / "instructor" / "notebooks", versions.instructor(notebook, places, measured, whole)),
                (assignment, versions.nbgrader_source(notebook, places)),
            ):
                folder.mkdir(parents=True, exist_ok=True)
                nbformat.write(made, folder / path.name)
                for extra in path.parent.glob(f"{path.stem}*.csv"):  # what a notebook reads from its own folder
                    shutil.copy(extra, folder)
            deck = new / "slides" / f"{path.stem}.html"
            deck.parent.mkdir(exist_ok=True)
            deck.write_text(slides.deck(notebook), encoding="utf-8")
        shutil.copy(root / "teach" / "nbgrader_config.py", new / "nbgrader")
        if target.exists():
            target.rename(work / "old")
        new.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def copy_around(root: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Copy files and folders of the course that a notebook needs around it."""
    for name in names:
        source, goal = root / name, folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, goal, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, goal)


def _refuse_to_lose_work(target: Path) -> None:
    kept = [name for name in CLASSWORK if (target / "nbgrader" / name).exists()]
    if kept:
        lost = f"build/nbgrader holds a class's work ({', '.join(kept)}), which a new build would delete"
        raise MalformedError(f"{lost}. Move that folder out of build/ and grade there.")
    if target.exists() and any(target.iterdir()) and not (target / "nbgrader").exists():
        raise MalformedError("build/ was not made by `make teach`. Move it away, or delete it.")


def _student_readme(readme: str) -> str:
    note = "> The student's copy: the tests and the teacher's pages stayed behind, so only `make lab` works here."
    return re.sub(r"(?ms)^## For teachers\n.*?(?=^## )", "", readme).replace("\n\n", f"\n\n{note}\n\n", 1)


def refresh_page(root: Path = ROOT) -> None:
    """Write the table of costs into teach/README.md, between its two marks."""
    page, readme = root / "teach" / "README.md", (root / "README.md").read_text(encoding="utf-8")
    table, text = timing.cost_table(read_course(root / "notebooks"), readme), page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"(?s)(<!-- costs -->\n).*(\n<!-- end -->)", rf"\1{table}\2", text), encoding="utf-8")


if __name__ == "__main__":
    try:
        build(measure=os.environ.get("MEASURE", "0") not in ("", "0"))
    except MalformedError as error:
        sys.exit(f"Nothing was built.\n{error}")
    refresh_page()
    print("Built in build/: student, instructor, nbgrader, slides. Edit the notebooks, not the build.")
