"""One deck a notebook, in one HTML file that needs no network: nbconvert's reveal.js template, and MathJax."""

import base64
import copy
import html
import io
import math
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from nbconvert import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from PIL import Image

HEIGHT = 640  # of a slide's 720 pixels; heights below are those of slides/deck.css
# What stays whole: folded text, fenced code, a formula, and a paragraph, list or table (no blank line inside)
BLOCK = re.compile(r"<details>.*?</details>|```.*?```|\$\$.*?\$\$[^\n]*|(?:(?!<details>)\S[^\n]*\n?)+", re.DOTALL)


@cache
def _library(package: str, name: str) -> str:
    """A text file out of an installed wheel (requirements-teacher.txt pins it)."""
    return Path(distribution(package).locate_file(name)).read_text(encoding="utf-8")


def deck(notebook: NotebookNode) -> str:
    """The notebook as one HTML page of slides; figures are the outputs stored in the notebook."""
    reveal = "sphinx_revealjs/_static/revealjs/dist"
    theme = _library("sphinx-revealjs", f"{reveal}/theme/white.css")
    title = re.search(r"(?m)^# (.+)$", notebook.cells[0].source)
    resources = {
        "title": title[1] if title else "Slides",
        "reveal_js": _library("sphinx-revealjs", f"{reveal}/reveal.js"),
        "reveal_css": _library("sphinx-revealjs", f"{reveal}/reveal.css"),
        "theme_css": re.sub(r"@import[^;]*;", "", theme),  # a font from outside
        "mathjax_js": _library("sphinx-mathjax-offline", "sphinx-mathjax-offline/static/mathjax/tex-svg-full.js"),
    }
    exporter = SlidesExporter(extra_template_basedirs=[str(Path(__file__).parent)], template_name="slides")
    page, _ = exporter.from_notebook_node(paged(notebook), {"deck": resources})
    page = re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', page)
    return page.replace('href="../data/', 'href="../student/data/')


def paged(notebook: NotebookNode) -> NotebookNode:
    """A copy cut into cells that fit on slides; a slide starts at # and ##, one below it at ### and when full."""
    made, room, where = copy.deepcopy(notebook), 0.0, ""
    made.cells = []
    for cell, height in _blocks(notebook):
        heading = re.match(r"(#{1,3}) (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading and len(heading[1]) < 3:
            kind, where = "slide", heading[2]
        else:
            exercise = cell.source.startswith("**Exercise")
            kind = "subslide" if heading or exercise or height > room else "-"
        if kind == "subslide" and not heading:
            note = f'<div class="where">{html.escape(where)}</div>'
            made.cells.append(new_markdown_cell(note, metadata={"slideshow": {"slide_type": kind}}))
            kind, room = "-", HEIGHT - 30.0
        elif kind != "-":
            room = HEIGHT
        cell.metadata["slideshow"] = {"slide_type": kind}
        made.cells.append(cell)
        room -= height
    for i, cell in enumerate(made.cells):
        cell["id"] = f"slide-{i}"  # the same in every build
    return made


def _blocks(notebook: NotebookNode) -> list[tuple[NotebookNode, float]]:
    """Cells that hold one block each, with their heights in pixels."""
    blocks = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for text in BLOCK.findall(cell.source):
                blocks += [(new_markdown_cell(part), _text_height(part)) for part in _parts(text.strip())]
        elif cell.cell_type == "code":
            blocks.append((new_code_cell(cell.source), 22 * len(cell.source.splitlines()) + 30))
            for output in cell.outputs:
                shown = new_code_cell(outputs=[copy.deepcopy(output)], metadata={"transient": {"remove_source": True}})
                blocks.append((shown, _output_height(output)))
    return blocks


def _parts(text: str) -> list[str]:
    """A heading apart from the text below it; a long list or table cut between its items or rows."""
    heading = re.match(r"(#{1,4} [^\n]+)\n+(.+)", text, re.DOTALL)
    if heading:
        return [heading[1], *_parts(heading[2])]
    if not re.match(r"- |\d+\. |\|", text) or _text_height(text) <= HEIGHT - 60:
        return [text]
    items = re.split(r"\n(?=- |\d+\. |\|)", text)
    head, parts = "\n".join(items[:2]) if text.startswith("|") else "", []  # a table's head stands above each part
    for item in items[2 if head else 0 :]:
        if not parts or _text_height(f"{parts[-1]}\n{item}") > HEIGHT - 60:
            parts.append(head)
        parts[-1] = f"{parts[-1]}\n{item}".strip()
    return parts


def _text_height(text: str) -> float:
    if text.startswith("<details>"):  # a solution needs room, because it will be opened
        if "Solution</summary>" in text:
            return sum(28 * math.ceil(len(line) / 100) for line in text.splitlines()) - 60
        return 44 + 31 * (len(text[:150]) // 110)
    if text.startswith("$$"):
        return 60 + 38 * text.count(r"\\") + 40 * ("frac" in text)
    if text.startswith("#"):
        return 60
    shown = re.sub(r"\]\([^)]*\)|\$[^$]*\$", lambda m: m[0][: len(m[0]) // 3], text)  # links and formulas show less
    width = 75 if text.startswith(("|", ">")) else 100  # characters a line
    return 14 + sum(31 * math.ceil(len(line) / width) for line in shown.splitlines())


def _output_height(output: NotebookNode) -> float:
    data = output.get("data", {})
    page = data.get("text/html", "")
    picture = re.search(r"data:image/\w+;base64,([A-Za-z0-9+/=\s]+)", page)
    if picture:
        width, height = Image.open(io.BytesIO(base64.b64decode(picture[1]))).size
        return 1.3 * min(400, height * min(1, 950 / width)) + 70
    text = output.get("text") or data.get("text/plain", "")
    if page and "<tr" not in page:  # a check's answer, in full sentences
        return 30 + 31 * math.ceil(len(text) / 75)
    return 50 + 32 * page.count("<tr") if page else 16 + 21 * len(text.splitlines())
