"""`make test-browser`: what a reader meets. JupyterLab in a headless Chromium opens three notebooks and runs all cells.

Not part of `make test`: it needs requirements-browser.txt and the system's Chromium.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import types
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

from teach import colab
from tests.notebooks import ROOT, code_cells

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Formulas, sliders, a lab; each with its COURSE_QUICK: sliders come only in a full run, which is short there.
LABS = {"03_forward_and_backward": "1", "05_optimizers": "0", "12_rnn_ecg": "1"}
DONE = """count => {
    const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map(p => p.textContent);
    const failed = document.querySelector("[data-mime-type='application/vnd.jupyter.error']");
    return failed || prompts.length == count && prompts.every(text => /\\[\\d+\\]/.test(text));
}"""
PROSE = """() => [...document.querySelectorAll(".jp-RenderedMarkdown")].map(page => {
    const copy = page.cloneNode(true);
    copy.querySelectorAll("code, mjx-container").forEach(part => part.remove());
    return copy.textContent;
}).join("\\n")"""


@pytest.fixture(scope="module", params=LABS)
def lab(request, tmp_path_factory):
    """A notebook of the course, its outputs taken away, open in the browser after all its cells ran."""
    if CHROMIUM is None:
        pytest.exit("Install Chromium first, such as with `apt-get install chromium`: none was found.", 1)
    home = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "helpers", home / "helpers")
    (home / "notebooks").mkdir()
    name = f"{request.param}.ipynb"
    # Without the badge: it is a picture from the web, and the only thing that may be.
    notebook = colab.apply(nbformat.read(ROOT / "notebooks" / name, as_version=4), name, "")
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, home / "notebooks" / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, site = secrets.token_hex(), f"http://127.0.0.1:{port}"
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')  # every cell is in the page
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COURSE_", "PYTEST", "JUPYTER"))}
    environment |= {"COURSE_OFFLINE": "1", "COURSE_QUICK": LABS[request.param], "IPYTHONDIR": str(home / "ipython")}
    environment |= {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTER_TOKEN": token}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", "--allow-root"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={home}"]
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(240):
            try:
                urlopen(f"{site}/api?token={token}").close()
                break
            except OSError:
                time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM)
            page = browser.new_page(viewport={"width": 1300, "height": 1000})
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            page.on("websocket", lambda socket: asked.append(socket.url.replace("ws:", "http:", 1)))
            page.goto(f"{site}/lab/tree/notebooks/{name}?token={token}")
            page.locator(".jp-CodeCell").first.wait_for(timeout=120_000)
            page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            page.wait_for_function(DONE, arg=len(code_cells(notebook)), timeout=600_000)
            yield types.SimpleNamespace(page=page, notebook=notebook, asked=asked, site=site, name=request.param)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def test_every_cell_ran_without_an_error(lab):
    shown = lab.page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type*='stderr']")
    assert shown.all_inner_texts() == []
    assert "quick run" in lab.page.inner_text(".jp-Notebook") or lab.name.startswith("05")


def test_maths_is_drawn(lab):
    assert lab.page.locator(".jp-RenderedMarkdown mjx-container").count() > 20
    assert lab.page.locator("mjx-merror, mjx-container [style*='color: red']").count() == 0  # red: an unknown command
    prose = lab.page.evaluate(PROSE)
    assert "$" not in prose and "Math input error" not in prose


def test_solutions_are_folded_and_open(lab):
    folds = lab.page.locator(".jp-RenderedMarkdown details")
    written = sum(cell.source.count("<details>") for cell in lab.notebook.cells if cell.cell_type == "markdown")
    assert folds.count() == written > 5
    for fold in folds.all():
        inside = fold.locator(":scope > :not(summary)").first
        expect(inside).not_to_be_visible()
        fold.locator("summary").click()
        expect(inside).to_be_visible()


def test_every_picture_in_the_page_has_an_alternative_text(lab):
    pictures = lab.page.locator(".jp-OutputArea-output img")
    facts = pictures.evaluate_all("all => all.map(i => [i.alt.trim(), i.naturalWidth])")
    assert len(facts) > 3
    assert all(len(alt) > 20 and width for alt, width in facts), facts  # JupyterLab itself puts "Image" where none is


def test_a_slider_changes_its_figure(lab):
    if lab.name != "05_optimizers":
        pytest.skip("no slider here")
    cell = lab.page.locator(".jp-CodeCell").filter(has_text="widgets.FloatSlider(")
    picture, handle = cell.locator(".jp-Cell-outputArea img"), cell.locator(".noUi-handle").first
    before = picture.get_attribute("src")
    handle.focus()
    handle.press("ArrowRight")
    expect(cell.locator(".widget-readout").first).to_have_text("0.055")
    expect(picture).not_to_have_attribute("src", before, timeout=30_000)
    assert picture.count() == 1


def test_no_request_leaves_the_machine(lab):
    """Last in this file, after all that the tests above did."""
    away = [url for url in lab.asked if not url.startswith((lab.site + "/", "data:", "blob:"))]
    assert len(lab.asked) > 20 and away == []
