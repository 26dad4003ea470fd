"""The form every notebook keeps, so that a reader meets the same house in each room."""

import ast
import copy
import re
from html.parser import HTMLParser

import nbformat
import pytest

from helpers import course
from teach import colab
from tests.notebooks import NOTEBOOKS, ROOT, code_cells, read, tags

KNOWN_TAGS = {
    "setup",  # the set-up cell, the same in every notebook
    "exercise",  # an attempt: a stub that runs
    "recipe",  # a training recipe that `make bench` reads from the notebook
    "nbval-ignore-output",  # executed, but its output differs between machines or data
}
LOCAL_PATH = re.compile(r"(?<![\w./:<>-])/(?:[A-Za-z_.][\w.-]*/)+[\w.-]+|site-packages|ipykernel_\d|[A-Z]:\\Users")
WARNING = re.compile(r"(Future|Deprecation|User|Runtime)Warning")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


class Figures(HTMLParser):
    """Collects the images and the captions of an HTML output."""

    def __init__(self, markup: str):
        super().__init__()
        self.alts, self.captions, self._in_caption = [], [], False
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.alts.append((dict(attrs).get("alt") or "").strip())
        if tag == "figcaption":
            self._in_caption = True
            self.captions.append("")

    def handle_endtag(self, tag):
        if tag == "figcaption":
            self._in_caption = False

    def handle_data(self, data):
        if self._in_caption:
            self.captions[-1] += data.strip()


def test_there_are_notebooks():
    assert NOTEBOOKS, "no notebook was found: every test below would pass on nothing"


@every_notebook
def test_is_valid_and_was_run_in_order(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert [cell.execution_count for cell in code_cells(notebook)] == list(range(1, len(code_cells(notebook)) + 1))


@every_notebook
def test_outputs_hold_nothing_a_reader_should_not_meet(path):
    for number, cell in enumerate(code_cells(read(path)), 1):
        for output in cell.outputs:
            assert output.output_type != "error", f"code cell {number}: a traceback is stored"
            assert output.get("name") != "stderr", f"code cell {number}: stderr is stored: {output.text[:80]}"
            data = output.get("data", {})
            text = output.get("text", "") + data.get("text/plain", "")
            text += re.sub(r'src="data:[^"]*"', "", data.get("text/html", ""))
            assert not LOCAL_PATH.search(text), f"code cell {number}: a path: {LOCAL_PATH.search(text)[0]}"
            assert not WARNING.search(text), f"code cell {number}: a warning is stored"
            assert "\r" not in text, f"code cell {number}: a progress bar is stored"


@every_notebook
def test_every_figure_has_caption_and_alt_text(path):
    for number, cell in enumerate(code_cells(read(path)), 1):
        for output in cell.outputs:
            data = output.get("data", {})
            raw = {"image/png", "image/jpeg", "image/svg+xml"} & set(data)
            assert not raw, f"code cell {number}: a bare picture; hand the figure to plots.show"
            figures = Figures(data.get("text/html", ""))
            assert len(figures.alts) == len(figures.captions), f"code cell {number}: a picture without a caption"
            assert all(len(alt) > 20 for alt in figures.alts), (
                f"code cell {number}: the alternative text says too little"
            )
            assert all(figures.captions), f"code cell {number}: an empty caption"


@every_notebook
def test_the_setup_cell_is_the_same_everywhere(path):
    first, *others = code_cells(read(path))
    assert "setup" in tags(first), "the set-up cell comes first"
    assert not any("setup" in tags(cell) for cell in others)
    assert first.source == colab.setup_cell(course.REPOSITORY), "run `make colab`, or `make colab REPO=none`"


@every_notebook
def test_the_badge_leads_to_the_course(path):
    notebook = copy.deepcopy(read(path))
    colab.apply(notebook, path.name, course.REPOSITORY)
    assert notebook.cells[0].source == read(path).cells[0].source, "run `make colab`, or `make colab REPO=none`"


@every_notebook
def test_tags_are_known(path):
    for cell in read(path).cells:
        assert set(tags(cell)) <= KNOWN_TAGS


@every_notebook
def test_strict_comparison_is_the_rule(path):
    """A cell whose output is the same everywhere is compared; an ignored one must have an output to ignore."""
    for number, cell in enumerate(code_cells(read(path)), 1):
        if "nbval-ignore-output" in tags(cell):
            assert cell.outputs, f"code cell {number}: nothing to ignore: remove the tag"


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem.startswith("0")], ids=lambda p: p.stem)
def test_foundations_are_the_same_everywhere(path):
    """They need no downloaded data: most cells with an output must print the same on every machine.

    Four of five, or two of three in notebook 06, which trains and judges models throughout.
    """
    least = 0.65 if path.stem.startswith("06") else 0.8
    with_output = [cell for cell in code_cells(read(path)) if cell.outputs]
    strict = [cell for cell in with_output if "nbval-ignore-output" not in tags(cell)]
    assert len(strict) >= least * len(with_output), f"{len(strict)} of {len(with_output)} cells are compared"


def test_the_first_page_links_to_every_notebook_and_speaks_two_languages():
    first = next(path for path in NOTEBOOKS if path.stem.startswith("00"))
    text = "\n".join(cell.source for cell in read(first).cells if cell.cell_type == "markdown")
    for path in NOTEBOOKS:
        assert path == first or f"]({path.name})" in text, f"no link to {path.name}"
    terms = re.findall(r"(?m)^\| (.+) \| (.*[\u4e00-\u9fff].*) \| (.+) \|$", text)
    names = [english for english, *_ in terms if english != "English"]  # the tables' heads
    assert len(names) >= 60 and len(set(names)) == len(names)


@every_notebook
def test_size_and_length(path):
    assert path.stat().st_size <= 400_000, "more than 400 kB: make the figures lighter"
    lengths = [len(cell.source.splitlines()) for cell in code_cells(read(path))]
    assert max(lengths) <= 25, f"a code cell of {max(lengths)} lines"


@every_notebook
def test_the_stated_minutes_are_the_measured_ones(path):
    """README's map holds what `make full` measured; the notebook's first cell rounds it for the reader."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (measured,) = re.findall(rf"\(notebooks/{path.name}\).*\| ([\d.]+) \| [\d.]+ \|\n", readme)
    (stated,) = re.findall(r"about (\d+) minutes? on two CPU cores", read(path).cells[0].source)
    assert abs(float(measured) - int(stated)) <= 1


@every_notebook
def test_code_lives_in_code_cells(path):
    """Nothing runs a fenced block in Markdown; only folded solutions, which the exercise tests run, may hold one."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and "```" in cell.source:
            assert cell.source.lstrip().startswith("<details>"), cell.source[:60]


@every_notebook
def test_links_inside_the_course_are_alive(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            check_links(cell.source, path.parent)


@pytest.mark.parametrize("page", ["README.md", "data/README.md", "teach/README.md"])
def test_links_of_the_pages_are_alive(page):
    check_links((ROOT / page).read_text(encoding="utf-8"), (ROOT / page).parent)


def check_links(text, folder):
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            assert (folder / target.split("#")[0]).exists(), f"a dead link: {target}"


@every_notebook
def test_imports_stand_at_the_top(path):
    """One set-up cell, then one cell of imports: no import hides further down."""
    for number, cell in enumerate(code_cells(read(path))[2:], 3):
        hidden = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not hidden, f"code cell {number} imports"
