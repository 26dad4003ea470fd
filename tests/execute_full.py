"""`make full`: run every notebook in full on the real data, store its outputs, and refresh README's table of times.

Name notebooks to run only those: ``python -m tests.execute_full 10``.
"""

import os
import re
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from tests.notebooks import NOTEBOOKS, ROOT, code_cells

README = ROOT / "README.md"


class PeakMemory(threading.Thread):
    """Samples the resident memory of this process' children (the kernel) until stopped; ``peak`` is in bytes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak, self._done = 0, threading.Event()

    def run(self):
        while not self._done.wait(0.2):
            total = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    total += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total)

    def stop(self) -> int:
        self._done.set()
        self.join()
        return self.peak


def execute(path: Path) -> tuple[float, int]:
    """Execute one notebook in place; it is written only when every cell ran. Returns seconds and peak bytes."""
    notebook = nbformat.read(path, as_version=4)
    memory = PeakMemory()
    memory.start()
    began = time.perf_counter()
    try:
        client = NotebookClient(
            notebook,
            timeout=3600,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": path.parent}},
        )
        client.execute()
    finally:
        peak = memory.stop()
    printed = "".join(output.get("text", "") for cell in code_cells(notebook) for output in cell.outputs)
    if "stand-in data" in printed:
        sys.exit(f"{path.stem} ran on a stand-in; nothing was stored. Go online, or set COURSE_DATA to the real data.")
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    partial = path.with_suffix(".partial")
    nbformat.write(notebook, partial)
    partial.replace(path)
    return time.perf_counter() - began, peak


def refresh_times(rows: dict[str, tuple[float, int]]) -> None:
    """Write minutes and memory of each notebook into README's map (its rows hold a link to the notebook)."""
    text = README.read_text(encoding="utf-8")
    for name, (seconds, peak) in rows.items():
        measured = f"| {seconds / 60:.1f} | {peak / 2**30:.1f} |"
        text, found = re.subn(
            rf"(?m)^(\|.*\(notebooks/{name}\.ipynb\).*)\| [^|]* \| [^|]* \|$", rf"\g<1>{measured}", text
        )
        if found != 1:
            sys.exit(f"README.md has no row, or several, for {name}: add one to its map.")
    README.write_text(text, encoding="utf-8")


def main() -> None:
    chosen = [path for path in NOTEBOOKS if not sys.argv[1:] or path.name.startswith(tuple(sys.argv[1:]))]
    if not chosen:
        sys.exit(f"No notebook starts with {' or '.join(sys.argv[1:])}.")
    os.environ.pop("COURSE_QUICK", None)
    os.environ["PYTEST_CURRENT_TEST"] = "make full"  # ipykernel then captures what nbval's kernels capture
    rows = {}
    for path in chosen:
        rows[path.stem] = execute(path)
        print(f"{path.stem}: {rows[path.stem][0]:.0f} s, {rows[path.stem][1] / 2**30:.2f} GiB", flush=True)
    refresh_times(rows)


if __name__ == "__main__":
    main()
