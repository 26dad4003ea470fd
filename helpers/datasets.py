"""The course's data sets: one function a set, real data first, and always a line that says what was loaded.

Every set is looked for in this order: the data folder (`COURSE_DATA`, by default `data/`), a copy that Keras
keeps, a download that must match a known checksum, and last the stand-in of `helpers.standins`.
`COURSE_OFFLINE=1` skips the network. `data/README.md` describes each set.
"""

from __future__ import annotations

import atexit
import errno
import functools
import hashlib
import os
import pickle
import shutil
import sys
import tarfile
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

_PATIENCE_S = 8.0  # a download must bring _MIN_RATE bytes a second over any stretch of this length ...
_MIN_RATE = 20_000  # ... or it is given up: it would take hours
_LOCK_S = 9.0  # another process may hold a file this long without any progress
_PROBE_S = 3.5  # status() asks the servers for at most this long
_network_trouble = ""  # set by the first failure of the network, so that later sets do not wait again


@dataclass(frozen=True, eq=False, repr=False)
class ImageData:
    """Images with labels, split into training and test images as published: color here, gray in `XrayData`.

    Attributes:
        name: the set's name, e.g. "CIFAR-10".
        x_train, x_test: uint8 images, shape (n, 32, 32, 3), values 0-255, channels red, green, blue.
        y_train, y_test: int64 class indices, shape (n,).
        class_names: the name of class k is `class_names[k]`.
        source: "real" or "stand-in".
        origin: one sentence that says where these arrays came from.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    source: str
    origin: str

    def __repr__(self) -> str:
        kind, shape, classes = type(self).__name__, self.x_train.shape[1:], len(self.class_names)
        return f"{kind}({self.name}, {self.source}: {self._sizes()} of shape {shape}, {classes} classes)"

    def _sizes(self) -> str:
        return f"{len(self.x_train):,} training and {len(self.x_test):,} test images"


@dataclass(frozen=True, eq=False, repr=False)
class XrayData(ImageData):
    """Gray images uint8 (n, 28, 28), 0 black to 255 white, with a published validation part, `x_val` and `y_val`.

    There are no patient ids in the published file: nobody can tell which images show the same child.
    """

    x_val: np.ndarray
    y_val: np.ndarray

    def _sizes(self) -> str:
        train, val, test = len(self.x_train), len(self.x_val), len(self.x_test)
        return f"{train:,} training, {val:,} validation and {test:,} test images"


@dataclass(frozen=True)
class _Spec:
    """What is known about a published set of images before it is read."""

    name: str
    url: str
    known_hash: str
    archive: str  # the published file
    npz: str  # the copy made from it; empty when the published file is read as it is
    shape: tuple[int, ...]  # of one image
    counts: dict[str, tuple[int, ...]]  # of each part, how many images of each class
    class_names: tuple[str, ...]
    picture: str  # what one of its images is

    @property
    def keys(self) -> list[str]:
        """The names of the arrays: x_train, y_train and so on."""
        return [f"{kind}_{part}" for part in self.counts for kind in "xy"]

    @property
    def origin(self) -> str:
        """Address and checksum of the published file; in a copy that this module made, the mark of it."""
        what = "Made from the original archive at" if self.npz else "The original file of"
        return f"{what} {self.url} ({self.known_hash})."


# Address and checksum as in keras.datasets.cifar10 (Keras 3.13 to 3.15).
_CIFAR10 = _Spec(
    name="CIFAR-10",
    url="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    known_hash="sha256:6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    archive="cifar-10-python.tar.gz",
    npz="cifar10.npz",
    shape=(32, 32, 3),
    counts={"train": (5_000,) * 10, "test": (1_000,) * 10},
    class_names=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    picture="photograph",
)
# Address and checksum as on Zenodo and in medmnist.INFO (medmnist 3).
_PNEUMONIA_MNIST = _Spec(
    name="PneumoniaMNIST",
    url="https://zenodo.org/records/10519652/files/pneumoniamnist.npz?download=1",
    known_hash="md5:28209eda62fecd6e6a2d98b1501bb15f",
    archive="pneumoniamnist.npz",
    npz="",
    shape=(28, 28),
    counts={"train": (1_214, 3_494), "val": (135, 389), "test": (234, 390)},
    class_names=("normal", "pneumonia"),
    picture="radiograph",
)


class _FetchError(Exception):
    """No file could be had; the text is a sentence for the reader."""


def cifar10() -> ImageData:
    """CIFAR-10: 50,000 training and 10,000 test photographs of ten everyday classes, or the stand-in.

    Tried in order: `cifar10.npz` in the data folder; the original archive there or in Keras' cache; a
    download of that archive, which is kept as `cifar10.npz` for the next time; synthetic images. Prints one
    line that says what was loaded, and one for each thing that went wrong. A damaged file is renamed
    `*.damaged`. An unreachable network costs at most 10 s, once: after it, no set tries the network
    again until the kernel is restarted. Never raises for bad files, a full disk or a missing network.

    Returns:
        The images, uint8 (n, 32, 32, 3), and labels, int64 (n,), with `source` "real" or "stand-in".

    Source:
        Krizhevsky (2009), "Learning Multiple Layers of Features from Tiny Images".
    """
    spec = _CIFAR10

    def real() -> ImageData:
        data = _from_npz(spec)
        return data or _from_archive(_fetch(spec.url, spec.archive, spec.known_hash, _keras_copies()), spec)

    return _real_or_drawn(spec, real, ImageData, "cifar10")


def pneumonia_mnist() -> XrayData:
    """PneumoniaMNIST: 5,856 chest radiographs of children, normal (0) or pneumonia (1), or the stand-in.

    Tried in order: `pneumoniamnist.npz` in the data folder; a download, which is kept there (4 MB); synthetic
    images. The checksum must hold in either case; all else is as in `cifar10`.

    Returns:
        4,708 training, 524 validation and 624 test images, uint8 (n, 28, 28), and labels, int64 (n,), with
        `source` "real" or "stand-in". One child may be in both the training and the validation images.

    Source:
        Yang et al. (2023), "MedMNIST v2", <https://doi.org/10.1038/s41597-022-01721-8>, from the images of
        Kermany et al. (2018), <https://doi.org/10.1016/j.cell.2018.02.010>.
    """
    spec = _PNEUMONIA_MNIST
    return _real_or_drawn(spec, lambda: _read_medmnist(spec), XrayData, "pneumonia_mnist")


def status() -> list[dict[str, str]]:
    """What each set's function would find now, without downloading anything.

    Returns:
        One row a set: "name"; "state", which is "local copy", "downloadable" or "stand-in"; "note", a
        sentence. Asks the servers, all at once, for at most 4 s, and not at all with `COURSE_OFFLINE=1`, when
        a copy is here, or after a failure of the network in this process.
    """

    def here(spec: _Spec) -> tuple[str, str] | None:
        data = _from_npz(spec) if spec.npz else None
        if data is not None:
            return "local copy", data.origin
        if _find_local(spec.archive, spec.known_hash, _keras_copies() if spec is _CIFAR10 else ()):
            turned = f"The original archive is here; the first load turns it into {spec.npz}."
            return "local copy", turned if spec.npz else spec.origin
        return None

    def away(spec: _Spec, found: tuple[str, str] | None) -> tuple[str, str]:
        if found:
            return found
        if problem := _no_network(spec.archive) or _probe(spec.url):
            return "stand-in", problem
        return "downloadable", f"{urlsplit(spec.url).hostname} answers; the first load downloads it."

    specs = (_CIFAR10, _PNEUMONIA_MNIST)
    with ThreadPoolExecutor() as pool:  # for `away` only: files are looked at one after the other
        states = pool.map(away, specs, [here(spec) for spec in specs])
    return [{"name": spec.name, "state": at[0], "note": at[1]} for spec, at in zip(specs, states, strict=True)]


# ---- reading and checking ----


def _real_or_drawn(spec: _Spec, real: Callable[[], ImageData], kind: type[ImageData], stand_in: str) -> ImageData:
    """What `real()` returns, or else the stand-in of that name; the line that says which is printed."""
    try:
        data = real()
    except _FetchError as error:
        _say(f"{spec.name}: {error} The stand-in is used instead.")
        from helpers import standins  # only here, so that a fault there cannot keep the real data away

        origin = f"Synthetic images drawn by helpers.standins; none of them is a {spec.picture}."
        arrays = zip((*spec.keys, "class_names"), getattr(standins, stand_in)(), strict=True)
        data = kind(spec.name, **dict(arrays), source="stand-in", origin=origin)
    _say(f"{data.name}: {data.source} data, {data._sizes()}. {data.origin}")
    return data


def _read_medmnist(spec: _Spec) -> XrayData:
    """The set from a MedMNIST file, here or downloaded, read only once its checksum has held."""
    path = _fetch(spec.url, spec.archive, spec.known_hash)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as npz:
            arrays = _checked([npz[f"{part}_{what}"] for part in spec.counts for what in ("images", "labels")], spec)
    except Exception as error:  # a foreign file can fail in many ways: zip, zlib, header, keys
        problem = f"{spec.archive} could not be read ({_reason(error)}); remove it and try again."
        raise _FetchError(problem) from None
    arrays = dict(zip(spec.keys, arrays, strict=True))
    return XrayData(spec.name, **arrays, class_names=spec.class_names, source="real", origin=spec.origin)


def _from_npz(spec: _Spec) -> ImageData | None:
    """The set from its .npz in our folders; None when there is none that can be used."""
    for path in [folder / spec.npz for folder in _places(_data_folder())]:
        if not path.exists():
            continue
        try:
            with open(path, "rb") as file, np.load(file, allow_pickle=False) as npz:
                arrays = [npz[key] for key in spec.keys]
                ours = "origin" in npz.files and str(npz["origin"]) == spec.origin
        except (OSError, MemoryError) as error:  # says nothing about the content: the file stays where it is
            _say(f"{spec.npz} in {_folder_name()} could not be read ({_reason(error)}) and is ignored.")
            continue
        except Exception:  # a foreign file can fail in many ways: zip, zlib, header, keys
            _set_aside(path, "it does not hold plain arrays named " + ", ".join(spec.keys))
            continue
        try:
            arrays = _checked(arrays, spec)
        except ValueError as error:
            _set_aside(path, str(error))
            continue
        foreign = f"From a {spec.npz} put into {_folder_name()} by hand; its pixels may have been re-encoded."
        return ImageData(spec.name, *arrays, spec.class_names, "real", spec.origin if ours else foreign)
    return None


def _checked(arrays: list[np.ndarray], spec: _Spec) -> list[np.ndarray]:
    """The arrays, C-contiguous, labels as int64 (n,); ValueError when they cannot be this set."""
    checked = []
    for key, array in zip(spec.keys, arrays, strict=True):
        counts = spec.counts[key[2:]]
        n = sum(counts)
        shapes = [(n, *spec.shape)] if key[0] == "x" else [(n,), (n, 1)]
        right_type = array.dtype == np.uint8 if key[0] == "x" else array.dtype.kind in "iu"
        if array.shape not in shapes or not right_type:
            raise ValueError(f"{key} is {array.dtype} of shape {array.shape}, not as in {spec.name}")
        if key[0] == "y":
            array = array.ravel().astype(np.int64)
            if [np.sum(array == k) for k in range(len(counts))] != [*counts]:
                raise ValueError(f"{key} does not hold {counts} labels of the {len(counts)} classes")
        checked.append(np.ascontiguousarray(array))
    return checked


class _ArrayUnpickler(pickle.Unpickler):
    """Rebuilds NumPy arrays and plain containers, and refuses every other class or function."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) == ("numpy", "ndarray"):
            return np.ndarray
        if (module, name) == ("numpy", "dtype"):
            # Python 2 wrote align and copy as integers: NumPy 2.4.0 to 2.4.4 warn about that.
            return lambda kind, align=0, copy=0: np.dtype(kind, align=bool(align), copy=bool(copy))
        if module in ("numpy.core.multiarray", "numpy._core.multiarray") and name == "_reconstruct":
            return super().find_class("numpy._core.multiarray", name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed here")


def _from_archive(archive: Path, spec: _Spec) -> ImageData:
    """The set from its original archive, whose checksum has held; also stored as .npz for the next time."""
    target = _places(_data_folder())[-1] / spec.npz
    with suppress(_BusyError), _turn(target) as waited:
        data = _from_npz(spec) if waited else None  # another process may just have made it
        if data is None:
            data = _read_archive(archive, spec)
            _store(target, data, spec)
        return data
    return _read_archive(archive, spec)


def _read_archive(archive: Path, spec: _Spec) -> ImageData:
    """The set from the five training batches and the test batch, read by name, nothing extracted."""
    batches = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
    wanted = [f"cifar-10-batches-py/{name}" for name in batches]
    images, labels = {}, {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:  # in the archive's own order: going back would decompress it again
                if member.name in wanted:
                    batch = _ArrayUnpickler(tar.extractfile(member), encoding="bytes").load()
                    images[member.name] = batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
                    labels[member.name] = np.asarray(batch[b"labels"])
        x, y = [np.concatenate([part[name] for name in wanted]) for part in (images, labels)]
        n = sum(spec.counts["train"])
        arrays = _checked([x[:n], y[:n], x[n:], y[n:]], spec)
        return ImageData(spec.name, *arrays, spec.class_names, "real", spec.origin)
    except (OSError, tarfile.TarError, EOFError, KeyError, ValueError, pickle.UnpicklingError) as error:
        problem = f"{archive.name} could not be read ({_reason(error)}); remove it and try again."
        raise _FetchError(problem) from None


def _store(target: Path, data: ImageData, spec: _Spec) -> None:
    """Write the arrays as .npz under another name, then rename: a half-written file never counts."""
    part = _part(target)
    try:
        with open(part, "wb") as file:
            np.savez(file, origin=np.array(data.origin), **{key: getattr(data, key) for key in spec.keys})
        os.replace(part, target)
    except OSError as error:
        _say(f"{target.name} could not be kept for the next time ({_reason(error)}).")
    finally:
        with suppress(OSError):
            part.unlink()


# ---- files and folders ----


def _say(text: str) -> None:
    print(text, flush=True)


def _reason(error: BaseException) -> str:
    """A few words for an error, without the path that its own text may hold."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full, free some space"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def _data_folder() -> Path:
    return Path(os.environ.get("COURSE_DATA") or Path(__file__).parents[1] / "data").expanduser()


def _folder_name() -> str:
    return "the COURSE_DATA folder" if os.environ.get("COURSE_DATA") else "data/"


@functools.cache
def _places(folder: Path) -> tuple[Path, ...]:
    """The folders to look in; the last one can be written: a temporary one if `folder` cannot (said once)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return (folder,)
    except OSError as error:
        why = f"{_folder_name()} cannot be written ({_reason(error)})"
        why = "COURSE_DATA names a file" if folder.is_file() else why
        _say(f"Nothing new is kept, because {why}. Set COURSE_DATA to a folder of your own.")
    spare = Path(tempfile.mkdtemp(prefix="course-data-"))
    atexit.register(shutil.rmtree, spare, ignore_errors=True)
    return folder, spare


def _part(target: Path) -> Path:
    """The name under which `target` is written; always the same one, so that leftovers do not pile up."""
    return target.with_name(target.name + ".part")


def _set_aside(path: Path, why: str) -> None:
    """Rename a file that cannot be used, and say so."""
    try:
        os.replace(path, path.with_name(path.name + ".damaged"))
        _say(f"{path.name} cannot be used: {why}. It was renamed {path.name}.damaged; you may delete it.")
    except OSError:
        _say(f"{path.name} cannot be used: {why}. It could not be renamed and is ignored; please remove it.")


def _hash_holds(path: Path, known_hash: str) -> bool:
    algorithm, _, digest = known_hash.partition(":")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == digest


def _keras_copies() -> list[Path]:
    """Where Keras 3.13 to 3.15, then older releases, keep the archive of keras.datasets.cifar10."""
    folder = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"
    return [folder / "cifar-10-batches-py-target_archive", folder / "cifar-10-batches-py.tar.gz"]


def _find_local(filename: str, known_hash: str, elsewhere: Iterable[Path] = ()) -> Path | None:
    """The first copy whose checksum holds: our own folders, then `elsewhere` (other programs' files)."""
    ours = [folder / filename for folder in _places(_data_folder())]
    for path in (*ours, *elsewhere):
        try:
            if not path.is_file():
                continue
            if _hash_holds(path, known_hash):
                return path
        except OSError as error:
            _say(f"A copy named {path.name} could not be read ({_reason(error)}) and is ignored.")
            continue
        if path in ours:
            _set_aside(path, "its checksum is wrong")
        else:
            _say(f"Another program's copy, {path.name}, has a wrong checksum and is ignored.")
    return None


class _BusyError(_FetchError):
    """Another process holds the file and makes no progress."""


@contextmanager
def _turn(target: Path) -> Iterator[float]:
    """Hold the lock on `target` across processes; yields the seconds just spent waiting without progress.

    The system frees the lock when its holder dies. Raises `_BusyError` when the holder writes nothing for
    `_LOCK_S`. Where files cannot be locked (some network drives) everybody goes ahead at once.
    """
    import filelock

    lock = filelock.FileLock(target.with_name(f".{target.name}.lock"))
    size, since, told = -1, time.monotonic(), False
    while True:
        try:
            lock.acquire(timeout=0.5, poll_interval=0.05)
            break
        except filelock.Timeout:
            if not told:
                _say(f"Another notebook is getting {target.name}; waiting for it.")
            told, before = True, size
            with suppress(OSError):
                size = _part(target).stat().st_size
            if size != before:
                since = time.monotonic()
            elif time.monotonic() - since > _LOCK_S:
                problem = f"Another notebook holds {target.name} and makes no progress; close it and try again."
                raise _BusyError(problem) from None
        except (OSError, NotImplementedError):
            break
    try:
        yield time.monotonic() - since if told else 0.0
    finally:
        lock.release()


# ---- the network ----


def _no_network(filename: str) -> str:
    """Why the network is not to be used for this file, in a sentence or two; empty when it may be."""
    if os.environ.get("COURSE_OFFLINE") == "1":
        return "No copy is here, and COURSE_OFFLINE=1 skips the network."
    return _network_trouble and f"{_network_trouble} {_advice(filename)}"


def _advice(filename: str) -> str:
    return f"Check the network and restart the kernel, or put {filename} into {_folder_name()} yourself."


def _fetch(url: str, filename: str, known_hash: str, elsewhere: Iterable[Path] = ()) -> Path:
    """A file whose checksum holds: a copy that is here, or a download into the data folder.

    Args:
        url: the public address.
        filename: its name in the data folder.
        known_hash: "sha256:..." or "md5:...", in hexadecimal.
        elsewhere: paths where another program may keep the same file; they are only read.

    Returns:
        Its path; in a temporary folder when the data folder cannot be written.

    Raises:
        _FetchError: no copy could be had; the text says why and what to do.
    """
    found = _find_local(filename, known_hash, elsewhere)
    if found:
        return found
    if problem := _no_network(filename):
        raise _FetchError(problem)
    target = _places(_data_folder())[-1] / filename
    part = _part(target)
    with _turn(target) as waited:
        if waited and target.exists() and _hash_holds(target, known_hash):
            return target
        try:
            for _ in range(2):
                _download(url, part, waited)
                if _hash_holds(part, known_hash):
                    os.replace(part, target)
                    return target
                os.replace(part, target.with_name(filename + ".damaged"))
                _say(f"The downloaded {filename} has a wrong checksum; it was renamed {filename}.damaged.")
        except OSError as error:
            raise _FetchError(f"{filename} could not be written ({_reason(error)}).") from None
        finally:
            with suppress(OSError):
                part.unlink()
    raise _FetchError(f"{urlsplit(url).hostname} sent a wrong {filename} twice; try another network.")


def _download(url: str, part: Path, waited: float) -> None:
    """Download `url` to `part`, with a progress bar; `_FetchError` says what the network did wrong.

    The work is done in a thread, because neither the look-up of a name nor a trickle of bytes can be
    bounded otherwise; this one watches the bytes arrive. `waited` seconds were already spent on this
    file and count against the first bytes.
    """
    import requests
    from tqdm.auto import tqdm

    global _network_trouble
    got, total, answered, failure, stop = 0, None, False, None, threading.Event()

    def work() -> None:
        nonlocal got, total, answered, failure
        try:
            # As the bytes are on the server: a .tar.gz must not be unpacked on the way.
            ask = {"Accept-Encoding": "identity"}
            with requests.get(url, stream=True, timeout=2 * _PATIENCE_S, headers=ask) as response:
                response.raise_for_status()
                total, answered = int(response.headers.get("Content-Length", 0)) or None, True
                if stop.is_set():
                    return
                with open(part, "wb") as file:
                    for chunk in response.raw.stream(16_384, decode_content=False):
                        if stop.is_set():
                            return
                        file.write(chunk)
                        got += len(chunk)
        except Exception as error:  # carried to the thread that waits
            failure = error

    host = urlsplit(url).hostname
    thread = threading.Thread(target=work, daemon=True)
    history = deque([(time.monotonic() - min(waited, _PATIENCE_S - 2), 0)])
    try:
        with tqdm(desc=part.stem, unit="B", unit_scale=True, leave=False, delay=1, file=sys.stdout) as bar:
            thread.start()
            while thread.is_alive():
                thread.join(0.1)
                bar.total = total
                if got > bar.n:
                    bar.update(got - bar.n)
                now = time.monotonic()
                history.append((now, got))
                while history[1][0] <= now - _PATIENCE_S:
                    history.popleft()
                (then, had), enough = history[0], _PATIENCE_S * _MIN_RATE
                if thread.is_alive() and now - then >= _PATIENCE_S and got - had < enough:
                    what = "sends too slowly" if answered else "does not answer"
                    _network_trouble = f"{host} {what}."
                    raise _FetchError(f"{_network_trouble} {_advice(part.stem)}")
    finally:
        stop.set()  # also after Ctrl-C: the thread writes nothing more
    if isinstance(failure, requests.HTTPError):
        raise _FetchError(f"{host} answered with error {failure.response.status_code}. {_advice(part.stem)}")
    if isinstance(failure, OSError) and not isinstance(failure, requests.RequestException):
        raise failure
    if failure is not None:
        what = "broke off the download" if got else "cannot be reached"
        _network_trouble = f"{host} {what}."
        raise _FetchError(f"{_network_trouble} {_advice(part.stem)}")


def _probe(url: str) -> str:
    """Ask the server once, for at most `_PROBE_S`: empty when it has the file, else a sentence."""
    import requests

    codes = []

    def work() -> None:
        with suppress(requests.RequestException):
            codes.append(requests.head(url, timeout=_PROBE_S, allow_redirects=True).status_code)

    thread = threading.Thread(target=work, daemon=True)  # the look-up of a name has no time limit of its own
    thread.start()
    thread.join(_PROBE_S)
    if codes and codes[0] < 400:
        return ""
    what = f"answers with error {codes[0]}" if codes else "cannot be reached"
    return f"{urlsplit(url).hostname} {what}, so the stand-in would be used."
