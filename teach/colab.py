"""`make colab REPO=owner/name`: write the course's public address into helpers/course.py and into every notebook.

Without REPO the address is that of the git remote `origin`; REPO=none takes address and badges away again.
"""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
BADGE = re.compile(r"\n\n\[!\[Open in Colab\]\(\S+\)\]\(\S+\)")
HELP = (
    "say where the course is public: `make colab REPO=owner/name` (on GitHub), or REPO=https://... for another git "
    "server; REPO=none takes the address away."
)


def parse(text: str) -> str:
    """What a person or git calls an address, as helpers/course.py keeps it: "owner/name" on GitHub, else a URL."""
    text = text.strip().removesuffix("/").removesuffix(".git")
    name = re.fullmatch(r"(?:https://github\.com/|(?:ssh://)?git@github\.com[:/])?([\w-]+/[\w.-]+)", text)
    if name:
        return name[1]
    # No @ in a URL: what stands before it may be a password, and this goes into every notebook.
    if re.fullmatch(r"(?:https?|git|file)://[\w./:~%+-]+", text):
        return text
    raise ValueError(f"{text!r} is no public address: {HELP}" if text else f"There is no git remote `origin`: {HELP}")


def setup_cell(address: str, root: Path = ROOT) -> str:
    """The set-up cell of every notebook; with an address, Colab fetches the course from there."""
    url = f"https://github.com/{address}" if address and "://" not in address else address
    source = (root / "tests" / "setup_cell.py").read_text(encoding="utf-8")
    return source.removesuffix("\n").replace('ADDRESS = ""', f'ADDRESS = "{url}"')


def apply(notebook: NotebookNode, name: str, address: str, root: Path = ROOT) -> NotebookNode:
    """Put badge and set-up cell into a notebook, in place; outputs and execution counts stay. Returns it."""
    first = notebook.cells[0]
    first.source = BADGE.sub("", first.source)
    if address and "://" not in address:  # Colab opens notebooks from GitHub only
        link = f"https://colab.research.google.com/github/{address}/blob/main/notebooks/{name}"
        badge = f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({link})"
        first.source = re.sub(r"\A.*", lambda title: f"{title[0]}\n\n{badge}", first.source)
    for cell in notebook.cells:
        if "setup" in cell.metadata.get("tags", []):
            cell.source = setup_cell(address, root)
    return notebook


def write(address: str, root: Path = ROOT) -> list[str]:
    """Write an address, or "" for none, into the course at `root`. Returns the names of the notebooks that changed."""
    page = root / "helpers" / "course.py"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r'(?m)^REPOSITORY = ".*"$', f'REPOSITORY = "{address}"', text)
    page.write_text(text, encoding="utf-8", newline="\n")
    changed = []
    for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        before = nbformat.writes(notebook)
        if nbformat.writes(apply(notebook, path.name, address, root)) != before:
            partial = path.with_suffix(".partial")
            nbformat.write(notebook, partial)
            partial.replace(path)
            changed.append(path.name)
    return changed


def main(repo: str) -> None:
    """Write the address that `repo` names, or else the git remote."""
    if not repo:
        remote = ["git", "-C", str(ROOT), "remote", "get-url", "origin"]
        repo = subprocess.run(remote, capture_output=True, text=True).stdout
    try:
        address = "" if repo == "none" else parse(repo)
    except ValueError as error:
        sys.exit(str(error))
    changed = write(address)
    print(f"The course's address: {address or 'none'}. Notebooks changed: {', '.join(changed) or 'none'}.")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
