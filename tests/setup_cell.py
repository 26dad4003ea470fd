import sys
from pathlib import Path

home = next((p for p in [Path.cwd(), *Path.cwd().parents] if (p / "helpers" / "course.py").exists()), None)
if home is None:
    raise ModuleNotFoundError(
        "The course's folder `helpers` is missing: get the whole course (see its README), not one file."
    )
if str(home) not in sys.path:
    sys.path.insert(0, str(home))
from helpers import course

budget = course.start()
