import subprocess
import sys
from pathlib import Path

ADDRESS = ""  # where Colab fetches the course; `make colab` writes it
NAME, here = "deep-learning-for-medicine", Path.cwd()
places = [here, *here.parents, here / NAME, here / "drive" / "MyDrive" / NAME]
home = next((p for p in places if (p / "helpers" / "course.py").exists()), None)
if home is None and ADDRESS and "google.colab" in sys.modules:  # fetched aside first: half a course never counts
    fetch = f"git clone --quiet --depth 1 {ADDRESS} {NAME}.part && mv -T --backup=numbered {NAME}.part {NAME}"
    home = here / NAME if subprocess.run(f"rm -rf {NAME}.part; {fetch}", shell=True).returncode == 0 else None
if home is None:
    raise ModuleNotFoundError(
        "The course's folder `helpers` is missing: get the whole course (see its README), not one file. On Colab: "
        f"upload the folder {NAME} to your Drive, click Mount Drive under Files, and run this cell again."
    )
if str(home) not in sys.path:
    sys.path.insert(0, str(home))
from helpers import course

budget = course.start()
