"""The one set-up call that every notebook makes."""

import importlib
import os
import platform
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

REPOSITORY = ""
"""The course's public address ("owner/name" on GitHub, or a URL), kept here and nowhere else; empty until it has one.
`make colab` writes it, and with it the notebooks."""

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
STACK = ("tensorflow", "keras", "numpy", "pandas")
"""What Colab brings in builds of its own, and nothing may be installed over."""

OLDEST, NEWEST = (3, 11), (3, 13)


@dataclass(frozen=True)
class Budget:
    """How much a notebook may spend: in full for a reader, quick for the tests.

    Attributes:
        quick: True when ``COURSE_QUICK=1``; the same code then runs on little data for an epoch or two.
        verbose: what to hand to Keras' ``fit(verbose=...)``: 1 draws its progress bar for a person, 0 keeps bars out
            of quick runs and of the outputs that are stored with the course.
    """

    quick: bool
    verbose: int

    def __call__(self, full, quick):
        """Return ``full``, or ``quick`` in a quick run. The one switch between the two budgets."""
        return quick if self.quick else full


def start(seed: int = 0) -> Budget:
    """Prepare a notebook: seeds, a quiet TensorFlow, the course's figure style; print one line on this machine.

    On Colab it first installs what the notebooks import and Colab lacks.

    Args:
        seed: for Python's, NumPy's and the backend's random numbers.

    Returns:
        The budget: ``budget(full=10, quick=1)`` picks a number, ``budget.verbose`` goes to ``fit``.

    Raises:
        RuntimeError: if Python is too old or too new for TensorFlow, or Keras already runs on another backend.
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise RuntimeError(
            f"This course needs Python {_dotted(OLDEST)} to {_dotted(NEWEST)}; this is {platform.python_version()}. "
            "Create its environment with `make lab` and choose that kernel."
        )
    if _on_colab():
        _install_missing()
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1")  # else TensorFlow never gives memory back on a CPU
    with _quiet_stderr():
        import keras
        import tensorflow as tf

        device = _device(tf)
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            "Keras was imported before this cell, on another backend. Restart the kernel and run this cell first."
        )
    from helpers import plots

    plots.use_style()
    tf.get_logger().setLevel("ERROR")  # training many small models in turn is what this course does; no advice on that
    tf.config.experimental.enable_tensor_float_32_execution(False)  # some GPUs round float32 products to 10 bits
    keras.utils.set_random_seed(seed)
    recorded = "PYTEST_CURRENT_TEST" in os.environ  # the tests and `make full`: outputs are stored or compared
    quick = os.environ.get("COURSE_QUICK") == "1"
    budget = Budget(quick=quick, verbose=0 if quick or recorded else 1)
    print(
        f"Python {platform.python_version()} · TensorFlow {tf.__version__} · Keras {keras.__version__} · "
        f"{device} · {'quick' if quick else 'full'} run"
    )
    return budget


def _device(tf) -> str:
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        return tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
    import psutil

    cores = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else os.cpu_count()
    gpu = ", no GPU (to switch one on: Runtime → Change runtime type → T4 GPU)" if _on_colab() else ""
    return f"{cores} CPU cores{gpu}"


def _on_colab() -> bool:
    return "google.colab" in sys.modules  # there, every kernel imports it before the first cell


def _install_missing() -> None:
    """Install what requirements.txt names above its dividing line and is not there, and move nothing that is.

    A failure prints one line and is no error: most notebooks need none of it.
    """
    text = REQUIREMENTS.read_text(encoding="utf-8") if REQUIREMENTS.exists() else ""
    missing, held = {}, []
    for line in text.partition("# From here on")[0].splitlines():
        if name := re.match(r"[\w.-]+", line):
            try:
                held.append(f"{name[0]}=={version(name[0])}")
            except PackageNotFoundError:
                if name[0] not in STACK:  # on some of Colab's machines TensorFlow has another name
                    missing[name[0]] = line.partition("#")[0].strip()
    if not missing:
        return
    names = " ".join(missing)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1"]
    if subprocess.run([*pip, *missing.values(), *held], capture_output=True).returncode == 0:
        importlib.invalidate_caches()
        print(f"Installed what Colab lacks: {names}")
    else:
        print(f"Not installed: {names}. A notebook that needs it stops; online, `%pip install {names}` says why.")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


@contextmanager
def _quiet_stderr():
    """TensorFlow's C++ start-up lines go straight to file descriptor 2; no log level of TensorFlow 2.21 stops them."""
    sys.stderr.flush()
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)
