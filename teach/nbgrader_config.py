"""nbgrader's settings for this course. Run nbgrader's commands in this folder."""

import os

c = get_config()  # noqa: F821 - nbgrader provides it

# Grading needs no training and no downloads: the checks judge functions, so the notebooks run quick, on the stand-ins.
# A notebook that you open from a server started in this folder may run quick, too; its first line of output says so.
os.environ.setdefault("COURSE_QUICK", "1")
os.environ.setdefault("COURSE_OFFLINE", "1")

c.CourseDirectory.course_id = "deep-learning-for-medicine"
c.ClearSolutions.code_stub = {"python": ""}  # above each solution the course's own attempt cell is left
c.OverwriteCells.add_missing_cells = True  # a deleted check is put back, and graded
c.Execute.timeout = 600  # seconds a cell
