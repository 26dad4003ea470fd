"""The one set-up call that every notebook makes."""

import os
import platform
import sys
from contextlib import contextmanager
from dataclasses import dataclass

REPOSITORY = ""
"""The course's public address ("owner/name"), kept here and nowhere else; empty until it has one."""

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
    return f"{cores} CPU cores"


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
