"""How the notebooks run as tests: quick, offline, on the stand-ins, whatever this machine holds.

Readers run cells again. So every cell runs twice in a row, and both times prints what is stored.
"""

import copy
import os
import tempfile

import pytest

_no_data = tempfile.TemporaryDirectory(prefix="course-no-data-")
os.environ.update(COURSE_QUICK="1", COURSE_OFFLINE="1", COURSE_DATA=_no_data.name)


def pytest_collectstart(collector):
    """Compare every kind of output but the drawn ones and the noise of a kernel's standard error."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("stderr", "image/svg+xml", "application/pdf")


def pytest_itemcollected(item):
    """Give a busy machine time between a cell's messages; nbval's own limit is 5 s."""
    if hasattr(item, "output_timeout"):
        item.output_timeout = 60


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Run a notebook's cell, and then once more, in the same kernel."""
    if not hasattr(item, "cell"):
        return (yield)
    stored = copy.deepcopy(item.cell)  # nbval joins the pieces of a stored text in place, each time anew
    result = yield
    item.cell = stored
    item.runtest()
    return result
