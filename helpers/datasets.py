"""The course's data sets: one function a set, real data first, and always a line that says what was loaded.

Every set is looked for in this order: the data folder (`COURSE_DATA`, by default `data/`), a copy that Keras
keeps, a download that must match a known checksum, and last the stand-in of `helpers.standins`.
`COURSE_OFFLINE=1` skips the network. `data/README.md` describes each set.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import pickle
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from helpers._fetch import (
    SUMS,
    BusyError,
    FetchError,
    data_folder,
    fetch,
    fetch_folder,
    find_local,
    folder_name,
    no_network,
    part_of,
    places,
    probe,
    reason,
    say,
    set_aside,
    turn,
)


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


@dataclass(frozen=True, eq=False, repr=False)
class BeatData:
    """Heartbeats cut out of two-lead electrocardiograms, with the annotators' opinion of each.

    Attributes:
        name: the set's name.
        x: float32 (n, 256, 2), millivolts at `fs` samples a second, the R peak at index 96 (0.27 s before it,
            0.44 s after it). Channel 0 is lead MLII in every record, channel 1 the record's other lead. Beyond the
            ends of a record its first or last sample is repeated.
        y: int64 (n,), index into `class_names`: the AAMI class of `symbol`.
        symbol: "<U1" (n,), the annotators' own symbol.
        r_peak: int64 (n,), the annotated sample in its record.
        record: int64 (n,), ascending, and within a record in order of time.
        patient: int64 (n,), equal to `record` but for record 202, the same man's as 201.
        split: "<U3" (n,), "DS1" or "DS2" as published by de Chazal et al. (2004).
        leads: {record: (lead of channel 0, lead of channel 1)}.
        class_names: ("N", "S", "V", "F", "Q").
        fs: samples a second.
        source: "real" or "stand-in".
        origin: one sentence that says where these arrays came from.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    symbol: np.ndarray
    r_peak: np.ndarray
    record: np.ndarray
    patient: np.ndarray
    split: np.ndarray
    leads: dict[int, tuple[str, str]]
    class_names: tuple[str, ...]
    fs: int
    source: str
    origin: str

    def __repr__(self) -> str:
        return f"BeatData({self.name}, {self.source}: {self._sizes()} of shape {self.x.shape[1:]})"

    def _sizes(self) -> str:
        records, people = len(self.leads), len(np.unique(self.patient))
        return f"{len(self.x):,} beats in {records} half-hour records of {people} people"


@dataclass(frozen=True, eq=False, repr=False)
class EcgRecord:
    """One half-hour electrocardiogram with its annotated beats.

    Attributes:
        record: its number.
        signal: float32 (samples, 2), millivolts; channel 0 is lead MLII.
        r_peak: int64 (n,), the annotated samples, ascending.
        symbol: "<U1" (n,), the annotators' symbol of each beat.
        leads: the two leads' names.
        fs: samples a second.
        source: "real" or "stand-in".
        origin: one sentence that says where it came from.
    """

    record: int
    signal: np.ndarray
    r_peak: np.ndarray
    symbol: np.ndarray
    leads: tuple[str, str]
    fs: int
    source: str
    origin: str

    def __repr__(self) -> str:
        return f"EcgRecord({self.record}, {self.source}: {self._sizes()})"

    def _sizes(self) -> str:
        minutes, leads = len(self.signal) / self.fs / 60, " and ".join(self.leads)
        return f"{minutes:.1f} minutes of leads {leads}, {len(self.r_peak):,} beats"


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


@dataclass(frozen=True)
class _EcgSpec:
    """What is known about a published set of electrocardiograms before it is read."""

    name: str
    url: str  # of its folder
    known_hash: str  # of the list of checksums in it
    folder: str  # its name in the data folder
    records: dict[str, tuple[int, ...]]  # of each half of the published split
    size: int  # about how many bytes the files are
    left_out: str
    same_patient: dict[int, int]
    classes: dict[str, str]  # AAMI class: the annotators' symbols
    fs: int = 360

    @property
    def split_of(self) -> dict[int, str]:
        """{record: the half it belongs to}, ascending."""
        return dict(sorted((record, half) for half, records in self.records.items() for record in records))

    @property
    def files(self) -> list[str]:
        return [f"{record}.{kind}" for record in self.split_of for kind in ("hea", "atr", "dat")]

    @property
    def origin(self) -> str:
        return f"The original files of {self.url} (their list of checksums: {self.known_hash})."


# The split and the classes of de Chazal et al. (2004).
_DS1 = (101, 106, 108, 109, 112, 114, 115, 116, 118, 119, 122, 124, 201, 203, 205, 207, 208, 209, 215, 220, 223, 230)
_DS2 = (100, 103, 105, 111, 113, 117, 121, 123, 200, 202, 210, 212, 213, 214, 219, 221, 222, 228, 231, 232, 233, 234)
_MITDB = _EcgSpec(
    name="MIT-BIH Arrhythmia",
    url="https://physionet.org/files/mitdb/1.0.0/",
    known_hash="sha256:b61158a96d5f2ca80edfb354a9a66a6324836c390a84e1966dcee2b907d6be43",
    folder="mitdb",
    records={"DS1": _DS1, "DS2": _DS2},
    size=86_100_000,
    left_out="102, 104, 107 and 217 are left out: their patients wear a pacemaker",
    same_patient={202: 201},
    classes={"N": "NLRej", "S": "AaJS", "V": "VE", "F": "F", "Q": "/fQ"},
)
_BEFORE, _AFTER = 96, 160  # samples of a beat before its R peak, and from the peak on


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
        return data or _from_archive(fetch(spec.url, spec.archive, spec.known_hash, _keras_copies()), spec)

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


def mitdb() -> BeatData:
    """MIT-BIH Arrhythmia Database: 100,733 heartbeats of 43 people in five classes, or the stand-in.

    Tried in order: the folder `mitdb` in the data folder (SHA256SUMS.txt and, of each record, .hea, .dat and
    .atr); a download of what is missing there, which is kept (86 MB); synthetic electrocardiograms. Every
    checksum must hold. `mitdb` and `mitdb_record` use the same source until the kernel is restarted; all else
    is as in `cifar10`.

    Returns:
        The beats of 44 records, 51,021 in DS1 and 49,712 in DS2; the four records with a pacemaker are left out.

    Source:
        Moody & Mark (2001), <https://doi.org/10.1109/51.932724>; the split: de Chazal, O'Dwyer & Reilly (2004),
        <https://doi.org/10.1109/TBME.2004.827359>.
    """
    spec, window = _MITDB, np.arange(-_BEFORE, _AFTER)
    class_of = {symbol: k for k, symbols in enumerate(spec.classes.values()) for symbol in symbols}
    columns, leads = [], {}
    for record, half in spec.split_of.items():
        ecg = _half_hour(record)
        leads[record] = ecg.leads
        at = np.clip(ecg.r_peak[:, None] + window, 0, len(ecg.signal) - 1)
        y = np.array([class_of[symbol] for symbol in ecg.symbol.tolist()], dtype=np.int64)
        same = [np.full(len(y), value) for value in (record, spec.same_patient.get(record, record), half)]
        columns.append((ecg.signal[at], y, ecg.symbol, ecg.r_peak, *same))
    arrays = [np.concatenate(parts) for parts in zip(*columns, strict=True)]
    data = BeatData(spec.name, *arrays, leads, tuple(spec.classes), spec.fs, ecg.source, ecg.origin)
    say(f"{data.name}: {data.source} data, {data._sizes()}. {data.origin}")
    return data


def mitdb_record(record: int) -> EcgRecord:
    """One half-hour record of the MIT-BIH Arrhythmia Database, of which `mitdb` cuts its beats, or the stand-in.

    Args:
        record: its number, 100 to 234; the four records with a pacemaker are left out.

    Returns:
        Both leads in millivolts, 650,000 samples each, and the annotated beats.

    Raises:
        ValueError: there is no such record; the text lists those that there are.
    """
    spec = _MITDB
    if record not in spec.split_of:
        known = ", ".join(map(str, spec.split_of))
        raise ValueError(f"There is no record {record!r}. There are {known}; {spec.left_out}.")
    ecg = _half_hour(int(record))
    say(f"{spec.name}, record {ecg.record}: {ecg.source} data, {ecg._sizes()}. {ecg.origin}")
    return ecg


def status() -> list[dict[str, str]]:
    """What each set's function would find now, without downloading anything.

    Returns:
        One row a set: "name"; "state", which is "local copy", "downloadable" or "stand-in"; "note", a
        sentence. Asks the servers, all at once, for at most 4 s, and not at all with `COURSE_OFFLINE=1`, when
        a copy is here, or after a failure of the network in this process.
    """

    def here(spec: _Spec | _EcgSpec) -> tuple[str, str] | None:
        if isinstance(spec, _EcgSpec):
            folder, files = data_folder() / spec.folder, [SUMS, *spec.files]
            note = f"All {len(files)} files are here; loading them checks their checksums."
            return ("local copy", note) if all((folder / name).is_file() for name in files) else None
        data = _from_npz(spec) if spec.npz else None
        if data is not None:
            return "local copy", data.origin
        if find_local(spec.archive, spec.known_hash, _keras_copies() if spec is _CIFAR10 else ()):
            turned = f"The original archive is here; the first load turns it into {spec.npz}."
            return "local copy", turned if spec.npz else spec.origin
        return None

    def away(spec: _Spec | _EcgSpec, found: tuple[str, str] | None) -> tuple[str, str]:
        if found:
            return found
        name, url = (f"{spec.folder}/", spec.url + SUMS) if isinstance(spec, _EcgSpec) else (spec.archive, spec.url)
        if problem := no_network(name) or probe(url):
            return "stand-in", problem
        return "downloadable", f"{urlsplit(spec.url).hostname} answers; the first load downloads it."

    specs = (_CIFAR10, _PNEUMONIA_MNIST, _MITDB)
    with ThreadPoolExecutor() as pool:  # for `away` only: files are looked at one after the other
        states = pool.map(away, specs, [here(spec) for spec in specs])
    return [{"name": spec.name, "state": at[0], "note": at[1]} for spec, at in zip(specs, states, strict=True)]


# ---- reading and checking ----


def _real_or_drawn(spec: _Spec, real: Callable[[], ImageData], kind: type[ImageData], stand_in: str) -> ImageData:
    """What `real()` returns, or else the stand-in of that name; the line that says which is printed."""
    try:
        data = real()
    except FetchError as error:
        say(f"{spec.name}: {error} The stand-in is used instead.")
        from helpers import standins  # only here, so that a fault there cannot keep the real data away

        origin = f"Synthetic images drawn by helpers.standins; none of them is a {spec.picture}."
        arrays = zip((*spec.keys, "class_names"), getattr(standins, stand_in)(), strict=True)
        data = kind(spec.name, **dict(arrays), source="stand-in", origin=origin)
    say(f"{data.name}: {data.source} data, {data._sizes()}. {data.origin}")
    return data


def _read_medmnist(spec: _Spec) -> XrayData:
    """The set from a MedMNIST file, here or downloaded, read only once its checksum has held."""
    path = fetch(spec.url, spec.archive, spec.known_hash)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as npz:
            arrays = _checked([npz[f"{part}_{what}"] for part in spec.counts for what in ("images", "labels")], spec)
    except Exception as error:  # a foreign file can fail in many ways: zip, zlib, header, keys
        problem = f"{spec.archive} could not be read ({reason(error)}); remove it and try again."
        raise FetchError(problem) from None
    arrays = dict(zip(spec.keys, arrays, strict=True))
    return XrayData(spec.name, **arrays, class_names=spec.class_names, source="real", origin=spec.origin)


def _from_npz(spec: _Spec) -> ImageData | None:
    """The set from its .npz in our folders; None when there is none that can be used."""
    for path in [folder / spec.npz for folder in places(data_folder())]:
        if not path.exists():
            continue
        try:
            with open(path, "rb") as file, np.load(file, allow_pickle=False) as npz:
                arrays = [npz[key] for key in spec.keys]
                ours = "origin" in npz.files and str(npz["origin"]) == spec.origin
        except (OSError, MemoryError) as error:  # says nothing about the content: the file stays where it is
            say(f"{spec.npz} in {folder_name()} could not be read ({reason(error)}) and is ignored.")
            continue
        except Exception:  # a foreign file can fail in many ways: zip, zlib, header, keys
            set_aside(path, "it does not hold plain arrays named " + ", ".join(spec.keys))
            continue
        try:
            arrays = _checked(arrays, spec)
        except ValueError as error:
            set_aside(path, str(error))
            continue
        foreign = f"From a {spec.npz} put into {folder_name()} by hand; its pixels may have been re-encoded."
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


def _keras_copies() -> list[Path]:
    """Where Keras 3.13 to 3.15, then older releases, keep the archive of keras.datasets.cifar10."""
    folder = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"
    return [folder / "cifar-10-batches-py-target_archive", folder / "cifar-10-batches-py.tar.gz"]


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
    target = places(data_folder())[-1] / spec.npz
    with suppress(BusyError), turn(target) as waited:
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
        problem = f"{archive.name} could not be read ({reason(error)}); remove it and try again."
        raise FetchError(problem) from None


def _store(target: Path, data: ImageData, spec: _Spec) -> None:
    """Write the arrays as .npz under another name, then rename: a half-written file never counts."""
    part = part_of(target)
    try:
        with open(part, "wb") as file:
            np.savez(file, origin=np.array(data.origin), **{key: getattr(data, key) for key in spec.keys})
        os.replace(part, target)
    except OSError as error:
        say(f"{target.name} could not be kept for the next time ({reason(error)}).")
    finally:
        with suppress(OSError):
            part.unlink()


# ---- electrocardiograms ----


@functools.cache
def _ecg_files(folder: Path) -> dict[str, Path]:
    """The files of the set, empty for the stand-in: decided once, so that beats and records never differ in source."""
    spec = _MITDB
    try:
        if importlib.util.find_spec("wfdb") is None:
            raise FetchError("The package wfdb, which reads the records, is missing: run `%pip install wfdb`.")
        return fetch_folder(spec.url, spec.folder, spec.known_hash, spec.files, spec.size)
    except FetchError as error:
        say(f"{spec.name}: {error} The stand-in is used until the kernel is restarted.")
        return {}


def _half_hour(record: int) -> EcgRecord:
    """One record, real or drawn."""
    spec = _MITDB
    if files := _ecg_files(data_folder()):
        parts, source, origin = _read_record(record, files), "real", spec.origin
    else:
        from helpers import standins

        parts, source = standins.mitdb_record(record), "stand-in"
        origin = "Synthetic curves drawn by helpers.standins; none of them is a heartbeat."
    return EcgRecord(record, *parts, spec.fs, source, origin)


def _read_record(record: int, files: dict[str, Path]) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, str]]:
    """Signal in millivolts, annotated samples, their symbols and the leads from the three files of a record."""
    import wfdb

    header, curves, notes = (files[f"{record}.{kind}"] for kind in ("hea", "dat", "atr"))
    with tempfile.TemporaryDirectory(prefix="course-record-") as together:
        if header.parent != curves.parent:  # wfdb wants both in one folder; a read-only one may hold only the first
            header = Path(shutil.copy(header, together))
            shutil.copy(curves, together)
        raw = wfdb.rdrecord(str(header.with_suffix("")), physical=False, return_res=16)
    order = sorted((0, 1), key=lambda i: raw.sig_name[i] != "MLII")
    signal = [(raw.d_signal[:, i] - np.int16(raw.adc_zero[i])) / np.float32(raw.adc_gain[i]) for i in order]

    marks = wfdb.rdann(str(notes.with_suffix("")), "atr")
    symbol = np.array(marks.symbol, dtype="<U1")
    beats = np.isin(symbol, [*"".join(_MITDB.classes.values())])  # the others tell of rhythm and noise
    leads = tuple(raw.sig_name[i] for i in order)
    return np.stack(signal, axis=1), marks.sample[beats].astype(np.int64), symbol[beats], leads
